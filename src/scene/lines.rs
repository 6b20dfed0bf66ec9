//! Many lines that are cheap to draw at any zoom: roads, and what is shown for reference.
//!
//! What is finer than the eye sees at a zoom is left out, once for each whole zoom: corners
//! (Douglas and Peucker, 1973), and whole lines that would be a speck.

use std::collections::BTreeMap;

use crate::scene::boundaries::Line;
use crate::scene::mercator::World;

/// Corners finer than this are left out, in points of the screen.
const FINEST_PT: f64 = 0.5;
/// Lines smaller than this are left out, in points of the screen.
const SPECK_PT: f64 = 1.2;
/// Points of the screen the world takes at zoom 0.
const WORLD_PT: f64 = 256.0;

/// Lines in the world square.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    whole: Vec<Line>,
    levels: BTreeMap<i32, Vec<Line>>,
}

impl Lines {
    /// These lines. Corners that have no place are left out.
    pub fn new(lines: impl IntoIterator<Item = Vec<World>>) -> Self {
        let line = |mut points: Vec<World>| {
            points.retain(|point| point.is_finite());
            Line::new(points).filter(|line| line.points.len() >= 2)
        };
        Self {
            whole: lines.into_iter().filter_map(line).collect(),
            levels: BTreeMap::new(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// The lines as fine as `zoom` can show.
    pub fn at(&mut self, zoom: f64) -> &[Line] {
        // Made for the nearer end of each whole zoom, so it is never too coarse.
        let level = zoom.ceil() as i32;
        let point = 1.0 / (WORLD_PT * f64::from(level).exp2());
        let whole = &self.whole;
        let seen = |line: &&Line| {
            let (width, height) = (
                line.rect.max.x - line.rect.min.x,
                line.rect.max.y - line.rect.min.y,
            );
            width.max(height) >= SPECK_PT * point
        };
        self.levels.entry(level).or_insert_with(|| {
            let lines = whole.iter().filter(seen);
            lines
                .map(|line| line.simplified(FINEST_PT * point))
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_at_a_zoom_is_left_out() {
        let metre = 1.0 / crate::scene::mercator::EQUATOR_M;
        let line = |length_m: f64| {
            let corner =
                |t: f64| World::new(0.5 + t * length_m * metre, 0.3 + (t * 9.0).sin() * metre);
            (0..=10).map(|i| corner(f64::from(i) / 10.0)).collect()
        };
        let mut lines = Lines::new([line(20.0), line(2_000.0), vec![World::new(0.1, 0.1)]]);
        assert!(!lines.is_empty());
        // 0.3 m and 76 m of the equator a point.
        let near = lines.at(19.0);
        assert_eq!(near.len(), 2);
        assert!(near[1].points.len() > 5);
        let far = lines.at(11.0);
        assert_eq!((far.len(), far[0].points.len()), (1, 2));
        let nowhere = vec![World::new(f64::NAN, 0.0), World::new(0.1, 0.1)];
        assert!(Lines::new([nowhere]).is_empty());
    }
}
