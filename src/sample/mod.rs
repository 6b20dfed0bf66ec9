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
mod files;
mod hotspots;
mod incidents;
mod names;
mod offences;
mod places;
mod plan;
mod premises;
mod rhythm;
mod shape;
mod streets;
mod tile;
mod town;
mod wards;

pub use town::Town;

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
        Self {
            seed: 1,
            incidents: 12_000,
        }
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
pub fn write_file(name: &str, params: &SampleParams, out: &mut dyn Write) -> io::Result<()> {
    let town = Town::new(params.seed);
    match name {
        "README.md" => files::readme(params, out),
        "incidents.csv" => incidents::write(&town, params, out),
        "wards.geojson" => files::areas(&town.wards, out),
        "npus.geojson" => files::areas(&town.units, out),
        "premises.csv" => files::premises(&town, out),
        "streets.geojson" => files::streets(&town, out),
        "saltmere.pmtiles" => basemap::write(&town, out),
        _ => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!(
                "the sample town has no file {name}; it has {}",
                FILES.join(", ")
            ),
        )),
    }
}

#[cfg(test)]
mod tests;
