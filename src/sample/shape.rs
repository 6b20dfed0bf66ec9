//! Plane geometry of the street plan, in metres of the British National Grid.
//!
//! Only `+ - * /` and `sqrt` are used: IEEE 754 defines these to the last bit, so the plan is
//! the same on every platform.

use crate::base::Planar;

/// Whether `p` lies inside the closed ring `ring` (last point not repeated), by ray casting.
pub(crate) fn inside(ring: &[Planar], p: Planar) -> bool {
    let mut is_inside = false;
    for (a, b) in edges(ring) {
        if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            is_inside = !is_inside;
        }
    }
    is_inside
}

/// The edges of a closed ring.
pub(crate) fn edges(ring: &[Planar]) -> impl Iterator<Item = (Planar, Planar)> {
    ring.iter()
        .copied()
        .zip(ring.iter().copied().cycle().skip(1))
}

/// The segments of an open line.
pub(crate) fn segments(line: &[Planar]) -> impl Iterator<Item = (Planar, Planar)> {
    line.windows(2).map(|pair| (pair[0], pair[1]))
}

/// Twice the signed area of a ring; positive where it runs anticlockwise.
#[cfg(test)]
pub(crate) fn doubled_area(ring: &[Planar]) -> f64 {
    let first = ring.first().copied().unwrap_or(Planar::new(0.0, 0.0));
    edges(ring).fold(0.0, |sum, (a, b)| {
        sum + (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y)
    })
}

/// Length of an open line in metres.
pub(crate) fn length_m(line: &[Planar]) -> f64 {
    segments(line).fold(0.0, |sum, (a, b)| sum + a.distance_to(b))
}

/// Distance from `p` to the segment `a`-`b`, in metres.
pub(crate) fn distance_to_segment(p: Planar, a: Planar, b: Planar) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let squared = dx * dx + dy * dy;
    let t = if squared > 0.0 {
        ((p.x - a.x) * dx + (p.y - a.y) * dy) / squared
    } else {
        0.0
    };
    p.distance_to(between(a, b, t.clamp(0.0, 1.0)))
}

/// The point a share `t` of the way from `a` to `b`.
pub(crate) fn between(a: Planar, b: Planar, t: f64) -> Planar {
    Planar::new(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
}

/// A smooth line through all of `points` (Catmull-Rom), `steps` pieces a segment.
pub(crate) fn smooth(points: &[Planar], steps: u32) -> Vec<Planar> {
    let mut line = Vec::new();
    let at = |i: usize| points[i.min(points.len() - 1)];
    for i in 0..points.len().saturating_sub(1) {
        let (before, a, b, after) = (at(i.saturating_sub(1)), at(i), at(i + 1), at(i + 2));
        for step in 0..steps {
            let t = f64::from(step) / f64::from(steps);
            let mix = |p0: f64, p1: f64, p2: f64, p3: f64| {
                let cubic = (3.0 * (p1 - p2) + p3 - p0) * t;
                0.5 * (2.0 * p1 + (p2 - p0 + (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3 + cubic) * t) * t)
            };
            line.push(Planar::new(
                mix(before.x, a.x, b.x, after.x),
                mix(before.y, a.y, b.y, after.y),
            ));
        }
    }
    line.extend(points.last());
    line
}

/// The pieces of an open line inside `ring` (or outside it, if `keep_inside` is false).
pub(crate) fn clip(line: &[Planar], ring: &[Planar], keep_inside: bool) -> Vec<Vec<Planar>> {
    let mut pieces: Vec<Vec<Planar>> = Vec::new();
    let mut open = false;
    for (a, b) in segments(line) {
        for (t0, t1) in cuts(a, b, ring) {
            let middle = between(a, b, f64::midpoint(t0, t1));
            if inside(ring, middle) != keep_inside {
                open = false;
                continue;
            }
            if !open {
                pieces.push(vec![between(a, b, t0)]);
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push(between(a, b, t1));
            }
            open = true;
        }
    }
    pieces
}

/// The stretches of the segment `a`-`b` between its crossings with `ring`, as shares of it.
fn cuts(a: Planar, b: Planar, ring: &[Planar]) -> Vec<(f64, f64)> {
    let mut at = vec![0.0, 1.0];
    for (c, d) in edges(ring) {
        let cross = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
        if cross == 0.0 {
            continue;
        }
        let t = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / cross;
        let u = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / cross;
        if t > 0.0 && t < 1.0 && (0.0..=1.0).contains(&u) {
            at.push(t);
        }
    }
    at.sort_by(f64::total_cmp);
    at.windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(t0, t1)| t1 > t0)
        .collect()
}

/// Points along a line, `step_m` apart starting half a step in, each `offset_m` to the left
/// of it (negative: to the right) and then to the right in turn.
pub(crate) fn both_sides(line: &[Planar], step_m: f64, offset_m: f64) -> Vec<Planar> {
    let mut points = Vec::new();
    let mut side = offset_m;
    let mut next = step_m / 2.0;
    let mut walked = 0.0;
    for (a, b) in segments(line) {
        let length = a.distance_to(b);
        while length > 0.0 && next <= walked + length {
            points.push(beside(a, b, (next - walked) / length, side));
            side = -side;
            next += step_m;
        }
        walked += length;
    }
    points
}

/// The point a share `t` along the segment `a`-`b` and `offset_m` to its left.
pub(crate) fn beside(a: Planar, b: Planar, t: f64, offset_m: f64) -> Planar {
    let length = a.distance_to(b);
    let on = between(a, b, t);
    if length == 0.0 {
        return on;
    }
    let (ux, uy) = ((b.x - a.x) / length, (b.y - a.y) / length);
    Planar::new(on.x - uy * offset_m, on.y + ux * offset_m)
}

/// The point a share `t` of its length along the line and `offset_m` to its left.
pub(crate) fn along(line: &[Planar], t: f64, offset_m: f64) -> Option<Planar> {
    let mut left = length_m(line) * t;
    for (a, b) in segments(line) {
        let length = a.distance_to(b);
        if left <= length && length > 0.0 {
            return Some(beside(a, b, left / length, offset_m));
        }
        left -= length;
    }
    line.last().copied()
}

/// A closed ring around an open line, `start_m` to each side where it begins and `end_m`
/// where it ends.
pub(crate) fn ribbon(line: &[Planar], start_m: f64, end_m: f64) -> Vec<Planar> {
    let last = line.len().saturating_sub(1).max(1) as f64;
    let side = |sign: f64| -> Vec<Planar> {
        (0..line.len())
            .map(|i| {
                let (a, b) = (line[i.saturating_sub(1)], line[(i + 1).min(line.len() - 1)]);
                let half = start_m + (end_m - start_m) * (i as f64 / last);
                let moved = beside(a, b, 0.0, sign * half);
                Planar::new(line[i].x + moved.x - a.x, line[i].y + moved.y - a.y)
            })
            .collect()
    };
    let mut ring = side(-1.0);
    ring.extend(side(1.0).into_iter().rev());
    ring
}

/// A ring with its corners cut twice (Chaikin), as greens and beaches have none.
pub(crate) fn rounded(ring: &[Planar]) -> Vec<Planar> {
    let cut = |ring: &[Planar]| -> Vec<Planar> {
        edges(ring)
            .flat_map(|(a, b)| [between(a, b, 0.25), between(a, b, 0.75)])
            .collect()
    };
    cut(&cut(ring))
}

/// The position to the decimetre, as the plan keeps it.
pub(crate) fn to_decimetre(p: Planar) -> Planar {
    Planar::new((p.x * 10.0).round() / 10.0, (p.y * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Vec<Planar> {
        [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
            .map(|(x, y)| Planar::new(x, y))
            .into()
    }

    #[test]
    fn a_line_is_cut_where_it_leaves_the_ring() {
        let line: Vec<_> = [(-5.0, 5.0), (5.0, 5.0), (5.0, 20.0)]
            .map(|(x, y)| Planar::new(x, y))
            .into();
        let kept = clip(&line, &square(), true);
        assert_eq!(kept.len(), 1);
        assert!((length_m(&kept[0]) - 10.0).abs() < 1e-9, "{kept:?}");
        let rest: f64 = clip(&line, &square(), false)
            .iter()
            .map(|piece| length_m(piece))
            .sum();
        assert!((rest - 15.0).abs() < 1e-9);
    }

    #[test]
    fn a_smooth_line_goes_through_its_points() {
        let points = square();
        let line = smooth(&points, 4);
        assert!(points.iter().all(|p| line.contains(p)));
        assert_eq!(line.len(), 13);
    }

    #[test]
    fn sides_alternate_at_the_offset_asked_for() {
        let line = [Planar::new(0.0, 0.0), Planar::new(100.0, 0.0)];
        let points = both_sides(&line, 10.0, 7.0);
        assert_eq!(points.len(), 10);
        assert_eq!(
            (points[0], points[1]),
            (Planar::new(5.0, 7.0), Planar::new(15.0, -7.0))
        );
        assert_eq!(doubled_area(&ribbon(&line, 2.0, 2.0)), 800.0);
    }
}
