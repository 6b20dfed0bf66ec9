//! What the import window asks: what was dropped, how it would be read, what would come of it.
//!
//! Nothing here has rules of its own. A trial is the loading itself, so that what the window
//! counts is what opening gives, and what was tried is opened without reading it again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Progress, When};
use crate::data::Dataset;
use crate::data::dataset::{KeptOut, Role};
use crate::engine::gather::{Gathered, gather};
use crate::engine::load::{LoadError, LoadRequest, Loaded, load};
use crate::io::profiles::{NamedProfile, recognise};
use crate::io::read::{
    FileKind, Preview, ProfileChoice, ReadError, ReadOptions, preview, sniff_kind,
};

/// Files that were dropped, looked at.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// Incidents, as one set, and what was left out.
    pub files: Gathered,
    /// Boundaries and premises.
    pub around: Vec<PathBuf>,
    /// By which profile the incidents are read.
    pub choice: ProfileChoice,
    /// The first file of incidents; `None` where there are none.
    pub preview: Option<Preview>,
    /// Tables of the file of which one must be chosen first.
    pub tables: Vec<String>,
    /// The name under which files like these are known.
    pub known_as: Option<String>,
}

/// Looks at `paths`. `own` are the user's profiles, which go before the built-in ones.
///
/// # Errors
/// When a file is nothing that could be opened.
pub fn inspect(
    paths: &[PathBuf],
    own: &[Arc<NamedProfile>],
    progress: &Progress,
) -> Result<Inspected, LoadError> {
    let mut incidents = Vec::new();
    let mut around = Vec::new();
    let mut tables = Vec::new();
    for path in paths {
        let kind = if path.is_dir() {
            Ok(FileKind::Incidents)
        } else {
            sniff_kind(path)
        };
        match kind {
            Ok(FileKind::Incidents) => incidents.push(path.clone()),
            Ok(_) => around.push(path.clone()),
            Err(error) => {
                // Which of several tables is meant can be asked.
                let Some(names) = error.tables() else {
                    return Err(error.into());
                };
                let one = gather(
                    std::slice::from_ref(path),
                    &ReadOptions::default(),
                    progress,
                )?;
                // Those that belong together need no choice.
                if one.incidents == [path.clone()] {
                    tables.extend_from_slice(names);
                }
                incidents.push(path.clone());
            }
        }
    }
    let mut options = ReadOptions::default();
    let mut files = gather(&incidents, &options, progress)?;
    let others = files.boundaries.drain(..).chain(files.premises.drain(..));
    around.extend(others.chain(files.roads.drain(..)));
    let mut seen = None;
    if let Some(first) = files.incidents.first().filter(|_| tables.is_empty()) {
        let plain = preview(first, &options, progress)?;
        if let Some(known) = own_profile(&plain, own) {
            options.profile = ProfileChoice::Named(known);
            seen = Some(preview(first, &options, progress)?);
        } else {
            seen = Some(plain);
        }
    }
    let known_as = seen
        .as_ref()
        .filter(|seen| seen.fault.is_none())
        .and_then(|seen| Some(seen.profile.as_ref()?.profile.name.clone()));
    Ok(Inspected {
        files,
        around,
        choice: options.profile,
        preview: seen,
        tables,
        known_as,
    })
}

/// The user's profile for just these columns, or else the one that fits them best and better
/// than any built-in one.
fn own_profile(seen: &Preview, own: &[Arc<NamedProfile>]) -> Option<Arc<NamedProfile>> {
    let headers = seen.headers();
    if let Some(exact) = own.iter().find(|profile| profile.is_for(&headers)) {
        return Some(Arc::clone(exact));
    }
    let found = recognise(&headers, own)?;
    let better = seen
        .profile
        .as_ref()
        .is_none_or(|built_in| found.matched >= built_in.matched);
    better.then_some(found.profile)
}

/// How a file would be read, for options the user has just changed.
///
/// # Errors
/// When no table can be made of the file at all.
pub fn look(
    file: &PathBuf,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Preview, ReadError> {
    preview(file, options, progress)
}

/// What opening would give.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The counts.
    pub counts: Counts,
    /// Why rows were set aside, kept in doubt or left out: the most frequent first.
    pub reasons: Vec<Reason>,
    /// Where the incidents lie.
    pub sketch: Sketch,
    /// Sentences on the whole.
    pub warnings: Vec<String>,
    /// The data themselves, ready to be opened.
    pub loaded: Box<Loaded>,
}

/// Rows by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records after the header.
    pub rows: usize,
    /// In the analysis.
    pub good: usize,
    /// No incidents.
    pub set_aside: usize,
    /// Without a usable position.
    pub no_location: usize,
    /// Absurdly far from the others.
    pub far_outliers: usize,
    /// Outside the boundaries.
    pub outside: usize,
    /// Of the good ones, those of which no time can be read.
    pub time_unknown: usize,
    /// Of the good ones, those with a date and no clock time.
    pub date_only: usize,
    /// Of the good ones, those with a month only.
    pub month_only: usize,
}

/// Something that is wrong with some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What became of them: "set aside", "kept", "left out".
    pub fate: &'static str,
    /// What is wrong.
    pub why: String,
    /// How many there are.
    pub rows: usize,
    /// The first of their lines.
    pub lines: Vec<u32>,
}

/// How many lines are named for each reason.
const LINES: usize = 5;

/// A small picture of where incidents lie: how many in each cell of a lattice, row by row from
/// the north-west.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from north to south.
    pub rows: usize,
    /// Incidents in each.
    pub counts: Vec<u32>,
}

/// Cells along the longer side of a sketch.
const SKETCH_CELLS: usize = 72;

/// Loads what `request` asks for and says what came of it.
///
/// # Errors
/// As [`load`].
pub fn try_out(request: &LoadRequest, progress: &Progress) -> Result<Trial, LoadError> {
    let loaded = load(request, progress)?;
    let data = &loaded.data;
    let trial = Trial {
        counts: counts(data),
        reasons: reasons(data),
        sketch: Sketch::of(data),
        warnings: data.warnings.clone(),
        loaded: Box::new(loaded),
    };
    progress.check(1, 1)?;
    Ok(trial)
}

fn counts(data: &Dataset) -> Counts {
    let tally = &data.tally;
    let mut counts = Counts {
        rows: tally.rows_read,
        good: tally.analysed,
        set_aside: tally.rows_set_aside,
        no_location: tally.no_location,
        far_outliers: tally.far_outliers,
        outside: tally.outside_region,
        ..Counts::default()
    };
    for row in 0..data.incidents.len() {
        match data.incidents.when(row) {
            When::Unknown => counts.time_unknown += 1,
            When::Days { .. } => counts.date_only += 1,
            When::Months { .. } => counts.month_only += 1,
            When::At(_) | When::Between { .. } => {}
        }
    }
    counts
}

fn reasons(data: &Dataset) -> Vec<Reason> {
    let mut all: Vec<Reason> = Vec::new();
    let mut add = |fate, by_reason: &BTreeMap<String, Vec<u32>>| {
        for (why, lines) in by_reason {
            all.push(Reason {
                fate,
                why: why.clone(),
                rows: lines.len(),
                lines: lines.iter().copied().take(LINES).collect(),
            });
        }
    };
    for source in data.sources.iter().filter(|s| s.role == Role::Incidents) {
        add("set aside", &source.report.set_aside);
        add("kept", &source.report.remarks);
    }
    for (reason, origins) in &data.kept_out {
        let why = match reason {
            KeptOut::NoLocation => "no usable position: blank, 0/0, unreadable or out of range",
            KeptOut::FarOutlier => "absurdly far from the others",
            KeptOut::OutsideRegion => "outside the boundaries",
        };
        all.push(Reason {
            fate: "left out",
            why: why.to_owned(),
            rows: origins.len(),
            lines: origins
                .iter()
                .take(LINES)
                .map(|origin| origin.line)
                .collect(),
        });
    }
    all.sort_by_key(|reason| std::cmp::Reverse(reason.rows));
    all
}

impl Sketch {
    /// The sketch of what is analysed.
    pub fn of(data: &Dataset) -> Self {
        let sites = data.incidents.sites();
        let points = || sites.positions().map(|at| (at.x, at.y));
        let Some(bounds) = data.bounds else {
            return Self::default();
        };
        let weight = |site: usize| sites.rows(site).len() as u32;
        let min = (bounds.min.x, bounds.min.y);
        let max = (bounds.max.x, bounds.max.y);
        Self::new(
            points().enumerate().map(|(i, at)| (at, weight(i))),
            min,
            max,
        )
    }

    fn new(
        points: impl Iterator<Item = ((f64, f64), u32)>,
        min: (f64, f64),
        max: (f64, f64),
    ) -> Self {
        // A single place is a picture of one cell in the middle of a few.
        let span = (max.0 - min.0).max(max.1 - min.1).max(1.0);
        let cell = span / SKETCH_CELLS as f64;
        let cells =
            |from: f64, to: f64| (((to - from) / cell).ceil() as usize).clamp(1, SKETCH_CELLS);
        let (columns, rows) = (cells(min.0, max.0), cells(min.1, max.1));
        let mut counts = vec![0_u32; columns * rows];
        for ((x, y), weight) in points {
            let column = (((x - min.0) / cell) as usize).min(columns - 1);
            let row = (((max.1 - y) / cell) as usize).min(rows - 1);
            counts[row * columns + column] += weight;
        }
        Self {
            columns,
            rows,
            counts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_counts_every_incident_once_with_north_on_top() {
        let points = [((0.0, 0.0), 1), ((720.0, 360.0), 2), ((10.0, 359.0), 3)];
        let sketch = Sketch::new(points.into_iter(), (0.0, 0.0), (720.0, 360.0));
        assert_eq!((sketch.columns, sketch.rows), (72, 36));
        assert_eq!(sketch.counts.iter().sum::<u32>(), 6);
        assert_eq!(sketch.counts[71], 2, "north-east");
        assert_eq!(sketch.counts[1], 3, "north-west");
        assert_eq!(sketch.counts[35 * 72], 1, "south-west");
        let one = Sketch::new([((5.0, 5.0), 4)].into_iter(), (5.0, 5.0), (5.0, 5.0));
        assert_eq!(one.counts, [4]);
    }
}
