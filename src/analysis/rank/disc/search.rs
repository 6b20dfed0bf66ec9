//! Branch and bound for the heaviest allowed disc.
//!
//! # Why it finds the optimum
//!
//! Let S be the members of a best disc. The allowed centres that cover S form the set
//! K = ⋂ D(p, R) minus the open separation discs, p in S. K is closed and bounded, so its
//! boundary either has a corner or is made of whole circles. A corner is a point where two
//! circles cross: R-circles around two sites, a site's R-circle and a separation circle, or
//! two separation circles. Where there is no corner, the outermost circle cannot be a
//! separation circle (K lies outside of those), so it is some site's whole R-circle, and its
//! easternmost point is in K. Trying all these points therefore finds S; the search tries those
//! in every square it cannot rule out.
//!
//! A square of centres is ruled out where all sites within R of *any* of its points hold less
//! than the best disc so far. Squares are quartered, the one that can hold most first; squares
//! of about R/8 have their middle counted, and the best of these is shifted about while that
//! makes it better ([`Search::best_middle`]). What comes out is a disc that is truly counted and
//! mostly within a percent of the best. Squares that could still hold more are then looked into
//! ([`Explorer`]). What a square can hold at most is remembered: taking a disc away and
//! forbidding centres only lowers that.
//!
//! Squares are looked at in rounds of a fixed number; those of a round know only of what was
//! found in earlier rounds, and their findings are compared in the order of the round. So the
//! answer does not depend on the number of threads.

use rayon::prelude::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, IntoParallelRefMutIterator as _,
    ParallelIterator as _,
};

use crate::analysis::rank::disc::Effort;
use crate::analysis::rank::disc::best::{Best, Verdict};
use crate::analysis::rank::disc::centre::Rules;
use crate::analysis::rank::disc::explore::Explorer;
use crate::analysis::rank::disc::frontier::{Frontier, Open};
use crate::analysis::rank::disc::squares::Squares;
use crate::analysis::rank::load::Load;
use crate::analysis::rank::loaded_tree::{LoadedTree, Square};
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};
use crate::data::site_tree::Node;

/// Squares that are quartered or counted in one go.
const QUARTERED: usize = 64;
/// Squares that are looked into in one go.
const EXPLORED: usize = 16;
/// Squares that are not worth another thread.
const FEW: usize = 4;
/// Squares whose half side is this part of the radius are not quartered but looked into.
pub(super) const LOOKED_INTO: f64 = 1.0 / 12.0;
/// The best middle is shifted by no less than this part of the radius.
const LEAST_SHIFT: f64 = 1.0 / 512.0;

/// The search for one disc after another.
pub(super) struct Search<'a> {
    sites: LoadedTree<'a>,
    rules: Rules,
    progress: &'a Progress,
    earlier: Vec<Planar>,
    /// Squares that are to be quartered.
    frontier: Frontier,
    /// Squares that are not.
    small: Vec<Small>,
    /// What small squares cover, where that was found before.
    squares: Option<&'a Squares>,
}

/// A square that is not quartered any more.
#[derive(Clone, Copy, Debug)]
struct Small {
    open: Open,
    /// What the disc in its middle holds.
    at_middle: Load,
    /// Which of the squares found before it is, where there are some.
    number: usize,
}

impl<'a> Search<'a> {
    /// A search over `sites`.
    pub(super) fn new(sites: LoadedTree<'a>, rules: Rules, progress: &'a Progress) -> Self {
        let mut frontier = Frontier::default();
        if let Some(all) = sites.tree.nodes.first() {
            frontier.add(Open::new(square_of_centres(all, rules), sites.total()));
        }
        Self {
            sites,
            rules,
            progress,
            earlier: Vec::new(),
            frontier,
            small: Vec::new(),
            squares: None,
        }
    }

    /// A search for discs centred in `squares` alone, which were found for the same tree.
    pub(super) fn in_squares(
        sites: LoadedTree<'a>,
        rules: Rules,
        squares: &'a Squares,
        progress: &'a Progress,
    ) -> Self {
        let small = (0..squares.len()).map(|number| {
            let held = squares.held(number, &sites);
            Small {
                open: Open::new(squares.square(number), held.most),
                at_middle: held.at_middle,
                number,
            }
        });
        let small = small
            .filter(|small| !small.open.most().is_empty())
            .collect();
        Self {
            sites,
            rules,
            progress,
            earlier: Vec::new(),
            frontier: Frontier::default(),
            small,
            squares: Some(squares),
        }
    }

    /// The sites that are left.
    pub(super) fn sites(&self) -> &LoadedTree<'a> {
        &self.sites
    }

    /// The heaviest allowed disc, or a heavy one: its centre (relative to the tree's origin) and the
    /// places it covers, ascending. `None` once nothing is found any more.
    pub(super) fn next(
        &mut self,
        effort: Effort,
    ) -> Result<Option<(Planar, Vec<usize>)>, Cancelled> {
        let mut best = Best::new(self.rules);
        for small in &self.small {
            self.offer(small.open.square().middle, small.at_middle, &mut best);
        }
        self.best_middle(&mut best)?;
        self.shift(&mut best);
        if effort == Effort::Exact {
            self.look_into_small(&mut best)?;
        }
        Ok(best.disc(&self.sites, &self.earlier))
    }

    /// Takes the sites at `places` away and forbids centres too near to `centre`.
    pub(super) fn take(&mut self, centre: Planar, places: &[usize]) {
        self.sites.take(places);
        self.earlier.push(centre);
        let reach = self.rules.separation_m.max(2.0 * self.rules.cover_m());
        let mut small = std::mem::take(&mut self.small);
        small.par_iter_mut().with_min_len(FEW).for_each(|small| {
            let square = small.open.square();
            if square.middle.distance_to(centre) <= reach + 2.0 * square.half_m {
                *small = self.recounted(*small, centre);
            }
        });
        small.retain(|small| !small.open.most().is_empty());
        self.small = small;
    }

    fn offer(&self, at: Planar, load: Load, best: &mut Best) {
        if best.welcomes(load) {
            best.offer(at, load, &self.sites, &self.earlier);
        }
    }

    /// Finds the best of the middles of small squares, among which are then all that could hold
    /// more.
    fn best_middle(&mut self, best: &mut Best) -> Result<(), Cancelled> {
        let smallest = self.rules.radius_m * LOOKED_INTO;
        loop {
            let round = self
                .frontier
                .take(QUARTERED, best, &self.sites, &self.earlier);
            if round.is_empty() {
                return Ok(());
            }
            if self.progress.is_cancelled() {
                return Err(Cancelled);
            }
            let findings: Vec<Finding> = round
                .par_iter()
                .with_min_len(FEW)
                .map(|&open| {
                    let square = open.square();
                    if square.half_m > smallest {
                        let quarters = self.explorer().quarters(square);
                        Finding::Quarters(quarters.map(|(quarter, most)| Open::new(quarter, most)))
                    } else {
                        Finding::Small(self.counted(open))
                    }
                })
                .collect();
            for finding in findings {
                match finding {
                    Finding::Quarters(quarters) => {
                        for quarter in quarters {
                            self.frontier.add(quarter);
                        }
                    }
                    Finding::Small(small) => {
                        self.small.push(small);
                        self.offer(small.open.square().middle, small.at_middle, best);
                    }
                }
            }
        }
    }

    fn counted(&self, open: Open) -> Small {
        Small {
            open,
            at_middle: self.count(open.square().middle),
            number: 0,
        }
    }

    /// What a small square holds after the disc around `centre` was taken.
    fn recounted(&self, small: Small, centre: Planar) -> Small {
        let square = small.open.square();
        let Some(squares) = self.squares else {
            return self.counted(Open::new(square, self.most(square)));
        };
        if square.is_nearer_than(centre, self.rules.apart_m()) {
            return Small {
                open: Open::new(square, Load::default()),
                at_middle: Load::default(),
                ..small
            };
        }
        let held = squares.held(small.number, &self.sites);
        let is_allowed = self.rules.allow(square.middle, &self.earlier);
        Small {
            open: Open::new(square, held.most.and(small.open.most())),
            at_middle: if is_allowed {
                held.at_middle
            } else {
                Load::default()
            },
            ..small
        }
    }

    /// What the disc at `at` holds; nothing where it is forbidden.
    fn count(&self, at: Planar) -> Load {
        if self.rules.allow(at, &self.earlier) {
            self.sites.within(at, self.rules.cover_sq())
        } else {
            Load::default()
        }
    }

    /// The most a disc centred in `square` can hold, roughly.
    fn most(&self, square: Square) -> Load {
        self.explorer().most(square)
    }

    fn explorer(&self) -> Explorer<'_> {
        Explorer::new(&self.sites, self.rules, &self.earlier, self.progress)
    }

    /// Moves the best disc to whichever of eight neighbours holds more, nearer and nearer ones.
    fn shift(&self, best: &mut Best) {
        let mut step_m = self.rules.radius_m * LOOKED_INTO;
        while step_m > self.rules.radius_m * LEAST_SHIFT {
            let Some((from, load)) = best.witness() else {
                return;
            };
            for (x, y) in EIGHT {
                let at = Planar::new(from.x + x * step_m, from.y + y * step_m);
                let found = self.count(at);
                if found.weight > load.weight && best.welcomes(found) {
                    best.offer(at, found, &self.sites, &self.earlier);
                }
            }
            if best.witness().is_none_or(|(at, _)| at == from) {
                step_m /= 2.0;
            }
        }
    }

    /// Looks into those of the small squares that may win, the most promising first.
    fn look_into_small(&mut self, best: &mut Best) -> Result<(), Cancelled> {
        // What cannot win against this disc cannot against a better one.
        let all = std::mem::take(&mut self.small);
        let mut may_win =
            |small: &Small| small.open.verdict(best, &self.sites, &self.earlier) == Verdict::MayWin;
        let (mut small, rest): (Vec<Small>, Vec<Small>) = all.into_iter().partition(&mut may_win);
        small.sort_unstable_by_key(|small| small.open);
        let mut next = 0;
        while next < small.len() {
            let mut round: Vec<usize> = Vec::with_capacity(EXPLORED);
            while next < small.len() && round.len() < EXPLORED {
                let verdict = small[next].open.verdict(best, &self.sites, &self.earlier);
                if verdict == Verdict::MayWin {
                    round.push(next);
                }
                next += 1;
            }
            let findings: Vec<(Best, Load)> = round
                .par_iter()
                .map(|&i| {
                    let mut best = *best;
                    let most = self.looked_into(small[i], &mut best)?;
                    Ok((best, most))
                })
                .collect::<Result<_, Cancelled>>()?;
            for (i, (found, most)) in round.into_iter().zip(findings) {
                if let Some((at, load)) = found.witness() {
                    self.offer(at, load, best);
                }
                small[i].open = Open::new(small[i].open.square(), most);
            }
        }
        small.extend(rest);
        self.small = small;
        Ok(())
    }

    fn looked_into(&self, small: Small, best: &mut Best) -> Result<Load, Cancelled> {
        let square = small.open.square();
        let Some(squares) = self.squares else {
            return self.explorer().explore(square, best);
        };
        let (whole, undecided) = squares.places(small.number);
        self.explorer()
            .explore_places(square, whole, undecided, best)
    }
}

/// What came of looking at a square.
enum Finding {
    Quarters([Open; 4]),
    Small(Small),
}

const EIGHT: [(f64, f64); 8] = [
    (1.0, 0.0),
    (0.0, 1.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (1.0, 1.0),
    (-1.0, 1.0),
    (-1.0, -1.0),
    (1.0, -1.0),
];

/// A square around every centre from which something can be reached.
pub(super) fn square_of_centres(all: &Node, rules: Rules) -> Square {
    let middle = |axis: usize| f64::midpoint(f64::from(all.min[axis]), f64::from(all.max[axis]));
    Square {
        middle: Planar::new(middle(0), middle(1)),
        half_m: all.side_m() / 2.0 + rules.cover_m() * 1.001,
    }
}
