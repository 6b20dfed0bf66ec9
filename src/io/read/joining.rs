//! Joins what readers made of the stretches of one file, in the order of the file.
//!
//! Only here do lines get their numbers in the file and names theirs: a name's number in the
//! file is its rank by first appearance, as if one reader had read everything. A reader tells a
//! name once, with the stretch in which it first met it; the first stretch with a name is
//! therefore joined before any other that has it.

use std::borrow::Cow;

use crate::data::names::{NameId, Names};
use crate::data::raw::{RawChunk, RawIncidents};
use crate::io::read::corrections::TakenOff;
use crate::io::read::persons;
use crate::io::read::raw_names::Texts;
use crate::io::read::row_reader::{Columns, Stretch};
use crate::io::read::text::decoded;
use crate::io::read::time_tally::TimeTally;

/// What is joined so far.
#[derive(Debug, Default)]
pub(super) struct Joined {
    file: RawIncidents,
    /// Line on which the next stretch starts.
    line: u32,
    not_utf8: bool,
    tally: TimeTally,
    /// Lines of rows that are no incidents, with the reason.
    taken_off: TakenOff,
    /// For each reader, what its names are called in the file.
    readers: Vec<Dictionary>,
}

#[derive(Debug, Default)]
struct Dictionary {
    categories: Vec<NameId>,
    locations: Vec<NameId>,
    attributes: Vec<Vec<NameId>>,
}

impl Joined {
    /// Nothing yet of a file of which `file` tells what is known beforehand; its records start
    /// on `line`.
    pub(super) fn new(file: RawIncidents, line: u32) -> Self {
        Self {
            file,
            line,
            ..Self::default()
        }
    }

    /// The same, without the rows `taken_off`.
    pub(super) fn without(self, taken_off: TakenOff) -> Self {
        Self { taken_off, ..self }
    }

    /// Joins the next stretch, made by the reader of this number. Its incidents are handed back.
    pub(super) fn add(&mut self, reader: usize, stretch: Stretch) -> RawChunk {
        if self.readers.len() <= reader {
            self.readers.resize_with(reader + 1, Dictionary::default);
        }
        let known = &mut self.readers[reader];
        let (file, not_utf8) = (&mut self.file, &mut self.not_utf8);
        learn(
            &mut known.categories,
            &stretch.new_categories,
            &mut file.categories,
            not_utf8,
        );
        learn(
            &mut known.locations,
            &stretch.new_locations,
            &mut file.locations,
            not_utf8,
        );
        known
            .attributes
            .resize_with(file.attributes.len(), Vec::new);
        let of_file = known.attributes.iter_mut().zip(&mut file.attributes);
        for ((known, raw), new) in of_file.zip(&stretch.new_attributes) {
            if raw.about.kind.is_of_people() {
                let hashes = new.iter().map(|text| persons::hash(&decoded(text)));
                known.extend(hashes.map(|hash| raw.texts.intern(&hash)));
            } else {
                learn(known, new, &mut raw.texts, not_utf8);
            }
        }
        let mut chunk = stretch.chunk;
        translate(&mut chunk.category, &known.categories);
        translate(&mut chunk.location, &known.locations);
        for (codes, known) in chunk.attributes.iter_mut().zip(&known.attributes) {
            translate(codes, known);
        }
        for line in &mut chunk.line {
            *line = line.saturating_add(self.line);
        }
        file.report.append(stretch.report, self.line);
        self.tally.append(&stretch.tally, self.line);
        file.rows_read += stretch.rows_read;
        self.line = self.line.saturating_add(stretch.lines);
        self.kept(chunk)
    }

    /// What is left of `chunk`; the rest is set aside.
    fn kept(&mut self, chunk: RawChunk) -> RawChunk {
        let ends = chunk.line.first().zip(chunk.line.last());
        let is_whole = ends.is_none_or(|(&first, &last)| {
            first > last || self.taken_off.range(first..=last).next().is_none()
        });
        if is_whole {
            return chunk;
        }
        let mut kept = Vec::new();
        for (row, &line) in (0..).zip(&chunk.line) {
            match self.taken_off.get(&line) {
                Some(reason) => self.file.report.set_aside(reason, line),
                None => kept.push(row),
            }
        }
        chunk.gathered(&kept)
    }

    /// All there is to say of the file; its incidents were handed back by [`Self::add`].
    pub(super) fn finish(mut self, columns: &Columns) -> RawIncidents {
        if let Some(times) = &columns.times {
            times.conclude(&self.tally, &mut self.file.report);
        }
        self.file.newest_report = self.tally.newest_later();
        if self.not_utf8 {
            let said = "text: not UTF-8; taken as Windows-1252".to_owned();
            self.file.report.understood.push(said);
        }
        self.file
    }
}

fn learn(known: &mut Vec<NameId>, new: &Texts, names: &mut Names, not_utf8: &mut bool) {
    for raw in new.iter() {
        let text = decoded(raw);
        // Only text that had to be decoded is owned.
        *not_utf8 |= matches!(text, Cow::Owned(_));
        known.push(names.intern(&text));
    }
}

fn translate(names: &mut [NameId], known: &[NameId]) {
    for name in names {
        *name = known[name.0 as usize];
    }
}
