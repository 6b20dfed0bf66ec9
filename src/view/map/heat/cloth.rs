//! What a tile of the surface is stretched over: its mesh, with everything that does not
//! depend on where the map looks.

use egui::epaint::Vertex;
use egui::{Color32, ColorImage, Mesh, Pos2, TextureId};

use crate::analysis::surface::Lattice;
use crate::crs::AnalysisCrs;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::heat::HeatTile;
use crate::scene::mercator::World;
use crate::view::map::frame::MapFrame;

/// A tile's mesh in the world square.
pub(super) struct Cloth {
    /// Which cells it shows.
    pub(super) tile: HeatTile,
    corners: Vec<World>,
    /// Where in the picture each corner lies.
    uv: Vec<Pos2>,
    triangles: Vec<u32>,
}

impl Cloth {
    /// Projects the corners of `tile`'s mesh.
    pub(super) fn new(tile: HeatTile, lattice: &Lattice, crs: AnalysisCrs) -> Self {
        let mesh = tile.mesh(lattice, crs);
        let side = mesh.side();
        let at = |i: usize| i as f64 / side as f64;
        let uv = (0..=side).flat_map(|row| (0..=side).map(move |column| (column, row)));
        let uv = uv.map(|(column, row)| {
            let (u, v) = tile.uv(at(column), at(row));
            Pos2::new(u as f32, v as f32)
        });
        Self {
            tile,
            uv: uv.collect(),
            triangles: triangles(&mesh),
            corners: mesh.corners().to_vec(),
        }
    }

    /// The triangles that show anything of `image`: a processor that draws is slowed by every
    /// pixel, clear ones too.
    pub(super) fn lit(&self, image: &ColorImage) -> Vec<u32> {
        let quads = self.triangles.chunks_exact(6);
        let lit = quads.filter(|quad| self.is_lit(quad[0], quad[2], image));
        lit.flatten().copied().collect()
    }

    /// Whether `image` has a texel that is not clear between two corners, or next to that.
    fn is_lit(&self, south_west: u32, north_east: u32, image: &ColorImage) -> bool {
        let [width, height] = image.size;
        let (a, b) = (self.uv[south_west as usize], self.uv[north_east as usize]);
        let texels = |from: f32, to: f32, n: usize| {
            // Float casts saturate at 0.
            let first = (from * n as f32 - 1.0) as usize;
            first.min(n)..((to * n as f32 + 2.0) as usize).min(n)
        };
        let columns = texels(a.x, b.x, width);
        texels(b.y, a.y, height).any(|row| {
            let line = &image.pixels[row * width..][columns.clone()];
            line.iter().any(|texel| texel.a() > 0)
        })
    }

    /// It as `frame` shows it: `triangles` of it with `texture` on them.
    pub(super) fn mesh(
        &self,
        triangles: &[u32],
        frame: MapFrame,
        texture: TextureId,
        opacity: f32,
    ) -> Mesh {
        let color = Color32::WHITE.gamma_multiply(opacity);
        let vertex = |(&corner, &uv): (&World, &Pos2)| {
            let at = frame.to_screen(corner);
            let pos = if at.is_finite() { at } else { Pos2::ZERO };
            Vertex { pos, uv, color }
        };
        let mut mesh = Mesh::with_texture(texture);
        mesh.vertices = self.corners.iter().zip(&self.uv).map(vertex).collect();
        mesh.indices = triangles.to_vec();
        mesh
    }
}

/// Two triangles for each quad that has a place on the map.
fn triangles(mesh: &GeoMesh) -> Vec<u32> {
    let (side, corners) = (mesh.side(), mesh.corners());
    let mut indices = Vec::with_capacity(side * side * 6);
    for (column, row) in (0..side).flat_map(|row| (0..side).map(move |column| (column, row))) {
        let south_west = row * (side + 1) + column;
        let north_west = south_west + side + 1;
        let quad = [south_west, south_west + 1, north_west, north_west + 1];
        // Where the CRS has no answer there is no place to draw.
        if quad.iter().all(|&corner| corners[corner].is_finite()) {
            let order = [0, 1, 3, 0, 3, 2];
            indices.extend(order.map(|corner| quad[corner] as u32));
        }
    }
    indices
}
