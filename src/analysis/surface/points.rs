//! Incidents made ready for a surface: one weighted point for each distinct position, in the
//! order of the lattice's cells.
//!
//! Published street-level data snaps incidents to few map points and force data repeats
//! addresses, so a surface of distinct positions is several times cheaper than one of rows.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::slice::{ParallelSlice, ParallelSliceMut};

use crate::analysis::surface::Lattice;
use crate::base::Planar;

/// A position and the weight of what happened there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedPoint {
    /// Where, in metres.
    pub at: Planar,
    /// Sum of weights, above 0.
    pub weight: f64,
}

/// One point for each distinct position: row by row of cells from the south, in a row from
/// the west, in a cell by northing and then easting.
///
/// The order, and with it every later sum, does not depend on the order of the input.
pub(crate) fn in_cell_order(points: Vec<WeightedPoint>, lattice: &Lattice) -> Vec<WeightedPoint> {
    let rank = |p: &WeightedPoint| {
        let (column, row) = lattice.cell_around(p.at);
        (row, column)
    };
    let is_before = |a: &WeightedPoint, b: &WeightedPoint| {
        let (cell_a, cell_b) = (rank(a), rank(b));
        cell_a < cell_b || (cell_a == cell_b && (a.at.y, a.at.x) < (b.at.y, b.at.x))
    };
    if points
        .par_windows(2)
        .all(|pair| is_before(&pair[0], &pair[1]))
    {
        return points;
    }
    let mut keys: Vec<((i32, i32), u32)> = points.par_iter().map(|p| (rank(p), 0)).collect();
    keys.iter_mut().zip(0..).for_each(|(key, i)| key.1 = i);
    keys.par_sort_unstable();
    let mut ordered: Vec<WeightedPoint> = keys.par_iter().map(|k| points[k.1 as usize]).collect();
    drop(points);
    let mut rest = &mut ordered[..];
    for cell in keys.chunk_by(|a, b| a.0 == b.0) {
        let (in_cell, others) = rest.split_at_mut(cell.len());
        rest = others;
        in_cell.sort_unstable_by(|a, b| {
            let northing = a.at.y.total_cmp(&b.at.y);
            northing
                .then(a.at.x.total_cmp(&b.at.x))
                .then(a.weight.total_cmp(&b.weight))
        });
    }
    ordered.dedup_by(|next, kept| {
        let same = next.at == kept.at;
        if same {
            kept.weight += next.weight;
        }
        same
    });
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Bounds;

    fn point(x: f64, y: f64, weight: f64) -> WeightedPoint {
        WeightedPoint {
            at: Planar::new(x, y),
            weight,
        }
    }

    fn lattice() -> Lattice {
        let extent = Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(40.0, 40.0),
        };
        Lattice::covering(extent, 10.0).unwrap()
    }

    #[test]
    fn coincident_points_become_one_of_their_total_weight() {
        let given = vec![
            point(1.0, 2.0, 0.5),
            point(0.0, 2.0, 1.0),
            point(1.0, 2.0, 1.0),
        ];
        assert_eq!(
            in_cell_order(given, &lattice()),
            [point(0.0, 2.0, 1.0), point(1.0, 2.0, 1.5)]
        );
    }

    #[test]
    fn cells_come_row_by_row_and_any_order_becomes_the_same() {
        let wanted = [
            point(3.0, -4.0, 1.0),
            point(-2.0, 5.0, 1.0),
            point(7.0, 1.0, 1.0),
            point(2.0, 8.0, 1.0),
            point(11.0, 0.0, 1.0),
            point(0.0, 10.0, 1.0),
        ];
        let mut turned = wanted.to_vec();
        for _ in 0..wanted.len() {
            turned.rotate_left(1);
            assert_eq!(in_cell_order(turned.clone(), &lattice()), wanted);
        }
        turned.reverse();
        assert_eq!(in_cell_order(turned, &lattice()), wanted);
    }
}
