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
//! than the best disc so far. Sites that cover every point of the square are summed up and
//! dropped from the list that its four quarters look at; a square with few undecided sites
//! left is swept. Squares of the first level are remembered with what they can hold at most:
//! taking a disc away and forbidding centres only lowers that.
//!
//! Circles are built 0.9 and counted 1 [`TOLERANCE_M`] wider than R, so that rounding (10⁻¹⁰ m)
//! decides nothing.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::analysis::rank::disc::best::{Best, Verdict};
use crate::analysis::rank::disc::centre::{Rules, TOLERANCE_M};
use crate::analysis::rank::disc::circle::{Circle, crossings};
use crate::analysis::rank::disc::sites::{CellKey, Load, Site, Sites};
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};

/// A square with at most this many undecided sites is swept, not quartered.
const SWEPT: usize = 12;
/// Quarterings after which a square is swept in any case: R/2²⁰ is a tenth of a millimetre.
const DEEPEST: u32 = 20;

/// A square of centres at the first level. Sorted by what it can hold at most, then from the
/// south.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    /// Weight in units of 2⁻³⁰, rounded up.
    weight: Reverse<u64>,
    incidents: Reverse<u64>,
    cell: CellKey,
}

impl Open {
    fn new(cell: CellKey, most: Load) -> Self {
        let weight = (most.weight * f64::from(1 << 30)).ceil() as u64;
        Self {
            weight: Reverse(weight),
            incidents: Reverse(most.incidents),
            cell,
        }
    }

    fn most(self) -> Load {
        let weight = self.weight.0 as f64 / f64::from(1 << 30);
        Load {
            weight,
            incidents: self.incidents.0,
            fingerprint: 0,
        }
    }
}

/// A square of centres.
#[derive(Clone, Copy, Debug)]
struct Square {
    middle: Planar,
    half: f64,
}

/// What is known of a square.
#[derive(Clone, Debug)]
struct Part {
    square: Square,
    /// Where its undecided sites lie in [`Search::lists`].
    undecided: Range<usize>,
    /// What every point of it covers.
    base: Load,
    /// What all its points together cover.
    most: Load,
}

/// The search for one disc after another.
pub(super) struct Search<'a> {
    sites: Sites,
    rules: Rules,
    progress: &'a Progress,
    earlier: Vec<Planar>,
    open: BTreeSet<Open>,
    /// Earlier centres that forbid part of the present square.
    near: Vec<Planar>,
    lists: Vec<u32>,
    looked_at: usize,
}

impl<'a> Search<'a> {
    /// A search over `sites`, whose cells are at least as large as a disc's reach.
    pub(super) fn new(sites: Sites, rules: Rules, progress: &'a Progress) -> Self {
        let cells = sites.cells_of_centres();
        let open = cells
            .into_iter()
            .map(|(cell, most)| Open::new(cell, most))
            .collect();
        let (earlier, near, lists) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            sites,
            rules,
            progress,
            earlier,
            open,
            near,
            lists,
            looked_at: 0,
        }
    }

    /// The sites, and which incident lies at which.
    pub(super) fn sites(&self) -> &Sites {
        &self.sites
    }

    /// The heaviest allowed disc: its centre (relative to the sites' origin) and the sites it
    /// covers. `None` once nothing can be covered any more.
    pub(super) fn next(&mut self) -> Result<Option<(Planar, Vec<usize>)>, Cancelled> {
        let mut best = Best::new(self.rules);
        let mut looked_at = Vec::new();
        let mut from = None;
        while let Some(&open) = from.map_or_else(
            || self.open.first(),
            |from: Open| self.open.range(from..).next(),
        ) {
            let south = self.sites.middle(open.cell).y - self.sites.cell_m / 2.0;
            match best.verdict(open.most(), south, &self.sites, &self.earlier) {
                Verdict::TooLight => break,
                // Neither does any other square that can hold as much and lies further north.
                Verdict::TieLost => {
                    from = Some(Open {
                        cell: CellKey(u64::MAX),
                        ..open
                    });
                }
                Verdict::MayWin => {
                    self.open.remove(&open);
                    let most = self.explore_cell(open.cell, &mut best)?;
                    if most.incidents > 0 {
                        looked_at.push(Open::new(open.cell, most));
                    }
                }
            }
        }
        self.open.extend(looked_at);
        Ok(best.disc(&self.sites, &self.earlier))
    }

    /// Takes `members` away and forbids centres too near to `centre`.
    pub(super) fn take(&mut self, centre: Planar, members: &[usize]) {
        for &site in members {
            self.sites.all[site].load = Load::default();
        }
        self.earlier.push(centre);
    }

    fn explore_cell(&mut self, cell: CellKey, best: &mut Best) -> Result<Load, Cancelled> {
        let square = Square {
            middle: self.sites.middle(cell),
            half: self.sites.cell_m / 2.0,
        };
        let reach = self.rules.separation_m + square.half * std::f64::consts::SQRT_2;
        self.near.clear();
        if self.rules.apart_m() > 0.0 {
            let close = self
                .earlier
                .iter()
                .filter(|e| e.distance_to(square.middle) <= reach);
            self.near.extend(close);
        }
        self.lists.clear();
        for i in self.sites.around(cell).into_iter().flatten() {
            if self.sites.all[i].load.incidents > 0 {
                self.lists.push(i as u32);
            }
        }
        let all = 0..self.lists.len();
        let part = self.part(square, all, Load::default(), best);
        self.explore(&part, 0, best)
    }

    /// Looks for better discs centred in `part`. Returns what such a disc can hold at most.
    fn explore(&mut self, part: &Part, depth: u32, best: &mut Best) -> Result<Load, Cancelled> {
        self.looked_at += 1;
        if self.looked_at.is_multiple_of(256) && self.progress.is_cancelled() {
            return Err(Cancelled);
        }
        let Square { middle, half } = part.square;
        if self.is_forbidden(part.square) {
            return Ok(Load::default());
        }
        let verdict = best.verdict(part.most, middle.y - half, &self.sites, &self.earlier);
        if part.most.incidents == 0 || verdict != Verdict::MayWin {
            return Ok(part.most);
        }
        if part.undecided.len() <= SWEPT || depth == DEEPEST {
            return self.sweep(part, best);
        }
        let end = self.lists.len();
        let quarter = half / 2.0;
        let mut parts = [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)].map(|(x, y)| {
            let middle = Planar::new(middle.x + x * quarter, middle.y + y * quarter);
            let square = Square {
                middle,
                half: quarter,
            };
            self.part(square, part.undecided.clone(), part.base, best)
        });
        parts.sort_by(|a, b| b.most.weight.total_cmp(&a.most.weight));
        let mut most = Load::default();
        for part in &parts {
            most = most.or(self.explore(part, depth + 1, best)?);
        }
        self.lists.truncate(end);
        Ok(most)
    }

    /// Sorts the sites of `list` into those that cover all of `square`, some, or none of it.
    /// The middle of the square is offered as a centre on the way.
    fn part(&mut self, square: Square, list: Range<usize>, base: Load, best: &mut Best) -> Part {
        let Square { middle, half } = square;
        let limit = self.rules.cover_m() * self.rules.cover_m();
        let start = self.lists.len();
        let (mut all, mut some, mut at_middle) = (base, Load::default(), base);
        for i in list {
            let id = self.lists[i];
            let site = &self.sites.all[id as usize];
            let (x, y) = ((site.at.x - middle.x).abs(), (site.at.y - middle.y).abs());
            if square_of(x + half) + square_of(y + half) <= limit {
                all = all.plus(site.load);
                at_middle = at_middle.plus(site.load);
            } else if square_of((x - half).max(0.0)) + square_of((y - half).max(0.0)) <= limit {
                some = some.plus(site.load);
                self.lists.push(id);
                if x * x + y * y <= limit {
                    at_middle = at_middle.plus(site.load);
                }
            }
        }
        if best.welcomes(at_middle) && self.rules.allow(middle, &self.near) {
            best.offer(middle, at_middle, &self.sites, &self.earlier);
        }
        Part {
            square,
            undecided: start..self.lists.len(),
            base: all,
            most: all.plus(some),
        }
    }

    /// Tries every corner that lies in the square. Returns what a disc centred in the square
    /// can hold at most, whatever centres are forbidden: what covers some point of the square
    /// either has a corner in it or reaches its sides.
    fn sweep(&self, part: &Part, best: &mut Best) -> Result<Load, Cancelled> {
        if self.progress.is_cancelled() {
            return Err(Cancelled);
        }
        let built = self.rules.radius_m + 0.9 * TOLERANCE_M;
        let apart = self.rules.separation_m - 0.9 * TOLERANCE_M;
        let ids = &self.lists[part.undecided.clone()];
        let sites: Vec<Site> = ids.iter().map(|&id| self.sites.all[id as usize]).collect();
        let rings: Vec<Circle> = sites
            .iter()
            .map(|site| Circle::new(site.at, built))
            .chain(self.near.iter().map(|&e| Circle::new(e, apart)))
            .collect();
        let mut most = most_on_sides(part, &sites, self.rules.cover_m());
        for (i, &ring) in rings.iter().enumerate() {
            if i < sites.len() {
                let east = Planar::new(ring.centre.x + built, ring.centre.y);
                most = most.or(self.try_centre(east, part, &sites, best));
            }
            for at in rings[..i]
                .iter()
                .filter_map(|&other| crossings(ring, other))
                .flatten()
            {
                most = most.or(self.try_centre(at, part, &sites, best));
            }
        }
        Ok(most)
    }

    /// What a disc at `at` holds, which is offered if it is allowed; nothing outside `part`.
    fn try_centre(&self, at: Planar, part: &Part, sites: &[Site], best: &mut Best) -> Load {
        let Square { middle, half } = part.square;
        let reach = half + TOLERANCE_M;
        if (at.x - middle.x).abs() > reach || (at.y - middle.y).abs() > reach {
            return Load::default();
        }
        let limit = self.rules.cover_m() * self.rules.cover_m();
        let load = sites
            .iter()
            .filter(|site| site.at.distance_sq_to(at) <= limit)
            .fold(part.base, |sum, site| sum.plus(site.load));
        if best.welcomes(load) && self.rules.allow(at, &self.near) {
            best.offer(at, load, &self.sites, &self.earlier);
        }
        load
    }

    /// Whether no point of `square` is allowed, because one earlier centre is too near to all.
    fn is_forbidden(&self, square: Square) -> bool {
        let Square { middle, half } = square;
        let apart = self.rules.apart_m();
        self.near.iter().any(|e| {
            let (x, y) = ((e.x - middle.x).abs() + half, (e.y - middle.y).abs() + half);
            x * x + y * y < apart * apart
        })
    }
}

fn square_of(x: f64) -> f64 {
    x * x
}

/// The most that a disc centred on one of the four sides of `part` covers.
fn most_on_sides(part: &Part, sites: &[Site], cover_m: f64) -> Load {
    let Square { middle, half } = part.square;
    let mut most = Load::default();
    let mut ends: Vec<(f64, bool, Load)> = Vec::with_capacity(2 * sites.len());
    for (along_x, side) in [(true, -half), (true, half), (false, -half), (false, half)] {
        ends.clear();
        for site in sites {
            let (x, y) = (site.at.x - middle.x, site.at.y - middle.y);
            let (along, across) = if along_x {
                (x, y - side)
            } else {
                (y, x - side)
            };
            let reach = cover_m * cover_m - across * across;
            if reach >= 0.0 && along.abs() <= half + reach.sqrt() {
                ends.push(((along - reach.sqrt()).max(-half), false, site.load));
                ends.push(((along + reach.sqrt()).min(half), true, site.load));
            }
        }
        // Starts before ends: intervals that only touch share a point.
        ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut load = part.base;
        most = most.or(load);
        for &(_, is_end, own) in &ends {
            load = if is_end {
                load.minus(own)
            } else {
                load.plus(own)
            };
            most = most.or(load);
        }
    }
    most
}
