//! Reads shapes of any kind, to be looked at.

use geo::{Coord, CoordsIter};

use crate::base::Progress;
use crate::data::raw::{RawShape, RawShapes, ReadReport};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::input::Input;
use crate::io::read::layers::{
    At, Choice, Layer, Shape, ShapeOptions, Wanted, chosen, open_source, report_of, system,
};
use crate::io::read::roads::{name_columns, name_of};

/// What such a file should be, for messages.
const WANTED: &str = "a file of shapes (GeoJSON, a shapefile or a GeoPackage)";

/// How a layer is chosen where none is named.
pub(super) const CHOICE: Choice<'static> = Choice {
    wanted: Wanted::Anything,
    name: None,
    option: "--reference-layer",
};

/// Reads points, lines and polygons.
///
/// # Errors
/// When the file cannot be used at all, or a field or layer given is not there.
pub fn read_shapes<'a>(
    input: impl Into<Input<'a>>,
    options: &ShapeOptions,
    progress: &Progress,
) -> Result<RawShapes, ReadError> {
    let source = open_source(input.into(), WANTED, options.unpacked_bytes)?;
    let at = At {
        shown: &source.shown,
        progress,
    };
    let choice = Choice {
        name: options.layer.as_deref(),
        ..CHOICE
    };
    let (mut layer, _) = chosen(&source, WANTED, choice, &at)?;
    let mut report = report_of(&source, &mut layer);
    let names =
        names(&layer, options.name_field.as_deref()).map_err(|trouble| at.trouble(trouble))?;
    let shapes = shapes(&mut layer, &names, &at, &mut report)?;
    let corners: Vec<Coord> = shapes
        .iter()
        .flat_map(|shape| shape.geometry.coords_iter())
        .collect();
    let said = options.crs.map(|crs| (crs, "--reference-crs"));
    let (crs, _) =
        system::of_shapes(layer.crs, &corners, said).map_err(|trouble| at.trouble(trouble))?;
    Ok(RawShapes {
        source: source.info()?,
        crs,
        shapes,
        report,
    })
}

/// Fields with names: those of roads, or else the first called so.
pub(super) fn names(layer: &Layer, given: Option<&str>) -> Result<Vec<usize>, Trouble> {
    let found = name_columns(layer, given, "--reference-name")?;
    if !found.is_empty() || given.is_some() {
        return Ok(found);
    }
    let is_name = |field: &String| Header::new(field).has_word(&["name", "nm", "title"]);
    Ok(layer.fields.iter().position(is_name).into_iter().collect())
}

fn shapes(
    layer: &mut Layer,
    names: &[usize],
    at: &At<'_>,
    report: &mut ReadReport,
) -> Result<Vec<RawShape>, ReadError> {
    let total = layer.features.len();
    let mut shapes = Vec::new();
    let mut first = None;
    for (done, feature) in layer.features.iter_mut().enumerate() {
        at.progress.check(done, total)?;
        let name = name_of(feature, names);
        let why = match std::mem::replace(&mut feature.shape, Shape::Missing) {
            Shape::Known(geometry) => {
                shapes.push(RawShape {
                    name,
                    geometry,
                    number: feature.number,
                });
                continue;
            }
            Shape::Missing => "no geometry".to_owned(),
            Shape::Unusable(why) => why,
        };
        report.set_aside(&why, feature.number);
        first.get_or_insert(why);
    }
    if shapes.is_empty() {
        return Err(at.trouble(Trouble::NoGeometry {
            features: total,
            wanted: "shape",
            first,
        }));
    }
    Ok(shapes)
}
