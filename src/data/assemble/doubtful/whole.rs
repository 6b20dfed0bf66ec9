//! Whether all of a file is wrong in one way, or cannot be in the system it is taken to be in.

use crate::base::LonLat;
use crate::base::stats::median_sorted;
use crate::crs::{FileCrs, is_in_area_of_use, to_degrees};
use crate::data::assemble::doubtful::home::Frame;
use crate::data::mending::Fix;
use crate::data::raw::RawIncidents;

/// A change is the whole file's where so many come home by it, and so few are home without.
const MOST: f64 = 0.5;
const HARDLY_ANY: f64 = 0.05;
/// Share of positions that must be impossible for the system to be.
const NEARLY_ALL: f64 = 0.9;
/// Least positions to judge a system by.
const ENOUGH: usize = 3;
/// Nobody lives nearer to a pole.
const MOST_LATITUDE: f64 = 72.0;

/// The change that nearly all of a file needs: by boundaries if there are any, else by whether
/// the middle of the file can be where it says.
pub(super) fn change(
    crs: FileCrs,
    sample: &[(f64, f64)],
    boundaries: Option<Frame>,
    fixes: &[Fix],
) -> Option<Fix> {
    let geographic = crs.is_geographic();
    let mut possible: Vec<Fix> = Fix::CHANGES.into();
    possible.retain(|fix| {
        fix.is_for_degrees()
            .is_none_or(|degrees| degrees == geographic)
    });
    possible.sort_by_key(|fix| !fixes.contains(fix));
    if let Some(frame) = boundaries {
        let share = |change: &dyn Fn((f64, f64)) -> Option<(f64, f64)>| {
            let inside = sample
                .iter()
                .filter(|&&xy| change(xy).is_some_and(|xy| frame.holds(xy)));
            inside.count() as f64 / sample.len().max(1) as f64
        };
        if share(&Some) > HARDLY_ANY {
            return None;
        }
        let found = possible
            .iter()
            .copied()
            .find(|fix| share(&|xy| fix.change(xy)) >= MOST);
        if found.is_some() {
            return found;
        }
    }
    let middle = middle(sample)?;
    let can_be = |xy: (f64, f64)| match to_degrees(crs, &[xy]).ok()?.first()? {
        Some(at) => Some(suits(crs, *at)),
        None => Some(0),
    };
    let stated = can_be(middle)?;
    possible.into_iter().find(|fix| {
        // A minus that all have lost leaves a place that can be as well.
        *fix != Fix::Sign
            && fix
                .change(middle)
                .and_then(can_be)
                .is_some_and(|own| own > stated)
    })
}

/// How well a place suits data of a system: 0 not at all, 1 it may be, 2 it is the British Isles,
/// for which degrees the other way round lie in the sea off Africa.
fn suits(crs: FileCrs, at: LonLat) -> u8 {
    if !crs.is_geographic() {
        return u8::from(is_in_area_of_use(crs, at));
    }
    let in_isles = (-11.0..=2.1).contains(&at.lon) && (49.7..=61.1).contains(&at.lat);
    if in_isles {
        2
    } else {
        u8::from(at.lat.abs() <= MOST_LATITUDE)
    }
}

fn middle(sample: &[(f64, f64)]) -> Option<(f64, f64)> {
    let axis = |of: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = sample.iter().map(of).collect();
        values.sort_unstable_by(f64::total_cmp);
        median_sorted(&values)
    };
    axis(|p| p.0).zip(axis(|p| p.1))
}

/// Why the coordinates of `file` cannot be of its system, and what to try; `None` where they
/// can. `sample` has no stand-ins.
pub(super) fn why_not(file: &RawIncidents, sample: &[(f64, f64)]) -> Option<String> {
    let (path, crs) = (&file.source.path, file.crs);
    let share = |wrong: &dyn Fn(&(f64, f64)) -> bool| {
        let first = sample.iter().find(|&xy| wrong(xy))?;
        let wrong = sample.iter().filter(|&xy| wrong(xy)).count();
        // Where not one can be, that nothing is located says so with more to it.
        let is_all = wrong >= ENOUGH
            && wrong < sample.len()
            && wrong as f64 >= NEARLY_ALL * sample.len() as f64;
        is_all.then(|| (100 * wrong / sample.len(), *first))
    };
    let on_globe = |&(x, y): &(f64, f64)| LonLat::new(x, y).is_on_globe();
    if crs.is_geographic() {
        let swapped = |&(x, y): &(f64, f64)| LonLat::new(y, x).is_on_globe();
        let (percent, (x, y)) = share(&|xy| !on_globe(xy) && !swapped(xy))?;
        return Some(format!(
            "{path} is taken as longitude and latitude ({crs}), but {percent} % of its positions, such as \
             {x}, {y}, are not degrees; it looks projected, so say its coordinate system, for Great Britain \
             --crs EPSG:27700"
        ));
    }
    let (percent, (x, y)) = share(&on_globe)?;
    Some(format!(
        "{percent} % of the coordinates of {path}, such as {x}, {y}, look like degrees, but it is taken as \
         {crs}; say --crs EPSG:4326"
    ))
}
