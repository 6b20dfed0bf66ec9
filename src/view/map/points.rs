//! Premises as small diamonds and incidents as spots, each layer one mesh.
//!
//! A mesh is rebuilt only when the view, the theme or the answer changes. Incidents are shown
//! as spots only when few are in view; density tells more than a thousand dots do.

use std::sync::Arc;

use egui::{Color32, Mesh, Painter, Pos2, Shape};

use crate::base::Bounds;
use crate::engine::Answer;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::mercator::World;
use crate::scene::spots::{Spot, spots_within};
use crate::view::map::frame::MapFrame;
use crate::view::map::places::Places;
use crate::view::map::strokes::{add_diamond, add_disc};
use crate::view::theme::Tokens;

/// No more incidents than this are drawn one by one.
const MOST_INCIDENTS: usize = 5_000;
/// Room a spot needs so that spots can be told apart, in square points.
const ROOM_PT2: f32 = 1_100.0;
/// The mesh is built for this much more than is seen, in points, for half-seen shapes.
const MARGIN_PT: f32 = 8.0;

/// Premises on the screen.
#[derive(Default)]
pub(crate) struct PremisesLayer {
    made_for: Option<(MapFrame, bool)>,
    mesh: Arc<Mesh>,
    /// Those in view: index into the list, position.
    pub(crate) shown: Vec<(usize, Pos2)>,
}

/// Incidents on the screen.
#[derive(Default)]
pub(crate) struct SpotLayer {
    made_for: Option<(MapFrame, bool, Arc<Answer>)>,
    mesh: Arc<Mesh>,
    /// Those in view, with where they are drawn and how large.
    pub(crate) shown: Vec<(Spot, Pos2, f32)>,
}

impl PremisesLayer {
    /// Forgets what was built.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Draws the diamonds; night-time premises are brighter.
    pub(crate) fn draw(
        &mut self,
        painter: &Painter,
        frame: MapFrame,
        places: &Places,
        tokens: &Tokens,
    ) {
        if self.made_for != Some((frame, tokens.dark)) {
            self.build(frame, places, tokens);
            self.made_for = Some((frame, tokens.dark));
        }
        painter.add(Shape::Mesh(Arc::clone(&self.mesh)));
    }

    fn build(&mut self, frame: MapFrame, places: &Places, tokens: &Tokens) {
        let view = frame.world_rect(MARGIN_PT);
        let size = diamond_radius(frame.zoom);
        let mut mesh = Mesh::default();
        self.shown.clear();
        let night = |index: usize| places.data.premises.is_night(index);
        let inside = |&(_, &at): &(usize, &World)| view.contains(at);
        for (index, &at) in places.premises.iter().enumerate().filter(inside) {
            self.shown.push((index, frame.to_screen(at)));
        }
        // The bright ones lie on top.
        for bright in [false, true] {
            for &(_, at) in self
                .shown
                .iter()
                .filter(|&&(index, _)| night(index) == bright)
            {
                let colour = if bright {
                    tokens.text
                } else {
                    tokens.muted.gamma_multiply(0.75)
                };
                let radius = if bright { size } else { size * 0.8 };
                add_diamond(&mut mesh, at, radius + 1.2, tokens.land.gamma_multiply(0.6));
                add_diamond(&mut mesh, at, radius, colour.gamma_multiply(0.9));
            }
        }
        self.mesh = Arc::new(mesh);
    }
}

/// Half the diagonal of a diamond: small over a town, larger in a street.
fn diamond_radius(zoom: f64) -> f32 {
    (2.6 + (zoom as f32 - 13.0) * 0.55).clamp(1.8, 5.5)
}

impl SpotLayer {
    /// Forgets what was built.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Draws the spots, if few are in view.
    pub(crate) fn draw(
        &mut self,
        painter: &Painter,
        frame: MapFrame,
        mesh: &GeoMesh,
        answer: &Arc<Answer>,
        tokens: &Tokens,
    ) {
        let fits = |(f, dark, of): &(MapFrame, bool, Arc<Answer>)| {
            *f == frame && *dark == tokens.dark && Arc::ptr_eq(of, answer)
        };
        if !self.made_for.as_ref().is_some_and(fits) {
            self.build(frame, mesh, answer, tokens);
            self.made_for = Some((frame, tokens.dark, Arc::clone(answer)));
        }
        painter.add(Shape::Mesh(Arc::clone(&self.mesh)));
    }

    fn build(&mut self, frame: MapFrame, plane: &GeoMesh, answer: &Answer, tokens: &Tokens) {
        self.shown.clear();
        let mut mesh = Mesh::default();
        let view = view_bounds(frame, plane);
        let room = (frame.rect.area() / ROOM_PT2) as usize;
        let spots =
            view.and_then(|v| spots_within(&answer.data, &answer.selection, v, MOST_INCIDENTS));
        for spot in spots
            .filter(|spots| spots.len() <= room)
            .unwrap_or_default()
        {
            let at = frame.to_screen(plane.world_of(spot.at));
            let radius = 2.6 + 1.3 * (spot.incidents as f32).log2().min(6.0);
            self.shown.push((spot, at, radius));
        }
        let (fill, edge) = spot_colours(tokens);
        for &(_, at, radius) in &self.shown {
            add_disc(&mut mesh, at, radius + 1.0, edge);
            add_disc(&mut mesh, at, radius, fill);
        }
        self.mesh = Arc::new(mesh);
    }
}

fn spot_colours(tokens: &Tokens) -> (Color32, Color32) {
    (
        tokens.text.gamma_multiply(0.72),
        tokens.land.gamma_multiply(0.8),
    )
}

/// The rectangle of the plane that holds everything in view.
fn view_bounds(frame: MapFrame, plane: &GeoMesh) -> Option<Bounds> {
    let (rect, middle) = (frame.rect.expand(MARGIN_PT), frame.rect.center());
    let xs = [rect.min.x, middle.x, rect.max.x];
    let ys = [rect.min.y, middle.y, rect.max.y];
    let edge = xs.into_iter().flat_map(|x| ys.map(|y| Pos2::new(x, y)));
    Bounds::around(edge.map(|at| plane.planar_of(frame.world_at(at))))
}
