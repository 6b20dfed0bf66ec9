use super::*;
use crate::base::{Bounds, Planar};
use proptest::prelude::*;

fn ragged(lattice: Lattice, holes: u64) -> StudyCells {
    let bounds = Bounds {
        min: Planar::new(-300.0, -200.0),
        max: Planar::new(500.0, 400.0),
    };
    let holds = |p: Planar| {
        let mixed = ((p.x * 7.0 + p.y * 13.0).round() as i64 as u64) ^ holes;
        bounds.contains(p) && !mixed.is_multiple_of(5)
    };
    StudyCells::new(lattice, bounds, holds, &[]).unwrap()
}

/// Steps between cells, counted over cells that touch: breadth first on the whole plane.
fn steps_between(lattice: Lattice, a: Planar, b: Planar) -> f64 {
    match lattice {
        Lattice::Square { side_m } => (a.x - b.x).abs().max((a.y - b.y).abs()) / side_m,
        Lattice::Hex { side_m } => {
            // Walk diagonally first, then along the row.
            let rows = (a.y - b.y).abs() / (1.5 * side_m);
            let columns = (a.x - b.x).abs() / (3.0_f64.sqrt() * side_m);
            rows + (columns - rows / 2.0).max(0.0)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn sums_over_runs_are_sums_over_lists(
        side_m in 30.0..90.0_f64, rings in 1..4_u32, steps in 1.0..4.0_f64, holes in 0..99_u64,
        is_hex in any::<bool>(), is_band in any::<bool>(),
    ) {
        let lattice = if is_hex { Lattice::Hex { side_m } } else { Lattice::Square { side_m } };
        let cells = ragged(lattice, holes);
        let centres: Vec<Planar> = (0..cells.len()).map(|i| cells.centre(i)).collect();
        let band_m = steps * side_m;
        let (neighbourhood, listed) = if is_band {
            (Neighbourhood::Band { band_m }, Listed::within(&centres, band_m))
        } else {
            let are = |i: usize, j: usize| {
                steps_between(lattice, centres[i], centres[j]) < f64::from(rings) + 0.1
            };
            (Neighbourhood::Rings(rings), Listed::of(cells.len(), are))
        };
        let fast = LatticeNeighbours::new(&cells, neighbourhood);
        prop_assert_eq!(fast.degrees(), listed.degrees());
        let values: Vec<f64> = (0..cells.len()).map(|i| f64::from((i * 37 % 11) as u32) / 4.0).collect();
        prop_assert_eq!(fast.sums(&values), listed.sums(&values));
    }

    #[test]
    fn weights_fall_with_the_distance_in_cells(
        side_m in 30.0..90.0_f64, steps in 1.0..4.0_f64, holes in 0..99_u64,
        is_hex in any::<bool>(), is_square in any::<bool>(),
    ) {
        let lattice = if is_hex { Lattice::Hex { side_m } } else { Lattice::Square { side_m } };
        let pitch_m = if is_hex { 3.0_f64.sqrt() * side_m } else { side_m };
        let cells = ragged(lattice, holes);
        let centres: Vec<Planar> = (0..cells.len()).map(|i| cells.centre(i)).collect();
        let band_m = steps * pitch_m;
        let decay = if is_square { Decay::InverseSquare } else { Decay::Inverse };
        let fast = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m }).fading(decay, &Progress::new());
        let listed = Listed::weighing(cells.len(), |i, j| {
            let apart_m = centres[i].distance_to(centres[j]);
            if apart_m > band_m * BAND_SLACK {
                return 0.0;
            }
            let inverse = pitch_m / apart_m;
            if is_square { inverse * inverse } else { inverse }
        });
        prop_assert_eq!(fast.degrees(), listed.degrees());
        let values: Vec<f64> = (0..cells.len()).map(|i| f64::from((i * 37 % 11) as u32) / 4.0).collect();
        let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9);
        prop_assert!(near(&fast.sums(&values), &listed.sums(&values)));
        prop_assert!(near(&fast.square_sums(&values), &listed.square_sums(&values)));
        prop_assert!(near(fast.totals(), listed.totals()));
        for place in 0..cells.len().min(40) {
            let weights = fast.weights_of(place);
            prop_assert_eq!(weights.len(), fast.degrees()[place] as usize);
            prop_assert!((weights.iter().sum::<f64>() - fast.totals()[place]).abs() < 1e-9);
        }
        let binary = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m });
        prop_assert_eq!(fast.held(&values), binary.sums(&values));
    }
}

#[test]
fn a_diagonal_at_the_band_is_within_it() {
    let side_m = 200.0;
    let bounds = Bounds {
        min: Planar::new(762_136.2, 3_876_586.0),
        max: Planar::new(764_136.2, 3_878_586.0),
    };
    let cells = StudyCells::new(Lattice::Square { side_m }, bounds, |_| true, &[]).unwrap();
    let band_m = side_m * 2.0_f64.sqrt();
    let neighbours = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m });
    assert_eq!(neighbours.degrees().iter().max(), Some(&8));
    let rings = LatticeNeighbours::new(&cells, Neighbourhood::Rings(1));
    assert_eq!(neighbours.degrees(), rings.degrees());
}
#[test]
fn sums_by_distance_stop_when_nobody_wants_them() {
    let cells = ragged(Lattice::Square { side_m: 50.0 }, 3);
    let ones = vec![1.0; cells.len()];
    let progress = Progress::new();
    let neighbours =
        LatticeNeighbours::new(&cells, Neighbourhood::Rings(2)).fading(Decay::Inverse, &progress);
    assert!(neighbours.sums(&ones).iter().all(|sum| *sum >= 0.0));
    progress.cancel();
    assert!(neighbours.sums(&ones).iter().all(|sum| sum.is_nan()));
    assert!(neighbours.square_sums(&ones).iter().all(|sum| sum.is_nan()));
}
