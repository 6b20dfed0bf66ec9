//! The pipelines that draw runs of triangles.

use std::sync::Arc;

use eframe::egui_wgpu::wgpu::util::{BufferInitDescriptor, DeviceExt as _};
use eframe::egui_wgpu::{CallbackResources, CallbackTrait, RenderState, ScreenDescriptor, wgpu};
use egui::epaint::Vertex;
use egui::{PaintCallbackInfo, Rect};

use crate::gui::plain::runs::{Run, Sheet};

/// What draws on one adapter.
pub(super) struct Gpu {
    graphics: RenderState,
    textured: wgpu::RenderPipeline,
    bare: wgpu::RenderPipeline,
    view: wgpu::Buffer,
    view_group: wgpu::BindGroup,
}

/// The runs of a sheet, with their corners on the adapter.
pub(super) struct DrawRuns {
    gpu: Arc<Gpu>,
    vertices: wgpu::Buffer,
    indices: wgpu::Buffer,
    runs: Vec<Run>,
}

impl Gpu {
    /// The pipelines for the window's adapter.
    pub(super) fn new(graphics: RenderState) -> Self {
        let device = &graphics.device;
        let view_layout = view_layout(device);
        let view = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("plain"),
            size: 16,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let view_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("plain"),
            layout: &view_layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: view.as_entire_binding(),
            }],
        });
        let image_layout = image_layout(device);
        let pipeline = |fragment| {
            let groups = [Some(&view_layout), Some(&image_layout)];
            pipeline(&graphics, &groups, fragment)
        };
        Self {
            textured: pipeline("textured"),
            bare: pipeline("bare"),
            view,
            view_group,
            graphics,
        }
    }
}

impl DrawRuns {
    /// Gives the adapter the corners of `sheet`; `None` where there is nothing to draw.
    pub(super) fn new(gpu: &Arc<Gpu>, sheet: Sheet) -> Option<Self> {
        let upload = |contents: &[u8], usage| {
            let label = Some("plain");
            let description = BufferInitDescriptor {
                label,
                contents,
                usage,
            };
            gpu.graphics.device.create_buffer_init(&description)
        };
        (!sheet.runs.is_empty()).then(|| Self {
            vertices: upload(
                bytemuck::cast_slice(&sheet.vertices),
                wgpu::BufferUsages::VERTEX,
            ),
            indices: upload(
                bytemuck::cast_slice(&sheet.indices),
                wgpu::BufferUsages::INDEX,
            ),
            runs: sheet.runs,
            gpu: Arc::clone(gpu),
        })
    }
}

impl CallbackTrait for DrawRuns {
    fn prepare(
        &self,
        _device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        _resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        let points = screen
            .size_in_pixels
            .map(|pixels| pixels as f32 / screen.pixels_per_point);
        queue.write_buffer(&self.gpu.view, 0, bytemuck::cast_slice(&points));
        Vec::new()
    }

    fn paint(
        &self,
        info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        // Textures may have come or changed since the runs were made.
        let renderer = self.gpu.graphics.renderer.read();
        let [width, height] = info.screen_size_px;
        pass.set_viewport(0.0, 0.0, width as f32, height as f32, 0.0, 1.0);
        pass.set_bind_group(0, &self.gpu.view_group, &[]);
        pass.set_vertex_buffer(0, self.vertices.slice(..));
        pass.set_index_buffer(self.indices.slice(..), wgpu::IndexFormat::Uint32);
        for run in &self.runs {
            let [left, top, right, bottom] = scissor(run.clip, &info);
            if left >= right || top >= bottom {
                continue;
            }
            if let Some(id) = run.texture {
                let Some(texture) = renderer.texture(&id) else {
                    log::warn!("no texture {id:?}");
                    continue;
                };
                pass.set_pipeline(&self.gpu.textured);
                pass.set_bind_group(1, &texture.bind_group, &[]);
            } else {
                pass.set_pipeline(&self.gpu.bare);
            }
            pass.set_scissor_rect(left, top, right - left, bottom - top);
            pass.draw_indexed(run.indices.clone(), 0, 0..1);
        }
    }
}

/// `clip` in pixels as egui rounds it: left, top, right, bottom.
fn scissor(clip: Rect, info: &PaintCallbackInfo) -> [u32; 4] {
    let [width, height] = info.screen_size_px;
    // Float casts saturate at 0.
    let pixels =
        |points: f32, most: u32| ((points * info.pixels_per_point).round() as u32).min(most);
    [
        pixels(clip.min.x, width),
        pixels(clip.min.y, height),
        pixels(clip.max.x, width),
        pixels(clip.max.y, height),
    ]
}

fn view_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("plain"),
        entries: &[uniform(0, wgpu::ShaderStages::VERTEX)],
    })
}

/// As egui binds its textures; the last entry tells its shader how to filter by hand.
fn image_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty,
        count: None,
    };
    let image = wgpu::BindingType::Texture {
        multisampled: false,
        sample_type: wgpu::TextureSampleType::Float { filterable: true },
        view_dimension: wgpu::TextureViewDimension::D2,
    };
    let filter = wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("plain"),
        entries: &[
            entry(0, image),
            entry(1, filter),
            uniform(2, wgpu::ShaderStages::FRAGMENT),
        ],
    })
}

fn uniform(binding: u32, visibility: wgpu::ShaderStages) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: std::num::NonZeroU64::new(16),
        },
        count: None,
    }
}

fn pipeline(
    graphics: &RenderState,
    groups: &[Option<&wgpu::BindGroupLayout>],
    fragment: &str,
) -> wgpu::RenderPipeline {
    let device = &graphics.device;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("plain"),
        source: wgpu::ShaderSource::Wgsl(include_str!("plain.wgsl").into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("plain"),
        bind_group_layouts: groups,
        immediate_size: 0,
    });
    let attributes = wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2, 2 => Unorm8x4];
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("plain"),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some("corner"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<Vertex>() as u64,
                step_mode: wgpu::VertexStepMode::Vertex,
                attributes: &attributes,
            })],
        },
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: Some(fragment),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format: graphics.target_format,
                blend: Some(egui_blending()),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        multiview_mask: None,
        cache: None,
    })
}

fn egui_blending() -> wgpu::BlendState {
    wgpu::BlendState {
        color: wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::One,
            dst_factor: wgpu::BlendFactor::OneMinusSrcAlpha,
            operation: wgpu::BlendOperation::Add,
        },
        alpha: wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::OneMinusDstAlpha,
            dst_factor: wgpu::BlendFactor::One,
            operation: wgpu::BlendOperation::Add,
        },
    }
}
