//! A [`SiteTree`] with what each site holds at present.

use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::analysis::rank::dense_ids::mixed;
use crate::analysis::rank::disc::hull;
use crate::analysis::rank::load::Load;
use crate::analysis::selection::SiteLoad;
use crate::base::Planar;
use crate::data::site_tree::{Node, SiteTree};

/// Sites with their loads, and the sums of every node.
#[derive(Clone, Debug)]
pub(super) struct LoadedTree<'a> {
    /// The sites.
    pub(super) tree: &'a SiteTree,
    own: Vec<Load>,
    of_node: Vec<Load>,
    /// Which load is a site's.
    of_site: Vec<u32>,
}

const NO_LOAD: u32 = u32::MAX;

/// A square of points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Square {
    /// Its middle.
    pub(super) middle: Planar,
    /// Half its side in metres.
    pub(super) half_m: f64,
}

/// How much of a square lies within reach of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Every point.
    All,
    /// Some points, as far as is known.
    Some,
    /// No point.
    None,
}

impl Square {
    /// Its four quarters, from the south-west.
    pub(super) fn quarters(self) -> [Self; 4] {
        let half_m = self.half_m / 2.0;
        [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)].map(|(x, y)| Self {
            middle: Planar::new(self.middle.x + x * half_m, self.middle.y + y * half_m),
            half_m,
        })
    }

    /// Whether all of its points are nearer to `at` than `metres`.
    pub(super) fn is_nearer_than(self, at: Planar, metres: f64) -> bool {
        let x = (at.x - self.middle.x).abs() + self.half_m;
        let y = (at.y - self.middle.y).abs() + self.half_m;
        metres > 0.0 && x * x + y * y < metres * metres
    }

    /// How much of the square is within √`limit` of the site at `at`.
    pub(super) fn reach_of_site(self, at: Planar, limit: f64) -> Reach {
        let (x, y) = ((at.x - self.middle.x).abs(), (at.y - self.middle.y).abs());
        let (far_x, far_y) = (x + self.half_m, y + self.half_m);
        if far_x * far_x + far_y * far_y <= limit {
            return Reach::All;
        }
        let (near_x, near_y) = ((x - self.half_m).max(0.0), (y - self.half_m).max(0.0));
        if near_x * near_x + near_y * near_y <= limit {
            Reach::Some
        } else {
            Reach::None
        }
    }

    /// How much of the square is within √`limit` of all sites of `node`; none is where it is out of
    /// reach of all of them.
    pub(super) fn reach_of_node(self, node: &Node, limit: f64) -> Reach {
        let span = |axis: usize, middle: f64| {
            let below = middle - f64::from(node.min[axis]);
            let above = f64::from(node.max[axis]) - middle;
            let near = (-below).max(-above) - self.half_m;
            (near.max(0.0), below.max(above) + self.half_m)
        };
        let ((near_x, far_x), (near_y, far_y)) = (span(0, self.middle.x), span(1, self.middle.y));
        if far_x * far_x + far_y * far_y <= limit {
            Reach::All
        } else if near_x * near_x + near_y * near_y <= limit {
            Reach::Some
        } else {
            Reach::None
        }
    }
}

impl<'a> LoadedTree<'a> {
    /// `tree` with the `loads` of its sites, each site at most once. Sites without a load hold
    /// nothing.
    pub(super) fn new(tree: &'a SiteTree, loads: &[SiteLoad]) -> Self {
        let mut of_site = vec![NO_LOAD; tree.len()];
        for (number, load) in (0..).zip(loads) {
            of_site[load.site as usize] = number;
        }
        let own = tree.site.par_iter().map(|&site| {
            loads
                .get(of_site[site as usize] as usize)
                .map_or(Load::default(), |load| Load {
                    weight: load.weight,
                    incidents: u64::from(load.incidents),
                    fingerprint: mixed(u64::from(site) + 1),
                })
        });
        let own: Vec<Load> = own.collect();
        let of_node = sums_of_nodes(tree, &own);
        Self {
            tree,
            own,
            of_node,
            of_site,
        }
    }

    /// Which of the loads those at `places` are, ascending.
    pub(super) fn loads_at(&self, places: &[usize]) -> Vec<u32> {
        let number = |&place: &usize| self.of_site[self.tree.site[place] as usize];
        let mut numbers: Vec<u32> = places.iter().map(number).collect();
        numbers.sort_unstable();
        numbers
    }

    /// What the site at a place holds.
    pub(super) fn own(&self, place: usize) -> Load {
        self.own[place]
    }

    /// What the sites of a node hold.
    pub(super) fn of_node(&self, node: usize) -> Load {
        self.of_node[node]
    }

    /// Everything.
    pub(super) fn total(&self) -> Load {
        self.of_node.first().copied().unwrap_or_default()
    }

    /// What the disc around `at` with the square of the radius `limit` holds.
    pub(super) fn within(&self, at: Planar, limit: f64) -> Load {
        let mut sum = Load::default();
        self.visit(at, limit, |part| {
            sum = sum.plus(match part {
                Part::Node(node) => self.of_node[node],
                Part::Place(place) => self.own[place],
            });
        });
        sum
    }

    /// The places in the disc around `at` whose sites hold something, ascending.
    pub(super) fn places_within(&self, at: Planar, limit: f64) -> Vec<usize> {
        let mut places: Vec<usize> = Vec::new();
        let alive = |&place: &usize| !self.own[place].is_empty();
        self.visit(at, limit, |part| match part {
            Part::Node(node) => places.extend(self.tree.nodes[node].places().filter(alive)),
            Part::Place(place) => places.push(place),
        });
        places.sort_unstable();
        places
    }

    /// The corners of the convex hull of the sites in the disc around `at` that hold
    /// something, anticlockwise from the westernmost.
    pub(super) fn hull_within(&self, at: Planar, limit: f64) -> Vec<Planar> {
        let (mut nodes, mut points) = (Vec::new(), Vec::new());
        self.visit(at, limit, |part| match part {
            Part::Node(node) => nodes.push(node),
            Part::Place(place) => points.push(self.tree.at[place]),
        });
        // Sites near the rim have a hull already. What lies in a circle inside it is no corner.
        let rim = hull(points);
        let core_m = inner_radius(&rim, at) - CORE_MARGIN_M;
        let mut points = rim;
        for node in nodes {
            let node = &self.tree.nodes[node];
            if core_m <= 0.0 || node.farthest_sq(at) >= core_m * core_m {
                let alive = node.places().filter(|&place| !self.own[place].is_empty());
                points.extend(alive.map(|place| self.tree.at[place]));
            }
        }
        hull(points)
    }

    /// A point such that one site in the disc around `at` is as far east and one as far north.
    pub(super) fn north_east_within(&self, at: Planar, limit: f64) -> Planar {
        let mut found = Planar::new(f64::NEG_INFINITY, f64::NEG_INFINITY);
        self.visit(at, limit, |part| {
            let at = match part {
                Part::Node(node) => self.tree.nodes[node].south_west(),
                Part::Place(place) => self.tree.at[place],
            };
            found = north_east_of(found, at);
        });
        found
    }

    /// Takes the sites at `places` (ascending) away.
    pub(super) fn take(&mut self, places: &[usize]) {
        for &place in places {
            self.own[place] = Load::default();
        }
        if !self.tree.nodes.is_empty() {
            self.sum_again(0, places);
        }
    }

    fn sum_again(&mut self, node: usize, taken: &[usize]) {
        let Self { tree, .. } = *self;
        for child in tree.nodes[node].children() {
            let own = tree.nodes[child].places();
            let from = taken.partition_point(|&place| place < own.start);
            let to = taken.partition_point(|&place| place < own.end);
            if from < to {
                self.sum_again(child, &taken[from..to]);
            }
        }
        self.of_node[node] = self.sum_of(node);
    }

    fn sum_of(&self, node: usize) -> Load {
        sum_of(&self.tree.nodes[node], &self.own, &self.of_node)
    }

    /// Calls `each` with nodes that lie inside the disc and with the other places in it that
    /// hold something.
    fn visit(&self, at: Planar, limit: f64, mut each: impl FnMut(Part)) {
        let point = Square {
            middle: at,
            half_m: 0.0,
        };
        let mut stack = vec![];
        if !self.tree.nodes.is_empty() {
            stack.push(0);
        }
        while let Some(i) = stack.pop() {
            if self.of_node[i].is_empty() {
                continue;
            }
            let node = &self.tree.nodes[i];
            match point.reach_of_node(node, limit) {
                Reach::None => {}
                Reach::All => each(Part::Node(i)),
                Reach::Some if node.is_leaf() => {
                    for place in node.places() {
                        let is_in = self.tree.at[place].distance_sq_to(at) <= limit;
                        if is_in && !self.own[place].is_empty() {
                            each(Part::Place(place));
                        }
                    }
                }
                Reach::Some => stack.extend(node.children()),
            }
        }
    }
}

/// Sites nearer to the edge of a hull than this may be corners of it, in metres.
const CORE_MARGIN_M: f64 = 1e-3;

/// The radius of the largest circle around `at` inside the polygon of `corners`, which are
/// anticlockwise; negative where it lies outside.
fn inner_radius(corners: &[Planar], at: Planar) -> f64 {
    let next = corners.iter().cycle().skip(1);
    let left_of = |(a, b): (&Planar, &Planar)| {
        let (x, y) = (b.x - a.x, b.y - a.y);
        (x * (at.y - a.y) - y * (at.x - a.x)) / x.hypot(y)
    };
    if corners.len() < 3 {
        return 0.0;
    }
    corners
        .iter()
        .zip(next)
        .map(left_of)
        .fold(f64::INFINITY, f64::min)
}

/// The greater easting and the greater northing of two points.
pub(super) fn north_east_of(a: Planar, b: Planar) -> Planar {
    Planar::new(a.x.max(b.x), a.y.max(b.y))
}

/// The sums of all nodes. Leaves, which are most of them, are summed side by side.
fn sums_of_nodes(tree: &SiteTree, own: &[Load]) -> Vec<Load> {
    let of_leaf = |node: &Node| {
        if node.is_leaf() {
            sum_of(node, own, &[])
        } else {
            Load::default()
        }
    };
    let mut of_node: Vec<Load> = tree.nodes.par_iter().map(of_leaf).collect();
    for (i, node) in tree.nodes.iter().enumerate().rev() {
        if !node.is_leaf() {
            of_node[i] = sum_of(node, own, &of_node);
        }
    }
    of_node
}

/// What a node holds, from its places or its children.
fn sum_of(node: &Node, own: &[Load], of_node: &[Load]) -> Load {
    let parts = if node.is_leaf() {
        &own[node.places()]
    } else {
        &of_node[node.children()]
    };
    parts
        .iter()
        .fold(Load::default(), |sum, &part| sum.plus(part))
}

/// Part of what lies in a disc.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// All sites of a node.
    Node(usize),
    /// The site at a place.
    Place(usize),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_disc_holds_what_lies_in_it_and_was_not_taken(
            sites in prop::collection::btree_map((0..40_i32, 0..40_i32), 0..4_u32, 1..400),
            discs in prop::collection::vec((-5.0..45.0_f64, -5.0..45.0_f64, 0.0..30.0_f64), 1..5),
        ) {
            let xs: Vec<f64> = sites.keys().map(|at| f64::from(at.0)).collect();
            let ys: Vec<f64> = sites.keys().map(|at| f64::from(at.1)).collect();
            let tree = SiteTree::new(&xs, &ys);
            let all = (0..).zip(sites.values()).map(|(site, &incidents)| SiteLoad {
                site,
                incidents,
                weight: f64::from(incidents) * 0.5,
            });
            let loads: Vec<SiteLoad> = all.filter(|load| load.incidents > 0).collect();
            let mut loaded = LoadedTree::new(&tree, &loads);
            let mut left: Vec<u32> = (0..loads.len() as u32).collect();
            for (x, y, radius_m) in discs {
                let centre = Planar::new(x, y);
                let is_in = |number: &u32| {
                    let site = loads[*number as usize].site as usize;
                    Planar::new(xs[site], ys[site]).distance_sq_to(centre) <= radius_m * radius_m
                };
                let at = Planar::new(x - tree.origin.x, y - tree.origin.y);
                let (within, outside): (Vec<u32>, Vec<u32>) = left.iter().partition(|n| is_in(n));
                let incidents =
                    |numbers: &[u32]| numbers.iter().map(|&n| loads[n as usize].incidents).sum();
                let count: u32 = incidents(&within);
                let found = loaded.within(at, radius_m * radius_m);
                prop_assert_eq!(found.incidents, u64::from(count));
                prop_assert_eq!(found.weight, f64::from(count) * 0.5);
                let places = loaded.places_within(at, radius_m * radius_m);
                prop_assert_eq!(loaded.loads_at(&places), within);
                let points: Vec<Planar> = places.iter().map(|&place| tree.at[place]).collect();
                let limit = radius_m * radius_m;
                prop_assert_eq!(loaded.hull_within(at, limit), hull(points.clone()));
                let most = |axis: fn(&Planar) -> f64| points.iter().map(axis).fold(f64::MIN, f64::max);
                let bound = loaded.north_east_within(at, limit);
                prop_assert!(bound.x <= most(|p| p.x) && bound.y <= most(|p| p.y));
                loaded.take(&places);
                let rest: u32 = incidents(&outside);
                prop_assert_eq!(loaded.total().incidents, u64::from(rest));
                left = outside;
            }
        }
    }
}
