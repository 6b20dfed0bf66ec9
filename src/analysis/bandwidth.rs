//! Rules of thumb for the bandwidth, shown beside the one that was chosen.
//!
//! Neither is a default: both grow with the extent of the data, while the ground a patrol
//! covers does not. With n = Σw, the weighted mean centre, and distances from it:
//!
//! - ArcGIS (Kernel Density, default search radius since 10.2.1):
//!   h = 0.9 · min(SD, √(1/ln 2) · Dm) · n^(−1/5), SD the standard distance and Dm the
//!   weighted median distance.
//! - Silverman (1986, section 4.3), normal reference for the two-dimensional quartic:
//!   h = 2.78 · σ · n^(−1/6), σ² = (s²ₓ + s²ᵧ)/2.
//!
//! Variances divide by n, as the standard distance does. Both rules depend on distances only,
//! so that turning the ground changes nothing.

use std::f64::consts::LN_2;

use crate::base::Planar;

/// A rule's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suggestions {
    /// ArcGIS's default search radius, in metres.
    pub arcgis_m: f64,
    /// Silverman's normal reference for the two-dimensional quartic, in metres.
    pub silverman_m: f64,
}

/// Both rules for weighted points; `None` where they have no spread.
///
/// Where more than half of the weight lies on one spot the median distance says nothing, and
/// the ArcGIS rule rests on the standard distance alone.
pub fn suggestions(points: &[Planar], weights: &[f64]) -> Option<Suggestions> {
    let n: f64 = weights.iter().sum();
    let mean = |of: fn(&Planar) -> f64| {
        points
            .iter()
            .zip(weights)
            .map(|(p, w)| w * of(p))
            .sum::<f64>()
            / n
    };
    let centre = Planar::new(mean(|p| p.x), mean(|p| p.y));
    let mut distances: Vec<(f64, f64)> = points
        .iter()
        .zip(weights)
        .map(|(p, &w)| (p.distance_to(centre), w))
        .collect();
    let squares: f64 = distances.iter().map(|(d, w)| w * d * d).sum();
    let standard_m = (squares / n).sqrt();
    // No points at all give NaN.
    if standard_m.is_nan() || standard_m == 0.0 {
        return None;
    }
    let median_m = weighted_median(&mut distances, n)?;
    let spread_m = match (1.0 / LN_2).sqrt() * median_m {
        0.0 => standard_m,
        by_median => by_median.min(standard_m),
    };
    Some(Suggestions {
        arcgis_m: 0.9 * spread_m * n.powf(-0.2),
        silverman_m: 2.78 * (standard_m / 2.0_f64.sqrt()) * n.powf(-1.0 / 6.0),
    })
}

/// The value with half of the `total` weight on either side; between two such, their mean.
///
/// Found by halving the values around a middle one, which is several times quicker than
/// sorting them all.
fn weighted_median(values: &mut [(f64, f64)], total: f64) -> Option<f64> {
    let half = total / 2.0;
    let (mut rest, mut below) = (values, 0.0);
    while !rest.is_empty() {
        let (less, &mut (value, weight), more) =
            rest.select_nth_unstable_by(rest.len() / 2, |a, b| a.0.total_cmp(&b.0));
        let below_value = below + less.iter().map(|v| v.1).sum::<f64>();
        let up_to_value = below_value + weight;
        if below_value > half {
            rest = less;
        } else if below_value == half {
            let before = less.iter().map(|v| v.0).reduce(f64::max);
            return Some(f64::midpoint(before.unwrap_or(value), value));
        } else if up_to_value > half || more.is_empty() {
            return Some(value);
        } else if up_to_value == half {
            let after = more.iter().map(|v| v.0).reduce(f64::min);
            return Some(f64::midpoint(value, after.unwrap_or(value)));
        } else {
            below = up_to_value;
            rest = more;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Normal scores on a two-dimensional low-discrepancy sequence: a bell without luck.
    fn bell(n: u32, sigma_x: f64, sigma_y: f64) -> Vec<Planar> {
        (0..n)
            .map(|i| {
                let r = (-2.0 * ((f64::from(i) + 0.5) / f64::from(n)).ln()).sqrt();
                let turn = std::f64::consts::TAU * (f64::from(i) * 0.618_033_988_749_895).fract();
                Planar::new(
                    400_000.0 + sigma_x * r * turn.cos(),
                    300_000.0 + sigma_y * r * turn.sin(),
                )
            })
            .collect()
    }

    fn of(points: &[Planar]) -> Suggestions {
        suggestions(points, &vec![1.0; points.len()]).unwrap()
    }

    fn assert_near(got: f64, want: f64, tolerance: f64) {
        assert!((got / want - 1.0).abs() < tolerance, "{got} is not {want}");
    }

    #[test]
    fn a_round_bell_gives_what_the_formulas_give_in_closed_form() {
        // SD = √2 σ and Dm = √(2 ln 2) σ, so that both arguments of the minimum are √2 σ.
        for n in [300, 2_000, 20_000] {
            let got = of(&bell(n, 1000.0, 1000.0));
            let size = f64::from(n);
            assert_near(
                got.arcgis_m,
                0.9 * 1000.0 * 2.0_f64.sqrt() * size.powf(-0.2),
                0.01,
            );
            assert_near(got.silverman_m, 2780.0 * size.powf(-1.0 / 6.0), 0.01);
        }
    }

    #[test]
    fn the_published_comparison_is_met() {
        // Random samples of the same shapes gave these metres (one draw each).
        for (n, sx, sy, arcgis, silverman) in [
            (300, 1000.0, 1000.0, 399.0, 1055.0),
            (2_000, 1000.0, 1000.0, 270.0, 776.0),
            (20_000, 1000.0, 1000.0, 176.0, 535.0),
            (2_000, 4000.0, 1000.0, 700.0, 2298.0),
            (2_000, 1000.0, 4000.0, 684.0, 2289.0),
        ] {
            let got = of(&bell(n, sx, sy));
            assert_near(got.arcgis_m, arcgis, 0.06);
            assert_near(got.silverman_m, silverman, 0.06);
        }
    }

    #[test]
    fn turning_the_ground_changes_nothing() {
        let points = bell(2_000, 4000.0, 1000.0);
        let (sin, cos) = 0.7_f64.sin_cos();
        let turned: Vec<_> = points
            .iter()
            .map(|p| Planar::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos))
            .collect();
        let (before, after) = (of(&points), of(&turned));
        assert_near(after.arcgis_m, before.arcgis_m, 1e-9);
        assert_near(after.silverman_m, before.silverman_m, 1e-9);
    }

    #[test]
    fn a_weight_of_two_is_two_incidents() {
        let points = bell(301, 500.0, 900.0);
        let doubled = suggestions(&points, &vec![2.0; 301]).unwrap();
        let twice = of(&[points.clone(), points].concat());
        assert_near(doubled.arcgis_m, twice.arcgis_m, 1e-12);
        assert_near(doubled.silverman_m, twice.silverman_m, 1e-12);
    }

    #[test]
    fn one_spot_has_no_spread_and_a_crowded_one_still_has() {
        let spot = Planar::new(400_000.0, 300_000.0);
        assert_eq!(suggestions(&[spot; 5], &[1.0; 5]), None);
        assert_eq!(suggestions(&[], &[]), None);
        let symmetric = [
            spot,
            spot,
            spot,
            Planar::new(spot.x - 90.0, spot.y),
            Planar::new(spot.x + 90.0, spot.y),
        ];
        assert!(of(&symmetric).arcgis_m > 0.0);
    }

    #[test]
    fn the_weighted_median_has_half_the_weight_on_either_side() {
        let median = |values: &[(f64, f64)]| {
            let total = values.iter().map(|v| v.1).sum();
            weighted_median(&mut values.to_vec(), total)
        };
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[(7.0, 0.5)]), Some(7.0));
        assert_eq!(median(&[(3.0, 1.0), (1.0, 1.0)]), Some(2.0));
        assert_eq!(
            median(&[(3.0, 1.0), (1.0, 1.0), (2.0, 1.0), (9.0, 1.0)]),
            Some(2.5)
        );
        assert_eq!(
            median(&[(9.0, 1.0), (1.0, 0.25), (2.0, 0.25), (4.0, 0.25)]),
            Some(9.0)
        );
        assert_eq!(median(&[(5.0, 3.0), (1.0, 1.0), (8.0, 2.0)]), Some(5.0));
        assert_eq!(median(&[(5.0, 0.5), (1.0, 0.5), (8.0, 1.0)]), Some(6.5));
        for n in 1..60_u32 {
            // Every value once, in a stirred order.
            let values: Vec<_> = (0..n).map(|i| (f64::from(i * 61 % n), 1.0)).collect();
            let want = (f64::from(n) - 1.0) / 2.0;
            assert_eq!(median(&values), Some(want).filter(|_| n != 0), "{n}");
        }
    }
}
