//! What a place is: tabs for the unit, and a popup for size, separation, length of the list.

use egui::{Align, Layout, RichText, Ui, vec2};

use crate::analysis::rank::{RankParams, Unit};
use crate::data::premises::PremisesChoice;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{inset, note, row};
use crate::view::theme::STATUS_PT;
use crate::view::widgets::button::{check, quiet, value};
use crate::view::widgets::number;
use crate::view::widgets::number_field::{NumberField, NumberFieldState};
use crate::view::widgets::popup::popup;
use crate::view::widgets::segmented::{Segment, segmented};

const UNITS: [Segment; 6] = [
    Segment {
        text: "Circles",
        name: "Circles",
    },
    Segment {
        text: "Squares",
        name: "Squares",
    },
    Segment {
        text: "Hexagons",
        name: "Hexagons",
    },
    Segment {
        text: "Areas",
        name: "Areas as units",
    },
    Segment {
        text: "Premises",
        name: "Premises",
    },
    Segment {
        text: "Repeats",
        name: "Repeat places",
    },
];

/// Half-typed numbers, and the size last used with each unit.
pub(crate) struct OptionsState {
    size: NumberFieldState,
    separation: NumberFieldState,
    top: NumberFieldState,
    least: NumberFieldState,
    sizes_m: [f64; 6],
}

impl Default for OptionsState {
    fn default() -> Self {
        Self {
            size: NumberFieldState::default(),
            separation: NumberFieldState::default(),
            top: NumberFieldState::default(),
            least: NumberFieldState::default(),
            sizes_m: [100.0, 200.0, 100.0, 0.0, 50.0, 5.0],
        }
    }
}

/// Tabs, and a line that says the rest.
pub(crate) fn options_ui(ctx: Ctx<'_>, state: &mut OptionsState, ui: &mut Ui) {
    let t = ctx.tokens;
    inset(ui, |ui| {
        let params = ctx.app.project().ranking;
        let (chosen, size_m) = place_of(params.unit);
        state.sizes_m[chosen] = size_m;
        if let Some(i) = segmented(ui, t, &UNITS, chosen) {
            let unit = unit_of(i, state.sizes_m[i]);
            ctx.edit(Edit::Ranking(RankParams {
                unit,
                separation_m: None,
                ..params
            }));
        }
        ui.add_space(6.0);
        let size = vec2(ui.available_width(), 24.0);
        let opener = ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            let width = ui.available_width();
            value(ui, t, "How places are ranked", &said(params), width)
        });
        popup(&opener.inner, "How places are ranked", 288.0, |ui| {
            editor_ui(ctx, state, params, ui);
        });
        ui.add_space(6.0);
    });
}

/// The options in words.
fn said(params: RankParams) -> String {
    let size = match params.unit {
        Unit::Disc { radius_m } => {
            let apart = params.separation_m.unwrap_or(2.0 * radius_m);
            format!(
                "{} radius, {} apart",
                number::metres(radius_m),
                number::metres(apart)
            )
        }
        Unit::Square { side_m } | Unit::Hex { side_m } => {
            format!("{} sides", number::metres(side_m))
        }
        Unit::Area => "whole areas".to_owned(),
        Unit::Premises { radius_m } => {
            format!("within {}, shared evenly", number::metres(radius_m))
        }
        Unit::Place { radius_m } => format!("linked within {}", number::metres(radius_m)),
    };
    let least = match params.min_incidents {
        0 | 1 => String::new(),
        n => format!(", {} or more", number::grouped(n)),
    };
    let within = if params.within_area {
        " in each area"
    } else {
        ""
    };
    format!("{size}, top {}{within}{least}", number::grouped(params.top))
}

fn place_of(unit: Unit) -> (usize, f64) {
    match unit {
        Unit::Disc { radius_m } => (0, radius_m),
        Unit::Square { side_m } => (1, side_m),
        Unit::Hex { side_m } => (2, side_m),
        Unit::Area => (3, 0.0),
        Unit::Premises { radius_m } => (4, radius_m),
        Unit::Place { radius_m } => (5, radius_m),
    }
}

fn unit_of(place: usize, size_m: f64) -> Unit {
    match place {
        0 => Unit::Disc { radius_m: size_m },
        1 => Unit::Square { side_m: size_m },
        2 => Unit::Hex { side_m: size_m },
        3 => Unit::Area,
        4 => Unit::Premises { radius_m: size_m },
        _ => Unit::Place { radius_m: size_m },
    }
}

fn editor_ui(ctx: Ctx<'_>, state: &mut OptionsState, params: RankParams, ui: &mut Ui) {
    let t = ctx.tokens;
    note(ui, t.muted, about(params.unit));
    size_ui(ctx, state, params, ui);
    if let Unit::Disc { radius_m } = params.unit {
        let apart = params.separation_m.unwrap_or(2.0 * radius_m);
        let field = number_field("Centres apart, in metres", apart, (0.0, 50_000.0));
        if let Some(apart) = numbered(ctx, ui, field, &mut state.separation) {
            ctx.edit(Edit::Ranking(RankParams {
                separation_m: Some(apart),
                ..params
            }));
        }
    }
    let top = NumberField {
        whole: true,
        ..number_field("How many to list", params.top as f64, (1.0, 1000.0))
    };
    if let Some(top) = numbered(ctx, ui, top, &mut state.top) {
        ctx.edit(Edit::Ranking(RankParams {
            top: top as usize,
            ..params
        }));
    }
    let least = params.min_incidents as f64;
    let least = NumberField {
        whole: true,
        ..number_field("At least this many incidents", least, (1.0, 1e6))
    };
    if let Some(least) = numbered(ctx, ui, least, &mut state.least) {
        ctx.edit(Edit::Ranking(RankParams {
            min_incidents: least as usize,
            ..params
        }));
    }
    switches_ui(ctx, params, ui);
    if params.separation_m.is_some()
        && quiet(ui, t, "Circles that may touch but not overlap").clicked()
    {
        ctx.edit(Edit::Ranking(RankParams {
            separation_m: None,
            ..params
        }));
    }
}

fn size_ui(ctx: Ctx<'_>, state: &mut OptionsState, params: RankParams, ui: &mut Ui) {
    let (place, size_m) = place_of(params.unit);
    let (label, least) = match params.unit {
        Unit::Disc { .. } => ("Radius in metres", 1.0),
        Unit::Square { .. } | Unit::Hex { .. } => ("Side in metres", 1.0),
        Unit::Premises { .. } => ("Reach in metres", 1.0),
        Unit::Place { .. } => ("Linked within metres", 0.0),
        Unit::Area => return,
    };
    let field = number_field(label, size_m, (least, 20_000.0));
    if let Some(size_m) = numbered(ctx, ui, field, &mut state.size) {
        let unit = unit_of(place, size_m);
        ctx.edit(Edit::Ranking(RankParams { unit, ..params }));
    }
}

fn switches_ui(ctx: Ctx<'_>, params: RankParams, ui: &mut Ui) {
    let t = ctx.tokens;
    let has_areas = ctx.app.data().is_some_and(|data| !data.areas.is_empty());
    if has_areas
        && params.unit != Unit::Area
        && check(ui, t, "The top within each area", params.within_area).clicked()
    {
        let within_area = !params.within_area;
        ctx.edit(Edit::Ranking(RankParams {
            within_area,
            ..params
        }));
    }
    if let Unit::Premises { .. } = params.unit {
        let all = params.premises == PremisesChoice::All;
        if check(ui, t, "Every premises, night-time or not", all).clicked() {
            let premises = if all {
                PremisesChoice::Nte
            } else {
                PremisesChoice::All
            };
            ctx.edit(Edit::Ranking(RankParams { premises, ..params }));
        }
    }
}

fn number_field(label: &str, value: f64, range: (f64, f64)) -> NumberField<'_> {
    NumberField {
        label,
        value,
        range,
        whole: false,
    }
}

/// A labelled number with its complaint below.
fn numbered(
    ctx: Ctx<'_>,
    ui: &mut Ui,
    field: NumberField<'_>,
    state: &mut NumberFieldState,
) -> Option<f64> {
    let new = row(ui, ctx.tokens, field.label, |ui| {
        field.show(ui, ctx.tokens, state)
    });
    if let Some(trouble) = state.trouble() {
        ui.label(
            RichText::new(trouble)
                .size(STATUS_PT)
                .color(ctx.tokens.warn),
        );
    }
    new
}

/// What a place is, in a sentence.
pub(crate) fn about(unit: Unit) -> &'static str {
    match unit {
        Unit::Disc { .. } => {
            "Circles laid anywhere: the one that holds the most comes first, its incidents leave, then the next."
        }
        Unit::Square { .. } => "Squares of a fixed grid.",
        Unit::Hex { .. } => "Regular hexagons of a fixed grid.",
        Unit::Area => "The opened boundaries.",
        Unit::Premises { .. } => {
            "Premises with what lies within reach; an incident within reach of several is shared evenly between them."
        }
        Unit::Place { .. } => {
            "Places where incidents repeat: points linked to one another within a short distance."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::default_ranking;

    #[test]
    fn the_options_are_said_in_words() {
        let params = default_ranking();
        assert_eq!(said(params), "100 m radius, 200 m apart, top 10");
        let params = RankParams {
            unit: Unit::Square { side_m: 250.0 },
            min_incidents: 5,
            within_area: true,
            ..params
        };
        assert_eq!(said(params), "250 m sides, top 10 in each area, 5 or more");
    }

    #[test]
    fn every_unit_has_its_tab() {
        for place in 0..UNITS.len() {
            assert_eq!(place_of(unit_of(place, 0.0)).0, place);
        }
    }
}
