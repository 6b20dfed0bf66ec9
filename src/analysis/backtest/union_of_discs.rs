//! The area that discs of one radius cover together.
//!
//! By Green's theorem the area inside the outline is half the integral of x dy - y dx along it. The
//! outline is made of the arcs of each circle that no other disc covers.

use std::f64::consts::{PI, TAU};

use crate::base::Planar;

/// Square metres covered by discs of `radius_m` around `centres`.
pub fn union_of_discs_m2(centres: &[Planar], radius_m: f64) -> f64 {
    let Some(&from) = centres.first() else {
        return 0.0;
    };
    let mut distinct: Vec<Planar> = Vec::with_capacity(centres.len());
    for centre in centres {
        // Sums are taken from the first centre, so that large coordinates cost no digits.
        let own = Planar::new(centre.x - from.x, centre.y - from.y);
        if !distinct.contains(&own) {
            distinct.push(own);
        }
    }
    let of_circle = |i: usize| {
        let centre = distinct[i];
        let others = distinct.iter().enumerate().filter(|&(j, _)| j != i);
        free_arcs(others.map(|(_, other)| (centre, *other)), radius_m)
            .into_iter()
            .map(|(start, end)| {
                let (sin, cos) = (end.sin() - start.sin(), end.cos() - start.cos());
                let around = centre.x * sin - centre.y * cos;
                0.5 * radius_m * (radius_m * (end - start) + around)
            })
            .sum::<f64>()
    };
    (0..distinct.len()).map(of_circle).sum()
}

/// The arcs of a circle, in radians from the east, that none of the others covers.
fn free_arcs(pairs: impl Iterator<Item = (Planar, Planar)>, radius_m: f64) -> Vec<(f64, f64)> {
    let mut covered: Vec<(f64, f64)> = Vec::new();
    for (centre, other) in pairs {
        let apart = centre.distance_to(other);
        if apart >= 2.0 * radius_m {
            continue;
        }
        let towards = (other.y - centre.y).atan2(other.x - centre.x);
        let half = (apart / (2.0 * radius_m)).acos();
        let start = (towards - half).rem_euclid(TAU);
        let end = start + 2.0 * half;
        covered.push((start, end.min(TAU)));
        if end > TAU {
            covered.push((0.0, end - TAU));
        }
    }
    covered.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut free = Vec::new();
    let mut at = 0.0;
    for (start, end) in covered {
        if start > at {
            free.push((at, start));
        }
        at = f64::max(at, end);
    }
    if at < TAU {
        free.push((at, TAU));
    }
    free
}

/// Square metres of one disc.
pub fn disc_m2(radius_m: f64) -> f64 {
    PI * radius_m * radius_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FAR: Planar = Planar::new(384_000.0, 398_000.0);

    fn at(x: f64, y: f64) -> Planar {
        Planar::new(FAR.x + x, FAR.y + y)
    }

    #[test]
    fn discs_apart_add_up_and_equal_ones_count_once() {
        let one = disc_m2(50.0);
        let apart = union_of_discs_m2(&[at(0.0, 0.0), at(100.0, 0.0)], 50.0);
        assert!((apart - 2.0 * one).abs() < 1e-6);
        let same = union_of_discs_m2(&[at(7.0, 3.0), at(7.0, 3.0)], 50.0);
        assert!((same - one).abs() < 1e-6);
        assert_eq!(union_of_discs_m2(&[], 50.0), 0.0);
    }

    #[test]
    fn two_discs_share_a_lens() {
        // Centres one radius apart share (2 pi/3 - sqrt 3/2) r².
        let lens = (TAU / 3.0 - 3.0_f64.sqrt() / 2.0) * 2500.0;
        let union = union_of_discs_m2(&[at(0.0, 0.0), at(30.0, 40.0)], 50.0);
        assert!((union - (2.0 * disc_m2(50.0) - lens)).abs() < 1e-6);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn it_is_what_counting_small_squares_gives(
            centres in prop::collection::vec((0.0..60.0_f64, 0.0..60.0_f64), 1..9),
        ) {
            let centres: Vec<Planar> = centres.iter().map(|&(x, y)| at(x, y)).collect();
            let step = 0.5;
            let mut counted = 0.0;
            for row in 0..220 {
                for column in 0..220 {
                    let p = at(f64::from(column) * step - 24.75, f64::from(row) * step - 24.75);
                    if centres.iter().any(|c| c.distance_to(p) <= 20.0) {
                        counted += step * step;
                    }
                }
            }
            let union = union_of_discs_m2(&centres, 20.0);
            prop_assert!((union - counted).abs() < 0.01 * counted + 5.0, "{union} {counted}");
        }
    }
}
