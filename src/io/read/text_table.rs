//! Reads a table as texts, for methods that bring their own: events, severities, targets.

use std::ops::ControlFlow;

use crate::analysis::methods::TextTable;
use crate::base::Progress;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::format::open_table;
use crate::io::read::input::Input;
use crate::io::read::layout::Layout;
use crate::io::read::options::ReadOptions;
use crate::io::read::source::Source;

const WANTED: &str = "a table with a heading a column (CSV or a workbook)";
/// More rows than any calendar or table of weights has.
const MOST_ROWS: usize = 1_000_000;

/// Reads a small table.
///
/// # Errors
/// When the file cannot be read as a table, or has a million rows and more.
pub fn read_text_table<'a>(
    input: impl Into<Input<'a>>,
    progress: &Progress,
) -> Result<TextTable, ReadError> {
    let options = ReadOptions::default();
    let source = Source::open(input.into(), WANTED, &options)?;
    let (table, _) = open_table(&source, &options, WANTED, progress)?;
    let header = table.names();
    let mut rows = Vec::new();
    table.each(&source, Some(progress), |row| {
        let cell = |column| {
            let there = column < row.fields();
            if there {
                row.text(column).trim().to_owned()
            } else {
                String::new()
            }
        };
        rows.push((0..header.len()).map(cell).collect());
        if rows.len() > MOST_ROWS {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    if rows.len() > MOST_ROWS {
        return Err(
            Layout::new(&table, &source, &options)?.error(Trouble::Unreadable {
                why: "it has more than a million rows".to_owned(),
            }),
        );
    }
    Ok(TextTable {
        file: source.shown.clone(),
        header,
        rows,
    })
}
