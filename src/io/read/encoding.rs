//! How a text is written in bytes, told by its first ones.
//!
//! UTF-16 is turned into UTF-8 on the way in. UTF-8 and Windows-1252 are passed on as they are
//! and told apart field by field ([`crate::io::read::text::decoded`]), because one file may hold
//! both: programs append to each other's exports.

use std::io::{BufRead, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

/// How characters are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// One or more bytes each, those of ASCII as in ASCII.
    #[default]
    Bytes,
    /// Two bytes each, the lesser first: what Windows programs call "Unicode".
    Utf16Le,
    /// Two bytes each, the greater first.
    Utf16Be,
}

impl Encoding {
    /// The encoding of a text that starts with `head`: by its mark or, without one, by where
    /// its zeros stand. Tables are mostly digits and plain letters, of which every second byte
    /// is zero in UTF-16.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            // The mark of UTF-32, which no program exports, would begin like that of UTF-16.
            [0xff, 0xfe, 0, 0, ..] => Self::Bytes,
            [0xff, 0xfe, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] => Self::Utf16Be,
            _ => Self::by_zeros(head),
        }
    }

    fn by_zeros(head: &[u8]) -> Self {
        let pairs = head.len() / 2;
        let zeros = |first: usize| {
            let places = head.iter().skip(first).step_by(2);
            places.filter(|&&byte| byte == 0).count()
        };
        let (even, odd) = (zeros(0), zeros(1));
        let (most, few) = (pairs * 6 / 10, pairs / 20);
        if pairs > 3 && odd > most && even <= few {
            Self::Utf16Le
        } else if pairs > 3 && even > most && odd <= few {
            Self::Utf16Be
        } else {
            Self::Bytes
        }
    }

    /// The name, where it is worth saying.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Bytes => None,
            Self::Utf16Le => Some("UTF-16 (little-endian)"),
            Self::Utf16Be => Some("UTF-16 (big-endian)"),
        }
    }

    fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Bytes => return None,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

/// Text as UTF-8, or as it is where it has one byte or more for each character. Halves of
/// characters of UTF-16 become U+FFFD.
pub(super) struct Utf8<R> {
    inner: R,
    decoder: Option<Decoder>,
    /// What is decoded and not yet taken.
    ready: Vec<u8>,
    taken: usize,
    at_end: bool,
}

/// Decoded at a time.
const READY_BYTES: usize = 64 * 1024;

impl<R: BufRead> Utf8<R> {
    /// The text of `inner`, which is written in `encoding`.
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.decoder(),
            ready: Vec::new(),
            taken: 0,
            at_end: false,
        }
    }

    fn decode(&mut self) -> std::io::Result<()> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        self.taken = 0;
        self.ready.resize(READY_BYTES, 0);
        let mut written = 0;
        while written == 0 && !self.at_end {
            let chunk = self.inner.fill_buf()?;
            let last = chunk.is_empty();
            let (result, read, made, _) = decoder.decode_to_utf8(chunk, &mut self.ready, last);
            self.inner.consume(read);
            written = made;
            self.at_end = last && result == encoding_rs::CoderResult::InputEmpty;
        }
        self.ready.truncate(written);
        Ok(())
    }
}

impl<R: BufRead> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.decoder.is_none() {
            return self.inner.fill_buf();
        }
        if self.taken == self.ready.len() && !self.at_end {
            self.decode()?;
        }
        Ok(&self.ready[self.taken..])
    }

    fn consume(&mut self, n: usize) {
        if self.decoder.is_none() {
            self.inner.consume(n);
        } else {
            self.taken += n;
        }
    }
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let ready = self.fill_buf()?;
        let n = ready.len().min(out.len());
        out[..n].copy_from_slice(&ready[..n]);
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::BufReader;

    fn utf16(text: &str, encoding: Encoding) -> Vec<u8> {
        let bytes = |unit: u16| match encoding {
            Encoding::Utf16Be => unit.to_be_bytes(),
            _ => unit.to_le_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn the_encoding_is_told_by_the_mark_or_by_the_zeros() {
        let text = "lon,lat,place\n-1.5,53.5,Café ☃\n";
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            assert_eq!(Encoding::of(&utf16(text, encoding)), encoding);
            let marked = utf16(&format!("\u{feff}{text}"), encoding);
            assert_eq!(Encoding::of(&marked), encoding);
            assert_eq!(Encoding::of(&marked[..marked.len() - 1]), encoding);
        }
        for bytes in [
            text.as_bytes(),
            b"",
            b"a",
            b"a\0b",
            b"\0\0\0\0\0\0",
            b"\xff",
        ] {
            assert_eq!(Encoding::of(bytes), Encoding::Bytes, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn utf16_becomes_utf8_wherever_buffers_end(
            text in "[a-zé☃𝄞,\n]{0,80}", buffer in 1_usize..20, big in any::<bool>(),
        ) {
            let encoding = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
            let bytes = utf16(&text, encoding);
            let mut out = String::new();
            Utf8::new(BufReader::with_capacity(buffer, &bytes[..]), encoding)
                .read_to_string(&mut out)
                .unwrap();
            prop_assert_eq!(out, text);
        }
    }

    #[test]
    fn half_a_character_is_marked_and_not_lost_in_silence() {
        let mut out = String::new();
        let cut = &utf16("ab", Encoding::Utf16Le)[..3];
        Utf8::new(cut, Encoding::Utf16Le)
            .read_to_string(&mut out)
            .unwrap();
        assert_eq!(out, "a\u{fffd}");
    }
}
