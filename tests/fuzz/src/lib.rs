//! What the fuzz targets share: a file for each input, every reader over it, and the one rule
//! that nothing a file holds may make a reader panic.
//!
//! Readers of workbooks and Parquet stop panics of the libraries they use and refuse the file.
//! Such a panic is no finding, so that libFuzzer's own hook, which ends the program at every
//! panic, is taken off and only what comes through is reported.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use nightbeat::base::Progress;
use nightbeat::data::raw::RawIncidents;
use nightbeat::io::read::{
    BoundaryOptions, FileKind, ReadOptions, preview, read_artefacts, read_boundaries, read_incidents,
    read_premises, sniff_kind,
};

/// More is let through to a user; for a fuzzer it would be a waste of time.
const UNPACKED_BYTES: u64 = 4_000_000;

/// Keeps panics that the readers stop themselves from ending the program.
pub fn begin() {
    std::panic::set_hook(Box::new(|about| {
        // Seen only beside a finding, or with FUZZ_VERBOSE.
        if std::env::var_os("FUZZ_VERBOSE").is_some() {
            eprintln!("{about}");
        }
    }));
}

/// Does `work`, and ends the program with the input kept if it panics.
pub fn survive(work: impl FnOnce()) {
    if let Err(why) = catch_unwind(AssertUnwindSafe(work)) {
        let text = why
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| why.downcast_ref::<&str>().map(|&text| text.to_owned()));
        eprintln!("a reader panicked: {}", text.unwrap_or_default());
        std::process::abort();
    }
}

/// A folder of this process in memory.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = base.join(format!("nightbeat-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the inputs");
        folder
    })
}

/// Puts `bytes` into a file called `name`.
pub fn put(name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    std::fs::write(&path, bytes).expect("the input is written");
    path
}

/// Reads the file in every way there is.
pub fn read_in_every_way(path: &Path) {
    let (options, progress) = (options(), Progress::new());
    drop(sniff_kind(path, &Progress::new()));
    if let Ok(read) = read_incidents(path, &options, &progress) {
        is_consistent(&read);
    }
    for kind in FileKind::ALL {
        drop(preview(path, kind, &options, &progress));
    }
    drop(read_premises(path, &options, &progress));
    read_areas(path);
    drop(read_artefacts(path, &options, &progress));
}

/// Reads the file as incidents and looks at it as the import window does.
pub fn read_table(path: &Path) {
    let (options, progress) = (options(), Progress::new());
    if let Ok(read) = read_incidents(path, &options, &progress) {
        is_consistent(&read);
    }
    drop(preview(path, FileKind::Incidents, &options, &progress));
    drop(read_premises(path, &options, &progress));
}

/// Reads the file as boundaries.
pub fn read_areas(path: &Path) {
    let options = BoundaryOptions {
        unpacked_bytes: Some(UNPACKED_BYTES),
        ..BoundaryOptions::default()
    };
    if let Ok(read) = read_boundaries(path, &options, &Progress::new()) {
        for area in &read.areas {
            for polygon in &area.shape {
                let corners = polygon.exterior().coords();
                assert!(
                    corners
                        .into_iter()
                        .all(|c| c.x.is_finite() && c.y.is_finite())
                );
            }
        }
    }
}

fn options() -> ReadOptions {
    ReadOptions {
        unpacked_bytes: Some(UNPACKED_BYTES),
        ..ReadOptions::default()
    }
}

/// What must hold of everything that is read, whatever it is.
fn is_consistent(read: &RawIncidents) {
    let set_aside: usize = read.report.set_aside.values().map(Vec::len).sum();
    assert_eq!(read.rows_read, read.len() + set_aside, "rows are lost");
}
