//! Points as a town has them, the same on every machine.

use nightbeat::base::Planar;

/// Town centres that the points crowd around.
const CENTRES: usize = 200;

/// `n` points in a square of `side_m` metres, most of them around a few hundred centres. The
/// first two are its south-west and north-east corners, so that its extent is known.
pub(crate) fn clustered(n: usize, side_m: f64) -> Vec<Planar> {
    let mut uniform = uniforms(7);
    let town: Vec<(Planar, f64)> = (0..CENTRES)
        .map(|_| {
            let centre = Planar::new(uniform() * side_m, uniform() * side_m);
            (centre, side_m * (0.005 + 0.05 * uniform()))
        })
        .collect();
    let mut points = vec![Planar::new(0.0, 0.0), Planar::new(side_m, side_m)];
    while points.len() < n {
        // Some centres are far busier than others.
        let (centre, spread_m) = town[(uniform() * uniform() * CENTRES as f64) as usize];
        let distance_m = spread_m * (-2.0 * (1.0 - uniform()).ln()).sqrt();
        let (sin, cos) = (uniform() * std::f64::consts::TAU).sin_cos();
        let point = Planar::new(centre.x + distance_m * cos, centre.y + distance_m * sin);
        let inside = |at: f64| (0.0..=side_m).contains(&at);
        if inside(point.x) && inside(point.y) {
            points.push(point);
        }
    }
    points.truncate(n);
    points
}

/// Numbers from 0 up to 1, evenly spread, the same for the same `seed`.
pub(crate) fn uniforms(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}
