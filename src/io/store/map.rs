//! Files as memory: the one unsafe step of the program, and why it is none.

use std::fs::File;
use std::io;

use bytes::Bytes;

/// The bytes of a file of the cache or of a shelf, which are read from the disk when they are looked at.
///
/// # Errors
/// When the system cannot map it.
pub(super) fn map(own: &File) -> io::Result<Bytes> {
    if own.metadata()?.len() == 0 {
        return Ok(Bytes::new());
    }
    #[allow(
        unsafe_code,
        reason = "others could change a mapped file; nobody does, as is said below"
    )]
    // SAFETY: what is mapped must not change while it is. Only two kinds of
    // files come here. Those of the cache: this program made them under a temporary name in a
    // folder that only the user may enter, renamed them into place when they were whole, never
    // opens them for writing again, and only ever replaces or deletes them as a whole, which
    // leaves a mapping as it was. And those of a shelf: this program made them without a name
    // or as files the system deletes, and gives up writing to them by asking for this. The
    // user's own files, which a share or an editor may cut short, are never mapped.
    let mapped = unsafe { memmap2::Mmap::map(own)? };
    Ok(Bytes::from_owner(mapped))
}
