//! Methods that compare: concentration, rates, harm.

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[];
