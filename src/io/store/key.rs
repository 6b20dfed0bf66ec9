//! What a cached table is known by.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::data::assemble::AssembleParams;
use crate::io::read::{ReadOptions, companions_of, into_archive};
use crate::io::store::{changed, format};

/// Files up to this size count with all of their content.
const WHOLE_BYTES: u64 = 64_000_000;
/// How much of a larger file is looked at in one place, and in how many.
const SAMPLE_BYTES: u64 = 1 << 18;
const SAMPLES: u64 = 16;

/// Tells tables apart: SHA-256 of everything a table depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(pub(super) [u8; 32]);

/// What a table of incidents depends on.
#[derive(Clone, Copy, Debug)]
pub struct KeyParts<'a> {
    /// The incident files; paths into an archive are tables in it.
    pub incidents: &'a [PathBuf],
    /// The boundaries, whose names and populations do not matter here.
    pub boundaries: Option<&'a Path>,
    /// Which layer of them.
    pub boundary_layer: Option<&'a str>,
    /// Which system they are said to be in.
    pub boundary_crs: Option<&'a str>,
    /// How the files are read.
    pub read: &'a ReadOptions,
    /// How incidents are placed; what is said of premises does not matter.
    pub assemble: &'a AssembleParams,
}

impl KeyParts<'_> {
    /// The key of all this.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn key(&self) -> io::Result<Key> {
        let mut digest = Sha256::new();
        let zone = self.read.time_zone();
        let said = (
            (format::VERSION, env!("CARGO_PKG_VERSION")),
            (
                &self.read.map,
                &self.read.keep,
                self.read.crs,
                self.read.date_order,
            ),
            (zone.iana_name(), &zone, self.read.unknown_midnight),
            &self.read.layer,
            (&self.read.mending, &self.read.refused),
            &self.read.profile,
            (
                self.assemble.analysis_epsg,
                self.assemble.keep_outliers,
                self.assemble.keep_outside,
            ),
            (self.incidents.len(), self.boundary_layer, self.boundary_crs),
        );
        digest.update(format!("{said:?}"));
        let mut taken_in = BTreeSet::new();
        for path in self.incidents {
            if let Some((archive, member)) = into_archive(path) {
                // An archive of many tables is looked at once.
                if !taken_in.contains(&archive) {
                    take_in(&mut digest, &archive, WHOLE_BYTES)?;
                    taken_in.insert(archive);
                }
                digest.update(path.as_os_str().as_encoded_bytes());
                digest.update(format!("\0{member}\0"));
                continue;
            }
            take_in(&mut digest, path, WHOLE_BYTES)?;
            for beside in companions_of(path) {
                take_in(&mut digest, &beside, WHOLE_BYTES)?;
            }
        }
        if let Some(path) = self.boundaries {
            take_in(&mut digest, path, u64::MAX)?;
            for beside in companions_of(path) {
                take_in(&mut digest, &beside, u64::MAX)?;
            }
        }
        Ok(Key(digest.finalize().into()))
    }
}

impl Key {
    /// The name of the table's file, without extension.
    pub(super) fn name(&self) -> String {
        self.0
            .iter()
            .take(16)
            .fold(String::new(), |mut name, byte| {
                // Writing to a string cannot fail.
                let _ = write!(name, "{byte:02x}");
                name
            })
    }
}

/// Path, length, time of change and content of a file.
fn take_in(digest: &mut Sha256, path: &Path, whole: u64) -> io::Result<()> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    digest.update(path.as_os_str().as_encoded_bytes());
    digest.update(format!("\0{bytes} {:?}", changed(path)));
    if bytes <= whole {
        io::copy(&mut file, digest)?;
        return Ok(());
    }
    for sample in 0..SAMPLES {
        let at = (bytes - SAMPLE_BYTES) * sample / (SAMPLES - 1);
        file.seek(SeekFrom::Start(at))?;
        io::copy(&mut (&file).take(SAMPLE_BYTES), digest)?;
    }
    Ok(())
}
