//! Instead of the list: nothing open yet, a question that cannot be asked, no place found.
//! Each says what to do next, with the button to do it.

use egui::{RichText, Ui};

use crate::analysis::rank::{RankError, RankParams, Unit};
use crate::app::Command;
use crate::data::filter::Filter;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{inset, note, sentence};
use crate::view::theme::{BODY_PT, Weight, font};
use crate::view::widgets::button::{button, primary};

/// Something that would help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    Open,
    Sample,
    ClearFilter,
    ClearTime,
    Circles,
    MinOne,
}

/// What, why, and what to do.
struct Empty {
    title: String,
    why: String,
    remedies: Vec<Remedy>,
    wrong: bool,
}

/// Instead of the list.
pub(crate) fn empty_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let t = ctx.tokens;
    let empty = reason(ctx);
    inset(ui, |ui| {
        ui.add_space(24.0);
        ui.spacing_mut().item_spacing.y = 8.0;
        let colour = if empty.wrong { t.warn } else { t.text };
        ui.label(
            RichText::new(&empty.title)
                .font(font(BODY_PT, Weight::SemiBold))
                .color(colour),
        );
        note(ui, t.muted, &empty.why);
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            for (i, &remedy) in empty.remedies.iter().enumerate() {
                remedy_ui(ctx, remedy, i == 0, ui);
            }
        });
    });
}

fn reason(ctx: Ctx<'_>) -> Empty {
    let empty = |title: &str, why: &str, remedies: &[Remedy], wrong| Empty {
        title: title.to_owned(),
        why: why.to_owned(),
        remedies: remedies.to_vec(),
        wrong,
    };
    if ctx.app.data().is_none() {
        if ctx.app.working().is_some() {
            return empty(
                "Opening…",
                "The list appears as soon as everything is read.",
                &[],
                false,
            );
        }
        let why = "Open a CSV of incidents, or drop one on the window. Boundaries (GeoJSON) and premises (CSV) can be dropped with it or later.";
        return empty(
            "Nothing is open",
            why,
            &[Remedy::Open, Remedy::Sample],
            false,
        );
    }
    if let Some(refusal) = ctx.app.refusal() {
        let remedies = [Remedy::ClearTime, Remedy::ClearFilter];
        return empty("This cannot be asked", &sentence(refusal), &remedies, true);
    }
    let Some(answer) = ctx.app.answer() else {
        return empty(
            "Computing…",
            "The list appears as soon as it is ready.",
            &[],
            false,
        );
    };
    match &answer.ranking {
        Err(RankError::NoAreas) => {
            let why = "The list asks for areas, but no boundaries are open.";
            empty(
                "No areas to rank",
                why,
                &[Remedy::Open, Remedy::Circles],
                true,
            )
        }
        Err(RankError::NoPremises { why }) => {
            let why = format!("The list asks for premises, but {why}.");
            empty(
                "No premises to rank",
                &why,
                &[Remedy::Open, Remedy::Circles],
                true,
            )
        }
        Err(error) => empty(
            "No list",
            &sentence(&error.to_string()),
            &[Remedy::Circles],
            true,
        ),
        Ok(_) => nothing_found(ctx),
    }
}

fn nothing_found(ctx: Ctx<'_>) -> Empty {
    let project = ctx.app.project();
    let none_counted = ctx
        .app
        .answer()
        .is_some_and(|answer| answer.selection.is_empty());
    let (why, mut remedies) = if none_counted {
        ("No incident passes the filter.", Vec::new())
    } else {
        (
            "No place has as many incidents as the list asks for.",
            vec![Remedy::MinOne],
        )
    };
    if project.filter.time.is_active() {
        remedies.push(Remedy::ClearTime);
    }
    remedies.push(Remedy::ClearFilter);
    Empty {
        title: "No place to list".to_owned(),
        why: why.to_owned(),
        remedies,
        wrong: false,
    }
}

fn remedy_ui(ctx: Ctx<'_>, remedy: Remedy, first: bool, ui: &mut Ui) {
    let text = match remedy {
        Remedy::Open => "Open…",
        Remedy::Sample => "Show the sample town",
        Remedy::ClearFilter => "Clear the whole filter",
        Remedy::ClearTime => "Count every time",
        Remedy::Circles => "Rank circles",
        Remedy::MinOne => "List all places",
    };
    let clicked = if first {
        primary(ui, ctx.tokens, text).clicked()
    } else {
        button(ui, ctx.tokens, text).clicked()
    };
    if clicked {
        ctx.send(command(ctx, remedy));
    }
}

fn command(ctx: Ctx<'_>, remedy: Remedy) -> Command {
    let project = ctx.app.project();
    let params = project.ranking;
    match remedy {
        Remedy::Open => Command::OpenDialog,
        Remedy::Sample => Command::OpenSample,
        Remedy::ClearFilter => Command::Edit(Edit::Filter(Filter::default())),
        Remedy::ClearTime => Command::Edit(Edit::Time(Filter::default().time)),
        Remedy::Circles => {
            let unit = Unit::Disc { radius_m: 100.0 };
            Command::Edit(Edit::Ranking(RankParams { unit, ..params }))
        }
        Remedy::MinOne => Command::Edit(Edit::Ranking(RankParams {
            min_incidents: 1,
            ..params
        })),
    }
}
