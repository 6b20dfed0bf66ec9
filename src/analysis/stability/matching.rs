//! Which place of one list is which of another.
//!
//! Cells, areas, premises and repeat locations are the same by their number. A disc is the same
//! as one of another list if it is centred within a radius of it; the nearest two first, each used
//! once.

use crate::analysis::rank::again::Place;

/// For each of `hotspots` which of `listed` it is, if any; discs within `radius_m`.
pub(super) fn matched(hotspots: &[Place], listed: &[Place], radius_m: f64) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, hotspot) in hotspots.iter().enumerate() {
        for (j, other) in listed.iter().enumerate() {
            pairs.extend(apart(*hotspot, *other, radius_m).map(|apart| (apart, i, j)));
        }
    }
    nearest_first(pairs, hotspots.len(), listed.len())
}

/// How far apart two places are that may be one; `None` where they are not.
fn apart(a: Place, b: Place, radius_m: f64) -> Option<f64> {
    match (a, b) {
        (Place::Unit(a), Place::Unit(b)) => (a == b).then_some(0.0),
        (Place::Disc(a), Place::Disc(b)) => {
            let apart = a.distance_sq_to(b);
            (apart <= radius_m * radius_m).then_some(apart)
        }
        _ => None,
    }
}

/// Takes pairs (apart, this, that) the nearest first, each place once; for each of `these` which
/// of `those` it got.
pub(super) fn nearest_first(
    mut pairs: Vec<(f64, usize, usize)>,
    these: usize,
    those: usize,
) -> Vec<Option<usize>> {
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found = vec![None; these];
    let mut is_used = vec![false; those];
    for (_, this, that) in pairs {
        if found[this].is_none() && !is_used[that] {
            found[this] = Some(that);
            is_used[that] = true;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Planar;

    #[test]
    fn the_nearest_discs_are_matched_first_and_each_once() {
        let disc = |x: f64| Place::Disc(Planar::new(x, 0.0));
        let hotspots = [disc(0.0), disc(60.0)];
        // 40 is nearer to 60, so that 0 has to do with -70.
        let listed = [disc(40.0), disc(-70.0)];
        assert_eq!(matched(&hotspots, &listed, 100.0), [Some(1), Some(0)]);
        assert_eq!(matched(&hotspots, &listed, 50.0), [None, Some(0)]);
        assert_eq!(matched(&hotspots, &[disc(30.0)], 50.0), [Some(0), None]);
    }

    #[test]
    fn a_centre_at_the_very_radius_is_the_same_disc() {
        let disc = |x: f64| Place::Disc(Planar::new(x, 0.0));
        assert_eq!(matched(&[disc(0.0)], &[disc(100.0)], 100.0), [Some(0)]);
        assert_eq!(matched(&[disc(0.0)], &[disc(100.001)], 100.0), [None]);
    }

    #[test]
    fn other_places_are_the_same_by_number() {
        let listed = [Place::Unit(7), Place::Unit(3)];
        let found = matched(&[Place::Unit(3), Place::Unit(4)], &listed, 0.0);
        assert_eq!(found, [Some(1), None]);
    }
}
