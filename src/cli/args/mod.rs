//! What can be typed: commands and flags, with help a newcomer can read.
//!
//! This layer only turns text into values and refuses what can never be right (25:00, a
//! negative radius, `--top 0`). Looking anything up (a file, an area's name) comes later.

pub mod ask;
pub mod data;
pub mod filter;
pub mod rank;
pub mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::crs::FileCrs;
use crate::io::read::{parse_crs, parse_reference_mapping};
use crate::project::Basemap;
pub use ask::{AskCommand, BacktestCommand};
pub use data::{DataArgs, Mapping};
pub use filter::FilterArgs;
pub use rank::{RankArgs, StabilityArgs};
use values::{Bbox, KernelName};

/// The command line of nightbeat.
#[derive(Debug, Parser)]
#[command(
    name = "nightbeat",
    version,
    about = "Shows where and when violence and disorder concentrate, and how sure one can be.",
    after_help = EXAMPLES,
    disable_help_subcommand = true,
    infer_long_args = false
)]
pub struct Cli {
    /// What to do; without a command the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  nightbeat                                        open the window on the sample town
  nightbeat rank --window 18:00-06:00              its top 10 at night
  nightbeat check --incidents crime.csv            what nightbeat makes of your file
  nightbeat rank --incidents crime.csv --boundaries wards.geojson \\
      --window 18:00-06:00 --days fri,sat --unit area --format csv --out top.csv
  nightbeat surface --incidents crime.csv --bandwidth 200 --cell 25 --out heat.asc

Exit status: 0 done; 1 done, and something is reported on standard error; 2 failed.";

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the window on a project or on data files
    Open(OpenArgs),
    /// Print the ranked list of places where incidents concentrate
    #[command(after_help = rank::EXAMPLES)]
    Rank(RankCommand),
    /// Ask one question of the incidents: is it chance, is it getting worse, compared with what
    Ask(AskCommand),
    /// Hide the last months, make the list from those before, and score it on what was hidden
    Backtest(BacktestCommand),
    /// Write a density surface (incidents per km²) as a grid file
    #[command(after_help = SURFACE_EXAMPLES)]
    Surface(SurfaceCommand),
    /// Read everything and print the data-quality report; compute nothing
    Check(CheckCommand),
    /// Write the sample town Saltmere as files, in any size
    Sample(SampleCommand),
    /// List the definitions of offences, and with data how many incidents each holds
    Definitions(DefinitionsCommand),
    /// Say where tables of large files are kept to open again at once, and how much they take
    Cache(CacheCommand),
    /// List the profiles by which kinds of files are known; pass them on, take them in
    #[command(after_help = PROFILES_EXAMPLES)]
    Profiles(ProfilesCommand),
}

const PROFILES_EXAMPLES: &str = "\
Examples:
  nightbeat profiles                                           what kinds of files are known
  nightbeat profiles --export \"Chicago portal\" chicago.json    one of them as a file to change
  nightbeat profiles --import ours.json                        keep a colleague's profile
  nightbeat check --incidents crime.csv --profile ours.json    use a file without keeping it";

const SURFACE_EXAMPLES: &str = "\
Examples:
  nightbeat surface --window 22:00-04:00 --bandwidth 150 --cell 25 --out heat.asc
  nightbeat surface --incidents crime.csv --bandwidth 300 --cell 50 --kernel gaussian --out heat.csv";

/// `nightbeat open`.
#[derive(Debug, Args)]
pub struct OpenArgs {
    /// Incidents, boundaries and premises files in any order; none for the sample town
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write a picture of the window to this PNG file and close it
    #[arg(long, value_name = "FILE.png")]
    pub screenshot: Option<PathBuf>,
    /// Choose this rank of the list before the picture is taken
    #[arg(long, value_name = "RANK", requires = "screenshot")]
    pub select: Option<usize>,
    /// Open this panel before the picture is taken
    #[arg(long, value_enum, value_name = "PANEL", requires = "screenshot")]
    pub panel: Option<PanelName>,
    /// Ask this method, as `nightbeat ask` lists them, before the picture is taken
    #[arg(long, value_name = "METHOD", value_parser = ask::method_id, requires = "screenshot")]
    pub method: Option<&'static str>,
    /// Replace the picture if it is there already
    #[arg(long, requires = "screenshot")]
    pub force: bool,
    /// Colours of the window [default: what was chosen last]
    #[arg(long, value_enum)]
    pub theme: Option<ThemeName>,
    /// Show points, lines or polygons for reference; again for more
    #[arg(long, value_name = "FILE")]
    pub reference: Vec<PathBuf>,
    /// Field that says what the things shown for reference are called [default: guessed]
    #[arg(long, value_name = "FIELD", requires = "reference")]
    pub reference_name: Option<String>,
    /// Which column of a table shown for reference holds what: lon, lat, easting, northing,
    /// grid_ref; again for more [default: guessed]
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_reference_mapping, requires = "reference")]
    pub reference_map: Vec<Mapping>,
    /// Which layer of a file shown for reference that has several [default: the first]
    #[arg(long, value_name = "NAME", requires = "reference")]
    pub reference_layer: Option<String>,
    /// Coordinate system of what is shown for reference, where the file does not say
    #[arg(long, value_name = "EPSG:n|FILE|WKT", value_parser = parse_crs, requires = "reference")]
    pub reference_crs: Option<FileCrs>,
    /// What lies under the map: a PMTiles or MBTiles file, osm, none, or a server's address with
    /// {z}, {x} and {y} (and {key}) in it; only osm and servers ask the network
    #[arg(long, value_name = "FILE|URL|osm|none", value_parser = Basemap::parse)]
    pub basemap: Option<Basemap>,
    /// Key for {key} in the server's address [default: what NIGHTBEAT_BASEMAP_KEY holds]
    #[arg(long, value_name = "KEY", requires = "basemap")]
    pub basemap_key: Option<String>,
    /// Whom the server's tiles are owed to; shown on the map
    #[arg(long, value_name = "TEXT", requires = "basemap")]
    pub basemap_attribution: Option<String>,
    /// Say on standard error when the first frame and the first answer were shown
    #[arg(long)]
    pub timings: bool,
}

/// A panel that opens on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PanelName {
    /// What was read, set aside and why.
    Data,
    /// What to know about the data.
    Quality,
    /// How sure one can be.
    Sure,
    /// How the files would be read, or are.
    Import,
}

/// Colours of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeName {
    /// For the night desk.
    Dark,
    /// For bright rooms and printing.
    Light,
}

/// `nightbeat rank`.
#[derive(Debug, Args)]
pub struct RankCommand {
    /// Files.
    #[command(flatten)]
    pub data: DataArgs,
    /// Which incidents count.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// What is ranked.
    #[command(flatten)]
    pub rank: RankArgs,
    /// How sure the list is.
    #[command(flatten)]
    pub stability: StabilityArgs,
    /// Form and place of the result.
    #[command(flatten)]
    pub output: OutputArgs,
    /// How the work is done.
    #[command(flatten)]
    pub work: WorkArgs,
}

/// `nightbeat surface`.
#[derive(Debug, Args)]
pub struct SurfaceCommand {
    /// Files.
    #[command(flatten)]
    pub data: DataArgs,
    /// Which incidents count.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Bandwidth in metres: how far an incident is spread (Gaussian: standard deviation)
    #[arg(long, value_name = "M", value_parser = values::positive_metres, help_heading = "Surface", allow_hyphen_values = true)]
    pub bandwidth: f64,
    /// Side of a cell in metres; cell edges are multiples of it
    #[arg(long, value_name = "M", value_parser = values::positive_metres, help_heading = "Surface", allow_hyphen_values = true)]
    pub cell: f64,
    /// How an incident is spread over the ground
    #[arg(
        long,
        value_name = "KERNEL",
        default_value = "quartic",
        help_heading = "Surface",
        ignore_case = true
    )]
    pub kernel: KernelName,
    /// Extent in metres of the analysis CRS: west, south, east, north [default: the incidents']
    #[arg(
        long,
        value_name = "E0,N0,E1,N1",
        help_heading = "Surface",
        allow_hyphen_values = true
    )]
    pub bbox: Option<Bbox>,
    /// Leave cells outside the boundaries empty
    #[arg(long, help_heading = "Surface")]
    pub mask: bool,
    /// File to write: .asc (ESRI ASCII grid, with a .prj beside it) or .csv (x,y,density)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub out: PathBuf,
    /// Replace files that exist
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// How the work is done.
    #[command(flatten)]
    pub work: WorkArgs,
}

/// `nightbeat check`.
#[derive(Debug, Args)]
pub struct CheckCommand {
    /// Files.
    #[command(flatten)]
    pub data: DataArgs,
    /// Write every row that was set aside, left out or doubted to this CSV: file, row, reason
    #[arg(long, value_name = "FILE.csv", help_heading = "Output")]
    pub set_aside: Option<PathBuf>,
    /// Form and place of the result.
    #[command(flatten)]
    pub output: OutputArgs,
    /// How the work is done.
    #[command(flatten)]
    pub work: WorkArgs,
}

/// `nightbeat sample`.
#[derive(Debug, Args)]
pub struct SampleCommand {
    /// Folder to write into; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The same seed gives the same bytes [default: that of the built-in town]
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// How many incidents [default: as many as the built-in town has]
    #[arg(long, value_name = "N", value_parser = values::at_least_one)]
    pub incidents: Option<usize>,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
    /// How the work is done.
    #[command(flatten)]
    pub work: WorkArgs,
}

/// `nightbeat definitions`.
#[derive(Debug, Args)]
pub struct DefinitionsCommand {
    /// Files.
    #[command(flatten)]
    pub data: DataArgs,
    /// Definitions of your own, in a JSON file; again for more
    #[arg(long, value_name = "FILE")]
    pub definitions: Vec<PathBuf>,
    /// Form and place of the result.
    #[command(flatten)]
    pub output: OutputArgs,
    /// How the work is done.
    #[command(flatten)]
    pub work: WorkArgs,
}

/// `nightbeat cache`.
#[derive(Debug, Args)]
pub struct CacheCommand {
    /// Delete them all; they are made again when they are needed
    #[arg(long)]
    pub clear: bool,
}

/// `nightbeat profiles`.
#[derive(Debug, Args)]
pub struct ProfilesCommand {
    /// Write the profile of this name to a file
    #[arg(long, num_args = 2, value_names = ["NAME", "FILE"], conflicts_with = "import")]
    pub export: Option<Vec<String>>,
    /// Keep the profile in this file among your own
    #[arg(long, value_name = "FILE")]
    pub import: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long, requires = "export")]
    pub force: bool,
}

/// Form and place of a result.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Form of the result
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "table",
        ignore_case = true
    )]
    pub format: Format,
    /// Write the result to FILE instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
}

/// How the work is done.
#[derive(Debug, Args)]
#[command(next_help_heading = "Work")]
pub struct WorkArgs {
    /// Use at most N threads; the result does not depend on it [default: one a core]
    #[arg(long, value_name = "N", value_parser = values::at_least_one)]
    pub threads: Option<usize>,
    /// Write wall milliseconds by stage to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    pub timings: Option<PathBuf>,
}

/// Form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned for reading
    Table,
    /// With inputs, counts and filter, as in cli.md
    Json,
    /// A header and one line a place
    Csv,
    /// Polygons and points in WGS 84
    Geojson,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_do_not_contradict_themselves() {
        Cli::command().debug_assert();
    }

    #[test]
    fn values_that_can_never_be_right_are_refused_when_typed() {
        for line in [
            "rank --top 0",
            "rank --top -1",
            "rank --unit disc:-5",
            "rank --unit disc:NaN",
            "rank --unit disc:inf",
            "rank --unit square",
            "rank --unit circle:5",
            "rank --window 25:00-06:00",
            "rank --days funday",
            "rank --near-premises -1",
            "rank --near-premises NaN",
            "rank --separation -1",
            "rank --since 2024-02-30",
            "rank --threads 0",
            "rank --format xml",
            "rank --crs banana",
            "rank --map nonsense=x",
            "rank --map category",
            "rank --tz Mars/Olympus",
            "rank --date-order xyz",
            "surface --bandwidth 0 --cell 25 --out a.asc",
            "surface --bandwidth 200 --cell -25 --out a.asc",
            "surface --bandwidth 200 --cell 25 --bbox 1,1,0,0 --out a.asc",
            "surface --bandwidth 200 --cell 25 --kernel round --out a.asc",
            "surface --cell 25 --bandwidth 200",
            "sample --out d --incidents 0",
        ] {
            let words = std::iter::once("nightbeat").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_err(), "{line} was accepted");
        }
    }
}
