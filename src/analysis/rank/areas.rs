//! The boundary polygons as units: every polygon that holds an incident counts it.

use crate::analysis::rank::again::{Entrants, Member};
use crate::analysis::rank::order::{Standing, best_first};
use crate::analysis::rank::pool::{Pool, by_area};
use crate::analysis::rank::{Candidate, RankParams, Shape};
use crate::analysis::selection::Selection;
use crate::data::AreaId;
use crate::data::dataset::Dataset;

/// The best areas, best first; the pool's own alone where it has one. An area's centre is the
/// point inside it that carries its label.
pub(super) fn areas(
    data: &Dataset,
    selection: &Selection,
    pool: &Pool<'_>,
    params: &RankParams,
) -> Vec<Candidate> {
    let mut lists = match pool.area {
        None => by_area(data, selection),
        Some(own) => own_alone(data, own, pool.ids_of((0..pool.len() as u32).collect())),
    };
    let standings: Vec<Standing> = data
        .areas
        .iter()
        .zip(&lists)
        .map(|((_, area), ids)| {
            let loads = ids.iter().map(|&id| selection.sites[id as usize]);
            Standing::of(loads, area.label_at)
        })
        .collect();
    best_first(&standings, params.min_incidents, params.top)
        .into_iter()
        .map(|i| {
            let id = AreaId(i as u16);
            Candidate {
                centre: standings[i].centre,
                shape: Shape::Area(id),
                members: std::mem::take(&mut lists[i]),
                shares: None,
                area: Some(id),
                premises: None,
            }
        })
        .collect()
}

/// What belongs to each area.
pub(super) fn entrants(data: &Dataset, selection: &Selection, pool: &Pool<'_>) -> Entrants {
    let lists = match pool.area {
        // All sites are numbered as those of the selection are.
        None => by_area(data, selection),
        Some(own) => own_alone(data, own, (0..pool.len() as u32).collect()),
    };
    let mut entrants = Entrants::default();
    for ((_, area), sites) in data.areas.iter().zip(lists) {
        let members = sites.into_iter().map(|site| Member { site, share: 1.0 });
        entrants.push(area.label_at, members);
    }
    entrants
}

/// Lists by area that are empty but for one.
fn own_alone(data: &Dataset, own: AreaId, sites: Vec<u32>) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new(); data.areas.len()];
    lists[usize::from(own.0)] = sites;
    lists
}
