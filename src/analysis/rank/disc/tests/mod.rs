//! The search against an independent one that tries every corner, and against its own
//! symmetries.

mod brute;

use super::*;
use crate::analysis::selection::SiteLoad;
use crate::data::SiteTree;
use proptest::prelude::*;

fn params(radius_m: f64, separation_m: f64, top: usize) -> DiscParams {
    DiscParams {
        radius_m,
        separation_m,
        top,
        min_incidents: 1,
    }
}

/// Discs of sites with so much weight and so many incidents at each.
fn search(
    positions: &[Planar],
    loads: &[(f64, u32)],
    params: DiscParams,
    effort: Effort,
) -> Vec<Disc> {
    let xs: Vec<f64> = positions.iter().map(|p| p.x).collect();
    let ys: Vec<f64> = positions.iter().map(|p| p.y).collect();
    let tree = SiteTree::new(&xs, &ys);
    let load = |(site, &(weight, incidents))| SiteLoad {
        site,
        incidents,
        weight,
    };
    let loads: Vec<SiteLoad> = (0..).zip(loads).map(load).collect();
    discs(
        LoadedTree::new(&tree, &loads),
        params,
        effort,
        &Progress::new(),
    )
    .unwrap()
}

/// The best discs of sites with one incident each.
fn run(
    positions: &[Planar],
    weights: &[f64],
    radius_m: f64,
    separation_m: f64,
    top: usize,
) -> Vec<Disc> {
    let loads: Vec<(f64, u32)> = weights.iter().map(|&weight| (weight, 1)).collect();
    let params = params(radius_m, separation_m, top);
    search(positions, &loads, params, Effort::Exact)
}

fn weight_of(disc: &Disc, weights: &[f64]) -> f64 {
    disc.members.iter().map(|&i| weights[i as usize]).sum()
}

fn incidents(max: usize) -> impl Strategy<Value = Vec<(Planar, f64)>> {
    let weight = prop_oneof![Just(1.0), Just(0.5), Just(0.25)];
    let on_lattice =
        (0..14_i32, 0..14_i32).prop_map(|(x, y)| Planar::new(f64::from(x), f64::from(y)));
    let anywhere = (0.0..14.0, 0.0..14.0).prop_map(|(x, y)| Planar::new(x, y));
    prop_oneof![
        prop::collection::vec((on_lattice.clone(), Just(1.0)), 1..max),
        prop::collection::vec((on_lattice, weight.clone()), 1..max),
        prop::collection::vec((anywhere, weight), 1..max),
    ]
}

fn split(incidents: &[(Planar, f64)]) -> (Vec<Planar>, Vec<f64>) {
    incidents.iter().copied().unzip()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn each_step_is_what_trying_every_corner_finds(
        incidents in incidents(14),
        radius in prop_oneof![Just(1.0), Just(2.5), Just(5.0), 0.7..6.0],
        separation in prop_oneof![Just(0.5), Just(1.0), Just(2.0), Just(3.0), Just(0.0)],
    ) {
        let (positions, weights) = split(&incidents);
        let separation = separation * radius;
        let found = run(&positions, &weights, radius, separation, 4);
        let expected = brute::discs(&positions, &weights, radius, separation, 4);
        prop_assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(&expected) {
            prop_assert!((weight_of(a, &weights) - b.weight).abs() < 1e-9);
            prop_assert_eq!(&a.members, &b.members);
            prop_assert!(a.centre.distance_to(b.centre) < 1e-5, "{:?} {:?}", a.centre, b.centre);
        }
    }
}

proptest! {
    #[test]
    fn sites_with_several_incidents_are_their_incidents_one_by_one(
        sites in prop::collection::vec(((0..9_i32, 0..9_i32), 1..4_u32), 1..12),
        radius in prop_oneof![Just(1.0), Just(2.5), 0.7..4.0],
    ) {
        let at = |&((x, y), _): &((i32, i32), u32)| Planar::new(f64::from(x), f64::from(y));
        let positions: Vec<Planar> = sites.iter().map(at).collect();
        let loads: Vec<(f64, u32)> = sites.iter().map(|&(_, n)| (f64::from(n), n)).collect();
        let params = params(radius, 2.0 * radius, 4);
        let found = search(&positions, &loads, params, Effort::Exact);
        let singly: Vec<Planar> = sites
            .iter()
            .flat_map(|site| std::iter::repeat_n(at(site), site.1 as usize))
            .collect();
        let expected = brute::discs(&singly, &ones(singly.len()), radius, 2.0 * radius, 4);
        prop_assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(&expected) {
            let incidents: u32 = a.members.iter().map(|&i| loads[i as usize].1).sum();
            prop_assert_eq!(incidents as usize, b.members.len());
            prop_assert!(a.centre.distance_to(b.centre) < 1e-5, "{:?} {:?}", a.centre, b.centre);
        }
    }

    #[test]
    fn a_preview_is_never_better_than_the_best(incidents in incidents(40)) {
        let (positions, weights) = split(&incidents);
        let loads: Vec<(f64, u32)> = weights.iter().map(|&weight| (weight, 1)).collect();
        let params = params(2.5, 5.0, 1);
        let [exact, preview] = [Effort::Exact, Effort::Preview].map(|effort| {
            search(&positions, &loads, params, effort).first().map(|disc| weight_of(disc, &weights))
        });
        prop_assert!(preview <= exact);
    }
}

proptest! {
    #[test]
    fn discs_keep_their_distance_and_cover_their_members(
        incidents in incidents(40), separation in 0.0..9.0,
    ) {
        let (positions, weights) = split(&incidents);
        let found = run(&positions, &weights, 2.0, separation, 6);
        for (i, disc) in found.iter().enumerate() {
            for other in &found[..i] {
                prop_assert!(disc.centre.distance_to(other.centre) >= separation - 2e-7);
            }
            for &member in &disc.members {
                prop_assert!(positions[member as usize].distance_to(disc.centre) <= 2.0 + 2e-7);
            }
        }
    }

    #[test]
    fn counts_do_not_change_when_the_map_is_moved_or_turned(incidents in incidents(30)) {
        let (positions, weights) = split(&incidents);
        let turned: Vec<Planar> =
            positions.iter().map(|p| Planar::new(400_000.0 - p.y, 600_000.0 + p.x)).collect();
        let first = |positions: &[Planar]| {
            let discs = run(positions, &weights, 2.5, 5.0, 1);
            (weight_of(&discs[0], &weights), discs[0].members.len())
        };
        let (here, there) = (first(&positions), first(&turned));
        prop_assert!((here.0 - there.0).abs() < 1e-9);
        prop_assert_eq!(here.1, there.1);
    }

    #[test]
    fn the_order_of_the_file_does_not_matter(incidents in incidents(30)) {
        let (positions, weights) = split(&incidents);
        let backwards: Vec<(Planar, f64)> = incidents.iter().rev().copied().collect();
        let (other_positions, other_weights) = split(&backwards);
        let here = run(&positions, &weights, 2.5, 3.0, 3);
        let there = run(&other_positions, &other_weights, 2.5, 3.0, 3);
        prop_assert_eq!(here.len(), there.len());
        for (a, b) in here.iter().zip(&there) {
            prop_assert!(a.centre.distance_to(b.centre) < 1e-9);
            prop_assert_eq!(a.members.len(), b.members.len());
        }
    }
}

fn ones(n: usize) -> Vec<f64> {
    vec![1.0; n]
}

#[test]
fn two_incidents_exactly_two_radii_apart_share_a_disc() {
    let positions = [
        Planar::new(530_000.0, 180_000.0),
        Planar::new(530_120.0, 180_160.0),
    ];
    let found = run(&positions, &ones(2), 100.0, 200.0, 5);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].centre, Planar::new(530_060.0, 180_080.0));
}

#[test]
fn a_lattice_of_centres_misses_what_the_search_finds() {
    // Four incidents around (50, 50), each 99.9 m from it: only centres near there cover all.
    let positions = [
        Planar::new(149.9, 50.0),
        Planar::new(-49.9, 50.0),
        Planar::new(50.0, 149.9),
        Planar::new(50.0, -49.9),
    ];
    let on_lattice = (-2..=2)
        .flat_map(|x| {
            (-2..=2).map(move |y| Planar::new(f64::from(x) * 100.0, f64::from(y) * 100.0))
        })
        .map(|c| {
            positions
                .iter()
                .filter(|p| p.distance_to(c) <= 100.0)
                .count()
        })
        .max();
    let found = run(&positions, &ones(4), 100.0, 200.0, 1);
    assert_eq!(found[0].members.len(), 4);
    assert!(on_lattice.unwrap() < 4, "{on_lattice:?}");
}

#[test]
fn the_search_stops_at_a_disc_with_too_few() {
    let positions = [0.0, 1.0, 2.0, 500.0, 501.0, 900.0].map(|x| Planar::new(x, 0.0));
    let params = DiscParams {
        min_incidents: 2,
        ..params(10.0, 20.0, 9)
    };
    let found = search(&positions, &[(1.0, 1); 6], params, Effort::Exact);
    let sizes: Vec<usize> = found.iter().map(|disc| disc.members.len()).collect();
    assert_eq!(sizes, [3, 2]);
}

#[test]
fn everything_in_one_place_and_a_disc_over_everything_are_no_harder() {
    let one = vec![Planar::new(3.0, 4.0); 5000];
    let found = run(&one, &ones(5000), 100.0, 200.0, 10);
    assert_eq!((found.len(), found[0].members.len()), (1, 5000));
    assert_eq!(found[0].centre, one[0]);
    let many: Vec<Planar> = (0..4000)
        .map(|i| {
            Planar::new(
                f64::from(i * 37 % 4001) * 5.0,
                f64::from(i * i % 3989) * 5.0,
            )
        })
        .collect();
    let found = run(&many, &ones(4000), 1e6, 2e6, 10);
    assert_eq!((found.len(), found[0].members.len()), (1, 4000));
}

#[test]
fn a_cancelled_search_stops() {
    let progress = Progress::new();
    progress.cancel();
    let tree = SiteTree::new(&[0.0], &[0.0]);
    let load = SiteLoad {
        site: 0,
        incidents: 1,
        weight: 1.0,
    };
    for effort in [Effort::Exact, Effort::Preview] {
        let sites = LoadedTree::new(&tree, &[load]);
        assert!(discs(sites, params(1.0, 2.0, 1), effort, &progress).is_err());
    }
}

/// Sites in clusters and along a street, some of them with many incidents.
fn small_town() -> (Vec<Planar>, Vec<(f64, u32)>) {
    let mut word = 5_u64;
    let mut uniform = move || {
        word = word
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (word >> 11) as f64 / (1_u64 << 53) as f64
    };
    let site = |i: u32| {
        let (x, y) = (uniform(), uniform());
        let at = match i % 3 {
            0 => Planar::new((x * 300.0).round(), (y * 300.0).round()),
            1 => Planar::new(200.0 + x * y * 60.0, 100.0 + y * 40.0),
            _ => Planar::new(x * 300.0, 150.0),
        };
        let incidents = 1 + (uniform() * uniform() * 5.0) as u32;
        (
            at,
            (f64::from(incidents) - uniform().round() * 0.37, incidents),
        )
    };
    (0..3000).map(site).unzip()
}

#[test]
fn the_answer_does_not_depend_on_the_threads() {
    let (positions, loads) = small_town();
    let on = |threads: usize, effort: Effort| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| search(&positions, &loads, params(12.0, 24.0, 8), effort))
    };
    for effort in [Effort::Exact, Effort::Preview] {
        let one = on(1, effort);
        assert_eq!(one.len(), 8);
        assert_eq!(one, on(2, effort));
        assert_eq!(one, on(5, effort));
    }
}

#[test]
fn a_preview_counts_its_discs_truly_and_comes_close() {
    let (positions, loads) = small_town();
    for (radius_m, separation_m) in [(8.0, 16.0), (30.0, 60.0), (30.0, 10.0), (1e4, 2e4)] {
        let params = params(radius_m, separation_m, 6);
        let exact = search(&positions, &loads, params, Effort::Exact);
        let preview = search(&positions, &loads, params, Effort::Preview);
        let weight =
            |disc: &Disc| -> f64 { disc.members.iter().map(|&i| loads[i as usize].0).sum() };
        let mut taken = vec![false; positions.len()];
        for disc in &preview {
            for (i, at) in positions.iter().enumerate() {
                let is_in = at.distance_to(disc.centre) <= radius_m + 1e-7 && !taken[i];
                assert_eq!(disc.members.binary_search(&(i as u32)).is_ok(), is_in);
                taken[i] |= is_in;
            }
        }
        assert!(weight(&preview[0]) <= weight(&exact[0]) + 1e-9);
        assert!(weight(&preview[0]) >= 0.97 * weight(&exact[0]));
        assert!(preview.len() >= exact.len().min(2));
    }
}

proptest! {
    #[test]
    fn a_search_in_squares_finds_the_same_discs_as_long_as_they_are_heavy(
        sites in prop::collection::btree_map((0..60_i32, 0..60_i32), 1..9_u32, 1..120),
        (radius_m, separation_m, least) in (2.0..9.0_f64, 0.0..20.0_f64, 1.0..30.0_f64),
    ) {
        let xs: Vec<f64> = sites.keys().map(|at| f64::from(at.0) + 0.5).collect();
        let ys: Vec<f64> = sites.keys().map(|at| f64::from(at.1)).collect();
        let tree = SiteTree::new(&xs, &ys);
        let load = |(site, &incidents): (u32, &u32)| SiteLoad {
            site,
            incidents,
            weight: f64::from(incidents) * 0.5,
        };
        let loads: Vec<SiteLoad> = (0..).zip(sites.values()).map(load).collect();
        let params = params(radius_m, separation_m, 6);
        let progress = Progress::new();
        let loaded = LoadedTree::new(&tree, &loads);
        let found = contested(&loaded, radius_m, |most| most >= least, &progress).unwrap();
        prop_assert!(found.are_small);
        let squares = Squares::new(&tree, &found.squares, radius_m).unwrap();
        let among = discs_in(loaded.clone(), &squares, params, &progress).unwrap();
        let all = discs(loaded, params, Effort::Exact, &progress).unwrap();
        let weight = |disc: &Disc| disc.members.iter().map(|&i| loads[i as usize].weight).sum();
        let heavy = |discs: Vec<Disc>| -> Vec<Disc> {
            discs.into_iter().take_while(|disc| { let w: f64 = weight(disc); w >= least }).collect()
        };
        prop_assert_eq!(heavy(among), heavy(all));
    }
}
