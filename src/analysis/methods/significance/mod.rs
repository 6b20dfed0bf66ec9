//! Methods that set what is seen beside what chance would give.

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[];
