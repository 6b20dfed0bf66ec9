//! What is made ready on a thread: positions of a data set, marks of an answer.

use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::selection::Selection;
use crate::base::Progress;
use crate::data::Dataset;
use crate::engine::Answer;
use crate::scene::blocks::Blocks;
use crate::scene::crowd::Marks;
use crate::scene::geo_mesh::GeoMesh;
use crate::scene::local::LocalOrigin;
use crate::view::map::incidents::gpu::{Gpu, SlotBuffer};

/// What shall be drawn.
#[derive(Clone)]
pub(super) struct Wanted {
    data: Arc<Dataset>,
    selection: Arc<Selection>,
}

/// The positions of a data set.
pub(super) struct Ground {
    /// Whose.
    pub(super) data: Arc<Dataset>,
    /// Their order.
    pub(super) blocks: Blocks,
    /// Plane to map and back.
    pub(super) plane: GeoMesh,
    /// Where they are counted from.
    pub(super) origin: LocalOrigin,
    /// On the graphics card.
    pub(super) positions: SlotBuffer,
}

/// The marks of an answer.
pub(super) struct Made {
    /// Where they lie.
    pub(super) ground: Arc<Ground>,
    /// What they stand for.
    pub(super) selection: Arc<Selection>,
    /// How crowded they are.
    pub(super) marks: Marks,
    /// On the graphics card.
    pub(super) buffer: SlotBuffer,
}

impl Wanted {
    /// The incidents `answer` counts.
    pub(super) fn of(answer: &Answer) -> Self {
        Self {
            data: Arc::clone(&answer.data),
            selection: Arc::clone(&answer.selection),
        }
    }

    /// Whether these are the incidents `answer` counts.
    pub(super) fn is_of(&self, answer: &Answer) -> bool {
        Arc::ptr_eq(&self.data, &answer.data) && Arc::ptr_eq(&self.selection, &answer.selection)
    }
}

/// Makes the marks, and the ground where it is not that of the same data already. `None` where
/// there is nothing to draw, too much for the card, or nobody wants it any more.
pub(super) fn make(
    gpu: &Gpu,
    ground: Option<Arc<Ground>>,
    plane: &GeoMesh,
    wanted: Wanted,
    progress: &Progress,
) -> Option<Made> {
    let ground = match ground.filter(|ground| Arc::ptr_eq(&ground.data, &wanted.data)) {
        Some(ground) => ground,
        None => Arc::new(Ground::new(gpu, plane, &wanted.data)?),
    };
    progress.check(1, 3).ok()?;
    let sites = wanted.data.incidents.sites();
    let mut marks = Marks::new(&ground.blocks, sites, &wanted.selection.sites);
    progress.check(2, 3).ok()?;
    let buffer = gpu.marks(&std::mem::take(&mut marks.of_slot))?;
    Some(Made {
        ground,
        selection: wanted.selection,
        marks,
        buffer,
    })
}

impl Ground {
    fn new(gpu: &Gpu, plane: &GeoMesh, data: &Arc<Dataset>) -> Option<Self> {
        let sites = data.incidents.sites();
        let blocks = Blocks::new(sites.x(), sites.y());
        let origin = LocalOrigin(plane.world_of(plane.bounds().centre()));
        let local = |site: usize| origin.local(plane.world_of(sites.position(site)));
        let in_order: Vec<[f32; 2]> = (0..sites.len()).into_par_iter().map(local).collect();
        let mut in_slots = vec![[0.0; 2]; sites.len()];
        for (&slot, at) in blocks.slots().iter().zip(in_order) {
            in_slots[slot as usize] = at;
        }
        Some(Self {
            positions: gpu.positions(&in_slots)?,
            data: Arc::clone(data),
            blocks,
            plane: plane.clone(),
            origin,
        })
    }
}
