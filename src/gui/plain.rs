//! Draws egui's triangles with a shader of our own where a processor does the drawing.
//!
//! egui 0.37's fragment shader holds a second way to filter textures, with several reads and
//! divisions; a software adapter runs both ways for every pixel. Here every pixel reads its
//! texture once, and plain ones none. What it leaves out is dithering.

mod gpu;
mod runs;

use std::sync::Arc;

use eframe::egui_wgpu::{Callback, RenderState, wgpu};
use egui::epaint::{ClippedPrimitive, ClippedShape, Primitive};
use egui::{Context, FullOutput, Plugin, Rect, Shape};

use crate::gui::plain::gpu::{DrawRuns, Gpu};
use crate::gui::plain::runs::Sheet;

/// Replaces what egui would draw by callbacks that draw the same.
pub struct PlainDrawing {
    gpu: Arc<Gpu>,
}

impl PlainDrawing {
    /// `None` where egui's own shader is as good: on graphics cards.
    ///
    /// The renderer must not be locked for writing while it draws.
    pub fn for_processor(graphics: &RenderState) -> Option<Self> {
        let is_processor = graphics.adapter.get_info().device_type == wgpu::DeviceType::Cpu;
        // egui's choice wherever there is one; then colours need no conversion.
        let is_gamma = !graphics.target_format.is_srgb();
        (is_processor && is_gamma).then(|| Self {
            gpu: Arc::new(Gpu::new(graphics.clone())),
        })
    }

    fn replace(&self, primitives: Vec<ClippedPrimitive>) -> Vec<ClippedShape> {
        let mut shapes = Vec::new();
        let mut sheet = Sheet::default();
        for ClippedPrimitive {
            clip_rect,
            primitive,
        } in primitives
        {
            match primitive {
                Primitive::Mesh(mesh) => sheet.add(clip_rect, &mesh),
                Primitive::Callback(callback) => {
                    shapes.extend(self.shape(std::mem::take(&mut sheet)));
                    shapes.push(ClippedShape::new(clip_rect, Shape::Callback(callback)));
                }
            }
        }
        shapes.extend(self.shape(sheet));
        shapes
    }

    /// All of `sheet` as one callback; it clips each run itself.
    fn shape(&self, sheet: Sheet) -> Option<ClippedShape> {
        let draw = DrawRuns::new(&self.gpu, sheet)?;
        let everywhere = Rect::from_min_max(egui::Pos2::ZERO, egui::Pos2::new(1e5, 1e5));
        let callback = Callback::new_paint_callback(everywhere, draw);
        Some(ClippedShape::new(everywhere, Shape::Callback(callback)))
    }
}

impl Plugin for PlainDrawing {
    fn debug_name(&self) -> &'static str {
        "plain drawing"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        let shapes = std::mem::take(&mut output.shapes);
        output.shapes = self.replace(ctx.tessellate(shapes, output.pixels_per_point));
    }
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests;
