//! From files to a data set.
//!
//! The built-in sample town goes the same way as anyone's files: its bytes are read by the
//! same readers and assembled by the same code.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::base::{Cancelled, Progress};
use crate::crs::FileCrs;
use crate::data::Dataset;
use crate::data::assemble::{
    AssembleError, AssembleParams, Intake, Outlines, Stage, complete, place_artefacts, place_roads,
    tabulate,
};
use crate::data::raw::{RawAreas, RawArtefacts, RawPremises, RawRoads};
use crate::data::shelf::{InMemory, Shelf, ShelfError};
use crate::engine::cached::Cached;
use crate::engine::gather::gather;
use crate::engine::reading::options_of;
use crate::io::profiles::Holds;
use crate::io::read::{
    BoundaryOptions, FileKind, Input, ProfileChoice, ReadError, ReadOptions, RoadOptions,
    parse_crs, read_artefacts, read_boundaries, read_incidents_into, read_premises, read_roads,
    sniff_kind, without_companions,
};
use crate::io::store::{FileShelf, Store, likely_bytes};
use crate::project::{BoundarySource, Project, Reading, RoadSource, Sources};
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
    /// Where tables of large files are kept; nowhere where `None`.
    pub cache: Option<Store>,
    /// What is likely to take more than this is laid on temporary files while it is made;
    /// nothing where `None`.
    pub memory_bytes: Option<u64>,
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
    /// A folder in which no file is one of incidents.
    #[error("no file in this folder holds incidents; name the file itself to see why: {folder}")]
    EmptyFolder {
        /// The folder.
        folder: String,
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

impl From<ShelfError> for LoadError {
    fn from(error: ShelfError) -> Self {
        Self::Assemble(error.into())
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
            fixes: Vec::new(),
        };
        let kept = options_of(&project.reading).unwrap_or_else(|error| {
            log::warn!("how the files were read is not understood, and guessed: {error}");
            ReadOptions::default()
        });
        let read = ReadOptions {
            unknown_midnight: project.filter.time.unknown_midnight,
            mending: project.mending.clone().or(&kept.mending),
            ..kept
        };
        Self {
            sources: project.sources.clone(),
            added,
            read,
            assemble,
            cache: None,
            memory_bytes: None,
        }
    }
}

/// Loads a data set.
///
/// # Errors
/// See [`LoadError`].
pub fn load(request: &LoadRequest, progress: &Progress) -> Result<Loaded, LoadError> {
    let (sources, notes) = gathered(request, progress)?;
    let waits = sources.boundaries.is_some()
        || sources.premises.is_some()
        || (sources.roads.is_some() && !request.added.is_empty());
    if sources.is_sample() && waits {
        return Err(LoadError::NoIncidents {
            given: Box::new(sources),
        });
    }
    // A profile says what to mend as well as the user does.
    let mending = request.read.with_profile().mending;
    let mut clock = Clock::default();
    let surroundings = read_surroundings(&sources, &request.read, progress)?;
    let cached = Cached::of(request, &sources);
    let known = cached
        .as_ref()
        .map(|cached| cached.open(progress))
        .transpose()?;
    let (table, outlines) = if let Some(table) = known.flatten() {
        clock.begin(Some(Stage::Index));
        let outlines = surroundings
            .boundaries
            .map(|raw| Outlines::new(raw, table.crs));
        (table, outlines.transpose().map_err(AssembleError::from)?)
    } else {
        let intake = Intake::new(shelf(request, &sources)?);
        let intake = read_all_incidents(intake, &sources, &request.read, progress)?;
        let params = &AssembleParams {
            fixes: mending.fixes.clone(),
            ..request.assemble.clone()
        };
        let begins = |stage| clock.begin(Some(stage));
        let mut made = tabulate(intake, surroundings.boundaries, params, progress, begins)?;
        if let Some(cached) = cached {
            clock.begin(None);
            made.0 = cached.keep(request, &sources, made.0, progress)?;
        }
        made
    };
    clock.begin(Some(Stage::Index));
    let rule = &request.assemble.night_rule;
    let data = complete(table, outlines, surroundings.premises, rule);
    let data = data.map_err(AssembleError::from)?;
    let data = with_artefacts(data, surroundings.artefacts)?;
    let mut data = with_roads(data, surroundings.roads)?;
    data.warnings.extend(notes);
    data.mending = mending;
    Ok(Loaded {
        data,
        sources,
        timings: clock.stop(),
    })
}

/// Counts time by stage; reading and writing of files is none of assembling's.
struct Clock {
    timings: LoadTimings,
    stage: Option<Stage>,
    since: Instant,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            timings: LoadTimings::default(),
            stage: None,
            since: Instant::now(),
        }
    }
}

impl Clock {
    /// Counts what has passed to the stage that ends, and begins `stage`.
    fn begin(&mut self, stage: Option<Stage>) {
        let ms = self.since.elapsed().as_secs_f64() * 1000.0;
        match self.stage {
            None => self.timings.read_ms += ms,
            Some(Stage::Project) => self.timings.project_ms += ms,
            Some(Stage::Index) => self.timings.index_ms += ms,
        }
        (self.stage, self.since) = (stage, Instant::now());
    }

    fn stop(mut self) -> LoadTimings {
        self.begin(None);
        self.timings
    }
}

/// What lies around the incidents, read.
struct Surroundings {
    boundaries: Option<RawAreas>,
    premises: Option<RawPremises>,
    artefacts: Option<RawArtefacts>,
    roads: Option<RawRoads>,
}

/// `data` with its artefact sites.
fn with_artefacts(mut data: Dataset, raw: Option<RawArtefacts>) -> Result<Dataset, AssembleError> {
    if let Some(raw) = raw {
        let (source, artefacts, warnings) = place_artefacts(raw, data.crs)?;
        data.sources.push(source);
        data.warnings.extend(warnings);
        data.artefacts = artefacts;
    }
    Ok(data)
}

/// `data` with its roads.
fn with_roads(mut data: Dataset, raw: Option<RawRoads>) -> Result<Dataset, AssembleError> {
    if let Some(raw) = raw {
        let (source, roads, warning) = place_roads(&raw, data.crs)?;
        data.sources.push(source);
        data.warnings.extend(warning);
        data.roads = roads;
    }
    Ok(data)
}

fn read_surroundings(
    sources: &Sources,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Surroundings, LoadError> {
    let artefacts = sources
        .artefacts
        .as_ref()
        .map(|path| read_artefacts(path, options, progress))
        .transpose()?;
    let of_roads = |source: &RoadSource| {
        let of_roads = RoadOptions {
            name_field: source.name_field.clone(),
            layer: source.layer.clone(),
            crs: crs_said(source.crs.as_deref()),
            unpacked_bytes: options.unpacked_bytes,
        };
        read_roads(Input::File(&source.path), &of_roads, progress)
    };
    let roads = sources.roads.as_ref().map(of_roads).transpose()?;
    if sources.is_sample() {
        let boundaries = embedded("Saltmere, npus.geojson", embedded::NPUS_GEOJSON);
        let premises = embedded("Saltmere, premises.csv", embedded::PREMISES_CSV);
        return Ok(Surroundings {
            boundaries: Some(read_boundaries(
                boundaries,
                &BoundaryOptions::default(),
                progress,
            )?),
            premises: Some(read_premises(
                premises,
                &of_premises(sources, options),
                progress,
            )?),
            artefacts,
            roads,
        });
    }
    let boundaries = sources.boundaries.as_ref().map(|source| {
        let of_boundaries = BoundaryOptions {
            name_field: source.name_field.clone(),
            population_field: source.population_field.clone(),
            code_field: source.code_field.clone(),
            layer: source.layer.clone(),
            crs: crs_said(source.crs.as_deref()),
            unpacked_bytes: options.unpacked_bytes,
        };
        read_boundaries(Input::File(&source.path), &of_boundaries, progress)
    });
    let premises = sources.premises.as_ref().map(|path| {
        let of_premises = of_premises(sources, options);
        read_premises(Input::File(path), &of_premises, progress)
    });
    Ok(Surroundings {
        boundaries: boundaries.transpose()?,
        premises: premises.transpose()?,
        artefacts,
        roads,
    })
}

/// How premises are read. What is said of the incidents' coordinates, or that they are known by no
/// profile, holds for them too where nothing else is said.
pub fn of_premises(sources: &Sources, incidents: &ReadOptions) -> ReadOptions {
    let mut own = options_of(&sources.premises_reading).unwrap_or_else(|error| {
        log::warn!("how the premises were read is not understood, and guessed: {error}");
        ReadOptions::default()
    });
    own.crs = own.crs.or(incidents.crs);
    own.layer.clone_from(&sources.premises_layer);
    own.unpacked_bytes = own.unpacked_bytes.or(incidents.unpacked_bytes);
    let holds = match &incidents.profile {
        ProfileChoice::None => true,
        ProfileChoice::Named(profile) => profile.holds == Holds::Premises,
        ProfileChoice::Recognise => false,
    };
    if own.profile == ProfileChoice::Recognise && holds {
        own.profile.clone_from(&incidents.profile);
    }
    own
}

/// The system a document names for a file that names none.
pub(crate) fn crs_said(text: Option<&str>) -> Option<FileCrs> {
    let read = text.map(parse_crs);
    read.and_then(|read| {
        read.map_err(|error| log::warn!("a coordinate system is not understood: {error}"))
            .ok()
    })
}

/// Where columns go while the table is made.
fn shelf(request: &LoadRequest, sources: &Sources) -> Result<Arc<dyn Shelf>, LoadError> {
    // The making of a table takes some 66 bytes an incident, and its line in a file is rarely
    // shorter.
    let large = || Some(likely_bytes(&sources.incidents)? > request.memory_bytes?);
    if large() != Some(true) {
        return Ok(Arc::new(InMemory));
    }
    log::info!("large for the memory it may take: columns are laid on temporary files");
    Ok(Arc::new(FileShelf::new(request.cache.as_ref())?))
}

fn read_all_incidents(
    mut intake: Intake,
    sources: &Sources,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Intake, LoadError> {
    let mut read = |input: Input<'_>| {
        let file = read_incidents_into::<LoadError>(input, options, progress, &mut |chunk| {
            Ok(intake.take(chunk)?)
        })?;
        intake.end(file)?;
        Ok::<(), LoadError>(())
    };
    if sources.is_sample() {
        read(embedded("Saltmere, incidents.csv", embedded::INCIDENTS_CSV))?;
    }
    for path in &sources.incidents {
        read(Input::File(path))?;
    }
    Ok(intake)
}

fn embedded(name: &'static str, bytes: &'static [u8]) -> Input<'static> {
    Input::Embedded { name, bytes }
}

/// The files that are read, and what was left out: folders are looked into, added files put in
/// the places of their kind. New incidents come with their own surroundings: the boundaries and
/// premises of the old ones are not kept unless they were chosen for no incidents yet.
fn gathered(
    request: &LoadRequest,
    progress: &Progress,
) -> Result<(Sources, Vec<String>), LoadError> {
    let (sources, read) = (&request.sources, &request.read);
    let mut result = sources.clone();
    let mut incidents = Vec::new();
    let mut notes = Vec::new();
    for path in &without_companions(&request.added) {
        // What a folder holds is told apart below.
        if path.is_dir() {
            incidents.push(path.clone());
            continue;
        }
        match sniff_kind(path) {
            Ok(FileKind::Incidents) => incidents.push(path.clone()),
            // Whether several tables belong together is told below.
            Err(error) if error.tables().is_some() => incidents.push(path.clone()),
            Err(error) => return Err(error.into()),
            Ok(FileKind::Boundaries) => result.boundaries = Some(boundaries_at(path)),
            Ok(FileKind::Premises) => {
                result.premises = Some(path.clone());
                result.premises_layer = None;
                result.premises_reading = Reading::default();
            }
            Ok(FileKind::Roads) => result.roads = Some(roads_at(path)),
            Ok(FileKind::Reference) => {}
        }
    }
    let added = !incidents.is_empty();
    if !added {
        incidents.clone_from(&sources.incidents);
    }
    let found = gather(&incidents, read, progress)?;
    if added {
        // What lies in a folder that was dropped belongs together.
        if let Some(path) = found.boundaries.first() {
            result.boundaries = Some(boundaries_at(path));
        }
        if let Some(path) = found.premises.first() {
            result.premises = Some(path.clone());
            result.premises_layer = None;
            result.premises_reading = Reading::default();
        }
        if let Some(path) = found.roads.first() {
            result.roads = Some(roads_at(path));
        }
    } else {
        let others = found.boundaries.iter().chain(&found.premises);
        let others = others.chain(&found.roads);
        let name = |path: &Path| {
            let name = path.file_name().unwrap_or(path.as_os_str());
            name.to_string_lossy().into_owned()
        };
        notes.extend(others.map(|path| format!("left out, no incidents: {}", name(path))));
    }
    if found.incidents.is_empty() && !incidents.is_empty() && !added {
        let folder = incidents[0].display().to_string();
        return Err(LoadError::EmptyFolder { folder });
    }
    if !found.incidents.is_empty() {
        result.incidents = found.incidents;
    }
    notes.splice(0..0, found.notes);
    Ok((result, notes))
}

fn boundaries_at(path: &Path) -> BoundarySource {
    BoundarySource {
        path: path.to_owned(),
        ..BoundarySource::default()
    }
}

fn roads_at(path: &Path) -> RoadSource {
    RoadSource {
        path: path.to_owned(),
        ..RoadSource::default()
    }
}
