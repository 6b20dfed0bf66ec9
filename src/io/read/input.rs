//! Where bytes come from: a file of the user's, or one that is built into the program.

use std::path::{Path, PathBuf};

/// Something a reader can read.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A file on disk.
    File(&'a Path),
    /// Bytes of the program itself: the sample town.
    Embedded {
        /// What to call it in messages and provenance.
        name: &'a str,
        /// The bytes as they would lie on disk.
        bytes: &'static [u8],
    },
}

impl<'a> From<&'a Path> for Input<'a> {
    fn from(path: &'a Path) -> Self {
        Self::File(path)
    }
}

impl<'a> From<&'a PathBuf> for Input<'a> {
    fn from(path: &'a PathBuf) -> Self {
        Self::File(path)
    }
}
