//! The sample town's tiles as a file: walkers reads PMTiles by path, the program carries bytes.

use std::io::Write;

use tempfile::TempPath;

use crate::sample::embedded::SALTMERE_PMTILES;

/// Writes the tiles to a temporary file, which is deleted when the value is dropped. `None`
/// where that fails: the map then has plain land, which is no reason not to start.
pub(crate) fn sample_tiles() -> Option<TempPath> {
    if SALTMERE_PMTILES.is_empty() {
        return None;
    }
    let written = tempfile::Builder::new()
        .prefix("nightbeat-")
        .suffix(".pmtiles")
        .tempfile()
        .and_then(|mut file| {
            file.write_all(SALTMERE_PMTILES)
                .map(|()| file.into_temp_path())
        });
    written
        .inspect_err(|error| log::warn!("the sample town has no streets: {error}"))
        .ok()
}
