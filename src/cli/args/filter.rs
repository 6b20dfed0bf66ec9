//! Flags that say which incidents count.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::base::{ClockTime, ClockWindow, Date, Weekdays};
use crate::cli::args::{DataArgs, values};
use crate::cli::definitions::library;
use crate::cli::exit::Failure;
use crate::data::Filter;
use crate::data::attributes::AttributeKind;
use crate::data::definitions::{ColumnTest, Patterns, Test, parse};
use crate::data::filter::{AwayFromArtefacts, Counting, NearPremises, TimeFilter};
use crate::data::premises::PremisesChoice;

/// FILTER of `cli.md`. What is not set lets everything pass.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filter")]
pub struct FilterArgs {
    /// Clock window in local time; may wrap midnight, the end is not in it
    #[arg(long, value_name = "HH:MM-HH:MM", allow_hyphen_values = true)]
    pub window: Option<ClockWindow>,
    /// Policing days, as in fri,sat: Saturday 02:00 belongs to Friday
    #[arg(long, value_name = "DAYS")]
    pub days: Option<Weekdays>,
    /// When the policing day starts
    #[arg(
        long,
        value_name = "HH:MM",
        default_value = "06:00",
        allow_hyphen_values = true
    )]
    pub day_start: ClockTime,
    /// First policing date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::date, allow_hyphen_values = true)]
    pub since: Option<Date>,
    /// Last policing date, inclusive
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::date, allow_hyphen_values = true)]
    pub until: Option<Date>,
    /// Only this category, whatever its case; again for more
    #[arg(long, value_name = "TEXT")]
    pub category: Vec<String>,
    /// Only this definition of offences, as `nightbeat definitions` lists them; again for more
    #[arg(long, value_name = "NAME")]
    pub group: Vec<String>,
    /// Only what this holds of, as in 'robbery and not domestic': definitions and flags with and,
    /// or, not and brackets; COLUMN is "text*" asks a column
    #[arg(long = "where", value_name = "EXPR", value_parser = parse)]
    pub offences: Option<Test>,
    /// Definitions of your own, in a JSON file; again for more
    #[arg(long, value_name = "FILE")]
    pub definitions: Vec<PathBuf>,
    /// Only inside this boundary; again for more
    #[arg(long, value_name = "NAME")]
    pub area: Vec<String>,
    /// Only within M metres of premises
    #[arg(long, value_name = "M", value_parser = values::metres, allow_hyphen_values = true)]
    pub near_premises: Option<f64>,
    /// Which premises are meant: night-time economy (nte) or all
    #[arg(
        long,
        value_name = "nte|all",
        default_value = "nte",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub premises_filter: ChoiceName,
    /// Only positions known as well as this, in the words of the file's column of geocode
    /// quality, as in "EXACT,ROOFTOP"; * stands for anything
    #[arg(long, value_name = "TEXT,…", value_delimiter = ',')]
    pub geocode: Vec<String>,
    /// Leave out what lies at artefact sites (see --artefacts, --artefact-radius)
    #[arg(long)]
    pub exclude_artefacts: bool,
    /// Count offences, that is rows, or incidents: rows of one reference, or else of one position
    /// and clock time, once
    #[arg(
        long,
        value_name = "offences|incidents",
        default_value = "offences",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub count: CountName,
    /// Take times of exactly 00:00 as date-only
    #[arg(long)]
    pub unknown_midnight: bool,
}

/// `--premises-filter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChoiceName {
    /// Night-time economy
    Nte,
    /// Every premises of the file
    All,
}

/// `--count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CountName {
    /// Every row
    Offences,
    /// What is likely to be one incident once
    Incidents,
}

impl From<CountName> for Counting {
    fn from(name: CountName) -> Self {
        match name {
            CountName::Offences => Self::Offences,
            CountName::Incidents => Self::Incidents,
        }
    }
}

impl From<ChoiceName> for PremisesChoice {
    fn from(name: ChoiceName) -> Self {
        match name {
            ChoiceName::Nte => Self::Nte,
            ChoiceName::All => Self::All,
        }
    }
}

impl FilterArgs {
    /// What is asked of offences, and with it of how well positions are known.
    fn offences(&self) -> Option<Test> {
        let texts = self.geocode.iter().map(|text| text.trim().to_lowercase());
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        let known = (!texts.is_empty()).then(|| {
            Test::Column(ColumnTest {
                name: AttributeKind::Quality.name().to_owned(),
                fits: Patterns(texts),
            })
        });
        match (self.offences.clone(), known) {
            (Some(offences), Some(known)) => Some(Test::All(vec![offences, known])),
            (offences, known) => offences.or(known),
        }
    }

    /// The filter that was typed; what is at an artefact site is said with the data.
    ///
    /// # Errors
    /// When the first date comes after the last, or a file of definitions cannot be used.
    pub fn checked(&self, data: &DataArgs) -> Result<Filter, Failure> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            return Err(Failure::new(format!(
                "--since {since} is after --until {until}"
            )));
        }
        let filter = Filter {
            time: TimeFilter {
                window: self.window.filter(|window| !window.is_whole_day()),
                days: self.days.unwrap_or(Weekdays::ALL),
                since: self.since,
                until: self.until,
                day_start: self.day_start,
                unknown_midnight: self.unknown_midnight,
            },
            categories: self.category.clone(),
            groups: self.group.clone(),
            offences: self.offences(),
            definitions: Vec::new(),
            areas: self.area.clone(),
            near_premises: self.near_premises.map(|radius_m| NearPremises {
                radius_m,
                which: self.premises_filter.into(),
            }),
            away_from_artefacts: self.exclude_artefacts.then_some(AwayFromArtefacts {
                radius_m: data.artefact_radius,
            }),
            counting: self.count.into(),
        };
        let own = library(&self.definitions)?;
        let definitions = own.needed_by(filter.names());
        Ok(Filter {
            definitions,
            ..filter
        })
    }
}
