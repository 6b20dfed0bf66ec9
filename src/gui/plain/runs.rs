//! Triangles of a frame in the order in which they are drawn, parted by what each needs.

use std::ops::Range;

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Rect, TextureId};

/// Neighbouring plain triangles of at least this area, in square points, are worth a draw call
/// without texture.
const WORTH_A_CALL_PT2: f32 = 1_000.0;

/// Triangles drawn at once.
#[derive(Debug, PartialEq)]
pub(super) struct Run {
    /// Only what lies in it is shown, in points.
    pub(super) clip: Rect,
    /// `None` for one colour from corner to corner.
    pub(super) texture: Option<TextureId>,
    /// Which of the sheet's corners.
    pub(super) indices: Range<u32>,
}

/// Everything between two callbacks.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) vertices: Vec<Vertex>,
    pub(super) indices: Vec<u32>,
    pub(super) runs: Vec<Run>,
}

impl Sheet {
    /// Adds `mesh`, clipped to `clip`.
    pub(super) fn add(&mut self, clip: Rect, mesh: &Mesh) {
        let first = self.indices.len();
        let base = self.vertices.len() as u32;
        self.vertices.extend_from_slice(&mesh.vertices);
        self.indices.extend(mesh.indices.iter().map(|i| base + i));
        let mut texture_from = first;
        let mut at = first;
        while at < self.indices.len() {
            let (end, area) = self.bare_from(at, clip);
            if area >= WORTH_A_CALL_PT2 {
                self.push(clip, Some(mesh.texture_id), texture_from..at);
                self.push(clip, None, at..end);
                texture_from = end;
            }
            at = end.max(at + 3);
        }
        self.push(
            clip,
            Some(mesh.texture_id),
            texture_from..self.indices.len(),
        );
    }

    fn push(&mut self, clip: Rect, texture: Option<TextureId>, indices: Range<usize>) {
        if !indices.is_empty() {
            self.runs.push(Run {
                clip,
                texture,
                indices: indices.start as u32..indices.end as u32,
            });
        }
    }

    /// Where the plain triangles end that begin at `at`, and how much of `clip` they cover
    /// at most.
    fn bare_from(&self, at: usize, clip: Rect) -> (usize, f32) {
        let (mut end, mut area) = (at, 0.0);
        for triangle in self.indices[at..].chunks_exact(3) {
            let corners = [0, 1, 2].map(|k| self.vertices[triangle[k] as usize]);
            if corners.iter().any(|corner| corner.uv != WHITE_UV) {
                break;
            }
            let bounds = Rect::from_points(&corners.map(|corner| corner.pos)).intersect(clip);
            if bounds.is_positive() {
                area += 0.5 * bounds.area();
            }
            end += 3;
        }
        (end, area)
    }
}
