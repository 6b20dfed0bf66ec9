//! Buttons: plain, quiet, with a value, on/off, and check boxes.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, CornerRadius, CursorIcon, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::view::theme::{RADIUS, Tokens};
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};

/// Height of buttons, in points.
pub const HEIGHT: f32 = 26.0;

/// A button with a frame.
pub fn button(ui: &mut Ui, t: &Tokens, text: &str) -> Response {
    framed(ui, t, text, t.raised, t.line, t.text)
}

/// The one primary action of a place, on the accent.
pub fn primary(ui: &mut Ui, t: &Tokens, text: &str) -> Response {
    framed(ui, t, text, t.accent, t.accent, t.on_accent)
}

/// A button that is only text, flush with what stands above it, until the pointer is over it.
pub fn quiet(ui: &mut Ui, t: &Tokens, text: &str) -> Response {
    let ink = Ink::small(t.muted);
    let width = ink::width(ui.painter(), text, &ink);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::click());
    name(&response, ui, text);
    if response.hovered() {
        ui.painter()
            .rect_filled(rect.expand2(vec2(6.0, 0.0)), RADIUS, t.hover());
    }
    let colour = if response.hovered() { t.text } else { t.muted };
    let ink = Ink::small(colour);
    ink::put(
        ui.painter(),
        rect.left_center(),
        Align2::LEFT_CENTER,
        text,
        &ink,
        f32::INFINITY,
    );
    focus::ring(ui, &response, t);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// What is set, right-aligned in `width`, with a small arrow: a click opens a choice.
/// `label` is its accessible name.
pub fn value(ui: &mut Ui, t: &Tokens, label: &str, text: &str, width: f32) -> Response {
    let ink = Ink::body(t.text);
    let wanted = ink::width(ui.painter(), text, &ink) + 15.0;
    let size = vec2(wanted.min(width), 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), label);
        info.current_text_value = Some(text.to_owned());
        info
    });
    if response.hovered() {
        ui.painter()
            .rect_filled(rect.expand2(vec2(6.0, 0.0)), RADIUS, t.hover());
    }
    let text_at = pos2(rect.right() - 14.0, rect.center().y);
    ink::put(
        ui.painter(),
        text_at,
        Align2::RIGHT_CENTER,
        text,
        &ink,
        size.x - 14.0,
    );
    chevron(ui, pos2(rect.right() - 4.5, rect.center().y), t.muted);
    focus::ring(ui, &response, t);
    response
}

/// A switch that says "On" or "Off".
pub fn switch(ui: &mut Ui, t: &Tokens, label: &str, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(40.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), on, label));
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
    let line = if on { t.accent } else { t.line };
    let stroke = Stroke::new(1.0, line);
    ui.painter().rect(
        rect,
        CornerRadius::same(RADIUS),
        fill,
        stroke,
        StrokeKind::Inside,
    );
    let text = if on { "On" } else { "Off" };
    ink::put(
        ui.painter(),
        rect.center(),
        Align2::CENTER_CENTER,
        text,
        &Ink::medium(ink),
        40.0,
    );
    focus::ring(ui, &response, t);
    response
}

/// A check box with its text.
pub fn check(ui: &mut Ui, t: &Tokens, text: &str, on: bool) -> Response {
    let ink = Ink::body(t.text);
    let width = (ink::width(ui.painter(), text, &ink) + 24.0).min(ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, text));
    check_mark(
        ui,
        pos2(rect.left(), rect.center().y - 6.0),
        t,
        on,
        &response,
    );
    let at = pos2(rect.left() + 20.0, rect.center().y);
    ink::put(
        ui.painter(),
        at,
        Align2::LEFT_CENTER,
        text,
        &ink,
        width - 20.0,
    );
    focus::ring(ui, &response, t);
    response
}

/// The 12-point square of a check box, its corner at `at`; `whole` is what can be clicked.
pub fn check_mark(ui: &Ui, at: Pos2, t: &Tokens, on: bool, whole: &Response) {
    let square = Rect::from_min_size(at, vec2(12.0, 12.0));
    let round = CornerRadius::same(3);
    if on {
        ui.painter().rect_filled(square, round, t.accent);
        let points = [(2.8, 6.3), (5.0, 8.6), (9.3, 3.6)].map(|(x, y)| at + vec2(x, y));
        ui.painter()
            .line(points.to_vec(), Stroke::new(1.5, t.on_accent));
    } else {
        let colour = if whole.hovered() { t.text } else { t.muted };
        let stroke = Stroke::new(1.0, colour);
        ui.painter()
            .rect_stroke(square, round, stroke, StrokeKind::Inside);
    }
}

/// A round "close" button.
pub fn close(ui: &mut Ui, t: &Tokens, label: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::click());
    name(&response, ui, label);
    if response.hovered() {
        ui.painter().rect_filled(rect, RADIUS, t.hover());
    }
    let stroke = Stroke::new(1.5, if response.hovered() { t.text } else { t.muted });
    for (dx, dy) in [(4.0, 4.0), (4.0, -4.0)] {
        let (a, b) = (rect.center() - vec2(dx, dy), rect.center() + vec2(dx, dy));
        ui.painter().line_segment([a, b], stroke);
    }
    focus::ring(ui, &response, t);
    response
}

/// A small arrow that points down, centred at `at`.
pub fn chevron(ui: &Ui, at: Pos2, colour: Color32) {
    let points = vec![
        at + vec2(-3.5, -1.5),
        at + vec2(0.0, 2.0),
        at + vec2(3.5, -1.5),
    ];
    ui.painter().line(points, Stroke::new(1.3, colour));
}

fn framed(
    ui: &mut Ui,
    t: &Tokens,
    text: &str,
    fill: Color32,
    line: Color32,
    ink: Color32,
) -> Response {
    let ink = Ink::medium(ink);
    let width = ink::width(ui.painter(), text, &ink) + 24.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    name(&response, ui, text);
    let primary = fill == t.accent;
    let fill = if response.hovered() && !primary {
        t.hover()
    } else {
        fill
    };
    let line = if response.hovered() && !primary {
        t.edge()
    } else {
        line
    };
    let round = CornerRadius::same(RADIUS);
    ui.painter().rect(
        rect,
        round,
        fill,
        Stroke::new(1.0, line),
        StrokeKind::Inside,
    );
    ink::put(
        ui.painter(),
        rect.center(),
        Align2::CENTER_CENTER,
        text,
        &ink,
        width,
    );
    focus::ring(ui, &response, t);
    response
}

fn name(response: &Response, ui: &Ui, text: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
}
