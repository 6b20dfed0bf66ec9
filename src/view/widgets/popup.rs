//! A popup under the control that opens it.

use egui::{Align, Id, Layout, Margin, Popup, PopupCloseBehavior, RectAlign, Response, Ui, vec2};

/// Shows `content` under `opener` while it is open; a click on `opener` opens and closes it,
/// a click elsewhere and Escape close it.
///
/// It is known by its name, and stays open when what stands before its opener changes.
pub fn popup(opener: &Response, name: &str, width: f32, content: impl FnOnce(&mut Ui)) {
    popup_known_as(opener, Id::unique(("popup", name)), name, width, content);
}

/// The same where several popups have one name.
pub fn popup_known_as(
    opener: &Response,
    id: Id,
    name: &str,
    width: f32,
    content: impl FnOnce(&mut Ui),
) {
    Popup::from_toggle_button_response(opener)
        .id(id)
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
