//! An independent greedy search: every corner is tried, O(n³) a step, with its own geometry.

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
            consider(Planar::new(
                f64::midpoint(a.x, b.x),
                f64::midpoint(a.y, b.y),
            ));
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

pub(super) fn discs(points: &[Planar], weights: &[f64], r: f64, s: f64, top: usize) -> Vec<Disc> {
    let mut left: Vec<u32> = (0..points.len() as u32).collect();
    let mut found: Vec<Disc> = vec![];
    while found.len() < top && !left.is_empty() {
        let earlier: Vec<Planar> = found.iter().map(|d| d.centre).collect();
        let at = |i: &u32| points[*i as usize];
        let positions: Vec<Planar> = left.iter().map(at).collect();
        let mut sets: Vec<Vec<u32>> = corners(&positions, r + 0.9 * EPS, &earlier, s - 0.9 * EPS)
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
