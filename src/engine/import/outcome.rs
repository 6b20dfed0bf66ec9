//! What opening would give: counts, reasons, a sketch.

use std::collections::BTreeMap;
use std::path::Path;

use geo::Geometry;

use crate::base::{Progress, When};
use crate::data::Dataset;
use crate::data::dataset::{KeptOut, Role};
use crate::data::premises::NightRule;
use crate::data::raw::{RawPremises, ReadReport};
use crate::engine::import::sketch::Sketch;
use crate::engine::load::{LoadError, LoadRequest, Loaded, load};
use crate::engine::reference::read_reference;
use crate::engine::sources::reference_of;
use crate::io::read::{
    BoundaryOptions, FileKind, Input, ReadError, ReadOptions, ShapeOptions, read_boundaries,
    read_premises, read_roads,
};

/// What opening would give of one part.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// The counts.
    pub counts: Counts,
    /// Further counts, with what they are of.
    pub more: Vec<(usize, &'static str)>,
    /// Why rows were set aside, kept in doubt or left out: the most frequent first.
    pub reasons: Vec<Reason>,
    /// Where things lie.
    pub sketch: Sketch,
    /// Sentences on the whole.
    pub warnings: Vec<String>,
}

/// What came of loading everything.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The incidents.
    pub incidents: Trial,
    /// How many incidents lie outside the boundaries, where there are some.
    pub outside: Option<usize>,
    /// The data themselves, ready to be opened.
    pub loaded: Box<Loaded>,
}

/// Rows, or features, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records after the header.
    pub rows: usize,
    /// Of use.
    pub good: usize,
    /// Not what they should be.
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

/// Loads what `request` asks for and says what came of it.
///
/// # Errors
/// As [`load`].
pub fn try_out(request: &LoadRequest, progress: &Progress) -> Result<Tried, LoadError> {
    let loaded = load(request, progress)?;
    let data = &loaded.data;
    let tried = Tried {
        incidents: Trial {
            counts: counts(data),
            more: Vec::new(),
            reasons: reasons(data),
            sketch: Sketch::of(data),
            warnings: data.warnings.clone(),
        },
        outside: (!data.areas.is_empty()).then_some(data.tally.outside_region),
        loaded: Box::new(loaded),
    };
    progress.check(1, 1)?;
    Ok(tried)
}

/// Reads one file of anything but incidents by itself and says what came of it.
///
/// # Errors
/// When it cannot be used.
pub fn count_apart(
    file: &Path,
    kind: FileKind,
    options: &ReadOptions,
    rule: &NightRule,
    progress: &Progress,
) -> Result<Trial, ReadError> {
    let input = Input::File(file);
    match kind {
        FileKind::Incidents | FileKind::Premises => {
            let read = read_premises(input, options, progress)?;
            Ok(of_premises(&read, rule))
        }
        FileKind::Boundaries => {
            let read = read_boundaries(input, &BoundaryOptions::of(options), progress)?;
            let areas = read.areas.iter();
            let with_code = areas.clone().filter(|area| area.code.is_some()).count();
            let with_people = areas.filter(|area| area.population.is_some()).count();
            let shapes = read.areas.into_iter().map(|area| area.shape.into());
            let shapes: Vec<Geometry> = shapes.collect();
            Ok(Trial {
                more: vec![
                    (with_code, "with a code"),
                    (with_people, "with a population"),
                ],
                ..of_shapes(
                    &read.report,
                    shapes.len(),
                    Sketch::of_shapes(read.crs, &shapes),
                )
            })
        }
        FileKind::Roads => {
            let read = read_roads(input, &ShapeOptions::of(options), progress)?;
            let named = read.roads.iter().filter(|road| !road.name.is_empty());
            let named = named.count();
            let lines = read.roads.into_iter().map(|road| {
                let lines: geo::MultiLineString = road.lines.into_iter().collect();
                lines.into()
            });
            let lines: Vec<Geometry> = lines.collect();
            Ok(Trial {
                more: vec![(named, "with a name")],
                ..of_shapes(
                    &read.report,
                    lines.len(),
                    Sketch::of_shapes(read.crs, &lines),
                )
            })
        }
        FileKind::Reference => {
            let read = read_reference(&reference_of(file.to_owned(), options), progress)?;
            let named = read.shapes.iter().filter(|shape| !shape.name.is_empty());
            let named = named.count();
            let shapes = read.shapes.into_iter().map(|shape| shape.geometry);
            let shapes: Vec<Geometry> = shapes.collect();
            Ok(Trial {
                more: vec![(named, "with a name")],
                ..of_shapes(
                    &read.report,
                    shapes.len(),
                    Sketch::of_shapes(read.crs, &shapes),
                )
            })
        }
    }
}

fn of_shapes(report: &ReadReport, good: usize, sketch: Sketch) -> Trial {
    Trial {
        counts: Counts {
            rows: good + report.rows_set_aside(),
            good,
            set_aside: report.rows_set_aside(),
            ..Counts::default()
        },
        reasons: sorted(of_report(report)),
        sketch,
        ..Trial::default()
    }
}

fn of_premises(read: &RawPremises, rule: &NightRule) -> Trial {
    let rows = read.rows.len();
    let places = read.rows.iter().map(|(at, _)| *at);
    let sketch = Sketch::of_points(read.crs, places.filter(|&at| at != (0.0, 0.0)));
    let mut nowhere = Vec::new();
    let (mut night, mut timed) = (0, 0);
    for ((x, y), premises) in &read.rows {
        if x.is_nan() || y.is_nan() || (*x, *y) == (0.0, 0.0) {
            nowhere.push(premises.line);
            continue;
        }
        let told = if read.tells_night_time {
            rule.counts(premises)
        } else {
            rule.default_is_night
        };
        night += usize::from(told);
        timed += usize::from(premises.closes.is_some());
    }
    let mut reasons = of_report(&read.report);
    if !nowhere.is_empty() {
        reasons.push(Reason {
            fate: "left out",
            why: "no usable position: blank, 0/0 or unreadable".to_owned(),
            rows: nowhere.len(),
            lines: nowhere.iter().copied().take(LINES).collect(),
        });
    }
    let aside = read.report.rows_set_aside();
    Trial {
        counts: Counts {
            rows: rows + aside,
            good: rows - nowhere.len(),
            set_aside: aside,
            no_location: nowhere.len(),
            ..Counts::default()
        },
        more: vec![
            (night, "of the good: night-time economy"),
            (timed, "of the good: with a closing time"),
        ],
        reasons: sorted(reasons),
        sketch,
        warnings: Vec::new(),
    }
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
    let sources = data.sources.iter();
    let incidents = sources.filter(|source| source.role == Role::Incidents);
    let mut all: Vec<Reason> = incidents.flat_map(|s| of_report(&s.report)).collect();
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
    sorted(all)
}

fn of_report(report: &ReadReport) -> Vec<Reason> {
    let of = |fate, by_reason: &BTreeMap<String, Vec<u32>>| {
        let reasons = by_reason.iter().map(|(why, lines)| Reason {
            fate,
            why: why.clone(),
            rows: lines.len(),
            lines: lines.iter().copied().take(LINES).collect(),
        });
        reasons.collect::<Vec<_>>()
    };
    let mut all = of("set aside", &report.set_aside);
    all.extend(of("kept", &report.remarks));
    all
}

fn sorted(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.rows));
    reasons
}
