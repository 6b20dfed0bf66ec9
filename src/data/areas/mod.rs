//! Study areas and reporting polygons: wards, NPUs, beats.
//!
//! They are known by name, hold points with their edges included, and may overlap. A point
//! finds its areas through an R-tree over the polygons' rectangles and then through the few
//! edges at its own northing, so that half a million points against hundreds of wards are a
//! matter of tenths of a second. Geometry that crosses itself is mended while building, and
//! that is reported; nothing without an area gets in.

mod build;
mod edges;
mod mend;
mod names;

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::MultiPolygon;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use serde::{Deserialize, Serialize};

use crate::base::{Bounds, LonLat, Planar};
use crate::data::areas::edges::EdgeIndex;

/// No more areas than this; ids are 16-bit and one value stands for "none".
pub const MAX_AREAS: usize = 65_534;

/// Which area of [`Areas`] is meant. At most 65,534 areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AreaId(pub u16);

/// One area.
#[derive(Clone, Debug)]
pub struct Area {
    /// Name as the user says it; unique in the data set (qualified where names repeat).
    pub name: String,
    /// Name as it stands in the file.
    pub bare_name: String,
    /// Its code in the file, where there is one; unique or not.
    pub code: Option<String>,
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
    /// The rings for the map, in degrees, each closed by its first corner; holes follow
    /// their outer ring. Outer rings run counter-clockwise, holes clockwise.
    pub rings_lon_lat: Vec<Vec<LonLat>>,
}

/// All areas of a data set, with an index for point-in-polygon.
/// Cloning shares it.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    areas: Vec<Area>,
    parts: Vec<Part>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    by_name: BTreeMap<String, u16>,
    by_bare_name: BTreeMap<String, Vec<u16>>,
    by_code: BTreeMap<String, Vec<u16>>,
    union_km2: f64,
}

/// One polygon of an area.
#[derive(Debug)]
struct Part {
    area: AreaId,
    edges: EdgeIndex,
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
    if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", quoted(near))
    }
}

fn quoted(names: &[String]) -> String {
    names
        .iter()
        .map(|n| format!("\"{n}\""))
        .collect::<Vec<_>>()
        .join(", ")
}

impl Areas {
    /// Number of areas.
    pub fn len(&self) -> usize {
        self.inner.areas.len()
    }

    /// Whether there are no areas, because no boundaries were given.
    pub fn is_empty(&self) -> bool {
        self.inner.areas.is_empty()
    }

    /// One area.
    pub fn get(&self, id: AreaId) -> &Area {
        &self.inner.areas[usize::from(id.0)]
    }

    /// All areas in file order.
    pub fn iter(&self) -> impl Iterator<Item = (AreaId, &Area)> {
        self.inner
            .areas
            .iter()
            .enumerate()
            .map(|(i, area)| (AreaId(i as u16), area))
    }

    /// The areas that hold `p` (edges included), in file order. Usually none or one.
    pub fn containing(&self, p: Planar) -> Vec<AreaId> {
        let mut found: Vec<AreaId> = self.parts_holding(p).map(|part| part.area).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether any area holds `p`: whether it lies in the study region.
    pub fn contains(&self, p: Planar) -> bool {
        self.parts_holding(p).next().is_some()
    }

    /// Total area of the union, in km². Overlaps count once.
    pub fn union_km2(&self) -> f64 {
        self.inner.union_km2
    }

    /// The smallest rectangle around all areas.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(
            self.inner
                .areas
                .iter()
                .flat_map(|area| [area.bounds.min, area.bounds.max]),
        )
    }

    /// The area called `name` (case-insensitive): by its qualified name, else by a bare name
    /// that stands once, else by a code that stands once.
    ///
    /// # Errors
    /// When no area, or more than one, is called that.
    pub fn by_name(&self, name: &str) -> Result<AreaId, AreaNameError> {
        let key = names::key(name);
        if let Some(&id) = self.inner.by_name.get(&key) {
            return Ok(AreaId(id));
        }
        let named = self.inner.by_bare_name.get(&key);
        match named
            .or_else(|| self.inner.by_code.get(&key))
            .map(Vec::as_slice)
        {
            Some(&[only]) => Ok(AreaId(only)),
            Some(several) => Err(AreaNameError::Ambiguous {
                name: name.to_owned(),
                candidates: several
                    .iter()
                    .map(|&id| self.get(AreaId(id)).name.clone())
                    .collect(),
            }),
            None => Err(AreaNameError::Unknown {
                name: name.to_owned(),
                near: names::like(name, self.inner.areas.iter().map(|area| area.name.as_str())),
            }),
        }
    }

    fn parts_holding(&self, p: Planar) -> impl Iterator<Item = &Part> {
        // The tree would compare with NaN; a position that is none lies nowhere.
        let finite = p.x.is_finite() && p.y.is_finite();
        let at = if finite {
            [p.x, p.y]
        } else {
            [f64::MAX, f64::MAX]
        };
        self.inner
            .tree
            .locate_all_at_point(at)
            .map(|entry| &self.inner.parts[entry.data as usize])
            .filter(move |part| part.edges.holds(p))
    }
}

#[cfg(test)]
mod tests;
