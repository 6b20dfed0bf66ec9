//! Every stage from a file to a coloured picture, at 10,000 to 10,000,000 incidents.
//!
//! `cargo bench --bench stages --no-default-features`; `-- select` measures one stage,
//! `-- --skip 10000000` leaves out the largest size, which takes some 4 GB of memory and, until
//! the benchmark ends, 1.1 GB of the system's folder for temporary files.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use divan::Bencher;
use nightbeat::data::raw::RawIncidents;
use nightbeat::sample::{SampleParams, write_file};
use tempfile::TempDir;

#[path = "shared/stages.rs"]
mod stages;

use stages::Stages;

const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 10_000_000];

fn main() {
    divan::main();
    INPUTS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clear();
}

/// What the stages of one size start from.
struct Inputs {
    csv: PathBuf,
    raw: RawIncidents,
    stages: Stages,
    /// Holds the file; goes with it.
    _folder: TempDir,
}

/// Made once a size, and kept.
static INPUTS: Mutex<BTreeMap<usize, Arc<Inputs>>> = Mutex::new(BTreeMap::new());

fn inputs(n: usize) -> Option<Arc<Inputs>> {
    let mut known = INPUTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(inputs) = known.get(&n) {
        return Some(Arc::clone(inputs));
    }
    match Inputs::make(n) {
        Ok(inputs) => Some(Arc::clone(known.entry(n).or_insert(Arc::new(inputs)))),
        Err(error) => {
            eprintln!("nothing was measured at {n} incidents: {error}");
            None
        }
    }
}

impl Inputs {
    fn make(n: usize) -> Result<Self, Box<dyn Error>> {
        let folder = TempDir::new()?;
        let csv = folder.path().join("incidents.csv");
        write_incidents(&csv, n)?;
        let raw = stages::read(&csv)?;
        let stages = Stages::new(stages::place(raw.clone())?)?;
        Ok(Self {
            csv,
            raw,
            stages,
            _folder: folder,
        })
    }
}

fn write_incidents(csv: &Path, n: usize) -> std::io::Result<()> {
    let params = SampleParams {
        incidents: n,
        ..SampleParams::default()
    };
    let mut out = BufWriter::new(File::create(csv)?);
    write_file("incidents.csv", &params, &mut out)?;
    out.flush()
}

#[divan::bench(args = SIZES, max_time = 3)]
fn read(bencher: Bencher<'_, '_>, n: usize) {
    if let Some(inputs) = inputs(n) {
        bencher.bench_local(|| stages::read(&inputs.csv));
    }
}

#[divan::bench(args = SIZES, max_time = 3)]
fn place(bencher: Bencher<'_, '_>, n: usize) {
    if let Some(inputs) = inputs(n) {
        bencher
            .with_inputs(|| inputs.raw.clone())
            .bench_local_values(stages::place);
    }
}

/// Measures a stage that needs nothing but what the stages before it gave.
fn measure<T>(bencher: Bencher<'_, '_>, n: usize, stage: impl Fn(&Stages) -> T) {
    if let Some(inputs) = inputs(n) {
        bencher.bench_local(|| stage(&inputs.stages));
    }
}

#[divan::bench(args = SIZES, max_time = 3)]
fn select(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, n, Stages::select);
}

#[divan::bench(args = SIZES, max_time = 3)]
fn charts(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, n, Stages::charts);
}

#[divan::bench(args = SIZES, max_time = 3)]
fn surface(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, n, Stages::surface);
}

#[divan::bench(args = SIZES, max_time = 3)]
fn preview(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, n, Stages::preview);
}

#[divan::bench(args = SIZES, max_time = 3)]
fn discs(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, n, Stages::discs);
}

#[divan::bench(args = SIZES, max_time = 3)]
fn colour(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, n, Stages::colour);
}

#[divan::bench(args = SIZES, max_time = 3)]
fn answer(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, n, Stages::answer);
}
