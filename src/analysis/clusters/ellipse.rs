//! The standard deviational ellipse: where a cluster lies, how wide it is and which way it runs.
//!
//! After R. S. Yuill (1971), "The standard deviational ellipse", Geografiska Annaler B 53(1), with
//! CrimeStat's corrections (N. Levine, CrimeStat IV, chapter 4): n - 2 degrees of freedom and a
//! factor of √2, so that one standard deviation of a circular normal cloud is its radius and not
//! half of it. The half axes are √(2 n λ / (n - 2)) with λ the eigenvalues of the covariance,
//! which is what CrimeStat's angle and sums come to.

use crate::analysis::clusters::{Stack, mean_centre};
use crate::base::Planar;

/// An ellipse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    /// Its centre: the mean of the incidents.
    pub centre: Planar,
    /// The longer half axis in metres.
    pub major_m: f64,
    /// The shorter half axis in metres; 0 where all incidents lie on a line.
    pub minor_m: f64,
    /// The direction of the longer axis in degrees clockwise from north, from 0 to below 180.
    pub bearing_deg: f64,
}

/// Corners an ellipse is drawn with.
const CORNERS: usize = 48;

impl Ellipse {
    /// The ellipse of `deviations` standard deviations around `stacks`, by their weights.
    /// `None` for a total of 2 or less, of which it is not defined.
    pub fn around(
        stacks: impl IntoIterator<Item = Stack> + Clone,
        deviations: f64,
    ) -> Option<Self> {
        let centre = mean_centre(stacks.clone())?;
        let (mut n, mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0, 0.0);
        for Stack { at, weight, .. } in stacks {
            let (dx, dy) = (at.x - centre.x, at.y - centre.y);
            n += weight;
            xx += weight * dx * dx;
            xy += weight * dx * dy;
            yy += weight * dy * dy;
        }
        if n <= 2.0 {
            return None;
        }
        let (middle, half) = (f64::midpoint(xx, yy), (xx - yy) / 2.0);
        let spread = half.hypot(xy);
        let axis = |sum: f64| deviations * (2.0 * sum.max(0.0) / (n - 2.0)).sqrt();
        // Angle of the longer axis from east, anticlockwise.
        let angle = 0.5 * xy.atan2(half);
        Some(Self {
            centre,
            major_m: axis(middle + spread),
            minor_m: axis(middle - spread),
            bearing_deg: (90.0 - angle.to_degrees()).rem_euclid(180.0),
        })
    }

    /// Its size in m².
    pub fn area_m2(&self) -> f64 {
        std::f64::consts::PI * self.major_m * self.minor_m
    }

    /// A ring of corners on it, not closed.
    pub fn corners(&self) -> Vec<Planar> {
        let (sin, cos) = self.bearing_deg.to_radians().sin_cos();
        (0..CORNERS)
            .map(|i| {
                let turn = std::f64::consts::TAU * i as f64 / CORNERS as f64;
                let (along, across) = (self.major_m * turn.cos(), self.minor_m * turn.sin());
                Planar::new(
                    self.centre.x + along * sin - across * cos,
                    self.centre.y + along * cos + across * sin,
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn stacks(points: &Value) -> Vec<Stack> {
        let point =
            |p: &Value| Stack::one(Planar::new(p[0].as_f64().unwrap(), p[1].as_f64().unwrap()));
        points.as_array().unwrap().iter().map(point).collect()
    }

    #[test]
    fn axes_are_those_of_crimestats_sums() {
        let reference: Value =
            serde_json::from_str(include_str!("../../../tests/reference/clusters.json")).unwrap();
        for case in reference["ellipses"].as_array().unwrap() {
            let found = Ellipse::around(stacks(&case["points"]), 1.0).unwrap();
            let near = |key: &str, value: f64| {
                let expected = case[key].as_f64().unwrap();
                assert!(
                    (value - expected).abs() < 1e-7,
                    "{key}: {value} for {expected}"
                );
            };
            near("major_m", found.major_m);
            near("minor_m", found.minor_m);
            near("bearing_deg", found.bearing_deg);
        }
    }

    #[test]
    fn corners_lie_on_it_and_twice_the_deviations_are_twice_the_axes() {
        let points = [(0., 0.), (10., 1.), (20., 5.), (3., 9.)];
        let stacks = points.map(|(x, y)| Stack::one(Planar::new(x, y)));
        let one = Ellipse::around(stacks, 1.0).unwrap();
        let two = Ellipse::around(stacks, 2.0).unwrap();
        assert!((two.major_m - 2.0 * one.major_m).abs() < 1e-9);
        assert!((two.area_m2() - 4.0 * one.area_m2()).abs() < 1e-6);
        let (sin, cos) = one.bearing_deg.to_radians().sin_cos();
        for corner in one.corners() {
            let (dx, dy) = (corner.x - one.centre.x, corner.y - one.centre.y);
            let (along, across) = (dx * sin + dy * cos, dy * sin - dx * cos);
            let on = (along / one.major_m).powi(2) + (across / one.minor_m).powi(2);
            assert!((on - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn two_incidents_have_none_and_a_line_has_no_width() {
        let at = |x: f64| Stack::one(Planar::new(x, x));
        assert_eq!(Ellipse::around([at(0.0), at(1.0)], 1.0), None);
        let line = Ellipse::around([at(0.0), at(1.0), at(2.0)], 1.0).unwrap();
        assert!(line.minor_m < 1e-6 && (line.bearing_deg - 45.0).abs() < 1e-9);
    }
}
