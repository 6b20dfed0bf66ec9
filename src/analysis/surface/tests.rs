use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, prop_assume, proptest};

use crate::analysis::kernel::Kernel;
use crate::analysis::surface::cells::Cells;
use crate::analysis::surface::inside::Way;
use crate::analysis::surface::{
    Surface, SurfaceError, SurfaceParams, WeightedPoint, exact, surface_of, surface_preview_of,
};
use crate::base::{Bounds, Planar, Progress};
use crate::data::areas::Areas;

fn params(kernel: Kernel, bandwidth_m: f64, cell_m: f64) -> SurfaceParams {
    SurfaceParams {
        kernel,
        bandwidth_m,
        cell_m,
        extent: None,
        mask: false,
    }
}

fn surface(points: &[WeightedPoint], params: &SurfaceParams) -> Surface {
    surface_of(points.to_vec(), &Areas::default(), params, &Progress::new()).unwrap()
}

/// Density per km² at `q` by the definition.
fn density_at(q: Planar, points: &[WeightedPoint], kernel: Kernel, h: f64) -> f64 {
    points
        .iter()
        .map(|p| p.weight * kernel.evaluate_per_m2(q.distance_sq_to(p.at), h))
        .sum::<f64>()
        * 1e6
}

fn assert_is_brute_force(points: &[WeightedPoint], params: &SurfaceParams) {
    let surface = surface(points, params);
    let lattice = surface.lattice;
    let peak = f64::from(surface.peak_per_km2);
    for row in 0..lattice.rows {
        for column in 0..lattice.columns {
            let want = density_at(
                lattice.centre(column, row),
                points,
                params.kernel,
                params.bandwidth_m,
            );
            let got = f64::from(surface.density_per_km2[row * lattice.columns + column]);
            assert!(
                (got - want).abs() <= 1e-6 * peak,
                "{params:?} {column},{row}: {got} {want}"
            );
        }
    }
}

/// Clustered points on a plane far from its origin, some of them coincident.
fn points() -> impl Strategy<Value = Vec<WeightedPoint>> {
    let place = (0u32..4, -40_000i32..40_000, -40_000i32..40_000, 1u32..=8);
    proptest::collection::vec(place, 1..60).prop_map(|places| {
        places
            .into_iter()
            .map(|(cluster, dx, dy, weight)| {
                let spread = if cluster == 0 { 0.01 } else { 0.001 };
                let x = 531_000.0 + f64::from(cluster) * 211.3 + f64::from(dx) * spread;
                let y = 181_000.0 - f64::from(cluster) * 97.7 + f64::from(dy) * spread;
                WeightedPoint {
                    at: Planar::new(x, y),
                    weight: f64::from(weight) / 8.0,
                }
            })
            .collect()
    })
}

fn sample(n: u32) -> Vec<WeightedPoint> {
    (0..n)
        .map(|i| {
            let turn = f64::from(i) * 2.399_963;
            let r = 12.0 * f64::from(i).sqrt();
            let at = Planar::new(400_000.3 + r * turn.cos(), 300_000.7 + r * turn.sin());
            WeightedPoint {
                at,
                weight: f64::from(i % 4 + 1) / 4.0,
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn every_kernel_agrees_with_brute_force(points in points(), cells in 20u32..500, kernel in 0usize..5) {
        let kernel = Kernel::ALL[kernel];
        // A bandwidth of 2 to 50 cells; the Gaussian reaches five times as far.
        let cells = f64::from(cells) / 10.0 / kernel.reach_m(1.0).min(4.0);
        assert_is_brute_force(&points, &params(kernel, 10.0 * cells.max(2.0), 10.0));
    }

    #[test]
    fn a_given_extent_sees_what_reaches_in_from_outside(points in points(), kernel in 0usize..5) {
        let extent = Bounds { min: Planar::new(531_103.0, 180_902.0), max: Planar::new(531_398.0, 181_011.0) };
        let with = SurfaceParams { extent: Some(extent), ..params(Kernel::ALL[kernel], 60.0, 7.0) };
        assert_is_brute_force(&points, &with);
    }

    #[test]
    fn the_order_of_incidents_and_the_threads_change_no_bit(points in points(), kernel in 0usize..5) {
        let params = params(Kernel::ALL[kernel], 80.0, 10.0);
        let mut turned = points.clone();
        turned.reverse();
        turned.rotate_left(points.len() / 3);
        let on = |threads: usize, points: &[WeightedPoint]| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| surface(points, &params))
        };
        let one = on(1, &points);
        prop_assert_eq!(&one, &on(2, &points));
        prop_assert_eq!(&one, &on(5, &turned));
    }

    #[test]
    fn turning_the_ground_turns_the_surface(points in points(), kernel in 0usize..5) {
        // Not the uniform kernel: a turned coordinate is rounded, which is all or nothing on its rim.
        let kernel = Kernel::ALL[kernel];
        prop_assume!(kernel != Kernel::Uniform);
        let params = params(kernel, 90.0, 15.0);
        let (x, y) = (531_000.0, 180_990.0);
        // A quarter turn about a corner of the lattice, and a move by whole cells.
        let turned: Vec<_> = points
            .iter()
            .map(|p| WeightedPoint { at: Planar::new(x - (p.at.y - y) + 300.0, y + (p.at.x - x)), ..*p })
            .collect();
        let (before, after) = (surface(&points, &params), surface(&turned, &params));
        let lattice = before.lattice;
        for (i, &density) in before.density_per_km2.iter().enumerate() {
            let q = lattice.centre(i % lattice.columns, i / lattice.columns);
            let moved = Planar::new(x - (q.y - y) + 300.0, y + (q.x - x));
            let Some(after) = after.at(moved) else {
                prop_assert!(density == 0.0);
                continue;
            };
            prop_assert!((density - after).abs() <= 1e-6 * before.peak_per_km2, "{} {}", density, after);
        }
    }
}

/// Points in the middle, on edges and on corners of cells 10 m wide, heaps at one place,
/// and weights from next to nothing, over 2 km.
fn awkward() -> Vec<WeightedPoint> {
    let mut points = sample(4000);
    for (i, point) in points.iter_mut().enumerate() {
        let at = &mut point.at;
        let to_half_cells = |v: f64| (v / 5.0).round() * 5.0;
        match i % 5 {
            0 => *at = Planar::new(to_half_cells(at.x), to_half_cells(at.y)),
            1 => at.x = to_half_cells(at.x),
            2 => *at = Planar::new(399_700.0 + (i % 3) as f64, 300_200.5),
            _ => {}
        }
        point.weight = [1.0, 1e-6, 0.3, 1.0][i % 4];
    }
    points
}

#[test]
fn bandwidths_from_a_third_of_a_cell_to_a_hundred_agree_with_brute_force() {
    let points = awkward();
    for kernel in Kernel::ALL {
        for b in [0.3, 0.5, 1.0, 2.9, 3.0, 7.3, 12.0, 31.0, 100.0] {
            let b = b / kernel.reach_m(1.0);
            let params = params(kernel, 10.0 * b, 10.0);
            let surface = surface(&points, &params);
            let lattice = surface.lattice;
            let peak = f64::from(surface.peak_per_km2);
            for i in (0..lattice.len()).step_by(89) {
                let q = lattice.centre(i % lattice.columns, i / lattice.columns);
                let want = density_at(q, &points, kernel, params.bandwidth_m);
                let got = f64::from(surface.density_per_km2[i]);
                assert!(
                    (got - want).abs() <= 1e-6 * peak,
                    "{kernel} {b} {q:?}: {got} {want}"
                );
            }
        }
    }
}

#[test]
fn both_ways_inside_give_one_surface() {
    let points = awkward();
    for kernel in [Kernel::Quartic, Kernel::Epanechnikov, Kernel::Uniform] {
        for b in [3.0, 8.4, 25.0, 70.0] {
            let params = params(kernel, 10.0 * b, 10.0);
            let lattice = surface(&points, &params).lattice;
            let cells = Cells::new(&lattice, points.clone());
            let by =
                |way| exact::densities(lattice, &cells, &params, way, &Progress::new()).unwrap();
            let (dense, sparse, cheaper) = (by(Some(Way::Dense)), by(Some(Way::Sparse)), by(None));
            let peak = dense.iter().copied().fold(0.0, f32::max);
            for (&one, &other) in dense.iter().zip(&sparse) {
                assert!(
                    (one - other).abs() <= 1e-7 * peak,
                    "{kernel} {b}: {one} {other}"
                );
                assert_eq!(one == 0.0, other == 0.0);
            }
            assert!(
                cheaper
                    .iter()
                    .zip(dense.iter().zip(&sparse))
                    .all(|(c, (d, s))| c == d || c == s)
            );
        }
    }
}

/// The greatest error of a preview, as its documentation states it, over the kernel's value
/// at its centre and the weight within reach; `b` is in nodes.
fn stated_error(kernel: Kernel, b: f64) -> f64 {
    match kernel {
        Kernel::Quartic => 2.0 / (b * b),
        Kernel::Epanechnikov => 1.0 / b + 0.5 / (b * b),
        Kernel::Triangular => 1.0 / b,
        Kernel::Gaussian => 0.25 / (b * b) + 4e-6,
        Kernel::Uniform => 0.0,
    }
}

#[test]
fn a_preview_errs_by_no_more_than_is_stated() {
    let points = awkward();
    for kernel in Kernel::ALL {
        for (b, times) in [(2.5, 2.0), (7.0, 2.0), (8.0, 1.0), (20.0, 1.0), (40.0, 1.0)] {
            let b = if kernel == Kernel::Gaussian {
                b / 2.0
            } else {
                b
            };
            let times = match kernel {
                Kernel::Gaussian if b >= 3.0 => 1.0,
                Kernel::Gaussian => 2.0,
                _ => times,
            };
            let params = params(kernel, 10.0 * b, 10.0);
            let exact = surface(&points, &params);
            let preview =
                surface_preview_of(points.clone(), &Areas::default(), &params, &Progress::new())
                    .unwrap();
            assert_eq!(preview.lattice, exact.lattice);
            // Nodes a kernel reaches belong to points a little further away.
            let reach_m = kernel.reach_m(params.bandwidth_m) + 15.0;
            let height = kernel.at_centre_per_m2(params.bandwidth_m) * 1e6;
            let mut worst = 0.0_f64;
            for i in (0..exact.lattice.len()).step_by(61) {
                let q = exact
                    .lattice
                    .centre(i % exact.lattice.columns, i / exact.lattice.columns);
                let within = points.iter().filter(|p| p.at.distance_to(q) < reach_m);
                let weight: f64 = within.map(|p| p.weight).sum();
                let error =
                    f64::from(preview.density_per_km2[i]) - f64::from(exact.density_per_km2[i]);
                let limit = stated_error(kernel, b * times) * weight * height;
                assert!(
                    error.abs() <= limit + 1e-6 * f64::from(exact.peak_per_km2),
                    "{kernel} {b} {q:?}: {error} {limit}"
                );
                worst = worst.max(error.abs());
            }
            assert_eq!(
                worst == 0.0,
                kernel == Kernel::Uniform,
                "{kernel} {b}: {worst}"
            );
        }
    }
}

#[test]
fn a_preview_has_the_same_bits_for_any_order_and_threads() {
    let points = awkward();
    let mut turned = points.clone();
    turned.reverse();
    for kernel in Kernel::ALL {
        let params = params(kernel, 100.0, 10.0);
        let on = |threads: usize, points: &[WeightedPoint]| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| {
                surface_preview_of(
                    points.to_vec(),
                    &Areas::default(),
                    &params,
                    &Progress::new(),
                )
                .unwrap()
            })
        };
        let one = on(1, &points);
        assert!(one == on(5, &turned) && one == on(2, &points), "{kernel}");
    }
}

#[test]
fn bandwidths_too_wide_for_lists_follow_the_definition() {
    let points = sample(40);
    let extent = Bounds {
        min: Planar::new(400_000.0, 300_000.0),
        max: Planar::new(400_020.0, 300_010.0),
    };
    for kernel in Kernel::ALL {
        let wide = SurfaceParams {
            extent: Some(extent),
            ..params(kernel, 2100.0, 1.0)
        };
        assert_is_brute_force(&points, &wide);
    }
}

#[test]
fn the_integral_is_the_weight() {
    let points = sample(500);
    let weight: f64 = points.iter().map(|p| p.weight).sum();
    for kernel in Kernel::ALL {
        for cell_m in [50.0, 10.0] {
            let surface = surface(&points, &params(kernel, 200.0, cell_m));
            let sum: f64 = surface.density_per_km2.iter().map(|&d| f64::from(d)).sum();
            let mass = sum * cell_m * cell_m / 1e6;
            assert!(
                (mass / weight - 1.0).abs() < 0.005,
                "{kernel} {cell_m}: {mass} of {weight}"
            );
        }
    }
}

#[test]
fn the_rim_of_the_uniform_kernel_is_outside_to_the_last_bit() {
    // Cell centres at distance exactly 50: (30, 40), (50, 0) and their mirror images.
    let points = [WeightedPoint {
        at: Planar::new(400_005.0, 300_005.0),
        weight: 1.0,
    }];
    let surface = surface(&points, &params(Kernel::Uniform, 50.0, 10.0));
    for (dx, dy) in [(30.0, 40.0), (-40.0, 30.0), (50.0, 0.0), (0.0, -50.0)] {
        assert_eq!(
            surface
                .at(Planar::new(400_005.0 + dx, 300_005.0 + dy))
                .unwrap_or(0.0),
            0.0
        );
    }
    let covered = surface.density_per_km2.iter().filter(|&&d| d > 0.0).count();
    assert_eq!(covered, 69, "lattice points with i² + j² < 25");
}

#[test]
fn empty_ground_is_exactly_nothing() {
    let far = |x| WeightedPoint {
        at: Planar::new(x, 300_000.0),
        weight: 1.0,
    };
    for kernel in Kernel::ALL {
        let surface = surface(
            &[far(400_000.0), far(403_000.0)],
            &params(kernel, 100.0, 10.0),
        );
        assert_eq!(
            surface.at(Planar::new(401_500.0, 300_000.0)),
            Some(0.0),
            "{kernel}"
        );
    }
}

#[test]
fn no_incident_no_surface_and_cancelling_stops() {
    let params = params(Kernel::Quartic, 100.0, 10.0);
    let areas = Areas::default();
    let none = surface_of(Vec::new(), &areas, &params, &Progress::new());
    assert_eq!(none, Err(SurfaceError::Empty));
    let progress = Progress::new();
    progress.cancel();
    let cancelled = surface_of(sample(9), &areas, &params, &progress);
    assert!(matches!(cancelled, Err(SurfaceError::Cancelled(_))));
}

#[test]
fn the_mask_empties_cells_outside_the_areas_and_takes_nothing_from_those_inside() {
    let points = sample(200);
    let whole = SurfaceParams {
        mask: false,
        ..params(Kernel::Quartic, 120.0, 20.0)
    };
    let corner = |x, y| geo::coord! { x: x, y: y };
    let square = geo::Rect::new(corner(400_003.0, 299_903.0), corner(400_107.0, 300_099.0));
    let shapes = [(
        "Quay".to_owned(),
        geo::MultiPolygon::from(square.to_polygon()),
    )];
    let areas = Areas::from_shapes(shapes, crate::crs::AnalysisCrs::default());
    let of = |params| surface_of(points.clone(), &areas, &params, &Progress::new()).unwrap();
    let (open, masked) = (
        of(whole),
        of(SurfaceParams {
            mask: true,
            ..whole
        }),
    );
    let lattice = open.lattice;
    for (i, (&open, &masked)) in open
        .density_per_km2
        .iter()
        .zip(&masked.density_per_km2)
        .enumerate()
    {
        let centre = lattice.centre(i % lattice.columns, i / lattice.columns);
        if areas.contains(centre) {
            assert_eq!(open, masked);
        } else {
            assert!(masked.is_nan(), "{centre:?}");
        }
    }
    assert_eq!(masked.at(Planar::new(400_200.0, 300_000.0)), None);
    assert!(masked.peak_per_km2 > 0.0 && masked.peak_per_km2 <= open.peak_per_km2);
}
