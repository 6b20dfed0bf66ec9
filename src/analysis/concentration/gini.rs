//! The Gini coefficient, and the one that is fair where there are fewer incidents than places.
//!
//! C. Gini, *Variabilità e mutabilità* (1912). With c incidents in n > c places some must stay
//! empty, so that the plain coefficient is large even when no two incidents share a place. W.
//! Bernasco & W. Steenbeek, *More places than crimes: implications for evaluating the law of crime
//! concentration at place*, Journal of Quantitative Criminology 33 (2017), measure from the most
//! even way of dealing c incidents, which is 0 then.

use crate::analysis::concentration::lorenz::Lorenz;

/// Both coefficients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gini {
    /// The plain one, 0 (all alike) to nearly 1 (all in one).
    pub plain: f64,
    /// The generalised one: the same with at least as many incidents as places, else smaller.
    pub generalised: f64,
}

impl Gini {
    /// Of a Lorenz curve with anything on it.
    pub fn of(lorenz: &Lorenz) -> Self {
        let (n, c) = (lorenz.units() as f64, lorenz.total());
        // Σ i·yᵢ with shares ascending: the greatest weight has i = n.
        let ranked = |(from_top, weight): (usize, &f64)| (n - from_top as f64) * weight;
        let sum: f64 = lorenz.descending().iter().enumerate().map(ranked).sum();
        let core = 2.0 * sum / c - n - 1.0;
        Self {
            plain: core / n,
            generalised: (1.0 / c).max(1.0 / n) * core - (n / c).max(1.0) + 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gini(weights: &[f64]) -> Gini {
        Gini::of(&Lorenz::new(weights.to_vec()))
    }

    #[test]
    fn no_two_in_one_place_is_no_concentration() {
        let few = gini(&[1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        assert!((few.plain - 0.7).abs() < 1e-12);
        assert!(few.generalised.abs() < 1e-12);
    }

    #[test]
    fn with_enough_incidents_both_are_one() {
        // By the mean absolute difference: Σ|a − b| / (2 n² mean).
        let weights = [1.0, 2.0, 3.0, 10.0];
        let pairs: f64 = weights
            .iter()
            .flat_map(|a| weights.iter().map(move |b: &f64| (a - b).abs()))
            .sum();
        let plain = pairs / (2.0 * 16.0 * 4.0);
        let both = gini(&weights);
        assert!((both.plain - plain).abs() < 1e-12 && (both.generalised - plain).abs() < 1e-12);
        assert!(gini(&[5.0; 4]).plain.abs() < 1e-12);
    }

    #[test]
    fn all_in_one_place_is_nearly_1_either_way() {
        let mut weights = vec![0.0; 100];
        weights[7] = 10.0;
        let one = gini(&weights);
        assert!((one.plain - 0.99).abs() < 1e-12);
        // Measured from the most even way with 10 incidents: 1 − 1/10.
        assert!((one.generalised - 0.9).abs() < 1e-12);
    }
}
