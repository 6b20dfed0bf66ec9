//! Where: reporting areas, and nearness to night-time premises.

use egui::Ui;

use crate::data::filter::NearPremises;
use crate::data::premises::PremisesChoice;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::filter::night_rule::{NightRuleState, night_rule_ui};
use crate::view::panels::layout::{note, row, section};
use crate::view::widgets::button::{switch, value};
use crate::view::widgets::category_list::{CategoryList, CategoryListState, CategoryRow};
use crate::view::widgets::number;
use crate::view::widgets::popup::popup;
use crate::view::widgets::slider::Slider;

/// The distance the switch starts with, in metres.
const FIRST_RADIUS_M: f64 = 50.0;

/// The search among areas, and a night rule that is being changed.
#[derive(Default)]
pub(crate) struct PlaceState {
    areas: CategoryListState,
    rule: NightRuleState,
}

/// The section.
pub(crate) fn place_ui(ctx: Ctx<'_>, state: &mut PlaceState, ui: &mut Ui) {
    section(ui, ctx.tokens, "Where", |ui| {
        areas_ui(ctx, &mut state.areas, ui);
        premises_ui(ctx, &mut state.rule, ui);
    });
}

fn areas_ui(ctx: Ctx<'_>, state: &mut CategoryListState, ui: &mut Ui) {
    let t = ctx.tokens;
    let Some(data) = ctx.app.data().filter(|data| !data.areas.is_empty()) else {
        note(
            ui,
            t.muted,
            "No areas: open a GeoJSON of wards, beats or NPUs to choose among them.",
        );
        return;
    };
    let chosen = &ctx.app.project().filter.areas;
    let text = match chosen.as_slice() {
        [] => format!("All {}", number::grouped(data.areas.len())),
        [one] => one.clone(),
        several => format!("{} of {}", several.len(), number::grouped(data.areas.len())),
    };
    let opener = row(ui, t, "Areas", |ui| {
        let width = ui.available_width();
        value(ui, t, "Areas", &text, width)
    });
    popup(&opener, "Areas", 268.0, |ui| {
        let rows: Vec<CategoryRow> = data
            .areas
            .iter()
            .map(|(_, area)| CategoryRow {
                key: area.name.clone(),
                text: area.name.clone(),
                weight: None,
            })
            .collect();
        let list = CategoryList {
            heading: "Areas",
            name: "areas",
            rows: &rows,
            chosen,
            groups: &[],
        };
        if let Some(areas) = list.show(ui, t, state) {
            ctx.edit(Edit::Areas(areas));
        }
    });
}

fn premises_ui(ctx: Ctx<'_>, state: &mut NightRuleState, ui: &mut Ui) {
    let t = ctx.tokens;
    let Some(data) = ctx.app.data().filter(|data| !data.premises.is_empty()) else {
        note(
            ui,
            t.muted,
            "No premises: open a CSV of pubs, clubs and takeaways to ask what happens near them.",
        );
        return;
    };
    let near = ctx.app.project().filter.near_premises;
    let label = match near.map(|near| near.which) {
        Some(PremisesChoice::All) => "Near premises",
        _ => "Near night-time premises",
    };
    let toggled = row(ui, t, label, |ui| {
        switch(ui, t, label, near.is_some()).clicked()
    });
    if toggled {
        let first = NearPremises {
            radius_m: FIRST_RADIUS_M,
            which: PremisesChoice::Nte,
        };
        ctx.edit(Edit::NearPremises(near.is_none().then_some(first)));
    }
    if let Some(near) = near {
        let count = number::grouped(data.premises.count(near.which));
        row(ui, t, "Within", |ui| {
            ui.label(format!(
                "{} of {count} premises",
                number::metres(near.radius_m)
            ));
        });
        let slider = Slider {
            label: "Distance to premises",
            value: near.radius_m,
            unit: "m",
            range: (5.0, 500.0),
            step: 5.0,
            marks: &[],
        };
        if let Some(radius_m) = slider.show(ui, t) {
            ctx.edit(Edit::NearPremises(Some(NearPremises { radius_m, ..near })));
        }
    }
    night_rule_ui(ctx, state, ui);
}
