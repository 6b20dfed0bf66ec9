//! What a reader hands over: positions still in the file's CRS, texts still as they stood.
//!
//! `io` fills these from bytes; [`crate::data::assemble`] turns them into a
//! [`crate::data::Dataset`]. They know nothing of files but a path to print.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::when::When;
use crate::crs::FileCrs;
use crate::data::attributes::RawAttribute;
use crate::data::findings::Finding;
use crate::data::names::{NameId, Names};
use crate::data::premises::Premises;
use crate::data::publisher::Publisher;
use crate::data::whens::Whens;

/// One record with its position in the file's own CRS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RawIncident {
    /// Easting or longitude, northing or latitude; NaN where blank or unreadable.
    pub xy: (f64, f64),
    /// When, on the local civil clock.
    pub when: When,
    /// Id in [`RawIncidents::categories`].
    pub category: NameId,
    /// Id in [`RawIncidents::locations`].
    pub location: NameId,
    /// Line on which the record starts (GeoJSON: number of the feature).
    pub line: u32,
}

/// Records of one stretch of a file, column by column; all columns are of one length. The
/// fields are those of [`RawIncident`].
#[derive(Clone, Debug, Default)]
#[expect(
    missing_docs,
    reason = "most are a field of RawIncident, explained there"
)]
pub struct RawChunk {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub when: Whens,
    pub category: Vec<NameId>,
    pub location: Vec<NameId>,
    pub line: Vec<u32>,
    /// One column for each of [`RawIncidents::attributes`], ids of its texts.
    pub attributes: Vec<Vec<NameId>>,
    /// A hash of each record's reference, 0 for none; empty where the file gives none.
    pub reference: Vec<u64>,
}

impl RawChunk {
    /// An empty chunk with room for `n` records.
    pub fn with_capacity(n: usize) -> Self {
        Self {
            x: Vec::with_capacity(n),
            y: Vec::with_capacity(n),
            when: Whens::with_capacity(n),
            category: Vec::with_capacity(n),
            location: Vec::with_capacity(n),
            line: Vec::with_capacity(n),
            attributes: Vec::new(),
            reference: Vec::new(),
        }
    }

    /// Appends a record; its attributes and its reference, if the file has any, are pushed beside.
    pub fn push(&mut self, row: RawIncident) {
        self.x.push(row.xy.0);
        self.y.push(row.xy.1);
        self.when.push(row.when);
        self.category.push(row.category);
        self.location.push(row.location);
        self.line.push(row.line);
    }

    /// The records in the places `order` names, in that order.
    #[must_use]
    pub fn gathered(&self, order: &[u32]) -> Self {
        fn some<T: Copy>(all: &[T], order: &[u32]) -> Vec<T> {
            order.iter().map(|&i| all[i as usize]).collect()
        }
        Self {
            x: some(&self.x, order),
            y: some(&self.y, order),
            when: self.when.gathered(order),
            category: some(&self.category, order),
            location: some(&self.location, order),
            line: some(&self.line, order),
            attributes: self
                .attributes
                .iter()
                .map(|column| some(column, order))
                .collect(),
            reference: if self.reference.is_empty() {
                Vec::new()
            } else {
                some(&self.reference, order)
            },
        }
    }

    /// The record in place `i`.
    pub fn row(&self, i: usize) -> RawIncident {
        RawIncident {
            xy: (self.x[i], self.y[i]),
            when: self.when.get(i),
            category: self.category[i],
            location: self.location[i],
            line: self.line[i],
        }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.line.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// The records, in file order.
    pub fn rows(&self) -> impl Iterator<Item = RawIncident> {
        (0..self.len()).map(|i| self.row(i))
    }

    /// The positions, in file order.
    pub fn positions(&self) -> impl Iterator<Item = (f64, f64)> {
        self.x.iter().copied().zip(self.y.iter().copied())
    }
}

/// One incident file, read.
#[derive(Clone, Debug, Default)]
pub struct RawIncidents {
    /// Where it came from, for messages and provenance.
    pub source: SourceInfo,
    /// The CRS of the positions.
    pub crs: FileCrs,
    /// Records that are incidents, in file order. How they are cut into chunks means nothing.
    pub chunks: Vec<RawChunk>,
    /// Distinct category texts (trimmed; the empty text for none), in order of appearance.
    pub categories: Names,
    /// Distinct location texts (trimmed; the empty text for none), in order of appearance.
    pub locations: Names,
    /// Further columns with their texts.
    pub attributes: Vec<RawAttribute>,
    /// Records after the header, without wholly empty ones.
    pub rows_read: usize,
    /// Names of the columns that were taken for position and time.
    pub columns: ColumnNames,
    /// The newest day in a column of dates that come after what happened, such as the date of
    /// report, in days since 1970-01-01.
    pub newest_report: Option<i64>,
    /// What was guessed and what was set aside.
    pub report: ReadReport,
}

/// Names of columns as they stand in the file, for reports. Empty where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnNames {
    /// Of the position: one or two.
    pub position: Vec<String>,
    /// Of the clock time of the beginning, or of the whole moment: one or two.
    pub from: Vec<String>,
    /// Of that of the end.
    pub to: Vec<String>,
}

impl RawIncidents {
    /// Number of incidents.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(RawChunk::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.chunks.iter().all(RawChunk::is_empty)
    }

    /// The incidents, in file order.
    pub fn rows(&self) -> impl Iterator<Item = RawIncident> {
        self.chunks.iter().flat_map(RawChunk::rows)
    }

    /// Their positions, in file order.
    pub fn positions(&self) -> impl Iterator<Item = (f64, f64)> {
        self.chunks.iter().flat_map(RawChunk::positions)
    }
}

/// A file an answer rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// The path as the user gave it.
    pub path: String,
    /// SHA-256 of the file's bytes as they lie on disk, in lower-case hex.
    pub sha256: String,
    /// Files that belong to it: those beside a `.shp`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companions: Vec<Self>,
}

/// What a reader understood, and what it could not use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadReport {
    /// What was taken for what and why, one sentence each, e.g.
    /// `time: columns "Occur Date" + "Occur Time" (dates are y-m-d; times like 0020)`.
    pub understood: Vec<String>,
    /// Who published it, where the header tells.
    #[serde(default)]
    pub publisher: Option<Publisher>,
    /// Reason to lines: records that are no incident (wrong shape).
    pub set_aside: BTreeMap<String, Vec<u32>>,
    /// Reason to lines: records kept although a field of theirs could not be read.
    pub remarks: BTreeMap<String, Vec<u32>>,
    /// What is doubtful in the file as a whole.
    #[serde(default)]
    pub findings: Vec<Finding>,
}

impl ReadReport {
    /// Sets the record on `line` aside because of `reason`.
    pub fn set_aside(&mut self, reason: &str, line: u32) {
        note(&mut self.set_aside, reason, line);
    }

    /// Notes that the record on `line` was kept in spite of `reason`.
    pub fn remark(&mut self, reason: &str, line: u32) {
        note(&mut self.remarks, reason, line);
    }

    /// Appends what was found in a later stretch of the file, of which lines were counted from 0
    /// where the file's line is `line`.
    pub fn append(&mut self, later: Self, line: u32) {
        self.understood.extend(later.understood);
        self.findings.extend(later.findings);
        let all = [
            (&mut self.set_aside, later.set_aside),
            (&mut self.remarks, later.remarks),
        ];
        for (own, later) in all {
            for (reason, lines) in later {
                let lines = lines.into_iter().map(|at| at.saturating_add(line));
                own.entry(reason).or_default().extend(lines);
            }
        }
    }

    /// How many records were set aside.
    pub fn rows_set_aside(&self) -> usize {
        self.set_aside.values().map(Vec::len).sum()
    }
}

/// Adds `line` to those of `reason`, which all records but the first find there.
fn note(reasons: &mut BTreeMap<String, Vec<u32>>, reason: &str, line: u32) {
    if let Some(lines) = reasons.get_mut(reason) {
        lines.push(line);
    } else {
        reasons.insert(reason.to_owned(), vec![line]);
    }
}

/// One boundary file, read.
#[derive(Clone, Debug, Default)]
pub struct RawAreas {
    /// Where it came from.
    pub source: SourceInfo,
    /// CRS of the coordinates.
    pub crs: FileCrs,
    /// The polygons in file order.
    pub areas: Vec<RawArea>,
    /// What was guessed and what was set aside.
    pub report: ReadReport,
}

/// One polygon of a boundary file.
#[derive(Clone, Debug, PartialEq)]
pub struct RawArea {
    /// Name as it stands in the file (not yet qualified where names repeat).
    pub name: String,
    /// A code that tells areas of one name apart, where the file has one.
    pub code: Option<String>,
    /// Residents, where the file tells.
    pub population: Option<f64>,
    /// Geometry in the file's CRS.
    pub shape: geo::MultiPolygon,
    /// Number of the feature in the file, from 1.
    pub line: u32,
}

/// One file of roads, read.
#[derive(Clone, Debug, Default)]
pub struct RawRoads {
    /// Where it came from.
    pub source: SourceInfo,
    /// CRS of the coordinates.
    pub crs: FileCrs,
    /// The lines in file order.
    pub roads: Vec<RawRoad>,
    /// What was guessed and what was set aside.
    pub report: ReadReport,
}

/// One feature of a file of roads.
#[derive(Clone, Debug, PartialEq)]
pub struct RawRoad {
    /// What it is called; empty where the file does not say.
    pub name: String,
    /// Its lines in the file's CRS.
    pub lines: Vec<geo::LineString>,
    /// Number of the feature in the file, from 1.
    pub number: u32,
}

/// One file of shapes of any kind, read.
#[derive(Clone, Debug, Default)]
pub struct RawShapes {
    /// Where it came from.
    pub source: SourceInfo,
    /// CRS of the coordinates.
    pub crs: FileCrs,
    /// The shapes in file order.
    pub shapes: Vec<RawShape>,
    /// What was guessed and what was set aside.
    pub report: ReadReport,
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub struct RawShape {
    /// What it is called; empty where the file does not say.
    pub name: String,
    /// Geometry in the file's CRS.
    pub geometry: geo::Geometry,
    /// Number of the feature in the file, from 1.
    pub number: u32,
}

/// One file of artefact sites, read.
#[derive(Clone, Debug)]
pub enum RawArtefacts {
    /// A table of names and positions.
    Points(RawPremises),
    /// Polygons.
    Outlines(RawAreas),
}

/// One premises file, read.
#[derive(Clone, Debug, Default)]
pub struct RawPremises {
    /// Where it came from.
    pub source: SourceInfo,
    /// CRS of the coordinates.
    pub crs: FileCrs,
    /// Position in the file's CRS (NaN where missing) and what else is known; the
    /// premises' own position is filled in when the data set is assembled.
    pub rows: Vec<((f64, f64), Premises)>,
    /// Whether the file has a column for type, licence or hours at all.
    pub tells_night_time: bool,
    /// What was guessed and what was set aside.
    pub report: ReadReport,
}
