//! Own figures beside those of similar forces, from a table a force fills.

mod given;
mod own;

use crate::analysis::comparison::comparator::{Average, Change, Comparison, Group, compare, same};
use crate::analysis::comparison::intervals::Interval;
use crate::analysis::methods::comparisons::figures::{change, figure};
use crate::analysis::methods::comparisons::shared::{CONFIDENCE, confidence};
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks, Unset,
};

use given::{in_table, nothing_own, read};
use own::own_figures;

/// This method.
pub(super) struct Comparator;

const TABLE: Parameter = Parameter {
    key: "table",
    label: "Comparator table",
    help: "Figures of similar forces, one row for each measure, force and period.",
    kind: Kind::Table {
        columns: "measure, force, period, count, population, and solved where it is known",
        required: true,
    },
};

const OWN: Parameter = Parameter {
    key: "own",
    label: "Own force",
    help: "The force of the table that is compared with the others; without it the data stand for \
           the own force.",
    kind: Kind::Text,
};

const POPULATION: Parameter = Parameter {
    key: "own-population",
    label: "Own residents",
    help: "Residents the data stand for; without it those of the boundaries together.",
    kind: Kind::Count {
        default: 0,
        least: 0,
        most: 2_000_000_000,
        unit: "residents",
    },
};

const AVERAGE: Parameter = Parameter {
    key: "average",
    label: "Average",
    help: "The mean of the other forces' rates, or their counts over their residents.",
    kind: Kind::Choice {
        default: "mean",
        options: &[("mean", "Mean of rates"), ("pooled", "Pooled rate")],
    },
};

const SOLVED: Parameter = Parameter {
    key: "solved",
    label: "Outcomes that count as solved",
    help: "With semicolons between and * for any text; without it the Home Office's outcome types \
           1 to 4 and 6 to 8.",
    kind: Kind::Text,
};

const OWN_NAME: &str = "this data set";
/// Rates are for so many residents.
const PER: f64 = 1000.0;

impl Method for Comparator {
    fn id(&self) -> &'static str {
        "comparator"
    }

    fn question(&self) -> Question {
        Question::Compared
    }

    fn title(&self) -> &'static str {
        "Own figures beside similar forces'"
    }

    fn name(&self) -> &'static str {
        "Comparison with the most similar group"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/comparator.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![TABLE, OWN, POPULATION, AVERAGE, SOLVED, CONFIDENCE]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let Some(table) = input.values.table(TABLE.key) else {
            return Err(MethodError::Unset(Unset::Missing {
                key: TABLE.key,
                help: TABLE.help,
            }));
        };
        let mut figures = read(table)?;
        let mut notes = Vec::new();
        let own = if let Some(own) = input.values.text(OWN.key) {
            in_table(own, &figures, table)?
        } else {
            let own = own_figures(input, &figures, &mut notes)?;
            if own.is_empty() {
                return Err(nothing_own(&figures, &notes));
            }
            figures.extend(own);
            OWN_NAME.to_owned()
        };
        let average = match input.values.text(AVERAGE.key) {
            Some("pooled") => Average::Pooled,
            _ => Average::MeanOfRates,
        };
        let confidence = confidence(input.values);
        let all = compare(&figures, &own, average, confidence);
        notes.push(
            "Forces record differently and change how they record: a difference of rates is a \
             reason to ask, not yet a difference of what happens."
                .to_owned(),
        );
        Ok(Report {
            headline: headline(&all, &own, confidence),
            statement: statement(average, confidence, &own, &table.file),
            notes,
            tables: vec![main_table(&all, average)],
            plots: plots(&all),
            marks: Vec::new(),
        })
    }
}

fn statement(average: Average, confidence: f64, own: &str, file: &str) -> String {
    format!(
        "Rates for 1,000 residents of {own} against {} in {file}, own force left out; {:.0} % \
         intervals: ratio exact (conditional binomial), difference by recovered variances, solved \
         share Wilson",
        match average {
            Average::MeanOfRates => "the mean of the other forces' rates",
            Average::Pooled => "the other forces' pooled rate",
        },
        confidence * 100.0
    )
}

fn headline(all: &[Comparison], own: &str, confidence: f64) -> String {
    let Some(last) = all.last() else {
        return format!("The table has no figure of {own}.");
    };
    let rate = format!(
        "{} in {}: {} for 1,000 residents of {own}",
        last.measure,
        last.period,
        figure(last.own.rate() * PER)
    );
    let more = if all.len() > 1 {
        format!(" ({} further comparisons are in the table)", all.len() - 1)
    } else {
        String::new()
    };
    match last.group {
        Some(Group {
            average,
            excess: Some(excess),
            forces,
            ..
        }) => format!(
            "{rate} against {} on average in {forces} similar forces: {} ({:.0} % interval {} to \
             {}){more}.",
            figure(average.rate() * PER),
            change(excess.change),
            confidence * 100.0,
            change(excess.interval.low),
            change(excess.interval.high)
        ),
        _ => format!("{rate}; there is no other force to compare it with{more}."),
    }
}

fn main_table(all: &[Comparison], average: Average) -> Table {
    let rows = all.iter().map(|row| {
        let own = [row.measure.as_str().into(), row.period.as_str().into()];
        let mut cells: Vec<Cell> = own.to_vec();
        cells.extend([
            row.own.count.into(),
            row.own.exposure.into(),
            (row.own.rate() * PER).into(),
        ]);
        cells.extend(group_cells(row.group));
        cells.extend(change_cells(row.change));
        cells.push(row.group_change.map(|change| change.change * 100.0).into());
        let solved = row.solved;
        let ends = solved
            .map(|(_, Interval { low, high })| (low, high))
            .unzip();
        cells.push(solved.map(|(share, _)| share * 100.0).into());
        cells.push(ends.0.map(|low| low * 100.0).into());
        cells.push(ends.1.map(|high| high * 100.0).into());
        cells.push(row.group_solved.map(|share| share * 100.0).into());
        cells
    });
    Table {
        key: "comparisons",
        title: match average {
            Average::MeanOfRates => "Own rate and the mean of the other forces' rates",
            Average::Pooled => "Own rate and the other forces' pooled rate",
        }
        .to_owned(),
        columns: vec![
            Column::new("measure", "Measure"),
            Column::new("period", "Period"),
            Column::new("count", "Count"),
            Column::new("population", "Residents"),
            Column::new("rate", "Rate for 1,000"),
            Column::new("group_rate", "Group's rate for 1,000"),
            Column::new("forces", "Forces in it"),
            Column::new("rank", "Rank, highest first"),
            Column::new("difference", "Difference for 1,000"),
            Column::new("difference_low", "From"),
            Column::new("difference_high", "To"),
            Column::new("difference_percent", "Difference").unit("%"),
            Column::new("difference_percent_low", "From").unit("%"),
            Column::new("difference_percent_high", "To").unit("%"),
            Column::new("change_percent", "Change on the period before").unit("%"),
            Column::new("change_percent_low", "From").unit("%"),
            Column::new("change_percent_high", "To").unit("%"),
            Column::new("group_change_percent", "Group's change").unit("%"),
            Column::new("solved_percent", "Solved").unit("%"),
            Column::new("solved_percent_low", "From").unit("%"),
            Column::new("solved_percent_high", "To").unit("%"),
            Column::new("group_solved_percent", "Group solved").unit("%"),
        ],
        rows: rows.collect(),
    }
}

fn group_cells(group: Option<Group>) -> Vec<Cell> {
    let Some(group) = group else {
        return vec![Cell::None; 9];
    };
    let (value, Interval { low, high }) = group.difference;
    let mut cells: Vec<Cell> = vec![
        (group.average.rate() * PER).into(),
        group.forces.into(),
        group.rank.into(),
    ];
    cells.extend([value, low, high].map(|rate| Cell::from(rate * PER)));
    cells.extend(change_cells(group.excess));
    cells
}

fn change_cells(change: Option<Change>) -> [Cell; 3] {
    change.map_or([Cell::None, Cell::None, Cell::None], |change| {
        [change.change, change.interval.low, change.interval.high]
            .map(|share| Cell::from(share * 100.0))
    })
}

/// One picture for each measure of at least two periods, as many as there are keys.
const PLOT_KEYS: [&str; 6] = [
    "rates", "rates_2", "rates_3", "rates_4", "rates_5", "rates_6",
];

fn plots(all: &[Comparison]) -> Vec<Plot> {
    let by_measure = all.chunk_by(|a, b| same(&a.measure, &b.measure));
    let plot = |(key, rows): (&'static str, &[Comparison])| {
        let points = |rate: &dyn Fn(&Comparison) -> Option<f64>| {
            let places = rows.iter().enumerate();
            places
                .filter_map(|(i, row)| Some([i as f64, rate(row)? * PER]))
                .collect::<Vec<_>>()
        };
        let own = points(&|row| Some(row.own.rate()));
        let theirs = points(&|row| Some(row.group?.average.rate()));
        let line = |name: &str, points, is_reference| Series::Line {
            name: name.to_owned(),
            points,
            is_reference,
        };
        Plot {
            key,
            title: rows[0].measure.clone(),
            x: Axis {
                label: "Period".to_owned(),
                ticks: Ticks::Names(rows.iter().map(|row| row.period.clone()).collect()),
                ..Axis::default()
            },
            y: Axis {
                label: "For 1,000 residents".to_owned(),
                ..Axis::default()
            },
            series: vec![
                line("Similar forces", theirs, true),
                line("Own", own, false),
            ],
        }
    };
    let rows = by_measure.filter(|rows| rows.len() > 1);
    PLOT_KEYS.into_iter().zip(rows).map(plot).collect()
}
