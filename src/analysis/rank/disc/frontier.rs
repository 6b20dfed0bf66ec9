//! Squares of centres that may still hold a better disc, the best first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::analysis::rank::disc::best::{Best, Verdict};
use crate::analysis::rank::load::Load;
use crate::analysis::rank::loaded_tree::{LoadedTree, Square};
use crate::base::Planar;

/// A weight of 1 in a [`Bound`].
const UNIT: f64 = (1_u64 << 30) as f64;

/// A square and the most a disc centred in it can hold. Sorted by what it can hold, then from the
/// south, then from the west.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open {
    /// Weight in units of 2⁻³⁰, rounded up.
    weight: Reverse<u64>,
    incidents: Reverse<u64>,
    south: Ordered,
    west: Ordered,
    side: Ordered,
}

/// A finite number that can be sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Open {
    /// A square in which no disc holds more than `most`.
    pub(super) fn new(square: Square, most: Load) -> Self {
        let Square { middle, half_m } = square;
        Self {
            weight: Reverse((most.weight * UNIT).ceil() as u64),
            incidents: Reverse(most.incidents),
            south: Ordered(middle.y - half_m),
            west: Ordered(middle.x - half_m),
            side: Ordered(2.0 * half_m),
        }
    }

    /// The square.
    pub(super) fn square(self) -> Square {
        let half_m = self.side.0 / 2.0;
        Square {
            middle: Planar::new(self.west.0 + half_m, self.south.0 + half_m),
            half_m,
        }
    }

    /// The most a disc centred in it can hold.
    pub(super) fn most(self) -> Load {
        Load {
            weight: self.weight.0 as f64 / UNIT,
            incidents: self.incidents.0,
            fingerprint: 0,
        }
    }

    /// No disc that a point of the square covers is centred further south: two points that
    /// cover one site are at most two of its radii apart.
    fn least_centre(self, reach_m: f64) -> Planar {
        Planar::new(f64::NEG_INFINITY, self.south.0 - 2.0 * reach_m)
    }

    /// What `best` says of it.
    pub(super) fn verdict(
        self,
        best: &mut Best,
        sites: &LoadedTree<'_>,
        earlier: &[Planar],
    ) -> Verdict {
        best.verdict(
            self.most(),
            self.least_centre(best.rules().cover_m()),
            sites,
            earlier,
        )
    }
}

/// All squares that are not known to be empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Frontier {
    open: BTreeSet<Open>,
}

impl Frontier {
    /// Adds a square, unless it cannot hold anything.
    pub(super) fn add(&mut self, open: Open) {
        if open.incidents.0 > 0 {
            self.open.insert(open);
        }
    }

    /// Takes up to `most` squares out that may win against `best`, the best first.
    pub(super) fn take(
        &mut self,
        most: usize,
        best: &mut Best,
        sites: &LoadedTree<'_>,
        earlier: &[Planar],
    ) -> Vec<Open> {
        let mut taken = Vec::new();
        let mut from: Option<Open> = None;
        while taken.len() < most {
            let next = match from {
                None => self.open.first(),
                Some(from) => self.open.range(from..).next(),
            };
            let Some(&next) = next else {
                break;
            };
            match next.verdict(best, sites, earlier) {
                Verdict::TooLight => break,
                // Neither does any other square that can hold as much and lies further north.
                Verdict::TieLost => {
                    from = Some(Open {
                        south: Ordered(f64::INFINITY),
                        ..next
                    });
                }
                Verdict::MayWin => {
                    self.open.remove(&next);
                    taken.push(next);
                }
            }
        }
        taken
    }
}
