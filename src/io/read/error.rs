//! Why a file cannot be read, in one sentence each: what failed, why, what to try, path last.

use crate::base::Cancelled;

use crate::io::read::options::OptionError;

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file itself is at fault.
    #[error("{trouble}: {path}")]
    File {
        /// What is wrong with it.
        trouble: Trouble,
        /// The path as the user gave it.
        path: String,
    },
    /// An option contradicts itself or cannot be read.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// Nobody wants the answer any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What can be wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is none.
    #[error("no such file; check its name and folder")]
    Missing,
    /// It is a folder.
    #[error("this is a folder; name a file inside it")]
    Directory,
    /// The system refuses, or the compressed stream is damaged.
    #[error("the file cannot be read ({why}); check that it may be opened and is whole")]
    Unreadable {
        /// The system's words.
        why: String,
    },
    /// No byte, or nothing but blanks.
    #[error("the file is empty; export it again")]
    Empty,
    /// A header and no record.
    #[error(
        "the file has a header ({}) but no record; export it again",
        listed(headers)
    )]
    HeaderOnly {
        /// The columns it names.
        headers: Vec<String>,
    },
    /// Not text.
    #[error("this is {what}, not {wanted}; {remedy}")]
    Binary {
        /// What its first bytes say it is.
        what: String,
        /// What was expected.
        wanted: &'static str,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Of the right kind, but broken or locked.
    #[error("{what} cannot be read ({why}); {remedy}")]
    Damaged {
        /// What it should be.
        what: String,
        /// What is wrong with it.
        why: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Unpacks to more than is let through.
    #[error(
        "it unpacks to more than {megabytes} MB, as files made to fill a computer's memory do; \
         if you trust where it comes from, allow more with --unpack-limit-mb N"
    )]
    TooLarge {
        /// What is let through.
        megabytes: u64,
    },
    /// An archive or workbook with several tables, none of which was named.
    #[error("it holds several tables: {}; name one with --layer", listed(names))]
    SeveralTables {
        /// What they are called.
        names: Vec<String>,
    },
    /// An archive or workbook without a table.
    #[error("no table was found in it; it holds {}", listed(names))]
    NoTable {
        /// What there is.
        names: Vec<String>,
    },
    /// An option names a table that is not there.
    #[error("--layer {said} names no table; there are {}", listed(names))]
    NoSuchLayer {
        /// What was named.
        said: String,
        /// What there is.
        names: Vec<String>,
    },
    /// Several layers that could be meant.
    #[error("it holds several layers: {}; name one with {option}", listed(layers))]
    SeveralLayers {
        /// The option, as it is written on the command line.
        option: &'static str,
        /// What they are called and hold.
        layers: Vec<String>,
    },
    /// An option names a layer that is not there.
    #[error(
        "{option} names \"{layer}\", which is no layer of it; there are {}",
        listed(layers)
    )]
    NoLayerOfName {
        /// The option, as it is written on the command line.
        option: &'static str,
        /// What it names.
        layer: String,
        /// What the layers are called and hold.
        layers: Vec<String>,
    },
    /// Readable, but something else than was asked for.
    #[error("this is {found}, not {wanted}; {remedy}")]
    WrongKind {
        /// What it is.
        found: String,
        /// What was expected.
        wanted: &'static str,
        /// What to do about it.
        remedy: &'static str,
    },
    /// No columns say where.
    #[error(
        "no columns with {needed} were found among {}; name them with {remedy}",
        listed(headers)
    )]
    NoUsableColumns {
        /// What was looked for.
        needed: &'static str,
        /// The columns there are.
        headers: Vec<String>,
        /// The options to use.
        remedy: &'static str,
    },
    /// An option names a column or field that is not there.
    #[error(
        "{option} names \"{column}\", which is not there; there are {}",
        listed(headers)
    )]
    NoSuchColumn {
        /// The option, as it is written on the command line.
        option: String,
        /// What it names.
        column: String,
        /// The columns there are.
        headers: Vec<String>,
    },
    /// Coordinates whose system cannot be told.
    #[error("the coordinate system cannot be told: {why}; {remedy}")]
    UnknownCrs {
        /// The ranges seen, or the text that names it.
        why: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Not JSON.
    #[error("invalid JSON at line {line}, column {column} ({why}); export it again")]
    InvalidJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// The parser's words.
        why: String,
    },
    /// GeoJSON without a single usable shape.
    #[error(
        "none of the {features} features has a usable {wanted}{}; give a file that has",
        because(first.as_deref())
    )]
    NoGeometry {
        /// How many features there are.
        features: usize,
        /// Polygon or point.
        wanted: &'static str,
        /// What is wrong with the first one.
        first: Option<String>,
    },
}

impl ReadError {
    /// What is wrong, without the path.
    pub fn why(&self) -> String {
        match self {
            Self::File { trouble, .. } => trouble.to_string(),
            other => other.to_string(),
        }
    }

    /// The tables of a file of which one must be named, if that is what is wrong.
    pub fn tables(&self) -> Option<Vec<String>> {
        // Layers are said with what they hold.
        let name = |said: &String| {
            said.rsplit_once(" (")
                .map_or(said.as_str(), |cut| cut.0)
                .to_owned()
        };
        match self {
            Self::File {
                trouble: Trouble::SeveralTables { names } | Trouble::NoSuchLayer { names, .. },
                ..
            } => Some(names.clone()),
            Self::File {
                trouble:
                    Trouble::SeveralLayers { layers, .. } | Trouble::NoLayerOfName { layers, .. },
                ..
            } => Some(layers.iter().map(name).collect()),
            _ => None,
        }
    }
}

impl Trouble {
    /// This trouble with the file at `path`.
    pub fn at(self, path: impl Into<String>) -> ReadError {
        ReadError::File {
            trouble: self,
            path: path.into(),
        }
    }
}

fn because(first: Option<&str>) -> String {
    first.map_or_else(String::new, |why| format!(" (the first: {why})"))
}

/// At most this many columns are named in a message.
const MOST_NAMED: usize = 40;

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "nothing at all".to_owned();
    }
    let shown = names
        .iter()
        .take(MOST_NAMED)
        .map(|name| format!("\"{}\"", clipped(name)));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if names.len() > MOST_NAMED {
        text += " and ";
        text += &(names.len() - MOST_NAMED).to_string();
        text += " more";
    }
    text
}

fn clipped(name: &str) -> String {
    if name.chars().count() <= 60 {
        return name.to_owned();
    }
    name.chars().take(59).chain(['…']).collect()
}
