//! Files that are written whole or not at all.
//!
//! Content goes to a temporary file in the target's own folder first and is renamed onto the
//! target at the end, so that a crash or a full disk never leaves half a result. Files that
//! belong together (a grid and its `.prj`) are renamed together; if one cannot be, those
//! already renamed are taken back. A file that was replaced by force is not brought back.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The target is there and may not be replaced.
    #[error("file exists; add --force to replace it: {}", path.display())]
    Exists {
        /// The target.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("cannot write, {source}: {}", path.display())]
    Io {
        /// The target.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// A file that is written but not yet at its place. Dropping it leaves no trace.
#[derive(Debug)]
pub struct Staged {
    target: PathBuf,
    file: NamedTempFile,
}

/// Says early that `target` may not be replaced, before long work is done for it.
///
/// # Errors
/// When it exists and `force` is not set, or is a folder.
pub fn check_target(target: &Path, force: bool) -> Result<(), WriteError> {
    let path = || target.to_path_buf();
    if target.is_dir() {
        let source = io::Error::other("it is a folder");
        return Err(WriteError::Io {
            path: path(),
            source,
        });
    }
    if target.symlink_metadata().is_ok() && !force {
        return Err(WriteError::Exists { path: path() });
    }
    let folder = folder_of(target);
    if folder.is_dir() {
        return Ok(());
    }
    let source = io::Error::other(format!("there is no folder {}", folder.display()));
    Err(WriteError::Io {
        path: path(),
        source,
    })
}

/// Writes what `fill` gives into a temporary file beside `target`.
///
/// # Errors
/// When the folder is missing or full, or `fill` fails.
pub fn stage(
    target: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Staged, WriteError> {
    let at = |source| WriteError::Io {
        path: target.to_path_buf(),
        source,
    };
    let mut builder = Builder::new();
    builder.prefix(".nightbeat-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What any program's new file gets; the user's umask takes its share.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder_of(target)).map_err(at)?;
    let mut writer = BufWriter::with_capacity(1 << 16, file);
    fill(&mut writer).map_err(at)?;
    let file = writer
        .into_inner()
        .map_err(|error| at(error.into_error()))?;
    file.as_file().sync_all().map_err(at)?;
    Ok(Staged {
        target: target.to_path_buf(),
        file,
    })
}

/// Puts all of `files` at their places, or none.
///
/// # Errors
/// When one exists and `force` is not set, or cannot be renamed.
pub fn commit(files: Vec<Staged>, force: bool) -> Result<(), WriteError> {
    if !force && let Some(there) = files.iter().find(|f| f.target.symlink_metadata().is_ok()) {
        return Err(WriteError::Exists {
            path: there.target.clone(),
        });
    }
    let mut placed: Vec<PathBuf> = Vec::new();
    for staged in files {
        match place(staged, force) {
            Ok(target) => placed.push(target),
            Err(error) => {
                for target in placed {
                    // The first error is what the user must hear of.
                    let _ = fs::remove_file(target);
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

fn place(staged: Staged, force: bool) -> Result<PathBuf, WriteError> {
    let Staged { target, file } = staged;
    let renamed = if force {
        file.persist(&target)
    } else {
        file.persist_noclobber(&target)
    };
    match renamed {
        Ok(_) => Ok(target),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(WriteError::Exists { path: target })
        }
        Err(error) => Err(WriteError::Io {
            path: target,
            source: error.error,
        }),
    }
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staged(target: &Path, text: &str) -> Staged {
        stage(target, |w| w.write_all(text.as_bytes())).unwrap()
    }

    #[test]
    fn an_existing_file_is_replaced_only_by_force() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        assert!(matches!(
            check_target(&path, false),
            Err(WriteError::Exists { .. })
        ));
        let error = commit(vec![staged(&path, "new")], false);
        assert!(matches!(error, Err(WriteError::Exists { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        commit(vec![staged(&path, "new")], true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn of_two_files_neither_is_written_when_one_cannot_be() {
        let dir = tempfile::tempdir().unwrap();
        let (first, second) = (dir.path().join("a.asc"), dir.path().join("a.prj"));
        fs::create_dir(&second).unwrap();
        let files = vec![staged(&first, "grid"), staged(&second, "crs")];
        assert!(commit(files, true).is_err());
        assert!(!first.exists());
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        let failed = stage(&path, |w| {
            w.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert!(failed.unwrap_err().to_string().contains("disk full"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_missing_folder_is_said_before_the_work() {
        let error = check_target(Path::new("/no/such/folder/a.txt"), false).unwrap_err();
        assert!(error.to_string().contains("/no/such/folder"));
    }
}
