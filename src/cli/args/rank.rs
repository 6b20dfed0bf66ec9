//! Flags that say what is ranked.

use clap::{Args, ValueEnum};

use crate::analysis::rank::{RankParams, Unit};
use crate::analysis::stability::StabilityParams;
use crate::cli::args::values;
use crate::cli::exit::Failure;
use crate::data::premises::PremisesChoice;

/// RANK of `cli.md`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Ranking")]
pub struct RankArgs {
    /// What a place is: disc:R, square:S, hex:S, area, premises:R or place:R (metres)
    #[arg(long, value_name = "UNIT", value_parser = values::unit, default_value = "disc:100", allow_hyphen_values = true)]
    pub unit: Unit,
    /// How many to list
    #[arg(long, value_name = "N", value_parser = values::at_least_one, default_value = "10", allow_hyphen_values = true)]
    pub top: usize,
    /// Leave out places with fewer incidents
    #[arg(
        long,
        value_name = "N",
        default_value = "1",
        allow_hyphen_values = true
    )]
    pub min: usize,
    /// List the top N inside each boundary
    #[arg(
        long,
        value_name = "area",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub within: Option<Within>,
    /// Least distance between the centres of discs, in metres [default: twice the radius]
    #[arg(long, value_name = "M", value_parser = values::metres, allow_hyphen_values = true)]
    pub separation: Option<f64>,
}

/// Flags that ask how sure the list is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Stability")]
pub struct StabilityArgs {
    /// Draw N lists anew and say how often each place is listed, at which ranks (500 is plenty)
    #[arg(long, value_name = "N", value_parser = values::replicates, allow_hyphen_values = true)]
    pub stability: Option<usize>,
    /// Seed of the draws
    #[arg(
        long,
        value_name = "SEED",
        default_value = "1",
        requires = "stability",
        allow_hyphen_values = true
    )]
    pub seed: u64,
}

impl StabilityArgs {
    /// What was asked, if anything.
    pub fn params(&self) -> Option<StabilityParams> {
        let params = |replicates| StabilityParams {
            replicates,
            seed: self.seed,
        };
        self.stability.map(params)
    }
}

/// `--within`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Within {
    /// Each boundary polygon
    Area,
}

/// Shown under `nightbeat rank --help`.
pub const EXAMPLES: &str = "\
Units:
  disc:R      discs of R metres laid anywhere, the best first (a patrol's reach)
  square:S    square cells of side S        hex:S    hexagons of side S
  area        the boundaries                place:R  repeat locations, linked within R
  premises:R  premises with what lies within R metres; shared incidents are split

Examples:
  nightbeat rank --window 22:00-04:00 --days fri,sat
  nightbeat rank --unit premises:50 --near-premises 50 --top 20
  nightbeat rank --incidents crime.csv --boundaries wards.geojson --unit disc:150 --within area --top 3
  nightbeat rank --stability 500
  nightbeat rank --unit hex:150 --format geojson --out top.geojson";

impl RankArgs {
    /// The parameters that were typed.
    ///
    /// # Errors
    /// When a separation is given for anything but discs.
    pub fn checked(&self, premises: PremisesChoice) -> Result<RankParams, Failure> {
        if self.separation.is_some() && !matches!(self.unit, Unit::Disc { .. }) {
            return Err(Failure::new(
                "--separation keeps discs apart; add --unit disc:R or leave it out",
            ));
        }
        Ok(RankParams {
            unit: self.unit,
            separation_m: self.separation,
            top: self.top,
            // A place without incidents is no hotspot, whatever the minimum.
            min_incidents: self.min.max(1),
            within_area: self.within.is_some(),
            premises,
        })
    }
}
