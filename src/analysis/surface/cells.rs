//! Points grouped by the cells they lie in.

use rayon::iter::{IndexedParallelIterator, ParallelIterator};
use rayon::slice::ParallelSlice;

use crate::analysis::surface::points::in_cell_order;
use crate::analysis::surface::{CHUNK, Lattice, WeightedPoint};

/// Distinct points in the order of [`in_cell_order`], and the cells that hold them, row by row.
pub(crate) struct Cells {
    points: Vec<WeightedPoint>,
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

/// Some neighbouring points, grouped.
#[derive(Default)]
struct Group {
    /// Rows and cells.
    cells: Vec<(i32, Cell)>,
    /// Whether each point comes after the one before it, none at the same place.
    is_ordered: bool,
}

impl Cells {
    /// Groups `points`, which need not be sorted if they are in order already.
    pub(crate) fn new(lattice: &Lattice, mut points: Vec<WeightedPoint>) -> Self {
        let mut groups = grouped(lattice, &points);
        if !groups.iter().all(|group| group.is_ordered) {
            drop(groups);
            points = in_cell_order(points, lattice);
            groups = grouped(lattice, &points);
        }
        let mut occupied: Vec<Cell> =
            Vec::with_capacity(groups.iter().map(|g| g.cells.len()).sum());
        let first_row = groups
            .iter()
            .find_map(|g| g.cells.first())
            .map_or(0, |c| c.0);
        let mut starts = vec![0];
        for &(row, cell) in groups.iter().flat_map(|group| &group.cells) {
            let rows = (row - first_row) as usize + 1;
            let is_new_row = starts.len() < rows;
            if is_new_row {
                starts.resize(rows, occupied.len() as u32);
            }
            match occupied.last_mut() {
                // A cell that two groups share.
                Some(last) if !is_new_row && last.column == cell.column => last.end = cell.end,
                _ => occupied.push(cell),
            }
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
    pub(crate) fn points(&self, cell: &Cell) -> &[WeightedPoint] {
        &self.points[cell.first as usize..cell.end as usize]
    }

    /// The points of rows `south` to `north`.
    pub(crate) fn points_between(&self, south: i32, north: i32) -> &[WeightedPoint] {
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
}

/// Groups the points chunk by chunk.
fn grouped(lattice: &Lattice, points: &[WeightedPoint]) -> Vec<Group> {
    points
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, some)| {
            let first = chunk * CHUNK;
            let before = first.checked_sub(1).map(|i| &points[i]);
            group(lattice, before, some, first as u32)
        })
        .collect()
}

/// Groups `points`, the first of which is number `first` and comes after `before`.
fn group(
    lattice: &Lattice,
    before: Option<&WeightedPoint>,
    points: &[WeightedPoint],
    first: u32,
) -> Group {
    let place = |p: &WeightedPoint| {
        let (column, row) = lattice.cell_around(p.at);
        (row, column, p.at.y, p.at.x)
    };
    let mut cells: Vec<(i32, Cell)> = Vec::new();
    let mut is_ordered = true;
    let mut last = before.map(place);
    for (point, i) in points.iter().zip(first..) {
        let here = place(point);
        is_ordered &= last.is_none_or(|last| last < here);
        last = Some(here);
        let (row, column, ..) = here;
        match cells.last_mut() {
            Some((r, cell)) if (*r, cell.column) == (row, column) => cell.end = i + 1,
            _ => cells.push((
                row,
                Cell {
                    column,
                    first: i,
                    end: i + 1,
                },
            )),
        }
    }
    Group { cells, is_ordered }
}
