//! Files of features: records that have a geometry beside their texts.
//!
//! Every format has a file of its own here and gives the same: [`Layers`], of which one
//! [`Layer`] is read. What becomes of a layer is for its user: points become a table
//! ([`points`]), polygons become boundaries, lines become roads. Heights and measures are
//! dropped, for the analysis is in the plane.
//!
//! Formats are told by content ([`kind`]). What no program should have written is set aside
//! feature by feature with the reason; a file whose frame is broken is refused. No reader asks
//! for more memory than the file has bytes to fill.

pub(super) mod archive;
mod choose;
mod code_page;
pub(super) mod companions;
mod dbf;
mod flatgeobuf;
mod geojson;
mod geometry;
pub(super) mod geopackage;
pub(super) mod kind;
mod kml;
#[cfg(test)]
mod malformed;
mod opening;
mod parquet;
pub(super) mod points;
mod shapefile;
pub(super) mod system;
mod topojson;
mod wkb;

use geo::Geometry;

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::records::OwnRecord;

pub(super) use choose::{Choice, Wanted, choose};
pub(super) use geometry::{holds, lines_of, point_of, polygons_of};
pub(super) use kind::open;
pub use opening::ShapeOptions;
pub(super) use opening::{chosen, chosen_of, open_source, report_of, system_said};

/// A feature as its file has it.
#[derive(Clone, Debug)]
pub(super) struct Feature {
    /// Its number in the file, from 1.
    pub(super) number: u32,
    /// A text for each field of the layer; empty where it has none.
    pub(super) texts: OwnRecord,
    /// Where it is.
    pub(super) shape: Shape,
}

/// Where a feature is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// In the coordinates of the file.
    Known(Geometry),
    /// It has no geometry.
    Missing,
    /// It has one that is of no use, and why.
    Unusable(String),
}

/// Features with the same fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    /// Names of the fields, in file order.
    pub(super) fields: Vec<String>,
    /// The features, in file order.
    pub(super) features: Vec<Feature>,
    /// Whether features may have geometry at all; else it is a plain table.
    pub(super) has_geometry: bool,
    /// The system of the coordinates.
    pub(super) crs: LayerCrs,
    /// What the user should know of how it was read, one sentence each.
    pub(super) notes: Vec<String>,
    /// Reason to numbers of records that are no feature at all.
    pub(super) set_aside: Vec<(String, u32)>,
}

/// What a file says of the system of its coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LayerCrs {
    /// It names one. With who says so.
    Said(FileCrs, &'static str),
    /// Its format knows no other than longitude and latitude unless it says so.
    #[default]
    LonLatByDefault,
    /// Nothing, and there is no default.
    Unsaid,
}

/// What a layer holds, before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Described {
    /// Its name; empty where the format has no names.
    pub(super) name: String,
    /// What its geometries are.
    pub(super) holds: Holds,
}

/// Kinds of geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Points.
    Points,
    /// Lines.
    Lines,
    /// Polygons.
    Polygons,
    /// Several kinds, or it cannot be told before all of it is read.
    Any,
    /// None: a plain table.
    Nothing,
}

/// An opened file of features.
pub(super) trait Layers {
    /// Its layers. There is at least one.
    fn list(&self) -> &[Described];

    /// Reads the layer of this place in the list.
    fn read(&mut self, index: usize, at: &At<'_>) -> Result<Layer, ReadError>;

    /// What the format is called, for messages: `a shapefile`.
    fn called(&self) -> &'static str;
}

/// The file that is being read, for messages, and who waits for it.
pub(super) struct At<'a> {
    /// The path as the user gave it.
    pub(super) shown: &'a str,
    /// Told how far it is.
    pub(super) progress: &'a Progress,
}

impl At<'_> {
    /// This trouble with the file.
    pub(super) fn trouble(&self, trouble: Trouble) -> ReadError {
        trouble.at(self.shown)
    }

    /// That the file is damaged.
    pub(super) fn damaged(&self, why: &dyn std::fmt::Display) -> ReadError {
        self.trouble(Trouble::Unreadable {
            why: why.to_string(),
        })
    }
}

impl Holds {
    /// What things of both kinds together are.
    pub(super) fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Any }
    }

    /// What a geometry is by the name its format gives it, such as `MultiPolygon` or `POINT Z`.
    pub(super) fn named(name: &str) -> Self {
        let name = name.to_ascii_uppercase();
        let has = |word| name.contains(word);
        if has("POINT") {
            Self::Points
        } else if has("POLYGON") || has("SURFACE") {
            Self::Polygons
        } else if has("LINE") || has("CURVE") || has("CIRCULARSTRING") {
            Self::Lines
        } else {
            Self::Any
        }
    }

    /// In words, for lists.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Lines => "lines",
            Self::Polygons => "polygons",
            Self::Any => "geometry",
            Self::Nothing => "no geometry",
        }
    }
}
