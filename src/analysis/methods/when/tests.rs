//! The methods asked about a town of which the answers are known.

use crate::analysis::methods::test_town::{
    ask, ask_of, assert_whole, column, number, points, town,
};
use crate::analysis::methods::{Cell, MethodError, Outline, Series, Value};
use crate::base::{ClockWindow, When};
use crate::data::filter::TimeFilter;
use crate::data::{Dataset, Filter};

const IDS: [&str; 5] = [
    "week-matrix",
    "day-clock",
    "peak-window",
    "storyboard",
    "calendar",
];

#[test]
fn every_report_is_whole() {
    for id in IDS {
        assert_whole(&ask(id, &[]));
    }
}

#[test]
fn neither_the_order_of_the_file_nor_threads_change_a_figure() {
    let mut backwards = points();
    backwards.reverse();
    let (town, turned) = (town(), Dataset::from_points(backwards));
    let of = |data: &Dataset, id: &str| ask_of(data, &Filter::default(), id, &[]).unwrap();
    for id in IDS {
        assert_eq!(of(&town, id), of(&turned, id), "{id}");
        let alone = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        let two = rayon::ThreadPoolBuilder::new()
            .num_threads(2)
            .build()
            .unwrap();
        assert_eq!(
            alone.install(|| of(&town, id)),
            two.install(|| of(&town, id)),
            "{id}"
        );
    }
}

#[test]
fn one_in_the_morning_on_saturday_is_friday_night() {
    let report = ask("week-matrix", &[]);
    let hours = column(&report, "hours", "hour");
    let one = hours
        .iter()
        .position(|hour| *hour == Cell::from("01:00"))
        .unwrap();
    assert_eq!(hours[0], Cell::from("06:00"));
    // The strip's Fridays and Saturdays; nothing much on the other nights.
    for (day, least, most) in [
        ("fri", 100.0, 130.0),
        ("sat", 100.0, 130.0),
        ("sun", 0.0, 20.0),
    ] {
        let weight = number(&column(&report, "hours", day)[one]);
        assert!((least..most).contains(&weight), "{day} {weight}");
    }
    let all: f64 = column(&report, "hours", "all").iter().map(number).sum();
    assert!((all - points().len() as f64).abs() < 1e-6);
}

#[test]
fn long_spans_are_left_out_where_that_is_asked() {
    // Every tenth incident of the streets has a span of six hours.
    let text = |text: &str| Value::Text(text.to_owned());
    let long = [
        ("long-spans", text("nothing")),
        ("longest", Value::Number(5.0)),
    ];
    for id in ["week-matrix", "day-clock"] {
        let all = ask(id, &[]);
        let without = ask(id, &long);
        assert!(without.statement.contains("more than 5 hours left out"));
        assert!(!all.statement.contains("left out"));
        let is_said = |note: &String| note.starts_with("74 incidents have a span of more than 5");
        assert!(without.notes.iter().any(is_said), "{:?}", without.notes);
        assert!(!all.notes.iter().any(is_said));
    }
    let weight = |said: &[(&str, Value)]| -> f64 {
        let report = ask("week-matrix", said);
        column(&report, "hours", "all").iter().map(number).sum()
    };
    assert!((weight(&[]) - weight(&long) - 74.0).abs() < 1e-6);
    let alike = [("long-spans", text("alike")), long[1].clone()];
    assert!((weight(&[]) - weight(&alike)).abs() < 1e-6);
}

#[test]
fn the_clock_begins_where_it_is_told_to() {
    for (start, first) in [("12:00", "12:00"), ("06:00", "06:00"), ("00:00", "00:00")] {
        let report = ask("day-clock", &[("start", Value::Text(start.to_owned()))]);
        assert_eq!(column(&report, "hours", "hour")[0], Cell::from(first));
        let shares: f64 = column(&report, "hours", "share").iter().map(number).sum();
        assert!((shares - 100.0).abs() < 1e-9);
        let [Series::Bars { bars, .. }, Series::Line { .. }] = &report.plots[0].series[..] else {
            panic!("{:?}", report.plots[0].series);
        };
        assert_eq!(bars.len(), 24);
    }
}

#[test]
fn the_strip_alone_has_its_peak_at_one() {
    let strip: Vec<_> = points()
        .into_iter()
        .filter(|p| p.0 > 4090.0 && p.1 == 900.0)
        .collect();
    let data = Dataset::from_points(strip);
    let said = [("hours", Value::Number(1.0))];
    let report = ask_of(&data, &Filter::default(), "peak-window", &said).unwrap();
    // The first of all stretches that hold the moment.
    assert_eq!(
        column(&report, "stretches", "window")[0],
        Cell::from("00:15-01:15")
    );
    assert_eq!(number(&column(&report, "stretches", "share")[0]), 100.0);
    assert_eq!(
        number(&column(&report, "stretches", "found_again")[0]),
        100.0
    );
    let weight: f64 = column(&report, "stretches", "weight")[1..]
        .iter()
        .filter(|cell| **cell != Cell::None)
        .map(number)
        .sum();
    assert_eq!(weight, data.incidents.len() as f64);
}

#[test]
fn the_centre_goes_to_the_strip_after_midnight() {
    let report = ask("storyboard", &[]);
    let x: Vec<f64> = column(&report, "windows", "x").iter().map(number).collect();
    assert_eq!(x.len(), 4);
    assert!(x[2] > x[1] + 500.0, "{x:?}");
    assert!(number(&column(&report, "windows", "p_value")[2]) < 0.001);
    assert_eq!(column(&report, "windows", "drift_m")[0], Cell::None);
    let weight: f64 = column(&report, "windows", "weight")
        .iter()
        .map(number)
        .sum();
    let all = points().len() as f64;
    // Spans of the streets that run on after 06:00 lose a part.
    assert!(weight < all && weight > 0.97 * all, "{weight} {all}");
    let lines = report
        .marks
        .iter()
        .filter(|mark| matches!(mark.outline, Outline::Line(_)));
    assert_eq!(lines.count(), 3);
    let Series::Matrix { cells, .. } = &report.plots[0].series[0] else {
        panic!("no matrix");
    };
    let columns = cells.iter().fold(0.0_f64, |most, cell| most.max(cell[0]));
    assert!((60.0..140.0).contains(&columns), "{columns}");
}

#[test]
fn windows_can_be_said_and_wrong_ones_are_refused() {
    let said = |text: &str| [("windows", Value::Text(text.to_owned()))];
    let report = ask("storyboard", &said("20:00-22:00,00:00-04:00"));
    assert_eq!(column(&report, "windows", "window").len(), 2);
    let refused = ask_of(&town(), &Filter::default(), "storyboard", &said("20-22"));
    assert!(matches!(refused, Err(MethodError::Unanswerable(_))));
}

#[test]
fn weeks_hold_every_incident_and_know_what_is_whole() {
    let report = ask("calendar", &[]);
    let weight: f64 = column(&report, "weeks", "weight").iter().map(number).sum();
    assert!((weight - points().len() as f64).abs() < 1e-9);
    let whole = column(&report, "weeks", "whole");
    // 2023-01-01 was a Sunday, 2024-12-31 a Tuesday.
    assert_eq!(
        (whole.first(), whole.last()),
        (Some(&Cell::Flag(false)), Some(&Cell::Flag(false)))
    );
    assert_eq!(whole.len(), 106);
    assert_eq!(
        column(&report, "years", "days"),
        [Cell::Count(365), Cell::Count(366)]
    );
    assert_eq!(column(&report, "months", "first").len(), 24);
}

#[test]
fn dates_without_a_clock_have_a_calendar_but_no_hours() {
    let days = (0..60).map(|day| {
        let day = 19_000 + day;
        (
            0.0,
            0.0,
            When::Days {
                first: day,
                last: day,
            },
            "",
        )
    });
    let data = Dataset::from_points(days);
    let of = |id: &str| ask_of(&data, &Filter::default(), id, &[]);
    assert_whole(&of("calendar").unwrap());
    for id in ["week-matrix", "day-clock", "peak-window", "storyboard"] {
        assert!(of(id).is_err(), "{id}");
    }
}

#[test]
fn a_window_and_weekdays_of_the_filter_hold() {
    let filter = Filter {
        time: TimeFilter {
            window: Some(ClockWindow {
                start: "00:00".parse().unwrap(),
                end: "04:00".parse().unwrap(),
            }),
            days: "fri,sat".parse().unwrap(),
            ..TimeFilter::default()
        },
        ..Filter::default()
    };
    let report = ask_of(
        &town(),
        &filter,
        "peak-window",
        &[("hours", Value::Number(1.0))],
    )
    .unwrap();
    let windows = column(&report, "stretches", "window");
    assert_eq!(windows[1], Cell::None, "nothing on Mondays");
    let days = ask_of(&town(), &filter, "week-matrix", &[]).unwrap();
    let weights: Vec<f64> = column(&days, "days", "weight").iter().map(number).collect();
    assert!(weights[..4].iter().all(|w| *w == 0.0) && weights[4] > 100.0 && weights[5] > 100.0);
    let panel = ask_of(&town(), &filter, "storyboard", &[]).unwrap();
    assert!(panel.notes.iter().any(|note| note.contains("in place of")));
}
