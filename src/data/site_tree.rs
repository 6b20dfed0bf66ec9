//! The distinct positions of incidents in a quadtree: made once, asked with many loads.
//!
//! Files snap incidents to addresses or street points, so that there are several times fewer
//! sites than incidents. Sites are sorted along a Z-order curve (G. M. Morton 1966); the nodes of
//! a quadtree are then runs of the sorted sites, and a node holds the smallest rectangle around its
//! sites. Where they are few the tree is shallow, where they are crowded it is deep, so
//! one structure does for discs of 10 m and of 10 km.

use std::ops::Range;

use rayon::prelude::{
    IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
    ParallelSliceMut as _,
};

use crate::base::{Bounds, Planar};

/// A node with at most this many sites is not split.
const LEAF_SITES: usize = 8;
/// Bits of a coordinate along the curve. A county of 100 km is cut into steps of 5 cm; sites
/// closer than a step share a leaf.
const BITS: u32 = 21;

/// Distinct positions in a quadtree. Sites are numbered as they were given; *places* count
/// them along the curve.
#[derive(Clone, Debug)]
pub struct SiteTree {
    /// Added to a place's position gives metres in the analysis CRS.
    pub(crate) origin: Planar,
    /// Positions relative to the origin, along the curve.
    pub(crate) at: Vec<Planar>,
    /// The site at each place.
    pub(crate) site: Vec<u32>,
    /// Parents before children; the children of a node lie side by side.
    pub(crate) nodes: Vec<Node>,
}

/// A run of places and the rectangle around them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// South-west corner, rounded outwards.
    pub(crate) min: [f32; 2],
    /// North-east corner, rounded outwards.
    pub(crate) max: [f32; 2],
    /// Its places.
    first: u32,
    end: u32,
    /// Its children; none in a leaf.
    first_child: u32,
    children: u32,
}

impl Node {
    /// Its places.
    pub(crate) fn places(&self) -> Range<usize> {
        self.first as usize..self.end as usize
    }

    /// Its children's numbers; none in a leaf.
    pub(crate) fn children(&self) -> Range<usize> {
        self.first_child as usize..(self.first_child + self.children) as usize
    }

    /// Whether it has sites of its own instead of children.
    pub(crate) fn is_leaf(&self) -> bool {
        self.children == 0
    }

    /// South-west corner of its rectangle.
    pub(crate) fn south_west(&self) -> Planar {
        Planar::new(f64::from(self.min[0]), f64::from(self.min[1]))
    }

    /// The square of the distance from `at` to the farthest corner of its rectangle.
    pub(crate) fn farthest_sq(&self, at: Planar) -> f64 {
        let along = |axis: usize, at: f64| {
            (at - f64::from(self.min[axis])).max(f64::from(self.max[axis]) - at)
        };
        let (x, y) = (along(0, at.x), along(1, at.y));
        x * x + y * y
    }

    /// The longer side of its rectangle in metres.
    pub(crate) fn side_m(&self) -> f64 {
        let along = |axis: usize| f64::from(self.max[axis]) - f64::from(self.min[axis]);
        along(0).max(along(1))
    }
}

impl SiteTree {
    /// A tree over the sites at `xs`, `ys`: metres in the analysis CRS, finite.
    pub fn new(xs: &[f64], ys: &[f64]) -> Self {
        let at = |site: usize| Planar::new(xs[site], ys[site]);
        let Some(bounds) = Bounds::around((0..xs.len()).map(at)) else {
            return Self::none();
        };
        // Whole metres keep positions exact that are written in whole metres.
        let origin = Planar::new(bounds.min.x.floor(), bounds.min.y.floor());
        let widest = (bounds.max.x - origin.x).max(bounds.max.y - origin.y);
        let steps_per_m = f64::from((1_u32 << BITS) - 1) / widest.max(1.0);
        let step = |metres: f64| u64::from((metres * steps_per_m) as u32);
        let mut order: Vec<(u64, u32)> = (0..xs.len() as u32)
            .into_par_iter()
            .map(|site| {
                let p = at(site as usize);
                let code = spread(step(p.x - origin.x)) | spread(step(p.y - origin.y)) << 1;
                (code, site)
            })
            .collect();
        order.par_sort_unstable();
        let mut tree = Self {
            origin,
            at: order
                .par_iter()
                .map(|&(_, site)| {
                    let p = at(site as usize);
                    Planar::new(p.x - origin.x, p.y - origin.y)
                })
                .collect(),
            site: order.par_iter().map(|&(_, site)| site).collect(),
            nodes: Vec::with_capacity(xs.len() / 2),
        };
        let codes: Vec<u64> = order.into_par_iter().map(|(code, _)| code).collect();
        tree.split_all(&codes);
        tree.bound_all();
        tree
    }

    fn none() -> Self {
        Self {
            origin: Planar::new(0.0, 0.0),
            at: Vec::new(),
            site: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// Number of sites.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is no site.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Level by level, so that children lie side by side and after their parents.
    fn split_all(&mut self, codes: &[u64]) {
        self.nodes.push(node(0..codes.len()));
        let mut next = 0;
        while let Some(&parent) = self.nodes.get(next) {
            let first_child = self.nodes.len();
            if parent.places().len() > LEAF_SITES {
                self.nodes
                    .extend(quarters(codes, parent.places()).map(node));
            }
            self.nodes[next].first_child = first_child as u32;
            self.nodes[next].children = (self.nodes.len() - first_child) as u32;
            next += 1;
        }
    }

    fn bound_all(&mut self) {
        for i in (0..self.nodes.len()).rev() {
            let node = self.nodes[i];
            let (min, max) = if node.is_leaf() {
                outwards(&self.at[node.places()])
            } else {
                let children = &self.nodes[node.children()];
                let least = |a: [f32; 2], b: &Node| [a[0].min(b.min[0]), a[1].min(b.min[1])];
                let most = |a: [f32; 2], b: &Node| [a[0].max(b.max[0]), a[1].max(b.max[1])];
                (
                    children.iter().fold([f32::INFINITY; 2], least),
                    children.iter().fold([f32::NEG_INFINITY; 2], most),
                )
            };
            self.nodes[i].min = min;
            self.nodes[i].max = max;
        }
    }
}

fn node(places: Range<usize>) -> Node {
    Node {
        min: [0.0; 2],
        max: [0.0; 2],
        first: places.start as u32,
        end: places.end as u32,
        first_child: 0,
        children: 0,
    }
}

/// The two to four parts of `places` that differ in the first pair of bits that is not the
/// same in all of their codes; none where all codes are one.
fn quarters(codes: &[u64], places: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let own = &codes[places.clone()];
    let differing = own[0] ^ own[own.len() - 1];
    let pair = differing.max(1).ilog2() & !1;
    let starts =
        move |quarter: u64| places.start + own.partition_point(|code| (code >> pair) & 3 < quarter);
    let parts = (0..4).map(move |quarter| starts(quarter)..starts(quarter + 1));
    parts.filter(move |part| differing != 0 && !part.is_empty())
}

/// Puts a zero before each of the low 32 bits.
fn spread(word: u64) -> u64 {
    let mut w = word & 0xffff_ffff;
    w = (w | w << 16) & 0x0000_ffff_0000_ffff;
    w = (w | w << 8) & 0x00ff_00ff_00ff_00ff;
    w = (w | w << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    w = (w | w << 2) & 0x3333_3333_3333_3333;
    (w | w << 1) & 0x5555_5555_5555_5555
}

/// The corners of the smallest rectangle of single-precision numbers around `points`.
fn outwards(points: &[Planar]) -> ([f32; 2], [f32; 2]) {
    let Some(bounds) = Bounds::around(points.iter().copied()) else {
        return ([0.0; 2], [0.0; 2]);
    };
    let down = |v: f64| {
        let near = v as f32;
        if f64::from(near) > v {
            near.next_down()
        } else {
            near
        }
    };
    let up = |v: f64| -down(-v);
    (
        [down(bounds.min.x), down(bounds.min.y)],
        [up(bounds.max.x), up(bounds.max.y)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_site_has_one_place_in_one_leaf_inside_all_its_rectangles(
            points in prop::collection::vec((-9e4..9e4_f64, -50..50_i32), 0..200),
        ) {
            let xs: Vec<f64> = points.iter().map(|p| p.0).collect();
            let ys: Vec<f64> = points.iter().map(|p| f64::from(p.1) * 0.01).collect();
            let tree = SiteTree::new(&xs, &ys);
            let mut sites: Vec<u32> = tree.site.clone();
            sites.sort_unstable();
            prop_assert!(sites.into_iter().eq(0..xs.len() as u32));
            let mut held = vec![0; tree.len()];
            for node in &tree.nodes {
                if node.is_leaf() {
                    node.places().for_each(|place| held[place] += 1);
                } else {
                    let children = &tree.nodes[node.children()];
                    let places = children.iter().flat_map(Node::places);
                    prop_assert!(children.len() > 1 && places.eq(node.places()));
                }
                for place in node.places() {
                    let (at, site) = (tree.at[place], tree.site[place] as usize);
                    prop_assert!((at.x + tree.origin.x - xs[site]).abs() < 1e-9);
                    prop_assert!((at.y + tree.origin.y - ys[site]).abs() < 1e-9);
                    prop_assert!(f64::from(node.min[0]) <= at.x && at.x <= f64::from(node.max[0]));
                    prop_assert!(f64::from(node.min[1]) <= at.y && at.y <= f64::from(node.max[1]));
                }
            }
            prop_assert!(held.into_iter().all(|leaves| leaves == 1));
        }
    }

    #[test]
    fn sites_in_one_step_of_the_curve_share_a_leaf() {
        let xs: Vec<f64> = (0..50).map(|i| f64::from(i) * 1e-9).chain([1e6]).collect();
        let tree = SiteTree::new(&xs, &[0.0; 51]);
        assert_eq!(tree.nodes.len(), 3);
        assert_eq!(tree.nodes[1].places(), 0..50);
    }
}
