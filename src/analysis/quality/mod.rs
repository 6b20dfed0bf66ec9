//! What the data are like, in figures: one measure a file, each a pure function of the table.
//!
//! None of it changes an answer. What an analyst should do about it is put into words by
//! [`concerns`], the same for the window and for `nightbeat check`.

pub mod artefacts;
pub mod coincidence;
pub mod concerns;
pub mod duplicates;
pub mod geocode;
pub mod known_times;
pub mod same_incident;
pub mod snap;
pub mod spacing;
pub mod undecided;

use crate::base::{Cancelled, Progress};
use crate::data::Dataset;

pub use artefacts::ArtefactShare;
pub use coincidence::Coincidence;
pub use duplicates::Duplicates;
pub use geocode::GeocodeQuality;
pub use known_times::KnownTimes;
pub use same_incident::SameIncident;
pub use snap::Snap;
pub use spacing::Spacing;
pub use undecided::UndecidedFlag;

/// Everything that is measured of a data set, whatever is asked of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    /// How incidents share positions.
    pub coincidence: Coincidence,
    /// How far positions lie from each other; `None` where there are fewer than two.
    pub spacing: Option<Spacing>,
    /// Whether positions are map points.
    pub snap: Option<Snap>,
    /// How much is known of times.
    pub times: KnownTimes,
    /// Rows that seem to be there twice.
    pub duplicates: Duplicates,
    /// How well positions are known; `None` where no file says.
    pub geocode: Option<GeocodeQuality>,
    /// What stands at artefact sites; `None` where none were given.
    pub artefacts: Option<ArtefactShare>,
    /// Flags that some incidents leave open.
    pub undecided: Vec<UndecidedFlag>,
}

impl Quality {
    /// Measures `data`; what lies within `artefact_radius_m` metres of an artefact site is at it.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub fn of(
        data: &Dataset,
        artefact_radius_m: f64,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        const STEPS: usize = 4;
        let (incidents, sites) = (&data.incidents, data.incidents.sites());
        let coincidence = Coincidence::of(sites);
        progress.check(1, STEPS)?;
        let spacing = Spacing::of(sites);
        progress.check(2, STEPS)?;
        let times = KnownTimes::of(incidents);
        progress.check(3, STEPS)?;
        let duplicates = Duplicates::of(incidents);
        progress.check(STEPS, STEPS)?;
        Ok(Self {
            snap: spacing.and_then(|spacing| Snap::of_measured(data, &coincidence, spacing)),
            coincidence,
            spacing,
            times,
            duplicates,
            geocode: GeocodeQuality::of(data),
            artefacts: ArtefactShare::of(data, artefact_radius_m),
            undecided: UndecidedFlag::of(data),
        })
    }
}
