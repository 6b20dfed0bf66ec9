//! A uniform grid over points for radius questions by the million.
//!
//! Points are put into square cells by a counting sort (compressed rows): the points of a
//! cell, and of neighbouring cells of one row, lie side by side in memory. Against an R-tree
//! over the same points it is built several times faster, takes less memory and answers several
//! times faster (`benches/index.rs`); it cannot adapt to points of very uneven density.
//! Inside a cell points keep the order they were given in, so every walk has one order.

use crate::base::{Bounds, Planar};

/// No more cells than this for each point, so that a few far points cannot ask for
/// terabytes; cells are made larger instead.
const MAX_CELLS_PER_POINT: usize = 4;
/// Cells that are affordable whatever the number of points.
const MIN_CELL_BUDGET: usize = 4096;

/// A uniform grid over points. Ids are the positions of the points in what it was built from.
#[derive(Clone, Debug, Default)]
pub struct GridIndex {
    origin: Option<Planar>,
    cell_m: f64,
    columns: usize,
    rows: usize,
    /// Where the points of each cell start; one more than there are cells.
    starts: Vec<u32>,
    ids: Vec<u32>,
    points: Vec<Planar>,
}

/// Points that lie side by side in a [`GridIndex`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'a> {
    /// Ids of the points; ascending inside each single cell.
    pub ids: &'a [u32],
    /// Their positions, in the same order.
    pub points: &'a [Planar],
}

impl GridIndex {
    /// A grid of cells about `cell_m` metres wide over `points`, which must be finite (others
    /// are left out). Best is a cell about as wide as the usual radius.
    pub fn new(points: &[Planar], cell_m: f64) -> Self {
        let finite = |p: &Planar| p.x.is_finite() && p.y.is_finite();
        let Some(bounds) = Bounds::around(points.iter().copied().filter(finite)) else {
            return Self::default();
        };
        let cell_m = affordable_cell(bounds, cell_m, points.len());
        let mut grid = Self {
            origin: Some(bounds.min),
            cell_m,
            columns: (bounds.width_m() / cell_m) as usize + 1,
            rows: (bounds.height_m() / cell_m) as usize + 1,
            ..Self::default()
        };
        grid.fill(
            points
                .iter()
                .copied()
                .enumerate()
                .filter(|(_, p)| finite(p)),
        );
        grid
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Side of a cell in metres; larger than asked for where that would take too many cells.
    pub fn cell_m(&self) -> f64 {
        self.cell_m
    }

    /// Cells from west to east.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Cells from south to north.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// South-west corner of the south-west cell; `None` where there is no point.
    pub fn origin(&self) -> Option<Planar> {
        self.origin
    }

    /// Column and row of the cell that holds `p`, or of the nearest cell where `p` lies
    /// outside the grid. `None` where there is no cell or `p` is no position.
    pub fn cell_of(&self, p: Planar) -> Option<(usize, usize)> {
        let origin = self.origin.filter(|_| !(p.x.is_nan() || p.y.is_nan()))?;
        let column = ((p.x - origin.x) / self.cell_m).max(0.0) as usize;
        let row = ((p.y - origin.y) / self.cell_m).max(0.0) as usize;
        Some((column.min(self.columns - 1), row.min(self.rows - 1)))
    }

    /// The points of one cell.
    pub fn cell(&self, column: usize, row: usize) -> Cell<'_> {
        self.span(column, column, row)
    }

    /// The points of the cells `first..=last` of a row, west to east.
    pub fn span(&self, first: usize, last: usize, row: usize) -> Cell<'_> {
        let at = |column: usize| self.starts[row * self.columns + column] as usize;
        let range = at(first)..at(last + 1);
        Cell {
            ids: &self.ids[range.clone()],
            points: &self.points[range],
        }
    }

    /// The rows of cells that a square of `reach_m` metres around `centre` touches, one
    /// [`Cell`] for each row from south to north: every point within reach is among them.
    pub fn block(&self, centre: Planar, reach_m: f64) -> impl Iterator<Item = Cell<'_>> {
        let corner = |sign: f64| {
            // A hair more, so that rounding cannot push a point on the edge out of reach.
            let reach = sign * (reach_m + reach_m * 1e-9 + 1e-6);
            self.cell_of(Planar::new(centre.x + reach, centre.y + reach))
        };
        let corners = if reach_m >= 0.0 {
            corner(-1.0).zip(corner(1.0))
        } else {
            None
        };
        corners
            .into_iter()
            .flat_map(move |((west, south), (east, north))| {
                (south..=north).map(move |row| self.span(west, east, row))
            })
    }

    /// Calls `visit` with id, position and squared distance of every point within
    /// `radius_m` of `centre` (the edge counts), row of cells by row of cells.
    pub fn for_each_within(
        &self,
        centre: Planar,
        radius_m: f64,
        mut visit: impl FnMut(u32, Planar, f64),
    ) {
        let radius_sq = radius_m * radius_m;
        for cells in self.block(centre, radius_m) {
            for (&id, &p) in cells.ids.iter().zip(cells.points) {
                let distance_sq = p.distance_sq_to(centre);
                if distance_sq <= radius_sq {
                    visit(id, p, distance_sq);
                }
            }
        }
    }

    /// Ids of the points within `radius_m` of `centre` (the edge counts), ascending.
    pub fn within(&self, centre: Planar, radius_m: f64) -> Vec<u32> {
        let mut found = Vec::new();
        self.for_each_within(centre, radius_m, |id, _, _| found.push(id));
        found.sort_unstable();
        found
    }

    /// How many points lie within `radius_m` of `centre`.
    pub fn count_within(&self, centre: Planar, radius_m: f64) -> usize {
        let mut count = 0;
        self.for_each_within(centre, radius_m, |_, _, _| count += 1);
        count
    }

    /// The point nearest to `centre` and no further than `radius_m`, with its distance in
    /// metres; of equally near points the one with the smallest id. For picking.
    pub fn nearest_within(&self, centre: Planar, radius_m: f64) -> Option<(u32, f64)> {
        let mut best: Option<(f64, u32)> = None;
        self.for_each_within(centre, radius_m, |id, _, distance_sq| {
            if best.is_none_or(|(least, first)| (distance_sq, id) < (least, first)) {
                best = Some((distance_sq, id));
            }
        });
        best.map(|(distance_sq, id)| (id, distance_sq.sqrt()))
    }

    /// Memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        size_of_val(self.starts.as_slice())
            + size_of_val(self.ids.as_slice())
            + size_of_val(self.points.as_slice())
    }

    /// Counting sort: count each cell, turn counts into starts, deal the points out.
    fn fill(&mut self, points: impl Iterator<Item = (usize, Planar)> + Clone) {
        let mut starts = vec![0_u32; self.columns * self.rows + 1];
        let mut count = 0;
        for (_, p) in points.clone() {
            starts[self.slot(p) + 1] += 1;
            count += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        self.ids = vec![0; count];
        self.points = vec![Planar::new(0.0, 0.0); count];
        for (id, p) in points {
            let slot = &mut next[self.slot(p)];
            self.ids[*slot as usize] = id as u32;
            self.points[*slot as usize] = p;
            *slot += 1;
        }
        self.starts = starts;
    }

    fn slot(&self, p: Planar) -> usize {
        let (column, row) = self.cell_of(p).unwrap_or_default();
        row * self.columns + column
    }
}

/// `cell_m`, or the next larger doubling of it whose number of cells is affordable.
fn affordable_cell(bounds: Bounds, cell_m: f64, points: usize) -> f64 {
    let budget = points
        .saturating_mul(MAX_CELLS_PER_POINT)
        .max(MIN_CELL_BUDGET) as f64;
    let longest = bounds.width_m().max(bounds.height_m());
    let mut cell = if cell_m.is_finite() && cell_m > 0.0 {
        cell_m
    } else {
        longest.max(1.0)
    };
    while ((bounds.width_m() / cell).floor() + 1.0) * ((bounds.height_m() / cell).floor() + 1.0)
        > budget
    {
        cell *= 2.0;
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute(points: &[Planar], centre: Planar, radius: f64) -> Vec<u32> {
        (0..points.len() as u32)
            .filter(|&i| points[i as usize].distance_sq_to(centre) <= radius * radius)
            .collect()
    }

    proptest! {
        #[test]
        fn radius_questions_agree_with_looking_at_every_point(
            points in prop::collection::vec((-50..50_i32, -50..50_i32), 0..120),
            at in (-80..80_i32, -80..80_i32),
            radius in 0..60_i32,
            cell in 1..40_i32,
        ) {
            let points: Vec<Planar> = points.iter().map(|&(x, y)| Planar::new(f64::from(x) / 2.0, f64::from(y) / 2.0)).collect();
            let (at, radius) = (Planar::new(f64::from(at.0) / 2.0, f64::from(at.1) / 2.0), f64::from(radius) / 2.0);
            let grid = GridIndex::new(&points, f64::from(cell));
            let near = brute(&points, at, radius);
            prop_assert_eq!(grid.count_within(at, radius), near.len());
            let least = near.iter().map(|&i| points[i as usize].distance_sq_to(at)).fold(f64::INFINITY, f64::min);
            let first = near.iter().copied().find(|&i| points[i as usize].distance_sq_to(at) == least);
            prop_assert_eq!(grid.nearest_within(at, radius), first.map(|id| (id, least.sqrt())));
            prop_assert_eq!(grid.within(at, radius), near);
        }
    }

    #[test]
    fn cells_hold_every_point_once_in_ascending_order() {
        let points: Vec<Planar> = (0..1000)
            .map(|i| Planar::new(f64::from(i * 37 % 101), f64::from(i * 53 % 97)))
            .collect();
        let grid = GridIndex::new(&points, 10.0);
        let mut seen = Vec::new();
        for row in 0..grid.rows() {
            for column in 0..grid.columns() {
                let cell = grid.cell(column, row);
                assert!(cell.ids.is_sorted());
                assert!(
                    cell.points
                        .iter()
                        .all(|&p| grid.cell_of(p) == Some((column, row)))
                );
                seen.extend_from_slice(cell.ids);
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn far_points_make_cells_larger_not_memory() {
        let points = [
            Planar::new(0.0, 0.0),
            Planar::new(5e6, 5e6),
            Planar::new(3.0, 4.0),
        ];
        let grid = GridIndex::new(&points, 1.0);
        assert!(grid.columns() * grid.rows() <= MIN_CELL_BUDGET);
        assert_eq!(grid.within(Planar::new(0.0, 0.0), 5.0), [0, 2]);
    }

    #[test]
    fn no_points_no_answers_and_positions_that_are_none_are_left_out() {
        let grid = GridIndex::new(&[], 10.0);
        assert!(grid.is_empty() && grid.within(Planar::new(0.0, 0.0), 1e9).is_empty());
        let points = [Planar::new(f64::NAN, 0.0), Planar::new(1.0, 1.0)];
        let grid = GridIndex::new(&points, 0.0);
        assert_eq!(grid.within(Planar::new(1.0, 1.0), 0.0), [1]);
        assert!(grid.within(Planar::new(f64::NAN, 1.0), 5.0).is_empty());
        assert!(grid.within(Planar::new(1.0, 1.0), f64::NAN).is_empty());
    }
}
