//! What the methods say of the sample town of the tests.

use super::*;
use crate::analysis::kernel::Kernel;
use crate::analysis::methods::{Report, Value, Values, by_id};
use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::selection::select;
use crate::analysis::surface::SurfaceParams;
use crate::base::{Civil, Progress, When};
use crate::data::premises::PremisesChoice;
use crate::data::{Dataset, Filter};
use jiff::civil::date;

/// Eight crowds of unlike size that go on for two years, and incidents anywhere.
fn town(months: u32) -> Dataset {
    let incidents = (0..3000_u32).map(|i| {
        let crowd = f64::from(i % 8);
        let (x, y) = if i % 3 == 0 {
            (f64::from(i * 7919 % 3001), f64::from(i * 104_729 % 3001))
        } else {
            let apart = f64::from(i / 8 % 7) * 12.0 * (1.0 + crowd);
            (300.0 * crowd + apart, 2500.0 - 300.0 * crowd)
        };
        let day = date(2022, 1, 1).saturating_add(jiff::Span::new().days(i * 37 % (months * 30)));
        let at = When::At(Civil::on(day, 15 * 3600));
        (384_000.0 + x, 398_000.0 + y, at, "")
    });
    Dataset::from_points(incidents)
}

fn ask(data: &Dataset, id: &str, unit: Unit, set: &[(&str, u64)]) -> Result<Report, MethodError> {
    let method = by_id(id).unwrap();
    let filter = Filter::default();
    let selection = select(data, &filter, &Progress::new()).unwrap();
    let parameters = method.parameters();
    let mut values = Values::of(&parameters);
    for (key, count) in set {
        let parameter = parameters.iter().find(|p| p.key == *key).unwrap();
        values.set(parameter, Value::Count(*count)).unwrap();
    }
    method.report(&Input {
        data,
        selection: &selection,
        filter: &filter,
        ranking: &RankParams {
            unit,
            separation_m: None,
            top: 6,
            min_incidents: 1,
            within_area: false,
            premises: PremisesChoice::All,
        },
        surface: &SurfaceParams {
            kernel: Kernel::Quartic,
            bandwidth_m: 150.0,
            cell_m: 50.0,
            extent: None,
            mask: false,
        },
        values: &values,
        progress: &Progress::new(),
    })
}

fn is_square(report: &Report) {
    for table in &report.tables {
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.key);
        }
    }
}

const DISCS: Unit = Unit::Disc { radius_m: 100.0 };

#[test]
fn stability_says_who_is_core_and_draws_the_list() {
    let report = ask(&town(24), "stability", DISCS, &[("replicates", 60)]).unwrap();
    is_square(&report);
    assert!(report.headline.contains("6 places"), "{}", report.headline);
    assert!(
        report.statement.contains("60 lists, seed 1"),
        "{}",
        report.statement
    );
    assert_eq!((report.marks.len(), report.tables[0].rows.len()), (6, 6));
    // Two sizes, the list and six start dates.
    assert_eq!(report.tables[1].rows.len(), 9);
    assert_eq!(report.tables[2].rows.len(), 54);
    assert_eq!(report.plots.len(), 2);
}

#[test]
fn stability_is_the_same_for_one_seed_and_another_for_another() {
    let of_seed = |seed: u64| {
        let set = [("replicates", 60), ("seed", seed)];
        ask(&town(24), "stability", DISCS, &set).unwrap().tables
    };
    assert_eq!(of_seed(4), of_seed(4));
    assert_ne!(of_seed(4), of_seed(5));
}

#[test]
fn a_back_test_compares_and_suggests() {
    let report = ask(&town(24), "backtest", DISCS, &[]).unwrap();
    is_square(&report);
    assert!(
        report.headline.starts_with("The list made before"),
        "{}",
        report.headline
    );
    assert!(
        report.headline.contains("last year's counts"),
        "{}",
        report.headline
    );
    let choices = &report.tables[0];
    // The list, four sizes, squares, hexagons, four bandwidths, last year and chance.
    assert_eq!(choices.rows.len(), 13);
    assert_eq!(report.tables[1].rows.len(), 6);
    assert!(
        report.notes[0].contains("3 months were hidden"),
        "{:?}",
        report.notes
    );
    let asked = ask(&town(24), "backtest", DISCS, &[("hide-months", 5)]).unwrap();
    assert!(!asked.notes[0].contains("were hidden"), "{:?}", asked.notes);
}

#[test]
fn places_without_an_area_are_still_scored() {
    let report = ask(&town(9), "backtest", Unit::Place { radius_m: 5.0 }, &[]).unwrap();
    is_square(&report);
    let notes = report.notes.join(" ");
    assert!(notes.contains("have no area"), "{notes}");
    assert!(notes.contains("year before"), "{notes}");
}

#[test]
fn what_cannot_be_answered_says_what_to_do() {
    let undated = Dataset::from_points([(1.0, 1.0, When::Unknown, "")]);
    let Err(MethodError::Unanswerable(why)) = ask(&undated, "backtest", DISCS, &[]) else {
        panic!("there is no date");
    };
    assert!(why.contains("open a file with dates"), "{why}");
    let nothing = Dataset::from_points([]);
    let Err(MethodError::Unanswerable(why)) = ask(&nothing, "stability", DISCS, &[]) else {
        panic!("there is no incident");
    };
    assert!(why.contains("ask for more dates"), "{why}");
}

#[test]
fn shares_read_as_people_say_them() {
    let said = [0.124, 0.8, 1.0, 0.0, 0.0031, 0.9999, 0.051].map(percent);
    assert_eq!(
        said,
        ["12.4 %", "80 %", "100 %", "0 %", "0.31 %", "100 %", "5.1 %"]
    );
    assert_eq!(
        [0.0214, -0.0049, -0.0001].map(points),
        ["2.1", "−0.5", "0.0"]
    );
}
