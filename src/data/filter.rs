//! The question's filter as the user writes it: names, not ids. Part of the document.

use serde::{Deserialize, Serialize};

use crate::base::{ClockTime, ClockWindow, Date, Weekdays};
use crate::data::definitions::{Definition, Library, Test};
use crate::data::premises::PremisesChoice;

/// Which incidents count. Every part that is not set lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// When.
    pub time: TimeFilter,
    /// Categories by text, case-insensitive; empty means all.
    pub categories: Vec<String>,
    /// Definitions by name; an incident passes if it is in a listed category or definition.
    pub groups: Vec<String>,
    /// What must hold besides, made of definitions and flags.
    #[serde(default)]
    pub offences: Option<Test>,
    /// The user's own definitions among those named here and in `offences`, with all they
    /// refer to, so that a saved filter means the same wherever it is opened.
    #[serde(default)]
    pub definitions: Vec<Definition>,
    /// Areas by name; empty means all.
    pub areas: Vec<String>,
    /// Only incidents near premises.
    pub near_premises: Option<NearPremises>,
    /// Leave out incidents at artefact sites.
    #[serde(default)]
    pub away_from_artefacts: Option<AwayFromArtefacts>,
    /// What counts as one.
    #[serde(default)]
    pub counting: Counting,
}

/// The set of local civil minutes that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeFilter {
    /// Clock window; `None`, or one with equal ends, is the whole day.
    pub window: Option<ClockWindow>,
    /// Policing days.
    pub days: Weekdays,
    /// First policing date.
    pub since: Option<Date>,
    /// Last policing date, inclusive.
    pub until: Option<Date>,
    /// When the policing day starts; Saturday 02:00 belongs to Friday at 06:00.
    pub day_start: ClockTime,
    /// Take times of exactly 00:00 as date-only.
    pub unknown_midnight: bool,
}

/// "Within M metres of premises."
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearPremises {
    /// Radius in metres, finite and not negative; the edge counts.
    pub radius_m: f64,
    /// Of which premises.
    pub which: PremisesChoice,
}

// `radius_m` is finite by construction (checked where it is typed), so it equals itself.
impl Eq for NearPremises {}

/// "Not within M metres of artefact sites."
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AwayFromArtefacts {
    /// Radius in metres, finite and not negative; the edge counts as at the site.
    pub radius_m: f64,
}

impl Eq for AwayFromArtefacts {}

/// What counts as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Each row: an offence, or a victim of one.
    #[default]
    Offences,
    /// Rows that are likely to be one incident count once, for the first of them that passes.
    Incidents,
}

impl Filter {
    /// The definitions that names of this filter lead to.
    pub fn library(&self) -> Library {
        Library::of_known(self.definitions.clone())
    }

    /// Names of the definitions it asks for.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.groups.iter().map(String::as_str).collect();
        names.extend(self.offences.iter().flat_map(Test::references));
        names
    }

    /// Whether it asks for offences at all.
    pub fn asks_for_offences(&self) -> bool {
        !(self.categories.is_empty() && self.groups.is_empty() && self.offences.is_none())
    }
}

impl Default for TimeFilter {
    fn default() -> Self {
        Self {
            window: None,
            days: Weekdays::ALL,
            since: None,
            until: None,
            day_start: ClockTime::from_minutes(6 * 60),
            unknown_midnight: false,
        }
    }
}

impl TimeFilter {
    /// The window, or `None` where it is the whole day.
    pub fn clock_window(&self) -> Option<ClockWindow> {
        self.window.filter(|window| !window.is_whole_day())
    }

    /// Whether clock window or weekdays ask for a clock time.
    pub fn asks_for_clock(&self) -> bool {
        self.clock_window().is_some() || !self.days.is_all()
    }

    /// Whether anything is asked at all.
    pub fn is_active(&self) -> bool {
        self.asks_for_clock() || self.since.is_some() || self.until.is_some()
    }
}
