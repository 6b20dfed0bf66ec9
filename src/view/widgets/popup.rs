//! A popup under the control that opens it.

use egui::{Align, Layout, Margin, Popup, PopupCloseBehavior, RectAlign, Response, Ui, vec2};

/// Shows `content` under `opener` while it is open; a click on `opener` opens and closes it,
/// a click elsewhere and Escape close it.
pub fn popup(opener: &Response, name: &str, width: f32, content: impl FnOnce(&mut Ui)) {
    Popup::from_toggle_button_response(opener)
        .align(RectAlign::BOTTOM_END)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(name)
        .layout(Layout::top_down(Align::Min))
        .width(width)
        .gap(4.0)
        .show(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            ui.spacing_mut().window_margin = Margin::same(12);
            content(ui);
        });
}
