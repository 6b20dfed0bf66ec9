//! Circles of the plane: where two cross, and the smallest one around a set of points.
//!
//! The smallest enclosing circle is found by Welzl's incremental construction (E. Welzl,
//! *Smallest enclosing disks*, 1991) on the convex hull, which alone decides it. Points are
//! taken in hull order, so the same set gives the same bits.

use crate::base::Planar;

/// A circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Circle {
    /// Its centre.
    pub(super) centre: Planar,
    /// Its radius in metres.
    pub(super) radius: f64,
}

impl Circle {
    /// A circle from centre and radius in metres.
    pub(super) const fn new(centre: Planar, radius: f64) -> Self {
        Self { centre, radius }
    }

    fn around_two(a: Planar, b: Planar) -> Self {
        let centre = Planar::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
        Self::new(centre, centre.distance_to(a).max(centre.distance_to(b)))
    }

    /// Through three corners; around the longest side where they lie on a line.
    fn through_three(a: Planar, b: Planar, c: Planar) -> Self {
        let (bx, by, cx, cy) = (b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y);
        let twice = 2.0 * (bx * cy - by * cx);
        if twice == 0.0 {
            let pairs = [
                Self::around_two(a, b),
                Self::around_two(a, c),
                Self::around_two(b, c),
            ];
            return pairs
                .into_iter()
                .fold(pairs[0], |x, y| if y.radius > x.radius { y } else { x });
        }
        let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
        let (ux, uy) = ((cy * b2 - by * c2) / twice, (bx * c2 - cx * b2) / twice);
        Self::new(Planar::new(a.x + ux, a.y + uy), ux.hypot(uy))
    }

    fn holds(&self, p: Planar) -> bool {
        // A relative whisker, so that a point that made the circle is never outside it.
        p.distance_sq_to(self.centre) <= self.radius * self.radius * (1.0 + 1e-12)
    }
}

/// The points two circles share: none, or two (the same twice where they touch).
pub(super) fn crossings(a: Circle, b: Circle) -> Option<[Planar; 2]> {
    let (dx, dy) = (b.centre.x - a.centre.x, b.centre.y - a.centre.y);
    let d2 = dx * dx + dy * dy;
    let (sum, difference) = (a.radius + b.radius, a.radius - b.radius);
    if d2 == 0.0 || d2 > sum * sum || d2 < difference * difference {
        return None;
    }
    let along = 0.5 + (a.radius * a.radius - b.radius * b.radius) / (2.0 * d2);
    let aside = ((a.radius * a.radius / d2) - along * along).max(0.0).sqrt();
    let (x, y) = (a.centre.x + along * dx, a.centre.y + along * dy);
    Some([
        Planar::new(x - aside * dy, y + aside * dx),
        Planar::new(x + aside * dy, y - aside * dx),
    ])
}

/// The smallest circle around `points`, given as their [`hull`]; `None` where there are none.
pub(super) fn smallest_around(hull: &[Planar]) -> Option<Circle> {
    let (&first, rest) = hull.split_first()?;
    let mut circle = Circle::new(first, 0.0);
    for (i, &p) in rest.iter().enumerate() {
        if !circle.holds(p) {
            circle = smallest_through_one(&hull[..=i], p);
        }
    }
    Some(circle)
}

fn smallest_through_one(inner: &[Planar], p: Planar) -> Circle {
    let mut circle = Circle::new(p, 0.0);
    for (j, &q) in inner.iter().enumerate() {
        if !circle.holds(q) {
            circle = Circle::around_two(p, q);
            for &r in &inner[..j] {
                if !circle.holds(r) {
                    circle = Circle::through_three(p, q, r);
                }
            }
        }
    }
    circle
}

/// The corners of the convex hull, anticlockwise from the westernmost (Andrew's monotone
/// chain). Points inside or on an edge are left out.
pub(in crate::analysis::rank) fn hull(mut points: Vec<Planar>) -> Vec<Planar> {
    points.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut lower = chain(points.iter().copied());
    let mut upper = chain(points.iter().rev().copied());
    lower.pop();
    upper.pop();
    lower.append(&mut upper);
    lower
}

fn chain(points: impl Iterator<Item = Planar>) -> Vec<Planar> {
    let mut chain: Vec<Planar> = Vec::new();
    for p in points {
        while let [.., a, b] = chain[..] {
            if (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(p);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(max: usize) -> impl Strategy<Value = Vec<Planar>> {
        let on_lattice =
            (-8..9_i32, -8..9_i32).prop_map(|(x, y)| Planar::new(f64::from(x), f64::from(y)));
        let anywhere = (-8.0..8.0, -8.0..8.0).prop_map(|(x, y)| Planar::new(x, y));
        prop_oneof![
            prop::collection::vec(on_lattice, 1..max),
            prop::collection::vec(anywhere, 1..max)
        ]
    }

    /// The smallest circle of those two or three points span that holds all points.
    fn smallest_by_trying(points: &[Planar]) -> f64 {
        let mut least = if points.iter().all(|p| *p == points[0]) {
            0.0
        } else {
            f64::MAX
        };
        let mut try_circle = |c: Circle| {
            if points
                .iter()
                .all(|p| p.distance_to(c.centre) <= c.radius + 1e-9)
            {
                least = least.min(c.radius);
            }
        };
        for (i, &a) in points.iter().enumerate() {
            for (j, &b) in points[..i].iter().enumerate() {
                try_circle(Circle::around_two(a, b));
                for &c in &points[..j] {
                    try_circle(Circle::through_three(a, b, c));
                }
            }
        }
        least
    }

    proptest! {
        #[test]
        fn the_smallest_circle_is_as_small_as_any_and_holds_all(points in points(12)) {
            let circle = smallest_around(&hull(points.clone())).unwrap();
            prop_assert!((circle.radius - smallest_by_trying(&points)).abs() < 1e-9);
            for p in points {
                prop_assert!(p.distance_to(circle.centre) <= circle.radius + 1e-9);
            }
        }

        #[test]
        fn crossings_lie_on_both_circles(
            ax in -9.0..9.0, ay in -9.0..9.0, ar in 0.1..9.0, bx in -9.0..9.0, br in 0.1..9.0,
        ) {
            let a = Circle::new(Planar::new(ax, ay), ar);
            let b = Circle::new(Planar::new(bx, 0.0), br);
            let apart = a.centre.distance_to(b.centre);
            prop_assert_eq!(
                crossings(a, b).is_some(), apart <= ar + br && apart >= (ar - br).abs()
            );
            for p in crossings(a, b).into_iter().flatten() {
                prop_assert!((p.distance_to(a.centre) - ar).abs() < 1e-6);
                prop_assert!((p.distance_to(b.centre) - br).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn circles_that_touch_share_one_point() {
        let a = Circle::new(Planar::new(0.0, 0.0), 1.0);
        let b = Circle::new(Planar::new(3.0, 0.0), 2.0);
        assert_eq!(crossings(a, b), Some([Planar::new(1.0, 0.0); 2]));
        assert_eq!(crossings(a, Circle::new(Planar::new(3.1, 0.0), 2.0)), None);
        assert_eq!(crossings(a, a), None);
    }
}
