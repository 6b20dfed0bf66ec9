//! The J-curve of premises or areas, beside the one chance would draw.

use crate::analysis::concentration::j_curve::{Dealing, Dealt};
use crate::analysis::concentration::lorenz::Lorenz;
use crate::analysis::methods::comparisons::concentration::{REPLICATES, waits};
use crate::analysis::methods::comparisons::loads::{by_area, by_premises};
use crate::analysis::methods::significance::ask;
use crate::analysis::methods::significance::study::Region;
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Plot,
    Question, Report, Series, Table, Values,
};
use crate::base::figures::grouped;
use crate::base::stats::{quantile_sorted, summable};
use crate::data::premises::PremisesChoice;

/// See the page.
pub(super) struct JCurve;

const OF: Parameter = Parameter {
    key: "of",
    label: "Facilities",
    help: "What incidents are counted at.",
    kind: Kind::Choice {
        default: "premises",
        options: &[("premises", "Premises"), ("areas", "Boundaries")],
    },
};

const WHICH: Parameter = Parameter {
    key: "which",
    label: "Premises",
    help: "Whether premises of the night-time economy are compared, or all.",
    kind: Kind::Choice {
        default: "nte",
        options: &[("nte", "Night-time economy"), ("all", "All premises")],
    },
};

const REACH: Parameter = Parameter {
    key: "reach",
    label: "Reach",
    help: "Incidents within this distance count at a premises, shared where several are within reach.",
    kind: Kind::Number {
        default: 50.0,
        least: 0.0,
        most: 5000.0,
        unit: "m",
    },
};

const BY: Parameter = Parameter {
    key: "by",
    label: "Chance deals by",
    help: "Whether chance deals to all alike, or in proportion to capacity (premises) or ground (boundaries).",
    kind: Kind::Choice {
        default: "alike",
        options: &[("alike", "All alike"), ("size", "Capacity or ground")],
    },
};

/// Shares of the facilities that are told, in percent.
const TOLD: [usize; 3] = [10, 15, 20];
/// Facilities that are listed and drawn at most.
const MOST_LISTED: usize = 2000;

impl Method for JCurve {
    fn id(&self) -> &'static str {
        "j-curve"
    }

    fn question(&self) -> Question {
        Question::Concentrated
    }

    fn title(&self) -> &'static str {
        "Risky facilities"
    }

    fn name(&self) -> &'static str {
        "J-curve"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/j-curve.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![OF, WHICH, REACH, BY, REPLICATES, ask::SEED]
    }

    fn waits_to_be_run(&self, values: &Values) -> bool {
        waits(values)
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        ask::something_selected(input)?;
        let mut facilities = if input.values.text(OF.key) == Some("areas") {
            areas(input)?
        } else {
            premises(input)?
        };
        // Shares that are equal but for the rounding of their sums are equal.
        let by_weight = |a: &Facility, b: &Facility| {
            let (a, b) = (summable(a.weight), summable(b.weight));
            b.total_cmp(&a)
        };
        facilities.sort_by(|a, b| by_weight(a, b).then(a.name.cmp(&b.name)));
        let lorenz = Lorenz::new(facilities.iter().map(|one| one.weight).collect());
        if facilities.len() < 5 || lorenz.total() < 2.0 {
            return Err(MethodError::Unanswerable(format!(
                "{} facilities with a weight of {:.1} around them are too few for a curve; take more facilities, a longer reach or more incidents.",
                grouped(facilities.len()),
                lorenz.total()
            )));
        }
        let sizes: f64 = facilities.iter().map(|one| one.size).sum();
        for one in &mut facilities {
            one.even = lorenz.total() * one.size / sizes;
        }
        let tops = TOLD.map(|percent| (facilities.len() * percent).div_ceil(100));
        let dealt = dealt(input, &facilities, &lorenz, &tops)?;
        let (share, chance) = (lorenz.share_of_fullest(tops[0]), average(&dealt.shares[0]));
        Ok(Report {
            headline: format!(
                "The busiest {} of {} {} have {:.0} % of the incidents counted at them; dealt out by chance, the busiest {} would have {:.0} %.",
                grouped(tops[0]),
                grouped(facilities.len()),
                noun(input),
                100.0 * share,
                grouped(tops[0]),
                100.0 * chance
            ),
            statement: statement(input, &facilities, &lorenz),
            notes: notes(input),
            tables: vec![
                listed(&facilities, &lorenz, &dealt),
                summary(&facilities, &lorenz, &dealt, &tops),
            ],
            plots: vec![plot(input, &facilities, &dealt)],
            marks: marks(&facilities, &dealt),
        })
    }
}

/// One of the facilities.
struct Facility {
    name: String,
    outline: Outline,
    weight: f64,
    /// What chance deals in proportion to.
    size: f64,
    /// The weight an even deal would give it.
    even: f64,
}

fn noun(input: &Input<'_>) -> &'static str {
    if input.values.text(OF.key) == Some("areas") {
        "boundaries"
    } else {
        "premises"
    }
}

fn premises(input: &Input<'_>) -> Result<Vec<Facility>, MethodError> {
    let list = &input.data.premises;
    let choice = match input.values.text(WHICH.key) {
        Some("all") => PremisesChoice::All,
        _ => PremisesChoice::Nte,
    };
    if list.count(choice) == 0 {
        return Err(MethodError::Unanswerable(if list.is_empty() {
            "There are no premises to compare; give them with --premises, or compare boundaries (--of areas).".to_owned()
        } else {
            format!(
                "None of the {} premises is night-time economy; compare all of them (--which all).",
                list.len()
            )
        }));
    }
    let reach_m = input.values.number(REACH.key);
    let by_size = input.values.text(BY.key) == Some("size");
    // The replicates are what is told: this is done before the first of them.
    let quiet = input.progress.of_step();
    let loads = by_premises(input.data, input.selection, choice, reach_m, &quiet)?;
    let facility = |i: usize| {
        let one = list.get(i);
        let capacity = one.capacity.filter(|_| by_size).map(f64::from);
        let size = if by_size { capacity } else { Some(1.0) };
        size.map(|size| Facility {
            name: one.name.clone(),
            outline: Outline::Point(one.position),
            weight: loads[i].weight,
            size,
            even: 0.0,
        })
    };
    let chosen: Vec<Facility> = list.chosen(choice).filter_map(facility).collect();
    if by_size && chosen.iter().map(|one| one.size).sum::<f64>() <= 0.0 {
        return Err(MethodError::Unanswerable(
            "No premises says its capacity, so chance cannot deal by it; let it deal to all alike (--by alike)."
                .to_owned(),
        ));
    }
    Ok(chosen)
}

fn areas(input: &Input<'_>) -> Result<Vec<Facility>, MethodError> {
    if input.data.areas.is_empty() {
        return Err(MethodError::Unanswerable(
            "There are no boundaries to compare; give them with --boundaries.".to_owned(),
        ));
    }
    let by_size = input.values.text(BY.key) == Some("size");
    let loads = by_area(input.data, input.selection);
    let facility = |id: crate::data::AreaId| {
        let area = input.data.areas.get(id);
        Facility {
            name: area.name.clone(),
            outline: Outline::Area(id),
            weight: loads[usize::from(id.0)].weight,
            size: if by_size { area.area_km2 } else { 1.0 },
            even: 0.0,
        }
    };
    Ok(Region::of(input)?
        .areas()
        .into_iter()
        .map(facility)
        .collect())
}

fn dealt(
    input: &Input<'_>,
    facilities: &[Facility],
    lorenz: &Lorenz,
    tops: &[usize],
) -> Result<Dealt, MethodError> {
    let sizes: Vec<f64> = facilities.iter().map(|one| one.size).collect();
    let replicates = input.values.count(REPLICATES.key) as usize;
    let dealing = Dealing {
        incidents: lorenz.total().round() as usize,
        sizes: &sizes,
        replicates,
        seed: input.values.count(ask::SEED.key),
        fullest: tops,
        holding: &[],
        listed: MOST_LISTED,
    };
    Ok(dealing.deal(ask::counted(input.progress, replicates))?)
}

fn statement(input: &Input<'_>, facilities: &[Facility], lorenz: &Lorenz) -> String {
    let of_areas = input.values.text(OF.key) == Some("areas");
    let counted = if of_areas {
        "incidents counted by weight".to_owned()
    } else {
        format!(
            "incidents within {} m, by weight, shared evenly between premises in reach of the same one",
            input.values.number(REACH.key)
        )
    };
    let by = match (input.values.text(BY.key), of_areas) {
        (Some("size"), true) => "in proportion to their ground",
        (Some("size"), false) => "in proportion to their capacity (premises without one left out)",
        _ => "to all alike",
    };
    format!(
        "J-curve of {} {}; {counted}; chance: {} incidents dealt {by} {} times, seed {}, sorted each time; bands hold 95 % of the replicates at each place of the list",
        grouped(facilities.len()),
        noun(input),
        grouped(lorenz.total().round() as usize),
        grouped(input.values.count(REPLICATES.key) as usize),
        input.values.count(ask::SEED.key)
    )
}

fn notes(input: &Input<'_>) -> Vec<String> {
    let mut notes = vec![
        "Some facilities have more than others by chance alone; only what rises above the band is more than that."
            .to_owned(),
        "The curve does not say why: a larger place, a busier street, better reporting and worse management look the same."
            .to_owned(),
    ];
    if input.values.text(OF.key) != Some("areas") {
        notes.push(
            "Incidents near a premises need not have to do with it. Nothing here says what happened inside."
                .to_owned(),
        );
    }
    notes
}

fn listed(facilities: &[Facility], lorenz: &Lorenz, dealt: &Dealt) -> Table {
    let mut held = 0.0;
    let row = |(i, one): (usize, &Facility)| -> Vec<Cell> {
        held += one.weight;
        let band = dealt.band.get(i);
        vec![
            (i + 1).into(),
            one.name.as_str().into(),
            one.weight.into(),
            (100.0 * one.weight / lorenz.total()).into(),
            (100.0 * held / lorenz.total()).into(),
            dealt.mean.get(i).copied().into(),
            band.map(|band| band.0).into(),
            band.map(|band| band.1).into(),
            is_above(i, one, dealt).into(),
        ]
    };
    Table {
        key: "facilities",
        title: "Facilities".to_owned(),
        columns: vec![
            Column::new("rank", "Rank"),
            Column::new("name", "Name"),
            Column::new("weight", "Incidents"),
            Column::new("share", "Share").unit("%"),
            Column::new("cumulative_share", "Up to here").unit("%"),
            Column::new("by_chance", "By chance here"),
            Column::new("by_chance_low", "95 % from"),
            Column::new("by_chance_high", "95 % to"),
            Column::new("is_above", "Above chance"),
        ],
        rows: facilities
            .iter()
            .take(MOST_LISTED)
            .enumerate()
            .map(row)
            .collect(),
    }
}

/// Whether a facility has more than an even deal would give it, and more than 97.5 % of the
/// replicates have at its place of the list. The second alone would hold for the last of a list
/// that is too even.
fn is_above(place: usize, one: &Facility, dealt: &Dealt) -> bool {
    let band = dealt.band.get(place);
    one.weight > one.even && band.is_some_and(|band| one.weight > band.1)
}

fn summary(facilities: &[Facility], lorenz: &Lorenz, dealt: &Dealt, tops: &[usize]) -> Table {
    let empty = (facilities.len() - lorenz.held()) as f64;
    let by_chance: Vec<f64> = dealt
        .held
        .iter()
        .rev()
        .map(|&held| (facilities.len() - held) as f64)
        .collect();
    let row = |what: String, own: f64, chance: &[f64], scale: f64| -> Vec<Cell> {
        vec![
            what.into(),
            (own * scale).into(),
            (average(chance) * scale).into(),
            quantile_sorted(chance, 0.025).map(|q| q * scale).into(),
            quantile_sorted(chance, 0.975).map(|q| q * scale).into(),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = TOLD
        .iter()
        .zip(tops)
        .zip(&dealt.shares)
        .map(|((percent, &top), chance)| {
            let what = format!("share of the top {percent} % ({top}), in %");
            row(what, lorenz.share_of_fullest(top), chance, 100.0)
        })
        .collect();
    rows.push(row(
        "facilities with none".to_owned(),
        empty,
        &by_chance,
        1.0,
    ));
    Table {
        key: "summary",
        title: "Beside chance".to_owned(),
        columns: vec![
            Column::new("what", "What"),
            Column::new("value", "Here"),
            Column::new("by_chance", "By chance"),
            Column::new("by_chance_low", "95 % from"),
            Column::new("by_chance_high", "95 % to"),
        ],
        rows,
    }
}

fn plot(input: &Input<'_>, facilities: &[Facility], dealt: &Dealt) -> Plot {
    let place = |i: usize| (i + 1) as f64;
    let band = |(i, band): (usize, &(f64, f64))| [place(i), band.0, band.1];
    let axis = |label: &str| Axis {
        label: label.to_owned(),
        ..Axis::default()
    };
    let own = facilities.iter().take(MOST_LISTED).enumerate();
    let mean = dealt.mean.iter().enumerate();
    Plot {
        key: "j_curve",
        title: format!("Incidents at {}, the busiest first", noun(input)),
        x: axis("Place in the list"),
        y: axis("Incidents"),
        series: vec![
            Series::Bars {
                name: "Here".to_owned(),
                bars: own.map(|(i, one)| [place(i), one.weight]).collect(),
            },
            Series::Band {
                name: "95 % of what chance deals".to_owned(),
                points: dealt.band.iter().enumerate().map(band).collect(),
            },
            Series::Line {
                name: "Mean of what chance deals".to_owned(),
                points: mean.map(|(i, &mean)| [place(i), mean]).collect(),
                is_reference: true,
            },
        ],
    }
}

fn marks(facilities: &[Facility], dealt: &Dealt) -> Vec<Mark> {
    let mark = |(i, one): (usize, &Facility)| Mark {
        outline: one.outline.clone(),
        class: if is_above(i, one, dealt) {
            Class::More(2)
        } else {
            Class::Plain
        },
        label: format!("{}: {:.1} incidents, place {}", one.name, one.weight, i + 1),
    };
    facilities
        .iter()
        .enumerate()
        .take(ask::MOST_MARKS)
        .map(mark)
        .collect()
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::Value;
    use crate::analysis::methods::clusters::testing::falls_back;
    use crate::base::{Planar, When};
    use crate::data::premises::NightRule;
    use crate::data::{Dataset, Premises, PremisesList};

    #[test]
    fn how_far_it_is_never_falls_back() {
        // So many positions that looking around premises would tell how far it is, too.
        let at = |i: u32| (f64::from(i % 100), f64::from(i / 100), When::Unknown, "");
        let at_pub = |x: f64| Premises {
            name: format!("Pub {x}"),
            position: Planar::new(x, 20.0),
            ..Premises::unknown()
        };
        let list = (0..20).map(|i| at_pub(5.0 * f64::from(i))).collect();
        let data = Dataset::from_points((0..5000).map(at));
        let data = data.with_premises(PremisesList::new(list, &NightRule::default(), false));
        let settings = [
            ("which", Value::Text("all".to_owned())),
            ("replicates", Value::Number(99.0)),
        ];
        assert!(!falls_back(&JCurve, &data, &settings));
    }
}
