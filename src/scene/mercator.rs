//! Spherical ("web") Mercator with the whole world as a square of side 1.
//!
//! x grows to the east from the date line, y to the south from 85.05° north, as slippy maps
//! count their tiles: x = (λ + π) / 2π, y = (1 − asinh(tan φ) / π) / 2. Everything that is
//! drawn often keeps its positions in this plane, as `f64`: one unit is 40,075 km, so an `f32`
//! would be metres off.

use std::f64::consts::PI;

use crate::base::LonLat;

/// Length of the equator on the sphere of web Mercator, in metres.
pub const EQUATOR_M: f64 = 40_075_016.685_578_49;

/// A position in the world square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    /// From 0 in the west to 1 in the east.
    pub x: f64,
    /// From 0 in the north to 1 in the south.
    pub y: f64,
}

impl World {
    /// A position from its two numbers.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Where `at` lies in the square.
    pub fn of(at: LonLat) -> Self {
        let y = at.lat.to_radians().tan().asinh();
        Self {
            x: 0.5 + at.lon / 360.0,
            y: 0.5 - y / (2.0 * PI),
        }
    }

    /// The degrees of this position.
    pub fn lon_lat(self) -> LonLat {
        let lat = ((1.0 - 2.0 * self.y) * PI).sinh().atan().to_degrees();
        LonLat::new((2.0 * self.x - 1.0) * 180.0, lat)
    }

    /// Metres on the ground of one unit of the square here.
    pub fn metres_per_unit(self) -> f64 {
        EQUATOR_M * self.lon_lat().lat.to_radians().cos()
    }

    /// Straight-line mix: 0 is here, 1 is `other`.
    #[must_use]
    pub fn towards(self, other: Self, t: f64) -> Self {
        Self {
            x: self.x + (other.x - self.x) * t,
            y: self.y + (other.y - self.y) * t,
        }
    }

    /// Distance to a near position, in metres on the ground.
    pub fn metres_to(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y) * self.metres_per_unit()
    }

    /// Whether both numbers are numbers.
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

/// A rectangle in the world square, edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldRect {
    /// North-west corner.
    pub min: World,
    /// South-east corner.
    pub max: World,
}

impl WorldRect {
    /// The smallest rectangle around `points`; `None` where there are none.
    pub fn around(points: impl IntoIterator<Item = World>) -> Option<Self> {
        points.into_iter().fold(None, |rect: Option<Self>, p| {
            let r = rect.unwrap_or(Self { min: p, max: p });
            Some(Self {
                min: World::new(r.min.x.min(p.x), r.min.y.min(p.y)),
                max: World::new(r.max.x.max(p.x), r.max.y.max(p.y)),
            })
        })
    }

    /// Whether the two have a point in common.
    pub fn touches(self, other: Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    /// Whether `p` lies inside or on an edge.
    pub fn contains(self, p: World) -> bool {
        (self.min.x..=self.max.x).contains(&p.x) && (self.min.y..=self.max.y).contains(&p.y)
    }

    /// The middle.
    pub fn centre(self) -> World {
        self.min.towards(self.max, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_places_lie_where_tile_servers_put_them() {
        let null_island = World::of(LonLat::new(0.0, 0.0));
        assert!((null_island.x - 0.5).abs() < 1e-15 && (null_island.y - 0.5).abs() < 1e-15);
        // Tile 16/32743/21792 holds Trafalgar Square.
        let london = World::of(LonLat::new(-0.128, 51.508));
        assert_eq!(
            ((london.x * 65536.0) as u32, (london.y * 65536.0) as u32),
            (32744, 21792)
        );
        assert!(World::of(LonLat::new(180.0, 85.051_128_78)).y.abs() < 1e-9);
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        for at in [
            LonLat::new(-5.7, 50.1),
            LonLat::new(1.3, 52.6),
            LonLat::new(-84.4, 33.7),
        ] {
            let back = World::of(at).lon_lat();
            assert!((back.lon - at.lon).abs() < 1e-12 && (back.lat - at.lat).abs() < 1e-12);
        }
    }

    #[test]
    fn a_degree_of_latitude_is_111_km_long() {
        let (a, b) = (
            World::of(LonLat::new(-4.0, 52.0)),
            World::of(LonLat::new(-4.0, 52.01)),
        );
        assert!((a.metres_to(b) - 1113.2).abs() < 1.0, "{}", a.metres_to(b));
    }

    #[test]
    fn rectangles_hold_what_they_were_drawn_around() {
        let points = [World::new(0.2, 0.9), World::new(0.4, 0.1)];
        let rect = WorldRect::around(points).unwrap();
        assert!(points.iter().all(|&p| rect.contains(p)));
        assert!(!rect.contains(World::new(0.5, 0.5)));
        assert!(WorldRect::around([]).is_none());
    }
}
