//! Which coordinate system a layer's numbers are in: what the file says, held against the
//! numbers themselves; else what the user says; else what the numbers can only be.

use geo::Coord;

use crate::crs::FileCrs;
use crate::io::read::error::Trouble;
use crate::io::read::layers::LayerCrs;

/// Greatest easting and northing of Great Britain, in metres.
const BRITISH_MAX: (f64, f64) = (700_000.0, 1_300_000.0);
/// Out of so many, so many must fit Great Britain.
const MOST: (usize, usize) = (10, 9);

/// The system of points; `said` is what the user says, which counts where the file says nothing.
pub(super) fn of_points(
    file: LayerCrs,
    points: impl Iterator<Item = (f64, f64)> + Clone,
    said: Option<FileCrs>,
) -> Result<FileCrs, Trouble> {
    let said = said.map(|crs| (crs, "--crs"));
    find(file, points, said, "name it with --crs EPSG:n").map(|(crs, _)| crs)
}

/// The system of shapes with these corners, and why it is taken to be that.
pub(in crate::io::read) fn of_shapes(
    file: LayerCrs,
    corners: &[Coord],
    said: Option<(FileCrs, &'static str)>,
) -> Result<(FileCrs, String), Trouble> {
    let remedy = "say which (--boundary-crs, --roads-crs or --reference-crs EPSG:n), or export it in \
                  WGS 84 (EPSG:4326)";
    find(file, corners.iter().map(|c| (c.x, c.y)), said, remedy)
}

fn find(
    file: LayerCrs,
    positions: impl Iterator<Item = (f64, f64)> + Clone,
    said: Option<(FileCrs, &'static str)>,
    remedy: &'static str,
) -> Result<(FileCrs, String), Trouble> {
    let is_degrees = |&(x, y): &(f64, f64)| x.abs() <= 180.0 && y.abs() <= 90.0;
    let no_degrees = positions.clone().find(|at| !is_degrees(at));
    if let LayerCrs::Said(crs, who) = file {
        return match no_degrees.filter(|_| crs.is_geographic()) {
            None => Ok((crs, who.to_owned())),
            Some((x, y)) => Err(Trouble::UnknownCrs {
                why: format!("it says {crs}, which is in degrees, and {x}, {y} are no degrees"),
                remedy: "export it again with the system it is in",
            }),
        };
    }
    match (no_degrees, said) {
        (_, Some((crs, option))) => Ok((crs, format!("as {option} says"))),
        (None, None) => Ok((FileCrs::LON_LAT, String::new())),
        (Some(_), None) if file == LayerCrs::Unsaid && fits_britain(positions) => {
            Ok((FileCrs::BRITISH, "the numbers fit Great Britain".to_owned()))
        }
        (Some((x, y)), None) => Err(Trouble::UnknownCrs {
            why: format!("the file names none, and {x}, {y} are no degrees"),
            remedy,
        }),
    }
}

fn fits_britain(positions: impl Iterator<Item = (f64, f64)>) -> bool {
    let (mut all, mut fitting) = (0, 0);
    for (x, y) in positions {
        let fits = (0.0..=BRITISH_MAX.0).contains(&x) && (0.0..=BRITISH_MAX.1).contains(&y);
        all += 1;
        fitting += usize::from(fits);
    }
    fitting * MOST.0 >= all * MOST.1
}

/// What is said of the system that was found, and why it is taken for that.
pub(in crate::io::read) fn sentence(crs: FileCrs, why: &str) -> String {
    if why.is_empty() {
        "coordinates: longitude and latitude".to_owned()
    } else {
        format!("coordinates: {crs} ({why})")
    }
}
