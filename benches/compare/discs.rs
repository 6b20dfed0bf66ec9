//! The ten best discs, exact.

use std::path::Path;

use nightbeat::analysis::rank::{RankParams, Ranking, Unit, rank};
use nightbeat::analysis::selection::{Selection, select};
use nightbeat::base::{Planar, Progress, When};
use nightbeat::data::{Dataset, Filter};
use nightbeat::project::{Project, default_ranking};

use crate::open::open;
use crate::{Outcome, say, timed};

const RADIUS_M: f64 = 100.0;
const RUNS: usize = 5;
/// Incidents of the sample that brute force is asked of.
const SAMPLE: usize = 3000;
/// Distances this close to the radius count as equal to it, as in the search.
const TOLERANCE_M: f64 = 1e-7;

/// Times the search at night and at all hours.
pub(crate) fn time(csv: &Path) -> Outcome {
    let data = open(csv)?.data;
    for (name, filter) in [
        ("discs.night_ms", Project::sample().filter),
        ("discs.all_hours_ms", Filter::default()),
    ] {
        let selection = select(&data, &filter, &Progress::new())?;
        for _ in 0..RUNS {
            let (list, ms) = timed(|| ten_best(&data, &selection, &filter));
            list?;
            say(name, ms);
        }
    }
    Ok(())
}

/// Compares the best disc of some incidents with the best of all that could be.
pub(crate) fn check(csv: &Path) -> Outcome {
    let all = open(csv)?.data;
    let step = (all.incidents.len() / SAMPLE).max(1);
    let points: Vec<Planar> = (0..all.incidents.len())
        .step_by(step)
        .map(|row| all.incidents.position(row))
        .collect();
    let sample = Dataset::from_points(points.iter().map(|p| (p.x, p.y, When::Unknown, "")));
    let filter = Filter::default();
    let selection = select(&sample, &filter, &Progress::new())?;
    let (list, ms) = timed(|| ten_best(&sample, &selection, &filter));
    let found = list?.hotspots.first().map_or(0.0, |best| best.weight);
    let (wanted, brute_ms) = timed(|| most_within(&points));
    say("discs.sample", points.len() as f64);
    say("discs.sample_ms", ms);
    say("discs.sample_brute_force_ms", brute_ms);
    say("discs.sample_found", found);
    say("discs.sample_brute_force", wanted as f64);
    Ok(())
}

fn ten_best(
    data: &Dataset,
    selection: &Selection,
    filter: &Filter,
) -> Result<Ranking, nightbeat::analysis::rank::RankError> {
    let params = RankParams {
        unit: Unit::Disc { radius_m: RADIUS_M },
        top: 10,
        ..default_ranking()
    };
    rank(data, selection, &filter.time, &params, &Progress::new())
}

/// The most points any disc holds. One of the best has a point at its centre or two on its edge.
fn most_within(points: &[Planar]) -> usize {
    let mut most = 0;
    for (i, &a) in points.iter().enumerate() {
        let near = |p: &&Planar| distance(a, **p) <= 2.0 * RADIUS_M + 2.0 * TOLERANCE_M;
        let near: Vec<Planar> = points.iter().filter(near).copied().collect();
        most = most.max(count(&near, a));
        let later = points[i + 1..].iter();
        for &b in later.filter(|&&b| distance(a, b) <= 2.0 * RADIUS_M) {
            for centre in through(a, b) {
                most = most.max(count(&near, centre));
            }
        }
    }
    most
}

fn count(points: &[Planar], centre: Planar) -> usize {
    let inside = |p: &&Planar| distance(centre, **p) <= RADIUS_M + TOLERANCE_M;
    points.iter().filter(inside).count()
}

/// The centres of the discs that have both points on their edge.
fn through(a: Planar, b: Planar) -> impl Iterator<Item = Planar> {
    let apart = distance(a, b);
    let across = (RADIUS_M * RADIUS_M - apart * apart / 4.0).max(0.0).sqrt();
    let middle = Planar::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
    let sides = if apart > 0.0 { &[1.0, -1.0][..] } else { &[] };
    sides.iter().map(move |side| {
        let shift = side * across / apart;
        Planar::new(
            middle.x - (b.y - a.y) * shift,
            middle.y + (b.x - a.x) * shift,
        )
    })
}

fn distance(a: Planar, b: Planar) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}
