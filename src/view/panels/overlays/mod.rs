//! What lies over the window: notices, the data report, the hint while files hover.

mod data;
mod drop_hint;
mod notices;
mod quality;
mod sheet;

use egui::Ui;

use crate::app::session::Panel;
use crate::view::Ctx;
use crate::view::panels::PanelState;

/// Notices and panels that lie over the map: data report, method.
pub fn overlays_ui(ctx: Ctx<'_>, _state: &mut PanelState, ui: &mut Ui) {
    if ctx.app.session().is_open(Panel::Data) {
        data::data_panel_ui(ctx, ui);
    }
    if ctx.app.session().is_open(Panel::Quality) {
        quality::quality_panel_ui(ctx, ui);
    }
    notices::notices_ui(ctx, ui);
    drop_hint::drop_hint_ui(ctx, ui);
}
