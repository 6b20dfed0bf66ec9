//! How few cells or areas hold how much.

use crate::analysis::concentration::gini::Gini;
use crate::analysis::concentration::j_curve::{Dealing, Dealt};
use crate::analysis::concentration::lorenz::Lorenz;
use crate::analysis::methods::comparisons::figures;
use crate::analysis::methods::comparisons::loads::by_area;
use crate::analysis::methods::significance::ask;
use crate::analysis::methods::significance::study::{Region, Study};
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Plot,
    Question, Report, Scale, Series, Table, Ticks, Values,
};
use crate::base::figures::grouped;

/// See the page.
pub(super) struct Concentration;

const CELLS: Parameter = Parameter {
    key: "cells",
    label: "Units",
    help: "What is compared: cells of one size, or the boundaries.",
    kind: Kind::Choice {
        default: "square",
        options: &[
            ("square", "Squares"),
            ("hex", "Hexagons"),
            ("area", "Boundaries"),
        ],
    },
};

pub(super) const REPLICATES: Parameter = Parameter {
    key: "replicates",
    label: "Replicates",
    help: "How often as many incidents are dealt out by lot, to see what chance alone would do.",
    kind: Kind::Count {
        default: 99,
        least: 19,
        most: 9999,
        unit: "",
    },
};

/// Shares that are told.
const TOLD: [f64; 3] = [0.25, 0.5, 0.8];
/// Shares through which the curve of chance is drawn, after those that are told.
const DRAWN: usize = 40;
/// Points of the curve.
const POINTS: usize = 400;

/// As many replicates take about half a second of eight years of a city.
const QUICK: u64 = 199;

/// Whether incidents are dealt so often that it takes a while.
pub(super) fn waits(values: &Values) -> bool {
    values.count(REPLICATES.key) > QUICK
}

impl Method for Concentration {
    fn id(&self) -> &'static str {
        "concentration"
    }

    fn question(&self) -> Question {
        Question::Concentrated
    }

    fn title(&self) -> &'static str {
        "How few places hold how much"
    }

    fn name(&self) -> &'static str {
        "Lorenz curve and generalised Gini coefficient"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/concentration.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![CELLS, ask::CELL, REPLICATES, ask::SEED]
    }

    fn waits_to_be_run(&self, values: &Values) -> bool {
        waits(values)
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        ask::something_selected(input)?;
        let units = if input.values.text(CELLS.key) == Some("area") {
            Units::of_areas(input)?
        } else {
            Units::of_cells(input)?
        };
        let lorenz = Lorenz::new(units.weights.clone());
        if lorenz.total() < 2.0 {
            return Err(MethodError::Unanswerable(
                "Fewer than two incidents lie in the study region, which cannot be concentrated; ask for more dates, hours, kinds or places."
                    .to_owned(),
            ));
        }
        let dealt = dealt(input, &units, &lorenz)?;
        let gini = Gini::of(&lorenz);
        let half = lorenz.units_that_hold(0.5);
        let by_chance = mean(&dealt.needed[1]);
        let share = |units: f64| figures::percent(units / lorenz.units() as f64);
        Ok(Report {
            headline: format!(
                "Half of the incidents lie in {} of the {} ({} of {}); dealt out by chance, half would lie in {}.",
                share(half as f64),
                units.noun,
                grouped(half),
                grouped(lorenz.units()),
                share(by_chance)
            ),
            statement: format!(
                "Lorenz curve from the fullest of {}, by weight; chance: {} incidents dealt to {} {} times, seed {}; Gini generalised after Bernasco and Steenbeek (2017)",
                units.words,
                grouped(lorenz.total().round() as usize),
                units.lots,
                grouped(input.values.count(REPLICATES.key) as usize),
                input.values.count(ask::SEED.key)
            ),
            notes: notes(&units, &lorenz),
            tables: vec![shares(&lorenz, &dealt), figures(&lorenz, gini, &dealt)],
            plots: vec![plot(&units, &lorenz, &dealt)],
            marks: units.marks(&lorenz),
        })
    }
}

/// What is compared.
struct Units {
    weights: Vec<f64>,
    /// What chance deals in proportion to.
    sizes: Vec<f64>,
    outlines: Box<dyn Fn(usize) -> Outline>,
    /// "cells", "boundaries".
    noun: &'static str,
    words: String,
    /// "all cells alike".
    lots: &'static str,
    notes: Vec<String>,
}

impl Units {
    fn of_cells(input: &Input<'_>) -> Result<Self, MethodError> {
        let Study {
            cells,
            counts,
            words,
            notes,
        } = Study::of(input)?;
        Ok(Self {
            sizes: vec![1.0; cells.len()],
            weights: counts,
            outlines: Box::new(move |cell| Outline::Polygon(cells.outline(cell))),
            noun: "cells",
            words,
            lots: "all cells alike",
            notes,
        })
    }

    fn of_areas(input: &Input<'_>) -> Result<Self, MethodError> {
        if input.data.areas.is_empty() {
            return Err(MethodError::Unanswerable(
                "There are no boundaries to compare; give them with --boundaries, or compare cells (--cells square)."
                    .to_owned(),
            ));
        }
        let region = Region::of(input)?;
        let ids = region.areas();
        let loads = by_area(input.data, input.selection);
        let size = |&id: &crate::data::AreaId| input.data.areas.get(id).area_km2;
        Ok(Self {
            weights: ids
                .iter()
                .map(|id| loads[usize::from(id.0)].weight)
                .collect(),
            sizes: ids.iter().map(size).collect(),
            words: format!("{} (empty ones included)", region.words()),
            outlines: Box::new(move |unit| Outline::Area(ids[unit])),
            noun: "boundaries",
            lots: "boundaries by the size of their ground",
            notes: Vec::new(),
        })
    }

    /// The fullest units, in the classes of what they hold together.
    fn marks(&self, lorenz: &Lorenz) -> Vec<Mark> {
        let [quarter, half, most] = TOLD.map(|share| lorenz.units_that_hold(share));
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        // Of equals the first, which is the southernmost cell.
        order.sort_by(|&i, &j| self.weights[j].total_cmp(&self.weights[i]));
        let mark = |(place, &unit): (usize, &usize)| {
            let (amount, share) = match place + 1 {
                n if n <= quarter => (1.0, 25),
                n if n <= half => (0.66, 50),
                _ => (0.33, 80),
            };
            Mark {
                outline: (self.outlines)(unit),
                class: Class::Amount(amount),
                label: format!(
                    "{:.1} incidents; one of the fullest, which together hold {share} %",
                    self.weights[unit]
                ),
            }
        };
        let fullest = order.iter().take(most.min(ask::MOST_MARKS));
        fullest.enumerate().map(mark).collect()
    }
}

fn dealt(input: &Input<'_>, units: &Units, lorenz: &Lorenz) -> Result<Dealt, MethodError> {
    let mut holding = TOLD.to_vec();
    holding.extend((1..DRAWN).map(|i| i as f64 / DRAWN as f64));
    let replicates = input.values.count(REPLICATES.key) as usize;
    let dealing = Dealing {
        incidents: lorenz.total().round() as usize,
        sizes: &units.sizes,
        replicates,
        seed: input.values.count(ask::SEED.key),
        fullest: &[],
        holding: &holding,
        listed: 0,
    };
    Ok(dealing.deal(ask::counted(input.progress, replicates))?)
}

fn shares(lorenz: &Lorenz, dealt: &Dealt) -> Table {
    let n = lorenz.units() as f64;
    let row = |(i, &share): (usize, &f64)| -> Vec<Cell> {
        let units = lorenz.units_that_hold(share);
        let chance = &dealt.needed[i];
        vec![
            (100.0 * share).into(),
            units.into(),
            (100.0 * units as f64 / n).into(),
            mean(chance).into(),
            (100.0 * mean(chance) / n).into(),
            chance.first().copied().into(),
            chance.last().copied().into(),
        ]
    };
    Table {
        key: "shares",
        title: "How few hold how much".to_owned(),
        columns: vec![
            Column::new("share_held", "Of the incidents").unit("%"),
            Column::new("units", "Lie in"),
            Column::new("share_of_units", "Of all").unit("%"),
            Column::new("units_by_chance", "By chance"),
            Column::new("share_by_chance", "Of all by chance").unit("%"),
            Column::new("least_by_chance", "Fewest by chance"),
            Column::new("most_by_chance", "Most by chance"),
        ],
        rows: TOLD.iter().enumerate().map(row).collect(),
    }
}

fn figures(lorenz: &Lorenz, gini: Gini, dealt: &Dealt) -> Table {
    Table {
        key: "figures",
        title: "Concentration".to_owned(),
        columns: vec![
            Column::new("units", "Units"),
            Column::new("units_held", "With an incident"),
            Column::new("units_held_by_chance", "With one by chance"),
            Column::new("weight", "Incidents"),
            Column::new("gini", "Gini"),
            Column::new("gini_generalised", "Gini, generalised"),
        ],
        rows: vec![vec![
            lorenz.units().into(),
            lorenz.held().into(),
            mean(&dealt.held).into(),
            lorenz.total().into(),
            gini.plain.into(),
            gini.generalised.into(),
        ]],
    }
}

fn plot(units: &Units, lorenz: &Lorenz, dealt: &Dealt) -> Plot {
    let n = lorenz.units() as f64;
    let mut chance = vec![[0.0, 0.0]];
    let drawn = dealt.needed[TOLD.len()..].iter().zip(1..DRAWN);
    chance.extend(drawn.map(|(needed, i)| [mean(needed) / n, i as f64 / DRAWN as f64]));
    chance.push([mean(&dealt.held) / n, 1.0]);
    chance.push([1.0, 1.0]);
    let percent = |label: String| Axis {
        label,
        ticks: Ticks::Percent,
        scale: Scale::Linear,
    };
    Plot {
        key: "lorenz",
        title: "Lorenz curve, from the fullest".to_owned(),
        x: percent(format!("Share of the {}", units.noun)),
        y: percent("Share of the incidents".to_owned()),
        series: vec![
            Series::Line {
                name: "Dealt out by chance".to_owned(),
                points: chance,
                is_reference: true,
            },
            Series::Line {
                name: "These incidents".to_owned(),
                points: lorenz.points(POINTS),
                is_reference: false,
            },
        ],
    }
}

fn notes(units: &Units, lorenz: &Lorenz) -> Vec<String> {
    let mut notes = units.notes.clone();
    if lorenz.total() < lorenz.units() as f64 {
        notes.push(format!(
            "There are fewer incidents ({}) than {} ({}), so some must be empty: the plain Gini is high for that reason alone. Read the generalised one, and the curve of chance.",
            grouped(lorenz.total().round() as usize),
            units.noun,
            grouped(lorenz.units())
        ));
    }
    notes.push(
        "Shares depend on the size of the units and on how much empty ground the region has; compare only what was computed with the same ones."
            .to_owned(),
    );
    notes
}

fn mean(values: &[usize]) -> f64 {
    values.iter().sum::<usize>() as f64 / values.len() as f64
}
