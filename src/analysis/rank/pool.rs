//! The sites a list is made of: all that hold something selected, or those of one area.

use std::borrow::Cow;
use std::ops::Range;

use crate::analysis::rank::loaded_tree::LoadedTree;
use crate::analysis::selection::{Selection, SiteLoad};
use crate::base::Planar;
use crate::data::dataset::Dataset;
use crate::data::{AreaId, SiteTree, Sites};

/// Sites to be ranked. They are numbered from 0 in the order of the table.
pub(super) struct Pool<'a> {
    /// What is selected at each, sites ascending.
    pub(super) loads: Cow<'a, [SiteLoad]>,
    /// The area they are all in, where only its incidents count.
    pub(super) area: Option<AreaId>,
    sites: &'a Sites,
    /// Which of [`Selection::sites`] each is, where that is another number.
    ids: Option<Vec<u32>>,
}

impl<'a> Pool<'a> {
    /// All selected incidents.
    pub(super) fn all(data: &'a Dataset, selection: &'a Selection) -> Self {
        Self {
            loads: Cow::Borrowed(&selection.sites),
            area: None,
            sites: data.incidents.sites(),
            ids: None,
        }
    }

    /// Those of one area, which holds the selected sites `ids`.
    pub(super) fn of_area(
        data: &'a Dataset,
        selection: &Selection,
        ids: Vec<u32>,
        area: AreaId,
    ) -> Self {
        let load = |&id: &u32| selection.sites[id as usize];
        Self {
            loads: ids.iter().map(load).collect(),
            area: Some(area),
            sites: data.incidents.sites(),
            ids: Some(ids),
        }
    }

    /// Number of sites.
    pub(super) fn len(&self) -> usize {
        self.loads.len()
    }

    /// Where a site is.
    pub(super) fn position(&self, number: usize) -> Planar {
        self.sites.position(self.loads[number].site as usize)
    }

    /// Where all sites are.
    pub(super) fn positions(&self) -> Vec<Planar> {
        (0..self.len())
            .map(|number| self.position(number))
            .collect()
    }

    /// Indices into [`Selection::sites`] of sites of this pool.
    pub(super) fn ids_of(&self, members: Vec<u32>) -> Vec<u32> {
        match &self.ids {
            None => members,
            Some(ids) => members
                .into_iter()
                .map(|member| ids[member as usize])
                .collect(),
        }
    }

    /// The numbers of those of this pool among the table's `sites`.
    pub(super) fn numbers_in(&self, sites: Range<usize>) -> Range<usize> {
        let place = |site: usize| {
            self.loads
                .partition_point(|load| (load.site as usize) < site)
        };
        place(sites.start)..place(sites.end)
    }

    /// Runs `ask` on the pool's sites in a quadtree. All sites of the table are in one that was made
    /// before; those of an area have one of their own.
    pub(super) fn with_tree<T>(&self, data: &Dataset, ask: impl FnOnce(LoadedTree<'_>) -> T) -> T {
        if self.ids.is_none() {
            return ask(LoadedTree::new(data.incidents.site_tree(), &self.loads));
        }
        let positions = self.positions();
        let xs: Vec<f64> = positions.iter().map(|p| p.x).collect();
        let ys: Vec<f64> = positions.iter().map(|p| p.y).collect();
        let numbered: Vec<SiteLoad> = (0..)
            .zip(self.loads.iter())
            .map(|(site, &load)| SiteLoad { site, ..load })
            .collect();
        ask(LoadedTree::new(&SiteTree::new(&xs, &ys), &numbered))
    }
}

/// The sites of each area that hold something selected, as indices into [`Selection::sites`], in
/// file order of the areas. A site in several areas is in the list of each.
pub(super) fn by_area(data: &Dataset, selection: &Selection) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); data.areas.len()];
    let sites = data.incidents.sites();
    let mut further = data.further_areas.iter().peekable();
    for (id, load) in (0..).zip(&selection.sites) {
        if let Some(area) = sites.area(load.site as usize) {
            lists[usize::from(area.0)].push(id);
        }
        while further.next_if(|next| next.0 < load.site).is_some() {}
        while let Some((_, area)) = further.next_if(|next| next.0 == load.site) {
            lists[usize::from(area.0)].push(id);
        }
    }
    lists
}
