//! Positions sorted into square blocks of the plane.
//!
//! What a frame draws of a million positions must be found without looking at each: the
//! positions of one block lie side by side, those of neighbouring blocks too, so a view is one
//! run of positions for each row of blocks, and blocks that are not drawn are left out of it.

use std::ops::Range;

use crate::base::{Bounds, Planar};

/// Side of a block, in metres, where the area is not too large for it.
const SIDE_M: f64 = 200.0;
/// No more blocks than about this; they grow instead.
const MOST_BLOCKS: f64 = 1_048_576.0;
/// Runs that are no further apart than this become one: leaving so few out costs more.
const WORTH_LEAVING_OUT: u32 = 128;

/// A lattice of blocks and the order of positions by block.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocks {
    origin: Planar,
    side_m: f64,
    columns: usize,
    rows: usize,
    /// First slot of each block, row by row from the south-west, and the end of the last.
    first_slot: Vec<u32>,
    /// The slot of each position.
    slot: Vec<u32>,
}

impl Blocks {
    /// Sorts the positions `x`, `y` (metres, finite) into blocks.
    pub fn new(x: &[f64], y: &[f64]) -> Self {
        let positions = || x.iter().zip(y).map(|(&x, &y)| Planar::new(x, y));
        let bounds = Bounds::around(positions()).unwrap_or(Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(0.0, 0.0),
        });
        let side_m = SIDE_M.max((bounds.width_m() * bounds.height_m() / MOST_BLOCKS).sqrt());
        let across = |metres: f64| (metres / side_m) as usize + 1;
        let mut blocks = Self {
            origin: bounds.min,
            side_m,
            columns: across(bounds.width_m()),
            rows: across(bounds.height_m()),
            first_slot: Vec::new(),
            slot: Vec::new(),
        };
        let block: Vec<u32> = positions().map(|at| blocks.block_of(at) as u32).collect();
        let mut first_slot = vec![0_u32; blocks.len() + 1];
        for &block in &block {
            first_slot[block as usize + 1] += 1;
        }
        for i in 1..first_slot.len() {
            first_slot[i] += first_slot[i - 1];
        }
        let mut next = first_slot.clone();
        let place = |&block: &u32| {
            let slot = next[block as usize];
            next[block as usize] += 1;
            slot
        };
        blocks.slot = block.iter().map(place).collect();
        blocks.first_slot = first_slot;
        blocks
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Columns of blocks from the west, rows from the south.
    pub fn shape(&self) -> (usize, usize) {
        (self.columns, self.rows)
    }

    /// Side of a block, in metres.
    pub fn side_m(&self) -> f64 {
        self.side_m
    }

    /// The slot of each position, in the order they were given.
    pub fn slots(&self) -> &[u32] {
        &self.slot
    }

    /// Column and row of `at`, counted from the south-west block's corner in blocks; outside
    /// as well.
    pub fn place_of(&self, at: Planar) -> (f64, f64) {
        (
            (at.x - self.origin.x) / self.side_m,
            (at.y - self.origin.y) / self.side_m,
        )
    }

    /// The block that holds `at` or lies nearest.
    pub fn block_of(&self, at: Planar) -> usize {
        let (x, y) = self.place_of(at);
        // Float casts saturate at 0.
        (y as usize).min(self.rows - 1) * self.columns + (x as usize).min(self.columns - 1)
    }

    /// Runs of slots that hold all positions of `view` in blocks that are `wanted`, and some
    /// more; ascending and apart.
    pub fn runs(&self, view: Bounds, wanted: impl Fn(usize) -> bool) -> Vec<Range<u32>> {
        let ((west, south), (east, north)) = (self.place_of(view.min), self.place_of(view.max));
        let mut runs: Vec<Range<u32>> = Vec::new();
        if east < 0.0 || north < 0.0 || west >= self.columns as f64 || south >= self.rows as f64 {
            return runs;
        }
        let columns = west as usize..=(east as usize).min(self.columns - 1);
        for row in south as usize..=(north as usize).min(self.rows - 1) {
            for block in columns.clone().map(|column| row * self.columns + column) {
                let slots = self.first_slot[block]..self.first_slot[block + 1];
                if slots.is_empty() || !wanted(block) {
                    continue;
                }
                match runs.last_mut() {
                    Some(last) if slots.start - last.end <= WORTH_LEAVING_OUT => {
                        last.end = slots.end;
                    }
                    _ => runs.push(slots),
                }
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_positions_have_no_runs() {
        let blocks = Blocks::new(&[], &[]);
        let everywhere = Bounds {
            min: Planar::new(-9.0, -9.0),
            max: Planar::new(9.0, 9.0),
        };
        assert_eq!(blocks.len(), 1);
        assert!(blocks.runs(everywhere, |_| true).is_empty());
    }

    #[test]
    fn blocks_grow_where_there_would_be_too_many() {
        let blocks = Blocks::new(&[0.0, 900_000.0], &[0.0, 1_200_000.0]);
        assert!(blocks.side_m() > SIDE_M);
        assert!(blocks.len() as f64 <= MOST_BLOCKS * 1.01);
    }

    #[test]
    fn blocks_that_are_not_wanted_are_left_out() {
        let x: Vec<f64> = (0..600).map(|i| f64::from(i / 200) * 300.0).collect();
        let blocks = Blocks::new(&x, &vec![0.0; 600]);
        let all = Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(600.0, 0.0),
        };
        let runs = blocks.runs(all, |_| true);
        assert!(runs.len() == 1 && runs[0] == (0..600));
        let middle = blocks.block_of(Planar::new(300.0, 0.0));
        assert_eq!(blocks.runs(all, |b| b != middle), [0..200, 400..600]);
    }

    proptest! {
        #[test]
        fn runs_hold_what_is_in_view_and_every_slot_is_taken_once(
            points in prop::collection::vec((-3e3..3e3_f64, -3e3..3e3_f64), 1..80),
            corner in (-4e3..4e3_f64, -4e3..4e3_f64),
            size in (0.0..5e3_f64, 0.0..5e3_f64),
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
            let blocks = Blocks::new(&x, &y);
            let mut taken = blocks.slots().to_vec();
            taken.sort_unstable();
            prop_assert_eq!(taken, (0..points.len() as u32).collect::<Vec<_>>());
            let view = Bounds {
                min: Planar::new(corner.0, corner.1),
                max: Planar::new(corner.0 + size.0, corner.1 + size.1),
            };
            let runs = blocks.runs(view, |_| true);
            prop_assert!(runs.windows(2).all(|pair| pair[0].end < pair[1].start));
            for (&(x, y), slot) in points.iter().zip(blocks.slots()) {
                let drawn = runs.iter().any(|run| run.contains(slot));
                prop_assert!(drawn || !view.contains(Planar::new(x, y)));
            }
        }
    }
}
