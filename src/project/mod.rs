//! The document: what the user chose, as plain values.
//!
//! It holds no data, no result and no handle, so it can be compared, cloned for undo and, one
//! day, written to a file. Everything that is shown follows from it and from the files it names.

pub mod basemap;
pub mod edit;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::analysis::kernel::Kernel;
use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::surface::SurfaceParams;
use crate::base::ClockWindow;
use crate::data::Mending;
use crate::data::filter::{Filter, TimeFilter};
use crate::data::premises::{NightRule, PremisesChoice};

pub use basemap::{Basemap, TileServer, TileServerError};
pub use edit::Edit;

/// Everything the user chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Where the data comes from.
    pub sources: Sources,
    /// How the incident files are read, as far as anything was said.
    #[serde(default)]
    pub reading: Reading,
    /// Which incidents count.
    pub filter: Filter,
    /// The density surface.
    pub surface: SurfaceParams,
    /// The ranked list.
    pub ranking: RankParams,
    /// When premises count as night-time economy.
    pub night_rule: NightRule,
    /// What to do about doubtful fields of the files.
    #[serde(default)]
    pub mending: Mending,
    /// What lies under the map.
    pub basemap: Basemap,
    /// Layers shown for reference, the lowest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

/// Where the data comes from. With no incident file it is the built-in sample town.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// Incident files, read as one set.
    pub incidents: Vec<PathBuf>,
    /// Boundary file.
    pub boundaries: Option<BoundarySource>,
    /// Premises file.
    pub premises: Option<PathBuf>,
    /// Which of several layers of it; the one with points where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises_layer: Option<String>,
    /// How it is read otherwise, as far as anything was said.
    #[serde(default, skip_serializing_if = "Reading::is_nothing")]
    pub premises_reading: Reading,
    /// File of artefact sites.
    #[serde(default)]
    pub artefacts: Option<PathBuf>,
    /// File of roads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roads: Option<RoadSource>,
}

/// How files are read, in the words of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reading {
    /// Options with what is said for each: `("map", "from=Occurred")`.
    pub said: Vec<(String, String)>,
    /// By which profile.
    pub profile: ReadingProfile,
}

impl Reading {
    /// Whether nothing was said.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// By which profile files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingProfile {
    /// The built-in one that fits their columns, if there is one.
    #[default]
    Recognise,
    /// None.
    None,
    /// The one of this text, so that a document needs no profile beside it.
    Text(String),
}

/// A boundary file and which of its fields say what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundarySource {
    /// The file.
    pub path: PathBuf,
    /// Field with the name; guessed where `None`.
    pub name_field: Option<String>,
    /// Field with the population; guessed where `None`.
    pub population_field: Option<String>,
    /// Field with the code; guessed where `None`. An empty name, here and above, says that there
    /// is no such field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_field: Option<String>,
    /// Which of several layers; the one with polygons where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// System of the coordinates, used where the file does not say: `EPSG:n` or a definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
}

/// A file of roads and which of its fields says what they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadSource {
    /// The file.
    pub path: PathBuf,
    /// Field with the name; guessed where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_field: Option<String>,
    /// Which of several layers; the one with lines where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// System of the coordinates, used where the file does not say: `EPSG:n` or a definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
}

/// A layer shown for reference: any file of points, lines or polygons.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// The file.
    pub path: PathBuf,
    /// Which of several layers; the first with geometry where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// How it is read otherwise, as far as anything was said.
    #[serde(default, skip_serializing_if = "Reading::is_nothing")]
    pub reading: Reading,
    /// Whether it is hidden.
    #[serde(default)]
    pub is_hidden: bool,
    /// Whether it lies over the density and the top places, not under them.
    #[serde(default)]
    pub is_above: bool,
}

impl Reference {
    /// The layer of a file, shown under the density.
    pub fn of(path: PathBuf) -> Self {
        Self {
            path,
            ..Self::default()
        }
    }

    /// Whether the other is the same layer of the same file, however it is shown.
    pub fn is_same_layer(&self, other: &Self) -> bool {
        let layer = |of: &Self| (of.path.clone(), of.layer.clone(), of.reading.clone());
        layer(self) == layer(other)
    }
}

impl Sources {
    /// Whether this is the built-in sample town.
    pub fn is_sample(&self) -> bool {
        self.incidents.is_empty()
    }
}

impl Project {
    /// The sample town as the first start shows it: nights, patrol-sized discs.
    pub fn sample() -> Self {
        Self {
            sources: Sources::default(),
            reading: Reading::default(),
            filter: Filter {
                time: TimeFilter {
                    window: Some(ClockWindow::NIGHT),
                    ..TimeFilter::default()
                },
                ..Filter::default()
            },
            surface: default_surface(),
            ranking: default_ranking(),
            night_rule: NightRule::default(),
            mending: Mending::default(),
            basemap: Basemap::SampleTown,
            references: Vec::new(),
        }
    }
}

/// Quartic, 200 m in cells of 25 m: a patrol's size, not a city's.
pub fn default_surface() -> SurfaceParams {
    SurfaceParams {
        kernel: Kernel::Quartic,
        bandwidth_m: 200.0,
        cell_m: 25.0,
        extent: None,
        mask: false,
    }
}

/// The ten best discs of 100 m.
pub fn default_ranking() -> RankParams {
    RankParams {
        unit: Unit::Disc { radius_m: 100.0 },
        separation_m: None,
        top: 10,
        min_incidents: 1,
        within_area: false,
        premises: PremisesChoice::Nte,
    }
}
