//! A file of shapes looked at before it is opened: its features' texts as a table, and which fields
//! its reader would take for what.

use geo::{Coord, CoordsIter as _};

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::data::raw::ReadReport;
use crate::io::profiles::Holds as OfProfiles;
use crate::io::read::area_fields::AreaFields;
use crate::io::read::boundaries::{self, BoundaryOptions};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::kind::FileKind;
use crate::io::read::layers::{
    self, At, Choice, Layer, LayerCrs, Layers, Shape, chosen_of, polygons_of, report_of, system,
};
use crate::io::read::options::{Field, ProfileChoice, ReadOptions};
use crate::io::read::preview::{Coordinates, GEOMETRY, Preview, Understood, made};
use crate::io::read::roads::{self, name_columns};
use crate::io::read::settled::Settled;
use crate::io::read::shapes;
use crate::io::read::source::Source;
use crate::io::read::table::Table;

pub(super) const WANTED: &str = "a file of shapes (GeoJSON, a shapefile or a GeoPackage)";

/// Looks at the features of `source` as the reader of boundaries, roads or reference layers would.
pub(super) fn preview(
    source: &Source,
    kind: FileKind,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Preview, ReadError> {
    let at = At {
        shown: &source.shown,
        progress,
    };
    let mut layers = layers::open(source, WANTED, progress)?;
    let tables = names_of(&*layers);
    let choice = Choice {
        name: options.layer.as_deref(),
        ..choice_of(kind)
    };
    let mut layer = chosen_of(&mut *layers, choice, &at)?;
    if !layer.has_geometry {
        return Err(at.trouble(Trouble::WrongKind {
            found: "a table of texts alone".to_owned(),
            wanted: wanted(kind),
            remedy: "say that it is something else, or export it with its geometry",
        }));
    }
    let mut report = report_of(source, &mut layer);
    let understood = understand(&layer, kind, options, &at, &mut report);
    let shapes = shapes_said(&layer);
    let table = table_of(layer);
    let no_profile = ReadOptions {
        profile: ProfileChoice::None,
        ..options.clone()
    };
    let settled = Settled::of(&no_profile, &[], OfProfiles::Incidents);
    let mut seen = made(kind, &table, source, options, settled, understood)?;
    if kind == FileKind::Reference {
        // Their places are no columns.
        for column in &mut seen.columns {
            column.candidates.retain(|one| one.field == Field::Name);
        }
    }
    seen.shape.push((GEOMETRY, shapes));
    seen.tables = tables;
    Ok(seen)
}

fn wanted(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Boundaries => "polygons",
        FileKind::Roads => "lines",
        _ => WANTED,
    }
}

/// How the layer is chosen.
fn choice_of(kind: FileKind) -> Choice<'static> {
    match kind {
        FileKind::Boundaries => boundaries::CHOICE,
        FileKind::Roads => roads::CHOICE,
        _ => shapes::CHOICE,
    }
}

/// The layers that could be chosen; none where there is one.
fn names_of(layers: &dyn Layers) -> Vec<String> {
    let names = layers.list().iter().map(|layer| layer.name.clone());
    let names: Vec<String> = names.collect();
    if names.len() > 1 { names } else { Vec::new() }
}

/// The fields that are taken for something.
fn meanings(
    layer: &Layer,
    kind: FileKind,
    options: &ReadOptions,
    report: &mut ReadReport,
) -> Result<Vec<(usize, Field)>, Trouble> {
    if kind == FileKind::Boundaries {
        let areas = polygons(layer);
        let fields = AreaFields::find(layer, &areas, &BoundaryOptions::of(options))?;
        fields.describe(report);
        return Ok(fields.meanings());
    }
    let given = options.said_of(Field::Name);
    let given = given.as_deref();
    let columns = match kind {
        FileKind::Roads => name_columns(layer, given, "--roads-name"),
        _ => shapes::names(layer, given),
    };
    let named = |column| (column, Field::Name);
    Ok(columns?.into_iter().map(named).collect())
}

fn understand(
    layer: &Layer,
    kind: FileKind,
    options: &ReadOptions,
    at: &At<'_>,
    report: &mut ReadReport,
) -> Understood {
    let found = meanings(layer, kind, options, report);
    let corners: Vec<Coord> = layer
        .features
        .iter()
        .filter_map(|feature| match &feature.shape {
            Shape::Known(geometry) => Some(geometry.coords_iter()),
            Shape::Missing | Shape::Unusable(_) => None,
        })
        .flatten()
        .collect();
    let said = options.crs.map(|crs| (crs, crs_option(kind)));
    let system = system::of_shapes(layer.crs, &corners, said);
    let (meanings, mut fault) = match found {
        Ok(meanings) => (meanings, None),
        Err(trouble) => (Vec::new(), Some(at.trouble(trouble))),
    };
    let coordinates = match system {
        Ok((crs, why)) => Some(coordinates(layer, crs, &why)),
        Err(trouble) => {
            fault.get_or_insert(at.trouble(trouble));
            None
        }
    };
    if fault.is_none() && !has_wanted(layer, kind) {
        fault = Some(at.trouble(Trouble::WrongKind {
            found: format!("a file of {}", shapes_said(layer)),
            wanted: wanted(kind),
            remedy: "say that it is something else",
        }));
    }
    Understood {
        meanings,
        coordinates,
        dates: None,
        said: std::mem::take(&mut report.understood),
        fault,
    }
}

/// The option that names the system of such files.
fn crs_option(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Boundaries => "--boundary-crs",
        FileKind::Roads => "--roads-crs",
        _ => "--reference-crs",
    }
}

fn coordinates(layer: &Layer, crs: FileCrs, why: &str) -> Coordinates {
    Coordinates {
        crs,
        why: system::sentence(crs, why),
        can_change: !matches!(layer.crs, LayerCrs::Said(..)),
    }
}

/// Places of the features that are polygons.
fn polygons(layer: &Layer) -> Vec<usize> {
    let is_area = |shape: &Shape| polygons_of(shape.clone()).is_ok();
    let places = layer.features.iter().enumerate();
    places
        .filter(|(_, feature)| is_area(&feature.shape))
        .map(|(place, _)| place)
        .collect()
}

fn has_wanted(layer: &Layer, kind: FileKind) -> bool {
    let mut shapes = layer.features.iter().map(|feature| &feature.shape);
    match kind {
        FileKind::Boundaries => shapes.any(|shape| polygons_of(shape.clone()).is_ok()),
        FileKind::Roads => shapes.any(|shape| layers::lines_of(shape.clone()).is_ok()),
        _ => shapes.any(|shape| matches!(shape, Shape::Known(_))),
    }
}

/// What the features are: `polygons`, `lines and points`.
fn shapes_said(layer: &Layer) -> String {
    let mut words: Vec<&str> = Vec::new();
    for feature in &layer.features {
        if let Shape::Known(geometry) = &feature.shape {
            let word = layers::holds(geometry).words();
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words.sort_unstable();
    match words[..] {
        [] => "no geometry".to_owned(),
        _ => words.join(" and "),
    }
}

fn table_of(layer: Layer) -> Table {
    let headers = layer.fields.iter().map(|name| Header::new(name)).collect();
    let rows = layer.features.into_iter().map(|f| (f.number, f.texts));
    let amiss = ReadReport::default();
    Table::features(headers, None, rows.collect(), Vec::new(), amiss)
}
