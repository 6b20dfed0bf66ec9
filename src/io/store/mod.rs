//! The cache: assembled incident tables on disk, so that large files open again at once.
//!
//! A table is one file, named by what it was made of ([`Key`]) and by nothing else. Its columns
//! lie in it as they lie in memory, so that opening is mapping: nothing is decoded or copied.
//! (Parquet and its like are made for exchange; they would have to be unpacked, and nobody but
//! nightbeat reads these files.) The cache may be deleted at any time: a table that is missing,
//! cut short, damaged or of another version is made afresh.
//!
//! Files are told apart by path, length, time of change and a fingerprint of their content. Up
//! to 64 MB all of it counts; of larger files the start, the end and samples between, some
//! megabytes, because reading all of it would take longer than opening. A change inside a large
//! file that keeps its length, its time *and* all samples is not seen; whoever suspects one
//! reads without the cache.

mod format;
mod key;
mod map;
mod meta;
mod shelf;

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::base::{Cancelled, Progress};
use crate::data::assemble::IncidentTable;
use crate::io::read::into_archive;
use crate::io::store::format::Columns;

pub use key::{Key, KeyParts};
pub use shelf::FileShelf;

const EXTENSION: &str = "nbtable";
/// Beside each table a file of this kind, written whenever the table is used.
const USED: &str = "used";
const TEMPORARY: &str = ".unfinished-";

/// A folder of cached tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// The folder; made when it is first needed.
    pub folder: PathBuf,
    /// All tables together take at most this much.
    pub limit_bytes: u64,
    /// Incident files that are smaller together, as far as that can be told of packed ones, are
    /// not worth a table.
    pub least_bytes: u64,
}

/// How much is in a [`Store`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Number of tables.
    pub tables: usize,
    /// Their size on disk.
    pub bytes: u64,
}

struct Entry {
    path: PathBuf,
    bytes: u64,
    used: Option<std::time::Duration>,
}

impl Store {
    /// A store in `folder` with the usual limits: 4 GB in all, files from 20 MB.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            limit_bytes: 4_000_000_000,
            least_bytes: 20_000_000,
        }
    }

    /// The table of `key`, mapped, if it is here and whole.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub fn open(&self, key: &Key, progress: &Progress) -> Result<Option<IncidentTable>, Cancelled> {
        self.open_as(key, Columns::Checked, progress)
    }

    /// As [`Store::open`], of a table that was kept a moment ago: its columns stay where they are
    /// until they are needed.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub fn open_just_kept(
        &self,
        key: &Key,
        progress: &Progress,
    ) -> Result<Option<IncidentTable>, Cancelled> {
        self.open_as(key, Columns::JustWritten, progress)
    }

    fn open_as(
        &self,
        key: &Key,
        columns: Columns,
        progress: &Progress,
    ) -> Result<Option<IncidentTable>, Cancelled> {
        let path = self.path(key);
        let Ok(bytes) = File::open(&path).and_then(|file| map::map(&file)) else {
            return Ok(None);
        };
        let table = format::read(&bytes, key, columns, progress)?;
        if table.is_some() {
            // Where it cannot be noted, the table only looks older than it is.
            let _ = note_use(&path);
        }
        Ok(table)
    }

    /// Keeps `table` under `key`; older tables make room for it. Whether there was room.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn keep(&self, key: &Key, table: &IncidentTable, progress: &Progress) -> io::Result<bool> {
        let bytes = format::size(table);
        if bytes > self.limit_bytes {
            return Ok(false);
        }
        make_private(&self.folder)?;
        self.remove_unfinished();
        self.make_room(bytes, &self.path(key));
        let mut file = Builder::new().prefix(TEMPORARY).tempfile_in(&self.folder)?;
        // Says to others that this file is not left over.
        file.as_file().lock()?;
        format::write(file.as_file_mut(), key, table, progress)?;
        self.place(file, key)?;
        Ok(true)
    }

    /// How much is here.
    pub fn contents(&self) -> Contents {
        let entries = self.entries();
        Contents {
            tables: entries.len(),
            bytes: entries.iter().map(|entry| entry.bytes).sum(),
        }
    }

    /// Deletes all tables; what could not be deleted, because it is in use, stays.
    pub fn clear(&self) -> Contents {
        self.remove_unfinished();
        self.entries().iter().for_each(remove);
        self.contents()
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.name()).with_extension(EXTENSION)
    }

    fn place(&self, file: NamedTempFile, key: &Key) -> io::Result<()> {
        let path = self.path(key);
        file.persist(&path).map_err(|error| error.error)?;
        note_use(&path)
    }

    /// Deletes the tables that were not used for longest until `bytes` more fit.
    fn make_room(&self, bytes: u64, replaced: &Path) {
        let mut entries = self.entries();
        entries.sort_by(|a, b| (a.used, &a.path).cmp(&(b.used, &b.path)));
        let mut taken: u64 = bytes;
        taken += entries.iter().map(|entry| entry.bytes).sum::<u64>();
        for entry in entries {
            let is_replaced = entry.path == replaced;
            if taken > self.limit_bytes || is_replaced {
                remove(&entry);
                taken -= entry.bytes;
            }
        }
    }

    /// Deletes what a run left behind that did not come to its end.
    fn remove_unfinished(&self) {
        for path in files(&self.folder) {
            let name = path.file_name().and_then(|name| name.to_str());
            if !name.is_some_and(|name| name.starts_with(TEMPORARY)) {
                continue;
            }
            let Ok(file) = File::open(&path) else {
                continue;
            };
            if !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
                drop(file);
                let _ = fs::remove_file(path);
            }
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let tables = files(&self.folder).into_iter().filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == EXTENSION)
        });
        let entry = |path: PathBuf| {
            let bytes = fs::metadata(&path).ok()?.len();
            let used = changed(&path.with_extension(USED)).or_else(|| changed(&path));
            Some(Entry { path, bytes, used })
        };
        tables.filter_map(entry).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn remove(entry: &Entry) {
    // A table that another window has open cannot be deleted on some systems; it stays.
    if fs::remove_file(&entry.path).is_ok() {
        let _ = fs::remove_file(entry.path.with_extension(USED));
    }
}

fn note_use(table: &Path) -> io::Result<()> {
    fs::write(table.with_extension(USED), "1")
}

/// When a file was last changed, since 1970.
fn changed(path: &Path) -> Option<std::time::Duration> {
    let changed = fs::metadata(path).ok()?.modified().ok()?;
    changed.duration_since(std::time::UNIX_EPOCH).ok()
}

/// About how large all files are together once they are unpacked; `None` where one cannot be
/// looked at. An archive of which several tables are meant counts once.
pub fn likely_bytes(paths: &[PathBuf]) -> Option<u64> {
    let files = paths.iter().map(|path| match into_archive(path) {
        Some((archive, _)) => archive,
        None => path.clone(),
    });
    let files: BTreeSet<PathBuf> = files.collect();
    let bytes = files.iter().map(|path| {
        let bytes = fs::metadata(path).ok()?.len();
        let times = if is_packed(path) { PACKED_RATIO } else { 1 };
        Some(bytes.saturating_mul(times))
    });
    bytes.sum()
}

/// How much longer tables of incidents are when they are unpacked, at most as a rule.
const PACKED_RATIO: u64 = 10;

/// Whether a file is packed, alone or in an archive, as workbooks are.
fn is_packed(path: &Path) -> bool {
    let mut start = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && (start.starts_with(&[0x1f, 0x8b]) || start == *b"PK\x03\x04")
}

/// Makes a folder that only the user may enter.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
