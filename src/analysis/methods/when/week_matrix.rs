//! Weekday by hour.

use crate::analysis::binomial::clopper_pearson;
use crate::analysis::methods::dated::sentence;
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks,
};
use crate::analysis::night::peak;
use crate::analysis::rhythm::matrix::{Given, LongSpans, WeekMatrix, week_matrix};
use crate::base::ClockTime;

/// Weekdays, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// What long spans give.
pub(super) const LONG: Parameter = Parameter {
    key: "long-spans",
    label: "Long spans",
    help: "What a span that is longer than the longest gives: its parts, as others do; every hour of the week the same, as R's aoristic does; or nothing.",
    kind: Kind::Choice {
        default: "parts",
        options: &[
            ("parts", "Their parts"),
            ("alike", "Every hour the same"),
            ("nothing", "Nothing"),
        ],
    },
};

/// From when on they are long.
pub(super) const LONGEST: Parameter = Parameter {
    key: "longest",
    label: "Longest span",
    help: "A span of more hours than this is long; 168 is a week. It changes nothing while long spans give their parts.",
    kind: Kind::Number {
        default: 168.0,
        least: 1.0,
        most: 100_000.0,
        unit: "hours",
    },
};

/// See the page.
pub(super) struct WeekHours;

impl Method for WeekHours {
    fn id(&self) -> &'static str {
        "week-matrix"
    }

    fn question(&self) -> Question {
        Question::When
    }

    fn title(&self) -> &'static str {
        "Weekday by hour"
    }

    fn name(&self) -> &'static str {
        "Aoristic weekday-by-hour matrix"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/week-matrix.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![LONG, LONGEST]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let matrix = matrix(input)?;
        let day_start = input.filter.time.day_start;
        let Some((day, hour)) = peak(&matrix.hours, day_start) else {
            return Err(no_clock());
        };
        let weight = matrix.hours[day][hour];
        let (low, high) = clopper_pearson(weight, matrix.weight, 0.95);
        Ok(Report {
            headline: format!(
                "Most falls on {} from {hour:02}:00 to {:02}:00: {weight:.1} of {:.1}, {:.2} % (95 % \
                 interval {:.2} to {:.2} %; an even week would give 0.60 % to each hour).",
                WEEKDAYS[day],
                (hour + 1) % 24,
                matrix.weight,
                100.0 * weight / matrix.weight,
                100.0 * low,
                100.0 * high,
            ),
            statement: format!(
                "Aoristic sums by policing weekday (from {day_start}) and clock hour; spans shared \
                 out evenly over the minutes the filter asks for{}; exact binomial 95 % interval",
                long_words(input)
            ),
            notes: notes(input, &matrix),
            tables: vec![hour_table(&matrix, day_start), day_table(&matrix)],
            plots: vec![plot(&matrix, day_start)],
            marks: Vec::new(),
        })
    }
}

/// What is selected, by weekday and hour.
///
/// # Errors
/// When nothing selected has a clock time.
pub(super) fn matrix(input: &Input<'_>) -> Result<WeekMatrix, MethodError> {
    let rows = input.selection.iter();
    let whens = rows.map(|(row, _)| input.data.incidents.when(row as usize));
    let matrix = week_matrix(whens, &input.filter.time, long_spans(input));
    if matrix.weight > 0.0 {
        Ok(matrix)
    } else {
        Err(no_clock())
    }
}

fn long_spans(input: &Input<'_>) -> LongSpans {
    LongSpans {
        over_s: (input.values.number(LONGEST.key) * 3600.0).round() as i64,
        give: match input.values.text(LONG.key) {
            Some("alike") => Given::Alike,
            Some("nothing") => Given::Nothing,
            _ => Given::Parts,
        },
    }
}

/// What is done with long spans, where that is other than with the rest.
pub(super) fn long_words(input: &Input<'_>) -> String {
    let hours = input.values.number(LONGEST.key);
    match long_spans(input).give {
        Given::Parts => String::new(),
        Given::Alike => format!(", those of more than {hours} hours over the whole week alike"),
        Given::Nothing => format!(", those of more than {hours} hours left out"),
    }
}

/// Nothing has a clock time.
pub(super) fn no_clock() -> MethodError {
    MethodError::Unanswerable(
        "No selected incident has a clock time: the data give only dates or months, or the filter \
         lets none pass. Ask for weeks, months and years instead (calendar), or widen the filter."
            .to_owned(),
    )
}

/// What is in the hours and what is not.
pub(super) fn notes(input: &Input<'_>, matrix: &WeekMatrix) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(sentence(
        matrix.spans - matrix.long_spans,
        "have a time from and to, and give each hour the part of it they may have happened in",
    ));
    let hours = input.values.number(LONGEST.key);
    let what = match long_spans(input).give {
        Given::Nothing => "and are left out",
        _ => "and give every hour of the week the same",
    };
    notes.extend(sentence(
        matrix.long_spans,
        &format!("have a span of more than {hours} hours {what}"),
    ));
    notes.extend(sentence(
        matrix.without_clock,
        "have no clock time and are in no hour",
    ));
    notes.extend(sentence(
        input.selection.time_unknown,
        "have a time that does not say whether they are in the window, and are left out",
    ));
    notes
}

/// Clock hours in the order of the policing day.
pub(super) fn hours_from(first: usize) -> impl Iterator<Item = usize> {
    (0..24).map(move |i| (first + i) % 24)
}

/// "23:00" for each hour from `first` on.
pub(super) fn hour_names(first: usize) -> Vec<String> {
    hours_from(first)
        .map(|hour| format!("{hour:02}:00"))
        .collect()
}

fn hour_table(matrix: &WeekMatrix, day_start: ClockTime) -> Table {
    const DAYS: [Column; 7] = [
        Column::new("mon", "Mon"),
        Column::new("tue", "Tue"),
        Column::new("wed", "Wed"),
        Column::new("thu", "Thu"),
        Column::new("fri", "Fri"),
        Column::new("sat", "Sat"),
        Column::new("sun", "Sun"),
    ];
    let by_hour = matrix.by_hour();
    let mut columns = vec![Column::new("hour", "Hour from")];
    columns.extend(DAYS);
    columns.push(Column::new("all", "All days"));
    let row = |hour: usize| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![format!("{hour:02}:00").into()];
        row.extend(matrix.hours.iter().map(|day| Cell::from(day[hour])));
        row.push(by_hour[hour].into());
        row
    };
    Table {
        key: "hours",
        title: "Weight by policing weekday and clock hour".to_owned(),
        columns,
        rows: hours_from(usize::from(day_start.hour())).map(row).collect(),
    }
}

fn day_table(matrix: &WeekMatrix) -> Table {
    let row = |(day, weight): (usize, f64)| -> Vec<Cell> {
        vec![
            WEEKDAYS[day].into(),
            weight.into(),
            (100.0 * weight / matrix.weight).into(),
        ]
    };
    Table {
        key: "days",
        title: "Weight by policing weekday".to_owned(),
        columns: vec![
            Column::new("day", "Policing day"),
            Column::new("weight", "Weight"),
            Column::new("share", "Share").unit("%"),
        ],
        rows: matrix.by_day().into_iter().enumerate().map(row).collect(),
    }
}

fn plot(matrix: &WeekMatrix, day_start: ClockTime) -> Plot {
    let first = usize::from(day_start.hour());
    let cells = (0..7).flat_map(|day| {
        let hours = hours_from(first).enumerate();
        hours.map(move |(x, hour)| [x as f64, day as f64, matrix.hours[day][hour]])
    });
    Plot {
        key: "week",
        title: "Policing weekday by clock hour".to_owned(),
        x: Axis {
            label: "Hour from".to_owned(),
            ticks: Ticks::Names(hour_names(first)),
            ..Axis::default()
        },
        y: Axis {
            ticks: Ticks::Names(WEEKDAYS.map(str::to_owned).to_vec()),
            ..Axis::default()
        },
        series: vec![Series::Matrix {
            name: "weight".to_owned(),
            cells: cells.collect(),
        }],
    }
}
