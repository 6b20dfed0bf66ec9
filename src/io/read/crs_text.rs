//! Definitions of coordinate systems in files of their own, such as `.prj`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// No definition is longer than this.
const MOST_BYTES: u64 = 64 * 1024;

/// The text in a file that should hold a definition and nothing else.
pub(super) fn of_file(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!(
            "{} is far too long for the definition of a coordinate system",
            path.display()
        )));
    }
    Ok(of_bytes(&bytes))
}

/// The same from its bytes: names of places may be in any encoding and mean nothing to PROJ.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    String::from_utf8_lossy(text).trim().to_owned()
}
