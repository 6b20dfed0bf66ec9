//! Tiles for the map, fetched and made ready on threads of their own.
//!
//! The map asks every frame for the tiles it shows. What is not there yet is put on a list, of
//! which the newest are fetched first, for the user looks at these. A tile that fails is tried
//! again, each time after twice as long; one that a file does not have, or that is damaged, is
//! not. Tiles not asked for any more make room.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::engine::lane::Wake;
use crate::io::tiles::{TileArchive, TileAt, TileError};

/// Tiles kept, shown or not: several screens.
const KEPT: usize = 320;
/// Tiles waiting to be fetched; older wishes are forgotten.
const WAITING: usize = 64;
/// How long a tile that failed rests before it is tried again, for the first time.
const FIRST_REST: Duration = Duration::from_secs(1);
/// And at the longest.
const LONGEST_REST: Duration = Duration::from_mins(1);

/// How long threads are waited for that should end.
const PATIENCE: Duration = Duration::from_millis(100);

/// A tile as it is drawn: one that a source has, perhaps drawn nearer than it was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileKey {
    /// Which tile.
    pub at: TileAt,
    /// So many zooms nearer than its own.
    pub nearer: u8,
}

/// Where tiles come from.
pub trait TileSource: Send + Sync {
    /// The bytes of a tile; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be had now, or ever.
    fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileFault>;

    /// Gives up what goes on, because nobody wants it any more.
    fn stop(&self) {}
}

/// Why a tile cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileFault {
    /// It would fail again.
    Lasting(String),
    /// Another time it may come.
    Passing(String),
}

impl From<TileError> for TileFault {
    fn from(error: TileError) -> Self {
        match error {
            TileError::NotNow(why) => Self::Passing(why),
            lasting => Self::Lasting(lasting.to_string()),
        }
    }
}

#[cfg(feature = "gui")]
impl TileSource for crate::io::tiles::ServedTiles {
    fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileFault> {
        Ok(Self::tile(self, at)?)
    }
}

impl TileSource for TileArchive {
    fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileFault> {
        Ok(Self::tile(self, at)?)
    }

    fn stop(&self) {
        Self::stop(self);
    }
}

/// Makes of bytes what is drawn.
pub type Make<T> = dyn Fn(&[u8], TileKey) -> Result<T, String> + Send + Sync;

/// Tiles of one source.
pub struct TileLoader<T> {
    source: Arc<dyn TileSource>,
    wishes: Arc<Wishes>,
    made: Receiver<(TileKey, Made<T>)>,
    tiles: BTreeMap<TileKey, Kept<T>>,
    /// Grows with every look at a tile.
    looks: u64,
    threads: Vec<JoinHandle<()>>,
    fault: Option<String>,
}

type Made<T> = Result<Option<T>, TileFault>;

struct Kept<T> {
    state: State<T>,
    looked_at: u64,
}

enum State<T> {
    Coming { failed: u32 },
    Here(T),
    None,
    Resting { failed: u32, until: Instant },
}

/// What threads are to fetch, the newest last.
#[derive(Default)]
struct Wishes {
    list: Mutex<List>,
    more: Condvar,
}

#[derive(Default)]
struct List {
    keys: Vec<TileKey>,
    closed: bool,
}

impl<T: Clone + Send + 'static> TileLoader<T> {
    /// Tiles of `source`, made ready by `make` on so many threads. `wake` is called whenever
    /// there is a new one.
    pub fn new(
        source: Arc<dyn TileSource>,
        make: &Arc<Make<T>>,
        threads: usize,
        wake: &Wake,
    ) -> Self {
        let wishes = Arc::new(Wishes::default());
        let (sender, made) = channel();
        let spawn = |_| {
            let worker = Worker {
                source: Arc::clone(&source),
                wishes: Arc::clone(&wishes),
                make: Arc::clone(make),
                sender: sender.clone(),
                wake: Arc::clone(wake),
            };
            let thread = std::thread::Builder::new().name("nightbeat tiles".to_owned());
            thread.spawn(move || worker.work()).ok()
        };
        let threads = (0..threads).filter_map(spawn).collect();
        Self {
            source,
            wishes,
            made,
            tiles: BTreeMap::new(),
            looks: 0,
            threads,
            fault: None,
        }
    }

    /// The tile, if it is here; else it is asked for. `now` tells which have rested long enough.
    pub fn get(&mut self, key: TileKey, now: Instant) -> Option<T> {
        self.take_in(now);
        self.looks += 1;
        let looks = self.looks;
        if let Some(kept) = self.tiles.get_mut(&key) {
            kept.looked_at = looks;
            match kept.state {
                State::Here(ref tile) => return Some(tile.clone()),
                State::Coming { .. } | State::None => return None,
                State::Resting { until, .. } if now < until => return None,
                State::Resting { failed, .. } => kept.state = State::Coming { failed },
            }
        } else {
            self.make_room();
            let state = State::Coming { failed: 0 };
            let kept = Kept {
                state,
                looked_at: looks,
            };
            self.tiles.insert(key, kept);
        }
        if let Some(forgotten) = self.wishes.add(key) {
            self.tiles.remove(&forgotten);
        }
        None
    }

    /// The tile, if it is here. It is not asked for.
    pub fn peek(&self, key: TileKey) -> Option<T> {
        match &self.tiles.get(&key)?.state {
            State::Here(tile) => Some(tile.clone()),
            _ => None,
        }
    }

    /// Whether the source has no such tile, or only a damaged one.
    pub fn is_missing(&self, key: TileKey) -> bool {
        let state = self.tiles.get(&key).map(|kept| &kept.state);
        matches!(state, Some(State::None))
    }

    /// How long until the first of the resting tiles is tried again.
    pub fn next_try(&self, now: Instant) -> Option<Duration> {
        let rests = self.tiles.values().filter_map(|kept| match kept.state {
            State::Resting { until, .. } => Some(until.saturating_duration_since(now)),
            _ => None,
        });
        rests.min()
    }

    /// Why tiles are missing; `None` once one has come again.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Whether tiles are on their way.
    pub fn is_busy(&self) -> bool {
        let mut states = self.tiles.values().map(|kept| &kept.state);
        states.any(|state| matches!(state, State::Coming { .. }))
    }

    fn take_in(&mut self, now: Instant) {
        for (key, made) in self.made.try_iter() {
            let Some(kept) = self.tiles.get_mut(&key) else {
                continue;
            };
            let failed = match kept.state {
                State::Coming { failed } => failed + 1,
                _ => 1,
            };
            match made {
                Ok(tile) => {
                    self.fault = None;
                    kept.state = tile.map_or(State::None, State::Here);
                }
                Err(TileFault::Lasting(why)) => {
                    log::warn!("tile {:?} cannot be drawn: {why}", key.at);
                    self.fault = Some(why);
                    kept.state = State::None;
                }
                Err(TileFault::Passing(why)) => {
                    log::info!("tile {:?} did not come: {why}", key.at);
                    self.fault = Some(why);
                    let until = now + rest(failed);
                    kept.state = State::Resting { failed, until };
                }
            }
        }
    }

    /// Drops the tile that nobody has looked at for longest, if there are too many.
    fn make_room(&mut self) {
        if self.tiles.len() < KEPT {
            return;
        }
        let can_go = |kept: &Kept<T>| !matches!(kept.state, State::Coming { .. });
        let candidates = self.tiles.iter().filter(|(_, kept)| can_go(kept));
        let oldest = candidates.min_by_key(|(_, kept)| kept.looked_at);
        if let Some(key) = oldest.map(|(key, _)| *key) {
            self.tiles.remove(&key);
        }
    }
}

/// How long a tile rests that has failed so often.
fn rest(failed: u32) -> Duration {
    let times = 1_u32 << failed.saturating_sub(1).min(16);
    (FIRST_REST * times).min(LONGEST_REST)
}

impl<T> Drop for TileLoader<T> {
    fn drop(&mut self) {
        self.wishes.close();
        self.source.stop();
        // Idle ones end at once. One that waits for a server ends by itself some time, holds
        // nothing of ours, and is not worth keeping the window for.
        let patience = Instant::now() + PATIENCE;
        for thread in self.threads.drain(..) {
            while !thread.is_finished() && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(1));
            }
            if thread.is_finished() {
                // What a thread failed by was told when it failed.
                let _ = thread.join();
            }
        }
    }
}

impl Wishes {
    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a wish; the one that is forgotten for it.
    fn add(&self, key: TileKey) -> Option<TileKey> {
        let mut list = self.list();
        list.keys.push(key);
        let forgotten = (list.keys.len() > WAITING).then(|| list.keys.remove(0));
        self.more.notify_one();
        forgotten
    }

    fn next(&self) -> Option<TileKey> {
        let mut list = self.list();
        loop {
            if list.closed {
                return None;
            }
            if let Some(key) = list.keys.pop() {
                return Some(key);
            }
            list = self.more.wait(list).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn close(&self) {
        self.list().closed = true;
        self.more.notify_all();
    }
}

struct Worker<T> {
    source: Arc<dyn TileSource>,
    wishes: Arc<Wishes>,
    make: Arc<Make<T>>,
    sender: Sender<(TileKey, Made<T>)>,
    wake: Wake,
}

impl<T> Worker<T> {
    fn work(&self) {
        while let Some(key) = self.wishes.next() {
            let made = catch_unwind(AssertUnwindSafe(|| self.made(key)));
            let bug = || TileFault::Lasting("the tile could not be drawn".to_owned());
            if self
                .sender
                .send((key, made.unwrap_or_else(|_| Err(bug()))))
                .is_err()
            {
                return;
            }
            (self.wake)();
        }
    }

    fn made(&self, key: TileKey) -> Made<T> {
        let Some(bytes) = self.source.tile(key.at)? else {
            return Ok(None);
        };
        let made = (self.make)(&bytes, key);
        made.map(Some).map_err(TileFault::Lasting)
    }
}

#[cfg(test)]
mod tests;
