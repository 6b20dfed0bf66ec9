//! Many small shapes as one mesh: dashes and diamonds, each with a soft edge.
//!
//! egui draws single shapes beautifully and ten thousand of them slowly. Here each costs a
//! few vertices; the soft edge is one point wide and clear on its outside.

use egui::{Color32, Mesh, Pos2, Rect, Vec2};

/// Adds a convex ring around `centre`, filled with `colour`. `corners` are directions times
/// radius; the soft edge lies half inside and half outside.
fn blob(mesh: &mut Mesh, centre: Pos2, corners: impl Iterator<Item = Vec2>, colour: Color32) {
    let base = mesh.vertices.len() as u32;
    let mut n = 0;
    for corner in corners {
        let length = corner.length().max(0.01);
        let soft = corner * (0.5 / length);
        mesh.colored_vertex(centre + corner - soft, colour);
        mesh.colored_vertex(centre + corner + soft, Color32::TRANSPARENT);
        n += 1;
    }
    for i in 0..n {
        let (inner, outer) = (base + 2 * i, base + 2 * i + 1);
        let (next, next_outer) = (base + 2 * ((i + 1) % n), base + 2 * ((i + 1) % n) + 1);
        mesh.add_triangle(inner, outer, next);
        mesh.add_triangle(next, outer, next_outer);
        if i > 0 && i + 1 < n {
            mesh.add_triangle(base, inner, next);
        }
    }
}

/// Adds a diamond: a square on its corner, `radius` from middle to corner.
pub(crate) fn add_diamond(mesh: &mut Mesh, centre: Pos2, radius: f32, colour: Color32) {
    let corners = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)];
    blob(
        mesh,
        centre,
        corners.into_iter().map(|(x, y)| Vec2::new(x, y) * radius),
        colour,
    );
}

/// Adds a dot: an octagon, which so small is a disc.
pub(crate) fn add_dot(mesh: &mut Mesh, centre: Pos2, radius: f32, colour: Color32) {
    let corners = (0..8).map(|i| Vec2::angled(i as f32 * std::f32::consts::FRAC_PI_4) * radius);
    blob(mesh, centre, corners, colour);
}

/// How a line is broken, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dash {
    /// Length of a dash.
    pub(crate) on: f32,
    /// Length of a gap; 0 for an unbroken line.
    pub(crate) off: f32,
    /// Half the width of the line's full colour.
    pub(crate) half_width: f32,
}

/// Adds the line through `points`, dashed; what lies outside `clip` is left out. The dashes
/// are counted from the line's start, so that they stay where they are while the map is moved.
pub(crate) fn add_dashed(
    mesh: &mut Mesh,
    points: &[Pos2],
    clip: Rect,
    dash: Dash,
    colour: Color32,
) {
    let period = dash.on + dash.off;
    let mut travelled = 0.0_f32;
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let length = (b - a).length();
        if let Some((from, to)) = visible_part(a, b, clip).filter(|_| length > 0.0) {
            let at = |distance: f32| a + (b - a) * (distance / length);
            let (first, last) = (from * length, to * length);
            if dash.off <= 0.0 {
                add_line(mesh, at(first), at(last), dash.half_width, colour);
            } else {
                let mut start = ((travelled + first) / period).floor() * period - travelled;
                while start < last {
                    let (on, off) = (start.max(first), (start + dash.on).min(last));
                    if off > on {
                        add_line(mesh, at(on), at(off), dash.half_width, colour);
                    }
                    start += period;
                }
            }
        }
        // Kept small, so that a long coast does not use up the precision.
        travelled = (travelled + length) % period.max(1.0);
    }
}

fn add_line(mesh: &mut Mesh, a: Pos2, b: Pos2, half_width: f32, colour: Color32) {
    let side = (b - a).normalized().rot90();
    let base = mesh.vertices.len() as u32;
    for end in [a, b] {
        mesh.colored_vertex(end + side * (half_width + 0.7), Color32::TRANSPARENT);
        mesh.colored_vertex(end + side * half_width, colour);
        mesh.colored_vertex(end - side * half_width, colour);
        mesh.colored_vertex(end - side * (half_width + 0.7), Color32::TRANSPARENT);
    }
    for lane in 0..3 {
        mesh.add_triangle(base + lane, base + lane + 1, base + lane + 4);
        mesh.add_triangle(base + lane + 1, base + lane + 5, base + lane + 4);
    }
}

/// The part of the way from `a` to `b` (0 to 1) inside `clip`, by Liang and Barsky (1984).
fn visible_part(a: Pos2, b: Pos2, clip: Rect) -> Option<(f32, f32)> {
    let d = b - a;
    let (mut from, mut to) = (0.0_f32, 1.0_f32);
    let edges = [
        (-d.x, a.x - clip.min.x),
        (d.x, clip.max.x - a.x),
        (-d.y, a.y - clip.min.y),
        (d.y, clip.max.y - a.y),
    ];
    for (p, q) in edges {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            from = from.max(q / p);
        } else {
            to = to.min(q / p);
        }
    }
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIP: Rect = Rect {
        min: Pos2::new(0.0, 0.0),
        max: Pos2::new(100.0, 100.0),
    };
    const DASH: Dash = Dash {
        on: 4.0,
        off: 3.0,
        half_width: 0.2,
    };

    #[test]
    fn only_what_is_in_view_is_drawn() {
        let inside = visible_part(Pos2::new(-100.0, 50.0), Pos2::new(300.0, 50.0), CLIP);
        assert_eq!(inside, Some((0.25, 0.5)));
        assert_eq!(
            visible_part(Pos2::new(-1.0, -5.0), Pos2::new(200.0, -5.0), CLIP),
            None
        );
        let mut mesh = Mesh::default();
        let far = [Pos2::new(-5e6, 50.0), Pos2::new(5e6, 50.0)];
        add_dashed(&mut mesh, &far, CLIP, DASH, Color32::WHITE);
        let dashes = mesh.vertices.len() / 8;
        assert!(
            (14..=16).contains(&dashes),
            "{dashes} dashes over 100 points"
        );
    }

    #[test]
    fn blobs_are_whole_meshes_around_their_centre() {
        let mut mesh = Mesh::default();
        add_diamond(&mut mesh, Pos2::new(10.0, 20.0), 4.0, Color32::WHITE);
        add_diamond(&mut mesh, Pos2::new(50.0, 20.0), 3.0, Color32::WHITE);
        assert!(mesh.is_valid());
        let bounds = mesh.calc_bounds();
        assert!(
            (bounds.min.x - 5.5).abs() < 1e-4 && (bounds.max.x - 53.5).abs() < 1e-4,
            "{bounds:?}"
        );
    }
}
