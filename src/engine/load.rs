//! From files to a data set.

use std::path::PathBuf;

use crate::base::{Cancelled, Progress};
use crate::data::Dataset;
use crate::data::assemble::{AssembleError, AssembleParams};
use crate::project::{Project, Sources};

/// What to load and how.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadRequest {
    /// The files; none of them for the built-in sample town.
    pub sources: Sources,
    /// Further files whose content decides what they are; they take the place of the files
    /// of their kind in `sources`.
    pub added: Vec<PathBuf>,
    /// How to place what was read.
    pub assemble: AssembleParams,
}

/// A data set and the files it came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The data.
    pub data: Dataset,
    /// The files, with those that were added put in their places.
    pub sources: Sources,
}

/// Why nothing could be loaded. The message says what, why, and what to try.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// What was read makes no data set.
    #[error(transparent)]
    Assemble(AssembleError),
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl LoadRequest {
    /// What `project` asks for, with files just opened or dropped.
    pub fn for_project(project: &Project, added: Vec<PathBuf>) -> Self {
        let assemble = AssembleParams {
            analysis_epsg: None,
            keep_outliers: false,
            keep_outside: false,
            night_rule: project.night_rule.clone(),
        };
        Self { sources: project.sources.clone(), added, assemble }
    }
}

/// Loads a data set.
///
/// # Errors
/// See [`LoadError`].
pub fn load(_request: &LoadRequest, _progress: &Progress) -> Result<Loaded, LoadError> {
    todo!("waits for the readers")
}
