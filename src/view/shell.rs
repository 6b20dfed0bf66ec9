//! The frame: which panel lies where.

use egui::{CentralPanel, Frame, Panel, Ui};

use crate::app::session::Panel as Sheet;
use crate::view::ctx::Ctx;
use crate::view::map::{MapState, map_ui};
use crate::view::panels::{
    PanelState, SURE_PT, charts_ui, filter_ui, import_ui, list_ui, overlays_ui, status_bar_ui,
    sure_ui, top_bar_ui,
};

/// What views remember between frames.
#[derive(Default)]
pub struct ViewState {
    /// The panels'.
    pub panels: PanelState,
    /// The map's.
    pub map: MapState,
}

/// The whole window.
pub fn shell_ui(ctx: Ctx<'_>, state: &mut ViewState, ui: &mut Ui) {
    let ViewState { panels, map } = state;
    // The window is cleared to the panels' colour; filling them again would cost a processor
    // that draws as much as everything else.
    let frame = Frame::new();
    Panel::top("top_bar")
        .frame(frame)
        .exact_size(44.0)
        .show(ui, |ui| top_bar_ui(ctx, panels, ui));
    Panel::bottom("status_bar")
        .frame(frame.fill(ctx.tokens.window))
        .exact_size(26.0)
        .show(ui, |ui| status_bar_ui(ctx, panels, map.pointer, ui));
    if let Some(import) = ctx.app.import() {
        import_ui(ctx, import, panels, ui);
        overlays_ui(ctx, panels, ui);
        return;
    }
    Panel::left("filter")
        .frame(frame)
        .resizable(false)
        .exact_size(300.0)
        .show(ui, |ui| filter_ui(ctx, panels, ui));
    Panel::right("list")
        .frame(frame)
        .resizable(false)
        .exact_size(370.0)
        .show(ui, |ui| list_ui(ctx, panels, ui));
    if ctx.app.session().is_open(Sheet::Sure) {
        Panel::right("sure")
            .frame(frame)
            .resizable(false)
            .exact_size(SURE_PT)
            .show(ui, |ui| sure_ui(ctx, panels, ui));
    }
    Panel::bottom("charts")
        .frame(frame)
        .resizable(false)
        .exact_size(190.0)
        .show(ui, |ui| charts_ui(ctx, panels, ui));
    CentralPanel::default()
        .frame(frame)
        .show(ui, |ui| map_ui(ctx, map, ui));
    overlays_ui(ctx, panels, ui);
}
