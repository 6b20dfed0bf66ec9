//! What lies in a zip archive.
//!
//! Only the list of contents is read by the `zip` crate; what a member holds is unpacked as a
//! stream, bounded and checked. Names are only compared and shown: nothing is ever written
//! under them, so that no name can lead out of the archive.

use std::io::{Read, Seek};

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::io::read::bounded::{Bounded, Checked};

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Its path inside the archive.
    pub(super) name: String,
    /// Bytes it takes in the archive.
    pub(super) packed_bytes: u64,
    /// Where they begin.
    pub(super) start: u64,
    packing: Packing,
    crc32: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Stored,
    Deflated,
    /// With a password.
    Locked,
    /// In a way that is rare.
    Other,
}

/// The files in the archive `from`, in its order, folders left out.
///
/// # Errors
/// When its list of contents is damaged.
pub(super) fn members(from: impl Read + Seek) -> Result<Vec<Member>, zip::result::ZipError> {
    let mut archive = ZipArchive::new(from)?;
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        let name = file.name()?.into_owned();
        if file.is_dir() {
            continue;
        }
        let packing = match file.compression() {
            _ if file.encrypted() => Packing::Locked,
            CompressionMethod::Stored => Packing::Stored,
            CompressionMethod::Deflated => Packing::Deflated,
            _ => Packing::Other,
        };
        members.push(Member {
            name,
            packed_bytes: file.compressed_size(),
            start: file.data_start().unwrap_or_default(),
            packing,
            crc32: file.crc32(),
        });
    }
    Ok(members)
}

/// What macOS and Windows put beside the files people mean.
pub(super) fn is_left_behind(name: &str) -> bool {
    let file = file_name(name);
    name.starts_with("__MACOSX/")
        || file.starts_with('.')
        || ["thumbs.db", "desktop.ini"].contains(&file.to_ascii_lowercase().as_str())
}

/// The last part of a path inside an archive.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether a path inside an archive ends in this extension, in any case.
pub(super) fn has_extension(path: &str, wanted: &str) -> bool {
    let extension = file_name(path).rsplit_once('.').map(|(_, end)| end);
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// Whether `name` may be what the user means by `said`: the path, its last part, or that without
/// its extension, in any case.
pub(super) fn is_meant(name: &str, said: &str) -> bool {
    let file = file_name(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    [name, file, stem]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(said.trim()))
}

impl Member {
    /// Why it cannot be unpacked, if it cannot.
    pub(super) fn obstacle(&self) -> Option<&'static str> {
        match self.packing {
            Packing::Stored | Packing::Deflated => None,
            Packing::Locked => Some("is locked with a password"),
            Packing::Other => Some("is packed in a way that is not read here"),
        }
    }

    /// What the member holds, at most `limit` bytes of it, given the bytes of the archive from
    /// [`Self::start`] on.
    pub(super) fn unpack<'a>(
        &self,
        packed: impl Read + Send + 'a,
        limit: u64,
    ) -> Box<dyn Read + Send + 'a> {
        let packed = packed.take(self.packed_bytes);
        match self.packing {
            Packing::Deflated => {
                let unpacked = Bounded::new(DeflateDecoder::new(packed), limit);
                Box::new(Checked::new(unpacked, self.crc32))
            }
            _ => Box::new(Checked::new(Bounded::new(packed, limit), self.crc32)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_known_by_its_path_its_name_or_its_stem() {
        for said in ["2021-08/street.csv", "street.csv", "Street", " street.CSV "] {
            assert!(is_meant("2021-08/street.csv", said), "{said}");
        }
        for said in ["2021-08", "stree", ""] {
            assert!(!is_meant("2021-08/street.csv", said), "{said}");
        }
    }

    #[test]
    fn what_systems_leave_behind_is_no_file_of_the_users() {
        for name in ["__MACOSX/._a.csv", "a/.DS_Store", "Thumbs.db"] {
            assert!(is_left_behind(name), "{name}");
        }
        assert!(!is_left_behind("a/b.csv"));
    }
}
