//! Layers shown for reference: thin lines, small dots, names where there is room.

use std::sync::Arc;

use egui::{FontId, Mesh, Painter, Pos2, Rect, Shape, Vec2};

use crate::data::reference::ReferenceLayer;
use crate::scene::lines::Lines;
use crate::scene::mercator::World;
use crate::view::Ctx;
use crate::view::map::frame::MapFrame;
use crate::view::map::roads::add_lines;
use crate::view::map::strokes::{Dash, add_dot};
use crate::view::theme::{TICK_PT, Tokens, mix};

/// How lines are drawn.
const STROKE: Dash = Dash {
    on: 1.0,
    off: 0.0,
    half_width: 0.35,
};
/// Names in view are tried up to this many; where there are more, nearer is better.
const MOST_NAMES: usize = 400;
/// Names keep this far from each other, in points.
const GAP_PT: f32 = 6.0;

/// All layers that are shown for reference.
#[derive(Default)]
pub(crate) struct ReferenceLayers {
    drawn: Vec<Drawn>,
}

struct Drawn {
    of: Arc<ReferenceLayer>,
    lines: Lines,
    points: Vec<World>,
    names: Vec<(World, Arc<str>)>,
    made_for: Option<(MapFrame, bool)>,
    mesh: Arc<Mesh>,
}

impl ReferenceLayers {
    /// Draws those that lie above the density, or those below it.
    pub(crate) fn draw(&mut self, ctx: Ctx<'_>, painter: &Painter, frame: MapFrame, above: bool) {
        let wanted = &ctx.app.project().references;
        let open = |drawn: &Drawn| {
            let mut layers = wanted.iter().filter_map(|one| ctx.app.reference(one));
            layers.any(|layer| Arc::ptr_eq(layer, &drawn.of))
        };
        self.drawn.retain(open);
        let shown = wanted
            .iter()
            .filter(|r| !r.is_hidden && r.is_above == above);
        for layer in shown.filter_map(|one| ctx.app.reference(one)) {
            let place = self.place_of(layer);
            self.drawn[place].draw(painter, frame, ctx.tokens);
        }
    }

    /// Writes the names of all that are shown, where they keep clear of `taken`.
    pub(crate) fn write_names(
        &mut self,
        ctx: Ctx<'_>,
        painter: &Painter,
        frame: MapFrame,
        taken: &mut Vec<Rect>,
    ) {
        let shown = ctx.app.project().references.iter().filter(|r| !r.is_hidden);
        for layer in shown.filter_map(|one| ctx.app.reference(one)) {
            let place = self.place_of(layer);
            self.drawn[place].write_names(painter, frame, ctx.tokens, taken);
        }
    }

    fn place_of(&mut self, layer: &Arc<ReferenceLayer>) -> usize {
        let mut drawn = self.drawn.iter();
        drawn
            .position(|drawn| Arc::ptr_eq(&drawn.of, layer))
            .unwrap_or_else(|| {
                self.drawn.push(Drawn::new(layer));
                self.drawn.len() - 1
            })
    }
}

impl Drawn {
    fn new(layer: &Arc<ReferenceLayer>) -> Self {
        let world = |line: &Vec<_>| line.iter().map(|&at| World::of(at)).collect();
        Self {
            of: Arc::clone(layer),
            lines: Lines::new(layer.lines.iter().map(world)),
            points: layer.points.iter().map(|&at| World::of(at)).collect(),
            names: layer
                .names
                .iter()
                .map(|(at, name)| (World::of(*at), Arc::clone(name)))
                .collect(),
            made_for: None,
            mesh: Arc::default(),
        }
    }

    fn draw(&mut self, painter: &Painter, frame: MapFrame, tokens: &Tokens) {
        if self.made_for != Some((frame, tokens.dark)) {
            self.mesh = Arc::new(self.built(frame, tokens));
            self.made_for = Some((frame, tokens.dark));
        }
        painter.add(Shape::Mesh(Arc::clone(&self.mesh)));
    }

    fn built(&mut self, frame: MapFrame, tokens: &Tokens) -> Mesh {
        let mut mesh = Mesh::default();
        let colour = mix(tokens.land, tokens.good, 0.55);
        add_lines(&mut mesh, &mut self.lines, frame, STROKE, colour);
        let view = frame.world_rect(6.0);
        let radius = (1.6 + (frame.zoom as f32 - 12.0) * 0.3).clamp(1.2, 3.2);
        for &at in self.points.iter().filter(|&&at| view.contains(at)) {
            let at = frame.to_screen(at);
            add_dot(&mut mesh, at, radius + 1.0, tokens.land.gamma_multiply(0.6));
            add_dot(&mut mesh, at, radius, colour);
        }
        mesh
    }

    /// Names in view, in the file's order, where they keep clear of others.
    fn write_names(
        &self,
        painter: &Painter,
        frame: MapFrame,
        tokens: &Tokens,
        taken: &mut Vec<Rect>,
    ) {
        let view = frame.world_rect(0.0);
        let inside = self.names.iter().filter(|(at, _)| view.contains(*at));
        let colour = mix(tokens.text, tokens.good, 0.45);
        let below = if self.points.is_empty() { 0.0 } else { 10.0 };
        for (at, name) in inside.take(MOST_NAMES) {
            let font = FontId::proportional(TICK_PT);
            let galley = painter.layout_no_wrap(name.to_string(), font, colour);
            let middle = frame.to_screen(*at) + Vec2::new(0.0, below);
            let rect = Rect::from_center_size(middle, galley.size());
            let is_clear = !taken.iter().any(|t| t.intersects(rect.expand(GAP_PT)));
            if !is_clear || !frame.rect.shrink(4.0).contains_rect(rect) {
                continue;
            }
            let halo = tokens.land.gamma_multiply(0.8);
            for (dx, dy) in [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)] {
                let place: Pos2 = rect.min + Vec2::new(dx, dy);
                painter.galley_with_override_text_color(place, Arc::clone(&galley), halo);
            }
            painter.galley(rect.min, galley, colour);
            taken.push(rect);
        }
    }
}
