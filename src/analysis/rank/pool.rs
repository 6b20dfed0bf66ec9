//! The incidents a list is made of: all that are selected, or those of one area.

use crate::analysis::selection::Selection;
use crate::base::Planar;
use crate::data::AreaId;
use crate::data::dataset::Dataset;

/// Incidents to be ranked, in columns.
pub(super) struct Pool {
    /// Their indices into [`Selection::rows`], ascending.
    pub(super) ids: Vec<u32>,
    /// Where, in the analysis CRS.
    pub(super) positions: Vec<Planar>,
    /// Their weights, above 0 and at most 1.
    pub(super) weights: Vec<f64>,
    /// The area they are all in, where only its incidents count.
    pub(super) area: Option<AreaId>,
}

impl Pool {
    /// All selected incidents.
    pub(super) fn all(data: &Dataset, selection: &Selection) -> Self {
        Self::new(
            data,
            selection,
            (0..selection.rows.len() as u32).collect(),
            None,
        )
    }

    /// The selected incidents `ids` of one area.
    pub(super) fn of_area(
        data: &Dataset,
        selection: &Selection,
        ids: Vec<u32>,
        area: AreaId,
    ) -> Self {
        Self::new(data, selection, ids, Some(area))
    }

    fn new(data: &Dataset, selection: &Selection, ids: Vec<u32>, area: Option<AreaId>) -> Self {
        let row = |&id: &u32| selection.rows[id as usize] as usize;
        let positions = ids
            .iter()
            .map(|id| data.incidents.position(row(id)))
            .collect();
        let weights = ids
            .iter()
            .map(|&id| selection.weights[id as usize])
            .collect();
        Self {
            ids,
            positions,
            weights,
            area,
        }
    }

    /// Indices into [`Selection::rows`] of incidents of this pool.
    pub(super) fn ids_of(&self, members: &[u32]) -> Vec<u32> {
        members
            .iter()
            .map(|&member| self.ids[member as usize])
            .collect()
    }

    /// Sum of the weights of incidents of this pool, in their order.
    pub(super) fn weight_of(&self, members: &[u32]) -> f64 {
        members
            .iter()
            .map(|&member| self.weights[member as usize])
            .sum()
    }
}

/// The selected incidents of each area, in file order of the areas. An incident in several
/// areas is in the list of each.
pub(super) fn by_area(data: &Dataset, selection: &Selection) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); data.areas.len()];
    let mut further = data.further_areas.iter().peekable();
    for (id, &row) in selection.rows.iter().enumerate() {
        if let Some(area) = data.incidents.area(row as usize) {
            lists[usize::from(area.0)].push(id as u32);
        }
        while further.next_if(|next| next.0 < row).is_some() {}
        while let Some((_, area)) = further.next_if(|next| next.0 == row) {
            lists[usize::from(area.0)].push(id as u32);
        }
    }
    lists
}
