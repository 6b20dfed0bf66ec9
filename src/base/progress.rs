//! Progress and cancellation in one call.
//!
//! A long computation is handed a [`Progress`] and calls [`Progress::check`] now and then;
//! `?` then both reports how far it is and stops it when nobody wants the answer any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The answer is no longer wanted. Never shown to the user as an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// A handle shared by who computes and who waits. Cloning shares it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    cancelled: Arc<AtomicBool>,
    per_mille: Arc<AtomicU32>,
}

impl Progress {
    /// A fresh handle: nothing done, not cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// A handle for one step of many: cancelled with this one, but telling nobody how far it is.
    #[must_use]
    pub fn of_step(&self) -> Self {
        Self {
            cancelled: Arc::clone(&self.cancelled),
            per_mille: Arc::default(),
        }
    }

    /// Says that `done` of `total` steps are behind us.
    ///
    /// # Errors
    /// [`Cancelled`] once [`Progress::cancel`] was called on any clone.
    pub fn check(&self, done: usize, total: usize) -> Result<(), Cancelled> {
        let per_mille = (done.min(total) * 1000).checked_div(total).unwrap_or(1000) as u32;
        self.per_mille.store(per_mille, Ordering::Relaxed);
        self.go_on()
    }

    /// As [`Progress::check`], where there is nothing new to say.
    ///
    /// # Errors
    /// [`Cancelled`] once [`Progress::cancel`] was called on any clone.
    pub fn go_on(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    /// Asks the computation to stop at its next check.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether [`Progress::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// How far the computation is, from 0 to 1.
    pub fn fraction(&self) -> f32 {
        self.per_mille.load(Ordering::Relaxed) as f32 / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_reports_and_cancel_stops() {
        let progress = Progress::new();
        assert_eq!(progress.check(1, 4), Ok(()));
        assert!((progress.fraction() - 0.25).abs() < 1e-6);
        progress.clone().cancel();
        assert_eq!(progress.check(2, 4), Err(Cancelled));
        assert_eq!(progress.go_on(), Err(Cancelled));
        assert!((progress.fraction() - 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_step_stops_with_the_whole_and_does_not_tell_how_far_it_is() {
        let progress = Progress::new();
        let step = progress.of_step();
        assert_eq!(step.check(1, 2), Ok(()));
        assert_eq!(progress.fraction(), 0.0);
        progress.cancel();
        assert_eq!(step.check(1, 2), Err(Cancelled));
    }

    #[test]
    fn nothing_to_do_is_done() {
        let progress = Progress::new();
        assert_eq!(progress.check(0, 0), Ok(()));
        assert!((progress.fraction() - 1.0).abs() < 1e-6);
    }
}
