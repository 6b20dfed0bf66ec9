//! Check boxes with a bar and a count each: offences, areas.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, FontSelection, Rect, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2,
    vec2,
};

use crate::view::theme::{BODY_PT, Tokens, Weight, font};
use crate::view::widgets::button::{check_mark, quiet};
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::{focus, number};

const ROW: f32 = 28.0;
/// More rows than this scroll.
const ROWS_SEEN: usize = 8;
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

/// Shows the rows; `chosen` are their keys, none for all. Returns the keys the user chose.
pub fn category_list(
    ui: &mut Ui,
    t: &Tokens,
    name: &str,
    rows: &[CategoryRow],
    chosen: &[String],
    state: &mut CategoryListState,
) -> Option<Vec<String>> {
    if !chosen.is_empty() {
        state.cleared = false;
    }
    let picked = all_or_none(ui, t, name, rows, chosen, state);
    if rows.len() > SEARCH_FROM {
        search_field(ui, name, &mut state.search);
    }
    let wanted = state.search.to_lowercase();
    let found = rows
        .iter()
        .filter(|row| row.text.to_lowercase().contains(&wanted));
    let found: Vec<&CategoryRow> = found.collect();
    let most = rows.iter().filter_map(|row| row.weight).fold(0.0, f64::max);
    let mut toggled = None;
    let height = ROW * ROWS_SEEN.min(rows.len()) as f32;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt(name)
        .max_height(height)
        .min_scrolled_height(height)
        .show_rows(ui, ROW, found.len(), |ui, range| {
            for row in &found[range] {
                let on = !state.cleared && is_chosen(chosen, &row.key);
                if row_ui(ui, t, row, on, most) {
                    toggled = Some(row.key.clone());
                }
            }
        });
    if found.is_empty() {
        ui.colored_label(
            t.muted,
            format!("Nothing is called “{}”.", state.search.trim()),
        );
    }
    picked.or_else(|| toggled.and_then(|key| after_toggle(rows, chosen, &key, state)))
}

/// The buttons "All" and "None".
fn all_or_none(
    ui: &mut Ui,
    t: &Tokens,
    name: &str,
    rows: &[CategoryRow],
    chosen: &[String],
    state: &mut CategoryListState,
) -> Option<Vec<String>> {
    let mut picked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let ticked = if chosen.is_empty() {
            rows.len()
        } else {
            chosen.len()
        };
        let ticked = if state.cleared { 0 } else { ticked };
        let said = match ticked {
            0 => format!("Tick the {name} to count"),
            n if n == rows.len() => format!("All {}", number::counted(n, name, name)),
            n => format!("{n} of {} {name}", rows.len()),
        };
        ui.label(
            egui::RichText::new(said)
                .color(t.muted)
                .size(crate::view::theme::STATUS_PT),
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if quiet(ui, t, "None").clicked() {
                state.cleared = true;
            }
            if quiet(ui, t, "All").clicked() {
                state.cleared = false;
                picked = Some(Vec::new());
            }
        });
    });
    picked.filter(|_| !chosen.is_empty())
}

fn search_field(ui: &mut Ui, name: &str, search: &mut String) {
    let edit = TextEdit::singleline(search)
        .hint_text(format!("Search {name}"))
        .font(FontSelection::FontId(font(BODY_PT, Weight::Regular)))
        .desired_width(f32::INFINITY);
    ui.add(edit).accessible_name(format!("Search {name}"));
}

fn row_ui(ui: &mut Ui, t: &Tokens, row: &CategoryRow, on: bool, most: f64) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, &row.text);
        info.current_text_value = row.weight.map(number::weight);
        info
    });
    let line = rect.top() + 11.0;
    check_mark(ui, pos2(rect.left(), line - 6.0), t, on, response.hovered());
    let painter = ui.painter();
    let count = row.weight.map(number::weight).unwrap_or_default();
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
    response.clicked()
}

fn is_chosen(chosen: &[String], key: &str) -> bool {
    chosen.is_empty() || chosen.iter().any(|known| known.eq_ignore_ascii_case(key))
}

fn after_toggle(
    rows: &[CategoryRow],
    chosen: &[String],
    key: &str,
    state: &mut CategoryListState,
) -> Option<Vec<String>> {
    if std::mem::take(&mut state.cleared) {
        return Some(vec![key.to_owned()]);
    }
    let ticked = rows
        .iter()
        .filter(|row| is_chosen(chosen, &row.key) != (row.key == key));
    let ticked: Vec<String> = ticked.map(|row| row.key.clone()).collect();
    match ticked.len() {
        0 => {
            state.cleared = true;
            None
        }
        n if n == rows.len() => Some(Vec::new()),
        _ => Some(ticked),
    }
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
            let new = category_list(ui, &Tokens::DARK, "offences", &rows, chosen, state);
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
