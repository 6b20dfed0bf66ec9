//! Three policing years of incidents, written row by row in bounded memory.
//!
//! Every policing day has its own stream of draws and its share of the rows, so that ten
//! million rows need no more memory than twelve thousand. What a real export suffers from is
//! in it on purpose: rows without location, mistyped positions, unknown and date-only times.

use std::io::{self, Write};

use crate::sample::SampleParams;
use crate::sample::chance::{Chance, Picker};
use crate::sample::offences::{
    DOMESTIC, Known, OFFENCES, Offence, SETTINGS, Setting, WEEKDAYS, months,
};
use crate::sample::places::{Places, Spot};
use crate::sample::rhythm::{Clock, DAYS, Day, Moment, calendar, moment, write_moment};
use crate::sample::town::Town;

const HEADER: &str = "crime_ref,offence,committed_from,committed_to,easting,northing,location,\
                      location_type,ward,alcohol,domestic\n";

/// Rows are handed on in pieces of this many bytes.
const PIECE: usize = 1 << 16;

/// Writes `incidents.csv`.
pub(crate) fn write(town: &Town, params: &SampleParams, out: &mut dyn Write) -> io::Result<()> {
    let maker = Maker::new(town);
    let ends = maker.day_ends(params);
    out.write_all(HEADER.as_bytes())?;
    let mut rows = Vec::with_capacity(PIECE + 1024);
    let mut number = 0;
    for (day, end) in ends.into_iter().enumerate() {
        let mut chance = Chance::new(params.seed, day as u64);
        while number < end {
            number += 1;
            maker.row(day, number, &mut chance, &mut rows);
            if rows.len() >= PIECE {
                out.write_all(&rows)?;
                rows.clear();
            }
        }
    }
    out.write_all(&rows)
}

/// What rows are made from.
struct Maker<'a> {
    places: Places<'a>,
    days: Vec<Day>,
    clock: Clock,
    /// By weekday and month: what happens and in which setting.
    kinds: Vec<[Picker; 12]>,
}

/// When something happened, as far as the export tells.
enum Times {
    Unknown,
    DateOnly(usize),
    At(Moment),
    Span(Moment, Moment),
}

impl<'a> Maker<'a> {
    fn new(town: &'a Town) -> Self {
        let kinds = (0..7).map(|weekday| std::array::from_fn(|month| kinds(weekday, month)));
        Self {
            places: Places::new(town),
            days: calendar(),
            clock: Clock::new(),
            kinds: kinds.collect(),
        }
    }

    /// After how many rows each policing day ends: its share of all, by weekday and month,
    /// some days wilder than others.
    fn day_ends(&self, params: &SampleParams) -> Vec<u64> {
        let mut chance = Chance::new(params.seed, DAY_STREAM);
        let mut sum = 0_u64;
        let sums: Vec<u64> = self.days[..DAYS]
            .iter()
            .map(|day| {
                let usual = u64::from(self.kinds[day.weekday][day.month].total());
                sum += usual * chance.around(70, 130) as u64;
                sum
            })
            .collect();
        let share = |part: u64| u128::from(part) * params.incidents as u128 / u128::from(sum);
        sums.into_iter().map(|part| share(part) as u64).collect()
    }

    fn row(&self, day: usize, number: u64, chance: &mut Chance, out: &mut Vec<u8>) {
        let Day {
            weekday,
            month,
            year,
            ..
        } = self.days[day];
        let kind = self.kinds[weekday][month].pick(chance);
        let (offence, setting) = (kind / SETTINGS.len(), SETTINGS[kind % SETTINGS.len()]);
        let of = &OFFENCES[offence];
        let spot = self
            .places
            .spot(setting, of.family, (year, weekday), chance);
        let minute = self.minute(of, setting, &spot, weekday, chance);
        let times = times(of, setting, moment(day, minute), day, chance);
        reference(year, number, out);
        text(of.title, out);
        self.write_times(&times, chance, out);
        write_place(&spot, number, chance, out);
        let alcohol = chance.below(100) < of.alcohol[setting as usize];
        let at_home = setting == Setting::Home && of.family == 0;
        let domestic = offence == DOMESTIC || (at_home && chance.below(100) < 55);
        for flag in [alcohol, domestic] {
            out.extend([b',', if flag { b'Y' } else { b'N' }]);
        }
        out.push(b'\n');
    }

    fn minute(
        &self,
        offence: &Offence,
        setting: Setting,
        spot: &Spot<'_>,
        weekday: usize,
        chance: &mut Chance,
    ) -> i32 {
        match setting {
            Setting::Closing | Setting::Evening => {
                self.clock.at_hotspot(spot.rhythm, weekday, chance)
            }
            Setting::Premises => self.clock.at_premises(spot.closes, chance),
            Setting::Street if offence.family == 2 => self.clock.youth(chance),
            Setting::Street => self.clock.street(chance),
            Setting::Home => self.clock.home(chance),
        }
    }

    fn write_times(&self, times: &Times, chance: &mut Chance, out: &mut Vec<u8>) {
        out.push(b',');
        match *times {
            Times::Unknown => {}
            Times::DateOnly(day) => out.extend_from_slice(self.days[day].text.as_bytes()),
            Times::At(at) | Times::Span(at, _) => write_moment(&self.days, at, out),
        }
        out.push(b',');
        match *times {
            Times::Span(_, to) => write_moment(&self.days, to, out),
            // Some systems fill in the end even where it is the start.
            Times::At(at) if chance.below(100) < 15 => write_moment(&self.days, at, out),
            _ => {}
        }
    }
}

const DAY_STREAM: u64 = (1 << 40) + 2;

/// Where the ferry lies, EPSG:27700: in the bay, off every ward.
const FERRY: (i32, i32) = (235_400, 268_900);

/// What the export tells of an event that happened at `seen`.
fn times(
    offence: &Offence,
    setting: Setting,
    seen: Moment,
    day: usize,
    chance: &mut Chance,
) -> Times {
    match chance.below(1000) {
        0..8 => return Times::Unknown,
        8..21 => return Times::DateOnly(day),
        // Midnight typed for want of a time.
        21..25 => return Times::At(moment(day, 1080)),
        // Keyed the wrong way round.
        25 => return Times::Span(seen, seen - chance.between(10, 300)),
        _ => {}
    }
    let percent = chance.below(100);
    match offence.known {
        Known::Away => away(day, percent, chance),
        Known::Found if percent < 55 && setting != Setting::Closing => {
            let from = moment(day, chance.between(690, 1020));
            Times::Span(from, moment(day + 1, chance.between(0, 180)))
        }
        Known::Found if percent < 75 => Times::Span(seen, seen + chance.between(20, 150)),
        Known::Seen if percent < 12 => Times::Span(seen, seen + chance.between(4, 50)),
        Known::Seen if percent < 22 && setting == Setting::Home => {
            Times::Span(seen, seen + chance.between(30, 420))
        }
        _ => Times::At(seen),
    }
}

/// Position, location, its type and the ward.
fn write_place(spot: &Spot<'_>, number: u64, chance: &mut Chance, out: &mut Vec<u8>) {
    let located = !chance.per_mille(19);
    let blank = chance.per_mille(500);
    // A few rows of every file are wrong in ways that must be seen: a ferry far from any
    // ward, and a position whose last digit was lost.
    let (easting, northing) = match number % 1500 {
        333 => FERRY,
        777 => (spot.easting / 10, spot.northing / 10),
        _ => (spot.easting, spot.northing),
    };
    match (located, blank) {
        (true, _) => {
            push_number(easting as u64, out);
            push_number(northing as u64, out);
        }
        (false, true) => out.extend_from_slice(b",,"),
        (false, false) => out.extend_from_slice(b",0,0"),
    }
    let at_sea = number % 1500 == 333;
    text(
        if at_sea {
            "Saltmere ferry at sea"
        } else {
            spot.location
        },
        out,
    );
    text(
        if at_sea {
            "Transport"
        } else {
            spot.location_type
        },
        out,
    );
    text(if at_sea || !located { "" } else { spot.ward }, out);
}

/// Offence and setting drawn together, for one weekday and month.
fn kinds(weekday: usize, month: usize) -> Picker {
    Picker::new(OFFENCES.iter().flat_map(|offence| {
        SETTINGS.map(|setting| {
            let place = offence.places[setting as usize] * WEEKDAYS[setting as usize][weekday];
            offence.rate * months(offence)[month] * place / 10_000
        })
    }))
}

/// A burglary: over the working day, over night, over a weekend or trip, or seen.
fn away(day: usize, percent: u32, chance: &mut Chance) -> Times {
    match percent {
        0..38 => Times::Span(
            moment(day, chance.between(75, 195)),
            moment(day, chance.between(570, 780)),
        ),
        38..70 => Times::Span(
            moment(day, chance.between(930, 1080)),
            moment(day + 1, chance.between(0, 150)),
        ),
        70..84 => Times::Span(
            moment(day, chance.between(600, 840)),
            moment(
                day + chance.between(1, 4) as usize,
                chance.between(300, 900),
            ),
        ),
        84..92 => {
            let from = moment(day, chance.between(600, 1000));
            Times::Span(from, from + chance.between(45, 240))
        }
        _ => Times::At(moment(day, chance.between(0, 1439))),
    }
}

/// `SM23/00000001`, counted through.
fn reference(year: usize, number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice([b"SM23/", b"SM24/", b"SM25/"][year]);
    push_digits(number, 10_000_000, out);
}

/// A comma and a number.
fn push_number(number: u64, out: &mut Vec<u8>) {
    out.push(b',');
    let mut divisor = 1;
    while number / divisor >= 10 {
        divisor *= 10;
    }
    push_digits(number, divisor, out);
}

/// The digits of a number from that of `divisor` (a power of ten) down.
fn push_digits(number: u64, mut divisor: u64, out: &mut Vec<u8>) {
    while divisor > 0 {
        out.push(b'0' + (number / divisor % 10) as u8);
        divisor /= 10;
    }
}

/// A comma and a text.
fn text(value: &str, out: &mut Vec<u8>) {
    out.push(b',');
    out.extend_from_slice(value.as_bytes());
}
