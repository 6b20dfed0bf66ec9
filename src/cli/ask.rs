//! `nightbeat ask` and `nightbeat backtest`: one method's answer.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::methods::{Input, MethodError, Value, Values};
use crate::analysis::selection::select;
use crate::base::Progress;
use crate::cli::args::Format;
use crate::cli::args::ask::{AskCommand, MethodCommand, Typed, listing};
use crate::cli::exit::{Done, Failure};
use crate::cli::load::load;
use crate::cli::timings::timed;
use crate::cli::{prepare, result, say};
use crate::io::read::read_text_table;
use crate::io::write::report::{ReportAnswer, report_geojson, report_json, report_text, table_csv};
use crate::project::Project;

/// Runs the command.
///
/// # Errors
/// When anything of it cannot be done; nothing is written then.
pub fn run(command: &AskCommand) -> Result<Done, Failure> {
    if let Some(question) = &command.question {
        return run_method(question);
    }
    result::print(&format!("{}\n", listing()))?;
    Ok(Done::Clean)
}

/// Runs one method.
///
/// # Errors
/// When anything of it cannot be done; nothing is written then.
pub fn run_method(command: &MethodCommand) -> Result<Done, Failure> {
    prepare(&command.work)?;
    let MethodCommand {
        method,
        data,
        filter,
        rank,
        output,
        work,
        ..
    } = command;
    let premises = filter.premises_filter.into();
    let filter = filter.checked(data)?;
    let project = Project::sample();
    let ranking = match rank {
        Some(rank) => rank.checked(premises)?,
        None => project.ranking,
    };
    let mut inputs = data.files();
    inputs.extend(tables(command));
    result::check_targets(&result::targets(output, work), &inputs, output.force)?;
    let progress = Progress::new();
    let values = values(command, &progress)?;
    let (data, mut timings) = load(data, filter.time.unknown_midnight, &progress)?;
    let (selection, ms) = timed(|| select(&data, &filter, &progress));
    let selection = selection.map_err(Failure::from_error)?;
    timings.filter = ms;
    let (report, ms) = timed(|| {
        method.report(&Input {
            data: &data,
            selection: &selection,
            filter: &filter,
            ranking: &ranking,
            surface: &project.surface,
            values: &values,
            progress: &progress,
        })
    });
    timings.method = ms;
    let report = report.map_err(refusal)?;
    let answer = ReportAnswer {
        method: *method,
        values: &values,
        data: &data,
        filter: &filter,
        selection: &selection,
        report: &report,
    };
    let (text, ms) = timed(|| match output.format {
        Format::Table => report_text(&answer),
        Format::Json => report_json(&answer),
        Format::Csv => report.tables.first().map(table_csv).unwrap_or_default(),
        Format::Geojson => report_geojson(&answer),
    });
    timings.write = ms;
    result::deliver(&text, None, output, work, &timings)?;
    let mut messages = say::about_data(&data);
    messages.extend(say::about_selection(&selection, &filter.time));
    Ok(say::all(&messages))
}

fn refusal(error: MethodError) -> Failure {
    Failure::from_error(error)
}

fn tables(command: &MethodCommand) -> impl Iterator<Item = &Path> {
    command.said.iter().filter_map(|(_, typed)| match typed {
        Typed::File(path) => Some(path.as_path()),
        Typed::Value(_) => None,
    })
}

/// What was typed, with the tables read.
fn values(command: &MethodCommand, progress: &Progress) -> Result<Values, Failure> {
    let mut values = Values::of(&command.method.parameters());
    for (parameter, typed) in &command.said {
        let value = match typed {
            Typed::Value(value) => value.clone(),
            Typed::File(path) => {
                let table = read_text_table(path, progress).map_err(Failure::from_error)?;
                Value::Table(Arc::new(table))
            }
        };
        values.set(parameter, value).map_err(Failure::from_error)?;
    }
    Ok(values)
}
