//! Selection and charts are what a plain loop over the incidents gives, one after the other, by
//! the definitions of [`TimeWeights`].

use jiff::civil::date;
use proptest::prelude::*;

use crate::analysis::facets::{Facets, select_and_count};
use crate::analysis::night::{HourOfWeek, TimeWeight, TimeWeights, policing_day};
use crate::analysis::selection::{ResolvedFilter, Selection, select};
use crate::base::clock::{ClockTime, ClockWindow, Weekdays};
use crate::base::when::{Civil, date_of_day};
use crate::base::{Planar, Progress, When};
use crate::data::areas::Areas;
use crate::data::dataset::Dataset;
use crate::data::filter::{Filter, NearPremises, TimeFilter};
use crate::data::premises::{NightRule, Premises, PremisesChoice, PremisesList};

const DAY_S: i64 = 86_400;
const CATEGORIES: [&str; 3] = ["Robbery", "Theft", "Fraud"];

fn whens() -> impl Strategy<Value = When> {
    let day = || 19_700..19_760_i64;
    let at = || (day(), 0..DAY_S / 30).prop_map(|(day, half)| Civil(day * DAY_S + half * 30));
    let length_s = prop_oneof![
        4 => 1..40_i64,
        2 => 1..5_000_i64,
        1 => 10_000..30_000_i64,
    ];
    prop_oneof![
        8 => at().prop_map(When::At),
        4 => (at(), length_s).prop_map(|(from, length)| When::Between {
            from,
            to: Civil(from.0 + length * 120),
        }),
        1 => (day(), 0..3_i64).prop_map(|(first, more)| When::Days { first, last: first + more }),
        1 => (day(), 27..31_i64).prop_map(|(first, more)| When::Months { first, last: first + more }),
        1 => Just(When::Unknown),
        // Before 2000, which the blocks leave to others.
        1 => at().prop_map(|at| When::At(Civil(at.0 - 15_000 * DAY_S))),
        1 => at().prop_map(|at| When::Between {
            from: Civil(at.0 - 15_000 * DAY_S),
            to: Civil(at.0 - 14_998 * DAY_S),
        }),
    ]
}

fn data() -> impl Strategy<Value = Dataset> {
    let point = (0..9_u8, 0..5_u8, whens(), 0..CATEGORIES.len());
    prop::collection::vec(point, 1..260).prop_map(|points| {
        let points = points.into_iter().map(|(x, y, when, category)| {
            let at = |n: u8| f64::from(n) * 20.0;
            (
                400_000.0 + at(x),
                300_000.0 + at(y),
                when,
                CATEGORIES[category],
            )
        });
        let data = Dataset::from_points(points);
        let shape = geo::Rect::new(
            geo::coord! { x: 400_030.0, y: 299_000.0 },
            geo::coord! { x: 400_110.0, y: 301_000.0 },
        );
        let shapes = [("A".to_owned(), geo::MultiPolygon::from(shape.to_polygon()))];
        let areas = Areas::from_shapes(shapes, data.crs);
        let club = Premises {
            position: Planar::new(400_080.0, 300_040.0),
            kind: Some("nightclub".to_owned()),
            ..Premises::unknown()
        };
        let list = PremisesList::new(vec![club], &NightRule::default(), true);
        data.with_areas(areas).with_premises(list)
    })
}

fn filters() -> impl Strategy<Value = Filter> {
    let minute = || (0..1440_u16).prop_map(ClockTime::from_minutes);
    let window = (minute(), minute()).prop_map(|(start, end)| ClockWindow { start, end });
    let days = prop::collection::vec(0..7_usize, 1..7)
        .prop_map(|days| days.into_iter().fold(Weekdays::NONE, Weekdays::with));
    let day = || prop::option::of((0..60_i64).prop_map(|day| date_of_day(19_700 + day)));
    let time = (
        prop::option::of(window),
        prop_oneof![Just(Weekdays::ALL), days],
        day(),
        day(),
        prop_oneof![Just(ClockTime::from_minutes(360)), minute()],
    );
    let time = time.prop_map(|(window, days, since, until, day_start)| TimeFilter {
        window,
        days,
        since,
        until,
        day_start,
        unknown_midnight: false,
    });
    (time, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(time, theft, area, near)| {
        Filter {
            time,
            categories: theft.then(|| "Theft".to_owned()).into_iter().collect(),
            areas: area.then(|| "A".to_owned()).into_iter().collect(),
            near_premises: near.then_some(NearPremises {
                radius_m: 65.0,
                which: PremisesChoice::All,
            }),
            ..Filter::default()
        }
    })
}

fn share(weight: TimeWeight) -> f64 {
    match weight {
        TimeWeight::Part(share) => share,
        _ => 0.0,
    }
}

/// Sums as the definitions say.
#[derive(Default)]
struct Plain {
    hours: HourOfWeek,
    months: Vec<(jiff::civil::Date, f64)>,
    categories: [f64; 3],
    before_time: usize,
    unknown: usize,
    weights: Vec<f64>,
}

fn plainly(data: &Dataset, filter: &Filter) -> Plain {
    let resolved = ResolvedFilter::new(data, filter).unwrap();
    let weights = TimeWeights::new(&filter.time);
    let dates = TimeWeights::new(&TimeFilter {
        window: None,
        days: Weekdays::ALL,
        ..filter.time
    });
    let dateless = TimeWeights::new(&TimeFilter {
        since: None,
        until: None,
        ..filter.time
    });
    let mut plain = Plain::default();
    for row in 0..data.incidents.len() {
        let (when, category) = (data.incidents.when(row), data.incidents.category(row));
        let weight = weights.weigh(when);
        let here = resolved.passes_site(data.incidents.site(row));
        let passes = here && resolved.passes_offence(row, category.0 as u16);
        plain.weights.push(if passes { share(weight) } else { 0.0 });
        let name = data.categories.text(category);
        let id = CATEGORIES.iter().position(|&known| known == name).unwrap();
        plain.categories[id] += if here { share(weight) } else { 0.0 };
        if passes {
            plain.before_time += 1;
            plain.unknown += usize::from(weight == TimeWeight::Unknown);
            dates.spread(when, 1.0, &mut plain.hours);
            if let Some(day) = policing_day(when, filter.time.day_start) {
                let month = date_of_day(day).first_of_month();
                plain.months.push((month, share(dateless.weigh(when))));
            }
        }
    }
    plain
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn check(data: &Dataset, plain: &Plain, selection: &Selection, facets: &Facets) {
    for (row, &weight) in plain.weights.iter().enumerate() {
        assert_eq!(
            selection.weight_of(row),
            weight,
            "{:?}",
            data.incidents.when(row)
        );
    }
    assert!(near(selection.weight, plain.weights.iter().sum()));
    let listed: Vec<_> = selection.sites.iter().map(|load| load.site).collect();
    let mut wanted = Vec::new();
    for site in 0..data.incidents.sites().len() {
        let here = &plain.weights[data.incidents.sites().rows(site)];
        let count = here.iter().filter(|&&weight| weight > 0.0).count();
        if count > 0 {
            let load = selection.sites[wanted.len()];
            assert_eq!(load.incidents as usize, count);
            assert!(near(load.weight, here.iter().sum()));
            wanted.push(site as u32);
        }
    }
    assert_eq!(listed, wanted);
    let wholes = plain
        .weights
        .iter()
        .filter(|&&weight| weight == 1.0)
        .count();
    assert_eq!(selection.certain, wholes);
    assert_eq!(selection.certain + selection.possible, selection.len());
    assert_eq!(selection.time_unknown, plain.unknown);
    assert_eq!(facets.before_time_filter, plain.before_time);
    for (got, want) in facets
        .hour_of_week
        .iter()
        .flatten()
        .zip(plain.hours.iter().flatten())
    {
        // Spans weigh in integers: each may be off by 4·10⁻¹¹ in an hour.
        assert!((got - want).abs() < 4e-9, "{got} {want}");
    }
    for &(id, weight) in &facets.categories {
        let name = data.categories.text(id);
        let known = CATEGORIES.iter().position(|&known| known == name).unwrap();
        assert!(near(weight, plain.categories[known]));
    }
    for month in &facets.months {
        let of_month = plain
            .months
            .iter()
            .filter(|(first, _)| *first == month.month);
        assert!(near(month.weight, of_month.map(|(_, weight)| weight).sum()));
    }
    let in_months: f64 = facets.months.iter().map(|month| month.weight).sum();
    assert!(near(
        in_months,
        plain.months.iter().map(|(_, weight)| weight).sum()
    ));
}

proptest! {
    #[test]
    fn selection_and_charts_are_those_of_a_plain_loop(
        data in data(), filter in filters(), before in filters(),
    ) {
        let Ok(resolved) = ResolvedFilter::new(&data, &filter) else {
            // Nothing has a clock time, or nothing is a theft.
            return Ok(());
        };
        let plain = plainly(&data, &filter);
        let fresh = select_and_count(&resolved, &filter, None, &Progress::new()).unwrap();
        check(&data, &plain, &fresh.0, &fresh.1);
        prop_assert_eq!(&select(&data, &filter, &Progress::new()).unwrap(), &fresh.0);
        let by_weight = Selection::by_weight(&data.incidents, |row| plain.weights[row]);
        prop_assert_eq!(&by_weight.sites, &fresh.0.sites);
        // What is taken over from another filter's charts is as if counted anew.
        let Ok(earlier) = ResolvedFilter::new(&data, &before) else {
            return Ok(());
        };
        let known = select_and_count(&earlier, &before, None, &Progress::new()).unwrap().1;
        let known = Some((&before, &known));
        let again = select_and_count(&resolved, &filter, known, &Progress::new()).unwrap();
        prop_assert_eq!(again, fresh);
    }
}

#[test]
fn the_dates_of_all_incidents_are_known_whatever_is_asked() {
    let on = |day: jiff::civil::Date, hour: i64| When::At(Civil::on(day, hour * 3600));
    let data = Dataset::from_points(
        [
            on(date(2024, 3, 1), 3),
            on(date(2024, 5, 1), 12),
            on(date(1999, 2, 1), 5),
        ]
        .into_iter()
        .chain((0..100).map(|hour| on(date(2024, 4, 1), hour)))
        .map(|when| (0.0, 0.0, when, "Theft")),
    );
    let filter = Filter {
        time: TimeFilter {
            since: Some(date(2024, 4, 1)),
            until: Some(date(2024, 4, 2)),
            ..TimeFilter::default()
        },
        ..Filter::default()
    };
    let resolved = ResolvedFilter::new(&data, &filter).unwrap();
    let (_, facets) = select_and_count(&resolved, &filter, None, &Progress::new()).unwrap();
    // A policing day begins at six: the first hours belong to the day before.
    assert_eq!(
        facets.date_span,
        Some((date(1999, 1, 31), date(2024, 5, 1)))
    );
    assert_eq!(facets.months.first().unwrap().month, date(1999, 1, 1));
    assert_eq!(facets.months.last().unwrap().month, date(2024, 5, 1));
}
