//! Change over time: what two periods, a row of months or a cube of place and time say of it.
//!
//! Plain counts, days and positions in, figures out. Days are numbers since 1970-01-01 and mean
//! policing days throughout.

pub mod bank_holidays;
pub mod coverage;
pub mod displacement;
pub mod dual_kernel;
pub mod emerging;
pub mod events;
pub mod mann_kendall;
pub mod periods;
pub mod rate_ratio;
pub mod seasonal;
pub mod tables;
pub mod turnover;
