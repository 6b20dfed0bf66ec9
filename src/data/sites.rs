//! Where incidents happened: the distinct positions of a table, in an order of space.
//!
//! Published street crime is snapped to anchor points and force data repeats addresses, so
//! there are far fewer positions than incidents, and whatever depends only on the position
//! (its area, its distance to premises, its part in a surface) is worth asking once for each.
//!
//! Sites lie in the order of *base cells*, squares of [`CELL_M`] metres whose edges are
//! multiples of it: row by row of cells from the south, in a row from the west, in a cell by
//! northing and then easting. A rectangle is then a few runs of sites, and binning to any
//! cells made of whole base cells is a walk from the first site to the last.

use std::ops::Range;

use rayon::prelude::*;

use crate::base::{Bounds, Planar};
use crate::data::areas::{AreaId, Areas};

/// Side of a base cell in metres.
pub const CELL_M: f64 = 25.0;

const NO_AREA: u16 = u16::MAX;

/// The distinct positions of an incident table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sites {
    x: Vec<f64>,
    y: Vec<f64>,
    area: Vec<u16>,
    /// The first row of each site, and the number of rows.
    first_row: Vec<u32>,
    cells: Vec<BaseCell>,
}

/// A base cell that holds a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseCell {
    /// Which multiple of [`CELL_M`] its southern edge is.
    pub row: i32,
    /// Which multiple of [`CELL_M`] its western edge is.
    pub column: i32,
    /// The first of its sites.
    pub first_site: u32,
}

impl Sites {
    /// The sites of rows that already lie in the order of [`spatial_order`], in no area yet,
    /// and the site of each row.
    pub(crate) fn of_sorted(rows: impl ExactSizeIterator<Item = Planar>) -> (Self, Vec<u32>) {
        let mut sites = Self::default();
        let mut site_of_row = Vec::with_capacity(rows.len());
        for (row, at) in rows.enumerate() {
            if sites.is_empty() || sites.position(sites.len() - 1) != at {
                sites.begin(at, row as u32);
            }
            site_of_row.push(sites.len() as u32 - 1);
        }
        sites.first_row.push(site_of_row.len() as u32);
        (sites, site_of_row)
    }

    fn begin(&mut self, at: Planar, first_row: u32) {
        let (row, column) = cell_of(at);
        let same = |cell: &BaseCell| (cell.row, cell.column) == (row, column);
        if !self.cells.last().is_some_and(same) {
            self.cells.push(BaseCell {
                row,
                column,
                first_site: self.len() as u32,
            });
        }
        self.x.push(at.x);
        self.y.push(at.y);
        self.area.push(NO_AREA);
        self.first_row.push(first_row);
    }

    /// Number of sites.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }

    /// Eastings in metres.
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// Northings in metres.
    pub fn y(&self) -> &[f64] {
        &self.y
    }

    /// Where a site is.
    pub fn position(&self, site: usize) -> Planar {
        Planar::new(self.x[site], self.y[site])
    }

    /// Where all sites are.
    pub fn positions(&self) -> impl ExactSizeIterator<Item = Planar> {
        self.x.iter().zip(&self.y).map(|(&x, &y)| Planar::new(x, y))
    }

    /// The first area that holds a site.
    pub fn area(&self, site: usize) -> Option<AreaId> {
        (self.area[site] != NO_AREA).then(|| AreaId(self.area[site]))
    }

    /// Gives each site the first of the areas it lies in; (site, area) for the further ones.
    pub(crate) fn set_areas(&mut self, areas: &Areas) -> Vec<(u32, AreaId)> {
        let holders: Vec<Vec<AreaId>> = (0..self.len())
            .into_par_iter()
            .map(|site| areas.containing(self.position(site)))
            .collect();
        let mut further = Vec::new();
        for (site, holders) in holders.iter().enumerate() {
            self.area[site] = holders.first().map_or(NO_AREA, |area| area.0);
            further.extend(holders.iter().skip(1).map(|&area| (site as u32, area)));
        }
        further
    }

    /// The rows of the table that lie at a site.
    pub fn rows(&self, site: usize) -> Range<usize> {
        self.first_row[site] as usize..self.first_row[site + 1] as usize
    }

    /// The base cells that hold a site, in order.
    pub fn cells(&self) -> &[BaseCell] {
        &self.cells
    }

    /// Runs of sites that hold all sites of `bounds`, and with them others of the base cells
    /// at its edges.
    pub fn runs_near(&self, bounds: Bounds) -> impl Iterator<Item = Range<usize>> + '_ {
        let ((south, west), (north, east)) = (cell_of(bounds.min), cell_of(bounds.max));
        let mut next = self.cells.partition_point(|cell| cell.row < south);
        std::iter::from_fn(move || {
            let row = self.cells.get(next).filter(|cell| cell.row <= north)?.row;
            let in_row = &self.cells[next..];
            let in_row = &in_row[..in_row.partition_point(|cell| cell.row == row)];
            let first = next + in_row.partition_point(|cell| cell.column < west);
            let end = next + in_row.partition_point(|cell| cell.column <= east);
            next += in_row.len();
            Some(self.first_site(first)..self.first_site(end))
        })
        .filter(|run| !run.is_empty())
    }

    /// The first site of the cell in place `cell`, or the end of all.
    fn first_site(&self, cell: usize) -> usize {
        self.cells
            .get(cell)
            .map_or(self.len(), |cell| cell.first_site as usize)
    }
}

/// The order of space: which of the positions comes first, second, … Equal positions keep
/// their order.
pub(crate) fn spatial_order(x: &[f64], y: &[f64]) -> Vec<u32> {
    let key = |(x, y): (&f64, &f64)| {
        let (row, column) = cell_of(Planar::new(*x, *y));
        let biased = |index: i32| u64::from((index as u32) ^ (1 << 31));
        (biased(row) << 32) | biased(column)
    };
    let keys = x.iter().zip(y).map(key);
    let mut order: Vec<(u64, u32)> = keys.zip(0..).collect();
    order.par_sort_unstable_by(|(a, i), (b, j)| {
        let (p, q) = (*i as usize, *j as usize);
        a.cmp(b)
            .then_with(|| y[p].total_cmp(&y[q]))
            .then_with(|| x[p].total_cmp(&x[q]))
            .then(i.cmp(j))
    });
    order.into_iter().map(|(_, i)| i).collect()
}

/// Row and column of the base cell that holds `at`.
fn cell_of(at: Planar) -> (i32, i32) {
    // Float casts saturate: what lies beyond every map lies in the last cell.
    let index = |metres: f64| (metres / CELL_M).floor() as i32;
    (index(at.y), index(at.x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sites(points: &[(f64, f64)]) -> (Sites, Vec<u32>, Vec<u32>) {
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        let order = spatial_order(&x, &y);
        let at = |&i: &u32| Planar::new(x[i as usize], y[i as usize]);
        let (sites, site_of_row) = Sites::of_sorted(order.iter().map(at));
        (sites, site_of_row, order)
    }

    #[test]
    fn rows_of_cells_come_before_northings_inside_them() {
        let (sites, site_of_row, order) = sites(&[
            (30.0, 1.0),
            (1.0, 24.0),
            (2.0, 3.0),
            (1.0, 26.0),
            (30.0, 1.0),
            (-1.0, 9.0),
        ]);
        assert_eq!(order, [5, 2, 1, 0, 4, 3]);
        assert_eq!(site_of_row, [0, 1, 2, 3, 3, 4]);
        assert_eq!(sites.rows(3), 3..5);
        let cells: Vec<_> = sites.cells().iter().map(|c| (c.row, c.column)).collect();
        assert_eq!(cells, [(0, -1), (0, 0), (0, 1), (1, 0)]);
    }

    proptest! {
        #[test]
        fn runs_near_a_rectangle_hold_all_that_lies_in_it(
            points in prop::collection::vec((-90.0..90.0_f64, -90.0..90.0_f64), 0..60),
            a in (-99.0..99.0_f64, -99.0..99.0_f64),
            size in (0.0..120.0_f64, 0.0..120.0_f64),
        ) {
            let (sites, ..) = sites(&points);
            let bounds = Bounds {
                min: Planar::new(a.0, a.1),
                max: Planar::new(a.0 + size.0, a.1 + size.1),
            };
            let runs: Vec<_> = sites.runs_near(bounds).collect();
            for site in 0..sites.len() {
                let at = sites.position(site);
                let listed = runs.iter().filter(|run| run.contains(&site)).count();
                prop_assert!(listed <= 1);
                prop_assert!(listed == 1 || !bounds.contains(at));
                let margin = bounds.grown(CELL_M * 1.000_001);
                prop_assert!(listed == 0 || margin.contains(at));
            }
        }
    }
}
