//! Draws numbers by their weights in the time of one look-up.
//!
//! M. D. Vose (1991), "A linear algorithm for generating random numbers with a given distribution",
//! IEEE Transactions on Software Engineering 17(9).

use rand::Rng;

/// A table for draws of 0, 1, 2, … with given weights.
pub(super) struct Alias {
    /// How much of each place is its own number.
    own: Vec<f64>,
    /// The number the rest of it is.
    other: Vec<u32>,
}

impl Alias {
    /// The table for `weights`, none below 0 and some above.
    pub(super) fn new(weights: &[f64]) -> Self {
        let n = weights.len() as f64;
        let all: f64 = weights.iter().sum();
        let mut own: Vec<f64> = weights.iter().map(|weight| weight * n / all).collect();
        let mut other: Vec<u32> = (0..weights.len() as u32).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) =
            other.iter().partition(|&&i| own[i as usize] < 1.0);
        while let (Some(&less), Some(&more)) = (small.last(), large.last()) {
            small.pop();
            other[less as usize] = more;
            own[more as usize] -= 1.0 - own[less as usize];
            if own[more as usize] < 1.0 {
                large.pop();
                small.push(more);
            }
        }
        // What rounding leaves over is full.
        for rest in small.into_iter().chain(large) {
            own[rest as usize] = 1.0;
        }
        Self { own, other }
    }

    /// A number.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> usize {
        let at = rng.random::<f64>() * self.own.len() as f64;
        let place = (at as usize).min(self.own.len() - 1);
        if at - (place as f64) < self.own[place] {
            place
        } else {
            self.other[place] as usize
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn numbers_come_as_often_as_they_weigh() {
        let weights = [3.0, 0.0, 1.0, 0.5, 5.5];
        let table = Alias::new(&weights);
        // Exactly: what each number has of all places.
        let mut shares = [0.0; 5];
        for place in 0..5 {
            shares[place] += table.own[place] / 5.0;
            shares[table.other[place] as usize] += (1.0 - table.own[place]) / 5.0;
        }
        for (share, weight) in shares.iter().zip(weights) {
            assert!((share - weight / 10.0).abs() < 1e-12);
        }
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut counts = [0_i32; 5];
        (0..10_000).for_each(|_| counts[table.draw(&mut rng)] += 1);
        assert_eq!(counts[1], 0);
        // Binomial: five standard deviations.
        assert!((counts[4] - 5500).abs() < 250, "{counts:?}");
    }
}
