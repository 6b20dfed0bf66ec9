//! Points, lines and polygons out of geometries of any type.

use geo::{CoordsIter, Geometry, LineString, MultiPolygon, Polygon};

use crate::io::read::layers::{Holds, Shape};

/// The one point of a shape: a point, or a list of one.
pub(in crate::io::read) fn point_of(shape: &Shape) -> Option<(f64, f64)> {
    match shape {
        Shape::Known(Geometry::Point(point)) => Some((point.x(), point.y())),
        Shape::Known(Geometry::MultiPoint(points)) => match points.0.as_slice() {
            [point] => Some((point.x(), point.y())),
            _ => None,
        },
        _ => None,
    }
}

/// The polygons of a shape, or why there are none. Polygons in collections count; lines and
/// points beside them do not.
pub(in crate::io::read) fn polygons_of(shape: Shape) -> Result<MultiPolygon, String> {
    let geometry = match shape {
        Shape::Known(geometry) => geometry,
        Shape::Missing => return Err("no geometry".to_owned()),
        Shape::Unusable(why) => return Err(why),
    };
    let kind = type_name(&geometry);
    let mut polygons = Vec::new();
    collect_polygons(geometry, &mut polygons);
    // A ring of fewer than three corners (and the first again) holds nothing.
    polygons.retain(|polygon: &Polygon| polygon.exterior().0.len() >= 4);
    if polygons.is_empty() {
        let is_empty = kind == "Polygon" || kind == "MultiPolygon";
        return Err(if is_empty {
            "empty polygon".to_owned()
        } else {
            format!("{kind}, no polygon")
        });
    }
    let polygons = MultiPolygon::new(polygons);
    // Binary formats can write such; no area could be told with it.
    if polygons
        .coords_iter()
        .any(|at| !(at.x.is_finite() && at.y.is_finite()))
    {
        return Err("a corner that is no number".to_owned());
    }
    Ok(polygons)
}

/// The lines of a shape, or why there are none. Lines in collections count; points and polygons
/// beside them do not.
pub(in crate::io::read) fn lines_of(shape: Shape) -> Result<Vec<LineString>, String> {
    let geometry = match shape {
        Shape::Known(geometry) => geometry,
        Shape::Missing => return Err("no geometry".to_owned()),
        Shape::Unusable(why) => return Err(why),
    };
    let kind = type_name(&geometry);
    let mut lines = Vec::new();
    collect_lines(geometry, &mut lines);
    lines.retain(|line: &LineString| line.0.len() >= 2);
    if lines.is_empty() {
        let is_empty = kind == "LineString" || kind == "MultiLineString";
        return Err(if is_empty {
            "empty line".to_owned()
        } else {
            format!("{kind}, no line")
        });
    }
    Ok(lines)
}

/// What a geometry is; of an empty collection nothing can be said.
pub(in crate::io::read) fn holds(geometry: &Geometry) -> Holds {
    match geometry {
        Geometry::Point(_) | Geometry::MultiPoint(_) => Holds::Points,
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => Holds::Lines,
        Geometry::GeometryCollection(parts) => parts
            .iter()
            .map(holds)
            .reduce(Holds::and)
            .unwrap_or(Holds::Any),
        _ => Holds::Polygons,
    }
}

/// The name GeoJSON gives this type.
pub(super) fn type_name(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
    }
}

fn collect_polygons(geometry: Geometry, polygons: &mut Vec<Polygon>) {
    match geometry {
        Geometry::Polygon(polygon) => polygons.push(polygon),
        Geometry::MultiPolygon(parts) => polygons.extend(parts),
        Geometry::GeometryCollection(parts) => {
            for part in parts {
                collect_polygons(part, polygons);
            }
        }
        _ => {}
    }
}

fn collect_lines(geometry: Geometry, lines: &mut Vec<LineString>) {
    match geometry {
        Geometry::Line(line) => lines.push(line.into()),
        Geometry::LineString(line) => lines.push(line),
        Geometry::MultiLineString(parts) => lines.extend(parts),
        Geometry::GeometryCollection(parts) => {
            for part in parts {
                collect_lines(part, lines);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    /// Found by the fuzz target `wkb`: a ring whose first corner is no number.
    #[test]
    fn a_polygon_with_a_corner_that_is_no_number_is_none() {
        let with = |x: f64| polygon![(x: x, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0)];
        let shape = |x| Shape::Known(Geometry::Polygon(with(x)));
        assert!(polygons_of(shape(0.0)).is_ok());
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(
                polygons_of(shape(x)),
                Err("a corner that is no number".to_owned())
            );
        }
    }
}
