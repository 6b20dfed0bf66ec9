//! The ring around whatever the keyboard speaks to.

use egui::{CornerRadius, Response, Stroke, StrokeKind, Ui};

use crate::view::theme::{RADIUS, Tokens};

/// Draws the focus ring around `response` if it has the focus.
pub fn ring(ui: &Ui, response: &Response, t: &Tokens) {
    if response.has_focus() {
        let stroke = Stroke::new(1.5, t.text);
        let round = CornerRadius::same(RADIUS + 2);
        ui.painter()
            .rect_stroke(response.rect.expand(2.0), round, stroke, StrokeKind::Middle);
    }
}

/// While `response` has the focus, arrow keys speak to it instead of moving the focus.
pub fn keep_arrows(ui: &Ui, response: &Response) {
    hold(ui, response, false);
}

/// As [`keep_arrows`], and Escape too.
pub fn keep_arrows_and_escape(ui: &Ui, response: &Response) {
    hold(ui, response, true);
}

fn hold(ui: &Ui, response: &Response, escape: bool) {
    if response.gained_focus() {
        // The hold works from the second frame on; let that come before the next key.
        ui.ctx().request_repaint();
    }
    if response.has_focus() {
        let filter = egui::EventFilter {
            tab: false,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
}
