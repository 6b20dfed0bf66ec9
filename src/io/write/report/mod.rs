//! What a method answers, in the forms of the command line and of the clipboard.

mod csv;
mod geojson;
mod json;
mod text;

pub use csv::{plot_csv, table_csv};
pub use geojson::report_geojson;
pub use json::report_json;
pub use text::{readable_cell, report_text};

use crate::analysis::methods::{Cell, Method, Report, Values};
use crate::analysis::selection::Selection;
use crate::data::{Dataset, Filter};

/// An answer with everything it rests on.
#[derive(Clone, Copy)]
pub struct ReportAnswer<'a> {
    /// What was asked.
    pub method: &'a dyn Method,
    /// With what set.
    pub values: &'a Values,
    /// The data.
    pub data: &'a Dataset,
    /// Which incidents were asked for.
    pub filter: &'a Filter,
    /// Those that passed.
    pub selection: &'a Selection,
    /// The answer.
    pub report: &'a Report,
}

/// A cell as a text that reads back as the same figure; empty for none.
fn exact(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => super::numbers::text_cell(text),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => super::numbers::decimal(Some(*number)),
        Cell::Flag(flag) => flag.to_string(),
        Cell::None => String::new(),
    }
}
