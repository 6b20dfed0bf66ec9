//! Harm: the ranked list by count, by harm and by root harm, side by side.

mod places;

use crate::analysis::harm::agreement::{shared, spearman};
use crate::analysis::methods::comparisons::figures::{figure, percent};
use crate::analysis::methods::severity::{SEVERITY, Severities};
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Mark, Method, MethodError, Outline, Parameter, Plot,
    Question, Report, Series, Table,
};
use crate::analysis::rank::{RankParams, Shape, Unit};
use crate::data::NameId;

use places::{BY, Place, places};

/// This method.
pub(super) struct Harm;

impl Method for Harm {
    fn id(&self) -> &'static str {
        "harm"
    }

    fn question(&self) -> Question {
        Question::Harm
    }

    fn title(&self) -> &'static str {
        "The list by harm beside the list by count"
    }

    fn name(&self) -> &'static str {
        "Harm-weighted ranking"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/harm.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![SEVERITY]
    }

    fn uses_ranking(&self) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        if input.selection.is_empty() {
            let said = "No incident passes the filter, so that there is nothing to weigh.";
            return Err(MethodError::Unanswerable(said.to_owned()));
        }
        let severities = Severities::new(input.data, input.values)?;
        let weighed = Weighed::of(input, &severities);
        if weighed.harm <= 0.0 {
            return Err(MethodError::Unanswerable(format!(
                "None of the selected incidents has a weight in {}. Its offences must be called \
                 like the data's categories ({}); give one that fits with --severity FILE.",
                severities.table,
                weighed.names(input, 5)
            )));
        }
        let places = places(input, &severities)?;
        let top = input.ranking.top;
        Ok(Report {
            headline: headline(&places, input.ranking),
            statement: statement(input, &severities),
            notes: notes(input, &severities, &weighed, &places),
            tables: vec![
                main_table(input, &places, top),
                weighed.table(input, &severities),
            ],
            plots: vec![plot(&places)],
            marks: marks(&places, top),
        })
    }
}

/// What the selected incidents weigh, by category.
struct Weighed {
    harm: f64,
    /// Incidents, weights, harm and incidents without a severity, by category.
    by_category: Vec<OfCategory>,
}

#[derive(Clone, Copy, Default)]
struct OfCategory {
    incidents: usize,
    weight: f64,
    harm: f64,
    without: usize,
}

impl Weighed {
    fn of(input: &Input<'_>, severities: &Severities<'_>) -> Self {
        let data = input.data;
        let mut by_category = vec![OfCategory::default(); data.categories.len()];
        for (row, weight) in input.selection.iter() {
            let of = &mut by_category[data.incidents.category(row as usize).0 as usize];
            let severity = severities.of(row as usize);
            of.incidents += 1;
            of.weight += weight;
            of.harm += weight * severity.unwrap_or(0.0);
            of.without += usize::from(severity.is_none());
        }
        Self {
            harm: by_category.iter().map(|of| of.harm).sum(),
            by_category,
        }
    }

    fn without(&self) -> usize {
        self.by_category.iter().map(|of| of.without).sum()
    }

    /// The categories with most incidents that have no weight.
    fn names(&self, input: &Input<'_>, most: usize) -> String {
        let ids = 0..self.by_category.len();
        let mut ids: Vec<usize> = ids.filter(|&id| self.by_category[id].without > 0).collect();
        ids.sort_by_key(|&id| (std::cmp::Reverse(self.by_category[id].without), id));
        let name = |&id: &usize| {
            let text = input.data.categories.text(NameId(id as u32));
            let text = if text.is_empty() { "no category" } else { text };
            format!("{text} ({})", self.by_category[id].without)
        };
        let more = ids.len().saturating_sub(most);
        let names: Vec<String> = ids.iter().take(most).map(name).collect();
        match more {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    fn table(&self, input: &Input<'_>, severities: &Severities<'_>) -> Table {
        let ids = 0..self.by_category.len();
        let mut ids: Vec<usize> = ids
            .filter(|&id| self.by_category[id].incidents > 0)
            .collect();
        let of = |id: usize| self.by_category[id];
        ids.sort_by(|&a, &b| {
            let by_harm = of(b).harm.total_cmp(&of(a).harm);
            by_harm
                .then(of(b).weight.total_cmp(&of(a).weight))
                .then(a.cmp(&b))
        });
        let rows = ids.into_iter().map(|id| {
            let category = NameId(id as u32);
            let sums = of(id);
            vec![
                Cell::from(input.data.categories.text(category)),
                sums.incidents.into(),
                sums.weight.into(),
                severities.of_category(category).into(),
                sums.harm.into(),
                (sums.harm / self.harm).into(),
                sums.without.into(),
            ]
        });
        Table {
            key: "categories",
            title: "What each category adds".to_owned(),
            columns: vec![
                Column::new("category", "Category"),
                Column::new("incidents", "Incidents"),
                Column::new("weight", "Count"),
                Column::new("severity", "Weight of one"),
                Column::new("harm", "Harm"),
                Column::new("share", "Share of all harm"),
                Column::new("without_weight", "Without a weight"),
            ],
            rows: rows.collect(),
        }
    }
}

fn statement(input: &Input<'_>, severities: &Severities<'_>) -> String {
    let unit = match input.ranking.unit {
        Unit::Disc { radius_m } => format!("discs of {radius_m} m, searched for each list anew"),
        Unit::Square { side_m } => format!("squares of {side_m} m"),
        Unit::Hex { side_m } => format!("hexagons of side {side_m} m"),
        Unit::Area => "areas".to_owned(),
        Unit::Premises { radius_m } => {
            format!("premises with {radius_m} m around, shared incidents split")
        }
        Unit::Place { radius_m } => format!("repeat locations linked within {radius_m} m"),
    };
    format!(
        "Σ weight, Σ weight · severity and Σ weight · √severity over {unit}; severities from {}{}; \
         marked where one event gives more than half of the harm ({})",
        severities.table,
        if severities.is_finer_than_category() {
            ", by class or title, else by category"
        } else {
            ", by category"
        },
        match input.data.incidents.references() {
            Some(_) => "incidents of one reference are one event",
            None => "each incident is an event",
        }
    )
}

fn notes(
    input: &Input<'_>,
    severities: &Severities<'_>,
    weighed: &Weighed,
    places: &[Place],
) -> Vec<String> {
    let mut notes: Vec<String> = severities.caution().into_iter().collect();
    let without = weighed.without();
    if without > 0 {
        notes.push(format!(
            "{without} of {} incidents ({}) have no weight in the table and add no harm: {}.",
            input.selection.len(),
            percent(without as f64 / input.selection.len() as f64),
            weighed.names(input, 8)
        ));
    }
    let pairs = |by: usize| {
        let both = |place: &Place| {
            let (a, b) = (place.ranks[0]?, place.ranks[by]?);
            Some((a as f64, b as f64))
        };
        places.iter().filter_map(both).collect::<Vec<_>>()
    };
    if let (Some(harm), Some(root)) = (spearman(&pairs(1)), spearman(&pairs(2))) {
        notes.push(format!(
            "Among places on both lists, ranks by count and by harm agree with ρ = {harm:.2}, by \
             count and root harm with {root:.2} (Spearman; 1 is full agreement).",
        ));
    }
    notes.push(
        "Counts alone treat a homicide like a scuffle; harm alone follows single events that need \
         not come again at that place. Root harm stands between them."
            .to_owned(),
    );
    notes
}

fn headline(places: &[Place], ranking: &RankParams) -> String {
    let top = ranking.top;
    let listed = |by: usize| {
        places
            .iter()
            .filter(|place| place.is_first(by, top))
            .count()
    };
    let both: Vec<_> = places
        .iter()
        .map(|place| (place.ranks[0], place.ranks[1]))
        .collect();
    let dominated = places.iter().filter(|place| place.is_first(1, top));
    let dominated = dominated.filter(|place| place.score.is_dominated()).count();
    // Within areas there is a first in each of them.
    let is_first = |place: &&Place| place.ranks[1] == Some(1) && !ranking.within_area;
    let first = places.iter().find(is_first);
    let first = first.map_or_else(String::new, |place| {
        format!(
            " {} leads by harm ({}), rank {} by count.",
            place.hotspot.name,
            figure(place.score.harm),
            rank_text(place.ranks[0])
        )
    });
    format!(
        "Of the {} places with most harm, {} are among the {} with most incidents; in {dominated} \
         of them one event makes more than half of the harm.{first}",
        listed(1),
        shared(&both, top),
        listed(0)
    )
}

fn rank_text(rank: Option<usize>) -> String {
    rank.map_or_else(|| "beyond the list".to_owned(), |rank| rank.to_string())
}

fn main_table(input: &Input<'_>, places: &[Place], top: usize) -> Table {
    let shown = places
        .iter()
        .filter(|place| (0..BY).any(|by| place.is_first(by, top)));
    let rows = shown.map(|place| {
        let area = place
            .hotspot
            .area
            .map(|area| input.data.areas.get(area).name.as_str());
        let mut row = vec![Cell::from(place.hotspot.name.as_str()), area.into()];
        row.extend(place.ranks.map(Cell::from));
        row.extend([
            Cell::from(place.hotspot.incidents),
            place.score.count.into(),
            place.score.harm.into(),
            place.score.root_harm.into(),
            (place.score.harm / place.score.count).into(),
            place.score.gravest_share.into(),
            place.score.is_dominated().into(),
            place.hotspot.lon_lat.lon.into(),
            place.hotspot.lon_lat.lat.into(),
        ]);
        row
    });
    Table {
        key: "places",
        title: "The list by count, by harm and by root harm".to_owned(),
        columns: vec![
            Column::new("place", "Place"),
            Column::new("area", "Area"),
            Column::new("rank_count", "Rank by count"),
            Column::new("rank_harm", "Rank by harm"),
            Column::new("rank_root_harm", "Rank by root harm"),
            Column::new("incidents", "Incidents"),
            Column::new("count", "Count"),
            Column::new("harm", "Harm"),
            Column::new("root_harm", "Root harm"),
            Column::new("harm_each", "Harm of one"),
            Column::new("gravest_share", "Gravest event's share"),
            Column::new("is_dominated", "One event is most of it"),
            Column::new("lon", "Longitude"),
            Column::new("lat", "Latitude"),
        ],
        rows: rows.collect(),
    }
}

fn plot(places: &[Place]) -> Plot {
    let points = |is_dominated: bool| {
        let those = places
            .iter()
            .filter(|place| place.score.is_dominated() == is_dominated);
        those
            .map(|place| [place.score.count, place.score.harm])
            .collect()
    };
    Plot {
        key: "count_and_harm",
        title: "Count and harm of each place".to_owned(),
        x: Axis {
            label: "Count".to_owned(),
            ..Axis::default()
        },
        y: Axis {
            label: "Harm".to_owned(),
            ..Axis::default()
        },
        series: vec![
            Series::Points {
                name: "Places".to_owned(),
                points: points(false),
            },
            Series::Points {
                name: "One event is most of it".to_owned(),
                points: points(true),
            },
        ],
    }
}

/// The first by harm; those that one event makes are of another kind.
fn marks(places: &[Place], top: usize) -> Vec<Mark> {
    let first = places.iter().filter(|place| place.is_first(1, top));
    let mark = |place: &Place| {
        let centre = place.hotspot.centre;
        Mark {
            outline: match &place.hotspot.shape {
                Shape::Disc { radius_m } => Outline::Disc {
                    centre,
                    radius_m: *radius_m,
                },
                Shape::Polygon(ring) => Outline::Polygon(ring.clone()),
                Shape::Area(area) => Outline::Area(*area),
                Shape::Point => Outline::Point(centre),
            },
            class: Class::Kind(u8::from(place.score.is_dominated())),
            label: format!(
                "{}: rank {} by harm ({}), {} by count{}",
                place.hotspot.name,
                rank_text(place.ranks[1]),
                figure(place.score.harm),
                rank_text(place.ranks[0]),
                if place.score.is_dominated() {
                    "; one event is most of it"
                } else {
                    ""
                }
            ),
        }
    };
    first.map(mark).collect()
}
