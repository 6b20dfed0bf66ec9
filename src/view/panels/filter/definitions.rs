//! Definitions of offences: what is asked of them in words, and the popup that composes it.

use egui::{
    Align2, CornerRadius, Response, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::Command;
use crate::app::state::HeldOrWhy;
use crate::data::Filter;
use crate::data::definitions::{Definition, Test, in_words, needs};
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{heading, note, sentence};
use crate::view::theme::{RADIUS, Tokens};
use crate::view::widgets::button::{button, quiet};
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::popup::popup;
use crate::view::widgets::segmented::{Segment, segmented};
use crate::view::widgets::{focus, number};

const ROW: f32 = 28.0;
const WIDTH: f32 = 380.0;
/// More rows than this scroll.
const ROWS_SEEN: f32 = 8.0;
/// Height of what is said about a definition; more of it scrolls.
const ABOUT: f32 = 132.0;

/// How the next definition is joined to what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Join {
    #[default]
    And,
    Or,
    ButNot,
}

const JOINS: [(Join, Segment); 3] = [
    (
        Join::And,
        Segment {
            text: "and",
            name: "And",
        },
    ),
    (
        Join::Or,
        Segment {
            text: "or",
            name: "Or",
        },
    ),
    (
        Join::ButNot,
        Segment {
            text: "but not",
            name: "But not",
        },
    ),
];

/// What the composer remembers.
#[derive(Default)]
pub(crate) struct DefinitionsState {
    join: Join,
    search: String,
    /// The definition whose text is shown.
    shown: Option<String>,
}

/// The expression in words, and the button that opens the composer.
pub(crate) fn definitions_ui(ctx: Ctx<'_>, state: &mut DefinitionsState, ui: &mut Ui) {
    let t = ctx.tokens;
    if ctx.app.data().is_none() {
        return;
    }
    let asked = ctx.app.project().filter.offences.as_ref();
    ui.add_space(4.0);
    if let Some(test) = asked {
        note(
            ui,
            t.text,
            &format!("And only: {}", sentence(&in_words(test))),
        );
    }
    let opener = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let opener = quiet(ui, t, "Definitions…");
        if asked.is_some() && quiet(ui, t, "Take the definitions out").clicked() {
            set(ctx, None);
        }
        opener
    });
    popup(&opener.inner, "Definitions of offences", WIDTH, |ui| {
        composer_ui(ctx, state, ui);
    });
}

fn composer_ui(ctx: Ctx<'_>, state: &mut DefinitionsState, ui: &mut Ui) {
    let t = ctx.tokens;
    let first = ctx.app.library().to_choose().first().map(|d| &d.name);
    if first.is_some_and(|name| ctx.app.held(name).is_none()) {
        ctx.send(Command::CountDefinitions);
    }
    let asked = ctx.app.project().filter.offences.as_ref();
    heading(ui, t, "Count only");
    match asked {
        None => note(ui, t.muted, "Every offence. Choose a definition below."),
        Some(test) => note(ui, t.text, &sentence(&in_words(test))),
    }
    if let Some(test) = asked {
        let place = JOINS.iter().position(|(join, _)| *join == state.join);
        let segments = JOINS.map(|(_, segment)| segment);
        if let Some(chosen) = segmented(ui, t, &segments, place.unwrap_or_default()) {
            state.join = JOINS[chosen].0;
        }
        ui.horizontal(|ui| {
            if button(ui, t, "Undo the last").clicked() {
                set(ctx, without_last(test));
            }
            if button(ui, t, "Start again").clicked() {
                set(ctx, None);
            }
        });
    }
    let edit = TextEdit::singleline(&mut state.search)
        .hint_text("Search definitions")
        .desired_width(f32::INFINITY);
    ui.add(edit).accessible_name("Search definitions");
    let picked = list_ui(ctx, state, ui);
    if let Some(name) = picked {
        set(ctx, Some(joined(asked, state.join, name)));
    }
    let shown = state.shown.as_deref();
    let definition = shown.and_then(|name| ctx.app.library().find(name));
    // Of one height whatever it says, so that the list does not move under the pointer.
    ui.add_space(8.0);
    ScrollArea::vertical()
        .id_salt("about a definition")
        .max_height(ABOUT)
        .auto_shrink([false, false])
        .show(ui, |ui| match definition {
            Some(definition) => about_ui(ctx, definition, ctx.app.held(&definition.name), ui),
            None => note(ui, t.muted, "Point at a definition to read what it holds."),
        });
}

fn list_ui(ctx: Ctx<'_>, state: &mut DefinitionsState, ui: &mut Ui) -> Option<String> {
    let wanted = state.search.trim().to_lowercase();
    let mut all = ctx.app.library().to_choose();
    all.retain(|definition| definition.name.to_lowercase().contains(&wanted));
    let mut picked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().max_height(ROW * ROWS_SEEN);
    area.show_rows(ui, ROW, all.len(), |ui, range| {
        for definition in &all[range] {
            let name = &definition.name;
            let held = ctx.app.held(name);
            let is_shown = state.shown.as_ref() == Some(name);
            let row = row_ui(ctx.tokens, name, held, is_shown, ui);
            if row.clicked() && matches!(held, Some(Ok(_))) {
                picked = Some(name.clone());
            }
            if row.clicked() || row.hovered() {
                state.shown = Some(name.clone());
            }
        }
    });
    picked
}

/// A definition with how many incidents it holds; grey where it cannot be answered.
fn row_ui(
    t: &Tokens,
    name: &str,
    held: Option<&HeldOrWhy>,
    is_shown: bool,
    ui: &mut Ui,
) -> Response {
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let can = matches!(held, Some(Ok(_)));
    response.widget_info(|| {
        let label = format!("Definition {name}");
        WidgetInfo::labeled(egui::Role::Button, can && ui.is_enabled(), label)
    });
    if is_shown {
        let round = CornerRadius::same(RADIUS);
        ui.painter().rect_filled(rect, round, t.hover());
    }
    let said = match held {
        Some(Ok(held)) => number::grouped(held.held),
        Some(Err(_)) => "cannot be told".to_owned(),
        None => "…".to_owned(),
    };
    // The scroll bar floats over the edge; it shall not lie on the counts.
    let (left, right) = (rect.left() + 8.0, rect.right() - 14.0);
    let y = rect.center().y;
    let small = Ink::small(t.muted);
    let count = ink::put(
        ui.painter(),
        pos2(right, y),
        Align2::RIGHT_CENTER,
        &said,
        &small,
        110.0,
    );
    let room = count.left() - left - 8.0;
    let body = Ink::body(if can { t.text } else { t.muted });
    ink::put(
        ui.painter(),
        pos2(left, y),
        Align2::LEFT_CENTER,
        name,
        &body,
        room,
    );
    focus::ring(ui, &response, t);
    response
}

/// What a definition holds, where it comes from, and why it cannot be answered.
fn about_ui(ctx: Ctx<'_>, definition: &Definition, held: Option<&HeldOrWhy>, ui: &mut Ui) {
    let t = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 4.0;
    heading(ui, t, &definition.name);
    match held {
        Some(Err(why)) => note(ui, t.warn, &sentence(why)),
        Some(Ok(held)) if held.undecided > 0 => {
            let undecided = number::counted(held.undecided, "incident does", "incidents do");
            note(ui, t.warn, &format!("{undecided} not say; not counted."));
        }
        _ => {}
    }
    note(ui, t.text, &definition.about);
    let needs = needs(&definition.holds, ctx.app.library()).in_words();
    note(ui, t.muted, &format!("Needs: {needs}."));
    if let Some(text) = &definition.note {
        note(ui, t.muted, text);
    }
    if !definition.source.is_empty() {
        note(ui, t.muted, &format!("Source: {}", definition.source));
    }
}

/// `asked` with a definition more.
fn joined(asked: Option<&Test>, join: Join, name: String) -> Test {
    let more = Test::Definition(name);
    let Some(asked) = asked else { return more };
    let more = if join == Join::ButNot {
        Test::Not(Box::new(more))
    } else {
        more
    };
    match (asked.clone(), join) {
        (Test::Any(mut parts), Join::Or) => {
            parts.push(more);
            Test::Any(parts)
        }
        (asked, Join::Or) => Test::Any(vec![asked, more]),
        (Test::All(mut parts), _) => {
            parts.push(more);
            Test::All(parts)
        }
        (asked, _) => Test::All(vec![asked, more]),
    }
}

/// `asked` without the part that was joined last; `None` where nothing is left.
fn without_last(asked: &Test) -> Option<Test> {
    let (parts, of): (_, fn(Vec<Test>) -> Test) = match asked {
        Test::Any(parts) => (parts, Test::Any),
        Test::All(parts) => (parts, Test::All),
        _ => return None,
    };
    let left = parts.split_last().map_or(&[][..], |(_, left)| left);
    match left {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(of(several.to_vec())),
    }
}

/// Puts the test into the filter, with the user's own definitions it needs.
fn set(ctx: Ctx<'_>, offences: Option<Test>) {
    let filter = Filter {
        offences,
        ..ctx.app.project().filter.clone()
    };
    let definitions = ctx.app.library().needed_by(filter.names());
    ctx.edit(Edit::Filter(Filter {
        definitions,
        ..filter
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_joined_and_taken_back_one_by_one() {
        let steps = [
            (Join::And, "A", "A"),
            (Join::Or, "B", "A or B"),
            (Join::And, "C", "(A or B) and C"),
            (Join::ButNot, "D", "(A or B) and C, but not D"),
        ];
        let mut asked: Option<Test> = None;
        let mut before = Vec::new();
        for (join, name, words) in steps {
            before.push(asked.clone());
            let test = joined(asked.as_ref(), join, name.to_owned());
            assert_eq!(in_words(&test), words);
            asked = Some(test);
        }
        while let Some(test) = asked {
            asked = without_last(&test);
            assert_eq!(asked, before.pop().unwrap());
        }
    }
}
