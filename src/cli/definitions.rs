//! `nightbeat definitions`: the definitions of offences, and what data make of them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::base::Progress;
use crate::cli::args::{DefinitionsCommand, Format};
use crate::cli::exit::{Done, Failure};
use crate::cli::load::load;
use crate::cli::timings::{Timings, timed};
use crate::cli::{result, say};
use crate::data::definitions::Library;
use crate::io::write::definitions::{definitions_json, definitions_table};

/// Runs the command.
///
/// # Errors
/// When a file cannot be used; nothing is written then.
pub fn run(command: &DefinitionsCommand) -> Result<Done, Failure> {
    let DefinitionsCommand {
        data,
        definitions,
        output,
        work,
    } = command;
    let write = match output.format {
        Format::Table => definitions_table,
        Format::Json => definitions_json,
        Format::Csv | Format::Geojson => {
            return Err(Failure::new(
                "definitions are written with --format table or json",
            ));
        }
    };
    let mut inputs = data.files();
    inputs.extend(definitions.iter().map(PathBuf::as_path));
    result::check_targets(&result::targets(output, work), &inputs, output.force)?;
    let library = library(definitions)?;
    if data.incidents.is_empty() {
        let (text, ms) = timed(|| write(&library, None));
        let timings = Timings {
            write: ms,
            ..Timings::default()
        };
        result::deliver(&text, None, output, work, &timings)?;
        return Ok(Done::Clean);
    }
    let (data, mut timings) = load(data, false, &Progress::new())?;
    let (text, ms) = timed(|| write(&library, Some(&data)));
    timings.write = ms;
    result::deliver(&text, None, output, work, &timings)?;
    Ok(say::all(&say::about_data(&data)))
}

/// The user's definitions: those of the folder for them, then those of `files`.
///
/// # Errors
/// When a file cannot be read or means nothing.
pub fn library(files: &[PathBuf]) -> Result<Library, Failure> {
    let mut all = own()?;
    for file in files {
        all = all.with(read(file)?);
    }
    Ok(all)
}

/// The definitions in the folder for them, file by file in the order of their names.
///
/// # Errors
/// When one of them cannot be read or means nothing.
pub fn own() -> Result<Library, Failure> {
    let Some(entries) = folder().and_then(|folder| fs::read_dir(folder).ok()) else {
        return Ok(Library::default());
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_json = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json");
    let mut paths: Vec<PathBuf> = paths.filter(is_json).collect();
    paths.sort();
    let mut all = paths.iter().map(|path| read(path));
    all.try_fold(Library::default(), |all, more| Ok(all.with(more?)))
}

/// The folder of the user's definitions; `None` where the system names none.
pub fn folder() -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from).filter(|path| path.is_absolute())
    };
    let settings = if cfg!(windows) {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library").join("Application Support"))
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))
    };
    settings.map(|settings| settings.join("nightbeat").join("definitions"))
}

fn read(path: &Path) -> Result<Library, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
    Library::read(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
