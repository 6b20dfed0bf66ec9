//! The search against an independent one that tries every corner, and against its own
//! symmetries.

mod brute;

use super::*;
use proptest::prelude::*;

fn run(
    positions: &[Planar],
    weights: &[f64],
    radius_m: f64,
    separation_m: f64,
    top: usize,
) -> Vec<Disc> {
    let params = DiscParams {
        radius_m,
        separation_m,
        top,
        min_incidents: 1,
    };
    discs(positions, weights, params, &Progress::new()).unwrap()
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
        radius_m: 10.0,
        separation_m: 20.0,
        top: 9,
        min_incidents: 2,
    };
    let found = discs(&positions, &ones(6), params, &Progress::new()).unwrap();
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
    let params = DiscParams {
        radius_m: 1.0,
        separation_m: 2.0,
        top: 1,
        min_incidents: 1,
    };
    assert!(discs(&[Planar::new(0.0, 0.0)], &[1.0], params, &progress).is_err());
}
