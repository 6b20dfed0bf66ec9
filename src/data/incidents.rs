//! The incident table: columns, not rows of structs.
//!
//! One incident costs [`BYTES_PER_INCIDENT`] bytes: two `f64` metres (a millimetre anywhere on
//! Earth needs more than an `f32` has), a civil time in two 4-byte numbers and a tag, and small
//! numbers that lead to interned texts and to the row of the file it came from.

use crate::base::when::{Civil, SECONDS_PER_DAY, When, date_of_day};
use crate::base::{Date, Planar};
use crate::data::areas::AreaId;
use crate::data::names::NameId;

/// Memory of one incident in the table, in bytes.
pub const BYTES_PER_INCIDENT: usize = 2 * 8 + 4 + 4 + 1 + 4 + 4 + 2 + 2 + 1;

/// Seconds from the table's epoch, 2000-01-01 00:00, to 1970-01-01 00:00.
const EPOCH_2000_S: i64 = 10_957 * SECONDS_PER_DAY;

/// The row of the file an incident came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Index of the incident file, in the order the files were given.
    pub file: u8,
    /// Line number in that file on which the record starts; the header is line 1.
    /// (For GeoJSON: the number of the feature, from 1.)
    pub line: u32,
}

/// One incident as it is put into the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Incident {
    /// Where, in the analysis CRS.
    pub position: Planar,
    /// When, on the local civil clock.
    pub when: When,
    /// Category, an id of the data set's category names. At most 65,535 categories.
    pub category: NameId,
    /// Location text, an id of the data set's location names.
    pub location: NameId,
    /// The first area that holds it.
    pub area: Option<AreaId>,
    /// Where it was read.
    pub origin: Origin,
}

/// Columns of located, analysed incidents. Rows keep the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Incidents {
    x: Vec<f64>,
    y: Vec<f64>,
    /// Start in seconds since 2000-01-01 00:00 civil time, the low 32 bits.
    start: Vec<u32>,
    /// Seconds from start to end (exclusive).
    span: Vec<u32>,
    /// [`Kind`] in the low 3 bits, the start's next 5 bits above them.
    tag: Vec<u8>,
    location: Vec<u32>,
    line: Vec<u32>,
    category: Vec<u16>,
    area: Vec<u16>,
    file: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Unknown = 0,
    At = 1,
    Between = 2,
    Days = 3,
    Months = 4,
}

const NO_AREA: u16 = u16::MAX;

impl Incidents {
    /// An empty table with room for `n` incidents.
    pub fn with_capacity(n: usize) -> Self {
        Self {
            x: Vec::with_capacity(n),
            y: Vec::with_capacity(n),
            start: Vec::with_capacity(n),
            span: Vec::with_capacity(n),
            tag: Vec::with_capacity(n),
            location: Vec::with_capacity(n),
            line: Vec::with_capacity(n),
            category: Vec::with_capacity(n),
            area: Vec::with_capacity(n),
            file: Vec::with_capacity(n),
        }
    }

    /// Appends an incident. A time outside [`first_date`] to [`last_date`] becomes unknown.
    pub fn push(&mut self, incident: Incident) {
        let (tag, start, span) = packed(incident.when);
        self.x.push(incident.position.x);
        self.y.push(incident.position.y);
        self.start.push(start);
        self.span.push(span);
        self.tag.push(tag);
        self.location.push(incident.location.0);
        self.line.push(incident.origin.line);
        self.category.push(incident.category.0 as u16);
        self.area.push(incident.area.map_or(NO_AREA, |area| area.0));
        self.file.push(incident.origin.file);
    }

    /// Number of incidents.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }

    /// Where incident `row` happened.
    pub fn position(&self, row: usize) -> Planar {
        Planar::new(self.x[row], self.y[row])
    }

    /// Eastings of all incidents, in metres.
    pub fn xs(&self) -> &[f64] {
        &self.x
    }

    /// Northings of all incidents, in metres.
    pub fn ys(&self) -> &[f64] {
        &self.y
    }

    /// When incident `row` happened.
    pub fn when(&self, row: usize) -> When {
        let (kind, high) = unpacked(self.tag[row]);
        let start = ((high << 32) | i64::from(self.start[row])) + EPOCH_2000_S;
        let end = start + i64::from(self.span[row]);
        let (first, last) = (start / SECONDS_PER_DAY, end / SECONDS_PER_DAY - 1);
        match kind {
            Kind::Unknown => When::Unknown,
            Kind::At => When::At(Civil(start)),
            Kind::Between => When::Between {
                from: Civil(start),
                to: Civil(end),
            },
            Kind::Days => When::Days { first, last },
            Kind::Months => When::Months { first, last },
        }
    }

    /// Category of incident `row`.
    pub fn category(&self, row: usize) -> NameId {
        NameId(u32::from(self.category[row]))
    }

    /// Location text of incident `row`.
    pub fn location(&self, row: usize) -> NameId {
        NameId(self.location[row])
    }

    /// The first area that holds incident `row`.
    pub fn area(&self, row: usize) -> Option<AreaId> {
        (self.area[row] != NO_AREA).then(|| AreaId(self.area[row]))
    }

    /// Where incident `row` was read.
    pub fn origin(&self, row: usize) -> Origin {
        Origin {
            file: self.file[row],
            line: self.line[row],
        }
    }

    /// Positions of all incidents.
    pub fn positions(&self) -> impl Iterator<Item = Planar> {
        self.x.iter().zip(&self.y).map(|(&x, &y)| Planar::new(x, y))
    }

    /// Gives back memory that was set aside for growth.
    pub fn shrink_to_fit(&mut self) {
        let Self {
            x,
            y,
            start,
            span,
            tag,
            location,
            line,
            category,
            area,
            file,
        } = self;
        x.shrink_to_fit();
        y.shrink_to_fit();
        start.shrink_to_fit();
        span.shrink_to_fit();
        tag.shrink_to_fit();
        location.shrink_to_fit();
        line.shrink_to_fit();
        category.shrink_to_fit();
        area.shrink_to_fit();
        file.shrink_to_fit();
    }
}

/// First date the table holds. Its 37-bit seconds reach further; before 1600 a date is a slip.
pub const fn first_date() -> Date {
    jiff::civil::date(1600, 1, 1)
}

/// Last date the table holds.
pub const fn last_date() -> Date {
    jiff::civil::date(2399, 12, 31)
}

/// Tag, low bits of the start, and span.
fn packed(when: When) -> (u8, u32, u32) {
    let day = SECONDS_PER_DAY;
    let (kind, start, end) = match when {
        When::Unknown => return UNKNOWN,
        When::At(Civil(at)) => (Kind::At, at, at),
        When::Between {
            from: Civil(from),
            to: Civil(to),
        } => (Kind::Between, from, to),
        When::Days { first, last } => (Kind::Days, first * day, (last + 1) * day),
        When::Months { first, last } => (Kind::Months, first * day, (last + 1) * day),
    };
    let held = (first_date()..=last_date()).contains(&date_of_day(start.div_euclid(day)));
    match u32::try_from(end - start) {
        Ok(span) if held => {
            let since = start - EPOCH_2000_S;
            let high = ((since >> 32) as u8) << KIND_BITS;
            (kind as u8 | high, since as u32, span)
        }
        _ => UNKNOWN,
    }
}

const KIND_BITS: u32 = 3;
const UNKNOWN: (u8, u32, u32) = (Kind::Unknown as u8, 0, 0);

/// What a tag holds: the kind, and the start's bits above the low 32, with their sign.
fn unpacked(tag: u8) -> (Kind, i64) {
    let kind = match tag & ((1 << KIND_BITS) - 1) {
        1 => Kind::At,
        2 => Kind::Between,
        3 => Kind::Days,
        4 => Kind::Months,
        _ => Kind::Unknown,
    };
    (kind, i64::from(tag as i8 >> KIND_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::when::day_number;
    use jiff::civil::date;

    #[test]
    fn an_incident_costs_at_most_forty_bytes() {
        const { assert!(BYTES_PER_INCIDENT <= 40) };
        assert_eq!(size_of::<Kind>(), 1);
    }

    #[test]
    fn every_kind_of_time_survives_packing() {
        let noon = Civil::on(date(2024, 5, 3), 43_200);
        let days = |d| day_number(d);
        let whens = [
            When::Unknown,
            When::At(noon),
            When::At(Civil::on(date(1950, 1, 1), 1)),
            When::At(Civil::midnight(date(1900, 1, 1))),
            When::At(Civil::midnight(first_date())),
            When::At(Civil::on(last_date(), 86_399)),
            When::At(Civil(EPOCH_2000_S - 1)),
            When::Between {
                from: noon,
                to: Civil(noon.0 + 7),
            },
            When::Days {
                first: days(date(1999, 12, 31)),
                last: days(date(2000, 1, 1)),
            },
            When::Months {
                first: days(date(2021, 8, 1)),
                last: days(date(2021, 8, 31)),
            },
        ];
        let mut table = Incidents::with_capacity(whens.len());
        for when in whens {
            table.push(Incident {
                position: Planar::new(1.0, 2.0),
                when,
                category: NameId(3),
                location: NameId(4),
                area: None,
                origin: Origin { file: 0, line: 2 },
            });
        }
        for (row, when) in whens.into_iter().enumerate() {
            assert_eq!(table.when(row), when);
        }
    }

    #[test]
    fn a_time_the_table_cannot_hold_is_unknown_not_wrong() {
        let unknown = |d| packed(When::At(Civil::midnight(d))) == UNKNOWN;
        assert!(unknown(date(1599, 12, 31)) && unknown(date(2400, 1, 1)));
        assert!(!unknown(first_date()) && !unknown(last_date()));
    }
}
