//! Which of chosen places holds each incident, also of incidents the places were not chosen by.
//!
//! An incident that several places hold belongs to the first of them, so that it is caught once
//! however discs or premises overlap. A repeat location holds what lies within its link
//! distance of one of its incidents.

use std::collections::BTreeSet;

use crate::analysis::rank::{Hotspot, Shape, Unit, cell_centre};
use crate::analysis::selection::Selection;
use crate::analysis::surface::Lattice;
use crate::base::{Bounds, Planar};
use crate::data::AreaId;
use crate::data::dataset::Dataset;

/// How much farther than the radius still counts, in metres, as in the search for discs.
const TOLERANCE_M: f64 = 1e-7;

/// Places that were chosen, the best first.
pub(super) enum Chosen {
    /// A ranked list.
    Hotspots(Unit, Vec<Hotspot>),
    /// Boundary polygons.
    Areas(Vec<AreaId>),
    /// Cells of a surface.
    Cells {
        /// Where they lie.
        lattice: Lattice,
        /// The place of each cell of the lattice among those chosen.
        place: Vec<Option<u32>>,
    },
}

impl Chosen {
    /// The first of the places that holds each site of `selection`, if any does.
    pub(super) fn holders(&self, data: &Dataset, selection: &Selection) -> Vec<Option<u32>> {
        let mut found = Found {
            data,
            selection,
            holders: vec![None; selection.sites.len()],
        };
        match self {
            Self::Hotspots(unit, hotspots) => {
                for (place, hotspot) in (0..).zip(hotspots) {
                    found.add_hotspot(place, *unit, hotspot);
                }
            }
            Self::Areas(areas) => found.add_areas(areas.iter().copied()),
            Self::Cells { lattice, place } => found.add_cells(lattice, place),
        }
        found.holders
    }
}

/// Holders found so far.
struct Found<'a> {
    data: &'a Dataset,
    selection: &'a Selection,
    holders: Vec<Option<u32>>,
}

impl Found<'_> {
    fn add_hotspot(&mut self, place: u32, unit: Unit, hotspot: &Hotspot) {
        let centre = hotspot.centre;
        match (unit, &hotspot.shape) {
            (Unit::Disc { radius_m } | Unit::Premises { radius_m }, _) => {
                self.add_near(place, centre, radius_m + TOLERANCE_M, |_| true);
            }
            (Unit::Square { side_m } | Unit::Hex { side_m }, _) => {
                // No point of a cell is farther from its centre than a side.
                self.add_near(place, centre, side_m * 1.001, |p| {
                    cell_centre(unit, p) == Some(centre)
                });
            }
            (Unit::Place { radius_m }, _) => {
                let site = |&row: &u32| self.data.incidents.site(row as usize);
                let sites: BTreeSet<usize> = hotspot.rows.iter().map(site).collect();
                for site in sites {
                    let at = self.data.incidents.sites().position(site);
                    self.add_near(place, at, radius_m, |_| true);
                }
            }
            (Unit::Area, Shape::Area(area)) => self.add_area(place, *area),
            (Unit::Area, _) => {}
        }
    }

    /// Gives `place` what lies within `reach_m` of `at` and passes.
    fn add_near(&mut self, place: u32, at: Planar, reach_m: f64, passes: impl Fn(Planar) -> bool) {
        let sites = self.data.incidents.sites();
        let square = Bounds { min: at, max: at }.grown(reach_m * 1.000_001);
        for run in sites.runs_near(square) {
            let number = |site: usize| {
                let loads = &self.selection.sites;
                loads.partition_point(|load| (load.site as usize) < site)
            };
            for number in number(run.start)..number(run.end) {
                let p = sites.position(self.selection.sites[number].site as usize);
                if p.distance_sq_to(at) <= reach_m * reach_m && passes(p) {
                    self.holders[number].get_or_insert(place);
                }
            }
        }
    }

    fn add_areas(&mut self, areas: impl Iterator<Item = AreaId>) {
        for (place, area) in (0..).zip(areas) {
            self.add_area(place, area);
        }
    }

    fn add_area(&mut self, place: u32, area: AreaId) {
        let sites = self.data.incidents.sites();
        let further = &self.data.further_areas;
        for (load, holder) in self.selection.sites.iter().zip(&mut self.holders) {
            let is_in = sites.area(load.site as usize) == Some(area)
                || further.binary_search(&(load.site, area)).is_ok();
            if is_in {
                holder.get_or_insert(place);
            }
        }
    }

    fn add_cells(&mut self, lattice: &Lattice, place: &[Option<u32>]) {
        let sites = self.data.incidents.sites();
        for (load, holder) in self.selection.sites.iter().zip(&mut self.holders) {
            let cell = lattice.cell_at(sites.position(load.site as usize));
            *holder = cell.and_then(|(column, row)| place[row * lattice.columns + column]);
        }
    }
}
