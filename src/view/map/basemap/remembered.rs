//! Tiles of a server, remembered: drawn in another theme they are not asked for again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::tiles::{TileFault, TileSource};
use crate::io::tiles::TileAt;

/// Tiles remembered: several screens.
const KEPT: usize = 400;

/// A source whose answers are kept.
pub(super) struct Remembered<S> {
    source: S,
    told: Mutex<BTreeMap<TileAt, Option<Arc<[u8]>>>>,
}

impl<S: TileSource> Remembered<S> {
    /// `source`, asked once for each tile.
    pub(super) fn new(source: S) -> Self {
        Self {
            source,
            told: Mutex::default(),
        }
    }
}

impl<S: TileSource> TileSource for Remembered<S> {
    fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileFault> {
        let told = || self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = told().get(&at) {
            return Ok(known.as_ref().map(|bytes| bytes.to_vec()));
        }
        // Not held while a server is asked.
        let found = self.source.tile(at)?;
        let mut told = told();
        if told.len() >= KEPT {
            told.clear();
        }
        told.insert(at, found.as_deref().map(Arc::from));
        Ok(found)
    }

    fn stop(&self) {
        self.source.stop();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counted(AtomicUsize);

    impl TileSource for Counted {
        fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileFault> {
            self.0.fetch_add(1, Ordering::SeqCst);
            match at.x {
                0 => Ok(None),
                1 => Err(TileFault::Passing("busy".to_owned())),
                x => Ok(Some(vec![x as u8])),
            }
        }
    }

    #[test]
    fn a_tile_is_asked_for_once_unless_it_failed() {
        let source = Remembered::new(Counted::default());
        let at = |x| TileAt { zoom: 4, x, y: 0 };
        for _ in 0..3 {
            assert_eq!(source.tile(at(2)), Ok(Some(vec![2])));
            assert_eq!(source.tile(at(0)), Ok(None));
        }
        assert_eq!(source.source.0.load(Ordering::SeqCst), 2);
        for _ in 0..2 {
            assert!(source.tile(at(1)).is_err());
        }
        assert_eq!(source.source.0.load(Ordering::SeqCst), 4);
    }
}
