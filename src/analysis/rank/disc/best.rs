//! The best disc so far, and whether something could still beat it.

use crate::analysis::rank::disc::centre::{Rules, TOLERANCE_M, comes_first, placed};
use crate::analysis::rank::load::Load;
use crate::analysis::rank::loaded_tree::LoadedTree;
use crate::analysis::rank::order::TIE;
use crate::base::Planar;

/// What a square of centres can still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Hold more than the best disc, or as much and win by a later rule.
    MayWin,
    /// At most as much, and lose by a later rule: so does a square further north.
    TieLost,
    /// Less than the best disc.
    TooLight,
}

/// The best disc so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    rules: Rules,
    found: Option<Found>,
    /// The last set that tied and lost. One set is offered by many corners in a row.
    lost: u64,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    load: Load,
    /// A point that covers the members.
    witness: Planar,
    /// Where the disc is centred, once somebody asked.
    centre: Option<Planar>,
}

impl Best {
    /// Nothing yet.
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            found: None,
            lost: 0,
        }
    }

    /// Whether a square south of which lies `south` and that can hold `most` may hold a
    /// better disc.
    pub(super) fn verdict(
        &mut self,
        most: Load,
        south: f64,
        sites: &LoadedTree<'_>,
        earlier: &[Planar],
    ) -> Verdict {
        let Some(found) = &self.found else {
            return Verdict::MayWin;
        };
        if most.weight < found.load.weight - TIE {
            return Verdict::TooLight;
        }
        if most.weight > found.load.weight + TIE || most.incidents > found.load.incidents {
            return Verdict::MayWin;
        }
        if most.incidents < found.load.incidents || most.fingerprint == found.load.fingerprint {
            return Verdict::TieLost;
        }
        let centre = self.centre(sites, earlier);
        if centre.is_some_and(|centre| self.is_north_of(south, centre)) {
            Verdict::TieLost
        } else {
            Verdict::MayWin
        }
    }

    /// Whether what is found at northings of `south` or more is centred north of `centre`:
    /// two points that cover one site are at most 2R apart.
    fn is_north_of(&self, south: f64, centre: Planar) -> bool {
        south - 2.0 * self.rules.cover_m() > centre.y + TOLERANCE_M
    }

    /// Whether a disc that holds `load` is worth offering.
    pub(super) fn welcomes(&self, load: Load) -> bool {
        load.incidents > 0
            && self.found.as_ref().is_none_or(|found| {
                load.weight >= found.load.weight - TIE && load.fingerprint != found.load.fingerprint
            })
    }

    /// Takes the disc at `at` if it is better.
    pub(super) fn offer(
        &mut self,
        at: Planar,
        load: Load,
        sites: &LoadedTree<'_>,
        earlier: &[Planar],
    ) {
        let mut offered = Found {
            load,
            witness: at,
            centre: None,
        };
        let is_better = match &self.found {
            None => true,
            Some(found) if (load.weight - found.load.weight).abs() > TIE => {
                load.weight > found.load.weight
            }
            Some(found) if load.incidents != found.load.incidents => {
                load.incidents > found.load.incidents
            }
            Some(_) => {
                let own = self.centre(sites, earlier);
                let is_far_north = own.is_some_and(|own| self.is_north_of(at.y, own));
                if is_far_north || load.fingerprint == self.lost {
                    return;
                }
                let centre = self.centre_at(at, sites, earlier);
                offered.centre = Some(centre);
                let is_first = own.is_none_or(|own| comes_first(centre, own));
                if !is_first {
                    self.lost = load.fingerprint;
                }
                is_first
            }
        };
        if is_better {
            self.found = Some(offered);
        }
    }

    /// A point that the best disc's members are within reach of, and what they hold.
    pub(super) fn witness(&self) -> Option<(Planar, Load)> {
        self.found.map(|found| (found.witness, found.load))
    }

    /// The best disc: its centre and the sites it covers.
    pub(super) fn disc(
        mut self,
        sites: &LoadedTree<'_>,
        earlier: &[Planar],
    ) -> Option<(Planar, Vec<usize>)> {
        let centre = self.centre(sites, earlier)?;
        Some((centre, sites.places_within(centre, self.rules.cover_sq())))
    }

    fn centre(&mut self, sites: &LoadedTree<'_>, earlier: &[Planar]) -> Option<Planar> {
        let found = self.found.as_ref()?;
        let centre = found
            .centre
            .unwrap_or_else(|| self.centre_at(found.witness, sites, earlier));
        if let Some(found) = &mut self.found {
            found.centre = Some(centre);
        }
        Some(centre)
    }

    fn centre_at(&self, witness: Planar, sites: &LoadedTree<'_>, earlier: &[Planar]) -> Planar {
        let members = sites.places_within(witness, self.rules.cover_sq());
        let members = members.into_iter().map(|i| sites.tree.at[i]).collect();
        placed(members, earlier, self.rules, witness)
    }
}
