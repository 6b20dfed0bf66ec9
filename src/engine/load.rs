//! From files to a data set.
//!
//! The built-in sample town goes the same way as anyone's files: its bytes are read by the
//! same readers and assembled by the same code.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::base::files::file_name;
use crate::base::{Cancelled, Progress};
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
use crate::engine::sources::{options_in, put};
use crate::io::profiles::Holds;
use crate::io::read::{
    BoundaryOptions, FileKind, Input, ProfileChoice, ReadError, ReadOptions, ShapeOptions,
    read_artefacts, read_boundaries, read_incidents_into, read_premises, read_roads, sniff_kind,
    without_companions,
};
use crate::io::store::{FileShelf, Store, likely_bytes};
use crate::project::{Project, Sources};
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
    /// Kinds of files in `sources` that were open before the incidents: where the boundaries lie
    /// elsewhere, all these are closed, and that is said, instead of refusing the incidents.
    pub kept: Vec<FileKind>,
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
            kept: Vec::new(),
        }
    }
}

/// Loads a data set.
///
/// # Errors
/// See [`LoadError`].
pub fn load(request: &LoadRequest, progress: &Progress) -> Result<Loaded, LoadError> {
    let (sources, mut notes) = gathered(request, progress)?;
    let made = load_gathered(request, sources.clone(), notes.clone(), progress);
    let Err(LoadError::Assemble(AssembleError::NoOverlap { incidents, .. })) = &made else {
        return made;
    };
    let (rest, closed) = without_kept(request, &sources);
    if rest.boundaries.is_some() {
        // What was given together must lie together.
        return made;
    }
    notes.push(format!(
        "closed, as the new incidents lie elsewhere ({incidents}): {}",
        closed.join(", ")
    ));
    load_gathered(request, rest, notes, progress)
}

/// `sources` without what was open before the incidents, and what that is called.
fn without_kept(request: &LoadRequest, sources: &Sources) -> (Sources, Vec<String>) {
    let (before, mut rest) = (&request.sources, sources.clone());
    let mut closed = Vec::new();
    for kind in &request.kept {
        let path = match kind {
            FileKind::Boundaries if rest.boundaries == before.boundaries => {
                rest.boundaries.take().map(|source| source.path)
            }
            FileKind::Premises if rest.premises == before.premises => rest.premises.take(),
            FileKind::Roads if rest.roads == before.roads => {
                rest.roads.take().map(|source| source.path)
            }
            _ => None,
        };
        closed.extend(path.map(|path| file_name(&path)));
    }
    (rest, closed)
}

fn load_gathered(
    request: &LoadRequest,
    sources: Sources,
    notes: Vec<String>,
    progress: &Progress,
) -> Result<Loaded, LoadError> {
    let waits = sources.boundaries.is_some()
        || sources.premises.is_some()
        || (sources.roads.is_some() && !request.added.is_empty());
    if sources.is_sample() && waits {
        return Err(LoadError::NoIncidents {
            given: Box::new(sources),
        });
    }
    // A profile says what to mend as well as the user does.
    let mending = request.read.with_profile(Holds::Incidents).mending;
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
#[derive(Default)]
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
    incidents: &ReadOptions,
    progress: &Progress,
) -> Result<Surroundings, LoadError> {
    let mut all = Surroundings::default();
    if let Some(path) = &sources.artefacts {
        all.artefacts = Some(read_artefacts(path, incidents, progress)?);
    }
    if sources.is_sample() {
        let boundaries = embedded("Saltmere, npus.geojson", embedded::NPUS_GEOJSON);
        let premises = embedded("Saltmere, premises.csv", embedded::PREMISES_CSV);
        let plain = BoundaryOptions::default();
        all.boundaries = Some(read_boundaries(boundaries, &plain, progress)?);
        let plain = beside(FileKind::Premises, ReadOptions::default(), incidents);
        all.premises = Some(read_premises(premises, &plain, progress)?);
    }
    for (kind, path, own) in options_in(sources) {
        let (file, said) = (Input::File(&path), beside(kind, own, incidents));
        match kind {
            FileKind::Boundaries => {
                let said = BoundaryOptions::of(&said);
                all.boundaries = Some(read_boundaries(file, &said, progress)?);
            }
            FileKind::Premises => all.premises = Some(read_premises(file, &said, progress)?),
            FileKind::Roads => {
                all.roads = Some(read_roads(file, &ShapeOptions::of(&said), progress)?);
            }
            FileKind::Incidents | FileKind::Reference => {}
        }
    }
    Ok(all)
}

/// How a file of `kind` is read beside incidents. Where nothing else is said of it, it may unpack to
/// as much as they may; and what is said of their coordinates, or that they are known by no
/// profile, holds for premises too.
pub(crate) fn beside(kind: FileKind, own: ReadOptions, incidents: &ReadOptions) -> ReadOptions {
    let mut own = own;
    own.unpacked_bytes = own.unpacked_bytes.or(incidents.unpacked_bytes);
    if kind != FileKind::Premises {
        return own;
    }
    own.crs = own.crs.or(incidents.crs);
    let is_for_both = match &incidents.profile {
        ProfileChoice::None => true,
        ProfileChoice::Named(profile) => profile.holds == Holds::Premises,
        ProfileChoice::Recognise => false,
    };
    if own.profile == ProfileChoice::Recognise && is_for_both {
        own.profile.clone_from(&incidents.profile);
    }
    own
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
/// the places of their kind.
fn gathered(
    request: &LoadRequest,
    progress: &Progress,
) -> Result<(Sources, Vec<String>), LoadError> {
    let (sources, read) = (&request.sources, &request.read);
    let mut result = sources.clone();
    let mut incidents = Vec::new();
    for path in &without_companions(&request.added) {
        // What a folder holds is told apart below.
        if path.is_dir() {
            incidents.push(path.clone());
            continue;
        }
        match sniff_kind(path, &progress.of_step()) {
            Ok(FileKind::Incidents) => incidents.push(path.clone()),
            // Whether several tables belong together is told below.
            Err(error) if error.tables().is_some() => incidents.push(path.clone()),
            Err(error) => return Err(error.into()),
            Ok(kind) => put_plain(&mut result, kind, path),
        }
    }
    let added = !incidents.is_empty();
    if !added {
        incidents.clone_from(&sources.incidents);
    }
    let found = gather(&incidents, read, progress)?;
    if found.incidents.is_empty() && !incidents.is_empty() && !added {
        let folder = incidents[0].display().to_string();
        return Err(LoadError::EmptyFolder { folder });
    }
    let mut notes = found.notes;
    // What lies in a folder that was dropped belongs together; of each kind the first is taken.
    let mut taken = Vec::new();
    for (other, path) in &found.others {
        if added && !taken.contains(&other.kind) {
            put_plain(&mut result, other.kind, path);
            taken.push(other.kind);
        } else {
            let why = if added {
                "there is one of its kind already"
            } else {
                "no incidents"
            };
            notes.push(format!("left out, {why}: {}", file_name(path)));
        }
    }
    if !found.incidents.is_empty() {
        result.incidents = found.incidents;
    }
    Ok((result, notes))
}

/// Puts a file of shapes or premises in its place, read as it says itself.
fn put_plain(sources: &mut Sources, kind: FileKind, path: &Path) {
    put(sources, kind, &[path.to_owned()], &ReadOptions::default());
}
