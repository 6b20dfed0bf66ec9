//! Methods that compare: concentration, rates, harm.

mod comparator;
mod concentration;
mod figures;
mod funnel;
mod harm;
mod j_curve;
pub(super) mod loads;
mod measures;
mod quotients;
mod rates;
mod shared;
mod span;
mod targets;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[
    &concentration::Concentration,
    &j_curve::JCurve,
    &quotients::LocationQuotients,
    &rates::Rates,
    &funnel::FunnelPlot,
    &comparator::Comparator,
    &targets::Targets,
    &harm::Harm,
];

#[cfg(test)]
pub(super) mod tests;
