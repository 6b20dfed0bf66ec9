//! The best disc so far, and whether something could still beat it.

use crate::analysis::rank::disc::centre::{Rules, comes_first, comes_no_earlier, placed};
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

    /// What discs have to obey.
    pub(super) fn rules(&self) -> Rules {
        self.rules
    }

    /// Whether a square may hold a better disc that can hold `most`, and in which none is centred
    /// further south or west than `least`.
    pub(super) fn verdict(
        &mut self,
        most: Load,
        least: Planar,
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
        let own = self.centre(sites, earlier);
        if own.is_some_and(|own| comes_no_earlier(least, own)) {
            Verdict::TieLost
        } else {
            Verdict::MayWin
        }
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
        let limit = self.rules.cover_sq();
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
                let loses = |own| {
                    let least = self.rules.least_centre(sites.north_east_within(at, limit));
                    comes_no_earlier(least, own)
                };
                if load.fingerprint == self.lost || own.is_some_and(loses) {
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
        let hull = sites.hull_within(witness, self.rules.cover_sq());
        placed(&hull, earlier, self.rules, witness)
    }
}
