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

/// The spots inside `view`, in the table's order of space; `None` where more than `most` incidents
/// lie inside, so that they are better shown as density.
pub fn spots_within(
    data: &Dataset,
    selection: &Selection,
    view: Bounds,
    most: usize,
) -> Option<Vec<Spot>> {
    let sites = data.incidents.sites();
    let mut inside: Vec<Spot> = Vec::new();
    let mut incidents = 0;
    for run in sites.runs_near(view) {
        for load in selection.loads_in(run) {
            let at = sites.position(load.site as usize);
            if view.contains(at) {
                incidents += load.incidents as usize;
                if incidents > most {
                    return None;
                }
                inside.push(Spot {
                    at,
                    incidents: load.incidents as usize,
                });
            }
        }
    }
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::selection::select;
    use crate::base::{Progress, When};
    use crate::data::Filter;

    #[test]
    fn coincident_incidents_are_one_spot_and_the_view_cuts() {
        let points = [(5.0, 5.0), (1.0, 2.0), (5.0, 5.0), (90.0, 5.0), (5.0, 4.0)];
        let data = Dataset::from_points(points.map(|(x, y)| (x, y, When::Unknown, "")));
        let selection = select(&data, &Filter::default(), &Progress::new()).unwrap();
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
