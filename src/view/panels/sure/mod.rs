//! "How sure?": methods chosen by the question, and what they answer, beside the list.

mod figures;
mod method;
mod page;
mod plots;
mod questions;
mod settings;

use egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};

use crate::app::Command;
use crate::app::asking::AskWish;
use crate::app::session::Panel;
use crate::view::Ctx;
use crate::view::panels::PanelState;
use crate::view::panels::layout::{hairline, inset};
use crate::view::theme::{EDGE, TITLE_PT, Weight, font};
use crate::view::widgets::button::{close, quiet};

/// What the view remembers between frames.
#[derive(Default)]
pub(crate) struct SureState {
    settings: settings::SettingsState,
    shows_page: bool,
}

/// Width of the view, in points.
pub(crate) const WIDTH: f32 = 420.0;

/// The view.
pub fn sure_ui(ctx: Ctx<'_>, state: &mut PanelState, ui: &mut Ui) {
    let state = &mut state.sure;
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ctx, state, ui);
    hairline(ui, ctx.tokens);
    ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| match ctx.app.asking() {
            None => questions::questions_ui(ctx, ui),
            Some(asking) => inset(ui, |ui| method::method_ui(ctx, state, asking, ui)),
        });
}

/// Title, the way back, and the button that closes the view.
fn head_ui(ctx: Ctx<'_>, state: &mut SureState, ui: &mut Ui) {
    let t = ctx.tokens;
    let size = vec2(ui.available_width(), 48.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(EDGE);
        let title = RichText::new("How sure?").font(font(TITLE_PT, Weight::SemiBold));
        ui.label(title.color(t.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(EDGE - 6.0);
            if close(ui, t, "Close the view of methods").clicked() {
                ctx.send(Command::TogglePanel(Panel::Sure));
            }
            let asking = ctx.app.asking().is_some();
            if asking && quiet(ui, t, "All questions").clicked() {
                state.shows_page = false;
                ctx.send(Command::Ask(AskWish::Choose(None)));
            }
        });
    });
}
