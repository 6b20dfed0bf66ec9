//! Small squares of centres, and which sites each of them covers: found once, summed up for one
//! set of loads after another.

use crate::analysis::rank::disc::centre::Rules;
use crate::analysis::rank::load::Load;
use crate::analysis::rank::loaded_tree::{LoadedTree, Reach, Square};
use crate::base::Planar;
use crate::data::SiteTree;

/// More entries than this are not worth their memory; squares are then found anew each time.
const MOST_PLACES: usize = 1 << 22;

/// Squares and the places of a tree within reach of each.
#[derive(Clone, Debug)]
pub(in crate::analysis::rank) struct Squares {
    all: Vec<Square>,
    /// Where the places of each square start: three for each, and one more.
    starts: Vec<u32>,
    /// Square by square those that all of its points cover, those that some points and its
    /// middle cover, and those that some other points cover.
    places: Vec<u32>,
}

/// What a square and its middle hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held {
    /// What all points of it together cover.
    pub(super) most: Load,
    /// What its middle covers.
    pub(super) at_middle: Load,
}

impl Squares {
    /// What discs of `radius_m` in `squares` cover of `tree`; `squares` lie in the plane of the
    /// analysis. `None` where that is too much to remember.
    pub(in crate::analysis::rank) fn new(
        tree: &SiteTree,
        squares: &[Square],
        radius_m: f64,
    ) -> Option<Self> {
        let rules = Rules {
            radius_m,
            separation_m: 0.0,
        };
        let mut found = Self {
            all: Vec::with_capacity(squares.len()),
            starts: vec![0],
            places: Vec::new(),
        };
        for square in squares {
            let Square { middle, half_m } = *square;
            found.add(
                tree,
                Square {
                    middle: Planar::new(middle.x - tree.origin.x, middle.y - tree.origin.y),
                    half_m,
                },
                rules.cover_sq(),
            );
            if found.places.len() > MOST_PLACES {
                return None;
            }
        }
        Some(found)
    }

    fn add(&mut self, tree: &SiteTree, square: Square, limit: f64) {
        let (mut whole, mut middle, mut some) = (Vec::new(), Vec::new(), Vec::new());
        let mut stack = vec![];
        if !tree.nodes.is_empty() {
            stack.push(0);
        }
        while let Some(i) = stack.pop() {
            let node = &tree.nodes[i];
            if square.reach_of_node(node, limit) == Reach::None {
                continue;
            }
            if !node.is_leaf() {
                stack.extend(node.children());
                continue;
            }
            for place in node.places() {
                let at = tree.at[place];
                match square.reach_of_site(at, limit) {
                    Reach::None => {}
                    Reach::All => whole.push(place as u32),
                    Reach::Some if at.distance_sq_to(square.middle) <= limit => {
                        middle.push(place as u32);
                    }
                    Reach::Some => some.push(place as u32),
                }
            }
        }
        self.all.push(square);
        for places in [whole, middle, some] {
            self.places.extend(places);
            self.starts.push(self.places.len() as u32);
        }
    }

    /// Number of squares.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// A square, relative to the tree's origin.
    pub(super) fn square(&self, number: usize) -> Square {
        self.all[number]
    }

    /// The places that all of a square covers, and those that some of it covers.
    pub(super) fn places(&self, number: usize) -> (&[u32], &[u32]) {
        let start = |kind: usize| self.starts[3 * number + kind] as usize;
        let (whole, undecided) = (start(0)..start(1), start(1)..start(3));
        (&self.places[whole], &self.places[undecided])
    }

    /// What is in a square with the loads of `sites`.
    pub(super) fn held(&self, number: usize, sites: &LoadedTree<'_>) -> Held {
        let part = |kind: usize| {
            let starts = &self.starts[3 * number + kind..];
            let places = &self.places[starts[0] as usize..starts[1] as usize];
            places.iter().fold(Load::default(), |sum, &place| {
                sum.plus(sites.own(place as usize))
            })
        };
        let at_middle = part(0).plus(part(1));
        Held {
            most: at_middle.plus(part(2)),
            at_middle,
        }
    }
}
