//! `nightbeat cache`: where tables of large files are kept, and how much they take.

use std::env;
use std::path::PathBuf;

use crate::base::figures::grouped;
use crate::cli::args::CacheCommand;
use crate::cli::exit::{Done, Failure};
use crate::cli::result;
use crate::io::store::{Contents, Store};

const BYTES_PER_MB: u64 = 1_000_000;

/// Runs the command.
///
/// # Errors
/// When the system names no folder for caches.
pub fn run(command: &CacheCommand) -> Result<Done, Failure> {
    let store = store().ok_or_else(|| {
        Failure::new("there is no cache: the system names no folder for it (HOME is not set)")
    })?;
    let contents = if command.clear {
        store.clear()
    } else {
        store.contents()
    };
    result::print(&said(&store, contents))?;
    Ok(Done::Clean)
}

/// The cache in the user's own folder for such things; `None` where the system names none.
pub fn store() -> Option<Store> {
    let folder = |name: &str| {
        let value = env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from).filter(|path| path.is_absolute())
    };
    let caches = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library").join("Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    caches.map(|caches| Store::new(caches.join("nightbeat").join("tables")))
}

fn said(store: &Store, contents: Contents) -> String {
    let tables = match contents.tables {
        1 => "1 table".to_owned(),
        n => format!("{} tables", grouped(n)),
    };
    format!(
        "{}\n{tables}, {} MB of at most {} MB\n",
        store.folder.display(),
        grouped(contents.bytes.div_ceil(BYTES_PER_MB) as usize),
        grouped((store.limit_bytes / BYTES_PER_MB) as usize),
    )
}
