//! Coordinate systems PROJ knows by number, and what it says about them.
//!
//! A `Proj` can neither be shared nor sent and takes milliseconds to make, so every thread
//! keeps those it has used. PROJ's database is linked into the program.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use proj::Proj;

use crate::base::{LonLat, Planar};
use crate::crs::domain::DegreeBox;
use crate::crs::ostn15;
use crate::crs::{CrsError, FileCrs};

/// Longitude and latitude on WGS 84.
pub(crate) const DEGREES: u32 = 4326;
/// The British National Grid.
pub(crate) const BRITISH: u32 = 27_700;
/// The British National Grid with heights, which some files name; the plane is the same.
const BRITISH_WITH_HEIGHT: u32 = 7405;

/// Operations by their ends; `None` where PROJ has none.
type Kept = HashMap<(FileCrs, FileCrs), Option<Rc<Proj>>>;

thread_local! {
    static OPERATIONS: RefCell<Kept> = RefCell::default();
    static GEOGRAPHIC: RefCell<HashMap<u32, bool>> = RefCell::default();
    static TITLES: RefCell<HashMap<u32, String>> = RefCell::default();
}

/// A converted position and how it was come by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found<T> {
    /// Where.
    pub(crate) at: T,
    /// Whether PROJ's Helmert stood in for OSTN15.
    pub(crate) by_helmert: bool,
}

/// What joins a CRS to WGS 84.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Operation {
    /// In PROJ's words.
    pub(crate) description: String,
    /// As PROJ states it, in metres; NaN where it does not.
    pub(crate) accuracy_m: f64,
}

/// `EPSG:n`.
pub(crate) fn name(epsg: u32) -> String {
    format!("EPSG:{epsg}")
}

/// Degrees of a position of the CRS `from`.
pub(crate) fn to_lon_lat(from: FileCrs, x: f64, y: f64) -> Option<Found<LonLat>> {
    if !(x.is_finite() && y.is_finite()) {
        return None;
    }
    let found = match from {
        FileCrs::LON_LAT => Found {
            at: LonLat::new(x, y),
            by_helmert: false,
        },
        FileCrs::Epsg(BRITISH | BRITISH_WITH_HEIGHT) => {
            match ostn15::from_grid(Planar::new(x, y)) {
                Some(at) => Found {
                    at,
                    by_helmert: false,
                },
                None => Found {
                    at: degrees(convert(FileCrs::BRITISH, FileCrs::LON_LAT, x, y)?),
                    by_helmert: true,
                },
            }
        }
        _ => Found {
            at: degrees(convert(from, FileCrs::LON_LAT, x, y)?),
            by_helmert: false,
        },
    };
    found.at.is_on_globe().then_some(found)
}

/// The position in the plane `to` of a position in degrees.
pub(crate) fn from_lon_lat(to: FileCrs, at: LonLat) -> Option<Found<Planar>> {
    if to == FileCrs::BRITISH
        && let Some(at) = ostn15::to_grid(at)
    {
        return Some(Found {
            at,
            by_helmert: false,
        });
    }
    let (x, y) = convert(FileCrs::LON_LAT, to, at.lon, at.lat)?;
    Some(Found {
        at: Planar::new(x, y),
        by_helmert: to == FileCrs::BRITISH,
    })
}

/// Refuses what PROJ does not know or cannot join to WGS 84.
pub(crate) fn check_known(crs: FileCrs) -> Result<(), CrsError> {
    if matches!(crs, FileCrs::Epsg(DEGREES | BRITISH | BRITISH_WITH_HEIGHT))
        || operation_between(crs, FileCrs::LON_LAT).is_some()
    {
        return Ok(());
    }
    let why = if crs.epsg().is_some() {
        "PROJ does not know it, or cannot join it to WGS 84; look the number up at epsg.org"
    } else {
        "PROJ cannot join it to WGS 84; export the file in another"
    };
    Err(unusable(crs, why))
}

/// Refuses what is no plane in metres with axes to the east and north.
pub(crate) fn check_plane_in_metres(epsg: u32) -> Result<(), CrsError> {
    check_known(FileCrs::Epsg(epsg))?;
    let unusable = |why| unusable(FileCrs::Epsg(epsg), why);
    let json = Proj::new(&name(epsg))
        .ok()
        .and_then(|crs| crs.to_projjson(Some(false), None, None).ok());
    let crs: serde_json::Value = json
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    if crs["type"] != "ProjectedCRS" {
        return Err(unusable(
            "it is not projected, and distances need a plane in metres; leave it out, or name one such as EPSG:27700",
        ));
    }
    let axes = crs["coordinate_system"]["axis"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if axes.len() != 2 || axes.iter().any(|axis| axis["unit"] != "metre") {
        return Err(unusable(
            "it is not in metres; files may be, but the analysis needs metres",
        ));
    }
    if axes
        .iter()
        .any(|axis| !(axis["direction"] == "east" || axis["direction"] == "north"))
    {
        return Err(unusable("its axes do not point east and north"));
    }
    Ok(())
}

/// What PROJ calls it, without its datum: "UTM zone 16N".
pub(crate) fn title(epsg: u32) -> String {
    TITLES.with_borrow_mut(|titles| {
        titles
            .entry(epsg)
            .or_insert_with(|| read_title(epsg))
            .clone()
    })
}

/// Whether the numbers of this system are degrees.
pub(crate) fn is_geographic(epsg: u32) -> bool {
    GEOGRAPHIC.with_borrow_mut(|known| {
        *known.entry(epsg).or_insert_with(|| {
            let found = Proj::new(&name(epsg)).ok();
            let json = found.and_then(|crs| crs.to_projjson(Some(false), None, None).ok());
            let crs: serde_json::Value = json
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_default();
            // The system a projected one is based on is geographic too: only the outermost counts.
            crs["type"] == "GeographicCRS"
        })
    })
}

/// What joins it to WGS 84.
pub(crate) fn operation(epsg: u32) -> Operation {
    let unknown = || Operation {
        description: "unknown".to_owned(),
        accuracy_m: f64::NAN,
    };
    let Some(proj) = operation_between(FileCrs::LON_LAT, FileCrs::Epsg(epsg)) else {
        return unknown();
    };
    let info = proj.proj_info();
    let described = info
        .description
        .unwrap_or_default()
        .replace("axis order change (2D) + ", "");
    // With several candidates PROJ chooses for each position and says so in these words.
    let description = if described.is_empty() || described.starts_with("unavailable") {
        format!(
            "PROJ: the best of its operations to {} for each position",
            name(epsg)
        )
    } else {
        format!("PROJ: {described}")
    };
    let accuracy_m = if info.accuracy < 0.0 {
        f64::NAN
    } else {
        info.accuracy
    };
    Operation {
        description,
        accuracy_m,
    }
}

/// The area of use PROJ's database gives it.
pub(crate) fn area_of_use(epsg: u32) -> Option<DegreeBox> {
    let area = Proj::new(&name(epsg)).ok()?.area_of_use().ok()?.0?;
    Some((area.west, area.south, area.east, area.north))
}

fn read_title(epsg: u32) -> String {
    let described = Proj::new(&name(epsg))
        .ok()
        .and_then(|crs| crs.proj_info().description);
    described.map_or_else(
        || name(epsg),
        |text| {
            text.rsplit_once(" / ")
                .map_or(text.clone(), |(_, plane)| plane.to_owned())
        },
    )
}

fn degrees((lon, lat): (f64, f64)) -> LonLat {
    LonLat::new(lon, lat)
}

fn convert(from: FileCrs, to: FileCrs, x: f64, y: f64) -> Option<(f64, f64)> {
    let (x, y) = operation_between(from, to)?.convert((x, y)).ok()?;
    (x.is_finite() && y.is_finite()).then_some((x, y))
}

/// The operation from one CRS to another, x east and y north at both ends, as this thread
/// keeps it; `None` where PROJ has none.
fn operation_between(from: FileCrs, to: FileCrs) -> Option<Rc<Proj>> {
    OPERATIONS.with_borrow_mut(|kept| {
        kept.entry((from, to))
            .or_insert_with(|| {
                Proj::new_known_crs(&definition(from), &definition(to), None)
                    .ok()
                    .map(Rc::new)
            })
            .clone()
    })
}

fn definition(crs: FileCrs) -> String {
    if crs == FileCrs::BRITISH {
        ostn15::HELMERT.to_owned()
    } else {
        crs.definition()
    }
}

fn unusable(crs: FileCrs, why: &str) -> CrsError {
    CrsError::Unusable {
        crs: crs.to_string(),
        why: why.to_owned(),
    }
}
