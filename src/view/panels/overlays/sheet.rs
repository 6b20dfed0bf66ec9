//! A sheet over the window: a title, a button that closes it, and what scrolls under them.

use egui::{Align, Frame, Id, Layout, Margin, Modal, RichText, ScrollArea, Stroke, Ui, vec2};

use crate::app::Command;
use crate::app::session::Panel;
use crate::view::Ctx;
use crate::view::theme::{RADIUS, TITLE_PT, Weight, font};
use crate::view::widgets::button::close;

/// Width of a sheet, in points.
pub(super) const WIDTH: f32 = 640.0;

/// Shows `content` on the sheet of `panel`, which it names `title`; `closes` is what the button
/// that closes it is called.
pub(super) fn sheet(
    ctx: Ctx<'_>,
    ui: &Ui,
    panel: Panel,
    (title, closes): (&str, &str),
    content: impl FnOnce(&mut Ui),
) {
    let t = ctx.tokens;
    let shut = || ctx.send(Command::TogglePanel(panel));
    let frame = Frame::new()
        .fill(t.panel)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(RADIUS + 2)
        .shadow(ui.style().visuals.window_shadow)
        .inner_margin(Margin {
            left: 24,
            right: 12,
            top: 16,
            bottom: 16,
        });
    let height = ui.ctx().content_rect().height() - 160.0;
    let modal = Modal::new(Id::unique(("sheet", title)))
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            ui.set_max_height(height + 64.0);
            let size = vec2(WIDTH, 28.0);
            ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                let title = RichText::new(title).font(font(TITLE_PT, Weight::SemiBold));
                ui.label(title.color(t.text));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if close(ui, t, closes).clicked() {
                        shut();
                    }
                });
            });
            ScrollArea::vertical()
                .max_height(height)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_width(WIDTH - 16.0);
                    ui.spacing_mut().item_spacing.y = 4.0;
                    content(ui);
                });
        });
    if modal.should_close() {
        shut();
    }
}
