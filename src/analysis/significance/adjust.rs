//! Many tests at once: p values that allow for how many there were.
//!
//! - Bonferroni: times the number of tests. Bounds the chance of even one false alarm.
//! - Y. Benjamini & Y. Hochberg, *Controlling the false discovery rate*, Journal of the Royal
//!   Statistical Society B 57 (1995): bounds the expected share of false alarms among what is
//!   called significant, for independent or positively dependent tests, as neighbours are.
//! - Y. Benjamini & D. Yekutieli, *The control of the false discovery rate in multiple testing
//!   under dependency*, Annals of Statistics 29 (2001): the same under any dependency.

/// How p values are adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// Not at all.
    None,
    /// Benjamini-Hochberg.
    Bh,
    /// Benjamini-Yekutieli.
    By,
    /// Bonferroni.
    Bonferroni,
}

impl Adjustment {
    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "not adjusted for the number of tests",
            Self::Bh => "adjusted by Benjamini-Hochberg",
            Self::By => "adjusted by Benjamini-Yekutieli",
            Self::Bonferroni => "adjusted by Bonferroni",
        }
    }

    /// The p values adjusted, each in its own place. What is not a number stays so and is not
    /// counted as a test.
    pub fn adjusted(self, p: &[f64]) -> Vec<f64> {
        let tests = p.iter().filter(|p| !p.is_nan()).count() as f64;
        match self {
            Self::None => p.to_vec(),
            Self::Bonferroni => p
                .iter()
                .map(|&p| if p.is_nan() { p } else { (p * tests).min(1.0) })
                .collect(),
            Self::Bh => stepped_up(p, tests),
            Self::By => {
                // Summed from the smallest term, so that nothing is lost.
                let harmonic: f64 = (1..=tests as u64).rev().map(|i| 1.0 / i as f64).sum();
                stepped_up(p, tests * harmonic)
            }
        }
    }
}

/// The least of p·`factor`/rank over its own and all greater p.
fn stepped_up(p: &[f64], factor: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&i| !p[i].is_nan()).collect();
    order.sort_by(|&i, &j| p[i].total_cmp(&p[j]));
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i] * factor / (rank + 1) as f64);
        adjusted[i] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: [f64; 6] = [0.01, 0.04, 0.03, 0.005, 0.6, 0.03];

    fn agrees(adjustment: Adjustment, expected: [f64; 6]) {
        for (got, want) in adjustment.adjusted(&P).iter().zip(expected) {
            assert!((got - want).abs() < 1e-12, "{adjustment:?}: {got} {want}");
        }
    }

    #[test]
    fn adjusted_values_are_those_worked_out_by_hand() {
        // By hand from the definitions; tests/reference/significance.R checks p.adjust gives the same.
        agrees(Adjustment::None, P);
        agrees(Adjustment::Bonferroni, [0.06, 0.24, 0.18, 0.03, 1.0, 0.18]);
        agrees(Adjustment::Bh, [0.03, 0.048, 0.045, 0.03, 0.6, 0.045]);
        let h = 1.0 + 0.5 + 1.0 / 3.0 + 0.25 + 0.2 + 1.0 / 6.0;
        agrees(
            Adjustment::By,
            [0.03 * h, 0.048 * h, 0.045 * h, 0.03 * h, 1.0, 0.045 * h],
        );
    }

    #[test]
    fn what_is_no_number_is_no_test() {
        let adjusted = Adjustment::Bonferroni.adjusted(&[0.1, f64::NAN, 0.2]);
        assert_eq!((adjusted[0], adjusted[2]), (0.2, 0.4));
        assert!(adjusted[1].is_nan());
        assert!(Adjustment::Bh.adjusted(&[]).is_empty());
    }
}
