//! The slippy map: basemap, heat, boundaries, premises, incidents, hotspots.

use egui::Ui;

use crate::base::LonLat;
use crate::view::Ctx;

/// What the map remembers between frames: camera, textures, tiles.
#[derive(Default)]
pub struct MapState {
    /// Where the pointer is, for the status bar.
    pub pointer: Option<LonLat>,
}

/// The map, filling `ui`.
pub fn map_ui(_ctx: Ctx<'_>, _state: &mut MapState, _ui: &mut Ui) {}
