//! Where a town lies, and which way it faces, decides no figure: what stands on distances alone
//! says the same of a town that is shifted by any amount and turned by a right angle, and what
//! stands on a fixed lattice the same of a town that is shifted by whole cells. [`CASES`] says of
//! every method which of these it is; a method that is not listed there fails the test.
//!
//! The town is laid on the National Grid, in multiples of an eighth of a metre, so that distances
//! before and after are equal to the last bit and ties stay ties.

mod cases;
mod comparison;
mod town;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use nightbeat::analysis::kernel::Kernel;
use nightbeat::analysis::methods;
use nightbeat::analysis::rank::{RankParams, Unit, rank};
use nightbeat::analysis::selection::select;
use nightbeat::analysis::surface::{SurfaceParams, surface};
use nightbeat::base::Progress;
use nightbeat::data::Dataset;
use nightbeat::project::Project;

use cases::{CASES, Case};
use comparison::{Comparison, near, same_number};
use town::{BY_CELLS, Move, SHIFTED, STAYS, TURNED, Times, town};

#[test]
fn every_method_says_what_ground_it_stands_on() {
    let listed: BTreeSet<&str> = CASES.iter().map(|case| case.id).collect();
    let all: BTreeSet<&str> = methods::all().iter().map(|method| method.id()).collect();
    assert_eq!(listed, all, "decide what a new method stands on, in CASES");
}

#[test]
fn shifting_a_town_changes_no_figure() {
    moving_changes_nothing(SHIFTED);
}

#[test]
fn turning_a_town_changes_no_figure() {
    moving_changes_nothing(TURNED);
}

#[test]
fn shifting_a_town_by_whole_cells_changes_no_figure() {
    moving_changes_nothing(BY_CELLS);
}

fn moving_changes_nothing(moved: Move) {
    let mut failures = String::new();
    for times in [Times::OfTheSample, Times::AcrossSix] {
        let filter = times.filter();
        let (here, there) = (town(times, STAYS), town(times, moved));
        assert_eq!(here.tally.analysed, there.tally.analysed);
        let holds = |case: &&Case| moved.changes_nothing(case.stands, times);
        for case in CASES.iter().filter(holds) {
            let (before, after) = (case.ask(&here, &filter), case.ask(&there, &filter));
            let found = match (&before, &after) {
                (Ok(_), _) if case.unanswered => vec!["is answered".to_owned()],
                (Err(error), _) if !case.unanswered => vec![format!("no answer: {error}")],
                (Ok(before), Ok(after)) => Comparison { case, moved }.of_reports(before, after),
                (before, after) if format!("{before:?}") == format!("{after:?}") => Vec::new(),
                (before, after) => vec![format!("{before:?}\n  {after:?}")],
            };
            for line in found {
                writeln!(failures, "{} {:?}, {times:?}: {line}", case.id, case.said).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{failures}", moved.name);
}

#[test]
fn lists_move_with_the_town() {
    let units = [
        Unit::Disc { radius_m: 100.0 },
        Unit::Place { radius_m: 20.0 },
        Unit::Premises { radius_m: 50.0 },
        Unit::Area,
    ];
    let progress = Progress::new();
    for times in [Times::OfTheSample, Times::AcrossSix] {
        let filter = times.filter();
        let here = town(times, STAYS);
        let turns = Some(TURNED).filter(|_| times == Times::AcrossSix);
        for moved in [Some(SHIFTED), turns].into_iter().flatten() {
            let there = town(times, moved);
            for unit in units {
                let params = RankParams {
                    unit,
                    ..Project::sample().ranking
                };
                let list = |data: &Dataset| {
                    let selection = select(data, &filter, &progress).unwrap();
                    rank(data, &selection, &filter.time, &params, &progress).unwrap()
                };
                let (before, after) = (list(&here).hotspots, list(&there).hotspots);
                assert_eq!(before.len(), after.len(), "{unit:?}");
                assert!(before.len() >= 9, "{unit:?}");
                for (a, b) in before.iter().zip(&after) {
                    let (at, back) = (a.centre, moved.back(b.centre));
                    let is_there = near(at, back) || unit == Unit::Area;
                    let says = format!("{unit:?}, {}: {a:?}\n{b:?}", moved.name);
                    assert!(is_there && a.incidents == b.incidents, "{says}");
                    assert!(same_number(a.weight, b.weight), "{says}");
                    assert_eq!(a.name, b.name, "{says}");
                }
            }
        }
    }
}

#[test]
fn densities_move_with_the_town() {
    // Lattice points go to lattice points: the town turns about a corner of cells.
    let moved = Move {
        name: "turned, and shifted by whole cells",
        turns: true,
        ..BY_CELLS
    };
    let times = Times::OfTheSample;
    let (here, there) = (town(times, STAYS), town(times, moved));
    let progress = Progress::new();
    for kernel in [
        Kernel::Quartic,
        Kernel::Epanechnikov,
        Kernel::Triangular,
        Kernel::Uniform,
        Kernel::Gaussian,
    ] {
        let params = SurfaceParams {
            kernel,
            ..Project::sample().surface
        };
        let surface_of = |data: &Dataset| {
            let selection = select(data, &times.filter(), &progress).unwrap();
            surface(data, &selection, &params, &progress).unwrap()
        };
        let (before, after) = (surface_of(&here), surface_of(&there));
        let lattice = before.lattice;
        let mut above_nothing = 0;
        for (place, density) in before.density_per_km2.iter().enumerate() {
            let centre = lattice.centre(place % lattice.columns, place / lattice.columns);
            let there = after.at(moved.to(centre)).unwrap_or(0.0);
            let slack = 1e-5 * before.peak_per_km2;
            assert!(
                (density - there).abs() <= slack,
                "{kernel:?} {centre:?}: {density} {there}"
            );
            above_nothing += usize::from(*density > 0.0);
        }
        assert!(above_nothing > 5_000, "{above_nothing}");
    }
}
