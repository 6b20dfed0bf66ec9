//! Counted incidents as discs, drawn by the graphics card.
//!
//! Positions go there once for each data set, marks once for each answer, both from a thread
//! of their own; a frame then says where the map looks and which runs of positions are drawn.
//! The last answer's marks stay until the new ones are there.

mod gpu;
mod made;

use std::sync::Arc;

use egui::{Context, Painter, Pos2};
use egui_wgpu::{Callback, RenderState};

use crate::base::Bounds;
use crate::engine::Answer;
use crate::engine::lane::{Lane, Mode, Outcome};
use crate::scene::crowd::Room;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::spots::{Spot, spots_within};
use crate::view::map::frame::MapFrame;
use crate::view::map::incidents::gpu::{DrawMarks, Gpu, Look};
use crate::view::map::incidents::made::{Made, Wanted, make};
use crate::view::theme::Tokens;

/// Square points a mark needs to be seen, and to be seen whole. So much that dots never speak
/// louder than the surface, and so few are drawn that a processor can do it too.
const ROOM_PT2: (f32, f32) = (260.0, 1_400.0);
/// A mark that is fainter than this is no place to click on.
const FAINTEST_HIT: f32 = 0.35;
/// Half-seen discs at the edge are drawn too, in points.
const MARGIN_PT: f32 = 14.0;

/// Incidents on the screen.
#[derive(Default)]
pub(crate) struct IncidentLayer {
    mode: Option<Mode>,
    gpu: Option<Arc<Gpu>>,
    making: Option<Lane<Option<Made>>>,
    /// What the lane was asked for last.
    wanted: Option<Wanted>,
    made: Option<Made>,
}

impl IncidentLayer {
    /// Says what to draw with; without, nothing is drawn.
    pub(crate) fn set_graphics(&mut self, state: &RenderState) {
        self.gpu = Some(Arc::new(Gpu::new(state)));
    }

    /// Works in the caller instead of on a thread.
    #[cfg(all(test, feature = "ui-tests"))]
    pub(crate) fn work_inline(&mut self) {
        self.mode = Some(Mode::Inline);
    }

    /// Takes in the newest answer and what is ready of it.
    pub(crate) fn update(&mut self, ctx: &Context, answer: &Answer, plane: &GeoMesh) {
        let Some(gpu) = &self.gpu else { return };
        let data = &answer.data;
        if self
            .made
            .as_ref()
            .is_some_and(|made| !Arc::ptr_eq(&made.ground.data, data))
        {
            self.made = None;
        }
        let mode = self.mode.unwrap_or(Mode::Threaded);
        let lane = self.making.get_or_insert_with(|| {
            let ctx = ctx.clone();
            Lane::new(
                "nightbeat marks",
                mode,
                Arc::new(move || ctx.request_repaint()),
            )
        });
        if !self
            .wanted
            .as_ref()
            .is_some_and(|wanted| wanted.is_of(answer))
        {
            let ground = self.made.as_ref().map(|made| Arc::clone(&made.ground));
            let wanted = Wanted::of(answer);
            self.wanted = Some(wanted.clone());
            let (gpu, plane) = (Arc::clone(gpu), plane.clone());
            lane.start(move |progress, _| make(&gpu, ground, &plane, wanted, progress));
        }
        match lane.poll() {
            Some(Outcome::Early(made) | Outcome::Done(made)) => self.made = made,
            Some(Outcome::Bug(text)) => log::error!("incidents are not drawn: {text}"),
            None => {}
        }
    }

    /// Draws the marks, at `opacity` of their own.
    pub(crate) fn draw(&self, painter: &Painter, frame: MapFrame, opacity: f32, tokens: &Tokens) {
        let Some((gpu, made)) = self.gpu.as_ref().zip(self.made.as_ref()) else {
            return;
        };
        let room = room(frame);
        let ground = &made.ground;
        let Some(view) = view_bounds(frame, &ground.plane) else {
            return;
        };
        let runs = ground
            .blocks
            .runs(view, |block| !made.marks.is_gone(block, room));
        if runs.is_empty() {
            return;
        }
        let look = Look {
            fill: tokens.text.gamma_multiply(0.72),
            rim: tokens.land.gamma_multiply(0.8),
            room,
            opacity,
        };
        let centre = ground.origin.split(frame.centre);
        let draw = DrawMarks {
            gpu: Arc::clone(gpu),
            positions: ground.positions.clone(),
            marks: made.buffer.clone(),
            runs,
            view: DrawMarks::view(frame, centre, look, painter.pixels_per_point()),
        };
        painter.add(Callback::new_paint_callback(frame.rect, draw));
    }

    /// The mark under `at`, the nearest.
    pub(crate) fn spot_at(&self, frame: MapFrame, at: Pos2) -> Option<Spot> {
        let made = self.made.as_ref()?;
        let (room, ground) = (room(frame), &made.ground);
        let place = ground.plane.planar_of(frame.world_at(at));
        let density = |spot: &Spot| made.marks.density_log2(&ground.blocks, spot.at);
        // Where marks are gone there may be thousands, and none to be found.
        if room.share_left(made.marks.density_log2(&ground.blocks, place)) == 0.0 {
            return None;
        }
        let reach_m = f64::from(MARGIN_PT) * frame.metres_per_point();
        let near = Bounds {
            min: place,
            max: place,
        };
        let most = usize::MAX;
        let spots = spots_within(&ground.data, &made.selection, near.grown(reach_m), most)?;
        let distance =
            |spot: &Spot| (frame.to_screen(ground.plane.world_of(spot.at)) - at).length();
        spots
            .into_iter()
            .filter(|spot| room.share_left(density(spot)) >= FAINTEST_HIT)
            .filter(|spot| {
                distance(spot) <= room.radius_pt(spot.incidents as f32, density(spot)) + 2.0
            })
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}

fn room(frame: MapFrame) -> Room {
    let (gone, whole) = ROOM_PT2;
    Room {
        scale_log2: -2.0 * frame.metres_per_point().log2() as f32,
        gone_log2: gone.log2(),
        whole_log2: whole.log2(),
    }
}

/// The rectangle of the plane that holds everything in view.
fn view_bounds(frame: MapFrame, plane: &GeoMesh) -> Option<Bounds> {
    let (rect, middle) = (frame.rect.expand(MARGIN_PT), frame.rect.center());
    let xs = [rect.min.x, middle.x, rect.max.x];
    let ys = [rect.min.y, middle.y, rect.max.y];
    let edge = xs.into_iter().flat_map(|x| ys.map(|y| Pos2::new(x, y)));
    Bounds::around(edge.map(|at| plane.planar_of(frame.world_at(at))))
}
