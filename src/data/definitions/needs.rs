//! What a test needs of the data, in words: the columns without which it cannot be answered.

use crate::data::definitions::flags;
use crate::data::definitions::library::Library;
use crate::data::definitions::test::Test;

/// What is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A column that says this: `Home Office class`, `knife`.
    Column(String),
    /// Every one of these.
    All(Vec<Self>),
    /// One of these.
    One(Vec<Self>),
}

/// What `test` needs.
pub fn needs(test: &Test, library: &Library) -> Need {
    let each = |parts: &[Test]| parts.iter().map(|part| needs(part, library)).collect();
    match test {
        Test::Class(_) => column("Home Office class"),
        Test::Category(_) => column("category"),
        Test::Offence(_) => Need::One(vec![column("offence text"), column("category")]),
        Test::Flag(name) => {
            let about = flags::by_name(name).map_or(name.as_str(), |flag| flag.name.as_str());
            column(&format!("{about} flag"))
        }
        Test::Column(test) => column(&format!("\"{}\"", test.name)),
        Test::Any(parts) | Test::All(parts) => Need::All(each(parts)),
        Test::First(parts) => Need::One(each(parts)),
        Test::Not(part) => needs(part, library),
        Test::Definition(name) => library
            .find(name)
            .map_or(Need::All(Vec::new()), |next| needs(&next.holds, library)),
    }
}

fn column(name: &str) -> Need {
    Need::Column(name.to_owned())
}

impl Need {
    /// In words, as in `Home Office class or offence text or category; knife flag`.
    pub fn in_words(&self) -> String {
        let mut clauses: Vec<String> = Vec::new();
        for clause in self.clauses() {
            let words = clause.join(" or ");
            if !clauses.contains(&words) {
                clauses.push(words);
            }
        }
        clauses.join("; ")
    }

    /// Sets of columns of each of which one must be there. Where an alternative needs several
    /// columns, each clause of one is joined to each clause of the other.
    fn clauses(&self) -> Vec<Vec<&str>> {
        match self {
            Self::Column(name) => vec![vec![name]],
            Self::All(parts) => {
                let mut all: Vec<Vec<&str>> = parts.iter().flat_map(Self::clauses).collect();
                all.dedup();
                all
            }
            Self::One(parts) => parts
                .iter()
                .map(Self::clauses)
                .fold(vec![Vec::new()], |a, b| {
                    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| joined(a, b)));
                    let mut all: Vec<Vec<&str>> = Vec::new();
                    for clause in pairs {
                        if !all.contains(&clause) {
                            all.push(clause);
                        }
                    }
                    all
                }),
        }
    }
}

fn joined<'a>(a: &[&'a str], b: &[&'a str]) -> Vec<&'a str> {
    let mut all = a.to_vec();
    all.extend(b.iter().filter(|name| !a.contains(name)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::definitions::parse;

    #[test]
    fn needs_are_said_once_each() {
        let library = Library::read(
            r#"[{"name": "A", "about": "", "holds": {"first": [{"class": ["1"]}, {"offence": ["a"]}]}},
                {"name": "B", "about": "", "holds": {"all": [{"definition": "A"}, {"flag": "knife"}]}}]"#,
        )
        .unwrap();
        let said = |text: &str| {
            let test = parse(text).unwrap();
            needs(&test, &library).in_words()
        };
        assert_eq!(said("A"), "Home Office class or offence text or category");
        assert_eq!(
            said("A or (B and not A)"),
            "Home Office class or offence text or category; knife flag"
        );
        assert_eq!(said("B and outcome is \"charged\"").split("; ").count(), 3);
    }
}
