//! Below the map: the two pictures of time, each a filter too.

use egui::accesskit::Role;
use egui::{Align, Align2, Label, Layout, Rect, RichText, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::analysis::facets::MonthWeight;
use crate::analysis::night::peak;
use crate::analysis::rank::Peak;
use crate::base::{ClockTime, Weekdays};
use crate::data::filter::TimeFilter;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::PanelState;
use crate::view::panels::filter::has_clock;
use crate::view::panels::layout::heading;
use crate::view::theme::{EDGE, GAP, STATUS_PT};
use crate::view::widgets::button::quiet;
use crate::view::widgets::hour_week::{HourWeek, HourWeekState};
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::months::{MonthsState, months};
use crate::view::widgets::number;

/// Cells and bars that are being chosen.
#[derive(Default)]
pub(crate) struct ChartsState {
    week: HourWeekState,
    months: MonthsState,
}

/// Bottom: weekday by hour, and months.
pub fn charts_ui(ctx: Ctx<'_>, state: &mut PanelState, ui: &mut Ui) {
    let area = ui.max_rect().shrink2(vec2(EDGE, GAP));
    // Seven rows of square cells where there is room, but never more than the half.
    let week = (area.width() * 0.5).min(36.0 + 24.0 * 17.0).floor();
    let left = Rect::from_min_max(area.min, pos2(area.left() + week, area.bottom()));
    let right = Rect::from_min_max(pos2(left.right() + 2.0 * GAP + 4.0, area.top()), area.max);
    let layout = Layout::top_down(Align::Min);
    ui.scope_builder(UiBuilder::new().max_rect(left).layout(layout), |ui| {
        week_ui(ctx, &mut state.charts.week, ui);
    });
    ui.scope_builder(UiBuilder::new().max_rect(right).layout(layout), |ui| {
        months_ui(ctx, &mut state.charts.months, ui);
    });
}

/// A heading with what is greatest, and a button that takes the choice back while there is one.
fn title_ui(ctx: Ctx<'_>, ui: &mut Ui, title: &str, greatest: &str, reset: Option<&str>) -> bool {
    let t = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 4.0;
    let size = vec2(ui.available_width(), 20.0);
    let row = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        heading(ui, t, title);
        let right = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let clicked = reset.is_some_and(|text| quiet(ui, t, text).clicked());
            // A few letters of it would say nothing.
            if ui.available_width() < 72.0 {
                return clicked;
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(greatest).size(STATUS_PT).color(t.muted);
                ui.add(Label::new(text).truncate());
            });
            clicked
        });
        right.inner
    });
    row.inner
}

/// `most Sat 01–02: 152`.
fn busiest_hour(weights: &[[f64; 24]; 7], day_start: ClockTime) -> String {
    peak(weights, day_start).map_or_else(String::new, |(day, hour)| {
        let said = number::peak(Peak { day, hour });
        format!("most {said}: {}", number::decimals(weights[day][hour], 0))
    })
}

/// `most Aug 25: 412`.
fn busiest_month(bars: &[MonthWeight]) -> String {
    let greatest = bars.iter().max_by(|a, b| a.weight.total_cmp(&b.weight));
    greatest
        .filter(|bar| bar.weight > 0.0)
        .map_or_else(String::new, |bar| {
            format!(
                "most {}: {}",
                number::month(bar.month),
                number::decimals(bar.weight, 0)
            )
        })
}

fn week_ui(ctx: Ctx<'_>, state: &mut HourWeekState, ui: &mut Ui) {
    let time = ctx.app.project().filter.time;
    let none = [[0.0; 24]; 7];
    let weights = ctx
        .app
        .answer()
        .map_or(&none, |answer| &answer.facets.hour_of_week);
    let reset = time.asks_for_clock().then_some("All hours");
    let greatest = busiest_hour(weights, time.day_start);
    if title_ui(ctx, ui, "Weekday and hour", &greatest, reset) {
        ctx.edit(Edit::Time(TimeFilter {
            window: None,
            days: Weekdays::ALL,
            ..time
        }));
    }
    let matrix = HourWeek {
        weights,
        window: time.clock_window(),
        days: time.days,
        day_start: time.day_start,
    };
    let size = ui.available_size();
    if !has_clock(ctx) {
        untold(ctx, ui, size, "No clock times in these incidents");
        return;
    }
    if let Some((window, days)) = matrix.show(ui, ctx.tokens, size, state) {
        ctx.edit(Edit::Time(TimeFilter {
            window,
            days,
            ..time
        }));
    }
}

/// Says in the middle of `size` why there is nothing to draw.
fn untold(ctx: Ctx<'_>, ui: &mut Ui, size: egui::Vec2, why: &str) {
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, why));
    let ink = Ink::small(ctx.tokens.muted);
    let middle = rect.center();
    ink::put(
        ui.painter(),
        middle,
        Align2::CENTER_CENTER,
        why,
        &ink,
        size.x,
    );
}

fn months_ui(ctx: Ctx<'_>, state: &mut MonthsState, ui: &mut Ui) {
    let time = ctx.app.project().filter.time;
    let bars = ctx
        .app
        .answer()
        .map_or(&[][..], |answer| &answer.facets.months);
    let reset = (time.since.is_some() || time.until.is_some()).then_some("All dates");
    let (bars, left_out) = settled_months(bars);
    let aside = if left_out > 0.0 {
        let count = number::weight(left_out);
        format!("{}; {count} strays not drawn", busiest_month(bars))
    } else {
        busiest_month(bars)
    };
    if title_ui(ctx, ui, "By month", &aside, reset) {
        ctx.edit(Edit::Time(TimeFilter {
            since: None,
            until: None,
            ..time
        }));
    }
    let dates = (time.since, time.until);
    let size = ui.available_size();
    if let Some((since, until)) = months(ui, ctx.tokens, size, bars, dates, state) {
        ctx.edit(Edit::Time(TimeFilter {
            since,
            until,
            ..time
        }));
    }
}

/// The months worth drawing, and the weight of those at the ends that are left out: a handful
/// of mistyped years would press years of data into a few pixels. Only months that together
/// hold less than a half per cent on their side are left out, and only where that halves
/// the width or better.
fn settled_months(bars: &[MonthWeight]) -> (&[MonthWeight], f64) {
    let total: f64 = bars.iter().map(|bar| bar.weight).sum();
    let strays = |weights: &mut dyn Iterator<Item = f64>| {
        let mut sum = 0.0;
        weights
            .take_while(|weight| {
                sum += weight;
                sum < total * 0.005
            })
            .count()
    };
    let first = strays(&mut bars.iter().map(|bar| bar.weight));
    let last = bars.len() - strays(&mut bars.iter().rev().map(|bar| bar.weight));
    if first >= last || (last - first) * 2 > bars.len() {
        return (bars, 0.0);
    }
    let kept = &bars[first..last];
    let drawn: f64 = kept.iter().map(|bar| bar.weight).sum();
    (kept, total - drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn bars(weights: &[f64]) -> Vec<MonthWeight> {
        let month = |i: usize| date(2000 + (i / 12) as i16, (i % 12) as i8 + 1, 1);
        let bar = |(i, &weight): (usize, &f64)| MonthWeight {
            month: month(i),
            weight,
        };
        weights.iter().enumerate().map(bar).collect()
    }

    #[test]
    fn stray_years_are_not_drawn_and_counted() {
        let mut weights = vec![0.0; 100];
        weights[0] = 2.0;
        weights.extend([500.0, 400.0, 600.0]);
        let all = bars(&weights);
        let (kept, left_out) = settled_months(&all);
        assert_eq!((kept.len(), left_out), (3, 2.0));
    }

    #[test]
    fn a_quiet_start_is_no_stray() {
        let all = bars(&[1.0, 3.0, 500.0, 400.0, 600.0]);
        assert_eq!(settled_months(&all), (&all[..], 0.0));
        assert_eq!(settled_months(&[]).0.len(), 0);
    }
}
