//! Where a result goes: to a file or to standard output, whole or not at all, with the
//! timings beside it where they are asked for.

use std::io::Write as _;
use std::path::Path;

use crate::cli::args::{OutputArgs, WorkArgs};
use crate::cli::exit::Failure;
use crate::cli::timings::Timings;
use crate::io::write::files::{Staged, WriteError, check_target, commit, stage};
use crate::io::write::json_rank::pretty;

/// Says before the work that a target may not be written. `inputs` are the files to be read.
///
/// # Errors
/// When a target exists without `--force`, two targets are one file, or a target is an input:
/// not even `--force` lets a result replace the data it was made of.
pub fn check_targets(targets: &[&Path], inputs: &[&Path], force: bool) -> Result<(), Failure> {
    for (i, target) in targets.iter().enumerate() {
        if targets[..i].contains(target) {
            return Err(Failure::new(format!(
                "two results cannot go to one file: {}",
                target.display()
            )));
        }
        let real = target.canonicalize().ok();
        let is_same = |input: &&Path| real.is_some() && input.canonicalize().ok() == real;
        if inputs.iter().any(is_same) {
            return Err(Failure::new(format!(
                "the result would replace the file it is made of; name another: {}",
                target.display()
            )));
        }
        check_target(target, force)?;
    }
    Ok(())
}

/// The files `output` and `work` name.
pub fn targets<'a>(output: &'a OutputArgs, work: &'a WorkArgs) -> Vec<&'a Path> {
    output
        .out
        .iter()
        .chain(&work.timings)
        .map(AsRef::as_ref)
        .collect()
}

/// Delivers `text`, with it a file that is staged beside it, and the timings where asked.
///
/// # Errors
/// When a file cannot be written; standard output has then got nothing.
pub fn deliver(
    text: &str,
    beside: Option<Staged>,
    output: &OutputArgs,
    work: &WorkArgs,
    timings: &Timings,
) -> Result<(), Failure> {
    let mut files = Vec::from_iter(beside);
    if let Some(out) = &output.out {
        files.push(stage(out, |w| w.write_all(text.as_bytes()))?);
    }
    files.extend(stage_timings(work, timings)?);
    commit(files, output.force)?;
    if output.out.is_none() {
        print(text)?;
    }
    Ok(())
}

/// The timings file, written but not yet at its place.
///
/// # Errors
/// When its folder is missing or full.
pub fn stage_timings(work: &WorkArgs, timings: &Timings) -> Result<Option<Staged>, WriteError> {
    let write = |path| stage(path, |w| w.write_all(pretty(timings).as_bytes()));
    work.timings.as_deref().map(write).transpose()
}

/// Prints `text`.
///
/// # Errors
/// When standard output is full; that nobody reads on is none.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Whoever reads has had enough, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!(
            "cannot write to standard output, {error}"
        ))),
        Ok(()) => Ok(()),
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::from_error(error)
    }
}
