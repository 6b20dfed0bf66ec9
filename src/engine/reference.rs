//! From a file to a layer that is shown for reference.

use crate::base::Progress;
use crate::data::assemble::AssembleError;
use crate::data::raw::{RawPremises, RawShape, RawShapes};
use crate::data::reference::ReferenceLayer;
use crate::engine::load::LoadError;
use crate::engine::reading::options_of;
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
    let options = ReadOptions {
        layer: source.layer.clone(),
        // A document of another version may say what this one cannot.
        ..options_of(&source.reading).unwrap_or_default()
    };
    let of_shapes = ShapeOptions::of(&options);
    match read_shapes(Input::File(&source.path), &of_shapes, progress) {
        Err(error @ ReadError::File { .. }) => {
            // A table has its places in columns, as premises have.
            let read = read_premises(Input::File(&source.path), &options, progress);
            let is_table_said = options.map.keys().any(|&field| field != Field::Name);
            read.map(of_table)
                .map_err(|of_table| if is_table_said { of_table } else { error })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sources::reference_of;
    use crate::io::read::parse_reference_mapping;

    #[test]
    fn a_table_is_read_by_the_columns_that_are_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cameras.csv");
        let table = "what,across,up\nnorth pole,450100,520100\nsouth pole,450200,520200\n";
        std::fs::write(&path, table).unwrap();
        let read = |said: &[&str]| {
            let map = said
                .iter()
                .map(|said| parse_reference_mapping(said).unwrap());
            let options = ReadOptions {
                map: map.collect(),
                ..ReadOptions::default()
            };
            load_reference(&reference_of(path.clone(), &options), &Progress::new())
        };
        assert!(read(&[]).is_err());
        let layer = read(&["easting=across", "northing=up", "name=what"]).unwrap();
        let names: Vec<&str> = layer.names.iter().map(|(_, name)| &**name).collect();
        assert_eq!(names, ["north pole", "south pole"]);
        let error = read(&["easting=sideways", "northing=up"]).unwrap_err();
        assert!(error.to_string().contains("sideways"), "{error}");
        assert!(parse_reference_mapping("closes=Fri").is_err());
    }
}
