//! Months and years side by side, and added up.

use crate::analysis::change::rate_ratio::{Count, RateRatio, rate_ratio};
use crate::analysis::change::tables::{YearCounts, YearToDate, by_year, cumulative, year_to_date};
use crate::analysis::methods::changes::words::{
    CONFIDENCE, RATIO_COLUMNS, ratio_cells, with_interval,
};
use crate::analysis::methods::dated::Dated;
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Method, MethodError, Parameter, Plot, Question, Report, Series,
    Table, Ticks,
};

const MONTHS: [(&str, &str); 12] = [
    ("jan", "Jan"),
    ("feb", "Feb"),
    ("mar", "Mar"),
    ("apr", "Apr"),
    ("may", "May"),
    ("jun", "Jun"),
    ("jul", "Jul"),
    ("aug", "Aug"),
    ("sep", "Sep"),
    ("oct", "Oct"),
    ("nov", "Nov"),
    ("dec", "Dec"),
];

/// See the page.
pub(super) struct YearOnYear;

impl Method for YearOnYear {
    fn id(&self) -> &'static str {
        "year-on-year"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "This year beside the years before"
    }

    fn name(&self) -> &'static str {
        "Year-on-year and cumulative tables"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/year-on-year.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        Vec::new()
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let dated = Dated::of(input)?;
        let years = by_year(&dated.days, dated.covered);
        let to_date: Vec<(YearToDate, Option<RateRatio>)> =
            year_to_date(&dated.days, dated.covered)
                .into_iter()
                .map(|year| (year, ratio(&year)))
                .collect();
        let Some(headline) = to_date.last().map(headline) else {
            return Err(MethodError::Unanswerable(format!(
                "The data cover {} within the filter, which is no date in two years; add the year \
                 before.",
                crate::analysis::change::periods::Period {
                    first: dated.covered.first,
                    last: dated.covered.last
                }
                .text()
            )));
        };
        Ok(Report {
            headline,
            statement: "Counts by policing date; each year against the same dates of the year \
                        before, as far as both are covered, per day; exact conditional 95 % \
                        interval of the ratio of two Poisson rates, two-sided p"
                .to_owned(),
            notes: dated.notes(),
            tables: vec![to_date_table(&to_date), month_table(&years)],
            plots: vec![cumulative_plot(&dated, &years), month_plot(&years)],
            marks: Vec::new(),
        })
    }
}

fn ratio(year: &YearToDate) -> Option<RateRatio> {
    let count = |(weight, days): (f64, i64)| Count::new(weight, days as f64);
    rate_ratio(count(year.before), count(year.now), CONFIDENCE)
}

fn headline((year, ratio): &(YearToDate, Option<RateRatio>)) -> String {
    format!(
        "{:.0} in {} so far against {:.0} on the same dates of {}: {}.",
        year.now.0,
        year.year,
        year.before.0,
        year.year - 1,
        ratio
            .as_ref()
            .map_or_else(|| "nothing in either".to_owned(), with_interval)
    )
}

fn to_date_table(years: &[(YearToDate, Option<RateRatio>)]) -> Table {
    let mut columns = vec![
        Column::new("year", "Year"),
        Column::new("days", "Days"),
        Column::new("weight", "Weight"),
        Column::new("days_before", "Days, year before"),
        Column::new("weight_before", "Same dates, year before"),
        Column::new("difference", "Difference"),
    ];
    columns.extend(RATIO_COLUMNS);
    let row = |(year, ratio): &(YearToDate, Option<RateRatio>)| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![
            year.year.to_string().into(),
            Cell::Count(year.now.1 as u64),
            year.now.0.into(),
            Cell::Count(year.before.1 as u64),
            year.before.0.into(),
            (year.now.0 - year.before.0).into(),
        ];
        row.extend(ratio_cells(ratio.as_ref()));
        row
    };
    Table {
        key: "year_on_year",
        title: "Each year against the same dates of the year before".to_owned(),
        columns,
        rows: years.iter().rev().map(row).collect(),
    }
}

fn month_table(years: &[YearCounts]) -> Table {
    let mut columns = vec![Column::new("year", "Year")];
    columns.extend(MONTHS.map(|(key, label)| Column::new(key, label)));
    columns.push(Column::new("total", "Total"));
    let row = |year: &YearCounts| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![year.year.to_string().into()];
        row.extend(year.months.map(Cell::from));
        row.push(year.total.into());
        row
    };
    Table {
        key: "months",
        title: "By month; months of which nothing is covered are empty".to_owned(),
        columns,
        rows: years.iter().rev().map(row).collect(),
    }
}

fn cumulative_plot(dated: &Dated, years: &[YearCounts]) -> Plot {
    let latest = years.last().map(|year| year.year);
    let line = |year: &YearCounts| Series::Line {
        name: year.year.to_string(),
        points: cumulative(&dated.days, dated.covered, year.year)
            .into_iter()
            .map(|(day, sum)| [day as f64 + 1.0, sum])
            .collect(),
        is_reference: Some(year.year) != latest,
    };
    Plot {
        key: "cumulative",
        title: "Added up from the first covered day of each year".to_owned(),
        x: Axis {
            label: "Day of the year".to_owned(),
            ..Axis::default()
        },
        y: Axis {
            label: "Weight so far".to_owned(),
            ..Axis::default()
        },
        series: years.iter().map(line).collect(),
    }
}

fn month_plot(years: &[YearCounts]) -> Plot {
    let latest = years.last().map(|year| year.year);
    let line = |year: &YearCounts| {
        let months = year.months.iter().enumerate();
        Series::Line {
            name: year.year.to_string(),
            points: months
                .filter_map(|(i, m)| Some([i as f64, (*m)?]))
                .collect(),
            is_reference: Some(year.year) != latest,
        }
    };
    Plot {
        key: "by_month",
        title: "By month".to_owned(),
        x: Axis {
            ticks: Ticks::Names(MONTHS.map(|(_, label)| label.to_owned()).to_vec()),
            ..Axis::default()
        },
        y: Axis {
            label: "Weight".to_owned(),
            ..Axis::default()
        },
        series: years.iter().map(line).collect(),
    }
}
