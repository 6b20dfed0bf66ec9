//! `nightbeat sample`: writes the sample town.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::args::SampleCommand;
use crate::cli::exit::{Done, Failure};
use crate::cli::result;
use crate::cli::timings::{Timings, timed};
use crate::io::write::files::{Staged, WriteError, commit, stage};
use crate::sample::{FILES, SampleParams, write_file};

/// Runs the command.
///
/// # Errors
/// When anything of it cannot be done; nothing is written then.
pub fn run(command: &SampleCommand) -> Result<Done, Failure> {
    let defaults = SampleParams::default();
    let params = SampleParams {
        seed: command.seed.unwrap_or(defaults.seed),
        incidents: command.incidents.unwrap_or(defaults.incidents),
    };
    let made = make_folder(&command.out)?;
    let written = write(command, &params);
    if written.is_err() {
        // Innermost first; a folder someone put something into meanwhile stays.
        for folder in made {
            let _ = fs::remove_dir(folder);
        }
    }
    written.map(|()| Done::Clean)
}

fn write(command: &SampleCommand, params: &SampleParams) -> Result<(), Failure> {
    let paths: Vec<PathBuf> = FILES.iter().map(|name| command.out.join(name)).collect();
    let mut targets: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    targets.extend(command.work.timings.as_deref());
    result::check_targets(&targets, &[], command.force)?;
    let (staged, ms) = timed(|| stage_all(&paths, params));
    let mut files = staged?;
    let timings = Timings {
        write: ms,
        ..Timings::default()
    };
    files.extend(result::stage_timings(&command.work, &timings)?);
    Ok(commit(files, command.force)?)
}

fn stage_all(paths: &[PathBuf], params: &SampleParams) -> Result<Vec<Staged>, WriteError> {
    FILES
        .iter()
        .zip(paths)
        .map(|(name, path)| stage(path, |w| write_file(name, params, w)))
        .collect()
}

/// Makes `folder` and its missing parents; gives those that were made, innermost first.
fn make_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .filter(|p| !p.as_os_str().is_empty())
        .take_while(|p| !p.exists())
        .map(Path::to_path_buf)
        .collect();
    let refused = |error| {
        Failure::new(format!(
            "cannot make the folder, {error}: {}",
            folder.display()
        ))
    };
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::new(format!(
            "this is a file, not a folder: {}",
            folder.display()
        )));
    }
    fs::create_dir_all(folder).map_err(refused)?;
    Ok(missing)
}
