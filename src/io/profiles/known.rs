//! Which profile a file is known by.

use std::sync::Arc;

use crate::io::profiles::NamedProfile;

/// A profile with how well a file's columns fit it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// The profile.
    pub profile: Arc<NamedProfile>,
    /// How many of its columns the file has.
    pub matched: usize,
}

impl Recognised {
    /// Name and fit, for reports: `data.police.uk street (12 of 12 columns)`.
    pub fn said(&self) -> String {
        let of = self.profile.columns.len();
        format!("{} ({} of {of} columns)", self.profile.name, self.matched)
    }
}

/// The profile of `profiles` that fits a file with columns `headers` best, if any fits well
/// enough: the greatest share of its columns, then the greatest number; the first of equals.
pub fn recognise<'a, S: AsRef<str>>(
    headers: &[S],
    profiles: impl IntoIterator<Item = &'a Arc<NamedProfile>>,
) -> Option<Recognised> {
    let mut best: Option<(f64, Recognised)> = None;
    for profile in profiles {
        let matched = profile.matched(headers);
        let share = matched as f64 / profile.columns.len() as f64;
        let better = best
            .as_ref()
            .is_none_or(|(best, found)| (share, matched) > (*best, found.matched));
        // A share is a quotient, and 4 of 5 must be 0.8.
        if share + 1e-9 >= profile.needs_share && better {
            let profile = Arc::clone(profile);
            best = Some((share, Recognised { profile, matched }));
        }
    }
    best.map(|(_, found)| found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::profiles::built_in;

    fn known(headers: &[&str]) -> Option<String> {
        recognise(headers, built_in()).map(|found| found.said())
    }

    const STREET: [&str; 12] = [
        "Crime ID",
        "Month",
        "Reported by",
        "Falls within",
        "Longitude",
        "Latitude",
        "Location",
        "LSOA code",
        "LSOA name",
        "Crime type",
        "Last outcome category",
        "Context",
    ];

    #[test]
    fn a_file_is_known_in_any_order_and_case_and_with_columns_beside() {
        let street = Some("data.police.uk street (12 of 12 columns)".to_owned());
        assert_eq!(known(&STREET), street);
        let mut other: Vec<String> = STREET.iter().map(|name| name.to_uppercase()).collect();
        other.reverse();
        other.push("My note".to_owned());
        let other: Vec<&str> = other.iter().map(String::as_str).collect();
        assert_eq!(known(&other), street);
        assert_eq!(
            known(&STREET[..11]).as_deref(),
            Some("data.police.uk street (11 of 12 columns)")
        );
    }

    #[test]
    fn the_share_decides_between_kinds_of_one_family_and_none_is_forced() {
        let outcomes = [&STREET[..9], &["Outcome type"]].concat();
        assert_eq!(
            known(&outcomes).as_deref(),
            Some("data.police.uk outcomes (10 of 10 columns)")
        );
        assert_eq!(known(&["date", "lat", "lon", "offence"]), None);
        assert_eq!(known(&[]), None);
    }
}
