//! What: offences, each with how many there are under the rest of the filter.

use egui::Ui;

use crate::data::groups::{all, by_name};
use crate::data::{Dataset, Filter};
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{note, part, section};
use crate::view::widgets::category_list::{CategoryList, CategoryListState, CategoryRow};
use crate::view::widgets::group_menu::NamedGroup;

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
        let filter = &ctx.app.project().filter;
        let chosen = chosen(filter, &rows);
        let list = CategoryList {
            heading: "What",
            name: "offences",
            rows: &rows,
            chosen: &chosen,
            groups: &groups(&rows),
        };
        if let Some(categories) = list.show(ui, t, &mut state.list) {
            // What is ticked is the whole truth from here on: a group is its categories.
            ctx.edit(Edit::Filter(Filter {
                categories,
                groups: Vec::new(),
                ..filter.clone()
            }));
        }
    });
}

/// The ticked categories: those the filter names, and those of the groups it names.
fn chosen(filter: &Filter, rows: &[CategoryRow]) -> Vec<String> {
    let of_groups = rows.iter().filter(|row| {
        let mut named = filter.groups.iter().filter_map(|name| by_name(name));
        named.any(|group| group.holds(&row.key))
    });
    let mut chosen = filter.categories.clone();
    chosen.extend(of_groups.map(|row| row.key.clone()));
    chosen
}

/// The named groups that hold any of the categories.
fn groups(rows: &[CategoryRow]) -> Vec<NamedGroup> {
    let named = all().iter().map(|group| NamedGroup {
        name: group.name.clone(),
        about: group.about.clone(),
        keys: rows
            .iter()
            .filter(|row| !row.key.is_empty() && group.holds(&row.key))
            .map(|row| row.key.clone())
            .collect(),
    });
    named.filter(|group| !group.keys.is_empty()).collect()
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

    fn rows(texts: &[&str]) -> Vec<CategoryRow> {
        let row = |text: &&str| CategoryRow {
            key: (*text).to_owned(),
            text: (*text).to_owned(),
            weight: None,
        };
        texts.iter().map(row).collect()
    }

    #[test]
    fn only_groups_that_hold_a_category_are_offered() {
        let offered = groups(&rows(&["Robbery", "Burglary", "Bicycle theft", ""]));
        let robbery = offered.iter().find(|group| group.name == "Robbery");
        assert_eq!(
            robbery.map(|g| g.keys.as_slice()),
            Some(&["Robbery".to_owned()][..])
        );
        assert!(offered.iter().all(|group| group.name != "Weapons"));
        assert!(groups(&rows(&["Slight", "Serious", "Fatal"])).is_empty());
    }

    #[test]
    fn a_group_in_the_filter_shows_as_its_categories() {
        let filter = Filter {
            categories: vec!["Burglary".to_owned()],
            groups: vec!["robbery".to_owned()],
            ..Filter::default()
        };
        let ticked = chosen(&filter, &rows(&["Robbery", "Burglary", "Affray"]));
        assert_eq!(ticked, ["Burglary", "Robbery"]);
    }
}
