//! Figures of PySAL, spdep, spatstat and SciPy, and published ones. The scripts that made them
//! are in `tests/reference`.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::analysis::binomial::{as_little, as_much, clopper_pearson};
use crate::analysis::rank::Lattice;
use crate::analysis::significance::adjust::Adjustment;
use crate::analysis::significance::gi_star::{Own, local_g};
use crate::analysis::significance::global_g::global_g;
use crate::analysis::significance::lattice_counts::StudyCells;
use crate::analysis::significance::moran::{Global, global_moran, local_moran};
use crate::analysis::significance::nearest_neighbour::{
    NearestNeighbour, mean_distance_of_positions_m,
};
use crate::analysis::significance::neighbours::{
    Decay, LatticeNeighbours, Listed, Neighbourhood, Neighbours,
};
use crate::analysis::significance::normal::Sides;
use crate::analysis::significance::permutation::Lags;
use crate::base::{Bounds, Planar, Progress};

fn pysal() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/significance.json")).unwrap()
}

fn r() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/significance_r.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let all = value.as_array().unwrap();
    all.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn assert_near(got: f64, want: f64, what: &str) {
    let slack = 1e-9 * want.abs().max(1e-3);
    assert!((got - want).abs() <= slack, "{what}: {got} {want}");
}

/// A case's cells, values and neighbourhood.
fn case(case: &Value) -> (StudyCells, Vec<f64>, Neighbourhood) {
    let pairs = case["cells"].as_array().unwrap().iter();
    let wanted: BTreeSet<(i64, i64)> = pairs
        .map(|pair| (pair[0].as_i64().unwrap(), pair[1].as_i64().unwrap()))
        .collect();
    let side_m = 200.0;
    let (lattice, neighbourhood) = match case["name"].as_str().unwrap() {
        "square_1" => (Lattice::Square { side_m }, Neighbourhood::Rings(1)),
        "square_2" => (Lattice::Square { side_m }, Neighbourhood::Rings(2)),
        "square_band_3" => (
            Lattice::Square { side_m },
            Neighbourhood::Band { band_m: 600.0 },
        ),
        "hex_1" => (Lattice::Hex { side_m }, Neighbourhood::Rings(1)),
        other => panic!("{other}"),
    };
    let centres = wanted.iter().map(|&cell| lattice.centre(cell));
    let bounds = Bounds::around(centres).unwrap();
    let holds = |p| wanted.contains(&lattice.cell_of(p));
    let cells = StudyCells::new(lattice, bounds, holds, &[]).unwrap();
    assert_eq!(cells.len(), wanted.len());
    let values = numbers(&case["values"]);
    (cells, values, neighbourhood)
}

fn with_cases(reference: &Value, mut look: impl FnMut(&Value, &LatticeNeighbours<'_>, &[f64])) {
    let inputs = pysal();
    let inputs = inputs["cases"].as_array().unwrap();
    assert_eq!(inputs.len(), 4);
    for (input, wanted) in inputs.iter().zip(reference["cases"].as_array().unwrap()) {
        assert_eq!(input["name"], wanted["name"]);
        let (cells, values, neighbourhood) = case(input);
        let neighbours = LatticeNeighbours::new(&cells, neighbourhood);
        look(wanted, &neighbours, &values);
    }
}

#[test]
fn gi_star_and_gi_are_those_of_pysal_and_spdep() {
    for reference in [pysal(), r()] {
        with_cases(&reference, |wanted, neighbours, values| {
            for (own, key) in [(Own::Counted, "gi_star_z"), (Own::LeftOut, "gi_z")] {
                let got = local_g(values, neighbours, own);
                for (i, (&got, want)) in got.iter().zip(numbers(&wanted[key])).enumerate() {
                    assert_near(got, want, &format!("{} {key} {i}", wanted["name"]));
                }
            }
        });
    }
}

#[test]
fn permutation_p_is_that_of_pysal_but_for_luck() {
    let on = |_| Ok::<(), Infallible>(());
    with_cases(&pysal(), |wanted, neighbours, values| {
        let most = neighbours.degrees().iter().max().copied().unwrap();
        let lags = Lags::new(values.len(), most as usize, 9999, 1);
        let sums = neighbours.sums(values);
        let tails = lags.tails(values, &sums, neighbours.degrees(), on).unwrap();
        for (i, (tails, want)) in tails
            .iter()
            .zip(numbers(&wanted["gi_star_p_9999"]))
            .enumerate()
        {
            // PySAL folds: the smaller count of "as much" and its complement. With ties these
            // are not our two tails, but its p is always one of them, or next to it.
            let p = if want < 0.5 {
                [tails.0, tails.1, 1.0 - tails.0]
            } else {
                [want; 3]
            };
            let spread = (want * (1.0 - want) / 9999.0).sqrt();
            let nearest = p
                .iter()
                .map(|p| (p - want).abs())
                .fold(f64::INFINITY, f64::min);
            assert!(
                nearest < 7.0 * spread + 2e-4,
                "{} {i}: {tails:?} {want}",
                wanted["name"]
            );
        }
    });
}

#[test]
fn global_statistics_are_those_of_pysal_and_spdep() {
    let assert_global = |got: &Global, want: &[f64], what: &str| {
        assert_near(got.value, want[0], what);
        assert_near(got.expected, want[1], what);
        assert!(
            (got.variance / want[2] - 1.0).abs() < 1e-8,
            "{what}: {got:?} {want:?}"
        );
    };
    with_cases(&pysal(), |wanted, neighbours, values| {
        let moran = numbers(&wanted["moran"]);
        let got = global_moran(values, neighbours);
        assert_global(&got, &moran, "Moran, PySAL");
        assert_near(got.z(), moran[3], "Moran z, PySAL");
        let general = numbers(&wanted["general_g"]);
        let got = global_g(values, neighbours);
        assert_global(&got, &general, "G, PySAL");
        assert_near(got.z(), general[3], "G z, PySAL");
    });
    with_cases(&r(), |wanted, neighbours, values| {
        let moran = numbers(&wanted["moran"]);
        let got = global_moran(values, neighbours);
        assert_global(&got, &moran, "Moran, spdep");
        assert!((Sides::Two.p(got.z()) / moran[3] - 1.0).abs() < 1e-7);
        let general = numbers(&wanted["general_g"]);
        assert_global(&global_g(values, neighbours), &general, "G, spdep");
    });
}

#[test]
fn local_moran_is_that_of_spdep() {
    with_cases(&r(), |wanted, neighbours, values| {
        let got = local_moran(values, neighbours);
        let (i, z) = (
            numbers(&wanted["local_moran_i"]),
            numbers(&wanted["local_moran_z"]),
        );
        let mut tested = 0;
        for (got, (i, z)) in got.iter().zip(i.into_iter().zip(z)) {
            assert_near(got.i, i, "I");
            assert_eq!(got.z.is_nan(), z.is_nan());
            if !z.is_nan() {
                assert_near(got.z, z, "z");
                tested += 1;
            }
        }
        assert!(tested > 80, "{tested}");
    });
}

/// The cells of each case of weights that fall with distance, what PySAL and what spdep say of it.
fn with_fading(mut look: impl FnMut((&Value, &Value), &LatticeNeighbours<'_>, &[f64])) {
    let read = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let of_pysal = read(include_str!("../../../tests/reference/decay.json"));
    let of_spdep = read(include_str!("../../../tests/reference/decay_r.json"));
    let inputs = pysal();
    let cases = of_pysal["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 5);
    for (one, other) in cases.iter().zip(of_spdep["cases"].as_array().unwrap()) {
        assert_eq!(one["name"], other["name"]);
        let mut inputs = inputs["cases"].as_array().unwrap().iter();
        let input = inputs.find(|input| input["name"] == one["name"]).unwrap();
        let (cells, values, _) = case(input);
        let pitch_m = cells.lattice().centre((0, 1)).x - cells.lattice().centre((0, 0)).x;
        let band_m = one["band"].as_f64().unwrap() * pitch_m;
        let decay = match one["power"].as_u64().unwrap() {
            1 => Decay::Inverse,
            _ => Decay::InverseSquare,
        };
        let neighbours = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m })
            .fading(decay, &Progress::new());
        look((one, other), &neighbours, &values);
    }
}

#[test]
fn statistics_by_distance_are_those_of_spdep() {
    with_fading(|(_, wanted), neighbours, values| {
        let name = &wanted["name"];
        for (own, key) in [(Own::Counted, "gi_star_z"), (Own::LeftOut, "gi_z")] {
            let got = local_g(values, neighbours, own);
            for (i, (&got, want)) in got.iter().zip(numbers(&wanted[key])).enumerate() {
                assert_near(got, want, &format!("{name} {key} {i}"));
            }
        }
        let local = local_moran(values, neighbours);
        let wanted_local = numbers(&wanted["local_moran_i"]).into_iter();
        let wanted_local = wanted_local.zip(numbers(&wanted["local_moran_z"]));
        for (got, (i, z)) in local.iter().zip(wanted_local) {
            assert_near(got.i, i, "I");
            assert_eq!(got.z.is_nan(), z.is_nan());
            if !z.is_nan() {
                assert_near(got.z, z, "z");
            }
        }
        for (got, key) in [
            (global_moran(values, neighbours), "moran"),
            (global_g(values, neighbours), "general_g"),
        ] {
            let want = numbers(&wanted[key]);
            assert_near(got.value, want[0], key);
            assert_near(got.expected, want[1], key);
            assert!((got.variance / want[2] - 1.0).abs() < 1e-8, "{name} {key}");
        }
    });
}

#[test]
fn statistics_by_distance_are_those_of_pysal_where_it_is_right() {
    let on = |_| Ok::<(), Infallible>(());
    let mut within_a_tenth = 0;
    with_fading(|(wanted, _), neighbours, values| {
        let got = global_moran(values, neighbours);
        let want = numbers(&wanted["moran"]);
        assert_near(got.value, want[0], "I");
        assert!((got.variance / want[2] - 1.0).abs() < 1e-8);
        assert_near(got.z(), want[3], "z");
        let most = neighbours.degrees().iter().max().copied().unwrap();
        let lags = Lags::new(values.len(), most as usize, 9999, 1);
        let sums = neighbours.sums(values);
        let weights_of = |place| neighbours.weights_of(place);
        let tails = lags.weighted_tails(values, &sums, weights_of, on).unwrap();
        for (i, (tails, want)) in tails
            .iter()
            .zip(numbers(&wanted["gi_star_p_9999"]))
            .enumerate()
        {
            // PySAL folds "as much" and its complement. It adds weights up in another order than
            // the replicates', so that rounding decides whether a tie counts.
            let fold = |as_much: f64| as_much.min(1.0 - as_much);
            let (least, most) = (1.0 - tails.1, tails.0);
            let low = fold(least).min(fold(most));
            let holds_half = (least..=most).contains(&0.5);
            let high = if holds_half {
                0.5
            } else {
                fold(least).max(fold(most))
            };
            let spread = 7.0 * (want * (1.0 - want) / 9999.0).sqrt() + 2e-4;
            assert!(
                (low - spread..=high + spread).contains(&want),
                "{} {i}: {tails:?} {want}",
                wanted["name"]
            );
            within_a_tenth += usize::from(high - low < 0.1 * high);
        }
    });
    // Ties leave most cells decided.
    assert!(within_a_tenth > 500, "{within_a_tenth}");
}

#[test]
fn adjusted_p_is_that_of_r() {
    let reference = r();
    let p = numbers(&reference["adjusted"]["none"]);
    for (how, key) in [
        (Adjustment::Bh, "BH"),
        (Adjustment::By, "BY"),
        (Adjustment::Bonferroni, "bonferroni"),
    ] {
        let wanted = numbers(&reference["adjusted"][key]);
        for (got, want) in how.adjusted(&p).into_iter().zip(wanted) {
            assert_near(got, want, key);
        }
    }
}

#[test]
fn binomial_tails_are_those_of_scipy() {
    let reference = pysal();
    for line in reference["binomial"].as_array().unwrap() {
        let line = numbers(line);
        let [c, n, p, much, little, low, high] = line[..] else {
            panic!("{line:?}");
        };
        let relative = |got: f64, want: f64| (got / want - 1.0).abs();
        assert!(
            relative(as_much(c, n, p), much) < 1e-9,
            "{line:?} {}",
            as_much(c, n, p)
        );
        assert!(
            relative(as_little(c, n, p), little) < 1e-9,
            "{line:?} {}",
            as_little(c, n, p)
        );
        if !low.is_nan() {
            let got = clopper_pearson(c, n, 0.95);
            assert_near(got.0, low, "low");
            assert_near(got.1, high, "high");
        }
    }
}

#[test]
fn the_nearest_neighbour_index_is_that_of_spatstat() {
    let reference = r();
    let (x, y) = (
        numbers(&reference["points"]["x"]),
        numbers(&reference["points"]["y"]),
    );
    let points: Vec<Planar> = x.iter().zip(&y).map(|(&x, &y)| Planar::new(x, y)).collect();
    let mean_m = mean_distance_of_positions_m(&points).unwrap();
    let plain = NearestNeighbour::new(points.len(), mean_m, 400.0 * 250.0);
    let wanted = numbers(&reference["clark_evans"]["none"]);
    assert_near(plain.index(), wanted[0], "index");
    assert_near(Sides::Two.p(plain.z), wanted[1], "p");
    let rim = plain.with_rim(400.0 * 250.0, 1300.0);
    let wanted = numbers(&reference["clark_evans"]["donnelly"]);
    assert_near(rim.index(), wanted[0], "Donnelly");
}

/// The grid of Getis & Ord (1996), from the data kept beside the project.
fn getis_ord() -> Option<(Vec<Planar>, Vec<f64>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/golden/getisord");
    let Ok(text) = fs::read_to_string(folder.join("getisord_go_xyz.csv")) else {
        println!("skipped: {} is missing", folder.display());
        return None;
    };
    let lines = text.lines().skip(1);
    let line = |line: &str| {
        let mut fields = line
            .split(',')
            .map(|field| field.trim().parse::<f64>().unwrap());
        let mut next = || fields.next().unwrap();
        (Planar::new(next(), next()), next())
    };
    Some(lines.map(line).unzip())
}

#[test]
fn the_grid_of_getis_and_ord_has_the_published_values() {
    let Some((points, values)) = getis_ord() else {
        return;
    };
    assert_eq!(points.len(), 256);
    let bounds = Bounds::around(points.iter().copied()).unwrap();
    let lattice = Lattice::Square { side_m: 30.0 };
    // Its points are corners of our cells; each opens the cell to its north-east.
    let cells = StudyCells::new(lattice, bounds, |_| false, &points).unwrap();
    let of_cell = |i: usize| cells.number_of(points[i]).unwrap();
    let counts = cells.counts(points.iter().copied().zip(values.iter().copied()));
    let published = [
        (30.0, 1.221_979),
        (60.0, 1.748_098),
        (90.0, 1.986_135),
        (120.0, 1.893_374),
        (150.0, 1.237_454),
    ];
    for (band_m, want) in published {
        let neighbours = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m });
        let z = local_g(&counts, &neighbours, Own::LeftOut)[of_cell(119)];
        assert!((z - want).abs() < 5e-7, "{band_m}: {z}");
        let slow = local_g(&values, &Listed::within(&points, band_m), Own::LeftOut)[119];
        assert!((z - slow).abs() < 1e-12);
    }
    let neighbours = LatticeNeighbours::new(&cells, Neighbourhood::Band { band_m: 30.0 });
    let star = local_g(&counts, &neighbours, Own::Counted)[of_cell(119)];
    assert!((star - 1.450_780).abs() < 5e-7, "{star}");
    // Some tools divide the variance by n - 1.
    let other = star * (255.0_f64 / 256.0).sqrt();
    assert!((other - 1.447_943).abs() < 5e-7, "{other}");
}
