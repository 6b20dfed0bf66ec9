//! What: offences, each with how many there are under the rest of the filter.

use std::sync::{Arc, Weak};

use egui::Ui;

use crate::analysis::offences::Prepared;
use crate::data::definitions::{Library, Test, Truth};
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
        let groups = state.groups.of(ctx);
        let chosen = chosen(filter, groups);
        let list = CategoryList {
            heading: "What",
            name: "offences",
            rows: &rows,
            chosen: &chosen,
            groups,
        };
        if let Some(categories) = list.show(ui, t, &mut state.list) {
            // What is ticked is the whole truth from here on: a group is its categories.
            ctx.edit(Edit::Filter(Filter {
                categories,
                groups: Vec::new(),
                ..filter.clone()
            }));
        }
        definitions_ui(ctx, &mut state.definitions, ui);
    });
}

impl GroupsOf {
    /// The named definitions that are nothing but categories of the data.
    fn of(&mut self, ctx: Ctx<'_>) -> &[NamedGroup] {
        let Some(data) = ctx.app.data() else {
            return &[];
        };
        if !std::ptr::eq(self.data.as_ptr(), Arc::as_ptr(data)) {
            self.groups = groups(data, ctx.app.library());
            self.data = Arc::downgrade(data);
        }
        &self.groups
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

/// The definitions that are nothing but categories, with theirs.
fn groups(data: &Dataset, library: &Library) -> Vec<NamedGroup> {
    let mut groups = Vec::new();
    for definition in library.to_choose() {
        let test = Test::Definition(definition.name.clone());
        let Some(held) = Prepared::new(data, &test, library)
            .ok()
            .and_then(|p| p.by_category())
        else {
            continue;
        };
        let texts = data.categories.iter().zip(held);
        let keys: Vec<String> = texts
            .filter(|((_, text), held)| *held == Truth::Yes && !text.is_empty())
            .map(|((_, text), _)| text.to_owned())
            .collect();
        // The fourteen of police.uk are the rows of the list themselves.
        if !keys.is_empty() && !definition.name.starts_with("police.uk ") {
            groups.push(NamedGroup {
                name: definition.name.clone(),
                about: definition.about.clone(),
                keys,
            });
        }
    }
    groups
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
    use crate::base::When;

    fn of(texts: &[&str]) -> Vec<NamedGroup> {
        let data = Dataset::from_points(texts.iter().map(|&text| (0.0, 0.0, When::Unknown, text)));
        groups(&data, &Library::default())
    }

    #[test]
    fn only_groups_that_hold_a_category_are_offered() {
        let offered = of(&["Robbery", "Burglary", "Bicycle theft", ""]);
        let robbery = offered.iter().find(|group| group.name == "Robbery");
        assert_eq!(
            robbery.map(|g| g.keys.as_slice()),
            Some(&["Robbery".to_owned()][..])
        );
        assert!(offered.iter().all(|group| group.name != "Weapons"));
        assert!(of(&["Slight", "Serious", "Fatal"]).is_empty());
    }

    #[test]
    fn a_group_in_the_filter_shows_as_its_categories() {
        let filter = Filter {
            categories: vec!["Burglary".to_owned()],
            groups: vec!["robbery".to_owned()],
            ..Filter::default()
        };
        let ticked = chosen(&filter, &of(&["Robbery", "Burglary", "Affray"]));
        assert_eq!(ticked, ["Burglary", "Robbery"]);
    }
}
