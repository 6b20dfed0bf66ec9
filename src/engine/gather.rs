//! Which of the files and folders that were named are read as one set of incidents.
//!
//! A file that was named is read. Of a folder one kind is: files with the same columns. The
//! others are listed, and so are files that are in the set twice or have other columns.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Progress;
use crate::base::files::file_name;
use crate::io::profiles::{NamedProfile, built_in};
use crate::io::read::{
    Columns, FileKind, ProfileChoice, ReadError, ReadOptions, Sniffed, columns_in, files_in,
    fingerprint, sniff, tables_inside, without_companions,
};

/// Files that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Incidents, read as one set.
    pub incidents: Vec<PathBuf>,
    /// Boundaries, premises and roads that lay in a folder beside them.
    pub others: Vec<(Sniffed, PathBuf)>,
    /// What was left out and why, in whole sentences.
    pub notes: Vec<String>,
}

/// Files of a folder that have the same columns.
struct Kind {
    files: Vec<PathBuf>,
    bytes: u64,
    profile: Option<Arc<NamedProfile>>,
}

/// The incident files meant by `paths`, files or folders, in their order.
///
/// # Errors
/// When a folder cannot be listed or holds no incidents.
pub fn gather(
    paths: &[PathBuf],
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Gathered, ReadError> {
    let mut all = Gathered::default();
    for path in paths {
        if path.is_dir() {
            let found = in_folder(path, options, progress)?;
            all.incidents.extend(found.incidents);
            all.others.extend(found.others);
            all.notes.extend(found.notes);
        } else {
            match in_archive(path, options, progress)? {
                Some(found) => {
                    all.incidents.extend(found.incidents);
                    all.notes.extend(found.notes);
                }
                None => all.incidents.push(path.clone()),
            }
        }
    }
    if all.incidents.len() > 1 {
        take_once(&mut all, progress)?;
        compare_columns(&mut all, options, progress)?;
    }
    Ok(all)
}

fn in_folder(
    folder: &Path,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Gathered, ReadError> {
    let files = without_companions(&files_in(folder)?);
    Ok(among(folder, &files, options, progress)?.0)
}

/// The tables of an archive that belong together: all of them, or those of a kind that is known.
/// `None` where it is no archive of several tables, or which of them are meant must be asked.
fn in_archive(
    path: &Path,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Option<Gathered>, ReadError> {
    // What is wrong with it is said when it is read.
    let Ok(Some(tables)) = tables_inside(path, options) else {
        return Ok(None);
    };
    let (gathered, is_plain) = among(path, &tables, options, progress)?;
    Ok(Some(gathered).filter(|_| is_plain))
}

/// Those of `files`, which lie in `folder`, that are read as one set, and whether that is plain:
/// there is one kind, or one that is known.
fn among(
    folder: &Path,
    files: &[PathBuf],
    options: &ReadOptions,
    progress: &Progress,
) -> Result<(Gathered, bool), ReadError> {
    let mut gathered = Gathered::default();
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    let mut unread: Vec<(PathBuf, String)> = Vec::new();
    for (i, path) in files.iter().enumerate() {
        progress.check(i, files.len().max(1) * 10)?;
        match sniff(path, None, &progress.of_step()) {
            Ok(found) if found.kind != FileKind::Incidents => {
                gathered.others.push((found, path.clone()));
            }
            Ok(_) => match columns_in(path, options) {
                Ok(columns) => add(&mut kinds, path, columns),
                Err(error) => unread.push((path.clone(), error.why())),
            },
            Err(ReadError::Cancelled(cancelled)) => return Err(cancelled.into()),
            Err(error) => unread.push((path.clone(), error.why())),
        }
    }
    let chosen = choose(&kinds, options);
    let is_whole = kinds.len() == 1 && unread.is_empty();
    let known = chosen
        .as_ref()
        .and_then(|key| kinds.get(key)?.profile.as_ref());
    let is_plain = chosen.is_some() && (kinds.len() == 1 || known.is_some());
    for (key, kind) in kinds {
        if Some(&key) == chosen.as_ref() {
            let said = said_of_chosen(folder, &kind);
            gathered.notes.extend(said.filter(|_| !is_whole));
            gathered.incidents = kind.files;
        } else {
            gathered.notes.push(said_of_others(&kind));
        }
    }
    if let Some((path, why)) = unread.first() {
        let more = match unread.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        gathered
            .notes
            .push(format!("left out {}{more}: {why}", file_name(path)));
    }
    Ok((gathered, is_plain))
}

fn add(kinds: &mut BTreeMap<String, Kind>, path: &Path, columns: Columns) {
    let key = match &columns.profile {
        Some(profile) => profile.name.clone(),
        None => columns.key(),
    };
    let kind = kinds.entry(key).or_insert_with(|| Kind {
        files: Vec::new(),
        bytes: 0,
        profile: columns.profile,
    });
    kind.files.push(path.to_owned());
    kind.bytes += columns.bytes;
}

/// The kind that is loaded: of those that are known the first in the list of profiles, unless
/// there are more files of a kind that is not known.
fn choose(kinds: &BTreeMap<String, Kind>, options: &ReadOptions) -> Option<String> {
    let place = |profile: &Arc<NamedProfile>| match &options.profile {
        ProfileChoice::Named(chosen) if chosen == profile => Some(0),
        _ => built_in()
            .iter()
            .position(|known| known == profile)
            .map(|i| i + 1),
    };
    let known = kinds
        .iter()
        .filter_map(|(key, kind)| Some((place(kind.profile.as_ref()?)?, key, kind)))
        .min_by_key(|(place, ..)| *place);
    let other = kinds
        .iter()
        .filter(|(_, kind)| kind.profile.is_none())
        .max_by_key(|(_, kind)| (kind.files.len(), kind.bytes));
    match (known, other) {
        (Some((place, key, kind)), Some((_, other)))
            if place == 0 || kind.files.len() >= other.files.len() =>
        {
            Some(key.clone())
        }
        (_, Some((key, _))) | (Some((_, key, _)), None) => Some(key.clone()),
        (None, None) => None,
    }
}

fn said_of_chosen(folder: &Path, kind: &Kind) -> Option<String> {
    let n = kind.files.len();
    (n > 1).then(|| {
        format!(
            "{n} files{} are read as one set: {}",
            named(kind),
            file_name(folder)
        )
    })
}

fn said_of_others(kind: &Kind) -> String {
    let first = kind.files.first().map(|path| file_name(path));
    let files = match kind.files.len() {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    format!(
        "left out {files} of another kind{}, the first: {}",
        named(kind),
        first.unwrap_or_default()
    )
}

fn named(kind: &Kind) -> String {
    let name = kind.profile.as_ref().map(|profile| &profile.name);
    name.map_or_else(String::new, |name| format!(" ({name})"))
}

/// Leaves out files that are another one byte for byte.
fn take_once(all: &mut Gathered, progress: &Progress) -> Result<(), ReadError> {
    let mut by_size: HashMap<u64, usize> = HashMap::new();
    let size = |path: &PathBuf| path.metadata().map_or(0, |meta| meta.len());
    for path in &all.incidents {
        *by_size.entry(size(path)).or_default() += 1;
    }
    let mut first: HashMap<String, PathBuf> = HashMap::new();
    let mut kept = Vec::new();
    for path in std::mem::take(&mut all.incidents) {
        progress.check(0, 1)?;
        // Reading says what is wrong with a file that cannot be looked at.
        let mark = (by_size.get(&size(&path)).is_some_and(|&n| n > 1))
            .then(|| fingerprint(&path).ok())
            .flatten();
        if let Some(same) = mark.as_ref().and_then(|mark| first.get(mark)) {
            all.notes.push(format!(
                "the file is the same as {}, byte for byte, and is taken once: {}",
                file_name(same),
                file_name(&path)
            ));
            continue;
        }
        first.extend(mark.map(|mark| (mark, path.clone())));
        kept.push(path);
    }
    all.incidents = kept;
    Ok(())
}

/// Says which files have other columns than the first.
fn compare_columns(
    all: &mut Gathered,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<(), ReadError> {
    let mut first: Option<(String, &PathBuf)> = None;
    let mut others = Vec::new();
    for path in &all.incidents {
        progress.check(0, 1)?;
        // Reading says what is wrong with a file that is no table.
        let Ok(columns) = columns_in(path, options) else {
            continue;
        };
        match &first {
            None => first = Some((columns.key(), path)),
            Some((key, _)) if *key != columns.key() => others.push(path),
            Some(_) => {}
        }
    }
    if let (Some((_, first)), Some(other)) = (first, others.first()) {
        let more = match others.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        all.notes.push(format!(
            "not all files have the same columns, each is read by its own: {}{more} differs from {}",
            file_name(other),
            file_name(first)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::read::read_incidents;
    use sha2::{Digest, Sha256};
    use std::fs;
    use std::io::Write as _;

    const STREET: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,\
        LSOA code,LSOA name,Crime type,Last outcome category,Context\n";
    const OUTCOMES: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,\
        LSOA code,LSOA name,Outcome type\n";
    const SEARCH: &str = "Type,Date,Part of a policing operation,Policing operation,Latitude,\
        Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,\
        Object of search,Outcome,Outcome linked to object of search,\
        Removal of more than just outer clothing\n";

    fn street(month: &str) -> String {
        format!("{STREET}x,{month},A,A,-1.2,54.5,On or near A,E1,M 1,Drugs,,\n")
    }

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn put(&self, name: &str, text: &str) -> PathBuf {
            let path = self.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        }
    }

    fn gathered(paths: &[PathBuf]) -> Gathered {
        gather(paths, &ReadOptions::default(), &Progress::new()).unwrap()
    }

    #[test]
    fn of_a_download_the_street_files_are_read_and_the_others_listed() {
        let folder = Folder::new();
        let mut wanted = Vec::new();
        for month in ["2021-08", "2021-09"] {
            let name = |kind: &str| format!("{month}/{month}-cleveland-{kind}.csv");
            wanted.push(folder.put(&name("street"), &street(month)));
            let outcome =
                format!("{OUTCOMES}x,{month},A,A,-1.2,54.5,On or near A,E1,M 1,Charged\n");
            folder.put(&name("outcomes"), &outcome);
            let search =
                format!("{SEARCH}Person search,{month}-01T10:00:00+00:00,,,54.5,-1.2,,,,,,,,,\n");
            folder.put(&name("stop-and-search"), &search);
        }
        folder.put("readme.txt", "\u{1}\0\0\0PK");
        let found = gathered(&[folder.0.path().to_owned()]);
        assert_eq!(found.incidents, wanted);
        let notes = found.notes.join("\n");
        assert!(
            notes.contains("2 files (data.police.uk street) are read as one set"),
            "{notes}"
        );
        assert!(
            notes.contains("2 files of another kind (data.police.uk outcomes)"),
            "{notes}"
        );
        assert!(
            notes.contains("(data.police.uk stop and search)"),
            "{notes}"
        );
        assert!(notes.contains("readme.txt"), "{notes}");
    }

    #[test]
    fn one_file_twice_is_taken_once_and_other_columns_are_said() {
        let folder = Folder::new();
        let first = folder.put("a.csv", &street("2021-08"));
        let copy = folder.put("copy of a.csv", &street("2021-08"));
        let alike = folder.put("b.csv", &street("2021-09"));
        let other = folder.put("c.csv", "date,lat,lon\n2021-01-01,54.5,-1.2\n");
        let paths = [&first, &copy, &alike, &other].map(Clone::clone);
        let found = gathered(&paths);
        assert_eq!(found.incidents, [first.clone(), alike, other]);
        assert_eq!(found.notes.len(), 2, "{:?}", found.notes);
        assert!(found.notes[0].contains("byte for byte"));
        assert!(found.notes[1].contains("c.csv differs from"));
        assert_eq!(
            gathered(std::slice::from_ref(&first)).notes,
            Vec::<String>::new()
        );
    }

    fn archive(folder: &Folder, members: &[(&str, &str)]) -> PathBuf {
        let path = folder.0.path().join("all.zip");
        let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, text) in members {
            let plain = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, plain).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
        path
    }

    #[test]
    fn tables_of_one_header_in_an_archive_are_one_set() {
        let folder = Folder::new();
        let own = |day: u8| format!("date,lat,lon,offence\n2021-01-0{day},54.5,-1.2,Theft\n");
        let path = archive(
            &folder,
            &[
                ("a/1.csv", &own(1)),
                ("a/2.csv", &own(2)),
                ("b/1.csv", &own(1)),
                ("note.txt", "-"),
            ],
        );
        let found = gathered(std::slice::from_ref(&path));
        assert_eq!(
            found.incidents,
            [path.join("a/1.csv"), path.join("a/2.csv")]
        );
        let notes = found.notes.join("\n");
        assert!(notes.contains("3 files are read as one set") || notes.contains("byte for byte"));
        let read = read_incidents(
            &found.incidents[1],
            &ReadOptions::default(),
            &Progress::new(),
        );
        let read = read.unwrap();
        assert_eq!(read.len(), 1);
        assert!(
            read.source.path.ends_with("all.zip/a/2.csv"),
            "{}",
            read.source.path
        );
        let of_text = Sha256::digest(own(2));
        let hex = of_text.iter().map(|byte| format!("{byte:02x}"));
        assert_eq!(read.source.sha256, hex.collect::<String>());
    }

    #[test]
    fn of_an_archive_of_several_kinds_the_known_one_is_read_or_none() {
        let folder = Folder::new();
        let own = "date,lat,lon,offence\n2021-01-01,54.5,-1.2,Theft\n";
        let path = archive(
            &folder,
            &[("street.csv", &street("2021-08")), ("own.csv", own)],
        );
        let found = gathered(std::slice::from_ref(&path));
        assert_eq!(found.incidents, [path.join("street.csv")]);
        assert!(found.notes.join("\n").contains("left out 1 file"));
        let other = "when,x,y\n2021-01-01,451234,523456\n";
        let path = archive(&folder, &[("other.csv", other), ("own.csv", own)]);
        assert_eq!(gathered(std::slice::from_ref(&path)).incidents, [path]);
    }

    #[test]
    fn many_files_of_an_unknown_kind_go_before_few_of_a_known_one() {
        let folder = Folder::new();
        folder.put("street.csv", &street("2021-08"));
        let own = ["1", "2"].map(|day| {
            let text = format!("date,lat,lon,offence\n2021-01-0{day},54.5,-1.2,Theft\n");
            folder.put(&format!("own/{day}.csv"), &text)
        });
        assert_eq!(gathered(&[folder.0.path().to_owned()]).incidents, own);
    }
}
