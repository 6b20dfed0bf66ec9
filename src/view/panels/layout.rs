//! How panels are laid out: sections with a heading and a hairline, rows with a label left
//! and a control right, paragraphs.

use egui::{Align, Color32, Label, Layout, RichText, Stroke, Ui, vec2};

use crate::view::theme::{BODY_PT, EDGE, GAP, STATUS_PT, Tokens, Weight, font};

/// A part of a panel with its heading and a hairline below.
pub(crate) fn section(ui: &mut Ui, t: &Tokens, title: &str, content: impl FnOnce(&mut Ui)) {
    part(ui, t, |ui| {
        heading(ui, t, title);
        ui.add_space(4.0);
        content(ui);
    });
}

/// A part of a panel that brings its own heading.
pub(crate) fn part(ui: &mut Ui, t: &Tokens, content: impl FnOnce(&mut Ui)) {
    ui.add_space(GAP - 4.0);
    // A scope, so that a part's spacing is its own.
    ui.scope(content);
    ui.add_space(GAP - 4.0);
    hairline(ui, t);
}

/// The heading of a section or a popup.
pub(crate) fn heading(ui: &mut Ui, t: &Tokens, title: &str) {
    ui.label(
        RichText::new(title)
            .font(font(STATUS_PT, Weight::SemiBold))
            .color(t.muted),
    );
}

/// A line across the panel.
pub(crate) fn hairline(ui: &mut Ui, t: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), egui::Sense::hover());
    let stroke = Stroke::new(1.0, t.line);
    ui.painter()
        .hline(rect.left()..=rect.right(), rect.center().y, stroke);
}

/// A label left and a control right.
pub(crate) fn row<R>(
    ui: &mut Ui,
    t: &Tokens,
    label: &str,
    control: impl FnOnce(&mut Ui) -> R,
) -> R {
    let size = vec2(ui.available_width(), 24.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.label(RichText::new(label).size(BODY_PT).color(t.muted));
        ui.with_layout(Layout::right_to_left(Align::Center), control)
            .inner
    })
    .inner
}

/// A paragraph of small text that wraps.
pub(crate) fn note(ui: &mut Ui, colour: Color32, text: &str) {
    ui.add(Label::new(RichText::new(text).size(STATUS_PT).color(colour)).wrap());
}

/// Space at the edges of a panel.
pub(crate) fn inset(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let margin = egui::Margin::symmetric(EDGE as i8, 0);
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        content(ui);
    });
}

/// An error's text as a sentence: a capital first, a stop last.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errors_text_becomes_a_sentence() {
        assert_eq!(
            sentence("no incident has a clock time"),
            "No incident has a clock time."
        );
        assert_eq!(
            sentence("did you mean \"Market\"?"),
            "Did you mean \"Market\"?"
        );
    }
}
