//! Parquet: plain tables, and GeoParquet with a geometry in one column.
//!
//! GeoParquet says in the file's metadata which column holds geometry, how it is written and in
//! which coordinate system; without a word on the system it is longitude and latitude.
//! (geoparquet.org, 1.1)

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use geo::{Geometry, Point};
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::Value;

use crate::crs::FileCrs;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::layers::kind::Ready;
use crate::io::read::layers::wkb;
use crate::io::read::layers::{At, Feature, Layer, LayerCrs, Layers, Shape};
use crate::io::read::records::OwnRecord;

/// What the file begins and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";
/// Of columns that are no moments.
const PLAIN: Meaning = Meaning {
    nanoseconds: false,
    local: false,
};
/// Collections in collections, in texts.
const DEEPEST: usize = 4;

/// Reads all of a file.
pub(super) fn open(bytes: Vec<u8>, at: &At<'_>) -> Result<Box<dyn Layers>, ReadError> {
    // The crate answers some damage with a panic (unknown combinations of types, lengths that
    // do not fit); nothing of what it was reading is used afterwards.
    let read = catch_unwind(AssertUnwindSafe(|| layer(bytes, at)));
    let layer = read.unwrap_or_else(|_| Err(at.damaged(&"the Parquet file is damaged")))?;
    Ok(Box::new(Ready::new("Parquet", layer)))
}

/// What the metadata say of the geometry.
struct GeoColumn {
    name: String,
    /// A column with the box of each feature, of no use here.
    boxes: Option<String>,
    crs: LayerCrs,
}

/// How a column's numbers become moments.
#[derive(Clone, Copy)]
struct Meaning {
    /// They are nanoseconds since 1970, which the crate gives as plain numbers.
    nanoseconds: bool,
    /// They show what clocks on the wall showed, not UTC.
    local: bool,
}

fn layer(bytes: Vec<u8>, at: &At<'_>) -> Result<Layer, ReadError> {
    let size = bytes.len();
    let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(|e| at.damaged(&e))?;
    let metadata = reader.metadata();
    let file = metadata.file_metadata();
    let geo = file
        .key_value_metadata()
        .and_then(|all| {
            all.iter()
                .find(|entry| entry.key == "geo")?
                .value
                .as_deref()
        })
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let geo = geo
        .map(|value| geo_column(&value, at))
        .transpose()?
        .flatten();
    let schema = file.schema_descr();
    let columns: Vec<(String, Meaning)> = schema
        .root_schema()
        .get_fields()
        .iter()
        .map(|field| {
            let logical = field.get_basic_info().logical_type_ref();
            (field.name().to_owned(), meaning(logical))
        })
        .collect();
    let is_field = |name: &String| {
        geo.as_ref()
            .is_none_or(|geo| *name != geo.name && Some(name) != geo.boxes.as_ref())
    };
    let fields: Vec<usize> = (0..columns.len())
        .filter(|&i| is_field(&columns[i].0))
        .collect();
    let geometry = geo
        .as_ref()
        .and_then(|geo| columns.iter().position(|(name, _)| *name == geo.name));
    let mut layer = Layer {
        fields: fields.iter().map(|&i| columns[i].0.clone()).collect(),
        has_geometry: geometry.is_some(),
        crs: geo.as_ref().map_or(LayerCrs::Unsaid, |geo| geo.crs),
        ..Layer::default()
    };
    let claimed: i64 = metadata
        .row_groups()
        .iter()
        .map(RowGroupMetaData::num_rows)
        .sum();
    let rows = reader.get_row_iter(None).map_err(|e| at.damaged(&e))?;
    for (index, row) in rows.enumerate() {
        at.progress.check(index, claimed.max(1) as usize)?;
        let number = index as u32 + 1;
        let row = match row {
            Ok(row) => row,
            Err(error) if layer.features.is_empty() => return Err(at.damaged(&error)),
            Err(error) => {
                let why = format!("this and all after it: {error}");
                layer.set_aside.push((why, number));
                break;
            }
        };
        // Values without columns take no room in the file, so that it could go on for ever.
        if columns.is_empty() || layer.features.len() > size.saturating_mul(1000) {
            return Err(at.damaged(&"the Parquet file claims more rows than it can have"));
        }
        layer
            .features
            .push(feature(number, &row, &fields, &columns, geometry));
    }
    Ok(layer)
}

fn feature(
    number: u32,
    row: &Row,
    fields: &[usize],
    columns: &[(String, Meaning)],
    geometry: Option<usize>,
) -> Feature {
    let values: Vec<&Field> = row.get_column_iter().map(|(_, value)| value).collect();
    let mut texts = OwnRecord::default();
    for &field in fields {
        let text = values.get(field).map(|value| text(value, columns[field].1));
        texts.push(text.unwrap_or_default().as_bytes());
    }
    let shape = geometry.and_then(|column| values.get(column).copied());
    Feature {
        number,
        texts,
        shape: shape.map_or(Shape::Missing, shape_of),
    }
}

fn geo_column(geo: &Value, at: &At<'_>) -> Result<Option<GeoColumn>, ReadError> {
    let Some(name) = geo["primary_column"].as_str() else {
        return Ok(None);
    };
    let column = &geo["columns"][name];
    let crs = match column.get("crs") {
        None => LayerCrs::LonLatByDefault,
        Some(Value::Null) => LayerCrs::Unsaid,
        Some(Value::String(text)) => LayerCrs::Said(defined(text, at)?, "the file says so"),
        Some(json) => LayerCrs::Said(defined(&json.to_string(), at)?, "the file says so"),
    };
    let boxes = &column["covering"]["bbox"]["xmin"][0];
    Ok(Some(GeoColumn {
        name: name.to_owned(),
        boxes: boxes.as_str().map(ToOwned::to_owned),
        crs,
    }))
}

fn defined(text: &str, at: &At<'_>) -> Result<FileCrs, ReadError> {
    FileCrs::from_definition(text).map_err(|error| {
        at.trouble(Trouble::UnknownCrs {
            why: format!("its metadata cannot be used: {error}"),
            remedy: "export it in WGS 84 (EPSG:4326)",
        })
    })
}

fn meaning(logical: Option<&LogicalType>) -> Meaning {
    match logical {
        Some(LogicalType::Timestamp(time)) => Meaning {
            nanoseconds: time.unit == TimeUnit::NANOS,
            local: !time.is_adjusted_to_u_t_c,
        },
        _ => PLAIN,
    }
}

/// Well-known binary, or GeoParquet's own points.
fn shape_of(value: &Field) -> Shape {
    match value {
        Field::Null => Shape::Missing,
        Field::Bytes(bytes) => wkb::shape(bytes.data()),
        Field::Group(group) => {
            let number = |wanted: &str| {
                let mut values = group.get_column_iter();
                match values.find(|(name, _)| name.as_str() == wanted)?.1 {
                    Field::Double(number) => Some(*number),
                    Field::Float(number) => Some(f64::from(*number)),
                    _ => None,
                }
            };
            match number("x").zip(number("y")) {
                Some((x, y)) if x.is_finite() && y.is_finite() => {
                    Shape::Known(Geometry::Point(Point::new(x, y)))
                }
                _ => Shape::Unusable("empty geometry".to_owned()),
            }
        }
        _ => Shape::Unusable("geometry that is not written as WKB".to_owned()),
    }
}

/// A value as a text: dates and moments in ISO 8601, moments of UTC with a `Z`.
fn text(value: &Field, meaning: Meaning) -> String {
    let moment = |ns: i128| {
        let Ok(at) = jiff::Timestamp::from_nanosecond(ns) else {
            return String::new();
        };
        let text = at.to_string();
        if meaning.local {
            text.trim_end_matches('Z').to_owned()
        } else {
            text
        }
    };
    match value {
        Field::Null | Field::Bytes(_) => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bool(flag) => flag.to_string(),
        Field::Byte(number) => number.to_string(),
        Field::Short(number) => number.to_string(),
        Field::Int(number) => number.to_string(),
        Field::Long(number) if meaning.nanoseconds => moment(i128::from(*number)),
        Field::Long(number) => number.to_string(),
        Field::UByte(number) => number.to_string(),
        Field::UShort(number) => number.to_string(),
        Field::UInt(number) => number.to_string(),
        Field::ULong(number) => number.to_string(),
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Date(days) => jiff::civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().try_days(*days).unwrap_or_default())
            .map(|date| date.to_string())
            .unwrap_or_default(),
        Field::TimeMillis(ms) => time(i64::from(*ms) / 1000),
        Field::TimeMicros(us) => time(us / 1_000_000),
        Field::TimestampMillis(ms) => moment(i128::from(*ms) * 1_000_000),
        Field::TimestampMicros(us) => moment(i128::from(*us) * 1000),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => nested(value, 0),
        Field::Float16(_) | Field::Decimal(_) => value.to_string(),
    }
}

/// Seconds since midnight as a time of day.
fn time(seconds: i64) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// What has parts, in brackets; the crate writes it on one line.
fn nested(value: &Field, depth: usize) -> String {
    match value {
        Field::Group(group) if depth < DEEPEST => {
            let all = group.get_column_iter();
            let all = all.map(|(name, value)| format!("{name}: {}", nested(value, depth + 1)));
            format!("{{{}}}", all.collect::<Vec<_>>().join(", "))
        }
        Field::ListInternal(list) if depth < DEEPEST => {
            let all = list.elements().iter().map(|value| nested(value, depth + 1));
            format!("[{}]", all.collect::<Vec<_>>().join(", "))
        }
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => String::new(),
        plain => text(plain, PLAIN),
    }
}
