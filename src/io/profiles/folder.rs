//! The user's own profiles: files in one folder.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;

use crate::io::profiles::{NamedProfile, ProfileError, built_in};

/// No profile is longer; a longer file is something else.
const MOST_BYTES: u64 = 1_000_000;
/// More files than these are not looked at.
const MOST_FILES: usize = 500;
const ENDING: &str = "json";

/// A folder of profiles, made when it is first needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileFolder(pub PathBuf);

/// What a folder holds.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The profiles, by the names of their files.
    pub profiles: Vec<(PathBuf, Arc<NamedProfile>)>,
    /// Files that are no profiles, and why.
    pub damaged: Vec<(PathBuf, ProfileError)>,
}

impl ProfileFolder {
    /// What is there; nothing where there is no folder.
    pub fn list(&self) -> Listed {
        let mut listed = Listed::default();
        let Ok(entries) = fs::read_dir(&self.0) else {
            return listed;
        };
        let is_profile = |path: &PathBuf| path.extension().is_some_and(|ending| ending == ENDING);
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(is_profile)
            .collect();
        paths.sort();
        for path in paths.into_iter().take(MOST_FILES) {
            match read_profile(&path) {
                Ok(profile) => listed.profiles.push((path, Arc::new(profile))),
                Err(error) => listed.damaged.push((path, error)),
            }
        }
        listed
    }

    /// Keeps `profile` in the place of the one of this name, if there is one.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn keep(&self, profile: &NamedProfile) -> Result<PathBuf, ProfileError> {
        fs::create_dir_all(&self.0).map_err(|error| not_written(&error))?;
        let old = self.list().profiles.into_iter();
        let old = old
            .filter(|(_, known)| known.name.eq_ignore_ascii_case(&profile.name))
            .map(|(path, _)| path)
            .next();
        let path = old.unwrap_or_else(|| self.free_path(&profile.name));
        write_profile(profile, &path)?;
        Ok(path)
    }

    /// A path that is not taken, like the name as far as file systems allow.
    fn free_path(&self, name: &str) -> PathBuf {
        let plain: String = name
            .chars()
            .map(|sign| if sign.is_alphanumeric() { sign } else { '-' })
            .take(60)
            .collect();
        let path = |number: usize| match number {
            0 => self.0.join(format!("{plain}.{ENDING}")),
            n => self.0.join(format!("{plain}-{}.{ENDING}", n + 1)),
        };
        (0..MOST_FILES)
            .map(path)
            .find(|path| !path.exists())
            .unwrap_or_else(|| path(0))
    }

    /// The profile a user means by `name`: one of this folder's, one built in, or a file.
    ///
    /// # Errors
    /// When there is none, or the file holds none.
    pub fn find(folder: Option<&Self>, name: &str) -> Result<Arc<NamedProfile>, ProfileError> {
        let own = folder.map(Self::list).unwrap_or_default().profiles;
        let own = own.into_iter().map(|(_, profile)| profile);
        let all: Vec<_> = own.chain(built_in().iter().cloned()).collect();
        let wanted = name.trim();
        let found = all
            .iter()
            .find(|profile| profile.name.eq_ignore_ascii_case(wanted));
        if let Some(profile) = found {
            return Ok(Arc::clone(profile));
        }
        let path = Path::new(name);
        if path.is_file() {
            return read_profile(path).map(Arc::new);
        }
        let known: Vec<String> = all.iter().map(|p| format!("\"{}\"", p.name)).collect();
        Err(ProfileError::Unknown {
            name: name.to_owned(),
            known: known.join(", "),
        })
    }
}

/// Reads the profile in the file at `path`.
///
/// # Errors
/// When it cannot be read or is none.
pub fn read_profile(path: &Path) -> Result<NamedProfile, ProfileError> {
    let not_read = |error: std::io::Error| ProfileError::File {
        done: "read",
        why: error.to_string(),
    };
    let file = File::open(path).map_err(not_read)?;
    let mut bytes = Vec::new();
    let mut start = file.take(MOST_BYTES + 1);
    start.read_to_end(&mut bytes).map_err(not_read)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ProfileError::Form("it is too long".to_owned()));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| ProfileError::Form("it is no UTF-8 text".to_owned()))?;
    NamedProfile::parse(&text)
}

/// Writes the whole file or nothing.
fn write_profile(profile: &NamedProfile, path: &Path) -> Result<(), ProfileError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(|error| not_written(&error))?;
    let text = profile.text();
    file.write_all(text.as_bytes())
        .map_err(|error| not_written(&error))?;
    file.persist(path)
        .map_err(|error| not_written(&error.error))?;
    Ok(())
}

fn not_written(error: &std::io::Error) -> ProfileError {
    ProfileError::File {
        done: "written",
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, column: &str) -> NamedProfile {
        let text = format!(
            r#"{{"schema": "nightbeat.profile/1", "name": "{name}", "columns": ["{column}"]}}"#
        );
        NamedProfile::parse(&text).unwrap()
    }

    #[test]
    fn what_is_kept_is_found_by_name_and_replaced_by_its_namesake() {
        let folder = tempfile::tempdir().unwrap();
        let own = ProfileFolder(folder.path().join("new").join("profiles"));
        assert!(own.list().profiles.is_empty());
        own.keep(&of("Our extract", "A")).unwrap();
        own.keep(&of("Our/extract", "B")).unwrap();
        own.keep(&of("our EXTRACT", "C")).unwrap();
        assert_eq!(own.list().profiles.len(), 2, "one of each name");
        let found = ProfileFolder::find(Some(&own), "OUR EXTRACT").unwrap();
        assert_eq!(found.columns, [crate::io::profiles::Names::one("C")]);
        let built_in = ProfileFolder::find(None, "chicago portal").unwrap();
        assert_eq!(built_in.name, "Chicago portal");
    }

    #[test]
    fn a_damaged_file_is_named_and_the_others_are_used() {
        let folder = tempfile::tempdir().unwrap();
        let own = ProfileFolder(folder.path().to_owned());
        own.keep(&of("Whole", "A")).unwrap();
        fs::write(folder.path().join("cut.json"), "{\"schema\": \"night").unwrap();
        fs::write(folder.path().join("bytes.json"), b"\xff\xfe\0\0").unwrap();
        fs::write(folder.path().join("notes.txt"), "no profile").unwrap();
        fs::write(folder.path().join("long.json"), vec![b' '; 1_000_001]).unwrap();
        let listed = own.list();
        assert_eq!(listed.profiles.len(), 1);
        assert_eq!(listed.damaged.len(), 3, "{:?}", listed.damaged);
        let path = folder.path().join("cut.json");
        let found = ProfileFolder::find(Some(&own), path.to_str().unwrap());
        assert!(matches!(found, Err(ProfileError::Form(_))));
        let none = ProfileFolder::find(Some(&own), "nothing like it").unwrap_err();
        assert!(
            none.to_string()
                .contains("\"Whole\", \"data.police.uk street\"")
        );
    }
}
