//! GeoJSON, taken apart: its features, the `crs` member, and points as a table of texts.
//!
//! RFC 7946 knows only WGS 84; the older `crs` member, which GIS programs still write, is obeyed.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::crs::FileCrs;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::options::ReadOptions;
use crate::io::read::records::OwnRecord;
use crate::io::read::source::Source;
use crate::io::read::table::Table;

/// A GeoJSON document.
pub(super) struct Document {
    /// Its features in order; a bare geometry is one feature.
    pub(super) features: Vec<Map<String, Value>>,
    /// What its `crs` member names.
    pub(super) crs: Option<FileCrs>,
}

impl Document {
    /// Reads the whole text of `source`, which should be `wanted`.
    pub(super) fn read(source: &Source, wanted: &'static str) -> Result<Self, ReadError> {
        let text = source.whole()?;
        let value: Value = serde_json::from_slice(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or_default().to_owned();
            Trouble::InvalidJson { line, column, why }.at(source.shown.as_str())
        })?;
        let wrong = |found: &str| {
            let remedy = "give a GeoJSON FeatureCollection";
            Trouble::WrongKind {
                found: found.to_owned(),
                wanted,
                remedy,
            }
            .at(source.shown.as_str())
        };
        let Value::Object(mut root) = value else {
            return Err(wrong("a JSON list"));
        };
        let crs = crs_member(&root).map_err(|trouble| trouble.at(source.shown.as_str()))?;
        let kind = root
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let features = match kind.as_str() {
            "FeatureCollection" => match root.remove("features") {
                Some(Value::Array(features)) => features.into_iter().map(object).collect(),
                _ => return Err(wrong("a FeatureCollection without features")),
            },
            "Feature" => vec![root],
            _ if root.contains_key("coordinates") || root.contains_key("geometries") => {
                vec![Map::from_iter([(
                    "geometry".to_owned(),
                    Value::Object(root),
                )])]
            }
            "Topology" => return Err(wrong("TopoJSON")),
            _ => return Err(wrong("JSON that is no GeoJSON")),
        };
        Ok(Self { features, crs })
    }
}

/// What is no object has no geometry, and is counted where geometry is looked for.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// Type of the feature's geometry, if it has one.
pub(super) fn geometry_type(feature: &Map<String, Value>) -> Option<&str> {
    feature.get("geometry")?.get("type")?.as_str()
}

/// A property as a text; empty for null.
pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn crs_member(root: &Map<String, Value>) -> Result<Option<FileCrs>, Trouble> {
    let Some(crs @ Value::Object(_)) = root.get("crs") else {
        return Ok(None);
    };
    let properties = crs.get("properties").unwrap_or(&Value::Null);
    if let Some(code) = properties.get("code").and_then(Value::as_u64) {
        return Ok(u32::try_from(code).ok().map(FileCrs::Epsg));
    }
    let name = properties
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    named_crs(name)
        .map(Some)
        .ok_or_else(|| Trouble::UnknownCrs {
            why: format!("its crs member says {crs}"),
            remedy: "export it in WGS 84 (EPSG:4326)",
        })
}

/// `urn:ogc:def:crs:EPSG::27700`, `EPSG:27700`, `http://www.opengis.net/def/crs/EPSG/0/27700`,
/// and the ways of naming CRS84.
fn named_crs(name: &str) -> Option<FileCrs> {
    let upper = name.trim().to_ascii_uppercase();
    if upper.ends_with("CRS84") {
        return Some(FileCrs::LON_LAT);
    }
    let Some(at) = upper.find("EPSG") else {
        return FileCrs::from_definition(name).ok();
    };
    let number = upper[at..].rsplit([':', '/', '#']).next()?;
    let number = number.parse().ok().filter(|&number| number > 0);
    number.map(FileCrs::Epsg)
}

/// The points of a GeoJSON file as a table with their properties, and their system.
pub(super) fn point_table(
    source: &Source,
    options: &ReadOptions,
    wanted: &'static str,
) -> Result<(Table, FileCrs), ReadError> {
    let document = Document::read(source, wanted)?;
    let points: Vec<Option<(f64, f64)>> = document.features.iter().map(point).collect();
    if points.iter().all(Option::is_none) {
        return Err(no_points(source, &document, wanted));
    }
    let crs = document
        .crs
        .map_or_else(|| undeclared(source, &points, options), Ok)?;
    let headers = keys(&document.features);
    let geometry = (headers.len(), headers.len() + 1);
    let rows = document.features.iter().zip(&points).enumerate();
    let rows = rows.map(|(i, (feature, point))| (i as u32 + 1, record(feature, *point, &headers)));
    let rows = rows.collect();
    let names = headers
        .iter()
        .map(String::as_str)
        .chain(["x of geometry", "y of geometry"]);
    Ok((
        Table::features(names.map(Header::new).collect(), geometry, rows),
        crs,
    ))
}

fn no_points(source: &Source, document: &Document, wanted: &'static str) -> ReadError {
    let polygons = document
        .features
        .iter()
        .filter_map(geometry_type)
        .any(is_polygonal);
    let trouble = if polygons {
        let remedy = "give it as --boundaries";
        Trouble::WrongKind {
            found: "GeoJSON of polygons".to_owned(),
            wanted,
            remedy,
        }
    } else {
        Trouble::NoGeometry {
            features: document.features.len(),
            wanted: "point",
            first: None,
        }
    };
    trouble.at(source.shown.as_str())
}

/// Whether a type of geometry may hold polygons.
pub(super) fn is_polygonal(kind: &str) -> bool {
    matches!(kind, "Polygon" | "MultiPolygon" | "GeometryCollection")
}

fn undeclared(
    source: &Source,
    points: &[Option<(f64, f64)>],
    options: &ReadOptions,
) -> Result<FileCrs, ReadError> {
    let on_globe = |&(x, y): &(f64, f64)| x.abs() <= 180.0 && y.abs() <= 90.0;
    match (
        points.iter().flatten().find(|point| !on_globe(point)),
        options.crs,
    ) {
        (_, Some(crs)) => Ok(crs),
        (None, None) => Ok(FileCrs::LON_LAT),
        (Some((x, y)), None) => Err(Trouble::UnknownCrs {
            why: format!("it has no crs member, and {x}, {y} are no degrees"),
            remedy: "name it with --crs EPSG:n",
        }
        .at(source.shown.as_str())),
    }
}

fn point(feature: &Map<String, Value>) -> Option<(f64, f64)> {
    let geometry = feature.get("geometry")?;
    let coordinates = geometry.get("coordinates")?;
    let position = match geometry.get("type")?.as_str()? {
        "Point" => coordinates,
        // One place written as a list of one.
        "MultiPoint" => coordinates
            .as_array()
            .filter(|all| all.len() == 1)?
            .first()?,
        _ => return None,
    };
    Some((position.get(0)?.as_f64()?, position.get(1)?.as_f64()?))
}

/// Names of all properties in the order they are first met.
fn keys(features: &[Map<String, Value>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for key in features
        .iter()
        .filter_map(|f| f.get("properties")?.as_object())
        .flat_map(Map::keys)
    {
        if seen.insert(key.as_str()) {
            keys.push(key.clone());
        }
    }
    keys
}

fn record(feature: &Map<String, Value>, point: Option<(f64, f64)>, keys: &[String]) -> OwnRecord {
    let properties = feature.get("properties");
    let mut record = OwnRecord::default();
    for key in keys {
        let text = properties
            .and_then(|all| all.get(key))
            .map(as_text)
            .unwrap_or_default();
        record.push(text.as_bytes());
    }
    let (x, y) = point.map_or_else(Default::default, |(x, y)| (x.to_string(), y.to_string()));
    record.push(x.as_bytes());
    record.push(y.as_bytes());
    record
}
