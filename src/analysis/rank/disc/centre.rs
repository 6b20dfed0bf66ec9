//! Where a disc is centred once its members are known.
//!
//! The centre of the smallest circle around the members, or where that is too near an earlier
//! centre, the allowed point nearest to it that still covers them. The points that cover all
//! members form a convex set with the smallest circle's centre in it, so a nearest allowed
//! point that is another lies on a separation circle (from anywhere else one could step
//! nearer): it is the point of one separation circle nearest to that centre, a point two of
//! them share, or one that a separation circle shares with the circle of radius R around a
//! member on the convex hull. All of these are tried.

use crate::analysis::rank::disc::circle::{Circle, crossings, smallest_around};
use crate::base::Planar;

/// How much nearer or farther than asked still counts as asked, in metres. Positions of
/// 10⁶ m leave 10⁻¹⁰ m in an `f64`, so that two points exactly 2R apart share a disc.
pub(super) const TOLERANCE_M: f64 = 1e-7;

/// What a centre has to obey.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// Radius of a disc in metres.
    pub(super) radius_m: f64,
    /// Least distance from earlier centres in metres.
    pub(super) separation_m: f64,
}

impl Rules {
    /// What lies at most this far from a centre is covered.
    pub(super) fn cover_m(self) -> f64 {
        self.radius_m + TOLERANCE_M
    }

    /// The square of [`Rules::cover_m`].
    pub(super) fn cover_sq(self) -> f64 {
        self.cover_m() * self.cover_m()
    }

    /// Centres at least this far apart are allowed.
    pub(super) fn apart_m(self) -> f64 {
        self.separation_m - TOLERANCE_M
    }

    /// No disc is centred further south or west that covers a point as far north as `north_east` and
    /// one as far east.
    pub(super) fn least_centre(self, north_east: Planar) -> Planar {
        let cover_m = self.cover_m();
        Planar::new(north_east.x - cover_m, north_east.y - cover_m)
    }

    /// Whether `at` is allowed in the presence of `earlier` centres.
    pub(super) fn allow(self, at: Planar, earlier: &[Planar]) -> bool {
        let apart = self.apart_m();
        apart <= 0.0
            || earlier
                .iter()
                .all(|e| e.distance_sq_to(at) >= apart * apart)
    }
}

/// The centre of the disc that covers the corners of `hull`, which `witness` is known to do.
pub(super) fn placed(hull: &[Planar], earlier: &[Planar], rules: Rules, witness: Planar) -> Planar {
    let Some(smallest) = smallest_around(hull) else {
        return witness;
    };
    let limit = rules.cover_m() * rules.cover_m();
    let covers = |at: Planar| hull.iter().all(|p| p.distance_sq_to(at) <= limit);
    let wish = smallest.centre;
    let reach = rules.separation_m + 2.0 * rules.cover_m();
    let near: Vec<Planar> = earlier
        .iter()
        .copied()
        .filter(|e| e.distance_to(wish) <= reach)
        .collect();
    let feasible = |at: &Planar| covers(*at) && rules.allow(*at, &near);
    if feasible(&wish) {
        return wish;
    }
    // Exact circles first. Where only the tolerance leaves room, circles within it.
    [0.0, 0.9 * TOLERANCE_M]
        .into_iter()
        .find_map(|slack| {
            let on_edges = edge_points(wish, hull, &near, rules, slack);
            on_edges
                .into_iter()
                .filter(feasible)
                .reduce(|a, b| nearer(wish, a, b))
        })
        .unwrap_or(witness)
}

fn edge_points(
    wish: Planar,
    hull: &[Planar],
    earlier: &[Planar],
    rules: Rules,
    slack_m: f64,
) -> Vec<Planar> {
    let mut points = Vec::new();
    let separation = rules.separation_m - slack_m;
    for (i, &e) in earlier.iter().enumerate() {
        let around = Circle::new(e, separation);
        points.push(towards(e, wish, separation));
        let others = earlier[..i]
            .iter()
            .map(|&other| Circle::new(other, separation));
        let members = hull
            .iter()
            .map(|&p| Circle::new(p, rules.radius_m + slack_m));
        points.extend(
            others
                .chain(members)
                .filter_map(|c| crossings(around, c))
                .flatten(),
        );
    }
    points
}

/// The point `metres` from `from` in the direction of `to`; southwards where they are one.
fn towards(from: Planar, to: Planar, metres: f64) -> Planar {
    let apart = from.distance_to(to);
    if apart == 0.0 {
        return Planar::new(from.x, from.y - metres);
    }
    let scale = metres / apart;
    Planar::new(
        from.x + (to.x - from.x) * scale,
        from.y + (to.y - from.y) * scale,
    )
}

/// The nearer to `wish`; of two as near, the one of smaller northing, then easting.
fn nearer(wish: Planar, a: Planar, b: Planar) -> Planar {
    let (to_a, to_b) = (a.distance_to(wish), b.distance_to(wish));
    let b_wins = if (to_a - to_b).abs() > TOLERANCE_M {
        to_b < to_a
    } else {
        comes_first(b, a)
    };
    if b_wins { b } else { a }
}

/// Whether `a` has the smaller northing or, with the same northing, the smaller easting.
pub(super) fn comes_first(a: Planar, b: Planar) -> bool {
    if (a.y - b.y).abs() > TOLERANCE_M {
        a.y < b.y
    } else {
        a.x < b.x - TOLERANCE_M
    }
}

/// Whether nothing that lies neither south nor west of `least` [comes first](comes_first) of
/// it and `own`.
pub(super) fn comes_no_earlier(least: Planar, own: Planar) -> bool {
    let is_not_south = least.y >= own.y - TOLERANCE_M;
    least.y > own.y + TOLERANCE_M || (is_not_south && least.x >= own.x - TOLERANCE_M)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rank::disc::circle::hull;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_comes_no_earlier_never_comes_first(
            least in (-2..3_i32, -2..3_i32), further in (0..3_i32, 0..3_i32),
        ) {
            let at = |x: i32, y: i32| Planar::new(f64::from(x) * 0.4e-7, f64::from(y) * 0.7e-7);
            let own = at(0, 0);
            if comes_no_earlier(at(least.0, least.1), own) {
                let point = at(least.0 + further.0, least.1 + further.1);
                prop_assert!(!comes_first(point, own));
            }
        }
    }

    const RULES: Rules = Rules {
        radius_m: 5.0,
        separation_m: 10.0,
    };

    fn close(a: Planar, b: Planar) -> bool {
        a.distance_to(b) < 1e-6
    }

    #[test]
    fn a_free_disc_is_centred_on_its_members_smallest_circle() {
        let members = vec![
            Planar::new(0.0, 0.0),
            Planar::new(6.0, 0.0),
            Planar::new(3.0, 1.0),
        ];
        let centre = placed(&hull(members), &[], RULES, Planar::new(3.0, 0.5));
        assert_eq!(centre, Planar::new(3.0, 0.0));
    }

    #[test]
    fn a_disc_too_near_is_pushed_straight_away() {
        let members = vec![Planar::new(0.0, 0.0), Planar::new(2.0, 0.0)];
        let centre = placed(
            &hull(members),
            &[Planar::new(-8.0, 0.0)],
            RULES,
            Planar::new(4.0, 0.0),
        );
        assert!(close(centre, Planar::new(2.0, 0.0)), "{centre:?}");
    }

    #[test]
    fn a_disc_too_near_two_others_takes_their_corner() {
        let members = vec![Planar::new(0.0, 0.0)];
        let earlier = [Planar::new(-6.0, -6.0), Planar::new(6.0, -6.0)];
        let centre = placed(&hull(members), &earlier, RULES, Planar::new(0.0, 4.0));
        assert!(close(centre, Planar::new(0.0, 2.0)), "{centre:?}");
    }

    #[test]
    fn a_disc_that_would_lose_a_member_slides_along_the_separation() {
        let members = vec![Planar::new(-4.0, 0.0), Planar::new(4.0, 0.0)];
        // Straight up from (0, -8) would be (0, 2), which covers both; from (1, -7.5) the
        // nearest point of the circle is farther than 5 m from (-4, 0).
        let earlier = [Planar::new(-1.5, -7.2)];
        let centre = placed(&hull(members), &earlier, RULES, Planar::new(0.0, 2.9));
        assert!(RULES.allow(centre, &earlier));
        assert!(
            close(Planar::new(0.0, 0.0), centre) || centre.distance_to(earlier[0]) < 10.000_001
        );
        assert!(centre.distance_to(Planar::new(4.0, 0.0)) < 5.000_001);
    }
}
