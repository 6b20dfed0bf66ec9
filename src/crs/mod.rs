//! Between the ellipsoid and metres. The only place that names `proj` and `lonlat_bng`.
//!
//! EPSG:27700 and degrees are joined by OSTN15 (`ostn15`); everything else goes through
//! PROJ (`known`). Coordinates are always x = east, y = north, longitude before latitude,
//! whatever order an authority writes them in. Positions outside the [`domain`] of the plane
//! are refused, for a projection goes on giving numbers long after they stopped meaning
//! anything. A file that is already in the plane keeps its coordinates bit for bit.

pub mod analysis;
pub mod choose;
pub mod domain;
mod file_crs;
mod identify;
mod known;
mod ostn15;
mod route;
mod wkt;

pub use analysis::{
    AnalysisCrs, CrsError, Projected, from_degrees, is_in_area_of_use, parse_epsg, to_degrees,
};
pub use file_crs::{Definition, FileCrs};
