//! Wall time by stage, for `--timings`.

use std::time::Instant;

use serde::Serialize;

/// Milliseconds by stage; stages a command does not have stay 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Timings {
    /// Reading and parsing files.
    pub read: f64,
    /// Bringing positions into the analysis CRS, and putting incidents into areas.
    pub project: f64,
    /// Making boundaries and premises ready to be asked: mending, measuring, trees.
    pub index: f64,
    /// Selecting incidents.
    pub filter: f64,
    /// The density surface.
    pub surface: f64,
    /// The ranked list.
    pub rank: f64,
    /// A method's answer, of `nightbeat ask`.
    #[serde(skip_serializing_if = "is_zero")]
    pub method: f64,
    /// Drawing the list anew; left out where that was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stability: Option<f64>,
    /// Putting the result into its form and writing it to its temporary file.
    pub write: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(ms: &f64) -> bool {
    *ms == 0.0
}

/// The value of `work` and the milliseconds it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed().as_secs_f64() * 1000.0)
}
