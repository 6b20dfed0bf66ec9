//! Columns on temporary files, for tables that are more than memory should hold.
//!
//! The files have no name where the system can do that, or lose it at once; elsewhere the
//! system deletes them with their last user. So nothing is left over, not even after a crash.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

use bytes::Bytes;

use crate::data::shelf::{Roll, Shelf, ShelfError};
use crate::io::store::{Store, make_private, map};

/// A folder for temporary files.
#[derive(Clone, Debug)]
pub struct FileShelf {
    folder: PathBuf,
}

impl FileShelf {
    /// A shelf beside the tables of `store`, else in the system's folder for temporary files.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(store: Option<&Store>) -> Result<Self, ShelfError> {
        let Some(store) = store else {
            return Ok(Self {
                folder: std::env::temp_dir(),
            });
        };
        let shelf = Self {
            folder: store.folder.clone(),
        };
        make_private(&shelf.folder).map_err(|error| shelf.error(&error))?;
        Ok(shelf)
    }

    fn error(&self, problem: &io::Error) -> ShelfError {
        ShelfError {
            folder: self.folder.display().to_string(),
            problem: problem.to_string(),
        }
    }
}

impl Shelf for FileShelf {
    fn roll(&self) -> Result<Option<Box<dyn Roll>>, ShelfError> {
        let file = tempfile::tempfile_in(&self.folder).map_err(|error| self.error(&error))?;
        let shelf = self.clone();
        Ok(Some(Box::new(Written { file, shelf })))
    }
}

/// A file that is being written.
struct Written {
    file: File,
    shelf: FileShelf,
}

impl Roll for Written {
    fn append(&mut self, bytes: &[u8]) -> Result<(), ShelfError> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| self.shelf.error(&error))
    }

    fn end(self: Box<Self>) -> Result<Bytes, ShelfError> {
        let bytes = map::map(&self.file).map_err(|error| self.shelf.error(&error))?;
        // Windows deletes the file when it is closed, which it must not be while it is mapped;
        // elsewhere open files are few and mapped ones many.
        let file = cfg!(windows).then_some(self.file);
        Ok(Bytes::from_owner(Held { bytes, _file: file }))
    }
}

/// A mapped file, let go of before it is closed.
struct Held {
    bytes: Bytes,
    _file: Option<File>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}
