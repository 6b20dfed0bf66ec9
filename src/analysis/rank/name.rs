//! Names a person recognises.
//!
//! A hotspot is called by the street that most of its incidents name, and by the premises it
//! lies beside. Location texts are tidied: the "On or near" of police.uk goes, a house number
//! goes, and capitals as in `123 PEACHTREE ST NW` become `Peachtree St NW`. What has neither
//! street nor premises is called by its position.
//!
//! Where roads were given, the road a place lies on and the one that meets it there go before
//! the bare name of a street: "Linthorpe Road by Albert Road".

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Planar;
use crate::data::roads::RoadPlace;

/// The street or crossing a location text names; `None` where it names none.
pub(super) fn street(text: &str) -> Option<String> {
    let text = text.trim();
    let prefix = "on or near ";
    let text = match text.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => text[prefix.len()..].trim(),
        _ => text,
    };
    let says_nothing = ["", "no location", "on or near", "unknown", "n/a", "none"];
    if says_nothing.contains(&text.to_lowercase().as_str()) {
        return None;
    }
    let shouts = shouts(text);
    let tidy = |part: &str| {
        let words = part.split_whitespace().collect::<Vec<_>>();
        let words = match &words[..] {
            [number, rest @ ..] if !rest.is_empty() && is_house_number(number) => rest,
            all => all,
        };
        let cased = |word: &&str| {
            if shouts {
                calm(word)
            } else {
                (*word).to_owned()
            }
        };
        words.iter().map(cased).collect::<Vec<_>>().join(" ")
    };
    let parts: Vec<String> = text
        .split('/')
        .map(tidy)
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(" / "))
}

/// `12`, `12A`, `12-14`.
fn is_house_number(word: &str) -> bool {
    let (first, second) = word.split_once('-').unwrap_or((word, "0"));
    [first, second].iter().all(|part| {
        let digits = part
            .strip_suffix(|c: char| c.is_alphabetic())
            .unwrap_or(part);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// `PEACHTREE` becomes `Peachtree`, `10TH` becomes `10th`; `NW` and `A41` stay.
fn calm(word: &str) -> String {
    const COMPASS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
    if COMPASS.contains(&word) {
        return word.to_owned();
    }
    if word.bytes().any(|b| b.is_ascii_digit()) {
        let is_ordinal = word.starts_with(|c: char| c.is_ascii_digit())
            && ["ST", "ND", "RD", "TH"]
                .iter()
                .any(|end| word.ends_with(end));
        return if is_ordinal {
            word.to_lowercase()
        } else {
            word.to_owned()
        };
    }
    let mut starts = true;
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if starts {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        // The S of PAUL'S stays small; the O of ST-ON-SEA's neighbours does not.
        starts = matches!(c, '-' | '(' | '@');
    }
    out
}

/// The street named most often; of equals the first in the alphabet. `counts` are location
/// texts with how many incidents have them.
pub(super) fn most_named<'a>(counts: impl IntoIterator<Item = (&'a str, usize)>) -> Option<String> {
    let mut streets: BTreeMap<String, usize> = BTreeMap::new();
    for (text, count) in counts {
        if let Some(street) = street(text) {
            *streets.entry(street).or_default() += count;
        }
    }
    let most = streets.values().copied().max()?;
    streets
        .into_iter()
        .find(|&(_, count)| count == most)
        .map(|(street, _)| street)
}

/// What a hotspot can be called by.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Surroundings<'a> {
    /// The street most of its incidents name.
    pub(super) street: Option<String>,
    /// The roads it lies on.
    pub(super) road: Option<RoadPlace<'a>>,
    /// Premises close by.
    pub(super) premises: Option<&'a str>,
    /// The area that holds it.
    pub(super) area: Option<&'a str>,
}

/// A name from what is around `centre`.
pub(super) fn from_surroundings(around: &Surroundings<'_>, centre: Planar) -> String {
    let street = match (&around.street, around.road) {
        (Some(street), Some(_)) if says_where(street, around.premises) => Some(street.clone()),
        (_, Some(place)) => Some(road_name(place)),
        (street, None) => street.clone(),
    };
    match (&street, around.premises) {
        (Some(street), Some(premises)) if !says_beside_what(street, premises) => {
            format!("{street} by {premises}")
        }
        (Some(street), _) => street.clone(),
        (None, Some(premises)) => format!("Around {premises}"),
        (None, None) => {
            let near = |metres: f64| (metres / 10.0).round() * 10.0;
            let position = format!("E {} N {}", near(centre.x), near(centre.y));
            around
                .area
                .map_or(position.clone(), |area| format!("{area}, {position}"))
        }
    }
}

/// Whether a location text says more than the bare name of a street: a crossing, or beside what.
fn says_where(street: &str, premises: Option<&str>) -> bool {
    let has = |sign: &&str| street.contains(*sign);
    [" by ", "@", " & "].iter().any(has)
        || (street.contains('/') && street.split('/').all(names_a_street))
        || premises.is_some_and(|premises| says_beside_what(street, premises))
}

/// Words that make a name one of a street. "Bus / Coach Station" has none of them.
const STREETS: [&str; 36] = [
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "av",
    "boulevard",
    "blvd",
    "drive",
    "dr",
    "lane",
    "ln",
    "way",
    "wy",
    "place",
    "pl",
    "court",
    "ct",
    "close",
    "crescent",
    "terrace",
    "parkway",
    "pkwy",
    "highway",
    "hwy",
    "square",
    "sq",
    "gate",
    "row",
    "hill",
    "grove",
    "gardens",
    "walk",
    "circle",
    "cir",
];

/// Whether a text names a street by a word for one, or by a number as in `10th` or `A66`.
fn names_a_street(text: &str) -> bool {
    let mut words = text.split_whitespace().map(str::to_lowercase);
    words.any(|word| {
        let word = word.trim_end_matches('.');
        STREETS.contains(&word) || word.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// `Linthorpe Road by Albert Road`.
fn road_name(place: RoadPlace<'_>) -> String {
    let on = calmed(place.on);
    place
        .by
        .map_or_else(|| on.clone(), |by| format!("{on} by {}", calmed(by)))
}

/// `text` with words in capitals calmed, if it has nothing but capitals.
fn calmed(text: &str) -> String {
    if !shouts(text) {
        return text.to_owned();
    }
    text.split_whitespace()
        .map(calm)
        .collect::<Vec<_>>()
        .join(" ")
}

fn shouts(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// Whether the street's text already says beside what it lies: "Cornhill by Club Metro", or the
/// premises itself in "The Anchor, Quay Street".
fn says_beside_what(street: &str, premises: &str) -> bool {
    let street = street.to_lowercase();
    street.contains(" by ") || street.contains(&premises.to_lowercase())
}

/// Makes names that repeat tell places apart: by the area, where that does, or by a number.
/// The first keeps its name.
pub(super) fn made_unique(names: Vec<(String, Option<&str>)>) -> Vec<String> {
    let mut used = BTreeSet::new();
    names
        .into_iter()
        .map(|(name, area)| {
            let with_area = area.map(|area| format!("{name}, {area}"));
            let numbered = (2_u64..).map(|i| format!("{name} ({i})"));
            let unique = std::iter::once(name.clone())
                .chain(with_area)
                .chain(numbered)
                .find(|candidate| !used.contains(candidate))
                .unwrap_or_default();
            used.insert(unique.clone());
            unique
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn location_texts_become_streets() {
        for (text, expected) in [
            ("On or near Green Lane", Some("Green Lane")),
            ("On or near ", None),
            ("No Location", None),
            ("123 PEACHTREE ST NW", Some("Peachtree St NW")),
            ("1197 10TH ST NE", Some("10th St NE")),
            ("12-14 ST PAUL'S ROAD", Some("St Paul's Road")),
            ("12a High Street", Some("High Street")),
            (
                "PEACHTREE ST NE / 10TH ST NE",
                Some("Peachtree St NE / 10th St NE"),
            ),
            ("BROAD ST/ALABAMA ST", Some("Broad St / Alabama St")),
            (
                "PEACHTREE RD NE @LENOX MALL",
                Some("Peachtree Rd NE @Lenox Mall"),
            ),
            ("A41", Some("A41")),
            ("3rd Avenue", Some("3rd Avenue")),
            ("  ", None),
        ] {
            assert_eq!(street(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn house_numbers_of_one_street_are_counted_together() {
        let counts = [
            ("1 BROAD ST", 2),
            ("9 BROAD ST", 2),
            ("5 ELM ST", 3),
            ("", 50),
        ];
        assert_eq!(most_named(counts).as_deref(), Some("Broad St"));
        assert_eq!(
            most_named([("B St", 1), ("A St", 1)]).as_deref(),
            Some("A St")
        );
        assert_eq!(most_named([("", 1)]), None);
    }

    #[test]
    fn names_use_what_there_is() {
        let centre = Planar::new(248_903.0, 268_297.0);
        let name = |street: Option<&str>, premises, area| {
            let street = street.map(str::to_owned);
            from_surroundings(
                &Surroundings {
                    street,
                    premises,
                    area,
                    road: None,
                },
                centre,
            )
        };
        let anchor = Some("The Anchor");
        assert_eq!(
            name(Some("Quay Street"), anchor, None),
            "Quay Street by The Anchor"
        );
        assert_eq!(
            name(Some("Quay Street"), None, Some("Harbour")),
            "Quay Street"
        );
        let taken = "The Anchor, Quay Street";
        assert_eq!(name(Some(taken), anchor, None), taken);
        assert_eq!(
            name(Some("Cornhill by Metro"), anchor, None),
            "Cornhill by Metro"
        );
        assert_eq!(name(None, anchor, None), "Around The Anchor");
        assert_eq!(
            name(None, None, Some("Harbour")),
            "Harbour, E 248900 N 268300"
        );
        assert_eq!(name(None, None, None), "E 248900 N 268300");
    }

    #[test]
    fn roads_go_before_the_bare_name_of_a_street() {
        let name = |street: Option<&str>, on, by, premises| {
            let around = Surroundings {
                street: street.map(str::to_owned),
                road: Some(RoadPlace { on, by }),
                premises,
                area: Some("Central"),
            };
            from_surroundings(&around, Planar::new(248_903.0, 268_297.0))
        };
        let (linthorpe, albert) = ("Linthorpe Road", Some("Albert Road"));
        let crossing = "Linthorpe Road by Albert Road";
        let empire = Some("The Empire");
        assert_eq!(
            name(Some("Shopping Area"), linthorpe, albert, None),
            crossing
        );
        assert_eq!(name(None, linthorpe, albert, empire), crossing);
        assert_eq!(
            name(Some("Albert Road"), linthorpe, None, empire),
            "Linthorpe Road by The Empire"
        );
        assert_eq!(
            name(None, "PEACHTREE ST NW", Some("5TH ST"), None),
            "Peachtree St NW by 5th St"
        );
        for kind in ["Bus / Coach Station", "Park / Open Space"] {
            assert_eq!(name(Some(kind), linthorpe, albert, None), crossing);
        }
        for said in [
            "Cornhill by Metro",
            "Broad St / 10th St NE",
            "Lenox Rd @Mall",
        ] {
            assert_eq!(name(Some(said), linthorpe, albert, None), said);
        }
        assert_eq!(
            name(
                Some("The Empire, Corporation Road"),
                linthorpe,
                albert,
                empire
            ),
            "The Empire, Corporation Road"
        );
    }

    #[test]
    fn names_in_a_list_are_unique() {
        let names = [
            ("A", Some("X")),
            ("A", Some("Y")),
            ("A", Some("Y")),
            ("A (2)", None),
            ("B", None),
            ("B", None),
        ];
        let names = names.map(|(name, area)| (name.to_owned(), area)).to_vec();
        let unique = ["A", "A, Y", "A (2)", "A (2) (2)", "B", "B (2)"];
        assert_eq!(made_unique(names), unique);
    }
}
