//! The lattice a surface lies on: square cells whose edges are multiples of their side.

use crate::analysis::surface::{MAX_CELLS, SurfaceError};
use crate::base::{Bounds, Planar};

/// A lattice of square cells whose edges are multiples of the cell size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lattice {
    /// South-west corner of the south-west cell, in metres.
    pub origin: Planar,
    /// Side of a cell, in metres.
    pub cell_m: f64,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from south to north.
    pub rows: usize,
}

impl Lattice {
    /// The smallest lattice of cells `cell_m` wide that covers `bounds`; at least one cell.
    ///
    /// # Errors
    /// [`SurfaceError::TooManyCells`] above [`MAX_CELLS`].
    pub fn covering(bounds: Bounds, cell_m: f64) -> Result<Self, SurfaceError> {
        let (west, columns) = snapped(bounds.min.x, bounds.max.x, cell_m);
        let (south, rows) = snapped(bounds.min.y, bounds.max.y, cell_m);
        // Float casts saturate, so that absurd extents are counted as absurdly large.
        let (columns, rows) = (columns as u64, rows as u64);
        if columns.saturating_mul(rows) > MAX_CELLS {
            return Err(SurfaceError::TooManyCells {
                columns,
                rows,
                cell_m,
            });
        }
        let origin = Planar::new(west * cell_m, south * cell_m);
        Ok(Self {
            origin,
            cell_m,
            columns: columns as usize,
            rows: rows as usize,
        })
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The middle of a cell, counted from the south-west.
    pub fn centre(&self, column: usize, row: usize) -> Planar {
        Planar::new(self.centre_x(column), self.centre_y(row))
    }

    /// Easting of the middle of a column.
    pub fn centre_x(&self, column: usize) -> f64 {
        self.origin.x + (column as f64 + 0.5) * self.cell_m
    }

    /// Northing of the middle of a row.
    pub fn centre_y(&self, row: usize) -> f64 {
        self.origin.y + (row as f64 + 0.5) * self.cell_m
    }

    /// The outer edges.
    pub fn bounds(&self) -> Bounds {
        let max = Planar::new(
            self.origin.x + self.columns as f64 * self.cell_m,
            self.origin.y + self.rows as f64 * self.cell_m,
        );
        Bounds {
            min: self.origin,
            max,
        }
    }

    /// Column and row of the cell that holds `p`, on the lattice or not; west and south of it
    /// they are negative. A point within rounding of an edge is given to either side.
    #[inline]
    pub(crate) fn cell_around(&self, p: Planar) -> (i32, i32) {
        let per_cell = self.cell_m.recip();
        (
            down((p.x - self.origin.x) * per_cell),
            down((p.y - self.origin.y) * per_cell),
        )
    }

    /// Column and row of the cell that holds `p` (west and south edges included).
    pub fn cell_at(&self, p: Planar) -> Option<(usize, usize)> {
        let column = ((p.x - self.origin.x) / self.cell_m).floor();
        let row = ((p.y - self.origin.y) / self.cell_m).floor();
        let inside =
            (0.0..self.columns as f64).contains(&column) && (0.0..self.rows as f64).contains(&row);
        inside.then_some((column as usize, row as usize))
    }
}

/// The whole number at or below `value`. Faster than `floor`, which is a call where the
/// processor's oldest form is assumed.
#[inline]
pub(crate) fn down(value: f64) -> i32 {
    let whole = value as i32;
    whole - i32::from(f64::from(whole) > value)
}

/// First edge in cells, and the number of cells, that cover `min` to `max`.
fn snapped(min: f64, max: f64, cell_m: f64) -> (f64, f64) {
    let first = (min / cell_m).floor();
    (first, ((max / cell_m).ceil() - first).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(x0: f64, y0: f64, x1: f64, y1: f64) -> Bounds {
        Bounds {
            min: Planar::new(x0, y0),
            max: Planar::new(x1, y1),
        }
    }

    #[test]
    fn edges_are_multiples_of_the_cell_snapped_outwards() {
        let lattice = Lattice::covering(bounds(-7.0, 101.0, 60.0, 149.9), 25.0).unwrap();
        assert_eq!(lattice.bounds(), bounds(-25.0, 100.0, 75.0, 150.0));
        assert_eq!((lattice.columns, lattice.rows), (4, 2));
        assert_eq!(lattice.centre(0, 1), Planar::new(-12.5, 137.5));
        let exact = Lattice::covering(bounds(0.0, 0.0, 50.0, 25.0), 25.0).unwrap();
        assert_eq!((exact.columns, exact.rows), (2, 1));
        let point = Lattice::covering(bounds(50.0, 50.0, 50.0, 50.0), 25.0).unwrap();
        assert_eq!((point.origin, point.len()), (Planar::new(50.0, 50.0), 1));
    }

    #[test]
    fn cells_are_found_by_position() {
        let lattice = Lattice::covering(bounds(-25.0, 100.0, 75.0, 150.0), 25.0).unwrap();
        assert_eq!(lattice.cell_at(Planar::new(-25.0, 125.0)), Some((0, 1)));
        assert_eq!(lattice.cell_at(Planar::new(75.0, 125.0)), None);
        assert_eq!(lattice.cell_at(Planar::new(0.0, 99.9)), None);
    }

    #[test]
    fn an_absurd_lattice_is_refused_not_counted_wrong() {
        let huge = bounds(-1e300, -1e300, 1e300, 1e300);
        assert!(matches!(
            Lattice::covering(huge, 1e-3),
            Err(SurfaceError::TooManyCells {
                columns: u64::MAX,
                ..
            })
        ));
        let just_over = bounds(0.0, 0.0, 7072.0, 7071.0);
        assert!(Lattice::covering(just_over, 1.0).is_err());
        assert!(Lattice::covering(bounds(0.0, 0.0, 7071.0, 7071.0), 1.0).is_ok());
    }
}
