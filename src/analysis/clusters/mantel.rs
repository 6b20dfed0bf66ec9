//! Whether incidents that are near in space are near in time, over all pairs of them (Mantel).
//!
//! N. Mantel (1967), "The detection of disease clustering and a generalized regression approach",
//! Cancer Research 27: the correlation of the distance with the days apart, over all pairs. By chance,
//! days fall on places at random: each replicate deals them out anew over the incidents. A p is
//! (replicates with as high a correlation or higher + 1) / (replicates + 1).
//!
//! Every pair is looked at in every replicate, so that this is for a few thousand incidents at most.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::clusters::deal;
use crate::analysis::clusters::near_repeats::{Event, Metric, in_order};
use crate::analysis::draws::chance;

/// More incidents than this are not compared: their distances are kept, eight bytes for a pair.
pub const MOST_EVENTS: usize = 2000;
/// Correlations this near to each other, by their size, are equal.
const TIE: f64 = 1e-12;

/// How distance and days apart go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mantel {
    /// The correlation (Pearson's), -1 to 1.
    pub r: f64,
    /// How likely chance gives one as high.
    pub p: f64,
    /// How many pairs there are.
    pub pairs: usize,
}

/// The correlation over all pairs of `events`, whose order does not matter. `None` where all lie at
/// one place or on one day, or there are more than [`MOST_EVENTS`].
///
/// # Errors
/// What `check` gives, called before each replicate.
pub fn mantel<E: Send>(
    events: &[Event],
    metric: Metric,
    (replicates, seed): (usize, u64),
    check: impl Fn() -> Result<(), E> + Sync,
) -> Result<Option<Mantel>, E> {
    if events.len() > MOST_EVENTS {
        return Ok(None);
    }
    let events = in_order(events);
    let days: Vec<f64> = events.iter().map(|event| f64::from(event.day)).collect();
    let distances = centred(pairs(&events, |a, b| metric.distance_m(a.at, b.at)));
    let apart = centred(pairs(&days, |a, b| (a - b).abs()));
    let square = |values: &[f64]| values.iter().map(|v| v * v).sum::<f64>();
    let spread = (square(&distances) * square(&apart)).sqrt();
    if spread.is_nan() || spread <= 0.0 {
        return Ok(None);
    }
    let here = products(&distances, &days);
    let replicate = |replicate: u64| {
        check()?;
        let mut days = days.clone();
        deal(&mut days, seed, replicate);
        Ok(products(&distances, &days) >= here - TIE * here.abs())
    };
    let as_high: Vec<bool> = (0..replicates as u64)
        .into_par_iter()
        .map(replicate)
        .collect::<Result<_, E>>()?;
    let as_high = as_high.into_iter().filter(|is| *is).count();
    Ok(Some(Mantel {
        r: here / spread,
        p: chance(as_high, replicates),
        pairs: distances.len(),
    }))
}

/// What `of` says of each pair, the first with all after it, then the second.
fn pairs<T>(all: &[T], of: impl Fn(&T, &T) -> f64) -> Vec<f64> {
    let mut pairs = Vec::with_capacity(all.len() * all.len().saturating_sub(1) / 2);
    for (i, a) in all.iter().enumerate() {
        pairs.extend(all[i + 1..].iter().map(|b| of(a, b)));
    }
    pairs
}

/// Less their mean.
fn centred(mut values: Vec<f64>) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    for value in &mut values {
        *value -= mean;
    }
    values
}

/// The sum over all pairs of centred distances times days apart; that these are not centred changes
/// nothing.
fn products(distances: &[f64], days: &[f64]) -> f64 {
    let mut rest = distances;
    let mut sum = 0.0;
    for (i, day) in days.iter().enumerate() {
        let (row, others) = rest.split_at(days.len() - i - 1);
        let apart = days[i + 1..].iter().map(|other| (other - day).abs());
        sum += row.iter().zip(apart).map(|(d, t)| d * t).sum::<f64>();
        rest = others;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Planar;
    use serde_json::Value;
    use std::convert::Infallible;

    const ON: fn() -> Result<(), Infallible> = || Ok(());

    fn reference() -> (Vec<Event>, Value) {
        let text = include_str!("../../../tests/reference/mantel.json");
        let all: Value = serde_json::from_str(text).unwrap();
        let at = all["at"].as_array().unwrap().iter();
        let days = all["day"].as_array().unwrap().iter();
        let event = |(at, day): (&Value, &Value)| Event {
            at: Planar::new(at[0].as_f64().unwrap(), at[1].as_f64().unwrap()),
            day: day.as_i64().unwrap() as i32,
        };
        (at.zip(days).map(event).collect(), all)
    }

    #[test]
    fn the_correlation_is_that_of_scipy_and_p_but_for_luck() {
        let (mut events, all) = reference();
        for case in all["cases"].as_array().unwrap() {
            let metric = match case["metric"].as_str().unwrap() {
                "euclidean" => Metric::Euclidean,
                _ => Metric::Manhattan,
            };
            let got = mantel(&events, metric, (4999, 1), ON).unwrap().unwrap();
            let want = |key: &str| case[key].as_f64().unwrap();
            assert!((got.r - want("r")).abs() < 1e-9, "{got:?} {case}");
            let p = want("p_4999");
            let luck = (2.0 * p * (1.0 - p) / 4999.0).sqrt();
            assert!((got.p - p).abs() < 4.0 * luck + 4e-4, "{got:?} {case}");
            assert_eq!(got.pairs, 70 * 69 / 2);
            events.reverse();
            let turned = mantel(&events, metric, (99, 1), ON).unwrap().unwrap();
            events.rotate_left(7);
            assert_eq!(mantel(&events, metric, (99, 1), ON), Ok(Some(turned)));
        }
    }

    #[test]
    fn what_cannot_vary_or_is_too_much_has_none() {
        let (mut events, _) = reference();
        for event in &mut events {
            event.day = 3;
        }
        assert_eq!(mantel(&events, Metric::Euclidean, (9, 1), ON), Ok(None));
        let many = vec![events[0]; MOST_EVENTS + 1];
        assert_eq!(mantel(&many, Metric::Euclidean, (9, 1), ON), Ok(None));
        assert_eq!(mantel(&[], Metric::Euclidean, (9, 1), ON), Ok(None));
        let (events, _) = reference();
        let stopped = mantel(&events, Metric::Euclidean, (9, 1), || Err("stop"));
        assert_eq!(stopped, Err("stop"));
    }
}
