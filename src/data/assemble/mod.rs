//! From what readers hand over to one data set: choose the plane, place every incident,
//! count apart what cannot be placed.
//!
//! The steps and their names are those of the contract of the command line: *located*,
//! *far outliers*, *outside the region*, *analysed*. Nothing is dropped unseen: every row that
//! is kept out is counted and listed with its file and line. Refused are data of which nothing
//! is located, and boundaries that hold no incident at all.

mod artefacts;
mod doubtful;
mod fates;
mod intake;
mod labels;
mod odd_dates;
mod pile_ups;
mod plane;
mod premises;
mod quantiles;
mod region;
mod roads;
mod table;
mod why;

use crate::base::progress::{Cancelled, Progress};
use crate::crs::{AnalysisCrs, CrsError};
use crate::data::areas::Areas;
use crate::data::artefacts::ArtefactSites;
use crate::data::assemble::fates::Rules;
use crate::data::assemble::region::Reach;
use crate::data::dataset::{Dataset, Role, Source};
use crate::data::mending::{Fix, Mending};
use crate::data::premises::{NightRule, PremisesList};
use crate::data::raw::{RawAreas, RawIncidents, RawPremises, ReadReport, SourceInfo};
use crate::data::roads::Roads;
use crate::data::shelf::{Halt, ShelfError};

pub use artefacts::place_artefacts;
pub use intake::Intake;
pub use roads::place_roads;
pub use table::{IncidentTable, TableWarnings};

/// Incident files are counted in a byte.
const MAX_FILES: usize = 256;
/// Rows of the table are counted in 32 bits.
const MAX_ROWS: usize = u32::MAX as usize;
/// Steps of the progress bar: what is doubtful, placing, areas, outliers, the table (most), premises.
const STEPS: usize = 10;

/// How to assemble.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssembleParams {
    /// EPSG number of the analysis CRS; chosen from the data's median point where `None`.
    pub analysis_epsg: Option<u32>,
    /// Keep far outliers in the analysis.
    pub keep_outliers: bool,
    /// Keep incidents outside the boundaries in the analysis.
    pub keep_outside: bool,
    /// When premises count as night-time economy.
    pub night_rule: NightRule,
    /// What to do about positions that are doubtful. Loading takes it from how files are read,
    /// where a profile may say it too.
    pub fixes: Vec<Fix>,
}

/// What assembling is busy with, for those who time it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bringing incidents into the plane and putting them into areas.
    Project,
    /// Making boundaries and premises ready to be asked: mending, measuring, trees.
    Index,
}

/// Why no data set could be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AssembleError {
    /// Not one incident has a position.
    #[error("none of the {rows} incidents has a usable position: {why}")]
    NothingLocated {
        /// Incidents looked at.
        rows: usize,
        /// What is wrong with most of them, and what to try.
        why: String,
    },
    /// Nearly all coordinates of a file are impossible in its coordinate system.
    #[error("{why}")]
    FalseCrs {
        /// What is wrong with them, and what to try.
        why: String,
    },
    /// The boundaries and the incidents are in different places.
    #[error(
        "boundaries and incidents do not overlap: incidents lie {incidents}, boundaries {boundaries}{note}"
    )]
    NoOverlap {
        /// Where the incidents are, in words with degrees.
        incidents: String,
        /// Where the boundaries are.
        boundaries: String,
        /// What had to be done to the first boundary that was at fault, which may be why.
        note: String,
    },
    /// More files than a data set can tell apart.
    #[error(
        "{0} incident files are more than the {MAX_FILES} one data set can hold; join some of them first"
    )]
    TooManyFiles(usize),
    /// More incidents than a data set can number.
    #[error(
        "{0} incidents are more than the {MAX_ROWS} one data set can hold; open fewer files at a \
         time, or split them by year"
    )]
    TooManyRows(usize),
    /// A coordinate system PROJ does not know or cannot use.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// No room for what does not fit into memory.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl AssembleError {
    /// The same, with what was found of the positions.
    fn with(mut self, hint: Option<String>) -> Self {
        if let Some(hint) = hint {
            match &mut self {
                Self::NothingLocated { why, .. } => *why = format!("{hint}; as they stand, {why}"),
                Self::NoOverlap { note, .. } => *note = format!("; {hint}{note}"),
                _ => {}
            }
        }
        self
    }
}

impl From<Halt> for AssembleError {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Cancelled(cancelled) => Self::Cancelled(cancelled),
            Halt::Shelf(error) => Self::Shelf(error),
        }
    }
}

/// Makes one data set of what was read.
///
/// # Errors
/// When nothing is located, nothing overlaps, or a CRS is unknown.
pub fn assemble(
    incidents: Vec<RawIncidents>,
    boundaries: Option<RawAreas>,
    premises: Option<RawPremises>,
    params: &AssembleParams,
    progress: &Progress,
) -> Result<Dataset, AssembleError> {
    let intake = Intake::of(incidents)?;
    assemble_in_stages(intake, boundaries, premises, params, progress, |_| ())
}

/// As [`assemble`], of incidents that were taken in as they came, telling `begins` whenever a
/// stage begins.
///
/// # Errors
/// When nothing is located, nothing overlaps, or a CRS is unknown.
pub fn assemble_in_stages(
    intake: Intake,
    boundaries: Option<RawAreas>,
    premises: Option<RawPremises>,
    params: &AssembleParams,
    progress: &Progress,
    mut begins: impl FnMut(Stage),
) -> Result<Dataset, AssembleError> {
    let (table, outlines) = tabulate(intake, boundaries, params, progress, &mut begins)?;
    progress.check(9, STEPS)?;
    begins(Stage::Index);
    let data = complete(table, outlines, premises, &params.night_rule)?;
    begins(Stage::Project);
    progress.check(STEPS, STEPS)?;
    Ok(data)
}

/// The table of incidents, and the areas they were put into.
///
/// # Errors
/// When nothing is located, nothing overlaps, or a CRS is unknown.
pub fn tabulate(
    mut intake: Intake,
    boundaries: Option<RawAreas>,
    params: &AssembleParams,
    progress: &Progress,
    mut begins: impl FnMut(Stage),
) -> Result<(IncidentTable, Option<Outlines>), AssembleError> {
    begins(Stage::Project);
    if intake.files.len() > MAX_FILES {
        return Err(AssembleError::TooManyFiles(intake.files.len()));
    }
    refuse_too_many(intake.rows())?;
    progress.check(0, STEPS)?;
    pile_ups::find(&mut intake, progress)?;
    progress.check(1, 3 * STEPS)?;
    odd_dates::find(&mut intake, progress)?;
    progress.check(2, 3 * STEPS)?;
    doubtful::examine(&mut intake, boundaries.as_ref(), &params.fixes, progress)?;
    progress.check(1, STEPS)?;
    let hint = doubtful::hint(&intake);
    let made = tabulate_examined(intake, boundaries, params, progress, begins);
    made.map_err(|error| error.with(hint))
}

fn tabulate_examined(
    mut intake: Intake,
    boundaries: Option<RawAreas>,
    params: &AssembleParams,
    progress: &Progress,
    mut begins: impl FnMut(Stage),
) -> Result<(IncidentTable, Option<Outlines>), AssembleError> {
    let crs = plane::choose(&intake, params.analysis_epsg, progress)?;
    let helmert_fallbacks = plane::place(&mut intake, crs, progress)?;
    progress.check(2, STEPS)?;
    begins(Stage::Index);
    let outlines = boundaries.map(|raw| Outlines::new(raw, crs)).transpose()?;
    progress.check(4, STEPS)?;
    begins(Stage::Project);
    let reach = if params.keep_outliers {
        Reach::everywhere()
    } else {
        Reach::of(&intake.stretches, progress)?
    };
    region::check_overlap(outlines.as_ref(), &intake.stretches, &reach, crs, progress)?;
    let rules = Rules {
        reach: &reach,
        areas: outlines.as_ref().map(|outlines| &outlines.areas),
        keep_outside: params.keep_outside,
    };
    let mut table = IncidentTable::new(intake, &rules, crs, progress)?;
    table.warnings.placing = plane::helmert_warning(helmert_fallbacks, crs);
    Ok((table, outlines))
}

fn refuse_too_many(rows: usize) -> Result<(), AssembleError> {
    if rows > MAX_ROWS {
        return Err(AssembleError::TooManyRows(rows));
    }
    Ok(())
}

/// Boundaries, ready to be asked.
#[derive(Clone, Debug)]
pub struct Outlines {
    source: Source,
    areas: Areas,
    warnings: Vec<String>,
}

impl Outlines {
    /// The boundaries of a file in the plane `crs`.
    ///
    /// # Errors
    /// When the file's CRS is unknown.
    pub fn new(raw: RawAreas, crs: AnalysisCrs) -> Result<Self, CrsError> {
        let source = boundaries_source(&raw);
        let (areas, warnings) = Areas::from_raw(raw, crs)?;
        Ok(Self {
            source,
            areas,
            warnings,
        })
    }
}

/// The data set of a table, the boundaries it was made with, and premises.
///
/// # Errors
/// When the CRS of the premises is unknown.
pub fn complete(
    table: IncidentTable,
    outlines: Option<Outlines>,
    premises: Option<RawPremises>,
    rule: &NightRule,
) -> Result<Dataset, CrsError> {
    let tally = table.tally();
    let mut sources = table.sources;
    let mut warnings = Vec::from_iter(table.warnings.placing);
    let mut areas = Areas::default();
    if let Some(outlines) = outlines {
        sources.push(outlines.source);
        warnings.extend(outlines.warnings);
        areas = outlines.areas;
    }
    warnings.extend(table.warnings.labels);
    let mut list = PremisesList::default();
    if let Some(raw) = premises {
        let (source, premises, about) = premises::assemble(raw, table.crs, rule)?;
        sources.push(source);
        warnings.extend(about);
        list = premises;
    }
    warnings.extend(table.warnings.stretch);
    Ok(Dataset {
        incidents: table.incidents,
        categories: table.categories,
        locations: table.locations,
        attributes: table.attributes,
        areas,
        further_areas: table.further_areas,
        premises: list,
        artefacts: ArtefactSites::default(),
        roads: Roads::default(),
        crs: table.crs,
        tally,
        region_km2: table.region_km2,
        bounds: table.bounds,
        sources,
        kept_out: table.kept_out,
        warnings,
        mending: Mending::default(),
    })
}

fn boundaries_source(raw: &RawAreas) -> Source {
    source(Role::Boundaries, raw.areas.len(), &raw.source, &raw.report)
}

/// A boundary or premises file, of which `kept` records became something.
fn source(role: Role, kept: usize, info: &SourceInfo, report: &ReadReport) -> Source {
    let rows_set_aside = report.rows_set_aside();
    Source {
        role,
        info: info.clone(),
        rows_read: kept + rows_set_aside,
        rows_set_aside,
        report: report.clone(),
    }
}

#[cfg(test)]
mod tests;
