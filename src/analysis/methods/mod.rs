//! Methods that answer one question each, beside the map and the list.
//!
//! A [`Method`] says in data what it asks for ([`Parameter`]) and what it is called; window and
//! command line are made from that. Asked, it gives a [`Report`]: an answer in a sentence, the
//! method in a sentence, tables, plots, and marks for the map. The mathematics are elsewhere, one
//! file an algorithm, on plain points and counts; here they meet the data set.
//!
//! A new method is one file here with its line in [`all`], and one page in `docs/methods`.

mod changes;
mod clusters;
mod columns;
mod comparisons;
mod dated;
mod doubt;
mod panels;
mod parameter;
mod people;
mod report;
mod severity;
mod significance;
mod sureness;
#[cfg(test)]
mod test_town;
mod when;

use crate::analysis::rank::RankParams;
use crate::analysis::selection::{FilterError, Selection};
use crate::analysis::surface::SurfaceParams;
use crate::base::{Cancelled, Progress};
use crate::data::{Dataset, Filter};

pub use parameter::{Kind, Parameter, TextTable, Unset, Value, Values};
pub use report::{
    Axis, Cell, Class, Column, Mark, Outline, Plot, Report, Scale, Series, Table, Ticks,
};

/// A way of answering a question about a data set.
pub trait Method: Sync {
    /// Its name on the command line and in files: `gi-star`. Never changes.
    fn id(&self) -> &'static str;
    /// The question it belongs to.
    fn question(&self) -> Question;
    /// What it does, in words a duty sergeant would use: "Cells with more than their share".
    fn title(&self) -> &'static str;
    /// Its name in the field: "Getis-Ord Gi*".
    fn name(&self) -> &'static str;
    /// Its page: source, formula, defaults, pitfalls, and where other tools differ. Markdown.
    fn page(&self) -> &'static str;
    /// What can be set.
    fn parameters(&self) -> Vec<Parameter>;
    /// Whether the answer depends on [`Input::ranking`]; the command line then takes its flags.
    fn uses_ranking(&self) -> bool {
        false
    }
    /// Whether, with these values, it may take longer than a hand waits: simulations above all.
    /// The window then waits until it is told to run, shows how far it is, and can stop it.
    fn waits_to_be_run(&self, _values: &Values) -> bool {
        false
    }
    /// Answers.
    ///
    /// # Errors
    /// When this data cannot answer it, or nobody wants it any more.
    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError>;
}

/// Questions, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Would the list still hold?
    Holds,
    /// Would last year's list have worked?
    Worked,
    /// Is this more than chance?
    Chance,
    /// Where does it cluster?
    Clusters,
    /// Is it getting worse?
    Worse,
    /// When exactly?
    When,
    /// How concentrated is it?
    Concentrated,
    /// Compared with what?
    Compared,
    /// How much harm?
    Harm,
    /// Who is hit again?
    People,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Holds,
        Self::Worked,
        Self::Chance,
        Self::Clusters,
        Self::Worse,
        Self::When,
        Self::Concentrated,
        Self::Compared,
        Self::Harm,
        Self::People,
    ];

    /// As it is asked.
    pub fn text(self) -> &'static str {
        match self {
            Self::Holds => "Would the list still hold?",
            Self::Worked => "Would last year's list have worked?",
            Self::Chance => "Is this more than chance?",
            Self::Clusters => "Where does it cluster?",
            Self::Worse => "Is it getting worse?",
            Self::When => "When exactly?",
            Self::Concentrated => "How concentrated is it?",
            Self::Compared => "Compared with what?",
            Self::Harm => "How much harm?",
            Self::People => "Who is hit again?",
        }
    }
}

/// What a method is asked about.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The data set.
    pub data: &'a Dataset,
    /// The incidents that count, by `filter`.
    pub selection: &'a Selection,
    /// Which incidents count. Methods that look at other dates select anew with it.
    pub filter: &'a Filter,
    /// The ranked list that stands beside.
    pub ranking: &'a RankParams,
    /// The surface that stands beside.
    pub surface: &'a SurfaceParams,
    /// What was set; anything else has its default.
    pub values: &'a Values,
    /// How far it is, and whether anybody still wants it.
    pub progress: &'a Progress,
}

/// A method that cannot answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MethodError {
    /// The data lack what it needs; a whole sentence that says what, why and what to try.
    #[error("{0}")]
    Unanswerable(String),
    /// A parameter out of range or missing.
    #[error(transparent)]
    Unset(#[from] Unset),
    /// Other incidents could not be selected.
    #[error(transparent)]
    Filter(FilterError),
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<FilterError> for MethodError {
    fn from(error: FilterError) -> Self {
        match error {
            FilterError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Filter(other),
        }
    }
}

/// All methods, by question and then in the order they are best tried in.
pub fn all() -> Vec<&'static dyn Method> {
    let mut methods: Vec<&'static dyn Method> = [
        sureness::METHODS,
        significance::METHODS,
        clusters::METHODS,
        changes::METHODS,
        when::METHODS,
        comparisons::METHODS,
        people::METHODS,
    ]
    .concat();
    methods.sort_by_key(|method| method.question());
    methods
}

/// The method called `id`.
pub fn by_id(id: &str) -> Option<&'static dyn Method> {
    all().into_iter().find(|method| method.id() == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_method_can_be_named_explained_and_set() {
        let mut ids = BTreeSet::new();
        for method in all() {
            let id = method.id();
            assert!(ids.insert(id), "{id} twice");
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(id.chars().all(is_plain), "{id}");
            for heading in [
                "## Source",
                "## Formula",
                "## Defaults",
                "## Pitfalls",
                "## Other tools",
            ] {
                assert!(method.page().contains(heading), "{id}: no {heading}");
            }
            let mut keys = BTreeSet::new();
            for parameter in method.parameters() {
                assert!(keys.insert(parameter.key), "{id}: {} twice", parameter.key);
                assert!(
                    parameter.key.chars().all(is_plain),
                    "{id}: {}",
                    parameter.key
                );
                assert!(
                    !parameter.label.is_empty() && !parameter.help.is_empty(),
                    "{id}"
                );
            }
        }
    }
}
