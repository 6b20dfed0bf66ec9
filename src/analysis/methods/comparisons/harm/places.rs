//! The places of the current unit, ranked three ways.

use crate::analysis::harm::scores::{Part, Score};
use crate::analysis::methods::severity::Severities;
use crate::analysis::methods::{Input, MethodError};
use crate::analysis::rank::{Hotspot, RankError, RankParams, Ranking, Shape, Unit, rank};
use crate::analysis::selection::Selection;

/// By count, by harm, by root harm.
pub(super) const BY: usize = 3;

/// Ranks are told down to here for units that are not searched for but are there.
const DEEPEST: usize = 300;
/// The same inside each area.
const DEEPEST_WITHIN: usize = 20;
/// What an incident without harm weighs in the list by harm: it stays a member of its place, and
/// adds nothing that could be seen.
const NEXT_TO_NOTHING: f64 = 1e-12;

/// A place on at least one of the lists.
pub(super) struct Place {
    /// As the list that has it first describes it.
    pub(super) hotspot: Hotspot,
    /// Its ranks, where it is listed.
    pub(super) ranks: [Option<usize>; BY],
    /// Its figures.
    pub(super) score: Score,
}

impl Place {
    /// Whether it is among the first `top` of a list.
    pub(super) fn is_first(&self, by: usize, top: usize) -> bool {
        self.ranks[by].is_some_and(|rank| rank <= top)
    }
}

/// The places of all three lists: those by count in their order, then those by harm that are not
/// among them, then by root harm.
pub(super) fn places(
    input: &Input<'_>,
    severities: &Severities<'_>,
) -> Result<Vec<Place>, MethodError> {
    let is_searched = matches!(input.ranking.unit, Unit::Disc { .. });
    let top = match (is_searched, input.ranking.within_area) {
        (true, _) => input.ranking.top,
        (false, true) => input.ranking.top.max(DEEPEST_WITHIN),
        (false, false) => input.ranking.top.max(DEEPEST),
    };
    let params = RankParams {
        top,
        ..*input.ranking
    };
    let list = |selection: &Selection| {
        let ranking = rank(
            input.data,
            selection,
            &input.filter.time,
            &params,
            input.progress,
        );
        ranking.map_err(error)
    };
    let rows = 0..input.data.incidents.len();
    let greatest = rows
        .filter_map(|row| severities.of(row))
        .fold(0.0, f64::max);
    let weighed = |power: fn(f64) -> f64| {
        Selection::by_weight(&input.data.incidents, |row| {
            let weight = input.selection.weight_of(row);
            let share = severities.of(row).unwrap_or(0.0) / greatest;
            if weight > 0.0 {
                (weight * power(share)).max(NEXT_TO_NOTHING)
            } else {
                0.0
            }
        })
    };
    let lists = [
        list(input.selection)?,
        list(&weighed(|share| share))?,
        list(&weighed(f64::sqrt))?,
    ];
    Ok(joined(input, severities, lists))
}

fn joined(input: &Input<'_>, severities: &Severities<'_>, lists: [Ranking; BY]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for (by, list) in lists.into_iter().enumerate() {
        for hotspot in list.hotspots {
            let rank = Some(hotspot.rank);
            let is_it = |place: &&mut Place| {
                place.ranks[by].is_none() && is_same(&place.hotspot, &hotspot, input.ranking)
            };
            if let Some(place) = places.iter_mut().find(is_it) {
                place.ranks[by] = rank;
                continue;
            }
            let score = score(input, severities, &hotspot);
            let mut ranks = [None; BY];
            ranks[by] = rank;
            places.push(Place {
                hotspot,
                ranks,
                score,
            });
        }
    }
    // What adds no harm stands at the end of the lists by harm only because it must stand somewhere.
    for place in places.iter_mut().filter(|place| place.score.harm <= 0.0) {
        place.ranks[1..].fill(None);
    }
    places
}

/// Whether two lists mean the same place. Discs, which each list lays anew, are one place where
/// each holds the other's centre; repeat locations are one where they have their first incident in
/// common, for their centre moves with the weights.
fn is_same(a: &Hotspot, b: &Hotspot, params: &RankParams) -> bool {
    match (params.unit, &a.shape, &b.shape) {
        (Unit::Disc { radius_m }, ..) => {
            let is_near = a.centre.distance_sq_to(b.centre) <= radius_m * radius_m;
            is_near && (!params.within_area || a.area == b.area)
        }
        (Unit::Place { .. }, ..) => a.rows.first() == b.rows.first() && a.area == b.area,
        (_, Shape::Polygon(own), Shape::Polygon(other)) => {
            own.first() == other.first() && (!params.within_area || a.area == b.area)
        }
        (_, Shape::Area(own), Shape::Area(other)) => own == other,
        _ => a.centre == b.centre && a.rows == b.rows,
    }
}

fn score(input: &Input<'_>, severities: &Severities<'_>, hotspot: &Hotspot) -> Score {
    let incidents = &input.data.incidents;
    let references = incidents.references();
    Score::of(hotspot.rows.iter().map(|&row| {
        let row = row as usize;
        Part {
            weight: input.selection.weight_of(row) * share(input, row),
            severity: severities.of(row).unwrap_or(0.0),
            event: references
                .map(|all| all[row])
                .filter(|&reference| reference != 0),
        }
    }))
}

/// How much of an incident counts for each place that holds it.
fn share(input: &Input<'_>, row: usize) -> f64 {
    let Unit::Premises { radius_m } = input.ranking.unit else {
        return 1.0;
    };
    let at = input.data.incidents.position(row);
    let near = input
        .data
        .premises
        .within(at, radius_m, input.ranking.premises);
    1.0 / near.len().max(1) as f64
}

fn error(error: RankError) -> MethodError {
    match error {
        RankError::Cancelled(cancelled) => MethodError::Cancelled(cancelled),
        other => MethodError::Unanswerable(format!("{other}.")),
    }
}
