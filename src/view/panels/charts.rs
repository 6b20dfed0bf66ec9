//! Below the map: the two pictures of time, each a filter too.

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use crate::base::Weekdays;
use crate::data::filter::TimeFilter;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::PanelState;
use crate::view::panels::layout::heading;
use crate::view::theme::{EDGE, GAP};
use crate::view::widgets::button::quiet;
use crate::view::widgets::hour_week::{HourWeek, HourWeekState};
use crate::view::widgets::months::{MonthsState, months};

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

/// A heading, and a button that takes the choice back while there is one.
fn title_ui(ctx: Ctx<'_>, ui: &mut Ui, title: &str, reset: Option<&str>) -> bool {
    ui.spacing_mut().item_spacing.y = 4.0;
    let size = vec2(ui.available_width(), 20.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        heading(ui, ctx.tokens, title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            reset.is_some_and(|text| quiet(ui, ctx.tokens, text).clicked())
        })
        .inner
    })
    .inner
}

fn week_ui(ctx: Ctx<'_>, state: &mut HourWeekState, ui: &mut Ui) {
    let time = ctx.app.project().filter.time;
    let reset = time.asks_for_clock().then_some("All hours and days");
    if title_ui(ctx, ui, "Weekday and hour", reset) {
        ctx.edit(Edit::Time(TimeFilter {
            window: None,
            days: Weekdays::ALL,
            ..time
        }));
    }
    let none = [[0.0; 24]; 7];
    let weights = ctx
        .app
        .answer()
        .map_or(&none, |answer| &answer.facets.hour_of_week);
    let matrix = HourWeek {
        weights,
        window: time.clock_window(),
        days: time.days,
        day_start: time.day_start,
    };
    let size = ui.available_size();
    if let Some((window, days)) = matrix.show(ui, ctx.tokens, size, state) {
        ctx.edit(Edit::Time(TimeFilter {
            window,
            days,
            ..time
        }));
    }
}

fn months_ui(ctx: Ctx<'_>, state: &mut MonthsState, ui: &mut Ui) {
    let time = ctx.app.project().filter.time;
    let reset = (time.since.is_some() || time.until.is_some()).then_some("All dates");
    if title_ui(ctx, ui, "By month", reset) {
        ctx.edit(Edit::Time(TimeFilter {
            since: None,
            until: None,
            ..time
        }));
    }
    let bars = ctx
        .app
        .answer()
        .map_or(&[][..], |answer| &answer.facets.months);
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
