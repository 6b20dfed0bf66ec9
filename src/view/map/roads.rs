//! The roads that name places, drawn as quietly as a basemap's, with their names from near.

use std::sync::Arc;

use egui::{Mesh, Painter, Pos2, Shape};
use walkers::{Placement, Text, place_texts};

use crate::data::roads::RoadLine;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::lines::Lines;
use crate::scene::mercator::World;
use crate::view::map::frame::MapFrame;
use crate::view::map::places::Places;
use crate::view::map::strokes::{Dash, add_dashed};
use crate::view::theme::{TICK_PT, Tokens, mix};

/// Roads further than this from the incidents are not drawn, in metres.
const MARGIN_M: f64 = 10_000.0;
/// Names are written from this zoom on.
const NAMES_FROM_ZOOM: f64 = 15.0;
/// A road is named along its chord if that is this share of its length at least.
const STRAIGHT: f64 = 0.97;

/// Roads, rebuilt only when the view or the theme changes.
#[derive(Default)]
pub(crate) struct RoadLayer {
    lines: Option<Lines>,
    names: Vec<Name>,
    made_for: Option<(MapFrame, bool)>,
    mesh: Arc<Mesh>,
}

/// A name and the straight stretch it is written along.
struct Name {
    text: Arc<str>,
    from: World,
    to: World,
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
        if self.lines.is_none() {
            self.names = names_of(places);
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

impl RoadLayer {
    /// Writes the names of roads in view along them, where they have room.
    pub(crate) fn write_names(&self, painter: &Painter, frame: MapFrame, tokens: &Tokens) {
        if frame.zoom < NAMES_FROM_ZOOM {
            return;
        }
        let view = frame.world_rect(0.0);
        let in_view = self
            .names
            .iter()
            .filter(|name| view.contains(name.from.towards(name.to, 0.5)));
        let texts = in_view.map(|name| name.text(frame, tokens)).collect();
        painter.extend(place_texts(texts, painter.ctx()));
    }
}

impl Name {
    fn text(&self, frame: MapFrame, tokens: &Tokens) -> Text {
        let (from, to) = (frame.to_screen(self.from), frame.to_screen(self.to));
        let along = to - from;
        // Never upside down.
        let angle = (along.y / along.x).atan();
        let angle = if angle.is_finite() { angle } else { 0.0 };
        let text = self.text.to_string();
        Text::new(from + along / 2.0, text, TICK_PT, tokens.muted, angle)
            .with_halo(tokens.land.gamma_multiply(0.8), 1.0)
            .with_placement(Placement::Line)
            .with_max_width(Some(along.length()))
            .with_padding(4.0)
    }
}

fn names_of(places: &Places) -> Vec<Name> {
    let Some(mesh) = &places.mesh else {
        return Vec::new();
    };
    let near = mesh.bounds().grown(MARGIN_M);
    let roads = places.data.roads.lines().iter();
    let named = roads.filter(|road| near.contains(road.points[0]));
    named.filter_map(|road| name_of(road, mesh)).collect()
}

/// A straight road is named along all of it, another along its longest stretch.
fn name_of(road: &RoadLine, mesh: &GeoMesh) -> Option<Name> {
    let text = road.name.clone()?;
    let (first, last) = (*road.points.first()?, *road.points.last()?);
    let longest = road.points.windows(2).max_by(|a, b| {
        let length = |pair: &[crate::base::Planar]| pair[0].distance_sq_to(pair[1]);
        length(a).total_cmp(&length(b))
    })?;
    let is_straight = first.distance_to(last) >= STRAIGHT * road.length_m();
    let (from, to) = if is_straight {
        (first, last)
    } else {
        (longest[0], longest[1])
    };
    Some(Name {
        text,
        from: mesh.world_of(from),
        to: mesh.world_of(to),
    })
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
