//! From what readers hand over to one data set: choose the plane, place every incident,
//! count apart what cannot be placed.
//!
//! The steps and their names are those of the contract of the command line: *located*,
//! *far outliers*, *outside the region*, *analysed*. Nothing is dropped unseen: every row that
//! is kept out is counted and listed with its file and line. Refused are data of which nothing
//! is located, and boundaries that hold no incident at all.

mod plane;
mod premises;
mod region;
mod table;
mod why;

use crate::base::Bounds;
use crate::base::progress::{Cancelled, Progress};
use crate::crs::AnalysisCrs;
use crate::data::areas::Areas;
use crate::data::assemble::plane::Placed;
use crate::data::assemble::region::Reach;
use crate::data::assemble::table::Table;
use crate::data::dataset::{Dataset, Role, Source, Tally};
use crate::data::from_points::hull_km2;
use crate::data::premises::{NightRule, PremisesList};
use crate::data::raw::{RawAreas, RawIncidents, RawPremises, ReadReport, SourceInfo};

/// Incident files are counted in a byte.
const MAX_FILES: usize = 256;
/// Steps of the progress bar: placing, areas, outliers, the table (most), premises.
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
    /// A coordinate system PROJ does not know or cannot use.
    #[error(transparent)]
    Crs(#[from] crate::crs::CrsError),
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
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
    assemble_in_stages(incidents, boundaries, premises, params, progress, |_| ())
}

/// As [`assemble`], telling `begins` whenever a stage begins.
///
/// # Errors
/// When nothing is located, nothing overlaps, or a CRS is unknown.
pub fn assemble_in_stages(
    incidents: Vec<RawIncidents>,
    boundaries: Option<RawAreas>,
    premises: Option<RawPremises>,
    params: &AssembleParams,
    progress: &Progress,
    mut begins: impl FnMut(Stage),
) -> Result<Dataset, AssembleError> {
    begins(Stage::Project);
    if incidents.len() > MAX_FILES {
        return Err(AssembleError::TooManyFiles(incidents.len()));
    }
    progress.check(0, STEPS)?;
    let crs = plane::choose(&incidents, params.analysis_epsg)?;
    let placed = plane::place(&incidents, crs, progress)?;
    let mut warnings = placed.warnings(crs);

    progress.check(2, STEPS)?;
    begins(Stage::Index);
    let mut sources: Vec<Source> = Vec::new();
    let first_about_areas = warnings.len();
    let areas = match boundaries {
        Some(raw) => {
            let source = boundaries_source(&raw);
            let (areas, about) = Areas::from_raw(raw, crs)?;
            warnings.extend(about);
            sources.push(source);
            Some(areas)
        }
        None => None,
    };

    progress.check(4, STEPS)?;
    begins(Stage::Project);
    let reach = if params.keep_outliers {
        Reach::everywhere()
    } else {
        Reach::of(&placed)
    };
    let about_areas = &warnings[first_about_areas..];
    region::check_overlap(areas.as_ref(), about_areas, &placed, &reach, crs)?;
    let (mut incident_sources, table) =
        tabulate(incidents, &placed, &reach, areas.as_ref(), params, progress)?;
    warnings.extend(table.warning());

    progress.check(9, STEPS)?;
    begins(Stage::Index);
    incident_sources.append(&mut sources);
    let mut sources = incident_sources;
    let mut list = PremisesList::default();
    if let Some(raw) = premises {
        let (source, premises, about) = premises::assemble(raw, crs, &params.night_rule)?;
        sources.push(source);
        warnings.extend(about);
        list = premises;
    }
    begins(Stage::Project);
    let data = finish(
        table,
        areas.unwrap_or_default(),
        list,
        crs,
        sources,
        warnings,
    );
    progress.check(STEPS, STEPS)?;
    Ok(data)
}

/// Fills the table file by file, letting go of each file when it is done.
fn tabulate(
    incidents: Vec<RawIncidents>,
    placed: &Placed,
    reach: &Reach,
    areas: Option<&Areas>,
    params: &AssembleParams,
    progress: &Progress,
) -> Result<(Vec<Source>, Table), AssembleError> {
    let total: usize = incidents.iter().map(RawIncidents::len).sum();
    let mut table = Table::with_capacity(total);
    let mut sources = Vec::with_capacity(incidents.len());
    for (number, (file, positions)) in incidents.into_iter().zip(&placed.positions).enumerate() {
        let rules = table::Rules {
            reach,
            areas,
            keep_outside: params.keep_outside,
        };
        table.add_file(number as u8, &file, positions, &rules, |done| {
            progress.check(5 * total + 4 * done, STEPS * total)
        })?;
        sources.push(Source {
            role: Role::Incidents,
            info: file.source,
            rows_read: file.rows_read,
            rows_set_aside: file.report.rows_set_aside(),
            report: file.report,
        });
    }
    Ok((sources, table))
}

fn finish(
    table: Table,
    areas: Areas,
    premises: PremisesList,
    crs: AnalysisCrs,
    sources: Vec<Source>,
    warnings: Vec<String>,
) -> Dataset {
    let tally = tally(&table, &sources);
    let (mut incidents, _) = table.incidents.finish();
    let further_areas = incidents.set_areas(&areas);
    let mut data = Dataset {
        tally,
        incidents,
        categories: table.categories,
        locations: table.locations,
        further_areas,
        kept_out: table.kept_out,
        areas,
        premises,
        crs,
        sources,
        warnings,
        ..Dataset::default()
    };
    data.bounds = Bounds::around(data.incidents.sites().positions());
    data.region_km2 = if data.areas.is_empty() {
        hull_km2(data.incidents.sites())
    } else {
        data.areas.union_km2()
    };
    let middle = data
        .bounds
        .map(|bounds| crs.to_lon_lat_one(bounds.centre()));
    data.warnings
        .extend(middle.and_then(|middle| plane::stretch_warning(crs, middle)));
    data
}

fn tally(table: &Table, sources: &[Source]) -> Tally {
    use crate::data::dataset::KeptOut::{FarOutlier, NoLocation, OutsideRegion};
    let out = |reason| table.kept_out.get(&reason).map_or(0, Vec::len);
    let incidents = || {
        sources
            .iter()
            .filter(|source| source.role == Role::Incidents)
    };
    let analysed = table.incidents.len();
    Tally {
        rows_read: incidents().map(|source| source.rows_read).sum(),
        rows_set_aside: incidents().map(|source| source.rows_set_aside).sum(),
        no_location: out(NoLocation),
        located: analysed + out(FarOutlier) + out(OutsideRegion),
        far_outliers: out(FarOutlier),
        outside_region: out(OutsideRegion),
        analysed,
    }
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
