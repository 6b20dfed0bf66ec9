//! Clock times as people write them: `18:30`, `6.30 pm`, `0020`, `20`, `1830hrs`, `24:00`.

/// What is left after a clock time, and the time in seconds after midnight (86,400 for 24:00).
pub(super) type ClockAndRest<'a> = (i64, &'a str);

/// Seconds after midnight of a text that is a clock time and nothing else.
pub(super) fn clock(text: &str) -> Option<i64> {
    let (seconds, rest) = clock_prefix(text)?;
    rest.trim().is_empty().then_some(seconds)
}

/// Reads a clock time at the start of `text`.
pub(super) fn clock_prefix(text: &str) -> Option<ClockAndRest<'_>> {
    let text = text.trim_start();
    let (digits, rest) = split_digits(text);
    let colon = rest
        .strip_prefix([':', 'h', 'H'])
        .filter(|after| starts_with_digit(after));
    if let Some(after) = colon {
        return (digits.len() <= 2)
            .then(|| with_colon(digits, after))
            .flatten();
    }
    if let Some(after) = rest
        .strip_prefix('.')
        .filter(|after| starts_with_digit(after))
    {
        return with_point(digits, after);
    }
    let plain = plain_number(digits)?;
    let (half, rest) = day_half(rest);
    if half != Half::None {
        // `6 PM`, `0630 PM`.
        let (hour, minute) = if digits.len() <= 2 {
            (number(digits), 0)
        } else {
            (plain / 3600, plain % 3600)
        };
        return Some((seconds(half.hour(hour)?, 0, 0)? + minute, rest));
    }
    Some((plain, without_hours_word(rest)))
}

/// `18:30`, `18:30:05.2`, `6:30 pm`.
fn with_colon<'a>(hour: &str, after: &'a str) -> Option<ClockAndRest<'a>> {
    let (minute, rest) = split_digits(after);
    let (second, rest) = match rest.strip_prefix(':') {
        Some(after) => split_digits(after),
        None => ("0", rest),
    };
    if hour.is_empty() || minute.len() != 2 || !(1..=2).contains(&second.len()) {
        return None;
    }
    // Fractions of a second are cut off.
    let rest = rest
        .strip_prefix(['.', ','])
        .map_or(rest, |after| split_digits(after).1);
    let (half, rest) = day_half(rest);
    let hour = half.hour(number(hour))?;
    Some((
        seconds(hour, number(minute), number(second))?,
        without_hours_word(rest),
    ))
}

/// `18.30`, or `1830.0` as a spreadsheet writes a number. `0.75` is refused: it may be a part
/// of a day as well as a quarter to one.
fn with_point<'a>(before: &str, after: &'a str) -> Option<ClockAndRest<'a>> {
    let (part, rest) = split_digits(after);
    if part.bytes().all(|b| b == b'0') && part.len() == 1 {
        return Some((plain_number(before)?, rest));
    }
    let (half, rest) = day_half(rest);
    let clear = before.len() == 2 || half != Half::None;
    if !clear || part.len() != 2 {
        return None;
    }
    Some((
        seconds(half.hour(number(before))?, number(part), 0)?,
        without_hours_word(rest),
    ))
}

/// `0020`, `20` and `1830` are hours times 100 plus minutes; six digits have seconds.
fn plain_number(digits: &str) -> Option<i64> {
    let value = number(digits);
    match digits.len() {
        1..=4 => seconds(value / 100, value % 100, 0),
        5 | 6 => seconds(value / 10_000, value / 100 % 100, value % 100),
        _ => None,
    }
}

fn seconds(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let all = hour * 3600 + minute * 60 + second;
    let fits = (0..60).contains(&minute) && (0..60).contains(&second);
    (fits && hour >= 0 && all <= 86_400).then_some(all)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    None,
    Morning,
    Afternoon,
}

impl Half {
    /// 12 AM is midnight, 12 PM is noon; 13 PM is taken for 13:00, 13 AM for nothing.
    fn hour(self, hour: i64) -> Option<i64> {
        match (self, hour) {
            (Self::Morning, 12) => Some(0),
            (Self::Afternoon, 0..12) => Some(hour + 12),
            (Self::Morning, 13..) => None,
            _ => Some(hour),
        }
    }
}

fn day_half(text: &str) -> (Half, &str) {
    const MARKS: [(&str, Half); 6] = [
        ("a.m.", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("am", Half::Morning),
        ("pm", Half::Afternoon),
        ("a", Half::Morning),
        ("p", Half::Afternoon),
    ];
    let trimmed = text.trim_start();
    let ends = |rest: &str| !rest.starts_with(|sign: char| sign.is_alphanumeric());
    for (mark, half) in MARKS {
        let Some((start, rest)) = trimmed.split_at_checked(mark.len()) else {
            continue;
        };
        if start.eq_ignore_ascii_case(mark) && ends(rest) {
            return (half, rest);
        }
    }
    (Half::None, text)
}

fn without_hours_word(text: &str) -> &str {
    let trimmed = text.trim_start();
    for word in ["hours", "hrs", "hr", "h"] {
        let Some((start, rest)) = trimmed.split_at_checked(word.len()) else {
            continue;
        };
        if start.eq_ignore_ascii_case(word) {
            return rest;
        }
    }
    text
}

/// The digits at the start of `text`, and what follows.
pub(super) fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn starts_with_digit(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// The number in at most 18 digits; more are no time of any kind and give -1.
fn number(digits: &str) -> i64 {
    if digits.len() > 18 {
        -1
    } else {
        digits.parse().unwrap_or(-1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_as_people_write_them() {
        let table = [
            ("18:30", 18, 30, 0),
            ("6:05", 6, 5, 0),
            ("18:30:05", 18, 30, 5),
            ("18:30:05.999", 18, 30, 5),
            ("0020", 0, 20, 0),
            ("20", 0, 20, 0),
            ("930", 9, 30, 0),
            ("1830.0", 18, 30, 0),
            ("183059", 18, 30, 59),
            ("18.30", 18, 30, 0),
            ("6.30 pm", 18, 30, 0),
            ("12:00:00 AM", 0, 0, 0),
            ("12:15 pm", 12, 15, 0),
            ("11:59 p.m.", 23, 59, 0),
            ("6 PM", 18, 0, 0),
            ("1830hrs", 18, 30, 0),
            ("18:30 hours", 18, 30, 0),
            ("18h30", 18, 30, 0),
            ("24:00", 24, 0, 0),
            ("2400", 24, 0, 0),
        ];
        for (text, hour, minute, second) in table {
            assert_eq!(
                clock(text),
                Some(hour * 3600 + minute * 60 + second),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_clock_time_is_refused() {
        for bad in [
            "",
            "T",
            "25:00",
            "24:01",
            "12:60",
            "12:5",
            "18:30x",
            "0.75",
            "99",
            "1:2:3:4",
            "-1",
            "13 AM",
            "12345678901234567890",
            "18:",
            ":30",
            "é",
            "12:30 é",
        ] {
            assert_eq!(clock(bad), None, "{bad}");
        }
    }
}
