//! How the import speaks: names of fields, files, counts.

use crate::app::import::{Import, Part};
use crate::base::files::file_name;
use crate::io::read::{Field, FileKind};
use crate::project::Sources;
use crate::view::panels::layout::sentence;

/// What analysts call fields that have another name on the command line.
const NAMES: [(Field, &str); 33] = [
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
    (Field::Name, "Name"),
    (Field::Kind, "Type"),
    (Field::Opens, "Opens at"),
    (Field::Closes, "Closes at"),
    (Field::Hours, "Opening hours"),
    (Field::LicensedAlcohol, "Licensed for alcohol"),
    (Field::LateRefreshment, "Licensed for late refreshment"),
    (Field::Activities, "Licensable activities"),
    (Field::Capacity, "Capacity"),
    (Field::Code, "Code"),
    (Field::Population, "Population"),
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

/// What files are, in a word.
pub(super) fn kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Incidents => "Incidents",
        FileKind::Boundaries => "Boundaries",
        FileKind::Premises => "Premises",
        FileKind::Roads => "Roads",
        FileKind::Reference => "For reference",
    }
}

/// The same with what becomes of them.
pub(super) fn kind_in_full(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Incidents => "Incidents, to be analysed",
        FileKind::Boundaries => "Boundaries: wards, beats, NPUs",
        FileKind::Premises => "Premises: pubs, clubs, takeaways",
        FileKind::Roads => "Roads, which name places",
        FileKind::Reference => "For reference, only to be looked at",
    }
}

/// What one row of a file of this kind is called, and several.
pub(super) fn rows_of(kind: FileKind) -> &'static str {
    if kind.is_of_shapes() {
        "features in the file"
    } else {
        "rows in the file"
    }
}

/// What is good of a file of this kind.
pub(super) fn good_of(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Incidents => "good: can be analysed",
        FileKind::Boundaries => "good: areas",
        FileKind::Premises => "good: premises with a place",
        FileKind::Roads => "good: lines",
        FileKind::Reference => "good: can be drawn",
    }
}

/// What rows of no use are called.
pub(super) fn aside_of(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Incidents => "set aside: no incident",
        FileKind::Boundaries => "set aside: no area",
        FileKind::Premises => "set aside: no premises",
        FileKind::Roads => "set aside: no line",
        FileKind::Reference => "set aside: no shape",
    }
}

/// The files in one line.
pub(super) fn files(part: &Part) -> String {
    let first = part.files.first().map(|path| file_name(path));
    let first = first.unwrap_or_default();
    match part.files.len() {
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

/// A sentence without what it says in brackets of the command line's flags.
pub(super) fn without_options(said: &str) -> String {
    let Some(start) = said.find(" (--") else {
        return said.to_owned();
    };
    let rest = said[start..].split_once(')').map_or("", |(_, rest)| rest);
    format!("{}{rest}", &said[..start])
}

/// What is wrong with a file that is not the one that is shown.
pub(super) fn fault_elsewhere(why: &str) -> String {
    let said = fault(why);
    let first = said
        .split_once(". ")
        .map_or(said.as_str(), |(first, _)| first);
    format!("{} Choose it above to mend that.", sentence(first))
}

/// What is wrong with a file, with what can be done about it here and not on the command line.
pub(super) fn fault(why: &str) -> String {
    let Some((wrong, remedy)) = why
        .rsplit_once("; ")
        .filter(|(_, last)| last.contains("--"))
    else {
        return sentence(&without_options(why));
    };
    // The columns stand below.
    let wrong = match wrong.split_once(" found among ") {
        Some((before, _)) => format!("{before} found"),
        None => wrong.to_owned(),
    };
    let here = if remedy.contains("crs") {
        "Say on the right which coordinate system it is in."
    } else if remedy.contains("layer") {
        "Choose one of them."
    } else {
        "Say below which columns hold it."
    };
    format!("{} {here}", sentence(&wrong))
}

/// What opening will do besides.
pub(super) fn remembered(import: &Import, sources: &Sources) -> &'static str {
    let has = |kind| import.of(kind).is_some();
    let around = [FileKind::Boundaries, FileKind::Premises, FileKind::Roads];
    let waits = !has(FileKind::Incidents) && around.into_iter().any(has);
    if waits && sources.is_sample() {
        return "It will lie around the incidents you open next.";
    }
    let is_table = |part: &Part| !part.kind.is_of_shapes();
    let tables = import.parts.iter().any(is_table);
    if !tables || import.is_open && !import.is_changed() {
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
        for kind in FileKind::ALL {
            let fields = Field::of(kind);
            let mut names: Vec<String> = fields.iter().copied().map(field).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), fields.len());
        }
        assert_eq!(spaced("ho_class"), "Ho class");
    }

    #[test]
    fn the_path_is_taken_off_an_error() {
        assert_eq!(
            without_options("code: no field found (--boundary-code names one)"),
            "code: no field found"
        );
        assert_eq!(
            without_options("position: columns a (grid)"),
            "position: columns a (grid)"
        );
        assert_eq!(
            without_options("time: \"d\" (taken as d/m/y (--date-order changes it))"),
            "time: \"d\" (taken as d/m/y)"
        );
        assert_eq!(
            fault(
                "no columns with positions were found among \"a\"; name them with --map lon=COLUMN"
            ),
            "No columns with positions were found. Say below which columns hold it."
        );
        assert_eq!(
            fault("\"x\" does not fit; name it with --crs EPSG:n"),
            "\"x\" does not fit. Say on the right which coordinate system it is in."
        );
        assert_eq!(
            fault("it is empty; export it again"),
            "It is empty; export it again."
        );
        assert_eq!(
            without_path("no columns: \"a\": /tmp/x.csv"),
            "no columns: \"a\""
        );
        assert_eq!(without_path("nothing here"), "nothing here");
    }
}
