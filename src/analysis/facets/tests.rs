use jiff::civil::date;

use crate::analysis::facets::{Facets, facets};
use crate::base::clock::ClockWindow;
use crate::base::when::{Civil, day_number};
use crate::base::{Date, Progress, When};
use crate::data::dataset::Dataset;
use crate::data::filter::{Filter, TimeFilter};

fn on(day: Date, hour: i64) -> Civil {
    Civil::on(day, hour * 3600)
}

fn data() -> Dataset {
    let friday = date(2024, 3, 1);
    let whens = [
        (When::At(on(friday, 26)), "Robbery"),
        (
            When::Between {
                from: on(friday, 16),
                to: on(friday, 20),
            },
            "Robbery",
        ),
        (When::At(on(friday, 12)), "Burglary"),
        (When::At(on(date(2024, 6, 5), 22)), "Robbery"),
        // Policing day is 31 May, a Friday.
        (When::At(on(date(2024, 6, 1), 3)), "Burglary"),
        (
            When::Days {
                first: day_number(date(2024, 6, 7)),
                last: day_number(date(2024, 6, 8)),
            },
            "Fraud",
        ),
        (When::Unknown, "Robbery"),
    ];
    Dataset::from_points(
        whens
            .into_iter()
            .map(|(when, category)| (0.0, 0.0, when, category)),
    )
}

fn of(filter: &Filter) -> Facets {
    facets(&data(), filter, &Progress::new()).unwrap()
}

fn months(facets: &Facets) -> Vec<(Date, f64)> {
    facets.months.iter().map(|m| (m.month, m.weight)).collect()
}

fn categories(facets: &Facets) -> Vec<(&'static str, f64)> {
    let names = ["Robbery", "Burglary", "Fraud"];
    facets
        .categories
        .iter()
        .map(|&(id, weight)| (names[id.0 as usize], weight))
        .collect()
}

fn friday_nights() -> TimeFilter {
    TimeFilter {
        window: Some(ClockWindow::NIGHT),
        days: "fri".parse().unwrap(),
        ..TimeFilter::default()
    }
}

#[test]
fn without_a_filter_every_facet_counts_everything() {
    let all = of(&Filter::default());
    assert_eq!(
        all.hour_of_week[4][2], 1.0,
        "Saturday 02:00 is in Friday's row"
    );
    assert_eq!(all.hour_of_week[4][16..20], [0.25; 4]);
    let clocked: f64 = all.hour_of_week.iter().flatten().sum();
    assert_eq!((clocked, all.hours.iter().sum::<f64>()), (5.0, 5.0));
    let month = |m| date(2024, m, 1);
    assert_eq!(
        months(&all),
        [
            (month(3), 3.0),
            (month(4), 0.0),
            (month(5), 1.0),
            (month(6), 2.0)
        ]
    );
    assert_eq!(
        categories(&all),
        [("Robbery", 4.0), ("Burglary", 2.0), ("Fraud", 1.0)]
    );
    assert_eq!(all.date_span, Some((date(2024, 3, 1), date(2024, 6, 8))));
    assert_eq!(all.before_time_filter, 7);
}

#[test]
fn each_facet_is_free_of_its_own_filter_only() {
    let filter = Filter {
        time: TimeFilter {
            since: Some(date(2024, 3, 1)),
            until: Some(date(2024, 5, 31)),
            ..friday_nights()
        },
        categories: vec!["robbery".to_owned()],
        ..Filter::default()
    };
    let some = of(&filter);
    // Robberies of March to May, at any hour of any day.
    let in_hours: f64 = some.hour_of_week.iter().flatten().sum();
    assert_eq!((in_hours, some.hour_of_week[4][16]), (2.0, 0.25));
    // Those on Fridays, at any hour.
    assert_eq!((some.hours[16], some.hours[2]), (0.25, 1.0));
    // Friday-night robberies of any date.
    assert_eq!(
        months(&some).iter().map(|m| m.1).collect::<Vec<_>>(),
        [1.5, 0.0, 0.0, 0.0]
    );
    // Friday nights of March to May, any category.
    assert_eq!(
        categories(&some),
        [("Robbery", 1.5), ("Burglary", 1.0), ("Fraud", 0.0)]
    );
    assert_eq!(some.before_time_filter, 4);
    assert_eq!(some.date_span, Some((date(2024, 3, 1), date(2024, 6, 8))));
}

#[test]
fn the_dial_holds_the_chosen_days() {
    let wednesdays = TimeFilter {
        days: "wed".parse().unwrap(),
        ..friday_nights()
    };
    let dial = of(&Filter {
        time: wednesdays,
        ..Filter::default()
    })
    .hours;
    assert_eq!((dial[22], dial.iter().sum::<f64>()), (1.0, 1.0));
}

#[test]
fn months_without_clock_give_an_empty_matrix_and_their_own_months() {
    let month = |m, last| When::Months {
        first: day_number(date(2021, m, 1)),
        last: day_number(date(2021, m, last)),
    };
    let whens = [month(8, 31), month(10, 31), month(8, 31)];
    let data = Dataset::from_points(whens.map(|when| (0.0, 0.0, when, "Burglary")));
    let facets = facets(&data, &Filter::default(), &Progress::new()).unwrap();
    assert!(facets.hour_of_week.iter().flatten().all(|&w| w == 0.0));
    let weights: Vec<f64> = facets.months.iter().map(|m| m.weight).collect();
    assert_eq!(weights, [2.0, 0.0, 1.0]);
    assert_eq!(
        facets.date_span,
        Some((date(2021, 8, 1), date(2021, 10, 31)))
    );
}

#[test]
fn dates_at_the_ends_of_what_the_table_holds_have_a_month() {
    use crate::data::whens::{first_date, last_date};
    let whens = [first_date(), last_date()].map(|day| When::At(on(day, 0)));
    let data = Dataset::from_points(whens.map(|when| (0.0, 0.0, when, "")));
    let facets = facets(&data, &Filter::default(), &Progress::new()).unwrap();
    assert_eq!(facets.months.len(), 800 * 12 + 1);
    assert_eq!(facets.months.iter().map(|m| m.weight).sum::<f64>(), 2.0);
}

#[test]
fn threads_change_no_bit() {
    let start = on(date(2023, 1, 1), 0).0;
    let points = (0..30_000).map(|i| {
        let from = start + i * 1063;
        let when = When::Between {
            from: Civil(from),
            to: Civil(from + 1 + i % 50_000),
        };
        (
            0.0,
            0.0,
            when,
            if i % 3 == 0 { "Robbery" } else { "Burglary" },
        )
    });
    let data = Dataset::from_points(points);
    let filter = Filter {
        time: friday_nights(),
        ..Filter::default()
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| facets(&data, &filter, &Progress::new()).unwrap())
    };
    assert_eq!(on(1), on(3));
}
