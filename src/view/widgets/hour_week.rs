//! The week by the hour: seven policing days by 24 clock hours, each cell as bright as its
//! weight, and a filter too.
//!
//! Dragging a rectangle over cells chooses its days and its clock window; a click chooses one
//! cell. With the keyboard: arrows move, Shift and arrows stretch, Enter chooses.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, Key, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::base::{ClockTime, ClockWindow, Weekdays};
use crate::view::theme::{Tokens, mix};
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::{focus, number};

const DAY_LABELS: f32 = 36.0;
const TICKS: f32 = 18.0;

/// A column (0 is the hour the policing day starts) and a row (0 is Monday).
type Cell = (usize, usize);

/// What the matrix remembers while cells are being chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct HourWeekState {
    /// Where the pointer was pressed, and where it is.
    dragged: Option<(Cell, Cell)>,
    /// Where the keyboard started, and where it is.
    keyed: Option<(Cell, Cell)>,
}

/// What the matrix shows.
#[derive(Clone, Copy, Debug)]
pub struct HourWeek<'a> {
    /// Weight by policing weekday and clock hour, whatever the window.
    pub weights: &'a [[f64; 24]; 7],
    /// The chosen window; `None` for the whole day.
    pub window: Option<ClockWindow>,
    /// The chosen days.
    pub days: Weekdays,
    /// When the policing day starts: the first column.
    pub day_start: ClockTime,
}

/// What the user chose: a window (`None` for the whole day) and days.
pub type Chosen = (Option<ClockWindow>, Weekdays);

impl HourWeek<'_> {
    /// Shows the matrix in `size`; returns what the user chose.
    pub fn show(
        self,
        ui: &mut Ui,
        t: &Tokens,
        size: egui::Vec2,
        state: &mut HourWeekState,
    ) -> Option<Chosen> {
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let corner = rect.right_bottom() - vec2(0.0, TICKS);
        let cells = Rect::from_min_max(rect.min + vec2(DAY_LABELS, 0.0), corner);
        self.name(ui, &response, state);
        focus::keep_arrows(ui, &response);
        let chosen = self
            .dragged(ui, cells, &response, state)
            .or_else(|| self.keyed(ui, &response, state));
        self.paint(ui, t, cells, state);
        focus::ring(ui, &response, t);
        if let Some(cell) = response.hover_pos().and_then(|at| cell_at(cells, at)) {
            let text = self.said(cell);
            response.on_hover_text_at_pointer(text);
        }
        chosen
    }

    fn name(self, ui: &Ui, response: &Response, state: &HourWeekState) {
        response.widget_info(|| {
            let text = "Weekday and hour: drag over cells to choose days and hours";
            let mut info = WidgetInfo::labeled(Role::Slider, ui.is_enabled(), text);
            info.current_text_value = state.keyed.map(|(_, cell)| self.said(cell));
            info
        });
    }

    fn dragged(
        self,
        ui: &Ui,
        cells: Rect,
        response: &Response,
        state: &mut HourWeekState,
    ) -> Option<Chosen> {
        let at = response.interact_pointer_pos();
        if response.is_pointer_button_down_on() {
            let origin = ui.input(|input| input.pointer.press_origin());
            let pressed = origin.and_then(|at| cell_at(cells, at));
            let here = at.map(|at| nearest_cell(cells, at));
            state.dragged = pressed.zip(here);
            state.keyed = None;
            return None;
        }
        let (from, to) = state.dragged.take()?;
        Some(self.chosen_by(from, to))
    }

    fn keyed(self, ui: &Ui, response: &Response, state: &mut HourWeekState) -> Option<Chosen> {
        if !response.has_focus() {
            state.keyed = None;
            return None;
        }
        let (anchor, here) = state.keyed.unwrap_or(((0, 0), (0, 0)));
        let (moved, stretches, entered) = ui.input(|input| {
            let step = |less, more| {
                i32::from(input.key_pressed(more)) - i32::from(input.key_pressed(less))
            };
            let by = (
                step(Key::ArrowLeft, Key::ArrowRight),
                step(Key::ArrowUp, Key::ArrowDown),
            );
            let entered = input.key_pressed(Key::Enter) || input.key_pressed(Key::Space);
            (by, input.modifiers.shift, entered)
        });
        let here = (
            (here.0 as i32 + moved.0).clamp(0, 23) as usize,
            (here.1 as i32 + moved.1).clamp(0, 6) as usize,
        );
        let anchor = if moved != (0, 0) && !stretches {
            here
        } else {
            anchor
        };
        state.keyed = Some((anchor, here));
        entered.then(|| self.chosen_by(anchor, here))
    }

    /// The days and hours of a rectangle; choosing again what is chosen lets it go.
    fn chosen_by(self, a: Cell, b: Cell) -> Chosen {
        let (first, last) = (a.0.min(b.0), a.0.max(b.0));
        let time = |column: usize| ClockTime::from_minutes(self.hour(column) as u16 * 60);
        let whole = first == 0 && last == 23;
        let window = ClockWindow {
            start: time(first),
            end: time(last + 1),
        };
        let rows = a.1.min(b.1)..=a.1.max(b.1);
        let days = rows.fold(Weekdays::NONE, Weekdays::with);
        let chosen = ((!whole).then_some(window), days);
        if chosen == (self.window, self.days) {
            (None, Weekdays::ALL)
        } else {
            chosen
        }
    }

    fn paint(self, ui: &Ui, t: &Tokens, cells: Rect, state: &HourWeekState) {
        let most = self.weights.iter().flatten().copied().fold(0.0, f64::max);
        for day in 0..7 {
            for column in 0..24 {
                let weight = self.weights[day][self.hour(column)];
                let share = if most > 0.0 {
                    (weight / most) as f32
                } else {
                    0.0
                };
                // A little less than in proportion, so that quiet cells can be told apart.
                let full = t.heat(share.powf(0.8));
                let colour = if self.is_chosen(column, day) {
                    full
                } else {
                    mix(t.panel, full, 0.30)
                };
                let gap = if cells.width() < 240.0 { 0.5 } else { 1.0 };
                let rect = cell_rect(cells, (column, day)).shrink(gap);
                ui.painter()
                    .rect_filled(rect, CornerRadius::same(2), colour);
            }
        }
        self.paint_labels(ui, t, cells);
        for (from, to) in [state.dragged, state.keyed].into_iter().flatten() {
            let rect = cell_rect(cells, from).union(cell_rect(cells, to));
            let stroke = Stroke::new(1.5, t.text);
            ui.painter()
                .rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Middle);
        }
    }

    fn paint_labels(self, ui: &Ui, t: &Tokens, cells: Rect) {
        for (day, name) in number::DAYS.iter().enumerate() {
            let y = cell_rect(cells, (0, day)).center().y;
            let on = self.days.contains(day);
            let ink = Ink::tick(if on { t.text } else { t.muted });
            let at = pos2(cells.left() - DAY_LABELS, y);
            ink::put(
                ui.painter(),
                at,
                Align2::LEFT_CENTER,
                name,
                &ink,
                DAY_LABELS,
            );
        }
        for column in [0, 6, 12, 18] {
            let x = cell_rect(cells, (column, 0)).left() + 1.0;
            let text = format!("{:02}", self.hour(column));
            let at = pos2(x, cells.bottom() + 4.0);
            ink::put(
                ui.painter(),
                at,
                Align2::LEFT_TOP,
                &text,
                &Ink::tick(t.muted),
                40.0,
            );
        }
    }

    fn is_chosen(self, column: usize, day: usize) -> bool {
        let middle = ClockTime::from_minutes(self.hour(column) as u16 * 60 + 30);
        self.days.contains(day) && self.window.is_none_or(|window| window.contains(middle))
    }

    fn hour(self, column: usize) -> usize {
        (usize::from(self.day_start.hour()) + column) % 24
    }

    fn said(self, (column, day): Cell) -> String {
        let hour = self.hour(column);
        let weight = number::weight(self.weights[day][hour]);
        format!(
            "{} {}: {weight}",
            number::DAYS[day],
            number::hour_span(hour)
        )
    }
}

fn cell_rect(cells: Rect, (column, row): Cell) -> Rect {
    let size = vec2(cells.width() / 24.0, cells.height() / 7.0);
    Rect::from_min_size(cells.min + size * vec2(column as f32, row as f32), size)
}

fn cell_at(cells: Rect, at: Pos2) -> Option<Cell> {
    cells.contains(at).then(|| nearest_cell(cells, at))
}

fn nearest_cell(cells: Rect, at: Pos2) -> Cell {
    let part = (at - cells.min) / cells.size();
    let column = (part.x * 24.0).floor().clamp(0.0, 23.0) as usize;
    (column, (part.y * 7.0).floor().clamp(0.0, 6.0) as usize)
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests {
    use super::*;
    use crate::view::widgets::test_window::{drag, window};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    const LABEL: &str = "Weekday and hour: drag over cells to choose days and hours";

    struct Shown {
        chosen: Chosen,
        state: HourWeekState,
    }

    fn shown() -> Harness<'static, Shown> {
        let first = Shown {
            chosen: (None, Weekdays::ALL),
            state: HourWeekState::default(),
        };
        window(first, |ui, shown: &mut Shown| {
            let matrix = HourWeek {
                weights: &[[1.0; 24]; 7],
                window: shown.chosen.0,
                days: shown.chosen.1,
                day_start: ClockTime::from_minutes(360),
            };
            let new = matrix.show(ui, &Tokens::DARK, vec2(360.0, 150.0), &mut shown.state);
            shown.chosen = new.unwrap_or(shown.chosen);
        })
    }

    fn middle(window: &Harness<'_, Shown>, cell: Cell) -> Pos2 {
        let rect = window.get_by_label(LABEL).rect();
        let corner = rect.right_bottom() - vec2(0.0, TICKS);
        cell_rect(
            Rect::from_min_max(rect.min + vec2(DAY_LABELS, 0.0), corner),
            cell,
        )
        .center()
    }

    fn words(chosen: Chosen) -> (Option<String>, String) {
        (
            chosen.0.map(|window| window.to_string()),
            chosen.1.names().join(","),
        )
    }

    #[test]
    fn a_dragged_rectangle_sets_days_and_a_window_across_midnight() {
        let mut window = shown();
        // Columns start at 06: column 16 is 22:00, column 20 is 02:00.
        let path = [(16, 4), (18, 5), (20, 5)].map(|cell| middle(&window, cell));
        drag(&mut window, &path);
        let expected = (Some("22:00-03:00".to_owned()), "fri,sat".to_owned());
        assert_eq!(words(window.state().chosen), expected);
        drag(&mut window, &path);
        assert_eq!(
            window.state().chosen,
            (None, Weekdays::ALL),
            "again lets go"
        );
    }

    #[test]
    fn a_whole_row_is_a_day_without_a_window() {
        let mut window = shown();
        let path = [(0, 2), (10, 2), (23, 2)].map(|cell| middle(&window, cell));
        drag(&mut window, &path);
        assert_eq!(words(window.state().chosen), (None, "wed".to_owned()));
    }

    #[test]
    fn the_keyboard_chooses_a_stretch_of_hours() {
        let mut window = shown();
        window.get_by_label(LABEL).focus();
        window.run();
        window.key_press(Key::ArrowRight);
        window.run();
        window.key_press_modifiers(egui::Modifiers::SHIFT, Key::ArrowRight);
        window.run();
        window.key_press(Key::Enter);
        window.run();
        let expected = (Some("07:00-09:00".to_owned()), "mon".to_owned());
        assert_eq!(words(window.state().chosen), expected);
    }
}
