//! What is tried: the list's own unit in other sizes, other units as large, surfaces of several
//! bandwidths, and what one would do without any analysis.

use std::f64::consts::PI;

use crate::analysis::kernel::Kernel;
use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::surface::SurfaceParams;
use crate::data::dataset::Dataset;

/// What the list's own size is multiplied by.
const SIZES: [f64; 4] = [0.5, 0.75, 1.5, 2.0];
/// What the surface's own bandwidth is multiplied by.
const BANDWIDTHS: [f64; 4] = [0.5, 1.0, 1.5, 2.0];
/// The radius of a disc beside areas and repeat locations, which have no size to compare with.
const USUAL_RADIUS_M: f64 = 100.0;
/// Area of a regular hexagon of side 1.
const HEXAGON: f64 = 2.598_076_211_353_316;

/// A way to choose places by what is known before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// The ranked list of all that is known.
    List(RankParams),
    /// The densest cells of a surface of all that is known.
    Surface(SurfaceParams),
    /// The ranked list of the same months a year before alone.
    LastYear(RankParams),
    /// The areas in which most people live.
    Population,
}

impl Choice {
    /// What is tried beside a list; the list itself comes first.
    pub fn beside(data: &Dataset, ranking: &RankParams, surface: &SurfaceParams) -> Vec<Self> {
        let with = |unit: Unit| RankParams {
            unit,
            // A distance that was asked of one size says nothing of another.
            separation_m: ranking.separation_m.filter(|_| unit == ranking.unit),
            ..*ranking
        };
        let mut choices = vec![Self::List(*ranking)];
        if let Some(size_m) = ranking.unit.size_m().filter(|&size_m| size_m > 0.0) {
            let sized = SIZES.map(|factor| with(ranking.unit.with_size_m(size_m * factor)));
            choices.extend(sized.map(Self::List));
        }
        choices.extend(
            other_units(data, ranking.unit)
                .into_iter()
                .map(|unit| Self::List(with(unit))),
        );
        choices.extend(BANDWIDTHS.map(|factor| {
            Self::Surface(SurfaceParams {
                bandwidth_m: surface.bandwidth_m * factor,
                extent: None,
                ..*surface
            })
        }));
        choices.push(Self::LastYear(*ranking));
        let is_known = data.areas.iter().any(|(_, area)| area.population.is_some());
        if is_known {
            choices.push(Self::Population);
        }
        choices
    }

    /// Whether it is what one would do without an analysis.
    pub fn is_baseline(&self) -> bool {
        matches!(self, Self::LastYear(_) | Self::Population)
    }

    /// In words: "discs of 100 m".
    pub fn label(&self) -> String {
        match self {
            Self::List(params) => unit_label(params.unit),
            Self::Surface(surface) => format!(
                "densest {} m cells, {} bandwidth {} m",
                metres(surface.cell_m),
                kernel_name(surface.kernel),
                metres(surface.bandwidth_m)
            ),
            Self::LastYear(params) => {
                format!("same months last year, {}", unit_label(params.unit))
            }
            Self::Population => "areas with most residents".to_owned(),
        }
    }
}

/// Other units whose places are as large as those of `unit`, and areas where there are some.
fn other_units(data: &Dataset, unit: Unit) -> Vec<Unit> {
    let m2 = place_m2(unit).unwrap_or(PI * USUAL_RADIUS_M * USUAL_RADIUS_M);
    let rounded = |metres: f64| metres.round().max(1.0);
    let mut units = vec![
        Unit::Disc {
            radius_m: rounded((m2 / PI).sqrt()),
        },
        Unit::Square {
            side_m: rounded(m2.sqrt()),
        },
        Unit::Hex {
            side_m: rounded((m2 / HEXAGON).sqrt()),
        },
    ];
    if !data.areas.is_empty() {
        units.push(Unit::Area);
    }
    units.retain(|other| std::mem::discriminant(other) != std::mem::discriminant(&unit));
    units
}

/// Square metres of one place, where all are of one size.
pub(super) fn place_m2(unit: Unit) -> Option<f64> {
    match unit {
        Unit::Disc { radius_m } | Unit::Premises { radius_m } => Some(PI * radius_m * radius_m),
        Unit::Square { side_m } => Some(side_m * side_m),
        Unit::Hex { side_m } => Some(HEXAGON * side_m * side_m),
        Unit::Area | Unit::Place { .. } => None,
    }
}

/// Places in words: "discs of 100 m".
pub fn unit_label(unit: Unit) -> String {
    match unit {
        Unit::Disc { radius_m } => format!("discs of {} m", metres(radius_m)),
        Unit::Square { side_m } => format!("squares of {} m", metres(side_m)),
        Unit::Hex { side_m } => format!("hexagons of side {} m", metres(side_m)),
        Unit::Area => "areas".to_owned(),
        Unit::Premises { radius_m } => format!("premises within {} m", metres(radius_m)),
        Unit::Place { radius_m } => format!("repeat locations of {} m", metres(radius_m)),
    }
}

fn kernel_name(kernel: Kernel) -> &'static str {
    match kernel {
        Kernel::Quartic => "quartic",
        Kernel::Epanechnikov => "Epanechnikov",
        Kernel::Triangular => "triangular",
        Kernel::Uniform => "uniform",
        Kernel::Gaussian => "Gaussian",
    }
}

/// Metres to a decimetre, without a decimal where there is none.
fn metres(metres: f64) -> String {
    format!("{}", (metres * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_units_are_as_large() {
        let units = other_units(&Dataset::default(), Unit::Disc { radius_m: 100.0 });
        let (square, hex) = (Unit::Square { side_m: 177.0 }, Unit::Hex { side_m: 110.0 });
        assert_eq!(units, [square, hex]);
        for unit in units {
            assert!((place_m2(unit).unwrap() / (PI * 1e4) - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn labels_are_words() {
        assert_eq!(unit_label(Unit::Disc { radius_m: 75.0 }), "discs of 75 m");
        assert_eq!(
            unit_label(Unit::Hex { side_m: 112.5 }),
            "hexagons of side 112.5 m"
        );
    }
}
