//! What was selected, by area and by premises, and what it can be counted against.

use crate::analysis::selection::{Selection, SiteLoad};
use crate::base::progress::{Cancelled, Progress};
use crate::data::premises::PremisesChoice;
use crate::data::{AreaId, Dataset};

/// What lies in an area or around a premises.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::analysis::methods) struct Load {
    /// Selected incidents.
    pub(in crate::analysis::methods) incidents: usize,
    /// Sum of their weights.
    pub(in crate::analysis::methods) weight: f64,
}

impl Load {
    fn add(&mut self, load: &SiteLoad, share: f64) {
        self.incidents += load.incidents as usize;
        self.weight += load.weight * share;
    }
}

/// Premises of an area.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Venues {
    /// How many.
    pub(super) number: usize,
    /// How many people they may hold, those of which it is known.
    pub(super) capacity: f64,
    /// How many of them tell it.
    pub(super) telling: usize,
}

/// What each area holds; an incident counts in every area it lies in.
pub(in crate::analysis::methods) fn by_area(data: &Dataset, selection: &Selection) -> Vec<Load> {
    let mut all = vec![Load::default(); data.areas.len()];
    for load in &selection.sites {
        if let Some(area) = data.incidents.sites().area(load.site as usize) {
            all[usize::from(area.0)].add(load, 1.0);
        }
    }
    for &(site, AreaId(area)) in &data.further_areas {
        let place = selection
            .sites
            .binary_search_by_key(&site, |load| load.site);
        if let Ok(place) = place {
            all[usize::from(area)].add(&selection.sites[place], 1.0);
        }
    }
    all
}

/// What lies within `radius_m` of each premises, those not chosen having nothing. Of an incident
/// near k premises each has 1/k of its weight, as in the ranked list.
pub(super) fn by_premises(
    data: &Dataset,
    selection: &Selection,
    choice: PremisesChoice,
    radius_m: f64,
    progress: &Progress,
) -> Result<Vec<Load>, Cancelled> {
    let mut all = vec![Load::default(); data.premises.len()];
    for (i, load) in selection.sites.iter().enumerate() {
        if i.is_multiple_of(1024) {
            progress.check(i, selection.sites.len())?;
        }
        let at = data.incidents.sites().position(load.site as usize);
        let near = data.premises.within(at, radius_m, choice);
        for &premises in &near {
            all[premises].add(load, 1.0 / near.len() as f64);
        }
    }
    Ok(all)
}

/// The premises in each area; one in several areas counts in each.
pub(super) fn venues(data: &Dataset, choice: PremisesChoice) -> Vec<Venues> {
    let mut all = vec![Venues::default(); data.areas.len()];
    for i in data.premises.chosen(choice) {
        let premises = data.premises.get(i);
        for AreaId(area) in data.areas.containing(premises.position) {
            let venues = &mut all[usize::from(area)];
            venues.number += 1;
            venues.telling += usize::from(premises.capacity.is_some());
            venues.capacity += f64::from(premises.capacity.unwrap_or(0));
        }
    }
    all
}
