//! A flat slider with named marks under it; each mark is a button that sets its value.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Key, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::view::theme::Tokens;
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};

/// A value with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The value.
    pub at: f64,
    /// What is written under it: `Silverman 831`.
    pub text: String,
}

/// A slider over a positive quantity.
#[derive(Clone, Debug)]
pub struct Slider<'a> {
    /// Its accessible name.
    pub label: &'a str,
    /// The value, and after it the unit for the accessible value: `m`.
    pub value: f64,
    /// Unit of the value.
    pub unit: &'a str,
    /// Least and greatest value; equal ratios are equally far apart.
    pub range: (f64, f64),
    /// Values snap to multiples of this.
    pub step: f64,
    /// Named values.
    pub marks: &'a [Mark],
}

impl Slider<'_> {
    /// Shows the slider across the width; returns a value the user chose.
    pub fn show(self, ui: &mut Ui, t: &Tokens) -> Option<f64> {
        let size = vec2(ui.available_width(), 16.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        response.widget_info(|| {
            let mut info = WidgetInfo::slider(ui.is_enabled(), self.value, self.label);
            info.current_text_value = Some(format!("{} {}", self.value, self.unit));
            info.role = Role::Slider;
            info
        });
        focus::keep_arrows(ui, &response);
        let rail = rect.shrink2(vec2(7.0, 0.0));
        self.paint(ui, t, rail, &response);
        let dragged = response.interact_pointer_pos().filter(|_| {
            response.dragged() || response.clicked() || response.is_pointer_button_down_on()
        });
        let chosen = dragged
            .map(|at| self.value_at((at.x - rail.left()) / rail.width()))
            .or_else(|| self.keyed(ui, &response));
        let marked = if self.marks.is_empty() {
            None
        } else {
            self.show_marks(ui, t, rail)
        };
        focus::ring(ui, &response, t);
        marked.or(chosen).filter(|&value| value != self.value)
    }

    fn paint(&self, ui: &Ui, t: &Tokens, rail: Rect, response: &Response) {
        let y = rail.center().y;
        let knob = pos2(rail.left() + self.share(self.value) * rail.width(), y);
        let bar = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to, y - 1.5..=y + 1.5);
        let round = CornerRadius::same(2);
        ui.painter()
            .rect_filled(bar(rail.left() - 7.0, rail.right() + 7.0), round, t.track());
        ui.painter()
            .rect_filled(bar(rail.left() - 7.0, knob.x), round, t.accent);
        for mark in self.marks {
            let x = rail.left() + self.share(mark.at) * rail.width();
            ui.painter()
                .vline(x, y + 5.0..=y + 8.0, Stroke::new(1.0, t.faint));
        }
        let radius = if response.hovered() || response.dragged() {
            7.0
        } else {
            6.0
        };
        ui.painter().circle_filled(knob, radius, t.accent);
    }

    fn keyed(&self, ui: &Ui, response: &Response) -> Option<f64> {
        if !response.has_focus() {
            return None;
        }
        ui.input(|input| {
            let pressed = |a, b| i32::from(input.key_pressed(a) || input.key_pressed(b));
            let up = pressed(Key::ArrowRight, Key::ArrowUp);
            let by = up - pressed(Key::ArrowLeft, Key::ArrowDown);
            let page = if input.modifiers.shift { 10.0 } else { 1.0 };
            (by != 0).then(|| self.held(self.value + f64::from(by) * self.step * page))
        })
    }

    /// Names under the rail, moved apart where they would touch, left out where there is no room.
    fn show_marks(&self, ui: &mut Ui, t: &Tokens, rail: Rect) -> Option<f64> {
        let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 14.0), Sense::hover());
        let ink = Ink::tick(t.muted);
        let mut from = row.left();
        let mut wanted = None;
        let widths: Vec<f32> = self
            .marks
            .iter()
            .map(|mark| ink::width(ui.painter(), &mark.text, &ink))
            .collect();
        for (i, mark) in self.marks.iter().enumerate() {
            let width = widths[i];
            // Room that the names after this one need.
            let after: f32 = widths[i + 1..].iter().map(|w| w + 10.0).sum();
            let middle = rail.left() + self.share(mark.at) * rail.width();
            let most = row.right() - after - width;
            let left = (middle - width / 2.0).min(most).max(from);
            if left + width > row.right() + 0.5 {
                break;
            }
            let rect = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
            from = rect.right() + 10.0;
            if self.mark(ui, t, mark, rect) {
                wanted = Some(self.held(mark.at));
            }
        }
        wanted
    }

    fn mark(&self, ui: &Ui, t: &Tokens, mark: &Mark, rect: Rect) -> bool {
        let response = ui.interact(
            rect,
            ui.scope_id().with((self.label, &mark.text)),
            Sense::click(),
        );
        let name = format!("{}: {} {}", mark.text, self.held(mark.at), self.unit);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
        let colour = if response.hovered() { t.text } else { t.muted };
        let at = rect.left_center();
        let ink = Ink::tick(colour);
        ink::put(
            ui.painter(),
            at,
            Align2::LEFT_CENTER,
            &mark.text,
            &ink,
            rect.width() + 1.0,
        );
        focus::ring(ui, &response, t);
        response.clicked()
    }

    fn share(&self, value: f64) -> f32 {
        let (low, high) = self.range;
        ((value.max(low) / low).ln() / (high / low).ln()).clamp(0.0, 1.0) as f32
    }

    fn value_at(&self, share: f32) -> f64 {
        let (low, high) = self.range;
        self.held(low * (high / low).powf(f64::from(share.clamp(0.0, 1.0))))
    }

    fn held(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        ((value / self.step).round() * self.step).clamp(low, high)
    }
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests {
    use super::*;
    use crate::view::widgets::test_window::{drag, window};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    fn shown(value: f64) -> Harness<'static, f64> {
        window(value, |ui, value: &mut f64| {
            let marks = [
                Mark {
                    at: 200.0,
                    text: "tasking".to_owned(),
                },
                Mark {
                    at: 831.0,
                    text: "Silverman 831".to_owned(),
                },
            ];
            let slider = Slider {
                label: "Bandwidth",
                value: *value,
                unit: "m",
                range: (25.0, 1600.0),
                step: 5.0,
                marks: &marks,
            };
            *value = slider.show(ui, &Tokens::DARK).unwrap_or(*value);
        })
    }

    #[test]
    fn dragging_to_the_ends_gives_the_ends() {
        let mut window = shown(200.0);
        let rect = window.get_by_label("Bandwidth").rect();
        drag(&mut window, &[rect.center(), rect.right_center()]);
        assert_eq!(*window.state(), 1600.0);
        drag(&mut window, &[rect.center(), rect.left_center()]);
        assert_eq!(*window.state(), 25.0);
    }

    #[test]
    fn a_mark_sets_its_value_rounded_to_the_step() {
        let mut window = shown(200.0);
        window.get_by_label("Silverman 831: 830 m").click();
        window.run();
        assert_eq!(*window.state(), 830.0);
    }

    #[test]
    fn arrow_keys_go_by_steps() {
        let mut window = shown(200.0);
        window.get_by_label("Bandwidth").focus();
        window.run();
        window.key_press(Key::ArrowRight);
        window.run();
        assert_eq!(*window.state(), 205.0);
    }
}
