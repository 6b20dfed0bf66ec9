use jiff::civil::{DateTime, date};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

use crate::analysis::night::{HourOfWeek, TimeWeight, TimeWeights, peak, policing_day};
use crate::base::clock::{ClockTime, ClockWindow, Weekdays};
use crate::base::when::{Civil, When, date_of_day, day_number};
use crate::data::filter::TimeFilter;

fn civil(text: &str) -> Civil {
    let at: DateTime = text.parse().unwrap();
    let time = at.time();
    let seconds =
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    Civil::on(at.date(), seconds)
}

fn between(from: &str, to: &str) -> When {
    When::Between {
        from: civil(from),
        to: civil(to),
    }
}

fn at(text: &str) -> When {
    When::At(civil(text))
}

fn days(first: &str, last: &str) -> When {
    let day = |text: &str| day_number(text.parse().unwrap());
    When::Days {
        first: day(first),
        last: day(last),
    }
}

fn august() -> When {
    When::Months {
        first: day_number(date(2021, 8, 1)),
        last: day_number(date(2021, 8, 31)),
    }
}

fn night() -> TimeFilter {
    TimeFilter {
        window: Some(ClockWindow::NIGHT),
        ..TimeFilter::default()
    }
}

fn on_days(days: &str) -> TimeFilter {
    TimeFilter {
        days: days.parse().unwrap(),
        ..TimeFilter::default()
    }
}

fn weigh(filter: TimeFilter, when: When) -> TimeWeight {
    TimeWeights::new(&filter).weigh(when)
}

const WHOLE: TimeWeight = TimeWeight::Part(1.0);

#[test]
fn intervals_weigh_their_share_of_the_night() {
    let cases = [
        (between("2024-03-01T22:30", "2024-03-02T01:30"), 1.0),
        (between("2024-03-01T16:00", "2024-03-01T20:00"), 0.5),
        (between("2024-03-02T05:00", "2024-03-02T07:00"), 0.5),
        (between("2024-03-01T12:00", "2024-03-03T12:00"), 0.5),
        (between("2024-03-01T17:00", "2024-03-02T05:00"), 11.0 / 12.0),
    ];
    for (when, share) in cases {
        assert_eq!(weigh(night(), when), TimeWeight::Part(share), "{when:?}");
    }
    assert_eq!(
        weigh(night(), between("2024-03-01T06:00", "2024-03-01T18:00")),
        TimeWeight::Out
    );
}

#[test]
fn a_single_time_is_in_the_half_open_window_or_not() {
    for (text, inside) in [
        ("17:59:59", false),
        ("18:00:00", true),
        ("05:59:59", true),
        ("06:00:00", false),
    ] {
        let weight = weigh(night(), at(&format!("2024-03-02T{text}")));
        assert_eq!(
            weight,
            if inside { WHOLE } else { TimeWeight::Out },
            "{text}"
        );
    }
}

#[test]
fn saturday_at_two_belongs_to_the_policing_friday() {
    let saturday_two = at("2024-03-02T02:00");
    assert_eq!(weigh(on_days("fri"), saturday_two), WHOLE);
    assert_eq!(weigh(on_days("sat"), saturday_two), TimeWeight::Out);
    let calendar = TimeFilter {
        day_start: ClockTime::MIDNIGHT,
        ..on_days("sat")
    };
    assert_eq!(weigh(calendar, saturday_two), WHOLE);
    let friday_only = TimeFilter {
        since: Some(date(2024, 3, 1)),
        until: Some(date(2024, 3, 1)),
        ..TimeFilter::default()
    };
    assert_eq!(weigh(friday_only, saturday_two), WHOLE);
    assert_eq!(weigh(friday_only, at("2024-03-01T05:59")), TimeWeight::Out);
    let start = ClockTime::from_minutes(360);
    let policing_date = |when| policing_day(when, start).map(date_of_day);
    assert_eq!(policing_date(saturday_two), Some(date(2024, 3, 1)));
    let saturday = days("2024-03-02", "2024-03-02");
    assert_eq!(policing_date(saturday), Some(date(2024, 3, 2)));
}

#[test]
fn clock_changes_are_counted_on_the_wall_clock() {
    let early = TimeFilter {
        window: "01:00-02:00".parse().ok(),
        ..TimeFilter::default()
    };
    // 2024-03-31: 01:00-02:00 did not exist. 2024-10-27: it was there twice. Both count once.
    for night in ["2024-03-31", "2024-10-27"] {
        let three_hours = between(&format!("{night}T00:30"), &format!("{night}T03:30"));
        assert_eq!(
            weigh(early, three_hours),
            TimeWeight::Part(1.0 / 3.0),
            "{night}"
        );
        assert_eq!(weigh(early, at(&format!("{night}T01:30"))), WHOLE);
    }
}

#[test]
fn what_has_no_readable_time_is_unknown_under_any_time_filter() {
    // A missing `to` is a single time, and `to` before `from` is `When::Unknown`, by reading.
    let until = TimeFilter {
        until: Some(date(2024, 1, 1)),
        ..TimeFilter::default()
    };
    for filter in [night(), on_days("mon"), until] {
        assert_eq!(weigh(filter, When::Unknown), TimeWeight::Unknown);
    }
    assert_eq!(weigh(TimeFilter::default(), When::Unknown), WHOLE);
    assert_eq!(weigh(TimeFilter::default(), august()), WHOLE);
}

#[test]
fn equal_ends_are_no_window() {
    let whole = TimeFilter {
        window: "07:00-07:00".parse().ok(),
        ..TimeFilter::default()
    };
    assert_eq!(weigh(whole, When::Unknown), WHOLE);
    assert_eq!(weigh(whole, days("2024-03-02", "2024-03-02")), WHOLE);
}

#[test]
fn a_date_stands_for_its_policing_date_until_a_clock_is_asked() {
    let saturday = days("2024-03-02", "2024-03-02");
    assert_eq!(weigh(on_days("sat"), saturday), WHOLE);
    assert_eq!(weigh(on_days("fri"), saturday), TimeWeight::Out);
    assert_eq!(
        weigh(on_days("sat,sun"), days("2024-03-01", "2024-03-04")),
        TimeWeight::Part(0.5)
    );
    assert_eq!(weigh(night(), saturday), TimeWeight::Unknown);
    let sunday_night = TimeFilter {
        days: "sun".parse().unwrap(),
        ..night()
    };
    assert_eq!(weigh(sunday_night, saturday), TimeWeight::Out);
    // Its first six hours are the end of the policing Friday.
    let friday_night = TimeFilter {
        days: "fri".parse().unwrap(),
        ..night()
    };
    assert_eq!(weigh(friday_night, saturday), TimeWeight::Unknown);
}

#[test]
fn a_month_weighs_all_or_nothing_and_knows_no_weekday() {
    let from = |since: &str| TimeFilter {
        since: since.parse().ok(),
        ..TimeFilter::default()
    };
    assert_eq!(weigh(from("2021-08-01"), august()), WHOLE);
    assert_eq!(weigh(from("2021-08-02"), august()), TimeWeight::Out);
    assert_eq!(weigh(night(), august()), TimeWeight::Unknown);
    assert_eq!(weigh(on_days("mon"), august()), TimeWeight::Unknown);
    let later = TimeFilter {
        since: date(2021, 9, 1).into(),
        ..on_days("mon")
    };
    assert_eq!(weigh(later, august()), TimeWeight::Out);
    // No Monday among the last days of August 2021 that are left.
    let last_day = TimeFilter {
        since: date(2021, 8, 31).into(),
        ..on_days("mon")
    };
    assert_eq!(weigh(last_day, august()), TimeWeight::Out);
}

#[test]
fn dates_the_wrong_way_round_hold_nothing() {
    let none = TimeFilter {
        since: Some(date(2024, 3, 5)),
        until: Some(date(2024, 3, 1)),
        ..TimeFilter::default()
    };
    assert_eq!(
        weigh(none, between("2024-03-01T00:00", "2024-03-09T00:00")),
        TimeWeight::Out
    );
    assert_eq!(weigh(none, at("2024-03-03T12:00")), TimeWeight::Out);
    assert_eq!(
        weigh(none, days("2024-03-01", "2024-03-09")),
        TimeWeight::Out
    );
}

#[test]
fn the_peak_breaks_ties_by_monday_and_the_day_start() {
    let start = ClockTime::from_minutes(360);
    let mut weights: HourOfWeek = [[0.0; 24]; 7];
    assert_eq!(peak(&weights, start), None);
    weights[5][0] = 2.0;
    weights[5][23] = 2.0 - 1e-12;
    assert_eq!(
        peak(&weights, start),
        Some((5, 23)),
        "23:00 comes first on a policing day"
    );
    assert_eq!(peak(&weights, ClockTime::MIDNIGHT), Some((5, 0)));
    weights[0][4] = 2.0 + 1e-12;
    assert_eq!(peak(&weights, start), Some((0, 4)));
}

#[test]
fn months_long_intervals_spread_evenly_over_the_week() {
    let mut hours: HourOfWeek = [[0.0; 24]; 7];
    let year = between("2023-01-02T00:00", "2023-12-25T00:00");
    TimeWeights::new(&TimeFilter::default()).spread(year, 168.0, &mut hours);
    for weight in hours.iter().flatten() {
        assert!((weight - 1.0).abs() < 1e-12, "{weight}");
    }
}

/// Whether minute `minute` (since 1970, civil) is in T, by the words of the contract.
fn in_t(filter: &TimeFilter, minute: i64) -> bool {
    let epoch = date(1970, 1, 1).at(0, 0, 0, 0);
    let at = epoch + jiff::Span::new().minutes(minute);
    let policing = (at - jiff::Span::new().minutes(filter.day_start.minutes())).date();
    let weekday = policing.weekday().to_monday_zero_offset() as usize;
    let clock = ClockTime::new(at.hour() as u16, at.minute() as u16).unwrap();
    filter.days.contains(weekday)
        && filter.since.is_none_or(|since| policing >= since)
        && filter.until.is_none_or(|until| policing <= until)
        && filter
            .clock_window()
            .is_none_or(|window| window.contains(clock))
}

const BASE_MINUTE: i64 = 19_000 * 1440;

fn filters() -> impl Strategy<Value = TimeFilter> {
    let window = proptest::option::of((0u16..1440, 0u16..1440));
    let date = || proptest::option::of(0i8..8);
    (window, 0usize..128, date(), date(), 0u16..1440).prop_map(
        |(window, days, since, until, start)| {
            let day = |d: i8| crate::base::when::date_of_day(19_000 + i64::from(d));
            TimeFilter {
                window: window.map(|(a, b)| ClockWindow {
                    start: ClockTime::from_minutes(a),
                    end: ClockTime::from_minutes(b),
                }),
                days: (0..7)
                    .filter(|d| days & (1 << d) != 0)
                    .fold(Weekdays::NONE, Weekdays::with),
                since: since.map(day),
                until: until.map(day),
                day_start: ClockTime::from_minutes(start),
                unknown_midnight: false,
            }
        },
    )
}

proptest! {
    #[test]
    fn the_weight_is_the_share_of_minutes_counted_one_by_one(
        filter in filters(), from in 0i64..8000, length in 1i64..6000,
    ) {
        let from = BASE_MINUTE + from;
        let inside = (from..from + length).filter(|&minute| in_t(&filter, minute)).count();
        let when = When::Between { from: Civil(from * 60), to: Civil((from + length) * 60) };
        let want = match inside {
            _ if !filter.is_active() => WHOLE,
            0 => TimeWeight::Out,
            n => TimeWeight::Part(n as f64 / length as f64),
        };
        prop_assert_eq!(weigh(filter, when), want);
        prop_assert_eq!(TimeWeights::new(&filter).contains(Civil(from * 60)), in_t(&filter, from));
    }

    #[test]
    fn a_spread_interval_fills_the_hours_of_its_minutes(
        filter in filters(), from in 0i64..8000, length in 1i64..25_000,
    ) {
        let from = BASE_MINUTE + from;
        let mut want: HourOfWeek = [[0.0; 24]; 7];
        for minute in (from..from + length).filter(|&minute| in_t(&filter, minute)) {
            let day = Civil((minute - i64::from(filter.day_start.minutes())) * 60).day();
            let hour = Civil(minute * 60).clock().hour();
            want[crate::base::when::weekday_of_day(day)][usize::from(hour)] += 1.0 / length as f64;
        }
        let when = When::Between { from: Civil(from * 60), to: Civil((from + length) * 60) };
        let mut hours: HourOfWeek = [[0.0; 24]; 7];
        TimeWeights::new(&filter).spread(when, 1.0, &mut hours);
        for (got, want) in hours.iter().flatten().zip(want.iter().flatten()) {
            prop_assert!((got - want).abs() < 1e-9, "{got} {want}");
        }
    }

    #[test]
    fn a_span_of_dates_weighs_its_share_of_days(
        filter in filters(), first in 0i64..10, length in 1i64..12, clock in any::<bool>(),
    ) {
        let mut filter = filter;
        if !clock { filter.window = None; }
        let (first, last) = (19_000 + first, 19_000 + first + length - 1);
        let when = When::Days { first, last };
        let calendar = TimeFilter { day_start: ClockTime::MIDNIGHT, ..filter };
        let want = if !filter.is_active() {
            WHOLE
        } else if filter.clock_window().is_some() {
            let any = (first * 1440..(last + 1) * 1440).any(|minute| in_t(&filter, minute));
            if any { TimeWeight::Unknown } else { TimeWeight::Out }
        } else {
            let n = (first..=last).filter(|day| in_t(&calendar, day * 1440)).count();
            if n == 0 { TimeWeight::Out } else { TimeWeight::Part(n as f64 / length as f64) }
        };
        prop_assert_eq!(weigh(filter, when), want);
    }
}
