//! Location quotients: what an area has more of than its share.
//!
//! P. S. Florence (1939); for crime P. L. Brantingham & P. J. Brantingham, *Location quotients and
//! crime hot spots in the city* (1997). The share of a category among an area's incidents over its
//! share in the whole region. The quotient of few incidents is little more than luck, so each has
//! the exact interval of the area's share, and the binomial chance of as many or as few.

use std::collections::BTreeMap;

use crate::analysis::binomial::{as_little, as_much, clopper_pearson};

/// One area and category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quotient {
    /// Weight of the category in the area.
    pub weight: f64,
    /// What the region's share would give.
    pub expected: f64,
    /// The quotient; 1 is the region's share.
    pub quotient: f64,
    /// 95 % interval, the region's share taken as known.
    pub interval: (f64, f64),
    /// Two-sided chance, exact.
    pub p: f64,
}

/// The quotients of categories of one area: of each a weight out of `of_area`, where the region has a share
/// between 0 and 1. Most categories of an area hold as few as some other, and have its interval.
pub fn quotients(of_area: f64, categories: impl Iterator<Item = (f64, f64)>) -> Vec<Quotient> {
    let mut known: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    let of_category = |(weight, share): (f64, f64)| {
        let interval = known
            .entry(weight.to_bits())
            .or_insert_with(|| clopper_pearson(weight, of_area, 0.95));
        quotient(weight, of_area, share, *interval)
    };
    categories.map(of_category).collect()
}

fn quotient(weight: f64, of_area: f64, share: f64, (low, high): (f64, f64)) -> Quotient {
    let tail = as_much(weight, of_area, share).min(as_little(weight, of_area, share));
    Quotient {
        weight,
        expected: of_area * share,
        quotient: weight / of_area / share,
        interval: (low / share, high / share),
        p: (2.0 * tail).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotient(weight: f64, of_area: f64, share: f64) -> Quotient {
        quotients(of_area, std::iter::once((weight, share)))[0]
    }

    #[test]
    fn categories_side_by_side_are_those_one_by_one() {
        let categories = [(3.0, 0.1), (0.0, 0.2), (3.0, 0.4), (0.0, 0.05), (1.5, 0.25)];
        let one_by_one = categories.map(|(weight, share)| quotient(weight, 20.0, share));
        assert_eq!(quotients(20.0, categories.into_iter()), one_by_one);
    }

    #[test]
    fn twice_the_share_is_a_quotient_of_two() {
        let twice = quotient(20.0, 100.0, 0.1);
        assert!((twice.quotient - 2.0).abs() < 1e-12 && (twice.expected - 10.0).abs() < 1e-12);
        // scipy.stats.binomtest(20, 100).proportion_ci(.95, "exact"): 0.126655, 0.291843.
        assert!((twice.interval.0 - 1.266_55).abs() < 1e-4);
        assert!((twice.interval.1 - 2.918_43).abs() < 1e-4);
        assert!(twice.p < 0.01);
        let even = quotient(10.0, 100.0, 0.1);
        assert!(even.p > 0.5 && even.interval.0 < 1.0 && even.interval.1 > 1.0);
    }
}
