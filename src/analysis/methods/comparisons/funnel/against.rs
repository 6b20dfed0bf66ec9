//! What incidents of an area are counted against.

use crate::analysis::comparison::intervals::Exposed;
use crate::analysis::methods::comparisons::funnel::{FEWEST, PER};
use crate::analysis::methods::comparisons::loads::{by_area, venues};
use crate::analysis::methods::comparisons::shared::{premises, premises_in_words};
use crate::analysis::methods::{Input, MethodError};
use crate::data::AreaId;

/// What incidents are counted against.
pub(super) struct Against {
    /// As it was set.
    pub(super) key: &'static str,
    /// "residents"
    pub(super) plural: String,
    /// "for 1,000 residents"
    pub(super) rate: String,
    /// For so many.
    pub(super) per: f64,
}

impl Against {
    /// What was set, or what there is.
    ///
    /// # Errors
    /// When there are no areas.
    pub(super) fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let data = input.data;
        if data.areas.is_empty() {
            return Err(MethodError::Unanswerable(
                "A funnel compares areas, but no boundaries were given; add --boundaries FILE."
                    .to_owned(),
            ));
        }
        let told = data
            .areas
            .iter()
            .filter(|(_, area)| area.population.is_some());
        let key = match input.values.text(PER.key) {
            Some("residents") => "residents",
            Some("km2") => "km2",
            Some("premises") => "premises",
            Some("capacity") => "capacity",
            _ if told.count() >= FEWEST => "residents",
            _ => "km2",
        };
        let counted = premises_in_words(premises(input.values));
        let (plural, rate, per) = match key {
            "residents" => (
                "residents".to_owned(),
                "for 1,000 residents".to_owned(),
                1000.0,
            ),
            "km2" => ("a size".to_owned(), "for a km²".to_owned(), 1.0),
            "premises" => (counted.to_owned(), "for a premises".to_owned(), 1.0),
            _ => (
                format!("{counted} with a capacity"),
                "for 100 places in premises".to_owned(),
                100.0,
            ),
        };
        Ok(Self {
            key,
            plural,
            rate,
            per,
        })
    }
}

/// The areas with something to count against.
pub(super) fn exposed(input: &Input<'_>, against: &Against) -> (Vec<AreaId>, Vec<Exposed>) {
    let data = input.data;
    let loads = by_area(data, input.selection);
    let venues = venues(data, premises(input.values));
    let exposure = |id: AreaId| {
        let area = data.areas.get(id);
        let venues = venues[usize::from(id.0)];
        match against.key {
            "residents" => area.population.unwrap_or(0.0),
            "km2" => area.area_km2,
            "premises" => venues.number as f64,
            _ => venues.capacity,
        }
    };
    let all = data.areas.iter().map(|(id, _)| {
        let count = loads[usize::from(id.0)].weight;
        let exposure = exposure(id);
        (id, Exposed { count, exposure })
    });
    all.filter(|(_, exposed)| exposed.exposure > 0.0).unzip()
}
