//! What a definition asks of an incident.

use serde::{Deserialize, Serialize};

use crate::data::definitions::class::{ClassRange, HoClass};
use crate::data::definitions::truth::Truth;

/// A question to one incident, made of smaller ones.
///
/// In a file each is an object of one member: `{"class": ["34A", "34B"]}`,
/// `{"all": [{"definition": "Robbery"}, {"flag": "knife"}]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Its Home Office class is in the list; see [`ClassRange::read`].
    Class(Vec<String>),
    /// Its category fits one of the [`Patterns`].
    Category(Patterns),
    /// The title of its offence does, or where none is told its category.
    Offence(Patterns),
    /// It is flagged; see [`flags`](crate::data::definitions::flags).
    Flag(String),
    /// Its text in another column fits.
    Column(ColumnTest),
    /// One of these holds.
    Any(Vec<Self>),
    /// Each of these holds.
    All(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// The first of these that the incident tells anything about.
    First(Vec<Self>),
    /// The definition of this name holds.
    Definition(String),
}

/// What the text of a named column must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnTest {
    /// Name of the column in the file, or a field's name such as `outcome`.
    pub name: String,
    /// What fits.
    pub fits: Patterns,
}

/// Texts in lower case in which `*` stands for any run of characters. A text fits if any of
/// them fits the whole of it. One that begins with `!` takes out what it fits; one that begins
/// with `?` fits texts too coarse to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Patterns(pub Vec<String>);

impl Patterns {
    /// Whether `text` fits; unknown for the empty text.
    pub fn fit(&self, text: &str) -> Truth {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Truth::Unknown;
        }
        let any = |mark: &str| {
            let marked = self
                .0
                .iter()
                .filter_map(|pattern| pattern.strip_prefix(mark));
            marked.into_iter().any(|pattern| fits(pattern, &text))
        };
        if any("!") {
            return Truth::No;
        }
        let plain = self
            .0
            .iter()
            .filter(|pattern| !pattern.starts_with(['!', '?']));
        if plain.into_iter().any(|pattern| fits(pattern, &text)) {
            return Truth::Yes;
        }
        if any("?") { Truth::Unknown } else { Truth::No }
    }

    /// Whether they are written as they must be: in lower case, without blanks around.
    pub(crate) fn fault(&self) -> Option<String> {
        let is_bad =
            |pattern: &&String| pattern.is_empty() || **pattern != pattern.trim().to_lowercase();
        let bad = self.0.iter().find(is_bad);
        bad.map(|pattern| {
            format!("the pattern \"{pattern}\" is not in lower case, or has blanks around it")
        })
    }
}

impl Test {
    /// Calls `visit` with this test and every test inside it.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::Any(parts) | Self::All(parts) | Self::First(parts) => {
                for part in parts {
                    part.each(visit);
                }
            }
            Self::Not(part) => part.each(visit),
            Self::Class(_)
            | Self::Category(_)
            | Self::Offence(_)
            | Self::Flag(_)
            | Self::Column(_)
            | Self::Definition(_) => {}
        }
    }

    /// Names of the definitions it refers to, each once.
    pub fn references(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        self.each(&mut |test| {
            if let Self::Definition(name) = test
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        });
        names
    }
}

/// Whether `class` is in the list: yes if it surely is, unknown if it may be or is no class.
pub fn class_in(list: &[ClassRange], text: &str) -> Truth {
    let Some(class) = HoClass::read(text) else {
        return Truth::Unknown;
    };
    list.iter()
        .fold(Truth::No, |truth, range| truth.or(range.holds(class)))
}

/// Whether `pattern`, with `*` for any run of characters, fits the whole of `text`.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(head) else {
        return false;
    };
    if tail.is_empty() {
        return true;
    }
    let starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    starts.into_iter().any(|at| fits(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn marks_take_out_and_leave_open() {
        let patterns = ["*assault*", "!*sexual assault*", "?violence and sexual*"];
        let patterns = Patterns(patterns.map(str::to_owned).to_vec());
        for (text, want) in [
            ("Common ASSAULT", Truth::Yes),
            ("Sexual assault", Truth::No),
            ("Violence and sexual offences", Truth::Unknown),
            ("Burglary", Truth::No),
            ("", Truth::Unknown),
        ] {
            assert_eq!(patterns.fit(text), want, "{text}");
        }
    }
}
