//! When exactly: hours of the week, the busiest stretch of the clock, the course of a night, and
//! weeks, months and years.
//!
//! Times in, figures out; what falls into which hours is weighed by
//! [`night`](crate::analysis::night).

pub mod calendar;
pub mod matrix;
pub mod peak_window;
pub mod storyboard;
