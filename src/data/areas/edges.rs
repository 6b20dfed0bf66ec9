//! Point in polygon for one polygon and many points: its edges in buckets by northing.
//!
//! A ray to the east is crossed by edges of the point's own bucket only. Sides are told by an
//! exact orientation test, so that a point on an edge is inside whatever the rounding, and a
//! point between two polygons with a shared edge is never in neither.

use geo::kernels::RobustKernel;
use geo::{Coord, Kernel, LineString, Orientation, Polygon};

use crate::base::Planar;

const MAX_BUCKETS: usize = 1 << 16;

/// The edges of one polygon, outer ring and holes alike, by northing.
#[derive(Clone, Debug)]
pub(crate) struct EdgeIndex {
    south: f64,
    north: f64,
    buckets_per_m: f64,
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

/// An edge from its southern to its northern end.
#[derive(Clone, Copy, Debug)]
struct Edge {
    low: Coord,
    high: Coord,
}

impl EdgeIndex {
    /// The edges of a valid polygon.
    pub(crate) fn new(polygon: &Polygon) -> Self {
        let rings = || std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let all: Vec<Edge> = rings()
            .flat_map(LineString::lines)
            .map(|l| upward(l.start, l.end))
            .collect();
        let south = all.iter().map(|e| e.low.y).fold(f64::INFINITY, f64::min);
        let north = all
            .iter()
            .map(|e| e.high.y)
            .fold(f64::NEG_INFINITY, f64::max);
        let buckets = (all.len() / 2).clamp(1, MAX_BUCKETS);
        let height = north - south;
        let buckets_per_m = if height > 0.0 {
            buckets as f64 / height
        } else {
            0.0
        };
        let mut index = Self {
            south,
            north,
            buckets_per_m,
            starts: vec![0; buckets + 1],
            edges: Vec::new(),
        };
        index.deal(&all);
        index
    }

    /// Whether `p` lies inside or on an edge.
    pub(crate) fn holds(&self, p: Planar) -> bool {
        if !(self.south..=self.north).contains(&p.y) || p.x.is_nan() {
            return false;
        }
        let bucket = self.bucket(p.y);
        let at = Coord { x: p.x, y: p.y };
        let mut inside = false;
        for edge in &self.edges[self.starts[bucket] as usize..self.starts[bucket + 1] as usize] {
            match edge.meets_ray_from(at) {
                Meeting::On => return true,
                Meeting::Crosses => inside = !inside,
                Meeting::Misses => {}
            }
        }
        inside
    }

    /// Counting sort of the edges into every bucket they touch.
    fn deal(&mut self, all: &[Edge]) {
        for edge in all {
            for bucket in self.span(edge) {
                self.starts[bucket + 1] += 1;
            }
        }
        for i in 1..self.starts.len() {
            self.starts[i] += self.starts[i - 1];
        }
        let Some(&first) = all.first() else { return };
        let mut next = self.starts.clone();
        let mut edges = vec![first; self.starts[self.starts.len() - 1] as usize];
        for &edge in all {
            for bucket in self.span(&edge) {
                edges[next[bucket] as usize] = edge;
                next[bucket] += 1;
            }
        }
        self.edges = edges;
    }

    fn span(&self, edge: &Edge) -> std::ops::RangeInclusive<usize> {
        self.bucket(edge.low.y)..=self.bucket(edge.high.y)
    }

    fn bucket(&self, y: f64) -> usize {
        (((y - self.south) * self.buckets_per_m) as usize).min(self.starts.len() - 2)
    }
}

/// How a ray to the east meets an edge.
enum Meeting {
    /// It starts on the edge.
    On,
    Crosses,
    Misses,
}

impl Edge {
    /// Each northing belongs to the edge that starts there, so that a ray through a corner
    /// crosses once or not at all.
    fn meets_ray_from(self, p: Coord) -> Meeting {
        let Self { low, high } = self;
        if p.y < low.y || p.y > high.y || p.x > low.x.max(high.x) {
            return Meeting::Misses;
        }
        let west = p.x < low.x.min(high.x);
        if low.y == high.y {
            return if west { Meeting::Misses } else { Meeting::On };
        }
        let side = if west {
            Orientation::CounterClockwise
        } else {
            RobustKernel::orient2d(low, high, p)
        };
        match side {
            Orientation::Collinear => Meeting::On,
            Orientation::CounterClockwise if p.y < high.y => Meeting::Crosses,
            _ => Meeting::Misses,
        }
    }
}

fn upward(a: Coord, b: Coord) -> Edge {
    if a.y <= b.y {
        Edge { low: a, high: b }
    } else {
        Edge { low: b, high: a }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Intersects, Point, polygon};
    use proptest::prelude::*;

    fn planar(x: f64, y: f64) -> Planar {
        Planar::new(x, y)
    }

    #[test]
    fn edges_and_corners_are_inside_and_holes_are_not() {
        let with_hole = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 10.0), (x: 0.0, y: 10.0)],
            interiors: [[(x: 4.0, y: 4.0), (x: 4.0, y: 6.0), (x: 6.0, y: 6.0), (x: 6.0, y: 4.0)]],
        ];
        let index = EdgeIndex::new(&with_hole);
        for (x, y) in [
            (0.0, 0.0),
            (10.0, 10.0),
            (5.0, 0.0),
            (0.0, 5.0),
            (10.0, 3.0),
            (5.0, 10.0),
            (4.0, 5.0),
            (5.0, 4.0),
            (1.0, 4.0),
        ] {
            assert!(index.holds(planar(x, y)), "{x} {y}");
        }
        for (x, y) in [
            (5.0, 5.0),
            (-0.1, 0.0),
            (10.1, 0.0),
            (-1.0, 10.0),
            (11.0, 10.0),
            (5.0, 10.1),
            (f64::NAN, 5.0),
        ] {
            assert!(!index.holds(planar(x, y)), "{x} {y}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_geo_on_stars(
            radii in prop::collection::vec(1..40_i32, 3..40),
            points in prop::collection::vec((-40..=40_i32, -40..=40_i32), 50),
        ) {
            let corners: Vec<(f64, f64)> = radii.iter().enumerate().map(|(i, &r)| {
                let turn = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
                ((f64::from(r) * turn.cos()).round(), (f64::from(r) * turn.sin()).round())
            }).collect();
            let star = Polygon::new(LineString::from(corners), vec![]);
            prop_assume!(geo::Validation::is_valid(&star));
            let index = EdgeIndex::new(&star);
            for (x, y) in points {
                let (x, y) = (f64::from(x), f64::from(y));
                prop_assert_eq!(index.holds(planar(x, y)), star.intersects(&Point::new(x, y)), "{} {}", x, y);
            }
        }
    }
}
