//! Check boxes with a bar and a count each: offences, areas.

use egui::accesskit::Role;
use egui::{
    Align, Align2, CornerRadius, FontSelection, Layout, Rect, RichText, ScrollArea, Sense,
    TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::view::theme::{BODY_PT, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::button::{check_mark, quiet};
use crate::view::widgets::group_menu::{NamedGroup, group_menu};
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::{focus, number};

const ROW: f32 = 28.0;
/// More rows than this scroll.
const ROWS_SEEN: usize = 7;
/// With more rows than this there is a search field.
const SEARCH_FROM: usize = 12;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryRow {
    /// The text the filter knows it by.
    pub key: String,
    /// The text for people.
    pub text: String,
    /// How much it holds; `None` where that is not known.
    pub weight: Option<f64>,
}

/// What the list remembers: the search, and that everything was unticked.
#[derive(Clone, Debug, Default)]
pub struct CategoryListState {
    search: String,
    /// Nothing is ticked: a step on the way to ticking a few of many. A filter of nothing is
    /// no question, so the filter stays as it was until something is ticked.
    cleared: bool,
}

/// A list of check boxes.
#[derive(Clone, Copy, Debug)]
pub struct CategoryList<'a> {
    /// Its heading.
    pub heading: &'a str,
    /// What it lists, in the plural: `offences`.
    pub name: &'a str,
    /// The rows.
    pub rows: &'a [CategoryRow],
    /// Keys of the chosen rows; none for all.
    pub chosen: &'a [String],
    /// Named groups of rows; with any there is a menu of them.
    pub groups: &'a [NamedGroup],
}

impl CategoryList<'_> {
    /// Shows the list; returns the keys the user chose, none for all.
    pub fn show(
        self,
        ui: &mut Ui,
        t: &Tokens,
        state: &mut CategoryListState,
    ) -> Option<Vec<String>> {
        if !self.chosen.is_empty() {
            state.cleared = false;
        }
        let picked = self.heading_ui(ui, t, state);
        if self.rows.len() > SEARCH_FROM {
            search_field(ui, self.name, &mut state.search);
        }
        let toggled = self.rows_ui(ui, t, state);
        picked.or_else(|| toggled.and_then(|key| self.after_toggle(&key, state)))
    }

    /// The heading, how many are ticked, and the buttons "All" and "None".
    fn heading_ui(
        self,
        ui: &mut Ui,
        t: &Tokens,
        state: &mut CategoryListState,
    ) -> Option<Vec<String>> {
        let mut picked = None;
        ui.horizontal(|ui| {
            let heading = RichText::new(self.heading).font(font(STATUS_PT, Weight::SemiBold));
            ui.label(heading.color(t.muted));
            ui.label(
                RichText::new(self.said(state))
                    .color(t.muted)
                    .size(STATUS_PT),
            );
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                if quiet(ui, t, "None").clicked() {
                    state.cleared = true;
                }
                if quiet(ui, t, "All").clicked() {
                    state.cleared = false;
                    picked = Some(Vec::new());
                }
                if !self.groups.is_empty()
                    && let Some(keys) = group_menu(ui, t, self.groups, self.chosen, self.rows.len())
                {
                    state.cleared = false;
                    picked = Some(self.settled(keys));
                }
            });
        });
        picked.filter(|keys| keys != self.chosen)
    }

    fn said(self, state: &CategoryListState) -> String {
        let (all, chosen) = (self.rows.len(), self.chosen.len());
        match if state.cleared { None } else { Some(chosen) } {
            None => "tick what shall count".to_owned(),
            Some(0) => format!("all {} {}", number::grouped(all), self.name),
            Some(n) => format!("{} of {}", number::grouped(n), number::grouped(all)),
        }
    }

    fn rows_ui(self, ui: &mut Ui, t: &Tokens, state: &CategoryListState) -> Option<String> {
        let wanted = state.search.to_lowercase();
        let found: Vec<&CategoryRow> = self
            .rows
            .iter()
            .filter(|row| row.text.to_lowercase().contains(&wanted))
            .collect();
        let most = self
            .rows
            .iter()
            .filter_map(|row| row.weight)
            .fold(0.0, f64::max);
        let mut toggled = None;
        let height = ROW * ROWS_SEEN.min(self.rows.len()) as f32;
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt(self.name).max_height(height);
        area.min_scrolled_height(height)
            .show_rows(ui, ROW, found.len(), |ui, range| {
                for row in &found[range] {
                    let on = !state.cleared && is_chosen(self.chosen, &row.key);
                    // The scroll bar floats over the edge; it shall not lie on the counts.
                    let bar = if found.len() > ROWS_SEEN { 10.0 } else { 0.0 };
                    if row_ui(ui, t, row, on, most, bar) {
                        toggled = Some(row.key.clone());
                    }
                }
            });
        if found.is_empty() {
            let text = format!("Nothing is called “{}”.", state.search.trim());
            ui.colored_label(t.muted, text);
        }
        toggled
    }

    fn after_toggle(self, key: &str, state: &mut CategoryListState) -> Option<Vec<String>> {
        if std::mem::take(&mut state.cleared) {
            return Some(vec![key.to_owned()]);
        }
        let stays = |row: &&CategoryRow| is_chosen(self.chosen, &row.key) != (row.key == key);
        let ticked: Vec<String> = self
            .rows
            .iter()
            .filter(stays)
            .map(|row| row.key.clone())
            .collect();
        if ticked.is_empty() {
            state.cleared = true;
            return None;
        }
        Some(self.settled(ticked))
    }

    /// `ticked` as the filter writes it: every row is none.
    fn settled(self, ticked: Vec<String>) -> Vec<String> {
        if ticked.len() == self.rows.len() {
            Vec::new()
        } else {
            ticked
        }
    }
}

fn search_field(ui: &mut Ui, name: &str, search: &mut String) {
    let edit = TextEdit::singleline(search)
        .hint_text(format!("Search {name}"))
        .font(FontSelection::FontId(font(BODY_PT, Weight::Regular)))
        .desired_width(f32::INFINITY);
    ui.add(edit).accessible_name(format!("Search {name}"));
}

fn row_ui(ui: &mut Ui, t: &Tokens, row: &CategoryRow, on: bool, most: f64, bar: f32) -> bool {
    let size = vec2(ui.available_width(), ROW);
    let (all, response) = ui.allocate_exact_size(size, Sense::click());
    let rect = all.with_max_x(all.right() - bar);
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, &row.text);
        info.current_text_value = row.weight.map(number::weight);
        info
    });
    let line = rect.top() + 11.0;
    check_mark(ui, pos2(rect.left(), line - 6.0), t, on, &response);
    let painter = ui.painter();
    let count = row
        .weight
        .map(|weight| number::decimals(weight, 0))
        .unwrap_or_default();
    let grey = Ink::body(t.muted);
    let right = pos2(rect.right(), line);
    let count = ink::put(painter, right, Align2::RIGHT_CENTER, &count, &grey, 80.0);
    let left = rect.left() + 20.0;
    let room = count.left() - left - 8.0;
    let text = Ink::body(if on || response.hovered() {
        t.text
    } else {
        t.muted
    });
    ink::put(
        painter,
        pos2(left, line),
        Align2::LEFT_CENTER,
        &row.text,
        &text,
        room,
    );
    if let Some(weight) = row.weight {
        let share = if most > 0.0 {
            (weight / most) as f32
        } else {
            0.0
        };
        let bar = |to: f32| Rect::from_x_y_ranges(left..=to, line + 9.5..=line + 12.0);
        let round = CornerRadius::same(1);
        painter.rect_filled(bar(rect.right()), round, t.track());
        let colour = if on { t.accent } else { t.accent_dim() };
        painter.rect_filled(bar(left + (rect.right() - left) * share), round, colour);
    }
    focus::ring(ui, &response, t);
    let clicked = response.clicked();
    if ink::width(ui.painter(), &row.text, &text) > room {
        response.on_hover_text(&row.text);
    }
    clicked
}

fn is_chosen(chosen: &[String], key: &str) -> bool {
    chosen.is_empty() || chosen.iter().any(|known| known.eq_ignore_ascii_case(key))
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests {
    use super::*;
    use crate::view::widgets::test_window::window;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    type State = (Vec<String>, CategoryListState);

    fn shown(n: usize) -> Harness<'static, State> {
        let rows: Vec<CategoryRow> = (0..n)
            .map(|i| CategoryRow {
                key: format!("offence {i}"),
                text: format!("Offence {i}"),
                weight: Some((n - i) as f64),
            })
            .collect();
        window(State::default(), move |ui, (chosen, state): &mut State| {
            let list = CategoryList {
                heading: "What",
                name: "offences",
                rows: &rows,
                chosen,
                groups: &[],
            };
            let new = list.show(ui, &Tokens::DARK, state);
            *chosen = new.unwrap_or_else(|| chosen.clone());
        })
    }

    fn click(window: &mut Harness<'_, State>, label: &str) {
        window.get_by_label(label).click();
        window.run();
    }

    #[test]
    fn unticking_one_of_all_leaves_the_others_and_ticking_it_again_is_all() {
        let mut window = shown(3);
        click(&mut window, "Offence 1");
        assert_eq!(window.state().0, ["offence 0", "offence 2"]);
        click(&mut window, "Offence 1");
        assert!(window.state().0.is_empty());
    }

    #[test]
    fn none_keeps_the_filter_until_something_is_ticked() {
        let mut window = shown(3);
        click(&mut window, "None");
        assert!(window.state().0.is_empty(), "no filter was sent");
        click(&mut window, "Offence 2");
        assert_eq!(window.state().0, ["offence 2"]);
        click(&mut window, "All");
        assert!(window.state().0.is_empty());
    }

    #[test]
    fn many_rows_can_be_searched() {
        let mut window = shown(20);
        window.get_by_label("Search offences").focus();
        window.run();
        window.get_by_label("Search offences").type_text("ENCE 17");
        window.run();
        assert!(window.query_by_label("Offence 17").is_some());
        assert!(window.query_by_label("Offence 3").is_none());
    }
}
