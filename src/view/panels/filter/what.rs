//! What: offences, each with how many there are under the rest of the filter.

use egui::Ui;

use crate::data::Dataset;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{note, part, section};
use crate::view::widgets::category_list::{CategoryList, CategoryListState, CategoryRow};

/// The search, and whether everything is unticked.
#[derive(Default)]
pub(crate) struct WhatState {
    list: CategoryListState,
}

/// The section.
pub(crate) fn what_ui(ctx: Ctx<'_>, state: &mut WhatState, ui: &mut Ui) {
    let t = ctx.tokens;
    let rows = ctx
        .app
        .answer()
        .map(|answer| rows(&answer.data, &answer.facets.categories));
    let untold = match &rows {
        None => Some("The offences of the opened file will be listed here."),
        Some(rows) if rows.iter().all(|row| row.key.is_empty()) => {
            Some("The file gives no offence categories.")
        }
        Some(_) => None,
    };
    if let Some(text) = untold {
        section(ui, t, "What", |ui| note(ui, t.muted, text));
        return;
    }
    let rows = rows.unwrap_or_default();
    part(ui, t, |ui| {
        let chosen = &ctx.app.project().filter.categories;
        let list = CategoryList {
            heading: "What",
            name: "offences",
            rows: &rows,
            chosen,
        };
        if let Some(keys) = list.show(ui, t, &mut state.list) {
            ctx.edit(Edit::Categories(keys));
        }
    });
}

/// Every category of the data, the greatest first; those that nothing under the rest of the
/// filter has come last and show a nought.
fn rows(data: &Dataset, counted: &[(crate::data::NameId, f64)]) -> Vec<CategoryRow> {
    let row = |key: &str, weight| CategoryRow {
        key: key.to_owned(),
        text: if key.is_empty() {
            "No category".to_owned()
        } else {
            key.to_owned()
        },
        weight: Some(weight),
    };
    let mut rows: Vec<CategoryRow> = counted
        .iter()
        .map(|&(id, weight)| row(data.categories.text(id), weight))
        .collect();
    let mut seen = vec![false; data.categories.len()];
    for (id, _) in counted {
        seen[id.0 as usize] = true;
    }
    // The empty text is in the table for rows without a category, of which there may be none.
    let rest = data
        .categories
        .iter()
        .filter(|(id, text)| !seen[id.0 as usize] && !text.is_empty());
    rows.extend(rest.map(|(_, text)| row(text, 0.0)));
    rows
}
