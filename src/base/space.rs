//! Two spaces that cannot be mixed up: the ellipsoid in degrees and the plane in metres.

use serde::{Deserialize, Serialize};

/// A position on the WGS 84 ellipsoid, in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LonLat {
    /// Degrees east of Greenwich.
    pub lon: f64,
    /// Degrees north of the equator.
    pub lat: f64,
}

impl LonLat {
    /// A position from longitude and latitude, in that order.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Whether both numbers are finite and inside the globe's range.
    pub fn is_on_globe(self) -> bool {
        (-180.0..=180.0).contains(&self.lon) && (-90.0..=90.0).contains(&self.lat)
    }
}

/// A position in the analysis CRS, in metres east and north of its origin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planar {
    /// Metres east.
    pub x: f64,
    /// Metres north.
    pub y: f64,
}

impl Planar {
    /// A position from easting and northing, in that order.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Square of the distance to `other`, in m². Compare this with a squared radius:
    /// "within M metres" means `distance_sq_to(..) <= M * M` everywhere in nightbeat.
    pub fn distance_sq_to(self, other: Self) -> f64 {
        let (dx, dy) = (self.x - other.x, self.y - other.y);
        dx * dx + dy * dy
    }

    /// Distance to `other`, in metres.
    pub fn distance_to(self, other: Self) -> f64 {
        self.distance_sq_to(other).sqrt()
    }
}

/// An axis-aligned rectangle in the analysis CRS, edges included, in metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// South-west corner.
    pub min: Planar,
    /// North-east corner.
    pub max: Planar,
}

impl Bounds {
    /// The smallest rectangle around `points`, or `None` where there are none.
    pub fn around(points: impl IntoIterator<Item = Planar>) -> Option<Self> {
        points.into_iter().fold(None, |bounds: Option<Self>, p| {
            Some(bounds.map_or(Self { min: p, max: p }, |b| b.with(p)))
        })
    }

    /// This rectangle, stretched to hold `p`.
    #[must_use]
    pub fn with(self, p: Planar) -> Self {
        Self {
            min: Planar::new(self.min.x.min(p.x), self.min.y.min(p.y)),
            max: Planar::new(self.max.x.max(p.x), self.max.y.max(p.y)),
        }
    }

    /// This rectangle, grown by `margin_m` on every side.
    #[must_use]
    pub fn grown(self, margin_m: f64) -> Self {
        Self {
            min: Planar::new(self.min.x - margin_m, self.min.y - margin_m),
            max: Planar::new(self.max.x + margin_m, self.max.y + margin_m),
        }
    }

    /// Width from west to east, in metres.
    pub fn width_m(self) -> f64 {
        self.max.x - self.min.x
    }

    /// Height from south to north, in metres.
    pub fn height_m(self) -> f64 {
        self.max.y - self.min.y
    }

    /// The middle.
    pub fn centre(self) -> Planar {
        Planar::new(
            f64::midpoint(self.min.x, self.max.x),
            f64::midpoint(self.min.y, self.max.y),
        )
    }

    /// Whether `p` lies inside or on an edge.
    pub fn contains(self, p: Planar) -> bool {
        (self.min.x..=self.max.x).contains(&p.x) && (self.min.y..=self.max.y).contains(&p.y)
    }
}
