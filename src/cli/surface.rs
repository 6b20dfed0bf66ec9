//! `nightbeat surface`: the density surface as a grid file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::analysis::quality::Snap;
use crate::analysis::selection::select;
use crate::analysis::surface::{Surface, SurfaceParams, surface};
use crate::base::Progress;
use crate::cli::args::SurfaceCommand;
use crate::cli::exit::{Done, Failure};
use crate::cli::load::load;
use crate::cli::timings::{Timings, timed};
use crate::cli::{result, say};
use crate::data::Dataset;
use crate::io::write::asc::{write_asc, write_csv};
use crate::io::write::files::{Staged, commit, stage};

/// Runs the command.
///
/// # Errors
/// When anything of it cannot be done; nothing is written then.
pub fn run(command: &SurfaceCommand) -> Result<Done, Failure> {
    let form = Form::of(command)?;
    let filter = command.filter.checked(&command.data)?;
    result::check_targets(
        &targets(command, &form),
        &command.data.files(),
        command.force,
    )?;
    let progress = Progress::new();
    let (data, mut timings) = load(&command.data, filter.time.unknown_midnight, &progress)?;
    if command.mask && data.areas.is_empty() {
        return Err(Failure::new(
            "--mask needs boundaries; add --boundaries FILE",
        ));
    }
    let (selection, ms) = timed(|| select(&data, &filter, &progress));
    let selection = selection.map_err(Failure::from_error)?;
    timings.filter = ms;
    let (surface, ms) = timed(|| surface(&data, &selection, &params(command), &progress));
    let surface = surface.map_err(Failure::from_error)?;
    timings.surface = ms;
    write(command, &form, &data, &surface, &mut timings)?;
    let mut messages = say::about_data(&data);
    messages.extend(say::about_selection(&selection, &filter.time));
    messages.extend(say::about_artefacts(
        &data,
        &filter,
        command.data.artefact_radius,
    ));
    messages.extend(Snap::of(&data).and_then(|snap| snap.about_bandwidth(command.bandwidth)));
    Ok(say::all(&messages))
}

enum Form {
    Asc { prj: PathBuf },
    Csv,
}

impl Form {
    fn of(command: &SurfaceCommand) -> Result<Self, Failure> {
        let extension = command.out.extension().map(OsStr::to_ascii_lowercase);
        match extension.as_ref().and_then(|e| e.to_str()) {
            Some("asc") => Ok(Self::Asc {
                prj: command.out.with_extension("prj"),
            }),
            Some("csv") => Ok(Self::Csv),
            _ => Err(Failure::new(format!(
                "--out needs a name that ends in .asc or .csv: {}",
                command.out.display()
            ))),
        }
    }
}

fn targets<'a>(command: &'a SurfaceCommand, form: &'a Form) -> Vec<&'a Path> {
    let mut targets = vec![command.out.as_path()];
    if let Form::Asc { prj } = form {
        targets.push(prj);
    }
    targets.extend(command.work.timings.as_deref());
    targets
}

fn params(command: &SurfaceCommand) -> SurfaceParams {
    SurfaceParams {
        kernel: command.kernel.into(),
        bandwidth_m: command.bandwidth,
        cell_m: command.cell,
        extent: command.bbox.map(|bbox| bbox.0),
        mask: command.mask,
    }
}

fn write(
    command: &SurfaceCommand,
    form: &Form,
    data: &Dataset,
    surface: &Surface,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let (staged, ms) = timed(|| staged(command, form, data, surface));
    let mut files = staged?;
    timings.write = ms;
    files.extend(result::stage_timings(&command.work, timings)?);
    Ok(commit(files, command.force)?)
}

fn staged(
    command: &SurfaceCommand,
    form: &Form,
    data: &Dataset,
    surface: &Surface,
) -> Result<Vec<Staged>, Failure> {
    match form {
        Form::Csv => Ok(vec![stage(&command.out, |out| write_csv(surface, out))?]),
        Form::Asc { prj } => {
            let wkt = data.crs.esri_wkt().map_err(Failure::from_error)?;
            Ok(vec![
                stage(&command.out, |w| write_asc(surface, w))?,
                stage(prj, |w| w.write_all(wkt.as_bytes()))?,
            ])
        }
    }
}
