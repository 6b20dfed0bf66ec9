//! How many incidents stand at artefact sites, in all, at each, and in each hot spot.
//!
//! Trials of hot-spot patrol take such places out by hand before they choose; Thames Valley's
//! did (College of Policing, *Thames Valley Police: hot spots randomised controlled trial*).

use crate::analysis::rank::Hotspot;
use crate::analysis::selection::Selection;
use crate::data::Dataset;
use crate::data::artefacts::AtArtefacts;

/// The analysed incidents at artefact sites.
#[derive(Clone, Debug, PartialEq)]
pub struct ArtefactShare {
    /// How near counts, in metres.
    pub radius_m: f64,
    /// The positions within reach.
    pub at: AtArtefacts,
    /// Incidents at any of them.
    pub incidents: usize,
    /// Incidents at each, in the order of the layer. Where sites are near each other an incident
    /// may be at several.
    pub of_each: Vec<usize>,
}

impl ArtefactShare {
    /// The incidents within `radius_m` metres of the artefact sites of `data`; `None` where it
    /// has none.
    pub fn of(data: &Dataset, radius_m: f64) -> Option<Self> {
        if data.artefacts.is_empty() {
            return None;
        }
        let sites = data.incidents.sites();
        let at = data.artefacts.near(sites, radius_m);
        Some(Self {
            radius_m,
            incidents: at.incidents(sites),
            of_each: at.incidents_of_each(sites),
            at,
        })
    }

    /// The sites with the most incidents: index in the layer and incidents, the most first, none
    /// without incidents.
    pub fn busiest(&self) -> Vec<(usize, usize)> {
        let mut busiest: Vec<(usize, usize)> = self.of_each.iter().copied().enumerate().collect();
        busiest.retain(|&(_, incidents)| incidents > 0);
        busiest.sort_by_key(|&(index, incidents)| (std::cmp::Reverse(incidents), index));
        busiest
    }

    /// The busiest sites by name: `Royal Infirmary 312, Central police station 95 and 3 more`.
    pub fn said(&self, data: &Dataset) -> String {
        const NAMED: usize = 3;
        let busiest = self.busiest();
        let named = busiest.iter().take(NAMED).map(|&(index, incidents)| {
            let name = &data.artefacts.all()[index].name;
            format!("{name} {}", crate::base::figures::grouped(incidents))
        });
        let named = named.collect::<Vec<_>>().join(", ");
        match busiest.len().saturating_sub(NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }
}

/// The share of a hot spot's weight that stands at artefact sites, 0 to 1, and the artefact site
/// (index in the layer) that holds most of it, if any does.
pub fn of_hotspot(
    data: &Dataset,
    at: &AtArtefacts,
    selection: &Selection,
    hotspot: &Hotspot,
) -> (f64, Option<usize>) {
    let (mut all, mut here) = (0.0, 0.0);
    let mut of_each = vec![0.0; at.of_each.len()];
    for &row in &hotspot.rows {
        let weight = selection.weight_of(row as usize);
        let site = data.incidents.site(row as usize);
        all += weight;
        if at.holds(site) {
            here += weight;
            for (sum, own) in of_each.iter_mut().zip(&at.of_each) {
                if own.binary_search(&(site as u32)).is_ok() {
                    *sum += weight;
                }
            }
        }
    }
    let most = (0..of_each.len()).fold(None, |most: Option<usize>, index| match most {
        Some(before) if of_each[before] >= of_each[index] => most,
        _ if of_each[index] > 0.0 => Some(index),
        _ => most,
    });
    (if all > 0.0 { here / all } else { 0.0 }, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rank::{RankParams, Unit, rank};
    use crate::analysis::selection::select;
    use crate::base::{Planar, Progress, When};
    use crate::data::Filter;
    use crate::data::artefacts::{ArtefactSite, ArtefactSites, Ground};
    use crate::data::premises::PremisesChoice;

    fn site(name: &str, x: f64) -> ArtefactSite {
        ArtefactSite {
            name: name.to_owned(),
            kind: None,
            ground: Ground::Point(Planar::new(x, 0.0)),
            line: 2,
        }
    }

    /// Six at a station, two beside it, five elsewhere.
    fn data() -> Dataset {
        let mut points = vec![(0.0, 0.0); 6];
        points.extend([(90.0, 0.0); 2]);
        points.extend([(5_000.0, 0.0); 5]);
        let mut data =
            Dataset::from_points(points.into_iter().map(|(x, y)| (x, y, When::Unknown, "")));
        data.artefacts = ArtefactSites::new(vec![
            site("Court", 9_000.0),
            site("Station", 10.0),
            site("Cells", 12.0),
        ]);
        data
    }

    #[test]
    fn sites_are_counted_in_all_and_one_by_one() {
        let data = data();
        let share = ArtefactShare::of(&data, 50.0).unwrap();
        assert_eq!((share.incidents, &*share.of_each), (6, &[0, 6, 6][..]));
        assert_eq!(share.said(&data), "Station 6, Cells 6");
        assert_eq!(ArtefactShare::of(&Dataset::default(), 50.0), None);
    }

    #[test]
    fn each_hot_spot_knows_its_share() {
        let data = data();
        let progress = Progress::new();
        let filter = Filter::default();
        let selection = select(&data, &filter, &progress).unwrap();
        let params = RankParams {
            unit: Unit::Disc { radius_m: 100.0 },
            separation_m: None,
            top: 5,
            min_incidents: 1,
            within_area: false,
            premises: PremisesChoice::All,
        };
        let list = rank(&data, &selection, &filter.time, &params, &progress).unwrap();
        let at = data.artefacts.near(data.incidents.sites(), 50.0);
        let of = |i: usize| of_hotspot(&data, &at, &selection, &list.hotspots[i]);
        assert_eq!(of(0), (0.75, Some(1)), "six of eight, the first of equals");
        assert_eq!(of(1), (0.0, None));
    }
}
