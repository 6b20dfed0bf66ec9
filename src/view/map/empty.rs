//! What the map says when there is nothing on it, and what to do next.

use egui::{Align2, Area, Frame, Id, Margin, Rect, RichText, Stroke, Ui};

use crate::app::Command;
use crate::data::Filter;
use crate::data::filter::TimeFilter;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::theme::fonts::{Weight, font};
use crate::view::theme::{RADIUS, TITLE_PT};
use crate::view::widgets::button::button;

/// A calm message in the middle of the map.
struct Message<'a> {
    title: &'a str,
    text: String,
    offers: Vec<(&'a str, Command)>,
}

/// Says why the map is empty, where it is.
pub(crate) fn empty_ui(ctx: Ctx<'_>, ui: &Ui, map: Rect) {
    let Some(message) = message(ctx) else { return };
    let frame = Frame::new()
        .fill(ctx.tokens.panel)
        .stroke(Stroke::new(1.0, ctx.tokens.line))
        .corner_radius(RADIUS)
        .inner_margin(Margin::symmetric(20, 16));
    Area::new(Id::unique("map is empty"))
        .pivot(Align2::CENTER_CENTER)
        .fixed_pos(map.center())
        .constrain_to(map)
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| message_ui(ctx, ui, message))
        });
}

fn message_ui(ctx: Ctx<'_>, ui: &mut Ui, message: Message<'_>) {
    ui.set_max_width(340.0);
    ui.label(
        RichText::new(message.title)
            .font(font(TITLE_PT, Weight::SemiBold))
            .color(ctx.tokens.text),
    );
    ui.add_space(2.0);
    ui.label(RichText::new(message.text).color(ctx.tokens.muted));
    if !message.offers.is_empty() {
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            for (name, command) in message.offers {
                if button(ui, ctx.tokens, name).clicked() {
                    ctx.send(command);
                }
            }
        });
    }
}

fn message(ctx: Ctx<'_>) -> Option<Message<'static>> {
    let app = ctx.app;
    if app.data().is_none() {
        return Some(if app.working().is_some() {
            opening()
        } else {
            nothing_open()
        });
    }
    if let Some(why) = app.refusal() {
        let offers = vec![("Show all incidents", everything(ctx))];
        return Some(Message {
            title: "This cannot be asked of this data",
            text: why.to_owned(),
            offers,
        });
    }
    let nothing_counts = app
        .answer()
        .is_some_and(|answer| answer.selection.is_empty());
    (nothing_counts && app.is_current()).then(|| nothing_passes(ctx))
}

fn opening() -> Message<'static> {
    let text = "The map comes as soon as the files are read.".to_owned();
    Message {
        title: "Opening\u{2026}",
        text,
        offers: Vec::new(),
    }
}

fn nothing_open() -> Message<'static> {
    Message {
        title: "Nothing is open",
        text:
            "Open a file of incidents, or drop it on this window. Boundaries and premises can come \
               with it."
                .to_owned(),
        offers: vec![
            ("Open\u{2026}", Command::OpenDialog),
            ("Show the sample town", Command::OpenSample),
        ],
    }
}

fn nothing_passes(ctx: Ctx<'_>) -> Message<'static> {
    Message {
        title: "No incident passes the filter",
        text: "Widen the hours, days or dates, or choose more offences or areas.".to_owned(),
        offers: vec![("Show all incidents", everything(ctx))],
    }
}

/// Takes every condition out of the filter; what the clock means stays.
fn everything(ctx: Ctx<'_>) -> Command {
    let TimeFilter {
        day_start,
        unknown_midnight,
        ..
    } = ctx.app.project().filter.time;
    let time = TimeFilter {
        day_start,
        unknown_midnight,
        ..TimeFilter::default()
    };
    Command::Edit(Edit::Filter(Filter {
        time,
        ..Filter::default()
    }))
}
