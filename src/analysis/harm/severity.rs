//! How much an offence weighs, by its Home Office class or its words.
//!
//! Ideas of the Cambridge Crime Harm Index (Sherman, Neyroud and Neyroud 2016, *Policing* 10,
//! 171-183) and the ONS Crime Severity Score; the weights are the user's.

use crate::data::definitions::{ClassRange, HoClass, Patterns, Truth};

/// A line of a severity table.
#[derive(Clone, Debug, PartialEq)]
pub struct SeverityRow {
    /// Home Office class or range of classes.
    pub class: Option<ClassRange>,
    /// Offence or category; `*` stands for any run of characters. In lower case.
    pub offence: Option<String>,
    /// What one offence weighs; 0 or more.
    pub weight: f64,
}

/// A severity table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeverityTable {
    rows: Vec<SeverityRow>,
}

impl SeverityTable {
    /// A table of these rows.
    pub fn new(rows: Vec<SeverityRow>) -> Self {
        Self { rows }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What a Home Office class weighs: by the first row that surely holds it.
    pub fn of_class(&self, text: &str) -> Option<f64> {
        let class = HoClass::read(text)?;
        let holds = |row: &&SeverityRow| {
            row.class
                .is_some_and(|range| range.holds(class) == Truth::Yes)
        };
        self.rows.iter().find(holds).map(|row| row.weight)
    }

    /// What an offence or category of these words weighs: by the first row that says the same,
    /// else by the first whose pattern it fits.
    pub fn of_words(&self, text: &str) -> Option<f64> {
        let plain = text.trim().to_lowercase();
        if plain.is_empty() {
            return None;
        }
        let is_same = |row: &&SeverityRow| row.offence.as_deref() == Some(plain.as_str());
        let fits = |row: &&SeverityRow| {
            let pattern = row.offence.clone().map(|offence| Patterns(vec![offence]));
            pattern.is_some_and(|pattern| pattern.fit(&plain) == Truth::Yes)
        };
        let row = self.rows.iter().find(is_same);
        row.or_else(|| self.rows.iter().find(fits))
            .map(|row| row.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(class: &str, offence: &str, weight: f64) -> SeverityRow {
        SeverityRow {
            class: ClassRange::read(class),
            offence: (!offence.is_empty()).then(|| offence.to_owned()),
            weight,
        }
    }

    #[test]
    fn the_same_words_come_before_a_pattern_and_sure_classes_alone_count() {
        let table = SeverityTable::new(vec![
            row("", "*assault*", 1.0),
            row("8N", "assault with injury", 20.0),
            row("28-31", "", 10.0),
        ]);
        assert_eq!(table.of_words("Assault with Injury "), Some(20.0));
        assert_eq!(table.of_words("Common assault"), Some(1.0));
        assert_eq!(table.of_words("Burglary"), None);
        assert_eq!(table.of_words(""), None);
        assert_eq!(table.of_class("008N"), Some(20.0));
        assert_eq!(table.of_class("30C"), Some(10.0));
        assert_eq!(table.of_class("8"), None, "8 may be 8N or not");
        assert_eq!(table.of_class("assault"), None);
    }
}
