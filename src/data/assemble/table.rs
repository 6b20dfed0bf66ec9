//! Fills the incident table: who is analysed, under which names, in which areas.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::base::Planar;
use crate::base::progress::Cancelled;
use crate::data::areas::Areas;
use crate::data::assemble::region::Reach;
use crate::data::dataset::KeptOut;
use crate::data::incidents::{Draft, Incident, Origin};
use crate::data::names::{NameId, Names};
use crate::data::raw::{RawIncident, RawIncidents};

/// Categories the table can tell apart; the last is for all that come too late.
const MAX_CATEGORIES: usize = 65_535;
const OTHER: &str = "(other)";
/// Rows looked up at a time, so that what was found needs little room.
const CHUNK: usize = 1 << 16;

/// The table while it is filled.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) incidents: Draft,
    pub(crate) categories: Names,
    pub(crate) locations: Names,
    pub(crate) kept_out: BTreeMap<KeptOut, Vec<Origin>>,
    rows_seen: usize,
    late_categories: usize,
}

/// What decides about a row.
pub(crate) struct Rules<'a> {
    /// What is no far outlier.
    pub(crate) reach: &'a Reach,
    /// The boundaries, if there are any.
    pub(crate) areas: Option<&'a Areas>,
    /// Keep incidents outside them.
    pub(crate) keep_outside: bool,
}

/// What becomes of a row.
enum Fate {
    Out(KeptOut),
    In(Planar),
}

impl Rules<'_> {
    fn fate(&self, position: Option<Planar>) -> Fate {
        let Some(p) = position else {
            return Fate::Out(KeptOut::NoLocation);
        };
        if !self.reach.holds(p) {
            return Fate::Out(KeptOut::FarOutlier);
        }
        let asked = self.areas.filter(|_| !self.keep_outside);
        if asked.is_some_and(|areas| !areas.contains(p)) {
            return Fate::Out(KeptOut::OutsideRegion);
        }
        Fate::In(p)
    }
}

impl Table {
    /// An empty table with room for `n` incidents.
    pub(crate) fn with_capacity(n: usize) -> Self {
        Self {
            incidents: Draft::with_capacity(n),
            ..Self::default()
        }
    }

    /// Adds the rows of the file with this number. `check` hears how many rows are done.
    pub(crate) fn add_file(
        &mut self,
        number: u8,
        file: &RawIncidents,
        positions: &[Option<Planar>],
        rules: &Rules<'_>,
        check: impl Fn(usize) -> Result<(), Cancelled>,
    ) -> Result<(), Cancelled> {
        let mut names = FileNames {
            categories: vec![None; file.categories.len()],
            locations: vec![None; file.locations.len()],
        };
        let mut rows = file.rows();
        for positions in positions.chunks(CHUNK) {
            check(self.rows_seen)?;
            let fates: Vec<Fate> = positions.par_iter().map(|&p| rules.fate(p)).collect();
            for (fate, row) in fates.into_iter().zip(rows.by_ref()) {
                let origin = Origin {
                    file: number,
                    line: row.line,
                };
                match fate {
                    Fate::Out(reason) => self.kept_out.entry(reason).or_default().push(origin),
                    Fate::In(position) => self.add(file, &mut names, &row, origin, position),
                }
            }
            self.rows_seen += positions.len();
        }
        Ok(())
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

    fn add(
        &mut self,
        file: &RawIncidents,
        names: &mut FileNames,
        row: &RawIncident,
        origin: Origin,
        position: Planar,
    ) {
        let category = *names.categories[row.category.0 as usize]
            .get_or_insert_with(|| self.category(file.categories.text(row.category)));
        let location = *names.locations[row.location.0 as usize].get_or_insert_with(|| {
            self.locations
                .intern(file.locations.text(row.location).trim())
        });
        self.incidents.push(Incident {
            position,
            when: row.when,
            category,
            location,
            origin,
        });
    }

    /// The id of a category text. Only what incidents of the table have is ever interned.
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

/// What the names of one file are called in the table, once they are used.
struct FileNames {
    categories: Vec<Option<NameId>>,
    locations: Vec<Option<NameId>>,
}
