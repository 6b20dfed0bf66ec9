//! Distinct texts of a column as they stand in the file, each with a number.
//!
//! The numbers are of one reader among several that work side by side, and bytes are compared as
//! they stand: to decode them, and to give them their numbers in the file, is left to who joins
//! the readers ([`crate::io::read::joining`]). A name met again costs one look into one table.

use std::hash::{BuildHasher, RandomState};

use crate::io::read::text::is_missing;

/// Texts one after the other in one piece of memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    /// Appends a text.
    pub(super) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
    }

    /// All texts in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|i| self.text(i))
    }

    fn text(&self, i: usize) -> &[u8] {
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[i]]
    }
}

/// A table of distinct texts.
#[derive(Debug)]
pub(super) struct RawNames {
    texts: Texts,
    /// Texts that were new since [`Self::take_new`] was last called.
    new: Texts,
    /// Number of a text plus one, under a hash of it; 0 where there is none. Open addressing;
    /// the length is a power of two, and at most half of the places are taken.
    places: Vec<u32>,
    seed: u64,
}

impl Default for RawNames {
    fn default() -> Self {
        Self {
            texts: Texts::default(),
            new: Texts::default(),
            places: vec![0; 64],
            // A file cannot be made so that its names fall into one place.
            seed: RandomState::new().hash_one(0),
        }
    }
}

impl RawNames {
    /// The number of `text`, from 0, which is added if it is new.
    pub(super) fn number(&mut self, text: &[u8]) -> u32 {
        let mut place = self.place_of(text);
        loop {
            match self.places[place] {
                0 => return self.added(place, text),
                taken if self.texts.text(taken as usize - 1) == text => return taken - 1,
                _ => place = (place + 1) & (self.places.len() - 1),
            }
        }
    }

    /// The texts that are new since this was last called, in the order of their numbers.
    pub(super) fn take_new(&mut self) -> Texts {
        std::mem::take(&mut self.new)
    }

    fn added(&mut self, place: usize, text: &[u8]) -> u32 {
        self.texts.push(text);
        self.new.push(text);
        let count = self.texts.ends.len();
        self.places[place] = count as u32;
        if count * 2 > self.places.len() {
            self.grow();
        }
        count as u32 - 1
    }

    fn grow(&mut self) {
        self.places = vec![0; self.places.len() * 2];
        for i in 0..self.texts.ends.len() {
            let mut place = self.place_of(self.texts.text(i));
            while self.places[place] != 0 {
                place = (place + 1) & (self.places.len() - 1);
            }
            self.places[place] = i as u32 + 1;
        }
    }

    fn place_of(&self, text: &[u8]) -> usize {
        hash(text, self.seed) as usize & (self.places.len() - 1)
    }
}

/// A reference as a number that is the same in every file and on every machine; 0 for none.
pub(super) fn reference_of(text: &[u8]) -> u64 {
    const SEED: u64 = 0x6e69_6768_7462_6561;
    let text = text.trim_ascii();
    let is_none = std::str::from_utf8(text).is_ok_and(is_missing);
    if is_none { 0 } else { hash(text, SEED).max(1) }
}

/// A hash for tables: eight bytes at a time, multiplied to twice their width and folded.
fn hash(text: &[u8], seed: u64) -> u64 {
    let (words, rest) = text.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let start = folded(seed ^ text.len() as u64, u64::from_le_bytes(last));
    words
        .iter()
        .fold(start, |hash, &word| folded(hash, u64::from_le_bytes(word)))
}

/// Two odd numbers with bits set evenly: the fractions of the square roots of 2 and 3.
const MIX: [u64; 2] = [0x6a09_e667_f3bc_c909, 0xbb67_ae85_84ca_a73b];

fn folded(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ word ^ MIX[0]) * u128::from(MIX[1]);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_as_they_come_and_told_once() {
        let mut names = RawNames::default();
        let numbers: Vec<u32> = [
            &b"b"[..],
            b"",
            b"a",
            b"b",
            b"",
            b"long enough for two words",
        ]
        .into_iter()
        .map(|text| names.number(text))
        .collect();
        assert_eq!(numbers, [0, 1, 2, 0, 1, 3]);
        let new = names.take_new();
        let all: Vec<&[u8]> = new.iter().collect();
        assert_eq!(all, [&b"b"[..], b"", b"a", b"long enough for two words"]);
        assert_eq!((names.number(b"a"), names.number(b"c")), (2, 4));
        assert_eq!(names.take_new().iter().collect::<Vec<_>>(), [b"c"]);
    }

    #[test]
    fn references_are_equal_where_their_texts_are() {
        assert_eq!(reference_of(b" 42/1 "), reference_of(b"42/1"));
        assert_ne!(reference_of(b"42/1"), reference_of(b"42/2"));
        assert_eq!((reference_of(b""), reference_of(b" N/A")), (0, 0));
    }

    #[test]
    fn many_texts_keep_their_numbers_when_the_table_grows() {
        let mut names = RawNames::default();
        let text = |i: u32| format!("{} High Street, flat {}", i / 7, i % 7);
        for round in 0..2 {
            for i in 0..20_000 {
                assert_eq!(names.number(text(i).as_bytes()), i, "{round}");
            }
        }
    }

    #[test]
    fn hashes_differ_where_only_zeros_or_the_length_differ() {
        let texts: [&[u8]; 6] = [
            b"",
            b"\0",
            b"\0\0",
            b"12345678",
            b"12345678\0",
            b"\x0012345678",
        ];
        for (i, a) in texts.iter().enumerate() {
            for b in &texts[..i] {
                assert_ne!(hash(a, 1), hash(b, 1), "{a:?} {b:?}");
            }
        }
    }
}
