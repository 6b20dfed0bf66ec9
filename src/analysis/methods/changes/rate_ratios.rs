//! Rate ratios of places: hotspots of the list, areas or cells.

use crate::analysis::change::rate_ratio::{RateRatio, rate_ratio};
use crate::analysis::methods::changes::places::{Place, of_areas, of_cells, of_list};
use crate::analysis::methods::changes::two_selections::{
    BEFORE, RATES_PER_DAY, SPLIT, TwoSelections,
};
use crate::analysis::methods::changes::words::{
    CONFIDENCE, RATIO_COLUMNS, class, ratio_cells, with_interval,
};
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Parameter, Question, Report, Table,
};
use crate::analysis::rank::{RankError, Ranking, rank};
use crate::analysis::selection::Selection;
use crate::analysis::significance::adjust::Adjustment;

/// Marks on the map, at most.
const MOST_MARKS: usize = 4000;
/// A change below this adjusted p is one.
const SIGNIFICANCE: f64 = 0.05;

const PLACES: Parameter = Parameter {
    key: "of",
    label: "Places",
    help: "Which places are compared with themselves: the hotspots of the list, the areas, or square cells.",
    kind: Kind::Choice {
        default: "list",
        options: &[
            ("list", "Hotspots of the list"),
            ("areas", "Areas"),
            ("cells", "Square cells"),
        ],
    },
};

const CELL: Parameter = Parameter {
    key: "cell",
    label: "Side of a cell",
    help: "Side of a square cell, where cells are compared.",
    kind: Kind::Number {
        default: 500.0,
        least: 10.0,
        most: 20_000.0,
        unit: "m",
    },
};

const LEAST: Parameter = Parameter {
    key: "least",
    label: "Fewest incidents",
    help: "Cells and areas with fewer incidents in both periods together are not tested, as no change of theirs could be shown.",
    kind: Kind::Count {
        default: 6,
        least: 1,
        most: 1_000_000,
        unit: "incidents",
    },
};

/// See the page.
pub(super) struct RateRatios;

/// A place with its ratio.
struct Tested {
    place: Place,
    ratio: Option<RateRatio>,
    /// p, adjusted for the number of places.
    adjusted: f64,
}

impl Method for RateRatios {
    fn id(&self) -> &'static str {
        "rate-ratios"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "Places that have got worse or better"
    }

    fn name(&self) -> &'static str {
        "Ratios of Poisson rates"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/rate-ratios.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![PLACES, SPLIT, BEFORE, CELL, LEAST]
    }

    fn uses_ranking(&self) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let both = TwoSelections::of(input)?;
        let tested = tested(&both, places(input, &both)?);
        let all = both.counts(both.before.selection.weight, both.after.selection.weight);
        let overall = rate_ratio(all.0, all.1, CONFIDENCE);
        let of = input.values.text(PLACES.key).unwrap_or("list");
        let mut notes = both.notes(RATES_PER_DAY);
        if of == "list" {
            notes.push(
                "The places of the list were chosen because they are high. Where they were high in \
                 the earlier period they are expected to fall, and where in the later one to have \
                 risen, even if nothing changed (regression to the mean); cells and areas, which \
                 nobody chose, are the fairer test."
                    .to_owned(),
            );
        }
        if let Some(overall) = &overall {
            notes.push(format!(
                "The whole selection: {} per day.",
                with_interval(overall)
            ));
        }
        Ok(Report {
            headline: headline(&tested),
            statement: format!(
                "Ratio of two Poisson rates for each of {} places ({}), {}; exact conditional 95 % \
                 interval; two-sided p, adjusted by Benjamini-Hochberg, {SIGNIFICANCE}",
                tested.len(),
                unit(input),
                both.text()
            ),
            notes,
            tables: vec![table(&tested)],
            plots: Vec::new(),
            marks: marks(&tested),
        })
    }
}

/// What the places are, in words.
fn unit(input: &Input<'_>) -> String {
    let values = input.values;
    match values.text(PLACES.key) {
        Some("areas") => format!("areas of at least {} incidents", values.count(LEAST.key)),
        Some("cells") => format!(
            "cells of {} m with at least {} incidents",
            values.number(CELL.key),
            values.count(LEAST.key)
        ),
        _ => "of the list".to_owned(),
    }
}

/// The list that stands beside, of what is selected.
///
/// # Errors
/// When there can be none.
pub(super) fn list(input: &Input<'_>) -> Result<Ranking, MethodError> {
    list_of(input, input.selection)
}

/// The list of another selection.
///
/// # Errors
/// When there can be none.
pub(super) fn list_of(input: &Input<'_>, selection: &Selection) -> Result<Ranking, MethodError> {
    let time = &input.filter.time;
    rank(input.data, selection, time, input.ranking, input.progress).map_err(|error| match error {
        RankError::Cancelled(cancelled) => cancelled.into(),
        other => MethodError::Unanswerable(format!("There is no list: {other}.")),
    })
}

fn places(input: &Input<'_>, both: &TwoSelections) -> Result<Vec<Place>, MethodError> {
    let (before, after) = (&both.before.selection, &both.after.selection);
    let least = input.values.count(LEAST.key) as f64;
    let enough = |place: &Place| place.before + place.after >= least;
    let mut places = match input.values.text(PLACES.key) {
        Some("areas") if input.data.areas.is_empty() => {
            return Err(MethodError::Unanswerable(
                "There are no areas to compare, because no boundaries were given; add them, or \
                 compare cells with --of cells."
                    .to_owned(),
            ));
        }
        Some("areas") => of_areas(input.data, before, after),
        Some("cells") => of_cells(input.data, before, after, input.values.number(CELL.key)),
        _ => return Ok(of_list(input.data, &list(input)?.hotspots, before, after)),
    };
    places.retain(enough);
    Ok(places)
}

/// The ratios, the surest changes first where nobody ranked the places.
fn tested(both: &TwoSelections, places: Vec<Place>) -> Vec<Tested> {
    let ratio = |place: &Place| {
        let (before, after) = both.counts(place.before, place.after);
        rate_ratio(before, after, CONFIDENCE)
    };
    let ratios: Vec<Option<RateRatio>> = places.iter().map(ratio).collect();
    let p: Vec<f64> = ratios
        .iter()
        .map(|r| r.map_or(1.0, |r| r.p_value))
        .collect();
    let adjusted = Adjustment::Bh.adjusted(&p);
    places
        .into_iter()
        .zip(ratios)
        .zip(adjusted)
        .map(|((place, ratio), adjusted)| Tested {
            place,
            ratio,
            adjusted,
        })
        .collect()
}

fn headline(tested: &[Tested]) -> String {
    let surely = |is_more: bool| {
        let changed = tested.iter().filter(|one| one.adjusted < SIGNIFICANCE);
        let ratios = changed.filter_map(|one| one.ratio);
        ratios
            .filter(|ratio| (ratio.ratio > 1.0) == is_more)
            .count()
    };
    format!(
        "Of {} places, {} have got worse and {} better by more than chance would give; at most 1 \
         in 20 of those is expected to be a false alarm.",
        tested.len(),
        surely(true),
        surely(false)
    )
}

fn table(tested: &[Tested]) -> Table {
    let mut columns = vec![
        Column::new("name", "Place"),
        Column::new("x", "Easting").unit("m"),
        Column::new("y", "Northing").unit("m"),
        Column::new("before", "Before"),
        Column::new("after", "After"),
    ];
    columns.extend(RATIO_COLUMNS);
    columns.push(Column::new("p_adjusted", "p, adjusted"));
    let row = |one: &Tested| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![
            one.place.name.as_str().into(),
            one.place.centre.x.into(),
            one.place.centre.y.into(),
            one.place.before.into(),
            one.place.after.into(),
        ];
        row.extend(ratio_cells(one.ratio.as_ref()));
        row.push(one.adjusted.into());
        row
    };
    Table {
        key: "places",
        title: "Rate after over rate before, place by place".to_owned(),
        columns,
        rows: tested.iter().map(row).collect(),
    }
}

/// All places where they are few, else the surest.
fn marks(tested: &[Tested]) -> Vec<Mark> {
    let mut order: Vec<&Tested> = tested.iter().collect();
    order.sort_by(|a, b| a.adjusted.total_cmp(&b.adjusted));
    let mark = |one: &&Tested| Mark {
        outline: one.place.outline.clone(),
        class: one
            .ratio
            .as_ref()
            .map_or(Class::Unsupported, |r| class(r, one.adjusted)),
        label: match &one.ratio {
            Some(ratio) => format!("{}: {}", one.place.name, with_interval(ratio)),
            None => format!("{}: nothing in either period", one.place.name),
        },
    };
    order.iter().take(MOST_MARKS).map(mark).collect()
}
