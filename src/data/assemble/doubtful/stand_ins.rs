//! Positions that stand for "not known": null island, the corner of a grid, runs of nines.

use crate::base::LonLat;
use crate::crs::{FileCrs, from_degrees};

/// Degrees, and metres, around a place that are taken for it.
const NEAR_DEGREES: f64 = 0.002;
const NEAR_M: f64 = 1.0;
/// The same around null island brought into a grid, where every way into it gives another answer.
const NEAR_ISLAND_M: f64 = 2000.0;
/// The corner of the British grid, 0 E 0 N, in degrees of WGS 84 (by the Helmert transformation
/// of the Ordnance Survey's guide to coordinate systems in Great Britain, 2020).
const BRITISH_CORNER: (f64, f64) = (-7.557_16, 49.766_81);
const BRITISH: u32 = 27_700;

/// The stand-ins a file of one coordinate system may have.
#[derive(Clone, Debug)]
pub(super) struct StandIns {
    places: Vec<(Place, f64)>,
}

/// A place that is none.
#[derive(Clone, Copy, Debug)]
struct Place {
    x: f64,
    y: f64,
}

impl StandIns {
    /// Those of a file of the system `crs`.
    pub(super) fn of(crs: FileCrs) -> Self {
        let place = |x, y| Place { x, y };
        let mut places = Vec::new();
        if crs.is_geographic() {
            places.push((place(0.0, 0.0), NEAR_DEGREES));
            places.push((place(BRITISH_CORNER.0, BRITISH_CORNER.1), NEAR_DEGREES));
        } else {
            places.push((place(0.0, 0.0), NEAR_M));
            if let Some((x, y)) = from_degrees(crs, LonLat::new(0.0, 0.0)) {
                places.push((place(x, y), NEAR_ISLAND_M));
            }
        }
        // Where the grid's own formulas start.
        match crs.epsg().unwrap_or(0) {
            BRITISH => places.push((place(400_000.0, -100_000.0), NEAR_M)),
            32_601..=32_660 => places.push((place(500_000.0, 0.0), NEAR_M)),
            32_701..=32_760 => places.push((place(500_000.0, 10_000_000.0), NEAR_M)),
            _ => {}
        }
        Self { places }
    }

    /// Whether a position away from all others is one of them.
    pub(super) fn hold(&self, (x, y): (f64, f64)) -> bool {
        let is_near = |&(place, near): &(Place, f64)| {
            (x - place.x).abs() <= near && (y - place.y).abs() <= near
        };
        let is_one = x == y && (x == 1.0 || x == -1.0);
        let is_half_zero = (x == 0.0) != (y == 0.0);
        is_one || is_half_zero || is_nines(x) || is_nines(y) || self.places.iter().any(is_near)
    }
}

/// 99, 999, … 99999999, with or without a minus.
fn is_nines(value: f64) -> bool {
    (2..=8).any(|digits| value.abs() == 10_f64.powi(digits) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_are_none_are_known() {
        let british = StandIns::of(FileCrs::BRITISH);
        for xy in [
            (1.0, 1.0),
            (-1.0, -1.0),
            (999_999.0, 999_999.0),
            (9_999_999.0, 0.5),
            (400_000.0, -100_000.0),
            (0.0, 398_000.0),
        ] {
            assert!(british.hold(xy), "{xy:?}");
        }
        for xy in [(384_000.0, 398_000.0), (99.5, 12.0), (400_000.0, 100_000.0)] {
            assert!(!british.hold(xy), "{xy:?}");
        }
        let degrees = StandIns::of(FileCrs::LON_LAT);
        assert!(degrees.hold((-7.557_2, 49.766_8)) && degrees.hold((0.000_1, -0.000_1)));
        assert!(!degrees.hold((-2.2, 53.4)));
    }

    /// Null island in UTM zone 30N is 833,978.557 E, 0 N (PROJ 9: `echo 0 0 | cs2cs EPSG:4326
    /// EPSG:32630`); the origin of the zone's formulas is 500,000 E, 0 N.
    #[test]
    fn null_island_is_known_in_a_plane() {
        let utm = StandIns::of(FileCrs::Epsg(32_630));
        assert!(utm.hold((833_978.6, 0.0)) && utm.hold((500_000.0, 0.0)));
        assert!(!utm.hold((700_000.0, 4_000_000.0)));
    }
}
