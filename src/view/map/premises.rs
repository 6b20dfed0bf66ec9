//! Premises as small diamonds, one mesh that is rebuilt only when the view or the theme changes.

use std::sync::Arc;

use egui::{Mesh, Painter, Pos2, Shape};

use crate::scene::mercator::World;
use crate::view::map::frame::MapFrame;
use crate::view::map::places::Places;
use crate::view::map::strokes::add_diamond;
use crate::view::theme::Tokens;

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
