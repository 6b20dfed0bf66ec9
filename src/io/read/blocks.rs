//! A text in blocks that end where a record ends, so that each can be read by itself.
//!
//! The file is read, not mapped into memory: a file on a network share can be cut short by
//! someone else while it is open, and a map would then end the program. Only the state that the
//! rules of quoting need ([`crate::io::read::records`]) is followed here, from mark to mark; a
//! block without marks costs one search. At no time is more of the text held than a block, or
//! one record if that is longer.

use std::io::{ErrorKind, Read};

use memchr::{memchr, memrchr};

use crate::base::Progress;
use crate::io::read::error::ReadError;
use crate::io::read::signs::Signs;
use crate::io::read::source::{Source, Text};

/// Most bytes read between two looks at whether it is still wanted.
const PIECE: usize = 1 << 20;

/// Cuts a text into blocks.
pub(super) struct Blocks<'a> {
    source: &'a Source,
    progress: Option<&'a Progress>,
    text: Text,
    separator: u8,
    size: usize,
    /// What came after the last record of the block before.
    rest: Vec<u8>,
    at_end: bool,
}

/// A stretch of the text. Its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Block {
    memory: Vec<u8>,
    len: usize,
}

impl Block {
    /// The text, for [`crate::io::read::records::Records`] to take apart where it lies.
    pub(super) fn text(&mut self) -> &mut [u8] {
        &mut self.memory[..self.len]
    }

    fn start_with(&mut self, rest: &mut Vec<u8>) {
        self.len = rest.len();
        if self.memory.len() < self.len {
            self.memory.resize(self.len, 0);
        }
        self.memory[..self.len].copy_from_slice(rest);
        rest.clear();
    }

    /// Reads until the text is of `len` bytes; says whether it came to the end.
    fn fill_to(&mut self, len: usize, from: &mut impl Read) -> std::io::Result<bool> {
        if self.memory.len() < len {
            self.memory.resize(len, 0);
        }
        while self.len < len {
            match from.read(&mut self.memory[self.len..len]) {
                Ok(0) => return Ok(true),
                Ok(n) => self.len += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }
}

impl<'a> Blocks<'a> {
    /// The `text` of `source` after its first `skipped` bytes, which end with a record, in blocks
    /// of about `size` bytes.
    pub(super) fn new(
        mut text: Text,
        source: &'a Source,
        separator: u8,
        skipped: u64,
        size: usize,
        progress: Option<&'a Progress>,
    ) -> Result<Self, ReadError> {
        std::io::copy(&mut text.by_ref().take(skipped), &mut std::io::sink())
            .map_err(|error| source.trouble(&error))?;
        Ok(Self {
            source,
            progress,
            text,
            separator,
            size: size.max(1),
            rest: Vec::new(),
            at_end: false,
        })
    }

    /// Puts the next records into `block`; says whether there were any.
    pub(super) fn next(&mut self, block: &mut Block) -> Result<bool, ReadError> {
        block.start_with(&mut self.rest);
        let mut wanted = self.size;
        while !self.at_end {
            let target = block.len + wanted;
            while block.len < target && !self.at_end {
                if let Some(progress) = self.progress {
                    progress.check(self.text.bytes_taken() as usize, self.source.bytes as usize)?;
                }
                let len = target.min(block.len + PIECE);
                self.at_end = block
                    .fill_to(len, &mut self.text)
                    .map_err(|error| self.source.trouble(&error))?;
            }
            if self.at_end {
                break;
            }
            if let Some(end) = last_record_end(block.text(), self.separator) {
                self.rest.extend_from_slice(&block.text()[end..]);
                block.len = end;
                return Ok(true);
            }
            // A record longer than the block: each try doubles it.
            wanted = block.len;
        }
        Ok(block.len > 0)
    }

    /// The text that was gone through.
    pub(super) fn into_text(self) -> Text {
        self.text
    }
}

/// Where the last record that is whole ends in a text that begins with a record.
fn last_record_end(text: &[u8], separator: u8) -> Option<usize> {
    if memchr(b'"', text).is_none() {
        return memrchr(b'\n', text).map(|at| at + 1);
    }
    let (mut last, mut in_quotes) = (None, false);
    let mut signs = Signs::after(text, 0, b'"');
    loop {
        let at = signs.next(text);
        match text.get(at) {
            None => return last,
            Some(b'\n') if in_quotes => {}
            Some(b'\n') => last = Some(at + 1),
            // A mark that is the text's last byte may be half of a doubled one, but then no
            // record ends after it.
            Some(_) if in_quotes && text.get(at + 1) == Some(&b'"') => {
                signs.next(text);
            }
            Some(_) if in_quotes => in_quotes = false,
            // Anywhere but at the start of a field a mark is text.
            Some(_) => {
                let before = at.checked_sub(1).map_or(b'\n', |before| text[before]);
                in_quotes = before == separator || before == b'\n';
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_end_of_a_record_is_outside_quotes() {
        fn end(text: &str) -> Option<&str> {
            last_record_end(text.as_bytes(), b',').map(|at| &text[..at])
        }
        assert_eq!(end("a,b\nc,d"), Some("a,b\n"));
        assert_eq!(end("a,b"), None);
        assert_eq!(end("a,\"b\nc"), None);
        assert_eq!(end("\"b\nc\"\nd"), Some("\"b\nc\"\n"));
        assert_eq!(end("a\n\"b\"\"\nc"), Some("a\n"));
        assert_eq!(end("a\n\"b\nc\""), Some("a\n"));
        assert_eq!(end("a\"\nb \"\nc"), Some("a\"\nb \"\n"));
        assert_eq!(
            end("\"a\"\"\",\"\",\"\"\"\n\"\n,\"\n"),
            Some("\"a\"\"\",\"\",\"\"\"\n\"\n")
        );
    }
}
