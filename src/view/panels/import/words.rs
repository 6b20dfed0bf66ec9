//! How the import speaks: names of fields, files, counts.

use crate::app::import::Import;
use crate::io::read::Field;

/// What analysts call fields that have another name on the command line.
const NAMES: [(Field, &str); 22] = [
    (Field::From, "Date and time"),
    (Field::FromDate, "Date"),
    (Field::FromTime, "Time"),
    (Field::FromHour, "Hour"),
    (Field::FromMinute, "Minute"),
    (Field::To, "Latest date and time"),
    (Field::ToDate, "Latest date"),
    (Field::ToTime, "Latest time"),
    (Field::Lon, "Longitude"),
    (Field::Lat, "Latitude"),
    (Field::Easting, "Easting"),
    (Field::Northing, "Northing"),
    (Field::GridRef, "Grid reference"),
    (Field::Category, "Offence category"),
    (Field::Id, "Reference"),
    (Field::Location, "Street or place"),
    (Field::Area, "Area"),
    (Field::HoClass, "Home Office class"),
    (Field::Offence, "Offence title"),
    (Field::Quality, "Quality of the position"),
    (Field::Victim, "Victim's reference"),
    (Field::Subject, "Subject's reference"),
];

/// A field as an analyst calls it.
pub(super) fn field(field: Field) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == field);
    known.map_or_else(|| spaced(field.name()), |(_, name)| (*name).to_owned())
}

/// `ho_class` as "Ho class".
fn spaced(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str()).replace('_', " ")
}

/// The files in one line.
pub(super) fn files(import: &Import) -> String {
    let name = |path: &std::path::PathBuf| {
        path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        )
    };
    let first = import.files.first().map(name).unwrap_or_default();
    match import.files.len() {
        0 | 1 => first,
        n => format!("{first} and {} more, as one set", n - 1),
    }
}

/// An error's text without the path at its end, which stands in the title.
pub(super) fn without_path(text: &str) -> String {
    text.rsplit_once(": /")
        .or_else(|| text.rsplit_once(": \\\\"))
        .map_or(text, |(before, _)| before)
        .to_owned()
}

/// What opening will remember.
pub(super) fn remembered(import: &Import) -> &'static str {
    if import.is_open && !import.is_changed {
        ""
    } else {
        "Files with these columns will open like this from now on."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name_and_no_two_the_same() {
        let mut names: Vec<String> = Field::ALL.into_iter().map(field).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), Field::ALL.len());
        assert_eq!(spaced("ho_class"), "Ho class");
    }

    #[test]
    fn the_path_is_taken_off_an_error() {
        assert_eq!(
            without_path("no columns: \"a\": /tmp/x.csv"),
            "no columns: \"a\""
        );
        assert_eq!(without_path("nothing here"), "nothing here");
    }
}
