//! The ranked list as GeoJSON (RFC 7946): outlines in WGS 84, outer rings anticlockwise,
//! with the figures of the list as properties. Places are points; discs have 64 corners.

use serde::Serialize;

use crate::analysis::rank::{Hotspot, Shape};
use crate::data::Dataset;
use crate::io::write::RankAnswer;
use crate::io::write::json_rank::{Head, HotspotJson, StabilityJson, UnitJson, pretty};
use crate::io::write::outlines::{Geometry, area, disc, polygon, position};

/// The list as a feature collection, with a final newline.
pub fn rank_geojson(answer: &RankAnswer<'_>) -> String {
    let features = answer
        .ranking
        .hotspots
        .iter()
        .enumerate()
        .map(|(place, h)| Feature::of(answer, place, h))
        .collect();
    pretty(&Collection {
        kind: "FeatureCollection",
        nightbeat: Provenance {
            schema: "nightbeat.rank.geojson/1",
            head: Head::of(answer),
            unit: UnitJson::of(&answer.ranking.params),
            stability: StabilityJson::of(answer),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    stability: Option<StabilityJson>,
}

#[derive(Serialize)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    geometry: Geometry,
    properties: HotspotJson<'a>,
}

impl<'a> Feature<'a> {
    fn of(answer: &RankAnswer<'a>, place: usize, hotspot: &'a Hotspot) -> Self {
        Self {
            kind: "Feature",
            geometry: geometry(answer.data, hotspot),
            properties: HotspotJson::of(answer, place, hotspot),
        }
    }
}

fn geometry(data: &Dataset, hotspot: &Hotspot) -> Geometry {
    match &hotspot.shape {
        Shape::Point => Geometry::Point(position(hotspot.lon_lat)),
        Shape::Disc { radius_m } => disc(data, hotspot.centre, *radius_m),
        Shape::Polygon(corners) => polygon(data, corners),
        Shape::Area(id) => area(data, *id),
    }
}
