//! The coordinate system of a file: an EPSG number, or a definition that has none.
//!
//! `.prj` files, GeoPackages and GeoParquet define their system in words. Words that PROJ knows
//! under an EPSG number become that number, so that the British National Grid goes through
//! OSTN15 however it is written; all others are kept as PROJ's own JSON (PROJJSON).
//!
//! Definitions are kept once for the whole run of the program, in a list that only grows, so
//! that a [`FileCrs`] is a small number: it is copied, compared and hashed for every position
//! that is converted. A session sees a handful of them.

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, PoisonError, RwLock};

use crate::crs::CrsError;
use crate::crs::identify::{Identified, identify};
use crate::crs::known;

/// Most bytes of a definition; real ones are a few thousand.
const MOST_BYTES: usize = 64 * 1024;
/// Deepest nesting of brackets in a definition; real ones have ten.
const DEEPEST: usize = 40;

/// The coordinate system of a file's positions, x east and y north whatever its axes are.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileCrs {
    /// By EPSG number. Whether PROJ knows it shows when it is used.
    Epsg(u32),
    /// By a definition that PROJ understands and that has no EPSG number.
    Defined(Definition),
}

/// The number of a definition in the list of this run of the program.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Definition(u32);

/// A definition in full.
#[derive(Clone, Copy)]
struct Entry {
    /// PROJJSON.
    text: &'static str,
    /// What it calls itself.
    name: &'static str,
    /// Whether its numbers are degrees.
    is_geographic: bool,
}

/// Every definition met, and what each text that was asked for turned out to be.
#[derive(Default)]
struct Known {
    entries: Vec<Entry>,
    answers: HashMap<String, FileCrs>,
}

static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

impl FileCrs {
    /// Longitude and latitude on WGS 84.
    pub const LON_LAT: Self = Self::Epsg(known::DEGREES);
    /// The British National Grid.
    pub const BRITISH: Self = Self::Epsg(known::BRITISH);

    /// The system that `text` defines: WKT of any kind, PROJJSON, a PROJ string, or a name such
    /// as `EPSG:27700`, `ESRI:102696` or `OGC:CRS84`.
    ///
    /// # Errors
    /// When PROJ cannot make a coordinate system of the text, or none that leads to WGS 84.
    pub fn from_definition(text: &str) -> Result<Self, CrsError> {
        let text = text.trim_matches(|sign: char| sign.is_whitespace() || sign == '\0');
        if let Some(&found) = read().answers.get(text) {
            return Ok(found);
        }
        check_size(text)?;
        let found = match identify(text)? {
            Identified::Epsg(number) => Self::Epsg(number),
            Identified::Other {
                json,
                name,
                is_geographic,
            } => Self::Defined(kept(&json, &name, is_geographic)),
        };
        known::check_known(found)?;
        write().answers.insert(text.to_owned(), found);
        Ok(found)
    }

    /// The EPSG number, if it has one.
    pub fn epsg(self) -> Option<u32> {
        match self {
            Self::Epsg(number) => Some(number),
            Self::Defined(_) => None,
        }
    }

    /// What PROJ makes it of.
    pub(crate) fn definition(self) -> String {
        match self {
            Self::Epsg(number) => known::name(number),
            Self::Defined(definition) => definition.entry().text.to_owned(),
        }
    }

    /// Whether its numbers are known to be degrees.
    pub fn is_geographic(self) -> bool {
        match self {
            Self::Epsg(number) => number == known::DEGREES || known::is_geographic(number),
            Self::Defined(definition) => definition.entry().is_geographic,
        }
    }
}

impl Default for FileCrs {
    fn default() -> Self {
        Self::LON_LAT
    }
}

/// `EPSG:n`, or the name that the definition gives itself.
impl fmt::Display for FileCrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Epsg(number) => f.write_str(&known::name(*number)),
            Self::Defined(definition) => write!(f, "\"{}\"", definition.entry().name),
        }
    }
}

/// The definition itself, not its number, which means nothing to another run of the program:
/// keys of cached tables are made of this.
impl fmt::Debug for FileCrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.definition())
    }
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().text)
    }
}

impl Definition {
    fn entry(self) -> Entry {
        let nothing = Entry {
            text: "",
            name: "",
            is_geographic: false,
        };
        // Numbers are only given out by `kept`, so that there always is an entry.
        read()
            .entries
            .get(self.0 as usize)
            .copied()
            .unwrap_or(nothing)
    }
}

/// The number of a definition, which is new or was met before.
fn kept(json: &str, name: &str, is_geographic: bool) -> Definition {
    let mut known = write();
    let before = known.entries.iter().position(|entry| entry.text == json);
    let number = before.unwrap_or_else(|| {
        // Kept for the whole run on purpose, see the head of this file.
        let forever = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let entry = Entry {
            text: forever(json),
            name: forever(name),
            is_geographic,
        };
        known.entries.push(entry);
        known.entries.len() - 1
    });
    Definition(number as u32)
}

fn read() -> std::sync::RwLockReadGuard<'static, Known> {
    KNOWN.read().unwrap_or_else(PoisonError::into_inner)
}

fn write() -> std::sync::RwLockWriteGuard<'static, Known> {
    KNOWN.write().unwrap_or_else(PoisonError::into_inner)
}

/// Refuses what would keep PROJ's parsers busy or their stacks full.
fn check_size(text: &str) -> Result<(), CrsError> {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in text.bytes() {
        match byte {
            b'[' | b'(' | b'{' => depth += 1,
            b']' | b')' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if text.is_empty() || text.len() > MOST_BYTES || deepest > DEEPEST {
        return Err(CrsError::definition(text, "it is empty or far too long"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The British National Grid as ArcGIS writes it, as GDAL writes it, and with a datum shift.
    const BRITISH_ESRI: &str = r#"PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]"#;
    const BRITISH_OLD_ESRI: &str = r#"PROJCS["OSGB_1936_British_National_Grid",GEOGCS["GCS_OSGB 1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",49],PARAMETER["central_meridian",-2],PARAMETER["scale_factor",0.9996012717],PARAMETER["false_easting",400000],PARAMETER["false_northing",-100000],UNIT["Meter",1]]"#;
    const BRITISH_GDAL: &str = r#"PROJCS["OSGB 1936 / British National Grid",GEOGCS["OSGB 1936",DATUM["OSGB_1936",SPHEROID["Airy 1830",6377563.396,299.3249646,AUTHORITY["EPSG","7001"]],TOWGS84[446.448,-125.157,542.06,0.15,0.247,0.842,-20.489],AUTHORITY["EPSG","6277"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4277"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",49],PARAMETER["central_meridian",-2],PARAMETER["scale_factor",0.9996012717],PARAMETER["false_easting",400000],PARAMETER["false_northing",-100000],UNIT["metre",1],AUTHORITY["EPSG","27700"]]"#;
    const MISSOURI_FEET: &str = r#"PROJCS["NAD_1983_StatePlane_Missouri_East_FIPS_2401_Feet",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",820208.3333333333],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-90.5],PARAMETER["Scale_Factor",0.9999333333333333],PARAMETER["Latitude_Of_Origin",35.83333333333334],UNIT["Foot_US",0.3048006096012192]]"#;

    fn read(text: &str) -> FileCrs {
        FileCrs::from_definition(text).unwrap()
    }

    #[test]
    fn the_british_grid_is_known_however_it_is_written() {
        for text in [
            BRITISH_ESRI,
            BRITISH_OLD_ESRI,
            BRITISH_GDAL,
            "EPSG:27700",
            "urn:ogc:def:crs:EPSG::27700",
            "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy \
             +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs",
            "EPSG:27700+5701",
        ] {
            assert_eq!(read(text), FileCrs::BRITISH, "{text}");
        }
        let nearly = BRITISH_ESRI.replace("400000.0", "400100.0");
        assert_eq!(read(&nearly).epsg(), None);
    }

    #[test]
    fn other_systems_with_a_number_become_it() {
        let cases = [
            (
                r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#,
                4326,
            ),
            (
                r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#,
                4326,
            ),
            ("OGC:CRS84", 4326),
            (
                r#"PROJCS["WGS_1984_UTM_Zone_16N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-87.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#,
                32616,
            ),
            (
                r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]"#,
                3857,
            ),
            (
                r#"PROJCS["TM65_Irish_Grid",GEOGCS["GCS_TM65",DATUM["D_TM65",SPHEROID["Airy_Modified",6377340.189,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",200000.0],PARAMETER["False_Northing",250000.0],PARAMETER["Central_Meridian",-8.0],PARAMETER["Scale_Factor",1.000035],PARAMETER["Latitude_Of_Origin",53.5],UNIT["Meter",1.0]]"#,
                29902,
            ),
        ];
        for (text, number) in cases {
            assert_eq!(read(text), FileCrs::Epsg(number), "{text}");
        }
    }

    #[test]
    fn a_system_without_a_number_is_kept_once_and_says_its_name() {
        let feet = read(MISSOURI_FEET);
        assert_eq!(feet.epsg(), None);
        assert!(feet.to_string().contains("Missouri_East"), "{feet}");
        assert_eq!(read(&format!("\n{MISSOURI_FEET}\n")), feet);
        assert!(!feet.is_geographic());
        assert!(std::mem::size_of::<FileCrs>() <= 8);
    }

    #[test]
    fn what_is_no_system_is_refused() {
        let deep = "PROJCS[".repeat(50_000);
        let long = "x".repeat(100_000);
        for text in [
            "",
            "nonsense",
            "PROJCS[\"a\"",
            "\u{0}",
            "+proj=pipeline +step +proj=utm +zone=30",
            "{\"type\":\"GeographicCRS\"}",
            r#"LOCAL_CS["arbitrary",UNIT["metre",1]]"#,
            &deep,
            &long,
        ] {
            let error = FileCrs::from_definition(text).unwrap_err().to_string();
            assert!(error.len() < 400, "{error}");
        }
    }
}
