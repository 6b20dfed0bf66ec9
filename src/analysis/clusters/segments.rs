//! Streets: each incident put on the nearest line of a road layer.
//!
//! D. Weisburd (2015), "The law of crime concentration and the criminology of place", Criminology
//! 53(2): a segment is the street between two junctions. Here a segment is a line of the layer as it is
//! given. An incident belongs to the nearest one within a reach, measured at a right angle or to an end;
//! of equally near ones to the first in the layer, so that an incident at a junction counts once.

use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};
use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance as _, RTree};

use crate::analysis::clusters::Stack;
use crate::base::{Cancelled, Planar, Progress};

/// What each segment holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segments {
    /// Each segment, in the order of the layer.
    pub loads: Vec<SegmentLoad>,
    /// Incidents on no segment.
    pub off_incidents: u64,
    /// Their weight.
    pub off_weight: f64,
}

/// A segment and what lies on it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SegmentLoad {
    /// Its length in metres.
    pub length_m: f64,
    /// Incidents.
    pub incidents: u64,
    /// The sum of their weights.
    pub weight: f64,
}

impl SegmentLoad {
    /// Weight for each kilometre; `None` where it has no length.
    pub fn per_km(&self) -> Option<f64> {
        (self.length_m > 0.0).then(|| self.weight / (self.length_m / 1000.0))
    }
}

/// What lies within `reach_m` of each of `lines`, nearest first.
///
/// # Errors
/// When nobody wants it any more.
pub fn snapped(
    lines: &[&[Planar]],
    stacks: &[Stack],
    reach_m: f64,
    progress: &Progress,
) -> Result<Segments, Cancelled> {
    let tree = RTree::bulk_load(parts(lines));
    progress.check(1, 3)?;
    let nearest = |stack: &Stack| {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        let at = [stack.at.x, stack.at.y];
        let nearest = tree.nearest_neighbors(&at);
        let is_near =
            |part: &&&GeomWithData<Line<[f64; 2]>, u32>| part.distance_2(&at) <= reach_m * reach_m;
        Ok(nearest.iter().filter(is_near).map(|part| part.data).min())
    };
    let of_stack: Vec<Option<u32>> = stacks.par_iter().map(nearest).collect::<Result<_, _>>()?;
    progress.check(2, 3)?;
    let length = |line: &&[Planar]| SegmentLoad {
        length_m: line
            .windows(2)
            .map(|ends| ends[0].distance_to(ends[1]))
            .sum(),
        ..SegmentLoad::default()
    };
    let mut segments = Segments {
        loads: lines.iter().map(length).collect(),
        ..Segments::default()
    };
    for (stack, segment) in stacks.iter().zip(of_stack) {
        if let Some(segment) = segment {
            let load = &mut segments.loads[segment as usize];
            load.incidents += u64::from(stack.incidents);
            load.weight += stack.weight;
        } else {
            segments.off_incidents += u64::from(stack.incidents);
            segments.off_weight += stack.weight;
        }
    }
    progress.check(3, 3)?;
    Ok(segments)
}

/// The straight parts of lines, each with the number of its line. Parts without length are left out:
/// their ends are those of others.
fn parts(lines: &[&[Planar]]) -> Vec<GeomWithData<Line<[f64; 2]>, u32>> {
    let mut parts = Vec::new();
    for (number, line) in (0..).zip(lines) {
        for ends in line.windows(2).filter(|ends| ends[0] != ends[1]) {
            let [from, to] = [ends[0], ends[1]].map(|end| [end.x, end.y]);
            parts.push(GeomWithData::new(Line::new(from, to), number));
        }
    }
    parts
}

/// Segments with the most weight first (of equals those with more incidents, then the first in the
/// layer), and how many of them hold `share` of all weight on segments.
pub fn fewest_holding(loads: &[SegmentLoad], share: f64) -> usize {
    let mut weights: Vec<f64> = loads.iter().map(|load| load.weight).collect();
    weights.sort_by(|a, b| b.total_cmp(a));
    let wanted = share * weights.iter().sum::<f64>() - 1e-9;
    let mut held = 0.0;
    let enough = weights.iter().position(|&weight| {
        held += weight;
        held >= wanted
    });
    enough.map_or(0, |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn distance_sq(at: Planar, ends: &[Planar]) -> f64 {
        let (dx, dy) = (ends[1].x - ends[0].x, ends[1].y - ends[0].y);
        let length = dx * dx + dy * dy;
        let part = if length > 0.0 {
            (((at.x - ends[0].x) * dx + (at.y - ends[0].y) * dy) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        at.distance_sq_to(Planar::new(ends[0].x + part * dx, ends[0].y + part * dy))
    }

    proptest! {
        #[test]
        fn incidents_lie_on_the_nearest_of_all_lines(
            lines in prop::collection::vec(
                prop::collection::vec((0.0..300.0_f64, 0.0..300.0_f64), 2..5), 1..20),
            points in prop::collection::vec((0.0..300.0_f64, 0.0..300.0_f64), 1..40),
            reach in 5.0..60.0_f64,
        ) {
            let planar = |&(x, y): &(f64, f64)| Planar::new(x, y);
            let lines: Vec<Vec<Planar>> =
                lines.iter().map(|line| line.iter().map(planar).collect()).collect();
            let lines: Vec<&[Planar]> = lines.iter().map(Vec::as_slice).collect();
            let stacks: Vec<Stack> = points.iter().map(|p| Stack::one(planar(p))).collect();
            let found = snapped(&lines, &stacks, reach, &Progress::new()).unwrap();
            let mut counts = vec![0; lines.len()];
            let mut off = 0;
            for stack in &stacks {
                let to = |line: &&[Planar]| line.windows(2).map(|ends| distance_sq(stack.at, ends)).fold(f64::MAX, f64::min);
                let distances: Vec<f64> = lines.iter().map(to).collect();
                let nearest = (0..lines.len()).min_by(|&a, &b| distances[a].total_cmp(&distances[b])).unwrap();
                if distances[nearest] <= reach * reach { counts[nearest] += 1 } else { off += 1 }
            }
            prop_assert_eq!(found.loads.iter().map(|load| load.incidents).collect::<Vec<_>>(), counts);
            prop_assert_eq!(found.off_incidents, off);
        }
    }

    #[test]
    fn a_junction_counts_once_and_rates_are_by_kilometre() {
        let at = Planar::new;
        let lines: [&[Planar]; 3] = [
            &[at(0.0, 0.0), at(0.0, 0.0), at(100.0, 0.0)],
            &[at(0.0, 0.0), at(0.0, 250.0)],
            &[at(500.0, 0.0), at(500.0, 0.0)],
        ];
        let pile = |x: f64, y: f64, n: u32| Stack {
            at: at(x, y),
            incidents: n,
            weight: f64::from(n),
        };
        let stacks = [
            pile(0.0, 0.0, 3),
            pile(60.0, 20.0, 1),
            pile(-30.0, 200.0, 1),
            pile(60.0, -51.0, 7),
        ];
        let found = snapped(&lines, &stacks, 50.0, &Progress::new()).unwrap();
        let counts: Vec<u64> = found.loads.iter().map(|load| load.incidents).collect();
        assert_eq!(
            (counts, found.off_incidents, found.off_weight),
            (vec![4, 1, 0], 7, 7.0)
        );
        assert_eq!(found.loads[0].per_km(), Some(40.0));
        assert_eq!(found.loads[2].per_km(), None);
        assert_eq!(fewest_holding(&found.loads, 0.8), 1);
        assert_eq!(fewest_holding(&found.loads, 0.81), 2);
        assert_eq!(fewest_holding(&[], 0.5), 0);
    }
}
