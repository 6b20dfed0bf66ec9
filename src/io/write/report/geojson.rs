//! The marks of an answer as GeoJSON (RFC 7946), for other maps.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::analysis::methods::{Class, Mark, Outline};
use crate::io::write::json_rank::{Head, pretty};
use crate::io::write::outlines::{Geometry, area, disc, in_degrees, polygon, position};
use crate::io::write::report::ReportAnswer;

/// The marks as a feature collection, with a final newline.
pub fn report_geojson(answer: &ReportAnswer<'_>) -> String {
    let &ReportAnswer {
        method,
        data,
        filter,
        selection,
        report,
        ..
    } = answer;
    let geometry = |mark: &Mark| match &mark.outline {
        Outline::Polygon(corners) => polygon(data, corners),
        Outline::Disc { centre, radius_m } => disc(data, *centre, *radius_m),
        Outline::Line(points) => Geometry::LineString(in_degrees(data, points)),
        Outline::Point(at) => {
            let degrees = data.crs.to_lon_lat(&[*at]);
            Geometry::Point(degrees.first().copied().map_or([0.0; 2], position))
        }
        Outline::Area(id) => area(data, *id),
    };
    let features = report.marks.iter().map(|mark| Feature {
        kind: "Feature",
        geometry: geometry(mark),
        properties: properties(mark),
    });
    pretty(&Collection {
        kind: "FeatureCollection",
        nightbeat: Provenance {
            schema: "nightbeat.report.geojson/1",
            head: Head::of_selection(data, filter, selection),
            method: method.id(),
            statement: &report.statement,
        },
        features: features.collect(),
    })
}

#[derive(Serialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    /// A foreign member, as in the ranked list's.
    nightbeat: Provenance<'a>,
    features: Vec<Feature>,
}

#[derive(Serialize)]
struct Provenance<'a> {
    schema: &'static str,
    #[serde(flatten)]
    head: Head<'a>,
    method: &'static str,
    statement: &'a str,
}

#[derive(Serialize)]
struct Feature {
    #[serde(rename = "type")]
    kind: &'static str,
    geometry: Geometry,
    properties: Json,
}

fn properties(mark: &Mark) -> Json {
    let (class, value) = match mark.class {
        Class::Plain => ("plain", Json::Null),
        Class::More(level) => ("more", json!(level)),
        Class::Less(level) => ("less", json!(level)),
        Class::Kind(number) => ("kind", json!(number)),
        Class::Amount(amount) => ("amount", json!(amount)),
        Class::Unsupported => ("unsupported", Json::Null),
    };
    json!({"label": mark.label, "class": class, "value": value})
}
