//! From files to a data set.
//!
//! The built-in sample town goes the same way as anyone's files: its bytes are read by the
//! same readers and assembled by the same code.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::base::{Cancelled, Progress};
use crate::data::Dataset;
use crate::data::assemble::{AssembleError, AssembleParams, Stage, assemble_in_stages};
use crate::data::raw::{RawAreas, RawIncidents, RawPremises};
use crate::io::read::{
    FileKind, Input, ReadError, ReadOptions, read_boundaries, read_incidents, read_premises,
    sniff_kind,
};
use crate::project::{BoundarySource, Project, Sources};
use crate::sample::embedded;

/// What to load and how.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadRequest {
    /// The files; none of them for the built-in sample town.
    pub sources: Sources,
    /// Further files whose content decides what they are; they take the place of the files
    /// of their kind in `sources`.
    pub added: Vec<PathBuf>,
    /// How to read them.
    pub read: ReadOptions,
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
    /// How long each stage took.
    pub timings: LoadTimings,
}

/// Wall time of the stages of loading, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoadTimings {
    /// From bytes to records.
    pub read_ms: f64,
    /// From records to places in the plane, areas found.
    pub project_ms: f64,
    /// Making boundaries and premises ready to be asked.
    pub index_ms: f64,
}

impl LoadTimings {
    /// Counts what has passed since `since` as `stage`; the time now.
    fn count(&mut self, stage: Stage, since: Instant) -> Instant {
        let ms = milliseconds_since(since);
        match stage {
            Stage::Project => self.project_ms += ms,
            Stage::Index => self.index_ms += ms,
        }
        Instant::now()
    }
}

/// Why nothing could be loaded. The message says what, why, and what to try.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file cannot be used.
    #[error(transparent)]
    Read(ReadError),
    /// What was read makes no data set.
    #[error(transparent)]
    Assemble(AssembleError),
    /// Boundaries or premises, but no incidents to lay over them.
    #[error("boundaries or premises were given, but no incidents; open an incident file as well")]
    NoIncidents {
        /// What was given.
        given: Box<Sources>,
    },
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<ReadError> for LoadError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Read(other),
        }
    }
}

impl From<AssembleError> for LoadError {
    fn from(error: AssembleError) -> Self {
        match error {
            AssembleError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Assemble(other),
        }
    }
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
        let read = ReadOptions {
            unknown_midnight: project.filter.time.unknown_midnight,
            ..ReadOptions::default()
        };
        Self {
            sources: project.sources.clone(),
            added,
            read,
            assemble,
        }
    }
}

/// Loads a data set.
///
/// # Errors
/// See [`LoadError`].
pub fn load(request: &LoadRequest, progress: &Progress) -> Result<Loaded, LoadError> {
    let sources = with_added(&request.sources, &request.added)?;
    if sources.is_sample() && (sources.boundaries.is_some() || sources.premises.is_some()) {
        return Err(LoadError::NoIncidents {
            given: Box::new(sources),
        });
    }
    let started = Instant::now();
    let raw = if sources.is_sample() {
        read_sample(&request.read, progress)?
    } else {
        read_files(&sources, &request.read, progress)?
    };
    let mut timings = LoadTimings {
        read_ms: milliseconds_since(started),
        ..LoadTimings::default()
    };
    let (mut stage, mut since) = (Stage::Project, Instant::now());
    let data = assemble_in_stages(
        raw.incidents.into(),
        raw.boundaries,
        raw.premises,
        &request.assemble,
        progress,
        |next| {
            since = timings.count(stage, since);
            stage = next;
        },
    )?;
    timings.count(stage, since);
    Ok(Loaded {
        data,
        sources,
        timings,
    })
}

struct Raw {
    incidents: Vec<RawIncidents>,
    boundaries: Option<RawAreas>,
    premises: Option<RawPremises>,
}

fn read_sample(options: &ReadOptions, progress: &Progress) -> Result<Raw, LoadError> {
    let input = |name, bytes| Input::Embedded { name, bytes };
    let incidents = input("Saltmere, incidents.csv", embedded::INCIDENTS_CSV);
    let boundaries = input("Saltmere, npus.geojson", embedded::NPUS_GEOJSON);
    let premises = input("Saltmere, premises.csv", embedded::PREMISES_CSV);
    Ok(Raw {
        incidents: vec![read_incidents(incidents, options, progress)?],
        boundaries: Some(read_boundaries(boundaries, None, None, progress)?),
        premises: Some(read_premises(premises, options, progress)?),
    })
}

fn read_files(
    sources: &Sources,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Raw, LoadError> {
    let file = |path: &'_ Path| read_incidents(Input::File(path), options, progress);
    let incidents: Result<Vec<_>, _> = sources.incidents.iter().map(|path| file(path)).collect();
    let boundaries = sources.boundaries.as_ref().map(|source| {
        let (name, population) = (&source.name_field, &source.population_field);
        let input = Input::File(&source.path);
        read_boundaries(input, name.as_deref(), population.as_deref(), progress)
    });
    let premises = sources
        .premises
        .as_ref()
        .map(|path| read_premises(Input::File(path), options, progress));
    Ok(Raw {
        incidents: incidents?,
        boundaries: boundaries.transpose()?,
        premises: premises.transpose()?,
    })
}

/// `sources` with the added files put in the places of their kind. New incidents come with
/// their own surroundings: the boundaries and premises of the old ones are not kept unless
/// they were chosen for no incidents yet.
fn with_added(sources: &Sources, added: &[PathBuf]) -> Result<Sources, LoadError> {
    let mut result = sources.clone();
    let mut incidents = Vec::new();
    for path in added {
        match sniff_kind(path)? {
            FileKind::Incidents => incidents.push(path.clone()),
            FileKind::Boundaries => {
                result.boundaries = Some(BoundarySource {
                    path: path.clone(),
                    name_field: None,
                    population_field: None,
                });
            }
            FileKind::Premises => result.premises = Some(path.clone()),
        }
    }
    if !incidents.is_empty() {
        result.incidents = incidents;
    }
    Ok(result)
}

fn milliseconds_since(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1000.0
}
