//! Methods that ask whether the list holds, and whether it would have worked.

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[];
