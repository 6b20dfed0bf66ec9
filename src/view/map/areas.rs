//! Boundaries as dashed hairlines, and the names of areas where there is room for them.

use std::sync::Arc;

use egui::{Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, Vec2};

use crate::data::AreaId;
use crate::scene::boundaries::Line;
use crate::view::map::frame::MapFrame;
use crate::view::map::places::Places;
use crate::view::map::strokes::{Dash, add_dashed};
use crate::view::theme::{STATUS_PT, Tokens};

const HAIRLINE: Dash = Dash {
    on: 4.0,
    off: 3.0,
    half_width: 0.25,
};
const CHOSEN: Dash = Dash {
    on: 1.0,
    off: 0.0,
    half_width: 0.8,
};
const POINTED_AT: Dash = Dash {
    on: 1.0,
    off: 0.0,
    half_width: 0.3,
};
/// Names keep this far from plates and from each other, in points.
const LABEL_GAP: f32 = 4.0;

/// Which areas stand out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Emphasis {
    /// Chosen by the filter, in file order.
    pub(crate) chosen: Vec<AreaId>,
    /// Clicked or pointed at.
    pub(crate) pointed_at: Option<AreaId>,
}

/// Boundaries, rebuilt only when the view, the theme or the emphasis changes.
#[derive(Default)]
pub(crate) struct AreaLayer {
    made_for: Option<(MapFrame, bool, Emphasis)>,
    mesh: Arc<Mesh>,
}

impl AreaLayer {
    /// Forgets what was built.
    pub(crate) fn clear(&mut self) {
        self.made_for = None;
    }

    /// Draws the lines.
    pub(crate) fn draw(
        &mut self,
        painter: &Painter,
        frame: MapFrame,
        places: &mut Places,
        emphasis: &Emphasis,
        tokens: &Tokens,
    ) {
        let wanted = (frame, tokens.dark, emphasis.clone());
        if self.made_for.as_ref() != Some(&wanted) {
            self.mesh = Arc::new(lines(frame, places, emphasis, tokens));
            self.made_for = Some(wanted);
        }
        painter.add(Shape::Mesh(Arc::clone(&self.mesh)));
    }
}

fn lines(frame: MapFrame, places: &mut Places, emphasis: &Emphasis, tokens: &Tokens) -> Mesh {
    let mut mesh = Mesh::default();
    let boundaries = places.boundaries(frame.zoom);
    let mut add = |line: &Line, dash: Dash, colour: Color32| {
        if line.rect.touches(frame.world_rect(4.0)) {
            let points: Vec<Pos2> = line.points.iter().map(|&p| frame.to_screen(p)).collect();
            add_dashed(&mut mesh, &points, frame.rect.expand(4.0), dash, colour);
        }
    };
    for line in &boundaries.borders {
        add(line, HAIRLINE, tokens.muted);
    }
    let mut outline = |id: AreaId, dash: Dash, colour: Color32| {
        for ring in boundaries.area(id).iter().flat_map(|area| &area.rings) {
            add(ring, dash, colour);
        }
    };
    if let Some(id) = emphasis.pointed_at {
        outline(id, POINTED_AT, tokens.muted);
    }
    for &id in &emphasis.chosen {
        outline(id, CHOSEN, tokens.accent);
    }
    mesh
}

/// Writes the names of areas in view where they fit in their area and keep clear of `taken`
/// (plates, controls) and of each other, larger areas first.
pub(crate) fn draw_names(
    painter: &Painter,
    frame: MapFrame,
    places: &mut Places,
    pointed_at: Option<AreaId>,
    tokens: &Tokens,
    mut taken: Vec<Rect>,
) {
    for (id, at, room) in candidates(frame, places) {
        let name = places.data.areas.get(id).bare_name.clone();
        let colour = if pointed_at == Some(id) {
            tokens.text
        } else {
            tokens.muted
        };
        let galley = painter.layout_no_wrap(name, FontId::proportional(STATUS_PT), colour);
        if galley.size().x > room.x * 0.92 || galley.size().y > room.y * 0.6 {
            continue;
        }
        let step = galley.size().y + 14.0;
        let tries = [0.0, -step, step, -2.0 * step, 2.0 * step].into_iter();
        let rects = tries.map(|dy| Rect::from_center_size(at + Vec2::new(0.0, dy), galley.size()));
        let mut fitting = rects.filter(|r| frame.rect.shrink(6.0).contains_rect(*r));
        let clear = |r: &Rect| !taken.iter().any(|t| t.intersects(r.expand(LABEL_GAP)));
        if let Some(rect) = fitting.find(clear) {
            let halo = tokens.land.gamma_multiply(0.55);
            for (dx, dy) in [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)] {
                let place = rect.min + Vec2::new(dx, dy);
                painter.galley_with_override_text_color(place, Arc::clone(&galley), halo);
            }
            painter.galley(rect.min, galley, colour);
            taken.push(rect);
        }
    }
}

/// Areas in view with where their name goes and how much room they have, the largest first.
fn candidates(frame: MapFrame, places: &mut Places) -> Vec<(AreaId, Pos2, Vec2)> {
    let labels = places.labels.clone();
    let boundaries = places.boundaries(frame.zoom);
    let mut found: Vec<(AreaId, Pos2, Vec2)> = Vec::new();
    for (id, at) in labels.into_iter().filter(|(_, at)| at.is_finite()) {
        if let Some(area) = boundaries
            .area(id)
            .filter(|a| a.rect.touches(frame.world_rect(0.0)))
        {
            let room = frame.to_screen(area.rect.max) - frame.to_screen(area.rect.min);
            found.push((id, frame.to_screen(at), room));
        }
    }
    found.sort_by(|a, b| {
        (b.2.x * b.2.y)
            .total_cmp(&(a.2.x * a.2.y))
            .then(a.0.cmp(&b.0))
    });
    found
}
