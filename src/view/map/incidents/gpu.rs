//! The pipeline that draws marks, and what it holds on the graphics card.

use std::ops::Range;
use std::sync::Arc;

use egui::{Color32, PaintCallbackInfo};
use egui_wgpu::wgpu::util::{BufferInitDescriptor, DeviceExt as _};
use egui_wgpu::{CallbackResources, CallbackTrait, RenderState, ScreenDescriptor, wgpu};

use crate::scene::crowd::{self, Mark, Room};
use crate::view::map::frame::MapFrame;

/// Numbers of the shader's `View`.
const VIEW_FLOATS: usize = 20;

/// What draws marks on one graphics card.
pub(crate) struct Gpu {
    device: wgpu::Device,
    pipeline: wgpu::RenderPipeline,
    view: wgpu::Buffer,
    view_group: wgpu::BindGroup,
}

/// Positions or marks on the graphics card, one a slot.
#[derive(Clone, Debug)]
pub(crate) struct SlotBuffer(wgpu::Buffer);

/// Colours and measures of all marks of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    /// Inside a disc.
    pub(crate) fill: Color32,
    /// Around it.
    pub(crate) rim: Color32,
    /// How much room marks need.
    pub(crate) room: Room,
    /// Of all of it, from 0 to 1.
    pub(crate) opacity: f32,
}

/// The marks of a frame, drawn by egui when it comes to them.
pub(crate) struct DrawMarks {
    pub(crate) gpu: Arc<Gpu>,
    pub(crate) positions: SlotBuffer,
    pub(crate) marks: SlotBuffer,
    pub(crate) runs: Vec<Range<u32>>,
    pub(crate) view: [f32; VIEW_FLOATS],
}

impl Gpu {
    /// The pipeline for the window's graphics card.
    pub(crate) fn new(state: &RenderState) -> Self {
        let device = state.device.clone();
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("incidents"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        let view = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("incidents"),
            size: (VIEW_FLOATS * size_of::<f32>()) as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let view_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("incidents"),
            layout: &layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: view.as_entire_binding(),
            }],
        });
        Self {
            pipeline: pipeline(&device, &layout, state.target_format),
            device,
            view,
            view_group,
        }
    }

    /// Puts positions on the card; `None` where there are more than it takes.
    pub(crate) fn positions(&self, local: &[[f32; 2]]) -> Option<SlotBuffer> {
        self.upload(bytemuck::cast_slice(local))
    }

    /// Puts marks on the card; `None` where there are more than it takes.
    pub(crate) fn marks(&self, marks: &[Mark]) -> Option<SlotBuffer> {
        self.upload(bytemuck::cast_slice(marks))
    }

    fn upload(&self, contents: &[u8]) -> Option<SlotBuffer> {
        let fits = contents.len() as u64 <= self.device.limits().max_buffer_size;
        (fits && !contents.is_empty()).then(|| {
            SlotBuffer(self.device.create_buffer_init(&BufferInitDescriptor {
                label: Some("incidents"),
                contents,
                usage: wgpu::BufferUsages::VERTEX,
            }))
        })
    }
}

impl DrawMarks {
    /// What the shader must know of a frame. `centre` is the middle of the map from the local
    /// origin, in two parts.
    pub(crate) fn view(
        frame: MapFrame,
        (high, low): ([f32; 2], [f32; 2]),
        look: Look,
        pixels_per_point: f32,
    ) -> [f32; VIEW_FLOATS] {
        let size = frame.rect.size();
        let parts = |c: Color32| c.to_array().map(|part| f32::from(part) / 255.0);
        let (fill, rim) = (parts(look.fill), parts(look.rim));
        [
            high[0],
            high[1],
            low[0],
            low[1],
            size.x,
            size.y,
            frame.points_per_unit() as f32,
            1.0 / pixels_per_point,
            fill[0],
            fill[1],
            fill[2],
            fill[3],
            rim[0],
            rim[1],
            rim[2],
            rim[3],
            look.room.scale_log2,
            look.room.gone_log2,
            look.room.whole_log2,
            look.opacity,
        ]
    }
}

impl CallbackTrait for DrawMarks {
    fn prepare(
        &self,
        _device: &wgpu::Device,
        queue: &wgpu::Queue,
        _screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        _resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        queue.write_buffer(&self.gpu.view, 0, bytemuck::cast_slice(&self.view));
        Vec::new()
    }

    fn paint(
        &self,
        _info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        pass.set_pipeline(&self.gpu.pipeline);
        pass.set_bind_group(0, &self.gpu.view_group, &[]);
        for run in &self.runs {
            let bytes = |size: usize| {
                let at = |slot: u32| u64::from(slot) * size as u64;
                at(run.start)..at(run.end)
            };
            pass.set_vertex_buffer(0, self.positions.0.slice(bytes(size_of::<[f32; 2]>())));
            pass.set_vertex_buffer(1, self.marks.0.slice(bytes(size_of::<Mark>())));
            pass.draw(0..4, 0..run.end - run.start);
        }
    }
}

fn pipeline(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    target: wgpu::TextureFormat,
) -> wgpu::RenderPipeline {
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("incidents"),
        source: wgpu::ShaderSource::Wgsl(include_str!("marks.wgsl").into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("incidents"),
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    let constants = crowd::SHADER_CONSTANTS.map(|(name, value)| (name, f64::from(value)));
    let options = wgpu::PipelineCompilationOptions {
        constants: &constants,
        ..Default::default()
    };
    let slots = |size: usize, attributes| wgpu::VertexBufferLayout {
        array_stride: size as u64,
        step_mode: wgpu::VertexStepMode::Instance,
        attributes,
    };
    let attribute = |format, shader_location| {
        [wgpu::VertexAttribute {
            format,
            offset: 0,
            shader_location,
        }]
    };
    let position = attribute(wgpu::VertexFormat::Float32x2, 0);
    let mark = attribute(wgpu::VertexFormat::Unorm16x2, 1);
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("incidents"),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some("corner_of_mark"),
            compilation_options: options.clone(),
            buffers: &[
                Some(slots(size_of::<[f32; 2]>(), &position)),
                Some(slots(size_of::<Mark>(), &mark)),
            ],
        },
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: Some(if target.is_srgb() {
                "disc_linear"
            } else {
                "disc_gamma"
            }),
            compilation_options: options,
            targets: &[Some(wgpu::ColorTargetState {
                format: target,
                blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        primitive: wgpu::PrimitiveState {
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            ..Default::default()
        },
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        multiview_mask: None,
        cache: None,
    })
}
