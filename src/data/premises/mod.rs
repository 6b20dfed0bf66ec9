//! Premises: pubs, clubs, takeaways and what is licensed there, and which of them are
//! night-time economy.

pub mod list;
pub mod night;
pub mod reach;

use serde::{Deserialize, Serialize};

use crate::base::{ClockTime, LonLat, Planar};

pub use list::PremisesList;
pub use night::NightRule;
pub use reach::Reach;

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

#[cfg(test)]
impl Premises {
    /// A premises of which nothing is known: tests add what they are about.
    pub(crate) fn unknown() -> Self {
        Self {
            name: String::new(),
            position: Planar::new(0.0, 0.0),
            lon_lat: LonLat::new(0.0, 0.0),
            kind: None,
            licensed_alcohol: None,
            licensed_late_refreshment: None,
            opens: None,
            closes: None,
            capacity: None,
            line: 2,
        }
    }
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
