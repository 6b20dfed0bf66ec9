//! Random numbers of replicates, and the p that so many replicates give.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

use crate::base::Planar;

/// Points that are laid between two looks at whether it is still wanted.
const POINTS_AT_A_TIME: usize = 4096;

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

/// `n` points, each laid anywhere by `scatter`.
///
/// # Errors
/// What `go_on` gives, called every few thousand points.
pub fn laid<E>(
    n: usize,
    draws: &mut Draws,
    scatter: impl Fn(&mut Draws) -> Planar,
    go_on: impl Fn() -> Result<(), E>,
) -> Result<Vec<Planar>, E> {
    let mut points = Vec::with_capacity(n);
    for i in 0..n {
        if i.is_multiple_of(POINTS_AT_A_TIME) {
            go_on()?;
        }
        points.push(scatter(draws));
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::convert::Infallible;

    fn anywhere(draws: &mut Draws) -> Planar {
        Planar::new(draws.unit(), draws.unit())
    }

    #[test]
    fn points_are_laid_one_after_another() {
        let laid = laid(5000, &mut Draws::new(1, 2), anywhere, || {
            Ok::<(), Infallible>(())
        });
        let mut draws = Draws::new(1, 2);
        let one_by_one: Vec<Planar> = (0..5000).map(|_| anywhere(&mut draws)).collect();
        assert_eq!(laid, Ok(one_by_one));
    }

    #[test]
    fn laying_stops_within_a_replicate() {
        let looks = Cell::new(0);
        let laid = laid(1_000_000, &mut Draws::new(1, 1), anywhere, || {
            looks.set(looks.get() + 1);
            if looks.get() == 3 {
                Err("stop")
            } else {
                Ok(())
            }
        });
        assert_eq!((laid, looks.get()), (Err("stop"), 3));
    }
}
