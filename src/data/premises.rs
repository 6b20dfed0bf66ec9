//! Premises: pubs, clubs, takeaways and what is licensed there, and which of them are
//! night-time economy.

use serde::{Deserialize, Serialize};

use crate::base::{ClockTime, LonLat, Planar};

/// One premises.
#[derive(Clone, Debug, PartialEq)]
pub struct Premises {
    /// Its name; never empty (`premises 12` where the file has none).
    pub name: String,
    /// Where, in the analysis CRS.
    pub position: Planar,
    /// Where, for the map.
    pub lon_lat: LonLat,
    /// Type as the file writes it: `pub`, `nightclub`, `off-licence`.
    pub kind: Option<String>,
    /// Licensed for alcohol, if the file tells.
    pub licensed_alcohol: Option<bool>,
    /// Licensed for late refreshment, if the file tells.
    pub licensed_late_refreshment: Option<bool>,
    /// When it opens, on its longest day.
    pub opens: Option<ClockTime>,
    /// Its latest closing time of the week.
    pub closes: Option<ClockTime>,
    /// How many people it may hold.
    pub capacity: Option<u32>,
    /// Line of the file it was read from.
    pub line: u32,
}

/// When a premises counts as night-time economy. Shown to the user and changeable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NightRule {
    /// Licensed premises count if they close at this time or later, or after midnight.
    pub closes_from: ClockTime,
    /// Types that count whatever their hours; matched case-insensitively as whole words.
    pub types: Vec<String>,
    /// What premises are of a file that gives neither type, licence nor hours.
    pub default_is_night: bool,
}

/// Which premises a question is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PremisesChoice {
    /// Night-time economy only.
    #[default]
    Nte,
    /// Every premises of the file.
    All,
}

/// All premises of a data set, with an index for nearest and within-radius questions.
#[derive(Clone, Debug, Default)]
pub struct PremisesList {
    // Owned by whoever fills this module in: rows, night flags, an rstar tree.
}

impl Default for NightRule {
    fn default() -> Self {
        Self { closes_from: ClockTime::MIDNIGHT, types: Vec::new(), default_is_night: true }
    }
}

impl PremisesList {
    /// Whether there are no premises.
    pub fn is_empty(&self) -> bool {
        true
    }
}
