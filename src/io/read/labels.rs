//! Which columns name the offence and the street, by their names and contents.

use crate::io::read::header::Header;
use crate::io::read::layout::Layout;
use crate::io::read::options::Field;
use crate::io::read::profile::Profile;

/// The column of the offence.
pub(super) fn category(layout: &Layout<'_>) -> Option<usize> {
    layout.choose(Field::Category, category_score)
}

/// The column of the street or address.
pub(super) fn location(layout: &Layout<'_>) -> Option<usize> {
    layout.choose(Field::Location, location_score)
}

/// Names of columns of the offence, best first.
const CATEGORY_NAMES: [&str; 24] = [
    "crimetype",
    "offencetype",
    "offensetype",
    "crimecategory",
    "offencecategory",
    "primarytype",
    "ucrliteral",
    "offencegroup",
    "offencetitle",
    "offencedescription",
    "offence",
    "offense",
    "offencename",
    "crime",
    "category",
    "incidenttype",
    "incidentcategory",
    "eventtype",
    "calltype",
    "class",
    "type",
    "description",
    "casualtyseverity",
    "severity",
];

fn category_score(header: &Header, profile: &Profile) -> i32 {
    const OTHER: [&str; 8] = [
        "outcome",
        "code",
        "id",
        "status",
        "disposition",
        "location",
        "ref",
        "number",
    ];
    if !profile.is_text() || header.has_word(&OTHER) {
        return 0;
    }
    let rank = CATEGORY_NAMES.iter().position(|name| header.flat == *name);
    match rank {
        Some(rank) => 100 - rank as i32,
        None if header.contains(&["crimetype", "offencetype", "crimecategory"]) => 70,
        None if header.contains(&["offence", "offense"]) => 60,
        None if header.contains(&["category"]) => 50,
        None => 0,
    }
}

/// Names of columns of the street, best first.
const LOCATION_NAMES: [&str; 14] = [
    "location",
    "locationtext",
    "fulladdress",
    "address",
    "streetname",
    "street",
    "block",
    "roadname",
    "road",
    "locationdescription",
    "place",
    "placename",
    "premisesname",
    "lsoaname",
];

fn location_score(header: &Header, profile: &Profile) -> i32 {
    let rank = LOCATION_NAMES.iter().position(|name| header.flat == *name);
    match rank {
        Some(rank) if profile.is_text() => 100 - rank as i32,
        _ => 0,
    }
}
