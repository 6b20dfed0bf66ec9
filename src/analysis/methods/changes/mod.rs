//! Methods that ask whether it is getting worse.

mod displacement;
mod dual_density;
mod emerging;
mod events;
mod places;
mod rate_ratios;
mod seasonal;
#[cfg(test)]
mod tests;
mod turnover;
mod two_periods;
mod two_selections;
mod words;
mod year_on_year;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[
    &two_periods::TwoPeriods,
    &rate_ratios::RateRatios,
    &turnover::Turnover,
    &displacement::DisplacementDifference,
    &emerging::Emerging,
    &dual_density::DualDensity,
    &year_on_year::YearOnYear,
    &seasonal::Seasonal,
    &events::Events,
];
