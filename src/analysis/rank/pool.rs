//! The incidents a list is made of: all that are selected, or those of one area.

use crate::analysis::selection::Selection;
use crate::base::Planar;
use crate::data::AreaId;
use crate::data::dataset::Dataset;

/// Incidents to be ranked, in columns.
pub(super) struct Pool {
    /// Their rows in the incident table, ascending.
    pub(super) rows: Vec<u32>,
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
        let (rows, weights) = selection.iter().unzip();
        Self::new(data, rows, weights, None)
    }

    /// The selected incidents `rows` of one area.
    pub(super) fn of_area(
        data: &Dataset,
        selection: &Selection,
        rows: Vec<u32>,
        area: AreaId,
    ) -> Self {
        let weight = |&row: &u32| selection.weight_of(row as usize);
        let weights = rows.iter().map(weight).collect();
        Self::new(data, rows, weights, Some(area))
    }

    fn new(data: &Dataset, rows: Vec<u32>, weights: Vec<f64>, area: Option<AreaId>) -> Self {
        let position = |&row: &u32| data.incidents.position(row as usize);
        Self {
            positions: rows.iter().map(position).collect(),
            rows,
            weights,
            area,
        }
    }

    /// Rows of incidents of this pool.
    pub(super) fn rows_of(&self, members: &[u32]) -> Vec<u32> {
        members
            .iter()
            .map(|&member| self.rows[member as usize])
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
    let sites = data.incidents.sites();
    let mut further = data.further_areas.iter().peekable();
    for load in &selection.sites {
        let rows = || selection.rows.iter_in(sites.rows(load.site as usize));
        if let Some(area) = sites.area(load.site as usize) {
            lists[usize::from(area.0)].extend(rows());
        }
        while further.next_if(|next| next.0 < load.site).is_some() {}
        while let Some((_, area)) = further.next_if(|next| next.0 == load.site) {
            lists[usize::from(area.0)].extend(rows());
        }
    }
    lists
}
