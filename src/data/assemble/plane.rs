//! Which plane, and where in it every incident lies.

use rayon::prelude::*;

use crate::base::progress::Progress;
use crate::base::stats::median_sorted;
use crate::base::{LonLat, Planar};
use crate::crs::{AnalysisCrs, to_degrees};
use crate::data::assemble::{AssembleError, STEPS, why};
use crate::data::raw::RawIncidents;

const WGS84: u32 = 4326;
/// Rows brought into the plane between two looks at whether it is still wanted.
const CHUNK: usize = 1 << 18;
/// A plane whose distances are off by more than this share is worth a warning.
const STRETCH_WORTH_SAYING: f64 = 0.01;

/// Every incident's place in the plane, file by file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placed {
    /// One for each row of each file; `None` where it is not located.
    pub(crate) positions: Vec<Vec<Option<Planar>>>,
    /// How many PROJ's Helmert placed because OSTN15 gave nothing.
    pub(crate) helmert_fallbacks: usize,
}

impl Placed {
    /// All located positions, in the order of the files.
    pub(crate) fn located(&self) -> impl Iterator<Item = Planar> {
        self.positions.iter().flatten().copied().flatten()
    }

    /// Located positions of one axis, sorted.
    pub(crate) fn sorted(&self, axis: impl Fn(Planar) -> f64) -> Vec<f64> {
        sorted(self.located().map(axis).collect())
    }

    /// What the user should know about how positions were come by.
    pub(crate) fn warnings(&self, crs: AnalysisCrs) -> Vec<String> {
        let n = self.helmert_fallbacks;
        if n == 0 {
            return Vec::new();
        }
        let incidents = if n == 1 {
            "1 incident lies".to_owned()
        } else {
            format!("{n} incidents lie")
        };
        vec![format!(
            "{incidents} where OSTN15 gives nothing; PROJ's Helmert transformation (2 m) joins them to {}.",
            crs.name()
        )]
    }
}

/// The plane that was asked for, or the one that suits the median point.
pub(crate) fn choose(
    files: &[RawIncidents],
    asked: Option<u32>,
) -> Result<AnalysisCrs, AssembleError> {
    if let Some(epsg) = asked {
        return Ok(AnalysisCrs::from_epsg(epsg)?);
    }
    let median = median_point(files)?;
    let rows = files.iter().map(RawIncidents::len).sum();
    let nothing = || AssembleError::NothingLocated {
        rows,
        why: why::nothing_located(files, None),
    };
    median.map(AnalysisCrs::for_median).ok_or_else(nothing)
}

/// Where every incident lies in `crs`.
pub(crate) fn place(
    files: &[RawIncidents],
    crs: AnalysisCrs,
    progress: &Progress,
) -> Result<Placed, AssembleError> {
    let rows: usize = files.iter().map(RawIncidents::len).sum();
    let mut placed = Placed::default();
    let mut done = 0;
    for file in files {
        let mut positions = Vec::with_capacity(file.len());
        let mut left = file.positions().map(stated);
        loop {
            progress.check(2 * done, STEPS * rows)?;
            let xy: Vec<(f64, f64)> = left.by_ref().take(CHUNK).collect();
            if xy.is_empty() {
                break;
            }
            let projected = crs.project(file.epsg, &xy)?;
            placed.helmert_fallbacks += projected.helmert_fallbacks;
            positions.extend(projected.positions);
            done += xy.len();
        }
        placed.positions.push(positions);
    }
    if placed.located().next().is_none() || why::degrees_taken_for_metres(files).is_some() {
        return Err(AssembleError::NothingLocated {
            rows,
            why: why::nothing_located(files, Some(crs)),
        });
    }
    Ok(placed)
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
fn median_point(files: &[RawIncidents]) -> Result<Option<LonLat>, AssembleError> {
    let epsg = files.first().map(|file| file.epsg);
    if let Some(epsg) = epsg.filter(|&epsg| files.iter().all(|file| file.epsg == epsg)) {
        let axis = |of: fn((f64, f64)) -> f64| {
            let all = files.iter().flat_map(RawIncidents::positions).map(stated);
            let usable = all.filter(|&(x, y)| epsg != WGS84 || LonLat::new(x, y).is_on_globe());
            median_sorted(&sorted(usable.map(of).filter(|v| v.is_finite()).collect()))
        };
        let median = axis(|xy| xy.0).zip(axis(|xy| xy.1));
        let degrees = to_degrees(epsg, median.as_slice())?;
        if let Some(&Some(found)) = degrees.first() {
            return Ok(Some(found));
        }
    }
    let mut degrees = Vec::new();
    for file in files {
        let xy: Vec<(f64, f64)> = file.positions().map(stated).collect();
        degrees.extend(to_degrees(file.epsg, &xy)?.into_iter().flatten());
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
