//! Definitions of offences as a list for people and as JSON, with what data make of them.

use serde::Serialize;

use crate::analysis::offences::{Held, Prepared};
use crate::base::figures::grouped;
use crate::data::Dataset;
use crate::data::definitions::{Definition, Library, Test, in_words, needs};
use crate::io::write::json_rank::pretty;

/// All definitions of `library` and of the program, for a terminal.
pub fn definitions_table(library: &Library, data: Option<&Dataset>) -> String {
    let mut text = String::new();
    for entry in entries(library, data) {
        text.push_str(entry.name);
        if let Some(answer) = &entry.answer {
            text.push_str(": ");
            text.push_str(&answer.in_words());
        }
        text.push('\n');
        let mut lines = vec![entry.about.to_owned(), format!("Needs: {}.", entry.needs)];
        lines.extend(entry.note.map(|note| format!("Note: {note}")));
        if !entry.source.is_empty() {
            lines.push(format!("Source: {}", entry.source));
        }
        for line in lines {
            text.push_str("    ");
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

/// The same as JSON.
pub fn definitions_json(library: &Library, data: Option<&Dataset>) -> String {
    pretty(&Report {
        schema: "nightbeat.definitions/1",
        definitions: entries(library, data),
    })
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    definitions: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    about: &'a str,
    source: &'a str,
    note: Option<&'a str>,
    needs: String,
    in_words: String,
    holds: &'a Test,
    #[serde(flatten)]
    answer: Option<Answer>,
}

/// What data make of a definition.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Held { incidents: usize, undecided: usize },
    Not { unanswerable: String },
}

impl Answer {
    fn of(data: &Dataset, definition: &Definition, library: &Library) -> Self {
        let prepared = Prepared::new(data, &Test::Definition(definition.name.clone()), library);
        match prepared.map(|prepared| prepared.count(data)) {
            Ok(Held { held, undecided }) => Self::Held {
                incidents: held,
                undecided,
            },
            Err(why) => Self::Not {
                unanswerable: why.to_string(),
            },
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Held {
                incidents,
                undecided: 0,
            } => format!("{} incidents", grouped(*incidents)),
            Self::Held {
                incidents,
                undecided,
            } => format!(
                "{} incidents; {} do not say",
                grouped(*incidents),
                grouped(*undecided)
            ),
            Self::Not { unanswerable } => format!("cannot be answered: {unanswerable}"),
        }
    }
}

fn entries<'a>(library: &'a Library, data: Option<&Dataset>) -> Vec<Entry<'a>> {
    let entry = |definition: &'a Definition| Entry {
        name: &definition.name,
        about: &definition.about,
        source: &definition.source,
        note: definition.note.as_deref(),
        needs: needs(&definition.holds, library).in_words(),
        in_words: in_words(&definition.holds),
        holds: &definition.holds,
        answer: data.map(|data| Answer::of(data, definition, library)),
    };
    library.to_choose().into_iter().map(entry).collect()
}
