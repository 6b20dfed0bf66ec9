//! What the user says to do about doubtful fields. Nothing of it is ever done unasked.

use serde::{Deserialize, Serialize};

use crate::base::ClockTime;

/// What to do about doubtful fields. Part of the document, and shown with every answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mending {
    /// Clock times that stand for "not known": such an end of a time is taken as a date only.
    pub unknown_times: Vec<ClockTime>,
    /// Times without an offset are UTC, and not local times.
    pub utc: bool,
}

impl Mending {
    /// What was asked for, if it was anything.
    pub fn asked(&self) -> Option<&Self> {
        (*self != Self::default()).then_some(self)
    }
}
