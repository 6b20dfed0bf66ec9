//! Methods about people, by pseudonymous references.

mod repeats;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[&repeats::VICTIMS, &repeats::SUBJECTS];
