//! Seven chips, one a policing day.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::base::Weekdays;
use crate::view::theme::{RADIUS, Tokens};
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};

const GAP: f32 = 6.0;
const LETTERS: [&str; 7] = ["M", "T", "W", "T", "F", "S", "S"];
const NAMES: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Shows the chips across the width; returns the days the user chose. With every day chosen a
/// click chooses that day alone, and taking the last one away chooses every day again, for no
/// day at all would be no question.
pub fn weekday_chips(ui: &mut Ui, t: &Tokens, days: Weekdays) -> Option<Weekdays> {
    let width = ((ui.available_width() - 6.0 * GAP) / 7.0).floor();
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for day in 0..7 {
            if chip(ui, t, day, days, width) {
                chosen = Some(after_click(days, day));
            }
        }
    });
    chosen
}

fn chip(ui: &mut Ui, t: &Tokens, day: usize, days: Weekdays, width: f32) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click());
    let on = days.contains(day);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, NAMES[day]));
    let (fill, ink) = if on {
        (t.accent, t.on_accent)
    } else {
        (t.raised, t.muted)
    };
    let fill = if response.hovered() && !on {
        t.hover()
    } else {
        fill
    };
    let line = Stroke::new(1.0, if on { t.accent } else { t.line });
    ui.painter().rect(
        rect,
        CornerRadius::same(RADIUS),
        fill,
        line,
        StrokeKind::Inside,
    );
    let ink = Ink::medium(ink);
    ink::put(
        ui.painter(),
        rect.center(),
        Align2::CENTER_CENTER,
        LETTERS[day],
        &ink,
        width,
    );
    focus::ring(ui, &response, t);
    response.on_hover_text(NAMES[day]).clicked()
}

fn after_click(days: Weekdays, day: usize) -> Weekdays {
    if days.is_all() {
        return Weekdays::NONE.with(day);
    }
    let toggled = days.toggled(day);
    if toggled.is_none() {
        Weekdays::ALL
    } else {
        toggled
    }
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests {
    use super::*;
    use crate::view::widgets::test_window::window;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn chips_toggle_and_the_last_one_taken_away_brings_all_back() {
        let mut window = window(Weekdays::ALL, |ui, days: &mut Weekdays| {
            *days = weekday_chips(ui, &Tokens::DARK, *days).unwrap_or(*days);
        });
        for (day, names) in [
            ("Friday", "fri"),
            ("Saturday", "fri,sat"),
            ("Friday", "sat"),
        ] {
            window.get_by_label(day).click();
            window.run();
            assert_eq!(window.state().names().join(","), names);
        }
        window.get_by_label("Saturday").click();
        window.run();
        assert!(window.state().is_all());
    }

    #[test]
    fn the_space_bar_toggles_the_chip_that_has_the_focus() {
        let mut window = window(Weekdays::NONE.with(0), |ui, days: &mut Weekdays| {
            *days = weekday_chips(ui, &Tokens::DARK, *days).unwrap_or(*days);
        });
        window.get_by_label("Sunday").focus();
        window.run();
        window.key_press(egui::Key::Space);
        window.run();
        assert_eq!(window.state().names().join(","), "mon,sun");
    }
}
