//! Ratios in words, cells and classes.

use crate::analysis::change::rate_ratio::RateRatio;
use crate::analysis::methods::{Cell, Class, Column};

/// Confidence of every interval shown.
pub(super) const CONFIDENCE: f64 = 0.95;

/// Columns of a ratio: the figure, its interval and its p.
pub(super) const RATIO_COLUMNS: [Column; 4] = [
    Column::new("ratio", "Ratio"),
    Column::new("ratio_low", "95 % from"),
    Column::new("ratio_high", "to"),
    Column::new("p_value", "p"),
];

/// The cells under them.
pub(super) fn ratio_cells(ratio: Option<&RateRatio>) -> [Cell; 4] {
    let Some(ratio) = ratio else {
        return [Cell::None, Cell::None, Cell::None, Cell::None];
    };
    [ratio.ratio, ratio.low, ratio.high, ratio.p_value].map(Cell::from)
}

/// "12 % more", "8 % fewer", "as many", "3.4 times as many".
pub(super) fn more_or_fewer(ratio: f64) -> String {
    let percent = ((ratio - 1.0) * 100.0).round();
    if !ratio.is_finite() {
        "from nothing".to_owned()
    } else if ratio >= 2.0 {
        format!("{ratio:.1} times as many")
    } else if percent == 0.0 {
        "as many".to_owned()
    } else if percent > 0.0 {
        format!("{percent:.0} % more")
    } else {
        format!("{:.0} % fewer", -percent)
    }
}

/// "12 % more (95 % interval: 3 % more to 22 % more)".
pub(super) fn with_interval(ratio: &RateRatio) -> String {
    let high = if ratio.high.is_finite() {
        more_or_fewer(ratio.high)
    } else {
        "no upper end".to_owned()
    };
    format!(
        "{} (95 % interval: {} to {high})",
        more_or_fewer(ratio.ratio),
        more_or_fewer(ratio.low)
    )
}

/// How surely a ratio is above or below 1, by its p.
pub(super) fn class(ratio: &RateRatio, p_value: f64) -> Class {
    let sureness = match p_value {
        p if p < 0.01 => 3,
        p if p < 0.05 => 2,
        p if p < 0.1 => 1,
        _ => return Class::Plain,
    };
    if ratio.ratio > 1.0 {
        Class::More(sureness)
    } else {
        Class::Less(sureness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_read_as_people_say_them() {
        let words = [1.12, 0.92, 1.001, 3.44, f64::INFINITY, 0.0].map(more_or_fewer);
        assert_eq!(
            words,
            [
                "12 % more",
                "8 % fewer",
                "as many",
                "3.4 times as many",
                "from nothing",
                "100 % fewer"
            ]
        );
    }

    #[test]
    fn only_what_is_surely_above_or_below_is_classed_so() {
        let ratio = |ratio| RateRatio {
            ratio,
            low: 0.0,
            high: 9.0,
            p_value: 0.2,
        };
        assert_eq!(class(&ratio(2.0), 0.2), Class::Plain);
        assert_eq!(class(&ratio(2.0), 0.04), Class::More(2));
        assert_eq!(class(&ratio(0.5), 0.001), Class::Less(3));
    }
}
