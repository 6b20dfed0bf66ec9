//! Asks definitions of offences of all incidents, and says when the data cannot answer.
//!
//! A [`Test`] becomes a tree of leaves, each a table of answers by the texts of one column
//! (`tree`). Texts that all leaves treat alike are one, so that most trees become one table
//! over a few columns, and a row costs one look for each column (`table`).
//!
//! A test that asks for a column the data lack is refused, and so is one of which the data's
//! texts are too coarse to tell: an answer that holds for a part of the question is a wrong one.

mod groups;
mod table;
#[cfg(test)]
mod tests;
mod tree;

use std::ops::Range;

use crate::analysis::selection::by_rows;
use crate::base::figures::grouped;
use crate::data::dataset::Dataset;
use crate::data::definitions::{Library, Test, Truth};

pub use groups::{CategoryGroup, category_groups};
use table::Table;
use tree::{Built, Tree, build};

/// Why data cannot answer a test.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswerable {
    /// A name that is neither a definition nor a flag.
    #[error("nothing is called \"{0}\"")]
    UnknownName(String),
    /// Columns the data lack.
    #[error("the data lack what it needs: {0}")]
    Lacks(String),
    /// Texts that may or may not be meant.
    #[error(
        "{column} \"{text}\" does not say whether it is meant, and {undecided} incidents are like that, \
             more than the {held} that surely are"
    )]
    Undecided {
        /// `category`, or the name of a column.
        column: String,
        /// One of the texts.
        text: String,
        /// Incidents that may be meant.
        undecided: String,
        /// Incidents that surely are.
        held: String,
    },
    /// No text of the data is meant by it, and nothing but texts could say.
    #[error("no text of the data is meant by it")]
    Empty,
}

/// A test made ready for one data set.
#[derive(Clone, Debug)]
pub struct Prepared {
    tree: Tree,
    table: Table,
}

/// How many incidents a test holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Incidents it surely holds.
    pub held: usize,
    /// Incidents that do not say.
    pub undecided: usize,
}

impl Prepared {
    /// Makes `test` ready for `data`.
    ///
    /// # Errors
    /// When the data cannot answer it.
    pub fn new(data: &Dataset, test: &Test, library: &Library) -> Result<Self, Unanswerable> {
        let Built {
            tree,
            lacks,
            open,
            by_texts_alone,
            any_text_fits,
        } = build(data, test, library)?;
        let (Some(tree), true) = (tree, lacks.is_empty()) else {
            return Err(Unanswerable::Lacks(lacks.join("; ")));
        };
        let prepared = Self {
            table: Table::new(&tree),
            tree,
        };
        if let Some(first) = open.into_iter().next() {
            let Held { held, undecided } = prepared.count(data);
            if undecided > held {
                return Err(Unanswerable::Undecided {
                    column: first.column,
                    text: first.text,
                    undecided: grouped(undecided),
                    held: grouped(held),
                });
            }
        }
        if by_texts_alone && !any_text_fits {
            return Err(Unanswerable::Empty);
        }
        Ok(prepared)
    }

    /// Whether it holds incident `row`.
    pub fn truth(&self, data: &Dataset, row: usize) -> Truth {
        self.table.truth(&data.incidents, row)
    }

    /// The same, by asking every part of the test.
    pub fn truth_in_full(&self, data: &Dataset, row: usize) -> Truth {
        self.tree.truth(&|column| column.code(&data.incidents, row))
    }

    /// Whether it holds each category, where the category alone decides.
    pub fn by_category(&self) -> Option<Vec<Truth>> {
        self.table.by_category()
    }

    /// How many incidents it holds.
    pub fn count(&self, data: &Dataset) -> Held {
        let parts = by_rows(data.incidents.len(), |rows: Range<usize>| {
            rows.fold(Held::default(), |mut held, row| {
                match self.truth(data, row) {
                    Truth::Yes => held.held += 1,
                    Truth::Unknown => held.undecided += 1,
                    Truth::No => {}
                }
                held
            })
        });
        parts.into_iter().fold(Held::default(), |all, part| Held {
            held: all.held + part.held,
            undecided: all.undecided + part.undecided,
        })
    }
}
