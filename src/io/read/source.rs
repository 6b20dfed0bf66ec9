//! A file opened as plain text: unpacked if it is gzip, its mark and line ends made uniform,
//! hashed while it is read where that is wanted.
//!
//! What a file is is told by its first bytes, never by its name. UTF-16 is refused with the way
//! out; every other byte is passed on, and texts are decoded field by field.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::bufread::MultiGzDecoder;
use memchr::memchr;
use sha2::{Digest, Sha256};

use crate::data::raw::SourceInfo;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::input::Input;
use crate::io::read::magic;

/// How much of the text is looked at to tell what it is.
const HEAD_BYTES: usize = 64 * 1024;
/// Size of the buffer between the disk and the unpacker.
const BUFFER_BYTES: usize = 128 * 1024;

/// The plain text of a file while it is read.
pub(super) struct Text {
    reader: Box<dyn Read + Send>,
    disk: Arc<Mutex<Taken>>,
}

/// What was taken from the disk so far.
struct Taken {
    bytes: u64,
    /// Of those bytes, where it is wanted.
    digest: Option<Sha256>,
}

/// A file known to hold text.
#[derive(Debug)]
pub(super) struct Source {
    place: Place,
    /// The path as the user gave it.
    pub(super) shown: String,
    /// Bytes on disk.
    pub(super) bytes: u64,
    gzip: bool,
    /// Start of the plain text.
    pub(super) head: Vec<u8>,
    /// Whether `head` is all there is.
    pub(super) head_is_all: bool,
}

#[derive(Debug)]
enum Place {
    File(PathBuf),
    Embedded(&'static [u8]),
}

impl Source {
    /// Looks at the start of `input`, which should be `wanted`.
    pub(super) fn open(input: Input<'_>, wanted: &'static str) -> Result<Self, ReadError> {
        let (place, shown, bytes) = match input {
            Input::File(path) => {
                let shown = path.display().to_string();
                let bytes = size_of_file(path, &shown)?;
                (Place::File(path.to_owned()), shown, bytes)
            }
            Input::Embedded { name, bytes } => {
                (Place::Embedded(bytes), name.to_owned(), bytes.len() as u64)
            }
        };
        let (head, gzip, head_is_all) = (Vec::new(), false, false);
        let mut source = Self {
            place,
            shown,
            bytes,
            gzip,
            head,
            head_is_all,
        };
        let first = source.start_of(source.raw()?)?;
        source.gzip = first.starts_with(&[0x1f, 0x8b]);
        source.look_at_head(&first, wanted)?;
        Ok(source)
    }

    fn look_at_head(&mut self, first: &[u8], wanted: &'static str) -> Result<(), ReadError> {
        if self.gzip {
            let unpacked = MultiGzDecoder::new(BufReader::new(self.raw()?));
            refuse_binary(&self.start_of(unpacked)?, wanted, &self.shown)?;
        } else {
            refuse_binary(first, wanted, &self.shown)?;
        }
        let head = self.start_of(self.text()?)?;
        if head.iter().all(u8::is_ascii_whitespace) {
            return Err(Trouble::Empty.at(self.shown.as_str()));
        }
        self.head_is_all = head.len() < HEAD_BYTES;
        self.head = head;
        Ok(())
    }

    fn start_of(&self, from: impl Read) -> Result<Vec<u8>, ReadError> {
        let mut start = Vec::new();
        let read = from.take(HEAD_BYTES as u64).read_to_end(&mut start);
        read.map_err(|error| self.trouble(&error))?;
        Ok(start)
    }

    /// Whether the text is JSON by its first sign.
    pub(super) fn is_json(&self) -> bool {
        let first = self.head.iter().find(|b| !b.is_ascii_whitespace());
        matches!(first, Some(b'{' | b'['))
    }

    /// The whole text from its start.
    pub(super) fn text(&self) -> Result<Text, ReadError> {
        self.text_with(None)
    }

    /// The same, hashing on the way what comes from the disk; see [`Self::info_of`].
    pub(super) fn hashed_text(&self) -> Result<Text, ReadError> {
        self.text_with(Some(Sha256::new()))
    }

    fn text_with(&self, digest: Option<Sha256>) -> Result<Text, ReadError> {
        let disk = Arc::new(Mutex::new(Taken { bytes: 0, digest }));
        let watched = Watched {
            inner: self.raw()?,
            taken: Arc::clone(&disk),
        };
        let buffered = BufReader::with_capacity(BUFFER_BYTES, watched);
        let reader: Box<dyn Read + Send> = if self.gzip {
            let unpacked = MultiGzDecoder::new(buffered);
            Box::new(PlainText::new(BufReader::with_capacity(
                BUFFER_BYTES,
                unpacked,
            )))
        } else {
            Box::new(PlainText::new(buffered))
        };
        Ok(Text { reader, disk })
    }

    /// The whole text in memory.
    pub(super) fn whole(&self) -> Result<Vec<u8>, ReadError> {
        let mut text = self.text()?;
        let mut all = Vec::new();
        text.read_to_end(&mut all)
            .map_err(|error| self.trouble(&error))?;
        Ok(all)
    }

    /// Path and SHA-256 of the bytes as they lie on disk.
    pub(super) fn info(&self) -> Result<SourceInfo, ReadError> {
        let mut digest = Sha256::new();
        let mut disk = BufReader::with_capacity(BUFFER_BYTES, self.raw()?);
        std::io::copy(&mut disk, &mut digest).map_err(|error| self.trouble(&error))?;
        Ok(self.info_with(digest))
    }

    /// The same from a hashed text that was read to its end. The end of a packed text is known
    /// only from the end of the file, so that every byte was taken.
    pub(super) fn info_of(&self, text: &Text) -> Result<SourceInfo, ReadError> {
        let digest = text.taken().digest.take();
        digest.map_or_else(|| self.info(), |digest| Ok(self.info_with(digest)))
    }

    fn info_with(&self, digest: Sha256) -> SourceInfo {
        use std::fmt::Write as _;
        let mut sha256 = String::with_capacity(64);
        for byte in digest.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        SourceInfo {
            path: self.shown.clone(),
            sha256,
        }
    }

    /// What to say when reading on fails.
    pub(super) fn trouble(&self, error: &std::io::Error) -> ReadError {
        trouble_of(error).at(self.shown.as_str())
    }

    /// The bytes as they lie on disk.
    fn raw(&self) -> Result<Box<dyn Read + Send>, ReadError> {
        match &self.place {
            Place::Embedded(bytes) => Ok(Box::new(*bytes)),
            Place::File(path) => {
                let file = File::open(path).map_err(|error| self.trouble(&error))?;
                Ok(Box::new(file))
            }
        }
    }
}

fn size_of_file(path: &Path, shown: &str) -> Result<u64, ReadError> {
    let meta = std::fs::metadata(path).map_err(|error| trouble_of(&error).at(shown))?;
    if meta.is_dir() {
        Err(Trouble::Directory.at(shown))
    } else {
        Ok(meta.len())
    }
}

fn trouble_of(error: &std::io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::NotFound => Trouble::Missing,
        ErrorKind::IsADirectory => Trouble::Directory,
        _ => Trouble::Unreadable {
            why: error.to_string(),
        },
    }
}

fn refuse_binary(bytes: &[u8], wanted: &'static str, shown: &str) -> Result<(), ReadError> {
    magic::foreign(bytes).map_or(Ok(()), |(what, remedy)| {
        Err(Trouble::Binary {
            what,
            wanted,
            remedy,
        }
        .at(shown))
    })
}

impl Text {
    /// Bytes taken from the disk so far.
    pub(super) fn bytes_taken(&self) -> u64 {
        self.taken().bytes
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Text {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.reader.read(out)
    }
}

/// Counts what passes, for progress, and hashes it while it is at hand.
struct Watched<R> {
    inner: R,
    taken: Arc<Mutex<Taken>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.bytes += n as u64;
        if let Some(digest) = &mut taken.digest {
            digest.update(&buffer[..n]);
        }
        Ok(n)
    }
}

/// Drops a byte order mark, makes CRLF and CR into LF, and ends the text with LF, so that
/// counting line feeds counts lines.
struct PlainText<R> {
    inner: R,
    at_start: bool,
    after_cr: bool,
    last: u8,
}

impl<R: BufRead> PlainText<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            at_start: true,
            after_cr: false,
            last: b'\n',
        }
    }

    fn skip_mark(&mut self) -> std::io::Result<()> {
        self.at_start = false;
        // Programs that read the mark as text and write one of their own make two.
        for _ in 0..2 {
            if self.inner.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
                self.inner.consume(3);
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for PlainText<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at_start {
            self.skip_mark()?;
        }
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let chunk = self.inner.fill_buf()?;
            if chunk.is_empty() {
                let missing_end = self.last != b'\n';
                self.last = b'\n';
                out[0] = b'\n';
                return Ok(usize::from(missing_end));
            }
            let taken = chunk.len().min(out.len());
            let written = with_uniform_ends(&chunk[..taken], &mut self.after_cr, out);
            self.inner.consume(taken);
            if written > 0 {
                self.last = out[written - 1];
                return Ok(written);
            }
        }
    }
}

/// Copies `from` to `to` with every line end as LF; says how many bytes that took.
fn with_uniform_ends(mut from: &[u8], after_cr: &mut bool, to: &mut [u8]) -> usize {
    let mut written = 0;
    while !from.is_empty() {
        if std::mem::take(after_cr) && from[0] == b'\n' {
            from = &from[1..];
        }
        let cr = memchr(b'\r', from);
        let line = cr.unwrap_or(from.len());
        to[written..written + line].copy_from_slice(&from[..line]);
        written += line;
        from = &from[line..];
        if cr.is_some() {
            to[written] = b'\n';
            written += 1;
            from = &from[1..];
            *after_cr = true;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(bytes: &[u8], buffer: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let inner = BufReader::with_capacity(buffer, bytes);
        PlainText::new(inner).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn marks_and_line_ends_become_uniform_wherever_buffers_end() {
        for buffer in [3, 4, 5, 7, 100] {
            assert_eq!(
                plain(b"\xef\xbb\xbfa\r\nb\rc\nd", buffer),
                b"a\nb\nc\nd\n",
                "{buffer}"
            );
            assert_eq!(plain(b"a\r\n\r\nb\r\n", buffer), b"a\n\nb\n", "{buffer}");
            assert_eq!(plain(b"", buffer), b"");
        }
    }
}
