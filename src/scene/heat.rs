//! The density surface as pictures and the meshes they are stretched over.
//!
//! One texel stands for one cell, its centre for the cell's centre. A surface with more cells
//! along a side than a graphics card takes is cut into tiles; each picture carries one row of
//! its neighbours' cells around it so that smoothing shows no seam.

use rayon::prelude::*;

use crate::analysis::surface::{Lattice, Surface};
use crate::base::{Bounds, Planar};
use crate::crs::AnalysisCrs;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::legend::DensityScale;
use crate::scene::ramp::Ramp;

/// Cells along a side of a tile, at most. Every graphics card of the last decade takes 8,192
/// texels; a quarter of that is handed over within a frame.
const MAX_SIDE: usize = 2048;

/// Some columns and rows of a surface, drawn as one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeatTile {
    /// First column and row, from the south-west.
    pub first: (usize, usize),
    /// Columns and rows.
    pub size: (usize, usize),
    /// Column and row of the picture's south-west texel, which may be the neighbours'.
    picture_first: (usize, usize),
    /// Columns and rows of the picture.
    pub picture_size: (usize, usize),
}

/// The tiles that cover `lattice`, from the south-west.
pub fn tiles(lattice: &Lattice) -> Vec<HeatTile> {
    let cuts = |cells: usize| {
        (0..cells)
            .step_by(MAX_SIDE)
            .map(move |from| (from, (cells - from).min(MAX_SIDE)))
    };
    let bordered = |from: usize, n: usize, cells: usize| {
        let first = from.saturating_sub(1);
        (first, (from + n + 1).min(cells) - first)
    };
    let mut tiles = Vec::new();
    for (row, rows) in cuts(lattice.rows) {
        for (column, columns) in cuts(lattice.columns) {
            let (west, wide) = bordered(column, columns, lattice.columns);
            let (south, high) = bordered(row, rows, lattice.rows);
            tiles.push(HeatTile {
                first: (column, row),
                size: (columns, rows),
                picture_first: (west, south),
                picture_size: (wide, high),
            });
        }
    }
    tiles
}

impl HeatTile {
    /// The mesh the tile's own cells are stretched over.
    pub fn mesh(&self, lattice: &Lattice, crs: AnalysisCrs) -> GeoMesh {
        let corner = |column: usize, row: usize| {
            Planar::new(
                lattice.origin.x + column as f64 * lattice.cell_m,
                lattice.origin.y + row as f64 * lattice.cell_m,
            )
        };
        let (column, row) = self.first;
        let bounds = Bounds {
            min: corner(column, row),
            max: corner(column + self.size.0, row + self.size.1),
        };
        GeoMesh::new(crs, bounds)
    }

    /// Where in the picture (0 to 1, from the top left) the point `u`, `v` of the tile lies
    /// (0 to 1, from the south-west).
    pub fn uv(&self, u: f64, v: f64) -> (f64, f64) {
        let part = |first: usize, size: usize, from: usize, whole: usize, t: f64| {
            ((first - from) as f64 + t * size as f64) / whole as f64
        };
        (
            part(
                self.first.0,
                self.size.0,
                self.picture_first.0,
                self.picture_size.0,
                u,
            ),
            1.0 - part(
                self.first.1,
                self.size.1,
                self.picture_first.1,
                self.picture_size.1,
                v,
            ),
        )
    }

    /// The picture: premultiplied RGBA, row by row from the north. Cells without a value are
    /// clear.
    pub fn picture(&self, surface: &Surface, scale: &DensityScale, ramp: &Ramp) -> Vec<u8> {
        let (columns, rows) = self.picture_size;
        let (west, south) = self.picture_first;
        let mut rgba = vec![0; columns * rows * 4];
        rgba.par_chunks_mut((columns * 4).max(1))
            .enumerate()
            .for_each(|(line, pixels)| {
                let row = south + rows - 1 - line;
                let start = row * surface.lattice.columns + west;
                let cells = &surface.density_per_km2[start..start + columns];
                for (pixel, &density) in pixels.chunks_exact_mut(4).zip(cells) {
                    pixel.copy_from_slice(&ramp.over_map(scale.place_of(density)));
                }
            });
        rgba
    }
}

/// Density at `p` in incidents per km², by the cell that holds it; `None` outside and where
#[cfg(test)]
mod tests {
    use super::*;

    fn surface(columns: usize, rows: usize, density: impl Fn(usize, usize) -> f32) -> Surface {
        let lattice = Lattice {
            origin: Planar::new(248_000.0, 267_000.0),
            cell_m: 25.0,
            columns,
            rows,
        };
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let density_per_km2: Vec<f32> = cells.map(|(column, row)| density(column, row)).collect();
        let peak_per_km2 = density_per_km2.iter().copied().fold(0.0, f32::max);
        Surface {
            lattice,
            density_per_km2,
            peak_per_km2,
        }
    }

    #[test]
    fn the_picture_has_north_on_top() {
        let hot = surface(
            3,
            2,
            |column, row| if (column, row) == (2, 1) { 900.0 } else { 0.0 },
        );
        let tile = tiles(&hot.lattice)[0];
        let picture = tile.picture(&hot, &DensityScale::up_to(900.0), &Ramp::new(true));
        let alphas: Vec<u8> = picture.chunks_exact(4).map(|p| p[3]).collect();
        assert!(
            alphas[2] > 200,
            "north-east is the end of the first line: {alphas:?}"
        );
        assert!([0, 1, 3, 4, 5].iter().all(|&i| alphas[i] == 0));
    }

    #[test]
    fn tiles_cover_every_cell_once_and_touch_without_a_seam() {
        let lattice = Lattice {
            origin: Planar::new(0.0, 0.0),
            cell_m: 5.0,
            columns: 9000,
            rows: 4097,
        };
        let tiles = tiles(&lattice);
        let cells: usize = tiles.iter().map(|tile| tile.size.0 * tile.size.1).sum();
        assert_eq!((tiles.len(), cells), (15, 9000 * 4097));
        for tile in &tiles {
            assert!(tile.picture_size.0 <= 2050 && tile.picture_size.1 <= 2050);
            // The texel at the tile's west edge is the same cell the neighbour shows there.
            let west =
                tile.uv(0.0, 0.0).0 * tile.picture_size.0 as f64 + tile.picture_first.0 as f64;
            assert!((west - tile.first.0 as f64).abs() < 1e-6);
        }
    }

    #[test]
    fn cells_without_a_value_are_clear() {
        let masked = surface(2, 1, |column, _| if column == 0 { f32::NAN } else { 5.0 });
        let tile = tiles(&masked.lattice)[0];
        let picture = tile.picture(&masked, &DensityScale::up_to(5.0), &Ramp::new(false));
        assert_eq!(picture[..4], [0; 4]);
    }
}
