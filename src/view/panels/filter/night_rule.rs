//! What counts as night-time economy: the rule in words, and the way to change it.

use egui::{FontSelection, TextEdit, Ui};

use crate::base::ClockTime;
use crate::data::filter::NearPremises;
use crate::data::premises::{NightRule, PremisesChoice};
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{heading, note, row};
use crate::view::theme::{BODY_PT, Weight, font};
use crate::view::widgets::button::{check, primary, quiet};
use crate::view::widgets::clock_field::{ClockFieldState, clock_field};
use crate::view::widgets::number;
use crate::view::widgets::popup::popup;

/// A rule that is being changed.
#[derive(Default)]
pub(crate) struct NightRuleState {
    closes: ClockFieldState,
    draft: Option<Draft>,
}

struct Draft {
    /// The rule the draft was made from; when that changes, the draft starts again.
    of: NightRule,
    closes_from: ClockTime,
    types: String,
}

impl Draft {
    fn new(rule: &NightRule) -> Self {
        let types = rule.types.join(", ");
        Self {
            of: rule.clone(),
            closes_from: rule.closes_from,
            types,
        }
    }

    fn rule(&self) -> NightRule {
        let types = self
            .types
            .split([',', '\n'])
            .map(str::trim)
            .filter(|text| !text.is_empty());
        NightRule {
            closes_from: self.closes_from,
            types: types.map(str::to_owned).collect(),
            ..self.of.clone()
        }
    }
}

/// The rule in short, with the popup that changes it.
pub(crate) fn night_rule_ui(ctx: Ctx<'_>, state: &mut NightRuleState, ui: &mut Ui) {
    let t = ctx.tokens;
    let Some(data) = ctx.app.data() else { return };
    let rule = &ctx.app.project().night_rule;
    let night = number::grouped(data.premises.count(PremisesChoice::Nte));
    let all = number::counted(data.premises.len(), "premises", "premises");
    let words = if data.premises.tells_night_time() {
        let from = rule.closes_from;
        format!(
            "{night} of {all} are night-time: licensed and closing at {from} or later, or by their type."
        )
    } else {
        let taken = if rule.default_is_night {
            "taken as"
        } else {
            "taken as not"
        };
        format!("The file gives no type, licence or hours: all {all} are {taken} night-time.")
    };
    note(ui, t.muted, &words);
    let opener = quiet(ui, t, "Change the rule…");
    popup(&opener, "Night-time rule", 300.0, |ui| {
        editor_ui(ctx, state, rule, ui);
    });
}

fn editor_ui(ctx: Ctx<'_>, state: &mut NightRuleState, rule: &NightRule, ui: &mut Ui) {
    let t = ctx.tokens;
    let NightRuleState { closes, draft } = state;
    let draft = match draft {
        Some(draft) if draft.of == *rule => draft,
        _ => draft.insert(Draft::new(rule)),
    };
    heading(ui, t, "Night-time premises");
    note(ui, t.muted, &draft.rule().explain());
    row(ui, t, "Closes at or after", |ui| {
        let new = clock_field(ui, t, "Closes at or after", draft.closes_from, closes);
        draft.closes_from = new.unwrap_or(draft.closes_from);
    });
    if let Some(trouble) = closes.trouble() {
        note(ui, t.warn, trouble);
    }
    ui.colored_label(t.muted, "Types that count whatever their hours");
    let edit = TextEdit::multiline(&mut draft.types)
        .font(FontSelection::FontId(font(BODY_PT, Weight::Regular)))
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    ui.add(edit).accessible_name("Types, with commas between");
    let near = ctx.app.project().filter.near_premises;
    if let Some(near) = near {
        let all = near.which == PremisesChoice::All;
        if check(ui, t, "Take every premises, night-time or not", all).clicked() {
            let which = if all {
                PremisesChoice::Nte
            } else {
                PremisesChoice::All
            };
            ctx.edit(Edit::NearPremises(Some(NearPremises { which, ..near })));
        }
    }
    ui.horizontal(|ui| {
        let changed = draft.rule();
        if changed == *rule {
            note(ui, t.muted, "This rule is in use.");
        } else if primary(ui, t, "Use this rule").clicked() {
            ctx.edit(Edit::NightRule(changed));
        }
        if *rule != NightRule::default() && quiet(ui, t, "Back to the usual rule").clicked() {
            ctx.edit(Edit::NightRule(NightRule::default()));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_left_alone_is_the_rule_itself() {
        let rule = NightRule::default();
        assert_eq!(Draft::new(&rule).rule(), rule);
    }

    #[test]
    fn types_are_taken_apart_at_commas_and_lines() {
        let draft = Draft {
            types: "pub, shisha lounge,\n ,".to_owned(),
            ..Draft::new(&NightRule::default())
        };
        assert_eq!(draft.rule().types, ["pub", "shisha lounge"]);
    }
}
