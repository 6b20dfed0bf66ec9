//! What all readers of features begin and end with.

use geo::Coord;

use crate::crs::FileCrs;
use crate::data::raw::ReadReport;
use crate::io::read::error::ReadError;
use crate::io::read::input::Input;
use crate::io::read::layers::choose::{Choice, choose};
use crate::io::read::layers::{self, At, Layer, Layers, system};
use crate::io::read::options::{Field, ReadOptions};
use crate::io::read::source::Source;

/// What the user says of a file of lines, or of any shapes, beside its path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShapeOptions {
    /// Field with the name; guessed where `None`.
    pub name_field: Option<String>,
    /// Which of several layers; by what is wanted where `None`.
    pub layer: Option<String>,
    /// System of the coordinates, used where the file does not say.
    pub crs: Option<FileCrs>,
    /// What a packed file may unpack to; see [`ReadOptions`](crate::io::read::ReadOptions).
    pub unpacked_bytes: Option<u64>,
}

impl ShapeOptions {
    /// What `options` say of shapes.
    pub fn of(options: &ReadOptions) -> Self {
        Self {
            name_field: options.said_of(Field::Name),
            layer: options.layer.clone(),
            crs: options.crs,
            unpacked_bytes: options.unpacked_bytes,
        }
    }
}

/// Opens a file of features, which may unpack to so many bytes.
pub(in crate::io::read) fn open_source(
    input: Input<'_>,
    wanted: &'static str,
    unpacked_bytes: Option<u64>,
) -> Result<Source, ReadError> {
    let opening = ReadOptions {
        unpacked_bytes,
        ..ReadOptions::default()
    };
    Source::open(input, wanted, &opening)
}

/// The layer that is meant, and what its format is called.
pub(in crate::io::read) fn chosen(
    source: &Source,
    wanted: &'static str,
    choice: Choice<'_>,
    at: &At<'_>,
) -> Result<(Layer, &'static str), ReadError> {
    let mut layers = layers::open(source, wanted, at.progress)?;
    let layer = chosen_of(&mut *layers, choice, at)?;
    Ok((layer, layers.called()))
}

/// The layer that is meant, of an opened file.
pub(in crate::io::read) fn chosen_of(
    layers: &mut dyn Layers,
    choice: Choice<'_>,
    at: &At<'_>,
) -> Result<Layer, ReadError> {
    let index = choose(layers.list(), choice).map_err(|trouble| at.trouble(trouble))?;
    let name = layers.list()[index].name.clone();
    let has_choice = layers.list().len() > 1;
    let mut layer = layers.read(index, at)?;
    if has_choice {
        layer.notes.insert(0, format!("layer: \"{name}\""));
    }
    Ok(layer)
}

/// What is known of a layer before its features are looked at.
pub(in crate::io::read) fn report_of(source: &Source, layer: &mut Layer) -> ReadReport {
    let mut report = ReadReport {
        understood: source.notes.clone(),
        ..ReadReport::default()
    };
    report.understood.append(&mut layer.notes);
    for (reason, number) in &layer.set_aside {
        report.set_aside(reason, *number);
    }
    report
}

/// The system of a layer with these corners, which is said in `report`. `said` is what the user
/// says, and by which option.
pub(in crate::io::read) fn system_said(
    layer: &Layer,
    corners: &[Coord],
    said: Option<(FileCrs, &'static str)>,
    at: &At<'_>,
    report: &mut ReadReport,
) -> Result<FileCrs, ReadError> {
    let found = system::of_shapes(layer.crs, corners, said);
    let (crs, why) = found.map_err(|trouble| at.trouble(trouble))?;
    report.understood.push(system::sentence(crs, &why));
    Ok(crs)
}
