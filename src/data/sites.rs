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

use bytes::Bytes;
use rayon::prelude::*;

use crate::base::{Bounds, Planar};
use crate::data::areas::{AreaId, Areas};
use crate::data::column::Column;
use crate::data::shelf::{Growing, Shelf, ShelfError};

/// Side of a base cell in metres.
pub const CELL_M: f64 = 25.0;

const NO_AREA: u16 = u16::MAX;
/// Sites whose areas are looked up before they are written down.
const AREAS_AT_A_TIME: usize = 1 << 16;

/// The distinct positions of an incident table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sites {
    x: Column<f64>,
    y: Column<f64>,
    area: Column<u16>,
    /// The first row of each site, and the number of rows.
    first_row: Column<u32>,
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

/// Sites that are listed one after the other.
pub(crate) struct SitesDraft {
    x: Growing<f64>,
    y: Growing<f64>,
    first_row: Growing<u32>,
    rows: u32,
}

impl SitesDraft {
    /// No sites yet.
    pub(crate) fn new(shelf: &dyn Shelf) -> Result<Self, ShelfError> {
        Ok(Self {
            x: Growing::new(shelf, 0)?,
            y: Growing::new(shelf, 0)?,
            first_row: Growing::new(shelf, 0)?,
            rows: 0,
        })
    }

    /// Appends the next positions in the order of space, and how many incidents lie at each.
    pub(crate) fn extend(&mut self, places: &[(Planar, u32)]) -> Result<(), ShelfError> {
        for &(at, rows) in places {
            self.x.extend(&[at.x])?;
            self.y.extend(&[at.y])?;
            self.first_row.extend(&[self.rows])?;
            self.rows += rows;
        }
        Ok(())
    }

    /// All sites, in no area.
    pub(crate) fn finish(mut self) -> Result<Sites, ShelfError> {
        self.first_row.extend(&[self.rows])?;
        let (x, y) = (self.x.finish()?, self.y.finish()?);
        Ok(Sites {
            area: vec![NO_AREA; x.len()].into(),
            cells: cells(&x, &y),
            first_row: self.first_row.finish()?,
            x,
            y,
        })
    }
}

impl Sites {
    /// The columns as they lie in memory; [`Sites::from_bytes`] takes them back.
    pub(crate) fn bytes(&self) -> [&[u8]; 4] {
        [
            bytemuck::cast_slice(&self.x),
            bytemuck::cast_slice(&self.y),
            bytemuck::cast_slice(&self.area),
            bytemuck::cast_slice(&self.first_row),
        ]
    }

    /// The sites of [`Sites::bytes`]; `None` where the columns do not fit each other.
    pub(crate) fn from_bytes([x, y, area, first_row]: [Bytes; 4]) -> Option<Self> {
        let mut sites = Self {
            x: Column::shared(x)?,
            y: Column::shared(y)?,
            area: Column::shared(area)?,
            first_row: Column::shared(first_row)?,
            cells: Vec::new(),
        };
        let n = sites.len();
        let fit = sites.y.len() == n && sites.area.len() == n && sites.first_row.len() == n + 1;
        let runs = sites.first_row.first() == Some(&0) && sites.first_row.is_sorted();
        sites.cells = (fit && runs).then(|| cells(&sites.x, &sites.y))?;
        Some(sites)
    }

    /// The site of each row.
    pub(crate) fn site_of_rows(&self, shelf: &dyn Shelf) -> Result<Column<u32>, ShelfError> {
        let mut sites = Growing::new(shelf, self.rows_at_all())?;
        for (site, ends) in self.first_row.windows(2).enumerate() {
            sites.repeat(site as u32, (ends[1] - ends[0]) as usize)?;
        }
        sites.finish()
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
        self.x
            .iter()
            .zip(&*self.y)
            .map(|(&x, &y)| Planar::new(x, y))
    }

    /// The first area that holds a site.
    pub fn area(&self, site: usize) -> Option<AreaId> {
        (self.area[site] != NO_AREA).then(|| AreaId(self.area[site]))
    }

    /// Gives each site the first of the areas it lies in; (site, area) for the further ones.
    pub(crate) fn set_areas(&mut self, areas: &Areas) -> Vec<(u32, AreaId)> {
        let mut first = Vec::with_capacity(self.len());
        let mut further = Vec::new();
        while first.len() < self.len() {
            let end = self.len().min(first.len() + AREAS_AT_A_TIME);
            let holders: Vec<Vec<AreaId>> = (first.len()..end)
                .into_par_iter()
                .map(|site| areas.containing(self.position(site)))
                .collect();
            for holders in holders {
                let site = first.len() as u32;
                first.push(holders.first().map_or(NO_AREA, |area| area.0));
                further.extend(holders.iter().skip(1).map(|&area| (site, area)));
            }
        }
        self.area = first.into();
        further
    }

    /// The first row of each site, and after the last the number of rows.
    pub(crate) fn first_rows(&self) -> &[u32] {
        &self.first_row
    }

    /// The rows of the table that lie at a site.
    pub fn rows(&self, site: usize) -> Range<usize> {
        self.first_row[site] as usize..self.first_row[site + 1] as usize
    }

    /// How many rows lie at all sites together.
    pub(crate) fn rows_at_all(&self) -> usize {
        self.first_row.last().copied().unwrap_or_default() as usize
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

/// The base cells of positions in the order of space.
fn cells(x: &[f64], y: &[f64]) -> Vec<BaseCell> {
    let mut cells: Vec<BaseCell> = Vec::new();
    for (site, (&x, &y)) in x.iter().zip(y).enumerate() {
        let (row, column) = cell_of(Planar::new(x, y));
        let same = |cell: &BaseCell| (cell.row, cell.column) == (row, column);
        if !cells.last().is_some_and(same) {
            cells.push(BaseCell {
                row,
                column,
                first_site: site as u32,
            });
        }
    }
    cells
}

/// Row and column of the base cell that holds `at`.
pub(crate) fn cell_of(at: Planar) -> (i32, i32) {
    // Float casts saturate: what lies beyond every map lies in the last cell.
    let index = |metres: f64| (metres / CELL_M).floor() as i32;
    (index(at.y), index(at.x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::incidents::{Draft, Incident};
    use crate::data::shelf::InMemory;
    use proptest::prelude::*;

    fn sites(points: &[(f64, f64)]) -> Sites {
        let mut draft = Draft::default();
        for &(x, y) in points {
            draft.push(Incident::at(Planar::new(x, y)));
        }
        draft.finish().sites().clone()
    }

    #[test]
    fn rows_and_cells_of_sites_are_known() {
        let sites = sites(&[
            (30.0, 1.0),
            (1.0, 24.0),
            (2.0, 3.0),
            (1.0, 26.0),
            (30.0, 1.0),
            (-1.0, 9.0),
        ]);
        assert_eq!(*sites.site_of_rows(&InMemory).unwrap(), [0, 1, 2, 3, 3, 4]);
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
            let sites = sites(&points);
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
