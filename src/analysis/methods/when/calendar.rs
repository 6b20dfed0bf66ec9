//! By week, by month and by year.

use crate::analysis::change::rate_ratio::{Count, rate_ratio};
use crate::analysis::methods::dated::Dated;
use crate::analysis::methods::when::week_matrix::WEEKDAYS;
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Method, MethodError, Parameter, Plot, Question, Report, Series,
    Table, Ticks,
};
use crate::analysis::rhythm::calendar::{Unit, UnitCount, by_unit};
use crate::base::when::{date_of_day, weekday_of_day};

/// Weeks before the last that it is held against, at most.
const WEEKS_BEFORE: usize = 52;
/// Fewest weeks before it.
const LEAST_WEEKS: usize = 4;

/// See the page.
pub(super) struct Calendar;

impl Method for Calendar {
    fn id(&self) -> &'static str {
        "calendar"
    }

    fn question(&self) -> Question {
        Question::When
    }

    fn title(&self) -> &'static str {
        "Weeks, months and years"
    }

    fn name(&self) -> &'static str {
        "Counts by calendar unit"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/calendar.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        Vec::new()
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let dated = Dated::of(input)?;
        let of = |unit| by_unit(&dated.days, dated.covered, unit);
        let (months, years) = (of(Unit::Month), of(Unit::Year));
        let mut notes = dated.notes();
        let mut tables = vec![
            table("months", "By month", &months),
            table("years", "By year", &years),
        ];
        let (headline, plots) = if dated.by_month {
            notes.push(
                "Most incidents are known by their month only, so there are no weeks.".to_owned(),
            );
            (
                month_headline(&months),
                vec![line("months", "By month", &months)],
            )
        } else {
            let weeks = of(Unit::Week);
            let plots = vec![
                line("weeks", "By week", &weeks),
                line("months", "By month", &months),
                days_plot(&dated),
            ];
            tables.insert(
                0,
                table("weeks", "By week, from the policing Monday", &weeks),
            );
            (week_headline(&weeks), plots)
        };
        Ok(Report {
            headline,
            statement: "Counts by the policing date on which an incident begins; units of which not \
                        all days are covered are given with their covered days; the last whole week \
                        against up to 52 whole weeks before it, ratio of Poisson rates with exact \
                        conditional 95 % interval, counts divided by the dispersion of the weeks \
                        before"
                .to_owned(),
            notes,
            tables,
            plots,
            marks: Vec::new(),
        })
    }
}

fn week_headline(weeks: &[UnitCount]) -> String {
    let whole: Vec<&UnitCount> = weeks.iter().filter(|week| week.is_whole()).collect();
    let Some((last, before)) = whole
        .split_last()
        .filter(|(_, before)| before.len() >= LEAST_WEEKS)
    else {
        return "There are too few whole weeks to hold the last against.".to_owned();
    };
    let before = &before[before.len().saturating_sub(WEEKS_BEFORE)..];
    let sum: f64 = before.iter().map(|week| week.weight).sum();
    let n = before.len();
    let mean = sum / n as f64;
    let squares: f64 = before.iter().map(|week| (week.weight - mean).powi(2)).sum();
    // Weeks vary more than independent incidents would; counts weigh that much less.
    let dispersion = (squares / (n - 1) as f64 / mean).max(1.0);
    let ratio = rate_ratio(
        Count::new(sum / dispersion, n as f64),
        Count::new(last.weight / dispersion, 1.0),
        0.95,
    );
    let doubt = ratio.map_or_else(String::new, |ratio| {
        format!(
            ", {:.2} times as many (95 % interval {:.2} to {:.2})",
            ratio.ratio, ratio.low, ratio.high
        )
    });
    format!(
        "The last whole week, from {}, holds {:.0}; the {n} before hold {:.1} on average{doubt}.",
        date_of_day(last.first),
        last.weight,
        mean
    )
}

fn month_headline(months: &[UnitCount]) -> String {
    let Some(busiest) = months.iter().max_by(|a, b| a.weight.total_cmp(&b.weight)) else {
        return "There is no month.".to_owned();
    };
    let total: f64 = months.iter().map(|month| month.weight).sum();
    format!(
        "{:.0} in {} months; the busiest, from {}, holds {:.0}.",
        total,
        months.len(),
        date_of_day(busiest.first),
        busiest.weight
    )
}

fn table(key: &'static str, title: &str, units: &[UnitCount]) -> Table {
    let row = |unit: &UnitCount| -> Vec<Cell> {
        vec![
            date_of_day(unit.first).to_string().into(),
            Cell::Count(unit.covered_days as u64),
            unit.is_whole().into(),
            unit.weight.into(),
            (unit.weight / unit.covered_days as f64).into(),
        ]
    };
    Table {
        key,
        title: title.to_owned(),
        columns: vec![
            Column::new("first", "From"),
            Column::new("days", "Covered days"),
            Column::new("whole", "Whole"),
            Column::new("weight", "Weight"),
            Column::new("per_day", "Weight").unit("per day"),
        ],
        rows: units.iter().map(row).collect(),
    }
}

/// Whole units as a line, and their mean.
fn line(key: &'static str, title: &str, units: &[UnitCount]) -> Plot {
    let whole: Vec<&UnitCount> = units.iter().filter(|unit| unit.is_whole()).collect();
    let mean = whole.iter().map(|unit| unit.weight).sum::<f64>() / whole.len() as f64;
    let at = |unit: &&UnitCount| unit.first as f64;
    let mut series = vec![Series::Line {
        name: "weight".to_owned(),
        points: whole.iter().map(|unit| [at(unit), unit.weight]).collect(),
        is_reference: false,
    }];
    if let Some((first, last)) = whole.first().zip(whole.last()) {
        series.insert(
            0,
            Series::Line {
                name: "mean".to_owned(),
                points: vec![[at(first), mean], [at(last), mean]],
                is_reference: true,
            },
        );
    }
    Plot {
        key,
        title: format!("{title}, whole ones"),
        x: Axis {
            ticks: Ticks::Dates,
            ..Axis::default()
        },
        y: Axis {
            label: "Weight".to_owned(),
            ..Axis::default()
        },
        series,
    }
}

/// Every day in a square: weeks across, weekdays down.
fn days_plot(dated: &Dated) -> Plot {
    let (monday, _) = Unit::Week.around(dated.covered.first);
    let n = dated.covered.days() as usize;
    let mut sums = vec![0.0; n];
    for &(day, weight) in &dated.days {
        sums[(day - dated.covered.first) as usize] += weight;
    }
    let cells = (dated.covered.first..).zip(sums).map(|(day, weight)| {
        let week = (day - monday) / 7;
        [week as f64, weekday_of_day(day) as f64, weight]
    });
    let weeks = (dated.covered.last - monday) / 7;
    let name = |week: i64| date_of_day(monday + 7 * week).to_string();
    Plot {
        key: "days",
        title: "Every day".to_owned(),
        x: Axis {
            label: "Week from".to_owned(),
            ticks: Ticks::Names((0..=weeks).map(name).collect()),
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
