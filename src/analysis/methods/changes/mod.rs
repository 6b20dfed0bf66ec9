//! Methods that ask whether it is getting worse.

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[];
