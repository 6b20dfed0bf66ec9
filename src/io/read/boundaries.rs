//! Reads boundaries: polygons with a name, perhaps a code and a number of residents, from any
//! file of features.
//!
//! Rings are taken as they are written; whether they cross themselves is for the assembly of
//! the data set to see.

use geo::{Coord, MultiPolygon};

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::data::raw::{RawArea, RawAreas, ReadReport};
use crate::io::read::area_fields::{AreaField, AreaFields};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::input::Input;
use crate::io::read::layers::{
    At, Choice, Feature, Holds, Layer, Shape, Wanted, chosen, holds, open_source, polygons_of,
    report_of, system_said,
};
use crate::io::read::number::metres;
use crate::io::read::options::{Field, ReadOptions};

/// What a boundary file should be, for messages.
const WANTED: &str = "a file of polygons (GeoJSON, a shapefile or a GeoPackage)";

/// What the user says of a boundary file beside its path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoundaryOptions {
    /// Field with the name; guessed where `None`.
    pub name_field: Option<String>,
    /// Field with the population; guessed where `None`.
    pub population_field: Option<String>,
    /// Field with the code; guessed where `None`. An empty name, here and above, says that there
    /// is no such field.
    pub code_field: Option<String>,
    /// Which of several layers; the one with polygons where `None`.
    pub layer: Option<String>,
    /// System of the coordinates, used where the file does not say.
    pub crs: Option<FileCrs>,
    /// What a packed file may unpack to; see [`ReadOptions::unpacked_bytes`].
    pub unpacked_bytes: Option<u64>,
}

/// How a layer of boundaries is chosen where none is named.
pub(super) const CHOICE: Choice<'static> = Choice {
    wanted: Wanted::Polygons,
    name: None,
    option: "--boundary-layer",
};

impl BoundaryOptions {
    /// What `options` say of boundaries. A field that is said to be in no column has an empty
    /// name here.
    pub fn of(options: &ReadOptions) -> Self {
        Self {
            name_field: options.said_of(Field::Name),
            population_field: options.said_of(Field::Population),
            code_field: options.said_of(Field::Code),
            layer: options.layer.clone(),
            crs: options.crs,
            unpacked_bytes: options.unpacked_bytes,
        }
    }
}

/// Reads polygons. Names, codes and populations are guessed unless a field is given.
///
/// # Errors
/// When the file cannot be used at all, or a field or layer given is not there.
pub fn read_boundaries<'a>(
    input: impl Into<Input<'a>>,
    options: &BoundaryOptions,
    progress: &Progress,
) -> Result<RawAreas, ReadError> {
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
    let shapes = shapes(&mut layer, called, &at, &mut report)?;
    let corners: Vec<Coord> = shapes
        .iter()
        .flat_map(|(_, shape)| shape)
        .flat_map(|polygon| polygon.exterior().coords().copied())
        .collect();
    let said = options.crs.map(|crs| (crs, "--boundary-crs"));
    let crs = system_said(&layer, &corners, said, &at, &mut report)?;
    let areas: Vec<usize> = shapes.iter().map(|&(index, _)| index).collect();
    let fields =
        AreaFields::find(&layer, &areas, options).map_err(|trouble| at.trouble(trouble))?;
    fields.describe(&mut report);
    let areas = shapes
        .into_iter()
        .map(|(index, shape)| area(&layer.features[index], shape, &fields, &mut report));
    let areas = areas.collect();
    Ok(RawAreas {
        source: source.info()?,
        crs,
        areas,
        report,
    })
}

/// Place and polygons of each feature that has some; the others are set aside.
fn shapes(
    layer: &mut Layer,
    called: &str,
    at: &At<'_>,
    report: &mut ReadReport,
) -> Result<Vec<(usize, MultiPolygon)>, ReadError> {
    let total = layer.features.len();
    let mut shapes = Vec::new();
    let mut first = None;
    let mut kinds = None;
    for (index, feature) in layer.features.iter_mut().enumerate() {
        at.progress.check(index, total)?;
        let shape = std::mem::replace(&mut feature.shape, Shape::Missing);
        if let Shape::Known(geometry) = &shape {
            let own = holds(geometry);
            kinds = Some(kinds.map_or(own, |before: Holds| before.and(own)));
        }
        match polygons_of(shape) {
            Ok(shape) => shapes.push((index, shape)),
            Err(reason) => {
                first.get_or_insert_with(|| reason.clone());
                report.set_aside(&reason, feature.number);
            }
        }
    }
    if !shapes.is_empty() {
        return Ok(shapes);
    }
    let wrong = |what: &str, remedy| Trouble::WrongKind {
        found: format!("{called} of {what}"),
        wanted: WANTED,
        remedy,
    };
    Err(at.trouble(match kinds {
        Some(Holds::Points) => wrong("points", "give it as --incidents or --premises"),
        Some(Holds::Lines) => wrong("lines", "lines enclose nothing; close them to polygons"),
        _ if !layer.has_geometry => wrong("texts alone", "give it as --incidents or --premises"),
        _ => Trouble::NoGeometry {
            features: total,
            wanted: "polygon",
            first,
        },
    }))
}

fn area(
    feature: &Feature,
    shape: MultiPolygon,
    fields: &AreaFields,
    report: &mut ReadReport,
) -> RawArea {
    let number = feature.number;
    let text = |field: &Option<AreaField>| field.as_ref().and_then(|field| field.of(feature));
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
