//! A list that is made again and again with other loads at the same sites.
//!
//! What belongs to a cell, an area, a premises or a repeat location does not change with the
//! loads, so it is found once ([`Entrants`]); discs are searched anew. Of hundreds of lists with
//! loads not far from those selected, most places can never be in one. A [`Contest`] is a list
//! among those that can, and looks at their sites alone.

mod contest;
mod entrants;

use crate::analysis::rank::cells::Lattice;
use crate::analysis::rank::disc::contested;
use crate::analysis::rank::loaded_tree::{LoadedTree, Square};
use crate::analysis::rank::pool::{self, Pool};
use crate::analysis::rank::{Hotspot, RankError, RankParams, Unit, areas, cells, places, premises};
use crate::analysis::selection::{Selection, SiteLoad};
use crate::base::{Cancelled, Planar, Progress};
use crate::data::dataset::Dataset;
use crate::data::{AreaId, Sites};

pub(crate) use contest::{Contest, Listed, Place};
pub(in crate::analysis::rank) use entrants::{Entrants, Member};

/// A list that can be made again with other loads.
pub(crate) struct Again<'a> {
    pool: Pool<'a>,
    data: &'a Dataset,
    params: RankParams,
    kind: Kind,
}

/// Places that may be in a list.
pub(crate) struct Contenders {
    /// Whether each site belongs to one.
    pub(crate) is_site: Vec<bool>,
    /// Where discs among them are centred, if that is known closely.
    squares: Option<Vec<Square>>,
}

/// What is ranked.
enum Kind {
    Discs { radius_m: f64 },
    Entrants(Entrants),
}

impl<'a> Again<'a> {
    /// The lists of `params`: one, or where it is asked within areas one for each area.
    pub(crate) fn lists(
        data: &'a Dataset,
        selection: &'a Selection,
        params: &RankParams,
        progress: &Progress,
    ) -> Result<Vec<Self>, RankError> {
        if data.areas.is_empty() && (params.within_area || params.unit == Unit::Area) {
            return Err(RankError::NoAreas);
        }
        if !params.within_area {
            let pool = Pool::all(data, selection);
            return Ok(vec![Self::new(data, selection, pool, params, progress)?]);
        }
        let ids = pool::by_area(data, selection);
        let areas = data.areas.iter().map(|(area, _)| area).zip(ids);
        areas
            .map(|(area, ids)| {
                let pool = Pool::of_area(data, selection, ids, area);
                Self::new(data, selection, pool, params, progress)
            })
            .collect()
    }

    fn new(
        data: &'a Dataset,
        selection: &Selection,
        pool: Pool<'a>,
        params: &RankParams,
        progress: &Progress,
    ) -> Result<Self, RankError> {
        let of_lattice = |pool: &Pool<'_>, lattice| -> Result<Kind, RankError> {
            let groups = cells::groups(pool, lattice)?;
            Ok(Kind::Entrants(Entrants::of_groups(&groups)))
        };
        let kind = match params.unit {
            Unit::Disc { radius_m } => Kind::Discs { radius_m },
            Unit::Square { side_m } => of_lattice(&pool, Lattice::Square { side_m })?,
            Unit::Hex { side_m } => of_lattice(&pool, Lattice::Hex { side_m })?,
            Unit::Area => Kind::Entrants(areas::entrants(data, selection, &pool)),
            Unit::Premises { radius_m } => {
                Kind::Entrants(premises::entrants(data, &pool, radius_m, params, progress)?)
            }
            Unit::Place { radius_m } => {
                let groups = places::groups(&pool, radius_m, progress)?;
                Kind::Entrants(Entrants::of_groups(&groups))
            }
        };
        Ok(Self {
            pool,
            data,
            params: *params,
            kind,
        })
    }

    /// The area the list is within, where it is within one.
    pub(crate) fn area(&self) -> Option<AreaId> {
        self.pool.area
    }

    /// What is selected at each site of the list.
    pub(crate) fn loads(&self) -> &[SiteLoad] {
        &self.pool.loads
    }

    /// All its sites from the south, at one northing from the west.
    pub(crate) fn sites_in_order(&self) -> Vec<u32> {
        let mut sites: Vec<u32> = (0..self.pool.len() as u32).collect();
        sites.sort_unstable_by(|&a, &b| {
            let (a, b) = (self.position(a), self.position(b));
            a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x))
        });
        sites
    }

    /// Where a site is.
    pub(crate) fn position(&self, site: u32) -> Planar {
        self.pool.position(site as usize)
    }

    /// Which places `hotspots` are: this list as it was made with what is selected.
    pub(crate) fn places(&self, hotspots: &[&Hotspot]) -> Vec<Place> {
        match &self.kind {
            Kind::Discs { .. } => hotspots.iter().map(|h| Place::Disc(h.centre)).collect(),
            Kind::Entrants(entrants) => entrants
                .best(|site| self.pool.loads[site as usize], &self.params)
                .places(),
        }
    }

    /// Everybody.
    pub(crate) fn all(&self) -> Contenders {
        Contenders {
            is_site: vec![true; self.pool.len()],
            squares: None,
        }
    }

    /// Places as heavy as `is_contender` asks. Others do not matter to a list in which no lighter
    /// place is.
    pub(crate) fn contenders(
        &self,
        is_contender: impl Fn(f64) -> bool,
        progress: &Progress,
    ) -> Result<Contenders, Cancelled> {
        let radius_m = match &self.kind {
            Kind::Discs { radius_m } => *radius_m,
            Kind::Entrants(entrants) => {
                return Ok(Contenders {
                    is_site: entrants.contested(&self.pool.loads, is_contender),
                    squares: None,
                });
            }
        };
        let (numbers, found) = self.pool.with_tree(self.data, |tree: LoadedTree<'_>| {
            let found = contested(&tree, radius_m, is_contender, progress)?;
            Ok((tree.loads_at(&found.places), found))
        })?;
        let mut is_site = vec![false; self.pool.len()];
        for number in numbers {
            is_site[number as usize] = true;
        }
        Ok(Contenders {
            is_site,
            squares: found.are_small.then_some(found.squares),
        })
    }

    /// The contest among `contenders`, whose sites are `sites`.
    pub(crate) fn contest(&self, contenders: &Contenders, sites: &[u32]) -> Contest {
        match &self.kind {
            Kind::Discs { radius_m } => {
                let at: Vec<Planar> = sites.iter().map(|&site| self.position(site)).collect();
                let squares = contenders.squares.as_deref();
                Contest::of_discs(&at, squares, *radius_m, &self.params)
            }
            Kind::Entrants(entrants) => {
                Contest::of_entrants(entrants.among(sites, self.pool.len()), &self.params)
            }
        }
    }

    /// The sites of the whole table.
    pub(crate) fn table(&self) -> &'a Sites {
        self.data.incidents.sites()
    }
}
