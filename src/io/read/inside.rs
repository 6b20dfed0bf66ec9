//! Paths that lead into an archive: `download.zip/2021-08/2021-08-cleveland-street.csv`.
//!
//! So each of several tables in one archive is a file of its own to all that reads files. Such a
//! path is only ever looked up in the archive's list of contents; nothing is unpacked under it.

use std::path::{Path, PathBuf};

use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::options::ReadOptions;
use crate::io::read::source::Source;

/// The archive that `path` leads into, and the name inside it; `None` for any other path.
pub(in crate::io) fn split(path: &Path) -> Option<(PathBuf, String)> {
    if path.exists() {
        return None;
    }
    let archive = path
        .ancestors()
        .skip(1)
        .find(|ancestor| ancestor.is_file())?;
    let inside = path.strip_prefix(archive).ok()?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    Some((archive.to_owned(), parts?.join("/")))
}

/// The path into `archive` of the table called `name`; `None` where the name would lead
/// elsewhere.
fn path_into(archive: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    let stays = name.split('/').all(is_plain) && !name.contains(['\\', ':', '\0']);
    stays.then(|| {
        let mut path = archive.as_os_str().to_owned();
        path.push("/");
        path.push(name);
        path.into()
    })
}

/// Paths to the tables in the archive at `path`, if it holds several and none was named.
///
/// # Errors
/// When it cannot be read for another reason.
pub fn tables_inside(
    path: &Path,
    options: &ReadOptions,
) -> Result<Option<Vec<PathBuf>>, ReadError> {
    match Source::open(path.into(), "a table", options) {
        Err(ReadError::File {
            trouble: Trouble::SeveralTables { names },
            ..
        }) => Ok(names.iter().map(|name| path_into(path, name)).collect()),
        Err(error) => Err(error),
        Ok(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn archive(folder: &Path, members: &[(&str, &str)]) -> PathBuf {
        let path = folder.join("all.zip");
        let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
        for (name, text) in members {
            let plain = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, plain).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
        path
    }

    const TABLE: &str = "date,lat,lon\n2021-01-01,54.5,-1.2\n";

    #[test]
    fn paths_into_an_archive_are_taken_apart_and_put_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), &[("a/1.csv", TABLE), ("a/2.csv", TABLE)]);
        let inside = tables_inside(&path, &ReadOptions::default()).unwrap();
        let inside = inside.unwrap();
        assert_eq!(inside, [path.join("a/1.csv"), path.join("a/2.csv")]);
        assert_eq!(
            split(&inside[1]),
            Some((path.clone(), "a/2.csv".to_owned()))
        );
        assert_eq!(split(&path), None);
        assert_eq!(split(&folder.path().join("none/1.csv")), None);
    }

    #[test]
    fn names_that_lead_out_of_the_archive_are_none() {
        for name in [
            "../a.csv",
            "/etc/passwd",
            "a//b.csv",
            "a/./b.csv",
            "C:\\a.csv",
            "",
        ] {
            assert_eq!(path_into(Path::new("all.zip"), name), None, "{name}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), &[("../1.csv", TABLE), ("2.csv", TABLE)]);
        let inside = tables_inside(&path, &ReadOptions::default());
        assert_eq!(inside, Ok(None));
    }
}
