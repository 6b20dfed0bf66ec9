//! Square and hexagonal cells that cover a study region, and what lies in each.
//!
//! The lattice is that of `rank --unit square:S|hex:S`. A cell belongs to the study if its
//! centre lies in the region, or if it holds one of the points that are analysed: no incident
//! at the rim is lost, and a cell without any counts as a 0.
//!
//! Weights are rounded so that sums of them are exact ([`summable`]): neither the order of rows
//! nor that of a sum can change a figure, and equal sums of permuted values are equal to the last
//! bit.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::rank::Lattice;
use crate::base::stats::summable;
use crate::base::{Bounds, Planar};

/// No more cells than this are studied.
pub const MOST_CELLS: usize = 2_000_000;
/// No more places than this are looked at: a region may be thin and far-flung.
const MOST_PLACES: f64 = 20e6;

const NOT_STUDIED: u32 = u32::MAX;

/// The cells of a study region, numbered row by row from the south, in a row from the west.
#[derive(Clone, Debug)]
pub struct StudyCells {
    lattice: Lattice,
    first_row: i64,
    /// The column at which each row of the box begins.
    first_columns: Vec<i64>,
    width: usize,
    /// The number of the cell at each place of the box.
    numbers: Vec<u32>,
    /// The place of each cell.
    places: Vec<u32>,
}

/// Too many cells.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "cells of {side_m} m are too small for this study region: there would be about {about} of them, and at most {MOST_CELLS} are taken; make them larger"
)]
pub struct TooManyCells {
    /// Side of a cell in metres.
    pub side_m: f64,
    /// How many there would be.
    pub about: u64,
}

impl StudyCells {
    /// The cells of `lattice` whose centre `holds` says is in a region inside `bounds`, and those
    /// that hold one of `points`, which lie in `bounds`.
    ///
    /// # Errors
    /// When there are too many.
    pub fn new(
        lattice: Lattice,
        bounds: Bounds,
        holds: impl Fn(Planar) -> bool + Sync,
        points: &[Planar],
    ) -> Result<Self, TooManyCells> {
        let mut cells = Self::boxed(lattice, bounds)?;
        let in_row = |row: usize| {
            let row_number = cells.first_row + row as i64;
            let first = cells.first_columns[row];
            let columns = first..first + cells.width as i64;
            let studied = |column| holds(lattice.centre((row_number, column)));
            columns.map(studied).collect::<Vec<bool>>()
        };
        let rows: Vec<Vec<bool>> = (0..cells.rows()).into_par_iter().map(in_row).collect();
        let mut studied = rows.concat();
        for &point in points {
            if let Some(place) = cells.place_of(point) {
                studied[place] = true;
            }
        }
        let places = (0..studied.len() as u32).filter(|&place| studied[place as usize]);
        cells.places = places.collect();
        if cells.places.len() > MOST_CELLS {
            return Err(too_many(lattice, cells.places.len() as f64));
        }
        for (number, &place) in cells.places.iter().enumerate() {
            cells.numbers[place as usize] = number as u32;
        }
        Ok(cells)
    }

    /// All places of a box around `bounds`, none of them studied.
    fn boxed(lattice: Lattice, bounds: Bounds) -> Result<Self, TooManyCells> {
        let origin = lattice.centre((0, 0));
        let pitch_m = lattice.centre((0, 1)).x - origin.x;
        let row_m = lattice.centre((1, 0)).y - origin.y;
        let rows = (bounds.height_m() / row_m).ceil() + 3.0;
        let width = (bounds.width_m() / pitch_m).ceil() + 4.0;
        let places = rows * width;
        if places.is_nan() || places > MOST_PLACES {
            return Err(too_many(lattice, places));
        }
        let (rows, width) = (rows as usize, width as usize);
        let first_row = lattice.cell_of(bounds.min).0 - 1;
        let first_column = |row: i64| {
            let start = lattice.centre((row, 0)).x;
            ((bounds.min.x - start) / pitch_m).floor() as i64 - 1
        };
        Ok(Self {
            lattice,
            first_row,
            first_columns: (first_row..first_row + rows as i64)
                .map(first_column)
                .collect(),
            width,
            numbers: vec![NOT_STUDIED; rows * width],
            places: Vec::new(),
        })
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// What cells are.
    pub fn lattice(&self) -> Lattice {
        self.lattice
    }

    /// The middle of a cell.
    pub fn centre(&self, number: usize) -> Planar {
        self.lattice.centre(self.cell(number))
    }

    /// The corners of a cell, anticlockwise.
    pub fn outline(&self, number: usize) -> Vec<Planar> {
        self.lattice.outline(self.centre(number))
    }

    /// The cell that holds `point`.
    pub fn number_of(&self, point: Planar) -> Option<usize> {
        self.number_at(self.lattice.cell_of(point))
    }

    /// The sum of weights in each cell. Points in no cell are not counted.
    pub fn counts(&self, points: impl IntoIterator<Item = (Planar, f64)>) -> Vec<f64> {
        let mut counts = vec![0.0; self.len()];
        for (point, weight) in points {
            if let Some(number) = self.number_of(point) {
                counts[number] += summable(weight);
            }
        }
        counts
    }

    /// Row and column of a cell in the lattice.
    pub(crate) fn cell(&self, number: usize) -> (i64, i64) {
        let place = self.places[number] as usize;
        let (row, column) = (place / self.width, place % self.width);
        (
            self.first_row + row as i64,
            self.first_columns[row] + column as i64,
        )
    }

    /// Rows of the box.
    pub(crate) fn rows(&self) -> usize {
        self.first_columns.len()
    }

    /// Places in a row of the box.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Where a row of the lattice is in the box, and the column it begins with there.
    pub(crate) fn row(&self, row: i64) -> Option<(usize, i64)> {
        let row = usize::try_from(row - self.first_row).ok()?;
        Some((row, *self.first_columns.get(row)?))
    }

    /// The cells at the places of a row of the box.
    pub(crate) fn numbers_in_row(&self, row: usize) -> impl Iterator<Item = Option<usize>> {
        let numbers = &self.numbers[row * self.width..][..self.width];
        let studied = |&number: &u32| (number != NOT_STUDIED).then_some(number as usize);
        numbers.iter().map(studied)
    }

    /// The cell in this row and column of the lattice.
    pub(super) fn number_at(&self, cell: (i64, i64)) -> Option<usize> {
        let number = self.numbers[self.place_at(cell)?];
        (number != NOT_STUDIED).then_some(number as usize)
    }

    fn place_of(&self, point: Planar) -> Option<usize> {
        self.place_at(self.lattice.cell_of(point))
    }

    fn place_at(&self, (row, column): (i64, i64)) -> Option<usize> {
        let (row, first_column) = self.row(row)?;
        let column = usize::try_from(column - first_column).ok()?;
        (column < self.width).then(|| row * self.width + column)
    }
}

fn too_many(lattice: Lattice, about: f64) -> TooManyCells {
    TooManyCells {
        side_m: lattice.side_m(),
        about: about as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_point_is_counted_in_the_cell_of_its_lattice(
            points in prop::collection::vec((-4e3..4e3_f64, -4e3..4e3_f64), 1..60),
            side_m in 50.0..900.0_f64, is_hex in any::<bool>(),
        ) {
            let lattice = if is_hex { Lattice::Hex { side_m } } else { Lattice::Square { side_m } };
            let points: Vec<Planar> = points.iter().map(|&(x, y)| Planar::new(x, y)).collect();
            let bounds = Bounds::around(points.iter().copied()).unwrap();
            let cells = StudyCells::new(lattice, bounds, |p| bounds.contains(p), &points).unwrap();
            let counts = cells.counts(points.iter().map(|&p| (p, 0.25)));
            prop_assert_eq!(counts.iter().sum::<f64>(), 0.25 * points.len() as f64);
            for &point in &points {
                let number = cells.number_of(point).unwrap();
                prop_assert_eq!(cells.cell(number), lattice.cell_of(point));
                prop_assert!(counts[number] >= 0.25);
            }
            // Every centre in the region is a cell, and no other empty one is.
            prop_assert_eq!(counts.len(), cells.len());
            for (number, &count) in counts.iter().enumerate() {
                prop_assert!(count > 0.0 || bounds.contains(cells.centre(number)));
            }
            let (w, h) = (bounds.width_m() / side_m, bounds.height_m() / side_m);
            let size = if is_hex { 1.5 * 3.0_f64.sqrt() } else { 1.0 };
            let least = (w - 2.0).max(0.0) * (h - 2.0).max(0.0) / size;
            prop_assert!(cells.len() as f64 >= least, "{} {least}", cells.len());
        }
    }

    #[test]
    fn too_many_cells_are_refused_before_they_are_made() {
        let bounds = Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(1e6, 1e6),
        };
        let lattice = Lattice::Square { side_m: 10.0 };
        let refused = StudyCells::new(lattice, bounds, |_| true, &[]).map(|cells| cells.len());
        assert!(refused.is_err_and(|error| error.to_string().contains("cells of 10 m")));
    }

    #[test]
    fn sums_of_weights_do_not_depend_on_their_order() {
        let bounds = Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(10.0, 10.0),
        };
        let lattice = Lattice::Square { side_m: 100.0 };
        let cells = StudyCells::new(lattice, bounds, |_| false, &[bounds.min]).unwrap();
        let weights: Vec<f64> = (1..2000).map(|i| 1.0 / f64::from(i)).collect();
        let at = |&weight: &f64| (bounds.min, weight);
        let there = cells.counts(weights.iter().map(at));
        assert_eq!(there, cells.counts(weights.iter().rev().map(at)));
    }
}
