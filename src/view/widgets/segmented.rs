//! One of a few, side by side in a row.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Response, Sense, Ui, WidgetInfo, vec2};

use crate::view::theme::{RADIUS, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};

const HEIGHT: f32 = 26.0;

/// One of the choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What is written on it.
    pub text: &'static str,
    /// What it is called in full.
    pub name: &'static str,
}

/// Shows the choices across the width; returns the index of one the user clicked that is not
/// chosen yet.
pub fn segmented(ui: &mut Ui, t: &Tokens, choices: &[Segment], chosen: usize) -> Option<usize> {
    let width = ui.available_width();
    let (all, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let ink = Ink {
        font: font(STATUS_PT, Weight::Medium),
        colour: t.text,
    };
    let texts: Vec<f32> = choices
        .iter()
        .map(|choice| ink::width(ui.painter(), choice.text, &ink))
        .collect();
    // What is left over goes to all alike, so that words have equal air around them.
    let air = (width - texts.iter().sum::<f32>()) / choices.len().max(1) as f32;
    ui.painter()
        .rect_filled(all, CornerRadius::same(RADIUS), t.raised);
    let mut left = all.left();
    let mut clicked = None;
    for (i, choice) in choices.iter().enumerate() {
        let rect = Rect::from_min_size(egui::pos2(left, all.top()), vec2(texts[i] + air, HEIGHT));
        left = rect.right();
        let response = ui.interact(
            rect,
            ui.scope_id().with(("segment", choice.name)),
            Sense::click(),
        );
        segment(ui, t, &response, choice, i == chosen);
        if response.clicked() && i != chosen {
            clicked = Some(i);
        }
    }
    clicked
}

fn segment(ui: &Ui, t: &Tokens, response: &Response, choice: &Segment, on: bool) {
    response
        .widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), on, choice.name));
    let round = CornerRadius::same(RADIUS);
    if on {
        ui.painter().rect_filled(response.rect, round, t.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(response.rect, round, t.hover());
    }
    let colour = match (on, response.hovered()) {
        (true, _) => t.on_accent,
        (false, true) => t.text,
        (false, false) => t.muted,
    };
    let ink = Ink {
        font: font(STATUS_PT, Weight::Medium),
        colour,
    };
    let at = response.rect.center();
    ink::put(
        ui.painter(),
        at,
        Align2::CENTER_CENTER,
        choice.text,
        &ink,
        response.rect.width(),
    );
    focus::ring(ui, response, t);
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests {
    use super::*;
    use crate::view::widgets::test_window::window;
    use egui_kittest::kittest::Queryable as _;

    const CHOICES: [Segment; 2] = [
        Segment {
            text: "Circles",
            name: "Circles",
        },
        Segment {
            text: "Repeats",
            name: "Repeat places",
        },
    ];

    #[test]
    fn a_click_chooses_and_the_chosen_one_says_so() {
        let mut window = window(0, |ui, chosen: &mut usize| {
            *chosen = segmented(ui, &Tokens::DARK, &CHOICES, *chosen).unwrap_or(*chosen);
        });
        window.get_by_label("Repeat places").click();
        window.run();
        assert_eq!(*window.state(), 1);
    }
}
