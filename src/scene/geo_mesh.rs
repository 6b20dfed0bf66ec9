//! A lattice of true positions that joins the analysis plane to the map.
//!
//! A rectangle of the plane is no rectangle on the map: the British National Grid is turned
//! against Mercator by up to 3°, which puts a rectangle drawn corner to corner kilometres off.
//! So the corners of N x N quads are projected exactly, once, and everything between is
//! interpolated; N is doubled until the middle of quads is right to [`MAX_ERROR_M`]. This also
//! makes moving a million points to the map (and a pointer back) a matter of nanoseconds each.

use crate::base::{Bounds, Planar};
use crate::crs::AnalysisCrs;
use crate::scene::mercator::World;

/// The mesh may be off by this much, in metres on the ground.
pub const MAX_ERROR_M: f64 = 0.25;
/// Quads along a side, at least and at most.
const SIDES: [usize; 4] = [32, 64, 128, 256];
/// Quads looked at along a side when the error is measured.
const PROBES: usize = 12;

/// A lattice of true positions over a rectangle of the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct GeoMesh {
    bounds: Bounds,
    side: usize,
    /// (side + 1)² corners, row by row from the south, west to east.
    corners: Vec<World>,
}

impl GeoMesh {
    /// A mesh over `bounds`, which are widened to at least a metre.
    pub fn new(crs: AnalysisCrs, bounds: Bounds) -> Self {
        let wide = bounds.width_m() >= 1.0 && bounds.height_m() >= 1.0;
        let bounds = if wide { bounds } else { bounds.grown(1.0) };
        let mut mesh = Self::with_side(crs, bounds, SIDES[0]);
        for side in &SIDES[1..] {
            if mesh.probed_error_m(crs) <= MAX_ERROR_M {
                break;
            }
            mesh = Self::with_side(crs, bounds, *side);
        }
        mesh
    }

    fn with_side(crs: AnalysisCrs, bounds: Bounds, side: usize) -> Self {
        let at = |i: usize| i as f64 / side as f64;
        let planar: Vec<Planar> = (0..=side)
            .flat_map(|row| (0..=side).map(move |column| (column, row)))
            .map(|(column, row)| position(bounds, at(column), at(row)))
            .collect();
        let corners = crs.to_lon_lat(&planar).into_iter().map(World::of).collect();
        Self {
            bounds,
            side,
            corners,
        }
    }

    /// The greatest error in the middle of a sample of quads, in metres.
    fn probed_error_m(&self, crs: AnalysisCrs) -> f64 {
        let step = self.side.div_ceil(PROBES);
        let quads: Vec<(usize, usize)> = (0..self.side)
            .step_by(step)
            .flat_map(|row| {
                (0..self.side)
                    .step_by(step)
                    .map(move |column| (column, row))
            })
            .collect();
        let middle = |i: usize| (i as f64 + 0.5) / self.side as f64;
        let planar: Vec<Planar> = quads
            .iter()
            .map(|&(c, r)| position(self.bounds, middle(c), middle(r)))
            .collect();
        let truth = crs.to_lon_lat(&planar);
        let errors = quads.iter().zip(truth).map(|(&(column, row), at)| {
            // What is drawn are triangles: their worst place is the middle of the diagonal.
            let drawn = self
                .corner(column, row)
                .towards(self.corner(column + 1, row + 1), 0.5);
            World::of(at).metres_to(drawn)
        });
        errors.filter(|error| error.is_finite()).fold(0.0, f64::max)
    }

    /// The rectangle it covers.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Quads along a side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// All (side + 1)² corners, row by row from the south, west to east. Not finite where
    /// the CRS has no answer.
    pub fn corners(&self) -> &[World] {
        &self.corners
    }

    fn corner(&self, column: usize, row: usize) -> World {
        self.corners[row * (self.side + 1) + column]
    }

    /// Where `p` lies on the map. Outside the rectangle the nearest quad is carried on.
    pub fn world_of(&self, p: Planar) -> World {
        let (quad, u, v) = self.quad_of(p);
        let [sw, se, nw, ne] = self.quad(quad);
        sw.towards(se, u).towards(nw.towards(ne, u), v)
    }

    /// Where `w` lies in the plane: Newton's way back through [`GeoMesh::world_of`].
    pub fn planar_of(&self, w: World) -> Planar {
        let mut p = self.bounds.centre();
        for _ in 0..12 {
            let (quad, ..) = self.quad_of(p);
            let [sw, se, nw, _] = self.quad(quad);
            let here = self.world_of(p);
            let (rx, ry) = (w.x - here.x, w.y - here.y);
            let (ax, ay) = (se.x - sw.x, se.y - sw.y);
            let (bx, by) = (nw.x - sw.x, nw.y - sw.y);
            let determinant = ax * by - ay * bx;
            let (u, v) = (
                (rx * by - ry * bx) / determinant,
                (ax * ry - ay * rx) / determinant,
            );
            let (dx, dy) = (u * self.quad_width_m(), v * self.quad_height_m());
            p = Planar::new(p.x + dx, p.y + dy);
            if dx.hypot(dy) < 1e-4 {
                break;
            }
        }
        p
    }

    fn quad_width_m(&self) -> f64 {
        self.bounds.width_m() / self.side as f64
    }

    fn quad_height_m(&self) -> f64 {
        self.bounds.height_m() / self.side as f64
    }

    /// The quad that holds `p` or lies nearest, and where in it `p` is.
    fn quad_of(&self, p: Planar) -> ((usize, usize), f64, f64) {
        let x = (p.x - self.bounds.min.x) / self.quad_width_m();
        let y = (p.y - self.bounds.min.y) / self.quad_height_m();
        let index = |t: f64| (t.max(0.0) as usize).min(self.side - 1);
        let (column, row) = (index(x), index(y));
        ((column, row), x - column as f64, y - row as f64)
    }

    /// South-west, south-east, north-west, north-east corner.
    fn quad(&self, (column, row): (usize, usize)) -> [World; 4] {
        [
            self.corner(column, row),
            self.corner(column + 1, row),
            self.corner(column, row + 1),
            self.corner(column + 1, row + 1),
        ]
    }
}

fn position(bounds: Bounds, u: f64, v: f64) -> Planar {
    Planar::new(
        bounds.min.x + bounds.width_m() * u,
        bounds.min.y + bounds.height_m() * v,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side_m: f64) -> Bounds {
        Bounds {
            min: Planar::new(x, y),
            max: Planar::new(x + side_m, y + side_m),
        }
    }

    /// 40 km around Truro and around Norwich, where the grid is turned most, and a town.
    const PLACES: [(f64, f64, f64); 3] = [
        (165_000.0, 30_000.0, 40_000.0),
        (603_000.0, 290_000.0, 40_000.0),
        (248_000.0, 267_000.0, 4_000.0),
    ];

    #[test]
    fn what_is_drawn_is_right_to_a_metre_over_40_km_in_cornwall_and_norfolk() {
        for (x, y, side_m) in PLACES {
            let crs = AnalysisCrs::BritishNationalGrid;
            let mesh = GeoMesh::new(crs, square(x, y, side_m));
            let mut worst = 0.0_f64;
            for (i, j) in (0..97).flat_map(|i| (0..97).map(move |j| (i, j))) {
                let p = position(mesh.bounds(), f64::from(i) / 96.0, f64::from(j) / 96.0);
                let truth = World::of(crs.to_lon_lat(&[p])[0]);
                worst = worst.max(truth.metres_to(drawn(&mesh, p)));
                worst = worst.max(truth.metres_to(mesh.world_of(p)));
            }
            assert!(worst < 1.0, "{worst} m off near {x} {y}");
        }
    }

    /// Where a graphics card puts `p`: each quad is cut from south-west to north-east.
    fn drawn(mesh: &GeoMesh, p: Planar) -> World {
        let (quad, u, v) = mesh.quad_of(p);
        let [sw, se, nw, ne] = mesh.quad(quad);
        let (first, second, (s, t)) = if u >= v {
            (se, ne, (u - v, v))
        } else {
            (nw, ne, (v - u, u))
        };
        let part = |a: f64, b: f64, c: f64| a + (b - a) * s + (c - a) * t;
        World::new(part(sw.x, first.x, second.x), part(sw.y, first.y, second.y))
    }

    #[test]
    fn a_single_rectangle_would_be_far_off() {
        let (x, y, side_m) = PLACES[0];
        let bounds = square(x, y, side_m);
        let crs = AnalysisCrs::BritishNationalGrid;
        let corner = |u, v| World::of(crs.to_lon_lat(&[position(bounds, u, v)])[0]);
        let (sw, ne) = (corner(0.0, 0.0), corner(1.0, 1.0));
        let off = corner(0.0, 1.0).metres_to(World::new(sw.x, ne.y));
        assert!(
            off > 1000.0,
            "only {off} m: then this mesh would not be needed"
        );
    }

    #[test]
    fn the_way_back_leads_to_the_start_even_outside() {
        for (x, y, side_m) in PLACES {
            let mesh = GeoMesh::new(AnalysisCrs::BritishNationalGrid, square(x, y, side_m));
            for (u, v) in [
                (0.0, 0.0),
                (0.31, 0.77),
                (1.0, 1.0),
                (-0.4, 1.3),
                (2.0, 0.5),
            ] {
                let p = position(mesh.bounds(), u, v);
                assert!(mesh.planar_of(mesh.world_of(p)).distance_to(p) < 0.01);
            }
        }
    }

    #[test]
    fn a_single_place_has_a_mesh_too() {
        let mesh = GeoMesh::new(
            AnalysisCrs::BritishNationalGrid,
            square(530_000.0, 180_000.0, 0.0),
        );
        assert!(mesh.world_of(Planar::new(530_000.0, 180_000.0)).is_finite());
    }
}
