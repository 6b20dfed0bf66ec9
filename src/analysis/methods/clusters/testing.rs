//! What tests of these methods share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use crate::analysis::kernel::Kernel;
use crate::analysis::methods::{
    Cell, Input, Kind, Method, MethodError, Report, Table, Value, Values,
};
use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::selection::select;
use crate::analysis::surface::SurfaceParams;
use crate::base::{Progress, When};
use crate::data::premises::PremisesChoice;
use crate::data::{Dataset, Filter};

/// So many incidents at each position, without times.
pub(super) fn piles(points: &[(f64, f64, usize)]) -> Dataset {
    let each =
        |&(x, y, n): &(f64, f64, usize)| vec![(500_000.0 + x, 200_000.0 + y, When::Unknown, ""); n];
    Dataset::from_points(points.iter().flat_map(each))
}

/// A hundred points all over a square, by a rule that no two neighbours share.
pub(super) fn scatter() -> Vec<(f64, f64, usize)> {
    let point = |i: u64| {
        let part = |factor: u64, of: u64| (i * factor % of) as f64 / of as f64;
        (2000.0 * part(61, 101), 2000.0 * part(37, 103), 1)
    };
    (0..100).map(point).collect()
}

/// What `method` says of all of `data`, with these numbers set.
pub(super) fn ask(
    method: &dyn Method,
    data: &Dataset,
    settings: &[(&str, f64)],
) -> Result<Report, MethodError> {
    let given: Vec<(&str, Value)> = settings
        .iter()
        .map(|&(key, number)| (key, Value::Number(number)))
        .collect();
    ask_with(method, data, &Filter::default(), &given)
}

/// What `method` says of what `filter` counts, with these values set; numbers become counts where
/// those are wanted.
pub(super) fn ask_with(
    method: &dyn Method,
    data: &Dataset,
    filter: &Filter,
    settings: &[(&str, Value)],
) -> Result<Report, MethodError> {
    ask_telling(method, data, filter, settings, &Progress::new())
}

/// The same, telling how far it is.
fn ask_telling(
    method: &dyn Method,
    data: &Dataset,
    filter: &Filter,
    settings: &[(&str, Value)],
    progress: &Progress,
) -> Result<Report, MethodError> {
    let parameters = method.parameters();
    let mut values = Values::of(&parameters);
    for (key, value) in settings {
        let parameter = parameters
            .iter()
            .find(|parameter| parameter.key == *key)
            .unwrap();
        let value = match (parameter.kind, value) {
            (Kind::Count { .. }, Value::Number(number)) => Value::Count(*number as u64),
            _ => value.clone(),
        };
        values.set(parameter, value).unwrap();
    }
    let selection = select(data, filter, &Progress::new()).unwrap();
    method.report(&Input {
        data,
        selection: &selection,
        filter,
        ranking: &RANKING,
        surface: &SURFACE,
        values: &values,
        progress,
    })
}

/// Whether `method`, asked of all of `data`, ever says it is less far than it was.
pub(in crate::analysis::methods) fn falls_back(
    method: &dyn Method,
    data: &Dataset,
    settings: &[(&str, Value)],
) -> bool {
    let progress = Progress::new();
    let is_done = Arc::new(AtomicBool::new(false));
    let (tell, told) = channel();
    let beside = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let (seen, is_over) = (progress.clone(), Arc::clone(&is_done));
    beside.spawn(move || {
        let (mut before, mut falls) = (0.0, false);
        tell.send(falls).unwrap();
        while !is_over.load(Ordering::Acquire) {
            let now = seen.fraction();
            falls |= now < before;
            before = now;
        }
        tell.send(falls).unwrap();
    });
    // It looks from now on.
    told.recv().unwrap();
    let report = ask_telling(method, data, &Filter::default(), settings, &progress);
    is_done.store(true, Ordering::Release);
    report.unwrap();
    told.recv().unwrap()
}

const RANKING: RankParams = RankParams {
    unit: Unit::Disc { radius_m: 100.0 },
    separation_m: None,
    top: 10,
    min_incidents: 1,
    within_area: false,
    premises: PremisesChoice::All,
};

const SURFACE: SurfaceParams = SurfaceParams {
    kernel: Kernel::Quartic,
    bandwidth_m: 200.0,
    cell_m: 50.0,
    extent: None,
    mask: false,
};

fn column(table: &Table, key: &str) -> Vec<Cell> {
    let place = table
        .columns
        .iter()
        .position(|column| column.key == key)
        .unwrap();
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len(), "{}", table.key);
    }
    table.rows.iter().map(|row| row[place].clone()).collect()
}

/// A column of counts.
pub(super) fn count(table: &Table, key: &str) -> Vec<u64> {
    let whole = |cell: Cell| match cell {
        Cell::Count(count) => count,
        other => panic!("{key}: {other:?}"),
    };
    column(table, key).into_iter().map(whole).collect()
}

/// A column of numbers; what is none is NaN.
pub(super) fn number(table: &Table, key: &str) -> Vec<f64> {
    let number = |cell: Cell| match cell {
        Cell::Number(number) => number,
        _ => f64::NAN,
    };
    column(table, key).into_iter().map(number).collect()
}

/// A column as text.
pub(super) fn text(table: &Table, key: &str) -> Vec<String> {
    let text = |cell: Cell| match cell {
        Cell::Text(text) => text,
        other => format!("{other:?}"),
    };
    column(table, key).into_iter().map(text).collect()
}
