//! Places whose sites are known once and for all: cells, areas, premises, repeat locations.

use crate::analysis::rank::RankParams;
use crate::analysis::rank::again::contest::{Listed, Place};
use crate::analysis::rank::groups::Groups;
use crate::analysis::rank::order::{Standing, best_first};
use crate::analysis::selection::SiteLoad;
use crate::base::Planar;

/// Places and the sites that belong to each.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis::rank) struct Entrants {
    /// Which places these are, ascending: numbers of cells, areas, premises.
    ids: Vec<u32>,
    /// Where each is centred.
    centres: Vec<Planar>,
    /// Where the members of each start; one more than there are places.
    starts: Vec<u32>,
    members: Vec<Member>,
}

/// A site of a place.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis::rank) struct Member {
    /// The number of the site in its list.
    pub(in crate::analysis::rank) site: u32,
    /// How much of its weight counts for the place.
    pub(in crate::analysis::rank) share: f64,
}

impl Entrants {
    /// The groups that share no site.
    pub(in crate::analysis::rank) fn of_groups(groups: &Groups) -> Self {
        let mut starts = vec![0; groups.centres.len() + 1];
        for &group in &groups.of_site {
            starts[group as usize + 1] += 1;
        }
        for group in 0..groups.centres.len() {
            starts[group + 1] += starts[group];
        }
        let mut next = starts.clone();
        let nobody = Member {
            site: 0,
            share: 1.0,
        };
        let mut members = vec![nobody; groups.of_site.len()];
        for (site, &group) in (0..).zip(&groups.of_site) {
            members[next[group as usize] as usize].site = site;
            next[group as usize] += 1;
        }
        Self {
            ids: (0..groups.centres.len() as u32).collect(),
            centres: groups.centres.clone(),
            starts,
            members,
        }
    }

    /// Adds the next place; places come in the order of their numbers.
    pub(in crate::analysis::rank) fn push(
        &mut self,
        centre: Planar,
        members: impl Iterator<Item = Member>,
    ) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.ids.push(self.ids.len() as u32);
        self.centres.push(centre);
        self.members.extend(members);
        self.starts.push(self.members.len() as u32);
    }

    /// The best places with what `load` says of each site.
    pub(super) fn best(&self, load: impl Fn(u32) -> SiteLoad, params: &RankParams) -> Listed {
        let standing = |place: usize| {
            let mut standing = Standing::empty(self.centres[place]);
            for member in self.members_of(place) {
                standing.add(load(member.site), member.share);
            }
            standing
        };
        let standings: Vec<Standing> = (0..self.ids.len()).map(standing).collect();
        let best = best_first(&standings, params.min_incidents, params.top);
        let places = best.iter().map(|&place| Place::Unit(self.ids[place]));
        Listed::new(
            places.collect(),
            best.iter().map(|&place| standings[place].weight).collect(),
        )
    }

    /// Which sites belong to a place whose weight is one of a contender.
    pub(super) fn contested(
        &self,
        loads: &[SiteLoad],
        is_contender: impl Fn(f64) -> bool,
    ) -> Vec<bool> {
        let mut is_contested = vec![false; loads.len()];
        for place in 0..self.ids.len() {
            let members = self.members_of(place);
            let weight = |m: &Member| loads[m.site as usize].weight * m.share;
            if is_contender(members.iter().map(weight).sum()) {
                for member in members {
                    is_contested[member.site as usize] = true;
                }
            }
        }
        is_contested
    }

    /// The places all of whose members are in `sites`, which are numbered anew in that order;
    /// there are `of` sites altogether.
    pub(super) fn among(&self, sites: &[u32], of: usize) -> Self {
        const LEFT_OUT: u32 = u32::MAX;
        let mut number = vec![LEFT_OUT; of];
        for (i, &site) in (0..).zip(sites) {
            number[site as usize] = i;
        }
        let mut some = Self {
            starts: vec![0],
            ..Self::default()
        };
        for place in 0..self.ids.len() {
            let members = self.members_of(place);
            let is_in = |m: &Member| number[m.site as usize] != LEFT_OUT;
            if !members.is_empty() && members.iter().all(is_in) {
                some.push(
                    self.centres[place],
                    members.iter().map(|m| Member {
                        site: number[m.site as usize],
                        share: m.share,
                    }),
                );
                if let Some(id) = some.ids.last_mut() {
                    *id = self.ids[place];
                }
            }
        }
        some
    }

    fn members_of(&self, place: usize) -> &[Member] {
        &self.members[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}
