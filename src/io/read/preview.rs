//! A file looked at before it is opened: its first records, and what each column would be taken
//! for and why.
//!
//! The meaning is not guessed anew here: it is what the reader of such files itself would do with
//! the same options, so that a preview can never say one thing and the reader do another.

use std::ops::ControlFlow;

use crate::base::Progress;
use crate::base::figures::grouped;
use crate::crs::FileCrs;
use crate::data::raw::ReadReport;
use crate::io::profiles::{Holds, Recognised};
use crate::io::read::area_fields::is_gss_code;
use crate::io::read::error::ReadError;
use crate::io::read::format::open_table;
use crate::io::read::incidents::{WANTED, columns_of};
use crate::io::read::input::Input;
use crate::io::read::kind::FileKind;
use crate::io::read::labels;
use crate::io::read::layers::open_source;
use crate::io::read::layout::Layout;
use crate::io::read::options::{DateOrder, Field, ReadOptions, columns_said};
use crate::io::read::position::PositionColumns;
use crate::io::read::premises;
use crate::io::read::premises_columns::PremisesColumns;
use crate::io::read::preview_shapes;
use crate::io::read::profile::Profile;
use crate::io::read::settled::Settled;
use crate::io::read::source::Source;
use crate::io::read::table::{Body, Table};
use crate::io::read::times::TimeReader;

/// How many records are shown.
const SHOWN: usize = 60;
/// How many different texts of a column are shown.
const SAMPLES: usize = 3;

/// A file as it would be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// What it is read as.
    pub kind: FileKind,
    /// The path as the user gave it.
    pub shown: String,
    /// How the file is cut into records: `("Separator", "comma")`.
    pub shape: Vec<(&'static str, String)>,
    /// Its columns in file order.
    pub columns: Vec<PreviewColumn>,
    /// The first records: line (or number of the feature) and fields.
    pub rows: Vec<(u32, Vec<String>)>,
    /// The system of the positions.
    pub coordinates: Option<Coordinates>,
    /// How dates are read.
    pub dates: Option<Dates>,
    /// What the reader will say it understood.
    pub understood: Vec<String>,
    /// The profile it is read by.
    pub profile: Option<Recognised>,
    /// Why it cannot be opened as it is.
    pub fault: Option<ReadError>,
    /// Its layers, where it is a file of shapes and there are several.
    pub tables: Vec<String>,
}

/// A column of a [`Preview`].
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewColumn {
    /// Its name as it stands in the file.
    pub name: String,
    /// A few different texts in it.
    pub samples: Vec<String>,
    /// What it is taken for; nothing where the reader does not use it.
    pub means: Vec<Field>,
    /// Why, in a few words: who says so, and what is in it.
    pub why: String,
    /// What it may be taken for by what is in it.
    pub candidates: Vec<Candidate>,
}

/// Something a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The field.
    pub field: Field,
    /// Whether what is in the column fits it.
    pub fits: bool,
}

/// The system of the positions, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinates {
    /// The system.
    pub crs: FileCrs,
    /// The reader's sentence.
    pub why: String,
    /// Whether `--crs` would change it: numbers of a grid, not degrees or geometry.
    pub can_change: bool,
}

/// The order of day, month and year, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The order.
    pub order: DateOrder,
    /// The reader's sentence.
    pub why: String,
}

/// Looks at the start of `input` as the reader of this kind of file would with `options`. A table
/// whose columns cannot be understood is no error: it is shown with the reason, so that the
/// columns can be named.
///
/// # Errors
/// When nothing of this kind can be made of the file at all.
pub fn preview<'a>(
    input: impl Into<Input<'a>>,
    kind: FileKind,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Preview, ReadError> {
    let input = input.into();
    if kind.is_of_shapes() {
        let opened = open_source(input, preview_shapes::WANTED, options.unpacked_bytes);
        // What is to be looked at may be a table of places as well.
        let may_be_table = kind == FileKind::Reference;
        match opened {
            Ok(source) if !may_be_table || source.format.has_layers() => {
                return preview_shapes::preview(&source, kind, options, progress);
            }
            Err(error) if !may_be_table => return Err(error),
            _ => {}
        }
    }
    let (holds, wanted) = match kind {
        FileKind::Incidents => (Holds::Incidents, WANTED),
        _ => (Holds::Premises, premises::WANTED),
    };
    let source = Source::open(input, wanted, options)?;
    let before = options.with_profile(holds);
    let (table, geometry_crs) = open_table(&source, &before, wanted, progress)?;
    let settled = Settled::of(options, &table.names(), holds);
    let understood = match holds {
        Holds::Incidents => understand(&table, &source, geometry_crs, &settled, progress)?,
        Holds::Premises => understand_premises(&table, &source, geometry_crs, &settled)?,
    };
    made(kind, &table, &source, options, settled, understood)
}

/// The preview of a table of which this was understood.
pub(super) fn made(
    kind: FileKind,
    table: &Table,
    source: &Source,
    options: &ReadOptions,
    settled: Settled,
    understood: Understood,
) -> Result<Preview, ReadError> {
    let nothing = ReadOptions::default();
    let layout = Layout::new(table, source, &nothing)?;
    let rows = first_rows(table, source)?;
    let columns = (0..table.headers.len()).map(|column| {
        let of = (&settled, &understood.meanings[..]);
        column_of(&layout, column, &rows, (kind, options), of)
    });
    Ok(Preview {
        kind,
        shown: source.shown.clone(),
        shape: shape(table),
        columns: columns.collect(),
        coordinates: understood.coordinates,
        dates: understood.dates,
        understood: [table.notes.clone(), understood.said].concat(),
        profile: settled.profile,
        fault: understood.fault,
        tables: Vec::new(),
        rows,
    })
}

impl Preview {
    /// `options` with everything in it that the reader found by itself: what it takes for what,
    /// what it found no column for, and the order of dates. With these, and no profile, the
    /// same file is read the same way, and so is the next of its kind.
    pub fn in_full(&self, options: &ReadOptions) -> ReadOptions {
        let mut all = options.clone();
        let mut found = Vec::new();
        for column in &self.columns {
            for &field in &column.means {
                // The geometry's own columns cannot be named.
                if self.is_named(column) {
                    let before = found
                        .contains(&field)
                        .then(|| all.map.get(&field))
                        .flatten();
                    let name = match before.filter(|_| field.is_several()) {
                        Some(Some(before)) => columns_said([before.as_str(), &column.name]),
                        _ => column.name.clone(),
                    };
                    all.map.insert(field, Some(name));
                }
                found.push(field);
            }
        }
        for (any, none) in self.whole() {
            if !any.iter().any(|field| found.contains(field)) {
                all.map.extend(none.iter().map(|&field| (field, None)));
            }
        }
        if let Some(profile) = &self.profile {
            for (name, text) in &profile.profile.read {
                if !all.said().iter().any(|(other, _)| other == name) {
                    // Every option of a profile was tried when it was read.
                    let _ = all.set(name, text);
                }
            }
        }
        if let Some(dates) = &self.dates {
            all.date_order.get_or_insert(dates.order);
        }
        if let Some(coordinates) = self.coordinates.as_ref().filter(|c| c.can_change) {
            all.crs.get_or_insert(coordinates.crs);
        }
        all
    }

    /// Fields of which a file may well have none: where none of the first is found, the second
    /// are said to be absent.
    fn whole(&self) -> Vec<(&'static [Field], &'static [Field])> {
        use Field::{Activities, Capacity, Closes, Hours, Kind, Name, Opens};
        use Field::{Category, From, FromDate, FromTime, Location, To, ToDate, ToTime};
        use Field::{LateRefreshment, LicensedAlcohol};
        match self.kind {
            FileKind::Incidents => vec![
                (&[Category], &[Category]),
                (&[Location], &[Location]),
                (&[From, FromDate], &[From, FromDate, FromTime]),
                (&[To, ToDate, ToTime], &[To, ToDate, ToTime]),
            ],
            FileKind::Premises => vec![
                (&[Name], &[Name]),
                (&[Kind], &[Kind]),
                (&[Opens], &[Opens]),
                (&[Closes], &[Closes]),
                (&[Hours], &[Hours]),
                (&[LicensedAlcohol], &[LicensedAlcohol]),
                (&[LateRefreshment], &[LateRefreshment]),
                (&[Activities], &[Activities]),
                (&[Capacity], &[Capacity]),
            ],
            FileKind::Boundaries | FileKind::Roads | FileKind::Reference => Vec::new(),
        }
    }

    /// Names of the columns that the file itself has.
    pub fn headers(&self) -> Vec<&str> {
        let named = self.columns.iter().filter(|column| self.is_named(column));
        named.map(|column| column.name.as_str()).collect()
    }

    fn is_named(&self, column: &PreviewColumn) -> bool {
        let geometry = self
            .shape
            .iter()
            .any(|(what, is)| *what == GEOMETRY && is == POINTS);
        let last_two = self.columns.len().saturating_sub(2);
        !geometry
            || self.columns[..last_two]
                .iter()
                .any(|c| std::ptr::eq(c, column))
    }
}

pub(super) const GEOMETRY: &str = "Geometry";
const POINTS: &str = "points";

/// What the reader would make of the file.
#[derive(Default)]
pub(super) struct Understood {
    pub(super) meanings: Vec<(usize, Field)>,
    pub(super) coordinates: Option<Coordinates>,
    pub(super) dates: Option<Dates>,
    pub(super) said: Vec<String>,
    pub(super) fault: Option<ReadError>,
}

fn understand(
    table: &Table,
    source: &Source,
    geometry_crs: Option<FileCrs>,
    settled: &Settled,
    progress: &Progress,
) -> Result<Understood, ReadError> {
    let mut report = ReadReport::default();
    report.understood.clone_from(&settled.said);
    let options = &settled.options;
    let found = columns_of(table, source, geometry_crs, options, progress, &mut report);
    let sentence = |report: &ReadReport, start: &str| {
        let said = report
            .understood
            .iter()
            .find(|said| said.starts_with(start));
        said.cloned().unwrap_or_default()
    };
    let dates = |report: &ReadReport, times: Option<&TimeReader>| {
        times.map(|times| Dates {
            order: times.order(),
            why: sentence(report, "time: "),
        })
    };
    match found {
        Ok(columns) => Ok(Understood {
            meanings: columns.meanings(),
            coordinates: Some(coordinates(&columns.position, &report)),
            dates: dates(&report, columns.times.as_ref()),
            said: report.understood,
            fault: None,
        }),
        Err(ReadError::Cancelled(cancelled)) => Err(cancelled.into()),
        // Without a position there is still a time and an offence to show.
        Err(fault) => {
            let mut meanings = Vec::new();
            let mut times = None;
            if let Ok(layout) = Layout::new(table, source, options) {
                times = TimeReader::new(&layout, source, options, progress, &mut report)?;
                meanings.extend(times.iter().flat_map(TimeReader::meanings));
                let category = labels::category(&layout).map(|c| (c, Field::Category));
                let location = labels::location(&layout).map(|c| (c, Field::Location));
                meanings.extend(category.into_iter().chain(location));
            }
            Ok(Understood {
                meanings,
                coordinates: None,
                dates: dates(&report, times.as_ref()),
                said: report.understood,
                fault: Some(fault),
            })
        }
    }
}

fn coordinates(position: &PositionColumns, report: &ReadReport) -> Coordinates {
    let mut said = report.understood.iter();
    let why = said.find(|said| said.starts_with("position: ")).cloned();
    Coordinates {
        crs: position.crs,
        why: why.unwrap_or_else(|| "position: the points' geometry".to_owned()),
        can_change: position.is_grid(),
    }
}

fn understand_premises(
    table: &Table,
    source: &Source,
    geometry_crs: Option<FileCrs>,
    settled: &Settled,
) -> Result<Understood, ReadError> {
    let mut report = ReadReport::default();
    report.understood.clone_from(&settled.said);
    let layout = match Layout::of_premises(table, source, &settled.options) {
        Ok(layout) => layout,
        Err(fault) => {
            return Ok(Understood {
                fault: Some(fault),
                ..Understood::default()
            });
        }
    };
    match premises::columns_of(&layout, geometry_crs, &mut report) {
        Ok(found) => Ok(Understood {
            meanings: [found.position.meanings(), found.columns.meanings()].concat(),
            coordinates: Some(coordinates(&found.position, &report)),
            dates: None,
            said: report.understood,
            fault: None,
        }),
        Err(ReadError::Cancelled(cancelled)) => Err(cancelled.into()),
        Err(fault) => Ok(Understood {
            meanings: PremisesColumns::find(&layout).meanings(),
            said: report.understood,
            fault: Some(fault),
            ..Understood::default()
        }),
    }
}

fn first_rows(table: &Table, source: &Source) -> Result<Vec<(u32, Vec<String>)>, ReadError> {
    let mut rows = Vec::new();
    table.each(source, None, |row| {
        let text = |column: usize| row.text(column).into_owned();
        rows.push((row.line, (0..row.fields()).map(text).collect()));
        if rows.len() < SHOWN {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(rows)
}

fn shape(table: &Table) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Body::Csv(_) = table.body {
        let name = match table.separator {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "upright stroke",
            _ => "another sign",
        };
        facts.push(("Separator", name.to_owned()));
    }
    if table.geometry.is_some() {
        facts.push((GEOMETRY, POINTS.to_owned()));
    }
    facts
}

fn column_of(
    layout: &Layout<'_>,
    column: usize,
    rows: &[(u32, Vec<String>)],
    (kind, options): (FileKind, &ReadOptions),
    (settled, meanings): (&Settled, &[(usize, Field)]),
) -> PreviewColumn {
    let profile = &layout.profiles[column];
    let means = meanings.iter().filter(|(of, _)| *of == column);
    let means: Vec<Field> = means.map(|(_, field)| *field).collect();
    let named_by = |options: &ReadOptions| {
        means
            .iter()
            .any(|field| options.map.get(field).is_some_and(Option::is_some))
    };
    let who = if means.is_empty() {
        "not used"
    } else if named_by(options) {
        "as you say"
    } else if named_by(&settled.options) {
        "the profile says so"
    } else if layout
        .table
        .geometry
        .is_some_and(|(x, y)| column == x || column == y)
    {
        "the file's geometry"
    } else {
        "by its name and content"
    };
    let mut samples: Vec<String> = Vec::new();
    for (_, fields) in rows {
        if let Some(text) = fields.get(column).map(|text| text.trim())
            && !text.is_empty()
            && samples.len() < SAMPLES
            && !samples.iter().any(|known| known == text)
        {
            samples.push(text.to_owned());
        }
    }
    PreviewColumn {
        name: layout.header(column).text.clone(),
        samples,
        why: format!("{who}: {}", content(profile)),
        candidates: Field::of(kind)
            .iter()
            .map(|&field| Candidate {
                field,
                fits: fits(field, profile),
            })
            .collect(),
        means,
    }
}

/// What is in a column, in a few words.
fn content(profile: &Profile) -> String {
    if profile.filled == 0 {
        return "blank in the first records".to_owned();
    }
    let n = profile.distinct.len();
    let different = match n {
        1 => "all alike".to_owned(),
        n => format!("{} different", grouped(n)),
    };
    let times = [
        (profile.moments, "dates with a clock time"),
        (profile.days, "dates"),
        (profile.months, "months"),
        (profile.clocks, "clock times"),
        (profile.grid_references, "grid references"),
        (profile.irish_references, "Irish grid references"),
    ];
    let are_codes = profile.distinct.iter().filter(|text| is_gss_code(text));
    if profile.filled > 0 && are_codes.count() * 10 >= n * 6 {
        return format!("codes of areas, {different}");
    }
    if let Some((_, what)) = times.iter().find(|(count, _)| profile.mostly(*count)) {
        return format!("{what}, {different}");
    }
    if profile.mostly(profile.dated()) {
        return format!("dates, some with a clock time, {different}");
    }
    if !profile.mostly(profile.numbers) {
        return format!("texts, {different}");
    }
    profile.range().map_or_else(
        || "numbers, all 0".to_owned(),
        |(low, high)| format!("numbers from {low} to {high}, {different}"),
    )
}

/// Whether what is in a column may be `field`.
fn fits(field: Field, profile: &Profile) -> bool {
    use Field::{
        Area, Capacity, Category, Easting, From, FromDate, FromHour, FromMinute, FromTime, GridRef,
        Kind, Lat, Location, Lon, Name, Northing, Population, To, ToDate, ToTime,
    };
    let dated = || profile.mostly(profile.dated() + profile.bare_dates);
    let clock = || profile.mostly(profile.clocks + profile.bare_clocks);
    let number = || profile.mostly(profile.numbers);
    match field {
        _ if profile.filled == 0 => false,
        Lon => number() && profile.mostly_within(-180.0, 180.0),
        Lat => number() && profile.mostly_within(-90.0, 90.0),
        Easting | Northing => number() && !profile.mostly_within(-180.0, 180.0),
        GridRef => profile.mostly(profile.grid_references) || profile.is_of_irish_references(),
        From | To | FromDate | ToDate => dated(),
        FromTime | ToTime => clock() && !profile.mostly(profile.dated()),
        FromHour => profile.mostly(profile.small_wholes) && profile.within(0.0, 24.0),
        FromMinute => profile.mostly(profile.small_wholes) && profile.within(0.0, 59.0),
        Category | Location | Area | Name | Kind => !number() && !profile.mostly(profile.dated()),
        Capacity | Population => number(),
        // Identifiers, classes, titles and flags are any texts or numbers.
        _ => !profile.mostly(profile.dated()),
    }
}
