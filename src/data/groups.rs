//! Named offence groups: which category texts belong together under one name.
//!
//! The table is `assets/groups.json`, meant to be read and edited. A pattern is a category
//! text in lower case in which `*` stands for any run of characters; a category belongs to a
//! group if any of its patterns, and none of its exceptions, fits the whole text. Matching texts is all there is: a group
//! does not know what a force means by its own categories, so a group that fits no category
//! of a data set must be refused, not counted as nothing.

use std::sync::LazyLock;

use serde::Deserialize;

/// A named group of offence categories.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Group {
    /// Name as the user says it.
    pub name: String,
    /// What it is meant to hold, in one sentence.
    pub about: String,
    /// Category texts in lower case; `*` stands for any run of characters.
    patterns: Vec<String>,
    /// Texts that do not belong although a pattern fits them.
    #[serde(default)]
    except: Vec<String>,
}

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    // A test reads the table, so that it cannot be broken in a program that was built.
    serde_json::from_str(include_str!("../../assets/groups.json")).unwrap_or_default()
});

/// All groups, in the order of the table.
pub fn all() -> &'static [Group] {
    &GROUPS
}

/// The group called `name`, case-insensitive.
pub fn by_name(name: &str) -> Option<&'static Group> {
    let wanted = name.trim().to_lowercase();
    GROUPS
        .iter()
        .find(|group| group.name.to_lowercase() == wanted)
}

impl Group {
    /// Whether the category `text` belongs to this group.
    pub fn holds(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        let any = |patterns: &[String]| patterns.iter().any(|pattern| fits(pattern, &text));
        any(&self.patterns) && !any(&self.except)
    }
}

/// Whether `pattern`, with `*` for any run of characters, fits the whole of `text`.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(head) else {
        return false;
    };
    let starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    starts.into_iter().any(|at| fits(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_its_patterns_are_in_lower_case() {
        let groups: Vec<Group> =
            serde_json::from_str(include_str!("../../assets/groups.json")).unwrap();
        assert_eq!(all(), groups);
        assert!(all().len() >= 5);
        for group in all() {
            assert!(
                !group.patterns.is_empty() && group.about.ends_with('.'),
                "{}",
                group.name
            );
            for pattern in group.patterns.iter().chain(&group.except) {
                assert_eq!(*pattern, pattern.trim().to_lowercase(), "{}", group.name);
            }
        }
    }

    #[test]
    fn a_star_is_any_run_of_characters() {
        for (pattern, text, want) in [
            ("robbery", "robbery", true),
            ("robbery", "robbery of business", false),
            ("robbery*", "robbery", true),
            ("*assault*", "agg assault (knife)", true),
            ("a*b*c", "a--b--b--c", true),
            ("a*b*c", "a--c--b", false),
            ("*é", "café", true),
        ] {
            assert_eq!(fits(pattern, text), want, "{pattern} {text}");
        }
    }

    #[test]
    fn groups_hold_the_texts_of_several_publishers() {
        let holds = |group: &str, text: &str| by_name(group).unwrap().holds(text);
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
        assert!(by_name("mischief").is_none());
    }
}
