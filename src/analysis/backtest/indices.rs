//! Figures that say how well places chosen beforehand did.
//!
//! - Hit rate: n/N, the share of later incidents in the places.
//! - PAI, the prediction accuracy index: (n/N)/(a/A), with a/A the share of the area (S. Chainey,
//!   L. Tompson & S. Uhlig, *The utility of hotspot mapping for predicting spatial patterns of
//!   crime*, 2008).
//! - PEI, the prediction efficiency index: PAI over the PAI of the best places as many and as
//!   large (J. Hunt, *Do crime hot spots move?*, 2016).
//! - RRI has two definitions. Levine (*The "Hottest" Part of a Hotspot*, 2008), as in pai-tool: later
//!   PAI over earlier PAI of the same places, 1 where they keep their share. Wheeler & Steenbeek
//!   (*Mapping the risk terrain for crime using machine learning*, 2021), as in ptools: predicted
//!   over observed incidents in the places, 1 where the forecast was right.

use crate::analysis::significance::normal::Z_95;

/// Incidents in chosen places and everywhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caught {
    /// Weight in the places.
    pub inside: f64,
    /// Weight everywhere.
    pub all: f64,
}

impl Caught {
    /// The share in the places; `None` where there is nothing at all.
    pub fn hit_rate(self) -> Option<f64> {
        ratio(self.inside, self.all)
    }

    /// PAI of places that take up `area_share` of the study region.
    pub fn pai(self, area_share: f64) -> Option<f64> {
        ratio(self.hit_rate()?, area_share)
    }

    /// PEI against the `best` places as many and as large.
    pub fn pei(self, best: Self) -> Option<f64> {
        ratio(self.hit_rate()?, best.hit_rate()?)
    }

    /// RRI as Levine defines it: this, which is later, against `earlier`.
    pub fn rri_levine(self, earlier: Self) -> Option<f64> {
        ratio(self.hit_rate()?, earlier.hit_rate()?)
    }

    /// RRI as Wheeler & Steenbeek define it.
    pub fn rri_wheeler_steenbeek(self, predicted: f64) -> Option<f64> {
        ratio(predicted, self.inside)
    }

    /// The 95 % interval of the hit rate, as if the places were hit at random with one chance (E. B.
    /// Wilson, *Probable inference*, 1927); weights count as so many incidents.
    pub fn wilson(self) -> Option<(f64, f64)> {
        let (share, n) = (self.hit_rate()?, self.all);
        let z2 = Z_95 * Z_95;
        let middle = share + z2 / (2.0 * n);
        let half = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z2 / n;
        let clamped = |end: f64| (end / scale).clamp(0.0, 1.0);
        Some((clamped(middle - half), clamped(middle + half)))
    }
}

/// `part / whole`; `None` where the whole is not above 0.
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// How much more one choice of places caught than another of the same incidents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// Difference of the hit rates.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Lead {
    /// From weights and how much of each, 0 to 1, either choice caught. Incidents caught by both
    /// or neither say nothing, as in McNemar's test (1947): the variance of a mean difference of
    /// pairs.
    pub fn of(pairs: impl Iterator<Item = (f64, f64, f64)> + Clone) -> Option<Self> {
        let all: f64 = pairs.clone().map(|(weight, ..)| weight).sum();
        let difference = ratio(pairs.clone().map(|(w, a, b)| w * (a - b)).sum(), all)?;
        let squares: f64 = pairs
            .map(|(w, a, b)| w * (a - b - difference).powi(2))
            .sum();
        Some(Self {
            difference,
            standard_error: squares.sqrt() / all,
        })
    }

    /// Whether it is more than chance in 95 of 100 cases.
    pub fn is_clear(self) -> bool {
        self.difference > Z_95 * self.standard_error
    }

    /// The ends of its 95 % interval.
    pub fn interval(self) -> (f64, f64) {
        let half = Z_95 * self.standard_error;
        (self.difference - half, self.difference + half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() <= 1e-9 * b.abs())
    }

    #[test]
    fn a_tenth_of_the_crime_on_a_hundredth_of_the_area_is_a_pai_of_ten() {
        let caught = Caught {
            inside: 10.0,
            all: 100.0,
        };
        assert!(near(caught.pai(0.01), 10.0));
        let best = Caught {
            inside: 25.0,
            all: 100.0,
        };
        assert!(near(caught.pei(best), 0.4));
        assert!(near(caught.rri_wheeler_steenbeek(15.0), 1.5));
    }

    #[test]
    fn the_example_of_ptools_has_its_figures() {
        // pai() of R's ptools on its own example: the first of six units of one size.
        let first = Caught {
            inside: 6.0,
            all: 19.0,
        };
        let best = Caught {
            inside: 7.0,
            ..first
        };
        assert!(near(first.pai(1.0 / 6.0), 6.0 / 19.0 * 6.0));
        assert!(near(first.pei(best), 6.0 / 7.0));
        assert!(near(first.rri_wheeler_steenbeek(8.0), 8.0 / 6.0));
    }

    #[test]
    fn a_hundred_units_of_pai_tools_example_have_its_figures() {
        // robbery_test_accuracy.csv: the hundred units with most robberies in the first period.
        let share = 9_450_103.0 / 1_596_239_813.0;
        let (earlier, later) = (
            Caught {
                inside: 4366.0,
                all: 24_633.0,
            },
            Caught {
                inside: 3631.0,
                all: 23_467.0,
            },
        );
        let (before, after) = (29.938_361_019_033, 26.135_467_452_273);
        assert!(near(earlier.pai(share), before) && near(later.pai(share), after));
        assert!(near(later.rri_levine(earlier), after / before));
    }

    #[test]
    fn intervals_are_those_of_statsmodels() {
        // proportion_confint(k, n, method="wilson"), statsmodels 0.15.0.
        let expected = [
            (
                12.0,
                30.0,
                0.245_906_281_168_018_55,
                0.576_796_397_466_774_7,
            ),
            (0.0, 5.0, 0.0, 0.434_482_464_783_174_87),
            (
                3631.0,
                23_467.0,
                0.150_157_434_210_612_03,
                0.159_411_418_340_691_86,
            ),
        ];
        for (inside, all, low, high) in expected {
            let (a, b) = Caught { inside, all }.wilson().unwrap();
            assert!(
                (a - low).abs() < 1e-12 && (b - high).abs() < 1e-12,
                "{inside} of {all}"
            );
        }
    }

    #[test]
    fn nothing_divides_by_nothing() {
        let none = Caught {
            inside: 0.0,
            all: 0.0,
        };
        assert_eq!(
            (none.hit_rate(), none.wilson(), none.pai(0.1)),
            (None, None, None)
        );
        let some = Caught {
            inside: 0.0,
            all: 5.0,
        };
        assert_eq!((some.rri_levine(some), some.pei(some)), (None, None));
        assert_eq!(
            (some.pai(0.0), some.rri_wheeler_steenbeek(1.0)),
            (None, None)
        );
    }
}
