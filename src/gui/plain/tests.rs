//! The window's picture is the same, whoever draws it.

#![expect(clippy::unwrap_used, reason = "a test that cannot draw fails")]

use std::sync::Arc;
use std::time::Duration;

use eframe::egui_wgpu::{RendererOptions, ScreenDescriptor};
use egui::{TexturesDelta, Vec2};
use egui_kittest::wgpu::{create_render_state, default_wgpu_setup};
use egui_kittest::{Harness, TestRenderer};
use image::RgbaImage;

use super::*;
use crate::app::session::ThemeChoice;
use crate::app::{App, Command};
use crate::engine::lane::Mode;
use crate::gui::WindowApp;
use crate::project::Project;

const SIZE: [u32; 2] = [1024, 640];

#[test]
fn the_window_looks_as_egui_draws_it() {
    for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
        let options = RendererOptions {
            dithering: false,
            ..RendererOptions::default()
        };
        let graphics = create_render_state(default_wgpu_setup(), options);
        let Some(plain) = PlainDrawing::for_processor(&graphics) else {
            // A graphics card draws the window as egui does.
            return;
        };
        let mut window = window(&graphics, theme);
        let output = window.output();
        let ppp = output.pixels_per_point;
        let egui = window.ctx.tessellate(output.shapes.clone(), ppp);
        let own = window.ctx.tessellate(plain.replace(egui.clone()), ppp);
        assert!(own.len() < egui.len());
        let (egui, own) = (picture(&graphics, &egui), picture(&graphics, &own));
        let lit = egui.chunks_exact(4).filter(|pixel| pixel[3] > 0).count();
        // Panels show what the window is cleared to; the map is filled.
        assert!(lit > egui.len() / 4 / 4, "{lit} pixels show something");
        let differences = egui.iter().zip(&own).map(|(a, b)| a.abs_diff(*b));
        let most = differences.clone().max();
        let many = differences.filter(|&d| d > 1).count();
        assert_eq!((many, most <= Some(1)), (0, true), "up to {most:?}");
        window.step();
    }
}

fn window(graphics: &RenderState, theme: ThemeChoice) -> Harness<'static, WindowApp> {
    let mut window = Harness::builder()
        .with_size(Vec2::new(SIZE[0] as f32, SIZE[1] as f32))
        .with_max_steps(4)
        .renderer(Textures(graphics.clone()))
        .build_eframe(move |creation| {
            let mut app = App::new(Project::sample(), Mode::Inline, Arc::new(|| {}));
            app.apply(Command::SetTheme(theme));
            WindowApp::new(creation, app, None)
        });
    // Tiles arrive one a frame, pictures and marks are made on threads.
    for _ in 0..60 {
        std::thread::sleep(Duration::from_millis(20));
        window.step();
    }
    window
}

/// Takes textures; pictures are drawn by the test.
struct Textures(RenderState);

impl TestRenderer for Textures {
    fn setup_eframe(&self, creation: &mut eframe::CreationContext<'_>, frame: &mut eframe::Frame) {
        creation.wgpu_render_state = Some(self.0.clone());
        frame.wgpu_render_state = Some(self.0.clone());
    }

    #[expect(clippy::iter_over_hash_type, reason = "textures are independent")]
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut renderer = self.0.renderer.write();
        for (id, images) in delta.set.drain() {
            for image in images {
                renderer.update_texture(&self.0.device, &self.0.queue, id, &image);
            }
        }
        for id in delta.free.drain() {
            renderer.free_texture(&id);
        }
    }

    fn render(&mut self, _: &Context, _: &FullOutput) -> Result<RgbaImage, String> {
        Err("drawn elsewhere".to_owned())
    }
}

/// The bytes of a picture; a row has a multiple of 256.
fn picture(graphics: &RenderState, triangles: &[ClippedPrimitive]) -> Vec<u8> {
    let RenderState { device, queue, .. } = graphics;
    let [width, height] = SIZE;
    let size = wgpu::Extent3d {
        width,
        height,
        depth_or_array_layers: 1,
    };
    let texture = device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: graphics.target_format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let bytes = device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: u64::from(width * height * 4),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let screen = ScreenDescriptor {
        pixels_per_point: 1.0,
        size_in_pixels: SIZE,
    };
    let mut commands =
        graphics
            .renderer
            .write()
            .update_buffers(device, queue, &mut encoder, triangles, &screen);
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    let mut pass = encoder
        .begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &view,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    store: wgpu::StoreOp::Store,
                },
                depth_slice: None,
            })],
            ..Default::default()
        })
        .forget_lifetime();
    graphics
        .renderer
        .read()
        .render(&mut pass, triangles, &screen);
    drop(pass);
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &bytes,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(width * 4),
                rows_per_image: None,
            },
        },
        size,
    );
    commands.push(encoder.finish());
    queue.submit(commands);
    let (done, when) = std::sync::mpsc::channel();
    let tell = move |mapped| drop(done.send(mapped));
    bytes.slice(..).map_async(wgpu::MapMode::Read, tell);
    device
        .poll(wgpu::PollType::Wait {
            submission_index: None,
            timeout: Some(Duration::from_mins(1)),
        })
        .unwrap();
    when.recv().unwrap().unwrap();
    bytes.slice(..).get_mapped_range().unwrap().to_vec()
}
