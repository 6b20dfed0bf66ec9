//! What a method marks: cells, circles, hulls, lines, areas.

use std::sync::Arc;

use egui::{Color32, Painter, Pos2, Shape, Stroke};

use crate::analysis::methods::{Class, Mark, Outline, Report};
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::mercator::{World, WorldRect};
use crate::scene::outline::circle;
use crate::view::map::frame::MapFrame;
use crate::view::map::places::Places;
use crate::view::theme::{Tokens, mix};

const POINT_PT: f32 = 3.5;
/// Corners of a ring nearer than this are one on the screen.
const APART_PT: f32 = 0.5;

/// The marks of the newest report, projected once.
#[derive(Default)]
pub(crate) struct MarkLayer {
    made_for: Option<Arc<Report>>,
    marks: Vec<Drawn>,
}

struct Drawn {
    lines: Vec<Vec<World>>,
    /// Whether the first line is a convex ring, which can be filled.
    is_filled: bool,
    is_point: bool,
    rect: Option<WorldRect>,
    class: Class,
    label: String,
}

impl MarkLayer {
    /// Takes in the newest report.
    pub(crate) fn update(&mut self, report: Option<&Arc<Report>>, places: &Places) {
        let same = match (&self.made_for, report) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        self.made_for = report.cloned();
        self.marks = match report.zip(places.mesh.as_ref()) {
            Some((report, mesh)) => {
                let marks = report.marks.iter();
                marks.map(|mark| drawn(mark, mesh, places)).collect()
            }
            None => Vec::new(),
        };
    }

    /// Draws the marks in view.
    pub(crate) fn draw(&self, painter: &Painter, frame: MapFrame, tokens: &Tokens) {
        let view = frame.world_rect(8.0);
        for mark in &self.marks {
            if !mark.rect.is_some_and(|rect| rect.touches(view)) {
                continue;
            }
            let colour = colour(mark.class, tokens);
            for line in &mark.lines {
                let points: Vec<Pos2> = line.iter().map(|&p| frame.to_screen(p)).collect();
                if mark.is_point {
                    let at = points.first().copied().unwrap_or_default();
                    painter.circle_filled(at, POINT_PT, colour);
                } else if mark.is_filled {
                    let points = apart(points);
                    if points.len() < 3 {
                        let at = points.first().copied().unwrap_or_default();
                        painter.circle_filled(at, POINT_PT, colour);
                        continue;
                    }
                    let fill = colour.gamma_multiply(0.34);
                    painter.add(Shape::convex_polygon(
                        points,
                        fill,
                        Stroke::new(1.2, colour),
                    ));
                } else {
                    painter.add(Shape::line(points, Stroke::new(2.4, colour)));
                }
            }
        }
    }

    /// What the mark under `at` says; the last drawn first.
    pub(crate) fn label_at(&self, frame: MapFrame, at: Pos2) -> Option<&str> {
        let hit = |mark: &&Drawn| {
            mark.is_filled
                && mark.lines.iter().any(|line| {
                    let points: Vec<Pos2> = line.iter().map(|&p| frame.to_screen(p)).collect();
                    is_inside(&points, at)
                })
        };
        let mark = self.marks.iter().rev().find(hit)?;
        Some(&mark.label)
    }
}

/// A ring without corners that fall on the one before them, nor its first corner again at its end:
/// such have no direction, and a stroke around them would shoot across the map.
fn apart(ring: Vec<Pos2>) -> Vec<Pos2> {
    let mut kept: Vec<Pos2> = Vec::with_capacity(ring.len());
    for corner in ring {
        if kept
            .last()
            .is_none_or(|last| last.distance(corner) >= APART_PT)
        {
            kept.push(corner);
        }
    }
    while kept.len() > 1 && kept[0].distance(kept[kept.len() - 1]) < APART_PT {
        kept.pop();
    }
    kept
}

/// Even-odd rule.
fn is_inside(ring: &[Pos2], at: Pos2) -> bool {
    let mut inside = false;
    for (i, a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        let crosses = (a.y > at.y) != (b.y > at.y);
        if crosses && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x {
            inside = !inside;
        }
    }
    inside
}

fn drawn(mark: &Mark, mesh: &GeoMesh, places: &Places) -> Drawn {
    let world = |points: &[crate::base::Planar]| -> Vec<World> {
        points.iter().map(|&p| mesh.world_of(p)).collect()
    };
    let (lines, is_filled) = match &mark.outline {
        Outline::Polygon(corners) => (vec![world(corners)], true),
        Outline::Disc { centre, radius_m } => (vec![circle(*centre, *radius_m, mesh)], true),
        Outline::Line(points) => (vec![world(points)], false),
        Outline::Point(at) => (vec![world(&[*at])], false),
        Outline::Area(id) => {
            let rings = places.data.areas.get(*id).rings_lon_lat.iter();
            let ring = |ring: &Vec<_>| ring.iter().map(|&at| World::of(at)).collect();
            (rings.map(ring).collect(), false)
        }
    };
    let all = lines.iter().flatten().copied();
    Drawn {
        rect: WorldRect::around(all.filter(|p| p.is_finite())),
        is_point: matches!(mark.outline, Outline::Point(_)),
        lines,
        is_filled,
        class: mark.class,
        label: mark.label.clone(),
    }
}

/// Warm for more and cool for less, the surer the stronger.
fn colour(class: Class, t: &Tokens) -> Color32 {
    let strength = |level: u8| 0.4 + 0.2 * f32::from(level.clamp(1, 3));
    match class {
        Class::Plain => t.text,
        Class::More(level) => mix(t.land, t.warn, strength(level)),
        Class::Less(level) => mix(t.land, t.good, strength(level)),
        Class::Kind(number) => {
            let colours = [t.warn, t.good, t.text, t.muted];
            let colour = colours[usize::from(number) % colours.len()];
            mix(colour, t.land, 0.25 * f32::from(number / 4 % 3))
        }
        Class::Amount(share) => t.heat(share.clamp(0.0, 1.0) as f32),
        Class::Unsupported => t.faint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_that_are_one_on_the_screen_are_one() {
        let at = |points: &[(f32, f32)]| points.iter().map(|&(x, y)| Pos2::new(x, y)).collect();
        let ring: Vec<Pos2> = at(&[(0.0, 0.0), (0.1, 0.2), (9.0, 0.0), (9.0, 7.0), (0.0, 0.0)]);
        assert_eq!(apart(ring), at(&[(0.0, 0.0), (9.0, 0.0), (9.0, 7.0)]));
        assert_eq!(apart(at(&[(1.0, 1.0), (1.1, 1.0), (1.0, 1.1)])).len(), 1);
    }

    #[test]
    fn inside_is_told_by_crossings() {
        let ring = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)].map(|(x, y)| Pos2::new(x, y));
        assert!(is_inside(&ring, Pos2::new(1.0, 3.0)));
        assert!(!is_inside(&ring, Pos2::new(5.0, 3.0)));
    }
}
