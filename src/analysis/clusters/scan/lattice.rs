//! Square cells, and the rings of cells around one.

use std::collections::BTreeMap;

use crate::base::{Bounds, Planar};

/// Square cells whose edges are multiples of their side, from the south, row by row from the west.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Side in metres.
    pub side_m: f64,
    /// Which multiple of the side the southern edge is.
    pub south: i64,
    /// Which multiple of the side the western edge is.
    pub west: i64,
    /// Cells from south to north.
    pub rows: usize,
    /// Cells from west to east.
    pub columns: usize,
}

impl Grid {
    /// The cells that cover `bounds`.
    pub fn covering(bounds: Bounds, side_m: f64) -> Self {
        let index = |metres: f64| (metres / side_m).floor() as i64;
        let (south, west) = (index(bounds.min.y), index(bounds.min.x));
        let count = |first: i64, last: f64| (index(last) - first + 1).max(1) as usize;
        Self {
            side_m,
            south,
            west,
            rows: count(south, bounds.max.y),
            columns: count(west, bounds.max.x),
        }
    }

    /// How many there are.
    pub fn cells(self) -> usize {
        self.rows.saturating_mul(self.columns)
    }

    /// The cell that holds `at`, if any does.
    pub fn cell_of(self, at: Planar) -> Option<usize> {
        let index = |metres: f64, first: i64| (metres / self.side_m).floor() as i64 - first;
        let (row, column) = (index(at.y, self.south), index(at.x, self.west));
        let is_inside =
            (0..self.rows as i64).contains(&row) && (0..self.columns as i64).contains(&column);
        is_inside.then(|| row as usize * self.columns + column as usize)
    }

    /// The middle of a cell.
    pub fn middle(self, cell: usize) -> Planar {
        let at = |first: i64, i: usize| (first as f64 + i as f64 + 0.5) * self.side_m;
        Planar::new(
            at(self.west, cell % self.columns),
            at(self.south, cell / self.columns),
        )
    }

    /// The corners of a cell, from the south-west anticlockwise.
    pub fn corners(self, cell: usize) -> [Planar; 4] {
        let (middle, half) = (self.middle(cell), self.side_m / 2.0);
        [(-half, -half), (half, -half), (half, half), (-half, half)]
            .map(|(dx, dy)| Planar::new(middle.x + dx, middle.y + dy))
    }

    /// The cell so many rows and columns from `cell`, if there is one.
    pub fn beside(self, cell: usize, (rows, columns): (i32, i32)) -> Option<usize> {
        let row = (cell / self.columns).checked_add_signed(rows as isize)?;
        let column = (cell % self.columns).checked_add_signed(columns as isize)?;
        (row < self.rows && column < self.columns).then(|| row * self.columns + column)
    }

    /// Rings around a cell up to `radius_m`, and no further than the grid is wide; the cell itself is
    /// the first.
    pub fn rings(self, radius_m: f64) -> Vec<Ring> {
        let widest = self.rows.max(self.columns) as f64;
        let reach = (radius_m / self.side_m + 1e-9).min(widest * std::f64::consts::SQRT_2);
        let most = reach.floor() as i32;
        let mut by_distance: BTreeMap<i64, Vec<(i32, i32)>> = BTreeMap::new();
        for row in -most..=most {
            for column in -most..=most {
                let distance =
                    i64::from(row) * i64::from(row) + i64::from(column) * i64::from(column);
                if distance as f64 <= reach * reach {
                    by_distance.entry(distance).or_default().push((row, column));
                }
            }
        }
        let ring = |(distance, offsets): (i64, Vec<(i32, i32)>)| Ring {
            radius_m: (distance as f64).sqrt() * self.side_m,
            offsets,
        };
        by_distance.into_iter().map(ring).collect()
    }
}

/// Cells whose middles lie at one distance from the middle of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// The distance in metres.
    pub radius_m: f64,
    /// Rows and columns to each.
    pub offsets: Vec<(i32, i32)>,
}

/// A grid with a margin of empty cells, so that rings never lead out of it.
#[derive(Clone, Debug)]
pub(super) struct Padded {
    grid: Grid,
    margin: usize,
    /// Rings as distances in the padded table.
    pub(super) rings: Vec<Vec<isize>>,
}

impl Padded {
    pub(super) fn new(grid: Grid, rings: &[Ring]) -> Self {
        let far = |&(rows, columns): &(i32, i32)| rows.unsigned_abs().max(columns.unsigned_abs());
        let margin = rings
            .iter()
            .flat_map(|ring| ring.offsets.iter().map(far))
            .max()
            .unwrap_or(0) as usize;
        let pitch = (grid.columns + 2 * margin) as isize;
        let step = |&(rows, columns): &(i32, i32)| rows as isize * pitch + columns as isize;
        Self {
            grid,
            margin,
            rings: rings
                .iter()
                .map(|ring| ring.offsets.iter().map(step).collect())
                .collect(),
        }
    }

    /// Cells with those of the margin.
    pub(super) fn cells(&self) -> usize {
        (self.grid.rows + 2 * self.margin) * (self.grid.columns + 2 * self.margin)
    }

    /// The place of a cell of the grid.
    pub(super) fn place(&self, cell: usize) -> usize {
        let (row, column) = (cell / self.grid.columns, cell % self.grid.columns);
        (row + self.margin) * (self.grid.columns + 2 * self.margin) + column + self.margin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cover_bounds_and_rings_hold_all_within_reach() {
        let bounds = Bounds {
            min: Planar::new(-30.0, 110.0),
            max: Planar::new(260.0, 199.0),
        };
        let grid = Grid::covering(bounds, 100.0);
        assert_eq!((grid.rows, grid.columns, grid.cells()), (1, 4, 4));
        assert_eq!(grid.cell_of(Planar::new(-1.0, 150.0)), Some(0));
        assert_eq!(grid.cell_of(Planar::new(299.0, 100.0)), Some(3));
        assert_eq!(grid.cell_of(Planar::new(300.0, 100.0)), None);
        assert_eq!(grid.middle(3), Planar::new(250.0, 150.0));
        assert_eq!(grid.beside(0, (0, -1)), None);
        let wide = Grid {
            rows: 9,
            columns: 9,
            ..grid
        };
        let rings = wide.rings(200.0);
        let sizes: Vec<usize> = rings.iter().map(|ring| ring.offsets.len()).collect();
        assert_eq!(sizes, [1, 4, 4, 4]);
        assert_eq!(rings[3].radius_m, 200.0);
        let padded = Padded::new(wide, &rings);
        assert_eq!(padded.cells(), 13 * 13);
        let reached = padded.place(0).wrapping_add_signed(padded.rings[1][3]);
        assert_eq!(reached, padded.place(9), "one row up");
    }
}
