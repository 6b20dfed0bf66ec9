//! Values of scipy, statsmodels and R for the tests; see `tests/reference/comparisons.py`.

use serde_json::Value;

/// What the file holds under `key`: rows of numbers, which may hold further ones.
pub(super) fn values(key: &str) -> Value {
    let text = include_str!("../../../tests/reference/comparisons.json");
    let all: Value = serde_json::from_str(text).unwrap();
    all[key].clone()
}

/// The numbers of a row; `null` is infinite.
pub(super) fn numbers(row: &Value) -> Vec<f64> {
    let cells = row.as_array().unwrap().iter();
    cells
        .map(|cell| cell.as_f64().unwrap_or(f64::INFINITY))
        .collect()
}

/// Fails where `got` is not `want` to `tolerance`, relative to numbers above 1.
#[track_caller]
pub(super) fn close(got: f64, want: f64, tolerance: f64) {
    let is_close = got == want || (got - want).abs() <= tolerance * want.abs().max(1.0);
    assert!(is_close, "{got} is not {want}");
}
