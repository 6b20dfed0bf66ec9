//! What the user says to do about doubtful fields. Nothing of it is ever done unasked.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::ClockTime;
use crate::data::findings::FindingKind;

/// What to do about doubtful fields. Part of the document, and shown with every answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mending {
    /// Clock times that stand for "not known": such an end of a time is taken as a date only.
    pub unknown_times: Vec<ClockTime>,
    /// Times without an offset are UTC, and not local times.
    pub utc: bool,
    /// What to do about positions.
    pub fixes: Vec<Fix>,
    /// What to do about rows that correct other rows.
    pub corrections: Corrections,
}

impl Mending {
    /// The same, with what `other` says where this says nothing.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        if self.unknown_times.is_empty() {
            self.unknown_times.clone_from(&other.unknown_times);
        }
        if self.fixes.is_empty() {
            self.fixes.clone_from(&other.fixes);
        }
        if self.corrections == Corrections::Keep {
            self.corrections = other.corrections;
        }
        self.utc |= other.utc;
        self
    }

    /// What was asked for, if it was anything.
    pub fn asked(&self) -> Option<&Self> {
        (*self != Self::default()).then_some(self)
    }
}

/// What to do about rows with a negative count, which correct other rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corrections {
    /// They are rows like all others, and remarked.
    #[default]
    Keep,
    /// They are taken off with what they correct.
    Net,
}

/// A change to positions that are not where they belong, and do come there by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Longitude and latitude, or easting and northing, are swapped.
    Swap,
    /// Longitude has lost its minus, or got one.
    Sign,
    /// Feet (US survey) were taken for metres.
    Feet,
    /// Metres were taken for feet (US survey).
    Metres,
    /// Stand-ins for "not known" are taken as blank.
    Blank,
}

/// Metres of the US survey foot: 1200/3937.
const FOOT_M: f64 = 1200.0 / 3937.0;

impl Fix {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Swap,
        Self::Sign,
        Self::Feet,
        Self::Metres,
        Self::Blank,
    ];
    /// Those that give another position.
    pub const CHANGES: [Self; 4] = [Self::Swap, Self::Sign, Self::Feet, Self::Metres];

    /// The name `--fix` knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Swap => "swap",
            Self::Sign => "sign",
            Self::Feet => "feet",
            Self::Metres => "metres",
            Self::Blank => "blank",
        }
    }

    /// The position it makes of one; `None` for none.
    pub fn change(self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        match self {
            Self::Swap => Some((y, x)),
            Self::Sign => Some((-x, y)),
            Self::Feet => Some((x * FOOT_M, y * FOOT_M)),
            Self::Metres => Some((x / FOOT_M, y / FOOT_M)),
            Self::Blank => None,
        }
    }

    /// The position it makes this one of.
    pub(crate) fn change_back(self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        match self {
            Self::Feet => Self::Metres.change((x, y)),
            Self::Metres => Self::Feet.change((x, y)),
            other => other.change((x, y)),
        }
    }

    /// Whether it is for degrees only, or for a plane only.
    pub(crate) fn is_for_degrees(self) -> Option<bool> {
        match self {
            Self::Swap | Self::Blank => None,
            Self::Sign => Some(true),
            Self::Feet | Self::Metres => Some(false),
        }
    }

    /// What is wrong, after "seem to have".
    pub(crate) fn ailment(self) -> &'static str {
        match self {
            Self::Swap => "their two coordinates swapped",
            Self::Sign => "the sign of their longitude wrong",
            Self::Feet => "feet taken for metres",
            Self::Metres => "metres taken for feet",
            Self::Blank => "stand-ins for \"not known\"",
        }
    }

    /// The finding it mends.
    pub(crate) fn kind(self) -> FindingKind {
        match self {
            Self::Swap => FindingKind::SwappedPositions,
            Self::Sign => FindingKind::WrongSign,
            Self::Feet => FindingKind::FeetForMetres,
            Self::Metres => FindingKind::MetresForFeet,
            Self::Blank => FindingKind::StandInPositions,
        }
    }
}

/// A text that names no fix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" mends nothing; write swap, sign, feet, metres or blank")]
pub struct NoFix(String);

impl FromStr for Fix {
    type Err = NoFix;

    fn from_str(text: &str) -> Result<Self, NoFix> {
        let wanted = text.trim().to_ascii_lowercase();
        let found = Self::ALL.into_iter().find(|fix| fix.name() == wanted);
        found.ok_or_else(|| NoFix(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixes_are_known_by_name_and_undone_by_their_opposites() {
        for fix in Fix::ALL {
            assert_eq!(fix.name().to_uppercase().parse(), Ok(fix));
        }
        assert!("turn".parse::<Fix>().is_err());
        for fix in Fix::CHANGES {
            let (x, y) = fix
                .change_back((2.5, 53.0))
                .and_then(|xy| fix.change(xy))
                .unwrap();
            assert!(
                (x - 2.5).abs() < 1e-12 && (y - 53.0).abs() < 1e-12,
                "{fix:?}"
            );
        }
        assert_eq!(Fix::Feet.change((3937.0, 0.0)), Some((1200.0, 0.0)));
    }
}
