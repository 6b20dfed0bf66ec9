//! The slippy map: basemap, heat, boundaries, premises, incidents, hotspots.
//!
//! [`walkers`] draws the basemap and turns gestures into centre and zoom. Everything else is
//! laid over it from positions projected once (`places`, [`crate::scene`]); a frame only
//! scales and shifts them. Whatever the user does becomes a [`Command`].

mod areas;
mod basemap;
mod camera;
mod card;
mod empty;
mod frame;
mod furniture;
mod heat;
mod hotspots;
mod incidents;
mod layers;
mod legend;
mod marks;
mod no_surface;
mod places;
mod premises;
mod references;
mod roads;
mod strokes;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{EventFilter, Key, Painter, Pos2, Rect, Response, Stroke, StrokeKind, Ui, WidgetInfo};
use egui_wgpu::RenderState;
use walkers::Map;

use crate::analysis::stability::Badge;
use crate::app::Asking;
use crate::app::Command;
use crate::app::pick::Picked;
use crate::app::session::{MapLayer, Panel};
use crate::base::{LonLat, Planar};
use crate::project::Basemap;
use crate::view::Ctx;
use crate::view::map::areas::{AreaLayer, Emphasis, draw_names};
use crate::view::map::basemap::BasemapLayer;
use crate::view::map::camera::Camera;
use crate::view::map::card::Hit;
use crate::view::map::frame::MapFrame;
use crate::view::map::heat::HeatLayer;
use crate::view::map::hotspots::{Chosen, HotspotLayer};
use crate::view::map::incidents::IncidentLayer;
use crate::view::map::marks::MarkLayer;
use crate::view::map::places::Places;
use crate::view::map::premises::PremisesLayer;
use crate::view::map::references::ReferenceLayers;
use crate::view::map::roads::RoadLayer;

/// A click hits what is this near, in points.
const REACH_PT: f64 = 7.0;
/// How opaque a surface is that answers an older question.
const STALE: f32 = 0.5;

/// What the map remembers between frames: camera, textures, tiles.
#[derive(Default)]
pub struct MapState {
    /// Where the pointer is, for the status bar.
    pub pointer: Option<LonLat>,
    camera: Camera,
    basemap: BasemapLayer,
    places: Option<Places>,
    heat: HeatLayer,
    areas: AreaLayer,
    roads: RoadLayer,
    references: ReferenceLayers,
    premises: PremisesLayer,
    incidents: IncidentLayer,
    hotspots: HotspotLayer,
    marks: MarkLayer,
    /// The plate that was under the pointer in the last frame.
    hovered: Option<usize>,
    /// The click whose card was closed.
    closed_card: Option<Planar>,
}

impl MapState {
    /// Says what draws incidents; without, there are none.
    pub fn set_graphics(&mut self, graphics: &RenderState) {
        self.incidents.set_graphics(graphics);
    }

    /// Makes pictures and marks in the caller instead of on threads.
    #[cfg(all(test, feature = "ui-tests"))]
    fn work_inline(&mut self) {
        self.heat.work_inline();
        self.incidents.work_inline();
    }

    /// Says where the sample town's tiles lie as a file; without, it has plain land.
    pub fn set_sample_tiles(&mut self, path: PathBuf) {
        self.basemap.sample_tiles = Some(path);
    }
}

/// The map, filling `ui`.
pub fn map_ui(ctx: Ctx<'_>, state: &mut MapState, ui: &mut Ui) {
    let rect = ui.available_rect_before_wrap();
    if !rect.is_positive() {
        return;
    }
    take_in(ctx, state, ui);
    state.camera.update(ui, ctx.app.session().camera, rect);
    let (response, frame) = slippy_ui(ctx, state, ui, rect);
    let painter = ui.painter_at(rect);
    let picked = open_card(ctx, state);
    draw_overlays(ctx, state, &painter, frame, picked);
    react(ctx, state, ui, &response, frame);
    furniture::furniture_ui(ctx, ui, frame, state.heat.scale(), &mut state.basemap);
    if let Some((picked, places)) = picked.zip(state.places.as_ref()) {
        let anchor = places
            .mesh
            .as_ref()
            .map(|mesh| frame.to_screen(mesh.world_of(picked.at)));
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if let Some(anchor) = anchor.filter(|at| rect.contains(*at))
            && (card::card_ui(ctx, ui, rect, anchor, picked) || escaped)
        {
            state.closed_card = Some(picked.at);
        }
    }
    empty::empty_ui(ctx, ui, rect);
}

/// Takes in new data and a new answer; what did not change is kept.
fn take_in(ctx: Ctx<'_>, state: &mut MapState, ui: &Ui) {
    let Some(data) = ctx.app.data() else { return };
    if !state
        .places
        .as_ref()
        .is_some_and(|places| Arc::ptr_eq(&places.data, data))
    {
        state.places = Some(Places::new(data));
        state.areas.clear();
        state.roads.clear();
        state.premises.clear();
    }
    // The last answer stays where it is while the new data's is computed.
    let answer = ctx
        .app
        .answer()
        .filter(|answer| Arc::ptr_eq(&answer.data, data));
    if let Some((answer, places)) = answer.zip(state.places.as_ref()) {
        state
            .heat
            .update(ui.ctx(), ctx.app.surface(), data.crs, ctx.tokens.dark);
        state.hotspots.update(answer.ranking.as_ref().ok(), places);
        let open = ctx.app.session().is_open(Panel::Sure);
        let asking = ctx.app.asking().filter(|_| open);
        state.marks.update(asking.and_then(Asking::report), places);
    }
}

/// The basemap and the gestures.
fn slippy_ui(ctx: Ctx<'_>, state: &mut MapState, ui: &mut Ui, rect: Rect) -> (Response, MapFrame) {
    let ground = if ctx.app.project().basemap == Basemap::SampleTown {
        ctx.tokens.water
    } else {
        ctx.tokens.land
    };
    ui.painter().rect_filled(rect, 0.0, ground);
    let tiles = state.basemap.tiles(ui.ctx(), ctx.app, ctx.tokens);
    let nowhere = walkers::lon_lat(0.0, 0.0);
    // walkers zooms by a wheel the faster the slower frames come; the camera does it itself.
    let mut map = Map::new(None, &mut state.camera.memory, nowhere)
        .zoom_with_ctrl(false)
        .zoom_gesture(false);
    if let Some(tiles) = tiles {
        map = map.with_layer(tiles, 1.0);
    }
    let response = map.show(ui, |_, _, _, _| ()).response;
    state.camera.after_gestures(response.changed());
    let frame = MapFrame {
        rect,
        centre: state.camera.centre(),
        zoom: state.camera.memory.zoom(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name(ctx)));
    (response, frame)
}

/// What a screen reader says of the map.
fn name(ctx: Ctx<'_>) -> String {
    let places = ctx
        .app
        .ranking()
        .map_or(0, |ranking| ranking.hotspots.len());
    format!("Map with {places} top places. Arrow keys move it, plus and minus zoom.")
}

/// What the last click found, unless its card was closed.
fn open_card<'a>(ctx: Ctx<'a>, state: &MapState) -> Option<&'a Picked> {
    ctx.app
        .session()
        .picked
        .as_ref()
        .filter(|picked| state.closed_card != Some(picked.at))
}

fn draw_overlays(
    ctx: Ctx<'_>,
    state: &mut MapState,
    painter: &Painter,
    frame: MapFrame,
    picked: Option<&Picked>,
) {
    let (session, tokens) = (ctx.app.session(), ctx.tokens);
    let MapState {
        places,
        heat,
        areas,
        roads,
        references,
        premises,
        incidents,
        hotspots,
        marks,
        ..
    } = state;
    let Some(places) = places else { return };
    if session.shows(MapLayer::Roads) {
        roads.draw(painter, frame, places, tokens);
    }
    references.draw(ctx, painter, frame, false);
    let newest = ctx.app.is_current() && heat.is_newest();
    let opacity = if newest { 1.0 } else { STALE };
    if session.shows(MapLayer::Heat) {
        heat.draw(painter, frame, opacity);
    }
    if session.shows(MapLayer::Roads) && ctx.app.project().basemap == Basemap::None {
        // A basemap has names of its own.
        roads.write_names(painter, frame, tokens);
    }
    let emphasis = emphasis(ctx, places, picked);
    if session.shows(MapLayer::Areas) {
        areas.draw(painter, frame, places, &emphasis, tokens);
    }
    let answer = ctx
        .app
        .answer()
        .filter(|answer| Arc::ptr_eq(&answer.data, &places.data));
    if let Some((answer, mesh)) = answer
        .zip(places.mesh.as_ref())
        .filter(|_| session.shows(MapLayer::Incidents))
    {
        incidents.update(painter.ctx(), answer, mesh);
        incidents.draw(painter, frame, opacity, tokens);
    }
    if session.shows(MapLayer::Premises) {
        premises.draw(painter, frame, places, tokens);
    } else {
        premises.clear();
    }
    if session.shows(MapLayer::Marks) {
        marks.draw(painter, frame, tokens);
    }
    references.draw(ctx, painter, frame, true);
    let mut taken = furniture::covered(frame.rect);
    if session.shows(MapLayer::Hotspots) {
        let chosen = Chosen {
            selected: session.selected_hotspot,
            hovered: session.hovered_hotspot,
        };
        let stability = ctx.app.stability();
        let borderline = |index: usize| {
            let sure = stability.and_then(|stability| stability.hotspots.get(index));
            sure.is_some_and(|sure| sure.badge() == Badge::Borderline)
        };
        hotspots.draw(painter, frame, chosen, borderline, tokens);
        taken.extend(hotspots.plate_rects());
    } else {
        hotspots.plates.clear();
    }
    references.write_names(ctx, painter, frame, &mut taken);
    if session.shows(MapLayer::Areas) {
        draw_names(painter, frame, places, emphasis.pointed_at, tokens, taken);
    }
}

fn emphasis(ctx: Ctx<'_>, places: &Places, picked: Option<&Picked>) -> Emphasis {
    let names = &ctx.app.project().filter.areas;
    let chosen = names
        .iter()
        .filter_map(|name| places.data.areas.by_name(name).ok());
    Emphasis {
        chosen: chosen.collect(),
        pointed_at: picked.and_then(|picked| picked.area),
    }
}

/// Pointer and keys.
fn react(ctx: Ctx<'_>, state: &mut MapState, ui: &Ui, response: &Response, frame: MapFrame) {
    let at = response.hover_pos();
    state.pointer = at.map(|at| frame.world_at(at).lon_lat());
    let hit = at
        .filter(|_| !response.dragged())
        .and_then(|at| hit(ctx, state, frame, at));
    let hovered = match hit {
        Some(Hit::Hotspot(index)) => Some(index),
        _ => None,
    };
    if hovered != state.hovered {
        state.hovered = hovered;
        ctx.send(Command::HoverHotspot(hovered));
    }
    if let Some(hit) = hit {
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        if !card::tells(open_card(ctx, state), hit) {
            card::tooltip(ctx, response, hit);
        }
    }
    let shown = ctx.app.session().shows(MapLayer::Marks);
    let free = at.filter(|_| shown && hit.is_none() && !response.dragged());
    if let Some(label) = free.and_then(|at| state.marks.label_at(frame, at)) {
        response.clone().on_hover_text_at_pointer(label);
    }
    if let Some(at) = at.filter(|_| response.contains_pointer()) {
        state.camera.wheel(ui, frame.world_at(at));
    }
    if response.double_clicked() {
        // The first of the two clicks opened a card nobody asked for.
        state.closed_card = open_card(ctx, state).map(|picked| picked.at);
        if let Some(at) = response.interact_pointer_pos() {
            state.camera.step_to(ui, frame.world_at(at));
        }
    } else if response.clicked() {
        response.request_focus();
        explain(ctx, state, response, frame, hit);
    }
    if response.has_focus() {
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        state.camera.keys(ui);
        if ui.input(|input| input.key_pressed(Key::Home)) {
            ctx.send(Command::FitAll);
        }
        let stroke = Stroke::new(1.5, ctx.tokens.muted);
        ui.painter()
            .rect_stroke(frame.rect.shrink(1.0), 0.0, stroke, StrokeKind::Inside);
    }
}

/// What is drawn under `at`: plates above diamonds above spots.
fn hit(ctx: Ctx<'_>, state: &MapState, frame: MapFrame, at: Pos2) -> Option<Hit> {
    let near = |middle: Pos2, reach: f32| (middle - at).length() <= reach;
    let premises = || {
        let found = state
            .premises
            .shown
            .iter()
            .filter(|(_, middle)| near(*middle, REACH_PT as f32));
        let nearest = found.min_by(|a, b| (a.1 - at).length().total_cmp(&(b.1 - at).length()));
        nearest.map(|&(index, _)| Hit::Premises(index))
    };
    let spot = || {
        let shown = ctx.app.session().shows(MapLayer::Incidents);
        let found = shown.then(|| state.incidents.spot_at(frame, at));
        found.flatten().map(|spot| Hit::Spot(spot.incidents))
    };
    state
        .hotspots
        .plate_at(at)
        .map(Hit::Hotspot)
        .or_else(premises)
        .or_else(spot)
}

fn explain(
    ctx: Ctx<'_>,
    state: &mut MapState,
    response: &Response,
    frame: MapFrame,
    hit: Option<Hit>,
) {
    let mesh = state
        .places
        .as_ref()
        .and_then(|places| places.mesh.as_ref());
    let Some((mesh, pos)) = mesh.zip(response.interact_pointer_pos()) else {
        return;
    };
    let of_hotspot = |index: usize| Some(ctx.app.ranking()?.hotspots.get(index)?.centre);
    let of_premises = |index: usize| Some(ctx.app.data()?.premises.all().get(index)?.position);
    let exact = match hit {
        Some(Hit::Hotspot(index)) => of_hotspot(index),
        Some(Hit::Premises(index)) => of_premises(index),
        Some(Hit::Spot(_)) | None => None,
    };
    let at = exact.unwrap_or_else(|| mesh.planar_of(frame.world_at(pos)));
    if at.x.is_finite() && at.y.is_finite() {
        state.closed_card = None;
        ctx.send(Command::Explain {
            at,
            reach_m: (REACH_PT * frame.metres_per_point()).max(1.0),
        });
    }
}

#[cfg(test)]
mod tests;
