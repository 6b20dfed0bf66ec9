//! Opens whatever holds features, by what it is.

use std::path::Path;

use crate::base::Progress;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::format::Format;
use crate::io::read::layers::companions::{beside, has_extension, shapefile_of};
use crate::io::read::layers::geometry::holds;
use crate::io::read::layers::shapefile::Parts;
use crate::io::read::layers::{
    At, Described, Holds, Layer, Layers, Shape, archive, flatgeobuf, geojson, geopackage, kml,
    parquet, shapefile,
};
use crate::io::read::source::Source;

/// The kind of features that bytes begin with, if they are no text.
pub(in crate::io::read) fn of_bytes(first: &[u8]) -> Option<Format> {
    if first.starts_with(geopackage::MAGIC) {
        Some(Format::GeoPackage)
    } else if shapefile::is_shp(first) {
        Some(Format::Shapefile)
    } else if first.starts_with(parquet::MAGIC) {
        Some(Format::Parquet)
    } else if flatgeobuf::is_flatgeobuf(first) {
        Some(Format::FlatGeobuf)
    } else {
        None
    }
}

/// The kind of features that a text begins with.
pub(in crate::io::read) fn of_text(head: &[u8]) -> Option<Format> {
    if geojson::is_json(head) {
        Some(Format::GeoJson)
    } else if kml::is_kml(head) {
        Some(Format::Kml)
    } else {
        None
    }
}

/// Whether a file that starts with `first` is one of those of a shapefile. Some of them say
/// nothing of themselves by their bytes; what lies beside them tells.
pub(in crate::io::read) fn is_of_shapefile(path: &Path, first: &[u8]) -> bool {
    // Versions of dBASE and FoxPro, and a number of records that is no text.
    const VERSIONS: [u8; 12] = [
        0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x83, 0x8b, 0x8e, 0xcb, 0xf5,
    ];
    let is_table = || {
        has_extension(path, "dbf")
            && first
                .first()
                .is_some_and(|version| VERSIONS.contains(version))
            && first.get(..32).is_some_and(|head| head.contains(&0))
    };
    shapefile_of(path).is_some() || is_table()
}

/// Opens `source`, which should be `wanted`, if it holds features.
///
/// # Errors
/// When it is damaged, or is none of the formats.
pub(in crate::io::read) fn open<'a>(
    source: &'a Source,
    wanted: &'static str,
    progress: &Progress,
) -> Result<Box<dyn Layers + 'a>, ReadError> {
    let at = At {
        shown: &source.shown,
        progress,
    };
    match source.format {
        Format::GeoJson => geojson::open(&source.whole()?, wanted, &at),
        Format::Kml => kml::open(&source.contents()?, &at),
        Format::FlatGeobuf => flatgeobuf::open(&source.contents()?, &at),
        Format::Parquet => parquet::open(source.contents()?, &at),
        Format::GeoPackage => match source.path() {
            Some(path) => geopackage::open(path, wanted, &at),
            None => geopackage::open_contents(&source.contents()?, wanted, &at),
        },
        Format::Shapefile => shapefile_at(source, &at),
        Format::Packed => archive::open(source, &at),
        Format::Text | Format::Xlsx | Format::Ods | Format::Xls => {
            Err(at.trouble(Trouble::WrongKind {
                found: "a table without geometry".to_owned(),
                wanted,
                remedy: "convert it to GeoJSON, or give a table as --incidents or --premises",
            }))
        }
    }
}

/// A shapefile of which any file was given.
fn shapefile_at(source: &Source, at: &At<'_>) -> Result<Box<dyn Layers>, ReadError> {
    let Some(path) = source.path() else {
        // Out of an archive, where it stood alone.
        let parts = Parts {
            shp: source.contents()?,
            ..Parts::default()
        };
        return Ok(Box::new(Ready::new(
            "a shapefile",
            shapefile::read(&parts, at)?,
        )));
    };
    let read = |path: &Path| std::fs::read(path).map_err(|error| source.trouble(&error));
    let optional =
        |shp: &Path, extension: &str| beside(shp, extension).map(|p| read(&p)).transpose();
    let text = |bytes: Option<Vec<u8>>| bytes.map(|b| crate::io::read::crs_text::of_bytes(&b));
    let own = if has_extension(path, "shp") {
        Some(path.to_owned())
    } else {
        shapefile_of(path)
    };
    let Some(shp) = own else {
        if has_extension(path, "dbf") {
            let cpg = text(optional(path, "cpg")?);
            let layer = shapefile::read_table(&read(path)?, cpg.as_deref(), at)?;
            return Ok(Box::new(Ready::new("a dBASE table", layer)));
        }
        return Err(at.trouble(Trouble::WrongKind {
            found: "a part of a shapefile".to_owned(),
            wanted: "a whole one",
            remedy: "put the .shp of the same name beside it",
        }));
    };
    let parts = Parts {
        shp: read(&shp)?,
        shx: optional(&shp, "shx")?,
        dbf: optional(&shp, "dbf")?,
        prj: text(optional(&shp, "prj")?),
        cpg: text(optional(&shp, "cpg")?),
    };
    let mut layer = shapefile::read(&parts, at)?;
    if shp != path {
        layer
            .notes
            .push(format!("shapes: those of {}", shp.display()));
    }
    Ok(Box::new(Ready::new("a shapefile", layer)))
}

/// A file of one layer that is read already.
pub(super) struct Ready {
    called: &'static str,
    list: [Described; 1],
    layer: Layer,
}

impl Ready {
    /// The layer of a file whose format has no names.
    pub(super) fn new(called: &'static str, layer: Layer) -> Self {
        Self::named(called, "", layer)
    }

    /// The layer of a file.
    pub(super) fn named(called: &'static str, name: &str, layer: Layer) -> Self {
        let kinds = layer.features.iter().filter_map(|f| match &f.shape {
            Shape::Known(geometry) => Some(holds(geometry)),
            _ => None,
        });
        let holds = if layer.has_geometry {
            kinds.reduce(Holds::and).unwrap_or(Holds::Any)
        } else {
            Holds::Nothing
        };
        let name = name.to_owned();
        Self {
            called,
            list: [Described { name, holds }],
            layer,
        }
    }
}

impl Layers for Ready {
    fn list(&self) -> &[Described] {
        &self.list
    }

    fn called(&self) -> &'static str {
        self.called
    }

    fn read(&mut self, _index: usize, _at: &At<'_>) -> Result<Layer, ReadError> {
        Ok(std::mem::take(&mut self.layer))
    }
}
