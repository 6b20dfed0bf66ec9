//! Opening hours as premises registers write them: `11:00-23:30`, `10am to 2am`,
//! `Mon-Thu 1000-2300, Fri-Sat 1000-0300`.

use crate::base::ClockTime;
use crate::base::clock::MINUTES_PER_DAY;
use crate::io::read::clock_text::{clock, clock_prefix};

/// When a day's trade begins and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hours {
    /// Opening time.
    pub(super) opens: Option<ClockTime>,
    /// Closing time.
    pub(super) closes: Option<ClockTime>,
}

impl Hours {
    /// Whichever closes later in the night that began before, and is open longer if both close
    /// together; what is not known gives way.
    pub(super) fn or_longer(self, other: Self) -> Self {
        if other.rank() > self.rank() {
            other
        } else {
            self
        }
    }

    fn rank(self) -> (Option<u16>, u16) {
        let length = self.opens.zip(self.closes).map_or(0, |(opens, closes)| {
            (closes.minutes() + MINUTES_PER_DAY - opens.minutes()) % MINUTES_PER_DAY
        });
        (self.closes.map(lateness), length)
    }
}

/// Minutes from 06:00 on, so that 02:00 is later than 23:00.
fn lateness(closes: ClockTime) -> u16 {
    (closes.minutes() + MINUTES_PER_DAY - 6 * 60) % MINUTES_PER_DAY
}

/// A single clock time.
pub(super) fn clock_time(text: &str) -> Option<ClockTime> {
    if text.eq_ignore_ascii_case("midnight") {
        return Some(ClockTime::MIDNIGHT);
    }
    let bare = text.trim_end_matches(".0");
    let hour_only = !bare.is_empty() && bare.len() <= 2 && bare.bytes().all(|b| b.is_ascii_digit());
    // A register that says 23 means 23:00; minutes past midnight would be no closing time.
    let seconds = if hour_only {
        bare.parse::<i64>().ok().map(|hour| hour * 3600)
    } else {
        clock(text)
    };
    let minutes = seconds.filter(|s| (0..=86_400).contains(s))? / 60;
    Some(ClockTime::from_minutes(minutes as u16))
}

/// The longest of all the spans in `text`.
pub(super) fn spans(text: &str) -> Option<Hours> {
    let lower = text.to_lowercase();
    if lower.contains("24 hour") || lower.contains("24/7") || lower.contains("24hr") {
        let midnight = Some(ClockTime::MIDNIGHT);
        return Some(Hours {
            opens: midnight,
            closes: midnight,
        });
    }
    let lower = lower.replace("midnight", "24:00").replace("noon", "12:00");
    let mut best: Option<Hours> = None;
    let mut rest = lower.as_str();
    while let Some(at) = rest.find(|sign: char| sign.is_ascii_digit()) {
        rest = &rest[at..];
        if let Some((span, after)) = span_prefix(rest) {
            best = Some(best.unwrap_or_default().or_longer(span));
            rest = after;
        } else {
            rest = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
        }
    }
    best
}

fn span_prefix(text: &str) -> Option<(Hours, &str)> {
    let (opens, rest) = end_prefix(text)?;
    let rest = rest.trim_start();
    let joined = ["-", "\u{2013}", "\u{2014}", "to ", "until ", "till "];
    let rest = joined
        .iter()
        .find_map(|sign| rest.strip_prefix(sign))?
        .trim_start();
    let (closes, rest) = end_prefix(rest)?;
    Some((
        Hours {
            opens: Some(opens),
            closes: Some(closes),
        },
        rest,
    ))
}

fn end_prefix(text: &str) -> Option<(ClockTime, &str)> {
    let (_, rest) = clock_prefix(text)?;
    let written = text[..text.len() - rest.len()].trim();
    Some((clock_time(written)?, rest))
}

/// Yes or no as registers write it: words, numbers, marks, or the date of a grant.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let lower = text.to_lowercase();
    match lower.as_str() {
        "yes" | "y" | "true" | "t" | "1" | "1.0" | "x" | "✓" | "✔" | "licensed" | "granted" => {
            Some(true)
        }
        "no" | "n" | "false" | "f" | "0" | "0.0" | "none" | "unlicensed" | "not licensed" => {
            Some(false)
        }
        _ => lower.bytes().any(|b| b.is_ascii_digit()).then_some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(opens: &str, closes: &str) -> Hours {
        Hours {
            opens: opens.parse().ok(),
            closes: closes.parse().ok(),
        }
    }

    #[test]
    fn the_latest_close_of_the_week_is_taken() {
        assert_eq!(spans("11:00-23:30"), Some(hours("11:00", "23:30")));
        assert_eq!(spans("10am to 2am"), Some(hours("10:00", "02:00")));
        assert_eq!(
            spans("Mon-Thu 1000-2300, Fri-Sat 1000-0300"),
            Some(hours("10:00", "03:00"))
        );
        assert_eq!(
            spans("Sun 12:00–22:30; Mon 11:00–24:00"),
            Some(hours("11:00", "00:00"))
        );
        assert_eq!(spans("noon to midnight"), Some(hours("12:00", "00:00")));
        assert_eq!(spans("open 24 hours"), Some(hours("00:00", "00:00")));
        assert_eq!(spans("closed Mondays"), None);
    }

    #[test]
    fn closing_times_and_answers_are_read() {
        assert_eq!(clock_time("23"), ClockTime::new(23, 0));
        assert_eq!(clock_time("24:00"), Some(ClockTime::MIDNIGHT));
        assert_eq!(clock_time("0330"), ClockTime::new(3, 30));
        assert_eq!(clock_time("late"), None);
        assert_eq!(yes_or_no("Yes"), Some(true));
        assert_eq!(yes_or_no("0"), Some(false));
        assert_eq!(yes_or_no("2019-03-01"), Some(true));
        assert_eq!(yes_or_no("?"), None);
    }
}
