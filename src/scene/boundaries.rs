//! Boundaries as lines that are cheap to draw at any zoom.
//!
//! A border between two areas stands twice in the file, once for each; drawn twice, its dashes
//! would fill each other's gaps. So every stretch is kept once. What is finer than the eye
//! sees at a zoom is left out (Douglas and Peucker, 1973), once for each zoom.

use std::collections::HashSet;

use geo::{LineString, Simplify};

use crate::data::{AreaId, Areas};
use crate::scene::mercator::{World, WorldRect};

/// A line with the rectangle around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its corners; a ring repeats the first at the end.
    pub points: Vec<World>,
    /// The rectangle around them.
    pub rect: WorldRect,
}

/// One area on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaShape {
    /// Which.
    pub id: AreaId,
    /// Its rings, closed.
    pub rings: Vec<Line>,
    /// The rectangle around it.
    pub rect: WorldRect,
}

/// All boundaries of a data set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Boundaries {
    /// Every stretch of border once.
    pub borders: Vec<Line>,
    /// The areas, whole, in the order of their ids.
    pub areas: Vec<AreaShape>,
}

impl Line {
    /// The line through `points`; `None` where there are none.
    pub fn new(points: Vec<World>) -> Option<Self> {
        let rect = WorldRect::around(points.iter().copied())?;
        Some(Self { points, rect })
    }

    /// This line without what is finer than `tolerance`, in units of the world square.
    #[must_use]
    pub fn simplified(&self, tolerance: f64) -> Self {
        let line: LineString = self.points.iter().map(|p| (p.x, p.y)).collect();
        let points = line
            .simplify(tolerance)
            .into_iter()
            .map(|c| World::new(c.x, c.y))
            .collect();
        Self {
            points,
            rect: self.rect,
        }
    }
}

impl Boundaries {
    /// The boundaries of `areas`.
    pub fn new(areas: &Areas) -> Self {
        let mut seen = HashSet::new();
        let mut borders = Vec::new();
        let mut shapes = Vec::new();
        for (id, area) in areas.iter() {
            let worlds = area
                .rings_lon_lat
                .iter()
                .map(|ring| closed(ring.iter().map(|&at| World::of(at))));
            let rings: Vec<Line> = worlds.filter_map(Line::new).collect();
            for ring in &rings {
                borders.extend(
                    new_stretches(&ring.points, &mut seen)
                        .into_iter()
                        .filter_map(Line::new),
                );
            }
            let corners = rings.iter().flat_map(|ring| [ring.rect.min, ring.rect.max]);
            if let Some(rect) = WorldRect::around(corners) {
                shapes.push(AreaShape { id, rings, rect });
            }
        }
        Self {
            borders,
            areas: shapes,
        }
    }

    /// These boundaries without what is finer than `tolerance`.
    #[must_use]
    pub fn simplified(&self, tolerance: f64) -> Self {
        let all = |lines: &[Line]| {
            lines
                .iter()
                .map(|line| line.simplified(tolerance))
                .collect()
        };
        let areas = self.areas.iter().map(|area| AreaShape {
            rings: all(&area.rings),
            ..area.clone()
        });
        Self {
            borders: all(&self.borders),
            areas: areas.collect(),
        }
    }

    /// One area.
    pub fn area(&self, id: AreaId) -> Option<&AreaShape> {
        let place = self.areas.binary_search_by_key(&id, |area| area.id).ok()?;
        self.areas.get(place)
    }
}

fn closed(ring: impl Iterator<Item = World>) -> Vec<World> {
    let mut points: Vec<World> = ring.filter(|p| p.is_finite()).collect();
    if let (Some(&first), Some(&last)) = (points.first(), points.last())
        && first != last
    {
        points.push(first);
    }
    points
}

type Stretch = [(u64, u64); 2];

fn stretch(a: World, b: World) -> Stretch {
    let bits = |p: World| (p.x.to_bits(), p.y.to_bits());
    let (a, b) = (bits(a), bits(b));
    if a <= b { [a, b] } else { [b, a] }
}

/// The parts of `ring` that no ring before had.
fn new_stretches(ring: &[World], seen: &mut HashSet<Stretch>) -> Vec<Vec<World>> {
    let mut lines: Vec<Vec<World>> = Vec::new();
    let mut open = false;
    for pair in ring.windows(2) {
        let is_new = seen.insert(stretch(pair[0], pair[1]));
        match lines.last_mut() {
            Some(line) if is_new && open => line.push(pair[1]),
            _ if is_new => lines.push(pair.to_vec()),
            _ => {}
        }
        open = is_new;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<World> {
        closed(corners.iter().map(|&(x, y)| World::new(x, y)))
    }

    #[test]
    fn a_shared_border_is_kept_once() {
        let west = ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]);
        let east = ring(&[(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)]);
        let mut seen = HashSet::new();
        assert_eq!(new_stretches(&west, &mut seen), std::slice::from_ref(&west));
        let rest = new_stretches(&east, &mut seen);
        assert_eq!(
            rest,
            [ring(&[(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)])[..4].to_vec()]
        );
        assert!(new_stretches(&west, &mut seen).is_empty());
    }

    #[test]
    fn simplifying_keeps_ends_and_drops_what_is_too_fine() {
        let points = (0..=100)
            .map(|i| World::new(f64::from(i), f64::from(i % 2) * 0.01))
            .collect();
        let line = Line::new(points).unwrap();
        let coarse = line.simplified(0.1);
        assert_eq!(
            coarse.points,
            [World::new(0.0, 0.0), World::new(100.0, 0.0)]
        );
        assert_eq!(line.simplified(0.001).points.len(), 101);
    }

    #[test]
    fn no_areas_have_no_boundaries() {
        assert_eq!(Boundaries::new(&Areas::default()), Boundaries::default());
    }
}
