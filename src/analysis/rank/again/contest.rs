//! A list among some sites, made anew for each set of loads.

use crate::analysis::rank::RankParams;
use crate::analysis::rank::again::entrants::Entrants;
use crate::analysis::rank::disc::{DiscParams, Effort, Squares, discs, discs_in};
use crate::analysis::rank::loaded_tree::{LoadedTree, Square};
use crate::analysis::selection::SiteLoad;
use crate::base::{Cancelled, Planar, Progress};
use crate::data::SiteTree;

/// A list among some sites.
pub(crate) struct Contest {
    params: RankParams,
    among: Among,
}

enum Among {
    Discs {
        tree: SiteTree,
        squares: Option<Squares>,
        params: DiscParams,
    },
    Entrants(Entrants),
}

/// Which place it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// The disc centred here.
    Disc(Planar),
    /// The cell, area, premises or repeat location of this number.
    Unit(u32),
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listed {
    places: Vec<Place>,
    weights: Vec<f64>,
}

impl Listed {
    /// Places, best first, and what each weighs.
    pub(super) fn new(places: Vec<Place>, weights: Vec<f64>) -> Self {
        Self { places, weights }
    }

    /// The places, best first.
    pub(crate) fn places(self) -> Vec<Place> {
        self.places
    }

    /// The least weight of `top` places; none where fewer are listed.
    pub(crate) fn least(&self, top: usize) -> Option<f64> {
        let is_full = self.places.len() >= top;
        let least = self.weights.iter().copied().fold(f64::INFINITY, f64::min);
        is_full.then_some(least)
    }
}

impl Contest {
    /// Discs that cover some of the sites at `positions`, centred in `squares` where there are some.
    pub(super) fn of_discs(
        positions: &[Planar],
        squares: Option<&[Square]>,
        radius_m: f64,
        params: &RankParams,
    ) -> Self {
        let xs: Vec<f64> = positions.iter().map(|p| p.x).collect();
        let ys: Vec<f64> = positions.iter().map(|p| p.y).collect();
        let tree = SiteTree::new(&xs, &ys);
        Self {
            params: *params,
            among: Among::Discs {
                squares: squares.and_then(|squares| Squares::new(&tree, squares, radius_m)),
                tree,
                params: DiscParams::of(params, radius_m),
            },
        }
    }

    /// The places `entrants`.
    pub(super) fn of_entrants(entrants: Entrants, params: &RankParams) -> Self {
        Self {
            params: *params,
            among: Among::Entrants(entrants),
        }
    }

    /// The list with these loads, one for each site of the contest in its order.
    pub(crate) fn list(
        &self,
        loads: &[SiteLoad],
        progress: &Progress,
    ) -> Result<Listed, Cancelled> {
        let (tree, squares, params) = match &self.among {
            Among::Entrants(entrants) => {
                return Ok(entrants.best(|site| loads[site as usize], &self.params));
            }
            Among::Discs {
                tree,
                squares,
                params,
            } => (tree, squares, *params),
        };
        let tree = LoadedTree::new(tree, loads);
        let found = match squares {
            Some(squares) => discs_in(tree, squares, params, progress)?,
            None => discs(tree, params, Effort::Exact, progress)?,
        };
        let weight = |members: &[u32]| members.iter().map(|&i| loads[i as usize].weight).sum();
        Ok(Listed::new(
            found.iter().map(|disc| Place::Disc(disc.centre)).collect(),
            found.iter().map(|disc| weight(&disc.members)).collect(),
        ))
    }
}
