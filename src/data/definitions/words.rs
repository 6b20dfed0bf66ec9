//! A test in words a reader of a report understands.

use crate::data::definitions::test::{Patterns, Test};

/// `test` in words: `robbery, but not domestic`.
pub fn in_words(test: &Test) -> String {
    said(test, Place::Alone)
}

/// Where a test stands, which tells whether it must be held together by brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Alone,
    InAny,
    InAll,
    AfterNot,
}

fn said(test: &Test, place: Place) -> String {
    match test {
        Test::Definition(name) => name.clone(),
        Test::Flag(name) => format!("{name} (flag)"),
        Test::Class(list) => format!("class {}", list.join(", ")),
        Test::Category(patterns) => format!("category {}", listed(patterns)),
        Test::Offence(patterns) => format!("offence {}", listed(patterns)),
        Test::Column(column) => format!("{} is {}", column.name, listed(&column.fits)),
        Test::Any(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| said(part, Place::InAny)).collect();
            bracketed(
                &parts.join(" or "),
                parts.len() > 1 && !matches!(place, Place::Alone | Place::InAny),
            )
        }
        Test::First(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| said(part, Place::InAll)).collect();
            let words = parts.join(", where that is not told ");
            bracketed(&words, parts.len() > 1 && place != Place::Alone)
        }
        Test::All(parts) => all(parts, place),
        Test::Not(part) => format!("not {}", said(part, Place::AfterNot)),
    }
}

/// What holds comes first, then what does not: `a and b, but not c`.
fn all(parts: &[Test], place: Place) -> String {
    let (mut holds, mut not) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Test::Not(part) => not.push(said(part, Place::AfterNot)),
            part => holds.push(said(part, Place::InAll)),
        }
    }
    let several = parts.len() > 1;
    let words = match (holds.is_empty(), not.is_empty()) {
        (true, _) => format!("not {}", not.join(" and not ")),
        (false, true) => holds.join(" and "),
        (false, false) => format!("{}, but not {}", holds.join(" and "), not.join(" and not ")),
    };
    bracketed(&words, several && place != Place::Alone)
}

fn bracketed(words: &str, is_wanted: bool) -> String {
    if is_wanted {
        format!("({words})")
    } else {
        words.to_owned()
    }
}

fn listed(patterns: &Patterns) -> String {
    let quoted: Vec<String> = patterns.0.iter().map(|text| format!("“{text}”")).collect();
    quoted.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::definitions::parse;

    #[test]
    fn tests_read_as_a_person_would_say_them() {
        for (text, want) in [
            ("robbery", "robbery"),
            ("robbery and not domestic", "robbery, but not domestic"),
            (
                "(\"serious violence\" or \"knife crime\") and alcohol-related",
                "(serious violence or knife crime) and alcohol-related",
            ),
            ("a or b and not c", "a or (b, but not c)"),
            ("not (a or b)", "not (a or b)"),
            ("not a and not b", "not a and not b"),
            (
                "a and outcome is \"Charged*\"",
                "a and outcome is “charged*”",
            ),
        ] {
            assert_eq!(in_words(&parse(text).unwrap()), want, "{text}");
        }
    }
}
