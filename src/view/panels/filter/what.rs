//! What: offences, each with how many there are under the rest of the filter.

use std::sync::{Arc, Weak};

use egui::Ui;

use crate::data::{Dataset, Filter};
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::filter::definitions::{DefinitionsState, definitions_ui};
use crate::view::panels::layout::{note, part, section};
use crate::view::widgets::category_list::{CategoryList, CategoryListState, CategoryRow};
use crate::view::widgets::group_menu::NamedGroup;

/// The search, and whether everything is unticked.
#[derive(Default)]
pub(crate) struct WhatState {
    list: CategoryListState,
    definitions: DefinitionsState,
    groups: GroupsOf,
}

/// The definitions that are categories, of the data they were made ready for.
#[derive(Default)]
struct GroupsOf {
    data: Weak<Dataset>,
    groups: Vec<NamedGroup>,
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
        section(ui, t, "What", |ui| {
            note(ui, t.muted, text);
            definitions_ui(ctx, &mut state.definitions, ui);
        });
        return;
    }
    let rows = rows.unwrap_or_default();
    part(ui, t, |ui| {
        let filter = &ctx.app.project().filter;
        let told = state.groups.of(ctx);
        let groups = told.unwrap_or_default();
        let chosen = chosen(filter, groups);
        let list = CategoryList {
            heading: "What",
            name: "offences",
            rows: &rows,
            chosen: &chosen,
            groups,
        };
        if let Some(categories) = list.show(ui, t, &mut state.list) {
            // What is ticked is the whole truth from here on: a group is its categories, once
            // these are known.
            let named = if told.is_some() {
                &[][..]
            } else {
                &filter.groups
            };
            ctx.edit(Edit::Filter(Filter {
                categories,
                groups: named.to_vec(),
                ..filter.clone()
            }));
        }
        definitions_ui(ctx, &mut state.definitions, ui);
    });
}

impl GroupsOf {
    /// The named definitions that are nothing but categories of the data; `None` until they were
    /// told from the others.
    fn of(&mut self, ctx: Ctx<'_>) -> Option<&[NamedGroup]> {
        let (data, groups) = ctx.app.data().zip(ctx.app.category_groups())?;
        if !std::ptr::eq(self.data.as_ptr(), Arc::as_ptr(data)) {
            let named = groups.iter().map(|group| NamedGroup {
                name: group.name.clone(),
                about: group.about.clone(),
                keys: group.categories.clone(),
            });
            self.groups = named.collect();
            self.data = Arc::downgrade(data);
        }
        Some(&self.groups)
    }
}

/// The ticked categories: those the filter names, and those of the groups it names.
fn chosen(filter: &Filter, groups: &[NamedGroup]) -> Vec<String> {
    let mut chosen = filter.categories.clone();
    for name in &filter.groups {
        let named = groups
            .iter()
            .filter(|group| group.name.eq_ignore_ascii_case(name));
        chosen.extend(named.flat_map(|group| group.keys.clone()));
    }
    chosen
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

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_group_in_the_filter_shows_as_its_categories() {
        let filter = Filter {
            categories: vec!["Burglary".to_owned()],
            groups: vec!["robbery".to_owned()],
            ..Filter::default()
        };
        let robbery = NamedGroup {
            name: "Robbery".to_owned(),
            about: String::new(),
            keys: vec!["Robbery".to_owned()],
        };
        let ticked = chosen(&filter, &[robbery]);
        assert_eq!(ticked, ["Burglary", "Robbery"]);
    }
}
