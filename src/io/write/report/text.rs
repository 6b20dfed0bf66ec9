//! An answer for a terminal: the sentence, the figures, then how they were made.

use std::fmt::Write as _;

use crate::analysis::methods::{Cell, Table};
use crate::base::figures::grouped;
use crate::io::write::numbers::readable;
use crate::io::write::report::ReportAnswer;

/// Rows of a table that are printed; all of them are in JSON and CSV.
const MOST_ROWS: usize = 40;
const MOST_CHARS: usize = 48;

/// The answer as text.
pub fn report_text(answer: &ReportAnswer<'_>) -> String {
    let report = answer.report;
    let mut text = format!("{}\n", report.headline);
    for table in &report.tables {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{}", table.title);
        text.push_str(&table_text(table));
    }
    let _ = writeln!(text, "\nMethod: {}", report.statement);
    for note in &report.notes {
        let _ = writeln!(text, "- {note}");
    }
    text
}

fn table_text(table: &Table) -> String {
    let heading = |place: usize| {
        let column = &table.columns[place];
        match column.unit {
            "" => column.label.to_owned(),
            unit => format!("{} ({unit})", column.label),
        }
    };
    let mut rows = vec![
        (0..table.columns.len())
            .map(heading)
            .collect::<Vec<String>>(),
    ];
    let shown = table.rows.iter().take(MOST_ROWS);
    let cells = |row: &Vec<Cell>| {
        let units = table.columns.iter().map(|column| column.unit);
        row.iter()
            .zip(units)
            .map(|(cell, unit)| readable_cell(cell, unit))
            .collect()
    };
    rows.extend(shown.map(cells));
    let is_text: Vec<bool> = (0..table.columns.len())
        .map(|place| {
            let mut cells = table.rows.iter().filter_map(|row| row.get(place));
            cells.any(|cell| matches!(cell, Cell::Text(_)))
        })
        .collect();
    let mut text = aligned(&rows, &is_text);
    if table.rows.len() > MOST_ROWS {
        let more = grouped(table.rows.len() - MOST_ROWS);
        let _ = writeln!(text, "… {more} more; --format csv writes all");
    }
    text
}

fn aligned(rows: &[Vec<String>], is_text: &[bool]) -> String {
    let width = |place: usize| {
        let cells = rows.iter().filter_map(|row| row.get(place));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..is_text.len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().enumerate().map(|(place, cell)| {
            let padding = " ".repeat(widths[place] - cell.chars().count());
            if is_text[place] {
                format!("{cell}{padding}")
            } else {
                format!("{padding}{cell}")
            }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A figure in `unit` as a person reads it: three significant digits or so, degrees to a metre.
pub fn readable_cell(cell: &Cell, unit: &str) -> String {
    match cell {
        Cell::Text(text) if text.chars().count() > MOST_CHARS => {
            let kept: String = text.chars().take(MOST_CHARS - 1).collect();
            format!("{kept}…")
        }
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => grouped(*count as usize),
        Cell::Number(degrees) if unit == "°" => format!("{degrees:.5}"),
        Cell::Number(number) => readable_number(*number),
        Cell::Flag(true) => "yes".to_owned(),
        Cell::Flag(false) => "no".to_owned(),
        Cell::None => "-".to_owned(),
    }
}

fn readable_number(number: f64) -> String {
    match number.abs() {
        0.0 => "0".to_owned(),
        size if size < 0.000_1 => format!("{number:.1e}"),
        size if size < 0.1 => readable(number, 4),
        size if size < 10.0 => readable(number, 2),
        size if size < 1000.0 => readable(number, 1),
        _ => readable(number, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_a_person_needs() {
        let shown = [0.0, 0.000_012, 0.0123, -1.234, 56.78, 1_234.5].map(readable_number);
        assert_eq!(shown, ["0", "1.2e-5", "0.0123", "-1.23", "56.8", "1,234"]);
    }
}
