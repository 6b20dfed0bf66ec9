//! Values as they are typed: metres, counts, dates, units, extents. Each parser says what is
//! wrong and what to write instead.

use std::str::FromStr;

use clap::ValueEnum;

use crate::analysis::kernel::Kernel;
use crate::analysis::rank::Unit;
use crate::base::{Bounds, Date, Planar};

/// A length above 0, in metres.
///
/// # Errors
/// When it is no number, not finite, or not above 0.
pub fn positive_metres(text: &str) -> Result<f64, String> {
    match finite(text) {
        Some(metres) if metres > 0.0 => Ok(metres),
        _ => Err(format!(
            "\"{text}\" is no length; write metres above 0, as in 100"
        )),
    }
}

/// A length of 0 or more, in metres.
///
/// # Errors
/// When it is no number, not finite, or below 0.
pub fn metres(text: &str) -> Result<f64, String> {
    match finite(text) {
        Some(metres) if metres >= 0.0 => Ok(metres),
        _ => Err(format!(
            "\"{text}\" is no distance; write metres, 0 or more, as in 50"
        )),
    }
}

/// A whole number above 0.
///
/// # Errors
/// When it is none.
pub fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if n > 0 => Ok(n),
        _ => Err(format!(
            "\"{text}\" is no count; write a whole number, 1 or more"
        )),
    }
}

/// A number of lists drawn anew: 1 to 100,000.
///
/// # Errors
/// When it is none.
pub fn replicates(text: &str) -> Result<usize, String> {
    match at_least_one(text) {
        Ok(n) if n <= 100_000 => Ok(n),
        _ => Err(format!(
            "\"{text}\" is no number of lists to draw; write a whole number from 1 to 100000, as in 500"
        )),
    }
}

/// A calendar date.
///
/// # Errors
/// When it is not `YYYY-MM-DD` or there is no such day.
pub fn date(text: &str) -> Result<Date, String> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let parsed = plain.then(|| text.parse().ok()).flatten();
    parsed.ok_or_else(|| format!("\"{text}\" is no date; write YYYY-MM-DD, as in 2024-02-29"))
}

/// What is ranked, as `disc:100`, `square:250`, `hex:150`, `area`, `premises:50`, `place:5`.
///
/// # Errors
/// When there is no such unit, or its size is missing or out of range.
pub fn unit(text: &str) -> Result<Unit, String> {
    let lower = text.trim().to_ascii_lowercase();
    let (kind, size) = match lower.split_once(':') {
        Some((kind, size)) => (kind, Some(size)),
        None => (&*lower, None),
    };
    let required = || match size {
        Some(size) => positive_metres(size),
        None => Err(format!(
            "\"{text}\" lacks a size; write metres, as in {kind}:100"
        )),
    };
    match (kind, size) {
        ("disc", None) => Ok(Unit::Disc { radius_m: 100.0 }),
        ("disc", _) => Ok(Unit::Disc {
            radius_m: required()?,
        }),
        ("square", _) => Ok(Unit::Square {
            side_m: required()?,
        }),
        ("hex", _) => Ok(Unit::Hex {
            side_m: required()?,
        }),
        ("area", None) => Ok(Unit::Area),
        ("premises", _) => Ok(Unit::Premises {
            radius_m: required()?,
        }),
        ("place", None) => Ok(Unit::Place { radius_m: 5.0 }),
        ("place", Some(size)) => Ok(Unit::Place {
            radius_m: metres(size)?,
        }),
        _ => Err(format!(
            "\"{text}\" is no unit; write disc:R, square:S, hex:S, area, premises:R or place:R, \
             sizes in metres"
        )),
    }
}

/// `--kernel`, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KernelName {
    /// 3/(π h²) · (1 − d²/h²)²
    Quartic,
    /// 2/(π h²) · (1 − d²/h²)
    Epanechnikov,
    /// 3/(π h²) · (1 − d/h)
    Triangular,
    /// 1/(π h²)
    Uniform,
    /// Bandwidth is the standard deviation; cut at 5
    Gaussian,
}

impl From<KernelName> for Kernel {
    fn from(name: KernelName) -> Self {
        match name {
            KernelName::Quartic => Self::Quartic,
            KernelName::Epanechnikov => Self::Epanechnikov,
            KernelName::Triangular => Self::Triangular,
            KernelName::Uniform => Self::Uniform,
            KernelName::Gaussian => Self::Gaussian,
        }
    }
}

/// An extent in metres of the analysis CRS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox(pub Bounds);

impl FromStr for Bbox {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "\"{text}\" is no extent; write west,south,east,north in metres, west < east and south < north"
            )
        };
        let numbers: Option<Vec<f64>> = text.split(',').map(finite).collect();
        match numbers.as_deref() {
            Some(&[west, south, east, north]) if west < east && south < north => Ok(Self(Bounds {
                min: Planar::new(west, south),
                max: Planar::new(east, north),
            })),
            _ => Err(wrong()),
        }
    }
}

fn finite(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|x: &f64| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_with_their_sizes_and_defaults() {
        assert_eq!(unit("disc"), Ok(Unit::Disc { radius_m: 100.0 }));
        assert_eq!(unit("DISC:62.5"), Ok(Unit::Disc { radius_m: 62.5 }));
        assert_eq!(unit("place"), Ok(Unit::Place { radius_m: 5.0 }));
        assert_eq!(unit("place:0"), Ok(Unit::Place { radius_m: 0.0 }));
        assert_eq!(unit("area"), Ok(Unit::Area));
        for wrong in [
            "area:5",
            "hex",
            "hex:0",
            "disc:",
            "disc:1e999",
            "disc:-1",
            "premises",
            "",
        ] {
            assert!(unit(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_are_iso_and_real() {
        assert!(date("2024-02-29").is_ok());
        for wrong in [
            "2023-02-29",
            "29/02/2024",
            "2024-2-9",
            "2024",
            "20240229",
            "",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }
}
