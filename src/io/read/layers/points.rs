//! The points of a layer as a table of their texts, for readers of incidents and premises.

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::data::raw::ReadReport;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::layers::{
    At, Choice, Holds, Layer, Layers, Shape, Wanted, choose, point_of, system,
};
use crate::io::read::options::ReadOptions;
use crate::io::read::source::Source;
use crate::io::read::table::Table;

/// The table of the layer that is meant, and the system of its geometry if it has any. A layer
/// without geometry is a table all the same, which may have positions in columns.
///
/// # Errors
/// When no layer will do, or its coordinates cannot be placed.
pub(in crate::io::read) fn table(
    source: &Source,
    options: &ReadOptions,
    wanted: &'static str,
    progress: &Progress,
) -> Result<(Table, Option<FileCrs>), ReadError> {
    let mut layers = super::open(source, wanted, progress)?;
    of_layers(&mut *layers, source, options, wanted, progress)
}

/// The same of an opened file.
pub(in crate::io::read) fn of_layers(
    layers: &mut dyn Layers,
    source: &Source,
    options: &ReadOptions,
    wanted: &'static str,
    progress: &Progress,
) -> Result<(Table, Option<FileCrs>), ReadError> {
    let at = At {
        shown: &source.shown,
        progress,
    };
    let choice = Choice {
        wanted: Wanted::Points,
        name: options.layer.as_deref(),
        option: "--layer",
    };
    let index = choose(layers.list(), choice).map_err(|trouble| at.trouble(trouble))?;
    let holds = layers.list()[index].holds;
    let name = layers.list()[index].name.clone();
    let has_choice = layers.list().len() > 1;
    let called = layers.called();
    let mut layer = layers.read(index, &at)?;
    if has_choice {
        layer.notes.insert(0, format!("layer: \"{name}\""));
    }
    layer.notes.splice(0..0, source.notes.iter().cloned());
    if layer.features.is_empty() && !layer.has_geometry {
        let headers = layer.fields;
        return Err(at.trouble(Trouble::HeaderOnly { headers }));
    }
    let is_table = layer.features.iter().all(|f| f.shape == Shape::Missing);
    let has_texts = !(layer.features.is_empty() || layer.fields.is_empty());
    if is_table && (!layer.has_geometry || has_texts) {
        return Ok((of_texts(layer), None));
    }
    let points: Vec<Option<(f64, f64)>> =
        layer.features.iter().map(|f| point_of(&f.shape)).collect();
    if points.iter().all(Option::is_none) {
        return Err(at.trouble(no_points(&layer, holds, called, wanted)));
    }
    let stated = points.iter().flatten().copied();
    let crs =
        system::of_points(layer.crs, stated, options.crs).map_err(|trouble| at.trouble(trouble))?;
    Ok((of_points(layer, &points), Some(crs)))
}

fn of_texts(layer: Layer) -> Table {
    let headers = layer.fields.iter().map(|name| Header::new(name)).collect();
    let aside = aside(&layer);
    let rows = layer.features.into_iter().map(|f| (f.number, f.texts));
    Table::features(headers, None, rows.collect(), layer.notes, aside)
}

fn of_points(layer: Layer, points: &[Option<(f64, f64)>]) -> Table {
    let geometry = (layer.fields.len(), layer.fields.len() + 1);
    let names = layer.fields.iter().map(String::as_str);
    let headers = names
        .chain(["x of geometry", "y of geometry"])
        .map(Header::new)
        .collect();
    let mut aside = aside(&layer);
    let mut rows = Vec::with_capacity(points.len());
    for (feature, point) in layer.features.into_iter().zip(points) {
        let number = feature.number;
        match (&feature.shape, point) {
            (_, Some(_)) | (Shape::Missing, None) => {}
            (Shape::Unusable(why), None) => aside.remark(why, number),
            (Shape::Known(_), None) => aside.remark("geometry that is no single point", number),
        }
        let mut texts = feature.texts;
        let (x, y) = point.map_or_else(Default::default, |(x, y)| (x.to_string(), y.to_string()));
        texts.push(x.as_bytes());
        texts.push(y.as_bytes());
        rows.push((number, texts));
    }
    Table::features(headers, Some(geometry), rows, layer.notes, aside)
}

fn aside(layer: &Layer) -> ReadReport {
    let mut report = ReadReport::default();
    for (reason, number) in &layer.set_aside {
        report.set_aside(reason, *number);
    }
    report
}

fn no_points(layer: &Layer, holds: Holds, called: &str, wanted: &'static str) -> Trouble {
    let kinds = layer.features.iter().filter_map(|f| match &f.shape {
        Shape::Known(geometry) => Some(super::geometry::holds(geometry)),
        _ => None,
    });
    let wrong = |remedy| Trouble::WrongKind {
        found: format!("{called} of {}", holds.words()),
        wanted,
        remedy,
    };
    let first = layer.features.iter().find_map(|f| match &f.shape {
        Shape::Unusable(why) => Some(why.clone()),
        _ => None,
    });
    match kinds.reduce(Holds::and) {
        Some(Holds::Polygons) => wrong("give it as --boundaries"),
        Some(Holds::Lines) => wrong("lines are no places; give points, or lines as --roads"),
        Some(Holds::Points | Holds::Any | Holds::Nothing) => Trouble::NoGeometry {
            features: layer.features.len(),
            wanted: "point",
            first: first.or_else(|| Some("no single point".to_owned())),
        },
        None => Trouble::NoGeometry {
            features: layer.features.len(),
            wanted: "point",
            first,
        },
    }
}
