//! Outlines as GeoJSON has them: WGS 84, outer rings anticlockwise, discs with 64 corners.

use std::f64::consts::TAU;

use geo::orient::{Direction, Orient as _};
use geo::{LineString, Polygon};
use serde::Serialize;

use crate::base::{LonLat, Planar};
use crate::data::{AreaId, Dataset};

const DISC_CORNERS: usize = 64;

pub(super) type Position = [f64; 2];
pub(super) type Ring = Vec<Position>;

/// A geometry of GeoJSON.
#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
pub(super) enum Geometry {
    Point(Position),
    LineString(Vec<Position>),
    Polygon(Vec<Ring>),
    MultiPolygon(Vec<Vec<Ring>>),
}

/// A circle.
pub(super) fn disc(data: &Dataset, centre: Planar, radius_m: f64) -> Geometry {
    Geometry::Polygon(vec![in_degrees(data, &disc_corners(centre, radius_m))])
}

/// A ring of corners, not closed.
pub(super) fn polygon(data: &Dataset, corners: &[Planar]) -> Geometry {
    let outline = corners.iter().map(|p| (p.x, p.y)).collect::<LineString>();
    Geometry::Polygon(rings(data, &Polygon::new(outline, vec![])))
}

/// A boundary polygon.
pub(super) fn area(data: &Dataset, id: AreaId) -> Geometry {
    let polygons = data.areas.get(id).shape.iter();
    Geometry::MultiPolygon(polygons.map(|polygon| rings(data, polygon)).collect())
}

fn rings(data: &Dataset, polygon: &Polygon) -> Vec<Ring> {
    let polygon = polygon.orient(Direction::Default);
    std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .map(|line| {
            let corners: Vec<Planar> = line.coords().map(|c| Planar::new(c.x, c.y)).collect();
            in_degrees(data, &corners)
        })
        .collect()
}

/// Corners anticlockwise, the last the same as the first.
fn disc_corners(centre: Planar, radius_m: f64) -> Vec<Planar> {
    let mut corners: Vec<Planar> = (0..DISC_CORNERS)
        .map(|i| {
            let (sin, cos) = (TAU * i as f64 / DISC_CORNERS as f64).sin_cos();
            Planar::new(centre.x + radius_m * cos, centre.y + radius_m * sin)
        })
        .collect();
    corners.push(corners[0]);
    corners
}

/// Corners in degrees.
pub(super) fn in_degrees(data: &Dataset, corners: &[Planar]) -> Ring {
    data.crs
        .to_lon_lat(corners)
        .into_iter()
        .map(position)
        .collect()
}

/// Degrees to seven decimals, a centimetre on the ground: an outline needs no more.
pub(super) fn position(p: LonLat) -> Position {
    let rounded = |degrees: f64| (degrees * 1e7).round() / 1e7;
    [rounded(p.lon), rounded(p.lat)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discs_are_closed_and_anticlockwise() {
        let corners = disc_corners(Planar::new(10.0, 20.0), 5.0);
        assert_eq!(
            (corners.len(), corners[0]),
            (DISC_CORNERS + 1, corners[DISC_CORNERS])
        );
        let twice_area: f64 = corners
            .windows(2)
            .map(|w| w[0].x * w[1].y - w[1].x * w[0].y)
            .sum();
        assert!(twice_area > 0.0);
        for p in corners {
            assert!((p.distance_to(Planar::new(10.0, 20.0)) - 5.0).abs() < 1e-12);
        }
    }
}
