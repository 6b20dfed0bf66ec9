//! Why nothing could be located, in words that say what to try.

use crate::base::LonLat;
use crate::crs::{AnalysisCrs, FileCrs, to_degrees};
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::raw::RawIncidents;

/// What is wrong with most positions. `crs` is the plane they were brought into, if it
/// came to that.
pub(crate) fn nothing_located(intake: &Intake, crs: Option<AnalysisCrs>) -> String {
    if let Some((file, (x, y))) = degrees_taken_for_metres(intake) {
        return format!(
            "coordinates such as {x}, {y} look like degrees, but {} is taken as {}; say --crs EPSG:4326",
            file.source.path, file.crs
        );
    }
    let mut kinds = [(0, None); 4];
    for stretch in &intake.stretches {
        let file = intake.file(stretch);
        for (x, y) in stretch.positions() {
            let kind = &mut kinds[kind_of(file, x, y)];
            kind.0 += 1;
            kind.1 = kind.1.or(Some((file, (x, y))));
        }
    }
    // The most frequent kind, of equals the first.
    let most = (0..kinds.len())
        .rev()
        .max_by_key(|&kind| kinds[kind].0)
        .unwrap_or_default();
    let Some((file, (x, y))) = kinds[most].1 else {
        return "there are no incidents in the file".to_owned();
    };
    let path = &file.source.path;
    match most {
        BLANK => "coordinates are blank or are not numbers; check which columns were taken for \
                  longitude and latitude or easting and northing, and override them with --map"
            .to_owned(),
        ZERO => "coordinates are 0, 0, which stands for \"unknown\"".to_owned(),
        OFF_GLOBE => format!(
            "{path} is taken as longitude and latitude (EPSG:4326), but coordinates such as {x}, {y} are not degrees; \
             it looks projected, so say its coordinate system, for Great Britain --crs EPSG:27700"
        ),
        _ => {
            let plane = crs.map_or_else(String::new, |crs| {
                format!(" of {} ({})", crs.name(), crs.title())
            });
            format!(
                "coordinates such as {x}, {y} ({}) lie outside the area{plane}; check the file's \
                 coordinate system (--crs) and the one of the analysis (--analysis-crs)",
                file.crs
            )
        }
    }
}

/// A file of a projected CRS whose every stated position could be longitude and latitude,
/// with its first position, where that is so for all files.
pub(crate) fn degrees_taken_for_metres(intake: &Intake) -> Option<(&RawIncidents, (f64, f64))> {
    let mut found = None;
    for (number, file) in intake.files.iter().enumerate() {
        let own = intake
            .stretches
            .iter()
            .filter(|stretch| stretch.file == number);
        let mut stated = own
            .flat_map(Stretch::positions)
            .filter(|&(x, y)| kind_of(file, x, y) == ELSEWHERE);
        let Some((x, y)) = stated.next() else {
            continue;
        };
        let like_degrees = |(x, y): (f64, f64)| LonLat::new(x, y).is_on_globe();
        // Degrees of a geographic CRS other than WGS 84 stay where they are.
        let moves = to_degrees(file.crs, &[(x, y)])
            .ok()?
            .into_iter()
            .flatten()
            .all(|at| (at.lon - x).abs() > 1.0 || (at.lat - y).abs() > 1.0);
        if file.crs == FileCrs::LON_LAT
            || !moves
            || !like_degrees((x, y))
            || !stated.all(like_degrees)
        {
            return None;
        }
        found = found.or(Some((file, (x, y))));
    }
    found
}

const BLANK: usize = 0;
const ZERO: usize = 1;
const OFF_GLOBE: usize = 2;
const ELSEWHERE: usize = 3;

fn kind_of(file: &RawIncidents, x: f64, y: f64) -> usize {
    if !(x.is_finite() && y.is_finite()) {
        BLANK
    } else if (x, y) == (0.0, 0.0) {
        ZERO
    } else if file.crs == FileCrs::LON_LAT && !LonLat::new(x, y).is_on_globe() {
        OFF_GLOBE
    } else {
        ELSEWHERE
    }
}
