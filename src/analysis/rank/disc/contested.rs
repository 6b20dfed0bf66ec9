//! Where discs of some weight can be centred at all, and the sites they would cover.

use crate::analysis::rank::disc::centre::Rules;
use crate::analysis::rank::disc::explore::Explorer;
use crate::analysis::rank::disc::search::square_of_centres;
use crate::analysis::rank::loaded_tree::{LoadedTree, Reach, Square};
use crate::base::{Cancelled, Progress};

/// Squares of centres are quartered until their half side is this part of the radius.
const SMALLEST: f64 = 1.0 / 8.0;
/// They are not quartered any more where there are so many of them.
const ENOUGH: usize = 4096;

/// The places, ascending, whose sites lie within `radius_m` of a square of centres of which
/// `is_contender` says that a disc may hold so much. A disc centred elsewhere holds
/// less than any weight of which it says so.
pub(in crate::analysis::rank) fn contested(
    sites: &LoadedTree<'_>,
    radius_m: f64,
    is_contender: impl Fn(f64) -> bool,
    progress: &Progress,
) -> Result<Vec<usize>, Cancelled> {
    let rules = Rules {
        radius_m,
        separation_m: 0.0,
    };
    let Some(all) = sites.tree.nodes.first() else {
        return Ok(Vec::new());
    };
    let mut open = vec![square_of_centres(all, rules)];
    while open.len() < ENOUGH && open.iter().any(|s| s.half_m > radius_m * SMALLEST) {
        let mut quarters = Vec::with_capacity(4 * open.len());
        for square in open {
            if progress.is_cancelled() {
                return Err(Cancelled);
            }
            let all = Explorer::new(sites, rules, &[], progress).quarters(square);
            let contenders = all
                .into_iter()
                .filter(|(_, most)| !most.is_empty() && is_contender(most.weight));
            quarters.extend(contenders.map(|(quarter, _)| quarter));
        }
        open = quarters;
    }
    let mut is_reached = vec![false; sites.tree.len()];
    for square in open {
        reach(sites, square, rules.cover_sq(), &mut is_reached);
    }
    let places = is_reached.iter().enumerate();
    Ok(places
        .filter_map(|(place, &is_reached)| is_reached.then_some(place))
        .collect())
}

/// Marks the places within reach of some point of `square` whose sites hold something.
fn reach(sites: &LoadedTree<'_>, square: Square, limit: f64, is_reached: &mut [bool]) {
    let mut stack = vec![0];
    while let Some(i) = stack.pop() {
        let node = &sites.tree.nodes[i];
        if sites.of_node(i).is_empty() || square.reach_of_node(node, limit) == Reach::None {
            continue;
        }
        if !node.is_leaf() {
            stack.extend(node.children());
            continue;
        }
        for place in node.places() {
            let is_in = square.reach_of_site(sites.tree.at[place], limit) != Reach::None;
            if is_in && !sites.own(place).is_empty() {
                is_reached[place] = true;
            }
        }
    }
}
