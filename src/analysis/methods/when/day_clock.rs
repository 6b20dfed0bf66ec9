//! The 24-hour clock, begun at noon or in the morning so that the night is in one piece.

use crate::analysis::binomial::clopper_pearson;
use crate::analysis::change::periods::Period;
use crate::analysis::methods::dated::covered;
use crate::analysis::methods::when::week_matrix::{
    LONG, LONGEST, hour_names, hours_from, long_words, matrix, notes,
};
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks,
};
use crate::analysis::rhythm::matrix::WeekMatrix;
use crate::base::{ClockTime, ClockWindow, Weekdays};

const START: Parameter = Parameter {
    key: "start",
    label: "Clock begins at",
    help: "The hour at which the clock is cut open; at noon or 06:00 the night is in one piece.",
    kind: Kind::Choice {
        default: "12:00",
        options: &[("12:00", "Noon"), ("06:00", "06:00"), ("00:00", "Midnight")],
    },
};

/// Friday and Saturday nights, where Monday is 0.
const WEEKEND: [usize; 2] = [4, 5];

/// See the page.
pub(super) struct DayClock;

impl Method for DayClock {
    fn id(&self) -> &'static str {
        "day-clock"
    }

    fn question(&self) -> Question {
        Question::When
    }

    fn title(&self) -> &'static str {
        "Round the clock"
    }

    fn name(&self) -> &'static str {
        "Aoristic 24-hour clock"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/day-clock.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![START, LONG, LONGEST]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let matrix = matrix(input)?;
        let start = input.values.text(START.key).unwrap_or_default();
        let first = start
            .parse::<ClockTime>()
            .map_or(12, |time| usize::from(time.hour()));
        let per_day = PerDay::of(input, &matrix)?;
        let by_hour = matrix.by_hour();
        let window = ClockWindow::NIGHT;
        let is_night =
            |hour: usize| ClockTime::new(hour as u16, 0).is_some_and(|time| window.contains(time));
        let night: f64 = (0..24)
            .filter(|&hour| is_night(hour))
            .map(|hour| by_hour[hour])
            .sum();
        let (low, high) = clopper_pearson(night, matrix.weight, 0.95);
        let busiest = hours_from(first).fold(first, |best, hour| {
            if by_hour[hour] > by_hour[best] + 1e-9 {
                hour
            } else {
                best
            }
        });
        Ok(Report {
            headline: format!(
                "{:.1} % falls between {} and {} (95 % interval {:.1} to {:.1} %); the busiest hour \
                 begins at {busiest:02}:00 and holds {:.1} %.",
                100.0 * night / matrix.weight,
                window.start,
                window.end,
                100.0 * low,
                100.0 * high,
                100.0 * by_hour[busiest] / matrix.weight,
            ),
            statement: format!(
                "Aoristic sums by clock hour, spans shared out evenly over the minutes the filter \
                 asks for{}; exact binomial 95 % intervals of the shares",
                long_words(input)
            ),
            notes: notes(input, &matrix),
            tables: vec![table(&matrix, &per_day, first)],
            plots: vec![plot(&per_day, first)],
            marks: Vec::new(),
        })
    }
}

/// Weight by hour on an average day.
struct PerDay {
    /// Of Fridays and Saturdays; `None` where none is covered.
    weekend: Option<[f64; 24]>,
    /// Of the other days.
    others: Option<[f64; 24]>,
}

impl PerDay {
    fn of(input: &Input<'_>, matrix: &WeekMatrix) -> Result<Self, MethodError> {
        let (covered, _) = covered(input)?;
        let period = Period {
            first: covered.first,
            last: covered.last,
        };
        let asked = input.filter.time.days;
        let average = |is_weekend: bool| {
            let chosen = asked
                .iter()
                .filter(|day| WEEKEND.contains(day) == is_weekend);
            let days = chosen.fold(Weekdays::NONE, Weekdays::with);
            let n = period.days_on(days);
            let sum = |hour: usize| -> f64 { days.iter().map(|day| matrix.hours[day][hour]).sum() };
            (n > 0).then(|| std::array::from_fn(|hour| sum(hour) / n as f64))
        };
        Ok(Self {
            weekend: average(true),
            others: average(false),
        })
    }
}

fn table(matrix: &WeekMatrix, per_day: &PerDay, first: usize) -> Table {
    let by_hour = matrix.by_hour();
    let row = |hour: usize| -> Vec<Cell> {
        let (low, high) = clopper_pearson(by_hour[hour], matrix.weight, 0.95);
        vec![
            format!("{hour:02}:00").into(),
            by_hour[hour].into(),
            (100.0 * by_hour[hour] / matrix.weight).into(),
            (100.0 * low).into(),
            (100.0 * high).into(),
            per_day.weekend.map(|hours| hours[hour]).into(),
            per_day.others.map(|hours| hours[hour]).into(),
        ]
    };
    Table {
        key: "hours",
        title: "Weight by clock hour".to_owned(),
        columns: vec![
            Column::new("hour", "Hour from"),
            Column::new("weight", "Weight"),
            Column::new("share", "Share").unit("%"),
            Column::new("share_low", "95 % from").unit("%"),
            Column::new("share_high", "to").unit("%"),
            Column::new("fri_sat", "Friday or Saturday").unit("per day"),
            Column::new("other_days", "Other days").unit("per day"),
        ],
        rows: hours_from(first).map(row).collect(),
    }
}

fn plot(per_day: &PerDay, first: usize) -> Plot {
    let points = |hours: &[f64; 24]| -> Vec<[f64; 2]> {
        let hours_in_order = hours_from(first).enumerate();
        hours_in_order
            .map(|(x, hour)| [x as f64, hours[hour]])
            .collect()
    };
    let weekend = per_day.weekend.iter().map(|hours| Series::Bars {
        name: "Friday or Saturday".to_owned(),
        bars: points(hours),
    });
    let others = per_day.others.iter().map(|hours| Series::Line {
        name: "other days".to_owned(),
        points: points(hours),
        is_reference: per_day.weekend.is_some(),
    });
    Plot {
        key: "clock",
        title: "An average policing day, hour by hour".to_owned(),
        x: Axis {
            label: "Hour from".to_owned(),
            ticks: Ticks::Names(hour_names(first)),
            ..Axis::default()
        },
        y: Axis {
            label: "Weight a day".to_owned(),
            ..Axis::default()
        },
        series: weekend.chain(others).collect(),
    }
}
