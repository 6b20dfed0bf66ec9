//! Where the columns say an incident is: which columns hold the position, in which system.
//!
//! Named eastings and northings beat longitude and latitude, as `cli.md` says; columns called
//! only x and y come after both, because they may be in any system.

use crate::crs::FileCrs;
use crate::io::read::assumed_grid::agrees_with_degrees;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::layout::Layout;
use crate::io::read::number::{coordinate, degrees, grid_reference, irish_grid_reference, metres};
use crate::io::read::options::Field;
use crate::io::read::profile::Profile;
use crate::io::read::records::Row;
use crate::io::read::table::Table;

/// Greatest easting and northing of Great Britain, in metres.
const BRITISH_MAX: (f64, f64) = (700_000.0, 1_300_000.0);

/// The Irish Grid, in which Northern Ireland's letter references are.
const IRISH: FileCrs = FileCrs::Epsg(29_903);

/// The columns that hold positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PositionColumns {
    /// CRS of what they hold.
    pub(super) crs: FileCrs,
    kind: Kind,
    /// Whether the system is only assumed, because the numbers fit it.
    pub(super) is_assumed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Degrees(usize, usize),
    Metres(usize, usize),
    GridReference(usize),
    IrishReference(usize),
}

impl PositionColumns {
    /// A pair of columns taken from geometry, in the system `crs`.
    pub(super) fn geometry((x, y): (usize, usize), crs: FileCrs) -> Self {
        Self {
            crs,
            kind: Kind::Degrees(x, y),
            is_assumed: false,
        }
    }

    /// The columns of eastings and northings whose system is only assumed, and whether they call
    /// themselves so.
    pub(super) fn assumed(self, layout: &Layout<'_>) -> Option<((usize, usize), bool)> {
        let Kind::Metres(x, y) = self.kind else {
            return None;
        };
        let is_named = easting_score(layout.header(x), &layout.profiles[x]) > 0
            && northing_score(layout.header(y), &layout.profiles[y]) > 0;
        self.is_assumed.then_some(((x, y), is_named))
    }

    /// The columns: one or two.
    pub(super) fn columns(self) -> Vec<usize> {
        match self.kind {
            Kind::Degrees(x, y) | Kind::Metres(x, y) => vec![x, y],
            Kind::GridReference(column) | Kind::IrishReference(column) => vec![column],
        }
    }

    /// Names of the columns.
    pub(super) fn column_names(self, table: &Table) -> Vec<String> {
        let name = |column: usize| table.headers[column].text.clone();
        self.columns().into_iter().map(name).collect()
    }

    /// Which columns they are, and what each holds.
    pub(super) fn meanings(self) -> Vec<(usize, Field)> {
        match self.kind {
            Kind::Degrees(x, y) => vec![(x, Field::Lon), (y, Field::Lat)],
            Kind::Metres(x, y) => vec![(x, Field::Easting), (y, Field::Northing)],
            Kind::GridReference(column) | Kind::IrishReference(column) => {
                vec![(column, Field::GridRef)]
            }
        }
    }

    /// Whether they are eastings and northings of a grid that could be another.
    pub(super) fn is_grid(self) -> bool {
        matches!(self.kind, Kind::Metres(..))
    }

    /// The position of a record; NaN where it is blank or unreadable.
    pub(super) fn read(self, row: &Row<'_>) -> (f64, f64) {
        let both = |(x, y): (f64, f64)| {
            if x.is_nan() || y.is_nan() {
                (f64::NAN, f64::NAN)
            } else {
                (x, y)
            }
        };
        let pair = |x, y, in_full| {
            let read = |column| coordinate(row.bytes(column), in_full);
            (read(x), read(y))
        };
        match self.kind {
            Kind::Degrees(x, y) => both(pair(x, y, degrees)),
            Kind::Metres(x, y) => both(pair(x, y, metres)),
            Kind::GridReference(column) => {
                grid_reference(&row.text(column)).unwrap_or((f64::NAN, f64::NAN))
            }
            Kind::IrishReference(column) => {
                irish_grid_reference(&row.text(column)).unwrap_or((f64::NAN, f64::NAN))
            }
        }
    }
}

/// Finds the columns of the position, and says in one sentence which and why.
pub(super) fn guess(layout: &Layout<'_>) -> Result<Option<(PositionColumns, String)>, ReadError> {
    use Field::{Easting, GridRef, Lat, Lon, Northing};
    let grid = pair(layout, Easting, Northing, easting_score, northing_score);
    let globe = pair(layout, Lon, Lat, longitude_score, latitude_score);
    let square = layout.choose(GridRef, grid_reference_score);
    // What the user names goes before what is only found.
    if let Some(pair) = grid.filter(|_| layout.names_any(&[Easting, Northing])) {
        return in_metres(layout, pair).map(Some);
    }
    if let Some(pair) = globe.filter(|_| layout.names_any(&[Lon, Lat])) {
        return Ok(Some(on_globe(layout, pair)));
    }
    if let Some(column) = square.filter(|_| layout.names_any(&[GridRef])) {
        return Ok(Some(by_square(layout, column)));
    }
    match (grid, globe, square) {
        (Some(pair), None, _) => in_metres(layout, pair).map(Some),
        (Some(pair), Some(degrees), _) => Ok(Some(match in_metres(layout, pair) {
            Ok(found) if !found.0.is_assumed || agrees_with_degrees(layout, pair, degrees) => found,
            _ => on_globe(layout, degrees),
        })),
        (None, Some(pair), _) => Ok(Some(on_globe(layout, pair))),
        (None, None, square) => by_x_and_y(layout, square),
    }
}

fn by_x_and_y(
    layout: &Layout<'_>,
    square: Option<usize>,
) -> Result<Option<(PositionColumns, String)>, ReadError> {
    let pair = layout
        .best(|h, p| axis_score(h, p, "x"))
        .zip(layout.best(|h, p| axis_score(h, p, "y")));
    match (pair, square) {
        (Some(pair), _) if in_degrees(layout, pair) => Ok(Some(on_globe(layout, pair))),
        (Some(pair), None) => in_metres(layout, pair).map(Some),
        (Some(pair), Some(column)) => Ok(Some(
            in_metres(layout, pair).unwrap_or_else(|_| by_square(layout, column)),
        )),
        (None, Some(column)) => Ok(Some(by_square(layout, column))),
        (None, None) => Ok(None),
    }
}

fn on_globe(layout: &Layout<'_>, (x, y): (usize, usize)) -> (PositionColumns, String) {
    let crs = layout
        .crs()
        .filter(|_| !in_degrees(layout, (x, y)))
        .unwrap_or(FileCrs::LON_LAT);
    let said = format!(
        "position: columns {} and {} (longitude and latitude)",
        layout.quoted(x),
        layout.quoted(y)
    );
    (
        PositionColumns {
            crs,
            kind: Kind::Degrees(x, y),
            is_assumed: false,
        },
        said,
    )
}

fn in_metres(
    layout: &Layout<'_>,
    (x, y): (usize, usize),
) -> Result<(PositionColumns, String), ReadError> {
    let fits = |column: usize, max: f64| layout.profiles[column].mostly_within(0.0, max);
    let crs = match layout.crs() {
        Some(crs) => crs,
        None if fits(x, BRITISH_MAX.0) && fits(y, BRITISH_MAX.1) => FileCrs::BRITISH,
        None => return Err(layout.error(ask_for_crs(layout, x, y))),
    };
    let why = if layout.crs().is_some() {
        "as --crs says"
    } else {
        "the numbers fit Great Britain"
    };
    let said = format!(
        "position: columns {} and {} (easting and northing of {crs}: {why})",
        layout.quoted(x),
        layout.quoted(y)
    );
    Ok((
        PositionColumns {
            crs,
            kind: Kind::Metres(x, y),
            is_assumed: layout.crs().is_none(),
        },
        said,
    ))
}

fn by_square(layout: &Layout<'_>, column: usize) -> (PositionColumns, String) {
    let is_irish = layout.profiles[column].is_of_irish_references();
    let (whose, crs, kind) = if is_irish {
        ("Irish", IRISH, Kind::IrishReference(column))
    } else {
        ("British", FileCrs::BRITISH, Kind::GridReference(column))
    };
    let said = format!(
        "position: column {} ({whose} grid references; the middle of each square)",
        layout.quoted(column)
    );
    (
        PositionColumns {
            crs,
            kind,
            is_assumed: false,
        },
        said,
    )
}

fn ask_for_crs(layout: &Layout<'_>, x: usize, y: usize) -> Trouble {
    let seen = |column: usize| {
        let middle = layout.profiles[column].middle();
        let middle = middle.map_or_else(String::new, |value| {
            if value.abs() < 1e12 {
                format!(" (about {value})")
            } else {
                format!(" (about {value:e})")
            }
        });
        format!("{}{middle}", layout.quoted(column))
    };
    Trouble::UnknownCrs {
        why: format!(
            "{} and {} do not fit the British National Grid",
            seen(x),
            seen(y)
        ),
        remedy: "name it with --crs EPSG:n",
    }
}

fn in_degrees(layout: &Layout<'_>, (x, y): (usize, usize)) -> bool {
    layout.profiles[x].mostly_within(-180.0, 180.0) && layout.profiles[y].mostly_within(-90.0, 90.0)
}

type Score = fn(&Header, &Profile) -> i32;

fn pair(
    layout: &Layout<'_>,
    x: Field,
    y: Field,
    of_x: Score,
    of_y: Score,
) -> Option<(usize, usize)> {
    layout.choose(x, of_x).zip(layout.choose(y, of_y))
}

fn scored((exact, like): (bool, bool), profile: &Profile) -> i32 {
    if !profile.may_be_number() {
        return 0;
    }
    let filled = i32::from(profile.filled > 0);
    i32::from(exact) * 20 + i32::from(like) * 10 + if exact || like { filled } else { 0 }
}

fn longitude_score(header: &Header, profile: &Profile) -> i32 {
    let exact = header.is(&["lon", "lng", "long", "longitude"]);
    let like = header.has_word(&["lon", "lng", "long"]) || header.contains(&["longitude"]);
    scored((exact, like), profile)
}

fn latitude_score(header: &Header, profile: &Profile) -> i32 {
    let exact = header.is(&["lat", "latitude"]);
    let like = header.has_word(&["lat"]) || header.contains(&["latitude"]);
    scored((exact, like), profile)
}

fn easting_score(header: &Header, profile: &Profile) -> i32 {
    let exact = header.is(&["easting", "eastings", "bnge", "osgbe", "gride"]);
    let like = header.contains(&["easting"]) || header.is(&["east", "oseast", "osgreast"]);
    scored((exact, like), profile)
}

fn northing_score(header: &Header, profile: &Profile) -> i32 {
    let exact = header.is(&["northing", "northings", "bngn", "osgbn", "gridn"]);
    let like = header.contains(&["northing"]) || header.is(&["north", "osnorth", "osgrnorth"]);
    scored((exact, like), profile)
}

fn axis_score(header: &Header, profile: &Profile, axis: &str) -> i32 {
    let flat = [axis, "coord"].concat();
    let like = header.has_word(&[axis]) || header.contains(&[&flat]);
    scored((header.is(&[axis]), like), profile)
}

fn grid_reference_score(header: &Header, profile: &Profile) -> i32 {
    let named = header.contains(&["gridref", "osgr", "osref", "mapref", "osgrid"])
        || header.is(&["ngr", "grid", "gr"]);
    let fits = profile.filled == 0
        || profile.mostly(profile.grid_references)
        || profile.is_of_irish_references();
    i32::from(named && fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Progress;
    use crate::io::read::{ReadOptions, read_incidents};

    #[test]
    fn irish_letters_are_read_on_the_irish_grid() {
        let text =
            "date,grid ref,offence\n2021-05-03,J 338 740,Assault\n2021-05-04,J 3380 7410,Theft\n";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given.csv");
        std::fs::write(&path, text).unwrap();
        let read = read_incidents(&path, &ReadOptions::default(), &Progress::new()).unwrap();
        assert_eq!(read.crs, FileCrs::Epsg(29_903));
        let places: Vec<(f64, f64)> = read.rows().map(|row| row.xy).collect();
        assert_eq!(places, [(333_850.0, 374_050.0), (333_805.0, 374_105.0)]);
        let at = crate::crs::to_degrees(read.crs, &places).unwrap()[0].unwrap();
        // Belfast's City Hall.
        assert!(
            (at.lat - 54.596).abs() < 0.002 && (at.lon + 5.930).abs() < 0.003,
            "{at:?}"
        );
    }
}
