//! A disc of the bandwidth as cells see it, from a point anywhere in one of them.
//!
//! Counted from the cell that holds the point, the cells around are of three kinds: those
//! whose centre the kernel reaches from wherever in its cell the point lies (inside), those
//! it reaches from some places only (the rim, about 8 b cells for a bandwidth of b cells),
//! and those it never reaches.

use std::ops::Range;

/// How far, in cells, rounding may push a point over the edge of its cell. What lies nearer
/// than this to a border between kinds is counted to the rim, where each point is looked at.
const MARGIN: f64 = 1e-6;

/// Below this bandwidth, in cells, all is rim: there is too little inside to be worth a sum.
const LEAST_INSIDE: f64 = 3.0;

/// The cells inside and on the rim of a disc, row by row from the south.
pub(crate) struct Disc {
    /// Rows and columns the disc reaches on each side.
    pub(crate) reach: i32,
    /// For each row from `-inside` to `inside`: columns that are inside on each side of the
    /// middle one.
    half_widths: Vec<i32>,
    /// The rim, row by row from `-reach` and in each row from west to east: see [`Rim`].
    columns: Vec<f64>,
    rows: Vec<f64>,
    left: Vec<f64>,
    /// Where each row's rim begins; one more than there are rows.
    rim_starts: Vec<usize>,
}

/// Cells of the rim, counted from the cell of the point; one array for each number, so that
/// several cells are computed at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rim<'a> {
    /// Columns eastwards.
    pub(crate) columns: &'a [f64],
    /// Rows northwards.
    pub(crate) rows: &'a [f64],
    /// b² − column² − row².
    pub(crate) left: &'a [f64],
}

impl Disc {
    /// The disc of a bandwidth of `b` cells.
    pub(crate) fn new(b: f64) -> Self {
        let reach = (b + 0.5 + MARGIN).floor() as i32;
        let mut disc = Self {
            reach,
            half_widths: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            left: Vec::new(),
            rim_starts: vec![0],
        };
        for row in -reach..=reach {
            let inside = inside(b, row);
            let last = last_reached(b, row);
            let west = -last..=-inside - 1;
            let east = (inside + 1).max(-inside)..=last;
            for column in west.chain(east) {
                let (column, row) = (f64::from(column), f64::from(row));
                disc.columns.push(column);
                disc.rows.push(row);
                disc.left.push(b * b - (column * column + row * row));
            }
            disc.rim_starts.push(disc.left.len());
            if inside >= 0 {
                disc.half_widths.push(inside);
            }
        }
        disc
    }

    /// The disc of a bandwidth of `b` cells as points at cell centres see it: no rim.
    pub(crate) fn of_centres(b: f64) -> Self {
        let reach = b.floor() as i32;
        let half_width = |row: i32| (b * b - f64::from(row * row)).sqrt().floor() as i32;
        Self {
            reach,
            half_widths: (-reach..=reach).map(half_width).collect(),
            columns: Vec::new(),
            rows: Vec::new(),
            left: Vec::new(),
            rim_starts: vec![0; 2 * reach as usize + 2],
        }
    }

    /// Rows, on each side of the middle one, that have cells inside; `None` if nothing is.
    pub(crate) fn inside_rows(&self) -> Option<usize> {
        self.half_widths.len().checked_sub(1).map(|rows| rows / 2)
    }

    /// For each row that has cells inside, from the south: how many columns on each side of
    /// the middle one are.
    pub(crate) fn half_widths(&self) -> &[i32] {
        &self.half_widths
    }

    /// Some or all cells of the rim.
    pub(crate) fn rim(&self, range: Range<usize>) -> Rim<'_> {
        Rim {
            columns: &self.columns[range.clone()],
            rows: &self.rows[range.clone()],
            left: &self.left[range],
        }
    }

    /// The cells of the rim from row `south` to row `north`.
    pub(crate) fn rim_between(&self, south: i32, north: i32) -> Range<usize> {
        let (south, north) = (south.max(-self.reach), north.min(self.reach));
        let start = |row: i32| self.rim_starts[(row + self.reach) as usize];
        if south > north {
            return 0..0;
        }
        start(south)..start(north + 1)
    }
}

/// The last column of `row` that is inside; −1 if none is.
fn inside(b: f64, row: i32) -> i32 {
    let dy = f64::from(row.abs()) + 0.5;
    let left = (b - MARGIN) * (b - MARGIN) - dy * dy;
    if b < LEAST_INSIDE || left < 0.25 {
        return -1;
    }
    (left.sqrt() - 0.5).floor() as i32
}

/// The last column of `row` that is ever reached.
fn last_reached(b: f64, row: i32) -> i32 {
    let dy = (f64::from(row.abs()) - 0.5).max(0.0);
    let left = (b + MARGIN) * (b + MARGIN) - dy * dy;
    (left.max(0.0).sqrt() + 0.5).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_inside_are_reached_from_everywhere_and_cells_beyond_the_rim_from_nowhere() {
        for b in [0.3, 0.5, 1.0, 2.9, 3.0, 4.7, 12.0, 40.0] {
            let disc = Disc::new(b);
            let inside_rows = disc.inside_rows().map_or(-1, |rows| rows as i32);
            let mut counts = (0, 0);
            for row in -disc.reach - 2..=disc.reach + 2 {
                for column in -disc.reach - 2..=disc.reach + 2 {
                    let far = |k: i32| f64::from(k.abs()) + 0.5;
                    let near = |k: i32| (f64::from(k.abs()) - 0.5).max(0.0);
                    let always = far(column).hypot(far(row)) < b - MARGIN;
                    let ever = near(column).hypot(near(row)) < b;
                    let is_inside = row.abs() <= inside_rows
                        && column.abs() <= disc.half_widths()[(row + inside_rows) as usize];
                    let rim = disc.rim(disc.rim_between(row, row));
                    let times = rim
                        .columns
                        .iter()
                        .filter(|&&c| c == f64::from(column))
                        .count();
                    assert_eq!(is_inside, always && b >= LEAST_INSIDE, "{b} {column},{row}");
                    assert!(times <= 1 && !(is_inside && times == 1));
                    assert!(!ever || is_inside || times == 1, "{b} {column},{row}");
                    counts.0 += usize::from(is_inside);
                    counts.1 += times;
                }
            }
            assert_eq!(counts.1, disc.left.len());
            if b >= 12.0 {
                assert!(
                    (counts.1 as f64 / (8.0 * b) - 1.0).abs() < 0.1,
                    "{counts:?}"
                );
            }
        }
    }

    #[test]
    fn parts_of_the_rim_are_cut_by_rows() {
        let disc = Disc::new(6.0);
        assert_eq!(disc.rim_between(-100, 100), 0..disc.left.len());
        assert_eq!(disc.rim_between(3, 2), 0..0);
        assert_eq!(disc.rim_between(9, 12), 0..0);
        let part = disc.rim(disc.rim_between(2, 3));
        assert!(part.rows.contains(&2.0) && part.rows.iter().all(|&r| r == 2.0 || r == 3.0));
    }
}
