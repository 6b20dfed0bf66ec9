//! Opening a file of incidents, as the window does.

use std::path::{Path, PathBuf};

use nightbeat::base::Progress;
use nightbeat::engine::load::{LoadRequest, Loaded, load};
use nightbeat::io::store::Store;
use nightbeat::project::Project;

use crate::process::peak_memory_bytes;
use crate::{Outcome, say, timed};

/// Times opening `csv` in this process.
pub(crate) fn time(csv: &Path) -> Outcome {
    let (loaded, ms) = timed(|| open(csv));
    let loaded = loaded?;
    say("open.total_ms", ms);
    say("open.read_ms", loaded.timings.read_ms);
    say("open.place_ms", loaded.timings.project_ms);
    say("open.incidents", loaded.data.tally.analysed as f64);
    if let Some(bytes) = peak_memory_bytes() {
        say("open.peak_bytes", bytes);
    }
    Ok(())
}

pub(crate) fn open(csv: &Path) -> Result<Loaded, Box<dyn std::error::Error>> {
    let mut project = Project::sample();
    project.sources.incidents = vec![csv.to_owned()];
    let mut request = LoadRequest::for_project(&project, Vec::new());
    // Tables are kept where the caller says, never in the user's own folder.
    let folder = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    request.cache = folder.map(|folder| Store::new(folder.join("nightbeat")));
    Ok(load(&request, &Progress::new())?)
}
