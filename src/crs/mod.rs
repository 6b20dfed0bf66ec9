//! Between the ellipsoid and metres. The only place that names `proj` and `lonlat_bng`.

mod wkt;

use crate::base::{LonLat, Planar};

/// The one plane a data set is analysed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AnalysisCrs {
    /// EPSG:27700, joined to WGS 84 by OSTN15.
    #[default]
    BritishNationalGrid,
    /// Any projected CRS in metres, by EPSG number, through PROJ.
    Epsg(u32),
}

/// A coordinate system that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// PROJ does not know it, or it is not what is needed.
    #[error("EPSG:{epsg} cannot be used: {why}")]
    Unusable {
        /// The EPSG number.
        epsg: u32,
        /// Why, and what to try.
        why: String,
    },
}

/// Positions moved into the plane.
#[derive(Clone, Debug, Default)]
pub struct Projected {
    /// One per input, in order; `None` where it lies outside the domain.
    pub positions: Vec<Option<Planar>>,
    /// How many were joined by PROJ's Helmert because OSTN15 gives nothing there.
    pub helmert_fallbacks: usize,
}

impl AnalysisCrs {
    /// The CRS for data whose median point is `median`, as `cli.md` says.
    pub fn for_median(_median: LonLat) -> Self {
        todo!("crs helper")
    }

    /// `EPSG:n`.
    pub fn name(self) -> String {
        todo!("crs helper")
    }

    /// A name for people: "British National Grid", "UTM zone 16N".
    pub fn title(self) -> String {
        todo!("crs helper")
    }

    /// The operation that joins it to WGS 84, in words.
    pub fn operation(self) -> String {
        todo!("crs helper")
    }

    /// How far the operation may be off, in metres.
    pub fn accuracy_m(self) -> f64 {
        todo!("crs helper")
    }

    /// Brings positions from the CRS `epsg` of a file into this plane, in parallel.
    ///
    /// # Errors
    /// When `epsg` is unknown to PROJ.
    pub fn project(self, _epsg: u32, _xy: &[(f64, f64)]) -> Result<Projected, CrsError> {
        todo!("crs helper")
    }

    /// Brings positions of this plane back to degrees, in parallel. Positions without an
    /// answer come back as NaN.
    pub fn to_lon_lat(self, _positions: &[Planar]) -> Vec<LonLat> {
        todo!("crs helper")
    }
}
