//! How the centre of what happens moves in the course of a night.
//!
//! The mean centre and its standard errors, and the drift between two centres with the error that
//! both bring into it; whether it is more than chance would give, by Hotelling's T² taken as χ²
//! with two degrees of freedom (Mardia, Kent & Bibby 1979, *Multivariate Analysis*, section 3.6).
//! Incidents are taken as independent; a brawl that is many rows makes the error too small.

use crate::base::Planar;

/// The middle of weighted points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Centre {
    /// Their mean.
    pub at: Planar,
    /// Sum of their weights.
    pub weight: f64,
    /// Root of the mean squared distance from the centre, in metres.
    pub standard_distance_m: f64,
    /// Variances of the mean in x and y, and their covariance, in m².
    error: [f64; 3],
}

/// From one centre to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// How far, in metres.
    pub metres: f64,
    /// Standard error of that, along the way, in metres.
    pub standard_error_m: f64,
    /// Which way: degrees clockwise from grid north.
    pub bearing_deg: f64,
    /// Chance of a drift as surprising if the centres were the same.
    pub p_value: f64,
}

/// The centre of `points`; `None` where they have no weight.
pub fn centre(points: &[(Planar, f64)]) -> Option<Centre> {
    let weight: f64 = points.iter().map(|(_, w)| w).sum();
    if weight <= 0.0 {
        return None;
    }
    // From the first point on, so that eastings of half a million lose no digits.
    let origin = points[0].0;
    let mean = |of: &dyn Fn(Planar) -> f64| -> f64 {
        points.iter().map(|&(p, w)| w * of(p)).sum::<f64>() / weight
    };
    let (dx, dy) = (mean(&|p| p.x - origin.x), mean(&|p| p.y - origin.y));
    let at = Planar::new(origin.x + dx, origin.y + dy);
    let [xx, yy, xy] = [
        mean(&|p| (p.x - at.x).powi(2)),
        mean(&|p| (p.y - at.y).powi(2)),
        mean(&|p| (p.x - at.x) * (p.y - at.y)),
    ];
    // Of a sum of weights of 1 or less there are at least as many incidents: the error is no less.
    let freedom = (weight - 1.0).max(1.0);
    Some(Centre {
        at,
        weight,
        standard_distance_m: (xx + yy).sqrt(),
        error: [xx, yy, xy].map(|square| square / freedom),
    })
}

/// The drift between two centres; `None` where there is no error to hold it against.
pub fn drift(from: &Centre, to: &Centre) -> Option<Drift> {
    let (dx, dy) = (to.at.x - from.at.x, to.at.y - from.at.y);
    let [xx, yy, xy]: [f64; 3] = std::array::from_fn(|i| from.error[i] + to.error[i]);
    let metres = dx.hypot(dy);
    let determinant = xx * yy - xy * xy;
    // All on one line or at one point: then nothing can be said of what lies beside it.
    if determinant <= 1e-12 * (xx + yy).powi(2) {
        return None;
    }
    let along = if metres > 0.0 {
        (dx * dx * xx + 2.0 * dx * dy * xy + dy * dy * yy) / (metres * metres)
    } else {
        f64::midpoint(xx, yy)
    };
    let square = (dx * dx * yy - 2.0 * dx * dy * xy + dy * dy * xx) / determinant;
    Some(Drift {
        metres,
        standard_error_m: along.sqrt(),
        bearing_deg: dx.atan2(dy).to_degrees().rem_euclid(360.0),
        p_value: (-square / 2.0).exp(),
    })
}

/// "north-east", of a bearing in degrees.
pub fn compass(bearing_deg: f64) -> &'static str {
    const NAMES: [&str; 8] = [
        "north",
        "north-east",
        "east",
        "south-east",
        "south",
        "south-west",
        "west",
        "north-west",
    ];
    let eighth = (bearing_deg.rem_euclid(360.0) / 45.0).round() as usize;
    NAMES[eighth % 8]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::rate_ratio::tests::reference;

    fn points(list: &serde_json::Value) -> Vec<(Planar, f64)> {
        let number = |v: &serde_json::Value| v.as_f64().unwrap();
        let point =
            |v: &serde_json::Value| (Planar::new(number(&v[0]), number(&v[1])), number(&v[2]));
        list.as_array().unwrap().iter().map(point).collect()
    }

    #[test]
    fn centres_and_drifts_are_those_of_numpy_and_scipy() {
        for case in reference()["drift"].as_array().unwrap() {
            let from = centre(&points(&case["from"])).unwrap();
            let to = centre(&points(&case["to"])).unwrap();
            let got = drift(&from, &to).unwrap();
            for (got, key) in [
                (from.at.x, "x"),
                (from.at.y, "y"),
                (from.standard_distance_m, "standard_distance"),
                (got.metres, "metres"),
                (got.standard_error_m, "standard_error"),
                (got.bearing_deg, "bearing"),
                (got.p_value, "p"),
            ] {
                let want = case[key].as_f64().unwrap();
                assert!(
                    (got - want).abs() < 1e-7 * want.abs().max(1.0),
                    "{key}: {got} {want}"
                );
            }
        }
    }

    #[test]
    fn one_place_has_a_centre_but_no_drift() {
        let here = centre(&[(Planar::new(3.0, 4.0), 0.5)]).unwrap();
        assert_eq!(
            (here.at, here.standard_distance_m),
            (Planar::new(3.0, 4.0), 0.0)
        );
        assert_eq!(drift(&here, &here), None);
        assert_eq!(centre(&[]), None);
    }

    #[test]
    fn bearings_have_names() {
        let names = [0.0, 22.0, 46.0, 180.0, 315.0, 350.0].map(compass);
        assert_eq!(
            names,
            [
                "north",
                "north",
                "north-east",
                "south",
                "north-west",
                "north"
            ]
        );
    }
}
