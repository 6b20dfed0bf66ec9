//! Text with its mark dropped and its line ends made uniform.

use std::io::{BufRead, Read};

use memchr::memchr;

/// Drops a byte order mark, makes CRLF and CR into LF, and ends the text with LF, so that
/// counting line feeds counts lines.
pub(super) struct PlainText<R> {
    inner: R,
    at_start: bool,
    after_cr: bool,
    last: u8,
}

impl<R: BufRead> PlainText<R> {
    /// The text of `inner`.
    pub(super) fn new(inner: R) -> Self {
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
    use std::io::BufReader;

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
