//! Columns whose numbers fit the British National Grid, though nothing says that they are of it.
//!
//! Irish Grid, Maryland's and Illinois' State Planes and others have numbers of the same size: a
//! file of Chicago comes to lie in Cumbria. So what is only assumed is told with the place it
//! leads to, unless the file speaks for Great Britain by its other columns; and where degrees
//! stand beside that lie elsewhere, they are believed.

use crate::base::LonLat;
use crate::crs::{FileCrs, to_degrees};
use crate::data::findings::{Finding, FindingKind};
use crate::io::read::layout::Layout;
use crate::io::read::options::DateOrder;

/// Words of columns that British extracts have.
const BRITISH: [&str; 19] = [
    "bcu", "bng", "hocr", "lsoa", "msoa", "ngr", "npt", "npu", "offence", "offences", "os", "osgb",
    "osgr", "postcode", "toid", "uprn", "usrn", "stats19", "urn",
];
/// The same of the United States.
const AMERICAN: [&str; 11] = [
    "fbi",
    "iucr",
    "neighborhood",
    "nibrs",
    "offense",
    "offenses",
    "precinct",
    "stateplane",
    "ucr",
    "zip",
    "zipcode",
];
/// How far apart in degrees the middles of two pairs of columns may be. Blanks in one of them
/// shift its middle a little.
const APART_DEGREES: f64 = 1.0;

/// What is doubtful about positions in columns `x` and `y` that are taken for the National Grid
/// because their numbers fit it. `is_named` says that the columns call themselves easting and
/// northing; `order` is the order of dates where the dates themselves tell it.
pub(super) fn finding(
    layout: &Layout<'_>,
    (x, y): (usize, usize),
    is_named: bool,
    order: Option<DateOrder>,
) -> Option<Finding> {
    let headers = &layout.table.headers;
    let american = headers.iter().find(|header| header.has_word(&AMERICAN));
    let is_month_first = order == Some(DateOrder::MonthDayYear);
    let speaks_against = american.is_some() || is_month_first;
    let is_british = is_named || headers.iter().any(|header| header.has_word(&BRITISH));
    if is_british && !speaks_against {
        return None;
    }
    let mut message =
        "the numbers fit the British National Grid and are taken for it, but nothing \
                       says that they are"
            .to_owned();
    if let Some(at) = middle(layout, (x, y)) {
        message += "; it puts the middle of the file at ";
        message += &written(at);
    }
    let american = american.map(|header| format!("a column \"{}\"", header.text));
    let dates = is_month_first.then(|| "dates with the month first".to_owned());
    let evidence: Vec<String> = dates.into_iter().chain(american).collect();
    if !evidence.is_empty() {
        message += ", while the file has ";
        message += &evidence.join(" and ");
        message += ", as American ones do";
    }
    Some(Finding {
        kind: FindingKind::AssumedGrid,
        columns: vec![headers[x].text.clone(), headers[y].text.clone()],
        rows: 0,
        first_lines: Vec::new(),
        message,
        remedies: vec![
            "--crs EPSG:n if it happened elsewhere".to_owned(),
            "--crs EPSG:27700 if it is right".to_owned(),
        ],
        settled: false,
    })
}

/// Whether eastings and northings of the National Grid and degrees that stand beside them may be
/// of the same incidents.
pub(super) fn agrees_with_degrees(
    layout: &Layout<'_>,
    grid: (usize, usize),
    (lon, lat): (usize, usize),
) -> bool {
    let value = |column: usize| layout.profiles[column].middle();
    let Some(((by_grid, lon), lat)) = middle(layout, grid).zip(value(lon)).zip(value(lat)) else {
        return true;
    };
    (by_grid.lon - lon).abs() <= APART_DEGREES && (by_grid.lat - lat).abs() <= APART_DEGREES
}

/// The middle of either column, as a place.
fn middle(layout: &Layout<'_>, (x, y): (usize, usize)) -> Option<LonLat> {
    let value = |column: usize| layout.profiles[column].middle();
    let at = (value(x)?, value(y)?);
    to_degrees(FileCrs::BRITISH, &[at]).ok()?.first().copied()?
}

fn written(at: LonLat) -> String {
    let side = |value: f64, sides: [&str; 2]| {
        let side = sides[usize::from(value < 0.0)];
        format!("{:.1}° {side}", value.abs())
    };
    format!("{}, {}", side(at.lat, ["N", "S"]), side(at.lon, ["E", "W"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Progress;
    use crate::data::raw::RawIncidents;
    use crate::io::read::{ReadOptions, read_incidents};

    fn read(text: &str, options: &ReadOptions) -> RawIncidents {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given.csv");
        std::fs::write(&path, text).unwrap();
        read_incidents(&path, options, &Progress::new()).unwrap()
    }

    fn told(text: &str) -> Option<String> {
        let read = read(text, &ReadOptions::default());
        assert_eq!(read.crs, FileCrs::BRITISH);
        let mut findings = read.report.findings.iter();
        let found = findings.find(|finding| finding.kind == FindingKind::AssumedGrid);
        found.map(Finding::said)
    }

    /// Arson in Chicago in Illinois' State Plane in metres, as the NearRepeat package has it.
    const CHICAGO: &str = "X,Y,date\n359192.30279892794,570510.8907522861,2016-01-01\n\
        356347.3033631741,576182.5845093712,2016-01-03\n";

    #[test]
    fn a_foreign_plane_that_fits_great_britain_is_told_with_the_place_it_leads_to() {
        let said = told(CHICAGO).unwrap();
        assert!(
            said.starts_with("columns \"X\" and \"Y\": the numbers fit the British National Grid"),
            "{said}"
        );
        assert!(
            said.contains("55.0° N, 2.6° W") || said.contains("55.1° N, 2.6° W"),
            "{said}"
        );
        assert!(said.contains("--crs EPSG:n if"), "{said}");
    }

    #[test]
    fn american_dates_and_columns_are_named_as_evidence() {
        let said = told(
            "X,Y,Date,Zip Code\n359192.3,570510.9,01/23/2016,60601\n356347.3,576182.6,01/03/2016,60602\n",
        );
        let said = said.unwrap();
        assert!(
            said.contains("dates with the month first and a column \"Zip Code\", as American"),
            "{said}"
        );
        let named = "Easting,Northing,Date\n359192,570510,01/23/2016\n";
        assert!(
            told(named)
                .unwrap()
                .contains("dates with the month first, as American")
        );
    }

    #[test]
    fn what_speaks_for_great_britain_or_is_said_is_believed() {
        assert_eq!(
            told("X,Y,Date,Postcode\n451234,523456,03/05/2021,TS1 1AA\n"),
            None
        );
        assert_eq!(
            told("Easting,Northing,Date\n451234,523456,03/05/2021\n"),
            None
        );
        let mut said = ReadOptions::default();
        said.set("crs", "EPSG:26971").unwrap();
        let read = read(CHICAGO, &said);
        assert_eq!(read.crs, FileCrs::Epsg(26_971));
        assert!(
            read.report.findings.is_empty(),
            "{:?}",
            read.report.findings
        );
    }

    #[test]
    fn degrees_beside_a_plane_that_lies_elsewhere_are_believed() {
        let elsewhere = "Easting,Northing,Date,Latitude,Longitude\n\
            359192,570510,2016-01-01,41.88,-87.63\n356347,576182,2016-01-03,41.93,-87.66\n";
        let read_at = |text: &str| {
            let read = read(text, &ReadOptions::default());
            (read.crs, read.rows().next().unwrap().xy)
        };
        assert_eq!(read_at(elsewhere), (FileCrs::LON_LAT, (-87.63, 41.88)));
        let here = "Easting,Northing,Date,Latitude,Longitude\n\
            451234,523456,2016-01-01,54.604,-1.208\n";
        assert_eq!(read_at(here), (FileCrs::BRITISH, (451_234.0, 523_456.0)));
    }
}
