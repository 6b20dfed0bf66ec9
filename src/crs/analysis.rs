//! The one plane a data set is analysed in, and the way into it and back.

use rayon::prelude::*;

use crate::base::{LonLat, Planar};
use crate::crs::FileCrs;
use crate::crs::domain::{Domain, in_box};
use crate::crs::known;
use crate::crs::ostn15;
use crate::crs::route::Route;

/// Points handled by one thread at a time.
const CHUNK: usize = 8192;

/// The one plane a data set is analysed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AnalysisCrs {
    /// EPSG:27700, joined to WGS 84 by OSTN15.
    #[default]
    BritishNationalGrid,
    /// Any projected CRS in metres, by EPSG number, through PROJ. Made by
    /// [`AnalysisCrs::from_epsg`], which refuses what is no plane in metres.
    Epsg(u32),
}

/// A coordinate system that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// PROJ does not know it, or it is not what is needed.
    #[error("{crs} cannot be used: {why}")]
    Unusable {
        /// `EPSG:n`, or the start of its definition.
        crs: String,
        /// Why, and what to try.
        why: String,
    },
    /// A text that names no CRS.
    #[error(
        "\"{0}\" is no coordinate system; write its EPSG number, as in EPSG:27700 or EPSG:4326"
    )]
    NoNumber(String),
}

/// Positions moved into the plane.
#[derive(Clone, Debug, Default)]
pub struct Projected {
    /// One per input, in order; `None` where it lies outside the domain.
    pub positions: Vec<Option<Planar>>,
    /// How many were joined by PROJ's Helmert because OSTN15 gives nothing there.
    pub helmert_fallbacks: usize,
}

/// The EPSG number in a text such as `EPSG:27700` (any case; the prefix may be missing).
///
/// # Errors
/// When the text has another shape. Whether PROJ knows the number shows when it is used.
pub fn parse_epsg(text: &str) -> Result<u32, CrsError> {
    let bare = text.trim();
    let digits = match bare.get(..5) {
        Some(prefix) if prefix.eq_ignore_ascii_case("epsg:") => bare[5..].trim(),
        _ => bare,
    };
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = if all_digits {
        digits.parse().ok()
    } else {
        None
    };
    number
        .filter(|&n| n > 0)
        .ok_or_else(|| CrsError::NoNumber(text.to_owned()))
}

impl CrsError {
    /// That the system defined by `text` cannot be used because of `why`.
    pub(crate) fn definition(text: &str, why: &str) -> Self {
        const SHOWN: usize = 80;
        let mut start: String = text.chars().take(SHOWN).collect();
        if text.chars().nth(SHOWN).is_some() {
            start.push('…');
        }
        Self::Unusable {
            crs: format!("the coordinate system \"{start}\""),
            why: why.to_owned(),
        }
    }
}

/// Degrees of positions of the CRS `from`, in parallel; `None` where there is no answer or
/// the position lies outside the domain of its own CRS.
///
/// # Errors
/// When `from` is unknown to PROJ.
pub fn to_degrees(from: FileCrs, xy: &[(f64, f64)]) -> Result<Vec<Option<LonLat>>, CrsError> {
    known::check_known(from)?;
    let domain = Domain::of_file(from);
    let degrees = |&(x, y): &(f64, f64)| {
        known::to_lon_lat(from, x, y)
            .map(|found| found.at)
            .filter(|&at| domain.contains(at))
    };
    Ok(xy.par_iter().with_min_len(CHUNK).map(degrees).collect())
}

/// The position in the CRS `to` of a position in degrees, wherever that is; `None` where there
/// is no answer.
pub fn from_degrees(to: FileCrs, at: LonLat) -> Option<(f64, f64)> {
    if to == FileCrs::LON_LAT {
        return Some((at.lon, at.lat));
    }
    known::check_known(to).ok()?;
    known::from_lon_lat(to, at).map(|found| (found.at.x, found.at.y))
}

/// Whether a position lies in the area of use of `crs` or within a degree of it; so it does
/// where nobody tells the area.
pub fn is_in_area_of_use(crs: FileCrs, at: LonLat) -> bool {
    let area = crs.epsg().and_then(known::area_of_use);
    area.is_none_or(|(west, south, east, north)| {
        in_box((west - 1.0, south - 1.0, east + 1.0, north + 1.0), at)
    })
}

impl AnalysisCrs {
    /// The plane with this EPSG number.
    ///
    /// # Errors
    /// When PROJ does not know it, or it is geographic, or not in metres.
    pub fn from_epsg(epsg: u32) -> Result<Self, CrsError> {
        if epsg == known::BRITISH {
            return Ok(Self::BritishNationalGrid);
        }
        known::check_plane_in_metres(epsg)?;
        Ok(Self::Epsg(epsg))
    }

    /// Its EPSG number.
    pub fn epsg(self) -> u32 {
        match self {
            Self::BritishNationalGrid => known::BRITISH,
            Self::Epsg(epsg) => epsg,
        }
    }

    /// `EPSG:n`.
    pub fn name(self) -> String {
        known::name(self.epsg())
    }

    /// A name for people: "British National Grid", "UTM zone 16N".
    pub fn title(self) -> String {
        match self {
            Self::BritishNationalGrid => "British National Grid".to_owned(),
            Self::Epsg(epsg) => known::title(epsg),
        }
    }

    /// The operation that joins it to WGS 84, in words.
    pub fn operation(self) -> String {
        match self {
            Self::BritishNationalGrid => ostn15::OPERATION.to_owned(),
            Self::Epsg(epsg) => known::operation(epsg).description,
        }
    }

    /// How far the operation may be off, in metres; NaN where PROJ does not say.
    pub fn accuracy_m(self) -> f64 {
        match self {
            Self::BritishNationalGrid => ostn15::ACCURACY_M,
            Self::Epsg(epsg) => known::operation(epsg).accuracy_m,
        }
    }

    /// Brings positions from the CRS `from` of a file into this plane, in parallel.
    ///
    /// # Errors
    /// When `from` is unknown to PROJ.
    pub fn project(self, from: FileCrs, xy: &[(f64, f64)]) -> Result<Projected, CrsError> {
        self.place(from, xy, Route::new(from, self))
    }

    /// As [`AnalysisCrs::project`], without the test of the domain: for the corners of areas,
    /// which may reach beyond it, and for shapes that only have to be drawn.
    ///
    /// # Errors
    /// When `from` is unknown to PROJ.
    pub fn project_anywhere(self, from: FileCrs, xy: &[(f64, f64)]) -> Result<Projected, CrsError> {
        self.place(from, xy, Route::anywhere(from, self))
    }

    /// Brings positions from the CRS `from` of a file, which PROJ must know, into this plane,
    /// one after the other; NaN where one lies outside the domain. How many were joined by PROJ's
    /// Helmert because OSTN15 gives nothing there. One position for 0 and -0.
    pub fn project_in_place(self, from: FileCrs, x: &mut [f64], y: &mut [f64]) -> usize {
        let route = Route::new(from, self);
        let mut helmert_fallbacks = 0;
        for (x, y) in x.iter_mut().zip(y) {
            let placed = route.place(*x, *y);
            helmert_fallbacks += usize::from(placed.is_some_and(|p| p.by_helmert));
            let at = placed.map_or(Planar::new(f64::NAN, f64::NAN), |p| p.at);
            (*x, *y) = (at.x + 0.0, at.y + 0.0);
        }
        helmert_fallbacks
    }

    /// Brings one position from the CRS `from` of a file, which PROJ must know, into this plane,
    /// or `None` outside its domain.
    pub fn place_one(self, from: FileCrs, x: f64, y: f64) -> Option<Planar> {
        Route::new(from, self).place(x, y).map(|placed| placed.at)
    }

    /// Brings positions of this plane back to degrees, in parallel. Positions without an
    /// answer come back as NaN.
    pub fn to_lon_lat(self, positions: &[Planar]) -> Vec<LonLat> {
        positions
            .par_iter()
            .with_min_len(CHUNK)
            .map(|&p| self.to_lon_lat_one(p))
            .collect()
    }

    /// Brings one position back to degrees; NaN where there is no answer. Cheap enough for
    /// every frame: what PROJ needs is kept by each thread.
    pub fn to_lon_lat_one(self, p: Planar) -> LonLat {
        known::to_lon_lat(self.into(), p.x, p.y)
            .map_or(LonLat::new(f64::NAN, f64::NAN), |found| found.at)
    }

    /// Brings one position from degrees into this plane, or `None` outside its domain.
    pub fn from_lon_lat_one(self, at: LonLat) -> Option<Planar> {
        let route = Route::new(FileCrs::LON_LAT, self);
        route.place(at.lon, at.lat).map(|placed| placed.at)
    }

    /// How much longer a short line is in this plane than on the ground at `at`: 1.0 is
    /// true to scale, 1.6 is sixty per cent too long (Web Mercator over Britain). The
    /// direction that is worst counts. `None` where there is no answer.
    pub fn scale_at(self, at: LonLat) -> Option<f64> {
        // Metres of one degree on the WGS 84 ellipsoid, by the radii of curvature.
        let (a, e2) = (6_378_137.0_f64, 0.006_694_379_990_14_f64);
        let (sin, cos) = at.lat.to_radians().sin_cos();
        let w2 = 1.0 - e2 * sin * sin;
        let north_m = a * (1.0 - e2) / (w2 * w2.sqrt()) * 1.0_f64.to_radians();
        let east_m = a / w2.sqrt() * cos * 1.0_f64.to_radians();
        let step = 1e-3;
        let length = |lon: f64, lat: f64| {
            let route = Route::anywhere(FileCrs::LON_LAT, self);
            let ends = (
                route.place(at.lon - lon, at.lat - lat),
                route.place(at.lon + lon, at.lat + lat),
            );
            Some(ends.0?.at.distance_to(ends.1?.at))
        };
        let north = length(0.0, step / 2.0)? / (north_m * step);
        let east = length(step / 2.0, 0.0)? / (east_m * step);
        let worst = if (north - 1.0).abs() > (east - 1.0).abs() {
            north
        } else {
            east
        };
        Some(worst).filter(|scale| scale.is_finite())
    }

    fn place(self, from: FileCrs, xy: &[(f64, f64)], route: Route) -> Result<Projected, CrsError> {
        known::check_known(from)?;
        known::check_known(self.into())?;
        let mut positions = vec![None; xy.len()];
        let helmert_fallbacks = positions
            .par_chunks_mut(CHUNK)
            .zip(xy.par_chunks(CHUNK))
            .map(|(out, chunk)| {
                let mut fallbacks = 0;
                for (slot, &(x, y)) in out.iter_mut().zip(chunk) {
                    let placed = route.place(x, y);
                    fallbacks += usize::from(placed.is_some_and(|p| p.by_helmert));
                    *slot = placed.map(|p| p.at);
                }
                fallbacks
            })
            .sum();
        Ok(Projected {
            positions,
            helmert_fallbacks,
        })
    }
}

impl From<AnalysisCrs> for FileCrs {
    fn from(plane: AnalysisCrs) -> Self {
        Self::Epsg(plane.epsg())
    }
}

#[cfg(test)]
mod tests;
