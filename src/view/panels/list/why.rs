//! "Why this number?": the formula with the numbers put in, from rows read to rows counted.

use egui::{Label, Ui};

use crate::analysis::rank::{Hotspot, Ranking, Shape, Unit};
use crate::engine::Answer;
use crate::view::panels::layout::{heading, note};
use crate::view::theme::Tokens;
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::number::{self, decimals, figures, grouped, metres, percent, weight};

/// The working of one place.
pub(crate) fn why_ui(
    t: &Tokens,
    answer: &Answer,
    ranking: &Ranking,
    hotspot: &Hotspot,
    ui: &mut Ui,
) {
    ui.spacing_mut().item_spacing.y = 3.0;
    heading(ui, t, "What is counted");
    note(ui, t.text, &unit_said(answer, ranking, hotspot));
    ui.add_space(5.0);
    heading(ui, t, "From the file to this number");
    for (n, what) in chain(answer, hotspot) {
        step(ui, t, &n, &what);
    }
    ui.add_space(5.0);
    heading(ui, t, "The figures");
    for (name, formula, result) in formulas(answer, hotspot) {
        let job = ink::job([
            (name, &Ink::small(t.muted)),
            (" = ", &Ink::small(t.muted)),
            (formula.as_str(), &Ink::small(t.text)),
            (" = ", &Ink::small(t.muted)),
            (result.as_str(), &Ink::heading(t.text)),
        ]);
        ui.add(Label::new(job).wrap());
    }
}

/// A number in a column of its own, right-aligned, and what it counts.
fn step(ui: &mut Ui, t: &Tokens, n: &str, what: &str) {
    let (rect, _) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), 16.0), egui::Sense::hover());
    let column = 64.0;
    let at = egui::pos2(rect.left() + column, rect.center().y);
    ink::put(
        ui.painter(),
        at,
        egui::Align2::RIGHT_CENTER,
        n,
        &Ink::heading(t.text),
        column,
    );
    let at = egui::pos2(rect.left() + column + 8.0, rect.center().y);
    let room = rect.width() - column - 8.0;
    ink::put(
        ui.painter(),
        at,
        egui::Align2::LEFT_CENTER,
        what,
        &Ink::small(t.muted),
        room,
    );
}

fn unit_said(answer: &Answer, ranking: &Ranking, hotspot: &Hotspot) -> String {
    let centre = format!(
        "E\u{a0}{} N\u{a0}{}",
        number::grid(hotspot.centre.x),
        number::grid(hotspot.centre.y)
    );
    match (ranking.params.unit, &hotspot.shape) {
        (Unit::Disc { radius_m }, _) => format!(
            "Every counted incident within {} of {centre} that no better circle took before. The circle was laid where it holds the most.",
            metres(radius_m)
        ),
        (Unit::Square { side_m }, _) => {
            format!(
                "Every counted incident in a grid square of {} around {centre}.",
                metres(side_m)
            )
        }
        (Unit::Hex { side_m }, _) => format!(
            "Every counted incident in a hexagon with sides of {} around {centre}.",
            metres(side_m)
        ),
        (Unit::Area, Shape::Area(id)) => {
            format!(
                "Every counted incident inside {}.",
                answer.data.areas.get(*id).name
            )
        }
        (Unit::Area, _) => "Every counted incident inside the area.".to_owned(),
        (Unit::Premises { radius_m }, _) => format!(
            "Every counted incident within {} of the premises; one that is within reach of several gives each an equal part.",
            metres(radius_m)
        ),
        (Unit::Place { radius_m }, _) => format!(
            "Counted incidents linked to one another by steps of at most {}, around {centre}.",
            metres(radius_m)
        ),
    }
}

fn chain(answer: &Answer, hotspot: &Hotspot) -> Vec<(String, String)> {
    let (tally, selection) = (answer.data.tally, &answer.selection);
    let time = answer.question.filter.time;
    let mut steps = vec![
        (grouped(tally.rows_read), "rows read".to_owned()),
        (
            grouped(tally.analysed),
            "located and in the analysis".to_owned(),
        ),
        (
            grouped(answer.facets.before_time_filter),
            "of the chosen offences and areas".to_owned(),
        ),
    ];
    let counted = if time.is_active() {
        "in the window, days and dates"
    } else {
        "counted"
    };
    steps.push((
        grouped(selection.certain + selection.possible),
        counted.to_owned(),
    ));
    steps.push((grouped(hotspot.incidents), "of them here".to_owned()));
    if hotspot.possible > 0 {
        steps.push((
            grouped(hotspot.certain),
            "certain: they count as 1".to_owned(),
        ));
        steps.push((
            grouped(hotspot.possible),
            "in part: by their share in the window".to_owned(),
        ));
    }
    steps.push((weight(hotspot.weight), "their weight together".to_owned()));
    steps
}

type Formula = (&'static str, String, String);

fn formulas(answer: &Answer, hotspot: &Hotspot) -> Vec<Formula> {
    let here = weight(hotspot.weight);
    let all = weight(answer.selection.weight);
    let mut formulas = vec![("Share", format!("{here} ÷ {all}"), percent(hotspot.share))];
    if let (Some(pai), Some(km2)) = (hotspot.pai, hotspot.area_km2) {
        let formula = format!(
            "{} ÷ ({} km² ÷ {} km²)",
            percent(hotspot.share),
            figures(km2),
            figures(answer.data.region_km2)
        );
        formulas.push(("PAI", formula, figures(pai)));
    }
    if let (Some(density), Some(km2)) = (hotspot.density_per_km2, hotspot.area_km2) {
        let formula = format!("{here} ÷ {} km²", figures(km2));
        formulas.push(("Density", formula, format!("{} per km²", figures(density))));
    }
    let people = hotspot
        .area
        .and_then(|id| answer.data.areas.get(id).population);
    if let (Some(rate), Some(people)) = (hotspot.rate_per_1000, people) {
        let formula = format!("1,000 × {here} ÷ {} people", decimals(people, 0));
        formulas.push(("Rate", formula, format!("{} per 1,000", figures(rate))));
    }
    formulas
}
