//! From a file to a layer that is shown for reference.

use crate::base::Progress;
use crate::data::assemble::AssembleError;
use crate::data::raw::{RawPremises, RawShape, RawShapes};
use crate::data::reference::ReferenceLayer;
use crate::engine::load::{LoadError, crs_said};
use crate::io::read::{
    Field, Input, ReadError, ReadOptions, ShapeOptions, read_premises, read_shapes,
};
use crate::project::Reference;

/// Reads the layer: shapes of any kind, or a table of places.
///
/// # Errors
/// When the file cannot be used, or its coordinate system is unknown.
pub fn load_reference(
    source: &Reference,
    progress: &Progress,
) -> Result<ReferenceLayer, LoadError> {
    let raw = read_reference(source, progress)?;
    let layer = ReferenceLayer::from_raw(&raw).map_err(AssembleError::from)?;
    Ok(layer)
}

/// The shapes of the layer as the file has them.
///
/// # Errors
/// When the file cannot be used.
pub fn read_reference(source: &Reference, progress: &Progress) -> Result<RawShapes, ReadError> {
    let options = ShapeOptions {
        name_field: source.name_field.clone(),
        layer: source.layer.clone(),
        crs: crs_said(source.crs.as_deref()),
        unpacked_bytes: None,
    };
    match read_shapes(Input::File(&source.path), &options, progress) {
        Err(error @ ReadError::File { .. }) => {
            // A table has its places in columns, as premises have.
            let name = |name: &String| Some(name.clone()).filter(|name| !name.is_empty());
            let named = source.name_field.as_ref();
            let table = ReadOptions {
                map: named
                    .map(|field| (Field::Name, name(field)))
                    .into_iter()
                    .collect(),
                layer: source.layer.clone(),
                crs: crs_said(source.crs.as_deref()),
                ..ReadOptions::default()
            };
            let read = read_premises(Input::File(&source.path), &table, progress);
            read.map(of_table).map_err(|_| error)
        }
        read => read,
    }
}

fn of_table(table: RawPremises) -> RawShapes {
    let shape = |((x, y), place): ((f64, f64), crate::data::Premises)| RawShape {
        name: place.name,
        geometry: geo::Point::new(x, y).into(),
        number: place.line,
    };
    RawShapes {
        source: table.source,
        crs: table.crs,
        shapes: table.rows.into_iter().map(shape).collect(),
        report: table.report,
    }
}
