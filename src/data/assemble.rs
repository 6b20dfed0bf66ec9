//! From what readers hand over to one data set: choose the plane, place every incident,
//! count apart what cannot be placed.

use crate::base::progress::{Cancelled, Progress};
use crate::data::dataset::Dataset;
use crate::data::premises::NightRule;
use crate::data::raw::{RawAreas, RawIncidents, RawPremises};

/// How to assemble.
#[derive(Clone, Debug, PartialEq)]
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
        "boundaries and incidents do not overlap: incidents lie {incidents}, boundaries {boundaries}"
    )]
    NoOverlap {
        /// Where the incidents are, in words with degrees.
        incidents: String,
        /// Where the boundaries are.
        boundaries: String,
    },
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
    _incidents: Vec<RawIncidents>,
    _boundaries: Option<RawAreas>,
    _premises: Option<RawPremises>,
    _params: &AssembleParams,
    _progress: &Progress,
) -> Result<Dataset, AssembleError> {
    todo!("data helper")
}
