//! A table of figures, as many rows as can be read, with the rest one click away.

use egui::{Align, Layout, RichText, ScrollArea, TextWrapMode, Ui};

use crate::analysis::methods::{Cell, Table};
use crate::io::write::report::{readable_cell, table_csv};
use crate::view::Ctx;
use crate::view::panels::layout::{heading, note};
use crate::view::theme::{STATUS_PT, Weight, font};
use crate::view::widgets::button::quiet;
use crate::view::widgets::number;

/// Rows that are shown.
const MOST_ROWS: usize = 30;

/// The table.
pub(crate) fn table_ui(ctx: Ctx<'_>, table: &Table, ui: &mut Ui) {
    let t = ctx.tokens;
    ui.horizontal(|ui| {
        heading(ui, t, &table.title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if quiet(ui, t, "Copy data")
                .on_hover_text("All rows as CSV, for a spreadsheet")
                .clicked()
            {
                ui.ctx().copy_text(table_csv(table));
            }
        });
    });
    let salt = ("figures", table.key);
    ScrollArea::horizontal().id_salt(salt).show(ui, |ui| {
        ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
        egui::Grid::new(salt).spacing([14.0, 3.0]).show(ui, |ui| {
            for column in &table.columns {
                let text = match column.unit {
                    "" => column.label.to_owned(),
                    unit => format!("{} ({unit})", column.label),
                };
                let text = RichText::new(text).font(font(STATUS_PT, Weight::Regular));
                ui.label(text.color(t.muted));
            }
            ui.end_row();
            for row in table.rows.iter().take(MOST_ROWS) {
                for (cell, column) in row.iter().zip(&table.columns) {
                    cell_ui(ctx, cell, column.unit, ui);
                }
                ui.end_row();
            }
        });
    });
    if table.rows.len() > MOST_ROWS {
        let more = number::grouped(table.rows.len() - MOST_ROWS);
        note(
            ui,
            t.muted,
            &format!("{more} more rows; copying takes all."),
        );
    }
}

/// Words to the left, figures to the right.
fn cell_ui(ctx: Ctx<'_>, cell: &Cell, unit: &str, ui: &mut Ui) {
    let text = RichText::new(readable_cell(cell, unit)).font(font(STATUS_PT, Weight::Regular));
    let text = text.color(ctx.tokens.text);
    if matches!(cell, Cell::Text(_)) {
        ui.label(text);
    } else {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
    }
}
