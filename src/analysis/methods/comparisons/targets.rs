//! Targets of a delivery plan: baseline, yearly targets, what happened, where the year will end.

mod given;
mod track;

use crate::analysis::comparison::comparator::same;
use crate::analysis::comparison::period::Period;
use crate::analysis::comparison::targets::Track;
use crate::analysis::methods::comparisons::figures::{change, figure, range};
use crate::analysis::methods::comparisons::measures::Measure;
use crate::analysis::methods::comparisons::shared::{CONFIDENCE, confidence};
use crate::analysis::methods::comparisons::span::Span;
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks, Unset,
};

use given::{Year, read};
use track::{Tracked, Tracker};

/// This method.
pub(super) struct Targets;

const TABLE: Parameter = Parameter {
    key: "table",
    label: "Table of targets",
    help: "One row for each measure and year; a target is a number, or a change on the baseline \
           such as -10%.",
    kind: Kind::Table {
        columns: "measure, year, target, and actual for years the data do not hold",
        required: true,
    },
};

const BASELINE: Parameter = Parameter {
    key: "baseline",
    label: "Baseline year",
    help: "As the table writes it, such as 2023/24; without it the first year of each measure.",
    kind: Kind::Text,
};

const TO: Parameter = Parameter {
    key: "to",
    label: "To date",
    help: "The last day that counts as recorded; without it the last day of the data.",
    kind: Kind::Date,
};

const EARLIER: Parameter = Parameter {
    key: "earlier-years",
    label: "Earlier years",
    help: "By how many earlier years a year is projected, where the data hold so many.",
    kind: Kind::Count {
        default: 3,
        least: 1,
        most: 10,
        unit: "years",
    },
};

impl Method for Targets {
    fn id(&self) -> &'static str {
        "targets"
    }

    fn question(&self) -> Question {
        Question::Compared
    }

    fn title(&self) -> &'static str {
        "On track for the target?"
    }

    fn name(&self) -> &'static str {
        "Target tracking with a like-for-like projection"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/targets.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![TABLE, BASELINE, TO, EARLIER, CONFIDENCE]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let Some(table) = input.values.table(TABLE.key) else {
            return Err(MethodError::Unset(Unset::Missing {
                key: TABLE.key,
                help: TABLE.help,
            }));
        };
        let years = read(table)?;
        let Some(span) = Span::of(input.data, &input.filter.time) else {
            return Err(MethodError::Unanswerable(
                "No incident has a date, so that no year can be counted. Is the right column taken \
                 for the date (--map from=COLUMN)?"
                    .to_owned(),
            ));
        };
        let to = input.values.date(TO.key);
        let known = Period {
            first: span.period.first,
            last: to.map_or(span.period.last, |to| to.min(span.period.last)),
        };
        let tracker = Tracker {
            input,
            known,
            confidence: confidence(input.values),
            earlier: input.values.count(EARLIER.key) as i32,
            baseline: input.values.text(BASELINE.key),
        };
        tracker.report(&years, span)
    }
}

impl Tracker<'_> {
    fn report(&self, years: &[Year], span: Span) -> Result<Report, MethodError> {
        let mut notes: Vec<String> = span.note().into_iter().collect();
        let mut all: Vec<Vec<Tracked>> = Vec::new();
        for first in years {
            if all
                .iter()
                .any(|known| same(&known[0].year.measure, &first.measure))
            {
                continue;
            }
            let of_measure = years
                .iter()
                .filter(|year| same(&year.measure, &first.measure));
            let mut of_measure: Vec<Year> = of_measure.cloned().collect();
            of_measure.sort_by_key(|year| year.period);
            let measure = Measure::of(&first.measure, self.input)?;
            notes.push(measure.as_ref().map_or_else(
                || format!("The data have nothing called \"{}\".", first.measure),
                |measure| format!("In the data {}.", measure.meaning),
            ));
            all.push(self.track(of_measure, measure.as_ref())?);
        }
        if all.iter().flatten().all(|year| year.actual.is_none()) {
            return Err(MethodError::Unanswerable(format!(
                "Nothing is known of any year of the table: the data run from {} to {}. {} \
                 Measures must be called like a definition or category, or \"all\".",
                self.known.first,
                self.known.last,
                notes.join(" ")
            )));
        }
        notes.extend(self.notes(&all));
        Ok(Report {
            headline: self.headline(&all),
            statement: self.statement(),
            notes,
            tables: vec![table(&all)],
            plots: plots(&all),
            marks: Vec::new(),
        })
    }

    fn statement(&self) -> String {
        format!(
            "Counts by policing date from {} to {}; the year's end from the share of the year that \
             the same days held in up to {} earlier years, {:.0} % interval on the logarithm of \
             what is to come, widened where those shares differ by more than chance",
            self.known.first,
            self.known.last,
            self.earlier,
            self.confidence * 100.0
        )
    }

    fn notes(&self, all: &[Vec<Tracked>]) -> Vec<String> {
        let mut notes = Vec::new();
        let open: Vec<&Tracked> = all
            .iter()
            .flatten()
            .filter(|year| year.actual.is_some())
            .collect();
        let open: Vec<&&Tracked> = open.iter().filter(|year| year.over < 1.0).collect();
        if !open.is_empty() {
            notes.push(format!(
                "A year that is not over counts up to {}; offences of the last weeks that are not \
                 recorded yet are missing, so that the projection is rather too low.",
                self.known.last
            ));
        }
        if open.iter().any(|year| year.projection.is_none()) {
            notes.push(
                "Where no whole earlier year lies in the data, the year is not projected: a share \
                 of the year by days would take no account of seasons."
                    .to_owned(),
            );
        }
        if self.input.filter.time.since.is_some() || self.input.filter.time.until.is_some() {
            notes.push("The filter's dates are not applied: the years decide.".to_owned());
        }
        notes.push("A target is taken for a most: at or below it is met.".to_owned());
        notes
    }

    fn headline(&self, all: &[Vec<Tracked>]) -> String {
        let is_judged = |year: &&Tracked| year.track != Track::Unknown;
        let said = all.iter().filter_map(|years| {
            let year = years.iter().rev().find(is_judged)?;
            let target = figure(year.target?);
            Some(match year.projection {
                Some(projection) => format!(
                    "{} {}: {} so far, about {} by the end ({:.0} % interval {}) against a target \
                     of {target}, {}",
                    year.year.measure,
                    year.year.written,
                    figure(year.actual?),
                    figure(projection.total),
                    self.confidence * 100.0,
                    range(projection.interval),
                    year.track.text()
                ),
                None => format!(
                    "{} {}: {} against a target of {target}, {}",
                    year.year.measure,
                    year.year.written,
                    figure(year.actual?),
                    year.track.text()
                ),
            })
        });
        let said: Vec<String> = said.take(3).collect();
        if said.is_empty() {
            return "No year with a target can be judged yet.".to_owned();
        }
        format!("{}.", said.join("; "))
    }
}

fn table(all: &[Vec<Tracked>]) -> Table {
    let rows = all.iter().flatten().map(|year| {
        let projection = year.projection;
        vec![
            Cell::from(year.year.measure.as_str()),
            year.year.written.as_str().into(),
            if year.is_baseline { "baseline" } else { "" }.into(),
            year.target.into(),
            year.actual.into(),
            (year.over * 100.0).into(),
            projection.map(|projection| projection.total).into(),
            projection.map(|projection| projection.interval.low).into(),
            projection.map(|projection| projection.interval.high).into(),
            projection
                .map(|projection| projection.share_by_now * 100.0)
                .into(),
            year.change_on_baseline()
                .map(|change| change * 100.0)
                .into(),
            year.target
                .zip(year.end())
                .map(|(target, end)| end - target)
                .into(),
            match year.target {
                None => Cell::None,
                Some(_) => year.track.text().into(),
            },
        ]
    });
    Table {
        key: "targets",
        title: "Targets and what happened".to_owned(),
        columns: vec![
            Column::new("measure", "Measure"),
            Column::new("year", "Year"),
            Column::new("role", "Role"),
            Column::new("target", "Target"),
            Column::new("actual", "Actual, or to date"),
            Column::new("over_percent", "Part of the year over").unit("%"),
            Column::new("projected", "Projected"),
            Column::new("projected_low", "From"),
            Column::new("projected_high", "To"),
            Column::new("share_by_now_percent", "Share of a year by now").unit("%"),
            Column::new("change_percent", "Change on the baseline").unit("%"),
            Column::new("above_target", "Above (+) or below (−) target"),
            Column::new("track", "On track?"),
        ],
        rows: rows.collect(),
    }
}

/// Keys of as many pictures as are drawn.
const PLOT_KEYS: [&str; 6] = [
    "targets",
    "targets_2",
    "targets_3",
    "targets_4",
    "targets_5",
    "targets_6",
];

fn plots(all: &[Vec<Tracked>]) -> Vec<Plot> {
    let plot = |(key, years): (&'static str, &Vec<Tracked>)| {
        let points = |of: &dyn Fn(&Tracked) -> Option<f64>| {
            let places = years.iter().enumerate();
            places
                .filter_map(|(i, year)| Some([i as f64, of(year)?]))
                .collect::<Vec<_>>()
        };
        let bands = years.iter().enumerate().filter_map(|(i, year)| {
            let interval = year.projection?.interval;
            Some([i as f64, interval.low, interval.high])
        });
        let baseline = years.iter().find_map(|year| year.baseline);
        let title = baseline.map_or_else(String::new, |baseline| {
            let last = years.iter().rev().find_map(Tracked::change_on_baseline);
            let last = last.map_or_else(String::new, |by| format!(", {} on it", change(by)));
            format!(" (baseline {}{last})", figure(baseline))
        });
        Plot {
            key,
            title: format!("{}{title}", years[0].year.measure),
            x: Axis {
                label: "Year".to_owned(),
                ticks: Ticks::Names(years.iter().map(|year| year.year.written.clone()).collect()),
                ..Axis::default()
            },
            y: Axis {
                label: "Incidents".to_owned(),
                ..Axis::default()
            },
            series: vec![
                Series::Bars {
                    name: "Actual, or to date".to_owned(),
                    bars: points(&|year| year.actual),
                },
                Series::Band {
                    name: "Projected, with its interval".to_owned(),
                    points: bands.collect(),
                },
                Series::Line {
                    name: "Target".to_owned(),
                    points: points(&|year| year.target),
                    is_reference: true,
                },
                Series::Points {
                    name: "Projected".to_owned(),
                    points: points(&|year| Some(year.projection?.total)),
                },
            ],
        }
    };
    PLOT_KEYS.into_iter().zip(all).map(plot).collect()
}
