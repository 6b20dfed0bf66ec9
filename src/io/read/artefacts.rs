//! Reads artefact sites: points with a name, as premises are read, or outlines, as boundaries
//! are.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::Progress;
use crate::data::raw::RawArtefacts;
use crate::io::read::boundaries::{BoundaryOptions, read_boundaries};
use crate::io::read::error::ReadError;
use crate::io::read::kind::{FileKind, sniff_kind};
use crate::io::read::options::{ProfileChoice, ReadOptions};
use crate::io::read::premises::read_premises;

/// Reads police stations, hospitals and the like: a table of names and positions, or polygons.
///
/// # Errors
/// When the file cannot be used at all.
pub fn read_artefacts(
    path: &Path,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<RawArtefacts, ReadError> {
    Ok(match sniff_kind(path, &progress.of_step())? {
        FileKind::Boundaries => RawArtefacts::Outlines(read_boundaries(
            path,
            &BoundaryOptions::default(),
            progress,
        )?),
        FileKind::Premises | FileKind::Incidents | FileKind::Roads | FileKind::Reference => {
            // What is said of columns is said of incidents.
            let unmapped = ReadOptions {
                map: BTreeMap::new(),
                layer: None,
                profile: ProfileChoice::None,
                ..options.clone()
            };
            RawArtefacts::Points(read_premises(path, &unmapped, progress)?)
        }
    })
}
