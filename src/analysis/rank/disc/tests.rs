//! The search against an independent one that tries every corner, and against its own
//! symmetries.

use super::*;
use proptest::prelude::*;

/// An independent greedy search: O(n³) a step, with its own geometry.
mod brute {
    use crate::base::Planar;

    pub(super) struct Disc {
        pub(super) centre: Planar,
        pub(super) members: Vec<u32>,
        pub(super) weight: f64,
    }

    const EPS: f64 = 1e-7;

    /// Where two circles cross, by the cosine rule.
    fn cross(p: Planar, r: f64, q: Planar, s: f64) -> Vec<Planar> {
        let d = p.distance_to(q);
        if d == 0.0 || d > r + s || d < (r - s).abs() {
            return vec![];
        }
        let towards = (q.y - p.y).atan2(q.x - p.x);
        let half = ((r * r + d * d - s * s) / (2.0 * r * d))
            .clamp(-1.0, 1.0)
            .acos();
        let at = |angle: f64| Planar::new(p.x + r * angle.cos(), p.y + r * angle.sin());
        vec![at(towards + half), at(towards - half)]
    }

    fn corners(points: &[Planar], r: f64, earlier: &[Planar], s: f64) -> Vec<Planar> {
        let rings: Vec<(Planar, f64)> = points
            .iter()
            .map(|&p| (p, r))
            .chain(earlier.iter().map(|&e| (e, s)))
            .collect();
        let mut corners: Vec<Planar> = points
            .iter()
            .map(|p| Planar::new(p.x, p.y + r))
            .chain(points.to_vec())
            .collect();
        for (i, a) in rings.iter().enumerate() {
            for b in &rings[..i] {
                corners.extend(cross(a.0, a.1, b.0, b.1));
            }
        }
        corners
    }

    fn allowed(at: Planar, earlier: &[Planar], s: f64) -> bool {
        earlier.iter().all(|e| e.distance_to(at) >= s - EPS)
    }

    fn smallest_circle(points: &[Planar]) -> Planar {
        let mut best = (f64::MAX, points[0]);
        let mut consider = |c: Planar| {
            let r = points.iter().map(|p| p.distance_to(c)).fold(0.0, f64::max);
            if r < best.0 - 1e-10 {
                best = (r, c);
            }
        };
        for (i, &a) in points.iter().enumerate() {
            consider(a);
            for (j, &b) in points[..i].iter().enumerate() {
                consider(Planar::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0));
                for &c in &points[..j] {
                    // Cramer's rule on the two perpendicular bisectors.
                    let (a2, b2, c2) = (
                        a.x * a.x + a.y * a.y,
                        b.x * b.x + b.y * b.y,
                        c.x * c.x + c.y * c.y,
                    );
                    let (m, n) = ((b.x - a.x, b.y - a.y), (c.x - a.x, c.y - a.y));
                    let det = 2.0 * (m.0 * n.1 - m.1 * n.0);
                    if det.abs() > 1e-12 {
                        let x = ((b2 - a2) * n.1 - (c2 - a2) * m.1) / det;
                        let y = ((c2 - a2) * m.0 - (b2 - a2) * n.0) / det;
                        consider(Planar::new(x, y));
                    }
                }
            }
        }
        best.1
    }

    pub(super) fn first(a: Planar, b: Planar) -> bool {
        if (a.y - b.y).abs() > EPS {
            a.y < b.y
        } else {
            a.x < b.x - EPS
        }
    }

    fn centre(members: &[Planar], r: f64, earlier: &[Planar], s: f64) -> Option<Planar> {
        let wish = smallest_circle(members);
        let fits = |c: &Planar| {
            allowed(*c, earlier, s) && members.iter().all(|p| p.distance_to(*c) <= r + EPS)
        };
        let mut points: Vec<Planar> = vec![wish];
        for slack in [0.0, 0.9 * EPS] {
            if points.iter().any(fits) {
                break;
            }
            points.extend(corners(members, r + slack, earlier, s - slack));
            for e in earlier {
                let angle = (wish.y - e.y).atan2(wish.x - e.x);
                let angle = if *e == wish {
                    -std::f64::consts::FRAC_PI_2
                } else {
                    angle
                };
                let s = s - slack;
                points.push(Planar::new(e.x + s * angle.cos(), e.y + s * angle.sin()));
            }
        }
        points.into_iter().filter(fits).reduce(|a, b| {
            let (da, db) = (a.distance_to(wish), b.distance_to(wish));
            let b_wins = if (da - db).abs() > EPS {
                db < da
            } else {
                first(b, a)
            };
            if b_wins { b } else { a }
        })
    }

    pub(super) fn discs(
        points: &[Planar],
        weights: &[f64],
        r: f64,
        s: f64,
        top: usize,
    ) -> Vec<Disc> {
        let mut left: Vec<u32> = (0..points.len() as u32).collect();
        let mut found: Vec<Disc> = vec![];
        while found.len() < top && !left.is_empty() {
            let earlier: Vec<Planar> = found.iter().map(|d| d.centre).collect();
            let at = |i: &u32| points[*i as usize];
            let positions: Vec<Planar> = left.iter().map(at).collect();
            let mut sets: Vec<Vec<u32>> =
                corners(&positions, r + 0.9 * EPS, &earlier, s - 0.9 * EPS)
                    .into_iter()
                    .filter(|&c| allowed(c, &earlier, s))
                    .map(|c| {
                        left.iter()
                            .copied()
                            .filter(|i| at(i).distance_to(c) <= r + EPS)
                            .collect()
                    })
                    .collect();
            sets.sort();
            sets.dedup();
            let weight = |set: &[u32]| set.iter().map(|&i| weights[i as usize]).sum::<f64>();
            let most = sets.iter().map(|set| weight(set)).fold(0.0, f64::max);
            sets.retain(|set| !set.is_empty() && weight(set) >= most - 1e-9);
            let count = sets.iter().map(Vec::len).max().unwrap_or(0);
            sets.retain(|set| set.len() == count);
            let best = sets
                .into_iter()
                .filter_map(|set| {
                    let members: Vec<Planar> = set.iter().map(at).collect();
                    Some((centre(&members, r, &earlier, s)?, set))
                })
                .reduce(|a, b| if first(b.0, a.0) { b } else { a });
            let Some((centre, members)) = best else {
                break;
            };
            left.retain(|i| !members.contains(i));
            found.push(Disc {
                centre,
                weight: weight(&members),
                members,
            });
        }
        found
    }
}

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
    let many = synthetic(4000, 1);
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

/// A city of 20 x 25 km: incidents at addresses, most of them around a few hundred centres.
fn synthetic(n: usize, seed: u64) -> Vec<Planar> {
    let mut state = seed;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let town: Vec<(f64, f64, f64)> = (0..300)
        .map(|_| {
            (
                uniform() * 20e3,
                uniform() * 25e3,
                150.0 + uniform() * 1500.0,
            )
        })
        .collect();
    let addresses: Vec<Planar> = (0..(n / 9 * 2).max(1))
        .map(|_| {
            let (x, y, spread) = town[((uniform() * uniform()) * 300.0) as usize];
            let normal = |a: f64, b: f64| (-2.0 * (1.0 - a).ln()).sqrt() * (b * 6.283).cos();
            let (dx, dy) = (normal(uniform(), uniform()), normal(uniform(), uniform()));
            Planar::new(3e5 + x + dx * spread, 4e5 + y + dy * spread)
        })
        .collect();
    (0..n)
        .map(|_| addresses[(uniform().powf(1.5) * addresses.len() as f64) as usize])
        .collect()
}

#[test]
#[ignore = "a timing, to be run in release"]
fn timing_of_half_a_million_incidents() {
    use std::time::Instant;
    let n = 450_000;
    let weights: Vec<f64> = (0..n).map(|i| [1.0, 1.0, 1.0, 0.37, 0.81][i % 5]).collect();
    let clustered = synthetic(n, 7);
    let lattice: Vec<Planar> = (0..10_000)
        .map(|i| Planar::new(f64::from(i % 100) * 20.0, f64::from(i / 100) * 20.0))
        .collect();
    let spread: Vec<Planar> = (0..100_000_u32)
        .map(|i| {
            let word = crate::analysis::rank::dense_ids::mixed(u64::from(i));
            Planar::new((word % 20_000_000) as f64 / 1e3, (word >> 32) as f64 / 2e5)
        })
        .collect();
    let cases: [(&str, &[Planar], f64); 8] = [
        ("clustered", &clustered, 100.0),
        ("clustered", &clustered, 25.0),
        ("clustered", &clustered, 400.0),
        ("clustered", &clustered, 3000.0),
        ("clustered", &clustered, 50_000.0),
        ("uniform", &spread, 100.0),
        ("isolated", &spread, 1.0),
        ("lattice of 20 m", &lattice, 100.0),
    ];
    for (name, positions, radius) in cases {
        for weights in [&ones(positions.len())[..], &weights[..positions.len()]] {
            let start = Instant::now();
            let found = run(positions, weights, radius, 2.0 * radius, 10);
            let first = found.first().map_or(0.0, |disc| weight_of(disc, weights));
            let took = start.elapsed();
            println!(
                "{name}, {} incidents, R {radius} m: {took:?}, first {first:.2}",
                positions.len()
            );
        }
    }
}
