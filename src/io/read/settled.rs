//! What the user says, filled in with what a profile says.
//!
//! The user goes first, field by field: where he says anything of when an incident began, the
//! profile says nothing of it, for the two may be halves of different answers. What a profile
//! names and the file lacks is guessed, and that is said.

use std::sync::Arc;

use crate::io::profiles::{Holds, NamedProfile, Recognised, built_in, recognise};
use crate::io::read::options::{Field, ProfileChoice, ReadOptions};

/// Options with a profile in them.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    /// What is said in all.
    pub(super) options: ReadOptions,
    /// Sentences for the report.
    pub(super) said: Vec<String>,
    /// The profile, if there is one.
    pub(super) profile: Option<Recognised>,
}

/// Fields of which one is nothing without the others.
const GROUPS: [&[Field]; 3] = [
    &[
        Field::Lon,
        Field::Lat,
        Field::Easting,
        Field::Northing,
        Field::GridRef,
    ],
    &[
        Field::From,
        Field::FromDate,
        Field::FromTime,
        Field::FromHour,
        Field::FromMinute,
    ],
    &[Field::To, Field::ToDate, Field::ToTime],
];

impl ReadOptions {
    /// What holds before the columns are known: what a profile of such files that was named says
    /// beside its columns, where these options say nothing.
    #[must_use]
    pub fn with_profile(&self, holds: Holds) -> Self {
        let mut all = self.clone();
        if let ProfileChoice::Named(profile) = &self.profile
            && profile.holds == holds
        {
            fill_in(&mut all, profile);
        }
        all
    }
}

impl Settled {
    /// What holds for a file with columns `headers` that should hold `holds`.
    pub(super) fn of(options: &ReadOptions, headers: &[String], holds: Holds) -> Self {
        let fits = |profile: &&Arc<NamedProfile>| profile.holds == holds;
        let (profile, named) = match &options.profile {
            ProfileChoice::None => (None, false),
            ProfileChoice::Recognise => (recognise(headers, built_in().iter().filter(fits)), false),
            ProfileChoice::Named(profile) => {
                let profile = Some(profile).filter(fits).cloned();
                let matched = |profile: Arc<NamedProfile>| Recognised {
                    matched: profile.matched(headers),
                    profile,
                };
                (profile.map(matched), true)
            }
        };
        let mut settled = Self {
            options: options.clone(),
            said: Vec::new(),
            profile,
        };
        if let Some(found) = settled.profile.clone() {
            let how = if named { ", as it was chosen" } else { "" };
            settled.said.push(format!("profile: {}{how}", found.said()));
            fill_in(&mut settled.options, &found.profile);
            settled.map(&found.profile, headers);
        }
        settled
    }

    /// Puts the profile's columns where the user says nothing.
    fn map(&mut self, profile: &NamedProfile, headers: &[String]) {
        let said: Vec<Field> = self.options.map.keys().copied().collect();
        let mut of_group: Vec<&[Field]> = Vec::new();
        for (field, names) in &profile.map {
            let group = group_of(field);
            if group.iter().any(|field| said.contains(field)) {
                continue;
            }
            let column = names.as_ref().map(|names| {
                if field.is_several() {
                    names.all_among(headers)
                } else {
                    names.among(headers)
                }
            });
            // An extract without a flag is one of its kind all the same.
            if column == Some(None) && field.attribute().is_some() {
                continue;
            }
            if let Some(None) = column {
                let others = profile.map.iter().any(|(other, names)| {
                    group.contains(other)
                        && names
                            .as_ref()
                            .is_some_and(|names| names.among(headers).is_some())
                });
                let several = names.as_ref().is_some_and(|names| names.0.len() > 1);
                // Of several ways to write a time, one is enough.
                if !(several && (others || of_group.contains(&group))) {
                    self.said
                        .push(not_there(*field, names.as_ref().map(|n| &n.0[..])));
                    of_group.push(group);
                }
                continue;
            }
            let column = column.flatten().map(str::to_owned);
            self.options.map.insert(*field, column);
        }
    }
}

fn not_there(field: Field, names: Option<&[String]>) -> String {
    let name = names.and_then(<[String]>::first).map_or("", String::as_str);
    format!(
        "profile: it names column \"{name}\" for {}, which is not there; guessed instead",
        field.name()
    )
}

/// The fields that go together with `field`, itself among them.
fn group_of(field: &Field) -> &[Field] {
    let group = GROUPS.iter().find(|group| group.contains(field));
    group.copied().unwrap_or(std::slice::from_ref(field))
}

/// Puts what the profile says beside its columns where the user says nothing.
fn fill_in(options: &mut ReadOptions, profile: &NamedProfile) {
    let said = options.said();
    for (name, text) in &profile.read {
        if !said.iter().any(|(other, _)| other == name) {
            // Every option of a profile was tried when it was read.
            let _ = options.set(name, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Corrections, Fix};

    fn profile(rest: &str) -> ProfileChoice {
        let text = format!(
            r#"{{"schema": "nightbeat.profile/1", "name": "ours", "columns": ["A", "B"], {rest}}}"#
        );
        ProfileChoice::Named(Arc::new(NamedProfile::parse(&text).unwrap()))
    }

    fn settled(options: &ReadOptions, headers: &[&str]) -> Settled {
        let headers: Vec<String> = headers.iter().map(|&name| name.to_owned()).collect();
        Settled::of(options, &headers, Holds::Incidents)
    }

    /// What is said in all, without the names of the options.
    fn texts(settled: &Settled) -> Vec<String> {
        let said = settled.options.said().into_iter();
        said.map(|(_, text)| text).collect()
    }

    #[test]
    fn what_the_user_says_goes_first_field_by_field() {
        let mut options = ReadOptions {
            profile: profile(
                r#""map": {"from_date": "A", "from_time": "B", "category": "B", "to": null},
                "read": {"tz": "America/Chicago", "date-order": "mdy"}"#,
            ),
            ..ReadOptions::default()
        };
        let all = settled(&options, &["a", "b"]);
        assert_eq!(
            all.said,
            ["profile: ours (2 of 2 columns), as it was chosen"]
        );
        assert_eq!(
            texts(&all),
            [
                "from_date=a",
                "from_time=b",
                "to=",
                "category=b",
                "mdy",
                "America/Chicago"
            ]
        );
        options.set("map", "from=b").unwrap();
        options.set("date-order", "dmy").unwrap();
        assert_eq!(
            texts(&settled(&options, &["a", "b"])),
            ["from=b", "to=", "category=b", "dmy", "America/Chicago"]
        );
    }

    #[test]
    fn a_profile_says_what_to_mend_and_the_user_goes_first() {
        let mut options = ReadOptions {
            profile: profile(r#""read": {"fix": "swap,blank", "corrections": "net"}"#),
            ..ReadOptions::default()
        };
        let of_profile = options.with_profile(Holds::Incidents).mending;
        assert_eq!(of_profile.fixes, [Fix::Swap, Fix::Blank]);
        assert_eq!(of_profile.corrections, Corrections::Net);
        options.set("fix", "feet").unwrap();
        let mending = options.with_profile(Holds::Incidents).mending;
        assert_eq!(mending.fixes, [Fix::Feet]);
        assert_eq!(mending.corrections, Corrections::Net);
    }

    #[test]
    fn what_is_not_there_is_guessed_and_said_once() {
        let options = ReadOptions {
            profile: profile(
                r#""map": {"from": ["F", "G"], "from_date": ["A", "H"], "to": ["T", "U"],
                "to_date": ["V", "W"], "category": "C"}"#,
            ),
            ..ReadOptions::default()
        };
        let all = settled(&options, &["A"]);
        assert_eq!(all.options.map.len(), 1, "{:?}", all.options.map);
        assert_eq!(
            all.said,
            [
                "profile: ours (1 of 2 columns), as it was chosen",
                "profile: it names column \"T\" for to, which is not there; guessed instead",
                "profile: it names column \"C\" for category, which is not there; guessed instead",
            ]
        );
    }

    #[test]
    fn none_and_profiles_of_other_kinds_say_nothing() {
        let licences = [
            "ExtractDate",
            "OrganisationURI",
            "OrganisationLabel",
            "CaseReference",
            "CaseDate",
            "ServiceTypeURI",
            "ServiceTypeLabel",
            "PremisesName",
            "LocationText",
            "Postcode",
        ]
        .map(str::to_owned);
        let options = ReadOptions::default();
        let none = ReadOptions {
            profile: ProfileChoice::None,
            ..ReadOptions::default()
        };
        for (options, holds, sentences) in [
            (&options, Holds::Incidents, 0),
            (&options, Holds::Premises, 1),
            (&none, Holds::Premises, 0),
        ] {
            assert_eq!(Settled::of(options, &licences, holds).said.len(), sentences);
        }
    }
}
