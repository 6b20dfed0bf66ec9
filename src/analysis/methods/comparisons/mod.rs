//! Methods that compare: concentration, rates, harm.

mod concentration;
mod j_curve;
mod quotients;
mod comparator;
mod figures;
mod funnel;
mod harm;
mod loads;
mod measures;
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
];
    &rates::Rates,
    &funnel::FunnelPlot,
    &comparator::Comparator,
    &targets::Targets,
    &harm::Harm,
];

#[cfg(test)]
pub(super) mod tests;
