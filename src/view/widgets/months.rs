//! Bars by policing month, and a filter too: dragging over bars chooses their dates.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};

use crate::analysis::facets::MonthWeight;
use crate::base::Date;
use crate::view::theme::Tokens;
use crate::view::widgets::date_range::Dates;
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::{focus, number};

const TICKS: f32 = 18.0;

/// What the bars remember while months are being chosen: from and to, by index.
#[derive(Clone, Copy, Debug, Default)]
pub struct MonthsState {
    dragged: Option<(usize, usize)>,
    keyed: Option<(usize, usize)>,
}

/// Shows the bars in `size`; returns dates the user chose. Choosing again what is chosen
/// lets it go.
pub fn months(
    ui: &mut Ui,
    t: &Tokens,
    size: Vec2,
    bars: &[MonthWeight],
    dates: Dates,
    state: &mut MonthsState,
) -> Option<Dates> {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let area = Rect::from_min_max(rect.min, rect.max - vec2(0.0, TICKS));
    response.widget_info(|| {
        let text = "Months: drag over bars to choose dates";
        let mut info = WidgetInfo::labeled(Role::Slider, ui.is_enabled(), text);
        let here = state.keyed.and_then(|(_, i)| bars.get(i));
        info.current_text_value = here.map(said);
        info
    });
    if bars.is_empty() {
        let text = "No dates under this filter";
        let ink = Ink::small(t.muted);
        ink::put(
            ui.painter(),
            area.center(),
            Align2::CENTER_CENTER,
            text,
            &ink,
            area.width(),
        );
        return None;
    }
    focus::keep_arrows(ui, &response);
    let chosen = dragged(ui, area, bars.len(), &response, state)
        .or_else(|| keyed(ui, bars.len(), &response, state));
    paint(ui, t, area, bars, dates, state);
    focus::ring(ui, &response, t);
    if let Some(at) = response.hover_pos() {
        let text = said(&bars[index_at(area, bars.len(), at.x)]);
        response.on_hover_text_at_pointer(text);
    }
    let wanted = chosen.map(|(a, b)| span_of(bars, a, b))?;
    Some(if wanted == dates {
        (None, None)
    } else {
        wanted
    })
}

fn said(bar: &MonthWeight) -> String {
    format!(
        "{}: {}",
        number::month(bar.month),
        number::weight(bar.weight)
    )
}

fn span_of(bars: &[MonthWeight], a: usize, b: usize) -> Dates {
    let (first, last) = (a.min(b), a.max(b));
    (Some(bars[first].month), Some(last_day(bars[last].month)))
}

fn last_day(month: Date) -> Date {
    month.last_of_month()
}

fn dragged(
    ui: &Ui,
    area: Rect,
    n: usize,
    response: &Response,
    state: &mut MonthsState,
) -> Option<(usize, usize)> {
    if response.is_pointer_button_down_on() {
        let origin = ui.input(|input| input.pointer.press_origin());
        let index = |at: egui::Pos2| index_at(area, n, at.x);
        state.dragged = origin
            .map(index)
            .zip(response.interact_pointer_pos().map(index));
        state.keyed = None;
        return None;
    }
    state.dragged.take().filter(|&(a, b)| a < n && b < n)
}

fn keyed(
    ui: &Ui,
    n: usize,
    response: &Response,
    state: &mut MonthsState,
) -> Option<(usize, usize)> {
    if !response.has_focus() {
        state.keyed = None;
        return None;
    }
    let (anchor, here) = state.keyed.unwrap_or((n - 1, n - 1));
    let (by, stretches, entered) = ui.input(|input| {
        let pressed = |key| i32::from(input.key_pressed(key));
        let entered = input.key_pressed(Key::Enter) || input.key_pressed(Key::Space);
        let by = pressed(Key::ArrowRight) - pressed(Key::ArrowLeft);
        (by, input.modifiers.shift, entered)
    });
    let here = (here as i32 + by).clamp(0, n as i32 - 1) as usize;
    let anchor = if by != 0 && !stretches {
        here
    } else {
        anchor.min(n - 1)
    };
    state.keyed = Some((anchor, here));
    entered.then_some((anchor, here))
}

fn index_at(area: Rect, n: usize, x: f32) -> usize {
    let part = (x - area.left()) / area.width() * n as f32;
    part.floor().clamp(0.0, n as f32 - 1.0) as usize
}

fn paint(ui: &Ui, t: &Tokens, area: Rect, bars: &[MonthWeight], dates: Dates, state: &MonthsState) {
    let most = bars.iter().map(|bar| bar.weight).fold(0.0, f64::max);
    let step = area.width() / bars.len() as f32;
    let gap = if step > 6.0 { 1.0 } else { 0.25 };
    let column = |i: usize| {
        let left = area.left() + step * i as f32;
        Rect::from_x_y_ranges(left..=left + step, area.y_range())
    };
    for (i, bar) in bars.iter().enumerate() {
        let share = if most > 0.0 {
            (bar.weight / most) as f32
        } else {
            0.0
        };
        let mut rect = column(i).shrink2(vec2(gap, 0.0));
        rect.max.x = rect.max.x.min(rect.min.x + 28.0);
        rect.min.y = rect.max.y - (area.height() * share).max(1.0);
        let inside = dates.0.is_none_or(|since| last_day(bar.month) >= since)
            && dates.1.is_none_or(|until| bar.month <= until);
        let colour = if inside { t.accent } else { t.accent_dim() };
        ui.painter()
            .rect_filled(rect, CornerRadius::same(2), colour);
    }
    for (a, b) in [state.dragged, state.keyed].into_iter().flatten() {
        if a.max(b) < bars.len() {
            let stroke = Stroke::new(1.5, t.text);
            let rect = column(a).union(column(b));
            ui.painter()
                .rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Middle);
        }
    }
    paint_ticks(ui, t, area, bars, step);
}

/// Names as many months as have room, counted from the first.
fn paint_ticks(ui: &Ui, t: &Tokens, area: Rect, bars: &[MonthWeight], step: f32) {
    let room = 52.0;
    let every = [1, 2, 3, 6, 12, 24, 60, 120]
        .into_iter()
        .find(|n| *n as f32 * step >= room);
    for i in (0..bars.len()).step_by(every.unwrap_or(240)) {
        let x = area.left() + step * i as f32;
        if x + room * 0.75 > area.right() && i > 0 {
            break;
        }
        let text = number::month(bars[i].month);
        let at = pos2(x, area.bottom() + 4.0);
        ink::put(
            ui.painter(),
            at,
            Align2::LEFT_TOP,
            &text,
            &Ink::tick(t.muted),
            room,
        );
    }
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests {
    use super::*;
    use crate::view::widgets::test_window::{drag, window};
    use egui_kittest::kittest::Queryable as _;
    use jiff::civil::date;

    #[test]
    fn dragging_over_bars_chooses_whole_months_and_again_lets_go() {
        let bars: Vec<MonthWeight> = (1..=12)
            .map(|m| MonthWeight {
                month: date(2024, m, 1),
                weight: f64::from(m),
            })
            .collect();
        let state: (Dates, MonthsState) = ((None, None), MonthsState::default());
        let mut window = window(
            state,
            move |ui, (dates, state): &mut (Dates, MonthsState)| {
                let new = months(ui, &Tokens::DARK, vec2(240.0, 100.0), &bars, *dates, state);
                *dates = new.unwrap_or(*dates);
            },
        );
        let rect = window
            .get_by_label("Months: drag over bars to choose dates")
            .rect();
        let bar = |i: usize| pos2(rect.left() + 20.0 * i as f32 + 10.0, rect.top() + 40.0);
        drag(&mut window, &[bar(3), bar(2), bar(1)]);
        assert_eq!(
            window.state().0,
            (Some(date(2024, 2, 1)), Some(date(2024, 4, 30)))
        );
        drag(&mut window, &[bar(1), bar(2), bar(3)]);
        assert_eq!(window.state().0, (None, None));
    }
}
