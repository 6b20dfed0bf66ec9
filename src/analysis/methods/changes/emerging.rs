//! Emerging hot spots of square cells and steps of time.

use std::collections::BTreeMap;

use crate::analysis::change::coverage::whole_months;
use crate::analysis::change::emerging::{
    Cube, EmergingParams, History, Kind as Spot, LEAST_STEPS, Pattern, emerging,
};
use crate::analysis::methods::changes::places::{square, square_ring};
use crate::analysis::methods::dated::covered;
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Question,
    Report, Table,
};
use crate::analysis::night::policing_day;
use crate::base::figures::grouped;
use crate::base::when::date_of_day;

const CELL: Parameter = Parameter {
    key: "cell",
    label: "Side of a cell",
    help: "Side of a square cell.",
    kind: Kind::Number {
        default: 500.0,
        least: 25.0,
        most: 20_000.0,
        unit: "m",
    },
};
const STEP: Parameter = Parameter {
    key: "step",
    label: "Length of a step",
    help: "Days of a step of time; 0 takes the longest of 91, 28, 14, 7 or 1 that makes at least 12 steps. Where only the month is known, steps are months.",
    kind: Kind::Count {
        default: 0,
        least: 0,
        most: 366,
        unit: "days",
    },
};
const RINGS: Parameter = Parameter {
    key: "rings",
    label: "Rings of neighbours",
    help: "Rings of cells around a cell that count as near it; 1 is the eight around it.",
    kind: Kind::Count {
        default: 1,
        least: 0,
        most: 10,
        unit: "rings",
    },
};
const BACK: Parameter = Parameter {
    key: "steps-back",
    label: "Steps before",
    help: "Steps before a step that count as near it.",
    kind: Kind::Count {
        default: 1,
        least: 0,
        most: 12,
        unit: "steps",
    },
};
const ADJUST: Parameter = Parameter {
    key: "adjust",
    label: "Adjustment of p",
    help: "Whether p is adjusted for the number of bins before a bin is called hot or cold.",
    kind: Kind::Choice {
        default: "fdr",
        options: &[("fdr", "Benjamini-Hochberg"), ("none", "None")],
    },
};

const SIGNIFICANCE: f64 = 0.05;
const STEP_LENGTHS: [i64; 5] = [91, 28, 14, 7, 1];
const WANTED_STEPS: i64 = 12;
/// Bins of a cube, at most.
const MOST_BINS: usize = 20_000_000;
const MOST_MARKS: usize = 4000;

/// See the page.
pub(super) struct Emerging;

impl Method for Emerging {
    fn id(&self) -> &'static str {
        "emerging"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "Emerging, lasting and fading cells"
    }

    fn name(&self) -> &'static str {
        "Emerging hot spot analysis"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/emerging.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![CELL, STEP, RINGS, BACK, ADJUST]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let steps = Steps::of(input)?;
        let side_m = input.values.number(CELL.key);
        let Filled { cube, left_out } = filled(input, &steps, side_m)?;
        let params = EmergingParams {
            rings: input.values.count(RINGS.key) as i32,
            steps_back: input.values.count(BACK.key) as usize,
            significance: SIGNIFICANCE,
            adjusted: input.values.text(ADJUST.key) != Some("none"),
        };
        let histories = emerging(&cube, params, input.progress)?;
        let mut notes = vec![format!(
            "{} steps of {}, from {} to {}; {} cells that held an incident in any of them.",
            cube.steps,
            steps.length,
            date_of_day(steps.starts[0]),
            date_of_day(steps.starts[cube.steps] - 1),
            grouped(cube.cells.len())
        )];
        if left_out > 0 {
            notes.push(format!(
                "{} selected incidents begin outside the steps or have no date, and are left out.",
                grouped(left_out)
            ));
        }
        notes.push(
            "Each bin is set beside all bins of all steps, so that a rise of the whole area makes \
             late steps hot in many cells at once; see two-periods for the whole."
                .to_owned(),
        );
        Ok(Report {
            headline: headline(&histories, params.adjusted),
            statement: statement(&cube, &steps, side_m, params),
            notes,
            tables: vec![
                pattern_table(&histories),
                cell_table(&cube, &histories, side_m),
            ],
            plots: Vec::new(),
            marks: marks(&cube, &histories, side_m),
        })
    }
}

/// Steps of time, by their first days, and after them the first day that is in none.
struct Steps {
    starts: Vec<i64>,
    length: String,
}

impl Steps {
    fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let (covered, by_month) = covered(input)?;
        let asked = input.values.count(STEP.key) as i64;
        let steps = if by_month {
            Self {
                starts: whole_months(covered),
                length: "a month".to_owned(),
            }
        } else {
            let fits = |length: &i64| covered.days() / length >= WANTED_STEPS;
            let longest = STEP_LENGTHS.into_iter().find(fits).unwrap_or(1);
            let days = if asked > 0 { asked } else { longest };
            // The last step ends with the data, so that it is not a part of one.
            let n = covered.days() / days;
            let first = covered.last + 1 - n * days;
            Self {
                starts: (0..=n).map(|step| first + step * days).collect(),
                length: format!("{days} days"),
            }
        };
        let n = steps.starts.len().saturating_sub(1);
        if n < LEAST_STEPS {
            return Err(MethodError::Unanswerable(format!(
                "The dates make {n} steps of {}, and a history needs at least {LEAST_STEPS}; add \
                 earlier data or take shorter steps.",
                steps.length
            )));
        }
        Ok(steps)
    }

    /// The step that holds `day`.
    fn holding(&self, day: i64) -> Option<usize> {
        let step = self
            .starts
            .partition_point(|&start| start <= day)
            .checked_sub(1)?;
        (step + 1 < self.starts.len()).then_some(step)
    }
}

/// A cube, and how many incidents are not in it.
struct Filled {
    cube: Cube,
    left_out: usize,
}

fn filled(input: &Input<'_>, steps: &Steps, side_m: f64) -> Result<Filled, MethodError> {
    let incidents = &input.data.incidents;
    let (mut bins, mut left_out) = (BTreeMap::new(), 0);
    for (row, weight) in input.selection.iter() {
        let day = policing_day(incidents.when(row as usize), input.filter.time.day_start);
        let Some(step) = day.and_then(|day| steps.holding(day)) else {
            left_out += 1;
            continue;
        };
        let (row, column) = square(incidents.position(row as usize), side_m);
        *bins
            .entry(((row as i32, column as i32), step))
            .or_insert(0.0) += weight;
    }
    let mut cells: Vec<(i32, i32)> = bins.keys().map(|&(cell, _)| cell).collect();
    cells.dedup();
    let n = steps.starts.len() - 1;
    if cells.is_empty() || cells.len() * n > MOST_BINS {
        return Err(MethodError::Unanswerable(format!(
            "{} cells and {n} steps make no cube that can be looked at; choose larger cells or \
             longer steps.",
            cells.len()
        )));
    }
    let mut counts = vec![0.0; cells.len() * n];
    let mut place = 0;
    for ((cell, step), weight) in bins {
        while cells[place] < cell {
            place += 1;
        }
        counts[step * cells.len() + place] = weight;
    }
    let cube = Cube {
        cells,
        steps: n,
        counts,
    };
    Ok(Filled { cube, left_out })
}

fn headline(histories: &[History], is_adjusted: bool) -> String {
    let doubt = if is_adjusted {
        "at most 1 in 20 of the hot bins is expected to be a false alarm"
    } else {
        "1 in 20 bins would be called hot or cold by chance alone"
    };
    let count = |kinds: &[Spot]| {
        let is_one = |h: &&History| kinds.iter().any(|&kind| h.pattern == Pattern::Hot(kind));
        histories.iter().filter(is_one).count()
    };
    format!(
        "Of {} cells, {} have become hot lately, {} have been hot nearly all the time, {} come and \
         go, and {} were hot for long but are not now; {doubt}.",
        grouped(histories.len()),
        count(&[Spot::New, Spot::Consecutive]),
        count(&[Spot::Intensifying, Spot::Persistent, Spot::Diminishing]),
        count(&[Spot::Sporadic, Spot::Oscillating]),
        count(&[Spot::Historical]),
    )
}

fn statement(cube: &Cube, steps: &Steps, side_m: f64, params: EmergingParams) -> String {
    format!(
        "Space-time Getis-Ord Gi* against the whole cube of {} cells of {side_m} m and {} steps of \
         {}; neighbours: {} rings and {} steps before, self included, binary; two-sided p{}, {}; \
         trend of z by Mann-Kendall at 0.05",
        cube.cells.len(),
        cube.steps,
        steps.length,
        params.rings,
        params.steps_back,
        if params.adjusted {
            ", Benjamini-Hochberg over all bins"
        } else {
            ", not adjusted"
        },
        params.significance
    )
}

fn pattern_table(histories: &[History]) -> Table {
    let sides: [fn(Spot) -> Pattern; 2] = [Pattern::Hot, Pattern::Cold];
    let patterns = sides.into_iter().flat_map(|side| Spot::ALL.map(side));
    let row = |pattern: Pattern| -> Vec<Cell> {
        let n = histories
            .iter()
            .filter(|history| history.pattern == pattern)
            .count();
        vec![pattern.text().into(), n.into()]
    };
    Table {
        key: "patterns",
        title: "Cells by pattern".to_owned(),
        columns: vec![
            Column::new("pattern", "Pattern"),
            Column::new("cells", "Cells"),
        ],
        rows: patterns.chain([Pattern::None]).map(row).collect(),
    }
}

fn cell_table(cube: &Cube, histories: &[History], side_m: f64) -> Table {
    let n = cube.cells.len();
    let row = |(place, history): (usize, &History)| -> Vec<Cell> {
        let corner = square_ring(wide(cube.cells[place]), side_m)[0];
        let weight: f64 = (0..cube.steps)
            .map(|step| cube.counts[step * n + place])
            .sum();
        let of = |state: i8| history.states.iter().filter(|&&s| s == state).count();
        vec![
            history.pattern.text().into(),
            corner.x.into(),
            corner.y.into(),
            weight.into(),
            cube.counts[(cube.steps - 1) * n + place].into(),
            history.z.last().copied().into(),
            of(1).into(),
            of(-1).into(),
            history.trend.map(|trend| trend.z).into(),
            history.trend.map(|trend| trend.p_value).into(),
        ]
    };
    let classed = histories.iter().enumerate();
    let classed = classed.filter(|(_, history)| history.pattern != Pattern::None);
    Table {
        key: "cells",
        title: "Cells with a pattern".to_owned(),
        columns: vec![
            Column::new("pattern", "Pattern"),
            Column::new("x", "West edge").unit("m"),
            Column::new("y", "South edge").unit("m"),
            Column::new("weight", "Weight"),
            Column::new("weight_last", "In the last step"),
            Column::new("z_last", "z of the last step"),
            Column::new("hot_steps", "Hot steps"),
            Column::new("cold_steps", "Cold steps"),
            Column::new("trend_z", "Trend of z"),
            Column::new("trend_p", "p of the trend"),
        ],
        rows: classed.map(row).collect(),
    }
}

fn marks(cube: &Cube, histories: &[History], side_m: f64) -> Vec<Mark> {
    let cells = cube.cells.iter().zip(histories);
    let mut classed: Vec<_> = cells.filter(|(_, h)| h.pattern != Pattern::None).collect();
    // Should there be more than a map can show, the cold ones of lower interest go first.
    classed.sort_by_key(|(cell, h)| (matches!(h.pattern, Pattern::Cold(_)), **cell));
    let mark = |(cell, history): (&(i32, i32), &History)| Mark {
        outline: Outline::Polygon(square_ring(wide(*cell), side_m)),
        class: class(history.pattern),
        label: history.pattern.text(),
    };
    classed.into_iter().take(MOST_MARKS).map(mark).collect()
}

fn class(pattern: Pattern) -> Class {
    let level = |kind: Spot| match kind {
        Spot::Intensifying | Spot::Persistent | Spot::Consecutive => 3,
        Spot::New | Spot::Sporadic | Spot::Oscillating | Spot::Diminishing => 2,
        Spot::Historical => 1,
    };
    match pattern {
        Pattern::None => Class::Plain,
        Pattern::Hot(kind) => Class::More(level(kind)),
        Pattern::Cold(kind) => Class::Less(level(kind)),
    }
}

fn wide((row, column): (i32, i32)) -> (i64, i64) {
    (i64::from(row), i64::from(column))
}
