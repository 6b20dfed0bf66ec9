//! Right: the ranked list; the chosen place is explained where it stands.

mod detail;
mod empty;
mod head;
mod options;
mod rows;
mod why;

use egui::Ui;

use crate::view::Ctx;
use crate::view::panels::PanelState;

/// What the right panel remembers between frames.
#[derive(Default)]
pub(crate) struct ListState {
    options: options::OptionsState,
    rows: rows::RowsState,
}

/// Right: the ranked list, the chosen hotspot explained.
pub fn list_ui(ctx: Ctx<'_>, state: &mut PanelState, ui: &mut Ui) {
    let state = &mut state.list;
    ui.spacing_mut().item_spacing.y = 0.0;
    head::head_ui(ctx, ui);
    options::options_ui(ctx, &mut state.options, ui);
    head::progress_line(ctx, ui);
    head::guard_ui(ctx, ui);
    match ctx.app.ranking() {
        Some(ranking) if ctx.app.refusal().is_none() && !ranking.hotspots.is_empty() => {
            rows::rows_ui(ctx, ranking, &mut state.rows, ui);
        }
        _ => empty::empty_ui(ctx, ui),
    }
}
