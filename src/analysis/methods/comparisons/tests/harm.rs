//! Harm beside count.

use super::ask::{Question, cell, day_of_2024, number};
use crate::analysis::methods::{Cell, Class};
use crate::analysis::rank::Unit;
use crate::base::Planar;
use crate::data::premises::NightRule;
use crate::data::{Dataset, Premises, PremisesList};

const SEVERITY: &str = "offence,weight\nhomicide,5475\ncommon assault,19\nrobbery,365";

type Town = Vec<(f64, f64, crate::base::When, &'static str)>;

/// A square of 40 assaults, one of a homicide, one of 6 robberies, and one of 3 of unknown weight.
fn town() -> Town {
    let at = |x: f64, n: usize, category: &'static str| {
        (0..n).map(move |i| (x, 50.0 + i as f64, day_of_2024(i), category))
    };
    let all = at(50.0, 40, "Common assault").chain(at(1050.0, 1, "Homicide"));
    all.chain(at(2050.0, 6, "Robbery"))
        .chain(at(3050.0, 3, "Begging"))
        .collect()
}

fn ranks(report: &crate::analysis::methods::Report) -> Vec<Vec<Cell>> {
    let rows = report.tables[0].rows.iter();
    rows.map(|row| row[2..5].to_vec()).collect()
}

fn of(ranks: [usize; 3]) -> Vec<Cell> {
    ranks.map(Cell::from).to_vec()
}

#[test]
fn three_lists_stand_side_by_side_for_every_kind_of_unit() {
    let data = Dataset::from_points(town());
    for unit in [
        Unit::Square { side_m: 100.0 },
        Unit::Hex { side_m: 400.0 },
        Unit::Disc { radius_m: 60.0 },
        Unit::Place { radius_m: 5.0 },
    ] {
        let mut asked = Question::of(&data).table("severity", SEVERITY);
        asked.unit = unit;
        let report = asked.ask("harm").unwrap();
        // Count 40, 6, 3, 1; harm 760, 2190, 0, 5475; root 174.4, 114.6, 0, 74.0.
        let wanted = [
            of([1, 3, 1]),
            of([2, 2, 2]),
            vec![Cell::from(3_usize), Cell::None, Cell::None],
            of([4, 1, 3]),
        ];
        assert_eq!(ranks(&report), wanted, "{unit:?}");
        let table = &report.tables[0];
        let harm: Vec<Cell> = table.rows.iter().map(|row| row[7].clone()).collect();
        assert_eq!(
            harm,
            [760.0, 2190.0, 0.0, 5475.0].map(Cell::from),
            "{unit:?}"
        );
        let dominated: Vec<Cell> = table.rows.iter().map(|row| row[11].clone()).collect();
        assert_eq!(
            dominated,
            [false, false, false, true].map(Cell::from),
            "{unit:?}"
        );
        assert_eq!(report.marks.len(), 3);
        assert_eq!(report.marks[2].class, Class::Kind(1));
    }
}

#[test]
fn what_has_no_weight_is_counted_and_said() {
    let data = Dataset::from_points(town());
    let report = Question::of(&data)
        .table("severity", SEVERITY)
        .ask("harm")
        .unwrap();
    let said =
        "3 of 50 incidents (6.0 %) have no weight in the table and add no harm: Begging (3).";
    assert!(
        report.notes.iter().any(|note| note == said),
        "{:?}",
        report.notes
    );
    let categories = &report.tables[1];
    assert_eq!(number(categories, "Homicide", "harm"), 5475.0);
    assert_eq!(cell(categories, "Begging", "severity"), Cell::None);
    assert_eq!(number(categories, "Begging", "without_weight"), 3.0);
    let shares = categories.rows.iter().map(|row| match row[5] {
        Cell::Number(share) => share,
        _ => f64::NAN,
    });
    assert!((shares.sum::<f64>() - 1.0).abs() < 1e-12);
    let none = Question::of(&data).table("severity", "offence,weight\nfraud,5");
    let refused = none.refused("harm");
    assert!(
        refused.contains("Common assault (40)") && refused.contains("--severity"),
        "{refused}"
    );
}

#[test]
fn the_lists_by_count_and_harm_share_what_the_headline_says() {
    let data = Dataset::from_points(town());
    let mut asked = Question::of(&data).table("severity", SEVERITY);
    asked.top = 2;
    let report = asked.ask("harm").unwrap();
    let said = "Of the 2 places with most harm, 1 are among the 2 with most incidents; in 1 of \
                them one event";
    assert!(report.headline.starts_with(said), "{}", report.headline);
    assert_eq!(
        report.tables[0].rows.len(),
        3,
        "all that are first on any list"
    );
}

#[test]
fn the_example_table_says_that_it_is_one() {
    let data = Dataset::from_points(town());
    let report = Question::of(&data).ask("harm").unwrap();
    assert!(
        report.notes[0].contains("no measure of harm"),
        "{}",
        report.notes[0]
    );
    assert!(report.statement.contains("example"), "{}", report.statement);
}

#[test]
fn premises_split_the_harm_they_share() {
    let at = |name: &str, x: f64| Premises {
        name: name.to_owned(),
        position: Planar::new(x, 50.0),
        ..Premises::unknown()
    };
    let list = vec![at("Anchor", 1040.0), at("Crown", 1060.0)];
    let data = Dataset::from_points(town());
    let data = data.with_premises(PremisesList::new(list, &NightRule::default(), false));
    let mut asked = Question::of(&data).table("severity", SEVERITY);
    asked.unit = Unit::Premises { radius_m: 30.0 };
    let report = asked.ask("harm").unwrap();
    for name in ["Anchor", "Crown"] {
        assert_eq!(number(&report.tables[0], name, "harm"), 2737.5, "{name}");
        assert_eq!(number(&report.tables[0], name, "count"), 0.5, "{name}");
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let ask = |points: Town| {
        let data = Dataset::from_points(points);
        Question::of(&data)
            .table("severity", SEVERITY)
            .ask("harm")
            .unwrap()
    };
    let (one, other) = (ask(town()), ask(town().into_iter().rev().collect()));
    assert_eq!(
        (one.headline, &one.tables[0]),
        (other.headline, &other.tables[0])
    );
}
