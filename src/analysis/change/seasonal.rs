//! What is trend and what is time of year in a row of months.
//!
//! The classical decomposition by moving averages (Macaulay 1931; as `seasonal_decompose` of
//! statsmodels and `decompose` of R): the trend is the centred average over one period, of even
//! periods with half weights at both ends; the season is the mean of what is left over at each
//! place of the period, brought to a mean of 0 (additive) or 1 (multiplicative); the rest is the
//! remainder. The trend, and with it the remainder, lack half a period at both ends.

/// How trend and season go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// They add up: the season is so many incidents more or less.
    Additive,
    /// They multiply: the season is so many percent more or less.
    Multiplicative,
}

/// A row taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// Trend; `None` at both ends.
    pub trend: Vec<Option<f64>>,
    /// Season at each place of the period, that of the first value first.
    pub season: Vec<f64>,
    /// What is left; `None` where the trend is.
    pub remainder: Vec<Option<f64>>,
    /// The row without its season.
    pub adjusted: Vec<f64>,
    /// How much of what moves beside the trend is season, from 0 to 1 (Wang, Smith & Hyndman
    /// 2006).
    pub strength: f64,
}

/// Takes `values` apart by `period`; `None` of fewer than two periods, or, where they are to
/// multiply, of values that are not all above 0.
pub fn decompose(values: &[f64], period: usize, model: Model) -> Option<Decomposition> {
    let is_positive = values.iter().all(|&value| value > 0.0);
    if period < 2 || values.len() < 2 * period || (model == Model::Multiplicative && !is_positive) {
        return None;
    }
    let trend = moving_average(values, period);
    let detrended: Vec<Option<f64>> = values
        .iter()
        .zip(&trend)
        .map(|(&value, trend)| trend.map(|trend| model.without(value, trend)))
        .collect();
    let season = season(&detrended, period, model);
    let at = |i: usize| season[i % period];
    let remainder: Vec<Option<f64>> = detrended
        .iter()
        .enumerate()
        .map(|(i, left)| left.map(|left| model.without(left, at(i))))
        .collect();
    Some(Decomposition {
        adjusted: (0..values.len())
            .map(|i| model.without(values[i], at(i)))
            .collect(),
        strength: strength(&detrended, &remainder),
        trend,
        season,
        remainder,
    })
}

impl Model {
    fn without(self, value: f64, part: f64) -> f64 {
        match self {
            Self::Additive => value - part,
            Self::Multiplicative => value / part,
        }
    }
}

/// The centred average over `period` values.
fn moving_average(values: &[f64], period: usize) -> Vec<Option<f64>> {
    let half = period / 2;
    let average = |i: usize| {
        let window = values.get(i.checked_sub(half)?..=i + half)?;
        let sum: f64 = window.iter().sum();
        // An even period reaches half a value too far at both ends.
        let over = if period.is_multiple_of(2) {
            f64::midpoint(window[0], window[2 * half])
        } else {
            0.0
        };
        Some((sum - over) / period as f64)
    };
    (0..values.len()).map(average).collect()
}

fn season(detrended: &[Option<f64>], period: usize, model: Model) -> Vec<f64> {
    let means: Vec<f64> = (0..period)
        .map(|place| mean(detrended.iter().skip(place).step_by(period).flatten()))
        .collect();
    let level = mean(means.iter());
    means
        .iter()
        .map(|&mean| model.without(mean, level))
        .collect()
}

fn strength(detrended: &[Option<f64>], remainder: &[Option<f64>]) -> f64 {
    let (all, rest) = (variance(detrended), variance(remainder));
    if all > 0.0 {
        (1.0 - rest / all).max(0.0)
    } else {
        0.0
    }
}

fn variance(values: &[Option<f64>]) -> f64 {
    let level = mean(values.iter().flatten());
    let squares: Vec<f64> = values
        .iter()
        .flatten()
        .map(|v| (v - level).powi(2))
        .collect();
    mean(squares.iter())
}

fn mean<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::rate_ratio::tests::reference;

    #[test]
    fn parts_are_those_of_statsmodels() {
        for case in reference()["seasonal"].as_array().unwrap() {
            let list = |key: &str| -> Vec<Option<f64>> {
                case[key]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(serde_json::Value::as_f64)
                    .collect()
            };
            let model = match case["model"].as_str() {
                Some("additive") => Model::Additive,
                _ => Model::Multiplicative,
            };
            let values: Vec<f64> = list("values").into_iter().flatten().collect();
            let period = case["period"].as_u64().unwrap() as usize;
            let got = decompose(&values, period, model).unwrap();
            let season: Vec<Option<f64>> = (0..values.len())
                .map(|i| Some(got.season[i % period]))
                .collect();
            for (got, key) in [
                (&got.trend, "trend"),
                (&season, "seasonal"),
                (&got.remainder, "resid"),
            ] {
                for (i, (got, want)) in got.iter().zip(list(key)).enumerate() {
                    match (got, want) {
                        (Some(got), Some(want)) => {
                            assert!((got - want).abs() < 1e-9 * want.abs().max(1.0), "{key} {i}");
                        }
                        (got, want) => assert_eq!(*got, want, "{key} {i}"),
                    }
                }
            }
        }
    }

    #[test]
    fn a_pure_season_is_all_season_and_a_flat_row_has_none() {
        let wave: Vec<f64> = (0..48).map(|i| 10.0 + f64::from(i % 12)).collect();
        let parts = decompose(&wave, 12, Model::Additive).unwrap();
        assert!((parts.strength - 1.0).abs() < 1e-12);
        assert!(parts.adjusted.iter().all(|v| (v - 15.5).abs() < 1e-12));
        let flat = decompose(&[3.0; 24], 12, Model::Multiplicative).unwrap();
        assert_eq!(flat.strength, 0.0);
    }

    #[test]
    fn too_short_a_row_and_a_month_of_nothing_are_refused() {
        assert_eq!(decompose(&[1.0; 23], 12, Model::Additive), None);
        let mut values = vec![1.0; 24];
        values[3] = 0.0;
        assert_eq!(decompose(&values, 12, Model::Multiplicative), None);
        assert!(decompose(&values, 12, Model::Additive).is_some());
    }
}
