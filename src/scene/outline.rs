//! Outlines of hotspots on the map: discs, cells, areas.

use crate::analysis::rank::{Hotspot, Shape};
use crate::base::Planar;
use crate::data::Areas;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::mercator::World;

/// Corners a circle is drawn with.
const CIRCLE_CORNERS: usize = 64;

/// The closed rings around a hotspot (the last corner joins the first), in true size. A
/// place that is a point has none.
pub fn rings(hotspot: &Hotspot, mesh: &GeoMesh, areas: &Areas) -> Vec<Vec<World>> {
    match &hotspot.shape {
        Shape::Disc { radius_m } => vec![circle(hotspot.centre, *radius_m, mesh)],
        Shape::Polygon(corners) => vec![corners.iter().map(|&p| mesh.world_of(p)).collect()],
        Shape::Area(id) => {
            let rings = areas.get(*id).rings_lon_lat.iter();
            rings
                .map(|ring| ring.iter().map(|&at| World::of(at)).collect())
                .collect()
        }
        Shape::Point => Vec::new(),
    }
}

/// A circle of `radius_m` metres of the plane, as a 64-gon.
pub fn circle(centre: Planar, radius_m: f64, mesh: &GeoMesh) -> Vec<World> {
    let corner = |i: usize| {
        let (sin, cos) = (std::f64::consts::TAU * i as f64 / CIRCLE_CORNERS as f64).sin_cos();
        mesh.world_of(Planar::new(
            centre.x + radius_m * cos,
            centre.y + radius_m * sin,
        ))
    };
    (0..CIRCLE_CORNERS).map(corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Bounds;
    use crate::crs::AnalysisCrs;

    #[test]
    fn a_circle_keeps_its_radius_on_the_ground() {
        let centre = Planar::new(248_912.0, 268_340.0);
        let bounds = Bounds {
            min: centre,
            max: centre,
        }
        .grown(3000.0);
        let mesh = GeoMesh::new(AnalysisCrs::BritishNationalGrid, bounds);
        let middle = mesh.world_of(centre);
        for corner in circle(centre, 100.0, &mesh) {
            // The grid's own scale and the sphere's stand-in for the ellipsoid: below 0.5 %.
            assert!((corner.metres_to(middle) - 100.0).abs() < 0.5);
        }
    }
}
