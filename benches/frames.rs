//! Frame times of the real window while its map is dragged and zoomed by a script.
//!
//! Prints, for the sample town and for the file in `NIGHTBEAT_BENCH_FILE` if that is set, the
//! median, the 95th percentile and the greatest of: building the window's shapes (with a software
//! adapter their triangles, too), turning them into triangles, and drawing them (the graphics
//! card's part, waited for; with a software adapter that is the processor again). Then, on Linux,
//! the processor time of a frame, mean over all of them; while the file is opened, the reading is
//! part of that. The window is 1280 x 800.
//!
//! On a software adapter the window draws with a shader of its own; `NIGHTBEAT_BENCH_EGUI`
//! set to anything measures egui's instead.
//!
//! `cargo bench --bench frames --features ui-tests`

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's result is what it prints"
)]

use std::cell::RefCell;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui_wgpu::{RenderState, RendererOptions, ScreenDescriptor, WgpuSetup, wgpu};
use egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, TexturesDelta,
    TouchPhase, Vec2,
};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::wgpu::create_render_state;
use egui_kittest::{Harness, TestRenderer};
use image::RgbaImage;
use nightbeat::app::{App, Command};
use nightbeat::engine::lane::Mode;
use nightbeat::gui::{PlainDrawing, WindowApp};
use nightbeat::project::Project;

const SIZE: Vec2 = Vec2::new(1280.0, 800.0);
/// Middle of the map.
const MIDDLE: Pos2 = Pos2::new(600.0, 320.0);
/// Frames of one drag or one turn of the wheel.
const FRAMES: usize = 60;
/// Layers in the order in which they are taken away at the end, to see what each costs.
const LAYERS: [&str; 5] = [
    "Boundaries and names",
    "Premises",
    "Incidents, where they can be told apart",
    "Density",
    "None",
];
/// How long to wait for a file to be read and answered.
const PATIENCE: Duration = Duration::from_mins(10);

fn main() -> ExitCode {
    nightbeat::cli::memory::give_back_when_freed();
    let file = std::env::var_os("NIGHTBEAT_BENCH_FILE").map(PathBuf::from);
    let measured = measure(None).and_then(|()| file.map_or(Ok(()), |file| measure(Some(file))));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(file: Option<PathBuf>) -> Result<(), Box<dyn Error>> {
    let setup = WgpuSetup::without_display_handle();
    let graphics = create_render_state(setup, RendererOptions::default());
    let adapter = graphics.adapter.get_info();
    let name = file.as_ref().map_or_else(
        || "the sample town".to_owned(),
        |file| file.display().to_string(),
    );
    let times = Rc::new(RefCell::new(Vec::new()));
    let wanted: Vec<PathBuf> = file.into_iter().collect();
    println!("{name}");
    println!(
        "  drawn by {} ({:?}, {})",
        adapter.name, adapter.device_type, adapter.backend
    );
    println!(
        "  {:<34} {:>23} {:>23} {:>23} {:>11}",
        "", "shapes ms", "triangles ms", "drawing ms", "all CPU ms"
    );
    let mut window = open(wanted.clone(), Screen::new(graphics, Rc::clone(&times)));
    report("while it is opened", || {
        until_answered(&mut window, &wanted, &times)
    })?;
    // Tiles arrive one a frame, pictures and marks are made on threads.
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(20));
        window.step();
    }
    let data = window.state().app().data();
    let incidents = data.map_or(0, |data| data.incidents.len());
    let sites = data.map_or(0, |data| data.incidents.sites().len());
    println!("  {incidents} incidents at {sites} positions");
    for closer in [0, 2, 2, 2] {
        for _ in 0..closer {
            wheel(&mut window, 40.0, 10, &times)?;
        }
        let zoom = format!("{closer} steps closer:");
        report(&format!("{zoom} resting"), || rest(&mut window, &times))?;
        report("  dragging", || drag(&mut window, &times))?;
        // What is left of the swing must not be counted elsewhere.
        rest(&mut window, &times)?;
        report("  turning the wheel", || {
            let mut turned = wheel(&mut window, -12.0, FRAMES / 2, &times)?;
            turned.extend(wheel(&mut window, 12.0, FRAMES / 2, &times)?);
            Ok(turned)
        })?;
    }
    for layer in LAYERS {
        hide(&mut window, layer);
        report(&format!("resting without {layer}"), || {
            rest(&mut window, &times)
        })?;
    }
    Ok(())
}

/// Takes a layer away as a user does.
fn hide(window: &mut Window, layer: &str) {
    let steps = |window: &mut Window| window.run_steps(4);
    window.get_by_label("Layers and basemap").click();
    steps(window);
    // Lists and filters may have the same words; the menu was opened last.
    if let Some(choice) = window.get_all_by_label(layer).last() {
        choice.click();
    }
    steps(window);
    window.key_press(Key::Escape);
    steps(window);
}

/// Milliseconds of one frame: shapes, triangles, drawing.
type Frame = [f64; 3];
type Times = Rc<RefCell<Vec<[f64; 2]>>>;
type Window = Harness<'static, WindowApp>;

fn open(paths: Vec<PathBuf>, screen: Screen) -> Window {
    Harness::builder()
        .with_size(SIZE)
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(4)
        .renderer(screen)
        .build_eframe(move |creation| {
            let mut app = App::new(Project::sample(), Mode::Threaded, Arc::new(|| {}));
            if !paths.is_empty() {
                app.apply(Command::OpenPaths(paths));
            }
            let graphics = creation.wgpu_render_state.as_ref();
            if std::env::var_os("NIGHTBEAT_BENCH_EGUI").is_none()
                && let Some(plain) = graphics.and_then(PlainDrawing::for_processor)
            {
                creation.egui_ctx.add_plugin(plain);
            }
            WindowApp::new(creation, app, None)
        })
}

/// Frames, at most sixty a second, until the files are read and answered.
fn until_answered(
    window: &mut Window,
    wanted: &[PathBuf],
    times: &Times,
) -> Result<Vec<Frame>, String> {
    let mut frames = Vec::new();
    let started = Instant::now();
    let is_ready = |app: &App| app.is_current() && app.project().sources.incidents == wanted;
    while !is_ready(window.state().app()) {
        if started.elapsed() > PATIENCE {
            return Err("the file was not answered in time".to_owned());
        }
        let begun = Instant::now();
        frames.push(frame(window, &[], times)?);
        std::thread::sleep(Duration::from_micros(16_667).saturating_sub(begun.elapsed()));
    }
    Ok(frames)
}

fn rest(window: &mut Window, times: &Times) -> Result<Vec<Frame>, String> {
    (0..FRAMES).map(|_| frame(window, &[], times)).collect()
}

fn drag(window: &mut Window, times: &Times) -> Result<Vec<Frame>, String> {
    frame(
        window,
        &[Event::PointerMoved(MIDDLE), button(MIDDLE, true)],
        times,
    )?;
    let mut frames = Vec::new();
    let mut at = MIDDLE;
    for i in 0..FRAMES {
        let (sin, cos) = (std::f32::consts::TAU * i as f32 / FRAMES as f32).sin_cos();
        at = MIDDLE + Vec2::new(150.0 * sin, 90.0 * (1.0 - cos));
        frames.push(frame(window, &[Event::PointerMoved(at)], times)?);
    }
    frame(window, &[button(at, false)], times)?;
    Ok(frames)
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn wheel(
    window: &mut Window,
    points: f32,
    frames: usize,
    times: &Times,
) -> Result<Vec<Frame>, String> {
    let turn = Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    };
    frame(window, &[Event::PointerMoved(MIDDLE)], times)?;
    (0..frames)
        .map(|_| frame(window, std::slice::from_ref(&turn), times))
        .collect()
}

/// One frame with `events`, drawn.
fn frame(window: &mut Window, events: &[Event], times: &Times) -> Result<Frame, String> {
    window.input_mut().events.extend_from_slice(events);
    let started = Instant::now();
    window.step();
    let shapes_ms = ms_since(started);
    window.render()?;
    let [triangles_ms, drawing_ms] = times.borrow_mut().pop().ok_or("nothing was drawn")?;
    Ok([shapes_ms, triangles_ms, drawing_ms])
}

fn report(what: &str, measured: impl FnOnce() -> Result<Vec<Frame>, String>) -> Result<(), String> {
    let before = processor_ms();
    let frames = measured()?;
    let all = processor_ms().zip(before).map_or_else(
        || "-".to_owned(),
        |(after, before)| format!("{:.1}", (after - before) / frames.len() as f64),
    );
    let column = |i: usize| {
        let mut ms: Vec<f64> = frames.iter().map(|frame| frame[i]).collect();
        ms.sort_by(f64::total_cmp);
        let at = |share: f64| ms[((ms.len() - 1) as f64 * share) as usize];
        format!("{:7.2} {:7.2} {:7.2}", at(0.5), at(0.95), at(1.0))
    };
    println!(
        "  {what:<34} {} {} {} {all:>11}",
        column(0),
        column(1),
        column(2)
    );
    Ok(())
}

/// Processor time of all threads so far, where the system says so in Linux's way.
fn processor_ms() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name is in brackets and may hold spaces; user and system time are the
    // twelfth and thirteenth words after it, in hundredths of a second.
    let mut words = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ms = || Some(words.next()?.parse::<f64>().ok()? * 10.0);
    Some(ms()? + ms()?)
}

fn ms_since(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1000.0
}

/// Draws as the window does, and notes how long that took.
struct Screen {
    graphics: RenderState,
    view: wgpu::TextureView,
    times: Times,
}

impl Screen {
    fn new(graphics: RenderState, times: Times) -> Self {
        let texture = graphics.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("window"),
            size: wgpu::Extent3d {
                width: SIZE.x as u32,
                height: SIZE.y as u32,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: graphics.target_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        Self {
            view: texture.create_view(&wgpu::TextureViewDescriptor::default()),
            graphics,
            times,
        }
    }
}

impl TestRenderer for Screen {
    fn setup_eframe(&self, creation: &mut eframe::CreationContext<'_>, frame: &mut eframe::Frame) {
        creation.wgpu_render_state = Some(self.graphics.clone());
        frame.wgpu_render_state = Some(self.graphics.clone());
    }

    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let RenderState { device, queue, .. } = &self.graphics;
        let mut renderer = self.graphics.renderer.write();
        #[expect(clippy::iter_over_hash_type, reason = "textures are independent")]
        for (id, images) in delta.set.drain() {
            for image in images {
                renderer.update_texture(device, queue, id, &image);
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "textures are independent")]
        for id in delta.free.drain() {
            renderer.free_texture(&id);
        }
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> Result<RgbaImage, String> {
        let started = Instant::now();
        let triangles = ctx.tessellate(output.shapes.clone(), 1.0);
        let triangles_ms = ms_since(started);
        let started = Instant::now();
        let RenderState { device, queue, .. } = &self.graphics;
        let screen = ScreenDescriptor {
            pixels_per_point: 1.0,
            size_in_pixels: [SIZE.x as u32, SIZE.y as u32],
        };
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut commands = self.graphics.renderer.write().update_buffers(
            device,
            queue,
            &mut encoder,
            &triangles,
            &screen,
        );
        let mut pass = encoder
            .begin_render_pass(&wgpu::RenderPassDescriptor {
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &self.view,
                    resolve_target: None,
                    ops: wgpu::Operations::default(),
                    depth_slice: None,
                })],
                ..Default::default()
            })
            .forget_lifetime();
        self.graphics
            .renderer
            .read()
            .render(&mut pass, &triangles, &screen);
        drop(pass);
        commands.push(encoder.finish());
        queue.submit(commands);
        let wait = wgpu::PollType::Wait {
            submission_index: None,
            timeout: Some(Duration::from_secs(10)),
        };
        device.poll(wait).map_err(|error| error.to_string())?;
        self.times
            .borrow_mut()
            .push([triangles_ms, ms_since(started)]);
        // The picture is looked at by nobody.
        Ok(RgbaImage::new(1, 1))
    }
}
