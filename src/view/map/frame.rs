//! Between the world square and the points of the screen: one scale and one shift a frame.

use egui::{Pos2, Rect};

use crate::scene::mercator::{World, WorldRect};

/// Side of the whole world at zoom 0, in points.
const TILE_PT: f64 = 256.0;

/// What the map shows in a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MapFrame {
    /// Where on the screen the map is.
    pub(crate) rect: Rect,
    /// What lies in its middle.
    pub(crate) centre: World,
    /// Zoom level, as tile servers count.
    pub(crate) zoom: f64,
}

impl MapFrame {
    /// Points of the screen for one unit of the world square.
    pub(crate) fn points_per_unit(&self) -> f64 {
        TILE_PT * self.zoom.exp2()
    }

    /// Where `w` is drawn.
    pub(crate) fn to_screen(self, w: World) -> Pos2 {
        let (scale, middle) = (self.points_per_unit(), self.rect.center());
        let x = (w.x - self.centre.x) * scale + f64::from(middle.x);
        let y = (w.y - self.centre.y) * scale + f64::from(middle.y);
        Pos2::new(x as f32, y as f32)
    }

    /// What is drawn at `at`.
    pub(crate) fn world_at(self, at: Pos2) -> World {
        let (scale, middle) = (self.points_per_unit(), self.rect.center());
        World::new(
            self.centre.x + f64::from(at.x - middle.x) / scale,
            self.centre.y + f64::from(at.y - middle.y) / scale,
        )
    }

    /// What is in view, with `margin` points around it.
    pub(crate) fn world_rect(self, margin: f32) -> WorldRect {
        let rect = self.rect.expand(margin);
        WorldRect {
            min: self.world_at(rect.min),
            max: self.world_at(rect.max),
        }
    }

    /// Metres on the ground of one point, in the middle of the map.
    pub(crate) fn metres_per_point(self) -> f64 {
        self.centre.metres_per_unit() / self.points_per_unit()
    }

    /// The zoom at which one point shows `metres` of ground at `place`.
    pub(crate) fn zoom_for(metres: f64, place: World) -> f64 {
        (place.metres_per_unit() / metres / TILE_PT).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::LonLat;

    #[test]
    fn the_screen_and_the_world_agree_at_street_zoom() {
        let centre = World::of(LonLat::new(-4.2, 52.3));
        let rect = Rect::from_min_max(Pos2::new(300.0, 44.0), Pos2::new(1070.0, 680.0));
        let frame = MapFrame {
            rect,
            centre,
            zoom: 18.0,
        };
        assert_eq!(frame.to_screen(centre), rect.center());
        let at = Pos2::new(310.0, 600.0);
        assert!((frame.to_screen(frame.world_at(at)) - at).length() < 1e-3);
        // walkers' own numbers: 256 points for the world at zoom 0, doubling.
        let metres = frame.metres_per_point();
        assert!((metres - 0.365).abs() < 0.001, "{metres}");
        assert!((MapFrame::zoom_for(metres, centre) - 18.0).abs() < 1e-9);
    }
}
