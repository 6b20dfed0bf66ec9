//! Where a plane means something: positions outside are not located.

use crate::base::LonLat;
use crate::crs::choose::IRISH;
use crate::crs::known::BRITISH;
use crate::crs::{AnalysisCrs, FileCrs};

/// West, south, east and north edge in degrees; the edges belong to it.
pub type DegreeBox = (f64, f64, f64, f64);

/// The area of use of EPSG:27700.
pub const BRITISH_BOX: DegreeBox = (-9.01, 49.75, 2.01, 61.01);
/// The area of use of EPSG:2157.
pub const IRISH_BOX: DegreeBox = (-10.56, 51.39, -5.34, 55.43);
/// Degrees of longitude from a UTM zone's meridian that are still trusted.
const UTM_REACH: f64 = 9.0;

/// Where positions are accepted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// Inside a box of degrees.
    Box(DegreeBox),
    /// Within nine degrees of longitude of this meridian.
    Meridian(f64),
    /// Wherever the projection gives a finite answer.
    Finite,
}

impl Domain {
    /// The domain of a plane.
    pub fn of(crs: AnalysisCrs) -> Self {
        Self::of_file(crs.into())
    }

    /// The domain of any CRS: a file's positions are held against that of its own CRS, too.
    pub fn of_file(crs: FileCrs) -> Self {
        let Some(epsg) = crs.epsg() else {
            return Self::Finite;
        };
        match epsg {
            BRITISH => Self::Box(BRITISH_BOX),
            IRISH => Self::Box(IRISH_BOX),
            _ => utm_meridian(epsg).map_or(Self::Finite, Self::Meridian),
        }
    }

    /// Whether `p` lies inside.
    pub fn contains(self, p: LonLat) -> bool {
        match self {
            Self::Box(edges) => in_box(edges, p),
            Self::Meridian(meridian) => {
                let apart = (p.lon - meridian).rem_euclid(360.0);
                p.is_on_globe() && apart.min(360.0 - apart) <= UTM_REACH
            }
            Self::Finite => p.is_on_globe(),
        }
    }
}

/// Whether `p` lies in the box or on its edge.
pub fn in_box((west, south, east, north): DegreeBox, p: LonLat) -> bool {
    (west..=east).contains(&p.lon) && (south..=north).contains(&p.lat)
}

/// Whether a British easting and northing is so far inside [`BRITISH_BOX`] that degrees need
/// not be worked out. Most of Great Britain lies here; the rest is asked the long way.
pub fn is_deep_in_british_box(x: f64, y: f64) -> bool {
    (30_000.0..=610_000.0).contains(&x) && (20_000.0..=1_230_000.0).contains(&y)
}

fn utm_meridian(epsg: u32) -> Option<f64> {
    let zone = match epsg {
        32_601..=32_660 => epsg - 32_600,
        32_701..=32_760 => epsg - 32_700,
        _ => return None,
    };
    Some(f64::from(zone) * 6.0 - 183.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::known;

    #[test]
    fn boxes_are_the_areas_of_use_proj_knows() {
        assert_eq!(known::area_of_use(27700), Some(BRITISH_BOX));
        assert_eq!(known::area_of_use(2157), Some(IRISH_BOX));
    }

    #[test]
    fn utm_reaches_nine_degrees_and_over_the_date_line() {
        let fiji = Domain::of(AnalysisCrs::Epsg(32760));
        assert_eq!(fiji, Domain::Meridian(177.0));
        assert!(fiji.contains(LonLat::new(-175.0, -18.0)));
        assert!(!fiji.contains(LonLat::new(-173.5, -18.0)));
        assert!(fiji.contains(LonLat::new(168.0, -18.0)));
        assert!(!fiji.contains(LonLat::new(167.99, -18.0)));
        assert!(!fiji.contains(LonLat::new(f64::NAN, -18.0)));
    }

    #[test]
    fn the_short_way_into_the_british_box_is_never_wrong() {
        let (steps, size) = (60, 590_000.0_f64.max(1_210_000.0));
        for i in 0..=steps {
            let along = f64::from(i) / f64::from(steps) * size;
            for (x, y) in [
                (30_000.0 + along.min(580_000.0), 20_000.0),
                (30_000.0 + along.min(580_000.0), 1_230_000.0),
                (30_000.0, 20_000.0 + along),
                (610_000.0, 20_000.0 + along),
            ] {
                assert!(is_deep_in_british_box(x, y), "{x} {y}");
                let p = known::to_lon_lat(FileCrs::BRITISH, x, y)
                    .expect("a position")
                    .at;
                assert!(in_box(BRITISH_BOX, p), "{x} {y} is {p:?}");
            }
        }
    }
}
