//! The map of tiles under everything, when it is a file of the user's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::notice::Severity;
use crate::app::state::App;
use crate::engine::lane::Outcome;
use crate::io::tiles::{TileArchive, TileError, is_tile_archive};
use crate::project::{Basemap, Edit};

/// A file of tiles that was opened, or could not be, with what is called so in the document.
pub(super) type Opened = (PathBuf, Result<Arc<TileArchive>, TileError>);

impl App {
    /// The file of tiles that lies under the map, once it is open.
    pub fn tile_archive(&self) -> Option<&Arc<TileArchive>> {
        let Basemap::File(wanted) = &self.project.basemap else {
            return None;
        };
        let (path, archive) = self.tiles.as_ref()?;
        (path == wanted).then_some(archive)
    }

    /// Takes maps of tiles out of `paths` and lays the last one under the map.
    pub(super) fn take_basemaps(&mut self, paths: Vec<PathBuf>) -> Vec<PathBuf> {
        let is_map = |path: &PathBuf| is_tile_archive(path) || is_called_map(path);
        let (maps, others): (Vec<_>, Vec<_>) = paths.into_iter().partition(is_map);
        if let Some(path) = maps.into_iter().last() {
            self.edit(Edit::Basemap(Basemap::File(path)));
        }
        others
    }

    /// Takes in a map that was opened, and starts opening the one that is wanted.
    pub(super) fn tick_basemap(&mut self) {
        // New data take all notices away, so what is to be said of the map waits for them.
        let heard = match self.loading.progress() {
            None => self.opening_tiles.poll(),
            Some(_) => None,
        };
        match heard {
            Some(Outcome::Early(opened) | Outcome::Done(opened)) => self.take_tiles(opened),
            Some(Outcome::Bug(text)) => {
                self.opening_of = None;
                self.project.basemap = Basemap::None;
                self.report_bug(&text);
            }
            None => {}
        }
        let Basemap::File(wanted) = &self.project.basemap else {
            return;
        };
        let is_open = self.tiles.as_ref().is_some_and(|(path, _)| path == wanted);
        let is_coming = self.opening_of.as_deref() == Some(wanted.as_path());
        if is_open || is_coming {
            return;
        }
        let path = wanted.clone();
        self.opening_of = Some(path.clone());
        self.opening_tiles.start(move |_, _| {
            let opened = TileArchive::open(&path).map(Arc::new);
            (path, opened)
        });
    }

    /// Whether a map is being opened.
    pub(super) fn is_opening_tiles(&self) -> bool {
        self.opening_of.is_some()
    }

    fn take_tiles(&mut self, (path, opened): Opened) {
        self.opening_of = None;
        match opened {
            Ok(archive) => self.tiles = Some((path, archive)),
            Err(error) => self.refuse_tiles(&path, &error),
        }
    }

    fn refuse_tiles(&mut self, path: &Path, error: &TileError) {
        let detail = format!("{error}: {}", path.display());
        self.notify(Severity::Error, "The basemap cannot be used", detail);
        if self.project.basemap == Basemap::File(path.to_owned()) {
            // What lay there before, if it can still be had.
            let before = self.tiles.as_ref().map(|(path, _)| path.clone());
            self.project.basemap = before.map_or(Basemap::None, Basemap::File);
        }
    }
}

/// Whether a file is called like a map of tiles: one so damaged that it is none is still reported
/// as what it was meant to be.
fn is_called_map(path: &Path) -> bool {
    let extension = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    extension.is_some_and(|text| text == "pmtiles" || text == "mbtiles")
}
