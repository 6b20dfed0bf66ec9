//! What shuffling the values would give.
//!
//! *Conditional* permutation (L. Anselin, *Local indicators of spatial association*, Geographical
//! Analysis 27 (1995)): a place keeps its value, its neighbours' values are drawn without
//! replacement from all others, again and again. Each replicate draws one order from its own
//! stream of random numbers, and all places use it, each leaving itself out: every p is right, and
//! p values of different places share their luck, as in PySAL. *Full* permutation deals all
//! values anew. A p is a [`chance`].

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::draws::{Draws, chance};

/// Places that are looked at between two looks at the progress.
const PLACES_AT_A_TIME: usize = 64;
/// Statistics this near to each other, by their size, are equal.
const TIE: f64 = 1e-12;

/// Drawn neighbours, the same for all places.
#[derive(Clone, Debug)]
pub struct Lags {
    /// For each replicate, different numbers from 0 to n - 2.
    draws: Vec<u32>,
    each: usize,
    replicates: usize,
}

impl Lags {
    /// `replicates` draws of `most` neighbours out of the n - 1 others; `most` is at most n - 1.
    pub fn new(n: usize, most: usize, replicates: usize, seed: u64) -> Self {
        let others = n.saturating_sub(1);
        let each = most.min(others);
        let draw = |replicate: usize| {
            let mut draws = Draws::new(seed, replicate as u64);
            different(&mut draws, others, each)
        };
        let drawn: Vec<Vec<u32>> = (0..replicates).into_par_iter().map(draw).collect();
        Self {
            draws: drawn.concat(),
            each,
            replicates,
        }
    }

    /// For each place the chance of a sum over as many drawn neighbours that is at least, and at
    /// most, the one in `sums`. Values are such that sums of them are exact.
    ///
    /// # Errors
    /// What `check` gives, called now and then with the number of places behind us.
    pub fn tails<E: Send>(
        &self,
        values: &[f64],
        sums: &[f64],
        degrees: &[u32],
        check: impl Fn(usize) -> Result<(), E> + Sync,
    ) -> Result<Vec<(f64, f64)>, E> {
        let one = |i: usize| self.tails_of(values, i, sums[i], degrees[i] as usize);
        of_places(values.len(), one, check)
    }

    /// The same where the neighbours of a place weigh what `weights_of` it says, and sums are by
    /// these weights. Sums that differ by rounding alone are equal.
    ///
    /// # Errors
    /// As [`Lags::tails`].
    pub fn weighted_tails<E: Send>(
        &self,
        values: &[f64],
        sums: &[f64],
        weights_of: impl Fn(usize) -> Vec<f64> + Sync,
        check: impl Fn(usize) -> Result<(), E> + Sync,
    ) -> Result<Vec<(f64, f64)>, E> {
        let one = |i: usize| self.weighted_tails_of(values, i, sums[i], &weights_of(i));
        of_places(values.len(), one, check)
    }

    fn tails_of(&self, values: &[f64], own: usize, sum: f64, degree: usize) -> (f64, f64) {
        if self.each == 0 || degree == 0 {
            return (1.0, 1.0);
        }
        let value = |&drawn: &u32| value_of_other(values, drawn, own);
        let (mut as_much, mut as_little) = (0_usize, 0_usize);
        for draws in self.draws.chunks_exact(self.each) {
            let lag: f64 = draws[..degree.min(self.each)].iter().map(value).sum();
            as_much += usize::from(lag >= sum);
            as_little += usize::from(lag <= sum);
        }
        (
            chance(as_much, self.replicates),
            chance(as_little, self.replicates),
        )
    }

    fn weighted_tails_of(
        &self,
        values: &[f64],
        own: usize,
        sum: f64,
        weights: &[f64],
    ) -> (f64, f64) {
        if self.each == 0 || weights.is_empty() {
            return (1.0, 1.0);
        }
        let slack = TIE * sum.abs();
        let (mut as_much, mut as_little) = (0_usize, 0_usize);
        for draws in self.draws.chunks_exact(self.each) {
            let drawn = draws.iter().zip(weights);
            let lag: f64 = drawn
                .map(|(&drawn, weight)| weight * value_of_other(values, drawn, own))
                .sum();
            as_much += usize::from(lag >= sum - slack);
            as_little += usize::from(lag <= sum + slack);
        }
        (
            chance(as_much, self.replicates),
            chance(as_little, self.replicates),
        )
    }
}

/// What `tails_of` says of each of so many places, in parallel.
fn of_places<E: Send>(
    places: usize,
    tails_of: impl Fn(usize) -> (f64, f64) + Sync,
    check: impl Fn(usize) -> Result<(), E> + Sync,
) -> Result<Vec<(f64, f64)>, E> {
    let blocks = places.div_ceil(PLACES_AT_A_TIME);
    let block = |block: usize| {
        let first = block * PLACES_AT_A_TIME;
        check(first)?;
        let places = first..(first + PLACES_AT_A_TIME).min(places);
        Ok(places.map(&tails_of).collect::<Vec<_>>())
    };
    let blocks: Result<Vec<_>, E> = (0..blocks).into_par_iter().map(block).collect();
    Ok(blocks?.concat())
}

/// The value of place `drawn` of all places but `own`.
fn value_of_other(values: &[f64], drawn: u32, own: usize) -> f64 {
    let drawn = drawn as usize;
    values[drawn + usize::from(drawn >= own)]
}

/// The chance, under full permutation of `values`, of a statistic at least, and at most, that of
/// the values as they are.
///
/// # Errors
/// What `check` gives, called before each replicate.
pub fn full_tails<E: Send>(
    values: &[f64],
    replicates: usize,
    seed: u64,
    statistic: impl Fn(&[f64]) -> f64 + Sync,
    check: impl Fn() -> Result<(), E> + Sync,
) -> Result<(f64, f64), E> {
    let observed = statistic(values);
    let slack = TIE * observed.abs();
    let replicate = |replicate: usize| {
        check()?;
        let mut dealt = values.to_vec();
        Draws::new(seed, replicate as u64).shuffle(&mut dealt);
        let drawn = statistic(&dealt);
        Ok((drawn >= observed - slack, drawn <= observed + slack))
    };
    let tails: Result<Vec<(bool, bool)>, E> =
        (0..replicates).into_par_iter().map(replicate).collect();
    let tails = tails?;
    let as_much = tails.iter().filter(|tail| tail.0).count();
    let as_little = tails.iter().filter(|tail| tail.1).count();
    Ok((chance(as_much, replicates), chance(as_little, replicates)))
}

/// `k` different numbers below `n`, in a drawn order: any first few of them are a fair draw.
fn different(draws: &mut Draws, n: usize, k: usize) -> Vec<u32> {
    if 2 * k > n {
        let mut all: Vec<u32> = (0..n as u32).collect();
        draws.shuffle(&mut all);
        all.truncate(k);
        return all;
    }
    let mut taken = std::collections::BTreeSet::new();
    let mut drawn = Vec::with_capacity(k);
    while drawn.len() < k {
        let number = draws.below(n) as u32;
        if taken.insert(number) {
            drawn.push(number);
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// Nobody stops it.
    const ON: fn(usize) -> Result<(), Infallible> = |_| Ok(());

    #[test]
    fn drawn_neighbours_are_different_and_fair() {
        for (n, k) in [(40, 4), (9, 8), (5, 5)] {
            let mut times = vec![0_u32; n];
            for replicate in 0..4000 {
                let drawn = different(&mut Draws::new(3, replicate), n, k);
                let set: std::collections::BTreeSet<u32> = drawn.iter().copied().collect();
                assert_eq!((drawn.len(), set.len()), (k, k));
                times[drawn[0] as usize] += 1;
            }
            let expected = 4000.0 / n as f64;
            let worst = times
                .iter()
                .map(|&t| (f64::from(t) - expected).abs() / expected.sqrt())
                .fold(0.0, f64::max);
            assert!(worst < 4.0, "{n} {k}: {worst}");
        }
    }

    #[test]
    fn a_permutation_p_is_that_of_all_draws_listed() {
        // Two neighbours of place 0 out of the values 1, 2, 3, 4: sums 3, 4, 5, 5, 6, 7.
        let values = [9.0, 1.0, 2.0, 3.0, 4.0];
        let replicates = 20_000;
        let lags = Lags::new(5, 2, replicates, 1);
        let sums = [6.0; 5];
        let tails = lags.tails(&values, &sums, &[2; 5], ON).unwrap();
        assert!((tails[0].0 - 2.0 / 6.0).abs() < 0.015, "{:?}", tails[0]);
        assert!((tails[0].1 - 5.0 / 6.0).abs() < 0.015, "{:?}", tails[0]);
        // Weights of 1 and a half: 4 at least in 6 of the 12 ordered draws, at most in 8.
        let weighted = lags.weighted_tails(&values, &[4.0; 5], |_| vec![1.0, 0.5], ON);
        let tails = weighted.unwrap();
        assert!((tails[0].0 - 6.0 / 12.0).abs() < 0.015, "{:?}", tails[0]);
        assert!((tails[0].1 - 8.0 / 12.0).abs() < 0.015, "{:?}", tails[0]);
        // One neighbour of place 4 out of 9, 1, 2, 3.
        let one = lags.tails(&values, &[3.0; 5], &[1; 5], ON).unwrap();
        assert!((one[4].0 - 2.0 / 4.0).abs() < 0.015, "{:?}", one[4]);
    }

    #[test]
    fn full_permutation_finds_the_share_of_orders() {
        // The first value of three: the greatest in a third of all orders.
        let first = |values: &[f64]| values[0];
        let no = || Ok::<(), Infallible>(());
        let (as_much, as_little) = full_tails(&[3.0, 1.0, 2.0], 9000, 7, first, no).unwrap();
        assert!((as_much - 1.0 / 3.0).abs() < 0.02, "{as_much}");
        assert_eq!(as_little, 1.0);
    }

    #[test]
    fn threads_do_not_matter() {
        let values: Vec<f64> = (0..300).map(|i| f64::from(i * 7 % 5)).collect();
        let sums: Vec<f64> = (0..300).map(|i| f64::from(i % 17)).collect();
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| {
                let lags = Lags::new(300, 8, 99, 5);
                lags.tails(&values, &sums, &[8; 300], ON).unwrap()
            })
        };
        assert_eq!(run(1), run(2));
    }

    #[test]
    fn whoever_stops_it_stops_it() {
        let lags = Lags::new(300, 8, 9, 5);
        let stop = |done: usize| if done > 100 { Err("stop") } else { Ok(()) };
        assert_eq!(
            lags.tails(&[1.0; 300], &[8.0; 300], &[8; 300], stop),
            Err("stop")
        );
    }
}
