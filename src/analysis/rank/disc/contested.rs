//! Where discs of some weight can be centred at all, and the sites they would cover.

use crate::analysis::rank::disc::centre::Rules;
use crate::analysis::rank::disc::explore::Explorer;
use crate::analysis::rank::disc::search::{LOOKED_INTO, square_of_centres};
use crate::analysis::rank::loaded_tree::{LoadedTree, Reach, Square};
use crate::base::{Cancelled, Planar, Progress};

/// Squares are not quartered any more where there are so many of them.
const ENOUGH: usize = 1 << 14;

/// Where discs of some weight can be.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis::rank) struct Contested {
    /// The places, ascending, whose sites such discs may cover.
    pub(in crate::analysis::rank) places: Vec<usize>,
    /// Squares, in the plane of the analysis, in which they are centred.
    pub(in crate::analysis::rank) squares: Vec<Square>,
    /// Whether the squares are small enough for a search to begin with.
    pub(in crate::analysis::rank) are_small: bool,
}

/// Where discs of `radius_m` can be centred of which `is_contender` says that one may hold so
/// much, and what they cover. A disc centred elsewhere holds less than any weight of which it
/// says so.
pub(in crate::analysis::rank) fn contested(
    sites: &LoadedTree<'_>,
    radius_m: f64,
    is_contender: impl Fn(f64) -> bool,
    progress: &Progress,
) -> Result<Contested, Cancelled> {
    let rules = Rules {
        radius_m,
        separation_m: 0.0,
    };
    let Some(all) = sites.tree.nodes.first() else {
        return Ok(Contested::default());
    };
    let mut open = vec![square_of_centres(all, rules)];
    let is_large = |square: &Square| square.half_m > radius_m * LOOKED_INTO;
    // All are of one size.
    while open.len() < ENOUGH && open.first().is_some_and(is_large) {
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
    for square in &open {
        reach(sites, *square, rules.cover_sq(), &mut is_reached);
    }
    let origin = sites.tree.origin;
    let in_plane = |Square { middle, half_m }| Square {
        middle: Planar::new(middle.x + origin.x, middle.y + origin.y),
        half_m,
    };
    let places = is_reached.iter().enumerate();
    Ok(Contested {
        places: places
            .filter_map(|(place, &is_reached)| is_reached.then_some(place))
            .collect(),
        are_small: !open.iter().any(is_large),
        squares: open.into_iter().map(in_plane).collect(),
    })
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
