//! `nightbeat profiles`: by which columns kinds of files are known, and `--profile`.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::args::ProfilesCommand;
use crate::cli::exit::{Done, Failure};
use crate::cli::{result, say};
use crate::io::profiles::{NamedProfile, ProfileFolder, built_in, read_profile};
use crate::io::read::ProfileChoice;
use crate::io::write::files::{check_target, commit, stage};

/// Runs the command.
///
/// # Errors
/// When a profile is not there, or a file cannot be read or written.
pub fn run(command: &ProfilesCommand) -> Result<Done, Failure> {
    if let Some([name, file]) = command.export.as_deref() {
        return export(name, Path::new(file), command.force);
    }
    if let Some(file) = &command.import {
        return import(file);
    }
    list()
}

/// What `--profile` says.
///
/// # Errors
/// When there is no such profile, or its file holds none.
pub fn choice(name: Option<&str>) -> Result<ProfileChoice, Failure> {
    match name {
        None => Ok(ProfileChoice::Recognise),
        Some(none) if none.eq_ignore_ascii_case("none") => Ok(ProfileChoice::None),
        Some(name) => find(name).map(ProfileChoice::Named),
    }
}

fn find(name: &str) -> Result<Arc<NamedProfile>, Failure> {
    ProfileFolder::find(folder().as_ref(), name)
        .map_err(|error| Failure::new(format!("{error}: {name}")))
}

/// The folder of the user's own profiles; `None` where the system names no place for it.
pub fn folder() -> Option<ProfileFolder> {
    let named = |name: &str| {
        let value = env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from).filter(|path| path.is_absolute())
    };
    let settings = if cfg!(windows) {
        named("APPDATA")
    } else if cfg!(target_os = "macos") {
        named("HOME").map(|home| home.join("Library").join("Application Support"))
    } else {
        named("XDG_CONFIG_HOME").or_else(|| named("HOME").map(|home| home.join(".config")))
    };
    settings.map(|folder| ProfileFolder(folder.join("nightbeat").join("profiles")))
}

fn export(name: &str, file: &Path, force: bool) -> Result<Done, Failure> {
    let profile = find(name)?;
    check_target(file, force)?;
    let staged = stage(file, |w| w.write_all(profile.text().as_bytes()))?;
    commit(vec![staged], force)?;
    Ok(Done::Clean)
}

fn import(file: &Path) -> Result<Done, Failure> {
    let at_fault = |error| Failure::new(format!("{error}: {}", file.display()));
    let profile = read_profile(file).map_err(at_fault)?;
    let folder = folder().ok_or_else(|| {
        Failure::new("there is no place for profiles: the system names none (HOME is not set)")
    })?;
    let kept = folder.keep(&profile).map_err(at_fault)?;
    result::print(&format!("{}: {}\n", profile.name, kept.display()))?;
    Ok(Done::Clean)
}

fn list() -> Result<Done, Failure> {
    let own = folder().map(|folder| folder.list()).unwrap_or_default();
    let mut text = String::new();
    for (path, profile) in &own.profiles {
        text += &entry(profile, &path.display().to_string());
    }
    for profile in built_in() {
        text += &entry(profile, "built in");
    }
    result::print(&text)?;
    let damaged = own.damaged.iter();
    let damaged = damaged.map(|(path, error)| format!("{error}: {}", path.display()));
    Ok(say::all(&damaged.collect::<Vec<_>>()))
}

fn entry(profile: &NamedProfile, place: &str) -> String {
    let columns: Vec<&str> = profile
        .columns
        .iter()
        .filter_map(|names| names.0.first().map(String::as_str))
        .collect();
    format!(
        "{}\n  {}, {place}\n  {}\n  known by: {}\n",
        profile.name,
        profile.holds.word(),
        profile.about,
        columns.join(", ")
    )
}
