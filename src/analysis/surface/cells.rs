//! Points grouped by the cells they lie in.

use crate::analysis::surface::{Lattice, WeightedPoint};

/// The cells that hold points, row by row.
pub(crate) struct Cells<'a> {
    points: &'a [WeightedPoint],
    occupied: Vec<Cell>,
    /// The row of `starts[0]`; cells south and north of the lattice count too.
    first_row: i32,
    /// Where each row begins in `occupied`; one more than there are rows.
    starts: Vec<u32>,
}

/// A cell that holds points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    /// Its column; those west of the lattice are negative.
    pub(crate) column: i32,
    first: u32,
    end: u32,
}

impl<'a> Cells<'a> {
    /// Groups `points`, which lie in the order of
    /// [`in_cell_order`](crate::analysis::surface::points::in_cell_order).
    pub(crate) fn new(lattice: &Lattice, points: &'a [WeightedPoint]) -> Self {
        let mut occupied: Vec<Cell> = Vec::new();
        let mut starts = Vec::new();
        let first_row = points.first().map_or(0, |p| lattice.cell_around(p.at).1);
        let mut column_before = None;
        for (point, i) in points.iter().zip(0..) {
            let (column, row) = lattice.cell_around(point.at);
            let rows = (row - first_row) as usize + 1;
            if starts.len() < rows {
                starts.resize(rows, occupied.len() as u32);
                column_before = None;
            }
            match occupied.last_mut() {
                Some(cell) if column_before == Some(column) => cell.end = i + 1,
                _ => occupied.push(Cell {
                    column,
                    first: i,
                    end: i + 1,
                }),
            }
            column_before = Some(column);
        }
        starts.push(occupied.len() as u32);
        Self {
            points,
            occupied,
            first_row,
            starts,
        }
    }

    /// The points of a cell.
    pub(crate) fn points(&self, cell: &Cell) -> &'a [WeightedPoint] {
        &self.points[cell.first as usize..cell.end as usize]
    }

    /// The points of rows `south` to `north`.
    pub(crate) fn points_between(&self, south: i32, north: i32) -> &'a [WeightedPoint] {
        let last = self.starts.len() as i64 - 1;
        let first_point = |row: i64| {
            let index = (row - i64::from(self.first_row)).clamp(0, last) as usize;
            let cell = self.occupied.get(self.starts[index] as usize);
            cell.map_or(self.points.len(), |cell| cell.first as usize)
        };
        &self.points[first_point(i64::from(south))..first_point(i64::from(north) + 1)]
    }

    /// The cells of `row`, from west to east.
    pub(crate) fn row(&self, row: i32) -> &[Cell] {
        let index = i64::from(row) - i64::from(self.first_row);
        if index < 0 || index + 1 >= self.starts.len() as i64 {
            return &[];
        }
        let (start, end) = (self.starts[index as usize], self.starts[index as usize + 1]);
        &self.occupied[start as usize..end as usize]
    }

    /// The cells of `row` from column `west` to before column `east`.
    pub(crate) fn row_between(&self, row: i32, west: i32, east: i32) -> &[Cell] {
        let cells = self.row(row);
        let first = cells.partition_point(|cell| cell.column < west);
        let cells = &cells[first..];
        &cells[..cells.partition_point(|cell| cell.column < east)]
    }
}
