//! Poisson draws of whole means, by table.
//!
//! A bootstrap that draws each of n incidents a Poisson(1) number of times (J. A. Hanley & B.
//! MacGibbon, *Creating non-parametric bootstrap samples using Poisson frequencies*, 2006) draws
//! all incidents of one position together a Poisson(n) number of times, since Poisson numbers add
//! up. Numbers are drawn by inverting the distribution, laid out in whole numbers of 2⁻⁵³; greater
//! means are drawn in parts.

use rand_chacha::rand_core::RngCore;

/// The greatest mean drawn in one go.
const MOST: usize = 64;
/// Bits of a random word that are used.
const BITS: u32 = 53;
/// Bits that say where in a table to begin.
const GUIDE_BITS: u32 = 6;

/// Draws numbers of whole means.
#[derive(Clone, Debug)]
pub(super) struct Poisson {
    /// By mean, from 1.
    tables: Vec<Table>,
}

/// The distribution of one mean.
#[derive(Clone, Debug)]
struct Table {
    /// The chance of a number up to its place, in 2⁻⁵³.
    up_to: Vec<u64>,
    /// By the first bits of a draw, the least number it can mean.
    guide: Vec<u16>,
}

impl Poisson {
    /// Tables of all means that are drawn in one go.
    pub(super) fn new() -> Self {
        Self {
            tables: (1..=MOST).map(|mean| Table::new(mean as f64)).collect(),
        }
    }

    /// A number drawn with this mean.
    pub(super) fn draw(&self, mean: u32, random: &mut impl RngCore) -> u32 {
        let (parts, rest) = (mean as usize / MOST, mean as usize % MOST);
        let whole: u32 = (0..parts).map(|_| self.tables[MOST - 1].draw(random)).sum();
        if rest == 0 {
            whole
        } else {
            whole + self.tables[rest - 1].draw(random)
        }
    }
}

impl Table {
    fn new(mean: f64) -> Self {
        let unit = (1_u64 << BITS) as f64;
        let (mut chance, mut sum) = ((-mean).exp(), 0.0);
        let mut up_to = Vec::new();
        for number in 1.. {
            sum += chance;
            up_to.push(((sum * unit) as u64).min(1 << BITS));
            chance *= mean / f64::from(number);
            // What is left is less than a word can tell.
            if f64::from(number) > mean && chance * unit < 0.5 {
                break;
            }
        }
        let least = |bits: u64| {
            let word = bits << (BITS - GUIDE_BITS);
            up_to.partition_point(|&up_to| up_to <= word) as u16
        };
        Self {
            guide: (0..1 << GUIDE_BITS).map(least).collect(),
            up_to,
        }
    }

    fn draw(&self, random: &mut impl RngCore) -> u32 {
        let word = random.next_u64() >> (u64::BITS - BITS);
        let mut number = usize::from(self.guide[(word >> (BITS - GUIDE_BITS)) as usize]);
        while self.up_to.get(number).is_some_and(|&up_to| up_to <= word) {
            number += 1;
        }
        number as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;
    use statrs::distribution::{ChiSquared, ContinuousCDF, Discrete};

    /// χ² of `draws` numbers of `mean` against the distribution, numbers expected fewer than five
    /// times put together; and its degrees of freedom.
    fn chi_square(mean: u32, draws: u32) -> (f64, f64) {
        let poisson = Poisson::new();
        let mut random = ChaCha8Rng::seed_from_u64(u64::from(mean));
        let mut seen = vec![0.0; mean as usize * 3 + 20];
        for _ in 0..draws {
            seen[poisson.draw(mean, &mut random) as usize] += 1.0;
        }
        let expected = statrs::distribution::Poisson::new(f64::from(mean)).unwrap();
        let (mut sum, mut classes, mut few) = (0.0, 0.0, (0.0, f64::from(draws)));
        for (number, &seen) in seen.iter().enumerate() {
            let wanted = expected.pmf(number as u64) * f64::from(draws);
            if wanted < 5.0 {
                few.0 += seen;
            } else {
                few.1 -= wanted;
                sum += (seen - wanted).powi(2) / wanted;
                classes += 1.0;
            }
        }
        (sum + (few.0 - few.1).powi(2) / few.1.max(1.0), classes)
    }

    #[test]
    fn numbers_come_as_often_as_the_distribution_says() {
        for mean in [1, 2, 7, 64, 65, 300] {
            let (sum, freedom) = chi_square(mean, 40_000);
            let p = ChiSquared::new(freedom).unwrap().sf(sum);
            assert!(
                p > 1e-4,
                "mean {mean}: chi-square {sum} of {freedom}, p {p}"
            );
        }
    }

    #[test]
    fn nothing_is_drawn_of_a_mean_of_nothing() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        assert_eq!(Poisson::new().draw(0, &mut random), 0);
    }

    #[test]
    fn the_least_and_the_greatest_word_have_a_number() {
        for table in &Poisson::new().tables {
            let last = (1 << BITS) - 1;
            let number = |word: u64| table.up_to.partition_point(|&up_to| up_to <= word);
            assert!(number(0) < table.up_to.len());
            assert!(number(last) <= table.up_to.len() && number(last) < 200);
        }
    }
}
