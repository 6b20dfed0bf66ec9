//! Where the map looks: wishes of the application carried out once, flights, keys.

use egui::{Key, Rect, Ui, Vec2};
use walkers::MapMemory;

use crate::app::session::{CameraGoal, CameraWish};
use crate::base::LonLat;
use crate::scene::mercator::World;
use crate::view::map::frame::MapFrame;

/// Zoom stays between these: Europe, and a doorway.
const ZOOMS: (f64, f64) = (4.0, 20.0);
/// A hotspot is not shown nearer than this.
const NEAREST_FLIGHT: f64 = 16.6;
/// Part of the map's shorter side that what it flew to fills.
const FLIGHT_FILLS: f64 = 0.3;
/// Points of scrolling for one step of zoom; a notch of a wheel is about 40.
const WHEEL_PT: f32 = 120.0;
/// How long the map flies to a place, in seconds.
const FLIGHT_S: f64 = 0.36;
/// How long it takes a step of zoom, in seconds.
const STEP_S: f64 = 0.14;
/// What the map shows before it was told anything: Great Britain.
const BRITAIN: (LonLat, f64) = (LonLat::new(-3.2, 54.6), 5.6);
/// Points an arrow key moves the map.
const ARROW_PT: f32 = 90.0;
/// Room around a place that is fitted, in points.
const FIT_MARGIN_PT: f32 = 32.0;

/// Where the map looks.
#[derive(Default)]
pub(crate) struct Camera {
    /// walkers' own memory; it always holds a centre of ours.
    pub(crate) memory: MapMemory,
    wishes_done: u64,
    flight: Option<Flight>,
}

#[derive(Clone, Copy, Debug)]
struct Flight {
    from: Look,
    to: Look,
    started_s: f64,
    lasts_s: f64,
}

/// A centre and a zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Look {
    centre: World,
    zoom: f64,
}

impl Camera {
    /// Carries out the newest wish, if it was not, and moves on with a flight. Before the map
    /// is drawn into `rect`.
    pub(crate) fn update(&mut self, ui: &Ui, wish: Option<CameraWish>, rect: Rect) {
        let now_s = ui.input(|input| input.time);
        let here = self.look();
        if self.memory.detached().is_none() {
            self.put(here);
        }
        // A map without room cannot be fitted; the wish waits.
        if let Some(wish) = wish.filter(|w| w.number > self.wishes_done && rect.width() > 1.0) {
            self.wishes_done = wish.number;
            self.start(wish.goal, here, rect, now_s);
        }
        if let Some(flight) = self.flight {
            let t = ((now_s - flight.started_s) / flight.lasts_s).clamp(0.0, 1.0);
            self.put(flight.at(t));
            if t >= 1.0 {
                self.flight = None;
            }
            ui.ctx().request_repaint();
        }
    }

    /// After the map was drawn: the user's own hand ends a flight; zoom is kept in bounds.
    pub(crate) fn after_gestures(&mut self, changed_by_hand: bool) {
        if changed_by_hand {
            self.flight = None;
        }
        let zoom = self.memory.zoom();
        if zoom < ZOOMS.0 || zoom > ZOOMS.1 {
            // Inside walkers' own bounds of 0 to 26, so it cannot fail.
            let _ = self.memory.set_zoom(zoom.clamp(ZOOMS.0, ZOOMS.1));
        }
    }

    /// What lies in the middle of the map.
    pub(crate) fn centre(&self) -> World {
        self.look().centre
    }

    /// Zooms by the wheel or by two fingers, the ground under `at` staying where it is. What
    /// it does depends on how far the wheel was turned, not on how fast frames come.
    pub(crate) fn wheel(&mut self, ui: &Ui, at: World) {
        let (scrolled_pt, pinched) =
            ui.input(|input| (input.smooth_scroll_delta.y, input.zoom_delta()));
        let steps = f64::from(scrolled_pt / WHEEL_PT) + f64::from(pinched.max(0.01)).log2();
        if steps != 0.0 {
            self.flight = None;
            self.put(zoomed(self.look(), at, steps));
            ui.ctx().request_repaint();
        }
    }

    /// Flies a step nearer, the ground under `at` staying where it is.
    pub(crate) fn step_to(&mut self, ui: &Ui, at: World) {
        let to = zoomed(self.look(), at, 1.0);
        self.fly(to, ui.input(|input| input.time), STEP_S);
        ui.ctx().request_repaint();
    }

    /// Arrow keys, plus and minus, for when the map has the keyboard.
    pub(crate) fn keys(&mut self, ui: &Ui) {
        let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
        let step = |less: Key, more: Key| {
            f32::from(u8::from(pressed(more))) - f32::from(u8::from(pressed(less)))
        };
        let pan = Vec2::new(
            step(Key::ArrowLeft, Key::ArrowRight),
            step(Key::ArrowUp, Key::ArrowDown),
        );
        let nearer = pressed(Key::Plus) || pressed(Key::Equals);
        let zoom = f64::from(u8::from(nearer)) - f64::from(u8::from(pressed(Key::Minus)));
        if pan == Vec2::ZERO && zoom == 0.0 {
            return;
        }
        let from = self.flight.map_or_else(|| self.look(), |flight| flight.to);
        let unit = 1.0 / (256.0 * from.zoom.exp2());
        let centre = World::new(
            from.centre.x + f64::from(pan.x * ARROW_PT) * unit,
            from.centre.y + f64::from(pan.y * ARROW_PT) * unit,
        );
        let now_s = ui.input(|input| input.time);
        self.fly(
            Look {
                centre,
                zoom: from.zoom + zoom,
            },
            now_s,
            STEP_S,
        );
        ui.ctx().request_repaint();
    }

    fn start(&mut self, goal: CameraGoal, here: Look, rect: Rect, now_s: f64) {
        match goal {
            CameraGoal::Fit(south_west, north_east) => {
                self.flight = None;
                if let Some(look) = fitting(World::of(south_west), World::of(north_east), rect) {
                    self.put(look);
                }
            }
            CameraGoal::FlyTo { centre, radius_m } => {
                let place = World::of(centre);
                let side = f64::from(rect.width().min(rect.height()));
                let metres_per_point = 2.0 * radius_m.max(1.0) / (FLIGHT_FILLS * side);
                let zoom = MapFrame::zoom_for(metres_per_point, place).min(NEAREST_FLIGHT);
                if place.is_finite() && zoom.is_finite() {
                    self.fly(
                        Look {
                            centre: place,
                            zoom,
                        },
                        now_s,
                        FLIGHT_S,
                    );
                }
            }
            CameraGoal::ZoomBy(steps) => {
                let from = self.flight.map_or(here, |flight| flight.to);
                self.fly(
                    Look {
                        zoom: from.zoom + steps,
                        ..from
                    },
                    now_s,
                    STEP_S,
                );
            }
        }
    }

    fn fly(&mut self, to: Look, started_s: f64, lasts_s: f64) {
        let to = Look {
            zoom: to.zoom.clamp(ZOOMS.0, ZOOMS.1),
            ..to
        };
        self.flight = Some(Flight {
            from: self.look(),
            to,
            started_s,
            lasts_s,
        });
    }

    fn look(&self) -> Look {
        match self.memory.detached() {
            Some(at) => Look {
                centre: World::of(LonLat::new(at.x(), at.y())),
                zoom: self.memory.zoom(),
            },
            None => Look {
                centre: World::of(BRITAIN.0),
                zoom: BRITAIN.1,
            },
        }
    }

    fn put(&mut self, look: Look) {
        let at = look.centre.lon_lat();
        self.memory.center_at(walkers::lon_lat(at.lon, at.lat));
        // Inside walkers' own bounds of 0 to 26, so it cannot fail.
        let _ = self.memory.set_zoom(look.zoom.clamp(ZOOMS.0, ZOOMS.1));
    }
}

/// `look` after `steps` of zoom in which `at` does not move on the screen.
fn zoomed(look: Look, at: World, steps: f64) -> Look {
    let zoom = (look.zoom + steps).clamp(ZOOMS.0, ZOOMS.1);
    let shrunk = (look.zoom - zoom).exp2();
    Look {
        centre: at.towards(look.centre, shrunk),
        zoom,
    }
}

impl Flight {
    /// Where it is after `t` of its time. The centre moves with the scale, so that the goal
    /// comes nearer on the screen at an even pace whether one zooms in or out.
    fn at(&self, t: f64) -> Look {
        let eased = t * t * (3.0 - 2.0 * t);
        let zoom = self.from.zoom + (self.to.zoom - self.from.zoom) * eased;
        let change = self.to.zoom - self.from.zoom;
        let travelled = if change.abs() < 1e-3 {
            eased
        } else {
            (1.0 - (-change * eased).exp2()) / (1.0 - (-change).exp2())
        };
        Look {
            centre: self.from.centre.towards(self.to.centre, travelled),
            zoom,
        }
    }
}

/// The look at which everything between the corners is in view.
fn fitting(south_west: World, north_east: World, rect: Rect) -> Option<Look> {
    let room = rect.shrink(FIT_MARGIN_PT).size().max(Vec2::splat(16.0));
    let (width, height) = (
        (north_east.x - south_west.x).abs(),
        (south_west.y - north_east.y).abs(),
    );
    let least = 1e-9;
    let across = f64::from(room.x) / width.max(least);
    let down = f64::from(room.y) / height.max(least);
    let zoom = (across.min(down) / 256.0).log2();
    let centre = south_west.towards(north_east, 0.5);
    (centre.is_finite() && zoom.is_finite()).then(|| Look {
        centre,
        zoom: zoom.clamp(ZOOMS.0, NEAREST_FLIGHT),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Pos2;

    #[test]
    fn what_is_fitted_is_in_view_and_fills_it() {
        let rect = Rect::from_min_size(Pos2::new(300.0, 44.0), Vec2::new(770.0, 636.0));
        let (sw, ne) = (
            World::of(LonLat::new(-4.30, 52.25)),
            World::of(LonLat::new(-4.20, 52.32)),
        );
        let look = fitting(sw, ne, rect).unwrap();
        let frame = MapFrame {
            rect,
            centre: look.centre,
            zoom: look.zoom,
        };
        let (a, b) = (frame.to_screen(sw), frame.to_screen(ne));
        assert!(rect.contains(a) && rect.contains(b));
        let filled = ((b.x - a.x) / rect.width()).max((a.y - b.y) / rect.height());
        assert!(filled > 0.85, "{filled}");
    }

    #[test]
    fn a_flight_starts_here_ends_there_and_nears_its_goal_all_the_way() {
        let from = Look {
            centre: World::new(0.40, 0.30),
            zoom: 12.0,
        };
        for zoom in [9.0, 12.0, 16.0] {
            let to = Look {
                centre: World::new(0.41, 0.31),
                zoom,
            };
            let flight = Flight {
                from,
                to,
                started_s: 0.0,
                lasts_s: FLIGHT_S,
            };
            assert_eq!(flight.at(0.0), from);
            let end = flight.at(1.0);
            assert!((end.centre.x - to.centre.x).abs() < 1e-12 && end.zoom == to.zoom);
            let distances: Vec<f64> = (0..=20)
                .map(|i| to.centre.x - flight.at(f64::from(i) / 20.0).centre.x)
                .collect();
            assert!(distances.windows(2).all(|pair| pair[1] <= pair[0]));
        }
    }

    #[test]
    fn the_ground_under_the_pointer_stays_while_zooming() {
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::new(770.0, 636.0));
        let look = Look {
            centre: World::new(0.488, 0.33),
            zoom: 13.0,
        };
        let frame = |look: Look| MapFrame {
            rect,
            centre: look.centre,
            zoom: look.zoom,
        };
        let pointer = Pos2::new(610.0, 90.0);
        let ground = frame(look).world_at(pointer);
        for steps in [1.0, 0.13, -2.4, 50.0] {
            let after = frame(zoomed(look, ground, steps)).to_screen(ground);
            assert!((after - pointer).length() < 1e-2, "{steps}: {after:?}");
        }
    }

    #[test]
    fn a_flight_takes_less_than_400_ms() {
        const { assert!(FLIGHT_S < 0.4 && STEP_S < 0.15) }
    }
}
