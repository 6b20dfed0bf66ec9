//! What is known of a table's columns before their meaning is guessed.

use crate::crs::FileCrs;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::options::{Field, ReadOptions, each_column};
use crate::io::read::profile::{Profile, profiles};
use crate::io::read::source::Source;
use crate::io::read::table::Table;

/// What the user says of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// There is no such column.
    Absent,
    /// It is this column.
    Column(usize),
}

impl Said {
    /// The column, if one was named.
    pub(super) fn column(self) -> Option<usize> {
        match self {
            Self::Column(column) => Some(column),
            Self::Nothing | Self::Absent => None,
        }
    }
}

/// Columns with their names and contents, and what the user says of them.
pub(super) struct Layout<'a> {
    /// The table.
    pub(super) table: &'a Table,
    /// One profile for each column.
    pub(super) profiles: Vec<Profile>,
    options: &'a ReadOptions,
    shown: &'a str,
}

impl<'a> Layout<'a> {
    /// Looks at the first records and checks the columns the user names.
    pub(super) fn new(
        table: &'a Table,
        source: &'a Source,
        options: &'a ReadOptions,
    ) -> Result<Self, ReadError> {
        Self::said_by(table, source, options, "--map")
    }

    /// The same of premises.
    pub(super) fn of_premises(
        table: &'a Table,
        source: &'a Source,
        options: &'a ReadOptions,
    ) -> Result<Self, ReadError> {
        Self::said_by(table, source, options, "--premises-map")
    }

    fn said_by(
        table: &'a Table,
        source: &'a Source,
        options: &'a ReadOptions,
        option: &'static str,
    ) -> Result<Self, ReadError> {
        for (&field, column) in &options.map {
            let Some(column) = column else { continue };
            let missing = |name: &&str| table.column(name).is_none();
            let missing = if field.is_several() && table.column(column).is_none() {
                each_column(column).find(missing)
            } else {
                Some(column.as_str()).filter(missing)
            };
            if let Some(column) = missing {
                let trouble = Trouble::NoSuchColumn {
                    option: format!("{option} {}={column}", field.name()),
                    column: column.to_owned(),
                    headers: table.names(),
                };
                return Err(trouble.at(source.shown.as_str()));
            }
        }
        let profiles = profiles(table, source)?;
        Ok(Self {
            table,
            profiles,
            options,
            shown: &source.shown,
        })
    }

    /// What the user says of `field`.
    pub(super) fn said(&self, field: Field) -> Said {
        match self.options.map.get(&field) {
            None => Said::Nothing,
            Some(None) => Said::Absent,
            Some(Some(name)) => self.table.column(name).map_or(Said::Absent, Said::Column),
        }
    }

    /// The columns the user names for `field`, of which there may be several; those that `guess`
    /// wants where he says nothing and names none of them for another field.
    pub(super) fn choose_all(&self, field: Field, guess: impl Fn(&Header) -> bool) -> Vec<usize> {
        match self.options.map.get(&field) {
            None => {
                let columns = self.table.headers.iter().enumerate();
                columns
                    .filter(|&(column, header)| guess(header) && !self.is_named(column))
                    .map(|(column, _)| column)
                    .collect()
            }
            Some(None) => Vec::new(),
            Some(Some(names)) => self.columns_called(names),
        }
    }

    /// Whether the user names this column for any field.
    fn is_named(&self, column: usize) -> bool {
        let mut names = self.options.map.values().flatten();
        names.any(|names| self.columns_called(names).contains(&column))
    }

    /// One column of this name, or several of the names in it.
    fn columns_called(&self, names: &str) -> Vec<usize> {
        match self.table.column(names) {
            Some(column) => vec![column],
            None => each_column(names)
                .filter_map(|name| self.table.column(name))
                .collect(),
        }
    }

    /// Whether the user names a column for one of `fields`.
    pub(super) fn names_any(&self, fields: &[Field]) -> bool {
        fields
            .iter()
            .any(|&field| self.said(field).column().is_some())
    }

    /// CRS the user gives.
    pub(super) fn crs(&self) -> Option<FileCrs> {
        self.options.crs
    }

    /// The column the user names for `field`, or else the best by `score` (0 is none; the first
    /// of equals).
    pub(super) fn choose(
        &self,
        field: Field,
        score: impl Fn(&Header, &Profile) -> i32,
    ) -> Option<usize> {
        match self.said(field) {
            Said::Column(column) => Some(column),
            Said::Absent => None,
            Said::Nothing => self.best(score),
        }
    }

    /// The column with the greatest score above 0; the first of equals.
    pub(super) fn best(&self, score: impl Fn(&Header, &Profile) -> i32) -> Option<usize> {
        let mut best = (0, None);
        for (column, (header, profile)) in self.columns().enumerate() {
            let score = score(header, profile);
            if score > best.0 {
                best = (score, Some(column));
            }
        }
        best.1
    }

    /// Names with contents, in file order.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&Header, &Profile)> {
        self.table.headers.iter().zip(&self.profiles)
    }

    /// The columns' names; what those without one hold is told instead.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = self.table.names();
        for (column, name) in names.iter_mut().enumerate() {
            if *name == format!("column {}", column + 1) {
                let held = self.profiles[column].described();
                name.push_str(&held);
            }
        }
        names
    }

    /// What commas in numbers are taken for, where there are any.
    pub(super) fn said_of_commas(&self) -> Vec<String> {
        let said = |what: &str, count: fn(&Profile) -> usize| {
            let with = self.profiles.iter().enumerate();
            let with: Vec<_> = with.filter(|(_, p)| p.mostly(count(p))).collect();
            let names: Vec<String> = with
                .iter()
                .map(|&(column, _)| self.quoted(column))
                .collect();
            let found: usize = with.iter().map(|(_, profile)| count(profile)).sum();
            let all: usize = with.iter().map(|(_, profile)| profile.numbers).sum();
            let names = names.join(", ");
            (found > 0).then(|| format!("numbers: {what} in {names} ({found} of {all} looked at)"))
        };
        let decimal = said("commas are decimal", |profile| profile.decimal_commas);
        let thousands = said("commas set thousands apart", |profile| profile.thousands);
        decimal.into_iter().chain(thousands).collect()
    }

    /// Name of a column.
    pub(super) fn header(&self, column: usize) -> &Header {
        &self.table.headers[column]
    }

    /// Name of a column in quotes, for reports.
    pub(super) fn quoted(&self, column: usize) -> String {
        format!("\"{}\"", self.header(column).text)
    }

    /// This trouble with the file.
    pub(super) fn error(&self, trouble: Trouble) -> ReadError {
        trouble.at(self.shown)
    }
}
