//! What files are called.

use std::path::Path;

/// The last part of a path, which is enough to know a file by.
pub fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
