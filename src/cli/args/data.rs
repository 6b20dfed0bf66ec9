//! Flags that say which files to read and how.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};

use jiff::tz::TimeZone;

use crate::base::ClockTime;
use crate::cli::args::values;
use crate::crs::FileCrs;
use crate::data::Fix;
use crate::io::read::{
    DateOrder, Field, parse_crs, parse_epsg, parse_mapping, parse_premises_mapping, parse_time_zone,
};

/// `--map FIELD=COLUMN`; no column says that none holds the field.
pub type Mapping = (Field, Option<String>);

/// DATA of `cli.md`. Without any file the built-in sample town is used.
#[derive(Debug, Args)]
#[command(next_help_heading = "Data (without any file: the built-in sample town)")]
pub struct DataArgs {
    /// Incidents: a table (CSV, plain or packed, or a workbook) or GeoJSON points; again for more
    /// files, or a folder of files of one kind
    #[arg(long, value_name = "FILE")]
    pub incidents: Vec<PathBuf>,
    /// Boundaries such as wards, beats or NPUs: polygons in GeoJSON, a shapefile, a GeoPackage …
    #[arg(long, value_name = "FILE", requires = "incidents")]
    pub boundaries: Option<PathBuf>,
    /// Property that holds a boundary's name [default: guessed]
    #[arg(long, value_name = "FIELD", requires = "boundaries")]
    pub boundary_name: Option<String>,
    /// Property that holds a boundary's population [default: guessed]
    #[arg(long, value_name = "FIELD", requires = "boundaries")]
    pub boundary_population: Option<String>,
    /// Which layer of a boundary file that has several [default: the one with polygons]
    #[arg(long, value_name = "NAME", requires = "boundaries")]
    pub boundary_layer: Option<String>,
    /// Which field tells boundaries of one name apart; empty for none [default: guessed]
    #[arg(long, value_name = "FIELD", requires = "boundaries")]
    pub boundary_code: Option<String>,
    /// Coordinate system of the boundaries, where the file does not say
    #[arg(long, value_name = "EPSG:n|FILE|WKT", value_parser = parse_crs, requires = "boundaries")]
    pub boundary_crs: Option<FileCrs>,
    /// Premises: a table or points, with position, type, licence and hours as far as known
    #[arg(long, value_name = "FILE", requires = "incidents")]
    pub premises: Option<PathBuf>,
    /// Which layer or sheet of a premises file that has several [default: the one with points]
    #[arg(long, value_name = "NAME", requires = "premises")]
    pub premises_layer: Option<String>,
    /// Say which column of the premises holds a field, as in closes="Terminal hour"; with | between
    /// several, as in closes="Fri|Sat"; "capacity=" means none holds it
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_premises_mapping, requires = "premises")]
    pub premises_map: Vec<Mapping>,
    /// Coordinate system of the premises, where the file does not say [default: that of --crs]
    #[arg(long, value_name = "EPSG:n|FILE|WKT", value_parser = parse_crs, requires = "premises")]
    pub premises_crs: Option<FileCrs>,
    /// Read the premises by this profile, or by none [default: the built-in one whose columns
    /// they have]
    #[arg(long, value_name = "NAME|FILE|none", requires = "premises")]
    pub premises_profile: Option<String>,
    /// What premises are where the file gives neither type, licence nor hours
    #[arg(
        long,
        value_name = "nte|not",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub premises_default: Option<PremisesDefault>,
    /// Artefact sites such as police stations, custody, hospitals, prisons and courts: names and
    /// positions, or polygons
    #[arg(long, value_name = "FILE")]
    pub artefacts: Option<PathBuf>,
    /// How near to an artefact site counts as at it
    #[arg(long, value_name = "M", value_parser = values::metres, default_value = "50", allow_hyphen_values = true)]
    pub artefact_radius: f64,
    /// Roads, which name places ("Linthorpe Road by Albert Road"): lines in a GeoPackage, a
    /// shapefile, GeoJSON …
    #[arg(long, value_name = "FILE")]
    pub roads: Option<PathBuf>,
    /// Which layer of a file of roads that has several [default: the one with lines]
    #[arg(long, value_name = "NAME", requires = "roads")]
    pub roads_layer: Option<String>,
    /// Field that says what a road is called [default: guessed]
    #[arg(long, value_name = "FIELD", requires = "roads")]
    pub roads_name: Option<String>,
    /// Coordinate system of the roads, where the file does not say
    #[arg(long, value_name = "EPSG:n|FILE|WKT", value_parser = parse_crs, requires = "roads")]
    pub roads_crs: Option<FileCrs>,
    /// Coordinate system of the incidents, where the file does not say: EPSG:n, a .prj file, or WKT
    #[arg(long, value_name = "EPSG:n|FILE|WKT", value_parser = parse_crs)]
    pub crs: Option<FileCrs>,
    /// Coordinate system to measure in [default: British or Irish Grid, else the UTM zone]
    #[arg(long, value_name = "EPSG:n", value_parser = parse_epsg)]
    pub analysis_crs: Option<u32>,
    /// Say which column holds a field, as in category="Crime type"; "lon=" means none holds it
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_mapping)]
    pub map: Vec<Mapping>,
    /// Which table of a file that has several: a sheet, a layer, a file in an archive
    #[arg(
        long,
        visible_alias = "sheet",
        value_name = "NAME",
        requires = "incidents"
    )]
    pub layer: Option<String>,
    /// Keep a further column, so that --where can ask for it; again for more
    #[arg(long, value_name = "COLUMN")]
    pub keep: Vec<String>,
    /// Order of day, month and year [default: told by the whole column]
    #[arg(long, value_name = "dmy|mdy|ymd")]
    pub date_order: Option<DateOrder>,
    /// Local zone of the data; times with an offset are converted to it [default: the profile's,
    /// else Europe/London]
    #[arg(long, value_name = "ZONE", value_parser = parse_time_zone)]
    pub tz: Option<TimeZone>,
    /// What times without an offset are: local times of the zone, or UTC
    #[arg(
        long,
        value_name = "local|utc",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub times: Option<TimesAre>,
    /// Clock times that stand for "not known", as in 00:01,12:00; they are taken as date-only.
    /// None where a profile names some
    #[arg(long, value_name = "HH:MM,…|none", value_delimiter = ',')]
    pub unknown_time: Vec<OrNone<ClockTime>>,
    /// Read the incidents by this profile (see nightbeat profiles), or by none [default: the
    /// built-in one whose columns they have]
    #[arg(long, value_name = "NAME|FILE|none")]
    pub profile: Option<String>,
    /// Mend positions that come to lie where they belong by it: swap (the two coordinates), sign
    /// (of longitude), feet (taken for metres), metres (taken for feet); or take stand-ins for
    /// "not known" as blank; with commas between several, or none [default: the profile's]
    #[arg(
        long,
        value_name = "swap|sign|feet|metres|blank,…|none",
        value_delimiter = ','
    )]
    pub fix: Vec<OrNone<Fix>>,
    /// What to do about rows with a negative count: keep them, or take them off with what they
    /// correct [default: the profile's, else keep]
    #[arg(
        long,
        value_name = "keep|net",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub corrections: Option<CorrectionsName>,
    /// Keep incidents that lie absurdly far from the others
    #[arg(
        long,
        value_name = "keep",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub outliers: Option<Keep>,
    /// Keep incidents outside the boundaries
    #[arg(
        long,
        value_name = "keep",
        ignore_case = true,
        hide_possible_values = true
    )]
    pub outside: Option<Keep>,
    /// Read the files afresh, and keep no table of large ones for the next time
    #[arg(long)]
    pub no_cache: bool,
    /// What a packed file may unpack to, in MB [default: 10000, and no more than 250 times its
    /// size]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub unpack_limit_mb: Option<u64>,
    /// Lay what is likely to take more memory than this on temporary files [default: a quarter
    /// of the machine's]
    #[arg(long, value_name = "N")]
    pub memory_budget_mb: Option<u64>,
}

impl DataArgs {
    /// The files to be read.
    pub fn files(&self) -> Vec<&Path> {
        let one_each = [
            &self.boundaries,
            &self.premises,
            &self.artefacts,
            &self.roads,
        ];
        let one_each = one_each.into_iter().flatten();
        self.incidents
            .iter()
            .chain(one_each)
            .map(PathBuf::as_path)
            .collect()
    }
}

/// `--premises-default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PremisesDefault {
    /// All are night-time economy
    Nte,
    /// None is
    Not,
}

/// `--corrections`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CorrectionsName {
    /// Rows like all others
    Keep,
    /// Taken off with what they correct
    Net,
}

/// One of a list, or the word that says there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrNone<T> {
    /// Nothing.
    None,
    /// This.
    Some(T),
}

impl<T: FromStr> FromStr for OrNone<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        if text.trim().eq_ignore_ascii_case("none") {
            return Ok(Self::None);
        }
        text.parse().map(Self::Some)
    }
}

/// `--times`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TimesAre {
    /// As the clock on the wall shows
    Local,
    /// Coordinated universal time
    Utc,
}

/// `--outliers`, `--outside`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Keep {
    /// Keep them in the analysis
    Keep,
}
