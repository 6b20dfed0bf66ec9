//! What a user may say about a file beside its path, and how it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::base::ClockTime;
use crate::crs::FileCrs;
use crate::data::attributes::AttributeKind;
use crate::data::mending::{Corrections, Fix, Mending, NoFix};
use crate::io::profiles::NamedProfile;
use crate::io::read::crs_text;
use crate::io::read::kind::FileKind;

/// How to read a table; every part overrides a guess.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// Columns named by the user; `None` says that there is no such column.
    pub map: BTreeMap<Field, Option<String>>,
    /// System of the coordinates, used where the file does not say.
    pub crs: Option<FileCrs>,
    /// Further columns to be kept, by name.
    pub keep: Vec<String>,
    /// Order of day, month and year in dates written as numbers.
    pub date_order: Option<DateOrder>,
    /// The zone the data's clocks show; Europe/London where `None`.
    pub tz: Option<TimeZone>,
    /// Times of exactly 00:00 are taken as date-only.
    pub unknown_midnight: bool,
    /// Which of several tables in one file: a sheet of a workbook, a layer of a GeoPackage, a
    /// file in an archive; told by the content where `None`.
    pub layer: Option<String>,
    /// What a packed file may unpack to, in bytes; [`UNPACKED_BYTES`] where `None`, and then not
    /// absurdly more than its own size either.
    pub unpacked_bytes: Option<u64>,
    /// What to do about doubtful fields.
    pub mending: Mending,
    /// Options of which nothing is wanted, whatever a profile says of them.
    pub refused: BTreeSet<Refusable>,
    /// By which profile the rest is filled in.
    pub profile: ProfileChoice,
}

/// An option that a profile may say and a user refuse: `--fix none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusable {
    /// Positions are left as they are.
    Fix,
    /// Rows with a negative count are rows like all others.
    Corrections,
    /// Times without an offset are local.
    Times,
    /// No clock time stands for "not known".
    UnknownTime,
}

impl Refusable {
    /// The option's name and what refuses it.
    pub fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::Fix => ("fix", NONE),
            Self::Corrections => ("corrections", "keep"),
            Self::Times => ("times", "local"),
            Self::UnknownTime => ("unknown-time", NONE),
        }
    }
}

/// What refuses options that are lists.
const NONE: &str = "none";

/// By which profile a file is read. What the user says himself goes before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ProfileChoice {
    /// The built-in one that fits the file's columns, if there is one.
    #[default]
    Recognise,
    /// None.
    None,
    /// This one.
    Named(Arc<NamedProfile>),
}

/// What a packed file may unpack to, in bytes, where nothing else is said.
pub const UNPACKED_BYTES: u64 = 10_000_000_000;
const MEGABYTE: u64 = 1_000_000;

impl ReadOptions {
    /// The zone the data's clocks show.
    pub fn time_zone(&self) -> TimeZone {
        // The database is compiled in, so that Europe/London is always found.
        self.tz
            .clone()
            .unwrap_or_else(|| TimeZone::get(DEFAULT_ZONE).unwrap_or(TimeZone::UTC))
    }

    /// Says `text` for the option called `name` on the command line (without the dashes).
    ///
    /// # Errors
    /// When there is no such option, or it cannot be said of it.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), OptionError> {
        match name {
            "map" => {
                let (field, column) = parse_any_mapping(text)?;
                self.map.insert(field, column);
            }
            "keep" => self.keep.push(text.to_owned()),
            "crs" => self.crs = Some(parse_crs(text)?),
            "date-order" => self.date_order = Some(text.parse()?),
            "tz" => self.tz = Some(parse_time_zone(text)?),
            "unknown-midnight" => self.unknown_midnight = parse_switch(text)?,
            "unknown-time" => {
                let times = parse_unless_none(text, parse_clocks)?;
                self.mending.unknown_times = self.unless_refused(Refusable::UnknownTime, times);
            }
            "times" => {
                let utc = parse_times(text)?.then_some(true);
                self.mending.utc = self.unless_refused(Refusable::Times, utc);
            }
            "fix" => {
                let fixes = parse_unless_none(text, parse_fixes)?;
                self.mending.fixes = self.unless_refused(Refusable::Fix, fixes);
            }
            "corrections" => {
                let said = parse_corrections(text)?;
                let net = (said == Corrections::Net).then_some(said);
                self.mending.corrections = self.unless_refused(Refusable::Corrections, net);
            }
            "layer" => self.layer = Some(text.to_owned()),
            "unpack-limit-mb" => {
                let megabytes = text.trim().parse::<u64>().ok().filter(|&n| n > 0);
                let megabytes = megabytes.ok_or_else(|| OptionError::Size(text.to_owned()))?;
                self.unpacked_bytes = Some(megabytes.saturating_mul(MEGABYTE));
            }
            _ => return Err(OptionError::Name(name.to_owned())),
        }
        Ok(())
    }

    /// What is said of an option, which refuses it where it is nothing.
    fn unless_refused<T: Default>(&mut self, option: Refusable, said: Option<T>) -> T {
        if said.is_some() {
            self.refused.remove(&option);
        } else {
            self.refused.insert(option);
        }
        said.unwrap_or_default()
    }

    /// Everything that is said, profile apart, as names of options and what is said for them:
    /// given to [`Self::set`] one by one they make the same options again. An option without a
    /// value has `true`.
    pub fn said(&self) -> Vec<(&'static str, String)> {
        // Named one by one, so that none can be forgotten.
        let Self {
            map,
            keep,
            crs,
            date_order,
            tz,
            unknown_midnight,
            layer,
            unpacked_bytes,
            mending,
            refused,
            profile: _,
        } = self;
        let mut said: Vec<(&'static str, String)> = Vec::new();
        for (field, column) in map {
            let column = column.as_deref().unwrap_or_default();
            said.push(("map", format!("{}={column}", field.name())));
        }
        said.extend(keep.iter().map(|column| ("keep", column.clone())));
        let crs = crs.map(|crs| ("crs", crs.definition()));
        let order = date_order.map(|order| ("date-order", order.written().to_owned()));
        let zone = tz.as_ref().and_then(TimeZone::iana_name);
        let zone = zone.map(|name| ("tz", name.to_owned()));
        let midnight = unknown_midnight.then(|| ("unknown-midnight", "true".to_owned()));
        let layer = layer.as_ref().map(|name| ("layer", name.clone()));
        let unpack = unpacked_bytes.map(|n| ("unpack-limit-mb", n.div_ceil(MEGABYTE).to_string()));
        let times: Vec<String> = mending
            .unknown_times
            .iter()
            .map(ClockTime::to_string)
            .collect();
        let unknown = (!times.is_empty()).then(|| ("unknown-time", times.join(",")));
        let utc = mending.utc.then(|| ("times", "utc".to_owned()));
        let fixes: Vec<&str> = mending.fixes.iter().map(|fix| fix.name()).collect();
        let fixes = (!fixes.is_empty()).then(|| ("fix", fixes.join(",")));
        let net =
            (mending.corrections == Corrections::Net).then(|| ("corrections", NET.to_owned()));
        let all = [
            crs, order, zone, midnight, layer, unpack, unknown, utc, fixes, net,
        ];
        said.extend(all.into_iter().flatten());
        // What is asked for elsewhere goes before a refusal.
        for (option, nothing) in refused.iter().map(|option| option.said()) {
            if !said.iter().any(|(name, _)| *name == option) {
                said.push((option, nothing.to_owned()));
            }
        }
        said
    }

    /// What is said of a field: nothing, an empty text where it is in no column, or a column.
    pub fn said_of(&self, field: Field) -> Option<String> {
        let said = self.map.get(&field)?;
        Some(said.clone().unwrap_or_default())
    }
}

/// The zone of data of which nothing is said.
const DEFAULT_ZONE: &str = "Europe/London";

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "each is named and explained by Field::name and the manual"
)]
pub enum Field {
    From,
    FromDate,
    FromTime,
    FromHour,
    FromMinute,
    To,
    ToDate,
    ToTime,
    Lon,
    Lat,
    Easting,
    Northing,
    GridRef,
    Category,
    Id,
    Location,
    Area,
    HoClass,
    Offence,
    Flags,
    Knife,
    Firearm,
    Weapon,
    Domestic,
    Alcohol,
    Drugs,
    Hate,
    Outcome,
    Quality,
    Count,
    Victim,
    Subject,
    Name,
    Kind,
    Opens,
    Closes,
    Hours,
    LicensedAlcohol,
    LateRefreshment,
    Activities,
    Capacity,
    Code,
    Population,
}

impl Field {
    /// Every field of incidents, in the order the manual names them.
    pub const ALL: [Self; 32] = [
        Self::From,
        Self::FromDate,
        Self::FromTime,
        Self::FromHour,
        Self::FromMinute,
        Self::To,
        Self::ToDate,
        Self::ToTime,
        Self::Lon,
        Self::Lat,
        Self::Easting,
        Self::Northing,
        Self::GridRef,
        Self::Category,
        Self::Id,
        Self::Location,
        Self::Area,
        Self::HoClass,
        Self::Offence,
        Self::Flags,
        Self::Knife,
        Self::Firearm,
        Self::Weapon,
        Self::Domestic,
        Self::Alcohol,
        Self::Drugs,
        Self::Hate,
        Self::Outcome,
        Self::Quality,
        Self::Count,
        Self::Victim,
        Self::Subject,
    ];

    /// Every field of what is only looked at: of shapes the name alone, of a table its places too.
    pub const REFERENCE: [Self; 6] = [
        Self::Name,
        Self::Lon,
        Self::Lat,
        Self::Easting,
        Self::Northing,
        Self::GridRef,
    ];

    /// Every field of premises.
    pub const PREMISES: [Self; 14] = [
        Self::Name,
        Self::Kind,
        Self::Opens,
        Self::Closes,
        Self::Hours,
        Self::LicensedAlcohol,
        Self::LateRefreshment,
        Self::Activities,
        Self::Capacity,
        Self::Lon,
        Self::Lat,
        Self::Easting,
        Self::Northing,
        Self::GridRef,
    ];

    /// The fields that files of `kind` may have.
    pub fn of(kind: FileKind) -> &'static [Self] {
        match kind {
            FileKind::Incidents => &Self::ALL,
            FileKind::Premises => &Self::PREMISES,
            FileKind::Boundaries => &[Self::Name, Self::Code, Self::Population],
            FileKind::Roads => &[Self::Name],
            FileKind::Reference => &Self::REFERENCE,
        }
    }

    /// Whether several columns may hold it, as closing times do, one for each day.
    pub fn is_several(self) -> bool {
        matches!(self, Self::Opens | Self::Closes | Self::Hours)
    }

    /// What the column says of an incident beside place, time and labels, if it is of that kind.
    pub fn attribute(self) -> Option<AttributeKind> {
        Some(match self {
            Self::HoClass => AttributeKind::HoClass,
            Self::Offence => AttributeKind::Offence,
            Self::Flags => AttributeKind::Flags,
            Self::Knife => AttributeKind::Knife,
            Self::Firearm => AttributeKind::Firearm,
            Self::Weapon => AttributeKind::Weapon,
            Self::Domestic => AttributeKind::Domestic,
            Self::Alcohol => AttributeKind::Alcohol,
            Self::Drugs => AttributeKind::Drugs,
            Self::Hate => AttributeKind::Hate,
            Self::Outcome => AttributeKind::Outcome,
            Self::Quality => AttributeKind::Quality,
            Self::Count => AttributeKind::Count,
            Self::Victim => AttributeKind::Victim,
            Self::Subject => AttributeKind::Subject,
            _ => return None,
        })
    }

    /// The name `--map` knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::FromDate => "from_date",
            Self::FromTime => "from_time",
            Self::FromHour => "from_hour",
            Self::FromMinute => "from_minute",
            Self::To => "to",
            Self::ToDate => "to_date",
            Self::ToTime => "to_time",
            Self::Lon => "lon",
            Self::Lat => "lat",
            Self::Easting => "easting",
            Self::Northing => "northing",
            Self::GridRef => "grid_ref",
            Self::Category => "category",
            Self::Id => "id",
            Self::Location => "location",
            Self::Area => "area",
            Self::Name => "name",
            Self::Kind => "type",
            Self::Opens => "opens",
            Self::Closes => "closes",
            Self::Hours => "hours",
            Self::LicensedAlcohol => "licensed_alcohol",
            Self::LateRefreshment => "late_refreshment",
            Self::Activities => "activities",
            Self::Capacity => "capacity",
            Self::Code => "code",
            Self::Population => "population",
            _ => self.attribute().map_or("", AttributeKind::name),
        }
    }
}

/// Order of the numbers in a date such as 03/04/2021.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// 3 April.
    DayMonthYear,
    /// 4 March.
    MonthDayYear,
    /// Year first, as in 21/03/04.
    YearMonthDay,
}

impl DateOrder {
    /// As `--date-order` has it.
    pub fn written(self) -> &'static str {
        match self {
            Self::DayMonthYear => "dmy",
            Self::MonthDayYear => "mdy",
            Self::YearMonthDay => "ymd",
        }
    }

    /// In the letters the reports use.
    pub fn letters(self) -> &'static str {
        match self {
            Self::DayMonthYear => "d/m/y",
            Self::MonthDayYear => "m/d/y",
            Self::YearMonthDay => "y/m/d",
        }
    }
}

/// An option text that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// Not `FIELD=COLUMN`.
    #[error(
        "\"{0}\" is no mapping; write FIELD=COLUMN, as in from_date=Occurred, or FIELD= for none"
    )]
    Mapping(String),
    /// Not one of the fields.
    #[error("\"{0}\" is no field; the fields are {fields}", fields = field_names(&Field::ALL))]
    Field(String),
    /// Not one of the fields of premises.
    #[error(
        "\"{0}\" is no field of premises; the fields are {fields}",
        fields = field_names(&Field::PREMISES)
    )]
    PremisesField(String),
    /// Not one of the fields of what is only looked at.
    #[error(
        "\"{0}\" is no field of what is shown for reference; the fields are {fields}",
        fields = field_names(&Field::REFERENCE)
    )]
    ReferenceField(String),
    /// Not one of the orders.
    #[error("\"{0}\" is no order of dates; write dmy, mdy or ymd")]
    DateOrder(String),
    /// Not in the time zone database.
    #[error("\"{0}\" is no time zone; write its IANA name, as in Europe/London or America/Chicago")]
    TimeZone(String),
    /// Not clock times.
    #[error("\"{0}\" are no clock times; write HH:MM, with commas between several")]
    Clock(String),
    /// Neither local nor UTC.
    #[error("\"{0}\" is neither local nor utc")]
    Times(String),
    /// Not what can be mended.
    #[error(transparent)]
    Fix(#[from] NoFix),
    /// Neither kept nor taken off.
    #[error("\"{0}\" is neither keep nor net")]
    Corrections(String),
    /// No size in megabytes.
    #[error("\"{0}\" is no size; write whole megabytes, as in 500")]
    Size(String),
    /// Neither true nor false.
    #[error("\"{0}\" is neither true nor false")]
    Switch(String),
    /// Not one of the options.
    #[error(
        "\"{0}\" is no option of reading; there are map, crs, date-order, tz, times, \
         unknown-time, unknown-midnight, fix, corrections, layer and unpack-limit-mb"
    )]
    Name(String),
    /// Not `EPSG:n`.
    #[error("\"{0}\" names no coordinate system; write its EPSG number, as in EPSG:27700")]
    Crs(String),
    /// Neither `EPSG:n` nor a definition.
    #[error(
        "{0}; write an EPSG number, as in EPSG:27700, the path of a .prj file, or the definition itself (WKT)"
    )]
    Definition(String),
}

fn field_names(fields: &[Field]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
    names.join(" ")
}

impl FromStr for Field {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let wanted = text.trim().to_ascii_lowercase();
        let areas = Self::of(FileKind::Boundaries).iter();
        let mut every = Self::ALL.iter().chain(&Self::PREMISES).chain(areas);
        let found = every.find(|field| field.name() == wanted);
        found
            .copied()
            .ok_or_else(|| OptionError::Field(text.to_owned()))
    }
}

impl FromStr for DateOrder {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "dmy" => Ok(Self::DayMonthYear),
            "mdy" => Ok(Self::MonthDayYear),
            "ymd" => Ok(Self::YearMonthDay),
            _ => Err(OptionError::DateOrder(text.to_owned())),
        }
    }
}

/// Reads `FIELD=COLUMN` of incidents; nothing after the sign means that there is no such column.
///
/// # Errors
/// When there is no sign or incidents have no such field.
pub fn parse_mapping(text: &str) -> Result<(Field, Option<String>), OptionError> {
    let (field, column) = parse_any_mapping(text)?;
    if Field::ALL.contains(&field) {
        Ok((field, column))
    } else {
        Err(OptionError::Field(field.name().to_owned()))
    }
}

/// The same of premises, where several columns may hold opening times, closing times and hours:
/// `closes=Fri|Sat`.
///
/// # Errors
/// When there is no sign or premises have no such field.
pub fn parse_premises_mapping(text: &str) -> Result<(Field, Option<String>), OptionError> {
    parse_mapping_of(&Field::PREMISES, OptionError::PremisesField, text)
}

/// The same of a table of places that is only looked at.
///
/// # Errors
/// When there is no sign or such a table has no such field.
pub fn parse_reference_mapping(text: &str) -> Result<(Field, Option<String>), OptionError> {
    parse_mapping_of(&Field::REFERENCE, OptionError::ReferenceField, text)
}

fn parse_mapping_of(
    fields: &[Field],
    refused: fn(String) -> OptionError,
    text: &str,
) -> Result<(Field, Option<String>), OptionError> {
    let (field, column) = parse_any_mapping(text).map_err(|error| match error {
        OptionError::Field(name) => refused(name),
        other => other,
    })?;
    if fields.contains(&field) {
        Ok((field, column))
    } else {
        Err(refused(field.name().to_owned()))
    }
}

fn parse_any_mapping(text: &str) -> Result<(Field, Option<String>), OptionError> {
    let (field, column) = text
        .split_once('=')
        .ok_or_else(|| OptionError::Mapping(text.to_owned()))?;
    let column = column.trim();
    Ok((
        field.parse()?,
        (!column.is_empty()).then(|| column.to_owned()),
    ))
}

/// Between the names of several columns that hold one field.
const BETWEEN: char = '|';

/// Several columns that hold one field, as they are said.
pub fn columns_said<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let columns: Vec<&str> = columns.into_iter().collect();
    columns.join(&BETWEEN.to_string())
}

/// The columns that are said to hold a field, one by one, in the order they are said.
pub fn each_column(said: &str) -> impl Iterator<Item = &str> {
    said.split(BETWEEN)
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

fn parse_times(text: &str) -> Result<bool, OptionError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "utc" => Ok(true),
        "local" => Ok(false),
        _ => Err(OptionError::Times(text.to_owned())),
    }
}

/// What `parse` reads, or nothing where the text says none.
fn parse_unless_none<T>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, OptionError>,
) -> Result<Option<T>, OptionError> {
    let is_none = text.trim().eq_ignore_ascii_case(NONE);
    (!is_none).then(|| parse(text)).transpose()
}

/// Reads `00:01,12:00`.
fn parse_clocks(text: &str) -> Result<Vec<ClockTime>, OptionError> {
    let times: Result<Vec<ClockTime>, _> = text.split(',').map(str::parse).collect();
    times.map_err(|_| OptionError::Clock(text.to_owned()))
}

/// Reads `swap,sign`.
fn parse_fixes(text: &str) -> Result<Vec<Fix>, OptionError> {
    let fixes = text.split(',').map(str::parse);
    Ok(fixes.collect::<Result<_, NoFix>>()?)
}

/// What is said for corrections that are taken off.
const NET: &str = "net";

fn parse_corrections(text: &str) -> Result<Corrections, OptionError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "keep" => Ok(Corrections::Keep),
        NET => Ok(Corrections::Net),
        _ => Err(OptionError::Corrections(text.to_owned())),
    }
}

fn parse_switch(text: &str) -> Result<bool, OptionError> {
    let text = text.trim();
    text.parse()
        .map_err(|_| OptionError::Switch(text.to_owned()))
}

/// Reads the IANA name of a time zone.
///
/// # Errors
/// When the database does not have it.
pub fn parse_time_zone(text: &str) -> Result<TimeZone, OptionError> {
    TimeZone::get(text.trim()).map_err(|_| OptionError::TimeZone(text.to_owned()))
}

/// Reads `EPSG:27700` or plain `27700`.
///
/// # Errors
/// When there is no number from 1 up.
pub fn parse_epsg(text: &str) -> Result<u32, OptionError> {
    let plain = text.trim();
    let number = match plain.get(..5) {
        Some(prefix) if prefix.eq_ignore_ascii_case("epsg:") => plain[5..].trim(),
        _ => plain,
    };
    let all_digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let parsed = all_digits
        .then(|| number.parse::<u32>().ok())
        .flatten()
        .filter(|&n| n > 0);
    parsed.ok_or_else(|| OptionError::Crs(text.to_owned()))
}

/// Reads what names a coordinate system: `EPSG:27700` or plain `27700`, a definition (WKT, PROJJSON,
/// a PROJ string, `ESRI:102696`), or the path of a file that holds one, such as a `.prj`.
///
/// # Errors
/// When it is none of these, or PROJ makes nothing of the definition.
pub fn parse_crs(text: &str) -> Result<FileCrs, OptionError> {
    if let Ok(number) = parse_epsg(text) {
        return Ok(FileCrs::Epsg(number));
    }
    let path = Path::new(text);
    let defined = if path.is_file() {
        crs_text::of_file(path).map_err(|error| OptionError::Definition(error.to_string()))?
    } else {
        text.to_owned()
    };
    FileCrs::from_definition(&defined).map_err(|error| OptionError::Definition(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_names_a_field_and_a_column_or_none() {
        let map = |text| parse_mapping(text);
        assert_eq!(
            map("from_date=Occur Date"),
            Ok((Field::FromDate, Some("Occur Date".into())))
        );
        assert_eq!(map("to="), Ok((Field::To, None)));
        assert_eq!(map("lon=a=b"), Ok((Field::Lon, Some("a=b".into()))));
        assert_eq!(map("lon"), Err(OptionError::Mapping("lon".into())));
        assert_eq!(map("when=x"), Err(OptionError::Field("when".into())));
    }

    #[test]
    fn what_is_said_can_be_said_again() {
        let mut options = ReadOptions::default();
        assert!(options.said().is_empty());
        for (name, text) in [
            ("map", "from_date=Occur Date"),
            ("map", "to="),
            ("crs", "EPSG:27700"),
            ("date-order", "mdy"),
            ("tz", "America/Chicago"),
            ("unknown-midnight", "true"),
            ("layer", "Sheet 2"),
            ("unpack-limit-mb", "500"),
            ("unknown-time", "00:01,12:00"),
            ("times", "utc"),
            ("fix", "swap,sign"),
            ("corrections", "net"),
        ] {
            options.set(name, text).unwrap();
        }
        let mut again = ReadOptions::default();
        for (name, text) in options.said() {
            again.set(name, &text).unwrap();
        }
        assert_eq!((again.said().len(), &again), (12, &options));
        let unknown = again.set("colour", "red");
        assert_eq!(unknown, Err(OptionError::Name("colour".into())));
        assert!(again.set("unknown-midnight", "maybe").is_err());
        assert!(again.set("unpack-limit-mb", "0").is_err());
        assert!(again.set("unknown-time", "25:00").is_err());
        assert!(again.set("times", "noon").is_err());
        assert!(again.set("fix", "swap,turn").is_err());
        assert!(again.set("corrections", "some").is_err());
    }

    #[test]
    fn every_field_is_found_by_its_name() {
        for kind in FileKind::ALL {
            for &field in Field::of(kind) {
                assert_eq!(field.name().parse(), Ok(field));
            }
        }
        assert!(parse_mapping("category=Crime").is_ok() && parse_mapping("closes=Shut").is_err());
        let refused = parse_premises_mapping("category=Crime")
            .unwrap_err()
            .to_string();
        assert!(refused.contains("licensed_alcohol"), "{refused}");
        let (field, columns) = parse_premises_mapping("closes=Fri | Sat").unwrap();
        assert_eq!(field, Field::Closes);
        assert_eq!(
            each_column(&columns.unwrap()).collect::<Vec<_>>(),
            ["Fri", "Sat"]
        );
    }

    #[test]
    fn what_is_refused_is_said_until_it_is_asked_for() {
        let mut options = ReadOptions::default();
        for (option, nothing) in [
            ("fix", "none"),
            ("corrections", "keep"),
            ("times", "local"),
            ("unknown-time", "none"),
        ] {
            options.set(option, nothing).unwrap();
            assert!(options.said().contains(&(option, nothing.to_owned())));
        }
        assert_eq!(
            (options.refused.len(), &options.mending),
            (4, &Mending::default())
        );
        options.set("fix", "swap").unwrap();
        let said = options.said();
        assert!(
            said.contains(&("fix", "swap".to_owned())) && said.len() == 4,
            "{said:?}"
        );
    }

    #[test]
    fn a_system_is_named_by_number_by_definition_or_by_file() {
        assert_eq!(parse_crs(" EPSG:27700"), Ok(FileCrs::BRITISH));
        assert_eq!(parse_crs("ESRI:102696").unwrap().epsg(), None);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("area.PRJ");
        std::fs::write(&path, "EPSG:2157\n").unwrap();
        assert_eq!(parse_crs(path.to_str().unwrap()), Ok(FileCrs::Epsg(2157)));
        std::fs::write(&path, vec![b'x'; 1 << 20]).unwrap();
        for bad in [path.to_str().unwrap(), "missing.prj", "", "wgs84 or so"] {
            let error = parse_crs(bad).unwrap_err().to_string();
            assert!(error.contains("EPSG:27700") && error.len() < 500, "{error}");
        }
    }

    #[test]
    fn zones_orders_and_systems_are_read_or_refused() {
        assert!(parse_time_zone("America/Chicago").is_ok());
        assert!(parse_time_zone("Mars/Olympus").is_err());
        assert_eq!("MDY".parse(), Ok(DateOrder::MonthDayYear));
        assert!("ydm".parse::<DateOrder>().is_err());
        assert_eq!(parse_epsg("epsg:27700"), Ok(27_700));
        assert_eq!(parse_epsg("4326"), Ok(4326));
        for bad in ["", "EPSG:", "EPSG:-1", "0", "27700.5", "é:1", "99999999999"] {
            assert_eq!(parse_epsg(bad), Err(OptionError::Crs(bad.into())), "{bad}");
        }
    }
}
