//! Reads boundaries: GeoJSON polygons with a name, perhaps a code and a number of residents.
//!
//! Rings are taken as they are written; whether they cross themselves is for the assembly of
//! the data set to see. Shapefiles and GeoPackages are refused with the way out.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{GeometryValue, Position};
use serde_json::{Map, Value};

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::data::raw::{RawArea, RawAreas, ReadReport};
use crate::io::read::area_fields::{AreaFields, Property};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::features::{Document, as_text, geometry_type};
use crate::io::read::format::refuse_workbook;
use crate::io::read::input::Input;
use crate::io::read::number::metres;
use crate::io::read::options::ReadOptions;
use crate::io::read::source::Source;

/// What a boundary file should be, for messages.
const WANTED: &str = "GeoJSON of polygons";

/// Reads polygons from GeoJSON. Names, codes and populations are guessed unless a field is given.
///
/// # Errors
/// When the file cannot be used at all, or a field given is not there.
pub fn read_boundaries<'a>(
    input: impl Into<Input<'a>>,
    name_field: Option<&str>,
    population_field: Option<&str>,
    progress: &Progress,
) -> Result<RawAreas, ReadError> {
    let source = Source::open(input.into(), WANTED, &ReadOptions::default())?;
    refuse_workbook(&source, WANTED)?;
    if !source.is_json() {
        let remedy = "convert it to GeoJSON, or give a table as --incidents or --premises";
        let found = "a text that is no JSON".to_owned();
        return Err(Trouble::WrongKind {
            found,
            wanted: WANTED,
            remedy,
        }
        .at(source.shown.as_str()));
    }
    let document = Document::read(&source, WANTED)?;
    let mut report = ReadReport::default();
    let shapes = shapes(&source, &document, progress, &mut report)?;
    let crs = system(&source, &document, &shapes, &mut report)?;
    let polygons: Vec<&Map<String, Value>> = shapes
        .iter()
        .map(|&(index, _)| &document.features[index])
        .collect();
    let fields = AreaFields::find(&polygons, name_field, population_field)
        .map_err(|trouble| trouble.at(source.shown.as_str()))?;
    fields.describe(&mut report);
    let areas = shapes.into_iter().map(|(index, shape)| {
        area(
            &document.features[index],
            index as u32 + 1,
            shape,
            &fields,
            &mut report,
        )
    });
    let areas = areas.collect();
    Ok(RawAreas {
        source: source.info()?,
        crs,
        areas,
        report,
    })
}

/// Index and polygons of each feature that has some; the others are set aside.
fn shapes(
    source: &Source,
    document: &Document,
    progress: &Progress,
    report: &mut ReadReport,
) -> Result<Vec<(usize, MultiPolygon)>, ReadError> {
    let total = document.features.len();
    let mut shapes = Vec::new();
    let mut first = None;
    for (index, feature) in document.features.iter().enumerate() {
        progress.check(index, total)?;
        match polygons_of(feature) {
            Ok(shape) => shapes.push((index, shape)),
            Err(reason) => {
                first.get_or_insert_with(|| reason.clone());
                report.set_aside(&reason, index as u32 + 1);
            }
        }
    }
    if shapes.is_empty() {
        let trouble = Trouble::NoGeometry {
            features: total,
            wanted: "polygon",
            first,
        };
        return Err(trouble.at(source.shown.as_str()));
    }
    Ok(shapes)
}

fn polygons_of(feature: &Map<String, Value>) -> Result<MultiPolygon, String> {
    let geometry = feature
        .get("geometry")
        .filter(|geometry| !geometry.is_null());
    let geometry = geometry.ok_or_else(|| "no geometry".to_owned())?;
    let kind = geometry_type(feature).unwrap_or("unknown");
    let unusable = || format!("geometry of type {kind} that cannot be read");
    let read: geojson::Geometry =
        serde_json::from_value(geometry.clone()).map_err(|_| unusable())?;
    let mut polygons = Vec::new();
    collect(&read.value, &mut polygons).ok_or_else(unusable)?;
    // A ring of fewer than three corners (and the first again) holds nothing.
    polygons.retain(|polygon: &Polygon| polygon.exterior().0.len() >= 4);
    if polygons.is_empty() {
        let empty = kind == "Polygon" || kind == "MultiPolygon";
        return Err(if empty {
            "empty polygon".to_owned()
        } else {
            format!("{kind}, no polygon")
        });
    }
    Ok(MultiPolygon::new(polygons))
}

/// Adds the polygons of `geometry`; `None` where a position has fewer than two numbers, of which
/// the conversion in `geojson` itself makes a panic.
fn collect(geometry: &GeometryValue, polygons: &mut Vec<Polygon>) -> Option<()> {
    match geometry {
        GeometryValue::Polygon { coordinates } => polygons.push(polygon(coordinates)?),
        GeometryValue::MultiPolygon { coordinates } => {
            for rings in coordinates {
                polygons.push(polygon(rings)?);
            }
        }
        GeometryValue::GeometryCollection { geometries } => {
            for part in geometries {
                collect(&part.value, polygons)?;
            }
        }
        _ => {}
    }
    Some(())
}

fn polygon(rings: &[Vec<Position>]) -> Option<Polygon> {
    let corner = |position: &Position| match *position.as_slice() {
        [x, y, ..] => Some(Coord { x, y }),
        _ => None,
    };
    let ring = |ring: &Vec<Position>| ring.iter().map(corner).collect::<Option<Vec<_>>>();
    let mut rings = rings
        .iter()
        .map(|corners| ring(corners).map(LineString::new));
    let outer = rings
        .next()
        .unwrap_or_else(|| Some(LineString::new(Vec::new())))?;
    Some(Polygon::new(outer, rings.collect::<Option<Vec<_>>>()?))
}

fn system(
    source: &Source,
    document: &Document,
    shapes: &[(usize, MultiPolygon)],
    report: &mut ReadReport,
) -> Result<FileCrs, ReadError> {
    if let Some(crs) = document.crs {
        report
            .understood
            .push(format!("coordinates: {crs} (the file says so)"));
        return Ok(crs);
    }
    let mut corners = shapes
        .iter()
        .flat_map(|(_, s)| s)
        .flat_map(|polygon| polygon.exterior().coords());
    if let Some(c) = corners.find(|c| c.x.abs() > 180.0 || c.y.abs() > 90.0) {
        return Err(Trouble::UnknownCrs {
            why: format!("it has no crs member, and {}, {} are no degrees", c.x, c.y),
            remedy: "export it in WGS 84 (EPSG:4326), or with its crs member",
        }
        .at(source.shown.as_str()));
    }
    report
        .understood
        .push("coordinates: longitude and latitude".to_owned());
    Ok(FileCrs::LON_LAT)
}

fn area(
    feature: &Map<String, Value>,
    number: u32,
    shape: MultiPolygon,
    fields: &AreaFields,
    report: &mut ReadReport,
) -> RawArea {
    let text = |field: &Option<Property>| {
        let value = field
            .as_ref()
            .and_then(|field| field.of(feature))
            .map(as_text);
        value
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let name = text(&fields.name).unwrap_or_else(|| {
        if fields.name.is_some() {
            report.remark("no name", number);
        }
        format!("area {number}")
    });
    let population = text(&fields.population).and_then(|text| {
        let people = Some(metres(&text)).filter(|people| *people >= 0.0);
        if people.is_none() {
            report.remark("no readable population", number);
        }
        people
    });
    RawArea {
        name,
        code: text(&fields.code),
        population,
        shape,
        line: number,
    }
}
