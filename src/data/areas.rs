//! Study areas and reporting polygons: wards, NPUs, beats.

use std::sync::Arc;

use geo::MultiPolygon;

use crate::base::{Bounds, LonLat, Planar};

/// Which area of [`Areas`] is meant. At most 65,534 areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u16);

/// One area.
#[derive(Clone, Debug)]
pub struct Area {
    /// Name as the user says it; unique in the data set (qualified where names repeat).
    pub name: String,
    /// Name as it stands in the file.
    pub bare_name: String,
    /// Residents, where known.
    pub population: Option<f64>,
    /// Size in the analysis CRS, in km².
    pub area_km2: f64,
    /// Geometry in the analysis CRS, valid.
    pub shape: MultiPolygon,
    /// Rectangle around the geometry.
    pub bounds: Bounds,
    /// A point that lies inside, for its label.
    pub label_at: Planar,
    /// The rings for the map, in degrees; holes follow their outer ring.
    pub rings_lon_lat: Vec<Vec<LonLat>>,
}

/// All areas of a data set, with an index for point-in-polygon.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    areas: Arc<Vec<Area>>,
}

/// A name that does not lead to one area.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaNameError {
    /// No area is called that; close names are offered.
    #[error("no area is called \"{name}\"{}", did_you_mean(near))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Names like it.
        near: Vec<String>,
    },
    /// Several areas are called that.
    #[error("\"{name}\" is ambiguous: say which of {}", quoted(candidates))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The qualified names it may mean.
        candidates: Vec<String>,
    },
}

fn did_you_mean(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", quoted(near)) }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ")
}

impl Areas {
    /// Number of areas.
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether there are no areas, because no boundaries were given.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// One area.
    pub fn get(&self, id: AreaId) -> &Area {
        &self.areas[usize::from(id.0)]
    }

    /// All areas in file order.
    pub fn iter(&self) -> impl Iterator<Item = (AreaId, &Area)> {
        self.areas.iter().enumerate().map(|(i, area)| (AreaId(i as u16), area))
    }

    /// The areas that hold `p` (edges included), in file order. Usually none or one.
    pub fn containing(&self, _p: Planar) -> Vec<AreaId> {
        todo!("data helper: rstar over polygon parts")
    }

    /// Total area of the union, in km². Overlaps count once.
    pub fn union_km2(&self) -> f64 {
        todo!("data helper")
    }

    /// The area called `name` (case-insensitive; qualified names and bare unique names).
    ///
    /// # Errors
    /// When no area, or more than one, is called that.
    pub fn by_name(&self, _name: &str) -> Result<AreaId, AreaNameError> {
        todo!("data helper")
    }
}
