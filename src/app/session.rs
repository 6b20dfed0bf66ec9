//! What is true only while the window is open: selection, hover, camera wishes, open panels.

use std::collections::BTreeSet;

use crate::app::pick::Picked;
use crate::base::LonLat;

/// The session. Nothing of it is saved or undone.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Index of the chosen hotspot in the list.
    pub selected_hotspot: Option<usize>,
    /// Index of the hotspot under the pointer.
    pub hovered_hotspot: Option<usize>,
    /// What the last click on the map hit.
    pub picked: Option<Picked>,
    /// The newest wish to move the map; the map view carries it out once.
    pub camera: Option<CameraWish>,
    /// Layers of the map that are hidden.
    pub hidden_layers: BTreeSet<MapLayer>,
    /// Panels that are open beside the usual ones.
    pub open_panels: BTreeSet<Panel>,
    /// Light, dark, or as the system says.
    pub theme: ThemeChoice,
}

/// A wish to move the map. A new one has a new number, so that it is carried out once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraWish {
    /// Grows with every wish.
    pub number: u64,
    /// What to do.
    pub goal: CameraGoal,
}

/// Where the map shall go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CameraGoal {
    /// Show everything between these corners (south-west, north-east), at once.
    Fit(LonLat, LonLat),
    /// Fly until this place and `radius_m` metres around it fill a good part of the map.
    FlyTo {
        /// Where.
        centre: LonLat,
        /// How much around it, in metres.
        radius_m: f64,
    },
    /// Zoom by steps, positive to come nearer.
    ZoomBy(f64),
}

/// A layer of the map that can be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MapLayer {
    /// The density surface.
    Heat,
    /// Incidents as discs, where they can be told apart.
    Incidents,
    /// Boundaries and their names.
    Areas,
    /// Roads, where a file of them was given.
    Roads,
    /// Premises.
    Premises,
    /// Numbered hotspots.
    Hotspots,
    /// What the chosen method marks.
    Marks,
}

/// A panel that opens on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    /// What was read, set aside and why.
    Data,
    /// What an analyst should know about the data.
    Quality,
    /// How sure one can be: methods by question.
    Sure,
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// Dark: for the night desk, and the default.
    #[default]
    Dark,
    /// Light: for printing and bright rooms.
    Light,
}

impl Session {
    /// Asks the map to move.
    pub fn wish(&mut self, goal: CameraGoal) {
        let number = self.camera.map_or(1, |wish| wish.number + 1);
        self.camera = Some(CameraWish { number, goal });
    }

    /// Whether `layer` is shown.
    pub fn shows(&self, layer: MapLayer) -> bool {
        !self.hidden_layers.contains(&layer)
    }

    /// Whether `panel` is open.
    pub fn is_open(&self, panel: Panel) -> bool {
        self.open_panels.contains(&panel)
    }
}
