//! A data set whose columns lay on temporary files is the one that was made in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nightbeat::base::Progress;
use nightbeat::data::Dataset;
use nightbeat::data::assemble::{AssembleError, AssembleParams, Intake, tabulate};
use nightbeat::data::shelf::{Roll, Shelf, ShelfError};
use nightbeat::engine::load::{LoadError, LoadRequest, load};
use nightbeat::io::read::{ReadOptions, read_incidents_into};
use nightbeat::io::store::{FileShelf, Store};
use nightbeat::project::{BoundarySource, Sources};
use nightbeat::sample::embedded;
use tempfile::TempDir;

use crate::cache::assert_same;

/// The sample town as files, one file ten times as long: more than one stretch.
fn town(folder: &Path) -> Sources {
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let csv = embedded::INCIDENTS_CSV;
    let header = csv.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let many = [csv, &csv[header..].repeat(9)].concat();
    Sources {
        incidents: vec![write("a.csv", &many), write("b.csv", csv)],
        boundaries: Some(BoundarySource {
            path: write("npus.geojson", embedded::NPUS_GEOJSON),
            ..BoundarySource::default()
        }),
        premises: Some(write("premises.csv", embedded::PREMISES_CSV)),
        ..Sources::default()
    }
}

fn request(sources: Sources) -> LoadRequest {
    LoadRequest {
        sources,
        added: Vec::new(),
        read: ReadOptions::default(),
        assemble: AssembleParams::default(),
        cache: None,
        memory_bytes: None,
        kept: Vec::new(),
    }
}

fn data(request: &LoadRequest) -> Dataset {
    load(request, &Progress::new()).unwrap().data
}

fn store(folder: &TempDir, least_bytes: u64) -> Store {
    Store {
        least_bytes,
        ..Store::new(folder.path().join("cache"))
    }
}

fn files(store: &Store) -> Vec<PathBuf> {
    let entries = fs::read_dir(&store.folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn data_larger_than_the_budget_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut request = request(town(folder.path()));
    let fresh = data(&request);
    assert!(fresh.tally.rows_read > 1 << 17, "more than one stretch");
    request.memory_bytes = Some(1_000_000);
    assert_same(&data(&request), &fresh);
    // Beside a cache that keeps nothing, and one that keeps all.
    request.cache = Some(store(&folder, u64::MAX));
    assert_same(&data(&request), &fresh);
    assert_eq!(files(request.cache.as_ref().unwrap()).len(), 0);
    request.cache = Some(store(&folder, 0));
    assert_same(&data(&request), &fresh);
    assert_eq!(files(request.cache.as_ref().unwrap()).len(), 2);
    assert_same(&data(&request), &fresh);
}

#[test]
fn a_folder_that_cannot_be_is_one_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut request = request(town(folder.path()));
    let taken = folder.path().join("taken");
    fs::write(&taken, "").unwrap();
    request.cache = Some(Store::new(taken));
    request.memory_bytes = Some(1_000_000);
    let error = load(&request, &Progress::new()).unwrap_err();
    assert!(
        matches!(error, LoadError::Assemble(AssembleError::Shelf(_))),
        "{error}"
    );
    let said = error.to_string();
    assert!(
        said.contains("taken") && said.contains("--memory-budget-mb"),
        "{said}"
    );
    // What needs no shelf needs no folder.
    request.memory_bytes = Some(1_000_000_000);
    data(&request);
}

/// A shelf of files that is full, or cancels the work, after so many writes.
#[derive(Debug)]
struct Brittle {
    files: FileShelf,
    left: Arc<AtomicUsize>,
    cancels: Option<Progress>,
}

struct BrittleRoll(Box<dyn Roll>, Arc<AtomicUsize>, Option<Progress>);

impl Shelf for Brittle {
    fn roll(&self) -> Result<Option<Box<dyn Roll>>, ShelfError> {
        let (left, cancels) = (Arc::clone(&self.left), self.cancels.clone());
        let roll = self.files.roll()?.unwrap();
        Ok(Some(Box::new(BrittleRoll(roll, left, cancels))))
    }
}

impl Roll for BrittleRoll {
    fn append(&mut self, bytes: &[u8]) -> Result<(), ShelfError> {
        let down = |left: usize| left.checked_sub(1);
        if self
            .1
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, down)
            .is_err()
        {
            let Some(progress) = &self.2 else {
                return Err(full());
            };
            progress.cancel();
        }
        self.0.append(bytes)
    }

    fn end(self: Box<Self>) -> Result<bytes::Bytes, ShelfError> {
        self.0.end()
    }
}

fn full() -> ShelfError {
    ShelfError {
        folder: "there".to_owned(),
        problem: "No space left on device".to_owned(),
    }
}

/// What comes of the town's incidents when the shelf breaks after `writes`; the number left.
fn broken_after(
    writes: usize,
    sources: &Sources,
    store: &Store,
    cancels: bool,
) -> (Result<usize, LoadError>, usize) {
    let progress = Progress::new();
    let left = Arc::new(AtomicUsize::new(writes));
    let shelf = Brittle {
        files: FileShelf::new(Some(store)).unwrap(),
        left: Arc::clone(&left),
        cancels: cancels.then(|| progress.clone()),
    };
    let made = || {
        let mut intake = Intake::new(Arc::new(shelf));
        let options = ReadOptions::default();
        for path in &sources.incidents {
            let file = read_incidents_into::<LoadError>(
                path.as_path(),
                &options,
                &progress,
                &mut |chunk| Ok(intake.take(chunk)?),
            )?;
            intake.end(file)?;
        }
        let params = AssembleParams::default();
        let (table, _) = tabulate(intake, None, &params, &progress, |_| ())?;
        Ok(table.incidents.len())
    };
    (made(), left.load(Ordering::Relaxed))
}

#[test]
fn a_shelf_that_is_full_or_work_that_is_cancelled_at_any_moment_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (sources, store) = (town(folder.path()), store(&folder, 0));
    let enough = 1_000_000;
    let (whole, left) = broken_after(enough, &sources, &store, false);
    assert!(whole.is_ok());
    let writes = enough - left;
    assert!(writes > 40, "{writes}");
    for after in (0..writes).step_by(writes / 12) {
        let (stopped, _) = broken_after(after, &sources, &store, false);
        let error = stopped.unwrap_err();
        let wanted = AssembleError::Shelf(full());
        assert!(
            matches!(&error, LoadError::Assemble(found) if *found == wanted),
            "{error}"
        );
        assert_eq!(files(&store).len(), 0);
    }
    let (stopped, _) = broken_after(writes / 2, &sources, &store, true);
    assert!(matches!(stopped, Err(LoadError::Cancelled(_))));
    assert_eq!(files(&store).len(), 0);
}
