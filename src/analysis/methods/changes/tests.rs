//! The methods asked about a town of which the answers are known.

use jiff::civil::date;

use crate::analysis::methods::test_town::{
    DAYS, ask, ask_of, assert_whole, column, first_day, number, points, town,
};
use crate::analysis::methods::{Cell, Class, MethodError, Report, TextTable, Value};
use crate::base::When;
use crate::base::when::{date_of_day, day_number};
use crate::data::{Dataset, Filter};

const IDS: [&str; 7] = [
    "two-periods",
    "rate-ratios",
    "turnover",
    "emerging",
    "dual-density",
    "year-on-year",
    "seasonal",
];

fn holidays() -> [(&'static str, Value); 2] {
    [
        ("bank-holidays", Value::Flag(true)),
        ("eves", Value::Flag(true)),
    ]
}

fn all() -> Vec<Report> {
    let mut reports: Vec<Report> = IDS.iter().map(|id| ask(id, &[])).collect();
    reports.push(ask("events", &holidays()));
    reports.push(ask(
        "rate-ratios",
        &[("of", Value::Text("cells".to_owned()))],
    ));
    reports
}

#[test]
fn every_report_is_whole() {
    all().iter().for_each(assert_whole);
}

#[test]
fn the_order_of_the_file_changes_no_figure() {
    let mut backwards = points();
    backwards.reverse();
    let (town, turned) = (town(), Dataset::from_points(backwards));
    let of = |data: &Dataset, id: &str| ask_of(data, &Filter::default(), id, &[]).unwrap();
    for id in IDS {
        assert_eq!(of(&town, id), of(&turned, id), "{id}");
    }
}

#[test]
fn two_halves_hold_what_the_town_was_made_of() {
    let report = ask("two-periods", &[]);
    // 731 days: the first is in neither half.
    let weights: Vec<f64> = column(&report, "periods", "weight")
        .iter()
        .map(number)
        .collect();
    assert_eq!(
        column(&report, "periods", "days"),
        [Cell::Count(365), Cell::Count(365)]
    );
    let nights = (365..DAYS).filter(|i| matches!(i % 7, 5 | 6)).count() as f64;
    // The last day's span of the streets, from 03:00 to 09:00, has half of it after 06:00.
    let all = 730.0 - 0.5 + 365.0 + 2.0 * nights;
    assert!(
        (weights.iter().sum::<f64>() - all).abs() < 1e-9,
        "{weights:?}"
    );
    let ratio = number(&column(&report, "change", "ratio")[0]);
    assert!((ratio - weights[1] / weights[0]).abs() < 1e-12);
    assert!(number(&column(&report, "change", "ratio_low")[0]) > 1.0);
    assert_eq!(report.plots.len(), 1);
}

#[test]
fn periods_can_be_said() {
    let text = |text: &str| Value::Text(text.to_owned());
    let split = ask("two-periods", &[("split", Value::Date(date(2024, 7, 1)))]);
    assert_eq!(
        column(&split, "periods", "since"),
        [Cell::from("2023-01-01"), Cell::from("2024-07-01")]
    );
    assert!(
        split
            .notes
            .iter()
            .any(|note| note.contains("other seasons") || note.contains("seasons"))
    );
    let before = ask("two-periods", &[("before", text("2023-01-01..2023-03-31"))]);
    assert_eq!(
        column(&before, "periods", "until"),
        [Cell::from("2023-03-31"), Cell::from("2024-12-31")]
    );
    for wrong in ["2023", "2031-01-01..2031-02-01", "2023-01-01..2024-12-31"] {
        let refused = ask_of(
            &town(),
            &Filter::default(),
            "two-periods",
            &[("before", text(wrong))],
        );
        assert!(
            matches!(refused, Err(MethodError::Unanswerable(_))),
            "{wrong}"
        );
    }
}

#[test]
fn the_strip_got_worse_and_the_market_did_not() {
    let report = ask("rate-ratios", &[]);
    let of = |key: &str| column(&report, "places", key);
    let at = |x: f64| {
        of("x")
            .iter()
            .position(|cell| (number(cell) - x).abs() < 15.0)
            .unwrap()
    };
    let (market, strip) = (at(2100.0), at(4110.0));
    assert!(number(&of("p_adjusted")[market]) > 0.5);
    assert!(number(&of("p_adjusted")[strip]) < 1e-6);
    assert_eq!(report.marks.len(), of("x").len());
    let worst = report
        .marks
        .iter()
        .filter(|mark| mark.class == Class::More(3))
        .count();
    assert_eq!(worst, 1, "{:?}", report.marks);
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("regression to the mean"))
    );
}

#[test]
fn the_strip_is_new_on_the_list_and_the_market_persistent() {
    let report = ask("turnover", &[]);
    let (names, status) = (
        column(&report, "places", "rank_after"),
        column(&report, "places", "status"),
    );
    let of_rank = |rank: u64| {
        let place = names
            .iter()
            .position(|cell| *cell == Cell::Count(rank))
            .unwrap();
        status[place].clone()
    };
    // 104 nights of two incidents against 182 evenings of one.
    assert_eq!(of_rank(1), Cell::from("new"));
    assert_eq!(of_rank(2), Cell::from("persistent"));
}

#[test]
fn the_strip_emerges_and_the_market_lasts() {
    let cells = ask(
        "emerging",
        &[
            ("rings", Value::Count(0)),
            ("steps-back", Value::Count(0)),
            ("cell", Value::Number(500.0)),
        ],
    );
    let (x, patterns) = (
        column(&cells, "cells", "x"),
        column(&cells, "cells", "pattern"),
    );
    let of = |west: f64| {
        let places = x.iter().zip(&patterns);
        places
            .filter(|(x, _)| number(x) == west)
            .map(|(_, p)| p.clone())
            .collect::<Vec<_>>()
    };
    assert!(
        of(2000.0).contains(&Cell::from("persistent hot spot")),
        "{:?}",
        of(2000.0)
    );
    let strip = of(4000.0);
    assert!(
        strip.contains(&Cell::from("consecutive hot spot")),
        "{strip:?}"
    );
}

#[test]
fn density_grew_at_the_strip_alone() {
    let report = ask("dual-density", &[("expected", Value::Number(0.5))]);
    let z = column(&report, "cells", "z");
    let x = column(&report, "cells", "x");
    let surest = x.iter().zip(&z).find(|(_, z)| number(z) > 0.0).unwrap();
    assert!((number(surest.0) - 4100.0).abs() < 400.0, "{surest:?}");
    assert!(
        report
            .marks
            .iter()
            .any(|mark| mark.class == Class::Unsupported)
    );
    let strict = ask("dual-density", &[("expected", Value::Number(50.0))]);
    let cells = |report: &Report| report.tables[0].rows.len();
    assert!(cells(&strict) < cells(&report));
}

#[test]
fn a_year_is_held_against_the_same_dates() {
    let report = ask("year-on-year", &[]);
    assert_eq!(
        column(&report, "year_on_year", "year"),
        [Cell::from("2024")]
    );
    assert_eq!(column(&report, "year_on_year", "days"), [Cell::Count(366)]);
    let total: f64 = column(&report, "months", "total").iter().map(number).sum();
    assert!((total - points().len() as f64).abs() < 1e-9);
    assert_eq!(report.plots[0].series.len(), 2);
}

#[test]
fn months_without_a_season_have_none_that_is_strong() {
    let report = ask("seasonal", &[("per-day", Value::Flag(true))]);
    let season: Vec<f64> = column(&report, "season", "season")
        .iter()
        .map(number)
        .collect();
    assert_eq!(season.len(), 12);
    assert!((season.iter().sum::<f64>() - 12.0).abs() < 1e-9);
    let short = Dataset::from_points(points().into_iter().take(900));
    let refused = ask_of(&short, &Filter::default(), "seasonal", &[]);
    assert!(refused.is_err_and(|error| error.to_string().contains("whole months")));
}

#[test]
fn matches_with_trouble_have_an_uplift_and_holidays_have_none() {
    let mut points = points();
    let matches: Vec<i64> = (0..10).map(|i| first_day() + 45 + 61 * i).collect();
    for day in &matches {
        for i in 0..9 {
            let at = When::At(crate::base::Civil(day * 86_400 + 75_600 + i));
            points.push((500.0, 500.0, at, "Violence"));
        }
    }
    let table = TextTable {
        file: "matches.csv".to_owned(),
        header: ["date", "name", "kind"].map(str::to_owned).to_vec(),
        rows: matches
            .iter()
            .map(|&day| {
                vec![
                    date_of_day(day).to_string(),
                    "City".to_owned(),
                    "match".to_owned(),
                ]
            })
            .collect(),
    };
    let said = [
        ("events", Value::Table(std::sync::Arc::new(table))),
        ("bank-holidays", Value::Flag(true)),
    ];
    let report = ask_of(
        &Dataset::from_points(points),
        &Filter::default(),
        "events",
        &said,
    )
    .unwrap();
    assert_whole(&report);
    assert_eq!(
        column(&report, "kinds", "kind"),
        [Cell::from("bank holiday"), Cell::from("match")]
    );
    // 2023 had nine with the coronation, 2024 eight.
    assert_eq!(
        column(&report, "kinds", "events"),
        [Cell::Count(17), Cell::Count(10)]
    );
    let low: Vec<f64> = column(&report, "kinds", "ratio_low")
        .iter()
        .map(number)
        .collect();
    assert!(low[0] < 1.0 && low[1] > 2.5, "{low:?}");
    let refused = ask_of(&town(), &Filter::default(), "events", &[]);
    assert!(refused.is_err_and(|error| error.to_string().contains("--events")));
}

#[test]
fn data_without_dates_say_so() {
    let undated = Dataset::from_points([(0.0, 0.0, When::Unknown, "")]);
    for id in IDS {
        let refused = ask_of(&undated, &Filter::default(), id, &[]);
        assert!(matches!(refused, Err(MethodError::Unanswerable(_))), "{id}");
    }
}

#[test]
fn months_are_held_against_months() {
    let month = |i: i64| {
        let first = date(2021, 1, 1).saturating_add(jiff::Span::new().months(i % 26));
        let (first, last) = (day_number(first), day_number(first.last_of_month()));
        (
            (i % 5 * 300) as f64,
            0.0,
            When::Months { first, last },
            "ASB",
        )
    };
    let data = Dataset::from_points((0..1300).map(month));
    let of = |id: &str| ask_of(&data, &Filter::default(), id, &[]).unwrap();
    let periods = of("two-periods");
    assert_eq!(
        column(&periods, "periods", "since"),
        [Cell::from("2021-01-01"), Cell::from("2022-02-01")]
    );
    assert_eq!(
        column(&periods, "periods", "weight"),
        [Cell::Number(650.0), Cell::Number(650.0)]
    );
    for id in ["emerging", "year-on-year", "seasonal"] {
        assert_whole(&of(id));
    }
    let refused = ask_of(&data, &Filter::default(), "events", &holidays());
    assert!(refused.is_err_and(|error| error.to_string().contains("month")));
}
