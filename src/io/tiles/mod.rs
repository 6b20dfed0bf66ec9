//! Maps of tiles: PMTiles and MBTiles on the user's disk, of pictures or of vectors, and servers
//! (`ServedTiles`, in builds with a window), which are asked only where the user chose one.
//!
//! A [`TileArchive`] says what it holds ([`TileSet`]) and hands over single tiles, unpacked. What
//! a file is, is told by its first bytes. Nothing a file says of itself is believed further than
//! it can be checked: lengths are held against the file, and what is unpacked is bounded. A
//! damaged file gives a [`TileError`] that says so, a damaged tile leaves the others alone.

mod about;
mod mbtiles;
mod pmtiles;
#[cfg(feature = "gui")]
mod server;
mod vector;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

pub use about::{Owed, TileFormat, TileSet, VectorLayer};
#[cfg(feature = "gui")]
pub use server::ServedTiles;
pub use vector::readable;

use crate::io::tiles::mbtiles::MbTiles;
use crate::io::tiles::pmtiles::PmTiles;

/// What a single tile may unpack to: a hundred times the size of a heavy one.
const MOST_TILE_BYTES: u64 = 32_000_000;
/// How many bytes of a file are looked at to tell what it is.
const MAGIC_BYTES: u64 = 16;

/// Which tile: `x` from the west, `y` from the north, as servers of tiles count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileAt {
    /// 0 is the whole world in one tile; each further one halves its side.
    pub zoom: u8,
    /// Column, from the west.
    pub x: u32,
    /// Row, from the north.
    pub y: u32,
}

impl TileAt {
    /// The greatest zoom a tile can have.
    pub const MAX_ZOOM: u8 = 30;

    /// The tile `levels` further out that holds this one; none beyond the whole world.
    pub fn parent(self, levels: u8) -> Option<Self> {
        Some(Self {
            zoom: self.zoom.checked_sub(levels)?,
            x: self.x >> levels,
            y: self.y >> levels,
        })
    }

    /// Whether there is such a tile.
    pub fn is_on_map(self) -> bool {
        self.zoom <= Self::MAX_ZOOM && self.x >> self.zoom == 0 && self.y >> self.zoom == 0
    }
}

/// Why a map of tiles, or a tile of it, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// Neither of the formats.
    #[error("this is no map of tiles; give a PMTiles or MBTiles file")]
    NotTiles,
    /// The file cannot be read at all.
    #[error("the file cannot be read ({0}); check that it may be opened and is whole")]
    Unreadable(String),
    /// The file says what cannot be.
    #[error("the map of tiles is damaged ({0}); get it again")]
    Damaged(String),
    /// It may come another time: a server is busy, or the line is down.
    #[error("{0}")]
    NotNow(String),
    /// A server does not give it.
    #[error("{0}")]
    Refused(String),
    /// Tiles of a kind that is not drawn.
    #[error("{0}")]
    Unsupported(String),
}

/// An open map of tiles.
#[derive(Debug)]
pub struct TileArchive {
    about: TileSet,
    tiles: Tiles,
}

#[derive(Debug)]
enum Tiles {
    Pm(PmTiles),
    Mb(MbTiles),
}

impl TileArchive {
    /// Opens the file at `path`, whatever it is called.
    ///
    /// # Errors
    /// When it is no map of tiles, or one that is damaged or not drawn here.
    pub fn open(path: &Path) -> Result<Self, TileError> {
        let magic = magic(path)?;
        let (tiles, about) = if pmtiles::is_one(&magic) {
            let (tiles, about) = PmTiles::open(path)?;
            (Tiles::Pm(tiles), about)
        } else if mbtiles::may_be_one(&magic) {
            let (tiles, about) = MbTiles::open(path)?;
            (Tiles::Mb(tiles), about)
        } else {
            return Err(TileError::NotTiles);
        };
        Ok(Self {
            about: about.or_called(path),
            tiles,
        })
    }

    /// What it holds.
    pub fn about(&self) -> &TileSet {
        &self.about
    }

    /// One tile, unpacked; `None` where the file has none.
    ///
    /// # Errors
    /// When the tile, or the way to it, is damaged.
    pub fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileError> {
        if !at.is_on_map() {
            return Ok(None);
        }
        let found = match &self.tiles {
            Tiles::Pm(tiles) => tiles.tile(at)?,
            Tiles::Mb(tiles) => tiles.tile(at)?,
        };
        let unpacked = found.map(|bytes| unpacked(bytes, MOST_TILE_BYTES));
        Ok(unpacked.transpose()?.filter(|bytes| !bytes.is_empty()))
    }

    /// Gives up a look-up that goes on, from another thread.
    pub fn stop(&self) {
        if let Tiles::Mb(tiles) = &self.tiles {
            tiles.stop();
        }
    }
}

/// Whether the file at `path` seems to be a map of tiles. Nothing else is said of it.
pub fn is_tile_archive(path: &Path) -> bool {
    magic(path).is_ok_and(|magic| {
        pmtiles::is_one(&magic) || (mbtiles::may_be_one(&magic) && mbtiles::has_tiles(path))
    })
}

fn magic(path: &Path) -> Result<Vec<u8>, TileError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAGIC_BYTES).read_to_end(&mut bytes))
        .map_err(|error| TileError::Unreadable(error.to_string()))?;
    Ok(bytes)
}

/// What is packed by gzip, unpacked to at most `most` bytes; anything else as it is.
fn unpacked(bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, TileError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    read_all(MultiGzDecoder::new(bytes.as_slice()), most)
}

/// All that `unpacker` gives, if that is at most `most` bytes.
fn read_all(unpacker: impl Read, most: u64) -> Result<Vec<u8>, TileError> {
    let mut out = Vec::new();
    unpacker
        .take(most + 1)
        .read_to_end(&mut out)
        .map_err(|error| TileError::Damaged(error.to_string()))?;
    if out.len() as u64 > most {
        return Err(TileError::Damaged(format!(
            "a part of it unpacks to more than {most} bytes"
        )));
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
