//! Publishers whose files are known by their headers, because what they do to the data before
//! they publish it decides what may be asked of it.
//!
//! data.police.uk moves every incident to the nearest of about 750,000 map points, each of which
//! stands for eight postal addresses or more, or for none, and gives the month only
//! (<https://data.police.uk/about/#location-anonymisation>).

use serde::{Deserialize, Serialize};

/// A publisher that is known by the header of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Publisher {
    /// data.police.uk, street-level crimes: map points and months.
    PoliceUkStreet,
    /// data.police.uk, outcomes: map points and months.
    PoliceUkOutcomes,
    /// data.police.uk, stop and search: map points, but dates with times.
    PoliceUkStops,
}

/// Columns that tell a file of data.police.uk, as they stand in it but for case.
const STREET: [&str; 5] = [
    "month",
    "reported by",
    "falls within",
    "lsoa code",
    "crime type",
];
const OUTCOMES: [&str; 5] = [
    "month",
    "reported by",
    "falls within",
    "lsoa code",
    "outcome type",
];
const STOPS: [&str; 4] = [
    "part of a policing operation",
    "object of search",
    "legislation",
    "latitude",
];

impl Publisher {
    /// Who publishes files with these columns, if that is known.
    pub fn of_headers(headers: &[String]) -> Option<Self> {
        let headers: Vec<String> = headers
            .iter()
            .map(|header| header.trim().to_lowercase())
            .collect();
        let has = |columns: &[&str]| {
            let is_there = |column: &&str| headers.iter().any(|header| header == *column);
            columns.iter().all(is_there)
        };
        if has(&STREET) {
            Some(Self::PoliceUkStreet)
        } else if has(&OUTCOMES) {
            Some(Self::PoliceUkOutcomes)
        } else if has(&STOPS) {
            Some(Self::PoliceUkStops)
        } else {
            None
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::PoliceUkStreet => "data.police.uk street-level crimes",
            Self::PoliceUkOutcomes => "data.police.uk outcomes",
            Self::PoliceUkStops => "data.police.uk stop and search",
        }
    }

    /// Whether it gives months only, so that no clock can be asked.
    pub fn gives_months_only(self) -> bool {
        self != Self::PoliceUkStops
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(header: &str) -> Option<Publisher> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        Publisher::of_headers(&names)
    }

    #[test]
    fn files_of_data_police_uk_are_known_by_their_headers() {
        let street = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,\
                      Crime type,Last outcome category,Context";
        assert_eq!(told(street), Some(Publisher::PoliceUkStreet));
        assert_eq!(
            told(&street.to_uppercase()),
            Some(Publisher::PoliceUkStreet)
        );
        let outcomes = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,\
                        Outcome type";
        assert_eq!(told(outcomes), Some(Publisher::PoliceUkOutcomes));
        let stops = "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,\
                     Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome";
        assert_eq!(told(stops), Some(Publisher::PoliceUkStops));
        assert_eq!(told("month,location,crime type,longitude,latitude"), None);
    }

    #[test]
    fn only_stops_have_a_clock() {
        assert!(Publisher::PoliceUkStreet.gives_months_only());
        assert!(!Publisher::PoliceUkStops.gives_months_only());
    }
}
