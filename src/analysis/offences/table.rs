//! A tree as one table over the columns it asks, or where that would be large as several.
//!
//! Texts of a column that all leaves treat alike are of one kind. With k₁, k₂, … kinds in the
//! columns there are k₁·k₂·… combinations; the tree is asked once for each, and a row only adds
//! up the steps of its texts.

use std::collections::HashMap;

use crate::analysis::offences::tree::{Leaf, TextColumn, Tree};
use crate::data::definitions::Truth;
use crate::data::incidents::Incidents;

/// Combinations of one table.
const MAX_COMBINATIONS: usize = 1 << 16;

/// A tree that is quick to ask.
#[derive(Clone, Debug)]
pub(super) enum Table {
    One {
        columns: Vec<Steps>,
        truths: Vec<Truth>,
    },
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    First(Vec<Self>),
}

/// What each text of a column adds to the place in the table.
#[derive(Clone, Debug)]
pub(super) struct Steps {
    column: TextColumn,
    steps: Vec<u32>,
}

/// The kinds of texts of a column.
struct Kinds {
    column: TextColumn,
    /// By text.
    kind: Vec<usize>,
    /// A text of each kind.
    example: Vec<usize>,
}

impl Table {
    /// The table of `tree`.
    pub(super) fn new(tree: &Tree) -> Self {
        Self::of_at_most(tree, MAX_COMBINATIONS)
    }

    /// The same, with no table larger than `most`.
    pub(super) fn of_at_most(tree: &Tree, most: usize) -> Self {
        let kinds = kinds_of(tree);
        let combinations = kinds
            .iter()
            .try_fold(1_usize, |n, kinds| n.checked_mul(kinds.example.len()));
        let several = |trees: &[Tree]| {
            trees
                .iter()
                .map(|tree| Self::of_at_most(tree, most))
                .collect()
        };
        match (combinations.filter(|&n| n <= most), tree) {
            (Some(n), _) => Self::one(tree, &kinds, n),
            (None, Tree::Leaf(_)) => Self::one(tree, &kinds, kinds[0].example.len()),
            (None, Tree::Any(trees)) => Self::Any(several(trees)),
            (None, Tree::All(trees)) => Self::All(several(trees)),
            (None, Tree::First(trees)) => Self::First(several(trees)),
            (None, Tree::Not(tree)) => Self::Not(Box::new(Self::of_at_most(tree, most))),
        }
    }

    fn one(tree: &Tree, kinds: &[Kinds], combinations: usize) -> Self {
        let mut stride = 1;
        let mut columns = Vec::with_capacity(kinds.len());
        let mut strides = Vec::with_capacity(kinds.len());
        for kinds in kinds {
            columns.push(Steps {
                column: kinds.column,
                steps: kinds
                    .kind
                    .iter()
                    .map(|kind| (kind * stride) as u32)
                    .collect(),
            });
            strides.push(stride);
            stride *= kinds.example.len();
        }
        let truth = |combination: usize| {
            tree.truth(&|column| {
                let found = kinds
                    .iter()
                    .zip(&strides)
                    .find(|(kinds, _)| kinds.column == column);
                found.map_or(0, |(kinds, stride)| {
                    kinds.example[combination / stride % kinds.example.len()]
                })
            })
        };
        Self::One {
            columns,
            truths: (0..combinations).map(truth).collect(),
        }
    }

    /// The answer for incident `row`.
    #[inline]
    pub(super) fn truth(&self, incidents: &Incidents, row: usize) -> Truth {
        let each = |tables: &[Self], start, join: fn(Truth, Truth) -> Truth| {
            let truths = tables.iter().map(|table| table.truth(incidents, row));
            truths.fold(start, join)
        };
        match self {
            Self::One { columns, truths } => {
                let step = |steps: &Steps| steps.steps[steps.column.code(incidents, row)] as usize;
                truths[columns.iter().map(step).sum::<usize>()]
            }
            Self::Any(tables) => each(tables, Truth::No, Truth::or),
            Self::All(tables) => each(tables, Truth::Yes, Truth::and),
            Self::First(tables) => each(tables, Truth::Unknown, Truth::else_by),
            Self::Not(table) => !table.truth(incidents, row),
        }
    }

    /// Whether it holds each category, where nothing but the category is asked.
    pub(super) fn by_category(&self) -> Option<Vec<Truth>> {
        let Self::One { columns, truths } = self else {
            return None;
        };
        match columns.as_slice() {
            [one] if one.column == TextColumn::Category => {
                let truth = |&step: &u32| truths[step as usize];
                Some(one.steps.iter().map(truth).collect())
            }
            _ => None,
        }
    }
}

fn kinds_of(tree: &Tree) -> Vec<Kinds> {
    let mut leaves: Vec<&Leaf> = Vec::new();
    tree.each_leaf(&mut |leaf| leaves.push(leaf));
    let mut columns: Vec<TextColumn> = leaves.iter().map(|leaf| leaf.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
        .into_iter()
        .map(|column| kinds_in(column, &leaves))
        .collect()
}

fn kinds_in(column: TextColumn, leaves: &[&Leaf]) -> Kinds {
    let own: Vec<&Leaf> = leaves
        .iter()
        .copied()
        .filter(|leaf| leaf.column == column)
        .collect();
    let texts = own.first().map_or(0, |leaf| leaf.truths.len());
    let mut known: HashMap<Vec<Truth>, usize> = HashMap::new();
    let mut kinds = Kinds {
        column,
        kind: Vec::with_capacity(texts),
        example: Vec::new(),
    };
    for text in 0..texts {
        let treated: Vec<Truth> = own.iter().map(|leaf| leaf.truths[text]).collect();
        let next = known.len();
        let kind = *known.entry(treated).or_insert(next);
        if kind == next {
            kinds.example.push(text);
        }
        kinds.kind.push(kind);
    }
    kinds
}
