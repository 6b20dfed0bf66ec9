//! Reads roads: lines, most of them with a name, from any file of features.

use geo::{Coord, LineString};

use crate::base::Progress;
use crate::data::raw::{RawRoad, RawRoads, ReadReport};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::input::Input;
use crate::io::read::layers::{
    At, Choice, Feature, Holds, Layer, Shape, ShapeOptions, Wanted, chosen, holds, lines_of,
    open_source, report_of, system_said,
};

/// What a file of roads should be, for messages.
const WANTED: &str = "a file of roads (lines in GeoJSON, a shapefile or a GeoPackage)";
/// Flat headings of names, the best first: OS Open Roads and MasterMap, OpenStreetMap, TIGER,
/// councils. A road without a name is called by its number.
const NAMES: [&str; 14] = [
    "name",
    "distinctivename",
    "name1",
    "designatedname1",
    "roadname",
    "roadname1",
    "streetname",
    "street",
    "fullname",
    "stname",
    "label",
    "roadnumber",
    "roadclassificationnumber",
    "ref",
];

/// How a layer of roads is chosen where none is named.
pub(super) const CHOICE: Choice<'static> = Choice {
    wanted: Wanted::Lines,
    name: None,
    option: "--roads-layer",
};

/// Reads lines. Those without a name are kept, and how many have one is said.
///
/// # Errors
/// When the file cannot be used at all, or a field or layer given is not there.
pub fn read_roads<'a>(
    input: impl Into<Input<'a>>,
    options: &ShapeOptions,
    progress: &Progress,
) -> Result<RawRoads, ReadError> {
    let source = open_source(input.into(), WANTED, options.unpacked_bytes)?;
    let at = At {
        shown: &source.shown,
        progress,
    };
    let choice = Choice {
        name: options.layer.as_deref(),
        ..CHOICE
    };
    let (mut layer, called) = chosen(&source, WANTED, choice, &at)?;
    let mut report = report_of(&source, &mut layer);
    let names = name_columns(&layer, options.name_field.as_deref(), "--roads-name")
        .map_err(|trouble| at.trouble(trouble))?;
    let roads = roads(&mut layer, &names, called, &at, &mut report)?;
    say_names(&layer, &names, &roads, &mut report);
    let corners = corners(&roads);
    let said = options.crs.map(|crs| (crs, "--roads-crs"));
    let crs = system_said(&layer, &corners, said, &at, &mut report)?;
    Ok(RawRoads {
        source: source.info()?,
        crs,
        roads,
        report,
    })
}

/// Places of the fields with names: the one that was given (none where its name is empty), else
/// all that may have one.
pub(super) fn name_columns(
    layer: &Layer,
    given: Option<&str>,
    option: &str,
) -> Result<Vec<usize>, Trouble> {
    let headers: Vec<Header> = layer.fields.iter().map(|name| Header::new(name)).collect();
    let place = |flat: &str| headers.iter().position(|header| header.flat == flat);
    let Some(given) = given else {
        return Ok(NAMES.iter().filter_map(|wanted| place(wanted)).collect());
    };
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let exact = layer.fields.iter().position(|field| field == given);
    let found = exact.or_else(|| place(&Header::new(given).flat));
    found
        .map(|column| vec![column])
        .ok_or_else(|| Trouble::NoSuchColumn {
            column: given.to_owned(),
            option: option.to_owned(),
            headers: layer.fields.clone(),
        })
}

fn say_names(layer: &Layer, columns: &[usize], roads: &[RawRoad], report: &mut ReadReport) {
    let fields = columns.iter().map(|&i| format!("\"{}\"", layer.fields[i]));
    let fields: Vec<String> = fields.collect();
    report.understood.push(if fields.is_empty() {
        "name: no field found; roads name no places (--roads-name names one)".to_owned()
    } else {
        format!("name: field {}", fields.join(", else "))
    });
    let named = roads.iter().filter(|road| !road.name.is_empty()).count();
    let all = roads.len();
    report
        .understood
        .push(format!("{named} of {all} lines have a name"));
}

/// The features that are lines; the others are set aside.
fn roads(
    layer: &mut Layer,
    names: &[usize],
    called: &str,
    at: &At<'_>,
    report: &mut ReadReport,
) -> Result<Vec<RawRoad>, ReadError> {
    let total = layer.features.len();
    let mut roads = Vec::new();
    let mut first = None;
    let mut kinds = None;
    for (done, feature) in layer.features.iter_mut().enumerate() {
        at.progress.check(done, total)?;
        let name = name_of(feature, names);
        let shape = std::mem::replace(&mut feature.shape, Shape::Missing);
        if let Shape::Known(geometry) = &shape {
            let own = holds(geometry);
            kinds = Some(kinds.map_or(own, |before: Holds| before.and(own)));
        }
        match lines_of(shape) {
            Ok(lines) => roads.push(RawRoad {
                name,
                lines,
                number: feature.number,
            }),
            Err(why) => {
                first.get_or_insert_with(|| why.clone());
                report.set_aside(&why, feature.number);
            }
        }
    }
    if !roads.is_empty() {
        return Ok(roads);
    }
    let wrong = |what: &str, remedy| Trouble::WrongKind {
        found: format!("{called} of {what}"),
        wanted: WANTED,
        remedy,
    };
    Err(at.trouble(match kinds {
        Some(Holds::Points) => wrong("points", "give it as --incidents or --premises"),
        Some(Holds::Polygons) => wrong("polygons", "give it as --boundaries"),
        _ if !layer.has_geometry => wrong("texts alone", "export it with its geometry"),
        _ => Trouble::NoGeometry {
            features: total,
            wanted: "line",
            first,
        },
    }))
}

/// The first of the fields `names` that says something; empty where none does.
pub(super) fn name_of(feature: &Feature, names: &[usize]) -> String {
    let row = feature.texts.row(feature.number);
    let texts = names
        .iter()
        .map(|&column| row.text(column).trim().to_owned());
    let mut texts = texts.filter(|text| !text.is_empty());
    texts.next().unwrap_or_default()
}

fn corners(roads: &[RawRoad]) -> Vec<Coord> {
    let lines = roads.iter().flat_map(|road| &road.lines);
    lines.flat_map(LineString::coords).copied().collect()
}
