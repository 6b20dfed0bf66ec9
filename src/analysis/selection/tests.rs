use geo::{MultiPolygon, Rect, coord};
use jiff::civil::date;

use crate::analysis::facets::select_and_count;
use crate::analysis::selection::{
    CHUNK_ROWS, FilterError, OffenceRows, ResolvedFilter, Selection, SiteLoad, select,
    select_resolved,
};
use crate::base::clock::{ClockTime, ClockWindow};
use crate::base::when::{Civil, day_number};
use crate::base::{LonLat, Planar, Progress, When};
use crate::data::areas::Areas;
use crate::data::artefacts::{ArtefactSite, ArtefactSites, Ground};
use crate::data::dataset::Dataset;
use crate::data::definitions::{Patterns, Test};
use crate::data::filter::{AwayFromArtefacts, Counting, Filter, NearPremises, TimeFilter};
use crate::data::premises::{NightRule, Premises, PremisesChoice, PremisesList};

/// Friday 2024-03-01 at `hour`, which may be over 24.
fn friday(hour: i64) -> When {
    When::At(Civil::on(date(2024, 3, 1), hour * 3600))
}

fn friday_between(from: i64, to: i64) -> When {
    let at = |hour| Civil::on(date(2024, 3, 1), hour * 3600);
    When::Between {
        from: at(from),
        to: at(to),
    }
}

fn that_friday() -> When {
    let day = day_number(date(2024, 3, 1));
    When::Days {
        first: day,
        last: day,
    }
}

fn data() -> Dataset {
    Dataset::from_points([
        (400_000.0, 300_000.0, friday(12), "Robbery"),
        (400_010.0, 300_000.0, friday(23), "Robbery"),
        (
            400_020.0,
            300_000.0,
            friday_between(16, 20),
            "Violence with injury",
        ),
        (400_030.0, 300_000.0, that_friday(), "Burglary"),
        (400_040.0, 300_000.0, When::Unknown, " violence with INJURY"),
        (400_050.0, 300_000.0, friday(26), ""),
    ])
}

fn rows(filter: &Filter) -> Vec<u32> {
    let chosen = select(&data(), filter, &Progress::new()).unwrap();
    chosen.rows.iter().collect()
}

fn refused(data: &Dataset, filter: &Filter) -> String {
    select(data, filter, &Progress::new())
        .unwrap_err()
        .to_string()
}

fn categories(names: &[&str]) -> Filter {
    Filter {
        categories: names.iter().map(|&n| n.to_owned()).collect(),
        ..Filter::default()
    }
}

fn group(name: &str) -> Filter {
    Filter {
        groups: vec![name.to_owned()],
        ..Filter::default()
    }
}

fn at_night() -> Filter {
    let time = TimeFilter {
        window: Some(ClockWindow::NIGHT),
        ..TimeFilter::default()
    };
    Filter {
        time,
        ..Filter::default()
    }
}

fn near(radius_m: f64, which: PremisesChoice) -> Filter {
    Filter {
        near_premises: Some(NearPremises { radius_m, which }),
        ..Filter::default()
    }
}

fn premises(x: f64, kind: &str) -> Premises {
    Premises {
        name: kind.to_owned(),
        position: Planar::new(x, 300_000.0),
        lon_lat: LonLat::new(-2.0, 52.6),
        kind: Some(kind.to_owned()),
        ..Premises::unknown()
    }
}

fn with_premises() -> Dataset {
    let rows = vec![
        premises(400_000.0, "nightclub"),
        premises(400_050.0, "library"),
    ];
    data().with_premises(PremisesList::new(rows, &NightRule::default(), true))
}

/// Strips from west to east: A holds the first three incidents, B the middle two, C none.
fn with_areas() -> Dataset {
    let strips = [("A", -5.0, 25.0), ("B", 15.0, 35.0), ("C", 90.0, 99.0)];
    let shapes = strips.map(|(name, west, east)| {
        let at = |dx, dy| coord! { x: 400_000.0 + dx, y: 300_000.0 + dy };
        let shape = Rect::new(at(west, -50.0), at(east, 50.0)).to_polygon();
        (name.to_owned(), MultiPolygon::from(shape))
    });
    let data = data();
    let areas = Areas::from_shapes(shapes, data.crs);
    data.with_areas(areas)
}

#[test]
fn areas_hold_what_lies_in_them_also_where_they_overlap() {
    let data = with_areas();
    let within = |names: &[&str]| {
        let areas = names.iter().map(|&n| n.to_owned()).collect();
        let filter = Filter {
            areas,
            ..Filter::default()
        };
        select(&data, &filter, &Progress::new())
            .map(|chosen| chosen.rows.iter().collect::<Vec<_>>())
    };
    assert_eq!(within(&["a"]), Ok(vec![0, 1, 2]));
    assert_eq!(
        within(&["B"]),
        Ok(vec![2, 3]),
        "row 2 lies in A first and in B too"
    );
    assert_eq!(within(&["B", "A"]), Ok(vec![0, 1, 2, 3]));
    assert_eq!(within(&["C"]), Ok(vec![]));
    assert!(matches!(within(&["A", "Z"]), Err(FilterError::Area(_))));
}

#[test]
fn no_filter_counts_everything_once() {
    let all = select(&data(), &Filter::default(), &Progress::new()).unwrap();
    assert_eq!(all, Selection::by_weight(&data().incidents, |_| 1.0));
    assert!(all.iter().eq((0..6).map(|row| (row, 1.0))));
    let counts = (all.certain, all.possible, all.time_unknown, all.weight);
    assert_eq!(counts, (6, 0, 0, 6.0));
}

#[test]
fn certain_possible_and_unknown_are_counted_apart() {
    let night = select(&data(), &at_night(), &Progress::new()).unwrap();
    let weighed: Vec<_> = night.iter().collect();
    assert_eq!(weighed, [(1, 1.0), (2, 0.5), (5, 1.0)]);
    assert_eq!([0, 1, 2].map(|row| night.weight_of(row)), [0.0, 1.0, 0.5]);
    assert!(night.iter_in(2..5).eq([(2, 0.5)]));
    assert_eq!(
        (night.certain, night.possible, night.time_unknown),
        (2, 1, 2)
    );
    assert_eq!(night.weight, 2.5);
}

#[test]
fn the_unknown_are_those_that_pass_every_other_filter() {
    let burglary = Filter {
        categories: vec!["Burglary".to_owned()],
        ..at_night()
    };
    let night = select(&data(), &burglary, &Progress::new()).unwrap();
    assert_eq!(
        (night.rows.len(), night.time_unknown),
        (0, 1),
        "an empty answer is none wrong"
    );
}

#[test]
fn categories_are_told_by_their_text_whatever_its_case() {
    assert_eq!(rows(&categories(&["VIOLENCE with injury "])), [2, 4]);
    assert_eq!(rows(&categories(&["robbery", "burglary"])), [0, 1, 3]);
    assert_eq!(
        rows(&categories(&[""])),
        [5],
        "incidents without a category"
    );
    let text = refused(&data(), &categories(&["Violence"]));
    assert!(
        text.contains("\"Violence\"; categories are \"Robbery\", \"Violence with"),
        "{text}"
    );
}

#[test]
fn groups_gather_categories_and_say_when_they_cannot() {
    assert_eq!(rows(&group("violence")), [0, 1, 2, 4]);
    let robbery_or_burglary = Filter {
        groups: vec!["robbery".to_owned()],
        ..categories(&["burglary"])
    };
    assert_eq!(rows(&robbery_or_burglary), [0, 1, 3]);
    let unknown = refused(&data(), &group("mayhem"));
    assert!(
        unknown.contains("\"mayhem\"; groups are \"Violence\""),
        "{unknown}"
    );
    let empty = refused(&data(), &group("drugs"));
    assert!(
        empty.contains("belongs to the offence group \"Drugs\""),
        "{empty}"
    );
}

#[test]
fn near_premises_counts_the_edge_and_only_the_chosen() {
    let data = with_premises();
    let rows = |filter: &Filter| -> Vec<u32> {
        let chosen = select(&data, filter, &Progress::new()).unwrap();
        chosen.rows.iter().collect()
    };
    assert_eq!(rows(&near(20.0, PremisesChoice::Nte)), [0, 1, 2]);
    assert_eq!(rows(&near(10.0, PremisesChoice::All)), [0, 1, 4, 5]);
    assert_eq!(rows(&near(0.0, PremisesChoice::Nte)), [0]);
}

#[test]
fn near_premises_needs_premises() {
    assert!(refused(&data(), &near(50.0, PremisesChoice::Nte)).contains("no premises were given"));
    let rows = vec![premises(400_000.0, "library")];
    let quiet = data().with_premises(PremisesList::new(rows, &NightRule::default(), true));
    assert!(refused(&quiet, &near(50.0, PremisesChoice::Nte)).contains("counts as night-time"));
    assert!(select(&quiet, &near(50.0, PremisesChoice::All), &Progress::new()).is_ok());
}

#[test]
fn a_clock_is_refused_where_no_incident_has_one() {
    let august = When::Months {
        first: day_number(date(2021, 8, 1)),
        last: day_number(date(2021, 8, 31)),
    };
    let of = |whens: &[When]| Dataset::from_points(whens.iter().map(|&w| (0.0, 0.0, w, "")));
    let on_fridays = Filter {
        time: TimeFilter {
            days: "fri".parse().unwrap(),
            ..TimeFilter::default()
        },
        ..Filter::default()
    };
    for (whens, why) in [
        (&[august, When::Unknown][..], "only the month"),
        (&[that_friday()], "only the date"),
        (&[that_friday(), august], "only dates and months"),
        (&[When::Unknown], "no date or time could be read"),
    ] {
        for filter in [at_night(), on_fridays.clone()] {
            let text = refused(&of(whens), &filter);
            assert!(
                text.contains("no incident has a clock time") && text.contains(why),
                "{text}"
            );
        }
        let since = TimeFilter {
            since: Some(date(2020, 1, 1)),
            ..TimeFilter::default()
        };
        let filter = Filter {
            time: since,
            ..Filter::default()
        };
        assert!(select(&of(whens), &filter, &Progress::new()).is_ok());
    }
    let whole_day = ClockWindow {
        start: ClockTime::MIDNIGHT,
        end: ClockTime::MIDNIGHT,
    };
    let no_window = TimeFilter {
        window: Some(whole_day),
        ..TimeFilter::default()
    };
    let filter = Filter {
        time: no_window,
        ..Filter::default()
    };
    assert!(select(&of(&[august]), &filter, &Progress::new()).is_ok());
}

#[test]
fn threads_change_neither_rows_nor_bits() {
    let n = 3 * CHUNK_ROWS as i64 + 17;
    let points = (0..n).map(|i| {
        (
            (i / 40) as f64,
            0.0,
            friday_between(i % 40, i % 40 + 1 + i % 7),
            "x",
        )
    });
    let data = Dataset::from_points(points);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| select(&data, &at_night(), &Progress::new()).unwrap())
    };
    let (one, three) = (on(1), on(3));
    assert_eq!(one.weight.to_bits(), three.weight.to_bits());
    assert!(one.rows.len() > CHUNK_ROWS);
    let weight: f64 = one.sites.iter().map(|load| load.weight).sum();
    assert!((weight - one.weight).abs() < 1e-6);
    let of_site = |load: &SiteLoad| {
        one.rows
            .iter_in(data.incidents.sites().rows(load.site as usize))
    };
    assert!(
        one.sites
            .iter()
            .all(|load| of_site(load).count() == load.incidents as usize)
    );
    assert!(one.sites.is_sorted_by_key(|load| load.site));
    assert_eq!(one, three);
}

#[test]
fn cancelling_stops() {
    let progress = Progress::new();
    progress.cancel();
    let stopped = select(&data(), &Filter::default(), &progress);
    assert!(matches!(stopped, Err(FilterError::Cancelled(_))));
}

/// Two offences of one brawl at a station, a theft beside it at the same minute, a brawl far off.
fn brawls() -> Dataset {
    let at = friday(23);
    let mut data = Dataset::from_points([
        (400_000.0, 300_000.0, at, "Violence with injury"),
        (400_000.0, 300_000.0, at, "Public order"),
        (400_000.0, 300_000.0, at, "Violence with injury"),
        (400_060.0, 300_000.0, at, "Violence with injury"),
        (400_900.0, 300_000.0, at, "Public order"),
        (400_900.0, 300_000.0, friday(22), "Public order"),
    ]);
    data.artefacts = ArtefactSites::new(vec![ArtefactSite {
        name: "Station".to_owned(),
        kind: None,
        ground: Ground::Point(Planar::new(400_010.0, 300_000.0)),
        line: 2,
    }]);
    data
}

fn chosen_lines(data: &Dataset, filter: &Filter) -> Vec<u32> {
    let progress = Progress::new();
    let chosen = select(data, filter, &progress).unwrap();
    let resolved = ResolvedFilter::new(data, filter).unwrap();
    let counted = select_and_count(&resolved, filter, None, &progress).unwrap();
    assert_eq!(counted.0, chosen, "both ways to select agree");
    let line = |row: u32| data.incidents.origin(row as usize).line;
    let mut lines: Vec<u32> = chosen.rows.iter().map(line).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn incidents_count_once_for_the_first_row_that_passes() {
    let data = brawls();
    let counting = |counting, categories: &[&str]| {
        let filter = Filter {
            counting,
            ..self::categories(categories)
        };
        chosen_lines(&data, &filter)
    };
    assert_eq!(counting(Counting::Offences, &[]), [2, 3, 4, 5, 6, 7]);
    assert_eq!(counting(Counting::Incidents, &[]), [2, 5, 6, 7]);
    let order = ["Public order"];
    assert_eq!(counting(Counting::Incidents, &order), [3, 6, 7]);
    let both = ["Public order", "Violence with injury"];
    assert_eq!(counting(Counting::Incidents, &both), [2, 5, 6, 7]);
}

#[test]
fn what_stands_at_artefact_sites_is_left_out_when_it_is_said() {
    let data = brawls();
    let away = |radius_m| Filter {
        away_from_artefacts: Some(AwayFromArtefacts { radius_m }),
        ..Filter::default()
    };
    assert_eq!(chosen_lines(&data, &away(49.0)), [5, 6, 7]);
    assert_eq!(chosen_lines(&data, &away(50.0)), [6, 7], "the edge counts");
    assert_eq!(chosen_lines(&data, &away(0.0)).len(), 6);
    let without = Dataset {
        artefacts: ArtefactSites::default(),
        ..data
    };
    assert!(refused(&without, &away(50.0)).contains("--artefacts FILE"));
}

#[test]
fn what_a_filter_takes_over_from_the_one_before_is_what_it_would_make_itself() {
    let data = data();
    let robbery = Some(Test::Category(Patterns(vec!["robbery".to_owned()])));
    let by_category = Filter {
        categories: vec!["Robbery".to_owned(), "Burglary".to_owned()],
        ..Filter::default()
    };
    let night = TimeFilter {
        window: Some(ClockWindow::NIGHT),
        ..TimeFilter::default()
    };
    let filters = [
        Filter::default(),
        by_category.clone(),
        Filter {
            time: night,
            ..by_category.clone()
        },
        Filter {
            offences: robbery.clone(),
            ..by_category.clone()
        },
        Filter {
            offences: robbery.clone(),
            counting: Counting::Incidents,
            ..by_category
        },
        Filter {
            offences: robbery,
            time: night,
            counting: Counting::Incidents,
            ..Filter::default()
        },
        Filter {
            counting: Counting::Incidents,
            ..Filter::default()
        },
    ];
    let mut before: Option<(&Filter, OffenceRows)> = None;
    for filter in filters.iter().chain(filters.iter().rev()) {
        let known = before.as_ref().map(|(filter, rows)| (*filter, rows));
        let resolved = ResolvedFilter::after(&data, filter, known).unwrap();
        let selection = select_resolved(&resolved, &Progress::new()).unwrap();
        assert_eq!(selection, select(&data, filter, &Progress::new()).unwrap());
        // Of the row without a category nobody can say whether it is robbery.
        let is_open = filter.offences.is_some() && filter.categories.is_empty();
        assert_eq!(selection.undecided, usize::from(is_open), "{filter:?}");
        let offences = resolved.offences().clone();
        before = Some((filter, offences));
    }
}
