//! The names that analysed incidents have, under one number each for all files.

use crate::data::assemble::fates::Fates;
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::names::{NameId, Names};
use crate::data::raw::RawIncidents;

/// Categories the table can tell apart; the last is for all that come too late.
const MAX_CATEGORIES: usize = 65_535;
const OTHER: &str = "(other)";

/// The names of the table, and what those of the files became.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    pub(crate) categories: Names,
    pub(crate) locations: Names,
    files: Vec<FileLabels>,
    late_categories: usize,
}

/// What the names of one file are called in the table, once they are used.
#[derive(Debug)]
struct FileLabels {
    categories: Vec<Option<NameId>>,
    locations: Vec<Option<NameId>>,
}

impl Labels {
    /// No names yet, for the files of `intake`.
    pub(crate) fn new(intake: &Intake) -> Self {
        let of = |file: &RawIncidents| FileLabels {
            categories: vec![None; file.categories.len()],
            locations: vec![None; file.locations.len()],
        };
        Self {
            files: intake.files.iter().map(of).collect(),
            ..Self::default()
        }
    }

    /// Takes in the names of a stretch of `file`. Only what incidents of the table have is ever
    /// interned, in the order of the files.
    pub(crate) fn learn(&mut self, file: &RawIncidents, stretch: &Stretch, fates: &Fates) {
        for row in fates.analysed() {
            let category = stretch.category[row as usize];
            if self.files[stretch.file].categories[category as usize].is_none() {
                let known = self.category(file.categories.text(NameId(category)));
                self.files[stretch.file].categories[category as usize] = Some(known);
            }
            let location = stretch.location[row as usize];
            let known = &mut self.files[stretch.file].locations[location as usize];
            if known.is_none() {
                let text = file.locations.text(NameId(location));
                *known = Some(self.locations.intern(text.trim()));
            }
        }
    }

    /// What a category of a file, which was taken in, is called in the table.
    pub(crate) fn category_of(&self, file: usize, category: u32) -> u16 {
        self.files[file].categories[category as usize].map_or(0, |name| name.0 as u16)
    }

    /// What a location of a file, which was taken in, is called in the table.
    pub(crate) fn location_of(&self, file: usize, location: u32) -> u32 {
        self.files[file].locations[location as usize].map_or(0, |name| name.0)
    }

    /// A sentence where there were more categories than the table can tell apart.
    pub(crate) fn warning(&self) -> Option<String> {
        (self.late_categories > 0).then(|| {
            format!(
                "There are more than {MAX_CATEGORIES} categories; {} that come late are together called \"{OTHER}\". \
                 Is the right column taken for the category?",
                self.late_categories
            )
        })
    }

    fn category(&mut self, text: &str) -> NameId {
        let text = text.trim();
        if self.categories.len() + 1 < MAX_CATEGORIES {
            return self.categories.intern(text);
        }
        if let Some(known) = self.categories.get(text) {
            return known;
        }
        self.late_categories += 1;
        self.categories.intern(OTHER)
    }
}
