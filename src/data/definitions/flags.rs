//! The many ways a flag is written: Y and N, 1 and 0, a word, codes in a list.
//!
//! The table is `assets/definitions/flags.json`. A flag is told by a column of its own, in which
//! nothing written means no; by a column that names the weapon; or by a list of keywords, but
//! only if that list is known to have a word for it: a list in which nobody ever wrote *knife*
//! may be one in which knives are called otherwise.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::data::attributes::AttributeKind;
use crate::data::definitions::truth::Truth;

/// A flag that definitions can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Flag {
    /// Its name, as definitions and `--where` say it.
    pub name: String,
    /// What it means, in one sentence.
    pub about: String,
    /// The column of its own.
    own: AttributeKind,
    /// Whether a column that names the weapon tells it.
    #[serde(default)]
    by_weapon: bool,
    /// Codes of keyword lists, in lower case; each is a whole keyword.
    #[serde(default)]
    codes: Vec<String>,
    /// Words, in lower case, that stand somewhere in a keyword.
    words: Vec<String>,
    /// Words that mean yes in the column of its own.
    #[serde(default)]
    yes: Vec<String>,
}

static FLAGS: LazyLock<Vec<Flag>> = LazyLock::new(|| {
    // A test reads the table, so that it cannot be broken in a program that was built.
    serde_json::from_str(include_str!("../../../assets/definitions/flags.json")).unwrap_or_default()
});

const YES: [&str; 8] = ["y", "yes", "t", "true", "1", "1.0", "x", "✓"];
const NO: [&str; 9] = ["n", "no", "f", "false", "0", "0.0", "none", "nil", "n/a"];
const UNKNOWN: [&str; 7] = [
    "u",
    "unk",
    "unknown",
    "not known",
    "not recorded",
    "not stated",
    "?",
];

/// All flags.
pub fn all() -> &'static [Flag] {
    &FLAGS
}

/// The flag called `name`, case-insensitive.
pub fn by_name(name: &str) -> Option<&'static Flag> {
    let wanted = name.trim().to_lowercase();
    FLAGS.iter().find(|flag| flag.name == wanted)
}

impl Flag {
    /// The kinds of columns that may tell it.
    pub fn kinds(&self) -> Vec<AttributeKind> {
        let mut kinds = vec![self.own];
        if self.by_weapon && self.own != AttributeKind::Weapon {
            kinds.push(AttributeKind::Weapon);
        }
        kinds.push(AttributeKind::Flags);
        kinds
    }

    /// Whether a column of this kind with these texts tells the flag at all.
    pub fn is_told_by<'t>(
        &self,
        kind: AttributeKind,
        mut texts: impl Iterator<Item = &'t str>,
    ) -> bool {
        if kind == self.own {
            return true;
        }
        match kind {
            AttributeKind::Weapon => {
                self.by_weapon && texts.any(|text| !text.trim().is_empty() && plain(text).is_none())
            }
            AttributeKind::Flags => texts.any(|text| self.keywords(text) == Truth::Yes),
            _ => false,
        }
    }

    /// What a text of a column of this kind, which tells the flag, says of it.
    pub fn read(&self, kind: AttributeKind, text: &str) -> Truth {
        if kind == self.own {
            return self.own_text(text);
        }
        match kind {
            AttributeKind::Weapon => match plain(text) {
                // That there was a weapon does not say which.
                Some(Truth::Yes | Truth::Unknown) => Truth::Unknown,
                Some(Truth::No) => Truth::No,
                None => Truth::of(self.keywords(text) == Truth::Yes),
            },
            _ => self.keywords(text),
        }
    }

    fn own_text(&self, text: &str) -> Truth {
        if let Some(truth) = plain(text) {
            return truth;
        }
        let text = text.trim().to_lowercase();
        if is_denied(&text) {
            return Truth::No;
        }
        let says_yes = self.yes.iter().any(|word| text.contains(word.as_str()));
        if says_yes || self.keywords(&text) == Truth::Yes {
            return Truth::Yes;
        }
        // In the column of weapons, whatever is named is a weapon.
        if self.own == AttributeKind::Weapon {
            return Truth::Yes;
        }
        Truth::Unknown
    }

    /// Whether one of the keywords of a list is one of this flag's.
    fn keywords(&self, text: &str) -> Truth {
        let text = text.to_lowercase();
        let mut keywords = text.split([';', ',', '|', '/', '+', '\n']).map(str::trim);
        Truth::of(keywords.any(|keyword| {
            !is_denied(keyword)
                && (self.codes.iter().any(|code| code == keyword)
                    || self
                        .words
                        .iter()
                        .any(|word| keyword.contains(word.as_str())))
        }))
    }
}

/// Yes, no or unknown in as many words; nothing written is no.
fn plain(text: &str) -> Option<Truth> {
    let text = text.trim().to_lowercase();
    let is_one_of = |words: &[&str]| words.contains(&text.as_str());
    if text.is_empty() || is_one_of(&NO) {
        Some(Truth::No)
    } else if is_one_of(&YES) {
        Some(Truth::Yes)
    } else if is_one_of(&UNKNOWN) {
        Some(Truth::Unknown)
    } else {
        None
    }
}

fn is_denied(text: &str) -> bool {
    ["no ", "not ", "non ", "non-", "without "]
        .iter()
        .any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttributeKind as Kind;

    #[test]
    fn the_table_is_read() {
        let flags: Vec<Flag> =
            serde_json::from_str(include_str!("../../../assets/definitions/flags.json")).unwrap();
        assert_eq!(all(), flags);
        for flag in all() {
            assert!(flag.about.ends_with('.'), "{}", flag.name);
            let words = flag.codes.iter().chain(&flag.words).chain(&flag.yes);
            for word in words.chain([&flag.name]) {
                assert_eq!(*word, word.trim().to_lowercase(), "{}", flag.name);
            }
        }
        for name in [
            "knife", "firearm", "weapon", "domestic", "alcohol", "drugs", "hate",
        ] {
            assert!(by_name(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_column_of_its_own_is_read_however_it_is_written() {
        use Truth::{No, Unknown, Yes};
        for (flag, text, want) in [
            ("knife", "Y", Yes),
            ("knife", "yes", Yes),
            ("knife", "1", Yes),
            ("knife", "TRUE", Yes),
            ("knife", "Knife", Yes),
            ("knife", "Threatened", Yes),
            ("knife", "Believed present", Yes),
            ("knife", "", No),
            ("knife", "N", No),
            ("knife", "0", No),
            ("knife", "No knife", No),
            ("knife", "Not used", No),
            ("knife", "Unknown", Unknown),
            ("knife", "see log", Unknown),
            ("domestic", "Domestic abuse", Yes),
            ("domestic", "DA", Yes),
            ("domestic", "Non-domestic", No),
            ("weapon", "Bottle", Yes),
            ("weapon", "None", No),
        ] {
            let flag = by_name(flag).unwrap();
            assert_eq!(flag.read(flag.own, text), want, "{} {text}", flag.name);
        }
    }

    #[test]
    fn a_column_of_weapons_tells_knives_only_if_it_names_weapons() {
        let knife = by_name("knife").unwrap();
        assert!(!knife.is_told_by(Kind::Weapon, ["Y", "N", ""].into_iter()));
        assert!(knife.is_told_by(Kind::Weapon, ["Bottle", ""].into_iter()));
        for (text, want) in [
            ("Kitchen knife", Truth::Yes),
            ("Bottle", Truth::No),
            ("", Truth::No),
            ("Unknown", Truth::Unknown),
        ] {
            assert_eq!(knife.read(Kind::Weapon, text), want, "{text}");
        }
    }

    #[test]
    fn a_list_of_keywords_tells_a_flag_only_if_it_has_a_word_for_it() {
        let knife = by_name("knife").unwrap();
        let told = |texts: &[&str]| knife.is_told_by(Kind::Flags, texts.iter().copied());
        assert!(told(&["", "DA", "KN;DA"]) && told(&["Bladed article"]));
        assert!(!told(&["", "DA", "AL"]));
        assert_eq!(knife.read(Kind::Flags, "DA; KN"), Truth::Yes);
        assert_eq!(knife.read(Kind::Flags, "DA"), Truth::No);
        assert_eq!(knife.read(Kind::Flags, "Known offender"), Truth::No);
        assert_eq!(knife.read(Kind::Flags, "No knife"), Truth::No);
        assert!(!knife.is_told_by(Kind::Domestic, ["KN"].into_iter()));
    }
}
