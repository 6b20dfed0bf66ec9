//! Random numbers of replicates, and the p that so many replicates give.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

/// Random numbers of one replicate; replicates of a seed are independent of each other.
#[derive(Clone, Debug)]
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// Those of `replicate` under `seed`.
    pub fn new(seed: u64, replicate: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(replicate);
        Self(generator)
    }

    /// A number from 0 to `n` - 1; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// A number from 0 to just under 1.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts `items` into a drawn order (R. Durstenfeld 1964).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// The p of a value as extreme as which were `extreme` of so many replicates: (`extreme` + 1) /
/// (`replicates` + 1), so that it is never 0 (P. E. North, D. Curtis & P. C. Sham, American Journal
/// of Human Genetics 71 (2002)).
pub fn chance(extreme: usize, replicates: usize) -> f64 {
    (extreme as f64 + 1.0) / (replicates as f64 + 1.0)
}
