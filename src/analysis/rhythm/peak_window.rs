//! The stretch of the clock that holds the most: "the four hours that hold the most".
//!
//! The day is a ring of slots; the best stretch of so many slots is found by sliding. How sure it
//! is, is asked by drawing as many policing days again from those there are, with replacement
//! (the bootstrap of Efron 1979, days as its units, because the incidents of one night are not
//! independent).

use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::base::stats::quantile_sorted;
use crate::base::{Cancelled, Progress};

/// Weights this close are equal, so that the order of additions decides no stretch.
const TIE: f64 = 1e-9;

/// A stretch of slots, which may run over the end of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its first slot.
    pub first: usize,
    /// What it holds.
    pub weight: f64,
    /// Over what all slots hold.
    pub share: f64,
}

/// How sure a stretch is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sureness {
    /// Lower end of the 95 % interval of its share.
    pub share_low: f64,
    /// Upper end.
    pub share_high: f64,
    /// Part of the draws whose best stretch begins within an hour of it.
    pub found_again: f64,
}

/// What is drawn, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    /// How many times.
    pub replicates: usize,
    /// First of the random numbers.
    pub seed: u64,
}

/// The stretch of `width` slots, at least 1, with the greatest weight; the first of equals. `None`
/// where there is no weight.
pub fn best_stretch(slots: &[f64], width: usize) -> Option<Stretch> {
    let total: f64 = slots.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let width = width.clamp(1, slots.len());
    let weight_from = |first: usize| -> f64 {
        (first..first + width)
            .map(|slot| slots[slot % slots.len()])
            .sum()
    };
    let mut best = (0, weight_from(0));
    for first in 1..slots.len() {
        let weight = weight_from(first);
        if weight > best.1 + TIE {
            best = (first, weight);
        }
    }
    Some(Stretch {
        first: best.0,
        weight: best.1,
        share: best.1 / total,
    })
}

/// How sure `stretch` of `width` slots is, by drawing anew from `days`, each a row of slots;
/// `per_hour` slots are an hour. `None` where no draw holds anything.
///
/// # Errors
/// When nobody wants it any more.
pub fn sureness(
    days: &[Vec<f64>],
    stretch: Stretch,
    width: usize,
    per_hour: usize,
    draws: Draws,
    progress: &Progress,
) -> Result<Option<Sureness>, Cancelled> {
    let Some(slots) = days.first().map(Vec::len).filter(|&slots| slots > 0) else {
        return Ok(None);
    };
    let one = |replicate: usize| -> Result<Option<(f64, bool)>, Cancelled> {
        progress.check(replicate, draws.replicates)?;
        let mut random = ChaCha8Rng::seed_from_u64(draws.seed);
        random.set_stream(replicate as u64);
        let mut sums = vec![0.0; slots];
        for _ in 0..days.len() {
            let day = &days[random.random_range(0..days.len())];
            for (sum, weight) in sums.iter_mut().zip(day) {
                *sum += weight;
            }
        }
        let held: f64 = (stretch.first..stretch.first + width)
            .map(|s| sums[s % slots])
            .sum();
        let all: f64 = sums.iter().sum();
        Ok(best_stretch(&sums, width).map(|best| {
            let apart = best.first.abs_diff(stretch.first);
            (held / all, apart.min(slots - apart) <= per_hour)
        }))
    };
    let found: Vec<Option<(f64, bool)>> = (0..draws.replicates)
        .into_par_iter()
        .map(one)
        .collect::<Result<_, _>>()?;
    let again = found.iter().flatten().filter(|(_, again)| *again).count();
    let mut shares: Vec<f64> = found.iter().flatten().map(|(share, _)| *share).collect();
    shares.sort_by(f64::total_cmp);
    let ends = quantile_sorted(&shares, 0.025).zip(quantile_sorted(&shares, 0.975));
    Ok(ends.map(|(share_low, share_high)| Sureness {
        share_low,
        share_high,
        found_again: again as f64 / shares.len() as f64,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DRAWS: Draws = Draws {
        replicates: 200,
        seed: 1,
    };

    #[test]
    fn the_best_stretch_may_run_over_the_end_of_the_day() {
        let mut slots = vec![1.0; 24];
        slots[23] = 5.0;
        slots[0] = 4.0;
        let best = best_stretch(&slots, 2).unwrap();
        assert_eq!((best.first, best.weight), (23, 9.0));
        assert!((best.share - 9.0 / 31.0).abs() < 1e-12);
        assert_eq!(best_stretch(&[0.0; 24], 2), None);
        assert_eq!(
            best_stretch(&[1.0; 24], 3).map(|s| s.first),
            Some(0),
            "the first of equals"
        );
        assert_eq!(best_stretch(&slots, 99).map(|s| s.share), Some(1.0));
    }

    proptest! {
        #[test]
        fn no_other_stretch_holds_more(
            slots in prop::collection::vec(0.0..9.0_f64, 1..40),
            width in 1..12_usize,
        ) {
            if let Some(best) = best_stretch(&slots, width) {
                let width = width.min(slots.len());
                for first in 0..slots.len() {
                    let mut twice = slots.clone();
                    twice.extend(&slots);
                    let weight: f64 = twice[first..first + width].iter().sum();
                    prop_assert!(weight <= best.weight + 2e-9);
                }
            }
        }
    }

    #[test]
    fn a_sharp_peak_is_found_again_and_a_flat_day_is_not() {
        let peaked: Vec<Vec<f64>> = (0..60)
            .map(|_| {
                (0..24)
                    .map(|slot| f64::from(u8::from((10..14).contains(&slot))))
                    .collect()
            })
            .collect();
        let sum = |days: &[Vec<f64>]| -> Vec<f64> {
            (0..24)
                .map(|slot| days.iter().map(|day| day[slot]).sum())
                .collect()
        };
        let best = best_stretch(&sum(&peaked), 4).unwrap();
        let sure = sureness(&peaked, best, 4, 1, DRAWS, &Progress::new())
            .unwrap()
            .unwrap();
        assert_eq!(
            (sure.found_again, sure.share_low, sure.share_high),
            (1.0, 1.0, 1.0)
        );
        // One incident a day, at an hour that says nothing.
        let flat: Vec<Vec<f64>> = (0..60)
            .map(|day| {
                (0..24)
                    .map(|slot| f64::from(u8::from(slot == day * 7 % 24)))
                    .collect()
            })
            .collect();
        let best = best_stretch(&sum(&flat), 4).unwrap();
        let unsure = sureness(&flat, best, 4, 1, DRAWS, &Progress::new())
            .unwrap()
            .unwrap();
        assert!(
            unsure.found_again < 0.7 && unsure.share_low < best.share,
            "{unsure:?}"
        );
        assert!(unsure.share_high > best.share);
    }

    #[test]
    fn one_thread_and_many_draw_the_same() {
        let days: Vec<Vec<f64>> = (0..40)
            .map(|day| {
                (0..96)
                    .map(|slot| f64::from((day * slot * 31) % 5))
                    .collect()
            })
            .collect();
        let best = Stretch {
            first: 3,
            weight: 1.0,
            share: 0.1,
        };
        let run = || sureness(&days, best, 16, 4, DRAWS, &Progress::new()).unwrap();
        let alone = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap()
            .install(run);
        let two = rayon::ThreadPoolBuilder::new()
            .num_threads(2)
            .build()
            .unwrap()
            .install(run);
        assert!(alone == two && alone.is_some());
    }

    #[test]
    fn it_stops_when_nobody_wants_it() {
        let progress = Progress::new();
        progress.cancel();
        let best = Stretch {
            first: 0,
            weight: 1.0,
            share: 1.0,
        };
        assert_eq!(
            sureness(&[vec![1.0]], best, 1, 1, DRAWS, &progress),
            Err(Cancelled)
        );
    }
}
