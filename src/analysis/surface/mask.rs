//! Leaving cells outside the study region empty.
//!
//! A cell belongs to the region if its centre lies in one of the areas. Per row the crossings
//! of a polygon's rings with the line of centres, sorted, are by turns a way in and a way out
//! (even-odd, holes included), which is far cheaper than asking for each cell on its own. An
//! edge counts from its lower end up to, not including, its upper one.

use geo::{LineString, Polygon};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use crate::analysis::surface::Lattice;

/// Stretches of columns, first to one past the last, that are inside; by row.
type Stretches = Vec<Vec<(usize, usize)>>;

/// Sets every cell to NaN whose centre lies in none of `polygons`.
pub(crate) fn blank_outside<'a>(
    polygons: impl Iterator<Item = &'a Polygon>,
    lattice: &Lattice,
    cells: &mut [f32],
) {
    let mut inside = stretches_inside(polygons, lattice);
    cells
        .par_chunks_mut(lattice.columns)
        .zip(inside.par_iter_mut())
        .for_each(|(cells, inside)| {
            inside.sort_unstable();
            let mut done = 0;
            for &(first, end) in inside.iter() {
                if first > done {
                    cells[done..first].fill(f32::NAN);
                }
                done = done.max(end);
            }
            cells[done..].fill(f32::NAN);
        });
}

fn stretches_inside<'a>(
    polygons: impl Iterator<Item = &'a Polygon>,
    lattice: &Lattice,
) -> Stretches {
    let mut inside: Stretches = vec![Vec::new(); lattice.rows];
    let mut crossings: Vec<(usize, f64)> = Vec::new();
    for polygon in polygons {
        crossings.clear();
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            add_crossings(ring, lattice, &mut crossings);
        }
        crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for pair in crossings.chunks_exact(2) {
            let (row, west, east) = (pair[0].0, pair[0].1, pair[1].1);
            let first = west.ceil().max(0.0) as usize;
            let end = (east.floor() + 1.0).clamp(0.0, lattice.columns as f64) as usize;
            if first < end {
                inside[row].push((first, end));
            }
        }
    }
    inside
}

/// Adds row and place, in columns, of every crossing of `ring` with a line of centres.
fn add_crossings(ring: &LineString, lattice: &Lattice, crossings: &mut Vec<(usize, f64)>) {
    let to_cells = |x: f64, y: f64| {
        let per_cell = lattice.cell_m.recip();
        (
            (x - lattice.origin.x) * per_cell - 0.5,
            (y - lattice.origin.y) * per_cell - 0.5,
        )
    };
    for edge in ring.lines() {
        let (from, to) = (
            to_cells(edge.start.x, edge.start.y),
            to_cells(edge.end.x, edge.end.y),
        );
        let ((x0, y0), (x1, y1)) = if from.1 <= to.1 {
            (from, to)
        } else {
            (to, from)
        };
        let first = y0.ceil().max(0.0);
        let end = y1.ceil().min(lattice.rows as f64);
        if first >= end {
            continue;
        }
        for row in first as usize..end as usize {
            crossings.push((row, x0 + (row as f64 - y0) / (y1 - y0) * (x1 - x0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Intersects, Point, polygon};

    use crate::base::{Bounds, Planar};

    #[test]
    fn a_cell_stays_if_its_centre_is_in_a_polygon_and_not_in_a_hole() {
        let star = polygon![(x: -300.0, y: 40.0), (x: 410.0, y: -250.0), (x: 90.0, y: 33.0),
            (x: 505.0, y: 380.0), (x: 77.7, y: 90.0), (x: -120.0, y: 611.0)];
        let holed = polygon!(
            exterior: [(x: 300.0, y: 300.0), (x: 700.0, y: 310.0), (x: 690.0, y: 700.0), (x: 310.0, y: 690.0)],
            interiors: [[(x: 401.0, y: 402.0), (x: 603.0, y: 404.0), (x: 511.0, y: 633.0)]],
        );
        let polygons = [star, holed];
        let extent = Bounds {
            min: Planar::new(-100.0, -100.0),
            max: Planar::new(650.0, 720.0),
        };
        let lattice = Lattice::covering(extent, 11.0).unwrap();
        let mut cells = vec![1.0; lattice.len()];
        blank_outside(polygons.iter(), &lattice, &mut cells);
        let mut kept = 0;
        for (i, cell) in cells.iter().enumerate() {
            let q = lattice.centre(i % lattice.columns, i / lattice.columns);
            let inside = polygons.iter().any(|p| p.intersects(&Point::new(q.x, q.y)));
            assert_eq!(!cell.is_nan(), inside, "{q:?}");
            kept += usize::from(inside);
        }
        assert!(kept > 100 && kept < cells.len() - 100, "{kept}");
    }
}
