//! `nightbeat check`: the data-quality report. It reads everything and computes nothing.

use crate::base::Progress;
use crate::cli::args::{CheckCommand, Format};
use crate::cli::exit::{Done, Failure};
use crate::cli::load::{load, night_rule};
use crate::cli::timings::timed;
use crate::cli::{result, say};
use crate::io::write::check::{Report, check_json, check_table};

/// Runs the command.
///
/// # Errors
/// When a file cannot be used; nothing is written then.
pub fn run(command: &CheckCommand) -> Result<Done, Failure> {
    let CheckCommand { data, output, work } = command;
    let write = match output.format {
        Format::Table => check_table,
        Format::Json => check_json,
        Format::Csv | Format::Geojson => {
            return Err(Failure::new(
                "a report is no list; write --format table or json",
            ));
        }
    };
    result::check_targets(&result::targets(output, work), &data.files(), output.force)?;
    let rule = night_rule(data.premises_default);
    let (data, mut timings) = load(data, false, &Progress::new())?;
    let (text, ms) = timed(|| write(&Report::of(&data, &rule)));
    timings.write = ms;
    result::deliver(&text, output, work, &timings)?;
    Ok(say::all(&say::about_data(&data)))
}
