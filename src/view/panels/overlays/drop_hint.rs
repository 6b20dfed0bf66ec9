//! While files hover over the window: what letting go will do.

use egui::{Align2, Color32, Id, LayerId, Order, Stroke, StrokeKind, Ui, vec2};

use crate::view::Ctx;
use crate::view::theme::RADIUS;
use crate::view::widgets::ink::{self, Ink};

/// "Drop to open".
pub(crate) fn drop_hint_ui(ctx: Ctx<'_>, ui: &Ui) {
    let files = ui.input(|input| input.raw.hovered_files.len());
    if files == 0 {
        return;
    }
    let t = ctx.tokens;
    let painter = ui
        .ctx()
        .layer_painter(LayerId::new(Order::Tooltip, Id::unique("drop hint")));
    let all = ui.ctx().content_rect();
    painter.rect_filled(
        all,
        0,
        Color32::from_black_alpha(if t.dark { 150 } else { 70 }),
    );
    let card = egui::Rect::from_center_size(all.center(), vec2(360.0, 96.0));
    let stroke = Stroke::new(1.5, t.accent);
    painter.rect(card, RADIUS + 2, t.panel, stroke, StrokeKind::Inside);
    let title = if files == 1 {
        "Drop to open".to_owned()
    } else {
        format!("Drop to open {files} files")
    };
    let above = card.center() - vec2(0.0, 12.0);
    ink::put(
        &painter,
        above,
        Align2::CENTER_CENTER,
        &title,
        &Ink::title(t.text),
        card.width(),
    );
    let text = "Incidents, boundaries or premises: told by what is in them";
    let below = card.center() + vec2(0.0, 12.0);
    ink::put(
        &painter,
        below,
        Align2::CENTER_CENTER,
        text,
        &Ink::body(t.muted),
        card.width() - 24.0,
    );
}
