//! How numbers, dates and hours are written: thousands separated, 24 hours, British dates.

use crate::analysis::rank::Peak;
use crate::base::Date;
pub use crate::base::figures::grouped;

/// Short weekday names for people, Monday first.
pub const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `2,214` or, where it would not fit the middle of a dial, `10.7k`, `445k`, `1.2m`.
pub fn compact(n: usize) -> String {
    let thousands = n as f64 / 1e3;
    match n {
        0..10_000 => grouped(n),
        10_000..99_950 => format!("{thousands:.1}k"),
        99_950..999_500 => format!("{thousands:.0}k"),
        _ => format!("{:.1}m", thousands / 1e3),
    }
}

/// A sum of weights: whole where it is whole, otherwise with one decimal, `1,987.5`.
pub fn weight(w: f64) -> String {
    decimals(w, usize::from((w - w.round()).abs() >= 0.05))
}

/// A number with `places` decimals and separated thousands.
pub fn decimals(x: f64, places: usize) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.places$}", x.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let sign = if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        "−"
    } else {
        ""
    };
    format!(
        "{sign}{}{rest}",
        grouped(whole.parse().unwrap_or(usize::MAX))
    )
}

/// About three figures: `4,406`, `41.8`, `0.31`.
pub fn figures(x: f64) -> String {
    let places = match x.abs() {
        a if a >= 100.0 || a == 0.0 => 0,
        a if a >= 10.0 => 1,
        a if a >= 0.1 => 2,
        _ => 4,
    };
    decimals(x, places)
}

/// A share of 1 as `6.6%`; small ones keep a figure.
pub fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    let places = usize::from(hundred < 10.0 && hundred != 0.0);
    if hundred > 0.0 && hundred < 0.1 {
        return "<0.1%".to_owned();
    }
    format!("{}%", decimals(hundred, places))
}

/// A length: `200 m`, `1.2 km`.
pub fn metres(m: f64) -> String {
    if m >= 10_000.0 {
        format!("{} km", figures(m / 1000.0))
    } else {
        format!("{} m", weight(m))
    }
}

/// A number as one types it: no separators, no needless decimals.
pub fn plain(x: f64) -> String {
    format!("{}", (x * 1000.0).round() / 1000.0)
}

/// `1 Apr 2023`.
pub fn date(d: Date) -> String {
    format!("{} {} {}", d.day(), month_name(d), d.year())
}

/// `1 Apr 23`; the year is written out where two digits would not say the century.
pub fn short_date(d: Date) -> String {
    format!("{} {}", d.day(), month(d))
}

/// `Apr 23`, and outside this century `Dec 1899`.
pub fn month(d: Date) -> String {
    match d.year() {
        year @ 2000..=2099 => format!("{} {:02}", month_name(d), year - 2000),
        year => format!("{} {year}", month_name(d)),
    }
}

/// `Sat 00–01`: the busiest hour of the week.
pub fn peak(peak: Peak) -> String {
    format!("{} {}", DAYS[peak.day % 7], hour_span(peak.hour))
}

/// `22–23`.
pub fn hour_span(hour: usize) -> String {
    format!("{:02}–{:02}", hour % 24, (hour + 1) % 24)
}

/// `1 place`, `12 places`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// British National Grid and its kin: `248 912`, never broken between lines.
pub fn grid(m: f64) -> String {
    let metres = m.round().abs() as usize;
    let sign = if m < 0.0 { "−" } else { "" };
    format!("{sign}{}", grouped(metres).replace(',', "\u{a0}"))
}

fn month_name(d: Date) -> &'static str {
    MONTHS[(d.month() as usize).clamp(1, 12) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let written = [0, 999, 1000, 12_048, 445_326, 10_000_000].map(grouped);
        assert_eq!(
            written,
            ["0", "999", "1,000", "12,048", "445,326", "10,000,000"]
        );
    }

    #[test]
    fn large_numbers_are_shortened_for_the_dial() {
        let written = [2_214, 10_735, 99_960, 445_326, 999_999].map(compact);
        assert_eq!(written, ["2,214", "10.7k", "100k", "445k", "1.0m"]);
    }

    #[test]
    fn weights_show_a_decimal_only_where_there_is_one() {
        assert_eq!(weight(1987.0), "1,987");
        assert_eq!(weight(1987.46), "1,987.5");
        assert_eq!(weight(0.04), "0");
    }

    #[test]
    fn a_tiny_negative_number_has_no_sign_before_its_zero() {
        assert_eq!(decimals(-0.001, 1), "0.0");
        assert_eq!(decimals(-1234.5, 1), "−1,234.5");
        assert_eq!(decimals(f64::NAN, 1), "–");
    }

    #[test]
    fn shares_keep_a_figure_when_they_are_small() {
        assert_eq!(
            [0.31, 0.066, 0.0, 0.0004].map(percent),
            ["31%", "6.6%", "0%", "<0.1%"]
        );
    }

    #[test]
    fn dates_and_hours_are_written_as_the_british_do() {
        let first = jiff::civil::date(2023, 4, 1);
        assert_eq!(date(first), "1 Apr 2023");
        assert_eq!(month(first), "Apr 23");
        assert_eq!(
            [(1899, 12), (2099, 1), (2100, 1)].map(|(y, m)| month(jiff::civil::date(y, m, 1))),
            ["Dec 1899", "Jan 99", "Jan 2100"]
        );
        assert_eq!(peak(Peak { day: 5, hour: 23 }), "Sat 23–00");
        assert_eq!(grid(248_912.4), "248\u{a0}912");
    }
}
