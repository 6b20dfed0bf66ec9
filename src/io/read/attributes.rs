//! Which further columns are kept, by their names and contents: those that definitions of
//! offences ask for, and those the user names.

use crate::data::attributes::{AboutAttribute, AttributeKind};
use crate::data::definitions::HoClass;
use crate::data::raw::ReadReport;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::layout::Layout;
use crate::io::read::options::Field;
use crate::io::read::persons;
use crate::io::read::profile::Profile;

/// A column of flags has no more distinct texts than this in the records that are looked at.
const MAX_FLAG_TEXTS: usize = 40;
/// A list of keywords has combinations of them.
const MAX_KEYWORD_TEXTS: usize = 2000;

/// A further column that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AttributeColumn {
    /// What it says and what it is called.
    pub(super) about: AboutAttribute,
    /// Where it is.
    pub(super) column: usize,
}

/// The further columns of a table whose category is in the column `category`. What is kept is
/// said in `report`.
///
/// # Errors
/// When a column the user wants kept is not there.
pub(super) fn attributes(
    layout: &Layout<'_>,
    category: Option<usize>,
    keep: &[String],
    report: &mut ReadReport,
) -> Result<Vec<AttributeColumn>, ReadError> {
    let mut all = Vec::new();
    let fields = Field::ALL.into_iter();
    for (field, kind) in fields.filter_map(|field| Some((field, field.attribute()?))) {
        let column = layout.choose(field, |header, profile| score(kind, header, profile));
        // The category tells what the offence is where there is no finer column.
        let column =
            column.filter(|&column| kind != AttributeKind::Offence || Some(column) != category);
        if let Some(column) = column {
            let name = kind.name();
            report
                .understood
                .push(format!("{name}: column {}", layout.quoted(column)));
            all.push(attribute(layout, kind, column));
        }
    }
    for name in keep {
        let Some(column) = layout.table.column(name) else {
            return Err(layout.error(Trouble::NoSuchColumn {
                option: format!("--keep {name}"),
                column: name.clone(),
                headers: layout.table.names(),
            }));
        };
        report
            .understood
            .push(format!("kept: column {}", layout.quoted(column)));
        all.push(attribute(layout, AttributeKind::Kept, column));
    }
    Ok(all)
}

/// The column of references: the one the user names, or one of a name that can mean nothing
/// else.
pub(super) fn reference(layout: &Layout<'_>) -> Option<usize> {
    const NAMES: [&str; 14] = [
        "crimeid",
        "crimeref",
        "crimereference",
        "crimereferencenumber",
        "crimerefno",
        "crimenumber",
        "crimeno",
        "incidentref",
        "incidentreference",
        "incidentnumber",
        "incidentid",
        "offenceref",
        "offencereference",
        "urn",
    ];
    layout.choose(Field::Id, |header, _| {
        let rank = NAMES.iter().position(|name| header.flat == *name);
        rank.map_or(0, |rank| 100 - rank as i32)
    })
}

fn attribute(layout: &Layout<'_>, kind: AttributeKind, column: usize) -> AttributeColumn {
    AttributeColumn {
        about: AboutAttribute {
            kind,
            column: layout.header(column).text.clone(),
        },
        column,
    }
}

/// How well a column fits; 0 for not at all.
fn score(kind: AttributeKind, header: &Header, profile: &Profile) -> i32 {
    use AttributeKind as Kind;
    match kind {
        Kind::HoClass => ho_class_score(header, profile),
        Kind::Offence => offence_score(header, profile),
        Kind::Flags => keywords_score(header, profile),
        Kind::Knife => flag_score(header, profile, &["knife", "knives", "blade", "bladed"]),
        Kind::Firearm => flag_score(header, profile, &["firearm", "firearms", "gun"]),
        Kind::Weapon => flag_score(header, profile, &["weapon", "weapons"]),
        Kind::Domestic => flag_score(header, profile, &["domestic", "dv", "da"]),
        Kind::Alcohol => flag_score(header, profile, &["alcohol"]),
        Kind::Drugs => flag_score(header, profile, &["drug", "drugs"]),
        Kind::Hate => flag_score(header, profile, &["hate"]),
        Kind::Quality => quality_score(header, profile),
        Kind::Victim => persons::victim_score(header),
        Kind::Subject => persons::subject_score(header),
        // Nothing asks for them: they are kept where the user names them.
        Kind::Outcome | Kind::Count | Kind::Kept => 0,
    }
}

fn ho_class_score(header: &Header, profile: &Profile) -> i32 {
    const NAMES: [&str; 15] = [
        "hoclass",
        "homeofficeclass",
        "hoclassification",
        "homeofficeclassification",
        "hocode",
        "homeofficecode",
        "hooffencecode",
        "homeofficeoffencecode",
        "hoclasscode",
        "hooffenceclass",
        "hooffclass",
        "hocrcode",
        "offenceclass",
        "offenceclassification",
        "offencecode",
    ];
    let Some(rank) = NAMES.iter().position(|name| header.flat == *name) else {
        return 0;
    };
    let classes = profile
        .distinct
        .iter()
        .filter(|text| HoClass::read(text).is_some());
    let mostly = classes.count() * 10 >= profile.distinct.len() * 6;
    if mostly { 100 - rank as i32 } else { 0 }
}

fn offence_score(header: &Header, profile: &Profile) -> i32 {
    const NAMES: [&str; 12] = [
        "offencetitle",
        "offencedescription",
        "offencetext",
        "offencename",
        "hooffence",
        "hooffencetitle",
        "hooffencedescription",
        "homeofficeoffence",
        "hoclassdescription",
        "offence",
        "recordedoffence",
        "statoffence",
    ];
    let rank = NAMES.iter().position(|name| header.flat == *name);
    match rank {
        Some(rank) if profile.is_text() => 100 - rank as i32,
        _ => 0,
    }
}

fn keywords_score(header: &Header, profile: &Profile) -> i32 {
    const NAMES: [&str; 12] = [
        "flags",
        "crimeflags",
        "hoflags",
        "homeofficeflags",
        "moflags",
        "mokeywords",
        "keywords",
        "crimekeywords",
        "markers",
        "crimemarkers",
        "qualifiers",
        "flag",
    ];
    let rank = NAMES.iter().position(|name| header.flat == *name);
    match rank {
        Some(rank) if is_of_few(profile, MAX_KEYWORD_TEXTS) => 100 - rank as i32,
        _ => 0,
    }
}

/// A column whose name has one of `words`, best if it says that it is a flag.
fn flag_score(header: &Header, profile: &Profile, words: &[&str]) -> i32 {
    const OTHER: [&str; 10] = [
        "date", "time", "id", "ref", "number", "count", "code", "cd", "test", "class",
    ];
    if !header.has_word(words) || header.has_word(&OTHER) || !is_of_few(profile, MAX_FLAG_TEXTS) {
        return 0;
    }
    let says_flag = header.has_word(&["flag", "marker", "indicator", "used", "related", "ind"]);
    if says_flag { 80 } else { 60 }
}

fn quality_score(header: &Header, profile: &Profile) -> i32 {
    let place = [
        "geocode",
        "geocoding",
        "geo",
        "location",
        "position",
        "match",
        "coordinate",
    ];
    let good = [
        "quality",
        "accuracy",
        "precision",
        "confidence",
        "score",
        "level",
    ];
    let names_it = header.has_word(&place) && header.has_word(&good);
    if names_it && is_of_few(profile, MAX_FLAG_TEXTS) {
        60
    } else {
        0
    }
}

/// Whether it has few distinct texts. One that says nothing in the first records may yet.
fn is_of_few(profile: &Profile, most: usize) -> bool {
    profile.distinct.len() <= most && !profile.mostly(profile.dated())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Progress;
    use crate::data::raw::RawIncidents;
    use crate::io::read::{ReadOptions, read_incidents};

    fn read(text: &str, options: &ReadOptions) -> Result<RawIncidents, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given.csv");
        std::fs::write(&path, text).unwrap();
        read_incidents(&path, options, &Progress::new()).map_err(|error| error.to_string())
    }

    fn kept(file: &RawIncidents) -> Vec<(AttributeKind, &str)> {
        let about = file.attributes.iter().map(|raw| &raw.about);
        about
            .map(|about| (about.kind, about.column.as_str()))
            .collect()
    }

    fn texts(file: &RawIncidents, place: usize) -> Vec<&str> {
        let codes = file
            .chunks
            .iter()
            .flat_map(|chunk| &chunk.attributes[place]);
        codes
            .map(|&code| file.attributes[place].texts.text(code))
            .collect()
    }

    const EXPORT: &str = "Crime Ref,Committed From,Easting,Northing,Crime Category,HO Class,Offence Title,\
        Knife Flag,Weapon Used,DA,Alcohol Related,MO Keywords,Geocode Quality,Outcome\n\
        R1,01/05/2024 22:10,450000,520000,Violence,8N,Assault with injury,Y,Kitchen knife,N,1,KN;AL,Address,Charged\n\
        R2,02/05/2024 23:10,450100,520100,Robbery,34B,Robbery of personal property,,,Y,0,,Street,\n\
        R2,02/05/2024 23:10,450100,520100,Public order,9A,Public fear,N,Bottle,,0,DA,Street,None\n";

    #[test]
    fn a_force_export_tells_class_title_flags_and_quality() {
        use AttributeKind as Kind;
        let file = read(EXPORT, &ReadOptions::default()).unwrap();
        let want = [
            (Kind::HoClass, "HO Class"),
            (Kind::Offence, "Offence Title"),
            (Kind::Flags, "MO Keywords"),
            (Kind::Knife, "Knife Flag"),
            (Kind::Weapon, "Weapon Used"),
            (Kind::Domestic, "DA"),
            (Kind::Alcohol, "Alcohol Related"),
            (Kind::Quality, "Geocode Quality"),
        ];
        assert_eq!(kept(&file), want);
        assert_eq!(texts(&file, 0), ["8N", "34B", "9A"]);
        assert_eq!(texts(&file, 3), ["Y", "", "N"]);
        let references = &file.chunks[0].reference;
        assert!(references[0] != references[1] && references[1] == references[2]);
        assert!(
            file.report
                .understood
                .iter()
                .any(|said| said == "knife: column \"Knife Flag\"")
        );
    }

    #[test]
    fn columns_are_named_refused_and_kept_by_the_user() {
        let mut options = ReadOptions::default();
        options.map.insert(Field::Knife, None);
        options
            .map
            .insert(Field::Outcome, Some("outcome".to_owned()));
        options.keep = vec!["crime category".to_owned()];
        let file = read(EXPORT, &options).unwrap();
        let kept = kept(&file);
        assert!(kept.iter().all(|&(kind, _)| kind != AttributeKind::Knife));
        assert!(kept.contains(&(AttributeKind::Outcome, "Outcome")));
        assert_eq!(kept.last(), Some(&(AttributeKind::Kept, "Crime Category")));
        options.keep = vec!["Nothing".to_owned()];
        let error = read(EXPORT, &options).unwrap_err();
        assert!(
            error.contains("--keep Nothing") && error.contains("Easting"),
            "{error}"
        );
    }

    #[test]
    fn references_of_people_are_found_and_only_their_hashes_are_kept() {
        let export = "Crime Ref,Easting,Northing,Victim Ref,Suspect Nominal\n\
                      R1,450000,520000,smith john 1970,N100\n\
                      R2,450100,520100,SMITH  John 1970 ,unknown\n\
                      R3,450100,520100,Jones,\n";
        let file = read(export, &ReadOptions::default()).unwrap();
        let want = [
            (AttributeKind::Victim, "Victim Ref"),
            (AttributeKind::Subject, "Suspect Nominal"),
        ];
        assert_eq!(kept(&file), want);
        let victims = texts(&file, 0);
        assert!(victims[0] == victims[1] && victims[1] != victims[2]);
        assert!(!format!("{file:?}").to_lowercase().contains("smith"));
        let subjects = texts(&file, 1);
        assert!(!subjects[0].is_empty() && subjects[1..] == ["", ""]);
    }

    #[test]
    fn open_data_of_other_kinds_keeps_nothing_that_means_something_else() {
        let chicago = "ID,Date,Primary Type,Description,FBI Code,IUCR,Latitude,Longitude\n\
                       1,01/05/2018 10:00:00 PM,BATTERY,SIMPLE,08B,0460,41.8,-87.6\n";
        let file = read(chicago, &ReadOptions::default()).unwrap();
        assert_eq!(kept(&file), []);
        assert!(file.chunks[0].reference.is_empty());
    }
}
