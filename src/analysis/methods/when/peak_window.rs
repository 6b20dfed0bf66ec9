//! The hours that hold the most.

use crate::analysis::methods::dated::{covered, rows_by_time, sentence};
use crate::analysis::methods::when::week_matrix::{WEEKDAYS, no_clock};
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks, Values,
};
use crate::analysis::night::{TimeWeights, Week, WeekCells, policing_day};
use crate::analysis::rhythm::peak_window::{Draws, Stretch, Sureness, best_stretch, sureness};
use crate::base::clock::{ClockTime, MINUTES_PER_DAY};
use crate::base::when::weekday_of_day;

const HOURS: Parameter = Parameter {
    key: "hours",
    label: "Length",
    help: "How long the stretch is.",
    kind: Kind::Number {
        default: 4.0,
        least: 0.25,
        most: 23.0,
        unit: "hours",
    },
};
const REPLICATES: Parameter = Parameter {
    key: "replicates",
    label: "Draws",
    help: "How often the policing days are drawn anew, to see how sure the stretch is.",
    kind: Kind::Count {
        default: 200,
        least: 20,
        most: 10_000,
        unit: "replicates",
    },
};
const SEED: Parameter = Parameter {
    key: "seed",
    label: "Seed",
    help: "First of the random numbers; the same seed gives the same figures.",
    kind: Kind::Count {
        default: 1,
        least: 0,
        most: u64::MAX,
        unit: "",
    },
};

/// Slots are of so many minutes, or fewer where the policing day begins between them.
const SLOT_MIN: u16 = 15;
/// Lengths of the table of stretches, in hours.
const LENGTHS: [usize; 8] = [1, 2, 3, 4, 5, 6, 8, 12];

/// See the page.
pub(super) struct PeakWindow;

/// As many replicates take about half a second of eight years of a city.
const QUICK: u64 = 500;

impl Method for PeakWindow {
    fn id(&self) -> &'static str {
        "peak-window"
    }

    fn question(&self) -> Question {
        Question::When
    }

    fn title(&self) -> &'static str {
        "The hours that hold the most"
    }

    fn name(&self) -> &'static str {
        "Peak window"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/peak-window.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![HOURS, REPLICATES, SEED]
    }

    fn waits_to_be_run(&self, values: &Values) -> bool {
        values.count(REPLICATES.key) > QUICK
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let slots = Slots::of(input)?;
        let hours = input.values.number(HOURS.key);
        let width = slots.width(hours);
        let all = slots.of_all_days();
        let best = best_stretch(&all, width).ok_or_else(no_clock)?;
        let draws = Draws {
            replicates: input.values.count(REPLICATES.key) as usize,
            seed: input.values.count(SEED.key),
        };
        let per_hour = slots.per_hour();
        let sure = sureness(&slots.by_day, best, width, per_hour, draws, input.progress)?;
        let even = width as f64 / all.len() as f64;
        let mut notes = Vec::new();
        notes.extend(sentence(
            slots.left_out,
            "have no clock time or begin outside the dates covered, and are left out",
        ));
        notes.push(
            "The stretch was chosen because it holds the most, so its share is a little flattered; \
             the interval is of these same hours on other days like these."
                .to_owned(),
        );
        Ok(Report {
            headline: headline(&slots, best, width, even, sure),
            statement: format!(
                "Greatest aoristic weight in {hours} hours on, in steps of {} minutes round the \
                 policing day; {} draws of {} policing days with replacement, seed {}, percentile 95 \
                 % interval",
                slots.minutes,
                draws.replicates,
                slots.by_day.len(),
                draws.seed
            ),
            notes,
            tables: vec![slots.day_table(best, width, sure), slots.length_table(&all)],
            plots: vec![slots.plot(&all, best, width)],
            marks: Vec::new(),
        })
    }
}

/// What is selected, by policing day and slot of it.
struct Slots {
    /// Minutes of a slot.
    minutes: u16,
    day_start: ClockTime,
    /// Of each covered day that the filter asks for, by the day on which an incident begins.
    by_day: Vec<Vec<f64>>,
    /// By the policing weekday of the slot itself.
    by_weekday: Vec<Vec<f64>>,
    left_out: usize,
}

impl Slots {
    fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let time = &input.filter.time;
        let (covered, _) = covered(input)?;
        let minutes = common(SLOT_MIN, time.day_start.minutes());
        let n = usize::from(MINUTES_PER_DAY / minutes);
        let asked: Vec<i64> = (covered.first..=covered.last)
            .filter(|&day| time.days.contains(weekday_of_day(day)))
            .collect();
        let week = Week::new(TimeWeights::new(time));
        let cells = WeekCells::of_slots(usize::from(minutes));
        let times = input.data.incidents.whens().times();
        let shift = usize::from(time.day_start.minutes() / minutes);
        let mut slots = Self {
            minutes,
            day_start: time.day_start,
            by_day: vec![vec![0.0; n]; asked.len()],
            by_weekday: vec![vec![0.0; n]; 7],
            left_out: 0,
        };
        for row in rows_by_time(input) {
            let when = input.data.incidents.when(row as usize);
            let day = policing_day(when, time.day_start).filter(|_| when.has_clock());
            // A span that begins on a day the filter does not ask for reaches into one it does.
            let place = day.map(|day| asked.partition_point(|&other| other < day));
            let Some(place) =
                place.filter(|&place| place < asked.len() && day >= Some(covered.first))
            else {
                slots.left_out += 1;
                continue;
            };
            week.spread(times, row as usize, &cells, |cell, weight| {
                let of_week = (cell + 7 * n - shift) % (7 * n);
                slots.by_day[place][of_week % n] += weight;
                slots.by_weekday[of_week / n][of_week % n] += weight;
            });
        }
        Ok(slots)
    }

    fn per_hour(&self) -> usize {
        usize::from(60 / self.minutes)
    }

    fn width(&self, hours: f64) -> usize {
        (hours * self.per_hour() as f64).round().max(1.0) as usize
    }

    fn of_all_days(&self) -> Vec<f64> {
        let n = usize::from(MINUTES_PER_DAY / self.minutes);
        (0..n)
            .map(|slot| self.by_day.iter().map(|day| day[slot]).sum())
            .collect()
    }

    /// "21:30-01:30".
    fn text(&self, first: usize, width: usize) -> String {
        let at = |slot: usize| {
            let minutes =
                slot as u64 * u64::from(self.minutes) + u64::from(self.day_start.minutes());
            ClockTime::from_minutes((minutes % u64::from(MINUTES_PER_DAY)) as u16)
        };
        format!("{}-{}", at(first), at(first + width))
    }

    fn day_table(&self, best: Stretch, width: usize, sure: Option<Sureness>) -> Table {
        let row = |name: &str, stretch: Option<Stretch>, sure: Option<Sureness>| -> Vec<Cell> {
            vec![
                name.into(),
                stretch.map(|s| self.text(s.first, width)).into(),
                stretch.map(|s| s.weight).into(),
                stretch.map(|s| 100.0 * s.share).into(),
                sure.map(|s| 100.0 * s.share_low).into(),
                sure.map(|s| 100.0 * s.share_high).into(),
                sure.map(|s| 100.0 * s.found_again).into(),
            ]
        };
        let mut rows = vec![row("All days", Some(best), sure)];
        for (day, slots) in self.by_weekday.iter().enumerate() {
            rows.push(row(WEEKDAYS[day], best_stretch(slots, width), None));
        }
        Table {
            key: "stretches",
            title: "The stretch that holds the most, over all days and by policing weekday"
                .to_owned(),
            columns: vec![
                Column::new("days", "Policing day"),
                Column::new("window", "Window"),
                Column::new("weight", "Weight"),
                Column::new("share", "Share").unit("%"),
                Column::new("share_low", "95 % from").unit("%"),
                Column::new("share_high", "to").unit("%"),
                Column::new("found_again", "Found again").unit("%"),
            ],
            rows,
        }
    }

    fn length_table(&self, all: &[f64]) -> Table {
        let row = |hours: usize| -> Option<Vec<Cell>> {
            let width = hours * self.per_hour();
            let best = best_stretch(all, width)?;
            let even = width as f64 / all.len() as f64;
            Some(vec![
                hours.into(),
                self.text(best.first, width).into(),
                best.weight.into(),
                (100.0 * best.share).into(),
                (best.share / even).into(),
            ])
        };
        Table {
            key: "lengths",
            title: "The best stretch of other lengths".to_owned(),
            columns: vec![
                Column::new("hours", "Length").unit("hours"),
                Column::new("window", "Window"),
                Column::new("weight", "Weight"),
                Column::new("share", "Share").unit("%"),
                Column::new("times_even", "Times an even day"),
            ],
            rows: LENGTHS.into_iter().filter_map(row).collect(),
        }
    }

    fn plot(&self, all: &[f64], best: Stretch, width: usize) -> Plot {
        let bars = |is_best: bool| -> Vec<[f64; 2]> {
            let slots = all.iter().enumerate();
            let chosen = slots.filter(|&(slot, _)| {
                ((slot + all.len() - best.first) % all.len() < width) == is_best
            });
            chosen
                .map(|(slot, &weight)| [slot as f64, weight])
                .collect()
        };
        let name = |slot: usize| {
            let text = self.text(slot, 0);
            text.split('-').next().unwrap_or_default().to_owned()
        };
        Plot {
            key: "day",
            title: "The policing day, and the stretch that holds the most".to_owned(),
            x: Axis {
                label: "From".to_owned(),
                ticks: Ticks::Names((0..all.len()).map(name).collect()),
                ..Axis::default()
            },
            y: Axis {
                label: format!("Weight in {} minutes", self.minutes),
                ..Axis::default()
            },
            series: vec![
                Series::Bars {
                    name: "other hours".to_owned(),
                    bars: bars(false),
                },
                Series::Bars {
                    name: self.text(best.first, width),
                    bars: bars(true),
                },
            ],
        }
    }
}

fn headline(
    slots: &Slots,
    best: Stretch,
    width: usize,
    even: f64,
    sure: Option<Sureness>,
) -> String {
    let doubt = sure.map_or_else(String::new, |sure| {
        format!(
            " On days drawn anew the same hours held {:.1} to {:.1} % (95 % interval), and the peak \
             began within an hour of this one in {:.0} % of draws.",
            100.0 * sure.share_low,
            100.0 * sure.share_high,
            100.0 * sure.found_again
        )
    });
    format!(
        "{} holds the most: {:.1} % of the weight in {:.1} % of the day.{doubt}",
        slots.text(best.first, width),
        100.0 * best.share,
        100.0 * even
    )
}

/// The greatest common divisor; `b` may be 0.
fn common(a: u16, b: u16) -> u16 {
    if b == 0 { a } else { common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_fit_the_start_of_the_policing_day() {
        assert_eq!(
            [0, 360, 390, 365].map(|start| common(SLOT_MIN, start)),
            [15, 15, 15, 5]
        );
    }
}
