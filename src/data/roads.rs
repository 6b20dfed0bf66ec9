//! Roads, which name places: the road a place lies on, and the one that meets it there.
//!
//! A road is a line as its file draws it, with or without a name; roads of one name are one
//! road to whoever asks for names. Unnamed ones are kept to be drawn and measured.

use std::sync::Arc;

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use crate::base::Planar;
use crate::crs::{AnalysisCrs, CrsError};
use crate::data::raw::RawRoads;

/// A place lies on the nearest road with a name within this distance, in metres.
pub const ON_ROAD_M: f64 = 60.0;
/// A crossing this far from a place, in metres, still tells where on the road it is.
pub const CROSSING_M: f64 = 100.0;
/// Roads meet where their middle lines come as near to each other as this, in metres: ends of
/// lines are not always drawn onto each other.
const MEET_M: f64 = 2.0;

/// Roads in the plane of the analysis. Cloning shares them.
#[derive(Clone, Debug, Default)]
pub struct Roads {
    lines: Arc<[RoadLine]>,
    named: Arc<Named>,
}

/// A road as its file draws it: one unbroken line.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadLine {
    /// What it is called; `None` where the file does not say. Shared by all lines of the name.
    pub name: Option<Arc<str>>,
    /// Its corners in the plane, at least two.
    pub points: Vec<Planar>,
    /// Number of the feature in the file, from 1.
    pub number: u32,
}

impl RoadLine {
    /// Its length in metres.
    pub fn length_m(&self) -> f64 {
        let pairs = self.points.windows(2);
        pairs.map(|pair| pair[0].distance_to(pair[1])).sum()
    }
}

/// What a place can be called by its roads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoadPlace<'a> {
    /// The road it lies on.
    pub on: &'a str,
    /// The road that meets it there, if one does.
    pub by: Option<&'a str>,
}

/// The roads with names, ready to be asked.
#[derive(Clone, Debug, Default)]
struct Named {
    /// Sorted, each once.
    names: Vec<Arc<str>>,
    tree: RTree<Segment>,
}

/// A straight part of a road with a name.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Segment {
    from: [f64; 2],
    to: [f64; 2],
    /// Place of its road's name.
    name: u32,
}

impl Roads {
    /// The roads of a file in the plane `crs`. Corners that have no place there are left out, and
    /// the road breaks in two.
    ///
    /// # Errors
    /// When PROJ does not know the file's CRS.
    pub fn from_raw(raw: &RawRoads, crs: AnalysisCrs) -> Result<Self, CrsError> {
        let corners = raw.roads.iter().flat_map(|road| &road.lines);
        let corners: Vec<(f64, f64)> = corners
            .flat_map(|line| line.coords().map(|c| (c.x, c.y)))
            .collect();
        let placed = crs.project_anywhere(raw.crs, &corners)?.positions;
        let names = names_of(raw);
        let mut placed = placed.as_slice();
        let mut lines = Vec::new();
        for road in &raw.roads {
            let name = place_of(&names, &road.name).map(|at| Arc::clone(&names[at]));
            for line in &road.lines {
                let (own, rest) = placed.split_at(line.0.len());
                placed = rest;
                let parts = own.split(Option::is_none).filter(|part| part.len() >= 2);
                lines.extend(parts.map(|part| RoadLine {
                    name: name.clone(),
                    points: part.iter().flatten().copied().collect(),
                    number: road.number,
                }));
            }
        }
        Ok(Self::new(lines))
    }

    /// These lines.
    pub fn new(lines: Vec<RoadLine>) -> Self {
        let mut names: Vec<Arc<str>> = lines.iter().filter_map(|l| l.name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        let mut segments = Vec::new();
        for line in &lines {
            let Some(name) = line.name.as_deref().and_then(|n| place_of(&names, n)) else {
                continue;
            };
            segments.extend(line.points.windows(2).map(|pair| Segment {
                from: [pair[0].x, pair[0].y],
                to: [pair[1].x, pair[1].y],
                name: name as u32,
            }));
        }
        Self {
            lines: lines.into(),
            named: Arc::new(Named {
                names,
                tree: RTree::bulk_load(segments),
            }),
        }
    }

    /// All lines in file order, also those without a name.
    pub fn lines(&self) -> &[RoadLine] {
        &self.lines
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The roads at a place: the nearest with a name within [`ON_ROAD_M`], and the other one that
    /// meets it nearest to the place and within [`CROSSING_M`] of it, if one does. A road within
    /// reach that is called `preferred` goes before nearer ones, whatever its capitals. Of equals
    /// the first in the alphabet counts; `None` where no road is near.
    pub fn at(&self, place: Planar, preferred: Option<&str>) -> Option<RoadPlace<'_>> {
        let named = &*self.named;
        let at = [place.x, place.y];
        let wanted = preferred.map(str::to_lowercase);
        let is_other = |name: u32| {
            let text = &named.names[name as usize];
            wanted.as_ref().is_none_or(|w| text.to_lowercase() != *w)
        };
        let near = named.within(at, ON_ROAD_M);
        let (_, _, on) = near
            .map(|s| (is_other(s.name), s.distance_2(&at), s.name))
            .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)))?;
        let text = |name: u32| &*named.names[name as usize];
        Some(RoadPlace {
            on: text(on),
            by: named.crossing(at, on).map(text),
        })
    }
}

/// The names of roads, sorted, each once.
fn names_of(raw: &RawRoads) -> Vec<Arc<str>> {
    let mut names: Vec<&str> = raw.roads.iter().map(|road| &*road.name).collect();
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(Arc::from).collect()
}

fn place_of(names: &[Arc<str>], name: &str) -> Option<usize> {
    names.binary_search_by(|own| (**own).cmp(name)).ok()
}

impl Named {
    /// The road that meets road `on` nearest to `at`.
    fn crossing(&self, at: [f64; 2], on: u32) -> Option<u32> {
        let own = self.within(at, CROSSING_M).filter(|s| s.name == on);
        let meetings = own.flat_map(|own| {
            let others = self.tree.locate_in_envelope_intersecting(own.reach());
            let others = others.filter(move |other| other.name != on);
            others.filter_map(move |other| Some((square(at, own.meets(other)?), other.name)))
        });
        meetings
            .filter(|&(square, _)| square <= CROSSING_M * CROSSING_M)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|(_, other)| other)
    }

    fn within(&self, at: [f64; 2], metres: f64) -> impl Iterator<Item = &Segment> {
        self.tree.locate_within_distance(at, metres * metres)
    }
}

impl RTreeObject for Segment {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from, self.to)
    }
}

impl PointDistance for Segment {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        square(*point, self.nearest_to(*point))
    }
}

impl Segment {
    /// Where roads that meet it must come.
    fn reach(&self) -> AABB<[f64; 2]> {
        let around = self.envelope();
        let (low, high) = (around.lower(), around.upper());
        AABB::from_corners(
            [low[0] - MEET_M, low[1] - MEET_M],
            [high[0] + MEET_M, high[1] + MEET_M],
        )
    }

    fn nearest_to(&self, at: [f64; 2]) -> [f64; 2] {
        let along = [self.to[0] - self.from[0], self.to[1] - self.from[1]];
        let length = along[0] * along[0] + along[1] * along[1];
        let offset = [at[0] - self.from[0], at[1] - self.from[1]];
        let part = if length > 0.0 {
            ((offset[0] * along[0] + offset[1] * along[1]) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        [
            self.from[0] + part * along[0],
            self.from[1] + part * along[1],
        ]
    }

    /// Where it meets `other`, if it does.
    fn meets(&self, other: &Self) -> Option<[f64; 2]> {
        if let Some(crossing) = self.crosses(other) {
            return Some(crossing);
        }
        let ends = [
            (other.from, self.nearest_to(other.from)),
            (other.to, self.nearest_to(other.to)),
            (self.from, other.nearest_to(self.from)),
            (self.to, other.nearest_to(self.to)),
        ];
        let nearest = ends
            .into_iter()
            .min_by(|a, b| square(a.0, a.1).total_cmp(&square(b.0, b.1)))?;
        (square(nearest.0, nearest.1) <= MEET_M * MEET_M).then_some(nearest.0)
    }

    fn crosses(&self, other: &Self) -> Option<[f64; 2]> {
        let a = [self.to[0] - self.from[0], self.to[1] - self.from[1]];
        let b = [other.to[0] - other.from[0], other.to[1] - other.from[1]];
        let offset = [other.from[0] - self.from[0], other.from[1] - self.from[1]];
        // Nothing is inside where this is 0: parallels do not cross.
        let cross = a[0] * b[1] - a[1] * b[0];
        let along_a = (offset[0] * b[1] - offset[1] * b[0]) / cross;
        let along_b = (offset[0] * a[1] - offset[1] * a[0]) / cross;
        let inside = |part: f64| (0.0..=1.0).contains(&part);
        (inside(along_a) && inside(along_b))
            .then(|| [self.from[0] + along_a * a[0], self.from[1] + along_a * a[1]])
    }
}

fn square(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests;
