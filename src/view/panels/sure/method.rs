//! One method: the answer in a sentence, what was set, plots, figures, and how it was made.

use egui::{Label, RichText, Ui};

use crate::analysis::methods::Report;
use crate::app::Command;
use crate::app::asking::{AskWish, Asking};
use crate::view::Ctx;
use crate::view::panels::layout::{hairline, heading, note, sentence};
use crate::view::panels::sure::{SureState, figures, page, plots, settings};
use crate::view::theme::{BODY_PT, TITLE_PT, Weight, font};
use crate::view::widgets::button::{button, primary, quiet};
use crate::view::widgets::number;

/// The method.
pub(crate) fn method_ui(ctx: Ctx<'_>, state: &mut SureState, asking: &Asking, ui: &mut Ui) {
    let t = ctx.tokens;
    ui.add_space(12.0);
    head_ui(ctx, state, asking, ui);
    let answer = ctx.app.answer();
    let is_current = answer.is_some_and(|answer| asking.is_current(answer));
    let outcome = asking.answered.as_ref().map(|answered| &answered.outcome);
    // What was answered to an earlier question stays, paler, until the new answer is there.
    let opacity = if is_current { 1.0 } else { 0.55 };
    match outcome {
        None => note(ui, t.muted, waiting(ctx, asking)),
        Some(Err(why)) => note(ui, t.warn, &sentence(why)),
        Some(Ok(report)) => dimmed(ui, opacity, |ui| headline_ui(ctx, report, ui)),
    }
    ui.add_space(8.0);
    hairline(ui, t);
    ui.add_space(4.0);
    settings::settings_ui(ctx, &mut state.settings, asking, ui);
    run_ui(ctx, asking, ui);
    ui.add_space(4.0);
    hairline(ui, t);
    ui.add_space(10.0);
    if let Some(Ok(report)) = outcome {
        dimmed(ui, opacity, |ui| report_ui(ctx, report, ui));
    }
    ui.add_space(16.0);
}

/// The question, the method's name, and its page.
fn head_ui(ctx: Ctx<'_>, state: &mut SureState, asking: &Asking, ui: &mut Ui) {
    let (t, method) = (ctx.tokens, asking.method);
    let title = RichText::new(method.title()).font(font(TITLE_PT, Weight::SemiBold));
    ui.add(Label::new(title.color(t.text)).wrap());
    ui.horizontal(|ui| {
        note(ui, t.muted, method.name());
        let text = if state.shows_page {
            "Hide method"
        } else {
            "Method…"
        };
        if quiet(ui, t, text)
            .on_hover_text("Source, formula, defaults, pitfalls, and how other tools differ")
            .clicked()
        {
            state.shows_page = !state.shows_page;
        }
    });
    ui.add_space(8.0);
    if state.shows_page {
        page::page_ui(ui, t, method.page());
        ui.add_space(8.0);
        hairline(ui, t);
        ui.add_space(8.0);
    }
}

fn dimmed(ui: &mut Ui, opacity: f32, content: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.multiply_opacity(opacity);
        content(ui);
    });
}

fn headline_ui(ctx: Ctx<'_>, report: &Report, ui: &mut Ui) {
    let headline = RichText::new(&report.headline).font(font(BODY_PT + 1.0, Weight::Medium));
    ui.add(Label::new(headline.color(ctx.tokens.text)).wrap());
}

fn waiting(ctx: Ctx<'_>, asking: &Asking) -> &'static str {
    if ctx.app.asking_progress().is_some() {
        "Being worked out…"
    } else if asking.method.waits_to_be_run(&asking.values) {
        "It takes a while: it starts when you run it."
    } else {
        "Waits for the list."
    }
}

/// The button that starts a simulation, how far it is, and the button that stops it.
fn run_ui(ctx: Ctx<'_>, asking: &Asking, ui: &mut Ui) {
    let t = ctx.tokens;
    let progress = ctx.app.asking_progress();
    if !asking.method.waits_to_be_run(&asking.values) && progress.is_none() {
        return;
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        if let Some(fraction) = progress {
            let done = number::percent(f64::from(fraction));
            note(ui, t.muted, &format!("Running, {done} done"));
            if button(ui, t, "Stop").clicked() {
                ctx.send(Command::Ask(AskWish::Stop));
            }
            return;
        }
        let again = asking.answered.is_some();
        let text = if again { "Run again" } else { "Run" };
        if primary(ui, t, text).clicked() {
            ctx.send(Command::Ask(AskWish::Run));
        }
    });
    ui.add_space(6.0);
}

fn report_ui(ctx: Ctx<'_>, report: &Report, ui: &mut Ui) {
    let t = ctx.tokens;
    for plot in &report.plots {
        plots::plot_ui(ctx, plot, ui);
        ui.add_space(12.0);
    }
    for table in &report.tables {
        figures::table_ui(ctx, table, ui);
        ui.add_space(12.0);
    }
    heading(ui, t, "How it was made");
    ui.add_space(2.0);
    note(ui, t.text, &report.statement);
    for line in &report.notes {
        ui.add_space(4.0);
        note(ui, t.muted, line);
    }
}
