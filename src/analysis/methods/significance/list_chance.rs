//! What the best place of a list made by chance alone would hold.
//!
//! The incidents of each part of the region are laid anywhere in it, and the places of the list's
//! kind are searched again in the same way. Of each replicate the least p of all places is kept
//! (the single step of P. H. Westfall & S. S. Young, *Resampling-Based Multiple Testing* (1993)), so
//! that places in busy and in quiet parts are judged alike.

use std::collections::BTreeMap;

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::binomial::as_much;
use crate::analysis::draws::Draws;
use crate::analysis::methods::significance::ask;
use crate::analysis::methods::significance::surroundings::Surroundings;
use crate::analysis::methods::{Input, MethodError};
use crate::analysis::rank::{Lattice, Shape, Unit, heaviest_disc};
use crate::base::{Cancelled, Planar, Progress};

/// What was chosen from, and how often to choose by chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    /// What a place is.
    pub(super) unit: Unit,
    /// Replicates.
    pub(super) replicates: usize,
    /// Seed of the draws.
    pub(super) seed: u64,
}

/// The least p of all places in each list by chance, ascending.
pub(super) fn best_by_chance(
    input: &Input<'_>,
    surroundings: &Surroundings<'_>,
    chosen: Chosen,
) -> Result<Vec<f64>, MethodError> {
    // Told part by part: of a large city a replicate takes a while.
    let check = ask::counted(input.progress, chosen.replicates * surroundings.len());
    let quiet = input.progress.of_step();
    let replicate = |replicate: usize| {
        let mut draws = Draws::new(chosen.seed, replicate as u64);
        let mut least = 1.0_f64;
        for part in 0..surroundings.len() {
            check()?;
            let p = least_p(input, surroundings, chosen.unit, part, &mut draws, &quiet)?;
            least = least.min(p);
        }
        Ok::<f64, Cancelled>(least)
    };
    let best: Result<Vec<f64>, Cancelled> = (0..chosen.replicates)
        .into_par_iter()
        .map(replicate)
        .collect();
    let mut best = best?;
    best.sort_by(f64::total_cmp);
    Ok(best)
}

fn least_p(
    input: &Input<'_>,
    surroundings: &Surroundings<'_>,
    unit: Unit,
    part: usize,
    draws: &mut Draws,
    quiet: &Progress,
) -> Result<f64, Cancelled> {
    let weights = surroundings.weights(part);
    if weights.is_empty() {
        return Ok(1.0);
    }
    if unit == Unit::Area {
        return Ok(least_p_of_areas(input, surroundings, draws));
    }
    let mut points = Vec::with_capacity(weights.len());
    for i in 0..weights.len() {
        // Whoever stops it need not wait for a million points.
        if i % 4096 == 0 {
            quiet.check(i, weights.len())?;
        }
        points.push(surroundings.point(part, draws));
    }
    let (most, shape) = match unit {
        Unit::Disc { radius_m } => (
            heaviest_disc(&points, weights, radius_m, quiet)?,
            Shape::Disc { radius_m },
        ),
        Unit::Premises { radius_m } => (
            fullest_premises(input, &points, weights, radius_m),
            Shape::Disc { radius_m },
        ),
        Unit::Square { side_m } => fullest_cell(Lattice::Square { side_m }, &points, weights),
        Unit::Hex { side_m } => fullest_cell(Lattice::Hex { side_m }, &points, weights),
        Unit::Area | Unit::Place { .. } => return Ok(1.0),
    };
    let share = surroundings.whole_share_of(part, &shape).unwrap_or(1.0);
    Ok(as_much(most, surroundings.total(part), share.min(1.0)))
}

/// The weight of the fullest cell, and its outline.
fn fullest_cell(lattice: Lattice, points: &[Planar], weights: &[f64]) -> (f64, Shape) {
    let mut held: BTreeMap<(i64, i64), f64> = BTreeMap::new();
    for (&point, weight) in points.iter().zip(weights) {
        *held.entry(lattice.cell_of(point)).or_default() += weight;
    }
    let most = held.values().copied().fold(0.0, f64::max);
    (
        most,
        Shape::Polygon(lattice.outline(lattice.centre((0, 0)))),
    )
}

/// The weight within reach of the fullest premises.
fn fullest_premises(input: &Input<'_>, points: &[Planar], weights: &[f64], radius_m: f64) -> f64 {
    let premises = &input.data.premises;
    let mut held = vec![0.0; premises.len()];
    for (&point, weight) in points.iter().zip(weights) {
        for near in premises.within(point, radius_m, input.ranking.premises) {
            held[near] += weight;
        }
    }
    held.into_iter().fold(0.0, f64::max)
}

/// Incidents dealt to the boundaries by their size.
fn least_p_of_areas(input: &Input<'_>, surroundings: &Surroundings<'_>, draws: &mut Draws) -> f64 {
    let sizes: Vec<f64> = input
        .data
        .areas
        .iter()
        .map(|(id, _)| surroundings.size_in(0, id))
        .collect();
    let add = |sum: &mut f64, size: &f64| {
        *sum += size;
        Some(*sum)
    };
    let ends: Vec<f64> = sizes.iter().scan(0.0, add).collect();
    let all = ends.last().copied().unwrap_or_default();
    let mut held = vec![0.0; sizes.len()];
    for weight in surroundings.weights(0) {
        let drawn = draws.unit() * all;
        let area = ends.partition_point(|&end| end <= drawn);
        held[area.min(sizes.len() - 1)] += weight;
    }
    let total = surroundings.total(0);
    let p = |(&held, &size): (&f64, &f64)| as_much(held, total, size / all);
    held.iter().zip(&sizes).map(p).fold(1.0, f64::min)
}
