//! Named profiles: what a user would say of a kind of file, known by the names of its columns.
//!
//! A profile is a small JSON file, so that colleagues can pass it on. Some are built in; others
//! lie in a [`ProfileFolder`] of the user's. A profile says no more than
//! [`crate::io::read::ReadOptions`] can: its map is that of `--map`, the rest are other options by
//! their names on the command line.

mod built_in;
mod folder;
mod known;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use crate::io::read::{Field, FileKind, OptionError, each_column, flat};

pub use built_in::built_in;
pub use folder::{Listed, ProfileFolder, read_profile};
pub use known::{Recognised, recognise};
pub use written::{ProfileError, SCHEMA};

/// How a kind of file is read, and by which columns it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedProfile {
    /// Its name, as lists and reports say it.
    pub name: String,
    /// One or two sentences on the kind of file.
    pub about: String,
    /// What such files hold.
    pub holds: Holds,
    /// The columns it is known by; several names are ways to write one.
    pub columns: Vec<Names>,
    /// The share of `columns` that a file must have, above 0 and at most 1.
    pub needs_share: f64,
    /// Columns that hold a field; `None` says that there is no such column.
    pub map: BTreeMap<Field, Option<Names>>,
    /// Other options: their names on the command line and what is said there.
    pub read: BTreeMap<String, String>,
}

/// Ways to write the name of one column, best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

/// What files of a profile hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// Incidents.
    #[default]
    Incidents,
    /// Premises.
    Premises,
}

impl Holds {
    /// The fields such files may have.
    pub fn fields(self) -> &'static [Field] {
        Field::of(match self {
            Self::Incidents => FileKind::Incidents,
            Self::Premises => FileKind::Premises,
        })
    }

    /// Why a profile of such files cannot name `field`.
    pub(crate) fn refuses(self, field: String) -> OptionError {
        match self {
            Self::Incidents => OptionError::Field(field),
            Self::Premises => OptionError::PremisesField(field),
        }
    }
}

/// The share of its columns by which a profile is known unless it says otherwise.
pub(crate) const USUAL_SHARE: f64 = 0.8;

impl NamedProfile {
    /// How many of its columns are among `headers`, whatever their case, blanks and signs.
    pub fn matched<S: AsRef<str>>(&self, headers: &[S]) -> usize {
        let present = flattened(headers);
        let has = |names: &&Names| names.0.iter().any(|name| present.contains(&flat(name)));
        self.columns.iter().filter(has).count()
    }

    /// Whether `headers` are the very columns of this profile, in any order.
    pub fn is_for<S: AsRef<str>>(&self, headers: &[S]) -> bool {
        !headers.is_empty()
            && self.matched(headers) == self.columns.len()
            && self.columns.len() == flattened(headers).len()
    }
}

fn flattened<S: AsRef<str>>(headers: &[S]) -> BTreeSet<String> {
    headers.iter().map(|name| flat(name.as_ref())).collect()
}

impl Names {
    /// One way to write it.
    pub fn one(name: impl Into<String>) -> Self {
        Self(vec![name.into()])
    }

    /// The first of these names that `headers` have, as it stands there.
    pub fn among<'a, S: AsRef<str>>(&self, headers: &'a [S]) -> Option<&'a str> {
        self.0.iter().find_map(|name| {
            let like = flat(name);
            headers
                .iter()
                .map(AsRef::as_ref)
                .find(|header| flat(header) == like)
        })
    }

    /// The first of these names of which `headers` have every part, for fields that several
    /// columns hold.
    pub fn all_among<S: AsRef<str>>(&self, headers: &[S]) -> Option<&str> {
        let has = |name: &str| Self::one(name).among(headers).is_some();
        let mut names = self.0.iter().map(String::as_str);
        names.find(|name| has(name) || each_column(name).all(has))
    }
}

impl Holds {
    /// The word for it in files and lists.
    pub fn word(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Premises => "premises",
        }
    }
}
