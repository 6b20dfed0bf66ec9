//! Layers that are only looked at: rivers, beats, bus stops, cameras — whatever a file draws.
//!
//! Nothing is measured of them, so they are kept in degrees, in any plane's reach. Names are
//! written where there is room.

use std::sync::Arc;

use geo::{Geometry, InteriorPoint};

use crate::base::LonLat;
use crate::crs::{CrsError, FileCrs, to_degrees};
use crate::data::raw::{RawShapes, SourceInfo};

/// A layer that is shown for reference.
#[derive(Clone, Debug, Default)]
pub struct ReferenceLayer {
    /// Path and fingerprint of its file.
    pub source: SourceInfo,
    /// Its points.
    pub points: Vec<LonLat>,
    /// Its lines, and the rings of its areas, closed.
    pub lines: Vec<Vec<LonLat>>,
    /// Its names and where they stand.
    pub names: Vec<(LonLat, Arc<str>)>,
    /// What was understood of the file, one sentence each.
    pub understood: Vec<String>,
    /// Features that are not shown, because they have no usable shape or place.
    pub left_out: usize,
}

impl ReferenceLayer {
    /// The shapes of a file in degrees.
    ///
    /// # Errors
    /// When PROJ does not know the file's CRS.
    pub fn from_raw(raw: &RawShapes) -> Result<Self, CrsError> {
        let mut made = Self {
            source: raw.source.clone(),
            understood: raw.report.understood.clone(),
            left_out: raw.report.rows_set_aside(),
            ..Self::default()
        };
        for shape in &raw.shapes {
            let (points, lines) = (made.points.len(), made.lines.len());
            made.add(&shape.geometry, raw.crs)?;
            if (points, lines) == (made.points.len(), made.lines.len()) {
                made.left_out += 1;
            } else if !shape.name.is_empty()
                && let Some(at) = middle(&shape.geometry)
                && let Some(at) = to_degrees(raw.crs, &[at])?[0]
            {
                made.names.push((at, Arc::from(&*shape.name)));
            }
        }
        Ok(made)
    }

    /// How many points and lines there are.
    pub fn len(&self) -> usize {
        self.points.len() + self.lines.len()
    }

    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn add(&mut self, geometry: &Geometry, crs: FileCrs) -> Result<(), CrsError> {
        match geometry {
            Geometry::Point(at) => self.add_points(&[at.x_y()], crs),
            Geometry::MultiPoint(all) => {
                let all: Vec<_> = all.iter().map(|at| at.x_y()).collect();
                self.add_points(&all, crs)
            }
            Geometry::Line(line) => {
                self.add_line([line.start, line.end].map(|c| (c.x, c.y)).as_ref(), crs)
            }
            Geometry::LineString(line) => self.add_line(&corners(line), crs),
            Geometry::MultiLineString(lines) => {
                let mut lines = lines.iter();
                lines.try_for_each(|line| self.add_line(&corners(line), crs))
            }
            Geometry::Polygon(area) => self.add_area(area, crs),
            Geometry::MultiPolygon(areas) => {
                areas.iter().try_for_each(|area| self.add_area(area, crs))
            }
            Geometry::Rect(rect) => self.add_area(&rect.to_polygon(), crs),
            Geometry::Triangle(triangle) => self.add_area(&triangle.to_polygon(), crs),
            Geometry::GeometryCollection(all) => all.iter().try_for_each(|g| self.add(g, crs)),
        }
    }

    fn add_points(&mut self, all: &[(f64, f64)], crs: FileCrs) -> Result<(), CrsError> {
        self.points
            .extend(to_degrees(crs, all)?.into_iter().flatten());
        Ok(())
    }

    /// A line; where a corner has no place it breaks.
    fn add_line(&mut self, all: &[(f64, f64)], crs: FileCrs) -> Result<(), CrsError> {
        let placed = to_degrees(crs, all)?;
        let parts = placed.split(Option::is_none).filter(|part| part.len() >= 2);
        let parts = parts.map(|part| part.iter().flatten().copied().collect());
        self.lines.extend(parts);
        Ok(())
    }

    fn add_area(&mut self, area: &geo::Polygon, crs: FileCrs) -> Result<(), CrsError> {
        let rings = std::iter::once(area.exterior()).chain(area.interiors());
        for ring in rings {
            self.add_line(&corners(ring), crs)?;
        }
        Ok(())
    }
}

fn corners(line: &geo::LineString) -> Vec<(f64, f64)> {
    line.coords().map(|c| (c.x, c.y)).collect()
}

/// Where the name of a shape stands: on it.
fn middle(geometry: &Geometry) -> Option<(f64, f64)> {
    match geometry {
        // The middle corner: on the line, and near enough to its middle for a name.
        Geometry::LineString(line) => line.0.get(line.0.len() / 2).map(|c| (c.x, c.y)),
        Geometry::MultiLineString(lines) => {
            let longest = lines.iter().max_by_key(|line| line.0.len())?;
            longest.0.get(longest.0.len() / 2).map(|c| (c.x, c.y))
        }
        other => other.interior_point().map(geo::Point::x_y),
    }
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, line_string, point, polygon};

    use super::*;
    use crate::data::raw::RawShape;

    #[test]
    fn shapes_of_any_kind_come_into_degrees_with_their_names_on_them() {
        let square = polygon!(
            exterior: [(x: 0., y: 0.), (x: 2., y: 0.), (x: 2., y: 2.), (x: 0., y: 2.)],
            interiors: [[(x: 0.5, y: 0.5), (x: 1.5, y: 0.5), (x: 1.5, y: 1.5)]],
        );
        let shape = |name: &str, geometry: Geometry| RawShape {
            name: name.to_owned(),
            geometry,
            number: 1,
        };
        let raw = RawShapes {
            crs: FileCrs::LON_LAT,
            shapes: vec![
                shape("stop", point!(x: 3., y: 4.).into()),
                shape("", line_string![(x: 0., y: 0.), (x: 1., y: 1.)].into()),
                shape("ward", MultiPolygon::from(square).into()),
                shape("lost", point!(x: f64::NAN, y: 4.).into()),
            ],
            ..RawShapes::default()
        };
        let layer = ReferenceLayer::from_raw(&raw).unwrap();
        assert_eq!((layer.points.len(), layer.lines.len()), (1, 3));
        assert_eq!((layer.left_out, layer.len()), (1, 4));
        assert_eq!(layer.points[0], LonLat::new(3., 4.));
        let (at, name) = &layer.names[1];
        assert_eq!(&**name, "ward");
        let is_inside = |degrees: f64| degrees > 0. && degrees < 2.;
        assert!(is_inside(at.lat) && is_inside(at.lon), "{at:?}");
    }
}
