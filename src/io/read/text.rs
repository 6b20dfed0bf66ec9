//! Texts of fields: decoding, and the many ways of writing nothing.

use std::borrow::Cow;

/// The field's text without blanks around it. Bytes that are no UTF-8 are taken as
/// Windows-1252, which is what Excel writes in Britain; only then is the text owned.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text.trim());
    }
    let text: String = bytes.iter().map(|&byte| windows_1252(byte)).collect();
    Cow::Owned(text.trim().to_owned())
}

/// The characters of 0x80 to 0x9f; the five unused codes stay what they are.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte) - 0x80],
        _ => char::from(byte),
    }
}

const MISSING_MARKS: [&str; 11] = [
    "", "NA", "N/A", "#N/A", "NULL", "\\N", "NaN", "NaT", "None", "-", "(null)",
];

/// Whether `text` (trimmed) stands for no value.
pub(super) fn is_missing(text: &str) -> bool {
    text.len() <= 6
        && MISSING_MARKS
            .iter()
            .any(|mark| mark.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_utf8_are_windows_1252() {
        assert_eq!(decoded(b" Caf\xe9 \x96 Bar\x92s "), "Café – Bar’s");
        assert_eq!(decoded("Café ".as_bytes()), "Café");
    }

    #[test]
    fn nothing_is_written_in_many_ways() {
        for mark in ["", "na", "\\N", "NULL", "n/a", "nan", "-"] {
            assert!(is_missing(mark), "{mark}");
        }
        for value in ["0", "no", "unknown", "Nan's Bar"] {
            assert!(!is_missing(value), "{value}");
        }
    }
}
