//! What the clock means: when a policing day starts, and what a time of exactly 00:00 says.

use egui::Ui;

use crate::base::ClockTime;
use crate::data::filter::TimeFilter;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{heading, note, row};
use crate::view::widgets::button::{quiet, switch};
use crate::view::widgets::clock_field::{ClockFieldState, clock_field};
use crate::view::widgets::popup::popup;

/// A half-typed start of the day.
#[derive(Default)]
pub(crate) struct ClockState {
    day_start: ClockFieldState,
}

/// The way to the popup; it says what is not as usual.
pub(crate) fn clock_ui(ctx: Ctx<'_>, state: &mut ClockState, ui: &mut Ui) {
    let time = ctx.app.project().filter.time;
    let text = if time.unknown_midnight {
        "00:00 is unknown. More about time…"
    } else {
        "More about time…"
    };
    let opener = quiet(ui, ctx.tokens, text);
    popup(&opener, "More about time", 268.0, |ui| {
        heading(ui, ctx.tokens, "More about time");
        day_start_ui(ctx, state, time, ui);
        midnight_ui(ctx, time, ui);
    });
}

fn day_start_ui(ctx: Ctx<'_>, state: &mut ClockState, time: TimeFilter, ui: &mut Ui) {
    let t = ctx.tokens;
    row(ui, t, "Day starts at", |ui| {
        let field = &mut state.day_start;
        if let Some(day_start) = clock_field(ui, t, "Day starts at", time.day_start, field) {
            ctx.edit(Edit::Time(TimeFilter { day_start, ..time }));
        }
    });
    match state.day_start.trouble() {
        Some(trouble) => note(ui, t.warn, trouble),
        None => note(ui, t.muted, &day_explained(time.day_start)),
    }
}

/// What the start of the day does, by an example.
fn day_explained(day_start: ClockTime) -> String {
    if day_start == ClockTime::MIDNIGHT {
        return "Days are those of the calendar, so the hours after midnight count to the next \
                weekday."
            .to_owned();
    }
    format!(
        "So that a night is one day: what happens before {day_start} counts to the weekday and \
         date before."
    )
}

fn midnight_ui(ctx: Ctx<'_>, time: TimeFilter, ui: &mut Ui) {
    let t = ctx.tokens;
    let label = "Take 00:00 as time unknown";
    let on = time.unknown_midnight;
    if row(ui, t, label, |ui| switch(ui, t, label, on).clicked()) {
        ctx.edit(Edit::Time(TimeFilter {
            unknown_midnight: !on,
            ..time
        }));
    }
    note(
        ui,
        t.muted,
        "Many systems write 00:00 where only the date is known, which heaps incidents on \
         midnight. The files are read again.",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_the_day_is_explained_as_it_is_set() {
        assert!(day_explained(ClockTime::from_minutes(390)).contains("before 06:30"));
        assert!(day_explained(ClockTime::MIDNIGHT).contains("calendar"));
    }
}
