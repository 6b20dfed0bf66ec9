//! Consecutive numbers for keys of two 64-bit words: cells of a lattice.
//!
//! The standard hasher guards against hostile keys, which costs more than the grouping itself;
//! this one mixes two words and no more. The map is only looked up, never iterated, so no
//! answer depends on its order.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Numbers keys in the order they are first met.
pub(super) struct DenseIds {
    ids: HashMap<[u64; 2], u32, BuildHasherDefault<TwoWords>>,
}

impl DenseIds {
    /// An empty numbering with room for `n` distinct keys.
    pub(super) fn with_capacity(n: usize) -> Self {
        Self {
            ids: HashMap::with_capacity_and_hasher(n, BuildHasherDefault::default()),
        }
    }

    /// The number of `key`: the next one where it is new.
    pub(super) fn id(&mut self, key: [u64; 2]) -> u32 {
        let next = self.ids.len() as u32;
        *self.ids.entry(key).or_insert(next)
    }
}

/// Spreads a word over all 64 bits (the finaliser of SplitMix64).
pub(super) fn mixed(word: u64) -> u64 {
    let a = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ (b >> 31)
}

#[derive(Default)]
struct TwoWords(u64);

impl Hasher for TwoWords {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let word = part
                .iter()
                .rev()
                .fold(0, |word, &byte| (word << 8) | u64::from(byte));
            self.write_u64(word);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, _length: usize) {
        // The length of an array of two says nothing.
    }

    fn finish(&self) -> u64 {
        mixed(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_share_a_number_and_others_do_not() {
        let mut ids = DenseIds::with_capacity(0);
        assert_eq!(ids.id([0, 1]), 0);
        assert_eq!(ids.id([1, 0]), 1);
        assert_eq!(ids.id([0, 1]), 0);
        assert_eq!(ids.id([1, 1]), 2);
    }

    #[test]
    fn small_keys_spread_over_the_low_bits() {
        use std::hash::BuildHasher as _;
        let build = BuildHasherDefault::<TwoWords>::default();
        let mut low = std::collections::BTreeSet::new();
        for i in 0..1024_u64 {
            low.insert(build.hash_one([i * 100, 500_000]) & 0xfff);
        }
        assert!(
            low.len() > 850,
            "{} of 1024 keys have low bits of their own",
            low.len()
        );
    }
}
