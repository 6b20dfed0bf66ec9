//! When things happen: days of the three years, and minutes of the policing day.
//!
//! Shapes follow what is published on violence in the night-time economy: peaks on Friday and
//! Saturday night, in summer and in December; clusters as pubs and clubs close, about an hour
//! later on Saturday than on Friday; most homes' trouble in the evening.

use crate::base::clock::{Date, Weekday};
use crate::sample::chance::{Chance, Picker};
use crate::sample::hotspots::Rhythm;

/// Policing days in the three years 1 April 2023 to 31 March 2026.
pub(crate) const DAYS: usize = 1096;
/// Minutes from midnight to the start of the policing day.
const DAY_START: i32 = 360;
/// Days after the last one that an event may still end on.
const MARGIN: usize = 8;

/// A calendar day, with what the generator asks of it.
pub(crate) struct Day {
    /// `01/04/2023`.
    pub(crate) text: String,
    /// Monday is 0.
    pub(crate) weekday: usize,
    /// January is 0.
    pub(crate) month: usize,
    /// Policing year, 0 to 2.
    pub(crate) year: usize,
    /// Clocks go forward on it, so that 01:00 to 01:59 do not exist.
    clocks_forward: bool,
}

/// The calendar of the three years and a few days after them.
pub(crate) fn calendar() -> Vec<Day> {
    let first = Date::constant(2023, 4, 1);
    let mut day = first;
    let mut days = Vec::with_capacity(DAYS + MARGIN);
    for index in 0..DAYS + MARGIN {
        let last_sunday = day.month() == 3 && day.day() >= 25 && day.weekday() == Weekday::Sunday;
        days.push(Day {
            text: format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
            weekday: day.weekday().to_monday_zero_offset() as usize,
            month: day.month() as usize - 1,
            year: usize::from(index >= 366) + usize::from(index >= 731),
            clocks_forward: last_sunday,
        });
        day = day.tomorrow().unwrap_or(day);
    }
    days
}

/// A moment: minutes since 06:00 of the first policing day.
pub(crate) type Moment = i32;

/// The moment `minute` minutes into policing day `day`.
pub(crate) const fn moment(day: usize, minute: i32) -> Moment {
    day as i32 * 1440 + minute
}

/// Writes a moment as `01/04/2023 23:45` on the civil clock.
pub(crate) fn write_moment(days: &[Day], moment: Moment, out: &mut Vec<u8>) {
    let civil = moment + DAY_START;
    let last = days.len() as i32 - 1;
    let day = &days[(civil / 1440).clamp(0, last) as usize];
    let mut minute = civil % 1440;
    if day.clocks_forward && (60..120).contains(&minute) {
        minute += 60;
    }
    out.extend_from_slice(day.text.as_bytes());
    out.push(b' ');
    for (number, after) in [(minute / 60, Some(b':')), (minute % 60, None)] {
        out.extend([b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
        out.extend(after);
    }
}

/// Twenty-four hourly weights, the first for 06:00.
type Hours = [u32; 24];

const STREET: Hours = [
    9, 15, 28, 34, 38, 42, 48, 50, 54, 66, 66, 60, 58, 60, 62, 64, 66, 66, 56, 42, 30, 20, 12, 9,
];
const HOME: Hours = [
    16, 24, 30, 34, 36, 38, 42, 44, 46, 52, 58, 60, 64, 68, 70, 70, 70, 62, 54, 38, 26, 18, 13, 12,
];
const YOUTH: Hours = [
    2, 5, 12, 18, 26, 32, 38, 42, 54, 84, 92, 88, 90, 88, 80, 66, 48, 30, 16, 9, 5, 3, 2, 2,
];
const SHOP: Hours = [
    2, 8, 24, 40, 52, 60, 64, 62, 62, 66, 62, 52, 40, 34, 26, 14, 6, 2, 0, 0, 0, 0, 0, 0,
];
const NIGHT_OUT: Hours = [
    0, 0, 0, 0, 0, 2, 6, 8, 8, 10, 12, 18, 28, 38, 50, 66, 82, 92, 84, 66, 46, 24, 8, 2,
];

/// Middle of the rush as places close, minutes after 06:00, Monday first: about 23:20 on
/// quiet days, 00:40 on Friday's night and 01:40 on Saturday's.
const CLOSING: [i32; 7] = [1035, 1035, 1045, 1070, 1120, 1180, 1030];

/// Draws minutes of the policing day.
pub(crate) struct Clock {
    street: Picker,
    home: Picker,
    youth: Picker,
    shop: Picker,
    night_out: Picker,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self {
            street: Picker::new(STREET),
            home: Picker::new(HOME),
            youth: Picker::new(YOUTH),
            shop: Picker::new(SHOP),
            night_out: Picker::new(NIGHT_OUT),
        }
    }

    /// A minute out in the street.
    pub(crate) fn street(&self, chance: &mut Chance) -> i32 {
        hour(&self.street, chance)
    }

    /// A minute at home.
    pub(crate) fn home(&self, chance: &mut Chance) -> i32 {
        hour(&self.home, chance)
    }

    /// A minute when young people are about.
    pub(crate) fn youth(&self, chance: &mut Chance) -> i32 {
        hour(&self.youth, chance)
    }

    /// A minute at a hotspot.
    pub(crate) fn at_hotspot(&self, rhythm: Rhythm, weekday: usize, chance: &mut Chance) -> i32 {
        match rhythm {
            Rhythm::Closing if chance.per_mille(580) => CLOSING[weekday] + chance.around(-62, 62),
            Rhythm::Closing => hour(&self.night_out, chance),
            Rhythm::Evening { peak, .. } if chance.per_mille(620) => {
                (peak + chance.around(-95, 95)).min(1439)
            }
            Rhythm::Evening { .. } => self.youth(chance),
        }
    }

    /// A minute at a premises that closes `closes` minutes into the policing day.
    pub(crate) fn at_premises(&self, closes: i32, chance: &mut Chance) -> i32 {
        if closes < 990 {
            return hour(&self.shop, chance).min(closes);
        }
        if chance.per_mille(600) {
            return (closes + chance.around(-120, 30)).min(1439);
        }
        let minute = hour(&self.night_out, chance);
        // Nothing happens in a house that has closed.
        if minute > closes {
            closes - (minute - closes) % 240
        } else {
            minute
        }
    }
}

/// A minute of a drawn hour.
fn hour(hours: &Picker, chance: &mut Chance) -> i32 {
    hours.pick(chance) as i32 * 60 + chance.between(0, 59)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(moment: Moment) -> String {
        let mut out = Vec::new();
        write_moment(&calendar(), moment, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn policing_days_start_at_six_and_run_over_midnight() {
        assert_eq!(text(moment(0, 0)), "01/04/2023 06:00");
        assert_eq!(text(moment(0, 1439)), "02/04/2023 05:59");
        assert_eq!(text(moment(DAYS - 1, 0)), "31/03/2026 06:00");
    }

    #[test]
    fn the_hour_that_does_not_exist_is_never_written() {
        let days = calendar();
        let eve = days
            .iter()
            .position(|day| day.text == "30/03/2024")
            .unwrap();
        assert_eq!(text(moment(eve, 19 * 60 + 30)), "31/03/2024 02:30");
        assert_eq!(text(moment(eve, 18 * 60 + 59)), "31/03/2024 00:59");
        assert_eq!(days.iter().filter(|day| day.clocks_forward).count(), 3);
    }

    #[test]
    fn closing_time_is_an_hour_later_on_saturday() {
        assert_eq!(CLOSING[5] - CLOSING[4], 60);
    }
}
