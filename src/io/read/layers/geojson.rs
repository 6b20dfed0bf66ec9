//! GeoJSON: one document, or a feature on each line.
//!
//! RFC 7946 knows only WGS 84; the older `crs` member, which GIS programs still write, is obeyed.
//! Features one after the other (newline-delimited GeoJSON, and RFC 8142 with its record
//! separators) are read line by line, so that a damaged line costs that feature alone.

use std::collections::HashSet;

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use geojson::{GeometryValue, Position};
use serde_json::{Map, Value};

use crate::crs::FileCrs;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::layers::geometry::type_name;
use crate::io::read::layers::kind::Ready;
use crate::io::read::layers::topojson;
use crate::io::read::layers::{At, Feature, Layer, LayerCrs, Layers, Shape};
use crate::io::read::records::OwnRecord;

/// RFC 8142's mark before each text.
const RECORD_SEPARATOR: u8 = 0x1e;
/// Who says what the system is.
const SAYS: &str = "its crs member says so";

/// Reads all of a text of JSON, which should be `wanted`.
pub(super) fn open(
    text: &[u8],
    wanted: &'static str,
    at: &At<'_>,
) -> Result<Box<dyn Layers>, ReadError> {
    if is_sequence(text) {
        let layer = sequence(text, wanted, at)?;
        return Ok(Box::new(Ready::new("GeoJSON", layer)));
    }
    let value: Value = serde_json::from_slice(text).map_err(|error| invalid(&error, 0, at))?;
    let Value::Object(mut root) = value else {
        return Err(wrong("a JSON list", wanted, at));
    };
    let kind = root.get("type").and_then(Value::as_str).unwrap_or_default();
    let kind = kind.to_owned();
    let features = match kind.as_str() {
        "Topology" => return topojson::open(&root, at),
        "FeatureCollection" => match root.remove("features") {
            Some(Value::Array(features)) => features.into_iter().map(object).collect(),
            _ => return Err(wrong("a FeatureCollection without features", wanted, at)),
        },
        "Feature" => vec![root.clone()],
        _ if is_geometry(&root) => vec![feature_of(root.clone())],
        _ => return Err(wrong("JSON that is no GeoJSON", wanted, at)),
    };
    let numbered = (1..).zip(features).collect();
    let mut layer = layer(numbered, at)?;
    if let Some(crs) = crs_member(&root).map_err(|trouble| at.trouble(trouble))? {
        layer.crs = LayerCrs::Said(crs, SAYS);
    }
    Ok(Box::new(Ready::new("GeoJSON", layer)))
}

/// Whether the text is JSON by its first sign, a record separator being none.
pub(super) fn is_json(head: &[u8]) -> bool {
    let first = head
        .iter()
        .find(|&&b| !b.is_ascii_whitespace() && b != RECORD_SEPARATOR);
    matches!(first, Some(b'{' | b'['))
}

/// The feature that a bare geometry is.
pub(super) fn feature_of(geometry: Map<String, Value>) -> Map<String, Value> {
    Map::from_iter([("geometry".to_owned(), Value::Object(geometry))])
}

/// The layer of these features, each with its number. Fields are the properties of all of them,
/// in the order in which they are first met.
pub(super) fn layer(
    features: Vec<(u32, Map<String, Value>)>,
    at: &At<'_>,
) -> Result<Layer, ReadError> {
    let fields = keys(features.iter().map(|(_, feature)| feature));
    let total = features.len();
    let mut read = Vec::with_capacity(total);
    for (done, (number, feature)) in features.into_iter().enumerate() {
        at.progress.check(done, total)?;
        read.push(Feature {
            number,
            texts: texts(&feature, &fields),
            shape: shape(&feature),
        });
    }
    Ok(Layer {
        fields,
        features: read,
        has_geometry: true,
        ..Layer::default()
    })
}

/// A property as a text; empty for null.
fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn wrong(found: &str, wanted: &'static str, at: &At<'_>) -> ReadError {
    at.trouble(Trouble::WrongKind {
        found: found.to_owned(),
        wanted,
        remedy: "give a GeoJSON FeatureCollection",
    })
}

/// `before` lines stand before the text that is wrong.
fn invalid(error: &serde_json::Error, before: usize, at: &At<'_>) -> ReadError {
    let why = error.to_string();
    let why = why.split(" at line ").next().unwrap_or_default().to_owned();
    at.trouble(Trouble::InvalidJson {
        line: before + error.line(),
        column: error.column(),
        why,
    })
}

fn is_geometry(object: &Map<String, Value>) -> bool {
    object.contains_key("coordinates") || object.contains_key("geometries")
}

/// What is no object has no geometry, and is counted where geometry is looked for.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// Whether features stand one after the other: after record separators, or where the first line
/// is a whole object and another begins after it.
fn is_sequence(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    if text.first() == Some(&RECORD_SEPARATOR) {
        return true;
    }
    let Some(end) = memchr::memchr(b'\n', text) else {
        return false;
    };
    let (first, rest) = text.split_at(end);
    rest.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<Map<String, Value>>(first).is_ok()
}

/// Features one after the other; numbers are those of their lines. A separator lets a feature
/// take several lines.
fn sequence(text: &[u8], wanted: &'static str, at: &At<'_>) -> Result<Layer, ReadError> {
    let mut features = Vec::new();
    let mut set_aside = Vec::new();
    let mut line = 1;
    let is_separated = text.trim_ascii_start().first() == Some(&RECORD_SEPARATOR);
    let separator = if is_separated {
        RECORD_SEPARATOR
    } else {
        b'\n'
    };
    for piece in text.split(|&byte| byte == separator) {
        at.progress.check(line, usize::MAX)?;
        let blank = piece.len() - piece.trim_ascii_start().len();
        let breaks = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count();
        let number = (line + breaks(&piece[..blank])) as u32;
        line += breaks(piece) + usize::from(!is_separated);
        if piece.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Map<String, Value>>(piece) {
            Ok(one) => match unpacked(one) {
                Some(more) => features.extend(more.into_iter().map(|one| (number, one))),
                None => set_aside.push(("JSON that is no GeoJSON".to_owned(), number)),
            },
            Err(_) => set_aside.push(("a line that is no JSON".to_owned(), number)),
        }
    }
    if features.is_empty() {
        return Err(wrong("lines of JSON that is no GeoJSON", wanted, at));
    }
    let mut layer = layer(features, at)?;
    layer.set_aside = set_aside;
    layer
        .notes
        .push("format: one GeoJSON feature after the other".to_owned());
    Ok(layer)
}

/// The features of one text of a sequence.
fn unpacked(mut one: Map<String, Value>) -> Option<Vec<Map<String, Value>>> {
    match one.get("type").and_then(Value::as_str) {
        Some("Feature") => Some(vec![one]),
        Some("FeatureCollection") => match one.remove("features") {
            Some(Value::Array(features)) => Some(features.into_iter().map(object).collect()),
            _ => None,
        },
        _ if is_geometry(&one) => Some(vec![feature_of(one)]),
        _ => None,
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
/// the ways of naming CRS84, and whatever else PROJ knows.
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

/// Names of all properties in the order they are first met.
fn keys<'a>(features: impl Iterator<Item = &'a Map<String, Value>>) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for key in features
        .filter_map(|f| f.get("properties")?.as_object())
        .flat_map(Map::keys)
    {
        if seen.insert(key.as_str()) {
            keys.push(key.clone());
        }
    }
    keys
}

fn texts(feature: &Map<String, Value>, keys: &[String]) -> OwnRecord {
    let properties = feature.get("properties");
    let mut record = OwnRecord::default();
    for key in keys {
        let text = properties
            .and_then(|all| all.get(key))
            .map(as_text)
            .unwrap_or_default();
        record.push(text.as_bytes());
    }
    record
}

fn shape(feature: &Map<String, Value>) -> Shape {
    let Some(value) = feature.get("geometry").filter(|value| !value.is_null()) else {
        return Shape::Missing;
    };
    if let Some(point) = plain_point(value) {
        return Shape::Known(Geometry::Point(point));
    }
    let kind = value
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("unknown");
    let unusable = || Shape::Unusable(format!("geometry of type {kind} that cannot be read"));
    let Ok(read) = serde_json::from_value::<geojson::Geometry>(value.clone()) else {
        return unusable();
    };
    let Some(geometry) = geometry(&read.value) else {
        return unusable();
    };
    if is_without_positions(&geometry) {
        let name = type_name(&geometry).replace("Multi", "");
        return Shape::Unusable(format!("empty {}", name.to_lowercase()));
    }
    Shape::Known(geometry)
}

/// Most features are points; they need no detour.
fn plain_point(geometry: &Value) -> Option<Point> {
    if geometry.get("type")? != "Point" {
        return None;
    }
    let position = geometry.get("coordinates")?;
    Some(Point::new(
        position.get(0)?.as_f64()?,
        position.get(1)?.as_f64()?,
    ))
}

fn is_without_positions(geometry: &Geometry) -> bool {
    use geo::CoordsIter;
    geometry.coords_count() == 0
}

/// The geometry; `None` where a position has fewer than two numbers, of which the conversion in
/// `geojson` itself makes a panic.
fn geometry(value: &GeometryValue) -> Option<Geometry> {
    Some(match value {
        GeometryValue::Point { coordinates } => Geometry::Point(Point(corner(coordinates)?)),
        GeometryValue::MultiPoint { coordinates } => {
            let points: Option<Vec<Coord>> = coordinates.iter().map(corner).collect();
            Geometry::MultiPoint(MultiPoint::new(points?.into_iter().map(Point).collect()))
        }
        GeometryValue::LineString { coordinates } => Geometry::LineString(line(coordinates)?),
        GeometryValue::MultiLineString { coordinates } => {
            let lines: Option<Vec<LineString>> =
                coordinates.iter().map(|part| line(part)).collect();
            Geometry::MultiLineString(MultiLineString::new(lines?))
        }
        GeometryValue::Polygon { coordinates } => Geometry::Polygon(polygon(coordinates)?),
        GeometryValue::MultiPolygon { coordinates } => {
            let polygons: Option<Vec<Polygon>> =
                coordinates.iter().map(|part| polygon(part)).collect();
            Geometry::MultiPolygon(MultiPolygon::new(polygons?))
        }
        GeometryValue::GeometryCollection { geometries } => {
            let parts: Option<Vec<Geometry>> = geometries
                .iter()
                .map(|part| geometry(&part.value))
                .collect();
            Geometry::GeometryCollection(GeometryCollection::new_from(parts?))
        }
    })
}

fn corner(position: &Position) -> Option<Coord> {
    match *position.as_slice() {
        [x, y, ..] => Some(Coord { x, y }),
        _ => None,
    }
}

fn line(positions: &[Position]) -> Option<LineString> {
    let corners: Option<Vec<Coord>> = positions.iter().map(corner).collect();
    corners.map(LineString::new)
}

fn polygon(rings: &[Vec<Position>]) -> Option<Polygon> {
    let mut rings = rings.iter().map(|ring| line(ring));
    let outer = rings
        .next()
        .unwrap_or_else(|| Some(LineString::new(Vec::new())))?;
    Some(Polygon::new(outer, rings.collect::<Option<Vec<_>>>()?))
}
