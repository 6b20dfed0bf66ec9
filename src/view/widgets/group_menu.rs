//! A small menu of named groups; choosing one ticks what it holds.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::view::theme::{RADIUS, Tokens};
use crate::view::widgets::button::quiet;
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::popup::popup;

const ROW: f32 = 28.0;

/// A named group of rows of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedGroup {
    /// Its name.
    pub name: String,
    /// What it is meant to hold, in a sentence.
    pub about: String,
    /// Keys of the rows it holds; never none.
    pub keys: Vec<String>,
}

/// Shows the button "Groups…"; returns the keys of a group the user chose. `chosen` are the
/// keys that are ticked now, `all` is how many rows there are.
pub fn group_menu(
    ui: &mut Ui,
    t: &Tokens,
    groups: &[NamedGroup],
    chosen: &[String],
    all: usize,
) -> Option<Vec<String>> {
    let opener = quiet(ui, t, "Groups…");
    let mut picked = None;
    popup(&opener, "Offence groups", 236.0, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for group in groups {
            let on = is_ticked(group, chosen);
            let row = row_ui(ui, t, group, on, all);
            if row.on_hover_text(hint(group)).clicked() {
                picked = Some(group.keys.clone());
                ui.close();
            }
        }
    });
    picked
}

/// Whether exactly the rows of `group` are ticked.
fn is_ticked(group: &NamedGroup, chosen: &[String]) -> bool {
    let is_in = |keys: &[String], key: &String| keys.iter().any(|k| k.eq_ignore_ascii_case(key));
    group.keys.iter().all(|key| is_in(chosen, key))
        && chosen.iter().all(|key| is_in(&group.keys, key))
}

fn hint(group: &NamedGroup) -> String {
    const NAMED: usize = 8;
    let named = group.keys[..group.keys.len().min(NAMED)].join("; ");
    match group.keys.len().saturating_sub(NAMED) {
        0 => format!("{}\nHere: {named}.", group.about),
        more => format!("{}\nHere: {named} and {more} more.", group.about),
    }
}

fn row_ui(ui: &mut Ui, t: &Tokens, group: &NamedGroup, on: bool, all: usize) -> Response {
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        let name = format!("Group {}", group.name);
        WidgetInfo::selected(Role::MenuItemRadio, ui.is_enabled(), on, name)
    });
    let round = CornerRadius::same(RADIUS);
    let fill = match (on, response.hovered()) {
        (true, _) => Some(t.accent),
        (false, true) => Some(t.hover()),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, round, fill);
    }
    let (text, count) = if on {
        (t.on_accent, t.on_accent)
    } else {
        (t.text, t.muted)
    };
    let (left, right) = (rect.left() + 8.0, rect.right() - 8.0);
    let y = rect.center().y;
    let said = format!("{} of {all}", group.keys.len());
    let small = Ink::small(count);
    let anchor = Align2::RIGHT_CENTER;
    let count = ink::put(ui.painter(), pos2(right, y), anchor, &said, &small, 80.0);
    let room = count.left() - left - 8.0;
    let anchor = Align2::LEFT_CENTER;
    let name = Ink::body(text);
    ink::put(
        ui.painter(),
        pos2(left, y),
        anchor,
        &group.name,
        &name,
        room,
    );
    focus::ring(ui, &response, t);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(keys: &[&str]) -> NamedGroup {
        NamedGroup {
            name: "Violence".to_owned(),
            about: "Of persons.".to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        }
    }

    #[test]
    fn a_group_is_ticked_when_its_rows_are_and_no_others() {
        let ticked = |keys: &[&str], chosen: &[&str]| {
            let chosen: Vec<String> = chosen.iter().map(|key| (*key).to_owned()).collect();
            is_ticked(&group(keys), &chosen)
        };
        assert!(ticked(&["Assault", "Affray"], &["affray", "ASSAULT"]));
        assert!(!ticked(&["Assault", "Affray"], &["Assault"]));
        assert!(!ticked(&["Assault"], &["Assault", "Theft"]));
        assert!(!ticked(&["Assault"], &[]), "nothing chosen means all");
    }

    #[test]
    fn the_hint_names_a_few_and_counts_the_rest() {
        assert_eq!(hint(&group(&["A", "B"])), "Of persons.\nHere: A; B.");
        let many = group(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]);
        assert!(hint(&many).ends_with("g; h and 2 more."));
    }
}
