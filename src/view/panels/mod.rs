//! The panels around the map.

use egui::Ui;

use crate::view::Ctx;

/// What the panels remember between frames: half-typed text, drags.
#[derive(Default)]
pub struct PanelState {}

/// Name, file, buttons.
pub fn top_bar_ui(_ctx: Ctx<'_>, _state: &mut PanelState, _ui: &mut Ui) {}

/// Left: When, What, Where, Surface.
pub fn filter_ui(_ctx: Ctx<'_>, _state: &mut PanelState, _ui: &mut Ui) {}

/// Right: the ranked list, the chosen hotspot explained.
pub fn list_ui(_ctx: Ctx<'_>, _state: &mut PanelState, _ui: &mut Ui) {}

/// Bottom: weekday by hour, and months.
pub fn charts_ui(_ctx: Ctx<'_>, _state: &mut PanelState, _ui: &mut Ui) {}

/// Counts in and out at each step, CRS, progress with cancel, pointer position.
pub fn status_bar_ui(_ctx: Ctx<'_>, _state: &mut PanelState, _ui: &mut Ui) {}

/// Notices and panels that lie over the map: data report, method.
pub fn overlays_ui(_ctx: Ctx<'_>, _state: &mut PanelState, _ui: &mut Ui) {}
