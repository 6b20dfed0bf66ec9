//! The rows of the list, and moving among them with the keyboard.

use egui::{Id, Key, Modifiers, RichText, ScrollArea, Ui};

use crate::analysis::rank::{Hotspot, Ranking};
use crate::analysis::stability::{Badge, Sureness};
use crate::app::Command;
use crate::data::{AreaId, Dataset};
use crate::view::Ctx;
use crate::view::panels::layout::hairline;
use crate::view::panels::list::detail::detail_ui;
use crate::view::theme::{EDGE, STATUS_PT, Weight, font};
use crate::view::widgets::rank_row::RankRow;
use crate::view::widgets::{focus, number};

/// What the rows remember between frames.
#[derive(Default)]
pub(crate) struct RowsState {
    /// The chosen row that was last brought into view.
    shown: Option<usize>,
    /// The row under the pointer.
    over: Option<usize>,
    /// Whether "Why this number?" is open.
    why: bool,
}

/// The rows.
pub(crate) fn rows_ui(ctx: Ctx<'_>, ranking: &Ranking, state: &mut RowsState, ui: &mut Ui) {
    let Some(answer) = ctx.app.answer() else {
        return;
    };
    let most = ranking
        .hotspots
        .iter()
        .map(|hotspot| hotspot.weight)
        .fold(0.0, f64::max);
    let before = state.over.take();
    ScrollArea::vertical()
        .id_salt("list")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut heading: Option<AreaId> = None;
            for (index, hotspot) in ranking.hotspots.iter().enumerate() {
                if ranking.params.within_area && hotspot.area != heading {
                    heading = hotspot.area;
                    area_heading(ctx, &answer.data, heading, ui);
                }
                row_ui(ctx, ranking, index, most, state, ui);
                hairline(ui, ctx.tokens);
            }
        });
    state.shown = ctx.app.session().selected_hotspot;
    // Said only when it changes: the map has a pointer over its hotspots too.
    if state.over != before {
        ctx.send(Command::HoverHotspot(state.over));
    }
}

fn area_heading(ctx: Ctx<'_>, data: &Dataset, area: Option<AreaId>, ui: &mut Ui) {
    let name = area.map_or("Outside the areas", |id| &data.areas.get(id).name);
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        ui.add_space(EDGE);
        let text = RichText::new(name).font(font(STATUS_PT, Weight::SemiBold));
        ui.label(text.color(ctx.tokens.muted));
    });
    ui.add_space(6.0);
    hairline(ui, ctx.tokens);
}

fn row_id(index: usize) -> Id {
    Id::unique(("hotspot row", index))
}

fn row_ui(
    ctx: Ctx<'_>,
    ranking: &Ranking,
    index: usize,
    most: f64,
    state: &mut RowsState,
    ui: &mut Ui,
) {
    let Some(answer) = ctx.app.answer() else {
        return;
    };
    let hotspot = &ranking.hotspots[index];
    let session = ctx.app.session();
    let selected = session.selected_hotspot == Some(index);
    let sure = sureness(ctx, index).map(|sureness| {
        let is_core = sureness.badge() == Badge::Core;
        (number::percent(sureness.in_top_n), is_core)
    });
    let row = RankRow {
        rank: hotspot.rank,
        name: &hotspot.name,
        short: short_name(&answer.data, hotspot),
        second: &second_line(&answer.data, hotspot),
        share_of_first: if most > 0.0 {
            (hotspot.weight / most) as f32
        } else {
            0.0
        },
        count: &number::decimals(hotspot.weight, 0),
        parts: &parts(hotspot, number::grouped),
        short_parts: &parts(hotspot, number::compact),
        sure: sure
            .as_ref()
            .map(|(share, is_core)| (share.as_str(), *is_core)),
        selected,
        hovered: session.hovered_hotspot == Some(index),
        dimmed: !ctx.app.is_current(),
    };
    let response = row.show(ui, ctx.tokens, row_id(index));
    if selected && state.shown != Some(index) {
        response.scroll_to_me(None);
    }
    if response.hovered() {
        state.over = Some(index);
    }
    if response.clicked() {
        ctx.send(Command::SelectHotspot((!selected).then_some(index)));
    }
    if response.has_focus() {
        focus::keep_arrows_and_escape(ui, &response);
        keys_ui(ctx, index, ranking.hotspots.len(), ui);
    }
    if selected {
        detail_ui(ctx, answer, ranking, index, &mut state.why, ui);
    }
}

/// How sure the place is, once that is known.
pub(crate) fn sureness(ctx: Ctx<'_>, index: usize) -> Option<Sureness> {
    ctx.app.stability()?.hotspots.get(index).copied()
}

/// Up and down move among the rows, Escape closes the chosen one. (Enter is a click.)
fn keys_ui(ctx: Ctx<'_>, index: usize, rows: usize, ui: &Ui) {
    // Taken out of the input, or the next row would move on with the same key.
    let (up, down, escape) = ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        (
            pressed(Key::ArrowUp),
            pressed(Key::ArrowDown),
            pressed(Key::Escape),
        )
    });
    let to = match (up, down) {
        (true, false) => index.checked_sub(1),
        (false, true) => Some(index + 1).filter(|&next| next < rows),
        _ => None,
    };
    if let Some(to) = to {
        ui.memory_mut(|memory| memory.request_focus(row_id(to)));
        ctx.send(Command::HoverHotspot(Some(to)));
    }
    if escape {
        ctx.send(Command::SelectHotspot(None));
    }
}

/// The name without its area, which stands below it anyway.
fn short_name<'a>(data: &Dataset, hotspot: &'a Hotspot) -> &'a str {
    let area = hotspot.area.map(|id| data.areas.get(id).name.as_str());
    area.map_or(&hotspot.name, |area| without(&hotspot.name, area))
}

/// `name` without `area` before or after a comma.
fn without<'a>(name: &'a str, area: &str) -> &'a str {
    let rest = |cut: Option<&'a str>| cut.filter(|rest| !rest.is_empty());
    let after = name
        .strip_prefix(area)
        .and_then(|cut| cut.strip_prefix(", "));
    let before = name
        .strip_suffix(area)
        .and_then(|cut| cut.strip_suffix(", "));
    rest(after).or(rest(before)).unwrap_or(name)
}

fn second_line(data: &Dataset, hotspot: &Hotspot) -> String {
    let area = hotspot.area.map(|id| data.areas.get(id).name.as_str());
    let area = area.filter(|name| *name != hotspot.name);
    let peak = hotspot
        .peak
        .map(|peak| format!("peak {}", number::peak(peak)));
    match (area, peak) {
        (Some(area), Some(peak)) => format!("{area}, {peak}"),
        (Some(area), None) => area.to_owned(),
        (None, Some(peak)) => format!("Peak{}", peak.trim_start_matches("peak")),
        (None, None) => String::new(),
    }
}

/// What the count is made of. The count is the weight, for that is what the order goes by.
fn parts(hotspot: &Hotspot, written: fn(usize) -> String) -> String {
    let shared = hotspot.weight < hotspot.certain as f64 - 1e-9;
    match (hotspot.possible, shared) {
        (_, true) => format!("of {} near", written(hotspot.incidents)),
        (0, _) => "all certain".to_owned(),
        (possible, _) => {
            format!("{} + {} part", written(hotspot.certain), written(possible))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_leaves_out_the_area_that_stands_below() {
        for (name, short) in [
            ("Great Lever, E 372080 N 408700", "E 372080 N 408700"),
            ("Parking Area, Great Lever", "Parking Area"),
            ("Great Lever", "Great Lever"),
            ("Great Lever Road", "Great Lever Road"),
        ] {
            assert_eq!(without(name, "Great Lever"), short);
        }
    }
}
