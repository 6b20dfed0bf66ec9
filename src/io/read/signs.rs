//! Finds one sign and line feeds in a text, eight bytes at a time.
//!
//! Most fields are so short that a search for the end of each by wider means would cost more in
//! starting than in searching.

/// Where a sign or a line feed stands, one after the other.
#[derive(Debug)]
pub(super) struct Signs {
    /// The sign, eight times.
    sign: u64,
    /// Where the eight bytes begin.
    at: usize,
    /// The highest bit of every byte among them that is one and was not told yet.
    found: u64,
}

impl Signs {
    /// Those of `text` from `at` on. The sign must not be zero.
    pub(super) fn after(text: &[u8], at: usize, sign: u8) -> Self {
        let sign = u64::from_le_bytes([sign; 8]);
        let found = found_in(text, at, sign);
        Self { sign, at, found }
    }

    /// Where the next one stands; the length of the text if there is none. Bytes up to the one
    /// that was told last may have changed since.
    #[inline]
    pub(super) fn next(&mut self, text: &[u8]) -> usize {
        while self.found == 0 {
            self.at += 8;
            if self.at >= text.len() {
                return text.len();
            }
            self.found = found_in(text, self.at, self.sign);
        }
        let next = self.at + self.found.trailing_zeros() as usize / 8;
        self.found &= self.found - 1;
        next
    }
}

/// The highest bit of every byte from `at` on that is the sign or a line feed. A byte is zero
/// where its highest bit stays clear when the rest of it is filled up (H. S. Warren, Hacker's
/// Delight, section 6-1); no sum carries from one byte to the next.
#[inline]
fn found_in(text: &[u8], at: usize, sign: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x7f; 8]);
    const LINE_FEEDS: u64 = u64::from_le_bytes([b'\n'; 8]);
    let rest = &text[at..];
    let word = u64::from_le_bytes(rest.first_chunk().copied().unwrap_or_else(|| {
        // Past the end stand zeros, which are neither.
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        last
    }));
    let filled = |word: u64| ((word & LOW) + LOW) | word;
    !(filled(word ^ sign) & filled(word ^ LINE_FEEDS) | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_found_among_all_bytes_wherever_it_stands() {
        let text: Vec<u8> = (0..=255)
            .chain([b'\n', b',', b','])
            .chain(0..=255)
            .collect();
        for sign in [b',', b'"', b'|', b'\t', b';'] {
            for at in 0..text.len() {
                let mut signs = Signs::after(&text, at, sign);
                for (i, &byte) in text.iter().enumerate().skip(at) {
                    if byte == sign || byte == b'\n' {
                        assert_eq!(signs.next(&text), i);
                    }
                }
                assert_eq!(signs.next(&text), text.len());
            }
        }
    }
}
