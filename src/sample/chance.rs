//! Seeded draws in whole numbers, so that every platform draws the same town.
//!
//! ChaCha8 gives the stream; everything after it is integer arithmetic, because `sin`, `exp`
//! and their like differ in the last bit between maths libraries.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// One stream of draws. Streams of one seed are independent, so that a day's incidents do not
/// depend on how many came before.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream `stream` of `seed`.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// A number from 0 to `n - 1`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(n)) >> 32) as u32
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as u32) as i32
    }

    /// A number from `low` to `high`, the middle likelier than the ends.
    pub(crate) fn around(&mut self, low: i32, high: i32) -> i32 {
        let half = (high - low) / 2;
        low + self.between(0, half) + self.between(0, high - low - half)
    }

    /// True in `n` of a thousand draws.
    pub(crate) fn per_mille(&mut self, n: u32) -> bool {
        self.below(1000) < n
    }

    /// Puts `items` into a drawn order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}

/// Draws an index in proportion to whole-number weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picker {
    ends: Vec<u32>,
}

impl Picker {
    /// A picker over `weights`; their sum must stay below 2³².
    pub(crate) fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let ends = weights.into_iter().scan(0_u32, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self {
            ends: ends.collect(),
        }
    }

    /// Sum of the weights.
    pub(crate) fn total(&self) -> u32 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// An index; the last one where all weights are 0.
    pub(crate) fn pick(&self, chance: &mut Chance) -> usize {
        let drawn = chance.below(self.total());
        self.ends
            .partition_point(|&end| end <= drawn)
            .min(self.ends.len().saturating_sub(1))
    }
}

/// A hash of three numbers, for noise that needs no state.
pub(crate) fn hash(seed: u64, x: i64, y: i64) -> u64 {
    let mut h = seed ^ (x as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for part in [y as u64, 0x632b_e59b_d9b4_e019] {
        h = (h ^ (h >> 29) ^ part.rotate_left(17)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        h = (h ^ (h >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb);
    }
    h ^ (h >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picker_follows_its_weights() {
        let picker = Picker::new([1, 0, 3]);
        let mut chance = Chance::new(7, 0);
        let mut counts = [0; 3];
        for _ in 0..8000 {
            counts[picker.pick(&mut chance)] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((1800..2200).contains(&counts[0]), "{counts:?}");
    }

    #[test]
    fn draws_are_the_same_for_ever() {
        let mut chance = Chance::new(1, 2);
        let drawn: Vec<u32> = (0..4).map(|_| chance.below(1000)).collect();
        let mut again = Chance::new(1, 2);
        assert_eq!(drawn, (0..4).map(|_| again.below(1000)).collect::<Vec<_>>());
        let mut other = Chance::new(1, 3);
        assert_ne!(drawn, (0..4).map(|_| other.below(1000)).collect::<Vec<_>>());
    }
}
