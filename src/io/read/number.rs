//! Coordinates as people write them: decimals with point or comma, eastings with thousands
//! separators, and Ordnance Survey grid references.

use crate::io::read::text::{decoded, is_missing};

/// A coordinate as it stands in a field; `in_full` is [`degrees`] or [`metres`], and gives the
/// same without the short way.
pub(super) fn coordinate(field: &[u8], in_full: fn(&str) -> f64) -> f64 {
    plain(field).unwrap_or_else(|| in_full(&decoded(field)))
}

/// The number in digits with perhaps a minus and a point between them, of at most 15 digits.
///
/// All digits together are below 2^53 and the power of ten below 10^23, so that both are exact
/// and their quotient is rounded once: it is the nearest number, which is what the standard
/// library promises (W. D. Clinger, How to read floating point numbers accurately, 1990).
fn plain(field: &[u8]) -> Option<f64> {
    const POWERS: [f64; 16] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];
    let (sign, digits) = match *field {
        [b'-', ref digits @ ..] => (-1.0, digits),
        ref digits => (1.0, digits),
    };
    if digits.len() > 16 {
        return None;
    }
    let (mut value, mut point) = (0_u64, None);
    for (i, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            value = value * 10 + u64::from(digit);
        } else if byte == b'.' && point.is_none() && i > 0 {
            point = Some(i);
        } else {
            return None;
        }
    }
    let decimals = point.map_or(0, |at| digits.len() - at - 1);
    let count = digits.len() - usize::from(point.is_some());
    let fits = (1..=15).contains(&count) && (point.is_none() || decimals > 0);
    fits.then(|| sign * (value as f64 / POWERS[decimals]))
}

/// A coordinate in degrees; NaN where it is blank or unreadable.
pub(super) fn degrees(text: &str) -> f64 {
    number(text).unwrap_or_else(|| with_decimal_comma(text).unwrap_or(f64::NAN))
}

/// A coordinate in metres; NaN where it is blank or unreadable. `412,345` is a number of
/// thousands, `412345,6` has a decimal comma.
pub(super) fn metres(text: &str) -> f64 {
    number(text)
        .or_else(|| with_thousands(text))
        .or_else(|| with_decimal_comma(text))
        .unwrap_or(f64::NAN)
}

/// A plain finite number. The words Rust reads as infinity or NaN are none.
pub(super) fn number(text: &str) -> Option<f64> {
    let first = *text.trim_start_matches(['+', '-']).as_bytes().first()?;
    if !(first.is_ascii_digit() || first == b'.') {
        return None;
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// How a number's digits are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comma {
    /// `53,5` has a decimal comma.
    Decimal,
    /// `1,012,345` has thousands.
    Thousands,
    /// `412,345` may be either; the rest of its column tells.
    Either,
}

/// What the comma in a number means; `None` where there is none or it is no number.
pub(super) fn comma(text: &str) -> Option<Comma> {
    let decimal = text.contains(',') && with_decimal_comma(text).is_some();
    let thousands = text.contains(',') && with_thousands(text).is_some();
    match (decimal, thousands) {
        (true, true) => Some(Comma::Either),
        (true, false) => Some(Comma::Decimal),
        (false, true) => Some(Comma::Thousands),
        (false, false) => None,
    }
}

/// The number, its comma taken for a decimal one.
pub(super) fn with_decimal_comma(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once(',')?;
    let plain = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    plain
        .then(|| number(&format!("{whole}.{fraction}")))
        .flatten()
}

fn with_thousands(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split([',', ' ', '\u{a0}']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &&str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let leading = first.trim_start_matches('-');
    // Nobody writes 0,937 for 937.
    let fits = (1..=3).contains(&leading.len()) && !leading.starts_with('0') && !rest.is_empty();
    (fits && rest.iter().all(digits))
        .then(|| number(&format!("{first}{}.{fraction}", rest.concat())))
        .flatten()
}

/// The middle of the square that a British grid reference names, in metres of EPSG:27700.
///
/// `SS 123 456` is the square of 100 m whose south-west corner is 212300 E, 145600 N. The
/// middle, not the corner, is returned: the Ordnance Survey lets the corner *name* the square, but
/// the reference means all of it, and the middle is at most half a square wrong in either
/// direction, without drawing all positions to the south-west.
/// Irish references (one letter) are read by [`irish_grid_reference`].
pub(super) fn grid_reference(text: &str) -> Option<(f64, f64)> {
    middle_of_square(text, 2, |letters| square_of(letters[0], letters[1]))
}

/// The middle of the square that an Irish grid reference such as `J 335 745` names, in metres of
/// the Irish Grid.
pub(super) fn irish_grid_reference(text: &str) -> Option<(f64, f64)> {
    middle_of_square(text, 1, |letters| {
        let place = place_of(letters[0])?;
        Some((place % 5, 4 - place / 5))
    })
}

/// The middle of the square named by so many letters, of which `square` tells the column and row
/// of 100 km, and digits.
fn middle_of_square(
    text: &str,
    letters: usize,
    square: impl Fn(&[u8]) -> Option<(i32, i32)>,
) -> Option<(f64, f64)> {
    let is_sign = |sign: &char| !sign.is_whitespace() && !matches!(sign, '-' | '/' | ',' | '.');
    let mut signs = text.chars().filter(is_sign).peekable();
    // Most texts of most columns are numbers and dates: they are known by their first sign.
    let is_named = signs.peek().is_some_and(char::is_ascii_alphabetic);
    if !is_named || text.len() > 32 || is_missing(text) {
        return None;
    }
    let plain: Vec<u8> = signs
        .map(|sign| u8::try_from(sign).unwrap_or(b'?'))
        .collect();
    let (letters, digits) = plain.split_at_checked(letters)?;
    let half = digits.len() / 2;
    let usable = digits.len().is_multiple_of(2)
        && (1..=5).contains(&half)
        && digits.iter().all(u8::is_ascii_digit);
    if !usable {
        return None;
    }
    let (column, row) = square(letters)?;
    let size = 10_f64.powi(5 - half as i32);
    let value = |part: &[u8]| {
        part.iter()
            .fold(0.0, |sum, &b| sum * 10.0 + f64::from(b - b'0'))
    };
    let easting = f64::from(column) * 1e5 + (value(&digits[..half]) + 0.5) * size;
    let northing = f64::from(row) * 1e5 + (value(&digits[half..]) + 0.5) * size;
    Some((easting, northing))
}

/// Column and row of a 100 km square, counted from the false origin (square SV).
fn square_of(first: u8, second: u8) -> Option<(i32, i32)> {
    let (outer, inner) = (place_of(first)?, place_of(second)?);
    let column = (outer % 5 - 2) * 5 + inner % 5;
    let row = (3 - outer / 5) * 5 + 4 - inner / 5;
    ((0..7).contains(&column) && (0..13).contains(&row)).then_some((column, row))
}

/// The place of a letter in a lattice of 5 x 5, row by row from the north-west; the letter I is
/// left out.
fn place_of(letter: u8) -> Option<i32> {
    let letter = letter.to_ascii_uppercase();
    (letter.is_ascii_uppercase() && letter != b'I')
        .then(|| i32::from(letter - b'A') - i32::from(letter > b'I'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_coordinates_are_plain() {
        for text in [
            "236905",
            "-1.2345678",
            "53.4",
            "0.0",
            "-0",
            "0.1",
            "123456789012345",
        ] {
            let value = plain(text.as_bytes()).map(f64::to_bits);
            assert_eq!(
                value,
                Some(text.parse::<f64>().unwrap().to_bits()),
                "{text}"
            );
        }
        for text in [
            "", "-", ".", "1.", ".5", "+1", "1e3", " 1", "1.2.3", "--1", "1,5",
        ] {
            assert_eq!(plain(text.as_bytes()), None, "{text}");
        }
        assert_eq!(plain(b"1234567890123456"), None);
        assert_eq!(plain(b"99999999999999999999"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_plain_is_what_the_full_reading_gives(
            text in "-?[0-9]{0,9}[.,e+ ]?[0-9]{0,10}"
        ) {
            let text = text.trim();
            for in_full in [degrees, metres] {
                let value = coordinate(text.as_bytes(), in_full);
                prop_assert_eq!(value.to_bits(), in_full(text).to_bits());
            }
        }
    }

    #[test]
    fn numbers_are_read_with_point_comma_and_thousands() {
        assert_eq!(degrees("-1.25"), -1.25);
        assert_eq!(degrees("51,5"), 51.5);
        assert_eq!(degrees("0.0"), 0.0);
        assert_eq!(metres("412,345"), 412_345.0);
        assert_eq!(metres("1 012 345.5"), 1_012_345.5);
        assert_eq!(metres("412345,6"), 412_345.6);
        for nothing in [
            "",
            "nan",
            "inf",
            "-infinity",
            "NULL",
            "12a",
            "1,2,3",
            "--1",
            "1e999",
        ] {
            assert!(degrees(nothing).is_nan(), "{nothing}");
            assert!(metres(nothing).is_nan(), "{nothing}");
        }
    }

    #[test]
    fn commas_are_decimal_or_between_thousands_or_either() {
        assert_eq!(comma("53,5"), Some(Comma::Decimal));
        assert_eq!(comma("412345,678"), Some(Comma::Decimal));
        assert_eq!(comma("-0,937"), Some(Comma::Decimal));
        assert_eq!(comma("1,012,345"), Some(Comma::Thousands));
        assert_eq!(comma("412,345.5"), Some(Comma::Thousands));
        assert_eq!(comma("412,345"), Some(Comma::Either));
        for none in ["412345", "1 012 345", "a,b", "1,2,3", ","] {
            assert_eq!(comma(none), None, "{none}");
        }
    }

    #[test]
    fn grid_references_lead_to_the_middle_of_their_square() {
        assert_eq!(grid_reference("SS 123 456"), Some((212_350.0, 145_650.0)));
        assert_eq!(grid_reference("ss123456"), Some((212_350.0, 145_650.0)));
        assert_eq!(grid_reference("SV 00000 00000"), Some((0.5, 0.5)));
        assert_eq!(grid_reference("TQ 30 80"), Some((530_500.0, 180_500.0)));
        assert_eq!(
            grid_reference("NT 26450 76770"),
            Some((326_450.5, 676_770.5))
        );
        assert_eq!(grid_reference("HP 6 1"), Some((465_000.0, 1_215_000.0)));
        for text in [
            "SS 12345 67890",
            "ss1234567890",
            "SS\u{a0}12345\u{a0}67890",
            "SS-12345-67890",
            "SS 12345, 67890",
        ] {
            assert_eq!(grid_reference(text), Some((212_345.5, 167_890.5)), "{text}");
        }
    }

    /// Belfast City Hall is J 338 740; Dublin's Spire O 159 346; Mizen Head lies in V.
    #[test]
    fn irish_references_lead_to_the_middle_of_their_square() {
        assert_eq!(
            irish_grid_reference("J 338 740"),
            Some((333_850.0, 374_050.0))
        );
        assert_eq!(
            irish_grid_reference("o159346"),
            Some((315_950.0, 234_650.0))
        );
        assert_eq!(irish_grid_reference("V 00000 00000"), Some((0.5, 0.5)));
        assert_eq!(irish_grid_reference("A 9 9"), Some((95_000.0, 495_000.0)));
        for bad in ["", "J", "J 123 45", "I 123 456", "SS 123 456", "É 12"] {
            assert_eq!(irish_grid_reference(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_british_grid_reference_is_refused() {
        for bad in [
            "",
            "SS",
            "SS 123 45",
            "EH66NF",
            "I123456",
            "AA 12 34",
            "SS1234567890123",
            "SÉ12",
        ] {
            assert_eq!(grid_reference(bad), None, "{bad}");
        }
    }
}
