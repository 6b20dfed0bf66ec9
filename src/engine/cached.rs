//! Whether a table is worth keeping, and what becomes of it when it cannot be kept.

use std::path::PathBuf;

use crate::base::{Cancelled, Progress};
use crate::data::assemble::IncidentTable;
use crate::engine::load::LoadRequest;
use crate::io::store::{Key, KeyParts, Store, likely_bytes};
use crate::project::Sources;

/// The place of one table in the cache.
pub(crate) struct Cached<'a> {
    store: &'a Store,
    key: Key,
}

impl<'a> Cached<'a> {
    /// The place of what `request` asks for; `None` where there is no cache, or it is too little
    /// to be worth a place. The sample town never is.
    pub(crate) fn of(request: &'a LoadRequest, sources: &Sources) -> Option<Self> {
        let store = request.cache.as_ref()?;
        let worth = likely_bytes(&sources.incidents)? >= store.least_bytes;
        let key = (worth && !sources.is_sample()).then(|| key(request, sources))??;
        Some(Self { store, key })
    }

    /// The table, if it is there.
    pub(crate) fn open(&self, progress: &Progress) -> Result<Option<IncidentTable>, Cancelled> {
        self.store.open(&self.key, progress)
    }

    /// Keeps the table, unless a file has changed since it was looked at, and gives back the one
    /// that was kept, mapped, or else the same. Where it cannot be kept, the log says so and all
    /// goes on.
    pub(crate) fn keep(
        self,
        request: &LoadRequest,
        sources: &Sources,
        table: IncidentTable,
        progress: &Progress,
    ) -> Result<IncidentTable, Cancelled> {
        if key(request, sources).as_ref() != Some(&self.key) {
            return Ok(table);
        }
        match self.store.keep(&self.key, &table, progress) {
            Ok(true) => {
                let kept = self.store.open_just_kept(&self.key, progress)?;
                return Ok(kept.unwrap_or(table));
            }
            Ok(false) => log::info!("the table is larger than the cache may be; not kept"),
            Err(_) if progress.is_cancelled() => return Err(Cancelled),
            Err(error) => log::warn!("the table cannot be kept in the cache, {error}"),
        }
        progress.check(1, 1)?;
        Ok(table)
    }
}

/// `None` where a file cannot be read, which reading it will say.
fn key(request: &LoadRequest, sources: &Sources) -> Option<Key> {
    let incidents: &[PathBuf] = &sources.incidents;
    let parts = KeyParts {
        incidents,
        boundaries: sources
            .boundaries
            .as_ref()
            .map(|source| source.path.as_path()),
        boundary_layer: sources
            .boundaries
            .as_ref()
            .and_then(|source| source.layer.as_deref()),
        boundary_crs: sources
            .boundaries
            .as_ref()
            .and_then(|source| source.crs.as_deref()),
        read: &request.read,
        assemble: &request.assemble,
    };
    parts.key().ok()
}
