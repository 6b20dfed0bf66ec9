//! The roads that name places, drawn as quietly as a basemap's.

use std::sync::Arc;

use egui::{Mesh, Painter, Pos2, Shape};

use crate::scene::lines::Lines;
use crate::scene::mercator::World;
use crate::view::map::frame::MapFrame;
use crate::view::map::places::Places;
use crate::view::map::strokes::{Dash, add_dashed};
use crate::view::theme::{Tokens, mix};

/// Roads further than this from the incidents are not drawn, in metres.
const MARGIN_M: f64 = 10_000.0;

/// Roads, rebuilt only when the view or the theme changes.
#[derive(Default)]
pub(crate) struct RoadLayer {
    lines: Option<Lines>,
    made_for: Option<(MapFrame, bool)>,
    mesh: Arc<Mesh>,
}

impl RoadLayer {
    /// Forgets the roads of other data.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Draws the roads.
    pub(crate) fn draw(
        &mut self,
        painter: &Painter,
        frame: MapFrame,
        places: &Places,
        tokens: &Tokens,
    ) {
        if places.data.roads.is_empty() {
            return;
        }
        let lines = self.lines.get_or_insert_with(|| lines_of(places));
        if self.made_for != Some((frame, tokens.dark)) {
            let stroke = Dash {
                on: 1.0,
                off: 0.0,
                half_width: half_width(frame.zoom),
            };
            let colour = if tokens.dark {
                mix(tokens.land, tokens.line, 0.85)
            } else {
                tokens.line
            };
            let mut mesh = Mesh::default();
            add_lines(&mut mesh, lines, frame, stroke, colour);
            self.mesh = Arc::new(mesh);
            self.made_for = Some((frame, tokens.dark));
        }
        painter.add(Shape::Mesh(Arc::clone(&self.mesh)));
    }
}

/// Half the width of a road, in points: a hairline over a town, a street from near.
fn half_width(zoom: f64) -> f32 {
    (0.15 + (zoom as f32 - 12.0) * 0.22).clamp(0.1, 1.8)
}

fn lines_of(places: &Places) -> Lines {
    let Some(mesh) = &places.mesh else {
        return Lines::default();
    };
    let near = mesh.bounds().grown(MARGIN_M);
    let roads = places.data.roads.lines().iter();
    let roads = roads.filter(|road| road.points.iter().any(|&point| near.contains(point)));
    Lines::new(roads.map(|road| road.points.iter().map(|&p| mesh.world_of(p)).collect()))
}

/// Adds those of `lines` that are in view.
pub(super) fn add_lines(
    mesh: &mut Mesh,
    lines: &mut Lines,
    frame: MapFrame,
    stroke: Dash,
    colour: egui::Color32,
) {
    let view = frame.world_rect(4.0);
    let clip = frame.rect.expand(4.0);
    let mut corners: Vec<Pos2> = Vec::new();
    for line in lines.at(frame.zoom) {
        if line.rect.touches(view) {
            corners.clear();
            corners.extend(line.points.iter().map(|&p: &World| frame.to_screen(p)));
            add_dashed(mesh, &corners, clip, stroke, colour);
        }
    }
}
