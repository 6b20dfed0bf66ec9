//! The map drawn on a software adapter: that heat lies where the incidents are, that clicks
//! find what is drawn, and that nothing falls over when there is nothing to draw.

#![cfg(feature = "ui-tests")]

use std::cell::RefCell;
use std::sync::Arc;

use egui::{Pos2, Rect, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::wgpu::{WgpuTestRenderer, create_render_state, default_wgpu_setup};
use egui_wgpu::RendererOptions;
use image::RgbaImage;

use super::*;
use crate::analysis::facets::Facets;
use crate::analysis::rank::{Hotspot, Ranking, Shape};
use crate::analysis::selection::{OffenceRows, Selection};
use crate::analysis::surface::surface;
use crate::app::App;
use crate::base::{Progress, When};
use crate::data::premises::{NightRule, Premises, PremisesList};
use crate::data::{Areas, Dataset, Filter};
use crate::engine::lane::Mode;
use crate::engine::{Answer, Question};
use crate::project::{Project, default_ranking, default_surface};
use crate::view::theme::{Tokens, style};

const SIZE: Vec2 = Vec2::new(770.0, 636.0);
/// Where incidents are: 40 around the first, 20 around the second.
const CLUSTERS: [(f64, f64, u32); 2] = [(248_500.0, 267_400.0, 40), (250_200.0, 268_300.0, 20)];

struct Window {
    app: App,
    map: MapState,
    commands: RefCell<Vec<Command>>,
    styled: bool,
}

fn window(app: App) -> Harness<'static, Window> {
    let renderer = create_render_state(default_wgpu_setup(), RendererOptions::PREDICTABLE);
    walkers::install_renderer(Some(&renderer));
    let mut map = MapState::default();
    map.set_graphics(&renderer);
    map.work_inline();
    let window = Window {
        app,
        map,
        commands: RefCell::default(),
        styled: false,
    };
    Harness::builder()
        .with_size(SIZE)
        .with_max_steps(40)
        .with_step_dt(1.0 / 30.0)
        .renderer(WgpuTestRenderer::from_render_state(renderer))
        .build_ui_state(draw, window)
}

fn draw(ui: &mut egui::Ui, window: &mut Window) {
    let tokens = Tokens::of(window.app.session().theme);
    if !window.styled {
        style::install_fonts(ui.ctx());
        style::apply(ui.ctx(), tokens);
        window.styled = true;
    }
    let ctx = Ctx {
        app: &window.app,
        tokens,
        commands: &window.commands,
    };
    egui::CentralPanel::default()
        .frame(egui::Frame::NONE)
        .show(ui, |ui| map_ui(ctx, &mut window.map, ui));
    for command in window.commands.take() {
        window.app.apply(command);
    }
}

fn town() -> Dataset {
    let mut points = Vec::new();
    for (x, y, n) in CLUSTERS {
        for i in 0..n {
            let (sin, cos) = (f64::from(i) * 2.4).sin_cos();
            let away = f64::from(i % 5) * 8.0;
            points.push((x + away * cos, y + away * sin, When::Unknown, "Robbery"));
        }
    }
    let premises = |i: usize, name: &str| {
        let (x, y, _) = CLUSTERS[i];
        let position = Planar::new(x + 150.0, y - 60.0);
        Premises {
            name: name.to_owned(),
            position,
            lon_lat: crate::crs::AnalysisCrs::default().to_lon_lat(&[position])[0],
            kind: Some("pub".to_owned()),
            ..Premises::unknown()
        }
    };
    let list = vec![premises(0, "The Anchor"), premises(1, "Club Metro")];
    Dataset::from_points(points)
        .with_premises(PremisesList::new(list, &NightRule::default(), true))
        .with_areas(wards())
}

fn wards() -> Areas {
    let square = |x: f64| {
        let rect = geo::Rect::new((x, 266_000.0), (x + 2_000.0, 269_500.0));
        geo::MultiPolygon(vec![rect.to_polygon()])
    };
    let shapes = [
        ("Harbour".to_owned(), square(247_400.0)),
        ("Market".to_owned(), square(249_400.0)),
    ];
    Areas::from_shapes(shapes, crate::crs::AnalysisCrs::default())
}

fn hotspot(rank: usize, data: &Dataset) -> Hotspot {
    let (x, y, n) = CLUSTERS[rank - 1];
    let centre = Planar::new(x, y);
    Hotspot {
        rank,
        name: format!("Place {rank}"),
        area: None,
        centre,
        lon_lat: data.crs.to_lon_lat(&[centre])[0],
        shape: Shape::Disc { radius_m: 100.0 },
        incidents: n as usize,
        certain: n as usize,
        possible: 0,
        weight: f64::from(n),
        share: 0.5,
        area_km2: Some(0.0314),
        density_per_km2: None,
        rate_per_1000: None,
        pai: None,
        peak: None,
        nearest_premises: None,
        rows: Vec::new(),
    }
}

/// With all incidents counted, or none.
fn answer_of(data: Dataset, counted: bool) -> Answer {
    let weight = f64::from(u8::from(counted));
    let selection = Selection::by_weight(&data.incidents, |_| weight);
    let found = surface(&data, &selection, &default_surface(), &Progress::new());
    let hotspots = if selection.is_empty() {
        Vec::new()
    } else {
        vec![hotspot(1, &data), hotspot(2, &data)]
    };
    let question = Question {
        filter: Filter::default(),
        surface: default_surface(),
        ranking: default_ranking(),
    };
    Answer {
        data: Arc::new(data),
        question,
        offences: OffenceRows::default(),
        selection: Arc::new(selection),
        facets: Arc::new(Facets::default()),
        bandwidths: None,
        surface: found.map(Arc::new),
        ranking: Ok(Arc::new(Ranking {
            params: default_ranking(),
            hotspots,
            is_exact: true,
        })),
    }
}

fn town_app() -> App {
    let data = town();
    let project = Project {
        basemap: Basemap::None,
        ..Project::sample()
    };
    let mut app = App::showing(project, answer_of(data, true));
    app.apply(Command::FitAll);
    app
}

/// Where walkers itself would draw a place of the plane.
fn on_screen(window: &Harness<'_, Window>, x: f64, y: f64) -> Pos2 {
    let crs = crate::crs::AnalysisCrs::default();
    let at = crs.to_lon_lat(&[Planar::new(x, y)])[0];
    let projector = walkers::Projector::new(
        Rect::from_min_size(Pos2::ZERO, SIZE),
        &walkers::MercatorProjection,
        &window.state().map.camera.memory,
        walkers::lon_lat(0.0, 0.0),
    );
    projector
        .project(walkers::lon_lat(at.lon, at.lat))
        .to_pos2()
}

/// The picture; kept where `NIGHTBEAT_PICTURES` names a folder, for looking at it.
fn picture(window: &mut Harness<'_, Window>, name: &str) -> RgbaImage {
    let image = window.render().unwrap();
    if let Some(folder) = std::env::var_os("NIGHTBEAT_PICTURES") {
        image
            .save(std::path::Path::new(&folder).join(format!("{name}.png")))
            .unwrap();
    }
    image
}

fn brightness(pixel: [u8; 4]) -> u32 {
    pixel[..3].iter().map(|&v| u32::from(v)).sum()
}

/// Pixels of the map that no card or button covers.
fn map_pixels(image: &RgbaImage) -> impl Iterator<Item = (Pos2, [u8; 4])> {
    let whole = Rect::from_min_size(Pos2::ZERO, SIZE);
    // The test window has a margin of its own around the map.
    let map = whole.shrink(8.0);
    let furniture = [
        legend::legend_rect(map).expand(2.0),
        layers::controls_rect(map).expand(2.0),
        Rect::from_min_max(map.max - Vec2::new(200.0, 60.0), map.max),
    ];
    image
        .enumerate_pixels()
        .map(|(x, y, pixel)| (Pos2::new(x as f32 + 0.5, y as f32 + 0.5), pixel.0))
        .filter(move |(at, _)| {
            map.contains(*at) && !furniture.iter().any(|rect| rect.contains(*at))
        })
}

#[test]
fn the_heat_lies_where_the_incidents_are_and_nowhere_else() {
    let mut app = town_app();
    for layer in [
        MapLayer::Areas,
        MapLayer::Hotspots,
        MapLayer::Incidents,
        MapLayer::Premises,
    ] {
        app.apply(Command::ToggleLayer(layer));
    }
    let mut window = window(app);
    window.run();
    let image = picture(&mut window, "heat_alone");
    let (x, y, _) = CLUSTERS[0];
    let middle = on_screen(&window, x, y);
    let reach = (on_screen(&window, x + 300.0, y) - middle).length();
    let brightest = map_pixels(&image)
        .max_by_key(|&(_, pixel)| brightness(pixel))
        .unwrap();
    assert!(
        (brightest.0 - middle).length() < reach / 10.0,
        "{brightest:?} is not at {middle:?}"
    );
    let other = on_screen(&window, CLUSTERS[1].0, CLUSTERS[1].1);
    let land = brightness(Tokens::DARK.land.to_array());
    let (mut lit, mut astray) = (0, 0);
    for (at, pixel) in map_pixels(&image) {
        if brightness(pixel).abs_diff(land) > 12 {
            lit += 1;
            let near = (at - middle).length().min((at - other).length());
            astray += u32::from(near > reach);
        }
    }
    assert!(lit > 500, "only {lit} pixels are lit");
    assert_eq!(astray, 0, "pixels lit far from every incident");
}

#[test]
fn marks_lie_where_incidents_are_and_are_found_there() {
    let mut app = town_app();
    for layer in [
        MapLayer::Areas,
        MapLayer::Hotspots,
        MapLayer::Heat,
        MapLayer::Premises,
    ] {
        app.apply(Command::ToggleLayer(layer));
    }
    let (x, y, n) = CLUSTERS[0];
    let centre = crate::crs::AnalysisCrs::default().to_lon_lat(&[Planar::new(x, y)])[0];
    let mut window = window(app);
    window.run();
    let memory = &mut window.state_mut().map.camera.memory;
    memory.center_at(walkers::lon_lat(centre.lon, centre.lat));
    memory.set_zoom(19.0).unwrap();
    window.run();
    let image = picture(&mut window, "marks");
    let state = window.state();
    let data = state.app.data().unwrap();
    let places: Vec<Pos2> = data
        .incidents
        .sites()
        .positions()
        .map(|at| on_screen(&window, at.x, at.y))
        .collect();
    let land = brightness(Tokens::DARK.land.to_array());
    let (mut middles, mut astray, mut lit) = (0, 0, 0);
    for (at, pixel) in map_pixels(&image) {
        let nearest = places
            .iter()
            .map(|&p| (p - at).length())
            .fold(f32::MAX, f32::min);
        let bright = brightness(pixel) > land + 250;
        middles += u32::from(bright && nearest < 1.0);
        lit += u32::from(bright);
        astray += u32::from(bright && nearest > 12.0);
    }
    assert!(
        middles >= n / 2,
        "{middles} of {n} have a bright middle; {lit} are lit"
    );
    assert_eq!(astray, 0, "pixels lit far from every incident");
    let frame = MapFrame {
        rect: Rect::from_min_size(Pos2::ZERO, SIZE).shrink(8.0),
        centre: state.map.camera.centre(),
        zoom: state.map.camera.memory.zoom(),
    };
    let found = |at| state.map.incidents.spot_at(frame, at);
    let seen: Vec<Pos2> = places
        .iter()
        .copied()
        .filter(|at| frame.rect.contains(*at))
        .collect();
    assert!(seen.len() > 5);
    assert!(seen.iter().all(|&at| found(at).is_some()));
    assert_eq!(found(frame.rect.min + Vec2::splat(3.0)), None);
}

#[test]
fn a_click_on_a_plate_explains_its_hotspot() {
    let mut window = window(town_app());
    window.run();
    picture(&mut window, "town");
    let plate = on_screen(&window, CLUSTERS[1].0, CLUSTERS[1].1);
    click(&mut window, plate);
    assert_eq!(window.state().app.session().selected_hotspot, Some(1));
    window.get_by_label("2  Place 2");
    picture(&mut window, "card");
    window.get_by_label("Close the card").click();
    window.run();
    assert!(
        window.query_by_label("2  Place 2").is_none(),
        "the card is closed"
    );
}

#[test]
fn a_click_on_a_diamond_names_the_premises() {
    let mut window = window(town_app());
    window.run();
    let (x, y, _) = CLUSTERS[0];
    let diamond = on_screen(&window, x + 150.0, y - 60.0);
    click(&mut window, diamond);
    let picked = window.state().app.session().picked.clone().unwrap();
    assert_eq!(picked.premises.first(), Some(&(0, 0.0)));
    window.get_by_label("The Anchor");
}

fn click(window: &mut Harness<'_, Window>, at: Pos2) {
    window.hover_at(at);
    window.step();
    window.drag_at(at);
    window.step();
    window.drop_at(at);
    window.run();
}

#[test]
fn the_wheel_zooms_around_the_pointer_and_buttons_zoom_by_a_step() {
    let mut window = window(town_app());
    window.run();
    let before = window.state().map.camera.memory.zoom();
    let at = Pos2::new(200.0, 150.0);
    window.hover_at(at);
    window.step();
    let held = window.state().map.pointer.unwrap();
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: Vec2::new(0.0, 60.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: egui::Modifiers::NONE,
    });
    window.run();
    let after = window.state().map.camera.memory.zoom();
    assert!(after > before + 0.05, "{before} to {after}");
    let pointed = window.state().map.pointer.unwrap();
    assert!((pointed.lon - held.lon).abs() < 1e-4 && (pointed.lat - held.lat).abs() < 1e-4);
    window.get_by_label("Zoom in").click();
    window.run();
    let stepped = window.state().map.camera.memory.zoom();
    assert!((stepped - after - 1.0).abs() < 1e-6, "{after} to {stepped}");
}

#[test]
fn arrow_keys_move_the_map_that_has_the_keyboard() {
    let mut window = window(town_app());
    window.run();
    let before = window.state().map.camera.centre();
    click(&mut window, Pos2::new(100.0, 100.0));
    window.key_press(egui::Key::ArrowRight);
    window.run();
    let after = window.state().map.camera.centre();
    assert!(after.x > before.x && (after.y - before.y).abs() < 1e-12);
}

#[test]
fn the_light_map_is_drawn_anew_with_its_own_ramp() {
    let mut window = window(town_app());
    window.run();
    let dark = picture(&mut window, "town_dark");
    let theme = crate::app::session::ThemeChoice::Light;
    window.state_mut().app.apply(Command::SetTheme(theme));
    window.state_mut().styled = false;
    window.run();
    let light = picture(&mut window, "town_light");
    let corner = |image: &RgbaImage| brightness(image.get_pixel(20, 20).0);
    assert!(corner(&light) > corner(&dark) + 300);
}

#[test]
fn layers_can_be_switched_off() {
    let mut window = window(town_app());
    window.run();
    window.get_by_label("Layers and basemap").click();
    window.run();
    picture(&mut window, "layers");
    window.get_by_label("Density").click();
    window.run();
    assert!(!window.state().app.session().shows(MapLayer::Heat));
}

#[test]
fn an_empty_map_says_what_to_do() {
    let app = App::new(Project::sample(), Mode::Inline, Arc::new(|| {}));
    let mut nothing = window(app);
    nothing.run();
    picture(&mut nothing, "nothing");
    assert!(nothing.state().app.data().is_none());
    let mut none_pass = window(App::showing(Project::sample(), answer_of(town(), false)));
    none_pass.run();
    picture(&mut none_pass, "none_pass");
    none_pass.get_by_label("No incident passes the filter");
    none_pass.get_by_label("Show all incidents");
}

fn type_into(window: &mut Harness<'_, Window>, label: &str, text: &str) {
    let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, label);
    field.focus();
    window.run();
    let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, label);
    field.type_text(text);
    window.run();
}

#[test]
fn a_server_is_asked_only_once_its_address_can_be_one() {
    let mut window = window(town_app());
    window.run();
    window.get_by_label("Layers and basemap").click();
    window.run();
    window.get_by_label("Another server\u{2026}").click();
    window.run();
    type_into(&mut window, "Address", "http://127.0.0.1:9/");
    window.get_by_label("Ask this server").click();
    window.run();
    let why = window.get_by_label_contains("has no {z} in it");
    assert!(why.rect().is_positive());
    assert_eq!(window.state().app.project().basemap, Basemap::None);
    type_into(&mut window, "Address", "{z}/{x}/{y}.png");
    type_into(&mut window, "Owed to", "Us");
    picture(&mut window, "server");
    window.get_by_label("Ask this server").click();
    window.run();
    let Basemap::Server(server) = &window.state().app.project().basemap else {
        panic!("no server was chosen");
    };
    assert_eq!(server.address(3, 1, 2), "http://127.0.0.1:9/3/1/2.png");
    assert_eq!(server.attribution, "Us");
}

#[test]
fn a_layer_for_reference_is_drawn_named_and_can_be_hidden() {
    let mut app = town_app();
    let ends = [
        Planar::new(247_500.0, 266_400.0),
        Planar::new(251_200.0, 269_000.0),
    ];
    let ends = crate::crs::AnalysisCrs::default().to_lon_lat(&ends);
    let text = format!(
        r#"{{"type":"Feature","properties":{{"name":"The River"}},"geometry":{{"type":"LineString",
        "coordinates":[[{},{}],[{},{}]]}}}}"#,
        ends[0].lon, ends[0].lat, ends[1].lon, ends[1].lat
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("river.geojson");
    std::fs::write(&path, text).unwrap();
    for layer in [MapLayer::Heat, MapLayer::Incidents, MapLayer::Hotspots] {
        app.apply(Command::ToggleLayer(layer));
    }
    let mut window = window(app);
    window.run();
    let without = picture(&mut window, "reference_without");
    let app = &mut window.state_mut().app;
    app.apply(Command::AddReferences(vec![path]));
    for _ in 0..4 {
        app.tick();
    }
    window.run();
    let with = picture(&mut window, "reference");
    let middle = on_screen(&window, 249_350.0, 267_700.0);
    let changed = without.enumerate_pixels().zip(with.pixels());
    let near = changed
        .filter(|((_, _, a), b)| brightness(a.0).abs_diff(brightness(b.0)) > 20)
        .map(|((x, y, _), _)| Pos2::new(x as f32, y as f32))
        .filter(|at| (*at - middle).length() < 60.0);
    assert!(near.count() > 40, "no line through the middle");
    window.get_by_label("Layers and basemap").click();
    window.run();
    window.get_by_label("river.geojson").click();
    window.run();
    assert!(window.state().app.project().references[0].is_hidden);
    window.get_by_label("Under the density").click();
    window.run();
    assert!(window.state().app.project().references[0].is_above);
    picture(&mut window, "reference_list");
    window.get_by_label("Take away").click();
    window.run();
    assert!(window.state().app.project().references.is_empty());
}
