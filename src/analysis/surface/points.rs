//! Incidents made ready for a surface: one weighted point for each distinct position.
//!
//! Published street-level data snaps incidents to few map points and force data repeats
//! addresses, so a surface of distinct positions is several times cheaper than one of rows.

use rayon::slice::ParallelSliceMut;

use crate::base::Planar;

/// A position and the weight of what happened there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedPoint {
    /// Where, in metres.
    pub at: Planar,
    /// Sum of weights, above 0.
    pub weight: f64,
}

/// One point for each distinct position, from south to north and then west to east.
///
/// The order, and with it every later sum, does not depend on the order of the input.
pub(crate) fn distinct(mut points: Vec<WeightedPoint>) -> Vec<WeightedPoint> {
    points.par_sort_unstable_by(|a, b| {
        let northing = a.at.y.total_cmp(&b.at.y);
        northing
            .then(a.at.x.total_cmp(&b.at.x))
            .then(a.weight.total_cmp(&b.weight))
    });
    points.dedup_by(|next, kept| {
        let same = next.at == kept.at;
        if same {
            kept.weight += next.weight;
        }
        same
    });
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coincident_points_become_one_of_their_total_weight() {
        let point = |x, y, weight| WeightedPoint {
            at: Planar::new(x, y),
            weight,
        };
        let given = vec![
            point(1.0, 2.0, 0.5),
            point(0.0, 2.0, 1.0),
            point(1.0, 2.0, 1.0),
        ];
        assert_eq!(
            distinct(given),
            [point(0.0, 2.0, 1.0), point(1.0, 2.0, 1.5)]
        );
    }
}
