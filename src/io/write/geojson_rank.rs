//! The ranked list as GeoJSON (RFC 7946): outlines in WGS 84, outer rings anticlockwise,
//! with the figures of the list as properties. Places are points; discs have 64 corners.

use std::f64::consts::TAU;

use geo::orient::{Direction, Orient as _};
use geo::{LineString, Polygon};
use serde::Serialize;

use crate::analysis::rank::{Hotspot, Shape};
use crate::base::{LonLat, Planar};
use crate::data::Dataset;
use crate::io::write::RankAnswer;
use crate::io::write::json_rank::{Head, HotspotJson, UnitJson, pretty};

const DISC_CORNERS: usize = 64;

/// The list as a feature collection, with a final newline.
pub fn rank_geojson(answer: &RankAnswer<'_>) -> String {
    let features = answer
        .ranking
        .hotspots
        .iter()
        .map(|h| Feature::of(answer, h))
        .collect();
    pretty(&Collection {
        kind: "FeatureCollection",
        nightbeat: Provenance {
            schema: "nightbeat.rank.geojson/1",
            head: Head::of(answer),
            unit: UnitJson::of(&answer.ranking.params),
        },
        features,
    })
}

#[derive(Serialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    /// A foreign member: a bare `crs` would be taken for that of old GeoJSON.
    nightbeat: Provenance<'a>,
    features: Vec<Feature<'a>>,
}

#[derive(Serialize)]
struct Provenance<'a> {
    schema: &'static str,
    #[serde(flatten)]
    head: Head<'a>,
    unit: UnitJson,
}

#[derive(Serialize)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    geometry: Geometry,
    properties: HotspotJson<'a>,
}

type Position = [f64; 2];
type Ring = Vec<Position>;

#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point(Position),
    Polygon(Vec<Ring>),
    MultiPolygon(Vec<Vec<Ring>>),
}

impl<'a> Feature<'a> {
    fn of(answer: &RankAnswer<'a>, hotspot: &'a Hotspot) -> Self {
        Self {
            kind: "Feature",
            geometry: geometry(answer.data, hotspot),
            properties: HotspotJson::of(answer, hotspot),
        }
    }
}

fn geometry(data: &Dataset, hotspot: &Hotspot) -> Geometry {
    match &hotspot.shape {
        Shape::Point => Geometry::Point(position(hotspot.lon_lat)),
        Shape::Disc { radius_m } => {
            Geometry::Polygon(vec![ring(data, &disc_corners(hotspot.centre, *radius_m))])
        }
        Shape::Polygon(corners) => {
            let outline = corners.iter().map(|p| (p.x, p.y)).collect::<LineString>();
            Geometry::Polygon(rings(data, &Polygon::new(outline, vec![])))
        }
        Shape::Area(id) => Geometry::MultiPolygon(
            data.areas
                .get(*id)
                .shape
                .iter()
                .map(|polygon| rings(data, polygon))
                .collect(),
        ),
    }
}

fn rings(data: &Dataset, polygon: &Polygon) -> Vec<Ring> {
    let polygon = polygon.orient(Direction::Default);
    std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .map(|line| {
            let corners: Vec<Planar> = line.coords().map(|c| Planar::new(c.x, c.y)).collect();
            ring(data, &corners)
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

fn ring(data: &Dataset, corners: &[Planar]) -> Ring {
    data.crs
        .to_lon_lat(corners)
        .into_iter()
        .map(position)
        .collect()
}

/// Degrees to seven decimals, a centimetre on the ground: an outline needs no more.
fn position(p: LonLat) -> Position {
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
