//! What a method can be told, described in data: flags and controls are made from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::Date;

/// One thing that can be set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name on the command line, without the dashes, and in files: `cell`. Never changes.
    pub key: &'static str,
    /// Its name in the window: "Side of a cell".
    pub label: &'static str,
    /// One sentence about it.
    pub help: &'static str,
    /// What kind of value it takes, between what bounds, and what it is when nobody says.
    pub kind: Kind,
}

/// Kinds of values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number, bounds included.
    Number {
        /// When nobody says.
        default: f64,
        /// The least that is taken.
        least: f64,
        /// The most that is taken.
        most: f64,
        /// "m", "days", "%"; empty for none.
        unit: &'static str,
    },
    /// A whole number, bounds included.
    Count {
        /// When nobody says.
        default: u64,
        /// The least that is taken.
        least: u64,
        /// The most that is taken.
        most: u64,
        /// "replicates", "months"; empty for none.
        unit: &'static str,
    },
    /// One of several.
    Choice {
        /// When nobody says; one of the keys.
        default: &'static str,
        /// (key on the command line, words in the window)
        options: &'static [(&'static str, &'static str)],
    },
    /// Yes or no; no when nobody says.
    Flag,
    /// A date; the method finds one itself when nobody says.
    Date,
    /// A text, such as the name of a column; the method finds one itself when nobody says.
    Text,
    /// A table from a file.
    Table {
        /// What must be in it: "date, name".
        columns: &'static str,
        /// Whether the method cannot do without.
        required: bool,
    },
}

/// A table from a file, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextTable {
    /// The file's name, for messages.
    pub file: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Rows; each as long as the header.
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    /// The place of the first column whose name is one of `names`, upper or lower case.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| {
            let is_it = |header: &String| header.trim().eq_ignore_ascii_case(name);
            self.header.iter().position(is_it)
        })
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Of [`Kind::Number`].
    Number(f64),
    /// Of [`Kind::Count`].
    Count(u64),
    /// The key of [`Kind::Choice`], or [`Kind::Text`].
    Text(String),
    /// Of [`Kind::Flag`].
    Flag(bool),
    /// Of [`Kind::Date`].
    Date(Date),
    /// Of [`Kind::Table`].
    Table(Arc<TextTable>),
}

/// A parameter that is out of range or missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unset {
    /// Needed and not there.
    #[error("--{key} is needed: {help}")]
    Missing {
        /// Which.
        key: &'static str,
        /// What it is for.
        help: &'static str,
    },
    /// Out of range.
    #[error("--{key} takes {range}, not {given}")]
    OutOfRange {
        /// Which.
        key: &'static str,
        /// What it takes.
        range: String,
        /// What was given.
        given: String,
    },
}

/// What was set, checked against what a method takes; the rest has its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    said: BTreeMap<&'static str, Value>,
    defaults: BTreeMap<&'static str, Value>,
}

impl Values {
    /// The defaults of `parameters`.
    pub fn of(parameters: &[Parameter]) -> Self {
        let defaults = parameters
            .iter()
            .filter_map(|parameter| Some((parameter.key, parameter.kind.default_value()?)));
        Self {
            said: BTreeMap::new(),
            defaults: defaults.collect(),
        }
    }

    /// Sets `parameter` to `value`.
    ///
    /// # Errors
    /// When it is out of the parameter's range or of another kind.
    pub fn set(&mut self, parameter: &Parameter, value: Value) -> Result<(), Unset> {
        if !parameter.kind.takes(&value) {
            return Err(Unset::OutOfRange {
                key: parameter.key,
                range: parameter.kind.range(),
                given: value.text(),
            });
        }
        self.said.insert(parameter.key, value);
        Ok(())
    }

    /// Takes back what was said of `key`.
    pub fn unset(&mut self, key: &str) {
        self.said.remove(key);
    }

    /// What was said of `key`, without its default.
    pub fn said(&self, key: &str) -> Option<&Value> {
        self.said.get(key)
    }

    /// What `key` is: what was said, or its default.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.said.get(key).or_else(|| self.defaults.get(key))
    }

    /// The number `key`; NaN where the method has no such parameter.
    pub fn number(&self, key: &str) -> f64 {
        match self.get(key) {
            Some(Value::Number(number)) => *number,
            _ => f64::NAN,
        }
    }

    /// The count `key`; 0 where the method has no such parameter.
    pub fn count(&self, key: &str) -> u64 {
        match self.get(key) {
            Some(Value::Count(count)) => *count,
            _ => 0,
        }
    }

    /// The choice or text `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The flag `key`.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Value::Flag(true)))
    }

    /// The date `key`.
    pub fn date(&self, key: &str) -> Option<Date> {
        match self.get(key)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The table `key`.
    pub fn table(&self, key: &str) -> Option<&TextTable> {
        match self.get(key)? {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}

impl Kind {
    /// What it is when nobody says.
    pub fn default_value(self) -> Option<Value> {
        match self {
            Self::Number { default, .. } => Some(Value::Number(default)),
            Self::Count { default, .. } => Some(Value::Count(default)),
            Self::Choice { default, .. } => Some(Value::Text(default.to_owned())),
            Self::Flag => Some(Value::Flag(false)),
            Self::Date | Self::Text | Self::Table { .. } => None,
        }
    }

    /// Whether `value` is of this kind and in its bounds.
    pub fn takes(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Number { least, most, .. }, Value::Number(number)) => {
                (least..=most).contains(number)
            }
            (Self::Count { least, most, .. }, Value::Count(count)) => {
                (least..=most).contains(count)
            }
            (Self::Choice { options, .. }, Value::Text(text)) => {
                options.iter().any(|(key, _)| key == text)
            }
            (Self::Flag, Value::Flag(_))
            | (Self::Date, Value::Date(_))
            | (Self::Text, Value::Text(_))
            | (Self::Table { .. }, Value::Table(_)) => true,
            _ => false,
        }
    }

    /// What it takes, in words.
    pub fn range(self) -> String {
        match self {
            Self::Number {
                least, most, unit, ..
            } => format!("a number from {least} to {most} {unit}")
                .trim_end()
                .to_owned(),
            Self::Count {
                least, most, unit, ..
            } => format!("a whole number from {least} to {most} {unit}")
                .trim_end()
                .to_owned(),
            Self::Choice { options, .. } => {
                let keys: Vec<&str> = options.iter().map(|(key, _)| *key).collect();
                format!("one of {}", keys.join(", "))
            }
            Self::Flag => "yes or no".to_owned(),
            Self::Date => "a date as 2026-01-31".to_owned(),
            Self::Text => "a text".to_owned(),
            Self::Table { columns, .. } => format!("a file with the columns {columns}"),
        }
    }
}

impl Value {
    /// As it would be typed.
    pub fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Text(text) => text.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Table(table) => table.file.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: Parameter = Parameter {
        key: "cell",
        label: "Side of a cell",
        help: "In metres.",
        kind: Kind::Number {
            default: 200.0,
            least: 1.0,
            most: 10_000.0,
            unit: "m",
        },
    };

    #[test]
    fn what_is_said_stands_before_the_default() {
        let mut values = Values::of(&[CELL]);
        assert_eq!(values.number("cell"), 200.0);
        assert_eq!(values.set(&CELL, Value::Number(50.0)), Ok(()));
        assert_eq!(values.number("cell"), 50.0);
        values.unset("cell");
        assert_eq!(values.number("cell"), 200.0);
    }

    #[test]
    fn what_is_out_of_range_says_what_is_taken() {
        let mut values = Values::of(&[CELL]);
        for wrong in [
            Value::Number(0.5),
            Value::Number(f64::NAN),
            Value::Count(50),
        ] {
            let refused = values.set(&CELL, wrong).map_err(|unset| unset.to_string());
            assert!(refused.is_err_and(|text| {
                text.starts_with("--cell takes a number from 1 to 10000 m, not ")
            }),);
        }
        assert_eq!(values.number("cell"), 200.0);
    }
}
