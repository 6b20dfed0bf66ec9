//! Which outcomes count as solved.
//!
//! The Home Office's outcome framework (types 1 to 8 in which a suspect was charged, cautioned,
//! fined or dealt with by a community resolution), in its words and those of data.police.uk,
//! where what a court made of a charge stands for the charge. Outcome 22 (diversionary activity)
//! and the types in which nobody was dealt with do not count.

use crate::data::definitions::{Patterns, Truth};

/// Words of outcomes that count; `*` stands for any text, `!` takes out.
pub const SOLVED: [&str; 24] = [
    "*charged*",
    "*summons*",
    "*caution*",
    "*community resolution*",
    "*local resolution*",
    "*penalty notice*",
    "*possession warning*",
    "*cannabis warning*",
    "*khat warning*",
    "*taken into consideration*",
    "*sent to prison*",
    "*suspended prison sentence*",
    "*community sentence*",
    "*offender fined*",
    "*offender given*discharge*",
    "*offender ordered to pay*",
    "*offender otherwise dealt with*",
    "*offender deprived of property*",
    "*awaiting court outcome*",
    "*court result unavailable*",
    "*defendant sent to crown court*",
    "!not charged*",
    "!*no charge*",
    "!*unable to prosecute*",
];

/// Numbers of outcome types that count, as in `1`, `1A`, `Outcome 8`.
const TYPES: [&str; 10] = ["1", "1a", "2", "2a", "3", "3a", "4", "6", "7", "8"];

/// The outcomes that count as solved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    patterns: Patterns,
    counts_types: bool,
}

impl Default for Outcomes {
    fn default() -> Self {
        Self {
            patterns: Patterns(SOLVED.map(str::to_owned).to_vec()),
            counts_types: true,
        }
    }
}

impl Outcomes {
    /// Those a user lists, with semicolons between; `*` stands for any text.
    pub fn listed(text: &str) -> Self {
        let parts = text.split(';').map(|part| part.trim().to_lowercase());
        Self {
            patterns: Patterns(parts.filter(|part| !part.is_empty()).collect()),
            counts_types: false,
        }
    }

    /// Whether an outcome of this text is one of them.
    pub fn holds(&self, text: &str) -> bool {
        let plain = text.trim().to_lowercase();
        let bare = plain.strip_prefix("outcome").unwrap_or(&plain).trim_start();
        let bare = bare.strip_prefix("type").unwrap_or(bare).trim();
        let is_type = self.counts_types && TYPES.contains(&bare);
        is_type || self.patterns.fit(text) == Truth::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_of_the_framework_and_of_open_data_are_told_apart() {
        let outcomes = Outcomes::default();
        for solved in [
            "Suspect charged",
            "Suspect charged as part of another case",
            "Charged/Summonsed",
            "Offender given a caution",
            "Local resolution",
            "Offender given penalty notice",
            "Offender sent to prison",
            "Awaiting court outcome",
            "1A",
            "Outcome type 8",
        ] {
            assert!(outcomes.holds(solved), "{solved}");
        }
        for unsolved in [
            "",
            "Under investigation",
            "Investigation complete; no suspect identified",
            "Unable to prosecute suspect",
            "Not charged",
            "Formal action is not in the public interest",
            "Further action is not in the public interest",
            "18",
            "Outcome 22",
        ] {
            assert!(!outcomes.holds(unsolved), "{unsolved}");
        }
        let own = Outcomes::listed("arrest made; *Cleared*");
        assert!(own.holds("Arrest Made") && own.holds("case cleared") && !own.holds("charged"));
        assert!(!own.holds("1"));
    }
}
