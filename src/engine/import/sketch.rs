//! A small picture of where things lie.

use geo::{Coord, CoordsIter as _, Geometry};

use crate::crs::FileCrs;
use crate::data::Dataset;

/// Where things lie: how many in each cell of a lattice, row by row from the north-west, or
/// outlines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from north to south.
    pub rows: usize,
    /// Things in each.
    pub counts: Vec<u32>,
    /// Lines in the same picture, in cells from the north-west corner.
    pub lines: Vec<Vec<(f32, f32)>>,
}

/// Cells along the longer side of a sketch.
const SKETCH_CELLS: usize = 72;
/// A corner this near to the one before it, in cells, is left out.
const NEAR: f32 = 0.25;
/// Of more lines than these the corners alone are shown, in cells.
const MOST_LINES: usize = 4_000;

impl Sketch {
    /// The sketch of what is analysed.
    pub fn of(data: &Dataset) -> Self {
        let sites = data.incidents.sites();
        let points = || sites.positions().map(|at| (at.x, at.y));
        let Some(bounds) = data.bounds else {
            return Self::default();
        };
        let weight = |site: usize| sites.rows(site).len() as u32;
        let min = (bounds.min.x, bounds.min.y);
        let max = (bounds.max.x, bounds.max.y);
        Self::new(
            points().enumerate().map(|(i, at)| (at, weight(i))),
            min,
            max,
        )
    }

    /// The sketch of points in a file's system; those without a place are left out.
    pub fn of_points(crs: FileCrs, points: impl Iterator<Item = (f64, f64)>) -> Self {
        let points: Vec<(f64, f64)> = points.filter(|at| at.0.is_finite()).collect();
        let squeeze = squeeze(crs, points.iter().copied());
        let points = points.iter().map(|&(x, y)| (x * squeeze, y));
        let Some((min, max)) = bounds(points.clone()) else {
            return Self::default();
        };
        Self::new(points.map(|at| (at, 1)), min, max)
    }

    /// The sketch of shapes in a file's system: outlines, and how many points lie in each cell; of
    /// too many outlines to be told apart, how many corners lie in each.
    pub fn of_shapes(crs: FileCrs, shapes: &[Geometry]) -> Self {
        let corners = || shapes.iter().flat_map(Geometry::coords_iter);
        let squeeze = squeeze(crs, corners().map(|c| (c.x, c.y)));
        let at = |corner: Coord| (corner.x * squeeze, corner.y);
        let lines: Vec<Vec<Coord>> = shapes.iter().flat_map(lines_of).collect();
        if lines.is_empty() || lines.len() > MOST_LINES {
            return Self::of_points(crs, corners().map(|c| (c.x, c.y)));
        }
        let Some((min, max)) = bounds(corners().map(at)) else {
            return Self::default();
        };
        let points = shapes.iter().flat_map(points_of);
        let mut sketch = Self::new(points.map(|point| (at(point), 1)), min, max);
        let cell = cell(min, max);
        let place = |corner: &Coord| {
            let (x, y) = at(*corner);
            (((x - min.0) / cell) as f32, ((max.1 - y) / cell) as f32)
        };
        let lines = lines.iter().map(|line| thinned(line.iter().map(place)));
        sketch.lines = lines.collect();
        sketch
    }

    fn new(
        points: impl Iterator<Item = ((f64, f64), u32)>,
        min: (f64, f64),
        max: (f64, f64),
    ) -> Self {
        let cell = cell(min, max);
        let cells =
            |from: f64, to: f64| (((to - from) / cell).ceil() as usize).clamp(1, SKETCH_CELLS);
        let (columns, rows) = (cells(min.0, max.0), cells(min.1, max.1));
        let mut counts = vec![0_u32; columns * rows];
        for ((x, y), weight) in points {
            let column = (((x - min.0) / cell) as usize).min(columns - 1);
            let row = (((max.1 - y) / cell) as usize).min(rows - 1);
            counts[row * columns + column] += weight;
        }
        Self {
            columns,
            rows,
            counts,
            lines: Vec::new(),
        }
    }
}

/// The side of a cell. A single place is a picture of one cell in the middle of a few.
fn cell(min: (f64, f64), max: (f64, f64)) -> f64 {
    let span = (max.0 - min.0).max(max.1 - min.1);
    let span = if span > 0.0 { span } else { 1.0 };
    span / SKETCH_CELLS as f64
}

/// What degrees of longitude are to degrees of latitude at the middle of some points.
fn squeeze(crs: FileCrs, points: impl Iterator<Item = (f64, f64)>) -> f64 {
    match bounds(points) {
        Some((min, max)) if crs.is_geographic() => f64::midpoint(min.1, max.1).to_radians().cos(),
        _ => 1.0,
    }
}

fn bounds(points: impl Iterator<Item = (f64, f64)>) -> Option<((f64, f64), (f64, f64))> {
    points.fold(None, |bounds, (x, y)| {
        let (min, max) = bounds.unwrap_or(((x, y), (x, y)));
        Some((
            (f64::min(min.0, x), f64::min(min.1, y)),
            (f64::max(max.0, x), f64::max(max.1, y)),
        ))
    })
}

/// The points a shape has beside its lines.
fn points_of(shape: &Geometry) -> Vec<Coord> {
    match shape {
        Geometry::Point(point) => vec![point.0],
        Geometry::MultiPoint(points) => points.iter().map(|point| point.0).collect(),
        Geometry::GeometryCollection(all) => all.iter().flat_map(points_of).collect(),
        _ => Vec::new(),
    }
}

/// The lines a shape is drawn by.
fn lines_of(shape: &Geometry) -> Vec<Vec<Coord>> {
    match shape {
        Geometry::LineString(line) => vec![line.0.clone()],
        Geometry::MultiLineString(lines) => lines.iter().map(|line| line.0.clone()).collect(),
        Geometry::Polygon(area) => rings(area),
        Geometry::MultiPolygon(areas) => areas.iter().flat_map(rings).collect(),
        Geometry::GeometryCollection(all) => all.iter().flat_map(lines_of).collect(),
        _ => Vec::new(),
    }
}

fn rings(area: &geo::Polygon) -> Vec<Vec<Coord>> {
    let inner = area.interiors().iter();
    std::iter::once(area.exterior())
        .chain(inner)
        .map(|ring| ring.0.clone())
        .collect()
}

/// A line without corners that could not be told from the ones before them.
fn thinned(corners: impl Iterator<Item = (f32, f32)>) -> Vec<(f32, f32)> {
    let mut line: Vec<(f32, f32)> = Vec::new();
    let mut last = None;
    for corner in corners {
        let near = line.last().is_some_and(|before| {
            (before.0 - corner.0).abs() < NEAR && (before.1 - corner.1).abs() < NEAR
        });
        if !near {
            line.push(corner);
        }
        last = Some(corner);
    }
    line.extend(last.filter(|last| line.last() != Some(last)));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_counts_every_incident_once_with_north_on_top() {
        let points = [((0.0, 0.0), 1), ((720.0, 360.0), 2), ((10.0, 359.0), 3)];
        let sketch = Sketch::new(points.into_iter(), (0.0, 0.0), (720.0, 360.0));
        assert_eq!((sketch.columns, sketch.rows), (72, 36));
        assert_eq!(sketch.counts.iter().sum::<u32>(), 6);
        assert_eq!(sketch.counts[71], 2, "north-east");
        assert_eq!(sketch.counts[1], 3, "north-west");
        assert_eq!(sketch.counts[35 * 72], 1, "south-west");
        let one = Sketch::new([((5.0, 5.0), 4)].into_iter(), (5.0, 5.0), (5.0, 5.0));
        assert_eq!(one.counts, [4]);
    }

    #[test]
    fn outlines_are_thinned_and_degrees_squeezed() {
        let square = geo::Rect::new((-1.0, 59.0), (1.0, 61.0)).to_polygon();
        let sketch = Sketch::of_shapes(FileCrs::LON_LAT, &[square.clone().into()]);
        // At 60° north a degree of longitude is half one of latitude.
        assert!((36..=37).contains(&sketch.columns), "{}", sketch.columns);
        assert_eq!(sketch.rows, 72);
        assert_eq!(sketch.lines.len(), 1);
        assert_eq!(sketch.lines[0].len(), 5, "{:?}", sketch.lines);
        let beside = geo::point!(x: 0.0, y: 60.0);
        let mixed = Sketch::of_shapes(FileCrs::LON_LAT, &[square.clone().into(), beside.into()]);
        assert_eq!(mixed.lines, sketch.lines);
        assert_eq!(mixed.counts.iter().sum::<u32>(), 1, "the point alone");
        let metres = Sketch::of_shapes(FileCrs::BRITISH, &[square.into()]);
        assert_eq!((metres.columns, metres.rows), (72, 72));
        let many = (0..1000).map(|i| (f32::from(i as u16) * 0.01, 0.0));
        let line = thinned(many);
        assert!(
            line.len() < 50 && line.last() == Some(&(9.99, 0.0)),
            "{line:?}"
        );
        let nothing = Sketch::of_points(FileCrs::LON_LAT, [(f64::NAN, f64::NAN)].into_iter());
        assert_eq!(nothing, Sketch::default());
    }
}
