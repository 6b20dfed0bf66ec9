//! Folders of files: what lies in them, which of them have the same columns, which are one file
//! twice.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::Progress;
use crate::io::profiles::{Holds, NamedProfile};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::format::open_table;
use crate::io::read::header::flat;
use crate::io::read::options::ReadOptions;
use crate::io::read::settled::Settled;
use crate::io::read::source::Source;

/// More files than these are not looked at, nor folders that lie deeper.
const MOST_FILES: usize = 20_000;
const DEEPEST: usize = 16;
const WANTED: &str = "a table";

/// The files in `folder` and in folders inside it, sorted by path. Names that begin with a dot
/// are left out, and so are links to folders, which may lead round in circles.
///
/// # Errors
/// When a folder cannot be listed or there are too many files.
pub fn files_in(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let mut files = Vec::new();
    walk(folder, DEEPEST, &mut files)?;
    files.sort();
    Ok(files)
}

fn walk(folder: &Path, deeper: usize, files: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let shown = || folder.display().to_string();
    let failed = |error: std::io::Error| {
        let why = error.to_string();
        Trouble::Unreadable { why }.at(shown())
    };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            if deeper > 0 {
                walk(&path, deeper - 1, files)?;
            }
        } else if path.is_file() {
            files.push(path);
        }
        if files.len() > MOST_FILES {
            let why = format!("there are more than {MOST_FILES} files in it");
            return Err(Trouble::Unreadable { why }.at(shown()));
        }
    }
    Ok(())
}

/// The columns of a table, by which files are told to be of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// Their names as they stand in the file.
    pub names: Vec<String>,
    /// The profile they are known by.
    pub profile: Option<std::sync::Arc<NamedProfile>>,
    /// Bytes on disk.
    pub bytes: u64,
}

impl Columns {
    /// The same for files with the same columns in whatever order and case.
    pub fn key(&self) -> String {
        let mut flat: Vec<String> = self.names.iter().map(|name| flat(name)).collect();
        flat.sort_unstable();
        flat.join("\n")
    }
}

/// The columns of the table in the file at `path`.
///
/// # Errors
/// When there is no table in it.
pub fn columns_in(path: &Path, options: &ReadOptions) -> Result<Columns, ReadError> {
    let source = Source::open(path.into(), WANTED, options)?;
    let before = options.with_profile(Holds::Incidents);
    let (table, _) = open_table(&source, &before, WANTED, &Progress::new())?;
    let names = table.names();
    let profile = [Holds::Incidents, Holds::Premises]
        .into_iter()
        .find_map(|holds| Settled::of(options, &names, holds).profile);
    Ok(Columns {
        names,
        profile: profile.map(|found| found.profile),
        bytes: source.bytes,
    })
}

/// SHA-256 of the file's bytes as they lie on disk, in lower-case hex.
///
/// # Errors
/// When it cannot be read.
pub fn fingerprint(path: &Path) -> Result<String, ReadError> {
    let source = Source::open(path.into(), WANTED, &ReadOptions::default())?;
    Ok(source.info()?.sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_folders_inside_folders_but_not_hidden_ones() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        };
        let second = put("b/2.csv", "x,y\n1,2\n");
        let first = put("a/b/1.csv", "Y, X\n1,2\n");
        put(".git/3.csv", "x\n1\n");
        put("a/.hidden", "x\n1\n");
        assert_eq!(
            files_in(folder.path()),
            Ok(vec![first.clone(), second.clone()])
        );
        let key = |path: &Path| columns_in(path, &ReadOptions::default()).unwrap().key();
        assert_eq!(key(&first), key(&second));
        assert_ne!(fingerprint(&first), fingerprint(&second));
        assert!(files_in(&folder.path().join("none")).is_err());
    }
}
