//! TopoJSON: polygons made of arcs that neighbours share.
//!
//! Each named object is a layer. Arcs may be quantised, that is, written as differences on a
//! grid of whole numbers with a scale and a shift; `~i` is arc `i` backwards.
//! (github.com/topojson/topojson-specification)

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use serde_json::{Map, Value};

use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::layers::geojson;
use crate::io::read::layers::{At, Described, Holds, Layer, Layers, Shape};

/// Collections in collections.
const DEEPEST: usize = 8;
/// Corners all shapes together may have for each corner that is written down: an arc may be
/// used again and again, and a small file could unfold without bound.
const UNFOLDED: usize = 200;

/// Opens a topology.
pub(super) fn open(root: &Map<String, Value>, at: &At<'_>) -> Result<Box<dyn Layers>, ReadError> {
    let transform = root.get("transform").and_then(Transform::read);
    let no_arcs = Vec::new();
    let arcs = root
        .get("arcs")
        .and_then(Value::as_array)
        .unwrap_or(&no_arcs);
    let arcs: Vec<Vec<Coord>> = arcs.iter().map(|value| arc(value, transform)).collect();
    let objects = root.get("objects").and_then(Value::as_object);
    let objects = objects.filter(|objects| !objects.is_empty());
    let Some(objects) = objects else {
        return Err(at.trouble(Trouble::NoGeometry {
            features: 0,
            wanted: "object",
            first: None,
        }));
    };
    let list = objects
        .iter()
        .map(|(name, object)| Described {
            name: name.clone(),
            holds: holds(object, 0).unwrap_or(Holds::Any),
        })
        .collect();
    Ok(Box::new(Topology {
        list,
        objects: objects.values().cloned().collect(),
        arcs,
        transform,
    }))
}

struct Topology {
    list: Vec<Described>,
    objects: Vec<Value>,
    arcs: Vec<Vec<Coord>>,
    transform: Option<Transform>,
}

#[derive(Clone, Copy)]
struct Transform {
    scale: Coord,
    translate: Coord,
}

impl Transform {
    fn read(value: &Value) -> Option<Self> {
        let pair = |key: &str| {
            let pair = value.get(key)?;
            Some(Coord {
                x: pair.get(0)?.as_f64()?,
                y: pair.get(1)?.as_f64()?,
            })
        };
        Some(Self {
            scale: pair("scale")?,
            translate: pair("translate")?,
        })
    }

    fn place(self, at: Coord) -> Coord {
        Coord {
            x: at.x * self.scale.x + self.translate.x,
            y: at.y * self.scale.y + self.translate.y,
        }
    }
}

/// The corners of an arc. What is no position ends it, so that its shapes are set aside as
/// broken rather than drawn askew.
fn arc(value: &Value, transform: Option<Transform>) -> Vec<Coord> {
    let positions = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut corners = Vec::with_capacity(positions.len());
    let mut sum = Coord { x: 0.0, y: 0.0 };
    for position in positions {
        let Some(next) = coord(position) else {
            return Vec::new();
        };
        corners.push(match transform {
            Some(transform) => {
                sum = sum + next;
                transform.place(sum)
            }
            None => next,
        });
    }
    corners
}

fn coord(value: &Value) -> Option<Coord> {
    Some(Coord {
        x: value.get(0)?.as_f64()?,
        y: value.get(1)?.as_f64()?,
    })
}

fn holds(object: &Value, depth: usize) -> Option<Holds> {
    let kind = object.get("type").and_then(Value::as_str)?;
    if kind != "GeometryCollection" {
        return Some(Holds::named(kind));
    }
    if depth > DEEPEST {
        return Some(Holds::Any);
    }
    let parts = object.get("geometries")?.as_array()?;
    parts
        .iter()
        .filter_map(|part| holds(part, depth + 1))
        .reduce(Holds::and)
}

impl Layers for Topology {
    fn list(&self) -> &[Described] {
        &self.list
    }

    fn called(&self) -> &'static str {
        "TopoJSON"
    }

    fn read(&mut self, index: usize, at: &At<'_>) -> Result<Layer, ReadError> {
        let object = &self.objects[index];
        let is_collection = object
            .get("type")
            .is_some_and(|t| t == "GeometryCollection");
        let parts = object.get("geometries").and_then(Value::as_array);
        let parts: Vec<&Value> = match parts.filter(|_| is_collection) {
            Some(parts) => parts.iter().collect(),
            None => vec![object],
        };
        // Properties stand where GeoJSON has them, but for the identifier.
        let features = parts.iter().map(|part| {
            let mut feature = Map::new();
            let mut properties = match part.get("properties") {
                Some(Value::Object(properties)) => properties.clone(),
                _ => Map::new(),
            };
            if let Some(id) = part.get("id") {
                properties.entry("id").or_insert_with(|| id.clone());
            }
            feature.insert("properties".to_owned(), Value::Object(properties));
            feature
        });
        let mut layer = geojson::layer((1..).zip(features).collect(), at)?;
        let written: usize = self.arcs.iter().map(Vec::len).sum();
        let mut unfolding = Unfolding {
            topology: self,
            room: (written + parts.len()).saturating_mul(UNFOLDED),
        };
        for (feature, part) in layer.features.iter_mut().zip(parts) {
            feature.shape = unfolding.shape(part);
        }
        Ok(layer)
    }
}

/// Makes shapes of arcs, as long as there is room for corners.
struct Unfolding<'a> {
    topology: &'a Topology,
    room: usize,
}

impl Unfolding<'_> {
    fn shape(&mut self, object: &Value) -> Shape {
        let kind = object.get("type").and_then(Value::as_str);
        let Some(kind) = kind else {
            return Shape::Missing;
        };
        match self.geometry(object, 0) {
            Some(geometry) => Shape::Known(geometry),
            None => Shape::Unusable(format!("geometry of type {kind} that cannot be read")),
        }
    }

    fn geometry(&mut self, object: &Value, depth: usize) -> Option<Geometry> {
        let list = |key: &str| object.get(key).and_then(Value::as_array);
        Some(match object.get("type")?.as_str()? {
            "Point" => Geometry::Point(self.point(object.get("coordinates")?)?),
            "MultiPoint" => {
                let points = list("coordinates")?.iter().map(|at| self.point(at));
                Geometry::MultiPoint(MultiPoint::new(points.collect::<Option<_>>()?))
            }
            "LineString" => Geometry::LineString(self.line(object.get("arcs")?)?),
            "MultiLineString" => {
                let lines = list("arcs")?.iter().map(|arcs| self.line(arcs));
                Geometry::MultiLineString(MultiLineString::new(lines.collect::<Option<_>>()?))
            }
            "Polygon" => Geometry::Polygon(self.polygon(object.get("arcs")?)?),
            "MultiPolygon" => {
                let polygons = list("arcs")?.iter().map(|arcs| self.polygon(arcs));
                Geometry::MultiPolygon(MultiPolygon::new(polygons.collect::<Option<_>>()?))
            }
            "GeometryCollection" if depth < DEEPEST => {
                let parts = list("geometries")?.iter();
                let parts = parts.map(|part| self.geometry(part, depth + 1));
                let parts = parts.collect::<Option<_>>()?;
                Geometry::GeometryCollection(GeometryCollection::new_from(parts))
            }
            _ => return None,
        })
    }

    fn point(&self, position: &Value) -> Option<Point> {
        let at = coord(position)?;
        let placed = self.topology.transform.map_or(at, |t| t.place(at));
        Some(Point(placed))
    }

    fn polygon(&mut self, rings: &Value) -> Option<Polygon> {
        let mut all = Vec::new();
        for ring in rings.as_array()? {
            all.push(self.line(ring)?);
        }
        let mut rings = all.into_iter();
        let outer = rings.next()?;
        Some(Polygon::new(outer, rings.collect()))
    }

    /// The line of these arcs; where one meets the next, the corner they share stands once.
    fn line(&mut self, arcs: &Value) -> Option<LineString> {
        let mut corners: Vec<Coord> = Vec::new();
        for number in arcs.as_array()? {
            let number = number.as_i64()?;
            let backwards = number < 0;
            let index = if backwards { !number } else { number };
            let arc = self.topology.arcs.get(usize::try_from(index).ok()?)?;
            self.room = self.room.checked_sub(arc.len())?;
            let skip = usize::from(!corners.is_empty());
            if backwards {
                corners.extend(arc.iter().rev().skip(skip));
            } else {
                corners.extend(arc.iter().skip(skip));
            }
        }
        (corners.len() >= 2).then(|| LineString::new(corners))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Progress;
    use geo::Area;

    fn read(text: &str, index: usize) -> (Vec<Described>, Layer) {
        let progress = Progress::new();
        let at = At {
            shown: "t.json",
            progress: &progress,
        };
        let root: Map<String, Value> = serde_json::from_str(text).unwrap();
        let mut layers = open(&root, &at).unwrap();
        let layer = layers.read(index, &at).unwrap();
        (layers.list().to_vec(), layer)
    }

    /// The example of the specification: two squares side by side share an arc.
    const QUANTISED: &str = r#"{"type":"Topology",
        "transform":{"scale":[0.5,0.25],"translate":[100,0]},
        "objects":{"squares":{"type":"GeometryCollection","geometries":[
            {"type":"Polygon","id":"a","properties":{"name":"west"},"arcs":[[0,1]]},
            {"type":"Polygon","id":7,"properties":{"name":"east"},"arcs":[[2,-1]]},
            {"type":"Polygon","arcs":[[9]]},
            {"type":null}]},
          "posts":{"type":"MultiPoint","coordinates":[[0,0],[2,4]]}},
        "arcs":[[[2,0],[0,4]],[[2,4],[-2,0],[0,-4],[2,0]],[[2,4],[2,0],[0,-4],[-2,0]]]}"#;

    #[test]
    fn quantised_arcs_are_unfolded_forwards_and_backwards() {
        let (list, layer) = read(QUANTISED, 0);
        assert_eq!(
            list.iter()
                .map(|l| (l.name.as_str(), l.holds))
                .collect::<Vec<_>>(),
            [("squares", Holds::Polygons), ("posts", Holds::Points)]
        );
        assert_eq!(layer.fields, ["name", "id"]);
        let areas: Vec<f64> = layer
            .features
            .iter()
            .filter_map(|f| match &f.shape {
                Shape::Known(geometry) => Some(geometry.unsigned_area()),
                _ => None,
            })
            .collect();
        assert_eq!(areas, [1.0, 1.0]);
        assert_eq!(layer.features[1].texts.row(1).text(1), "7");
        assert!(matches!(layer.features[2].shape, Shape::Unusable(_)));
        assert_eq!(layer.features[3].shape, Shape::Missing);
        let (_, posts) = read(QUANTISED, 1);
        let expected = MultiPoint::from(vec![(100.0, 0.0), (101.0, 1.0)]);
        assert_eq!(posts.features[0].shape, Shape::Known(expected.into()));
    }

    #[test]
    fn arcs_that_are_not_quantised_are_taken_as_they_stand() {
        let text = r#"{"type":"Topology","objects":{"a":{"type":"LineString","arcs":[0,1]}},
            "arcs":[[[1.5,2],[3,4]],[[3,4],[5,6]]]}"#;
        let (_, layer) = read(text, 0);
        let line = LineString::from(vec![(1.5, 2.0), (3.0, 4.0), (5.0, 6.0)]);
        assert_eq!(layer.features[0].shape, Shape::Known(line.into()));
    }

    #[test]
    fn a_small_file_does_not_unfold_without_bound() {
        let ring = vec!["0"; 100_000].join(",");
        let one = format!(r#"{{"type":"LineString","arcs":[{ring}]}}"#);
        let corners = vec!["[1,1]"; 1000].join(",");
        let text = format!(r#"{{"type":"Topology","objects":{{"a":{one}}},"arcs":[[{corners}]]}}"#);
        let (_, layer) = read(&text, 0);
        assert!(matches!(layer.features[0].shape, Shape::Unusable(_)));
    }
}
