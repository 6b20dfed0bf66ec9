//! Loads of sites with each incident drawn a Poisson(1) number of times.

use rand_chacha::rand_core::RngCore;

use crate::analysis::rank::again::Again;
use crate::analysis::selection::{Selection, SiteLoad};
use crate::analysis::stability::poisson::Poisson;

/// What can be drawn at the sites of a list.
pub(super) struct Resampler {
    poisson: Poisson,
    urns: Vec<Urn>,
    /// Weights of incidents that count only in part, site by site, the smallest first.
    parts: Vec<f64>,
}

/// What can be drawn at one site.
struct Urn {
    /// Incidents that count whole.
    whole: u32,
    /// The others, in [`Resampler::parts`].
    first_part: u32,
    parts: u32,
}

impl Resampler {
    /// The incidents of `selection` at the sites of `list`.
    pub(super) fn new(list: &Again<'_>, selection: &Selection) -> Self {
        let mut parts = Vec::new();
        let urns = list.loads().iter().map(|load| {
            let first_part = parts.len();
            let rows = list.table().rows(load.site as usize);
            let place = |row: usize| {
                let rows = &selection.partial_rows;
                rows.partition_point(|&partial| (partial as usize) < row)
            };
            parts.extend_from_slice(&selection.partial_weights[place(rows.start)..place(rows.end)]);
            // Weights that come from elsewhere than the times are in no order of their own.
            parts[first_part..].sort_unstable_by(f64::total_cmp);
            let own = (parts.len() - first_part) as u32;
            Urn {
                whole: load.incidents - own,
                first_part: first_part as u32,
                parts: own,
            }
        });
        let urns = urns.collect();
        Self {
            poisson: Poisson::new(),
            urns,
            parts,
        }
    }

    /// Draws the incidents at `sites` and adds their loads to `loads`, numbering them on.
    pub(super) fn draw(&self, sites: &[u32], random: &mut impl RngCore, loads: &mut Vec<SiteLoad>) {
        for &site in sites {
            let urn = &self.urns[site as usize];
            let whole = self.poisson.draw(urn.whole, random);
            let mut load = SiteLoad {
                site: loads.len() as u32,
                incidents: whole,
                weight: f64::from(whole),
            };
            let parts = urn.first_part as usize..(urn.first_part + urn.parts) as usize;
            for weight in &self.parts[parts] {
                let times = self.poisson.draw(1, random);
                load.incidents += times;
                load.weight += weight * f64::from(times);
            }
            loads.push(load);
        }
    }
}
