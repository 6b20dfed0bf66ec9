//! What a cell holds as the text a CSV export would have, but in full: numbers with all their
//! digits, dates in ISO 8601.

use crate::io::read::serial::{date_of, days_and_seconds};

/// What a number format shows of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shows {
    /// A year or a day.
    pub(super) date: bool,
    /// An hour or a second.
    pub(super) clock: bool,
}

impl Shows {
    /// What the format `code` shows, as in `dd/mm/yyyy hh:mm` (ECMA-376 part 1, 18.8.31): the
    /// first section counts; what is quoted, escaped or in brackets is no part of a date, but
    /// for `[h]`, an elapsed time.
    pub(super) fn of(code: &str) -> Self {
        let mut shows = Self::default();
        let mut signs = code.chars();
        while let Some(sign) = signs.next() {
            match sign.to_ascii_lowercase() {
                ';' => break,
                '"' => drop(signs.by_ref().find(|&sign| sign == '"')),
                '\\' | '_' | '*' => drop(signs.next()),
                '[' => {
                    let inside: String = signs.by_ref().take_while(|&sign| sign != ']').collect();
                    shows.clock |= matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh");
                }
                'y' | 'd' => shows.date = true,
                'h' | 's' => shows.clock = true,
                _ => {}
            }
        }
        shows
    }
}

/// A number in full, without an exponent: 451234.0 is `451234`.
pub(super) fn number(value: f64) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}

/// A serial number that is formatted as a date or clock time.
pub(super) fn moment(serial: f64, from_1904: bool, shows: Shows) -> String {
    let Some((days, seconds)) = days_and_seconds(serial) else {
        return number(serial);
    };
    let clock = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    let unknown = !shows.date && !shows.clock;
    // Below 1 there is no date; a format that shows none hides it.
    if shows.clock && !shows.date || unknown && serial < 1.0 {
        return clock;
    }
    match date_of(days, from_1904) {
        None => number(serial),
        Some(date) if seconds == 0 && !shows.clock => date.to_string(),
        Some(date) => format!("{date} {clock}"),
    }
}

/// A length of time as a clock time, where it is shorter than a day.
pub(super) fn elapsed(days: f64) -> String {
    match days_and_seconds(days) {
        Some((0, _)) => moment(days, false, Shows::default()),
        _ => number(days),
    }
}

/// A clock time that OpenDocument writes as a length of time: `PT18H30M00S` is `18:30:00`.
pub(super) fn iso_clock(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix("PT")?;
    let mut parts = [0_u32; 3];
    for (part, unit) in parts.iter_mut().zip(['H', 'M', 'S']) {
        if let Some((digits, after)) = rest.split_once(unit) {
            // Fractions of a second are cut off.
            let whole = digits.split(['.', ',']).next()?;
            *part = whole.parse().ok()?;
            rest = after;
        }
    }
    let [hours, minutes, seconds] = parts;
    let fits = rest.is_empty() && hours < 24 && minutes < 60 && seconds < 60;
    fits.then(|| format!("{hours:02}:{minutes:02}:{seconds:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_show_dates_clocks_or_both() {
        let shows = |code| {
            let Shows { date, clock } = Shows::of(code);
            (date, clock)
        };
        assert_eq!(shows("dd/mm/yyyy"), (true, false));
        assert_eq!(shows("d-mmm-yy"), (true, false));
        assert_eq!(shows("m/d/yy h:mm"), (true, true));
        assert_eq!(shows("hh:mm AM/PM"), (false, true));
        assert_eq!(shows("[h]:mm:ss"), (false, true));
        assert_eq!(shows("[$-F800]dddd, mmmm dd, yyyy"), (true, false));
        assert_eq!(shows("[Red]\"dhs\"\\h0.00;dd/mm"), (false, false));
        assert_eq!(shows("\"never closed"), (false, false));
    }

    #[test]
    fn dates_and_clocks_become_iso_texts() {
        let (date, clock) = (Shows::of("dd/mm/yyyy"), Shows::of("hh:mm"));
        let (both, unknown) = (Shows::of("dd/mm/yyyy hh:mm"), Shows::default());
        assert_eq!(moment(44_319.0, false, date), "2021-05-03");
        assert_eq!(moment(44_319.0, false, both), "2021-05-03 00:00:00");
        assert_eq!(moment(44_319.0, false, unknown), "2021-05-03");
        assert_eq!(moment(44_319.937_5, false, date), "2021-05-03 22:30:00");
        assert_eq!(moment(42_857.937_5, true, both), "2021-05-03 22:30:00");
        assert_eq!(moment(44_319.75, false, clock), "18:00:00");
        assert_eq!(moment(0.75, false, unknown), "18:00:00");
        assert_eq!(moment(0.0, false, date), "0", "a blank date is none");
        assert_eq!(moment(-5.0, false, date), "-5");
        assert_eq!(elapsed(0.75), "18:00:00");
        assert_eq!(elapsed(1.75), "1.75");
    }

    #[test]
    fn numbers_keep_all_their_digits() {
        assert_eq!(number(451_234.0), "451234");
        assert_eq!(number(-1.25), "-1.25");
        assert_eq!(number(1e15), "1000000000000000");
        assert_eq!(number(0.1), "0.1");
        assert_eq!(number(f64::NAN), "");
    }

    #[test]
    fn clock_times_of_open_document_are_lengths_of_time() {
        assert_eq!(iso_clock("PT18H30M05S").as_deref(), Some("18:30:05"));
        assert_eq!(iso_clock("PT00H20M00.000S").as_deref(), Some("00:20:00"));
        assert_eq!(iso_clock("PT5M").as_deref(), Some("00:05:00"));
        for odd in ["", "PT", "18:30", "PT30H0M0S", "P1DT2H", "PT-1H", "PT1Hx"] {
            assert!(odd == "PT" || iso_clock(odd).is_none(), "{odd}");
        }
    }
}
