//! What tests of chance have in common: what is asked of them, and how answers are told.

use std::sync::{Mutex, PoisonError};

use crate::analysis::methods::{Class, Input, Kind, MethodError, Parameter, Values};
use crate::analysis::significance::adjust::Adjustment;
use crate::analysis::significance::lattice_counts::StudyCells;
use crate::analysis::significance::neighbours::{
    Decay, LatticeNeighbours, Neighbourhood, Neighbours,
};
use crate::analysis::significance::normal::Sides;
use crate::analysis::significance::permutation::Lags;
use crate::base::figures::grouped;
use crate::base::{Cancelled, Progress};

/// What is called significant.
pub(in crate::analysis::methods) const ALPHA: f64 = 0.05;
/// No more marks than this are drawn.
pub(in crate::analysis::methods) const MOST_MARKS: usize = 4000;
/// Drawn neighbours that are kept at most.
const MOST_DRAWS: usize = 50_000_000;
/// Neighbours that are weighed one by one at most, each time sums over them are wanted.
const MOST_WEIGHED: f64 = 1e8;
/// Neighbours that are added up at most, all replicates taken together.
const MOST_ADDITIONS: f64 = 4e10;
/// How often sums over neighbours are wanted without any permutation, at most.
const PASSES: f64 = 6.0;

/// Squares or hexagons.
pub(in crate::analysis::methods) const CELLS: Parameter = Parameter {
    key: "cells",
    label: "Cells",
    help: "The shape of the cells that the study region is divided into.",
    kind: Kind::Choice {
        default: "square",
        options: &[("square", "Squares"), ("hex", "Hexagons")],
    },
};

/// How large.
pub(in crate::analysis::methods) const CELL: Parameter = Parameter {
    key: "cell",
    label: "Side of a cell",
    help: "The side of a square or of a hexagon; below about 150 m most cells are empty and little can be told.",
    kind: Kind::Number {
        default: 200.0,
        least: 10.0,
        most: 20_000.0,
        unit: "m",
    },
};

/// Which kind of neighbours.
pub(super) const NEIGHBOURS: Parameter = Parameter {
    key: "neighbours",
    label: "Neighbours",
    help: "Whether the neighbours of a cell are rings of cells around it or all within a distance.",
    kind: Kind::Choice {
        default: "rings",
        options: &[
            ("rings", "Rings of cells"),
            ("distance", "Within a distance"),
        ],
    },
};

/// How many rings.
pub(super) const RINGS: Parameter = Parameter {
    key: "rings",
    label: "Rings",
    help: "How many rings of cells around a cell are its neighbours; one ring of squares is the eight around it.",
    kind: Kind::Count {
        default: 1,
        least: 1,
        most: 50,
        unit: "",
    },
};

/// How far.
pub(super) const BAND: Parameter = Parameter {
    key: "band",
    label: "Distance",
    help: "Cells whose centres are within this distance are neighbours, where neighbours go by distance.",
    kind: Kind::Number {
        default: 400.0,
        least: 10.0,
        most: 50_000.0,
        unit: "m",
    },
};

/// How much they weigh.
pub(super) const WEIGHTS: Parameter = Parameter {
    key: "weights",
    label: "Weights",
    help: "Whether all neighbours weigh alike, or the less the farther they are.",
    kind: Kind::Choice {
        default: "equal",
        options: &[
            ("equal", "Alike"),
            ("inverse", "1 / distance"),
            ("inverse-square", "1 / distance²"),
        ],
    },
};

/// One-sided or two-sided.
pub(super) const SIDES: Parameter = Parameter {
    key: "sides",
    label: "Sides",
    help: "Whether only more than chance is tested, or more and less.",
    kind: Kind::Choice {
        default: "two",
        options: &[("one", "One-sided"), ("two", "Two-sided")],
    },
};

/// Many tests at once.
pub(in crate::analysis::methods) const ADJUST: Parameter = Parameter {
    key: "adjust",
    label: "Adjusted",
    help: "How p values allow for the number of tests.",
    kind: Kind::Choice {
        default: "bh",
        options: &[
            ("none", "Not adjusted"),
            ("bh", "Benjamini-Hochberg"),
            ("by", "Benjamini-Yekutieli"),
            ("bonferroni", "Bonferroni"),
        ],
    },
};

/// The normal curve or permutations.
pub(super) const PERMUTATIONS: Parameter = Parameter {
    key: "permutations",
    label: "Permutations",
    help: "How often the counts are shuffled for p; 0 takes p from the normal curve, 999 is usual.",
    kind: Kind::Count {
        default: 0,
        least: 0,
        most: 99_999,
        unit: "",
    },
};

/// Seed of random numbers.
pub(in crate::analysis::methods) const SEED: Parameter = Parameter {
    key: "seed",
    label: "Seed",
    help: "Starts the random numbers; the same seed gives the same figures.",
    kind: Kind::Count {
        default: 1,
        least: 0,
        most: u64::MAX,
        unit: "",
    },
};

/// The neighbours that are asked for, and what they are called.
pub(super) struct Around<'a> {
    /// Who is whose neighbour.
    pub(super) neighbours: LatticeNeighbours<'a>,
    /// "weights", or how they fall: "weights 1/distance".
    pub(super) weights: &'static str,
    /// The same where rows are not made to sum to 1: "binary weights".
    pub(super) plain_weights: &'static str,
    /// "neighbours within 400 m between centres".
    pub(super) words: String,
}

/// The neighbours that are asked for among `cells`.
///
/// # Errors
/// When there are too many to weigh them one by one, or nobody wants it any more.
pub(super) fn around<'a>(
    input: &Input<'_>,
    cells: &'a StudyCells,
) -> Result<Around<'a>, MethodError> {
    let (neighbourhood, words) = neighbourhood(input);
    let (decay, weights) = match input.values.text(WEIGHTS.key) {
        Some("inverse") => (Decay::Inverse, "weights 1/distance"),
        Some("inverse-square") => (Decay::InverseSquare, "weights 1/distance²"),
        _ => (Decay::Even, "weights"),
    };
    let neighbours = LatticeNeighbours::new(cells, neighbourhood);
    if decay != Decay::Even {
        not_too_many(cells.len(), neighbours.breadth(), permutations(input))?;
    }
    let neighbours = neighbours.fading(decay, input.progress);
    input.progress.go_on()?;
    Ok(Around {
        neighbours,
        plain_weights: if decay == Decay::Even {
            "binary weights"
        } else {
            weights
        },
        weights,
        words,
    })
}

/// Refuses more neighbours than can be weighed one by one, in `permutations` and without: so many
/// cells, each in a neighbourhood of `breadth` cells.
fn not_too_many(cells: usize, breadth: usize, permutations: usize) -> Result<(), MethodError> {
    let weighed = cells as f64 * breadth as f64;
    let often = permutations as f64 + PASSES;
    if weighed <= MOST_WEIGHED && weighed * often <= MOST_ADDITIONS {
        return Ok(());
    }
    Err(MethodError::Unanswerable(format!(
        "{} cells have up to {} neighbours each, too many to weigh by distance {} times; take nearer neighbours, larger cells, fewer permutations, or weights that are alike (--weights equal).",
        grouped(cells),
        grouped(breadth - 1),
        grouped(often as usize)
    )))
}

/// The neighbourhood that is asked for, and its words.
fn neighbourhood(input: &Input<'_>) -> (Neighbourhood, String) {
    if input.values.text(NEIGHBOURS.key) == Some("distance") {
        let band_m = input.values.number(BAND.key);
        let words = format!("neighbours within {band_m} m between centres");
        return (Neighbourhood::Band { band_m }, words);
    }
    let rings = input.values.count(RINGS.key) as u32;
    let plural = if rings == 1 { "ring" } else { "rings" };
    let what = if input.values.text(CELLS.key) == Some("hex") {
        "over sides"
    } else {
        "over sides and corners"
    };
    (
        Neighbourhood::Rings(rings),
        format!("neighbours {rings} {plural} of cells {what}"),
    )
}

/// Which sides are asked for.
pub(super) fn sides(input: &Input<'_>) -> Sides {
    match input.values.text(SIDES.key) {
        Some("one") => Sides::One,
        _ => Sides::Two,
    }
}

/// Which adjustment is asked for.
pub(in crate::analysis::methods) fn adjustment(input: &Input<'_>) -> Adjustment {
    match input.values.text(ADJUST.key) {
        Some("none") => Adjustment::None,
        Some("by") => Adjustment::By,
        Some("bonferroni") => Adjustment::Bonferroni,
        _ => Adjustment::Bh,
    }
}

/// How many permutations are asked for.
pub(super) fn permutations(input: &Input<'_>) -> usize {
    input.values.count(PERMUTATIONS.key) as usize
}

/// Whether the counts are to be shuffled, which takes a while.
pub(super) fn waits(values: &Values) -> bool {
    values.count(PERMUTATIONS.key) > 0
}

/// "two-sided p from 999 conditional permutations, seed 1".
pub(super) fn p_words(input: &Input<'_>, kind: &str) -> String {
    let sides = sides(input).name();
    match permutations(input) {
        0 => format!("{sides} p from the normal curve"),
        many => format!(
            "{sides} p from {} {kind} permutations, seed {}",
            grouped(many),
            input.values.count(SEED.key)
        ),
    }
}

/// The chance, under conditional permutation, of as much and of as little around each cell.
pub(super) fn permuted(
    input: &Input<'_>,
    counts: &[f64],
    neighbours: &impl Neighbours,
) -> Result<Vec<(f64, f64)>, MethodError> {
    let replicates = permutations(input);
    let most = neighbours.degrees().iter().copied().max().unwrap_or(0) as usize;
    let additions = counts.len() as f64 * replicates as f64 * most as f64;
    if most.saturating_mul(replicates) > MOST_DRAWS || additions > MOST_ADDITIONS {
        return Err(MethodError::Unanswerable(format!(
            "{} permutations of {} cells with up to {} neighbours would take too long; take fewer permutations, larger cells or nearer neighbours.",
            grouped(replicates),
            grouped(counts.len()),
            grouped(most)
        )));
    }
    let lags = Lags::new(counts.len(), most, replicates, input.values.count(SEED.key));
    let check = |done: usize| input.progress.check(done, counts.len());
    let sums = neighbours.sums(counts);
    Ok(if neighbours.are_weighted() {
        lags.weighted_tails(counts, &sums, |place| neighbours.weights_of(place), check)?
    } else {
        lags.tails(counts, &sums, neighbours.degrees(), check)?
    })
}

/// Refuses a selection of nothing.
pub(in crate::analysis::methods) fn something_selected(
    input: &Input<'_>,
) -> Result<(), MethodError> {
    if input.selection.is_empty() {
        return Err(MethodError::Unanswerable(
            "No incident passes the filter, so there is nothing to test; ask for more dates, hours, kinds or places."
                .to_owned(),
        ));
    }
    Ok(())
}

/// Refuses so few replicates that no p could be below [`ALPHA`]; none at all are fine.
pub(in crate::analysis::methods) fn enough_replicates(
    replicates: u64,
    least: u64,
) -> Result<(), MethodError> {
    if (1..least).contains(&replicates) {
        return Err(MethodError::Unanswerable(format!(
            "{replicates} replicates cannot give a p below {ALPHA}; take {least} or more, or 0 to leave them out."
        )));
    }
    Ok(())
}

/// What is said where no cell can stand out.
pub(super) fn nothing_to_compare() -> MethodError {
    MethodError::Unanswerable(
        "Every cell holds the same, or has the whole region for neighbours, so there is nothing to compare; make cells smaller or neighbourhoods narrower."
            .to_owned(),
    )
}

/// How sure an adjusted p is: 1 below 0.1, 2 below 0.05, 3 below 0.01, 0 otherwise.
pub(in crate::analysis::methods) fn level(p: f64) -> u8 {
    [0.1, 0.05, 0.01]
        .iter()
        .map(|&limit| u8::from(p < limit))
        .sum()
}

/// The class of a place with more or less than expected.
pub(in crate::analysis::methods) fn class(is_more: bool, level: u8) -> Class {
    if is_more {
        Class::More(level)
    } else {
        Class::Less(level)
    }
}

/// "0.032", "below 0.001".
pub(in crate::analysis::methods) fn p_text(p: f64) -> String {
    if p < 0.001 {
        "below 0.001".to_owned()
    } else {
        format!("{p:.3}")
    }
}

/// What is to be thought of those called significant out of `tests`.
pub(in crate::analysis::methods) fn doubt(
    adjustment: Adjustment,
    sides: Sides,
    tests: usize,
) -> String {
    match adjustment {
        Adjustment::Bh | Adjustment::By => {
            "at most 1 in 20 of those is expected to be a false alarm".to_owned()
        }
        Adjustment::Bonferroni => {
            "the chance that even one of those is a false alarm is at most 1 in 20".to_owned()
        }
        Adjustment::None => {
            let share = if sides == Sides::One {
                ALPHA
            } else {
                ALPHA / 2.0
            };
            format!(
                "unadjusted, and chance alone would call about {} of them so",
                grouped((share * tests as f64).round() as usize)
            )
        }
    }
}

/// Whether the normal curve is asked of counts too small for it, `expected` being those of an average
/// neighbourhood.
pub(super) fn is_too_sparse(input: &Input<'_>, expected: f64) -> bool {
    permutations(input) == 0 && expected < 5.0
}

/// What is added to a doubt that is too hopeful.
pub(super) fn sparse_doubt(input: &Input<'_>, expected: f64) -> &'static str {
    if is_too_sparse(input, expected) {
        " were counts larger, but with so few incidents in a cell it is more (see the notes)"
    } else {
        ""
    }
}

/// Notes about p values from few permutations, or from the normal curve where counts are small.
pub(super) fn p_notes(input: &Input<'_>, expected: f64, tests: usize) -> Vec<String> {
    let many = permutations(input);
    let mut notes = Vec::new();
    if is_too_sparse(input, expected) {
        notes.push(format!(
            "On average only {expected:.2} incidents lie in a cell and its neighbours; counts that small do not follow the normal curve, and more cells are called high than should be. Check with --permutations 999, or take larger cells."
        ));
    }
    if many > 0 {
        let least = if sides(input) == Sides::Two { 2.0 } else { 1.0 } / (many as f64 + 1.0);
        let needed = (least * tests as f64 / ALPHA).ceil() as usize;
        if adjustment(input) != Adjustment::None && needed > 1 {
            notes.push(format!(
                "With {} permutations no p is below {least}; adjusted for {} cells, cells become significant only where at least {} of them share so small a p. More permutations lower that.",
                grouped(many),
                grouped(tests),
                grouped(needed.min(tests))
            ));
        }
    }
    notes
}

/// A check before each of `many` replicates: counts them, whichever thread they run on.
pub(in crate::analysis::methods) fn counted(
    progress: &Progress,
    many: usize,
) -> impl Fn() -> Result<(), Cancelled> + Sync {
    let begun = Mutex::new(0);
    move || {
        // Told under the lock, so that no thread says less after another has said more.
        let mut begun = begun.lock().unwrap_or_else(PoisonError::into_inner);
        *begun += 1;
        progress.check(*begun - 1, many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weighing_has_a_bound_with_permutations_and_without() {
        assert!(not_too_many(10_000, 9_000, 0).is_ok());
        assert!(not_too_many(10_000, 11_000, 0).is_err());
        assert!(not_too_many(10_000, 4_000, 99).is_ok());
        assert!(not_too_many(10_000, 4_000, 999).is_err());
        assert!(not_too_many(10_000, 9, 99_999).is_ok());
    }
}
