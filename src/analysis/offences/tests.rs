//! Definitions on an invented force export: each against a table of truth written by hand.

use super::*;
use crate::base::When;
use crate::data::AttributeKind as Kind;
use crate::data::definitions::{Definition, built_in, parse};

/// One crime of the export.
#[derive(Clone, Copy)]
struct Crime {
    class: &'static str,
    title: &'static str,
    knife: &'static str,
    firearm: &'static str,
    domestic: &'static str,
    alcohol: &'static str,
    category: &'static str,
}

const fn crime(class: &'static str, title: &'static str, category: &'static str) -> Crime {
    Crime {
        class,
        title,
        knife: "",
        firearm: "N",
        domestic: "0",
        alcohol: "",
        category,
    }
}

const fn with(
    crime: Crime,
    knife: &'static str,
    firearm: &'static str,
    domestic: &'static str,
) -> Crime {
    Crime {
        knife,
        firearm,
        domestic,
        ..crime
    }
}

const VIOLENCE: &str = "Violence against the person";

const ABH: Crime = crime("8N", "Assault occasioning actual bodily harm", VIOLENCE);
const ROBBERY: Crime = crime("34B", "Robbery of personal property", "Robbery");

/// The invented export, line by line.
const CRIMES: [Crime; 24] = [
    crime("1", "Murder", VIOLENCE),           // 0
    crime("4/1", "Manslaughter", VIOLENCE),   // 1
    crime("2", "Attempted murder", VIOLENCE), // 2
    crime(
        "5D",
        "Wounding with intent to do grievous bodily harm",
        VIOLENCE,
    ), // 3
    crime("8N", "Malicious wounding", VIOLENCE), // 4
    ABH,                                      // 5
    with(ABH, "Y", "N", "0"),                 // 6
    with(ABH, "Threatened", "N", "Y"),        // 7
    with(ABH, "", "Y", "0"),                  // 8
    ROBBERY,                                  // 9
    with(ROBBERY, "1", "N", ""),              // 10
    with(
        crime("34A", "Robbery of business property", "Robbery"),
        "",
        "",
        "",
    ), // 11
    with(crime("3B", "Threats to kill", VIOLENCE), "Knife", "", "No"), // 12
    crime("3B", "Threats to kill", VIOLENCE), // 13
    crime("56A", "Arson endangering life", "Criminal damage"), // 14
    crime(
        "31A",
        "Aggravated burglary business and community",
        "Burglary",
    ), // 15
    crime("36", "Kidnapping", VIOLENCE),      // 16
    crime("4/4", "Causing death by dangerous driving", VIOLENCE), // 17
    crime(
        "37/1",
        "Causing death by aggravated vehicle taking",
        VIOLENCE,
    ), // 18
    crime(
        "10D",
        "Possession of article with blade or point",
        "Possession of weapons",
    ), // 19
    crime("105A", "Assault without injury", VIOLENCE), // 20
    with(
        crime(
            "19C",
            "Rape of a female aged 16 and over",
            "Sexual offences",
        ),
        "Y",
        "",
        "Y",
    ), // 21
    Crime {
        alcohol: "Yes",
        ..crime(
            "9A",
            "Public fear, alarm or distress",
            "Public order offences",
        )
    }, // 22
    crime("", "Robbery of personal property", "Robbery"), // 23: no class
];

fn at(line: u32) -> Crime {
    CRIMES[line as usize - 2]
}

fn places() -> impl Iterator<Item = (f64, f64, When, &'static str)> {
    CRIMES.iter().enumerate().map(|(i, crime)| {
        let (x, y) = ((i * 37 % 11) as f64 * 100.0, (i * 53 % 7) as f64 * 100.0);
        (x, y, When::Unknown, crime.category)
    })
}

/// The export with the columns `kinds` of it.
fn export(kinds: &[Kind]) -> Dataset {
    kinds
        .iter()
        .fold(Dataset::from_points(places()), |data, &kind| {
            data.with_attribute(kind, kind.name(), |line| {
                let crime = at(line);
                let text = match kind {
                    Kind::HoClass => crime.class,
                    Kind::Offence => crime.title,
                    Kind::Knife => crime.knife,
                    Kind::Firearm => crime.firearm,
                    Kind::Domestic => crime.domestic,
                    _ => crime.alcohol,
                };
                text.to_owned()
            })
        })
}

const ALL: [Kind; 6] = [
    Kind::HoClass,
    Kind::Offence,
    Kind::Knife,
    Kind::Firearm,
    Kind::Domestic,
    Kind::Alcohol,
];

/// The lines, from 0, that the definition or expression holds.
fn held(data: &Dataset, text: &str) -> Result<Vec<u32>, Unanswerable> {
    let library = Library::default();
    let test = if library.find(text).is_some() {
        Test::Definition(text.to_owned())
    } else {
        parse(text).unwrap()
    };
    let prepared = Prepared::new(data, &test, &library)?;
    let rows = 0..data.incidents.len();
    let mut lines: Vec<u32> = rows
        .filter(|&row| prepared.truth(data, row) == Truth::Yes)
        .map(|row| data.incidents.origin(row).line - 2)
        .collect();
    assert_eq!(lines.len(), prepared.count(data).held);
    lines.sort_unstable();
    Ok(lines)
}

#[test]
fn every_definition_holds_what_it_says_on_a_force_export() {
    let data = export(&ALL);
    let others: Vec<u32> = (0..24).filter(|i| ![7, 21].contains(i)).collect();
    for (name, want) in [
        ("Homicide", vec![0, 1]),
        ("Murder", vec![0]),
        ("Attempted murder", vec![2]),
        ("Threats to kill", vec![12, 13]),
        ("Assault with intent to cause serious harm", vec![3]),
        ("Malicious wounding and grievous bodily harm", vec![4]),
        ("Assault with injury", vec![4, 5, 6, 7, 8]),
        ("Kidnap", vec![16]),
        ("Arson endangering life", vec![14]),
        ("Aggravated burglary", vec![15]),
        ("Death or serious injury by unlawful driving", vec![17]),
        ("Death by aggravated vehicle taking", vec![18]),
        ("Robbery", vec![9, 10, 11, 23]),
        ("Robbery of personal property", vec![9, 10, 23]),
        ("Robbery of business property", vec![11]),
        ("Violence with injury", vec![2, 3, 4, 5, 6, 7, 8]),
        (
            "Serious violence, Cleveland",
            vec![0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 15, 16, 17, 18],
        ),
        (
            "Serious violence, Cleveland: offences that count with a knife or firearm",
            vec![6, 7, 8, 10, 12],
        ),
        ("Serious violence, Devon and Cornwall", vec![0, 2, 3]),
        ("Knife crime", vec![6, 7, 10, 12, 21]),
        ("Knife possession", vec![19]),
        ("High harm, Essex", vec![2, 3, 4, 5, 6, 7, 8, 9, 10, 23]),
        ("Knife-enabled robbery", vec![10]),
        ("Alcohol-related", vec![22]),
        ("Domestic", vec![7, 21]),
        ("Non-domestic", others),
        ("Non-domestic violence with injury", vec![2, 3, 4, 5, 6, 8]),
        ("Firearm-enabled", vec![8]),
        ("Public order", vec![22]),
        ("Weapons", vec![19]),
        ("Burglary", vec![15]),
        ("police.uk Robbery", vec![9, 10, 11, 23]),
        ("robbery and not domestic", vec![9, 10, 11, 23]),
        (
            "(\"knife crime\" or homicide) but not domestic",
            vec![0, 1, 6, 10, 12],
        ),
        ("alcohol", vec![22]),
        ("offence is \"threats*\" and knife", vec![12]),
        ("violence with injury and not knife", vec![2, 3, 4, 5, 8]),
    ] {
        assert_eq!(held(&data, name), Ok(want), "{name}");
    }
}

#[test]
fn titles_answer_where_there_are_no_classes() {
    let titles = export(&[Kind::Offence, Kind::Knife, Kind::Firearm, Kind::Domestic]);
    let classes = export(&ALL);
    for name in [
        "Homicide",
        "Attempted murder",
        "Violence with injury",
        "Serious violence, Cleveland",
        "Serious violence, Devon and Cornwall",
        "Knife crime",
        "High harm, Essex",
        "Knife possession",
    ] {
        assert_eq!(held(&titles, name), held(&classes, name), "{name}");
    }
}

#[test]
fn a_missing_column_is_named() {
    let data = export(&[Kind::HoClass, Kind::Offence]);
    for (name, missing) in [
        ("Knife crime", vec!["knife"]),
        ("Domestic", vec!["domestic"]),
        ("Non-domestic", vec!["domestic"]),
        (
            "Serious violence, Cleveland",
            vec!["knife", "firearm", "domestic"],
        ),
        ("robbery and not alcohol", vec!["alcohol"]),
        ("outcome is \"charged\"", vec!["outcome"]),
    ] {
        let error = held(&data, name).unwrap_err().to_string();
        for column in missing {
            assert!(error.contains(column), "{name}: {error}");
        }
    }
    assert_eq!(
        held(&data, "robbery and mischief"),
        Err(Unanswerable::UnknownName("mischief".to_owned()))
    );
    // A list of keywords in which nobody wrote of knives does not tell knives.
    let keywords = |text: &'static str| {
        export(&[Kind::HoClass]).with_attribute(Kind::Flags, "MO", move |line| {
            if line == 6 {
                text.to_owned()
            } else {
                "DA".to_owned()
            }
        })
    };
    let error = held(&keywords("AL"), "Knife crime")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no text of the column \"MO\" says it"),
        "{error}"
    );
    assert_eq!(held(&keywords("DA;KN"), "Knife crime"), Ok(vec![4]));
}

#[test]
fn texts_that_cannot_tell_are_refused_with_one_of_them() {
    let police_uk = Dataset::from_points(
        ["Violence and sexual offences", "Robbery", "Drugs"]
            .map(|category| (0.0, 0.0, When::Unknown, category)),
    );
    for name in [
        "Violence with injury",
        "High harm, Essex",
        "Homicide",
        "Sexual offence by class or title",
    ] {
        let error = held(&police_uk, name).unwrap_err();
        assert!(
            matches!(&error, Unanswerable::Undecided { text, .. } if text.starts_with("Violence")),
            "{name}: {error}"
        );
    }
    assert_eq!(held(&police_uk, "Burglary"), Err(Unanswerable::Empty));
    assert_eq!(held(&police_uk, "Violence"), Ok(vec![0, 1]));
    assert_eq!(held(&police_uk, "Robbery"), Ok(vec![1]));
}

#[test]
fn each_police_uk_category_is_a_definition_of_its_own() {
    let categories: Vec<&str> = built_in()
        .definitions()
        .iter()
        .filter_map(|definition| definition.name.strip_prefix("police.uk "))
        .collect();
    assert_eq!(categories.len(), 14);
    let places = || {
        categories
            .iter()
            .map(|&category| (0.0, 0.0, When::Unknown, category))
    };
    let data = Dataset::from_points(places());
    for (line, category) in (0..).zip(&categories) {
        assert_eq!(
            held(&data, &format!("police.uk {category}")),
            Ok(vec![line]),
            "{category}"
        );
    }
}

#[test]
fn groups_hold_the_texts_of_several_publishers() {
    let holds = |group: &str, text: &str| {
        let data = Dataset::from_points([(0.0, 0.0, When::Unknown, text)]);
        held(&data, group) == Ok(vec![0])
    };
    for text in [
        "Violence and sexual offences",
        "Violence with injury",
        "Serious violence",
        "AGG ASSAULT",
        "HOMICIDE",
        "ROBBERY-PEDESTRIAN",
        "SIMPLE ASSAULT-ADULT/NO INJURY",
        "BATTERY",
    ] {
        assert!(holds("violence", text), "{text}");
    }
    for text in [
        "Burglary",
        "Anti-social behaviour",
        "LARCENY-FROM VEHICLE",
        "Slight",
        "",
    ] {
        assert!(!holds("violence", text), "{text}");
    }
    assert!(holds("ROBBERY", "Robbery") && !holds("robbery", "Burglary"));
    assert!(holds("anti-social behaviour", "Antisocial behaviour"));
    assert!(holds(
        "burglary",
        "BURGLARY-RESDNCE/UNK TIM/FORC ENT/UNOCCUPIED"
    ));
    assert!(!holds("public-place violence", "Domestic violence"));
    assert!(!holds(
        "public-place violence",
        "ASSAULT, ADULT, AGE 17 AND UP-DOMESTIC"
    ));
}

#[test]
fn a_file_without_the_column_is_named() {
    let mut data = export(&ALL);
    data.attributes[2].missing_in = vec![0];
    let error = held(&data, "Knife crime").unwrap_err().to_string();
    assert!(error.contains("has no column \"knife\""), "{error}");
    data.attributes[0].missing_in = vec![0];
    assert!(held(&data, "Homicide").is_ok(), "titles tell");
}

/// The next of a row of numbers that look random (Marsaglia's xorshift).
fn next(seed: &mut u64) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 11) as usize
}

fn random_test(seed: &mut u64, depth: usize) -> Test {
    let names: Vec<&Definition> = built_in().definitions().iter().collect();
    let parts = |seed: &mut u64| {
        let n = 1 + next(seed) % 3;
        (0..n).map(|_| random_test(seed, depth - 1)).collect()
    };
    match if depth == 0 {
        4 + next(seed) % 4
    } else {
        next(seed) % 8
    } {
        0 => Test::Any(parts(seed)),
        1 => Test::All(parts(seed)),
        2 => Test::First(parts(seed)),
        3 => Test::Not(Box::new(random_test(seed, depth - 1))),
        4 => Test::Flag(["knife", "firearm", "domestic", "alcohol"][next(seed) % 4].to_owned()),
        5 => Test::Class(vec![CRIMES[next(seed) % 23].class.to_owned()]),
        _ => Test::Definition(names[next(seed) % names.len()].name.clone()),
    }
}

#[test]
fn the_table_answers_as_the_test_asked_in_full() {
    let data = export(&ALL);
    let mut seed = 0x5eed;
    let mut answered = 0;
    for round in 0..400 {
        let test = random_test(&mut seed, 3);
        let Ok(prepared) = Prepared::new(&data, &test, &Library::default()) else {
            continue;
        };
        answered += 1;
        // Tables too small for the whole tree are joined.
        let small = Table::of_at_most(&prepared.tree, 1 + round % 20);
        for row in 0..data.incidents.len() {
            let full = prepared.truth_in_full(&data, row);
            assert_eq!(prepared.truth(&data, row), full, "{test:?}");
            assert_eq!(small.truth(&data.incidents, row), full, "{test:?}");
        }
    }
    assert!(answered > 200, "{answered}");
}
