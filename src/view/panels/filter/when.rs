//! When: the night window on a dial and in exact fields, policing days, policing dates.

use egui::{Align, Layout, RichText, Ui, vec2};

use crate::base::ClockWindow;
use crate::base::clock::ClockTime;
use crate::data::Dataset;
use crate::data::filter::TimeFilter;
use crate::data::publisher::Publisher;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::filter::clock::{ClockState, clock_ui};
use crate::view::panels::layout::{heading, note, part, row};
use crate::view::theme::{STATUS_PT, Weight, font};
use crate::view::widgets::button::{quiet, value};
use crate::view::widgets::clock_field::{ClockFieldState, clock_field};
use crate::view::widgets::date_range::{DateRangeState, date_range, said};
use crate::view::widgets::dial::{Dial, DialState};
use crate::view::widgets::number;
use crate::view::widgets::popup::popup;
use crate::view::widgets::weekday_chips::weekday_chips;

/// Half-typed times and dates, and a drag on the dial.
#[derive(Default)]
pub(crate) struct WhenState {
    dial: DialState,
    start: ClockFieldState,
    end: ClockFieldState,
    dates: DateRangeState,
    clock: ClockState,
}

/// The section.
pub(crate) fn when_ui(ctx: Ctx<'_>, state: &mut WhenState, ui: &mut Ui) {
    part(ui, ctx.tokens, |ui| {
        ui.horizontal(|ui| {
            heading(ui, ctx.tokens, "When");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                clock_ui(ctx, &mut state.clock, ui);
            });
        });
        ui.add_space(2.0);
        let asked = has_clock(ctx);
        ui.add_enabled_ui(asked, |ui| {
            window_ui(ctx, state, ui);
            ui.add_space(2.0);
            let time = ctx.app.project().filter.time;
            if let Some(days) = weekday_chips(ui, ctx.tokens, time.days) {
                ctx.edit(Edit::Time(TimeFilter { days, ..time }));
            }
        });
        if !asked {
            locked_ui(ctx, ui);
        }
        dates_ui(ctx, state, ui);
    });
}

/// Why the clock cannot be turned.
fn locked_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let t = ctx.tokens;
    let publisher = ctx.app.data().and_then(|data| months_only(data));
    let why = match publisher {
        Some(publisher) => format!(
            "{} give the month only, so hours and weekdays cannot be asked and are out of the \
             filter. Only the force's own from and to times can answer that.",
            publisher.name()
        ),
        None => {
            "The times of these incidents have no clock, so hours and weekdays cannot be asked \
             and are out of the filter."
                .to_owned()
        }
    };
    ui.add_space(6.0);
    ui.label(
        RichText::new("The clock is locked")
            .font(font(STATUS_PT, Weight::SemiBold))
            .color(t.warn),
    );
    note(ui, t.muted, &why);
}

/// Who published the data, if that is why there are only months.
fn months_only(data: &Dataset) -> Option<Publisher> {
    let mut publishers = data
        .sources
        .iter()
        .filter_map(|source| source.report.publisher);
    publishers.find(|publisher| publisher.gives_months_only())
}

/// Whether any incident under the filter has an hour. Without data one may as well choose.
pub(crate) fn has_clock(ctx: Ctx<'_>) -> bool {
    let time = &ctx.app.project().filter.time;
    time.asks_for_clock()
        || ctx.app.answer().is_none_or(|answer| {
            answer.facets.before_time_filter == 0
                || answer
                    .facets
                    .hour_of_week
                    .iter()
                    .flatten()
                    .any(|&weight| weight > 0.0)
        })
}

fn window_ui(ctx: Ctx<'_>, state: &mut WhenState, ui: &mut Ui) {
    let time = ctx.app.project().filter.time;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let none = [0.0; 24];
        let hours = ctx
            .app
            .answer()
            .map_or(&none, |answer| &answer.facets.hours);
        let counted = ctx
            .app
            .answer()
            .map(|a| a.selection.certain + a.selection.possible);
        let count = counted.map(number::compact).unwrap_or_default();
        let dial = Dial {
            hours,
            window: time.clock_window(),
            count: &count,
        };
        if let Some(window) = dial.show(ui, ctx.tokens, &mut state.dial) {
            send_window(ctx, Some(window));
        }
        let size = vec2(ui.available_width(), 0.0);
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            fields_ui(ctx, state, time, ui);
        });
    });
}

fn fields_ui(ctx: Ctx<'_>, state: &mut WhenState, time: TimeFilter, ui: &mut Ui) {
    let t = ctx.tokens;
    let midnight = ClockTime::MIDNIGHT;
    let window = time.clock_window().unwrap_or(ClockWindow {
        start: midnight,
        end: midnight,
    });
    ui.add_space(2.0);
    ui.colored_label(t.muted, "Window");
    ui.horizontal(|ui| {
        if let Some(start) = clock_field(ui, t, "Window from", window.start, &mut state.start) {
            send_window(ctx, Some(ClockWindow { start, ..window }));
        }
        ui.colored_label(t.muted, "to");
        if let Some(end) = clock_field(ui, t, "Window to", window.end, &mut state.end) {
            send_window(ctx, Some(ClockWindow { end, ..window }));
        }
    });
    let trouble = state.start.trouble().or(state.end.trouble());
    if let Some(trouble) = trouble {
        note(ui, t.warn, trouble);
        return;
    }
    if !has_clock(ctx) {
        return;
    }
    note(ui, t.muted, &explained(time));
    if time.clock_window().is_some() {
        if quiet(ui, t, "Whole day").clicked() {
            send_window(ctx, None);
        }
    } else if quiet(ui, t, "Night, 18:00–06:00").clicked() {
        send_window(ctx, Some(ClockWindow::NIGHT));
    }
}

/// What the window means, in words.
fn explained(time: TimeFilter) -> String {
    let Some(window) = time.clock_window() else {
        return format!("The whole day. Days start at {}.", time.day_start);
    };
    let (hours, minutes) = (window.length_minutes() / 60, window.length_minutes() % 60);
    let length = match (hours, minutes) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} min"),
    };
    let wraps = window.end < window.start && window.end != ClockTime::MIDNIGHT;
    let across = if wraps { " across midnight" } else { "" };
    // Only a window that no day starts within keeps its nights whole.
    let whole = window.end <= time.day_start && time.day_start <= window.start;
    let days = if whole {
        "Nights belong to the day they start, from"
    } else {
        "Days start at"
    };
    format!("{length}{across}. {days} {}.", time.day_start)
}

fn send_window(ctx: Ctx<'_>, window: Option<ClockWindow>) {
    let time = ctx.app.project().filter.time;
    let window = window.filter(|window| !window.is_whole_day());
    ctx.edit(Edit::Time(TimeFilter { window, ..time }));
}

fn dates_ui(ctx: Ctx<'_>, state: &mut WhenState, ui: &mut Ui) {
    let t = ctx.tokens;
    let time = ctx.app.project().filter.time;
    let span = ctx.app.answer().and_then(|answer| answer.facets.date_span);
    let dates = (time.since, time.until);
    let opener = row(ui, t, "Policing dates", |ui| {
        let width = ui.available_width();
        value(ui, t, "Policing dates", &said(dates, span), width)
    });
    popup(&opener, "Policing dates", 268.0, |ui| {
        if let Some((since, until)) = date_range(ui, t, dates, span, &mut state.dates) {
            ctx.edit(Edit::Time(TimeFilter {
                since,
                until,
                ..time
            }));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained_window(window: &str) -> String {
        explained(TimeFilter {
            window: window.parse().ok(),
            ..TimeFilter::default()
        })
    }

    #[test]
    fn the_window_is_explained_in_words() {
        assert!(explained_window("18:00-06:00").starts_with("12 h across midnight. Nights"));
        assert!(explained_window("20:30-00:00").starts_with("3 h 30 min. Nights"));
        assert!(explained_window("09:00-09:00").starts_with("The whole day."));
        assert_eq!(explained_window("09:00-17:00"), "8 h. Days start at 06:00.");
    }

    #[test]
    fn the_explanation_follows_the_start_of_the_day() {
        let at = |minutes| {
            explained(TimeFilter {
                window: Some(ClockWindow::NIGHT),
                day_start: ClockTime::from_minutes(minutes),
                ..TimeFilter::default()
            })
        };
        assert!(at(390).ends_with("Nights belong to the day they start, from 06:30."));
        assert!(
            at(0).ends_with("Days start at 00:00."),
            "a night is two days then"
        );
    }
}
