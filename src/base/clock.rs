//! Clock times, wrapped windows and sets of weekdays, as people write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use jiff::civil::{Date, Weekday};

/// Minutes in a day.
pub const MINUTES_PER_DAY: u16 = 24 * 60;

/// A clock time to the minute, 00:00 to 23:59.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ClockTime(u16);

impl ClockTime {
    /// Midnight, the start of the calendar day.
    pub const MIDNIGHT: Self = Self(0);

    /// A clock time from hour and minute; `None` for 24:00 and beyond.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 {
            Some(Self(hour * 60 + minute))
        } else {
            None
        }
    }

    /// The clock time `minutes` after midnight, wrapped into the day.
    pub const fn from_minutes(minutes: u16) -> Self {
        Self(minutes % MINUTES_PER_DAY)
    }

    /// Minutes since midnight, 0 to 1439.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The hour, 0 to 23.
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A clock text that names no time of day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// Not `HH:MM` between 00:00 and 23:59.
    #[error("\"{0}\" is no clock time; write HH:MM between 00:00 and 23:59")]
    Time(String),
    /// Not `HH:MM-HH:MM`.
    #[error("\"{0}\" is no clock window; write HH:MM-HH:MM, as in 18:00-06:00")]
    Window(String),
    /// Not a weekday.
    #[error(
        "\"{0}\" is no weekday; write mon, tue, wed, thu, fri, sat or sun, with commas between"
    )]
    Day(String),
}

impl FromStr for ClockTime {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        let parse = || {
            let (hour, minute) = text.trim().split_once(':')?;
            let digits = |s: &str| {
                let plain = (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
                plain.then(|| s.parse::<u16>().ok()).flatten()
            };
            if minute.len() != 2 {
                return None;
            }
            Self::new(digits(hour)?, digits(minute)?)
        };
        parse().ok_or_else(|| ClockError::Time(text.to_owned()))
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for ClockTime {
    type Error = ClockError;

    fn try_from(text: String) -> Result<Self, ClockError> {
        text.parse()
    }
}

/// A half-open clock window that may wrap midnight: 18:00-06:00 holds 18:00 and not 06:00.
///
/// A window whose ends are equal is the whole day and stands for no window at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ClockWindow {
    /// First minute inside.
    pub start: ClockTime,
    /// First minute outside.
    pub end: ClockTime,
}

impl ClockWindow {
    /// The night of the sample town and of most tasking: 18:00-06:00.
    pub const NIGHT: Self = Self {
        start: ClockTime(18 * 60),
        end: ClockTime(6 * 60),
    };

    /// Whether the ends are equal, so that the window holds every minute.
    pub fn is_whole_day(self) -> bool {
        self.start == self.end
    }

    /// Whether `time` lies inside.
    pub fn contains(self, time: ClockTime) -> bool {
        let since_start = (time.0 + MINUTES_PER_DAY - self.start.0) % MINUTES_PER_DAY;
        since_start < self.length_minutes()
    }

    /// Length in minutes, 1 to 1440.
    pub fn length_minutes(self) -> u16 {
        match (self.end.0 + MINUTES_PER_DAY - self.start.0) % MINUTES_PER_DAY {
            0 => MINUTES_PER_DAY,
            minutes => minutes,
        }
    }
}

impl fmt::Display for ClockWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

impl FromStr for ClockWindow {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        let (start, end) = text
            .split_once('-')
            .ok_or_else(|| ClockError::Window(text.to_owned()))?;
        Ok(Self {
            start: start.parse()?,
            end: end.parse()?,
        })
    }
}

impl From<ClockWindow> for String {
    fn from(window: ClockWindow) -> Self {
        window.to_string()
    }
}

impl TryFrom<String> for ClockWindow {
    type Error = ClockError;

    fn try_from(text: String) -> Result<Self, ClockError> {
        text.parse()
    }
}

/// A set of weekdays. Serialised as `["fri", "sat"]`; the full set means no choice was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct Weekdays(u8);

/// Short names, Monday first, as the command line and the files write them.
pub const DAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Weekdays {
    /// Every day.
    pub const ALL: Self = Self(0x7f);
    /// No day.
    pub const NONE: Self = Self(0);

    /// This set with the day `index` (Monday is 0) in it.
    #[must_use]
    pub const fn with(self, index: usize) -> Self {
        Self(self.0 | (1 << index))
    }

    /// This set with the day `index` (Monday is 0) taken out if it is in, put in if it is not.
    #[must_use]
    pub const fn toggled(self, index: usize) -> Self {
        Self(self.0 ^ (1 << index))
    }

    /// Whether the day `index` (Monday is 0) is in the set.
    pub const fn contains(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }

    /// Whether all seven days are in.
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// Whether no day is in.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// The days in the set, Monday (0) first.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..7).filter(move |&day| self.contains(day))
    }

    /// The short names of the days in the set, Monday first.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(|day| DAY_NAMES[day]).collect()
    }
}

impl FromStr for Weekdays {
    type Err = ClockError;

    /// Reads `fri,sat`; full English names and any case are understood.
    fn from_str(text: &str) -> Result<Self, ClockError> {
        text.split(',').try_fold(Self::NONE, |days, name| {
            let lower = name.trim().to_ascii_lowercase();
            let index = DAY_NAMES.iter().position(|short| {
                lower.starts_with(short) && FULL_DAY_NAMES.iter().any(|f| f.starts_with(&*lower))
            });
            index
                .map(|i| days.with(i))
                .ok_or_else(|| ClockError::Day(name.trim().to_owned()))
        })
    }
}

const FULL_DAY_NAMES: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl From<Weekdays> for Vec<String> {
    fn from(days: Weekdays) -> Self {
        days.names().into_iter().map(str::to_owned).collect()
    }
}

impl TryFrom<Vec<String>> for Weekdays {
    type Error = ClockError;

    fn try_from(names: Vec<String>) -> Result<Self, ClockError> {
        names.iter().try_fold(Self::NONE, |days, name| {
            Ok(Self(days.0 | name.parse::<Self>()?.0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_wrap_midnight_and_are_half_open() {
        let night = ClockWindow::NIGHT;
        let at = |text: &str| night.contains(text.parse().unwrap());
        assert!(at("18:00") && at("23:59") && at("00:00") && at("05:59"));
        assert!(!at("06:00") && !at("17:59") && !at("12:00"));
        assert_eq!(night.length_minutes(), 720);
        assert!("07:00-07:00".parse::<ClockWindow>().unwrap().is_whole_day());
    }

    #[test]
    fn wrong_clock_texts_are_refused() {
        for text in [
            "25:00-06:00",
            "18:60-06:00",
            "18-06",
            "18:00",
            "",
            "1800-0600",
            "-1:00-06:00",
        ] {
            assert!(text.parse::<ClockWindow>().is_err(), "{text}");
        }
        assert_eq!("6:05".parse::<ClockTime>().unwrap().to_string(), "06:05");
    }

    #[test]
    fn weekdays_read_and_write_their_names() {
        let days: Weekdays = "fri, Saturday".parse().unwrap();
        assert_eq!(days.names(), ["fri", "sat"]);
        assert!("fry".parse::<Weekdays>().is_err() && "".parse::<Weekdays>().is_err());
    }
}
