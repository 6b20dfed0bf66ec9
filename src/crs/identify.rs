//! Finds the EPSG number of a coordinate system that is defined in words.
//!
//! PROJ reads the words and gives its JSON (PROJJSON). If that names its number, that is the
//! answer. Otherwise PROJ's database is asked for systems of the same name, and the common grids
//! are tried whatever the name: one whose ellipsoid, projection, parameters and units are the
//! same is the answer.

use proj::Proj;
use serde_json::Value;

use crate::crs::CrsError;
use crate::crs::known;

/// What words turned out to define.
pub(crate) enum Identified {
    /// A system with an EPSG number.
    Epsg(u32),
    /// One without.
    Other {
        /// PROJJSON of the horizontal part.
        json: String,
        /// What it calls itself.
        name: String,
        /// Whether its numbers are degrees.
        is_geographic: bool,
    },
}

/// Grids that files write under many names; each is unmistakable by its numbers.
const COMMON: [u32; 3] = [27_700, 2157, 3857];

/// Finds out what `text` defines.
///
/// # Errors
/// When PROJ makes no coordinate system of it.
pub(crate) fn identify(text: &str) -> Result<Identified, CrsError> {
    let why = "PROJ cannot read it; export the file with another, or name it with --crs EPSG:n";
    let whole = json_of(text).ok_or_else(|| CrsError::definition(text, why))?;
    let crs = horizontal(&whole);
    let kind = crs["type"].as_str().unwrap_or_default();
    let is_geographic = matches!(kind, "GeographicCRS" | "GeodeticCRS");
    if !(is_geographic || matches!(kind, "ProjectedCRS" | "DerivedProjectedCRS")) {
        let why = "it defines no system of longitude and latitude and no projected one";
        return Err(CrsError::definition(text, why));
    }
    if let Some(number) = numbered(crs).or_else(|| same_as_known(crs)) {
        return Ok(Identified::Epsg(number));
    }
    // A datum shift that comes with the definition is kept: PROJ may know none itself.
    let kept = if whole["type"] == "BoundCRS" {
        &whole
    } else {
        crs
    };
    Ok(Identified::Other {
        json: kept.to_string(),
        name: crs["name"].as_str().unwrap_or("unnamed").to_owned(),
        is_geographic,
    })
}

fn json_of(text: &str) -> Option<Value> {
    // A PROJ string is an operation unless it says that it is a system.
    // Steps are an operation for certain, which PROJ would boil down to the last of them.
    if text.contains("+step") {
        return None;
    }
    let is_bare = text.starts_with('+') && !text.contains("+type=");
    let bare = is_bare.then(|| format!("{text} +type=crs"));
    let proj = Proj::new(bare.as_deref().unwrap_or(text)).ok()?;
    let json = proj.to_projjson(Some(false), None, None).ok()?;
    serde_json::from_str(&json).ok()
}

/// The part that says where in the plane: without heights and without a datum shift.
fn horizontal(mut crs: &Value) -> &Value {
    // Each step goes into the value, so that this ends.
    loop {
        crs = match crs["type"].as_str() {
            Some("BoundCRS") => &crs["source_crs"],
            Some("CompoundCRS") => &crs["components"][0],
            _ => return crs,
        };
    }
}

fn numbered(crs: &Value) -> Option<u32> {
    let code = &crs["id"]["code"];
    let as_text = code.as_str().and_then(|text| text.parse().ok());
    match crs["id"]["authority"].as_str()? {
        "EPSG" => code.as_u64().and_then(|n| n.try_into().ok()).or(as_text),
        // Longitude before latitude on WGS 84; axes mean nothing here.
        "OGC" => (code == "CRS84").then_some(known::DEGREES),
        _ => None,
    }
}

fn same_as_known(crs: &Value) -> Option<u32> {
    let name = crs["name"].as_str().unwrap_or_default();
    let by_name = json_of(name);
    let by_name = by_name.as_ref().map(horizontal);
    if let Some(found) = by_name.filter(|found| is_same(found, crs))
        && let Some(number) = numbered(found)
    {
        return Some(number);
    }
    let is_wgs84 = crs["type"] == "GeographicCRS" && name.to_uppercase().contains("WGS");
    let candidates = COMMON
        .into_iter()
        .chain(utm_number(crs))
        .chain(is_wgs84.then_some(known::DEGREES));
    candidates
        .into_iter()
        .find(|&number| json_of(&known::name(number)).is_some_and(|found| is_same(&found, crs)))
}

/// The UTM zone on WGS 84 of a transverse Mercator projection by its meridian and its false
/// northing; [`is_same`] looks at the rest.
fn utm_number(crs: &Value) -> Option<u32> {
    let parameters = parameters(crs);
    let value = |wanted: &str| {
        let found = parameters.iter().find(|(name, _)| name == wanted);
        found.map(|&(_, value)| value)
    };
    let zone = (value("Longitude of natural origin")? + 183.0) / 6.0;
    let south = value("False northing")? > 0.0;
    let is_zone = (1.0..=60.0).contains(&zone) && zone.fract() == 0.0;
    is_zone.then(|| if south { 32_700 } else { 32_600 } + zone as u32)
}

/// Whether two systems put the same numbers in the same place.
fn is_same(a: &Value, b: &Value) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3);
    let all_near =
        |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| near(a, b));
    let (one, other) = (parameters(a), parameters(b));
    a["type"] == b["type"]
        && a["conversion"]["method"]["name"] == b["conversion"]["method"]["name"]
        && one.len() == other.len()
        && one
            .iter()
            .all(|(name, value)| other.iter().any(|(n, v)| n == name && near(*value, *v)))
        && all_near(&ellipsoid(a), &ellipsoid(b))
        && all_near(&units(a), &units(b))
}

/// Name and value of each parameter of the projection, lengths in metres, angles in degrees.
fn parameters(crs: &Value) -> Vec<(String, f64)> {
    let all = crs["conversion"]["parameters"].as_array();
    let all = all.map(Vec::as_slice).unwrap_or_default();
    all.iter()
        .filter_map(|parameter| {
            let value = parameter["value"].as_f64()? * factor(&parameter["unit"]);
            Some((parameter["name"].as_str()?.to_owned(), value))
        })
        .collect()
}

/// Semi-major axis in metres and inverse flattening.
fn ellipsoid(crs: &Value) -> Vec<f64> {
    let base = if crs["base_crs"].is_object() {
        &crs["base_crs"]
    } else {
        crs
    };
    let datum = ["datum", "datum_ensemble"].map(|key| &base[key]);
    let Some(ellipsoid) = datum
        .iter()
        .map(|datum| &datum["ellipsoid"])
        .find(|e| e.is_object())
    else {
        return Vec::new();
    };
    let length = |value: &Value| match value.as_f64() {
        Some(metres) => Some(metres),
        None => Some(value["value"].as_f64()? * factor(&value["unit"])),
    };
    let a = length(&ellipsoid["semi_major_axis"]);
    let flattening = ellipsoid["inverse_flattening"].as_f64();
    let from_b = || Some(1.0 / (1.0 - length(&ellipsoid["semi_minor_axis"])? / a?));
    // Definitions state the flattening to nine figures at the least.
    let rounded = |value: f64| (value * 1e6).round() / 1e6;
    [a, flattening.or_else(from_b).map(rounded)]
        .into_iter()
        .flatten()
        .collect()
}

/// Units of the axes.
fn units(crs: &Value) -> Vec<f64> {
    let axes = crs["coordinate_system"]["axis"].as_array();
    let axes = axes.map(Vec::as_slice).unwrap_or_default();
    axes.iter().map(|axis| factor(&axis["unit"])).collect()
}

/// What a unit is in metres or degrees.
fn factor(unit: &Value) -> f64 {
    match unit.as_str() {
        Some("metre" | "degree" | "unity") => 1.0,
        Some(_) => f64::NAN,
        None => {
            let factor = unit["conversion_factor"].as_f64().unwrap_or(f64::NAN);
            if unit["type"] == "AngularUnit" {
                factor.to_degrees()
            } else {
                factor
            }
        }
    }
}
