//! What is unpacked, watched: it may not grow without end, and it must be what was packed.
//!
//! A few thousand bytes can unpack to many gigabytes. How much is let through is known before
//! anything is unpacked; nothing a file says of itself is believed.

use std::io::{Error, Read, Result};

/// Unpacks to more than is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it unpacks to more than {limit} bytes")]
pub(super) struct TooLarge {
    /// What is let through.
    pub(super) limit: u64,
}

/// How many times its own size a file may unpack to where the user sets no limit. Tables of
/// text are packed to a tenth or a twentieth; the sheets of a workbook, where much repeats, to a
/// fiftieth.
pub(super) const MOST_TIMES: u64 = 250;
/// However small a file is, it may unpack to this.
const SMALL_BYTES: u64 = 64_000_000;

/// What `packed` bytes may unpack to: what the user says, else not absurdly much.
pub(super) fn limit_of(packed: u64, said: Option<u64>, most: u64) -> u64 {
    said.unwrap_or_else(|| most.min(SMALL_BYTES.max(packed.saturating_mul(MOST_TIMES))))
}

/// Passes on at most a number of bytes and fails on more.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Bounded<R> {
    /// `inner`, of which `limit` bytes are let through.
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self {
            inner,
            left: limit,
            limit,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(out)?;
        match self.left.checked_sub(n as u64) {
            Some(left) => self.left = left,
            None => return Err(Error::other(TooLarge { limit: self.limit })),
        }
        Ok(n)
    }
}

/// Passes bytes on and fails at their end if their checksum is not the expected one.
pub(super) struct Checked<R> {
    inner: R,
    sum: crc32fast::Hasher,
    expected: u32,
}

impl<R: Read> Checked<R> {
    /// `inner`, whose CRC-32 should be `expected`.
    pub(super) fn new(inner: R, expected: u32) -> Self {
        Self {
            inner,
            sum: crc32fast::Hasher::new(),
            expected,
        }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(out)?;
        self.sum.update(&out[..n]);
        if n == 0 && !out.is_empty() && self.sum.clone().finalize() != self.expected {
            return Err(Error::other("its checksum is wrong"));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_limit_fails_and_the_limit_itself_passes() {
        let read = |limit| {
            let mut out = Vec::new();
            let read = Bounded::new(&[7_u8; 1000][..], limit).read_to_end(&mut out);
            read.map_err(|error| error.get_ref().and_then(|e| e.downcast_ref()).copied())
        };
        assert_eq!(read(1000), Ok(1000));
        assert_eq!(read(999), Err(Some(TooLarge { limit: 999 })));
        assert_eq!(read(0), Err(Some(TooLarge { limit: 0 })));
    }

    #[test]
    fn the_limit_is_what_the_user_says_or_some_times_the_size() {
        assert_eq!(limit_of(10, None, 1 << 40), SMALL_BYTES);
        assert_eq!(limit_of(1_000_000, None, 1 << 40), 250_000_000);
        assert_eq!(limit_of(u64::MAX, None, 1 << 40), 1 << 40);
        assert_eq!(limit_of(1_000_000, Some(5), 1 << 40), 5);
    }

    #[test]
    fn a_wrong_checksum_is_found_at_the_end() {
        let sum = crc32fast::hash(b"abc");
        let mut out = Vec::new();
        assert!(Checked::new(&b"abc"[..], sum).read_to_end(&mut out).is_ok());
        assert!(
            Checked::new(&b"abd"[..], sum)
                .read_to_end(&mut out)
                .is_err()
        );
    }
}
