//! What opening would give: counts over the whole file, the first reasons, a sketch of where.

use egui::{Align, Label, Layout, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

use crate::app::import::{Import, TrialState};
use crate::engine::import::{Reason, Sketch, Trial};
use crate::io::read::FileKind;
use crate::view::Ctx;
use crate::view::panels::import::words;
use crate::view::panels::layout::{inset, note, section};
use crate::view::theme::{BODY_PT, Tokens, Weight, font};
use crate::view::widgets::number;

/// Reasons that are named.
const REASONS: usize = 6;
const SKETCH_HEIGHT: f32 = 150.0;
const SMALLEST_DOT: f32 = 3.0;

/// Counts, reasons, sketch.
pub(super) fn outcome_ui(ctx: Ctx<'_>, import: &Import, ui: &mut Ui) {
    let t = ctx.tokens;
    inset(ui, |ui| {
        section(ui, t, "What opening gives", |ui| {
            match &import.part().trial {
                TrialState::Done(trial) => trial_ui(ctx, import, trial, ui),
                TrialState::Failed(_) => note(ui, t.muted, "Nothing yet: see above."),
                TrialState::Stopped => {
                    note(
                        ui,
                        t.muted,
                        "The count was stopped. Change something to count again, or open the file as it is.",
                    );
                }
                TrialState::Counting => counting_ui(ctx, import, ui),
            }
        });
    });
}

fn counting_ui(ctx: Ctx<'_>, import: &Import, ui: &mut Ui) {
    let t = ctx.tokens;
    let part = import.part();
    let fault = part
        .preview
        .as_ref()
        .is_some_and(|seen| seen.fault.is_some());
    if fault {
        note(ui, t.muted, "Nothing yet: see above.");
        return;
    }
    let share = ctx.app.trial_progress().unwrap_or(0.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    ui.painter().rect_filled(rect, 2, t.track());
    let done = rect.with_max_x(rect.left() + rect.width() * share);
    ui.painter().rect_filled(done, 2, t.accent);
    note(
        ui,
        t.muted,
        &format!("Counting the whole file: {:.0} %", share * 100.0),
    );
}

fn trial_ui(ctx: Ctx<'_>, import: &Import, trial: &Trial, ui: &mut Ui) {
    let t = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 2.0;
    counts_ui(t, import.part().kind, trial, ui);
    if !trial.reasons.is_empty() {
        ui.add_space(8.0);
        for reason in trial.reasons.iter().take(REASONS) {
            note(ui, t.muted, &said(reason));
        }
        if let Some(more) = trial.reasons.len().checked_sub(REASONS + 1) {
            note(
                ui,
                t.muted,
                &format!(
                    "and {} more",
                    number::counted(more + 1, "reason", "reasons")
                ),
            );
        }
    }
    for warning in trial.warnings.iter().take(3) {
        let data = import.loaded.as_ref().map(|loaded| &loaded.data);
        let warning = data.map_or_else(|| warning.clone(), |data| data.by_file_name(warning));
        note(
            ui,
            t.muted,
            &crate::view::panels::layout::sentence(&warning),
        );
    }
    ui.add_space(8.0);
    sketch_ui(t, &trial.sketch, ui);
}

fn counts_ui(t: &Tokens, kind: FileKind, trial: &Trial, ui: &mut Ui) {
    let counts = &trial.counts;
    let bad = [
        (counts.set_aside, words::aside_of(kind)),
        (counts.no_location, "without a location"),
        (counts.far_outliers, "absurdly far away"),
        (counts.outside, "outside the boundaries"),
    ];
    count_ui(t, counts.rows, words::rows_of(kind), t.text, ui);
    count_ui(t, counts.good, words::good_of(kind), t.good, ui);
    for (n, what) in bad {
        if n > 0 {
            count_ui(t, n, what, t.warn, ui);
        }
    }
    let times = [
        (counts.time_unknown, "of the good: time unknown"),
        (counts.date_only, "of the good: date without a time"),
        (counts.month_only, "of the good: month only"),
    ];
    for (n, what) in times {
        if n > 0 {
            count_ui(t, n, what, t.muted, ui);
        }
    }
    for &(n, what) in &trial.more {
        count_ui(t, n, what, t.muted, ui);
    }
}

fn count_ui(t: &Tokens, n: usize, what: &str, colour: egui::Color32, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.allocate_ui_with_layout(
            vec2(84.0, 20.0),
            Layout::right_to_left(Align::Center),
            |ui| {
                ui.set_min_width(84.0);
                ui.label(
                    RichText::new(number::grouped(n))
                        .font(font(BODY_PT, Weight::SemiBold))
                        .color(colour),
                );
            },
        );
        ui.add(Label::new(RichText::new(what).size(BODY_PT).color(t.text)).truncate());
    });
}

/// `3 set aside: fewer fields than the header (lines 2, 7, 9)`.
fn said(reason: &Reason) -> String {
    let lines: Vec<String> = reason.lines.iter().map(u32::to_string).collect();
    let word = if reason.rows == 1 { "line" } else { "lines" };
    let more = if reason.rows > lines.len() {
        ", …"
    } else {
        ""
    };
    format!(
        "{} {}: {} ({word} {}{more})",
        number::grouped(reason.rows),
        reason.fate,
        reason.why,
        lines.join(", ")
    )
}

fn sketch_ui(t: &Tokens, sketch: &Sketch, ui: &mut Ui) {
    let most = sketch.counts.iter().copied().max().unwrap_or(0);
    if most == 0 && sketch.lines.is_empty() {
        return;
    }
    let (room, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), SKETCH_HEIGHT), Sense::hover());
    ui.painter().rect_filled(room, 6, t.land);
    let room = room.shrink(8.0);
    let (columns, rows) = (sketch.columns as f32, sketch.rows as f32);
    let cell = (room.width() / columns).min(room.height() / rows);
    let size = vec2(cell * columns, cell * rows);
    let origin = room.center() - size / 2.0;
    let scale = 1.0 / (most.max(1) as f32).ln_1p();
    for (i, &n) in sketch.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let (column, row) = ((i % sketch.columns) as f32, (i / sketch.columns) as f32);
        let at = pos2(origin.x + column * cell, origin.y + row * cell);
        let share = 0.3 + 0.7 * (n as f32).ln_1p() * scale;
        // A single place among few is seen as well.
        let side = cell.max(SMALLEST_DOT);
        let rect = Rect::from_center_size(at + vec2(cell, cell) / 2.0, vec2(side, side));
        ui.painter().rect_filled(rect, 0, t.heat(share));
    }
    let stroke = Stroke::new(1.0, t.muted);
    for line in &sketch.lines {
        let at = |&(x, y): &(f32, f32)| pos2(origin.x + x * cell, origin.y + y * cell);
        let points = line.iter().map(at).collect();
        ui.painter().add(egui::Shape::line(points, stroke));
    }
    response.on_hover_text(if sketch.lines.is_empty() {
        "Where it falls, north on top: brighter is more"
    } else {
        "Where it lies, north on top"
    });
}
