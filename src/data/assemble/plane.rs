//! Which plane, and where in it every incident lies.

use rayon::prelude::*;

use crate::base::LonLat;
use crate::base::progress::Progress;
use crate::base::stats::median_sorted;
use crate::crs::{AnalysisCrs, FileCrs, to_degrees};
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::assemble::quantiles::quantiles;
use crate::data::assemble::{AssembleError, STEPS, why};
use crate::data::shelf::ShelfError;

/// Stretches brought into the plane between two looks at whether it is still wanted.
pub(crate) const AT_A_TIME: usize = 8;
/// A plane whose distances are off by more than this share is worth a warning.
const STRETCH_WORTH_SAYING: f64 = 0.01;

/// The plane that was asked for, or the one that suits the median point.
pub(crate) fn choose(
    intake: &Intake,
    asked: Option<u32>,
    progress: &Progress,
) -> Result<AnalysisCrs, AssembleError> {
    if let Some(epsg) = asked {
        return Ok(AnalysisCrs::from_epsg(epsg)?);
    }
    let nothing = || AssembleError::NothingLocated {
        rows: intake.rows(),
        why: why::nothing_located(intake, None),
    };
    let median = median_point(intake, progress)?;
    progress.go_on()?;
    median.map(AnalysisCrs::for_median).ok_or_else(nothing)
}

/// Turns every position into one of `crs`, NaN where it is not located; how many were placed
/// by PROJ's Helmert because OSTN15 gave nothing.
pub(crate) fn place(
    intake: &mut Intake,
    crs: AnalysisCrs,
    progress: &Progress,
) -> Result<usize, AssembleError> {
    for file in &intake.files {
        // Refuses systems that PROJ does not know.
        crs.project(file.crs, &[])?;
    }
    if !intake.any_is_located(crs) || why::degrees_taken_for_metres(intake).is_some() {
        return Err(AssembleError::NothingLocated {
            rows: intake.rows(),
            why: why::nothing_located(intake, Some(crs)),
        });
    }
    let shelf = &*intake.shelf;
    let files: Vec<FileCrs> = intake.files.iter().map(|file| file.crs).collect();
    let total = intake.stretches.len();
    let mut helmert_fallbacks = 0;
    for (group, stretches) in intake.stretches.chunks_mut(AT_A_TIME).enumerate() {
        progress.check(total + group * AT_A_TIME, STEPS * total)?;
        let place = |stretch: &mut Stretch| {
            let (x, y) = (stretch.x.to_mut(), stretch.y.to_mut());
            for (x, y) in x.iter_mut().zip(y.iter_mut()) {
                (*x, *y) = stated((*x, *y));
            }
            let fallbacks = crs.project_in_place(files[stretch.file], x, y);
            stretch.lay_positions(shelf)?;
            Ok(fallbacks)
        };
        let fallbacks: Result<usize, ShelfError> = stretches.par_iter_mut().map(place).sum();
        helmert_fallbacks += fallbacks?;
    }
    Ok(helmert_fallbacks)
}

/// What the user should know about how positions were come by.
pub(crate) fn helmert_warning(n: usize, crs: AnalysisCrs) -> Option<String> {
    let incidents = match n {
        0 => return None,
        1 => "1 incident lies".to_owned(),
        _ => format!("{n} incidents lie"),
    };
    Some(format!(
        "{incidents} where OSTN15 gives nothing; PROJ's Helmert transformation (2 m) joins them to {}.",
        crs.name()
    ))
}

/// A sentence where the plane is not true to scale at `middle`.
pub(crate) fn stretch_warning(crs: AnalysisCrs, middle: LonLat) -> Option<String> {
    let scale = crs.scale_at(middle)?;
    let percent = (scale - 1.0) * 100.0;
    let how = if percent > 0.0 { "long" } else { "short" };
    ((scale - 1.0).abs() > STRETCH_WORTH_SAYING).then(|| {
        format!(
            "Distances in {} ({}) are {:.1} % too {how} where the data lie; radii and areas are off accordingly.",
            crs.name(), crs.title(), percent.abs()
        )
    })
}

/// The position, or NaN where the file writes 0, 0 for "unknown".
pub(crate) fn stated(xy: (f64, f64)) -> (f64, f64) {
    if xy == (0.0, 0.0) {
        (f64::NAN, f64::NAN)
    } else {
        xy
    }
}

/// The median of all stated positions, axis by axis. Files of one CRS are asked in that CRS,
/// for only the median itself then needs degrees.
fn median_point(intake: &Intake, progress: &Progress) -> Result<Option<LonLat>, AssembleError> {
    let crs = intake.files.first().map(|file| file.crs);
    if let Some(crs) = crs.filter(|&crs| intake.files.iter().all(|file| file.crs == crs)) {
        let usable =
            move |(x, y): (f64, f64)| crs != FileCrs::LON_LAT || LonLat::new(x, y).is_on_globe();
        let axis = |of: fn((f64, f64)) -> f64| {
            let stretches = &intake.stretches;
            let values = |i: usize| {
                let usable = stretches[i].stated().filter(move |&xy| usable(xy));
                usable.map(of).filter(|v| v.is_finite())
            };
            quantiles(stretches.len(), values, &[0.5], progress)
        };
        let median = axis(|xy| xy.0)?.zip(axis(|xy| xy.1)?);
        let median = median.map(|(x, y)| (x[0], y[0]));
        let degrees = to_degrees(crs, median.as_slice())?;
        if let Some(&Some(found)) = degrees.first() {
            return Ok(Some(found));
        }
    }
    let mut degrees = Vec::new();
    for stretch in &intake.stretches {
        progress.go_on()?;
        let xy: Vec<(f64, f64)> = stretch.stated().collect();
        degrees.extend(to_degrees(intake.crs(stretch), &xy)?.into_iter().flatten());
    }
    let axis = |of: fn(&LonLat) -> f64| median_sorted(&sorted(degrees.iter().map(of).collect()));
    Ok(axis(|p| p.lon)
        .zip(axis(|p| p.lat))
        .map(|(lon, lat)| LonLat::new(lon, lat)))
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.par_sort_unstable_by(f64::total_cmp);
    values
}
