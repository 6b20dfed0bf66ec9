//! Parameters that several of these methods take.

use crate::analysis::methods::{Kind, Parameter, Values};
use crate::data::premises::PremisesChoice;

/// Of all intervals.
pub(super) const CONFIDENCE: Parameter = Parameter {
    key: "confidence",
    label: "Confidence",
    help: "Of the intervals: 95 holds the true value in 95 of 100 cases.",
    kind: Kind::Number {
        default: 95.0,
        least: 50.0,
        most: 99.9,
        unit: "%",
    },
};

/// Which premises count.
pub(super) const PREMISES: Parameter = Parameter {
    key: "premises-counted",
    label: "Premises counted",
    help: "Night-time economy only, or every premises of the file.",
    kind: Kind::Choice {
        default: "nte",
        options: &[("nte", "Night-time economy"), ("all", "All")],
    },
};

/// The confidence, from 0 to 1.
pub(super) fn confidence(values: &Values) -> f64 {
    values.number(CONFIDENCE.key) / 100.0
}

/// The premises chosen.
pub(super) fn premises(values: &Values) -> PremisesChoice {
    if values.text(PREMISES.key) == Some("all") {
        PremisesChoice::All
    } else {
        PremisesChoice::Nte
    }
}

/// The premises chosen, in words.
pub(super) fn premises_in_words(choice: PremisesChoice) -> &'static str {
    match choice {
        PremisesChoice::Nte => "night-time premises",
        PremisesChoice::All => "premises",
    }
}
