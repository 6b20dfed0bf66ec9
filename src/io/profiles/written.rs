//! Profiles as text: JSON that a colleague can read and change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::io::profiles::{Holds, NamedProfile, Names, USUAL_SHARE};
use crate::io::read::{Field, OptionError, ReadOptions};

/// What the first key of a profile file says.
pub const SCHEMA: &str = "nightbeat.profile/1";

/// Why a profile cannot be used. The message ends with what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not JSON, or not of this form.
    #[error(
        "this is no profile ({0}); export one with nightbeat profiles --export to see the form"
    )]
    Form(String),
    /// Of another version.
    #[error("the profile says \"{0}\", not \"{SCHEMA}\"; export it again with this version")]
    Schema(String),
    /// It names no columns, or has no name.
    #[error("the profile has no {0}; give it one")]
    Lacks(&'static str),
    /// Its share is none.
    #[error("needs_share is {0}; write a number above 0 and at most 1")]
    Share(String),
    /// It says what cannot be said.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// It cannot be read or written.
    #[error("the profile cannot be {done} ({why})")]
    File {
        /// What was tried: "read", "written".
        done: &'static str,
        /// The system's words.
        why: String,
    },
    /// No profile of this name.
    #[error("there is no profile \"{name}\"; there are {known}, or name a file that holds one")]
    Unknown {
        /// The name.
        name: String,
        /// Those there are, with commas.
        known: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema: String,
    name: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    holds: WrittenHolds,
    columns: Vec<WrittenNames>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    needs_share: Option<f64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    map: BTreeMap<String, Option<WrittenNames>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    read: BTreeMap<String, String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenHolds {
    #[default]
    Incidents,
    Premises,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenNames {
    One(String),
    Any(Vec<String>),
}

impl From<WrittenNames> for Names {
    fn from(written: WrittenNames) -> Self {
        match written {
            WrittenNames::One(name) => Self::one(name),
            WrittenNames::Any(names) => Self(names),
        }
    }
}

impl From<Names> for WrittenNames {
    fn from(mut names: Names) -> Self {
        match names.0.len() {
            1 => Self::One(names.0.remove(0)),
            _ => Self::Any(names.0),
        }
    }
}

impl NamedProfile {
    /// Reads a profile from its text.
    ///
    /// # Errors
    /// When it is none, or says what no option can say.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        // A mark that editors leave at the start is no fault.
        let text = text.trim_start_matches('\u{feff}');
        let written: Written =
            serde_json::from_str(text).map_err(|error| ProfileError::Form(error.to_string()))?;
        if written.schema != SCHEMA {
            return Err(ProfileError::Schema(written.schema));
        }
        let holds = match written.holds {
            WrittenHolds::Incidents => Holds::Incidents,
            WrittenHolds::Premises => Holds::Premises,
        };
        let mut map = BTreeMap::new();
        for (name, names) in written.map {
            let field = name.parse::<Field>()?;
            if !holds.fields().contains(&field) {
                return Err(holds.refuses(name).into());
            }
            map.insert(field, names.map(Names::from));
        }
        let mut scratch = ReadOptions::default();
        for (option, text) in &written.read {
            scratch.set(option, text)?;
        }
        let profile = Self {
            name: written.name.trim().to_owned(),
            about: written.about,
            holds,
            columns: written.columns.into_iter().map(Names::from).collect(),
            needs_share: written.needs_share.unwrap_or(USUAL_SHARE),
            map,
            read: written.read,
        };
        profile.checked()
    }

    fn checked(self) -> Result<Self, ProfileError> {
        let is_empty = |names: &Names| names.0.iter().all(|name| name.trim().is_empty());
        if self.name.is_empty() {
            return Err(ProfileError::Lacks("name"));
        }
        if self.columns.is_empty() || self.columns.iter().any(is_empty) {
            return Err(ProfileError::Lacks("columns to be known by"));
        }
        if !(self.needs_share > 0.0 && self.needs_share <= 1.0) {
            return Err(ProfileError::Share(self.needs_share.to_string()));
        }
        Ok(self)
    }

    /// The text that [`Self::parse`] reads as this profile.
    pub fn text(&self) -> String {
        let written = Written {
            schema: SCHEMA.to_owned(),
            name: self.name.clone(),
            about: self.about.clone(),
            holds: match self.holds {
                Holds::Incidents => WrittenHolds::Incidents,
                Holds::Premises => WrittenHolds::Premises,
            },
            columns: self.columns.iter().cloned().map(Into::into).collect(),
            needs_share: (self.needs_share != USUAL_SHARE).then_some(self.needs_share),
            map: self
                .map
                .iter()
                .map(|(field, names)| (field.name().to_owned(), names.clone().map(Into::into)))
                .collect(),
            read: self.read.clone(),
        };
        // Texts and finite numbers can always be written.
        let text = serde_json::to_string_pretty(&written).unwrap_or_default();
        text + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::profiles::built_in;

    const LEAST: &str =
        r#"{"schema": "nightbeat.profile/1", "name": "x", "columns": ["A", ["B", "C"]]"#;

    fn with(rest: &str) -> Result<NamedProfile, ProfileError> {
        NamedProfile::parse(&format!("{LEAST}{rest}}}"))
    }

    #[test]
    fn what_is_written_is_read_again() {
        for profile in built_in() {
            let again = NamedProfile::parse(&profile.text());
            assert_eq!(again.as_ref(), Ok(&**profile), "{}", profile.name);
        }
    }

    #[test]
    fn a_profile_that_says_what_no_option_can_is_refused_with_the_reason() {
        assert!(with("").is_ok());
        let said = |rest: &str| with(rest).unwrap_err().to_string();
        assert!(said(r#", "map": {"when": "A"}"#).contains("\"when\" is no field"));
        assert!(said(r#", "map": {"closes": "A"}"#).contains("\"closes\" is no field"));
        assert!(with(r#", "holds": "premises", "map": {"closes": "A"}"#).is_ok());
        assert!(said(r#", "read": {"date-order": "ydm"}"#).contains("ydm"));
        assert!(said(r#", "read": {"colour": "red"}"#).contains("colour"));
        assert!(said(r#", "needs_share": 0"#).contains("needs_share is 0"));
        assert!(said(r#", "colour": 1"#).contains("unknown field"));
        assert!(said(r#", "columns": []"#).contains("duplicate field"));
        let other = LEAST.replace("profile/1", "profile/9") + "}";
        assert!(matches!(
            NamedProfile::parse(&other),
            Err(ProfileError::Schema(_))
        ));
        let nothing = r#"{"schema": "nightbeat.profile/1", "name": "x", "columns": [[]]}"#;
        assert!(matches!(
            NamedProfile::parse(nothing),
            Err(ProfileError::Lacks(_))
        ));
        for end in 0..LEAST.len() {
            assert!(NamedProfile::parse(&LEAST[..end]).is_err());
        }
    }
}
