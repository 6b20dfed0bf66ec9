//! Sites where incidents are recorded rather than happen: police stations and custody suites,
//! hospitals, prisons, courts.
//!
//! Drugs and weapons found on people in custody, assaults reported at a hospital's desk, letters
//! out of a prison: they stand at the site and make a hot spot that no patrol can cool. The sites
//! come from a layer of the user's own; what lies within a radius of them is shown, and left out
//! only when the user says so.

use std::sync::Arc;

use geo::{BoundingRect as _, Distance as _, Euclidean, MultiPolygon, Point};

use crate::base::{Bounds, Planar};
use crate::data::Sites;
use crate::data::row_set::RowSet;

/// How near counts as at the site, where nothing else is said, in metres.
pub const ARTEFACT_RADIUS_M: f64 = 50.0;

/// The artefact sites of a data set, in file order. Cloning shares them.
#[derive(Clone, Debug, Default)]
pub struct ArtefactSites {
    all: Arc<[ArtefactSite]>,
}

/// One artefact site.
#[derive(Clone, Debug, PartialEq)]
pub struct ArtefactSite {
    /// What it is called.
    pub name: String,
    /// Police station, hospital, …; where the file tells.
    pub kind: Option<String>,
    /// Its ground, in the analysis CRS.
    pub ground: Ground,
    /// Where in the file it was read.
    pub line: u32,
}

/// The ground of a site.
#[derive(Clone, Debug, PartialEq)]
pub enum Ground {
    /// A point.
    Point(Planar),
    /// An outline; what lies in it is at the site too.
    Outline(MultiPolygon),
}

/// The positions of a table that lie at artefact sites.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtArtefacts {
    /// How near counts, in metres; the edge counts.
    pub radius_m: f64,
    /// For each artefact site, the positions within reach as indices into the table's sites,
    /// ascending. A position may be at several.
    pub of_each: Vec<Vec<u32>>,
    /// The positions at any of them.
    any: RowSet,
}

impl ArtefactSites {
    /// These sites.
    pub fn new(all: Vec<ArtefactSite>) -> Self {
        Self { all: all.into() }
    }

    /// All of them in file order.
    pub fn all(&self) -> &[ArtefactSite] {
        &self.all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The positions of `sites` within `radius_m` metres of them, the edge counts.
    pub fn near(&self, sites: &Sites, radius_m: f64) -> AtArtefacts {
        let of_each: Vec<Vec<u32>> = self
            .all
            .iter()
            .map(|artefact| artefact.ground.near(sites, radius_m))
            .collect();
        AtArtefacts {
            radius_m,
            any: of_each.iter().flatten().copied().collect(),
            of_each,
        }
    }
}

impl Ground {
    fn bounds(&self) -> Option<Bounds> {
        match self {
            Self::Point(at) => Some(Bounds { min: *at, max: *at }),
            Self::Outline(outline) => outline.bounding_rect().map(|rect| Bounds {
                min: Planar::new(rect.min().x, rect.min().y),
                max: Planar::new(rect.max().x, rect.max().y),
            }),
        }
    }

    fn holds(&self, at: Planar, radius_m: f64) -> bool {
        match self {
            Self::Point(own) => own.distance_sq_to(at) <= radius_m * radius_m,
            Self::Outline(outline) => {
                Euclidean.distance(&Point::new(at.x, at.y), outline) <= radius_m
            }
        }
    }

    fn near(&self, sites: &Sites, radius_m: f64) -> Vec<u32> {
        let Some(bounds) = self.bounds() else {
            return Vec::new();
        };
        let candidates = sites.runs_near(bounds.grown(radius_m)).flatten();
        let mut near: Vec<u32> = candidates
            .filter(|&site| self.holds(sites.position(site), radius_m))
            .map(|site| site as u32)
            .collect();
        near.sort_unstable();
        near
    }
}

impl AtArtefacts {
    /// Whether the position `site` is at any of them.
    pub fn holds(&self, site: usize) -> bool {
        self.any.contains(site)
    }

    /// The positions at any of them, ascending.
    pub fn sites(&self) -> impl Iterator<Item = usize> + '_ {
        self.any.iter().map(|site| site as usize)
    }

    /// How many incidents lie at any of them.
    pub fn incidents(&self, sites: &Sites) -> usize {
        self.sites().map(|site| sites.rows(site).len()).sum()
    }

    /// How many incidents lie at each of them.
    pub fn incidents_of_each(&self, sites: &Sites) -> Vec<usize> {
        let count = |own: &Vec<u32>| own.iter().map(|&s| sites.rows(s as usize).len()).sum();
        self.of_each.iter().map(count).collect()
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;
    use proptest::prelude::*;

    use super::*;
    use crate::base::When;
    use crate::data::Dataset;

    fn data(points: &[(f64, f64)]) -> Dataset {
        Dataset::from_points(points.iter().map(|&(x, y)| (x, y, When::Unknown, "")))
    }

    fn site(ground: Ground) -> ArtefactSite {
        ArtefactSite {
            name: "Station".to_owned(),
            kind: None,
            ground,
            line: 2,
        }
    }

    #[test]
    fn what_lies_on_the_edge_is_at_the_site_and_shared_ground_counts_once() {
        let data = data(&[
            (0.0, 0.0),
            (0.0, 0.0),
            (50.0, 0.0),
            (50.1, 0.0),
            (90.0, 0.0),
        ]);
        let square =
            polygon![(x: 60.0, y: -5.0), (x: 80.0, y: -5.0), (x: 80.0, y: 5.0), (x: 60.0, y: 5.0)];
        let sites = ArtefactSites::new(vec![
            site(Ground::Point(Planar::new(0.0, 0.0))),
            site(Ground::Outline(MultiPolygon::from(square))),
        ]);
        let at = sites.near(data.incidents.sites(), 50.0);
        let of_each = at.incidents_of_each(data.incidents.sites());
        assert_eq!(of_each, [3, 3], "the outline reaches from 10 to 130 m");
        assert_eq!(at.incidents(data.incidents.sites()), 5);
        let inside = sites.near(data.incidents.sites(), 0.0);
        assert_eq!(inside.incidents_of_each(data.incidents.sites()), [2, 0]);
    }

    proptest! {
        #[test]
        fn the_positions_are_those_of_measuring_all(
            points in prop::collection::vec((-300.0..300.0_f64, -300.0..300.0_f64), 1..80),
            at in (-200.0..200.0_f64, -200.0..200.0_f64),
            radius_m in 0.0..200.0_f64,
        ) {
            let data = data(&points);
            let sites = data.incidents.sites();
            let at = Planar::new(at.0, at.1);
            let near = ArtefactSites::new(vec![site(Ground::Point(at))]).near(sites, radius_m);
            for own in 0..sites.len() {
                let expected = sites.position(own).distance_to(at) <= radius_m;
                prop_assert_eq!(near.holds(own), expected);
            }
        }
    }
}
