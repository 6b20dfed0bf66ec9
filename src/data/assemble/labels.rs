//! The names that analysed incidents have, under one number each for all files.

use crate::data::assemble::fates::Fates;
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::attributes::Attribute;
use crate::data::column::Column;
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
    pub(crate) attributes: Vec<Attribute>,
    files: Vec<FileLabels>,
    late_categories: usize,
}

/// What the names of one file are called in the table, once they are used.
#[derive(Debug)]
struct FileLabels {
    categories: Vec<Option<NameId>>,
    locations: Vec<Option<NameId>>,
    /// Of each attribute of the table, its place among those of the file and what its texts
    /// became; `None` where the file has no such column.
    attributes: Vec<Option<FileAttribute>>,
}

#[derive(Debug)]
struct FileAttribute {
    place: usize,
    texts: Vec<Option<NameId>>,
}

impl Labels {
    /// No names yet, for the files of `intake`.
    pub(crate) fn new(intake: &Intake) -> Self {
        let attributes = attributes_of(&intake.files);
        let of = |file: &RawIncidents| FileLabels {
            categories: vec![None; file.categories.len()],
            locations: vec![None; file.locations.len()],
            attributes: attributes
                .iter()
                .map(|attribute| in_file(attribute, file))
                .collect(),
        };
        Self {
            files: intake.files.iter().map(of).collect(),
            attributes,
            ..Self::default()
        }
    }

    /// Takes in the names of a stretch of `file`. Only what incidents of the table have is ever
    /// interned, for now in the order of the files.
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
        self.learn_attributes(file, stretch, fates);
    }

    fn learn_attributes(&mut self, file: &RawIncidents, stretch: &Stretch, fates: &Fates) {
        let of_file = self.files[stretch.file].attributes.iter_mut();
        for (attribute, of_file) in self.attributes.iter_mut().zip(of_file) {
            let Some(FileAttribute { place, texts }) = of_file else {
                continue;
            };
            let (codes, names) = (&stretch.attributes[*place], &file.attributes[*place].texts);
            for row in fates.analysed() {
                let code = codes[row as usize];
                let known = &mut texts[code as usize];
                if known.is_none() {
                    *known = Some(attribute.texts.intern(names.text(NameId(code)).trim()));
                }
            }
        }
    }

    /// What the texts of the table's attribute in place `attribute` became for the rows `order`
    /// names of a stretch that was taken in.
    pub(crate) fn attribute_codes(
        &self,
        attribute: usize,
        stretch: &Stretch,
        order: &[u32],
    ) -> Column<u32> {
        let Some(of_file) = &self.files[stretch.file].attributes[attribute] else {
            // The empty text, which was made the first where a file has no such column.
            return vec![0; order.len()].into();
        };
        let codes = &stretch.attributes[of_file.place];
        let known = |&row: &u32| of_file.texts[codes[row as usize] as usize];
        order
            .iter()
            .map(|row| known(row).map_or(0, |name| name.0))
            .collect()
    }

    /// What a category of a file, which was taken in, is called in the table.
    pub(crate) fn category_of(&self, file: usize, category: u32) -> u16 {
        self.files[file].categories[category as usize].map_or(0, |name| name.0 as u16)
    }

    /// What a location of a file, which was taken in, is called in the table.
    pub(crate) fn location_of(&self, file: usize, location: u32) -> u32 {
        self.files[file].locations[location as usize].map_or(0, |name| name.0)
    }

    /// Puts the categories into alphabetical order, so that the order of rows decides no sum over
    /// them. Gives the new number of each old one.
    pub(crate) fn sort_categories(&mut self) -> Vec<u16> {
        let mut sorted: Vec<(NameId, &str)> = self.categories.iter().collect();
        sorted.sort_unstable_by_key(|&(_, text)| text);
        let mut numbers = vec![0; sorted.len()];
        let mut names = Names::default();
        for (old, text) in sorted {
            numbers[old.0 as usize] = names.intern(text).0 as u16;
        }
        self.categories = names;
        numbers
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

/// The attributes of all files, those of one kind together, in the order they first come.
fn attributes_of(files: &[RawIncidents]) -> Vec<Attribute> {
    let mut all: Vec<Attribute> = Vec::new();
    for raw in files.iter().flat_map(|file| &file.attributes) {
        if !all.iter().any(|known| known.about.is_same(&raw.about)) {
            all.push(Attribute {
                about: raw.about.clone(),
                ..Attribute::default()
            });
        }
    }
    for attribute in &mut all {
        let lacks = |file: &RawIncidents| in_file(attribute, file).is_none();
        let missing_in = (0..=u8::MAX).zip(files);
        attribute.missing_in = missing_in
            .filter(|(_, file)| lacks(file))
            .map(|(number, _)| number)
            .collect();
        if !attribute.missing_in.is_empty() {
            attribute.texts.intern("");
        }
    }
    all
}

/// Where a file has the attribute, with none of its texts taken in yet.
fn in_file(attribute: &Attribute, file: &RawIncidents) -> Option<FileAttribute> {
    let own = &file.attributes;
    let place = own
        .iter()
        .position(|raw| raw.about.is_same(&attribute.about))?;
    Some(FileAttribute {
        place,
        texts: vec![None; own[place].texts.len()],
    })
}
