//! Asks a method as the command line does.

use std::sync::Arc;

use geo::{MultiPolygon, polygon};
use jiff::civil::date;

use crate::analysis::kernel::Kernel;
use crate::analysis::methods::{
    Cell, Input, Kind, MethodError, Report, Table, TextTable, Value, Values, by_id,
};
use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::selection::select;
use crate::analysis::surface::SurfaceParams;
use crate::base::{Civil, Date, Progress, When};
use crate::crs::{AnalysisCrs, FileCrs};
use crate::data::premises::PremisesChoice;
use crate::data::raw::{RawArea, RawAreas};
use crate::data::{Areas, Dataset, Filter};

/// What is asked.
pub(in crate::analysis::methods) struct Question<'a> {
    pub(in crate::analysis::methods) data: &'a Dataset,
    pub(in crate::analysis::methods) filter: Filter,
    pub(in crate::analysis::methods) unit: Unit,
    pub(in crate::analysis::methods) top: usize,
    said: Vec<(&'static str, Value)>,
}

impl<'a> Question<'a> {
    /// Of `data`, with nothing set.
    pub(in crate::analysis::methods) fn of(data: &'a Dataset) -> Self {
        Self {
            data,
            filter: Filter::default(),
            unit: Unit::Square { side_m: 100.0 },
            top: 10,
            said: Vec::new(),
        }
    }

    /// With `key` set to a text or choice.
    pub(in crate::analysis::methods) fn text(mut self, key: &'static str, text: &str) -> Self {
        self.said.push((key, Value::Text(text.to_owned())));
        self
    }

    /// With `key` set to a count.
    pub(in crate::analysis::methods) fn count(mut self, key: &'static str, count: u64) -> Self {
        self.said.push((key, Value::Count(count)));
        self
    }

    /// With `key` set to the table written in `lines`.
    pub(in crate::analysis::methods) fn table(mut self, key: &'static str, lines: &str) -> Self {
        let mut lines = lines.trim().lines();
        let cells = |line: &str| line.split(',').map(|cell| cell.trim().to_owned()).collect();
        let table = TextTable {
            file: "given.csv".to_owned(),
            header: lines.next().map(cells).unwrap_or_default(),
            rows: lines.map(cells).collect(),
        };
        self.said.push((key, Value::Table(Arc::new(table))));
        self
    }

    /// The answer of the method `id`.
    pub(in crate::analysis::methods) fn ask(&self, id: &str) -> Result<Report, MethodError> {
        let method = by_id(id).unwrap();
        let parameters = method.parameters();
        let mut values = Values::of(&parameters);
        for (key, value) in &self.said {
            let parameter = parameters.iter().find(|one| one.key == *key).unwrap();
            values.set(parameter, value.clone()).unwrap();
        }
        let progress = Progress::new();
        let selection = select(self.data, &self.filter, &progress).unwrap();
        let report = method.report(&Input {
            data: self.data,
            selection: &selection,
            filter: &self.filter,
            ranking: &RankParams {
                unit: self.unit,
                separation_m: None,
                top: self.top,
                min_incidents: 1,
                within_area: false,
                premises: PremisesChoice::All,
            },
            surface: &SurfaceParams {
                kernel: Kernel::Quartic,
                bandwidth_m: 200.0,
                cell_m: 50.0,
                extent: None,
                mask: false,
            },
            values: &values,
            progress: &progress,
        });
        if let Ok(report) = &report {
            is_whole(report);
        }
        report
    }

    /// Why the method `id` cannot answer.
    pub(in crate::analysis::methods) fn refused(&self, id: &str) -> String {
        self.ask(id).unwrap_err().to_string()
    }
}

/// Every answer has its sentences, and rows as long as their columns.
fn is_whole(report: &Report) {
    assert!(report.headline.ends_with('.'), "{}", report.headline);
    assert!(!report.statement.is_empty());
    for note in &report.notes {
        assert!(note.ends_with('.'), "{note}");
    }
    for table in &report.tables {
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.key);
        }
    }
}

/// The number in a column of the row whose first cell says `name`.
#[track_caller]
pub(in crate::analysis::methods) fn number(table: &Table, name: &str, column: &str) -> f64 {
    match cell(table, name, column) {
        Cell::Number(number) => number,
        Cell::Count(count) => count as f64,
        other => panic!("{name}, {column}: {other:?}"),
    }
}

/// The cell in a column of the first row one of whose cells says `name`.
#[track_caller]
pub(in crate::analysis::methods) fn cell(table: &Table, name: &str, column: &str) -> Cell {
    let place = table
        .columns
        .iter()
        .position(|one| one.key == column)
        .unwrap();
    let name = Cell::from(name);
    let row = table.rows.iter().find(|row| row.contains(&name));
    row.unwrap_or_else(|| panic!("no {name:?} in {table:?}"))[place].clone()
}

/// Noon of a day.
pub(in crate::analysis::methods) fn noon(day: Date) -> When {
    When::At(Civil::on(day, 43_200))
}

/// Noon of a day of 2024, which is a leap year.
pub(in crate::analysis::methods) fn day_of_2024(day: usize) -> When {
    let first = date(2024, 1, 1);
    noon(first.saturating_add(jiff::Span::new().days(day as i64 % 366)))
}

/// Squares of 1 km side by side, with residents.
pub(in crate::analysis::methods) fn squares(residents: &[(&str, Option<f64>)]) -> Areas {
    let (y, side) = (398_000.0, 1000.0);
    let area = |(i, &(name, population)): (usize, &(&str, Option<f64>))| {
        let x = 384_000.0 + side * i as f64;
        RawArea {
            name: name.to_owned(),
            code: None,
            population,
            shape: MultiPolygon::new(vec![polygon![
                (x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)
            ]]),
            line: i as u32,
        }
    };
    let raw = RawAreas {
        crs: FileCrs::BRITISH,
        areas: residents.iter().enumerate().map(area).collect(),
        ..RawAreas::default()
    };
    Areas::from_raw(raw, AnalysisCrs::BritishNationalGrid)
        .unwrap()
        .0
}

/// A position in square `square`, `n` of them spread over it.
pub(in crate::analysis::methods) fn spot(square: usize, n: usize) -> (f64, f64) {
    let x = 384_000.0 + 1000.0 * square as f64 + 50.0 + (n * 37 % 900) as f64;
    (x, 398_050.0 + (n * 53 % 900) as f64)
}

/// All keys are of the kind that is set.
#[test]
fn parameters_have_a_default_or_are_named() {
    for id in ["rates", "funnel", "comparator", "targets", "harm"] {
        for parameter in by_id(id).unwrap().parameters() {
            let has_none = matches!(parameter.kind, Kind::Text | Kind::Date | Kind::Table { .. });
            assert_eq!(parameter.kind.default_value().is_none(), has_none, "{id}");
        }
    }
}
