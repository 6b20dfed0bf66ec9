//! Benchmarks on the data that lie beside the project.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

/// Runs `measure` on `path` of `../shared/data`. Where that is missing it says so, and measures
/// nothing.
pub(crate) fn with(
    path: &str,
    measure: impl FnOnce(&Path) -> Result<(), Box<dyn Error>>,
) -> ExitCode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(path);
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
        return ExitCode::SUCCESS;
    }
    match measure(&path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}
