//! Counts set beside one another: as rates, against limits, against other forces, against targets.
//!
//! Everything here is on plain counts and what they are counted against ("exposure": residents,
//! square kilometres, premises); where these come from is the business of
//! [`crate::analysis::methods`]. A count may be a sum of weights between 0 and 1: such a sum varies
//! less than a count of its size, so that intervals made for counts are rather too wide for it than
//! too narrow.

pub mod comparator;
pub mod funnel;
pub mod intervals;
pub mod outcomes;
pub mod period;
pub mod rates;
#[cfg(test)]
mod reference;
pub mod targets;
pub mod written;
