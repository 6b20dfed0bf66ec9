//! The space-time permutation scan over the selected incidents.

use super::found::counts_note;
use super::parameters::{REPLICATES, SEED, TIMES as TIME_OF_SPAN, TOP};
use super::scanned::{
    Field, RADIUS, SHARE, limits_words, marks, places, scan_params, significant, table,
};
use super::when::{dated, day_words};
use crate::analysis::clusters::scan::ScanCluster;
use crate::analysis::clusters::scan::space_time::{Event, Times, scan};
use crate::analysis::methods::{
    Input, Kind, Method, MethodError, Parameter, Question, Report, Values,
};
use crate::analysis::rank::Hotspot;
use crate::base::figures::grouped;
use crate::base::when::date_of_day;

/// See the page.
pub(super) struct ScanSpaceTime;

const CELL: Parameter = Parameter {
    key: "cell",
    label: "Side of a cell",
    help: "Incidents are counted in squares of this side.",
    kind: Kind::Number {
        default: 250.0,
        least: 10.0,
        most: 10_000.0,
        unit: "m",
    },
};

const STEP: Parameter = Parameter {
    key: "step",
    label: "Step of time",
    help: "Days that are counted together, back from the last; 0 takes single days, or as many as make no more \
           than 400 steps.",
    kind: Kind::Count {
        default: 0,
        least: 0,
        most: 366,
        unit: "days",
    },
};

const LONGEST: Parameter = Parameter {
    key: "longest",
    label: "Longest time",
    help: "No cluster lasts longer than this, nor than half of the period; 0 sets no other limit than that half.",
    kind: Kind::Count {
        default: 28,
        least: 0,
        most: 36_600,
        unit: "days",
    },
};

const NOW: Parameter = Parameter {
    key: "now",
    label: "Still going on",
    help: "Looks only for clusters that last until the last day.",
    kind: Kind::Flag,
};

/// Steps when nobody says how long they are.
const STEPS: i32 = 400;

impl Method for ScanSpaceTime {
    fn id(&self) -> &'static str {
        "scan-space-time"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "Outbreaks: more here and then than usual"
    }

    fn name(&self) -> &'static str {
        "Space-time permutation scan"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/scan-space-time.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![
            CELL,
            RADIUS,
            SHARE,
            STEP,
            LONGEST,
            NOW,
            TIME_OF_SPAN,
            REPLICATES,
            SEED,
            TOP,
        ]
    }

    fn waits_to_be_run(&self, _values: &Values) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let side_m = input.values.number("cell");
        let field = Field::new(input, side_m)?;
        let (incidents, undated) = dated(input)?;
        let days = incidents.iter().map(|incident| incident.day);
        let calendar = Calendar::new(input, days)?;
        let event = |incident: &super::when::Dated| Event {
            cell: field.cell_of[incident.stack as usize],
            step: calendar.step_of(incident.day),
        };
        let events: Vec<Event> = incidents.iter().map(event).collect();
        let mut centres: Vec<u32> = events.iter().map(|event| event.cell).collect();
        centres.sort_unstable();
        centres.dedup();
        let times = calendar.times;
        // A cell's events are looked at in each ring it is in, and so are the times they make.
        let spans =
            (events.len() as f64 / centres.len() as f64) * f64::from(times.longest).min(30.0);
        let params = scan_params(input, field.grid, centres.len(), spans)?;
        let clusters = scan(field.grid, &events, times, &params, input.progress)?;
        let places = places(input, &field, &clusters);
        let mut notes: Vec<String> = counts_note(input).into_iter().collect();
        if undated > 0 {
            notes.push(format!(
                "{} incidents without a date are left out.",
                grouped(undated)
            ));
        }
        Ok(Report {
            headline: headline(&clusters, &places, &calendar),
            statement: format!(
                "Space-time permutation scan; cells of {side_m} m; {}; {} steps of {} days, clusters of up to \
                 {}{}; {}; {} replicates, seed {}; p of the greatest ratio anywhere",
                limits_words(&params),
                times.steps,
                calendar.step_days,
                times.longest,
                if times.is_prospective {
                    " that last until the end"
                } else {
                    ""
                },
                day_words(input),
                params.replicates,
                params.seed
            ),
            notes,
            tables: vec![table(&clusters, &places, |cluster| calendar.dates(cluster))],
            plots: Vec::new(),
            marks: marks(&clusters, &places, side_m),
        })
    }
}

/// Steps of days, counted back from the last, so that the last is whole.
struct Calendar {
    last_day: i32,
    step_days: i32,
    times: Times,
}

impl Calendar {
    fn new(
        input: &Input<'_>,
        days: impl Iterator<Item = i32> + Clone,
    ) -> Result<Self, MethodError> {
        let first_day = days.clone().min().unwrap_or_default();
        let last_day = days.max().unwrap_or_default();
        let period = last_day - first_day + 1;
        let step_days = match input.values.count("step") as i32 {
            0 => (period + STEPS - 1) / STEPS,
            days => days,
        };
        let steps = (last_day - first_day) / step_days + 1;
        if steps < 2 {
            return Err(MethodError::Unanswerable(format!(
                "All dates lie within one step of {step_days} days, so no time can stand out; choose a shorter \
                 --step or a longer period."
            )));
        }
        let half = (steps / 2).max(1);
        let longest = match input.values.count("longest") as i32 {
            0 => half,
            days => (days / step_days).clamp(1, half),
        };
        Ok(Self {
            last_day,
            step_days,
            times: Times {
                steps: steps as u32,
                longest: longest as u32,
                is_prospective: input.values.flag("now"),
            },
        })
    }

    fn step_of(&self, day: i32) -> u32 {
        self.times.steps - 1 - ((self.last_day - day) / self.step_days) as u32
    }

    /// The dates of a cluster's steps.
    fn dates(&self, cluster: &ScanCluster) -> Option<(String, String)> {
        let (first, last) = cluster.steps?;
        let end_of =
            |step: u32| self.last_day - (self.times.steps - 1 - step) as i32 * self.step_days;
        let date = |day: i32| date_of_day(i64::from(day)).to_string();
        Some((date(end_of(first) - self.step_days + 1), date(end_of(last))))
    }
}

fn headline(clusters: &[ScanCluster], places: &[Hotspot], calendar: &Calendar) -> String {
    let (Some(first), Some(place)) = (clusters.first(), places.first()) else {
        return "No place and time hold more than their share.".to_owned();
    };
    let (from, to) = calendar.dates(first).unwrap_or_default();
    let what = format!(
        "{} from {from} to {to}, {} incidents where {:.1} would be usual (p = {:.3})",
        place.name,
        grouped(first.cases as usize),
        first.expected,
        first.p
    );
    match significant(clusters) {
        0 => format!("No outbreak beyond chance: at most, {what}."),
        1 => format!("1 outbreak beyond chance: {what}."),
        n => format!("{n} outbreaks beyond chance; the clearest: {what}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::Value;
    use crate::analysis::methods::clusters::testing::{ask_with, count, number, text};
    use crate::base::{Civil, When};
    use crate::data::{Dataset, Filter};

    /// One incident a day and cell for 60 days from 2025-01-01 on, and at the end of it 12 more
    /// in one cell.
    fn outbreak() -> Dataset {
        let at = |day: i64| When::At(Civil((20_089 + day) * 86_400 + 50_000));
        let mut points = Vec::new();
        for cell in 0..16 {
            for day in 0..60 {
                let (x, y) = (250.0 * f64::from(cell % 4), 250.0 * f64::from(cell / 4));
                points.push((500_100.0 + x, 200_100.0 + y, at(day), ""));
            }
        }
        points.extend(vec![(500_650.0, 200_350.0, at(57), ""); 6]);
        points.extend(vec![(500_650.0, 200_350.0, at(58), ""); 6]);
        Dataset::from_points(points)
    }

    #[test]
    fn an_outbreak_is_found_with_its_dates() {
        let few = ("replicates", Value::Number(99.0));
        let report = ask_with(
            &ScanSpaceTime,
            &outbreak(),
            &Filter::default(),
            std::slice::from_ref(&few),
        )
        .unwrap();
        let table = &report.tables[0];
        assert_eq!(count(table, "incidents"), [14], "{}", report.headline);
        assert_eq!(
            (text(table, "first"), text(table, "last")),
            (vec!["2025-02-27".into()], vec!["2025-02-28".into()])
        );
        assert!(number(table, "p_value")[0] <= 0.03);
        assert!(report.headline.starts_with("1 outbreak beyond chance"));
        let now = [
            few,
            ("now", Value::Flag(true)),
            ("step", Value::Number(3.0)),
        ];
        let report = ask_with(&ScanSpaceTime, &outbreak(), &Filter::default(), &now).unwrap();
        assert_eq!(text(&report.tables[0], "last"), ["2025-03-01"]);
        assert_eq!(count(&report.tables[0], "incidents"), [15]);
    }

    #[test]
    fn one_day_cannot_be_asked() {
        let day = When::Days {
            first: 20_000,
            last: 20_000,
        };
        let data = Dataset::from_points([
            (500_000.0, 200_000.0, day, ""),
            (500_100.0, 200_000.0, day, ""),
        ]);
        let error = ask_with(&ScanSpaceTime, &data, &Filter::default(), &[]).unwrap_err();
        assert!(error.to_string().contains("no time can stand out"));
    }
}
