//! Numbers and texts in cells: shortest decimals that read back as the same number, and
//! texts that no spreadsheet takes for a formula.

use std::fmt::Write as _;

use crate::base::figures::grouped;

/// The shortest decimal that reads back as `value`; empty where there is none.
pub fn decimal(value: Option<f64>) -> String {
    match value {
        Some(value) if value.is_finite() => shortest(value),
        _ => String::new(),
    }
}

/// A text cell. Texts that begin like a formula get a leading apostrophe, because the file
/// will be opened in a spreadsheet and names come from files of others.
pub fn text_cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// `value` with `places` decimals and grouped thousands, for people.
pub fn readable(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let mut out = String::new();
    if value < 0.0 {
        out.push('-');
    }
    out.push_str(&whole);
    if !fraction.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(out, ".{fraction}");
    }
    out
}

fn shortest(value: f64) -> String {
    serde_json::Number::from_f64(value).map_or_else(String::new, |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_look_like_formulas_are_made_harmless() {
        assert_eq!(text_cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(text_cell("@home"), "'@home");
        assert_eq!(text_cell("High Street"), "High Street");
    }

    #[test]
    fn thousands_are_grouped_for_people() {
        assert_eq!(readable(-12_345.678, 1), "-12,345.7");
    }

    proptest! {
        #[test]
        fn decimals_read_back_as_the_same_number(value in any::<f64>()) {
            prop_assume!(value.is_finite());
            let read: f64 = decimal(Some(value)).parse().unwrap();
            prop_assert_eq!(read.to_bits(), value.to_bits());
        }
    }
}
