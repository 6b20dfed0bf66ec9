//! Methods that ask whether it is getting worse.

mod two_periods;
mod two_selections;
mod words;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[&two_periods::TwoPeriods];
