//! Incidents made ready for a surface: one weighted point for each distinct position, in the
//! order of the lattice's cells.
//!
//! Published street-level data snaps incidents to few map points and force data repeats
//! addresses, so a surface of distinct positions is several times cheaper than one of rows.

use rayon::iter::{IntoParallelIterator, ParallelIterator};
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
/// The order, and with it every later sum, does not depend on the order of the input. Input
/// that runs from south to north row by row, as that of a table whose cells are a part of
/// these, is sorted one row at a time.
pub(crate) fn in_cell_order(
    mut points: Vec<WeightedPoint>,
    lattice: &Lattice,
) -> Vec<WeightedPoint> {
    let row = |p: &WeightedPoint| lattice.cell_around(p.at).1;
    let column = |p: &WeightedPoint| lattice.cell_around(p.at).0;
    if !points
        .par_windows(2)
        .all(|pair| row(&pair[0]) <= row(&pair[1]))
    {
        points.par_sort_unstable_by_key(row);
    }
    let rows: Vec<&mut [WeightedPoint]> = points.chunk_by_mut(|a, b| row(a) == row(b)).collect();
    rows.into_par_iter().for_each(|points| {
        // Stable, because that sort makes use of what is in order already.
        points.sort_by_key(column);
        for cell in points.chunk_by_mut(|a, b| column(a) == column(b)) {
            cell.sort_by(|a, b| {
                a.at.y
                    .total_cmp(&b.at.y)
                    .then(a.at.x.total_cmp(&b.at.x))
                    .then(a.weight.total_cmp(&b.weight))
            });
        }
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
