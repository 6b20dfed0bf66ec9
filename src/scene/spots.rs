//! Incidents as spots: those that share a place are one spot with a count.
//!
//! Published street crime is snapped to anchor points, so a hundred incidents often lie on one;
//! drawn one over the other they would look like one.

use crate::analysis::selection::Selection;
use crate::base::{Bounds, Planar};
use crate::data::Dataset;

/// A place and how many counted incidents lie exactly there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub at: Planar,
    /// How many.
    pub incidents: usize,
}

/// The spots inside `view`, by easting and northing; `None` where more than `most` incidents
/// lie inside, so that they are better shown as density.
pub fn spots_within(
    data: &Dataset,
    selection: &Selection,
    view: Bounds,
    most: usize,
) -> Option<Vec<Spot>> {
    let (xs, ys) = (data.incidents.xs(), data.incidents.ys());
    let mut inside: Vec<Planar> = Vec::new();
    for &row in &selection.rows {
        let at = Planar::new(xs[row as usize], ys[row as usize]);
        if view.contains(at) {
            if inside.len() == most {
                return None;
            }
            inside.push(at);
        }
    }
    inside.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let runs = inside.chunk_by(|a, b| a == b);
    Some(
        runs.map(|run| Spot {
            at: run[0],
            incidents: run.len(),
        })
        .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::When;

    #[test]
    fn coincident_incidents_are_one_spot_and_the_view_cuts() {
        let points = [(5.0, 5.0), (1.0, 2.0), (5.0, 5.0), (90.0, 5.0), (5.0, 4.0)];
        let data = Dataset::from_points(points.map(|(x, y)| (x, y, When::Unknown, "")));
        let selection = Selection {
            rows: vec![0, 1, 2, 3, 4],
            ..Selection::default()
        };
        let view = Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(10.0, 10.0),
        };
        let spots = spots_within(&data, &selection, view, 4).unwrap();
        let found: Vec<_> = spots
            .iter()
            .map(|s| (s.at.x, s.at.y, s.incidents))
            .collect();
        assert_eq!(found, [(1.0, 2.0, 1), (5.0, 4.0, 1), (5.0, 5.0, 2)]);
        assert_eq!(
            spots_within(&data, &selection, view, 3),
            None,
            "too many in view"
        );
    }
}
