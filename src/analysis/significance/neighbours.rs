//! Who is whose neighbour.
//!
//! Neighbours are mutual, and weigh 1 (binary weights) or the less the farther they are ([`Decay`]);
//! nobody is their own neighbour. Methods that want rows to sum to 1 divide by the
//! [total](Neighbours::totals). On a [lattice](StudyCells) a neighbourhood is the same few runs of
//! cells around every cell, so that sums of equal weights over it are differences of running sums
//! along the rows: the work does not grow with its breadth. With other weights it does.
//!
//! A distance exactly at the band counts, and so does one a millionth beyond: centres a whole
//! number of sides apart are otherwise in or out by a rounding of the last bit.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::rank::Lattice;
use crate::analysis::significance::lattice_counts::StudyCells;
use crate::base::Progress;

/// A distance of this many bands is still within the band.
pub const BAND_SLACK: f64 = 1.0 + 1e-6;

/// Who is whose neighbour, and how much they weigh. Weights are the same both ways, and 1 unless
/// said otherwise.
pub trait Neighbours: Sync {
    /// How many neighbours each has.
    fn degrees(&self) -> &[u32];

    /// The sum of `values` over the neighbours of each, by their weights, its own left out.
    fn sums(&self, values: &[f64]) -> Vec<f64>;

    /// The same by the squares of weights.
    fn square_sums(&self, values: &[f64]) -> Vec<f64> {
        self.sums(values)
    }

    /// Whether any weight is other than 1.
    fn are_weighted(&self) -> bool {
        false
    }

    /// The weights of the neighbours of one place, in an order that is always the same.
    fn weights_of(&self, place: usize) -> Vec<f64> {
        vec![1.0; self.degrees()[place] as usize]
    }

    /// The sum of the weights of the neighbours of each.
    fn totals(&self) -> &[f64];

    /// The sum of their squares.
    fn square_totals(&self) -> &[f64];

    /// Number of those that have neighbours or none.
    fn len(&self) -> usize {
        self.degrees().len()
    }

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.degrees().is_empty()
    }
}

/// Which cells around a cell are its neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Neighbourhood {
    /// Those that can be reached in this many steps over sides or corners.
    Rings(u32),
    /// Those whose centre is within this many metres.
    Band {
        /// Metres, above 0.
        band_m: f64,
    },
}

/// How the weight of a neighbour falls with its distance, which is measured in sides of squares,
/// and for hexagons between the centres of two that touch: the nearest weigh 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decay {
    /// Not at all.
    Even,
    /// As 1 / distance.
    Inverse,
    /// As 1 / distance².
    InverseSquare,
}

impl Decay {
    /// The weight of a neighbour this far off, its square given.
    fn weight(self, distance_sq: f64) -> f64 {
        match self {
            Self::Even => 1.0,
            Self::Inverse => 1.0 / distance_sq.sqrt(),
            Self::InverseSquare => 1.0 / distance_sq,
        }
    }
}

/// A run of cells in a row, relative to a cell: rows up, first column, last column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    up: i64,
    first: i64,
    last: i64,
}

/// A cell of a neighbourhood, relative to the cell in its midst, and what it weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Offset {
    up: i64,
    across: i64,
    weight: f64,
}

/// The neighbours of the cells of a study region.
#[derive(Clone, Debug)]
pub struct LatticeNeighbours<'a> {
    cells: &'a StudyCells,
    runs: Vec<Run>,
    degrees: Vec<u32>,
    totals: Vec<f64>,
    square_totals: Vec<f64>,
    /// The cells of a neighbourhood one by one, where they do not weigh alike.
    faded: Option<Vec<Offset>>,
    /// Through which sums over these are stopped.
    progress: Progress,
}

impl<'a> LatticeNeighbours<'a> {
    /// The neighbours of `cells` among them, all weighing 1.
    pub fn new(cells: &'a StudyCells, neighbourhood: Neighbourhood) -> Self {
        let mut neighbours = Self {
            cells,
            runs: runs(cells, neighbourhood),
            degrees: Vec::new(),
            totals: Vec::new(),
            square_totals: Vec::new(),
            faded: None,
            progress: Progress::new(),
        };
        neighbours.totals = neighbours.held(&vec![1.0; cells.len()]);
        neighbours.square_totals.clone_from(&neighbours.totals);
        let degrees = neighbours.totals.iter().map(|&degree| degree as u32);
        neighbours.degrees = degrees.collect();
        neighbours
    }

    /// The same, weighing the less the farther they are. Once `progress` is cancelled, which sums
    /// by these weights look at all the time, they are NaN.
    #[must_use]
    pub fn fading(mut self, decay: Decay, progress: &Progress) -> Self {
        self.progress = progress.clone();
        let lattice = self.cells.lattice();
        if decay != Decay::Even {
            self.faded = Some(offsets(&self.runs, lattice, decay));
            let ones = vec![1.0; self.cells.len()];
            (self.totals, self.square_totals) = (self.sums(&ones), self.square_sums(&ones));
        }
        self
    }

    /// Cells in a neighbourhood that lies wholly inside, the one in its midst among them.
    pub fn breadth(&self) -> usize {
        let length = |run: &Run| (run.last - run.first + 1).max(0) as usize;
        self.runs.iter().map(length).sum()
    }

    /// The plain sum of `values` over the neighbours of each, whatever they weigh.
    pub fn held(&self, values: &[f64]) -> Vec<f64> {
        let running = Running::new(self.cells, values);
        let sum = |cell: usize| {
            let (row, column) = self.cells.cell(cell);
            let around: f64 = self
                .runs
                .iter()
                .map(|run| running.sum(row + run.up, column + run.first, column + run.last))
                .sum();
            around - values[cell]
        };
        (0..self.cells.len()).into_par_iter().map(sum).collect()
    }

    /// The sum over the neighbours of each of what `part` makes of their value and weight.
    fn faded(
        &self,
        offsets: &[Offset],
        values: &[f64],
        part: impl Fn(f64, f64) -> f64 + Sync,
    ) -> Vec<f64> {
        let sum = |cell: usize| {
            if self.progress.is_cancelled() {
                return f64::NAN;
            }
            let around = self.around(offsets, cell);
            around
                .map(|(other, weight)| part(values[other], weight))
                .sum()
        };
        (0..self.cells.len()).into_par_iter().map(sum).collect()
    }

    /// The neighbours of a cell with their weights.
    fn around(&self, offsets: &[Offset], cell: usize) -> impl Iterator<Item = (usize, f64)> {
        let (row, column) = self.cells.cell(cell);
        offsets.iter().filter_map(move |offset| {
            let there = (row + offset.up, column + offset.across);
            Some((self.cells.number_at(there)?, offset.weight))
        })
    }
}

impl Neighbours for LatticeNeighbours<'_> {
    fn degrees(&self) -> &[u32] {
        &self.degrees
    }

    fn sums(&self, values: &[f64]) -> Vec<f64> {
        match &self.faded {
            None => self.held(values),
            Some(offsets) => self.faded(offsets, values, |value, weight| value * weight),
        }
    }

    fn square_sums(&self, values: &[f64]) -> Vec<f64> {
        match &self.faded {
            None => self.held(values),
            Some(offsets) => self.faded(offsets, values, |value, weight| value * weight * weight),
        }
    }

    fn totals(&self) -> &[f64] {
        &self.totals
    }

    fn square_totals(&self) -> &[f64] {
        &self.square_totals
    }

    fn are_weighted(&self) -> bool {
        self.faded.is_some()
    }

    fn weights_of(&self, place: usize) -> Vec<f64> {
        match &self.faded {
            None => vec![1.0; self.degrees[place] as usize],
            Some(offsets) => {
                let around = self.around(offsets, place);
                around.map(|(_, weight)| weight).collect()
            }
        }
    }
}

/// Running sums along the rows of a box of cells.
struct Running<'a> {
    cells: &'a StudyCells,
    /// For each row its sums before each place and after the last.
    before: Vec<f64>,
}

impl<'a> Running<'a> {
    fn new(cells: &'a StudyCells, values: &[f64]) -> Self {
        let mut before = Vec::with_capacity(cells.rows() * (cells.width() + 1));
        for row in 0..cells.rows() {
            let mut sum = 0.0;
            before.push(sum);
            for number in cells.numbers_in_row(row) {
                sum += number.map_or(0.0, |number| values[number]);
                before.push(sum);
            }
        }
        Self { cells, before }
    }

    /// The sum over the cells of a row of the lattice from one column to another.
    fn sum(&self, row: i64, first: i64, last: i64) -> f64 {
        let Some((row, first_column)) = self.cells.row(row) else {
            return 0.0;
        };
        let width = self.cells.width();
        let place = |column: i64| (column - first_column).clamp(0, width as i64) as usize;
        let sums = &self.before[row * (width + 1)..][..=width];
        sums[place(last + 1)] - sums[place(first)]
    }
}

/// The cells of runs but for the one in their midst, with what they weigh.
fn offsets(runs: &[Run], lattice: Lattice, decay: Decay) -> Vec<Offset> {
    let origin = lattice.centre((0, 0));
    let pitch_m = lattice.centre((0, 1)).distance_to(origin);
    let cells = runs
        .iter()
        .flat_map(|run| (run.first..=run.last).map(|across| (run.up, across)));
    let offset = |(up, across): (i64, i64)| {
        let apart_sq = lattice.centre((up, across)).distance_sq_to(origin);
        Offset {
            up,
            across,
            weight: decay.weight(apart_sq / (pitch_m * pitch_m)),
        }
    };
    cells.filter(|&cell| cell != (0, 0)).map(offset).collect()
}

/// The runs of a neighbourhood, the cell itself among them.
fn runs(cells: &StudyCells, neighbourhood: Neighbourhood) -> Vec<Run> {
    match (neighbourhood, cells.lattice()) {
        (Neighbourhood::Rings(rings), Lattice::Square { .. }) => {
            let k = i64::from(rings);
            let run = |up| Run {
                up,
                first: -k,
                last: k,
            };
            (-k..=k).map(run).collect()
        }
        (Neighbourhood::Rings(rings), Lattice::Hex { .. }) => {
            // Steps between hexagons in axial coordinates: the greatest of |q|, |r| and |q + r|.
            let k = i64::from(rings);
            let run = |up: i64| Run {
                up,
                first: -k - up.min(0),
                last: k - up.max(0),
            };
            (-k..=k).map(run).collect()
        }
        (Neighbourhood::Band { band_m }, lattice) => band_runs(lattice, band_m * BAND_SLACK),
    }
}

fn band_runs(lattice: Lattice, band_m: f64) -> Vec<Run> {
    let origin = lattice.centre((0, 0));
    let pitch_m = lattice.centre((0, 1)).x - origin.x;
    let row_m = lattice.centre((1, 0)).y - origin.y;
    let rows = (band_m / row_m).floor() as i64;
    let run = |up: i64| {
        let offset = lattice.centre((up, 0));
        let (dx, dy) = (offset.x - origin.x, offset.y - origin.y);
        let half_m = (band_m * band_m - dy * dy).max(0.0).sqrt();
        Run {
            up,
            first: ((-half_m - dx) / pitch_m).ceil() as i64,
            last: ((half_m - dx) / pitch_m).floor() as i64,
        }
    };
    let runs = (-rows..=rows).map(run);
    runs.filter(|run| run.first <= run.last).collect()
}

#[cfg(test)]
pub(crate) use listed::Listed;

#[cfg(test)]
mod listed {
    use super::{BAND_SLACK, Neighbours};
    use crate::base::Planar;

    /// Every neighbour written down: the slow way that is obviously right.
    pub(crate) struct Listed {
        degrees: Vec<u32>,
        totals: Vec<f64>,
        square_totals: Vec<f64>,
        lists: Vec<Vec<(usize, f64)>>,
    }

    impl Listed {
        pub(crate) fn within(points: &[Planar], band_m: f64) -> Self {
            Self::of(points.len(), |i, j| {
                points[i].distance_to(points[j]) <= band_m * BAND_SLACK
            })
        }

        pub(crate) fn of(n: usize, are: impl Fn(usize, usize) -> bool) -> Self {
            Self::weighing(n, |i, j| if are(i, j) { 1.0 } else { 0.0 })
        }

        /// Those that weigh something.
        pub(crate) fn weighing(n: usize, weight: impl Fn(usize, usize) -> f64) -> Self {
            let list = |i: usize| {
                let others = (0..n).filter(|&j| j != i).map(|j| (j, weight(i, j)));
                others.filter(|&(_, weight)| weight > 0.0).collect()
            };
            let lists: Vec<Vec<(usize, f64)>> = (0..n).map(list).collect();
            let sum = |part: fn(f64) -> f64| {
                let of = |list: &Vec<(usize, f64)>| list.iter().map(|&(_, w)| part(w)).sum();
                lists.iter().map(of).collect()
            };
            Self {
                degrees: lists.iter().map(|list| list.len() as u32).collect(),
                totals: sum(|w| w),
                square_totals: sum(|w| w * w),
                lists,
            }
        }
    }

    impl Neighbours for Listed {
        fn degrees(&self) -> &[u32] {
            &self.degrees
        }

        fn sums(&self, values: &[f64]) -> Vec<f64> {
            let sum = |list: &Vec<(usize, f64)>| list.iter().map(|&(j, w)| w * values[j]).sum();
            self.lists.iter().map(sum).collect()
        }

        fn totals(&self) -> &[f64] {
            &self.totals
        }

        fn square_totals(&self) -> &[f64] {
            &self.square_totals
        }

        fn square_sums(&self, values: &[f64]) -> Vec<f64> {
            let sum = |list: &Vec<(usize, f64)>| list.iter().map(|&(j, w)| w * w * values[j]).sum();
            self.lists.iter().map(sum).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Bounds, Planar};
    use proptest::prelude::*;

    fn ragged(lattice: Lattice, holes: u64) -> StudyCells {
        let bounds = Bounds {
            min: Planar::new(-300.0, -200.0),
            max: Planar::new(500.0, 400.0),
        };
        let holds = |p: Planar| {
            let mixed = ((p.x * 7.0 + p.y * 13.0).round() as i64 as u64) ^ holes;
            bounds.contains(p) && !mixed.is_multiple_of(5)
        };
        StudyCells::new(lattice, bounds, holds, &[]).unwrap()
    }

    /// Steps between cells, counted over cells that touch: breadth first on the whole plane.
    fn steps_between(lattice: Lattice, a: Planar, b: Planar) -> f64 {
        match lattice {
            Lattice::Square { side_m } => (a.x - b.x).abs().max((a.y - b.y).abs()) / side_m,
            Lattice::Hex { side_m } => {
                // Walk diagonally first, then along the row.
                let rows = (a.y - b.y).abs() / (1.5 * side_m);
                let columns = (a.x - b.x).abs() / (3.0_f64.sqrt() * side_m);
                rows + (columns - rows / 2.0).max(0.0)
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn sums_over_runs_are_sums_over_lists(
            side_m in 30.0..90.0_f64, rings in 1..4_u32, steps in 1.0..4.0_f64, holes in 0..99_u64,
            is_hex in any::<bool>(), is_band in any::<bool>(),
        ) {
            let lattice = if is_hex { Lattice::Hex { side_m } } else { Lattice::Square { side_m } };
            let cells = ragged(lattice, holes);
            let centres: Vec<Planar> = (0..cells.len()).map(|i| cells.centre(i)).collect();
            let band_m = steps * side_m;
            let (neighbourhood, listed) = if is_band {
                (Neighbourhood::Band { band_m }, Listed::within(&centres, band_m))
            } else {
                let are = |i: usize, j: usize| {
                    steps_between(lattice, centres[i], centres[j]) < f64::from(rings) + 0.1
                };
                (Neighbourhood::Rings(rings), Listed::of(cells.len(), are))
            };
            let fast = LatticeNeighbours::new(&cells, neighbourhood);
            prop_assert_eq!(fast.degrees(), listed.degrees());
            let values: Vec<f64> = (0..cells.len()).map(|i| f64::from((i * 37 % 11) as u32) / 4.0).collect();
            prop_assert_eq!(fast.sums(&values), listed.sums(&values));
        }

        #[test]
        fn weights_fall_with_the_distance_in_cells(
            side_m in 30.0..90.0_f64, steps in 1.0..4.0_f64, holes in 0..99_u64,
            is_hex in any::<bool>(), is_square in any::<bool>(),
        ) {
            let lattice = if is_hex { Lattice::Hex { side_m } } else { Lattice::Square { side_m } };
            let pitch_m = if is_hex { 3.0_f64.sqrt() * side_m } else { side_m };
            let cells = ragged(lattice, holes);
            let centres: Vec<Planar> = (0..cells.len()).map(|i| cells.centre(i)).collect();
            let band_m = steps * pitch_m;
            let decay = if is_square { Decay::InverseSquare } else { Decay::Inverse };
            let fast = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m }).fading(decay, &Progress::new());
            let listed = Listed::weighing(cells.len(), |i, j| {
                let apart_m = centres[i].distance_to(centres[j]);
                if apart_m > band_m * BAND_SLACK {
                    return 0.0;
                }
                let inverse = pitch_m / apart_m;
                if is_square { inverse * inverse } else { inverse }
            });
            prop_assert_eq!(fast.degrees(), listed.degrees());
            let values: Vec<f64> = (0..cells.len()).map(|i| f64::from((i * 37 % 11) as u32) / 4.0).collect();
            let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9);
            prop_assert!(near(&fast.sums(&values), &listed.sums(&values)));
            prop_assert!(near(&fast.square_sums(&values), &listed.square_sums(&values)));
            prop_assert!(near(fast.totals(), listed.totals()));
            for place in 0..cells.len().min(40) {
                let weights = fast.weights_of(place);
                prop_assert_eq!(weights.len(), fast.degrees()[place] as usize);
                prop_assert!((weights.iter().sum::<f64>() - fast.totals()[place]).abs() < 1e-9);
            }
            let binary = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m });
            prop_assert_eq!(fast.held(&values), binary.sums(&values));
        }
    }

    #[test]
    fn a_diagonal_at_the_band_is_within_it() {
        let side_m = 200.0;
        let bounds = Bounds {
            min: Planar::new(762_136.2, 3_876_586.0),
            max: Planar::new(764_136.2, 3_878_586.0),
        };
        let cells = StudyCells::new(Lattice::Square { side_m }, bounds, |_| true, &[]).unwrap();
        let band_m = side_m * 2.0_f64.sqrt();
        let neighbours = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m });
        assert_eq!(neighbours.degrees().iter().max(), Some(&8));
        let rings = LatticeNeighbours::new(&cells, Neighbourhood::Rings(1));
        assert_eq!(neighbours.degrees(), rings.degrees());
    }
    #[test]
    fn sums_by_distance_stop_when_nobody_wants_them() {
        let cells = ragged(Lattice::Square { side_m: 50.0 }, 3);
        let ones = vec![1.0; cells.len()];
        let progress = Progress::new();
        let neighbours = LatticeNeighbours::new(&cells, Neighbourhood::Rings(2))
            .fading(Decay::Inverse, &progress);
        assert!(neighbours.sums(&ones).iter().all(|sum| *sum >= 0.0));
        progress.cancel();
        assert!(neighbours.sums(&ones).iter().all(|sum| sum.is_nan()));
        assert!(neighbours.square_sums(&ones).iter().all(|sum| sum.is_nan()));
    }
}
