//! Figures and intervals in words.

use crate::analysis::comparison::intervals::Interval;
use crate::base::figures::grouped;

/// A figure to three or so places: `1,204`, `61.2`, `3.41`.
pub(super) fn figure(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        "∞".to_owned()
    } else if size >= 999.5 {
        let sign = if value < 0.0 { "−" } else { "" };
        format!("{sign}{}", grouped(size.round() as usize))
    } else {
        let places = match size {
            size if size >= 99.95 || size == 0.0 => 0,
            size if size >= 9.995 => 1,
            _ => 2,
        };
        format!("{value:.places$}").replace('-', "−")
    }
}

/// `58.3 to 64.1`.
pub(super) fn range(interval: Interval) -> String {
    format!("{} to {}", figure(interval.low), figure(interval.high))
}

/// A change of 0.125 as `+12.5 %`.
pub(super) fn change(change: f64) -> String {
    if change.is_infinite() {
        return "no bound".to_owned();
    }
    let sign = if change < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1} %", change.abs() * 100.0)
}

/// A share of 0.125 as `12.5 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        let shown = [0.0, 3.407, 61.23, 123.4, 1204.0, -5000.6, f64::INFINITY].map(figure);
        assert_eq!(shown, ["0", "3.41", "61.2", "123", "1,204", "−5,001", "∞"]);
        assert_eq!(
            (change(-0.125), percent(0.5)),
            ("−12.5 %".into(), "50.0 %".into())
        );
        assert_eq!(change(f64::INFINITY), "no bound");
    }
}
