//! Definitions by name: those that come with the program, and the user's own.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::data::definitions::class::ClassRange;
use crate::data::definitions::flags;
use crate::data::definitions::test::Test;

/// A named group of offences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Name as the user says it.
    pub name: String,
    /// What it holds, in whole sentences.
    pub about: String,
    /// Where it comes from: document, page or date.
    #[serde(default)]
    pub source: String,
    /// What is not certain, or was decided here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The incidents it holds.
    pub holds: Test,
}

/// Definitions that may refer to each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    all: Vec<Definition>,
}

/// What is wrong with definitions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// The text is no list of definitions.
    #[error("it is no list of definitions: {0}")]
    Shape(String),
    /// A definition without a name.
    #[error("a definition has no name")]
    NoName,
    /// Two of one name.
    #[error("two definitions are called \"{0}\"")]
    Twice(String),
    /// A part of a definition that means nothing.
    #[error("the definition \"{name}\" cannot be used: {fault}")]
    Fault {
        /// The definition.
        name: String,
        /// What is wrong with it.
        fault: String,
    },
}

const FILES: [&str; 4] = [
    include_str!("../../../assets/definitions/groups.json"),
    include_str!("../../../assets/definitions/violence.json"),
    include_str!("../../../assets/definitions/offences.json"),
    include_str!("../../../assets/definitions/police_uk.json"),
];

static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
    // A test reads the files, so that they cannot be broken in a program that was built.
    let mut library = Library::default();
    for file in FILES {
        let of_file: Vec<Definition> = serde_json::from_str(file).unwrap_or_default();
        library.all.extend(of_file);
    }
    library
});

/// The definitions that come with the program.
pub fn built_in() -> &'static Library {
    &BUILT_IN
}

impl Library {
    /// The definitions of a JSON text: a list of [`Definition`]s, which may refer to each other
    /// and to those that come with the program.
    ///
    /// # Errors
    /// When it is no such list, or a definition of it means nothing.
    pub fn read(text: &str) -> Result<Self, LibraryError> {
        let all: Vec<Definition> = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| LibraryError::Shape(error.to_string()))?;
        Self::of(all)
    }

    /// Definitions that were read before, such as those of a saved project.
    pub fn of_known(all: Vec<Definition>) -> Self {
        Self { all }
    }

    /// A library of these definitions.
    ///
    /// # Errors
    /// When one of them means nothing.
    pub fn of(all: Vec<Definition>) -> Result<Self, LibraryError> {
        let library = Self { all };
        for (place, definition) in library.all.iter().enumerate() {
            if definition.name.trim().is_empty() {
                return Err(LibraryError::NoName);
            }
            let is_same = |other: &Definition| same(&other.name, &definition.name);
            if library.all[..place].iter().any(is_same) {
                return Err(LibraryError::Twice(definition.name.clone()));
            }
            if let Some(fault) = library.fault(definition) {
                return Err(LibraryError::Fault {
                    name: definition.name.clone(),
                    fault,
                });
            }
        }
        Ok(library)
    }

    /// These definitions and `later` ones; where both have a name, the later counts.
    #[must_use]
    pub fn with(mut self, later: Self) -> Self {
        self.all
            .retain(|own| !later.all.iter().any(|other| same(&other.name, &own.name)));
        self.all.extend(later.all);
        self
    }

    /// The definitions, in the order of their files.
    pub fn definitions(&self) -> &[Definition] {
        &self.all
    }

    /// The user's definition of this name, else the program's; case-insensitive.
    pub fn find(&self, name: &str) -> Option<&Definition> {
        let own = |library: &'_ Self| library.all.iter().position(|d| same(&d.name, name));
        match own(self) {
            Some(place) => self.all.get(place),
            None => BUILT_IN.all.get(own(&BUILT_IN)?),
        }
    }

    /// All there are to choose from: the program's that the user's do not replace, then the
    /// user's.
    pub fn to_choose(&self) -> Vec<&Definition> {
        let replaced = |d: &&Definition| !self.all.iter().any(|own| same(&own.name, &d.name));
        BUILT_IN
            .all
            .iter()
            .filter(replaced)
            .chain(&self.all)
            .collect()
    }

    /// Those of these definitions that `names` need, directly or through others.
    #[must_use]
    pub fn needed_by<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<Definition> {
        let mut wanted: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut needed: Vec<Definition> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        while let Some(name) = wanted.pop() {
            let name = name.trim().to_lowercase();
            if seen.contains(&name) {
                continue;
            }
            if let Some(definition) = self.find(&name) {
                wanted.extend(definition.holds.references().into_iter().map(str::to_owned));
                if self.all.iter().any(|own| same(&own.name, &name)) {
                    needed.push(definition.clone());
                }
            }
            seen.push(name);
        }
        needed.sort_by(|a, b| a.name.cmp(&b.name));
        needed
    }

    fn fault(&self, definition: &Definition) -> Option<String> {
        let mut fault = None;
        definition.holds.each(&mut |test| {
            fault = fault.take().or_else(|| self.fault_of(test));
        });
        fault.or_else(|| self.circle(definition, &mut Vec::new()))
    }

    fn fault_of(&self, test: &Test) -> Option<String> {
        match test {
            Test::Class(list) => {
                let bad = list.iter().find(|text| ClassRange::read(text).is_none())?;
                Some(format!(
                    "\"{bad}\" is no Home Office class; write 8N, 8/06 or 28-31"
                ))
            }
            Test::Category(patterns) | Test::Offence(patterns) => patterns.fault(),
            Test::Column(column) => column.fits.fault(),
            Test::Flag(name) if flags::by_name(name).is_none() => {
                let known: Vec<&str> = flags::all().iter().map(|flag| flag.name.as_str()).collect();
                Some(format!(
                    "\"{name}\" is no flag; flags are {}",
                    known.join(", ")
                ))
            }
            Test::Definition(name) if self.find(name).is_none() => {
                Some(format!("it refers to \"{name}\", which is not defined"))
            }
            Test::Any(parts) | Test::All(parts) | Test::First(parts) if parts.is_empty() => {
                Some("\"any\", \"all\" and \"first\" want at least one test".to_owned())
            }
            _ => None,
        }
    }

    /// Whether following references leads back to where one was.
    fn circle<'a>(&'a self, definition: &'a Definition, path: &mut Vec<&'a str>) -> Option<String> {
        if path.iter().any(|name| same(name, &definition.name)) {
            path.push(&definition.name);
            return Some(format!("it refers to itself: {}", path.join(" → ")));
        }
        path.push(&definition.name);
        for name in definition.holds.references() {
            if let Some(fault) = self.find(name).and_then(|next| self.circle(next, path)) {
                return Some(fault);
            }
        }
        path.pop();
        None
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Library, String> {
        Library::read(text).map_err(|error| error.to_string())
    }

    #[test]
    fn the_files_of_the_program_are_whole() {
        let mut all = Vec::new();
        for file in FILES {
            all.extend(serde_json::from_str::<Vec<Definition>>(file).unwrap());
        }
        assert_eq!(Library::of(all.clone()), Ok(built_in().clone()));
        for definition in &all {
            let texts = [Some(&definition.about), definition.note.as_ref()];
            for text in texts.into_iter().flatten() {
                assert!(text.ends_with('.'), "{}", definition.name);
            }
            assert!(!definition.source.is_empty(), "{}", definition.name);
        }
    }

    #[test]
    fn faults_are_named() {
        let one = |holds: &str| format!(r#"[{{"name": "A", "about": "", "holds": {holds}}}]"#);
        for (holds, part) in [
            (r#"{"class": ["8NN"]}"#, "8NN"),
            (r#"{"flag": "sword"}"#, "no flag"),
            (r#"{"offence": ["Robbery"]}"#, "lower case"),
            (r#"{"definition": "Nothing"}"#, "not defined"),
            (r#"{"not": {"any": []}}"#, "at least one"),
            (r#"{"definition": "a"}"#, "A → A"),
            (r#"{"sometimes": []}"#, "unknown variant"),
        ] {
            let error = read(&one(holds)).unwrap_err();
            assert!(error.contains(part), "{holds}: {error}");
        }
        assert!(read("{}").unwrap_err().contains("no list"));
        let two = r#"[{"name": "A", "about": "", "holds": {"flag": "knife"}},
                      {"name": "a", "about": "", "holds": {"flag": "knife"}}]"#;
        assert!(read(two).unwrap_err().contains("two definitions"));
    }

    #[test]
    fn own_definitions_come_before_those_of_the_program_and_what_they_need_is_found() {
        let own = read(
            r#"[{"name": "robbery", "about": "", "holds": {"definition": "Ours"}},
                {"name": "Ours", "about": "", "holds": {"class": ["34B"]}},
                {"name": "Other", "about": "", "holds": {"class": ["1"]}}]"#,
        )
        .unwrap();
        assert_eq!(own.find("Robbery").unwrap().name, "robbery");
        assert_eq!(own.find("burglary").unwrap().name, "Burglary");
        let names: Vec<String> = own
            .needed_by(["ROBBERY", "Burglary"])
            .into_iter()
            .map(|d| d.name)
            .collect();
        assert_eq!(names, ["Ours", "robbery"]);
        let choice = own.to_choose();
        assert_eq!(
            choice.iter().filter(|d| same(&d.name, "robbery")).count(),
            1
        );
        assert_eq!(choice.len(), built_in().definitions().len() + 2);
    }
}
