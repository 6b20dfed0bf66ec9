//! A small town with two years of incidents of which everything is known, and a way to ask of it.

use jiff::civil::date;

use crate::analysis::kernel::Kernel;
use crate::analysis::methods::{Cell, Input, MethodError, Parameter, Report, Value, Values, by_id};
use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::selection::select;
use crate::analysis::surface::SurfaceParams;
use crate::base::when::{Civil, day_number};
use crate::base::{Progress, When};
use crate::data::premises::PremisesChoice;
use crate::data::{Dataset, Filter};

/// A point as a data set is made of it.
pub(super) type Point = (f64, f64, When, &'static str);

/// First day of the town's two years, 2023-01-01, a Sunday.
pub(super) fn first_day() -> i64 {
    day_number(date(2023, 1, 1))
}

/// Number of its days, 2023 and 2024.
pub(super) const DAYS: i64 = 731;

/// Two years of nights. Everywhere: one incident a day at one of 100 corners of streets. The
/// market, at (2100, 2100): one every second day, at 20:00, all the time. The strip, at (4100,
/// 900): nothing in the first year, two a night at 01:00 on Fridays and Saturdays in the second.
/// Every tenth incident of the streets has a span of six hours.
pub(super) fn points() -> Vec<Point> {
    let mut points = Vec::new();
    for (i, day) in (first_day()..first_day() + DAYS).enumerate() {
        let i = i as i64;
        let at = |hour: i64| Civil(day * 86_400 + hour * 3600);
        let corner = i * 37 % 100;
        let (x, y) = ((corner % 10 * 500) as f64, (corner / 10 * 500) as f64);
        let hour = 18 + i * 5 % 11;
        let street = if i % 10 == 0 {
            When::Between {
                from: at(hour),
                to: at(hour + 6),
            }
        } else {
            When::At(at(hour))
        };
        points.push((x + 100.0, y + 100.0, street, "Violence"));
        if i % 2 == 0 {
            points.push((2100.0, 2100.0, When::At(at(20)), "Violence"));
        }
        // Day 0 is a Sunday; Friday is day 5 and Saturday day 6 of its week.
        if i >= 365 && matches!(i % 7, 5 | 6) {
            for side in [0.0, 20.0] {
                points.push((4100.0 + side, 900.0, When::At(at(25)), "Violence"));
            }
        }
    }
    points
}

/// The town.
pub(super) fn town() -> Dataset {
    Dataset::from_points(points())
}

/// What the method `id` answers, with these parameters, of what `filter` selects.
pub(super) fn ask_of(
    data: &Dataset,
    filter: &Filter,
    id: &str,
    said: &[(&str, Value)],
) -> Result<Report, MethodError> {
    let method = by_id(id).unwrap();
    let parameters = method.parameters();
    let mut values = Values::of(&parameters);
    for (key, value) in said {
        let known: Option<&Parameter> = parameters.iter().find(|p| p.key == *key);
        values.set(known.unwrap(), value.clone()).unwrap();
    }
    let progress = Progress::new();
    let selection = select(data, filter, &progress)?;
    method.report(&Input {
        data,
        selection: &selection,
        filter,
        ranking: &RankParams {
            unit: Unit::Disc { radius_m: 100.0 },
            separation_m: None,
            top: 5,
            min_incidents: 1,
            within_area: false,
            premises: PremisesChoice::All,
        },
        surface: &SurfaceParams {
            kernel: Kernel::Quartic,
            bandwidth_m: 400.0,
            cell_m: 100.0,
            extent: None,
            mask: false,
        },
        values: &values,
        progress: &progress,
    })
}

/// What the method `id` answers of the whole town.
pub(super) fn ask(id: &str, said: &[(&str, Value)]) -> Report {
    ask_of(&town(), &Filter::default(), id, said).unwrap()
}

/// The figures in a column of a report's table.
pub(super) fn column(report: &Report, table: &str, key: &str) -> Vec<Cell> {
    let table = report.tables.iter().find(|t| t.key == table).unwrap();
    let place = table.columns.iter().position(|c| c.key == key).unwrap();
    table.rows.iter().map(|row| row[place].clone()).collect()
}

/// A figure as a number.
pub(super) fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Number(number) => *number,
        Cell::Count(count) => *count as f64,
        other => panic!("{other:?} is no number"),
    }
}

/// Asserts that a report is whole: rows as long as columns, keys once, something said.
pub(super) fn assert_whole(report: &Report) {
    assert!(
        report.headline.ends_with('.') && report.headline.len() > 20,
        "{}",
        report.headline
    );
    assert!(!report.statement.is_empty() && !report.tables.is_empty());
    let is_number = !report.headline.contains("NaN") && !report.headline.contains(" inf");
    assert!(is_number, "{}", report.headline);
    for table in &report.tables {
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.len() == table.columns.len()),
            "{}",
            table.key
        );
    }
    assert!(!report.tables[0].rows.is_empty());
    for note in &report.notes {
        assert!(note.ends_with('.'), "{note}");
    }
}
