//! `nightbeat check`: the data-quality report. It reads everything and computes nothing.

use std::path::PathBuf;

use crate::analysis::quality::Quality;
use crate::base::Progress;
use crate::cli::args::{CheckCommand, Format};
use crate::cli::exit::{Done, Failure};
use crate::cli::load::{load, night_rule};
use crate::cli::timings::timed;
use crate::cli::{result, say};
use crate::io::write::check::{Report, check_json, check_table};
use crate::io::write::files::stage;
use crate::io::write::set_aside::write_set_aside;

/// Runs the command.
///
/// # Errors
/// When a file cannot be used; nothing is written then.
pub fn run(command: &CheckCommand) -> Result<Done, Failure> {
    let CheckCommand {
        data,
        set_aside,
        output,
        work,
    } = command;
    let write = match output.format {
        Format::Table => check_table,
        Format::Json => check_json,
        Format::Csv | Format::Geojson => {
            return Err(Failure::new(
                "a report is no list; write --format table or json",
            ));
        }
    };
    let mut targets = result::targets(output, work);
    targets.extend(set_aside.as_deref());
    result::check_targets(&targets, &data.files(), output.force)?;
    let rule = night_rule(data.premises_default);
    let artefact_radius_m = data.artefact_radius;
    let progress = Progress::new();
    let (data, mut timings) = load(data, false, &progress)?;
    let quality = Quality::of(&data, artefact_radius_m, &progress).map_err(Failure::from_error)?;
    let (text, ms) = timed(|| write(&Report::of(&data, &quality, &rule)));
    timings.write = ms;
    let stage_rows = |path: &PathBuf| stage(path, |out| write_set_aside(&data, out));
    let rows = set_aside.as_ref().map(stage_rows).transpose()?;
    result::deliver(&text, rows, output, work, &timings)?;
    Ok(say::all(&say::about_data(&data)))
}
