//! Watches a run: its time by the clock and of the processors, its progress, and how soon it stops.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use nightbeat::base::Progress;

/// What was seen of a run.
pub(crate) struct Watched<T> {
    pub(crate) result: T,
    pub(crate) clock: Duration,
    pub(crate) processor: Duration,
    /// How far it was when it ended.
    pub(crate) fraction: f32,
    /// The longest its progress stayed the same.
    pub(crate) stood_still: Duration,
    /// How long it went on after it was asked to stop, where it was.
    pub(crate) stopped_after: Option<Duration>,
}

/// Runs it, and asks it to stop after `limit`.
pub(crate) fn watched<T>(limit: Duration, run: impl Fn(&Progress) -> T) -> Watched<T> {
    let progress = Progress::new();
    let (finished, watch) = channel::<()>();
    let watching = progress.clone();
    let started = Instant::now();
    let watcher = std::thread::spawn(move || {
        let (mut asked_at, mut last, mut since) = (None, 0.0, Instant::now());
        let mut stood_still = Duration::ZERO;
        loop {
            let rest = limit.saturating_sub(started.elapsed());
            let pause = if asked_at.is_none() {
                rest.min(Duration::from_millis(20))
            } else {
                Duration::from_millis(20)
            };
            if watch.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                return (asked_at, stood_still.max(since.elapsed()));
            }
            if asked_at.is_none() && started.elapsed() >= limit {
                watching.cancel();
                asked_at = Some(Instant::now());
            }
            if watching.fraction() > last {
                last = watching.fraction();
                stood_still = stood_still.max(since.elapsed());
                since = Instant::now();
            }
        }
    });
    let before = processor_time();
    let result = run(&progress);
    let ended = Instant::now();
    let processor = processor_time().saturating_sub(before);
    drop(finished);
    let (asked_at, stood_still) = watcher.join().unwrap_or_default();
    Watched {
        result,
        clock: ended.duration_since(started),
        processor,
        fraction: progress.fraction(),
        stood_still,
        stopped_after: asked_at.map(|asked| ended.saturating_duration_since(asked)),
    }
}

/// Processor time of all threads so far; none where the system does not tell.
fn processor_time() -> Duration {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return Duration::ZERO;
    };
    let of = |thread: std::fs::DirEntry| -> Option<u64> {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    Duration::from_nanos(threads.flatten().filter_map(of).sum())
}
