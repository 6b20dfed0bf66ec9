//! The density surface over the map: textures on projected meshes.
//!
//! The last surface stays until a new one is there. Moving the map costs one multiplication a
//! vertex; only a new surface or another theme touches the pixels.

use std::sync::Arc;

use egui::{
    Color32, ColorImage, Context, Mesh, Painter, Pos2, Shape, TextureHandle, TextureOptions,
};

use crate::analysis::surface::{Lattice, Surface};
use crate::crs::AnalysisCrs;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::heat::{HeatTile, tiles};
use crate::scene::legend::DensityScale;
use crate::scene::ramp::Ramp;
use crate::view::map::frame::MapFrame;

/// The surface as the graphics card holds it.
#[derive(Default)]
pub(crate) struct HeatLayer {
    shown: Option<Shown>,
    pieces: Vec<Piece>,
}

/// What the pieces were made of.
struct Shown {
    surface: Arc<Surface>,
    crs: AnalysisCrs,
    dark: bool,
}

struct Piece {
    tile: HeatTile,
    mesh: GeoMesh,
    texture: TextureHandle,
}

impl HeatLayer {
    /// Takes in the newest surface; `None` where nothing is to be shown.
    pub(crate) fn update(
        &mut self,
        ctx: &Context,
        surface: Option<&Arc<Surface>>,
        crs: AnalysisCrs,
        dark: bool,
    ) {
        let Some(surface) = surface.filter(|s| !s.density_per_km2.is_empty()) else {
            *self = Self::default();
            return;
        };
        let same = self.shown.as_ref();
        if same.is_some_and(|s| Arc::ptr_eq(&s.surface, surface) && s.dark == dark && s.crs == crs)
        {
            return;
        }
        let ramp = Ramp::new(dark);
        let scale = scale_of(surface);
        let same_place = same.is_some_and(|s| s.surface.lattice == surface.lattice && s.crs == crs);
        if !same_place {
            self.pieces = Self::new_pieces(ctx, &surface.lattice, crs);
        }
        for piece in &mut self.pieces {
            let (columns, rows) = piece.tile.picture_size;
            let rgba = piece.tile.picture(surface, &scale, &ramp);
            let image = ColorImage::from_rgba_premultiplied([columns, rows], &rgba);
            piece.texture.set(image, TextureOptions::LINEAR);
        }
        self.shown = Some(Shown {
            surface: Arc::clone(surface),
            crs,
            dark,
        });
    }

    fn new_pieces(ctx: &Context, lattice: &Lattice, crs: AnalysisCrs) -> Vec<Piece> {
        let piece = |tile: HeatTile| {
            let clear = ColorImage::filled([1, 1], Color32::TRANSPARENT);
            let texture = ctx.load_texture("heat", clear, TextureOptions::LINEAR);
            Piece {
                tile,
                mesh: tile.mesh(lattice, crs),
                texture,
            }
        };
        tiles(lattice).into_iter().map(piece).collect()
    }

    /// The scale of what is shown.
    pub(crate) fn scale(&self) -> Option<DensityScale> {
        self.shown.as_ref().map(|shown| scale_of(&shown.surface))
    }

    /// Draws it, at `opacity` of its own.
    pub(crate) fn draw(&self, painter: &Painter, frame: MapFrame, opacity: f32) {
        let opacity = opacity * thinned(frame.zoom);
        for piece in &self.pieces {
            painter.add(Shape::mesh(piece.on_screen(frame, opacity)));
        }
    }
}

/// Over a town the surface is the message; in a street one wants to see the street too.
fn thinned(zoom: f64) -> f32 {
    let near = ((zoom - 14.5) / 2.0).clamp(0.0, 1.0);
    1.0 - 0.3 * near as f32
}

fn scale_of(surface: &Surface) -> DensityScale {
    DensityScale::up_to(surface.peak_per_km2)
}

impl Piece {
    fn on_screen(&self, frame: MapFrame, opacity: f32) -> Mesh {
        let side = self.mesh.side();
        let tint = Color32::WHITE.gamma_multiply(opacity);
        let mut mesh = Mesh::with_texture(self.texture.id());
        mesh.reserve_vertices((side + 1) * (side + 1));
        for (i, &corner) in self.mesh.corners().iter().enumerate() {
            let (column, row) = (i % (side + 1), i / (side + 1));
            let (u, v) = self
                .tile
                .uv(column as f64 / side as f64, row as f64 / side as f64);
            let uv = Pos2::new(u as f32, v as f32);
            mesh.vertices.push(egui::epaint::Vertex {
                pos: frame.to_screen(corner),
                uv,
                color: tint,
            });
        }
        for (column, row) in (0..side).flat_map(|row| (0..side).map(move |column| (column, row))) {
            let south_west = (row * (side + 1) + column) as u32;
            let north_west = south_west + side as u32 + 1;
            let quad = [south_west, south_west + 1, north_west, north_west + 1];
            // Where the CRS has no answer there is no place to draw.
            if quad
                .iter()
                .all(|&i| mesh.vertices[i as usize].pos.is_finite())
            {
                mesh.add_triangle(quad[0], quad[1], quad[3]);
                mesh.add_triangle(quad[0], quad[3], quad[2]);
            }
        }
        for vertex in mesh
            .vertices
            .iter_mut()
            .filter(|vertex| !vertex.pos.is_finite())
        {
            vertex.pos = Pos2::ZERO;
        }
        mesh
    }
}
