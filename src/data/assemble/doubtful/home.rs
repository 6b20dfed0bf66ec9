//! Where the positions of a file belong, in the coordinates of the file itself.
//!
//! Boundaries say it best; without them the main cluster does. All tests are of intervals on
//! either axis, so that ten million positions cost four comparisons each.

use crate::base::LonLat;
use crate::crs::{from_degrees, to_degrees};
use crate::data::mending::Fix;
use crate::data::raw::{RawAreas, RawIncidents};

/// Positions of a file that are looked at to learn where it belongs.
const SAMPLE: usize = 1 << 16;
/// Interquartile ranges beyond the quartiles that are still home.
const WIDE_IQRS: f64 = 3.0;
/// The same for the middle, where a changed position must come to lie.
const CORE_IQRS: f64 = 1.5;
/// Least interquartile range: 1 km, or what it is in degrees of latitude.
const LEAST_IQR_M: f64 = 1000.0;
const LEAST_IQR_DEGREES: f64 = 0.01;
/// How much of the size of boundaries is added around them.
const AROUND: f64 = 0.5;
const CLOSE_AROUND: f64 = 0.02;
/// Most corners of boundaries that are brought into degrees.
const CORNERS: usize = 20_000;
/// Steps along either side of a rectangle that is brought into another system.
const STEPS: i32 = 8;

/// An interval on either axis, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

/// Where positions belong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Home {
    /// What lies here is in no doubt.
    wide: Frame,
    /// Boundaries with what is close around them, where there are some.
    beside: Option<Frame>,
    /// Where a changed position must come to lie.
    pub(super) core: Frame,
    /// Whether the core is that of boundaries.
    pub(super) is_of_boundaries: bool,
}

impl Frame {
    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }

    fn around(positions: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        positions.fold(None, |frame: Option<Self>, (x, y)| {
            let own = frame.unwrap_or(Self {
                x: (x, x),
                y: (y, y),
            });
            Some(Self {
                x: (own.x.0.min(x), own.x.1.max(x)),
                y: (own.y.0.min(y), own.y.1.max(y)),
            })
        })
    }

    fn grown(self, share: f64) -> Self {
        let grown = |(low, high): (f64, f64)| {
            let more = (high - low) * share;
            (low - more, high + more)
        };
        Self {
            x: grown(self.x),
            y: grown(self.y),
        }
    }

    /// Whether the two have a position in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let meet = |a: (f64, f64), b: (f64, f64)| a.0 <= b.1 && b.0 <= a.1;
        meet(self.x, other.x) && meet(self.y, other.y)
    }

    /// The quartiles of positions, and so many interquartile ranges around them.
    fn of_quartiles(positions: &[(f64, f64)], iqrs: f64, least: f64) -> Option<Self> {
        let axis = |of: fn(&(f64, f64)) -> f64| {
            let mut values: Vec<f64> = positions.iter().map(of).collect();
            values.sort_unstable_by(f64::total_cmp);
            let at = |quarter: usize| values.get((values.len().saturating_sub(1)) * quarter / 4);
            let (q1, q3) = (*at(1)?, *at(3)?);
            let beyond = iqrs * (q3 - q1).max(least);
            Some((q1 - beyond, q3 + beyond))
        };
        Some(Self {
            x: axis(|p| p.0)?,
            y: axis(|p| p.1)?,
        })
    }
}

impl Home {
    /// Where `sample`, changed by `whole` if all of the file has to be, belongs.
    pub(super) fn of(
        sample: &[(f64, f64)],
        whole: Option<Fix>,
        boundaries: Option<Frame>,
        is_geographic: bool,
    ) -> Option<Self> {
        let changed = |xy: &(f64, f64)| whole.map_or(Some(*xy), |fix| fix.change(*xy));
        let sample: Vec<(f64, f64)> = sample.iter().filter_map(changed).collect();
        let least = if is_geographic {
            LEAST_IQR_DEGREES
        } else {
            LEAST_IQR_M
        };
        let cluster = |iqrs| Frame::of_quartiles(&sample, iqrs, least);
        // Boundaries that hold nothing of it say nothing about it.
        let boundaries = boundaries.filter(|frame| sample.iter().any(|&xy| frame.holds(xy)));
        Some(Self {
            wide: cluster(WIDE_IQRS)?,
            beside: boundaries.map(|frame| frame.grown(AROUND)),
            core: boundaries
                .map(|frame| frame.grown(CLOSE_AROUND))
                .map_or_else(|| cluster(CORE_IQRS), Some)?,
            is_of_boundaries: boundaries.is_some(),
        })
    }

    /// Whether a position is in no doubt.
    pub(super) fn holds(&self, xy: (f64, f64)) -> bool {
        self.wide.holds(xy) || self.beside.is_some_and(|frame| frame.holds(xy))
    }

    /// Everything in no doubt.
    pub(super) fn frame(&self) -> Frame {
        let beside = self.beside.unwrap_or(self.wide);
        let join = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
        Frame {
            x: join(self.wide.x, beside.x),
            y: join(self.wide.y, beside.y),
        }
    }
}

/// Positions from all of a file, evenly spread, that a file may mean: finite, and not 0, 0.
pub(super) fn sample(rows: usize, positions: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let step = rows / SAMPLE + 1;
    let some = positions.step_by(step);
    some.filter(|&(x, y)| x.is_finite() && y.is_finite() && (x, y) != (0.0, 0.0))
        .collect()
}

/// The rectangle around boundaries in the coordinates of `file`; `None` where it has no answer.
pub(super) fn frame_of(areas: &RawAreas, file: &RawIncidents) -> Option<Frame> {
    let corners = || {
        let rings = areas.areas.iter().flat_map(|area| &area.shape.0);
        rings.flat_map(|polygon| polygon.exterior().coords())
    };
    let step = corners().count() / CORNERS + 1;
    let some: Vec<(f64, f64)> = corners().step_by(step).map(|c| (c.x, c.y)).collect();
    if areas.crs == file.crs {
        return Frame::around(some.into_iter());
    }
    let degrees = to_degrees(areas.crs, &some).ok()?;
    let degrees = degrees.into_iter().flatten().map(|at| (at.lon, at.lat));
    let frame = Frame::around(degrees)?;
    let along =
        |(low, high): (f64, f64), i: i32| low + (high - low) * f64::from(i) / f64::from(STEPS);
    let lattice = (0..=STEPS).flat_map(|i| (0..=STEPS).map(move |j| (i, j)));
    Frame::around(lattice.filter_map(|(i, j)| {
        from_degrees(file.crs, LonLat::new(along(frame.x, i), along(frame.y, j)))
    }))
}
