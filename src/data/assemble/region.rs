//! How far the data reach: far outliers, and whether the boundaries are where the data are.

use crate::base::stats::{median_sorted, quantile_sorted};
use crate::base::{LonLat, Planar};
use crate::crs::AnalysisCrs;
use crate::data::areas::Areas;
use crate::data::assemble::AssembleError;
use crate::data::assemble::plane::Placed;

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

    /// The reach of all located positions.
    pub(crate) fn of(placed: &Placed) -> Self {
        Self {
            x: interval(&placed.sorted(|p| p.x)),
            y: interval(&placed.sorted(|p| p.y)),
        }
    }

    /// Whether `p` is no far outlier.
    pub(crate) fn holds(&self, p: Planar) -> bool {
        (self.x.0..=self.x.1).contains(&p.x) && (self.y.0..=self.y.1).contains(&p.y)
    }
}

fn interval(sorted: &[f64]) -> (f64, f64) {
    let quartile = |q| quantile_sorted(sorted, q);
    match (quartile(0.25), quartile(0.75)) {
        (Some(q1), Some(q3)) => {
            let beyond = FAR_IQRS * (q3 - q1).max(MIN_IQR_M);
            (q1 - beyond, q3 + beyond)
        }
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// Refuses boundaries that hold not one of the incidents within reach; `about_areas` is what
/// there is to say about their shapes.
pub(crate) fn check_overlap(
    areas: Option<&Areas>,
    about_areas: &[String],
    placed: &Placed,
    reach: &Reach,
    crs: AnalysisCrs,
) -> Result<(), AssembleError> {
    let Some(areas) = areas else { return Ok(()) };
    if placed
        .located()
        .any(|p| reach.holds(p) && areas.contains(p))
    {
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
    let middle = median_sorted(&placed.sorted(|p| p.x)).zip(median_sorted(&placed.sorted(|p| p.y)));
    let incidents = middle.map_or_else(
        || "nowhere".to_owned(),
        |(x, y)| format!("around {}", words(crs.to_lon_lat_one(Planar::new(x, y)))),
    );
    let note = about_areas
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
