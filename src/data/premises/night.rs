//! When a premises counts as night-time economy: a rule that can be shown, said and changed.
//!
//! A premises counts if it is licensed (alcohol or late refreshment) and closes late, or if
//! its type is one of those that live by night. Times are put on a clock that starts at
//! 09:00, so that closing at 02:00 is later than closing at 23:00 and 09:00 is no longer night.
//! A licence or an hour the file does not tell counts as not there.

use serde::{Deserialize, Serialize};

use crate::base::ClockTime;
use crate::base::clock::MINUTES_PER_DAY;
use crate::data::premises::Premises;

/// The last closing time that still belongs to the night before is just before this.
const NIGHT_ENDS: ClockTime = ClockTime::from_minutes(9 * 60);

/// Words beside "bar" or "club" that make another thing of it.
const OTHERWISE: [&str; 38] = [
    "book",
    "bowling",
    "bowl",
    "bridge",
    "brow",
    "certificate",
    "chocolate",
    "coffee",
    "conservative",
    "cricket",
    "fitness",
    "football",
    "golf",
    "health",
    "juice",
    "labour",
    "legion",
    "liberal",
    "men",
    "member",
    "milk",
    "nail",
    "premise",
    "registered",
    "rowing",
    "rugby",
    "sailing",
    "salad",
    "sandwich",
    "snack",
    "social",
    "sport",
    "squash",
    "tea",
    "tennis",
    "working",
    "yacht",
    "youth",
];

/// When a premises counts as night-time economy. Shown to the user and changeable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NightRule {
    /// Licensed premises count if they close at this time or later, or after midnight.
    pub closes_from: ClockTime,
    /// Types that count whatever their hours; matched case-insensitively as whole words.
    pub types: Vec<String>,
    /// What premises are of a file that gives neither type, licence nor hours.
    pub default_is_night: bool,
}

impl Default for NightRule {
    fn default() -> Self {
        let types = [
            "pub",
            "public house",
            "inn",
            "tavern",
            "bar",
            "nightclub",
            "night club",
            "club",
            "late takeaway",
            "late night takeaway",
        ];
        Self {
            closes_from: ClockTime::from_minutes(23 * 60),
            types: types.map(str::to_owned).to_vec(),
            default_is_night: true,
        }
    }
}

impl NightRule {
    /// Whether `premises`, of a file that tells type, licence or hours, counts.
    pub fn counts(&self, premises: &Premises) -> bool {
        self.closes_late(premises)
            || premises
                .kind
                .as_deref()
                .is_some_and(|kind| self.is_night_type(kind))
    }

    /// The rule in words, for the window and the report.
    pub fn explain(&self) -> String {
        let types = if self.types.is_empty() {
            String::new()
        } else {
            format!(", or its type is one of: {}", self.types.join(", "))
        };
        let default = if self.default_is_night {
            "all count"
        } else {
            "none counts"
        };
        format!(
            "A premises is night-time economy if it is licensed for alcohol or late refreshment and closes at \
             {} or later (closing after midnight and before {NIGHT_ENDS} is later){types}. Where the file gives \
             neither type, licence nor hours, {default}.",
            self.closes_from
        )
    }

    fn closes_late(&self, premises: &Premises) -> bool {
        let licensed = premises.licensed_alcohol == Some(true)
            || premises.licensed_late_refreshment == Some(true);
        licensed
            && premises.closes.is_some_and(|closes| {
                minutes_into_night(closes) >= minutes_into_night(self.closes_from)
            })
    }

    /// Whole words, plural or not. "golf club", "snack bar" and their like are passed over:
    /// they sound of night and are none.
    fn is_night_type(&self, kind: &str) -> bool {
        let kind = words(kind);
        self.types
            .iter()
            .map(|wanted| words(wanted))
            .filter(|wanted| !wanted.is_empty())
            .any(|wanted| {
                (0..kind.len()).any(|at| {
                    let end = at + wanted.len();
                    kind.get(at..end) == Some(wanted.as_slice())
                        && !otherwise(&kind, &wanted, at, end)
                })
            })
    }
}

/// Whether a neighbouring word of `kind[at..end]` makes another thing of a bar or club.
/// A user's own longer type ("coffee bar") is taken at its word.
fn otherwise(kind: &[String], wanted: &[String], at: usize, end: usize) -> bool {
    let [only] = wanted else { return false };
    let beside = [at.checked_sub(1).and_then(|i| kind.get(i)), kind.get(end)];
    (only == "bar" || only == "club")
        && beside
            .into_iter()
            .flatten()
            .any(|word| OTHERWISE.contains(&word.as_str()))
}

/// Lower-case words without a plural s; apostrophes vanish ("men's" is "men").
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            if word.len() > 3 {
                word.strip_suffix('s').unwrap_or(word)
            } else {
                word
            }
            .to_owned()
        })
        .collect()
}

fn minutes_into_night(time: ClockTime) -> u16 {
    (time.minutes() + MINUTES_PER_DAY - NIGHT_ENDS.minutes()) % MINUTES_PER_DAY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{LonLat, Planar};

    fn premises(kind: Option<&str>, alcohol: Option<bool>, closes: Option<&str>) -> Premises {
        Premises {
            name: "The Bell".to_owned(),
            position: Planar::new(0.0, 0.0),
            lon_lat: LonLat::new(0.0, 0.0),
            kind: kind.map(str::to_owned),
            licensed_alcohol: alcohol,
            closes: closes.map(|t| t.parse().unwrap()),
            ..Premises::unknown()
        }
    }

    #[test]
    fn licensed_premises_count_from_eleven_at_night_to_nine_in_the_morning() {
        let rule = NightRule::default();
        for (closes, counts) in [
            ("22:59", false),
            ("23:00", true),
            ("00:00", true),
            ("05:00", true),
            ("08:59", true),
            ("09:00", false),
            ("17:30", false),
        ] {
            assert_eq!(
                rule.counts(&premises(Some("shop"), Some(true), Some(closes))),
                counts,
                "{closes}"
            );
            assert!(!rule.counts(&premises(Some("shop"), Some(false), Some(closes))));
            assert!(
                !rule.counts(&premises(None, None, Some(closes))),
                "no licence told"
            );
        }
        assert!(
            !rule.counts(&premises(None, Some(true), None)),
            "no hours told"
        );
    }

    #[test]
    fn late_refreshment_is_a_licence_too() {
        let mut kebab = premises(Some("takeaway"), Some(false), Some("02:00"));
        kebab.licensed_late_refreshment = Some(true);
        assert!(NightRule::default().counts(&kebab));
    }

    #[test]
    fn a_rule_may_start_after_midnight() {
        let rule = NightRule {
            closes_from: "01:00".parse().unwrap(),
            ..NightRule::default()
        };
        assert!(!rule.counts(&premises(None, Some(true), Some("23:30"))));
        assert!(rule.counts(&premises(None, Some(true), Some("01:00"))));
        assert!(rule.counts(&premises(None, Some(true), Some("03:00"))));
    }

    #[test]
    fn types_match_as_whole_words_and_golf_clubs_are_no_night_clubs() {
        let rule = NightRule::default();
        for kind in [
            "Pub",
            "pubs",
            "Pub/Bar",
            "PUBLIC HOUSE",
            "night-club",
            "Nightclubs",
            "club",
            "wine bar",
            "Hotel bar",
            "Late takeaway",
            "inn",
            "Bar and club",
        ] {
            assert!(rule.counts(&premises(Some(kind), None, None)), "{kind}");
        }
        for kind in [
            "golf club",
            "Working Men's Club",
            "Social Clubs",
            "barber",
            "publisher",
            "takeaway",
            "snack bar",
            "Club Premises Certificate",
            "off-licence",
            "dinner",
            "nail bar",
            "sports club",
            "",
        ] {
            assert!(!rule.counts(&premises(Some(kind), None, None)), "{kind}");
        }
    }

    #[test]
    fn a_type_the_user_spells_out_is_taken_at_its_word() {
        let rule = NightRule {
            types: vec!["Coffee Bar".to_owned(), " ".to_owned()],
            ..NightRule::default()
        };
        assert!(rule.counts(&premises(Some("coffee bar"), None, None)));
        assert!(!rule.counts(&premises(Some("pub"), None, None)));
    }

    #[test]
    fn the_rule_says_itself() {
        let text = NightRule::default().explain();
        for part in [
            "23:00",
            "late refreshment",
            "pub, public house",
            "all count",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
