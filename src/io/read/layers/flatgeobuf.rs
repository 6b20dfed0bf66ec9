//! FlatGeobuf: features one after the other, each a verified buffer.
//!
//! The frame is walked here, so that no size is believed that the file does not bear out; what
//! is in a feature is read through the accessors of the crate `flatgeobuf`, after its verifier.
//! The index is skipped, for all features are wanted. (flatgeobuf.org)

use flatgeobuf::{
    ColumnType, Geometry as Flat, GeometryType, Header, size_prefixed_root_as_feature,
    size_prefixed_root_as_header,
};
use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

use crate::crs::FileCrs;
use crate::io::read::error::ReadError;
use crate::io::read::layers::kind::Ready;
use crate::io::read::layers::{At, Feature, Layer, LayerCrs, Layers, Shape};
use crate::io::read::records::OwnRecord;

/// What the file begins with; the byte after it is the version, of which 3 is known.
const MAGIC: &[u8] = b"fgb\x03fgb";
/// Bytes of a node of the index: a box and a place.
const NODE: u64 = 40;
/// Collections in collections.
const DEEPEST: usize = 8;

/// Whether bytes begin as FlatGeobuf does.
pub(super) fn is_flatgeobuf(first: &[u8]) -> bool {
    first.starts_with(MAGIC)
}

/// Reads all of a file.
pub(super) fn open(bytes: &[u8], at: &At<'_>) -> Result<Box<dyn Layers>, ReadError> {
    let short = || at.damaged(&"the file ends too early; export it again");
    let rest = bytes.get(MAGIC.len() + 1..).ok_or_else(short)?;
    let (head, rest) = buffer(rest).ok_or_else(short)?;
    let header = size_prefixed_root_as_header(head).map_err(|error| at.damaged(&error))?;
    let index = index_bytes(header.features_count(), header.index_node_size());
    let index = usize::try_from(index.ok_or_else(short)?).map_err(|_| short())?;
    let mut rest = rest.get(index..).ok_or_else(short)?;
    let columns = columns(&header);
    let kind = header.geometry_type();
    let mut layer = Layer {
        fields: columns.iter().map(|(name, _)| name.clone()).collect(),
        has_geometry: true,
        crs: crs(&header),
        ..Layer::default()
    };
    let total = bytes.len();
    let mut number = 0;
    while !rest.is_empty() {
        at.progress.check(total - rest.len(), total)?;
        number += 1;
        let Some((own, after)) = buffer(rest) else {
            let cut = "cut off at the end of the file".to_owned();
            layer.set_aside.push((cut, number));
            break;
        };
        rest = after;
        match size_prefixed_root_as_feature(own) {
            Ok(feature) => layer.features.push(Feature {
                number,
                texts: texts(feature.properties().map(|all| all.bytes()), &columns),
                shape: shape(feature.geometry(), kind),
            }),
            Err(_) => layer.set_aside.push(("damaged feature".to_owned(), number)),
        }
    }
    let claimed = header.features_count();
    if claimed > 0 && claimed != u64::from(number) {
        layer.notes.push(format!(
            "the head of the file says {claimed} features, and there are {number}"
        ));
    }
    let name = header.name().unwrap_or_default();
    Ok(Box::new(Ready::named("FlatGeobuf", name, layer)))
}

/// The buffer at the start of `bytes`, with its length before it, and what follows.
fn buffer(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(*bytes.first_chunk::<4>()?) as usize;
    // The verifier wants at least the place of the root.
    (length >= 8).then_some(())?;
    bytes.split_at_checked(length.checked_add(4)?)
}

/// Bytes of a packed R-tree of so many features in nodes of so many children.
fn index_bytes(features: u64, node: u16) -> Option<u64> {
    if node == 0 || features == 0 {
        return Some(0);
    }
    if node < 2 {
        return None;
    }
    let mut level = features;
    let mut nodes = features;
    while level > 1 {
        level = level.div_ceil(u64::from(node));
        nodes = nodes.checked_add(level)?;
    }
    // A single feature has a root above it all the same.
    let root = u64::from(features == 1);
    nodes.checked_add(root)?.checked_mul(NODE)
}

fn columns(header: &Header<'_>) -> Vec<(String, ColumnType)> {
    let Some(all) = header.columns() else {
        return Vec::new();
    };
    all.iter()
        .map(|column| (column.name().to_owned(), column.type_()))
        .collect()
}

fn crs(header: &Header<'_>) -> LayerCrs {
    let Some(crs) = header.crs() else {
        return LayerCrs::Unsaid;
    };
    let is_epsg = crs.org().is_none_or(|org| org.eq_ignore_ascii_case("EPSG"));
    let by_number = u32::try_from(crs.code())
        .ok()
        .filter(|&code| code > 0 && is_epsg);
    let by_name = || {
        let name = format!("{}:{}", crs.org()?, crs.code_string()?);
        FileCrs::from_definition(&name).ok()
    };
    let by_text = || FileCrs::from_definition(crs.wkt()?).ok();
    let found = by_number
        .map(FileCrs::Epsg)
        .or_else(by_name)
        .or_else(by_text);
    found.map_or(LayerCrs::Unsaid, |crs| {
        LayerCrs::Said(crs, "the file says so")
    })
}

/// A text for each column; values stand in any order, each after the number of its column.
fn texts(properties: Option<&[u8]>, columns: &[(String, ColumnType)]) -> OwnRecord {
    let mut values = vec![String::new(); columns.len()];
    let mut rest = properties.unwrap_or_default();
    while let Some((number, after)) = rest.split_first_chunk::<2>() {
        let number = usize::from(u16::from_le_bytes(*number));
        // Behind a value that is not understood nothing can be found.
        let Some((text, after)) = columns
            .get(number)
            .and_then(|(_, kind)| value(after, *kind))
        else {
            break;
        };
        values[number] = text;
        rest = after;
    }
    let mut record = OwnRecord::default();
    for text in &values {
        record.push(text.as_bytes());
    }
    record
}

fn value(bytes: &[u8], kind: ColumnType) -> Option<(String, &[u8])> {
    macro_rules! number {
        ($kind:ty, $size:literal) => {{
            let (own, rest) = bytes.split_first_chunk::<$size>()?;
            (<$kind>::from_le_bytes(*own).to_string(), rest)
        }};
    }
    Some(match kind {
        ColumnType::Byte => number!(i8, 1),
        ColumnType::UByte => number!(u8, 1),
        ColumnType::Bool => {
            let (own, rest) = bytes.split_first()?;
            ((*own != 0).to_string(), rest)
        }
        ColumnType::Short => number!(i16, 2),
        ColumnType::UShort => number!(u16, 2),
        ColumnType::Int => number!(i32, 4),
        ColumnType::UInt => number!(u32, 4),
        ColumnType::Long => number!(i64, 8),
        ColumnType::ULong => number!(u64, 8),
        ColumnType::Float => number!(f32, 4),
        ColumnType::Double => number!(f64, 8),
        ColumnType::String | ColumnType::Json | ColumnType::DateTime | ColumnType::Binary => {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let length = u32::from_le_bytes(*length) as usize;
            let (own, rest) = rest.split_at_checked(length)?;
            let text = if kind == ColumnType::Binary {
                String::new()
            } else {
                String::from_utf8_lossy(own).into_owned()
            };
            (text, rest)
        }
        _ => return None,
    })
}

fn shape(geometry: Option<Flat<'_>>, kind: GeometryType) -> Shape {
    let Some(geometry) = geometry else {
        return Shape::Missing;
    };
    let own = if kind == GeometryType::Unknown {
        geometry.type_()
    } else {
        kind
    };
    match convert(geometry, own, 0) {
        Ok(geometry) => Shape::Known(geometry),
        Err(why) => Shape::Unusable(why),
    }
}

fn convert(flat: Flat<'_>, kind: GeometryType, depth: usize) -> Result<Geometry, String> {
    let damaged = || "damaged geometry".to_owned();
    if depth > DEEPEST {
        return Err(damaged());
    }
    let corners = corners(flat);
    let parts = || match flat.parts() {
        Some(parts) => parts.iter().collect::<Vec<_>>(),
        None => Vec::new(),
    };
    let made = match kind {
        GeometryType::Point => corners.first().map(|&at| Geometry::Point(Point(at))),
        GeometryType::MultiPoint => Some(Geometry::MultiPoint(MultiPoint::new(
            corners.into_iter().map(Point).collect(),
        ))),
        GeometryType::LineString => Some(Geometry::LineString(LineString::new(corners))),
        GeometryType::MultiLineString => {
            let lines = cut(flat, &corners).ok_or_else(damaged)?;
            Some(Geometry::MultiLineString(MultiLineString::new(lines)))
        }
        GeometryType::Polygon | GeometryType::Triangle => {
            polygon(cut(flat, &corners).ok_or_else(damaged)?).map(Geometry::Polygon)
        }
        GeometryType::MultiPolygon => {
            let mut polygons = Vec::new();
            for part in parts() {
                match convert(part, GeometryType::Polygon, depth + 1)? {
                    Geometry::Polygon(polygon) => polygons.push(polygon),
                    _ => return Err(damaged()),
                }
            }
            Some(Geometry::MultiPolygon(MultiPolygon::new(polygons)))
        }
        GeometryType::GeometryCollection => {
            let all: Result<Vec<Geometry>, String> = parts()
                .into_iter()
                .map(|part| convert(part, part.type_(), depth + 1))
                .collect();
            Some(Geometry::GeometryCollection(GeometryCollection::new_from(
                all?,
            )))
        }
        GeometryType::CircularString
        | GeometryType::CompoundCurve
        | GeometryType::CurvePolygon
        | GeometryType::MultiCurve
        | GeometryType::MultiSurface => {
            return Err("curved geometry; convert the curves to straight lines".to_owned());
        }
        _ => return Err("geometry of a type that is not known".to_owned()),
    };
    made.ok_or_else(|| "empty geometry".to_owned())
}

fn corners(flat: Flat<'_>) -> Vec<Coord> {
    let Some(xy) = flat.xy() else {
        return Vec::new();
    };
    (0..xy.len() / 2)
        .map(|i| Coord {
            x: xy.get(2 * i),
            y: xy.get(2 * i + 1),
        })
        .collect()
}

/// The corners cut where the geometry says that parts end; all are one part where it says
/// nothing.
fn cut(flat: Flat<'_>, corners: &[Coord]) -> Option<Vec<LineString>> {
    let Some(ends) = flat.ends().filter(|ends| !ends.is_empty()) else {
        return Some(vec![LineString::new(corners.to_vec())]);
    };
    let mut lines = Vec::new();
    let mut from = 0;
    for end in ends {
        let end = end as usize;
        lines.push(LineString::new(corners.get(from..end)?.to_vec()));
        from = end;
    }
    Some(lines)
}

fn polygon(rings: Vec<LineString>) -> Option<Polygon> {
    let mut rings = rings.into_iter();
    let outer = rings.next().filter(|ring| !ring.0.is_empty())?;
    Some(Polygon::new(outer, rings.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_as_long_as_the_crate_makes_it() {
        use flatgeobuf::packed_r_tree::PackedRTree;
        for features in [1, 2, 15, 16, 17, 256, 257, 100_000] {
            for node in [2, 3, 16, 65_535] {
                assert_eq!(
                    index_bytes(features, node),
                    Some(PackedRTree::index_size(features as usize, node) as u64),
                    "{features} {node}"
                );
            }
        }
        assert_eq!(index_bytes(9, 0), Some(0));
        assert_eq!(index_bytes(u64::MAX, 2), None);
    }
}
