//! What does not move while a data set is open, in the world square: the mesh that joins
//! plane and map, boundaries at each zoom, premises, labels.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Bounds, Planar};
use crate::data::{AreaId, Dataset};
use crate::scene::boundaries::Boundaries;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::mercator::World;

/// Around the incidents, in metres: rings and clicks reach a little beyond them.
const MARGIN_M: f64 = 1_000.0;
/// What is finer than this is left out of boundaries, in points of the screen.
const FINEST_PT: f64 = 0.4;

/// A data set on the map.
pub(crate) struct Places {
    /// What it was made of.
    pub(crate) data: Arc<Dataset>,
    /// Plane to map and back; `None` without incidents.
    pub(crate) mesh: Option<GeoMesh>,
    /// Premises, in the order of the data set's list.
    pub(crate) premises: Vec<World>,
    /// Names of areas: which, and where they stand.
    pub(crate) labels: Vec<(AreaId, World)>,
    whole: Boundaries,
    simplified: BTreeMap<i32, Boundaries>,
}

impl Places {
    /// Projects everything once.
    pub(crate) fn new(data: &Arc<Dataset>) -> Self {
        let premises = data.premises.all();
        let label_points: Vec<Planar> = data.areas.iter().map(|(_, area)| area.label_at).collect();
        let ids = data.areas.iter().map(|(id, _)| id);
        let labels = data
            .crs
            .to_lon_lat(&label_points)
            .into_iter()
            .map(World::of);
        Self {
            data: Arc::clone(data),
            mesh: data.bounds.map(|bounds| mesh_over(data, bounds)),
            premises: premises.iter().map(|p| World::of(p.lon_lat)).collect(),
            labels: ids.zip(labels).collect(),
            whole: Boundaries::new(&data.areas),
            simplified: BTreeMap::new(),
        }
    }

    /// Boundaries as fine as `zoom` can show.
    pub(crate) fn boundaries(&mut self, zoom: f64) -> &Boundaries {
        // Made for the nearer end of each whole zoom, so it is never too coarse.
        let level = zoom.ceil() as i32;
        let tolerance = FINEST_PT / (256.0 * f64::from(level).exp2());
        let whole = &self.whole;
        self.simplified
            .entry(level)
            .or_insert_with(|| whole.simplified(tolerance))
    }
}

fn mesh_over(data: &Dataset, bounds: Bounds) -> GeoMesh {
    GeoMesh::new(data.crs, bounds.grown(MARGIN_M))
}
