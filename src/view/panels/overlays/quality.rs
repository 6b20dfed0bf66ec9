//! What an analyst should know about the data, the most serious first, each with what can be
//! done about it; below, the busiest positions and how much is known of places and times.

use egui::{Align, Label, Layout, RichText, Ui, vec2};

use crate::analysis::quality::concerns::{Concern, Remedy, Weight as Matters};
use crate::analysis::quality::{KnownTimes, Quality};
use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::surface::SurfaceParams;
use crate::app::Command;
use crate::app::session::Panel;
use crate::data::filter::{AwayFromArtefacts, Counting};
use crate::data::{Dataset, Filter};
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{hairline, heading, note};
use crate::view::panels::overlays::sheet::sheet;
use crate::view::theme::{BODY_PT, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::button::{button, quiet};
use crate::view::widgets::number;

/// How much of the map is shown around a position, in metres.
const AROUND_M: f64 = 250.0;
/// Width of the words on the left, in points.
const WORDS_PT: f32 = 72.0;

/// The sheet over the window.
pub(crate) fn quality_panel_ui(ctx: Ctx<'_>, ui: &Ui) {
    let t = ctx.tokens;
    let titles = ("Data quality", "Close the data quality");
    sheet(ctx, ui, Panel::Quality, titles, |ui| {
        let Some(data) = ctx.app.data() else {
            note(ui, t.muted, "Nothing is open.");
            return;
        };
        let Some((quality, concerns)) = ctx.app.quality().zip(ctx.app.concerns()) else {
            note(ui, t.muted, "Being measured…");
            return;
        };
        if concerns.is_empty() {
            note(ui, t.muted, "Nothing that would change a figure was found.");
        }
        for concern in &concerns {
            concern_ui(ctx, concern, ui);
        }
        facts_ui(ctx, data, quality, ui);
    });
}

/// The word and the colour of a weight: never colour alone.
fn said(weight: Matters, t: &Tokens) -> (&'static str, egui::Color32) {
    match weight {
        Matters::Serious => ("Serious", t.warn),
        Matters::Notable => ("Notable", t.text),
        Matters::Minor => ("Minor", t.muted),
    }
}

fn concern_ui(ctx: Ctx<'_>, concern: &Concern, ui: &mut Ui) {
    let t = ctx.tokens;
    let (word, colour) = said(concern.weight, t);
    ui.add_space(6.0);
    beside(ui, word, colour, |ui| {
        let what = RichText::new(format!("{}.", concern.what));
        let what = what.font(font(BODY_PT, Weight::SemiBold)).color(t.text);
        ui.add(Label::new(what).wrap());
        note(ui, t.text, &concern.effect);
        note(ui, t.muted, &without_flags(&concern.advice));
        if let Some(remedy) = concern.remedy {
            ui.add_space(2.0);
            if button(ui, t, &named(remedy)).clicked() {
                carry_out(ctx, remedy);
            }
        }
    });
    ui.add_space(6.0);
    hairline(ui, t);
}

/// A word in a column of its own and what belongs to it beside it.
fn beside(ui: &mut Ui, word: &str, colour: egui::Color32, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let size = vec2(WORDS_PT, 16.0);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Min), |ui| {
            ui.set_min_width(WORDS_PT);
            ui.label(
                RichText::new(word)
                    .font(font(STATUS_PT, Weight::Medium))
                    .color(colour),
            );
        });
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            content(ui);
        });
    });
}

/// The advice without what is written on a command line: here there are buttons.
fn without_flags(advice: &str) -> String {
    let mut kept = String::new();
    for sentence in advice.split_inclusive(". ") {
        let sentence = match sentence.split_once(" (--") {
            Some((before, after)) => {
                let rest = after.split_once(')').map_or("", |(_, rest)| rest);
                format!("{before}{rest}")
            }
            None => sentence.to_owned(),
        };
        let sentence = sentence.split("; --").next().unwrap_or_default();
        if !sentence.starts_with("--") {
            kept.push_str(sentence);
        }
    }
    let kept = kept.trim_end();
    let stop = if kept.ends_with('.') { "" } else { "." };
    format!("{kept}{stop}")
}

/// What the button of a remedy says.
fn named(remedy: Remedy) -> String {
    match remedy {
        Remedy::UnknownTime(time) => format!("Take {time} as unknown"),
        Remedy::SaveSetAside => "Save the rows as CSV…".to_owned(),
        Remedy::Coarser(metres) => format!("Use {} or more", number::metres(metres)),
        Remedy::CountIncidents => "Count incidents".to_owned(),
        Remedy::CountOffences => "Count offences again".to_owned(),
        Remedy::LeaveOutArtefacts(_) => "Leave them out".to_owned(),
        Remedy::CountArtefacts => "Count them again".to_owned(),
        Remedy::OpenArtefacts => "Open artefact sites…".to_owned(),
    }
}

fn carry_out(ctx: Ctx<'_>, remedy: Remedy) {
    let project = ctx.app.project();
    let filter = || project.filter.clone();
    match remedy {
        Remedy::UnknownTime(time) => {
            let mut mending = project.mending.clone();
            mending.unknown_times.push(time);
            ctx.edit(Edit::Mending(mending));
        }
        Remedy::SaveSetAside => ctx.send(Command::SaveSetAside),
        Remedy::Coarser(metres) => {
            ctx.edit(Edit::Surface(SurfaceParams {
                bandwidth_m: project.surface.bandwidth_m.max(metres),
                ..project.surface
            }));
            ctx.edit(Edit::Ranking(coarser(project.ranking, metres)));
        }
        Remedy::CountIncidents | Remedy::CountOffences => ctx.edit(Edit::Filter(Filter {
            counting: if remedy == Remedy::CountIncidents {
                Counting::Incidents
            } else {
                Counting::Offences
            },
            ..filter()
        })),
        Remedy::LeaveOutArtefacts(radius_m) => ctx.edit(Edit::Filter(Filter {
            away_from_artefacts: Some(AwayFromArtefacts { radius_m }),
            ..filter()
        })),
        Remedy::CountArtefacts => ctx.edit(Edit::Filter(Filter {
            away_from_artefacts: None,
            ..filter()
        })),
        Remedy::OpenArtefacts => ctx.send(Command::OpenArtefactsDialog),
    }
}

/// The list with its unit at least `metres` wide, where it has a width of its own.
fn coarser(params: RankParams, metres: f64) -> RankParams {
    let unit = match params.unit {
        Unit::Disc { radius_m } => Unit::Disc {
            radius_m: radius_m.max(metres),
        },
        Unit::Premises { radius_m } => Unit::Premises {
            radius_m: radius_m.max(metres),
        },
        Unit::Square { side_m } => Unit::Square {
            side_m: side_m.max(metres),
        },
        Unit::Hex { side_m } => Unit::Hex {
            side_m: side_m.max(metres),
        },
        other @ (Unit::Area | Unit::Place { .. }) => other,
    };
    RankParams { unit, ..params }
}

fn facts_ui(ctx: Ctx<'_>, data: &Dataset, quality: &Quality, ui: &mut Ui) {
    let t = ctx.tokens;
    ui.add_space(12.0);
    heading(ui, t, "Positions");
    for (figure, what) in position_facts(quality) {
        beside(ui, &figure, t.text, |ui| note(ui, t.text, &what));
    }
    ui.add_space(8.0);
    heading(ui, t, "Times");
    for (figure, what) in time_facts(quality.times) {
        beside(ui, &figure, t.text, |ui| note(ui, t.text, &what));
    }
    stacks_ui(ctx, data, quality, ui);
    artefacts_ui(ctx, data, quality, ui);
}

fn position_facts(quality: &Quality) -> Vec<(String, String)> {
    let coincidence = &quality.coincidence;
    let share = |n| number::percent(coincidence.share(n));
    let each = coincidence.per_position();
    let each = each.map_or_else(String::new, |each| {
        format!(", {} incidents at each on average", number::figures(each))
    });
    let mut facts = vec![
        (
            number::grouped(coincidence.positions),
            format!("distinct positions{each}"),
        ),
        (
            share(coincidence.at_shared_by_2),
            "of the incidents share theirs with another".to_owned(),
        ),
        (
            share(coincidence.at_shared_by_10),
            "lie where ten or more do".to_owned(),
        ),
    ];
    if let Some(spacing) = quality.spacing {
        let between = format!(
            "from a position to the next in the middle; half lie between {} and {}",
            number::metres(spacing.lower_quartile_m.round()),
            number::metres(spacing.upper_quartile_m.round())
        );
        facts.push((number::metres(spacing.median_m.round()), between));
    }
    facts
}

fn time_facts(times: KnownTimes) -> Vec<(String, String)> {
    let all = [
        (times.clock_time, "with one clock time"),
        (times.from_and_to, "between two clock times"),
        (times.date_only, "with a date only"),
        (times.month_only, "with a month only"),
        (times.none, "without a readable time"),
        (times.at_midnight, "at exactly 00:00"),
    ];
    all.into_iter()
        .filter(|&(n, _)| n > 0)
        .map(|(n, what)| (number::grouped(n), what.to_owned()))
        .collect()
}

/// The busiest positions; a click shows one on the map.
fn stacks_ui(ctx: Ctx<'_>, data: &Dataset, quality: &Quality, ui: &mut Ui) {
    let t = ctx.tokens;
    let stacks = quality.coincidence.stacks.iter();
    let stacks: Vec<_> = stacks.filter(|stack| stack.incidents > 1).collect();
    if stacks.is_empty() {
        return;
    }
    ui.add_space(8.0);
    heading(ui, t, "Busiest positions");
    let sites = data.incidents.sites();
    for (place, stack) in (1..).zip(stacks) {
        let site = stack.site as usize;
        let location = data.incidents.location(sites.rows(site).start);
        let location = match data.locations.text(location) {
            "" => format!("Position {place}"),
            text => text.to_owned(),
        };
        beside(ui, &number::grouped(stack.incidents), t.text, |ui| {
            let row = ui.horizontal(|ui| quiet(ui, t, &location));
            if row.inner.on_hover_text("Show it on the map").clicked() {
                let centre = data.crs.to_lon_lat_one(sites.position(site));
                ctx.send(Command::LookAt {
                    centre,
                    radius_m: AROUND_M,
                });
                ctx.send(Command::TogglePanel(Panel::Quality));
            }
        });
    }
}

/// The artefact sites with the most incidents, or the way to open some.
fn artefacts_ui(ctx: Ctx<'_>, data: &Dataset, quality: &Quality, ui: &mut Ui) {
    const SITES_TOLD: usize = 12;
    let t = ctx.tokens;
    ui.add_space(8.0);
    heading(ui, t, "Artefact sites");
    let Some(found) = &quality.artefacts else {
        note(
            ui,
            t.muted,
            "Police stations, custody, hospitals, prisons and courts collect incidents that did not \
             happen there. Open a list or a layer of them to see how many, and to leave them out.",
        );
        ui.add_space(2.0);
        if button(ui, t, "Open a layer of sites…").clicked() {
            ctx.send(Command::OpenArtefactsDialog);
        }
        return;
    };
    let busiest = found.busiest();
    if busiest.is_empty() {
        let none = format!(
            "No incident lies within {} of the {} sites.",
            number::metres(found.radius_m),
            number::grouped(data.artefacts.len())
        );
        note(ui, t.muted, &none);
    }
    for &(index, incidents) in busiest.iter().take(SITES_TOLD) {
        let site = &data.artefacts.all()[index];
        let kind = site.kind.as_ref();
        let kind = kind.map_or_else(String::new, |kind| format!(", {kind}"));
        beside(ui, &number::grouped(incidents), t.text, |ui| {
            note(ui, t.text, &format!("{}{kind}", site.name));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_the_command_line_are_left_out() {
        for (advice, shown) in [
            (
                "Look at their lines. --set-aside FILE.csv writes them all.",
                "Look at their lines.",
            ),
            (
                "Take 00:00 as time unknown (--unknown-midnight).",
                "Take 00:00 as time unknown.",
            ),
            (
                "Leave them out (--exclude-artefacts), or look at them one by one.",
                "Leave them out, or look at them one by one.",
            ),
            (
                "Look at the busiest positions; --artefacts FILE names police stations.",
                "Look at the busiest positions.",
            ),
            ("Say so beside the figures.", "Say so beside the figures."),
        ] {
            assert_eq!(without_flags(advice), shown);
        }
    }

    #[test]
    fn a_list_is_widened_and_never_narrowed() {
        let disc = |radius_m| RankParams {
            unit: Unit::Disc { radius_m },
            ..crate::project::default_ranking()
        };
        assert_eq!(coarser(disc(100.0), 240.0), disc(240.0));
        assert_eq!(coarser(disc(300.0), 240.0), disc(300.0));
    }
}
