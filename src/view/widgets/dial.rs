//! The 24-hour dial: midnight on top, one bar an hour, the chosen arc amber.
//!
//! Either end of the arc can be dragged, or the arc as a whole, across midnight, in steps of a
//! quarter of an hour (with Shift: to the minute). With the keyboard: left and right move the
//! window, up and down move its end. Typed fields beside it are exact.

use std::f32::consts::TAU;

use egui::accesskit::Role;
use egui::{Align2, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2};

use crate::base::clock::MINUTES_PER_DAY;
use crate::base::{ClockTime, ClockWindow};
use crate::view::theme::Tokens;
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};

/// Side of the dial, in points.
pub const SIDE: f32 = 124.0;
const RING: f32 = 41.0;
const BARS_FROM: f32 = 20.0;
const BARS_TO: f32 = 36.0;
const LABELS: f32 = 55.5;
const DAY: i32 = MINUTES_PER_DAY as i32;
const STEP: i32 = 15;

/// What the dial remembers while it is dragged.
#[derive(Clone, Copy, Debug, Default)]
pub struct DialState {
    grip: Option<Grip>,
}

/// What is being dragged, with minutes of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Grip {
    Start {
        end: i32,
    },
    End {
        start: i32,
    },
    Whole {
        pressed: i32,
        start: i32,
        length: i32,
    },
}

/// What the dial shows.
#[derive(Clone, Copy, Debug)]
pub struct Dial<'a> {
    /// Weight by clock hour, whatever the window.
    pub hours: &'a [f64; 24],
    /// The chosen window; `None` for the whole day.
    pub window: Option<ClockWindow>,
    /// What stands in the middle: how many incidents count.
    pub count: &'a str,
}

impl Dial<'_> {
    /// Shows the dial; returns a window the user chose.
    pub fn show(self, ui: &mut Ui, t: &Tokens, state: &mut DialState) -> Option<ClockWindow> {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::click_and_drag());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Slider, ui.is_enabled(), "Night window dial");
            info.current_text_value = Some(said(self.window));
            info
        });
        focus::keep_arrows(ui, &response);
        let chosen = self
            .dragged(ui, rect, &response, state)
            .or_else(|| self.keyed(ui, &response));
        self.paint(ui, t, rect, &response, state);
        focus::ring(ui, &response, t);
        chosen.filter(|&window| Some(window) != self.window)
    }

    fn dragged(
        self,
        ui: &Ui,
        rect: Rect,
        response: &Response,
        state: &mut DialState,
    ) -> Option<ClockWindow> {
        if !response.dragged() {
            state.grip = None;
            return None;
        }
        let at = minute_at(rect.center(), response.interact_pointer_pos()?);
        if response.drag_started() || state.grip.is_none() {
            let pressed = ui.input(|input| input.pointer.press_origin());
            let pressed = minute_at(rect.center(), pressed?);
            state.grip = Some(self.grip_at(pressed));
        }
        let step = if ui.input(|input| input.modifiers.shift) {
            1
        } else {
            STEP
        };
        state.grip.map(|grip| grip.moved_to(at, step))
    }

    /// The end that is near, the arc that is under the pointer, or else the nearer end.
    fn grip_at(self, pressed: i32) -> Grip {
        let Some(window) = self.window.filter(|window| !window.is_whole_day()) else {
            return Grip::End {
                start: snapped(pressed, STEP),
            };
        };
        let (start, end) = (minute(window.start), minute(window.end));
        let (to_start, to_end) = (apart(pressed, start), apart(pressed, end));
        let inside = window.contains(ClockTime::from_minutes(pressed as u16));
        let near = 40.min(i32::from(window.length_minutes()) / 3);
        if inside && to_start.min(to_end) > near {
            let length = i32::from(window.length_minutes());
            return Grip::Whole {
                pressed,
                start,
                length,
            };
        }
        if to_start <= to_end {
            Grip::Start { end }
        } else {
            Grip::End { start }
        }
    }

    fn keyed(self, ui: &Ui, response: &Response) -> Option<ClockWindow> {
        if !response.has_focus() {
            return None;
        }
        let window = self.window.unwrap_or(ClockWindow::NIGHT);
        ui.input(|input| {
            let step = if input.modifiers.shift { 1 } else { STEP };
            let pressed = |key| i32::from(input.key_pressed(key));
            let slide = pressed(egui::Key::ArrowRight) - pressed(egui::Key::ArrowLeft);
            let stretch = pressed(egui::Key::ArrowUp) - pressed(egui::Key::ArrowDown);
            let (start, end) = (minute(window.start), minute(window.end));
            let (by, more) = (slide * step, stretch * step);
            (by != 0 || more != 0).then(|| between(start + by, end + by + more))
        })
    }

    fn paint(self, ui: &Ui, t: &Tokens, rect: Rect, response: &Response, state: &DialState) {
        let centre = rect.center();
        let painter = ui.painter();
        painter.circle_stroke(centre, RING, Stroke::new(1.0, t.line));
        self.paint_bars(ui, t, centre);
        for (hour, text) in [(0, "00"), (6, "06"), (12, "12"), (18, "18")] {
            let at = on_circle(centre, LABELS, hour * 60);
            ink::put(
                painter,
                at,
                Align2::CENTER_CENTER,
                text,
                &Ink::tick(t.muted),
                24.0,
            );
        }
        let size = vec2(2.0 * BARS_FROM, 16.0);
        let ink = Ink::small(t.text);
        ink::put(
            painter,
            centre,
            Align2::CENTER_CENTER,
            self.count,
            &ink,
            size.x,
        );
        let Some(window) = self.window.filter(|window| !window.is_whole_day()) else {
            painter.circle_stroke(centre, RING, Stroke::new(3.0, t.accent));
            return;
        };
        let (start, length) = (minute(window.start), i32::from(window.length_minutes()));
        let points = (0..=length / 5).map(|i| on_circle(centre, RING, start + i * 5));
        let points: Vec<Pos2> = points
            .chain([on_circle(centre, RING, start + length)])
            .collect();
        painter.add(Shape::line(points, Stroke::new(3.0, t.accent)));
        let grown = if response.hovered() || state.grip.is_some() {
            5.5
        } else {
            4.5
        };
        for end in [start, start + length] {
            let at = on_circle(centre, RING, end);
            painter.circle(at, grown, t.accent, Stroke::new(2.0, t.panel));
        }
    }

    fn paint_bars(self, ui: &Ui, t: &Tokens, centre: Pos2) {
        let most = self.hours.iter().copied().fold(0.0, f64::max);
        for (hour, &weight) in self.hours.iter().enumerate() {
            let middle = hour as i32 * 60 + 30;
            let share = if most > 0.0 {
                (weight / most) as f32
            } else {
                0.0
            };
            let tall = BARS_FROM + 2.0 + (BARS_TO - BARS_FROM - 2.0) * share;
            let inside = self
                .window
                .is_none_or(|window| window.contains(ClockTime::from_minutes(middle as u16)));
            let colour = if inside && most > 0.0 {
                t.accent
            } else {
                t.track()
            };
            let (from, to) = (BARS_FROM, tall);
            let (a, b) = (middle - 24, middle + 24);
            let corners = [(from, a), (to, a), (to, b), (from, b)];
            let points = corners.map(|(radius, at)| on_circle(centre, radius, at));
            ui.painter()
                .add(Shape::convex_polygon(points.to_vec(), colour, Stroke::NONE));
        }
    }
}

impl Grip {
    fn moved_to(self, at: i32, step: i32) -> ClockWindow {
        match self {
            // The ends never meet: that would be the whole day.
            Self::Start { end } => between(kept_apart(snapped(at, step), end, -step), end),
            Self::End { start } => between(start, kept_apart(snapped(at, step), start, step)),
            Self::Whole {
                pressed,
                start,
                length,
            } => {
                let start = snapped(start + at - pressed, step);
                between(start, start + length)
            }
        }
    }
}

/// The window in words.
pub fn said(window: Option<ClockWindow>) -> String {
    match window.filter(|window| !window.is_whole_day()) {
        Some(window) => format!("{} to {}", window.start, window.end),
        None => "the whole day".to_owned(),
    }
}

fn kept_apart(at: i32, other: i32, step: i32) -> i32 {
    if apart(at, other) == 0 {
        other + step
    } else {
        at
    }
}

fn between(start: i32, end: i32) -> ClockWindow {
    let time = |minute: i32| ClockTime::from_minutes(minute.rem_euclid(DAY) as u16);
    ClockWindow {
        start: time(start),
        end: time(end),
    }
}

fn minute(time: ClockTime) -> i32 {
    i32::from(time.minutes())
}

fn snapped(minute: i32, step: i32) -> i32 {
    (minute + step / 2).div_euclid(step) * step
}

/// Minutes between two times, the short way round.
fn apart(a: i32, b: i32) -> i32 {
    let forward = (a - b).rem_euclid(DAY);
    forward.min(DAY - forward)
}

/// The minute of the day towards which `at` lies from `centre`.
fn minute_at(centre: Pos2, at: Pos2) -> i32 {
    let from = at - centre;
    let turn = from.x.atan2(-from.y).rem_euclid(TAU) / TAU;
    (turn * DAY as f32).round() as i32 % DAY
}

/// Where a minute of the day lies on the circle of `radius`.
pub fn on_circle(centre: Pos2, radius: f32, minute: i32) -> Pos2 {
    let (sin, cos) = (TAU * minute as f32 / DAY as f32).sin_cos();
    centre + vec2(sin, -cos) * radius
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_on_top_and_six_to_the_right() {
        let centre = Pos2::new(50.0, 50.0);
        for (hour, at) in [(0, (50.0, 40.0)), (6, (60.0, 50.0)), (12, (50.0, 60.0))] {
            let at = Pos2::from(at);
            assert!(on_circle(centre, 10.0, hour * 60).distance(at) < 0.01);
            assert_eq!(minute_at(centre, at), hour * 60);
        }
    }

    #[test]
    fn an_end_dragged_onto_the_other_leaves_one_step() {
        let window = Grip::End { start: 18 * 60 }.moved_to(18 * 60 + 3, STEP);
        assert_eq!(window.to_string(), "18:00-18:15");
        let window = Grip::Start { end: 6 * 60 }.moved_to(6 * 60, STEP);
        assert_eq!(window.to_string(), "05:45-06:00");
    }

    #[cfg(feature = "ui-tests")]
    mod dragged {
        use super::super::*;
        use crate::view::widgets::test_window::{drag, window};
        use egui_kittest::kittest::Queryable as _;

        struct Shown {
            window: Option<ClockWindow>,
            dial: DialState,
        }

        fn shown(chosen: Option<ClockWindow>) -> egui_kittest::Harness<'static, Shown> {
            let state = Shown {
                window: chosen,
                dial: DialState::default(),
            };
            window(state, |ui, shown: &mut Shown| {
                let dial = Dial {
                    hours: &[1.0; 24],
                    window: shown.window,
                    count: "2,214",
                };
                let new = dial.show(ui, &Tokens::DARK, &mut shown.dial);
                shown.window = new.or(shown.window);
            })
        }

        fn after(chosen: Option<ClockWindow>, hours: &[i32]) -> String {
            let mut shown = shown(chosen);
            let centre = shown.get_by_label("Night window dial").rect().center();
            let path: Vec<Pos2> = hours
                .iter()
                .map(|hour| on_circle(centre, RING, hour * 60))
                .collect();
            drag(&mut shown, &path);
            said(shown.state().window)
        }

        #[test]
        fn the_end_is_dragged_across_midnight() {
            let evening = "18:00-22:00".parse().ok();
            assert_eq!(after(evening, &[22, 23, 0, 2]), "18:00 to 02:00");
        }

        #[test]
        fn the_start_is_dragged_back_across_midnight() {
            let small_hours = "01:00-05:00".parse().ok();
            assert_eq!(after(small_hours, &[1, 0, 23, 21]), "21:00 to 05:00");
        }

        #[test]
        fn the_whole_arc_is_dragged_across_midnight_and_keeps_its_length() {
            let evening = "16:00-22:00".parse().ok();
            assert_eq!(after(evening, &[19, 22, 1]), "22:00 to 04:00");
        }

        #[test]
        fn arrow_keys_move_the_window_by_a_quarter_of_an_hour() {
            let mut shown = shown(Some(ClockWindow::NIGHT));
            shown.get_by_label("Night window dial").focus();
            shown.run();
            shown.key_press(egui::Key::ArrowRight);
            shown.run();
            assert_eq!(said(shown.state().window), "18:15 to 06:15");
            shown.key_press(egui::Key::ArrowDown);
            shown.run();
            assert_eq!(said(shown.state().window), "18:15 to 06:00");
        }
    }
}
