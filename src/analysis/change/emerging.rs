//! Emerging hot spots: which cells have become, stayed or ceased to be more than their share.
//!
//! A cube of cells and steps of time is given the Getis-Ord Gi* of every bin against the whole
//! cube (Ord & Getis 1995, Geographical Analysis 27), its neighbours being the cells around it in
//! the same step and in the step before; then each cell's row of hot and cold bins is classed by
//! the published definitions of ArcGIS's Emerging Hot Spot Analysis, trends by Mann-Kendall on the
//! row of z. [`Pattern::of`] is the truth table, in the order in which it is read.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::change::mann_kendall::{Trend, mann_kendall};
use crate::analysis::significance::adjust::Adjustment;
use crate::analysis::significance::normal::Sides;
use crate::base::{Cancelled, Progress};

/// Counts by cell and step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cube {
    /// Row and column of each cell, ascending.
    pub cells: Vec<(i32, i32)>,
    /// Steps of time.
    pub steps: usize,
    /// Weights, step by step, in each step by cell.
    pub counts: Vec<f64>,
}

/// What decides the classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmergingParams {
    /// Rings of cells around a cell that are its neighbours; 1 is the eight around a square.
    pub rings: i32,
    /// Steps before a step that are its neighbours.
    pub steps_back: usize,
    /// A bin is hot or cold below this p.
    pub significance: f64,
    /// Whether p is adjusted for the number of bins first (Benjamini-Hochberg).
    pub adjusted: bool,
}

/// What a cell has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// Neither hot nor cold in a way that has a name.
    None,
    /// One of eight ways of being hot.
    Hot(Kind),
    /// One of eight ways of being cold.
    Cold(Kind),
}

/// Ways of being hot, or cold, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// In the last step for the first time.
    New,
    /// In an unbroken run at the end, never before it, and in less than 90 % of steps.
    Consecutive,
    /// In 90 % of steps, the last among them, and ever more so.
    Intensifying,
    /// In 90 % of steps, the last among them, without a trend.
    Persistent,
    /// In 90 % of steps, the last among them, and ever less so.
    Diminishing,
    /// In the last step, on and off before, and never the opposite.
    Sporadic,
    /// In the last step, and the opposite in one before.
    Oscillating,
    /// In 90 % of steps, but not in the last.
    Historical,
}

/// One cell's history.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Its class.
    pub pattern: Pattern,
    /// z of each step.
    pub z: Vec<f64>,
    /// 1 hot, -1 cold, 0 neither, of each step.
    pub states: Vec<i8>,
    /// Mann-Kendall of z.
    pub trend: Option<Trend>,
}

/// Part of the steps that makes a pattern lasting, in tenths.
const LASTING_TENTHS: usize = 9;
/// A trend below this p is one.
const TREND_SIGNIFICANCE: f64 = 0.05;
/// Fewest steps a history can be told of, as in ArcGIS.
pub const LEAST_STEPS: usize = 10;

impl Pattern {
    /// The class of a row of `states`, given whether z rises (1), falls (-1) or neither.
    pub fn of(states: &[i8], trend: i8) -> Self {
        match states.last() {
            Some(&last) if last != 0 => {
                let kind = current(states, last, trend);
                if last > 0 {
                    Self::Hot(kind)
                } else {
                    Self::Cold(kind)
                }
            }
            _ if is_lasting(states, 1) => Self::Hot(Kind::Historical),
            _ if is_lasting(states, -1) => Self::Cold(Kind::Historical),
            _ => Self::None,
        }
    }

    /// "new hot spot".
    pub fn text(self) -> String {
        match self {
            Self::None => "no pattern".to_owned(),
            Self::Hot(kind) => format!("{} hot spot", kind.text()),
            Self::Cold(kind) => format!("{} cold spot", kind.text()),
        }
    }
}

impl Kind {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Consecutive,
        Self::Intensifying,
        Self::Persistent,
        Self::Diminishing,
        Self::Sporadic,
        Self::Oscillating,
        Self::Historical,
    ];

    /// Its name.
    pub fn text(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Consecutive => "consecutive",
            Self::Intensifying => "intensifying",
            Self::Persistent => "persistent",
            Self::Diminishing => "diminishing",
            Self::Sporadic => "sporadic",
            Self::Oscillating => "oscillating",
            Self::Historical => "historical",
        }
    }
}

/// The kind of a row that ends in `side`.
fn current(states: &[i8], side: i8, trend: i8) -> Kind {
    let of_side = states.iter().filter(|&&state| state == side).count();
    let run = states
        .iter()
        .rev()
        .take_while(|&&state| state == side)
        .count();
    if of_side == 1 {
        Kind::New
    } else if is_lasting(states, side) {
        match trend * side {
            1 => Kind::Intensifying,
            -1 => Kind::Diminishing,
            _ => Kind::Persistent,
        }
    } else if run == of_side {
        Kind::Consecutive
    } else if states.contains(&-side) {
        Kind::Oscillating
    } else {
        Kind::Sporadic
    }
}

fn is_lasting(states: &[i8], side: i8) -> bool {
    let of_side = states.iter().filter(|&&state| state == side).count();
    of_side > 0 && 10 * of_side >= LASTING_TENTHS * states.len()
}

/// The history of every cell of `cube`.
///
/// # Errors
/// When nobody wants it any more.
pub fn emerging(
    cube: &Cube,
    params: EmergingParams,
    progress: &Progress,
) -> Result<Vec<History>, Cancelled> {
    let z = gi_star(cube, params, progress)?;
    let p: Vec<f64> = z.iter().map(|&z| Sides::Two.p(z)).collect();
    let p = if params.adjusted {
        Adjustment::Bh.adjusted(&p)
    } else {
        p
    };
    let cells = cube.cells.len();
    (0..cells)
        .into_par_iter()
        .map(|cell| {
            progress.check(cell, cells)?;
            let places = (0..cube.steps).map(|step| step * cells + cell);
            let state = |place: usize| {
                let is_one = p[place] < params.significance;
                i8::from(is_one && z[place] > 0.0) - i8::from(is_one && z[place] < 0.0)
            };
            let row: Vec<f64> = places.clone().map(|place| z[place]).collect();
            let states: Vec<i8> = places.map(state).collect();
            let trend = mann_kendall(&row);
            let sign = trend.filter(|t| t.p_value < TREND_SIGNIFICANCE);
            let sign = sign.map_or(0, |trend| if trend.s > 0.0 { 1 } else { -1 });
            Ok(History {
                pattern: Pattern::of(&states, sign),
                z: row,
                states,
                trend,
            })
        })
        .collect()
}

/// Gi* of every bin against the whole cube, in the order of its counts; 0 where all bins are equal.
///
/// # Errors
/// When nobody wants it any more.
pub fn gi_star(
    cube: &Cube,
    params: EmergingParams,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    let cells = cube.cells.len();
    let n = cube.counts.len() as f64;
    let mean = cube.counts.iter().sum::<f64>() / n;
    let square = cube
        .counts
        .iter()
        .map(|x| (x - mean) * (x - mean))
        .sum::<f64>()
        / n;
    let deviation = square.sqrt();
    let neighbours: Vec<Vec<usize>> = (0..cells)
        .into_par_iter()
        .map(|cell| around(&cube.cells, cell, params.rings))
        .collect();
    let rows: Vec<Vec<f64>> = (0..cube.steps)
        .into_par_iter()
        .map(|step| {
            progress.check(step, cube.steps)?;
            let first = step.saturating_sub(params.steps_back);
            let z = |near: &Vec<usize>| {
                let sum: f64 = (first..=step)
                    .flat_map(|step| {
                        near.iter()
                            .map(move |&cell| cube.counts[step * cells + cell])
                    })
                    .sum();
                let w = (near.len() * (step - first + 1)) as f64;
                let spread = deviation * ((n * w - w * w) / (n - 1.0)).sqrt();
                // All alike, or a neighbourhood that is the whole cube: nothing stands out.
                if spread > 0.0 {
                    (sum - mean * w) / spread
                } else {
                    0.0
                }
            };
            Ok(neighbours.iter().map(z).collect())
        })
        .collect::<Result<_, Cancelled>>()?;
    Ok(rows.concat())
}

/// The cells within `rings` of a cell, itself among them.
fn around(cells: &[(i32, i32)], cell: usize, rings: i32) -> Vec<usize> {
    let (row, column) = cells[cell];
    let mut near = Vec::new();
    for row in row - rings..=row + rings {
        let first = cells.partition_point(|&at| at < (row, column - rings));
        let in_row = cells[first..].iter();
        let run = in_row
            .take_while(|&&at| at <= (row, column + rings))
            .count();
        near.extend(first..first + run);
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::rate_ratio::tests::reference;

    /// A row written as `.` neither, `+` hot, `-` cold.
    fn states(text: &str) -> Vec<i8> {
        let state = |c| match c {
            '+' => 1,
            '-' => -1,
            _ => 0,
        };
        text.chars().map(state).collect()
    }

    /// The truth table of the page, row by row: states, trend of z, class.
    const TRUTH: [(&str, i8, Kind); 18] = [
        (".........+", 0, Kind::New),
        ("-.-.-----+", 1, Kind::New),
        ("........++", 0, Kind::Consecutive),
        ("..++++++++", 1, Kind::Consecutive),
        ("-.......++", 0, Kind::Consecutive),
        (".+++++++++", 1, Kind::Intensifying),
        ("++++++++++", 1, Kind::Intensifying),
        ("++++.+++++", 0, Kind::Persistent),
        ("-+++++++++", 0, Kind::Persistent),
        ("++++++++++", -1, Kind::Diminishing),
        ("+.......++", 0, Kind::Sporadic),
        ("+++++.+..+", 1, Kind::Sporadic),
        ("-+......++", 0, Kind::Oscillating),
        ("++++++-..+", -1, Kind::Oscillating),
        ("+++++++++.", 0, Kind::Historical),
        ("+++++++++.", 1, Kind::Historical),
        ("+++++++++.", -1, Kind::Historical),
        (".+...-...+", 0, Kind::Oscillating),
    ];

    #[test]
    fn every_row_of_the_truth_table_holds_for_hot_and_for_cold() {
        let mut seen: Vec<Kind> = Vec::new();
        for (row, trend, kind) in TRUTH {
            let hot = states(row);
            let cold: Vec<i8> = hot.iter().map(|state| -state).collect();
            assert_eq!(Pattern::of(&hot, trend), Pattern::Hot(kind), "{row}");
            assert_eq!(Pattern::of(&cold, -trend), Pattern::Cold(kind), "{row}");
            seen.push(kind);
        }
        assert!(Kind::ALL.iter().all(|kind| seen.contains(kind)));
        for row in ["..........", "++++++++..", "+........-."] {
            assert_eq!(Pattern::of(&states(row), 1), Pattern::None, "{row}");
        }
        // Nine in ten hot, then cold once: a new cold spot, not a historical hot one.
        assert_eq!(
            Pattern::of(&states("+++++++++-"), -1),
            Pattern::Cold(Kind::New)
        );
    }

    fn cube_of(reference: &serde_json::Value) -> Cube {
        let side = reference["side"].as_i64().unwrap() as i32;
        let counts = reference["counts"].as_array().unwrap();
        Cube {
            cells: (0..side)
                .flat_map(|r| (0..side).map(move |c| (r, c)))
                .collect(),
            steps: reference["steps"].as_u64().unwrap() as usize,
            counts: counts.iter().map(|v| v.as_f64().unwrap()).collect(),
        }
    }

    fn params(rings: i32, steps_back: usize) -> EmergingParams {
        EmergingParams {
            rings,
            steps_back,
            significance: 0.05,
            adjusted: true,
        }
    }

    #[test]
    fn z_is_that_of_esda_over_the_same_neighbours() {
        for case in reference()["space_time_gi_star"].as_array().unwrap() {
            let rings = case["rings"].as_i64().unwrap() as i32;
            let back = case["steps_back"].as_u64().unwrap() as usize;
            let z = gi_star(&cube_of(case), params(rings, back), &Progress::new()).unwrap();
            for (got, want) in z.iter().zip(case["z"].as_array().unwrap()) {
                assert!((got - want.as_f64().unwrap()).abs() < 1e-9, "{got} {want}");
            }
        }
    }

    #[test]
    fn a_cell_that_flares_up_at_the_end_is_new_and_one_that_burns_always_is_lasting() {
        let side = 12;
        let cells: Vec<(i32, i32)> = (0..side)
            .flat_map(|r| (0..side).map(move |c| (r, c)))
            .collect();
        let steps = 12;
        let count = |step: usize, (row, column): (i32, i32)| {
            let always = (row, column) == (2, 2);
            let lately = (row, column) == (9, 9) && step == steps - 1;
            f64::from(u8::from(always)) * 30.0 + f64::from(u8::from(lately)) * 30.0
        };
        let counts = (0..steps)
            .flat_map(|s| cells.iter().map(move |&c| count(s, c)))
            .collect();
        let cube = Cube {
            cells,
            steps,
            counts,
        };
        let found = emerging(&cube, params(0, 0), &Progress::new()).unwrap();
        let at = |row: i32, column: i32| found[(row * side + column) as usize].pattern;
        assert_eq!(at(2, 2), Pattern::Hot(Kind::Persistent));
        assert_eq!(at(9, 9), Pattern::Hot(Kind::New));
        assert_eq!(at(5, 5), Pattern::None);
    }

    #[test]
    fn a_cube_without_differences_has_no_pattern() {
        let cube = Cube {
            cells: vec![(0, 0), (0, 1), (1, 0)],
            steps: 10,
            counts: vec![2.0; 30],
        };
        let found = emerging(&cube, params(1, 1), &Progress::new()).unwrap();
        assert!(found.iter().all(|cell| cell.pattern == Pattern::None));
    }

    #[test]
    fn neighbours_are_the_cells_of_the_rings_that_there_are() {
        let cells = [(0, 0), (0, 2), (1, 1), (1, 2), (3, 1)];
        assert_eq!(around(&cells, 2, 1), [0, 1, 2, 3]);
        assert_eq!(around(&cells, 4, 1), [4]);
        assert_eq!(around(&cells, 4, 2), [2, 3, 4]);
        assert_eq!(around(&cells, 0, 0), [0]);
    }
}
