//! Numbers as people write them into tables.

/// A text that is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no number")]
pub struct NoNumber(pub String);

/// A number: `1234`, `1,234`, `1 234.5`; `None` where nothing is written, or a dash.
///
/// # Errors
/// When something else is written.
pub fn number(text: &str) -> Result<Option<f64>, NoNumber> {
    let plain: String = text
        .chars()
        .filter(|sign| *sign != ',' && !sign.is_whitespace())
        .collect();
    if matches!(plain.as_str(), "" | "-" | "–" | ".." | "n/a" | "N/A") {
        return Ok(None);
    }
    let read = plain.replace('\u{2212}', "-").parse::<f64>().ok();
    let read = read.filter(|number| number.is_finite());
    read.map(Some)
        .ok_or_else(|| NoNumber(text.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_thousands_and_blanks() {
        for (text, want) in [
            ("1234", Some(1234.0)),
            (" 1,234.5 ", Some(1234.5)),
            ("1 234", Some(1234.0)),
            ("\u{2212}3", Some(-3.0)),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(number(text), Ok(want), "{text}");
        }
        for text in ["ten", "1e999", "nan", "5%"] {
            assert!(number(text).is_err(), "{text}");
        }
    }
}
