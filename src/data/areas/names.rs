//! Names of areas: unique, findable, and offered when someone mistypes.

use std::collections::{BTreeMap, BTreeSet};

/// How many near names are offered.
const OFFERED: usize = 3;

/// What two spellings of one name have in common.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A name for each area that no other has. A name that stands once is kept; one that repeats
/// is qualified by its code if the codes tell its bearers apart, else by its number in file
/// order. The first bearer is numbered too, `(1)`: its bare name would mean all of them.
pub(crate) fn unique(named: &[(String, Option<String>)]) -> Vec<String> {
    let mut bearers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, (name, _)) in named.iter().enumerate() {
        bearers.entry(key(name)).or_default().push(i);
    }
    // Names that stand once come first; qualified ones must keep out of their way.
    let once = |i: &usize| bearers[&key(&named[*i].0)].len() == 1;
    let mut taken: BTreeSet<String> = bearers.keys().cloned().collect();
    (0..named.len())
        .map(|i| {
            let (name, code) = &named[i];
            if once(&i) {
                return name.clone();
            }
            let same = &bearers[&key(name)];
            let nth = same.iter().take_while(|&&other| other < i).count() + 1;
            let mut qualifiers = code_if_telling(named, same, code.as_deref())
                .into_iter()
                .chain((nth..).map(|number| number.to_string()))
                .map(|qualifier| format!("{name} ({qualifier})"));
            // The numbers never end, so one is free.
            qualifiers
                .find(|candidate| taken.insert(key(candidate)))
                .unwrap_or_default()
        })
        .collect()
}

/// The code, where every bearer of the name has one of its own.
fn code_if_telling(
    named: &[(String, Option<String>)],
    same: &[usize],
    code: Option<&str>,
) -> Option<String> {
    let codes: BTreeSet<String> = same
        .iter()
        .filter_map(|&i| named[i].1.as_deref())
        .map(key)
        .filter(|c| !c.is_empty())
        .collect();
    code.filter(|_| codes.len() == same.len())
        .map(str::to_owned)
}

/// The names most like `name`, best first.
pub(crate) fn like<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = key(name);
    let reach = (wanted.chars().count() / 3).max(2);
    let mut near: Vec<(usize, usize, &str)> = known
        .enumerate()
        .filter_map(|(i, known)| {
            let candidate = key(known);
            let part =
                wanted.len() > 2 && (candidate.contains(&wanted) || wanted.contains(&candidate));
            let steps = if part {
                1
            } else {
                edit_distance(&wanted, &candidate)
            };
            (steps <= reach).then_some((steps, i, known))
        })
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(OFFERED)
        .map(|(_, _, known)| known.to_owned())
        .collect()
}

/// Levenshtein's distance: insertions, deletions and replacements of letters.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uniquely(named: &[(&str, Option<&str>)]) -> Vec<String> {
        let named: Vec<_> = named
            .iter()
            .map(|(name, code)| ((*name).to_owned(), code.map(str::to_owned)))
            .collect();
        unique(&named)
    }

    #[test]
    fn repeated_names_are_told_apart_by_code() {
        let names = uniquely(&[
            ("Central", Some("E1")),
            ("North", Some("E2")),
            ("central", Some("E3")),
        ]);
        assert_eq!(names, ["Central (E1)", "North", "central (E3)"]);
    }

    #[test]
    fn without_codes_of_their_own_they_are_numbered_in_file_order() {
        assert_eq!(
            uniquely(&[("A", None), ("B", None), ("A", None), ("A", None)]),
            ["A (1)", "B", "A (2)", "A (3)"]
        );
        assert_eq!(
            uniquely(&[("A", Some("x")), ("A", Some("X"))]),
            ["A (1)", "A (2)"]
        );
        assert_eq!(
            uniquely(&[("A", Some("x")), ("A", None)]),
            ["A (1)", "A (2)"]
        );
    }

    #[test]
    fn a_number_that_is_taken_is_passed_over() {
        let names = uniquely(&[("A", None), ("A", None), ("A (2)", None)]);
        assert_eq!(names, ["A (1)", "A (3)", "A (2)"]);
    }

    #[test]
    fn near_names_are_offered_best_first() {
        let known = [
            "Ancoats and Beswick",
            "Piccadilly",
            "Deansgate",
            "Hulme",
            "Hume",
        ];
        assert_eq!(like("picadily", known.into_iter()), ["Piccadilly"]);
        assert_eq!(like("ancoats", known.into_iter()), ["Ancoats and Beswick"]);
        assert_eq!(like("hulm", known.into_iter()), ["Hulme", "Hume"]);
        assert!(like("xyzzy", known.into_iter()).is_empty());
    }

    #[test]
    fn edit_distance_counts_letters_not_bytes() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("Ynys Môn", "Ynys Mon"), 1);
        assert_eq!(edit_distance("", "abc"), 3);
    }
}
