//! Choices of a small town against hidden months counted by hand.

use super::*;
use crate::analysis::backtest::capture::Chosen;
use crate::analysis::kernel::Kernel;
use crate::analysis::rank::{Hotspot, rank};
use crate::base::{Civil, Date, LonLat, Planar, When};
use crate::crs::{AnalysisCrs, FileCrs};
use crate::data::areas::Areas;
use crate::data::premises::{NightRule, Premises, PremisesChoice, PremisesList};
use crate::data::raw::{RawArea, RawAreas};
use geo::{MultiPolygon, polygon};
use jiff::civil::date;

const E: f64 = 384_000.0;
const N: f64 = 398_000.0;

/// So many incidents at metres east and north of (E, N), on a day at noon.
type Pile = (usize, f64, f64, Date);

fn town(piles: &[Pile]) -> Dataset {
    let incidents = piles.iter().flat_map(|&(n, x, y, day)| {
        let at = When::At(Civil::on(day, 12 * 3600));
        vec![(E + x, N + y, at, ""); n]
    });
    Dataset::from_points(incidents)
}

/// Ten months of 2023 and three hidden ones of 2024: what led goes on, what followed stops,
/// something new comes.
fn piles() -> Vec<Pile> {
    let (spring, winter, hidden) = (date(2023, 3, 5), date(2023, 12, 31), date(2024, 1, 1));
    vec![
        (20, 0.0, 0.0, spring),
        (10, 0.0, 0.0, winter),
        (12, 0.0, 0.0, hidden),
        (25, 1000.0, 0.0, winter),
        (3, 1000.0, 0.0, hidden),
        (1, 0.0, 1000.0, winter),
        (15, 0.0, 1000.0, date(2024, 3, 31)),
        (9, 1000.0, 1000.0, date(2023, 2, 3)),
    ]
}

fn params(unit: Unit) -> RankParams {
    RankParams {
        unit,
        separation_m: None,
        top: 1,
        min_incidents: 1,
        within_area: false,
        premises: PremisesChoice::All,
    }
}

const SURFACE: SurfaceParams = SurfaceParams {
    kernel: Kernel::Quartic,
    bandwidth_m: 100.0,
    cell_m: 20.0,
    extent: None,
    mask: false,
};

fn test_of(
    data: &Dataset,
    ranking: &RankParams,
    hide_months: Option<i64>,
) -> Result<Backtest, BacktestError> {
    let filter = Filter::default();
    let selection = select(data, &filter, &Progress::new()).unwrap();
    let params = BacktestParams {
        filter: &filter,
        ranking,
        surface: &SURFACE,
        hide_months,
    };
    backtest(data, &selection, params, &Progress::new())
}

fn near(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() <= 1e-9 * b.abs())
}

#[test]
fn a_list_is_scored_on_what_was_hidden() {
    let data = town(&piles());
    for unit in [
        Unit::Disc { radius_m: 100.0 },
        Unit::Square { side_m: 250.0 },
    ] {
        let test = test_of(&data, &params(unit), None).unwrap();
        assert_eq!(
            (test.split.cut, test.split.hidden_months),
            (date(2024, 1, 1), 3)
        );
        assert_eq!(test.weights, (65.0, 30.0));
        let list = &test.trials[0];
        assert_eq!(
            (list.places, list.caught.inside, list.earlier.inside),
            (1, 12.0, 30.0)
        );
        assert!(near(list.caught.hit_rate(), 0.4));
        assert!(near(list.caught.pei(list.best.unwrap()), 12.0 / 15.0));
        assert!(near(
            list.caught.rri_levine(list.earlier),
            0.4 / (30.0 / 65.0)
        ));
        // 332 days are known and 91 hidden.
        assert!(near(
            list.caught.rri_wheeler_steenbeek(list.predicted),
            30.0 * 91.0 / 332.0 / 12.0
        ));
        // The hull is a square kilometre.
        let km2 = list.area_km2.unwrap();
        assert!(near(list.pai(test.region_km2), 0.4 / km2));
        assert!(near(test.random, km2));
        assert_eq!(list.by_place[..2], [12.0, 3.0]);
        assert!(near(list.at_equal_area, 0.4));
        let ends: Vec<f64> = list.curve.iter().take(3).map(|p| p.hit_rate).collect();
        assert!(near(Some(ends[1]), 0.4) && near(Some(ends[2]), 0.5) && ends[0] == 0.0);
    }
}

#[test]
fn last_years_counts_are_those_of_the_same_months() {
    let data = town(&piles());
    let disc = params(Unit::Disc { radius_m: 100.0 });
    let test = test_of(&data, &disc, Some(2)).unwrap();
    // February and March of 2023: 20 in the south-west, 9 in the north-east.
    let last = |trial: &&Trial| matches!(trial.choice, Choice::LastYear(_));
    let last = test.trials.iter().find(last).unwrap();
    assert_eq!(last.hotspots[0].weight, 20.0);
    assert_eq!(
        last.caught.inside, 0.0,
        "all that is hidden lies in the north-west"
    );
    let three = test_of(&data, &disc, None).unwrap();
    assert!(!three.trials.iter().any(|trial| trial.choice.is_baseline()));
    assert!(
        three.untried[0].contains("year before"),
        "{:?}",
        three.untried
    );
}

#[test]
fn no_choice_sees_what_is_hidden() {
    let moved = piles().into_iter().map(|(n, x, y, day)| {
        let is_hidden = day >= date(2024, 1, 1);
        if is_hidden {
            (n, y, x, day)
        } else {
            (n, x, y, day)
        }
    });
    let moved: Vec<Pile> = moved.collect();
    for unit in [Unit::Disc { radius_m: 100.0 }, Unit::Hex { side_m: 150.0 }] {
        let [seen, other] = [piles(), moved.clone()]
            .map(|piles| test_of(&town(&piles), &params(unit), None).unwrap());
        assert_ne!(seen.trials[0].by_place, other.trials[0].by_place);
        for (a, b) in seen.trials.iter().zip(&other.trials) {
            let place = |h: &Hotspot| (h.centre, h.weight, h.rank);
            let places = |trial: &Trial| trial.hotspots.iter().map(place).collect::<Vec<_>>();
            assert_eq!(places(a), places(b), "{}", a.label);
            assert_eq!(
                (a.choice, a.earlier, a.area_km2),
                (b.choice, b.earlier, b.area_km2)
            );
        }
    }
}

#[test]
fn choices_are_compared_on_equal_ground() {
    let data = town(&piles());
    let test = test_of(&data, &params(Unit::Disc { radius_m: 100.0 }), None).unwrap();
    for trial in &test.trials {
        let at_equal = trial.at_equal_area.unwrap();
        let Choice::List(list) = trial.choice else {
            continue;
        };
        // Half the radius: four discs, the best three of which hold all there is.
        if list.unit == (Unit::Disc { radius_m: 50.0 }) {
            assert!(near(Some(at_equal), 1.0), "{at_equal}");
        }
        // Twice the radius: a quarter of one disc.
        if list.unit == (Unit::Disc { radius_m: 200.0 }) {
            assert!(near(Some(at_equal), 0.1), "{at_equal}");
        }
    }
    let suggested = &test.trials[test.suggested.unwrap()];
    assert_eq!(suggested.label, "discs of 50 m");
    let lead = test.over_list.unwrap();
    assert!(near(Some(lead.difference), 0.6));
    // 18 of 30 are caught by the suggestion alone: sqrt(18 · 0.4² + 12 · 0.6²) / 30.
    assert!(near(
        Some(lead.standard_error),
        (18.0 * 0.16 + 12.0 * 0.36_f64).sqrt() / 30.0
    ));
}

#[test]
fn months_alone_are_cut_between_them() {
    let month = |month: i8| {
        let first = crate::base::when::day_number(date(2024, month, 1));
        let last = crate::base::when::day_number(date(2024, month, 1).last_of_month());
        When::Months { first, last }
    };
    let incidents = (1..=8).flat_map(|m| vec![(E, N, month(m), ""); usize::from(m as u8)]);
    let data = Dataset::from_points(incidents.chain([(E + 900.0, N + 500.0, month(8), "")]));
    let test = test_of(&data, &params(Unit::Square { side_m: 100.0 }), None).unwrap();
    assert_eq!(
        (test.split.cut, test.weights),
        (date(2024, 7, 1), (21.0, 16.0))
    );
    assert!(near(test.trials[0].caught.hit_rate(), 15.0 / 16.0));
}

#[test]
fn what_cannot_be_tested_says_why() {
    let disc = params(Unit::Disc { radius_m: 100.0 });
    let undated = Dataset::from_points([(E, N, When::Unknown, "")]);
    assert_eq!(test_of(&undated, &disc, None), Err(BacktestError::NoDates));
    let one = town(&[(3, 0.0, 0.0, date(2024, 5, 5))]);
    let refused = test_of(&one, &disc, None).unwrap_err();
    assert_eq!(refused, BacktestError::Split(SplitError::OneMonth));
    let within = RankParams {
        within_area: true,
        ..disc
    };
    assert_eq!(
        test_of(&town(&piles()), &within, None),
        Err(BacktestError::Within)
    );
}

fn halves() -> Areas {
    let area = |(i, name, population): (i32, &str, f64)| {
        let x = E - 500.0 + f64::from(i) * 1e3;
        RawArea {
            name: name.to_owned(),
            code: None,
            population: Some(population),
            shape: MultiPolygon::new(vec![polygon![
                (x: x, y: N - 500.0), (x: x + 1e3, y: N - 500.0),
                (x: x + 1e3, y: N + 1500.0), (x: x, y: N + 1500.0)
            ]]),
            line: i as u32 + 1,
        }
    };
    let raw = RawAreas {
        crs: FileCrs::BRITISH,
        areas: [(0, "West", 400.0), (1, "East", 900.0)].map(area).to_vec(),
        ..RawAreas::default()
    };
    Areas::from_raw(raw, AnalysisCrs::BritishNationalGrid)
        .unwrap()
        .0
}

#[test]
fn residents_and_chance_are_baselines_of_areas() {
    let data = town(&piles()).with_areas(halves());
    let test = test_of(&data, &params(Unit::Area), None).unwrap();
    let list = &test.trials[0];
    assert_eq!(
        (list.hotspots[0].name.as_str(), list.caught.inside),
        ("East", 3.0)
    );
    assert!(near(test.random, 0.5));
    let residents = test.trials.iter().find(|t| t.choice == Choice::Population);
    assert_eq!(residents.unwrap().caught.inside, 3.0);
    assert!(near(residents.unwrap().area_km2, 2.0));
    assert!(near(list.caught.pei(list.best.unwrap()), 3.0 / 27.0));
}

#[test]
fn a_list_catches_what_it_was_made_of() {
    let points = (0..600_i32).map(|i| {
        let (x, y) = (i * 7919 % 100, i * 104_729 % 97);
        (
            E + f64::from(x) * 10.0,
            N + f64::from(y) * 10.0,
            When::Unknown,
            "",
        )
    });
    let pub_at = |i: i32| Premises {
        name: format!("Pub {i}"),
        position: Planar::new(E + f64::from(i) * 90.0, N + f64::from(i * i % 11) * 80.0),
        lon_lat: LonLat::new(0.0, 0.0),
        kind: Some("pub".to_owned()),
        ..Premises::unknown()
    };
    let pubs = PremisesList::new((0..12).map(pub_at).collect(), &NightRule::default(), true);
    let data = Dataset::from_points(points)
        .with_areas(halves())
        .with_premises(pubs);
    let selection =
        Selection::by_weight(&data.incidents, |row| if row % 3 == 0 { 0.5 } else { 1.0 });
    for unit in [
        Unit::Disc { radius_m: 60.0 },
        Unit::Square { side_m: 70.0 },
        Unit::Hex { side_m: 50.0 },
        Unit::Area,
        Unit::Premises { radius_m: 120.0 },
        Unit::Place { radius_m: 0.0 },
        Unit::Place { radius_m: 10.0 },
    ] {
        let params = RankParams {
            top: 8,
            ..params(unit)
        };
        let time = TimeFilter::default();
        let hotspots = rank(&data, &selection, &time, &params, &Progress::new())
            .unwrap()
            .hotspots;
        let mut rows: Vec<u32> = hotspots.iter().flat_map(|h| h.rows.clone()).collect();
        rows.sort_unstable();
        rows.dedup();
        let listed: f64 = rows
            .iter()
            .map(|&row| selection.weight_of(row as usize))
            .sum();
        let holders = Chosen::Hotspots(unit, hotspots).holders(&data, &selection);
        let loads = selection.sites.iter().zip(&holders);
        let caught: f64 = loads
            .filter(|(_, h)| h.is_some())
            .map(|(l, _)| l.weight)
            .sum();
        assert!(
            (caught - listed).abs() < 1e-9,
            "{unit:?}: {caught} {listed}"
        );
    }
}
