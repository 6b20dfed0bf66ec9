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
mod listed;

#[cfg(test)]
mod tests;
