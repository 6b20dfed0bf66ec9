//! How a run ends: 0 done, 1 done with something reported, 2 failed.

use crate::cli::say;

/// A run that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Nothing to report.
    Clean,
    /// Something was reported on standard error.
    Reported,
}

/// Why a run failed, in words for the user: what failed, why, what to try.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

/// The exit code of a run that failed.
pub const FAILED: u8 = 2;

/// The exit code of a run; says why it failed, if it did.
pub fn told(ended: Result<Done, Failure>) -> u8 {
    match ended {
        Ok(Done::Clean) => 0,
        Ok(Done::Reported) => 1,
        Err(failure) => {
            say::line(&format!("nightbeat: {failure}"));
            FAILED
        }
    }
}

impl Failure {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// A failure for `error`'s own message.
    pub fn from_error(error: impl std::error::Error) -> Self {
        Self(error.to_string())
    }
}
