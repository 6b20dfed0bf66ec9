//! PMTiles, version 3 of its specification: a header, directories of tiles in the order of a
//! Hilbert curve, the tiles.
//!
//! The crate `pmtiles` gives the curve. Its reader is not used: it needs an asynchronous runtime,
//! and panics on a damaged header or directory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::LonLat;
use crate::io::tiles::about::{Described, TileFormat, TileSet, format_of, side_px};
use crate::io::tiles::{MOST_TILE_BYTES, TileAt, TileError, read_all, unpacked};

const MAGIC: &[u8] = b"PMTiles";
const HEADER_BYTES: usize = 127;
/// What a directory, or the metadata, may unpack to.
const MOST_BYTES: u64 = 64_000_000;
/// Directories lead to directories at most this often; the specification has one level.
const MOST_LEVELS: usize = 4;
/// Directories kept for the next tile.
const KEPT: usize = 64;

/// Whether a file that starts so is one.
pub(super) fn is_one(first: &[u8]) -> bool {
    first.starts_with(MAGIC) || (first.starts_with(b"PM") && matches!(first.get(2), Some(1 | 2)))
}

/// An open file.
#[derive(Debug)]
pub(super) struct PmTiles {
    file: Mutex<File>,
    bytes: u64,
    header: Header,
    root: Directory,
    leaves: Mutex<BTreeMap<u64, Arc<Directory>>>,
}

/// Where things are in the file.
#[derive(Clone, Debug, PartialEq)]
struct Header {
    root: Part,
    metadata: Part,
    leaves: Part,
    data: Part,
    internal_packing: Packing,
    tile_packing: Packing,
    tile_type: u8,
    zooms: (u8, u8),
    corners: (LonLat, LonLat),
}

/// How parts of the file are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    /// Not at all, or it does not say; what gzip packed is unpacked all the same.
    NoneOrGzip,
    Brotli,
    Zstd,
}

/// A stretch of the file.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    offset: u64,
    length: u64,
}

/// Entries by ascending number of the tile.
#[derive(Clone, Debug, Default, PartialEq)]
struct Directory {
    entries: Vec<Entry>,
}

/// So many tiles of the same content, from one on; or a directory, where there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Entry {
    tile: u64,
    offset: u64,
    length: u64,
    run: u64,
}

impl PmTiles {
    pub(super) fn open(path: &Path) -> Result<(Self, TileSet), TileError> {
        let unreadable = |error: std::io::Error| TileError::Unreadable(error.to_string());
        let mut file = File::open(path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        let mut head = Vec::new();
        let mut start = (&mut file).take(HEADER_BYTES as u64);
        start.read_to_end(&mut head).map_err(unreadable)?;
        let header = Header::parse(&head)?;
        let mut tiles = Self {
            file: Mutex::new(file),
            bytes,
            header,
            root: Directory::default(),
            leaves: Mutex::default(),
        };
        tiles.root = tiles.directory(tiles.header.root)?;
        let about = tiles.about()?;
        Ok((tiles, about))
    }

    pub(super) fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileError> {
        let coord = ::pmtiles::TileCoord::new(at.zoom, at.x, at.y);
        let Ok(coord) = coord else { return Ok(None) };
        let wanted = ::pmtiles::TileId::from(coord).value();
        let Some(entry) = self.find(wanted)? else {
            return Ok(None);
        };
        let bytes = self.read(entry.within(self.header.data)?, MOST_TILE_BYTES)?;
        let packing = self.header.tile_packing;
        packing.unpacked(bytes, MOST_TILE_BYTES).map(Some)
    }

    /// The entry that holds tile number `wanted`.
    fn find(&self, wanted: u64) -> Result<Option<Entry>, TileError> {
        let mut found = self.root.find(wanted);
        for _ in 0..MOST_LEVELS {
            match found {
                Some(entry) if entry.run == 0 => {
                    found = self.leaf(entry)?.find(wanted);
                }
                other => return Ok(other),
            }
        }
        Err(damaged("its directories have no end"))
    }

    fn leaf(&self, entry: Entry) -> Result<Arc<Directory>, TileError> {
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = leaves.get(&entry.offset) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(self.directory(entry.within(self.header.leaves)?)?);
        if leaves.len() >= KEPT {
            leaves.clear();
        }
        leaves.insert(entry.offset, Arc::clone(&read));
        Ok(read)
    }

    fn directory(&self, part: Part) -> Result<Directory, TileError> {
        Directory::parse(&self.internal(part)?)
    }

    /// A directory or the metadata, unpacked.
    fn internal(&self, part: Part) -> Result<Vec<u8>, TileError> {
        let bytes = self.read(part, MOST_BYTES)?;
        self.header.internal_packing.unpacked(bytes, MOST_BYTES)
    }

    fn read(&self, part: Part, most: u64) -> Result<Vec<u8>, TileError> {
        let end = part.offset.checked_add(part.length);
        if end.is_none_or(|end| end > self.bytes) {
            return Err(damaged("a part of it lies beyond its end"));
        }
        if part.length > most {
            return Err(damaged("a part of it is far too large"));
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = vec![0; part.length as usize];
        file.seek(SeekFrom::Start(part.offset))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|error| TileError::Unreadable(error.to_string()))?;
        Ok(bytes)
    }

    fn about(&self) -> Result<TileSet, TileError> {
        let header = &self.header;
        // Tiles are drawn without metadata.
        let described = self.internal(header.metadata).unwrap_or_default();
        let described = Described::of(&described);
        let first = self.first_tile()?;
        let format = match header.tile_type {
            1 => TileFormat::Vector,
            2..=4 => TileFormat::Picture,
            5 => return Err(unsupported("its tiles are AVIF pictures")),
            6 => return Err(unsupported("its tiles are MapLibre vector tiles (MLT)")),
            _ => first.as_deref().map_or(TileFormat::Vector, format_of),
        };
        Ok(TileSet {
            name: described.name.clone().unwrap_or_default(),
            owed: described.owed(),
            format,
            zooms: header.zooms,
            corners: Some(header.corners).filter(|(a, b)| a.lon < b.lon && a.lat < b.lat),
            layers: described.layers(),
            side_px: first.as_deref().and_then(side_px),
        })
    }

    /// The first tile of the file, if the way to it is whole.
    fn first_tile(&self) -> Result<Option<Vec<u8>>, TileError> {
        let mut first = self.root.entries.first().copied();
        for _ in 0..MOST_LEVELS {
            match first {
                Some(entry) if entry.run == 0 => {
                    first = self.leaf(entry)?.entries.first().copied();
                }
                Some(entry) => {
                    let bytes = self.read(entry.within(self.header.data)?, MOST_TILE_BYTES)?;
                    let packing = self.header.tile_packing;
                    return packing.unpacked(bytes, MOST_TILE_BYTES).map(Some);
                }
                None => return Ok(None),
            }
        }
        Err(damaged("its directories have no end"))
    }
}

impl Header {
    fn parse(bytes: &[u8]) -> Result<Self, TileError> {
        if !bytes.starts_with(MAGIC) || bytes.get(7) != Some(&3) {
            return Err(unsupported("it is of an old version of PMTiles"));
        }
        if bytes.len() < HEADER_BYTES {
            return Err(damaged("its header is cut off"));
        }
        let long = |at: usize| {
            let eight: [u8; 8] = bytes[at..at + 8].try_into().unwrap_or_default();
            u64::from_le_bytes(eight)
        };
        let part = |at: usize| Part {
            offset: long(at),
            length: long(at + 8),
        };
        let degrees = |at: usize| {
            let four: [u8; 4] = bytes[at..at + 4].try_into().unwrap_or_default();
            f64::from(i32::from_le_bytes(four)) / 1e7
        };
        let header = Self {
            root: part(8),
            metadata: part(24),
            leaves: part(40),
            data: part(56),
            internal_packing: Packing::of(bytes[97])?,
            tile_packing: Packing::of(bytes[98])?,
            tile_type: bytes[99],
            zooms: (bytes[100], bytes[101]),
            corners: (
                LonLat::new(degrees(102), degrees(106)),
                LonLat::new(degrees(110), degrees(114)),
            ),
        };
        header.checked()
    }

    fn checked(self) -> Result<Self, TileError> {
        if self.zooms.0 > self.zooms.1 || self.zooms.1 > TileAt::MAX_ZOOM {
            return Err(damaged("it has no zooms"));
        }
        Ok(self)
    }
}

impl Packing {
    fn of(said: u8) -> Result<Self, TileError> {
        match said {
            0..=2 => Ok(Self::NoneOrGzip),
            3 => Ok(Self::Brotli),
            4 => Ok(Self::Zstd),
            _ => Err(damaged("it is packed by no known means")),
        }
    }

    fn unpacked(self, bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, TileError> {
        match self {
            Self::NoneOrGzip => unpacked(bytes, most),
            Self::Brotli => read_all(brotli::Decompressor::new(bytes.as_slice(), 4096), most),
            Self::Zstd => {
                let unpacker = zstd::stream::read::Decoder::new(bytes.as_slice());
                let unpacker = unpacker.map_err(|error| damaged(&error.to_string()))?;
                read_all(unpacker, most)
            }
        }
    }
}

impl Directory {
    fn parse(bytes: &[u8]) -> Result<Self, TileError> {
        let mut rest = bytes;
        let n = varint(&mut rest)?;
        // Each entry takes four bytes at least.
        if n > rest.len() as u64 / 4 {
            return Err(damaged("a directory of it is cut off"));
        }
        let mut entries = vec![Entry::default(); n as usize];
        let mut tile = 0_u64;
        for entry in &mut entries {
            let step = varint(&mut rest)?;
            let next = tile.checked_add(step);
            tile = next.ok_or_else(|| damaged("a directory of it has no order"))?;
            entry.tile = tile;
        }
        for entry in &mut entries {
            entry.run = varint(&mut rest)?;
        }
        for entry in &mut entries {
            entry.length = varint(&mut rest)?;
        }
        let mut end = None;
        for entry in &mut entries {
            let wrong = || damaged("a directory of it leads nowhere");
            entry.offset = match varint(&mut rest)? {
                0 => end.ok_or_else(wrong)?,
                offset => offset - 1,
            };
            end = entry.offset.checked_add(entry.length);
        }
        Ok(Self { entries })
    }

    fn find(&self, wanted: u64) -> Option<Entry> {
        let after = self.entries.partition_point(|entry| entry.tile <= wanted);
        let entry = self.entries[..after].last()?;
        (entry.run == 0 || wanted - entry.tile < entry.run).then_some(*entry)
    }
}

impl Entry {
    /// Its bytes in the file, of which `part` holds all of its kind.
    fn within(self, part: Part) -> Result<Part, TileError> {
        let end = self.offset.checked_add(self.length);
        let offset = part.offset.checked_add(self.offset);
        match (end, offset) {
            (Some(end), Some(offset)) if end <= part.length => Ok(Part {
                offset,
                length: self.length,
            }),
            _ => Err(damaged("a directory of it leads nowhere")),
        }
    }
}

/// A number of variable length, seven bits a byte, the lowest first.
fn varint(rest: &mut &[u8]) -> Result<u64, TileError> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest
            .split_first()
            .ok_or_else(|| damaged("a directory of it is cut off"))?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(damaged("a directory of it has a number without end"))
}

fn damaged(why: &str) -> TileError {
    TileError::Damaged(why.to_owned())
}

fn unsupported(why: &str) -> TileError {
    TileError::Unsupported(format!(
        "{why}, which nightbeat cannot draw; convert it to PMTiles version 3, or to MBTiles, with \
         PNG, JPEG, WebP or Mapbox vector tiles"
    ))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn every_packing_is_unpacked_and_none_without_end() {
        let plain = vec![7_u8; 100_000];
        let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
        brotli.write_all(&plain).unwrap();
        let zstd = zstd::encode_all(plain.as_slice(), 3).unwrap();
        for (packing, packed) in [
            (Packing::Brotli, brotli.into_inner()),
            (Packing::Zstd, zstd),
            (Packing::NoneOrGzip, plain.clone()),
        ] {
            assert_eq!(packing.unpacked(packed.clone(), 100_000), Ok(plain.clone()));
            if packing != Packing::NoneOrGzip {
                assert!(packing.unpacked(packed.clone(), 99_999).is_err());
                let half = packed[..packed.len() / 2].to_vec();
                assert!(packing.unpacked(half, 100_000).is_err(), "{packing:?}");
            }
        }
        assert!(Packing::of(9).is_err());
    }
}
