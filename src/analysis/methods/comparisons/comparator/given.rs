//! The table a force fills.

use crate::analysis::comparison::comparator::{Figure, same};
use crate::analysis::methods::columns::{Columns, text};
use crate::analysis::methods::{MethodError, TextTable};

/// The figures of a table.
///
/// # Errors
/// When a column is missing, or a row cannot be used.
pub(super) fn read(table: &TextTable) -> Result<Vec<Figure>, MethodError> {
    let columns = Columns::of(table);
    let measure = columns.needed(&["measure", "offence", "indicator"])?;
    let force = columns.needed(&["force", "area", "force/area"])?;
    let period = columns.needed(&["period", "year"])?;
    let count = columns.needed(&["count", "offences", "incidents"])?;
    let population = columns.needed(&["population", "residents"])?;
    let solved = table.column(&["solved", "positive outcomes"]);
    let mut figures: Vec<Figure> = Vec::new();
    for (line, row) in columns.rows() {
        let needed = |column: usize| {
            let number = columns.number((line, row), column)?;
            let number = number.filter(|&number| number >= 0.0);
            number.ok_or_else(|| columns.fault(line, column, "a number from 0 up is needed"))
        };
        let figure = Figure {
            measure: text(row, measure).to_owned(),
            force: text(row, force).to_owned(),
            period: text(row, period).to_owned(),
            count: needed(count)?,
            population: needed(population)?,
            solved: solved.map_or(Ok(None), |column| columns.number((line, row), column))?,
        };
        if figure.population <= 0.0 {
            return Err(columns.fault(line, population, "residents are more than 0"));
        }
        if figure
            .solved
            .is_some_and(|solved| !(0.0..=figure.count).contains(&solved))
        {
            let column = solved.unwrap_or(count);
            return Err(columns.fault(line, column, "no more can be solved than were counted"));
        }
        let is_again = |known: &Figure| {
            same(&known.measure, &figure.measure)
                && same(&known.force, &figure.force)
                && same(&known.period, &figure.period)
        };
        if figures.iter().any(is_again) {
            return Err(columns.fault(
                line,
                force,
                "this force has that measure and period already",
            ));
        }
        figures.push(figure);
    }
    if figures.is_empty() {
        let said = format!("{} has no rows.", table.file);
        return Err(MethodError::Unanswerable(said));
    }
    Ok(figures)
}

/// The own force as the table writes it.
///
/// # Errors
/// When there is none of that name.
pub(super) fn in_table(
    own: &str,
    figures: &[Figure],
    table: &TextTable,
) -> Result<String, MethodError> {
    if let Some(figure) = figures.iter().find(|figure| same(&figure.force, own)) {
        return Ok(figure.force.clone());
    }
    let mut forces: Vec<&str> = Vec::new();
    for figure in figures {
        if !forces.iter().any(|known| same(known, &figure.force)) {
            forces.push(&figure.force);
        }
    }
    Err(MethodError::Unanswerable(format!(
        "{} has no force \"{own}\"; its forces are {}. Leave out --own to compare what the data \
         hold.",
        table.file,
        forces.join(", ")
    )))
}

/// Nothing of the table can be counted in the data.
pub(super) fn nothing_own(figures: &[Figure], notes: &[String]) -> MethodError {
    let first = figures.first();
    MethodError::Unanswerable(format!(
        "None of the table's figures can be counted in the data. {} Measures must be called like a \
         definition or category (or \"all\"), periods be written like 2024/25 or 2024, as in \
         \"{}\", \"{}\"; or name the own force of the table with --own.",
        notes.join(" "),
        first.map_or("", |figure| figure.measure.as_str()),
        first.map_or("", |figure| figure.period.as_str())
    ))
}
