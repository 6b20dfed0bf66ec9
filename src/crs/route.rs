//! The way of one position from a file's CRS into the plane of the analysis.

use crate::base::{LonLat, Planar};
use crate::crs::domain::{Domain, is_deep_in_british_box};
use crate::crs::known::{self, Found};
use crate::crs::{AnalysisCrs, FileCrs};

/// From the CRS of a file, over degrees, into a plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    from: FileCrs,
    to: FileCrs,
    leaves: Domain,
    enters: Domain,
}

impl Route {
    /// The way from `from` into `to`, refusing what lies outside the domain of either.
    pub(crate) fn new(from: FileCrs, to: AnalysisCrs) -> Self {
        Self {
            from,
            to: to.into(),
            leaves: Domain::of_file(from),
            enters: Domain::of(to),
        }
    }

    /// The same way without the test of the domains.
    pub(crate) fn anywhere(from: FileCrs, to: AnalysisCrs) -> Self {
        Self {
            from,
            to: to.into(),
            leaves: Domain::Finite,
            enters: Domain::Finite,
        }
    }

    /// Where `(x, y)` of the file lies in the plane; `None` outside the domain.
    pub(crate) fn place(&self, x: f64, y: f64) -> Option<Found<Planar>> {
        if self.from == self.to {
            let kept = Found {
                at: Planar::new(x, y),
                by_helmert: false,
            };
            return self.holds_own(x, y).then_some(kept);
        }
        let degrees = known::to_lon_lat(self.from, x, y)?;
        if !(self.leaves.contains(degrees.at) && self.enters.contains(degrees.at)) {
            return None;
        }
        let placed = known::from_lon_lat(self.to, normal(degrees.at))?;
        Some(Found {
            at: placed.at,
            by_helmert: placed.by_helmert || degrees.by_helmert,
        })
    }

    /// Whether a position that is already in the plane lies in the domain.
    fn holds_own(&self, x: f64, y: f64) -> bool {
        (self.to == FileCrs::BRITISH && is_deep_in_british_box(x, y))
            || known::to_lon_lat(self.to, x, y).is_some_and(|found| self.enters.contains(found.at))
    }
}

/// -0.0 and 0.0 are one meridian.
fn normal(at: LonLat) -> LonLat {
    LonLat::new(at.lon + 0.0, at.lat + 0.0)
}
