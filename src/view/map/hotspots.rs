//! Hotspots: an outline in true size, and a plate with the rank that stays legible.

use std::sync::Arc;

use egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use crate::analysis::rank::Ranking;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::mercator::{World, WorldRect};
use crate::scene::outline::rings;
use crate::view::map::frame::MapFrame;
use crate::view::map::places::Places;
use crate::view::theme::Tokens;
use crate::view::theme::fonts::{Weight, font};

/// Radius of a plate, in points.
const PLATE_PT: f32 = 14.0;
/// Radius of a plate where plates would otherwise hide each other.
const SMALL_PLATE_PT: f32 = 9.5;
/// How much larger the chosen one's is.
const CHOSEN_EXTRA_PT: f32 = 3.0;
/// Radius of the largest plate there is.
const CHOSEN_PLATE_PT: f32 = PLATE_PT + CHOSEN_EXTRA_PT;

/// Outlines of the newest list, projected once.
#[derive(Default)]
pub(crate) struct HotspotLayer {
    made_for: Option<Arc<Ranking>>,
    spots: Vec<Outline>,
    /// Plates in view: index in the list, middle, radius. The best last, as drawn.
    pub(crate) plates: Vec<(usize, Pos2, f32)>,
}

struct Outline {
    rank: usize,
    centre: World,
    rings: Vec<Vec<World>>,
    rect: Option<WorldRect>,
}

/// Which hotspots stand out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Chosen {
    /// Index of the chosen one.
    pub(crate) selected: Option<usize>,
    /// Index of the one under the pointer, here or in the list.
    pub(crate) hovered: Option<usize>,
}

impl HotspotLayer {
    /// Takes in the newest list.
    pub(crate) fn update(&mut self, ranking: Option<&Arc<Ranking>>, places: &Places) {
        let same = match (&self.made_for, ranking) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        self.made_for = ranking.cloned();
        self.plates.clear();
        let mesh = places.mesh.as_ref();
        self.spots = match ranking.zip(mesh) {
            Some((ranking, mesh)) => outlines(ranking, mesh, places),
            None => Vec::new(),
        };
    }

    /// Draws outlines and plates, the best on top, the chosen above all.
    pub(crate) fn draw(
        &mut self,
        painter: &Painter,
        frame: MapFrame,
        chosen: Chosen,
        borderline: impl Fn(usize) -> bool,
        tokens: &Tokens,
    ) {
        let view = frame.world_rect(CHOSEN_PLATE_PT + 4.0);
        let order = self.order(chosen);
        let seen = order
            .iter()
            .filter(|&&index| view.contains(self.spots[index].centre));
        let middles: Vec<(usize, Pos2)> = seen
            .map(|&index| (index, frame.to_screen(self.spots[index].centre)))
            .collect();
        let usual = plate_radius(&middles);
        let radius = |index: usize| {
            if chosen.selected == Some(index) {
                usual + CHOSEN_EXTRA_PT
            } else {
                usual
            }
        };
        self.plates = middles
            .iter()
            .map(|&(index, at)| (index, at, radius(index)))
            .collect();
        for &index in &order {
            let spot = &self.spots[index];
            if spot.rect.is_some_and(|rect| rect.touches(view)) {
                draw_outline(
                    painter,
                    frame,
                    spot,
                    radius(index),
                    chosen.stands_out(index),
                    tokens,
                );
            }
        }
        for &(index, at, radius) in &self.plates {
            let plate = Plate {
                rank: self.spots[index].rank,
                selected: chosen.selected == Some(index),
                hovered: chosen.hovered == Some(index),
                borderline: borderline(index),
            };
            draw_plate(painter, at, radius, &plate, tokens);
        }
    }

    fn order(&self, chosen: Chosen) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.spots.len()).rev().collect();
        order.sort_by_key(|&index| {
            (
                chosen.selected == Some(index),
                chosen.hovered == Some(index),
            )
        });
        order
    }

    /// The plate under `at`, the topmost.
    pub(crate) fn plate_at(&self, at: Pos2) -> Option<usize> {
        let hit = self
            .plates
            .iter()
            .rev()
            .find(|(_, middle, radius)| (at - *middle).length() <= radius + 2.0);
        hit.map(|&(index, ..)| index)
    }

    /// Rectangles that names keep away from.
    pub(crate) fn plate_rects(&self) -> Vec<Rect> {
        let rect = |&(_, at, radius): &(usize, Pos2, f32)| {
            Rect::from_center_size(at, Vec2::splat(2.0 * radius + 2.0))
        };
        self.plates.iter().map(rect).collect()
    }
}

impl Chosen {
    fn stands_out(self, index: usize) -> bool {
        self.selected == Some(index) || self.hovered == Some(index)
    }
}

/// The radius at which the two nearest plates do not hide each other, within bounds.
fn plate_radius(middles: &[(usize, Pos2)]) -> f32 {
    let mut nearest = f32::INFINITY;
    for (i, (_, a)) in middles.iter().enumerate() {
        for (_, b) in &middles[i + 1..] {
            nearest = nearest.min((*a - *b).length());
        }
    }
    (nearest / 2.0 - 1.0).clamp(SMALL_PLATE_PT, PLATE_PT)
}

fn outlines(ranking: &Ranking, mesh: &GeoMesh, places: &Places) -> Vec<Outline> {
    let outline = |hotspot| {
        let rings = rings(hotspot, mesh, &places.data.areas);
        let rect = WorldRect::around(rings.iter().flatten().copied().filter(|p| p.is_finite()));
        Outline {
            rank: hotspot.rank,
            centre: mesh.world_of(hotspot.centre),
            rings,
            rect,
        }
    };
    ranking.hotspots.iter().map(outline).collect()
}

fn draw_outline(
    painter: &Painter,
    frame: MapFrame,
    spot: &Outline,
    plate_pt: f32,
    stands_out: bool,
    tokens: &Tokens,
) {
    let stroke = |width: f32, colour: Color32| Stroke::new(width, colour);
    for ring in &spot.rings {
        let points: Vec<Pos2> = ring.iter().map(|&p| frame.to_screen(p)).collect();
        let size = Rect::from_points(&points).size();
        // A ring that hides behind its plate says nothing.
        if size.max_elem() < 2.0 * plate_pt + 3.0 {
            continue;
        }
        let width = if stands_out { 3.0 } else { 1.8 };
        let under = tokens.land.gamma_multiply(0.7);
        painter.add(Shape::closed_line(
            points.clone(),
            stroke(width + 1.4, under),
        ));
        painter.add(Shape::closed_line(points, stroke(width, tokens.accent)));
    }
}

/// What a plate says.
struct Plate {
    rank: usize,
    selected: bool,
    hovered: bool,
    /// Another month of the same town might well have left it out: its edge is broken.
    borderline: bool,
}

fn draw_plate(painter: &Painter, at: Pos2, radius: f32, plate: &Plate, tokens: &Tokens) {
    let &Plate {
        rank,
        selected,
        hovered,
        borderline,
    } = plate;
    let (fill, ink) = if selected {
        (tokens.accent, tokens.on_accent)
    } else {
        (tokens.panel, tokens.text)
    };
    let edge = if selected { tokens.text } else { tokens.accent };
    let width = if hovered || selected { 2.4 } else { 1.8 };
    painter.circle_filled(at, radius + 1.2, tokens.land.gamma_multiply(0.55));
    painter.circle_filled(at, radius, fill.gamma_multiply(0.93));
    let stroke = Stroke::new(width, edge);
    if borderline {
        painter.extend(broken_ring(at, radius, stroke));
    } else {
        painter.circle_stroke(at, radius, stroke);
    }
    let size = if rank < 100 {
        radius * 0.86
    } else {
        radius * 0.66
    };
    painter.text(
        at,
        Align2::CENTER_CENTER,
        rank,
        font(size, Weight::SemiBold),
        ink,
    );
}

/// A ring of twelve dashes, as long as the gaps between them.
fn broken_ring(at: Pos2, radius: f32, stroke: Stroke) -> impl Iterator<Item = Shape> {
    const DASHES: usize = 12;
    const CORNERS: usize = 4;
    let step = std::f32::consts::TAU / (2 * DASHES * CORNERS) as f32;
    (0..DASHES).map(move |dash| {
        let corner = |i: usize| {
            let angle = step * (2 * dash * CORNERS + i) as f32;
            at + radius * Vec2::angled(angle)
        };
        Shape::line((0..=CORNERS).map(corner).collect(), stroke)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_shrink_before_they_hide_each_other() {
        let at = |x: f32| (0, Pos2::new(x, 0.0));
        assert_eq!(plate_radius(&[at(0.0), at(100.0)]), PLATE_PT);
        assert_eq!(plate_radius(&[at(0.0), at(24.0), at(90.0)]), 11.0);
        assert_eq!(plate_radius(&[at(0.0), at(0.5)]), SMALL_PLATE_PT);
        assert_eq!(plate_radius(&[]), PLATE_PT);
    }
}
