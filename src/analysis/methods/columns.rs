//! Tables a user gives, column by column, with the line wherever something is amiss.

use crate::analysis::comparison::written::number;
use crate::analysis::methods::{MethodError, TextTable};

/// A table with the places of its columns.
pub(super) struct Columns<'a> {
    table: &'a TextTable,
}

impl<'a> Columns<'a> {
    /// Of `table`.
    pub(super) fn of(table: &'a TextTable) -> Self {
        Self { table }
    }

    /// The column called one of `names`.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn needed(&self, names: &[&str]) -> Result<usize, MethodError> {
        self.table.column(names).ok_or_else(|| {
            let header: Vec<&str> = self.table.header.iter().map(|name| name.trim()).collect();
            MethodError::Unanswerable(format!(
                "{} has no column \"{}\"; its columns are {}.",
                self.table.file,
                names.first().copied().unwrap_or_default(),
                header.join(", ")
            ))
        })
    }

    /// The rows that are not blank, with their lines.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &'a [String])> + use<'a> {
        let rows = self.table.rows.iter().enumerate();
        let lines = rows.map(|(i, row)| (i + 2, row.as_slice()));
        lines.filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
    }

    /// A number of a row; `None` where nothing is written.
    ///
    /// # Errors
    /// When something else is written.
    pub(super) fn number(
        &self,
        (line, row): (usize, &[String]),
        column: usize,
    ) -> Result<Option<f64>, MethodError> {
        number(text(row, column)).map_err(|error| self.fault(line, column, &error.to_string()))
    }

    /// What is wrong in a row.
    pub(super) fn fault(&self, line: usize, column: usize, what: &str) -> MethodError {
        let name = self.table.header.get(column).map_or("", |name| name.trim());
        MethodError::Unanswerable(format!(
            "{}, line {line}, column \"{name}\": {what}.",
            self.table.file
        ))
    }
}

/// A cell of a row, without blanks around it.
pub(super) fn text(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", |cell| cell.trim())
}
