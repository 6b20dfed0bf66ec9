//! From a file to a layer that is shown for reference.

use crate::base::Progress;
use crate::data::assemble::AssembleError;
use crate::data::raw::{RawPremises, RawShape, RawShapes};
use crate::data::reference::ReferenceLayer;
use crate::engine::load::LoadError;
use crate::io::read::{Input, ReadError, ReadOptions, ShapeOptions, read_premises, read_shapes};
use crate::project::Reference;

/// Reads the layer: shapes of any kind, or a table of places.
///
/// # Errors
/// When the file cannot be used, or its coordinate system is unknown.
pub fn load_reference(
    source: &Reference,
    progress: &Progress,
) -> Result<ReferenceLayer, LoadError> {
    let options = ShapeOptions {
        name_field: source.name_field.clone(),
        layer: source.layer.clone(),
        unpacked_bytes: None,
    };
    let raw = match read_shapes(Input::File(&source.path), &options, progress) {
        Ok(raw) => raw,
        Err(ReadError::Cancelled(cancelled)) => return Err(cancelled.into()),
        Err(error) => {
            // A table has its places in columns, as premises have.
            let table = ReadOptions {
                layer: source.layer.clone(),
                ..ReadOptions::default()
            };
            let read = read_premises(Input::File(&source.path), &table, progress);
            read.map(of_table).map_err(|_| error)?
        }
    };
    let layer = ReferenceLayer::from_raw(&raw).map_err(AssembleError::from)?;
    Ok(layer)
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
