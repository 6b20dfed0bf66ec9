//! The files of one shapefile.
//!
//! A shapefile is several files of one name. Users choose any of them, drop all of them
//! together, and have them with extensions in capitals.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Extensions of what may lie beside a `.shp` of the same name.
const EXTENSIONS: [&str; 12] = [
    "shx", "dbf", "prj", "cpg", "qpj", "sbn", "sbx", "qix", "qmd", "fix", "atx", "xml",
];

/// Those of them that are read.
const READ: [&str; 4] = ["shx", "dbf", "prj", "cpg"];

/// The file beside `path` of the same name and another extension, whatever its case.
pub(in crate::io::read) fn beside(path: &Path, extension: &str) -> Option<PathBuf> {
    let usual = path.with_extension(extension);
    if usual.is_file() {
        return Some(usual);
    }
    let stem = path.file_stem()?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|other| {
            has_extension(other, extension)
                && other
                    .file_stem()
                    .is_some_and(|s| s.eq_ignore_ascii_case(stem))
        })
        .collect();
    // A name in the same case goes before one in another.
    found.sort_by_key(|other| (other.file_stem() != Some(stem), other.clone()));
    let file = found.into_iter().find(|other| other.is_file())?;
    Some(folder.map_or_else(
        || file.file_name().map(PathBuf::from).unwrap_or_default(),
        |_| file.clone(),
    ))
}

/// The `.shp` that `path` belongs to, if `path` is one of the files beside one.
pub(in crate::io::read) fn shapefile_of(path: &Path) -> Option<PathBuf> {
    let extension = path.extension().and_then(OsStr::to_str)?;
    if !EXTENSIONS
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
    {
        return None;
    }
    if extension.eq_ignore_ascii_case("xml") {
        // Only a.shp.xml belongs to a.shp.
        let bare = path.with_extension("");
        return has_extension(&bare, "shp")
            .then(|| beside(&bare, "shp"))
            .flatten();
    }
    beside(path, "shp")
}

/// The files that are read of the shapefile that `path` belongs to, the `.shp` first; `path`
/// itself where there is none.
pub(in crate::io::read) fn files_of(path: &Path) -> Vec<PathBuf> {
    let shp = if has_extension(path, "shp") {
        path.to_owned()
    } else {
        shapefile_of(path).unwrap_or_else(|| path.to_owned())
    };
    let read = READ.iter().filter_map(|extension| beside(&shp, extension));
    let others: Vec<PathBuf> = read.filter(|other| *other != shp).collect();
    std::iter::once(shp).chain(others).collect()
}

/// The files that are read beside `path`, if it is of a shapefile.
pub fn companions_of(path: &Path) -> Vec<PathBuf> {
    if !has_extension(path, "shp") && shapefile_of(path).is_none() {
        return Vec::new();
    }
    let mut files = files_of(path);
    files.retain(|file| file != path);
    files
}

/// These files, each shapefile once, whichever of its files are among them.
pub fn without_companions(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut kept: Vec<PathBuf> = Vec::new();
    for path in paths {
        let whole = shapefile_of(path).unwrap_or_else(|| path.clone());
        if !kept.contains(&whole) {
            kept.push(whole);
        }
    }
    kept
}

/// Whether a path has this extension, whatever its case.
pub(super) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_shapefile_are_one_whatever_their_case() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let all = [
            "a.SHP",
            "A.dbf",
            "a.Shp.xml",
            "a.prj",
            "b.csv",
            "c.dbf",
            "d.xml",
        ];
        for name in all {
            std::fs::write(path(name), b"x").unwrap();
        }
        assert_eq!(beside(&path("a.SHP"), "dbf"), Some(path("A.dbf")));
        assert_eq!(beside(&path("a.SHP"), "shx"), None);
        let dropped: Vec<PathBuf> = all.iter().map(|name| path(name)).collect();
        let kept = ["a.SHP", "b.csv", "c.dbf", "d.xml"].map(&path);
        assert_eq!(without_companions(&dropped), kept);
        assert_eq!(without_companions(&[path("A.dbf")]), [path("a.SHP")]);
    }
}
