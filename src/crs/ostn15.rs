//! British National Grid and degrees, joined by OSTN15 as Ordnance Survey defines it.
//!
//! The shifts are Ordnance Survey's, in the crate `lonlat_bng`. It refuses what lies off its
//! grid and south of 49.922°N, where the Western Rocks and St Agnes of Scilly are; west of the
//! false origin it reads the wrong row of its table, which is caught here. Where it has no
//! answer, PROJ's Helmert transformation "OSGB36 to WGS 84 (6)" takes its place (2 m). It is
//! written out rather than looked up, because PROJ otherwise falls back once more, off shore,
//! to no datum shift at all, which is wrong by 100 m.

use crate::base::{LonLat, Planar};

/// What joins the British National Grid to WGS 84, in words.
pub(crate) const OPERATION: &str = "OSTN15 (ETRS89 taken as WGS 84); PROJ's Helmert \"OSGB36 to WGS 84 (6)\" \
     (2 m) where OSTN15 gives nothing";

/// Accuracy of OSTN15 against the national network, in metres (Ordnance Survey, root mean square).
pub(crate) const ACCURACY_M: f64 = 0.1;

/// EPSG:27700 with the seven parameters of "OSGB36 to WGS 84 (6)" (EPSG:1314).
pub(crate) const HELMERT: &str = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 \
     +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs +type=crs";

/// The rectangle of OSTN15's grid.
const GRID_EAST: f64 = 700_000.0;
const GRID_NORTH: f64 = 1_250_000.0;

/// Easting and northing by OSTN15, to the millimetre, or `None` where it gives nothing.
pub(crate) fn to_grid(at: LonLat) -> Option<Planar> {
    let (x, y) = lonlat_bng::convert_osgb36(at.lon, at.lat).ok()?;
    let on_grid = (0.0..GRID_EAST).contains(&x) && (0.0..GRID_NORTH).contains(&y);
    on_grid.then(|| Planar::new(x, y))
}

/// Degrees by OSTN15, or `None` where it gives nothing on the way back, so that both ways
/// are the same operation at the same place.
pub(crate) fn from_grid(p: Planar) -> Option<LonLat> {
    if !((0.0..GRID_EAST).contains(&p.x) && (0.0..GRID_NORTH).contains(&p.y)) {
        return None;
    }
    let (lon, lat) = lonlat_bng::convert_osgb36_to_ll(p.x, p.y).ok()?;
    // The crate's own bounds on the way there.
    let both_ways = (-8.579..=1.78).contains(&lon) && (49.922..=60.84).contains(&lat);
    both_ways.then(|| LonLat::new(lon, lat))
}
