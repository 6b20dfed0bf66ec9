//! The data report: what each file was understood as, what was set aside and why, what was
//! kept out of the analysis, with the lines to look at.

use std::collections::BTreeMap;

use egui::{Align, Label, Layout, RichText, Ui, vec2};

use crate::app::Command;
use crate::app::session::Panel;
use crate::data::Dataset;
use crate::data::dataset::{KeptOut, Role, Source};
use crate::data::incidents::Origin;
use crate::view::Ctx;
use crate::view::panels::layout::{hairline, heading, note};
use crate::view::panels::overlays::sheet::sheet;
use crate::view::theme::{BODY_PT, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::button::button;
use crate::view::widgets::number;

/// How many lines are named for each reason.
const LINES_NAMED: usize = 12;

/// The report over the window.
pub(crate) fn data_panel_ui(ctx: Ctx<'_>, ui: &Ui) {
    let t = ctx.tokens;
    let titles = ("Data", "Close the data report");
    sheet(ctx, ui, Panel::Data, titles, |ui| match ctx.app.data() {
        Some(data) => report_ui(ctx, data, ui),
        None => note(
            ui,
            t.muted,
            "Nothing is open. Open a file or drop one on the window.",
        ),
    });
}

fn report_ui(ctx: Ctx<'_>, data: &Dataset, ui: &mut Ui) {
    let t = ctx.tokens;
    tally_ui(t, data, ui);
    for warning in &data.warnings {
        pair(ui, t, "Warning", t.warn, &data.by_file_name(warning));
    }
    for (file, source) in data.sources.iter().enumerate() {
        gap(ui, t);
        source_ui(t, file, source, ui);
    }
    if !data.kept_out.is_empty() {
        gap(ui, t);
        heading(ui, t, "Kept out of the analysis");
        for (reason, origins) in &data.kept_out {
            pair(
                ui,
                t,
                &number::grouped(origins.len()),
                t.warn,
                &kept_out_said(data, *reason, origins),
            );
        }
    }
    if !data.premises.is_empty() {
        gap(ui, t);
        heading(ui, t, "Night-time premises");
        note(ui, t.text, &ctx.app.project().night_rule.explain());
    }
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if button(ui, t, "Open other files…").clicked() {
            ctx.send(Command::OpenDialog);
        }
        let own = !ctx.app.project().sources.is_sample();
        if own && button(ui, t, "Import settings…").clicked() {
            ctx.send(Command::TogglePanel(Panel::Data));
            ctx.send(Command::ImportSettings);
        }
        if button(ui, t, "What to look at…").clicked() {
            ctx.send(Command::TogglePanel(Panel::Data));
            ctx.send(Command::TogglePanel(Panel::Quality));
        }
    });
}

fn gap(ui: &mut Ui, t: &Tokens) {
    ui.add_space(8.0);
    hairline(ui, t);
    ui.add_space(8.0);
}

fn tally_ui(t: &Tokens, data: &Dataset, ui: &mut Ui) {
    let tally = data.tally;
    let steps = [
        (tally.rows_read, "records read"),
        (tally.rows_set_aside, "set aside: no incident"),
        (tally.no_location, "without a usable position"),
        (tally.far_outliers, "far outside the rest"),
        (tally.outside_region, "outside the boundaries"),
        (tally.analysed, "in the analysis"),
    ];
    for (n, what) in steps {
        let (ends, none) = (
            what.starts_with("records") || what.starts_with("in the"),
            n == 0,
        );
        if ends || !none {
            pair(ui, t, &number::grouped(n), t.text, what);
        }
    }
    let plane = format!(
        "{} ({}): {}",
        data.crs.title(),
        data.crs.name(),
        data.crs.operation()
    );
    pair(ui, t, "Plane", t.muted, &plane);
    let region = format!("{} km² study region", number::figures(data.region_km2));
    pair(ui, t, "Region", t.muted, &region);
}

fn source_ui(t: &Tokens, _file: usize, source: &Source, ui: &mut Ui) {
    let role = match source.role {
        Role::Incidents => "Incidents",
        Role::Boundaries => "Boundaries",
        Role::Premises => "Premises",
        Role::Artefacts => "Artefact sites",
        Role::Roads => "Roads",
    };
    heading(ui, t, role);
    let name = RichText::new(&source.info.path)
        .font(font(BODY_PT, Weight::Medium))
        .color(t.text);
    ui.add(Label::new(name).wrap())
        .on_hover_text(format!("SHA-256 {}", source.info.sha256));
    let rows = number::counted(source.rows_read, "record", "records");
    let aside = match source.rows_set_aside {
        0 => "none set aside".to_owned(),
        n => format!("{} set aside", number::grouped(n)),
    };
    note(ui, t.muted, &format!("{rows}, {aside}"));
    for (i, sentence) in source.report.understood.iter().enumerate() {
        let word = if i == 0 { "Understood" } else { "" };
        pair(ui, t, word, t.muted, sentence);
    }
    reasons_ui(t, ("Set aside", ""), t.warn, &source.report.set_aside, ui);
    reasons_ui(
        t,
        ("In doubt", " kept"),
        t.muted,
        &source.report.remarks,
        ui,
    );
}

fn reasons_ui(
    t: &Tokens,
    (word, what): (&str, &str),
    colour: egui::Color32,
    reasons: &BTreeMap<String, Vec<u32>>,
    ui: &mut Ui,
) {
    for (reason, lines) in reasons {
        let count = number::grouped(lines.len());
        let text = format!("{count}{what}: {reason} ({})", lines_said(lines));
        pair(ui, t, word, colour, &text);
    }
}

/// A word in a column of its own and a text that wraps beside it.
fn pair(ui: &mut Ui, t: &Tokens, word: &str, colour: egui::Color32, text: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.allocate_ui_with_layout(vec2(72.0, 16.0), Layout::right_to_left(Align::Min), |ui| {
            ui.set_min_width(72.0);
            ui.label(
                RichText::new(word)
                    .font(font(STATUS_PT, Weight::Medium))
                    .color(colour),
            );
        });
        ui.add(Label::new(RichText::new(text).size(STATUS_PT).color(t.text)).wrap());
    });
}

/// `lines 2, 7, 9 and 31 more`.
fn lines_said(lines: &[u32]) -> String {
    first_lines(&lines[..lines.len().min(LINES_NAMED)], lines.len())
}

fn first_lines(first: &[u32], all: usize) -> String {
    let named: Vec<String> = first.iter().map(u32::to_string).collect();
    let more = all - first.len();
    let word = if all == 1 { "line" } else { "lines" };
    match more {
        0 => format!("{word} {}", named.join(", ")),
        n => format!(
            "{word} {} and {} more",
            named.join(", "),
            number::grouped(n)
        ),
    }
}

fn kept_out_said(data: &Dataset, reason: KeptOut, origins: &[Origin]) -> String {
    let why = match reason {
        KeptOut::NoLocation => "no usable position: blank, 0/0, unreadable or outside the plane",
        KeptOut::FarOutlier => "further out than ten interquartile ranges: most likely a slip",
        KeptOut::OutsideRegion => "outside the boundaries",
    };
    let several = data
        .sources
        .iter()
        .filter(|source| source.role == Role::Incidents)
        .count()
        > 1;
    if several {
        let named: Vec<String> = origins
            .iter()
            .take(LINES_NAMED)
            .map(|origin| format!("file {} line {}", origin.file + 1, origin.line))
            .collect();
        let more = origins.len().saturating_sub(LINES_NAMED);
        let more = if more > 0 {
            format!(" and {} more", number::grouped(more))
        } else {
            String::new()
        };
        return format!("{why} ({}{more})", named.join(", "));
    }
    let lines: Vec<u32> = origins
        .iter()
        .take(LINES_NAMED)
        .map(|origin| origin.line)
        .collect();
    format!("{why} ({})", first_lines(&lines, origins.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_lines_are_named() {
        assert_eq!(lines_said(&[7]), "line 7");
        assert_eq!(lines_said(&[2, 7]), "lines 2, 7");
        let many: Vec<u32> = (1..=1014).collect();
        assert_eq!(
            lines_said(&many),
            "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 1,002 more"
        );
    }
}
