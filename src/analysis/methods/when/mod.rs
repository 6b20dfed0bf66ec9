//! Methods that ask when exactly.

mod calendar;
mod day_clock;
mod peak_window;
mod storyboard;
#[cfg(test)]
mod tests;
mod week_matrix;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[
    &week_matrix::WeekHours,
    &day_clock::DayClock,
    &peak_window::PeakWindow,
    &storyboard::Storyboard,
    &calendar::Calendar,
];
