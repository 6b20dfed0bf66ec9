//! The first records as a table; over every column what it is taken for, and why.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, CursorIcon, Rect, Response, ScrollArea, Sense, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::app::Command;
use crate::app::import::{ImportWish, Part, TrialState};
use crate::io::read::{Field, Preview, PreviewColumn};
use crate::view::Ctx;
use crate::view::panels::import::words;
use crate::view::panels::layout::{hairline, inset, note};
use crate::view::theme::{BODY_PT, EDGE, RADIUS, Tokens};
use crate::view::widgets::button::chevron;
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::popup::popup_known_as;

const HEAD: f32 = 70.0;
const ROW: f32 = 22.0;
const LINE_WIDTH: f32 = 56.0;
const NARROWEST: f32 = 112.0;
const WIDEST: f32 = 220.0;
const WIDEST_WHY: f32 = 168.0;
/// Texts that are measured to tell how wide a column should be.
const MEASURED: usize = 12;

/// Widths of the columns of the preview they were measured for.
#[derive(Default)]
pub(super) struct ColumnsState {
    widths: Vec<f32>,
    measured_for: Vec<String>,
}

/// The table.
pub(super) fn columns_ui(ctx: Ctx<'_>, part: &Part, state: &mut ColumnsState, ui: &mut Ui) {
    let t = ctx.tokens;
    let Some(seen) = &part.preview else {
        if part.waits_for_table() {
            return tables_ui(ctx, part, ui);
        }
        ui.add_space(EDGE);
        let text = match &part.trial {
            TrialState::Failed(_) => {
                "There is nothing to show of it as this. Say above what it is."
            }
            TrialState::Stopped => "Looking at it was stopped.",
            TrialState::Counting | TrialState::Done(_) => "Looking at the file…",
        };
        inset(ui, |ui| note(ui, t.muted, text));
        return;
    };
    if part.is_stale {
        ui.set_opacity(0.6);
    }
    measure(state, seen, ui);
    let width = LINE_WIDTH + state.widths.iter().sum::<f32>() + EDGE;
    let height = HEAD + ROW * seen.rows.len() as f32 + 8.0;
    ScrollArea::both()
        .id_salt("import table")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let (all, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
            let visible = ui.clip_rect();
            rows_ui(t, seen, &state.widths, all, visible, ui);
            // The head stays on top while the records move under it.
            let top = visible.top().max(all.top());
            let strip = Rect::from_min_size(pos2(visible.left(), top), vec2(visible.width(), HEAD));
            ui.painter().rect_filled(strip, 0, t.panel);
            ui.painter()
                .hline(strip.x_range(), strip.bottom(), Stroke::new(1.0, t.line));
            let mut left = all.left() + LINE_WIDTH;
            for (i, (column, &width)) in seen.columns.iter().zip(&state.widths).enumerate() {
                let rect = Rect::from_min_size(pos2(left, top), vec2(width, HEAD));
                if rect.intersects(visible) {
                    head_ui(ctx, (i, column), rect, ui);
                }
                left += width;
            }
        });
}

/// Several tables in one file: which is meant?
fn tables_ui(ctx: Ctx<'_>, part: &Part, ui: &mut Ui) {
    let t = ctx.tokens;
    ui.add_space(EDGE);
    inset(ui, |ui| {
        ui.set_max_width(480.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let ask = "This file holds several tables. Which one is to be opened?";
        ui.label(egui::RichText::new(ask).size(BODY_PT).color(t.text));
        ui.add_space(6.0);
        ScrollArea::vertical().show(ui, |ui| {
            for name in &part.tables {
                let on = part.options.layer.as_ref() == Some(name);
                if choice_row(ui, t, name, on).clicked() {
                    let (option, text) = ("layer", Some(name.clone()));
                    ctx.send(Command::Import(ImportWish::Say { option, text }));
                }
            }
        });
    });
}

fn measure(state: &mut ColumnsState, seen: &Preview, ui: &Ui) {
    let names: Vec<String> = seen.columns.iter().map(|c| c.name.clone()).collect();
    if state.measured_for == names {
        return;
    }
    let ink = Ink::small(egui::Color32::WHITE);
    let strong = Ink::strong(egui::Color32::WHITE);
    let tick = Ink::tick(egui::Color32::WHITE);
    let medium = Ink::medium(egui::Color32::WHITE);
    let width = |(i, column): (usize, &PreviewColumn)| {
        let texts = seen
            .rows
            .iter()
            .take(MEASURED)
            .filter_map(|(_, row)| row.get(i));
        let widest = texts
            .map(|text| ink::width(ui.painter(), text, &ink))
            .fold(ink::width(ui.painter(), &column.name, &strong), f32::max);
        let why = ink::width(ui.painter(), inside(column), &tick).min(WIDEST_WHY);
        let meaning = meaning(&column.means);
        let meaning = ink::width(ui.painter(), &meaning, &medium) + 16.0;
        (widest.max(why).max(meaning) + 20.0).clamp(NARROWEST, WIDEST)
    };
    state.widths = seen.columns.iter().enumerate().map(width).collect();
    state.measured_for = names;
}

fn rows_ui(t: &Tokens, seen: &Preview, widths: &[f32], all: Rect, visible: Rect, ui: &Ui) {
    let painter = ui.painter();
    let (plain, faint) = (Ink::small(t.text), Ink::tick(t.faint));
    let unused = Ink::small(t.muted);
    for (i, (line, fields)) in seen.rows.iter().enumerate() {
        let top = all.top() + HEAD + ROW * i as f32;
        if top > visible.bottom() || top + ROW < visible.top() {
            continue;
        }
        let middle = top + ROW / 2.0;
        let at = pos2(all.left() + LINE_WIDTH - 12.0, middle);
        ink::put(
            painter,
            at,
            Align2::RIGHT_CENTER,
            &line.to_string(),
            &faint,
            LINE_WIDTH,
        );
        let mut left = all.left() + LINE_WIDTH;
        for (column, &width) in widths.iter().enumerate() {
            let shows = left < visible.right() && left + width > visible.left();
            if let Some(text) = fields.get(column).filter(|text| shows && !text.is_empty()) {
                let used = seen
                    .columns
                    .get(column)
                    .is_some_and(|c| !c.means.is_empty());
                let ink = if used { &plain } else { &unused };
                let text = text.replace(['\n', '\r', '\t'], " ");
                ink::put(
                    painter,
                    pos2(left, middle),
                    Align2::LEFT_CENTER,
                    &text,
                    ink,
                    width - 16.0,
                );
            }
            left += width;
        }
    }
}

fn head_ui(ctx: Ctx<'_>, (i, column): (usize, &PreviewColumn), rect: Rect, ui: &mut Ui) {
    let t = ctx.tokens;
    let painter = ui.painter().clone();
    let room = rect.width() - 16.0;
    let name = Ink::strong(t.text);
    ink::put(
        &painter,
        pos2(rect.left(), rect.top() + 14.0),
        Align2::LEFT_CENTER,
        &column.name,
        &name,
        room,
    );
    let chooser = chooser_ui(
        t,
        (i, column),
        Rect::from_min_size(
            pos2(rect.left() - 6.0, rect.top() + 25.0),
            vec2(rect.width() - 4.0, 22.0),
        ),
        ui,
    );
    let why = Ink::tick(t.muted);
    ink::put(
        &painter,
        pos2(rect.left(), rect.top() + 57.0),
        Align2::LEFT_CENTER,
        inside(column),
        &why,
        room,
    );
    popup_known_as(
        &chooser,
        chooser.id.with("popup"),
        &format!("What is {}?", column.name),
        232.0,
        |ui| choices_ui(ctx, column, ui),
    );
    let samples = column.samples.join("\n");
    chooser.on_hover_text(format!("{}\n{}\n\n{samples}", column.name, column.why));
}

/// What is in a column, without who says what it is.
fn inside(column: &PreviewColumn) -> &str {
    let (_, inside) = column.why.split_once(": ").unwrap_or(("", &column.why));
    inside
}

/// What the column is taken for; a click opens the choice.
fn chooser_ui(t: &Tokens, (i, column): (usize, &PreviewColumn), rect: Rect, ui: &Ui) -> Response {
    let can_change = can_change(column);
    let id = ui.scope_id().with(("import column", i));
    let sense = if can_change {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, id, sense);
    let text = meaning(&column.means);
    response.widget_info(|| {
        let label = format!("{} is", column.name);
        let role = if can_change {
            Role::Button
        } else {
            Role::Label
        };
        let mut info = WidgetInfo::labeled(role, ui.is_enabled(), label);
        info.current_text_value = Some(text.clone());
        info
    });
    let used = !column.means.is_empty();
    if can_change && response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(RADIUS), t.hover());
    }
    let ink = Ink::medium(if used { t.accent } else { t.muted });
    let at = pos2(rect.left() + 6.0, rect.center().y);
    let put = ink::put(
        ui.painter(),
        at,
        Align2::LEFT_CENTER,
        &text,
        &ink,
        rect.width() - 28.0,
    );
    if !can_change {
        return response;
    }
    chevron(ui, pos2(put.right() + 10.0, rect.center().y), t.muted);
    focus::ring(ui, &response, t);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Whether it can be said what the column is: not of the position of what is only looked at.
fn can_change(column: &PreviewColumn) -> bool {
    let offered = |field: &Field| column.candidates.iter().any(|one| one.field == *field);
    column.means.iter().all(offered)
}

fn meaning(means: &[Field]) -> String {
    if means.is_empty() {
        return "not used".to_owned();
    }
    let named: Vec<String> = means.iter().map(|&field| words::field(field)).collect();
    named.join(", ")
}

fn choices_ui(ctx: Ctx<'_>, column: &PreviewColumn, ui: &mut Ui) {
    let t = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut picked = None;
    let mut choice = |ui: &mut Ui, field: Option<Field>| {
        let on = field.map_or(column.means.is_empty(), |field| {
            column.means.contains(&field)
        });
        let text = field.map_or_else(|| "Not used".to_owned(), words::field);
        if choice_row(ui, t, &text, on).clicked() {
            picked = Some(field);
        }
    };
    ScrollArea::vertical().max_height(460.0).show(ui, |ui| {
        // The scroll bar floats over the edge.
        ui.set_max_width(ui.available_width() - 10.0);
        choice(ui, None);
        let fits = |wanted: bool| {
            column
                .candidates
                .iter()
                .filter(move |candidate| candidate.fits == wanted)
                .map(|candidate| candidate.field)
        };
        for field in fits(true) {
            choice(ui, Some(field));
        }
        ui.add_space(4.0);
        hairline(ui, t);
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            note(ui, t.muted, "Less likely by what is in it");
        });
        for field in fits(false) {
            choice(ui, Some(field));
        }
    });
    if let Some(field) = picked {
        ctx.send(Command::Import(ImportWish::Take {
            column: column.name.clone(),
            field,
        }));
        ui.close();
    }
}

/// One of several choices in a popup.
pub(super) fn choice_row(ui: &mut Ui, t: &Tokens, text: &str, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, ui.is_enabled(), on, text));
    let fill = match (on, response.hovered()) {
        (true, _) => Some(t.accent),
        (false, true) => Some(t.hover()),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(RADIUS), fill);
    }
    let ink = Ink::body(if on { t.on_accent } else { t.text });
    let at = pos2(rect.left() + 8.0, rect.center().y);
    ink::put(
        ui.painter(),
        at,
        Align2::LEFT_CENTER,
        text,
        &ink,
        rect.width() - 16.0,
    );
    focus::ring(ui, &response, t);
    response
}
