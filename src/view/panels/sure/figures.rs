//! A table of figures, as many rows as can be read, with the rest one click away. Where a row is
//! a place, a click shows it on the map.

use egui::{Align, Layout, Response, RichText, ScrollArea, Sense, Shape, TextWrapMode, Ui};

use crate::analysis::methods::{Cell, Table};
use crate::app::Command;
use crate::base::{LonLat, Planar};
use crate::io::write::report::{readable_cell, table_csv};
use crate::view::Ctx;
use crate::view::panels::layout::{heading, note};
use crate::view::theme::{RADIUS, STATUS_PT, Weight, font};
use crate::view::widgets::button::quiet;
use crate::view::widgets::number;

/// Rows that are shown.
const MOST_ROWS: usize = 30;
/// What the map shows around a row's place, in metres.
const LOOK_M: f64 = 600.0;
/// Columns that say where; they are shown last, for what was found comes first.
const WHERE: [&str; 4] = ["x", "y", "lon", "lat"];

/// The table.
pub(crate) fn table_ui(ctx: Ctx<'_>, table: &Table, ui: &mut Ui) {
    title_ui(ctx, table, ui);
    let order = order(table);
    let salt = ("figures", table.key);
    ScrollArea::horizontal().id_salt(salt).show(ui, |ui| {
        ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
        egui::Grid::new(salt).spacing([14.0, 3.0]).show(ui, |ui| {
            for &place in &order {
                heading_ui(ctx, table, place, ui);
            }
            ui.end_row();
            for (number, row) in table.rows.iter().take(MOST_ROWS).enumerate() {
                row_ui(ctx, table, &order, (number, row), ui);
                ui.end_row();
            }
        });
    });
    if table.rows.len() > MOST_ROWS {
        let more = number::grouped(table.rows.len() - MOST_ROWS);
        let text = format!("{more} more rows; copying takes all.");
        note(ui, ctx.tokens.muted, &text);
    }
}

fn title_ui(ctx: Ctx<'_>, table: &Table, ui: &mut Ui) {
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
}

/// The columns' places in the order they are shown.
fn order(table: &Table) -> Vec<usize> {
    let says_where = |&place: &usize| WHERE.contains(&table.columns[place].key);
    let all = 0..table.columns.len();
    let (last, first): (Vec<usize>, Vec<usize>) = all.partition(says_where);
    first.into_iter().chain(last).collect()
}

fn heading_ui(ctx: Ctx<'_>, table: &Table, place: usize, ui: &mut Ui) {
    let column = &table.columns[place];
    let text = match column.unit {
        "" => column.label.to_owned(),
        unit => format!("{} ({unit})", column.label),
    };
    let text = RichText::new(text).font(font(STATUS_PT, Weight::Regular));
    let shown = table.rows.iter().take(MOST_ROWS);
    let mut cells = shown.filter_map(|row| row.get(place));
    let is_words = cells.any(|cell| matches!(cell, Cell::Text(_)));
    aligned(ui, is_words, text.color(ctx.tokens.muted));
}

/// One row; a click shows its place, if it has one.
fn row_ui(
    ctx: Ctx<'_>,
    table: &Table,
    order: &[usize],
    (number, row): (usize, &[Cell]),
    ui: &mut Ui,
) {
    let behind = ui.painter().add(Shape::Noop);
    let mut cells = order.iter().filter_map(|&place| {
        let (cell, column) = (row.get(place)?, &table.columns[place]);
        Some(cell_ui(ctx, cell, column.unit, ui))
    });
    let Some(first) = cells.next() else {
        return;
    };
    let rect = cells.fold(first.rect, |rect, cell| rect.union(cell.rect));
    let Some(centre) = place(ctx, table, row) else {
        return;
    };
    let id = ui.scope_id().with((table.key, number));
    // Only what is seen of a wide row can be clicked.
    let rect = rect.intersect(ui.clip_rect());
    let clicked = ui.interact(rect, id, Sense::click());
    let label = format!("Show row {} on the map", number + 1);
    clicked.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &label));
    if clicked.hovered() {
        let fill = Shape::rect_filled(rect.expand2([6.0, 1.0].into()), RADIUS, ctx.tokens.hover());
        ui.painter().set(behind, fill);
    }
    if clicked.on_hover_text("Show it on the map").clicked() {
        ctx.send(Command::LookAt {
            centre,
            radius_m: LOOK_M,
        });
    }
}

/// Where the thing of a row is: its longitude and latitude, or else its place in the plane.
fn place(ctx: Ctx<'_>, table: &Table, row: &[Cell]) -> Option<LonLat> {
    let number = |key: &str| {
        let place = table.columns.iter().position(|column| column.key == key)?;
        match row.get(place)? {
            Cell::Number(number) => Some(*number),
            _ => None,
        }
    };
    if let (Some(lon), Some(lat)) = (number("lon"), number("lat")) {
        return Some(LonLat::new(lon, lat));
    }
    let planar = Planar::new(number("x")?, number("y")?);
    let answered = ctx.app.asking()?.answered.as_ref()?;
    Some(answered.data().crs.to_lon_lat_one(planar))
}

/// Words to the left, figures to the right.
fn cell_ui(ctx: Ctx<'_>, cell: &Cell, unit: &str, ui: &mut Ui) -> Response {
    let text = RichText::new(readable_cell(cell, unit)).font(font(STATUS_PT, Weight::Regular));
    let is_words = matches!(cell, Cell::Text(_));
    aligned(ui, is_words, text.color(ctx.tokens.text))
}

fn aligned(ui: &mut Ui, is_words: bool, text: RichText) -> Response {
    if is_words {
        ui.label(text)
    } else {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text))
            .inner
    }
}
