//! Quantiles of millions of values without sorting or copying them.
//!
//! A value of a given rank is found by counting, sixteen bits at a time from the highest (radix
//! selection): four passes over the values, side by side, whatever they are.

use rayon::prelude::*;

use crate::base::{Cancelled, Progress};
use crate::data::ordering::{sortable, unsortable};

const BITS: u32 = 16;

/// The quantiles `qs` (0 to 1), as [`quantile_sorted`](crate::base::stats::quantile_sorted) gives
/// them, of the values of so many `parts`, but for those that are NaN. `None` where there are none.
///
/// # Errors
/// When nobody wants them any more.
pub(crate) fn quantiles<I: Iterator<Item = f64>>(
    parts: usize,
    values: impl Fn(usize) -> I + Sync,
    qs: &[f64],
    progress: &Progress,
) -> Result<Option<Vec<f64>>, Cancelled> {
    let keys = |part: usize| {
        // No value once nobody wants them: what was counted is then thrown away.
        let most = if progress.is_cancelled() {
            0
        } else {
            usize::MAX
        };
        let values = values(part).take(most);
        values.filter(|v| !v.is_nan()).map(sortable)
    };
    let n: usize = (0..parts)
        .into_par_iter()
        .map(|part| keys(part).count())
        .sum();
    let Some(last) = n.checked_sub(1) else {
        return progress.go_on().map(|()| None);
    };
    let ranks: Vec<f64> = qs.iter().map(|q| q.clamp(0.0, 1.0) * last as f64).collect();
    let wanted = ranks
        .iter()
        .flat_map(|at| [at.floor() as usize, at.ceil() as usize]);
    let found = of_ranks(parts, keys, wanted.collect(), progress)?;
    let between = |(at, ends): (&f64, &[f64])| ends[0] + (ends[1] - ends[0]) * (at - at.floor());
    let ends = found.chunks_exact(2);
    Ok(Some(ranks.iter().zip(ends).map(between).collect()))
}

/// A value that is looked for: the bits that are known of it, and its rank among those that
/// share them.
#[derive(Clone, Copy)]
struct Sought {
    known: u64,
    rank: usize,
}

fn of_ranks<I: Iterator<Item = u64>>(
    parts: usize,
    keys: impl Fn(usize) -> I + Sync,
    ranks: Vec<usize>,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    let mut sought: Vec<Sought> = ranks
        .into_iter()
        .map(|rank| Sought { known: 0, rank })
        .collect();
    for pass in (0..u64::BITS / BITS).rev() {
        let shift = pass * BITS;
        let above = |key: u64| key.checked_shr(shift + BITS).unwrap_or(0);
        let mut prefixes: Vec<u64> = sought.iter().map(|s| s.known).collect();
        prefixes.sort_unstable();
        prefixes.dedup();
        let none = || vec![vec![0_usize; 1 << BITS]; prefixes.len()];
        let count = |mut counts: Vec<Vec<usize>>, part: usize| {
            for key in keys(part) {
                if let Some(i) = prefixes.iter().position(|&prefix| prefix == above(key)) {
                    counts[i][(key >> shift) as usize & ((1 << BITS) - 1)] += 1;
                }
            }
            counts
        };
        let counts = (0..parts)
            .into_par_iter()
            .fold(none, count)
            .reduce(none, added);
        progress.go_on()?;
        for s in &mut sought {
            let of_prefix = &counts[prefixes.partition_point(|&prefix| prefix < s.known)];
            let mut digit = 0;
            while s.rank >= of_prefix[digit] {
                s.rank -= of_prefix[digit];
                digit += 1;
            }
            s.known = (s.known << BITS) | digit as u64;
        }
    }
    Ok(sought.into_iter().map(|s| unsortable(s.known)).collect())
}

fn added(mut a: Vec<Vec<usize>>, b: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    for (a, b) in a.iter_mut().flatten().zip(b.into_iter().flatten()) {
        *a += b;
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::quantile_sorted;
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    proptest! {
        #[test]
        fn they_are_those_of_sorted_values(
            parts in prop::collection::vec(
                prop::collection::vec(prop_oneof![-1e9..1e9_f64, -3.0..3.0_f64, Just(2.5), Just(f64::NAN)], 0..30),
                0..5,
            ),
        ) {
            let qs = [0.25, 0.5, 0.75, 1.0];
            let mut sorted: Vec<f64> = parts.iter().flatten().copied().filter(|v| !v.is_nan()).collect();
            sorted.sort_by(f64::total_cmp);
            let wanted: Option<Vec<f64>> = qs.iter().map(|&q| quantile_sorted(&sorted, q)).collect();
            let values = |part: usize| parts[part].iter().copied();
            let found = quantiles(parts.len(), values, &qs, &Progress::new());
            prop_assert_eq!(found, Ok(wanted));
        }
    }

    /// The values themselves say stop, at every place in the passes over them.
    #[test]
    fn wherever_nobody_wants_them_any_more_they_end_without_a_value() {
        let all = 2 * 5 * 3;
        for stop in 0..all {
            let progress = Progress::new();
            let seen = AtomicUsize::new(0);
            let values = |part: usize| {
                let (progress, seen) = (&progress, &seen);
                (0..3).map(move |i| {
                    if seen.fetch_add(1, Ordering::Relaxed) == stop {
                        progress.cancel();
                    }
                    (3 * part + i) as f64
                })
            };
            assert_eq!(quantiles(2, values, &[0.5, 1.0], &progress), Err(Cancelled));
        }
    }
}
