//! Replicates against lists that are made from scratch, and what must not matter.

use super::*;
use crate::analysis::rank::{RankParams, Shape, rank};
use crate::analysis::selection::SiteLoad;
use crate::base::{LonLat, Planar, When};
use crate::crs::{AnalysisCrs, FileCrs};
use crate::data::areas::Areas;
use crate::data::filter::TimeFilter;
use crate::data::premises::{NightRule, Premises, PremisesChoice, PremisesList};
use crate::data::raw::{RawArea, RawAreas};
use geo::{MultiPolygon, polygon};
use rand_chacha::rand_core::RngCore as _;

const E: f64 = 384_000.0;
const N: f64 = 398_000.0;

/// An incident: metres east and north of (E, N), and its weight.
type Point = (f64, f64, f64);

/// Crowds of about 60 to 130 incidents and as many more anywhere in 3 x 3 km.
fn points(seed: u64, weights: &[f64]) -> Vec<Point> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |n: u32| f64::from(random.next_u32() % n);
    let mut points = Vec::new();
    for crowd in 0..7 {
        let (x, y) = (below(3000), below(3000));
        for _ in 0..60 + crowd * 12 {
            points.push((x + below(9) * 10.0, y + below(9) * 10.0, 1.0));
        }
    }
    points.extend((0..600).map(|_| (below(300) * 10.0, below(300) * 10.0, 1.0)));
    for (point, weight) in points.iter_mut().zip(weights.iter().cycle()) {
        point.2 = *weight;
    }
    points
}

fn town(points: &[Point]) -> (Dataset, Selection) {
    let all = points
        .iter()
        .map(|&(x, y, _)| (E + x, N + y, When::Unknown, ""));
    let data = Dataset::from_points(all)
        .with_areas(squares())
        .with_premises(pubs());
    let weight = |row: usize| points[data.incidents.origin(row).line as usize - 2].2;
    let selection = Selection::by_weight(&data.incidents, weight);
    (data, selection)
}

/// Nine areas of 1 km.
fn squares() -> Areas {
    let area = |i: i32| {
        let (x, y) = (E + f64::from(i % 3) * 1e3, N + f64::from(i / 3) * 1e3);
        RawArea {
            name: format!("Area {i}"),
            code: None,
            population: None,
            shape: MultiPolygon::new(vec![polygon![
                (x: x, y: y), (x: x + 1e3, y: y), (x: x + 1e3, y: y + 1e3), (x: x, y: y + 1e3)
            ]]),
            line: i as u32 + 1,
        }
    };
    let raw = RawAreas {
        crs: FileCrs::BRITISH,
        areas: (0..9).map(area).collect(),
        ..RawAreas::default()
    };
    Areas::from_raw(raw, AnalysisCrs::BritishNationalGrid)
        .unwrap()
        .0
}

/// Forty pubs, many of which share what lies around them.
fn pubs() -> PremisesList {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut below = |n: u32| f64::from(random.next_u32() % n);
    let rows = (0..40).map(|i| Premises {
        name: format!("Pub {i}"),
        position: Planar::new(E + below(3000), N + below(3000)),
        lon_lat: LonLat::new(0.0, 0.0),
        kind: Some("pub".to_owned()),
        ..Premises::unknown()
    });
    PremisesList::new(rows.collect(), &NightRule::default(), true)
}

fn params(unit: Unit) -> RankParams {
    RankParams {
        unit,
        separation_m: None,
        top: 5,
        min_incidents: 1,
        within_area: false,
        premises: PremisesChoice::All,
    }
}

fn units() -> [Unit; 6] {
    [
        Unit::Disc { radius_m: 80.0 },
        Unit::Square { side_m: 150.0 },
        Unit::Hex { side_m: 100.0 },
        Unit::Area,
        Unit::Premises { radius_m: 150.0 },
        Unit::Place { radius_m: 0.0 },
    ]
}

fn list(data: &Dataset, selection: &Selection, params: &RankParams) -> Ranking {
    rank(
        data,
        selection,
        &TimeFilter::default(),
        params,
        &Progress::new(),
    )
    .unwrap()
}

fn sure(points: &[Point], params: &RankParams, replicates: usize) -> Vec<Sureness> {
    let (data, selection) = town(points);
    let ranking = list(&data, &selection, params);
    let params = StabilityParams {
        replicates,
        seed: 3,
    };
    stability(&data, &selection, &ranking, params, &Progress::new())
        .unwrap()
        .hotspots
}

/// The town with each incident as often as it was drawn: of a site as many incidents as its load
/// says, which together weigh what it says.
fn drawn(list: &Again<'_>, sites: &[u32], loads: &[SiteLoad]) -> Vec<Point> {
    let of_site = |(&site, load): (&u32, &SiteLoad)| {
        let at = list.position(site);
        let each = load.weight / f64::from(load.incidents.max(1));
        vec![(at.x - E, at.y - N, each); load.incidents as usize]
    };
    sites.iter().zip(loads).flat_map(of_site).collect()
}

/// The ranks of hotspots in a list from scratch; by hand what [`matched`] does.
fn ranks_from_scratch(ranking: &Ranking, other: &Ranking, top: usize) -> Vec<usize> {
    let mut ranks = vec![top + 1; ranking.hotspots.len()];
    let mut used = vec![false; other.hotspots.len()];
    loop {
        let mut nearest: Option<(f64, usize, usize)> = None;
        for (i, a) in ranking.hotspots.iter().enumerate() {
            for (j, b) in other.hotspots.iter().enumerate() {
                let apart = a.centre.distance_to(b.centre);
                let is_same = match (ranking.params.unit, &a.shape, &b.shape) {
                    (Unit::Disc { radius_m }, ..) => apart <= radius_m,
                    (_, Shape::Area(a), Shape::Area(b)) => a == b,
                    _ => apart < 1e-6,
                };
                let is_free = ranks[i] == top + 1 && !used[j];
                if is_same && is_free && nearest.is_none_or(|(least, ..)| apart < least) {
                    nearest = Some((apart, i, j));
                }
            }
        }
        let Some((_, i, j)) = nearest else {
            return ranks;
        };
        ranks[i] = other.hotspots[j].rank;
        used[j] = true;
    }
}

fn replicates_are_lists_from_scratch(unit: Unit, weights: &[f64]) {
    let points = points(11, weights);
    let (data, selection) = town(&points);
    let ranking = list(&data, &selection, &params(unit));
    let progress = Progress::new();
    let lists = Again::lists(&data, &selection, &ranking.params, &progress).unwrap();
    let done = Done {
        progress: &progress,
        steps: AtomicUsize::new(0),
        of: 1,
    };
    let own: Vec<(usize, &Hotspot)> = ranking.hotspots.iter().enumerate().collect();
    let asked = StabilityParams {
        replicates: 20,
        seed: 3,
    };
    let replay = Replay::new(&lists[0], &selection, &ranking, &own, 0, asked, &done).unwrap();
    for replicate in 0..asked.replicates as u64 {
        let mut random = ChaCha8Rng::seed_from_u64(asked.seed);
        random.set_stream(replicate);
        let mut loads = Vec::new();
        replay
            .resampler
            .draw(&replay.sites, &mut random, &mut loads);
        let (data, selection) = town(&drawn(&lists[0], &replay.sites, &loads));
        let other = list(&data, &selection, &ranking.params);
        let expected = ranks_from_scratch(&ranking, &other, ranking.params.top);
        let found = replay.ranks(replicate, &done).unwrap();
        assert_eq!(found, expected, "{unit:?}, replicate {replicate}");
    }
}

#[test]
fn replicates_are_lists_from_scratch_of_whole_incidents() {
    for unit in units() {
        replicates_are_lists_from_scratch(unit, &[1.0]);
    }
}

#[test]
fn replicates_are_lists_from_scratch_of_parts_of_incidents() {
    for unit in units() {
        replicates_are_lists_from_scratch(unit, &[1.0, 0.25, 1.0, 0.6180]);
    }
}

#[test]
fn most_sites_of_a_list_that_stands_out_are_not_looked_at() {
    let crowd = |i: u32| (f64::from(i % 7), f64::from(i % 5), 1.0);
    let mut points: Vec<Point> = (0..2000).map(crowd).collect();
    points.extend((0..900).map(|i| (f64::from(i % 30) * 100.0, f64::from(i / 30) * 100.0, 1.0)));
    let (data, selection) = town(&points);
    for unit in [
        Unit::Disc { radius_m: 80.0 },
        Unit::Square { side_m: 150.0 },
    ] {
        let params = RankParams {
            top: 1,
            ..params(unit)
        };
        let ranking = list(&data, &selection, &params);
        let progress = Progress::new();
        let lists = Again::lists(&data, &selection, &params, &progress).unwrap();
        let done = Done {
            progress: &progress,
            steps: AtomicUsize::new(0),
            of: 1,
        };
        let own: Vec<(usize, &Hotspot)> = ranking.hotspots.iter().enumerate().collect();
        let asked = StabilityParams::default();
        let replay = Replay::new(&lists[0], &selection, &ranking, &own, 0, asked, &done).unwrap();
        assert!(replay.contended < 60, "{unit:?}: {}", replay.contended);
        assert!(replay.sites.len() > 900);
    }
}

#[test]
fn threads_do_not_matter() {
    let points = points(4, &[1.0, 0.5]);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| units().map(|unit| sure(&points, &params(unit), 40)))
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    // Several incidents of different weights lie at one site.
    let mut points = points(4, &[1.0, 0.5, 0.3]);
    let first = units().map(|unit| sure(&points, &params(unit), 40));
    points.reverse();
    assert_eq!(first, units().map(|unit| sure(&points, &params(unit), 40)));
}

#[test]
fn a_town_moved_as_a_whole_is_as_sure() {
    let town = points(8, &[1.0]);
    let moved: Vec<Point> = town
        .iter()
        .map(|&(x, y, w)| (x + 300.0, y - 600.0, w))
        .collect();
    for unit in [
        Unit::Disc { radius_m: 80.0 },
        Unit::Square { side_m: 150.0 },
    ] {
        let own = sure(&town, &params(unit), 40);
        assert_eq!(own, sure(&moved, &params(unit), 40), "{unit:?}");
    }
}

#[test]
fn within_areas_each_list_is_drawn_for_itself() {
    let points = points(2, &[1.0]);
    let within = RankParams {
        within_area: true,
        top: 2,
        ..params(Unit::Disc { radius_m: 80.0 })
    };
    let (data, selection) = town(&points);
    let ranking = list(&data, &selection, &within);
    let sure = sure(&points, &within, 40);
    assert_eq!(sure.len(), ranking.hotspots.len());
    for (hotspot, sure) in ranking.hotspots.iter().zip(&sure) {
        assert!(sure.in_top_n > 0.0, "{}", hotspot.name);
        assert!((1..=3).contains(&sure.rank_low) && (1..=3).contains(&sure.rank_high));
    }
}

/// `n` incidents at `x` metres east.
fn pile(x: f64, n: usize) -> Vec<Point> {
    vec![(x, 100.0, 1.0); n]
}

#[test]
fn what_stands_far_above_the_others_is_always_listed() {
    let points = [pile(100.0, 400), pile(900.0, 40), pile(1500.0, 41)].concat();
    for unit in [
        Unit::Disc { radius_m: 80.0 },
        Unit::Square { side_m: 150.0 },
    ] {
        let top_one = RankParams {
            top: 1,
            ..params(unit)
        };
        let sure = sure(&points, &top_one, 300);
        let expected = Sureness {
            in_top_n: 1.0,
            rank_low: 1,
            rank_high: 1,
        };
        assert_eq!(sure, [expected]);
        assert_eq!(sure[0].badge(), Badge::Core);
    }
}

#[test]
fn of_two_equal_places_each_is_first_half_the_time() {
    let points = [pile(100.0, 90), pile(900.0, 90)].concat();
    for unit in [
        Unit::Disc { radius_m: 80.0 },
        Unit::Square { side_m: 150.0 },
    ] {
        let top_one = RankParams {
            top: 1,
            ..params(unit)
        };
        let sure = sure(&points, &top_one, 1000);
        // The western one wins ties, which are P(X = Y) = 3.0 % of two Poisson(90) numbers:
        // 51.5 %, within four standard errors.
        assert!((sure[0].in_top_n - 0.515).abs() < 0.064, "{sure:?}");
        assert_eq!((sure[0].rank_low, sure[0].rank_high), (1, 2));
        assert_eq!(sure[0].badge(), Badge::Borderline);
    }
}

#[test]
fn ends_of_ranks_are_ranks_that_were_had() {
    let ranks: Vec<usize> = (0..40).map(|i| if i < 38 { 2 } else { 4 }).collect();
    let sure = Sureness::of(ranks, 3);
    assert_eq!((sure.rank_low, sure.rank_high), (2, 4));
    assert!((sure.in_top_n - 0.95).abs() < 1e-12);
    let sure = Sureness::of([vec![1], vec![2; 98], vec![3]].concat(), 3);
    assert_eq!((sure.rank_low, sure.rank_high), (2, 2));
}

#[test]
fn nobody_waits_for_what_nobody_wants() {
    let points = points(1, &[1.0]);
    let (data, selection) = town(&points);
    let ranking = list(&data, &selection, &params(Unit::Disc { radius_m: 80.0 }));
    let progress = Progress::new();
    progress.cancel();
    let asked = StabilityParams::default();
    let stopped = stability(&data, &selection, &ranking, asked, &progress);
    assert_eq!(stopped, Err(RankError::Cancelled(Cancelled)));
}

#[test]
fn an_empty_list_is_neither_sure_nor_unsure() {
    let points = pile(100.0, 3);
    let at_least_four = RankParams {
        min_incidents: 4,
        ..params(Unit::Disc { radius_m: 80.0 })
    };
    assert_eq!(sure(&points, &at_least_four, 20), []);
}

/// What `tests/reference/stability.py` drew with numpy.
#[derive(serde::Deserialize)]
struct Reference {
    top: usize,
    whole: Vec<usize>,
    parts: Vec<usize>,
    in_top_n: Vec<f64>,
    /// By rank and pile, the share of lists in which the pile has this rank or a better one.
    up_to: Vec<Vec<f64>>,
}

#[test]
fn shares_and_ranks_are_those_that_numpy_draws() {
    const LISTS: usize = 4000;
    let json = include_str!("../../../tests/reference/stability.json");
    let reference: Reference = serde_json::from_str(json).unwrap();
    let piles = reference.whole.iter().zip(&reference.parts).enumerate();
    let points: Vec<Point> = piles
        .flat_map(|(i, (&whole, &parts))| {
            let at = |weight: f64| (75.0, 150.0 * i as f64 + 75.0, weight);
            [vec![at(1.0); whole], vec![at(0.5); parts]].concat()
        })
        .collect();
    let all = RankParams {
        top: reference.top,
        ..params(Unit::Square { side_m: 150.0 })
    };
    let (data, selection) = town(&points);
    let ranking = list(&data, &selection, &all);
    for (hotspot, sure) in ranking.hotspots.iter().zip(sure(&points, &all, LISTS)) {
        let pile = ((hotspot.centre.y - N) / 150.0).round() as usize;
        let near = |a: f64, b: f64| {
            let error = (b * (1.0 - b) / LISTS as f64).sqrt();
            (a - b).abs() <= 4.5 * error + 0.002
        };
        let expected = reference.in_top_n[pile];
        assert!(
            near(sure.in_top_n, expected),
            "{pile}: {sure:?}, {expected}"
        );
        let up_to = |rank: usize| match rank {
            0 => 0.0,
            rank => reference
                .up_to
                .get(rank - 1)
                .map_or(1.0, |shares| shares[pile]),
        };
        for (rank, end) in [(sure.rank_low, 0.025), (sure.rank_high, 0.975)] {
            // The end lies at this rank, or so near to the next that chance decides.
            let is_end = up_to(rank - 1) < end && end <= up_to(rank);
            let is_nearly = near(up_to(rank - 1), end) || near(up_to(rank), end);
            assert!(is_end || is_nearly, "{pile}: {sure:?} at {end}");
        }
    }
}
