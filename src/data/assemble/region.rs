//! How far the data reach: far outliers, and whether the boundaries are where the data are.

use crate::base::{Cancelled, LonLat, Planar, Progress};
use crate::crs::AnalysisCrs;
use crate::data::assemble::intake::Stretch;
use crate::data::assemble::quantiles::quantiles;
use crate::data::assemble::{AssembleError, Outlines};

/// Interquartile ranges beyond the quartiles at which a position is a far outlier.
const FAR_IQRS: f64 = 10.0;
/// Least interquartile range, in metres: one street is no measure of a force area.
const MIN_IQR_M: f64 = 1000.0;

/// What is not a far outlier: an interval on either axis, ends included, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reach {
    x: (f64, f64),
    y: (f64, f64),
}

impl Reach {
    /// No position is an outlier.
    pub(crate) fn everywhere() -> Self {
        let all = (f64::NEG_INFINITY, f64::INFINITY);
        Self { x: all, y: all }
    }

    /// The reach of all located positions, which are in the plane.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub(crate) fn of(placed: &[Stretch], progress: &Progress) -> Result<Self, Cancelled> {
        let [x, y] = by_axis(placed, &[0.25, 0.75], progress)?;
        Ok(Self {
            x: interval(x.as_deref()),
            y: interval(y.as_deref()),
        })
    }

    /// Whether `p` is no far outlier.
    pub(crate) fn holds(&self, p: Planar) -> bool {
        (self.x.0..=self.x.1).contains(&p.x) && (self.y.0..=self.y.1).contains(&p.y)
    }
}

/// The quantiles `qs` of eastings and of northings.
fn by_axis(
    placed: &[Stretch],
    qs: &[f64],
    progress: &Progress,
) -> Result<[Option<Vec<f64>>; 2], Cancelled> {
    let n = placed.len();
    let x = quantiles(n, |i| placed[i].x.iter().copied(), qs, progress)?;
    let y = quantiles(n, |i| placed[i].y.iter().copied(), qs, progress)?;
    Ok([x, y])
}

fn interval(quartiles: Option<&[f64]>) -> (f64, f64) {
    match quartiles {
        Some(&[q1, q3]) => {
            let beyond = FAR_IQRS * (q3 - q1).max(MIN_IQR_M);
            (q1 - beyond, q3 + beyond)
        }
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// Refuses boundaries that hold not one of the incidents within reach.
pub(crate) fn check_overlap(
    outlines: Option<&Outlines>,
    placed: &[Stretch],
    reach: &Reach,
    crs: AnalysisCrs,
    progress: &Progress,
) -> Result<(), AssembleError> {
    let Some(Outlines {
        areas, warnings, ..
    }) = outlines
    else {
        return Ok(());
    };
    let mut located = placed.iter().flat_map(Stretch::positions);
    if located.any(|(x, y)| {
        let p = Planar::new(x, y);
        reach.holds(p) && areas.contains(p)
    }) {
        return Ok(());
    }
    let boundaries = areas.bounds().map_or_else(
        || "nowhere, for none of them can be used".to_owned(),
        |bounds| {
            format!(
                "between {} and {}",
                words(crs.to_lon_lat_one(bounds.min)),
                words(crs.to_lon_lat_one(bounds.max))
            )
        },
    );
    let [x, y] = by_axis(placed, &[0.5], progress)?;
    let middle = x.zip(y);
    let incidents = middle.map_or_else(
        || "nowhere".to_owned(),
        |(x, y)| {
            format!(
                "around {}",
                words(crs.to_lon_lat_one(Planar::new(x[0], y[0])))
            )
        },
    );
    let note = warnings
        .first()
        .map_or_else(String::new, |about| format!("; note: {about}"));
    Err(AssembleError::NoOverlap {
        incidents,
        boundaries,
        note,
    })
}

/// "53.48°N 2.24°W".
fn words(at: LonLat) -> String {
    let lat = format!(
        "{:.2}°{}",
        at.lat.abs(),
        if at.lat < 0.0 { 'S' } else { 'N' }
    );
    format!(
        "{lat} {:.2}°{}",
        at.lon.abs(),
        if at.lon < 0.0 { 'W' } else { 'E' }
    )
}
