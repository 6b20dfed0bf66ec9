//! One job at a time, the newest wins.
//!
//! A [`Lane`] runs at most one wanted job on a thread of its own. Starting a job cancels the
//! one before it; a cancelled job's outcome is dropped, however late it comes. The lane knows
//! nothing of windows: it wakes whoever waits by a closure it was given.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::base::Progress;

/// Called from the worker when there is something to [`Lane::poll`].
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What is heard of a job.
#[derive(Debug)]
pub enum Outcome<T> {
    /// Not yet ended, but this much is known.
    Early(T),
    /// With a value.
    Done(T),
    /// By a bug in the program; the text says where. Never by cancellation.
    Bug(String),
}

/// A place where one job runs at a time.
pub struct Lane<T> {
    name: &'static str,
    wake: Wake,
    mode: Mode,
    generation: u64,
    running: Option<(Progress, Option<JoinHandle<()>>)>,
    /// Whether the running job has told anything yet.
    has_told: bool,
    sender: Sender<(u64, Outcome<T>)>,
    receiver: Receiver<(u64, Outcome<T>)>,
}

/// By which a job tells part of what it finds before it ends.
pub struct Teller<T> {
    generation: u64,
    sender: Sender<(u64, Outcome<T>)>,
    wake: Wake,
}

impl<T> Teller<T> {
    /// Tells `value`.
    pub fn tell(&self, value: T) {
        // The receiver is gone only when the lane is: then nobody wants to know.
        let _ = self.sender.send((self.generation, Outcome::Early(value)));
        (self.wake)();
    }
}

/// Where jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On a named thread.
    Threaded,
    /// At once, in the caller: for tests and headless runs.
    Inline,
}

impl<T: Send + 'static> Lane<T> {
    /// A lane called `name` (its threads are called so too).
    pub fn new(name: &'static str, mode: Mode, wake: Wake) -> Self {
        let (sender, receiver) = channel();
        Self {
            name,
            wake,
            mode,
            generation: 0,
            running: None,
            has_told: false,
            sender,
            receiver,
        }
    }

    /// Cancels what runs and starts `job`.
    pub fn start(&mut self, job: impl FnOnce(&Progress, &Teller<T>) -> T + Send + 'static) {
        self.cancel();
        self.has_told = false;
        let progress = Progress::new();
        let (worker, teller) = (
            progress.clone(),
            Teller {
                generation: self.generation,
                sender: self.sender.clone(),
                wake: Arc::clone(&self.wake),
            },
        );
        let run = move || {
            let outcome = match catch_unwind(AssertUnwindSafe(|| job(&worker, &teller))) {
                Ok(value) => Outcome::Done(value),
                Err(panic) => Outcome::Bug(panic_text(&*panic)),
            };
            // The receiver is gone only when the lane is: then nobody wants the outcome.
            let _ = teller.sender.send((teller.generation, outcome));
            (teller.wake)();
        };
        let handle = match self.mode {
            Mode::Inline => {
                run();
                None
            }
            Mode::Threaded => std::thread::Builder::new()
                .name(self.name.to_owned())
                .spawn(run)
                .ok(),
        };
        self.running = Some((progress, handle));
    }

    /// Cancels what runs; its outcome will not be seen.
    pub fn cancel(&mut self) {
        self.generation += 1;
        if let Some((progress, _)) = self.running.take() {
            progress.cancel();
        }
    }

    /// What the newest job has told, in its order; each once.
    pub fn poll(&mut self) -> Option<Outcome<T>> {
        while let Ok((generation, outcome)) = self.receiver.try_recv() {
            if generation == self.generation && self.running.is_some() {
                if matches!(outcome, Outcome::Early(_)) {
                    self.has_told = true;
                } else {
                    self.running = None;
                }
                return Some(outcome);
            }
        }
        None
    }

    /// Whether a job runs of which nothing was heard yet. To start another then, again and
    /// again, would mean never to hear of any.
    pub fn is_silent(&self) -> bool {
        self.running.is_some() && !self.has_told
    }

    /// How far the running job is, from 0 to 1; `None` when nothing runs.
    pub fn progress(&self) -> Option<f32> {
        self.running
            .as_ref()
            .map(|(progress, _)| progress.fraction())
    }
}

impl<T> Drop for Lane<T> {
    fn drop(&mut self) {
        if let Some((progress, handle)) = self.running.take() {
            progress.cancel();
            if let Some(handle) = handle {
                // A job that panicked has already reported it.
                let _ = handle.join();
            }
        }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    fn lane<T: Send + 'static>(mode: Mode) -> (Lane<T>, Receiver<()>) {
        let (woken, woke) = mpsc::channel();
        let wake = move || {
            let _ = woken.send(());
        };
        (Lane::new("test lane", mode, Arc::new(wake)), woke)
    }

    #[test]
    fn the_newest_job_wins_and_the_older_is_told_to_stop() {
        let (mut lane, woke) = lane::<&str>(Mode::Threaded);
        let (stopped, was_stopped) = mpsc::channel();
        lane.start(move |progress, _| {
            while progress.check(0, 1).is_ok() {
                std::thread::sleep(Duration::from_millis(1));
            }
            let _ = stopped.send(());
            "old"
        });
        lane.start(|_, _| "new");
        was_stopped.recv_timeout(Duration::from_secs(10)).unwrap();
        for _ in 0..2 {
            woke.recv_timeout(Duration::from_secs(10)).unwrap();
        }
        assert!(matches!(lane.poll(), Some(Outcome::Done("new"))));
        assert!(lane.poll().is_none() && lane.progress().is_none());
    }

    #[test]
    fn what_a_job_tells_comes_before_its_end() {
        let (mut lane, _woke) = lane::<u8>(Mode::Inline);
        lane.start(|_, teller| {
            teller.tell(1);
            2
        });
        assert!(lane.is_silent());
        assert!(matches!(lane.poll(), Some(Outcome::Early(1))));
        assert!(!lane.is_silent() && lane.progress().is_some());
        assert!(matches!(lane.poll(), Some(Outcome::Done(2))));
        assert!(lane.progress().is_none());
    }

    #[test]
    fn a_cancelled_job_is_never_seen() {
        let (mut lane, woke) = lane::<u8>(Mode::Inline);
        lane.start(|_, _| 1);
        lane.cancel();
        woke.recv().unwrap();
        assert!(lane.poll().is_none());
    }

    #[test]
    fn a_panic_is_an_outcome_not_a_crash() {
        let (mut lane, _woke) = lane::<u8>(Mode::Threaded);
        lane.start(|_, _| panic!("boom"));
        let outcome = loop {
            if let Some(outcome) = lane.poll() {
                break outcome;
            }
            std::thread::yield_now();
        };
        assert!(matches!(outcome, Outcome::Bug(text) if text == "boom"));
    }
}
