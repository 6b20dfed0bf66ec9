//! The heaviest disc centred in one square.
//!
//! Nodes and sites that cover every point of the square are summed up and dropped from the list that
//! its four quarters look at. Of the others, nodes larger than the square are
//! opened, so that a list is no longer than the ring of cells around the discs' edges; a square
//! with few undecided sites left is swept.
//!
//! Circles are built 0.9 and counted 1 [`TOLERANCE_M`] wider than R, so that rounding (10⁻¹⁰ m)
//! decides nothing.

use std::ops::Range;

use crate::analysis::rank::disc::best::{Best, Verdict};
use crate::analysis::rank::disc::centre::{Rules, TOLERANCE_M};
use crate::analysis::rank::disc::circle::{Circle, crossings};
use crate::analysis::rank::load::Load;
use crate::analysis::rank::loaded_tree::{LoadedTree, Reach, Square, north_east_of};
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};

/// A square with at most this many undecided sites is swept, not quartered.
const SWEPT: usize = 12;
/// Squares whose half side is this part of the radius are swept in any case.
const SMALLEST: f64 = 1.0 / (1 << 21) as f64;
/// Nodes are opened until their side is at most this part of the square's half.
const NODE_PART: f64 = 1.0;
/// Nodes with at most this many sites are opened in any case.
const NODE_SITES: usize = 2;

/// What is known of a square.
#[derive(Clone, Debug)]
struct Part {
    square: Square,
    /// Its undecided nodes, in [`Explorer::nodes`].
    nodes: Range<usize>,
    /// Its undecided places, in [`Explorer::places`].
    places: Range<usize>,
    /// What every point of it covers.
    base: Load,
    /// As far east as one of these sites, as far north as one of them.
    north_east: Planar,
    /// What all its points together cover.
    most: Load,
    /// What its middle covers, where no node is undecided.
    at_middle: Load,
}

/// A place whose site covers only part of a square.
#[derive(Clone, Copy, Debug)]
struct Site {
    at: Planar,
    load: Load,
}

/// Looks for the heaviest disc centred in a square.
pub(super) struct Explorer<'a> {
    sites: &'a LoadedTree<'a>,
    rules: Rules,
    earlier: &'a [Planar],
    progress: &'a Progress,
    /// Earlier centres that forbid part of the square.
    near: Vec<Planar>,
    nodes: Vec<u32>,
    places: Vec<u32>,
    /// Nodes yet to be looked at for one part.
    stack: Vec<u32>,
    looked_at: usize,
}

impl<'a> Explorer<'a> {
    /// An explorer of squares.
    pub(super) fn new(
        sites: &'a LoadedTree<'a>,
        rules: Rules,
        earlier: &'a [Planar],
        progress: &'a Progress,
    ) -> Self {
        Self {
            sites,
            rules,
            earlier,
            progress,
            near: Vec::new(),
            nodes: Vec::new(),
            places: Vec::new(),
            stack: Vec::new(),
            looked_at: 0,
        }
    }

    /// The most a disc centred in `square` can hold, roughly.
    pub(super) fn most(mut self, square: Square) -> Load {
        self.keep_near(square);
        let part = self.whole(square);
        self.most_allowed(&part)
    }

    /// The quarters of `square` and the most a disc centred in each can hold, roughly.
    pub(super) fn quarters(mut self, square: Square) -> [(Square, Load); 4] {
        self.keep_near(square);
        let whole = self.whole(square);
        square.quarters().map(|quarter| {
            let (nodes_end, places_end) = (self.nodes.len(), self.places.len());
            let part = self.part(quarter, &whole);
            self.nodes.truncate(nodes_end);
            self.places.truncate(places_end);
            (quarter, self.most_allowed(&part))
        })
    }

    fn most_allowed(&self, part: &Part) -> Load {
        if self.is_forbidden(part.square) {
            Load::default()
        } else {
            part.most
        }
    }

    /// Looks for better discs centred in `square`. Returns what such a disc can hold at most.
    pub(super) fn explore(mut self, square: Square, best: &mut Best) -> Result<Load, Cancelled> {
        self.keep_near(square);
        let part = self.whole(square);
        self.explore_part(&part, best)
    }

    /// As [`Explorer::explore`], of a square of which it is known that all of it covers the places
    /// `whole` and some of it `undecided`.
    pub(super) fn explore_places(
        mut self,
        square: Square,
        whole: &[u32],
        undecided: &[u32],
        best: &mut Best,
    ) -> Result<Load, Cancelled> {
        self.keep_near(square);
        let limit = self.rules.cover_sq();
        let mut sums = Sums::default();
        for &place in whole {
            let load = self.sites.own(place as usize);
            if !load.is_empty() {
                sums.add_whole(load, self.sites.tree.at[place as usize]);
            }
        }
        for &place in undecided {
            let load = self.sites.own(place as usize);
            if !load.is_empty() {
                sums.add_some(load, self.sites.tree.at[place as usize], square, limit);
                self.places.push(place);
            }
        }
        let part = Part {
            square,
            nodes: 0..0,
            places: 0..self.places.len(),
            base: sums.all,
            north_east: sums.north_east,
            most: sums.all.plus(sums.some),
            at_middle: sums.at_middle,
        };
        self.explore_part(&part, best)
    }

    fn keep_near(&mut self, square: Square) {
        if self.rules.apart_m() > 0.0 {
            let reach = self.rules.separation_m + square.half_m * std::f64::consts::SQRT_2;
            let is_near = |e: &&Planar| e.distance_to(square.middle) <= reach;
            self.near = self.earlier.iter().filter(is_near).copied().collect();
        }
    }

    fn whole(&mut self, square: Square) -> Part {
        self.stack.clear();
        if !self.sites.tree.nodes.is_empty() {
            self.stack.push(0);
        }
        let nothing = Part {
            square,
            nodes: 0..0,
            places: 0..0,
            base: Load::default(),
            north_east: Planar::new(f64::NEG_INFINITY, f64::NEG_INFINITY),
            most: Load::default(),
            at_middle: Load::default(),
        };
        self.part(square, &nothing)
    }

    fn explore_part(&mut self, part: &Part, best: &mut Best) -> Result<Load, Cancelled> {
        self.looked_at += 1;
        if self.looked_at.is_multiple_of(256) && self.progress.is_cancelled() {
            return Err(Cancelled);
        }
        let square = part.square;
        if self.is_forbidden(square) {
            return Ok(Load::default());
        }
        self.offer_middle(part, best);
        let least = self.rules.least_centre(part.north_east);
        let verdict = best.verdict(part.most, least, self.sites, self.earlier);
        if part.most.is_empty() || verdict != Verdict::MayWin {
            return Ok(part.most);
        }
        let is_smallest = square.half_m <= self.rules.radius_m * SMALLEST;
        if is_smallest || (part.nodes.is_empty() && part.places.len() <= SWEPT) {
            return self.sweep(part, best);
        }
        let (nodes_end, places_end) = (self.nodes.len(), self.places.len());
        let mut parts = square.quarters().map(|quarter| self.part(quarter, part));
        parts.sort_by(|a, b| b.most.weight.total_cmp(&a.most.weight));
        let mut most = Load::default();
        for part in &parts {
            most = most.or(self.explore_part(part, best)?);
        }
        self.nodes.truncate(nodes_end);
        self.places.truncate(places_end);
        Ok(most)
    }

    fn offer_middle(&self, part: &Part, best: &mut Best) {
        if best.welcomes(part.at_middle) && self.rules.allow(part.square.middle, &self.near) {
            best.offer(part.square.middle, part.at_middle, self.sites, self.earlier);
        }
    }

    /// Sorts what is on the stack and what is undecided of `parent` into what covers all of
    /// `square`, some, or none of it.
    fn part(&mut self, square: Square, parent: &Part) -> Part {
        let limit = self.rules.cover_sq();
        let (nodes_start, places_start) = (self.nodes.len(), self.places.len());
        let mut sums = Sums {
            all: parent.base,
            north_east: parent.north_east,
            some: Load::default(),
            at_middle: parent.base,
        };
        self.stack
            .extend_from_slice(&self.nodes[parent.nodes.clone()]);
        while let Some(i) = self.stack.pop() {
            self.sort_node(i, square, limit, &mut sums);
        }
        for i in parent.places.clone() {
            self.sort_place(self.places[i], square, limit, &mut sums);
        }
        let has_nodes = self.nodes.len() > nodes_start;
        Part {
            square,
            nodes: nodes_start..self.nodes.len(),
            places: places_start..self.places.len(),
            base: sums.all,
            north_east: sums.north_east,
            most: sums.all.plus(sums.some),
            at_middle: if has_nodes {
                Load::default()
            } else {
                sums.at_middle
            },
        }
    }

    fn sort_node(&mut self, i: u32, square: Square, limit: f64, sums: &mut Sums) {
        let load = self.sites.of_node(i as usize);
        if load.is_empty() {
            return;
        }
        let node = &self.sites.tree.nodes[i as usize];
        match square.reach_of_node(node, limit) {
            Reach::None => {}
            // Somewhere in the node is a site that holds something: at least at its near corner.
            Reach::All => sums.add_whole(load, node.south_west()),
            Reach::Some => {
                let is_kept =
                    node.side_m() <= square.half_m * NODE_PART && node.places().len() > NODE_SITES;
                if is_kept {
                    sums.some = sums.some.plus(load);
                    self.nodes.push(i);
                } else if node.is_leaf() {
                    for place in node.places() {
                        self.sort_place(place as u32, square, limit, sums);
                    }
                } else {
                    self.stack.extend(node.children().map(|child| child as u32));
                }
            }
        }
    }

    fn sort_place(&mut self, place: u32, square: Square, limit: f64, sums: &mut Sums) {
        let load = self.sites.own(place as usize);
        if load.is_empty() {
            return;
        }
        let at = self.sites.tree.at[place as usize];
        match square.reach_of_site(at, limit) {
            Reach::None => {}
            Reach::All => sums.add_whole(load, at),
            Reach::Some => {
                sums.add_some(load, at, square, limit);
                self.places.push(place);
            }
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
        let sites = self.undecided(part);
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

    /// The undecided sites of `part`, those of its nodes too.
    fn undecided(&self, part: &Part) -> Vec<Site> {
        let of_nodes = self.nodes[part.nodes.clone()]
            .iter()
            .flat_map(|&node| self.sites.tree.nodes[node as usize].places());
        let single = self.places[part.places.clone()]
            .iter()
            .map(|&place| place as usize);
        of_nodes
            .chain(single)
            .map(|place| Site {
                at: self.sites.tree.at[place],
                load: self.sites.own(place),
            })
            .filter(|site| !site.load.is_empty())
            .collect()
    }

    /// What a disc at `at` holds, which is offered if it is allowed; nothing outside `part`.
    fn try_centre(&self, at: Planar, part: &Part, sites: &[Site], best: &mut Best) -> Load {
        let Square { middle, half_m } = part.square;
        let reach = half_m + TOLERANCE_M;
        if (at.x - middle.x).abs() > reach || (at.y - middle.y).abs() > reach {
            return Load::default();
        }
        let limit = self.rules.cover_sq();
        let load = sites
            .iter()
            .filter(|site| site.at.distance_sq_to(at) <= limit)
            .fold(part.base, |sum, site| sum.plus(site.load));
        if best.welcomes(load) && self.rules.allow(at, &self.near) {
            best.offer(at, load, self.sites, self.earlier);
        }
        load
    }

    /// Whether no point of `square` is allowed, because one earlier centre is too near to all.
    fn is_forbidden(&self, square: Square) -> bool {
        let Square {
            middle,
            half_m: half,
        } = square;
        let apart = self.rules.apart_m();
        self.near.iter().any(|e| {
            let (x, y) = ((e.x - middle.x).abs() + half, (e.y - middle.y).abs() + half);
            x * x + y * y < apart * apart
        })
    }
}

/// Sums over what lies in reach of a square.
struct Sums {
    all: Load,
    /// As far east and as far north as something that covers all of the square.
    north_east: Planar,
    some: Load,
    at_middle: Load,
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            all: Load::default(),
            north_east: Planar::new(f64::NEG_INFINITY, f64::NEG_INFINITY),
            some: Load::default(),
            at_middle: Load::default(),
        }
    }
}

impl Sums {
    /// Adds what covers some of `square` and lies at `at`.
    fn add_some(&mut self, load: Load, at: Planar, square: Square, limit: f64) {
        self.some = self.some.plus(load);
        if at.distance_sq_to(square.middle) <= limit {
            self.at_middle = self.at_middle.plus(load);
        }
    }

    /// Adds what covers all of the square and lies at `at` or further north-east.
    fn add_whole(&mut self, load: Load, at: Planar) {
        self.all = self.all.plus(load);
        self.at_middle = self.at_middle.plus(load);
        self.north_east = north_east_of(self.north_east, at);
    }
}

/// The most that a disc centred on one of the four sides of `part` covers.
fn most_on_sides(part: &Part, sites: &[Site], cover_m: f64) -> Load {
    let Square {
        middle,
        half_m: half,
    } = part.square;
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
