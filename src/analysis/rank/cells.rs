//! Square and hexagonal cells of the analysis CRS.
//!
//! Squares are half open, [iS, (i+1)S) × [jS, (j+1)S). Hexagons have a vertex to the north and
//! one of them is centred at (0, 0); an incident belongs to the nearest centre, and of equally
//! near ones to that of smaller northing, then smaller easting. Cells so small that their
//! numbers would not be whole in an `f64` are refused.

use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::analysis::rank::dense_ids::DenseIds;
use crate::analysis::rank::groups::Groups;
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankError, RankParams, Shape};
use crate::base::Planar;

const SQRT_3: f64 = 1.732_050_807_568_877_2;
/// Distances this near to each other are equal, in metres.
const TIE_M: f64 = 1e-9;
/// Cells farther from the origin than this many sides are refused.
const FARTHEST: f64 = 1e12;

/// A lattice of cells over the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lattice {
    /// Squares.
    Square {
        /// Side in metres.
        side_m: f64,
    },
    /// Regular hexagons.
    Hex {
        /// Side in metres.
        side_m: f64,
    },
}

/// A cell: row and column (for hexagons, the column of the axial system).
type Cell = (i64, i64);

/// The best cells of `lattice`, best first.
pub(super) fn cells(
    pool: &Pool<'_>,
    lattice: Lattice,
    params: &RankParams,
) -> Result<Vec<Candidate>, RankError> {
    Ok(groups(pool, lattice)?.best(pool, params, |centre| {
        Shape::Polygon(lattice.outline(centre))
    }))
}

/// The cell of each site.
pub(super) fn groups(pool: &Pool<'_>, lattice: Lattice) -> Result<Groups, RankError> {
    let side_m = lattice.side_m();
    let positions = pool.positions();
    let farthest = positions
        .iter()
        .fold(0.0_f64, |far, p| far.max(p.x.abs()).max(p.y.abs()));
    if farthest / side_m > FARTHEST {
        return Err(RankError::CellTooSmall { side_m });
    }
    let cells: Vec<Cell> = positions.par_iter().map(|&p| lattice.cell_of(p)).collect();
    Ok(grouped(&cells, lattice))
}

/// Groups by cell, numbered as they are first met.
fn grouped(cells: &[Cell], lattice: Lattice) -> Groups {
    let mut ids = DenseIds::with_capacity(cells.len() / 64);
    let mut groups = Groups {
        of_site: Vec::with_capacity(cells.len()),
        centres: Vec::new(),
    };
    // Neighbours in the table are mostly neighbours on the ground.
    let mut last = None;
    for &cell in cells {
        let id = match last {
            Some((same, id)) if same == cell => id,
            _ => ids.id([cell.0 as u64, cell.1 as u64]),
        };
        last = Some((cell, id));
        if id as usize == groups.centres.len() {
            groups.centres.push(lattice.centre(cell));
        }
        groups.of_site.push(id);
    }
    groups
}

impl Lattice {
    /// The side of a cell in metres.
    pub fn side_m(self) -> f64 {
        let (Self::Square { side_m } | Self::Hex { side_m }) = self;
        side_m
    }

    /// The centre of the cell that holds `p`.
    pub(super) fn centre_of(self, p: Planar) -> Planar {
        self.centre(self.cell_of(p))
    }

    /// The cell that holds `p`: its row, and its column (for hexagons, of the axial system).
    pub fn cell_of(self, p: Planar) -> (i64, i64) {
        match self {
            Self::Square { side_m } => (index(p.y, side_m), index(p.x, side_m)),
            Self::Hex { side_m } => self.nearest_hex(p, side_m),
        }
    }

    /// The middle of a cell.
    pub fn centre(self, (row, column): (i64, i64)) -> Planar {
        let (row, column) = (row as f64, column as f64);
        match self {
            Self::Square { side_m } => Planar::new((column + 0.5) * side_m, (row + 0.5) * side_m),
            Self::Hex { side_m } => {
                Planar::new(SQRT_3 * side_m * (column + row / 2.0), 1.5 * side_m * row)
            }
        }
    }

    /// The corners of the cell around `centre`, anticlockwise.
    pub fn outline(self, centre: Planar) -> Vec<Planar> {
        let corner = |x: f64, y: f64| Planar::new(centre.x + x, centre.y + y);
        match self {
            Self::Square { side_m } => {
                let h = side_m / 2.0;
                vec![corner(-h, -h), corner(h, -h), corner(h, h), corner(-h, h)]
            }
            Self::Hex { side_m } => {
                let (w, h) = (SQRT_3 / 2.0 * side_m, side_m / 2.0);
                let (north, south) = (corner(0.0, side_m), corner(0.0, -side_m));
                vec![
                    south,
                    corner(w, -h),
                    corner(w, h),
                    north,
                    corner(-w, h),
                    corner(-w, -h),
                ]
            }
        }
    }

    /// The nearest centre lies in the row above or below `p`: rows are 1.5 sides apart and no
    /// point is farther than one side from its centre.
    fn nearest_hex(self, p: Planar, side_m: f64) -> Cell {
        let row = (p.y / (1.5 * side_m)).floor();
        let cell = |row: f64, further: i64| {
            let column = (p.x / (SQRT_3 * side_m) - row / 2.0).floor() as i64;
            (row as i64, column + further)
        };
        // South before north, west before east: the first of equals is the one asked for.
        let others = [cell(row, 1), cell(row + 1.0, 0), cell(row + 1.0, 1)];
        let distance = |cell: Cell| self.centre(cell).distance_to(p);
        others.into_iter().fold(cell(row, 0), |best, other| {
            if distance(other) < distance(best) - TIE_M {
                other
            } else {
                best
            }
        })
    }
}

/// The i with iS ≤ v < (i+1)S. Division may round across the edge; the product decides.
fn index(v: f64, side_m: f64) -> i64 {
    let i = (v / side_m).floor();
    let i = if i * side_m > v { i - 1.0 } else { i };
    let i = if (i + 1.0) * side_m <= v { i + 1.0 } else { i };
    i as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_square_holds_its_incident(x in -1e6..1e6, y in -1e6..1e6, side_m in 0.1..5e3) {
            let lattice = Lattice::Square { side_m };
            let (row, column) = lattice.cell_of(Planar::new(x, y));
            prop_assert!(column as f64 * side_m <= x && x < (column + 1) as f64 * side_m);
            prop_assert!(row as f64 * side_m <= y && y < (row + 1) as f64 * side_m);
        }

        #[test]
        fn a_hexagon_is_the_one_of_the_nearest_centre(
            x in -50.0..50.0, y in -50.0..50.0, side_m in 1.0..9.0,
        ) {
            let lattice = Lattice::Hex { side_m };
            let p = Planar::new(x, y);
            let own = lattice.centre(lattice.cell_of(p)).distance_to(p);
            for row in -60..60 {
                for column in -99..99 {
                    let other = lattice.centre((row, column)).distance_to(p);
                    prop_assert!(own <= other + 1e-9, "{own} {other}");
                }
            }
        }
    }

    #[test]
    fn an_incident_on_an_edge_belongs_to_the_square_it_opens() {
        let lattice = Lattice::Square { side_m: 100.0 };
        assert_eq!(lattice.cell_of(Planar::new(300.0, -100.0)), (-1, 3));
        assert_eq!(
            lattice.cell_of(Planar::new(299.999_999, -100.000_001)),
            (-2, 2)
        );
        let tenth = Lattice::Square { side_m: 0.1 };
        assert_eq!(tenth.cell_of(Planar::new(0.3, 3.0 * 0.1)).0, 3);
    }

    #[test]
    fn an_incident_on_a_corner_of_hexagons_belongs_to_the_southern_then_western() {
        let lattice = Lattice::Hex { side_m: 10.0 };
        // The vertex north of (0, 0) is shared with two hexagons of the row above.
        assert_eq!(lattice.cell_of(Planar::new(0.0, 10.0)), (0, 0));
        // The vertex south of (0, 0) is shared with two of the row below: the western one.
        let cell = lattice.cell_of(Planar::new(0.0, -10.0));
        assert_eq!(cell.0, -1);
        assert!(lattice.centre(cell).x < 0.0);
    }

    #[test]
    fn an_outline_is_as_large_as_its_cell() {
        let area = |ring: &[Planar]| -> f64 {
            let next = ring.iter().cycle().skip(1);
            ring.iter()
                .zip(next)
                .map(|(a, b)| a.x * b.y - b.x * a.y)
                .sum::<f64>()
                / 2.0
        };
        let centre = Planar::new(7.0, 8.0);
        let square = Lattice::Square { side_m: 4.0 }.outline(centre);
        assert!((area(&square) - 16.0).abs() < 1e-9);
        let hex = Lattice::Hex { side_m: 4.0 }.outline(centre);
        assert!((area(&hex) - 1.5 * SQRT_3 * 16.0).abs() < 1e-9);
        assert!(
            hex.contains(&Planar::new(7.0, 12.0)),
            "a vertex to the north"
        );
    }
}
