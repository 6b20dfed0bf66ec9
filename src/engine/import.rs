//! What the import window asks: what was dropped, how it would be read, what would come of it.
//!
//! Nothing here has rules of its own. A trial is the loading itself, so that what the window
//! counts is what opening gives, and what was tried is opened without reading it again.

mod outcome;
mod sketch;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Progress;
use crate::engine::gather::gather;
use crate::engine::load::{LoadError, beside};
use crate::io::profiles::{Holds, NamedProfile, recognise};
use crate::io::read::{
    FileKind, Preview, ProfileChoice, ReadError, ReadOptions, Sniffed, preview, sniff,
    without_companions,
};

pub use outcome::{Counts, Reason, Trial, Tried, count_apart, try_out};
pub use sketch::Sketch;

/// Files that were dropped, looked at.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// What is to be opened, the incidents first.
    pub parts: Vec<InspectedPart>,
    /// What was left out, in whole sentences.
    pub notes: Vec<String>,
    /// The name under which files like these are known, if nothing needs to be asked.
    pub known_as: Option<String>,
}

/// Files of one kind that were dropped.
#[derive(Clone, Debug)]
pub struct InspectedPart {
    /// What they are taken for.
    pub kind: FileKind,
    /// Why.
    pub why: String,
    /// The files: several are incidents, read as one set.
    pub files: Vec<PathBuf>,
    /// By which profile they are read.
    pub choice: ProfileChoice,
    /// The first of them; `None` where one of its tables must be chosen first.
    pub preview: Option<Preview>,
    /// Tables of the file of which one must be chosen first.
    pub tables: Vec<String>,
}

/// Looks at `paths`. `own` are the user's profiles, which go before the built-in ones; `open` is how
/// the incidents are read that are open, which what is opened beside them is read like.
///
/// # Errors
/// When a file is nothing that could be opened.
pub fn inspect(
    paths: &[PathBuf],
    own: &[Arc<NamedProfile>],
    open: &ReadOptions,
    progress: &Progress,
) -> Result<Inspected, LoadError> {
    let mut incidents = Vec::new();
    let mut why_incidents = String::new();
    let mut tables = Vec::new();
    let mut others: Vec<(Sniffed, PathBuf)> = Vec::new();
    for path in &without_companions(paths) {
        if path.is_dir() {
            incidents.push(path.clone());
            "files of one kind in a folder".clone_into(&mut why_incidents);
            continue;
        }
        match sniff(path, None, progress) {
            Ok(found) if found.kind == FileKind::Incidents => {
                incidents.push(path.clone());
                why_incidents = found.why;
            }
            Ok(found) => others.push((found, path.clone())),
            Err(error) => {
                // Which of several tables is meant can be asked.
                let Some(names) = error.tables() else {
                    return Err(error.into());
                };
                let one = [path.clone()];
                let one = gather(&one, &ReadOptions::default(), progress)?;
                // Those that belong together need no choice.
                if one.incidents == [path.clone()] {
                    tables.extend(names);
                }
                incidents.push(path.clone());
            }
        }
    }
    let mut files = gather(&incidents, &ReadOptions::default(), progress)?;
    others.append(&mut files.others);
    let mut parts = Vec::new();
    let plain = ReadOptions::default();
    // New incidents are read as they say themselves.
    let open = if files.incidents.is_empty() {
        open
    } else {
        &plain
    };
    if !files.incidents.is_empty() {
        let found = Sniffed {
            kind: FileKind::Incidents,
            why: why_incidents,
        };
        parts.push(part(
            found,
            (files.incidents, tables),
            own,
            &plain,
            progress,
        )?);
    }
    let mut taken: Vec<FileKind> = Vec::new();
    for (mut found, path) in others {
        // There is one file of each kind; what comes after it can still be looked at.
        if taken.contains(&found.kind) {
            found = Sniffed {
                kind: FileKind::Reference,
                why: format!("{}, and another file is opened for that", found.why),
            };
        } else {
            taken.push(found.kind);
        }
        parts.push(part(found, (vec![path], Vec::new()), own, open, progress)?);
    }
    Ok(Inspected {
        known_as: known_as(&parts),
        parts,
        notes: files.notes,
    })
}

fn part(
    found: Sniffed,
    (files, mut tables): (Vec<PathBuf>, Vec<String>),
    own: &[Arc<NamedProfile>],
    incidents: &ReadOptions,
    progress: &Progress,
) -> Result<InspectedPart, LoadError> {
    let by = |choice: &ProfileChoice| {
        let own = ReadOptions {
            profile: choice.clone(),
            ..ReadOptions::default()
        };
        beside(found.kind, own, incidents)
    };
    let mut choice = ProfileChoice::default();
    let mut seen = None;
    if let Some(first) = files.first().filter(|_| tables.is_empty()) {
        match preview(first, found.kind, &by(&choice), progress) {
            Ok(plain) => seen = Some(plain),
            Err(error) => match error.tables() {
                Some(names) => tables = names,
                None => return Err(error.into()),
            },
        }
        let known = seen.as_ref().and_then(|plain| own_profile(plain, own));
        if let Some(known) = known {
            choice = ProfileChoice::Named(known);
            seen = Some(preview(first, found.kind, &by(&choice), progress)?);
        }
    }
    Ok(InspectedPart {
        kind: found.kind,
        why: found.why,
        files,
        choice,
        preview: seen,
        tables,
    })
}

/// The name under which the first of these is known, where none of them needs to be asked about:
/// what is laid around incidents that are known is taken as it is.
fn known_as(parts: &[InspectedPart]) -> Option<String> {
    let is_plain = |part: &InspectedPart| {
        let seen = part.preview.as_ref();
        seen.is_some_and(|seen| seen.fault.is_none()) && part.kind != FileKind::Reference
    };
    let name = |part: &InspectedPart| {
        let found = part.preview.as_ref()?.profile.as_ref()?;
        Some(found.profile.name.clone())
    };
    let first = parts.first()?;
    let is_known = first.kind == FileKind::Incidents || parts.iter().all(|p| name(p).is_some());
    (is_known && parts.iter().all(is_plain)).then(|| name(first))?
}

/// The user's profile for just these columns, or else the one that fits them best and better
/// than any built-in one.
fn own_profile(seen: &Preview, own: &[Arc<NamedProfile>]) -> Option<Arc<NamedProfile>> {
    let holds = holds(seen.kind)?;
    let headers = seen.headers();
    let fitting = || own.iter().filter(|profile| profile.holds == holds);
    if let Some(exact) = fitting().find(|profile| profile.is_for(&headers)) {
        return Some(Arc::clone(exact));
    }
    let found = recognise(&headers, fitting())?;
    let better = seen
        .profile
        .as_ref()
        .is_none_or(|built_in| found.matched >= built_in.matched);
    better.then_some(found.profile)
}

/// What profiles of files of `kind` hold; there are none for files of shapes.
pub fn holds(kind: FileKind) -> Option<Holds> {
    match kind {
        FileKind::Incidents => Some(Holds::Incidents),
        FileKind::Premises => Some(Holds::Premises),
        FileKind::Boundaries | FileKind::Roads | FileKind::Reference => None,
    }
}

/// A file that is looked at again, for options the user has just changed.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What it is taken for by what is in it, where that is to be told anew.
    pub sniffed: Option<Sniffed>,
    /// How it would be read.
    pub preview: Result<Preview, ReadError>,
}

/// Looks at `file` again; where `is_to_tell`, what it is may be another thing than before, since
/// another of its tables was chosen.
pub fn look(
    file: &Path,
    kind: FileKind,
    is_to_tell: bool,
    options: &ReadOptions,
    progress: &Progress,
) -> Looked {
    let sniffed = is_to_tell
        .then(|| sniff(file, options.layer.as_deref(), progress).ok())
        .flatten();
    let kind = sniffed.as_ref().map_or(kind, |found| found.kind);
    Looked {
        preview: preview(file, kind, options, progress),
        sniffed,
    }
}
