//! Rates and funnels.

use jiff::civil::date;

use super::ask::{Question, cell, day_of_2024, number, spot, squares};
use crate::analysis::methods::{Cell, Class, Series};
use crate::analysis::rank::{RankParams, Unit, rank};
use crate::analysis::selection::select;
use crate::base::{Civil, ClockWindow, Planar, Progress, When};
use crate::data::premises::{NightRule, PremisesChoice};
use crate::data::{Dataset, Premises, PremisesList};

/// So many incidents in each of four squares, over all of 2024.
fn town(counts: &[usize], residents: &[Option<f64>]) -> Dataset {
    let names = ["North", "East", "South", "West", "Docks", "Moor"];
    let mut points = Vec::new();
    for (square, &count) in counts.iter().enumerate() {
        points.extend((0..count).map(|n| {
            let (x, y) = spot(square, n);
            (x, y, day_of_2024(n * 365 / count.max(2)), "Violence")
        }));
    }
    // The year's last day belongs to the period too.
    points.push((384_050.0, 398_050.0, day_of_2024(365), "Violence"));
    let named: Vec<_> = names.into_iter().zip(residents.iter().copied()).collect();
    Dataset::from_points(points).with_areas(squares(&named))
}

fn at(name: &str, x: f64, capacity: Option<u32>) -> Premises {
    Premises {
        name: name.to_owned(),
        kind: Some("pub".to_owned()),
        position: Planar::new(x, 398_500.0),
        capacity,
        ..Premises::unknown()
    }
}

#[test]
fn areas_have_rates_by_residents_and_size_with_intervals() {
    let data = town(&[99, 50, 0], &[Some(10_000.0), Some(2000.0), None]);
    let report = Question::of(&data).ask("rates").unwrap();
    let table = &report.tables[0];
    assert_eq!(number(table, "North", "per_1000"), 10.0);
    assert_eq!(number(table, "East", "per_1000"), 25.0);
    // scipy 1.17.1: gamma.ppf(.025, 50) = 37.110964, gamma.isf(.025, 51) = 65.918767.
    assert!((number(table, "East", "per_1000_low") - 37.110_964 / 2.0).abs() < 1e-6);
    assert!((number(table, "East", "per_1000_high") - 65.918_767 / 2.0).abs() < 1e-6);
    let a_year = number(table, "East", "per_1000_a_year");
    assert!((a_year - 25.0 * 365.25 / 366.0).abs() < 1e-9, "{a_year}");
    assert_eq!(cell(table, "South", "per_1000"), Cell::None);
    assert!((number(table, "North", "per_km2") - 100.0).abs() < 1e-6);
    assert_eq!(number(table, "South", "per_km2"), 0.0);
    assert_eq!(table.rows[0][0], Cell::from("East"), "highest first");
    assert!(
        report
            .headline
            .starts_with("East has the highest rate, 25.0"),
        "{}",
        report.headline
    );
    // (100 + 50) / 12,000: South, of which no residents are known, is no part of the whole.
    assert!(
        report.headline.contains("against 12.5 overall"),
        "{}",
        report.headline
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("No residents are known of South"))
    );
    let classes: Vec<Class> = report.marks.iter().map(|mark| mark.class).collect();
    assert_eq!(
        classes,
        [Class::Amount(1.0), Class::Amount(0.4), Class::Unsupported]
    );
}

#[test]
fn without_residents_areas_are_compared_by_size() {
    let data = town(&[4, 9], &[None, None]);
    let report = Question::of(&data).ask("rates").unwrap();
    assert!(report.headline.contains("for a km²"), "{}", report.headline);
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("--boundary-population"))
    );
}

#[test]
fn premises_share_what_lies_between_them_and_count_by_capacity() {
    let x = 384_500.0;
    let points = [(x, 12), (x + 40.0, 6), (x + 500.0, 3)];
    let points = points
        .iter()
        .flat_map(|&(x, n)| (0..n).map(move |i| (x, i)));
    let data =
        Dataset::from_points(points.map(|(x, i)| (x, 398_500.0, day_of_2024(i), "Violence")));
    let list = vec![
        at("Anchor", x - 30.0, Some(200)),
        at("Crown", x + 40.0, Some(50)),
        at("Swan", x + 900.0, None),
    ];
    let data = data.with_premises(PremisesList::new(list, &NightRule::default(), true));
    let report = Question::of(&data).ask("rates").unwrap();
    let table = &report.tables[0];
    // The twelve lie within 50 m of both, the six of the Crown alone, the three of nobody.
    assert_eq!(number(table, "Anchor", "weight"), 6.0);
    assert_eq!(number(table, "Crown", "weight"), 12.0);
    assert_eq!(
        (
            number(table, "Crown", "incidents"),
            number(table, "Swan", "weight")
        ),
        (18.0, 0.0)
    );
    assert_eq!(number(table, "Anchor", "per_100_capacity"), 3.0);
    assert_eq!(number(table, "Crown", "per_100_capacity"), 24.0);
    assert_eq!(cell(table, "Swan", "per_100_capacity"), Cell::None);
    assert!(
        report
            .headline
            .starts_with("Crown has the most within 50 m, 12.0 incidents")
    );
}

#[test]
fn with_nothing_to_count_against_it_says_what_to_add() {
    let data = Dataset::from_points([(0.0, 0.0, day_of_2024(0), "x")]);
    assert!(
        Question::of(&data)
            .refused("rates")
            .contains("--boundaries")
    );
    assert!(
        Question::of(&data)
            .refused("funnel")
            .contains("--boundaries")
    );
    let few = town(&[3, 3], &[Some(10.0), Some(10.0)]);
    let refused = Question::of(&few)
        .text("per", "residents")
        .refused("funnel");
    assert!(refused.contains("Only 2 areas"), "{refused}");
}

#[test]
fn a_funnel_finds_the_area_that_differs_and_no_other() {
    // Ten for 1,000 everywhere, but for thirty at the docks, which are small.
    let residents = [10_000.0, 8000.0, 12_000.0, 9000.0, 1500.0, 5000.0].map(Some);
    let data = town(&[99, 80, 120, 90, 45, 50], &residents);
    let report = Question::of(&data)
        .text("dispersion", "none")
        .ask("funnel")
        .unwrap();
    let table = &report.tables[0];
    assert_eq!(table.rows[0][0], Cell::from("Docks"));
    assert_eq!(cell(table, "Docks", "zone"), Cell::from("above 99.8 %"));
    for usual in ["North", "East", "South", "West", "Moor"] {
        assert_eq!(cell(table, usual, "zone"), Cell::from("within"), "{usual}");
    }
    let overall = 485.0 / 45_500.0;
    assert!((number(table, "Docks", "expected") - 1500.0 * overall).abs() < 1e-9);
    let classes: Vec<Class> = report.marks.iter().map(|mark| mark.class).collect();
    assert_eq!(classes[4], Class::More(3));
    assert!(
        classes
            .iter()
            .filter(|&&class| class == Class::Plain)
            .count()
            == 5
    );
    assert!(
        report.headline.starts_with("Of 6 areas, 1 have more"),
        "{}",
        report.headline
    );
    // Limits close in on the overall rate as areas grow.
    let plot = &report.plots[0];
    let Series::Line { points, .. } = &plot.series[4] else {
        panic!("{plot:?}")
    };
    assert!(
        points
            .windows(2)
            .all(|pair| pair[1][1] < pair[0][1] && pair[1][1] > overall * 1000.0)
    );
}

#[test]
fn over_dispersed_areas_get_wider_limits() {
    let residents = [10_000.0, 10_000.0, 10_000.0, 10_000.0, 10_000.0, 10_000.0].map(Some);
    let data = town(&[50, 200, 90, 300, 20, 120], &residents);
    let exact = Question::of(&data)
        .text("dispersion", "none")
        .ask("funnel")
        .unwrap();
    let wide = Question::of(&data).ask("funnel").unwrap();
    let upper =
        |report: &crate::analysis::methods::Report| number(&report.tables[0], "West", "upper_95");
    assert!(upper(&wide) > 1.5 * upper(&exact));
    assert_eq!(
        cell(&wide.tables[0], "West", "zone_exact"),
        Cell::from("above 99.8 %")
    );
    assert_eq!(cell(&wide.tables[0], "West", "zone"), Cell::from("within"));
    assert!(
        wide.notes[0].contains("more than chance"),
        "{}",
        wide.notes[0]
    );
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let points: Vec<_> = (0..300)
        .map(|n| {
            let (x, y) = spot(n % 3, n);
            (x, y, day_of_2024(n), "Violence")
        })
        .collect();
    let areas = squares(&[
        ("A", Some(1000.0)),
        ("B", Some(2000.0)),
        ("C", Some(3000.0)),
    ]);
    let ask = |points: Vec<_>| {
        let data = Dataset::from_points(points).with_areas(areas.clone());
        ["rates", "funnel"].map(|id| Question::of(&data).ask(id).unwrap())
    };
    assert_eq!(ask(points.clone()), ask(points.into_iter().rev().collect()));
}

/// What areas and premises hold is what the ranked list says they hold, of weights below 1 too.
#[test]
fn areas_and_premises_hold_what_the_ranked_list_says() {
    let points = (0..400_usize).map(|n| {
        let (x, y) = spot(n % 2, n);
        let from = Civil::on(date(2024, 3, 1), (n * 3571) as i64);
        let to = Civil(from.0 + 60 * (n % 7 * 90) as i64);
        let when = if n % 7 == 0 {
            When::At(from)
        } else {
            When::Between { from, to }
        };
        (x, y, when, "Violence")
    });
    let data = Dataset::from_points(points).with_areas(squares(&[("A", Some(1e3)), ("B", None)]));
    let list = (0..9).map(|n| at(&format!("Inn {n}"), 384_100.0 + 150.0 * f64::from(n), None));
    let list = PremisesList::new(list.collect(), &NightRule::default(), true);
    let data = data.with_premises(list);
    let mut asked = Question::of(&data);
    asked.filter.time.window = Some(ClockWindow::NIGHT);
    let report = asked.ask("rates").unwrap();
    let selection = select(&data, &asked.filter, &Progress::new()).unwrap();
    assert!(
        selection.possible > 50,
        "weights below 1 are what this is about"
    );
    for (table, unit) in [(0, Unit::Area), (1, Unit::Premises { radius_m: 50.0 })] {
        let params = RankParams {
            unit,
            separation_m: None,
            top: 100,
            min_incidents: 1,
            within_area: false,
            premises: PremisesChoice::Nte,
        };
        let list = rank(
            &data,
            &selection,
            &asked.filter.time,
            &params,
            &Progress::new(),
        )
        .unwrap();
        assert!(list.hotspots.len() >= 2);
        for hotspot in &list.hotspots {
            let of = |column| number(&report.tables[table], &hotspot.name, column);
            assert_eq!(
                of("incidents"),
                hotspot.incidents as f64,
                "{}",
                hotspot.name
            );
            assert!(
                (of("weight") - hotspot.weight).abs() < 1e-9,
                "{}",
                hotspot.name
            );
        }
    }
}
