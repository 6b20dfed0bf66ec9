//! Methods that compare: concentration, rates, harm.

mod concentration;
mod j_curve;
mod quotients;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[
    &concentration::Concentration,
    &j_curve::JCurve,
    &quotients::LocationQuotients,
];
