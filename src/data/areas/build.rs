//! From polygons of a file to [`Areas`]: into the plane, made valid, named, measured, indexed.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::orient::Direction;
use geo::{
    Area as _, CoordsIter, InteriorPoint, LineString, MultiPolygon, Orient, Polygon, unary_union,
};
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use crate::base::{Bounds, LonLat, Planar};
use crate::crs::{AnalysisCrs, CrsError, FileCrs};
use crate::data::areas::edges::EdgeIndex;
use crate::data::areas::mend::mend;
use crate::data::areas::{Area, AreaId, Areas, Inner, MAX_AREAS, Part, names};
use crate::data::raw::{RawArea, RawAreas};

const SQUARE_METRES_PER_KM2: f64 = 1e6;

/// An area in the plane, or why it is none.
struct Made {
    shape: MultiPolygon,
    rings_lon_lat: Vec<Vec<LonLat>>,
    label_at: Planar,
    bounds: Bounds,
    fault: Option<String>,
}

impl Areas {
    /// The areas of a boundary file in the plane `crs`, and what the user should know about
    /// them in whole sentences: shapes that were mended or left out, populations that are none.
    ///
    /// # Errors
    /// When PROJ does not know the file's CRS.
    pub fn from_raw(mut raw: RawAreas, crs: AnalysisCrs) -> Result<(Self, Vec<String>), CrsError> {
        let mut warnings = Vec::new();
        if raw.areas.len() > MAX_AREAS {
            warnings.push(format!(
                "{}: only the first {MAX_AREAS} of {} areas are used.",
                raw.source.path,
                raw.areas.len()
            ));
            raw.areas.truncate(MAX_AREAS);
        }
        crs.project_anywhere(raw.crs, &[])?;
        let from = raw.crs;
        let made: Vec<Option<Made>> = raw
            .areas
            .par_iter()
            .map(|area| make(area, from, crs))
            .collect();
        let mut kept = Vec::with_capacity(made.len());
        for (area, made) in raw.areas.into_iter().zip(made) {
            let about = Subject {
                path: &raw.source.path,
                area: &area,
            };
            warnings.extend(
                made.as_ref()
                    .map_or_else(|| Some(about.is_left_out()), |made| about.is_mended(made)),
            );
            warnings.extend(about.has_no_population());
            kept.extend(made.map(|made| (area, made)));
        }
        Ok((
            Self {
                inner: Arc::new(indexed(finished(kept))),
            },
            warnings,
        ))
    }

    /// Areas straight from names and shapes in the plane `crs`, without a file. Shapes without
    /// an area are left out.
    pub fn from_shapes(
        shapes: impl IntoIterator<Item = (String, MultiPolygon)>,
        crs: AnalysisCrs,
    ) -> Self {
        let areas = (1..)
            .zip(shapes)
            .map(|(line, (name, shape))| RawArea {
                name,
                code: None,
                population: None,
                shape,
                line,
            })
            .collect();
        let raw = RawAreas {
            crs: crs.into(),
            areas,
            ..RawAreas::default()
        };
        Self::from_raw(raw, crs)
            .map(|(areas, _)| areas)
            .unwrap_or_default()
    }
}

/// One polygon of the file, for sentences about it.
struct Subject<'a> {
    path: &'a str,
    area: &'a RawArea,
}

impl Subject<'_> {
    fn called(&self) -> String {
        format!(
            "{}, feature {} (\"{}\")",
            self.path, self.area.line, self.area.name
        )
    }

    fn is_left_out(&self) -> String {
        format!(
            "{}: left out, because it has no area or lies where the map projection has no answer.",
            self.called()
        )
    }

    fn is_mended(&self, made: &Made) -> Option<String> {
        let fault = made.fault.as_ref()?;
        let km2 = made.shape.unsigned_area() / SQUARE_METRES_PER_KM2;
        Some(format!(
            "{}: its outline was mended ({fault}); its area is taken as {km2:.3} km².",
            self.called()
        ))
    }

    fn has_no_population(&self) -> Option<String> {
        let population = self.area.population?;
        (!is_population(population)).then(|| {
            format!(
                "{}: a population of {population} is taken as unknown.",
                self.called()
            )
        })
    }
}

fn is_population(population: f64) -> bool {
    population.is_finite() && population > 0.0
}

fn make(area: &RawArea, from: FileCrs, crs: AnalysisCrs) -> Option<Made> {
    let in_file = area.shape.orient(Direction::Default);
    let mended = mend(&into_plane(&in_file, from, crs)?)?;
    let bounds = Bounds::around(mended.shape.coords_iter().map(|c| Planar::new(c.x, c.y)))?;
    let label = mended.shape.interior_point()?;
    // Degrees that stand in the file are drawn as they are.
    let rings_lon_lat = if from == FileCrs::LON_LAT && mended.fault.is_none() {
        rings(&in_file, LonLat::new)
    } else {
        rings(&mended.shape, |x, y| crs.to_lon_lat_one(Planar::new(x, y)))
    };
    let label_at = Planar::new(label.x(), label.y());
    Some(Made {
        shape: mended.shape,
        rings_lon_lat,
        label_at,
        bounds,
        fault: mended.fault,
    })
}

/// The shape in the plane; `None` where a corner has no place there.
fn into_plane(shape: &MultiPolygon, from: FileCrs, crs: AnalysisCrs) -> Option<MultiPolygon> {
    let corners: Vec<(f64, f64)> = shape.coords_iter().map(|c| (c.x, c.y)).collect();
    let placed = crs.project_anywhere(from, &corners).ok()?.positions;
    let placed: Option<Vec<Planar>> = placed.into_iter().collect();
    let mut next = placed?.into_iter().map(|p| geo::Coord { x: p.x, y: p.y });
    let mut ring = |ring: &LineString| LineString::new(next.by_ref().take(ring.0.len()).collect());
    // The same walk as that of `coords_iter`: each outer ring, then its holes.
    let polygons = shape.iter().map(|polygon| {
        let outer = ring(polygon.exterior());
        Polygon::new(outer, polygon.interiors().iter().map(&mut ring).collect())
    });
    Some(polygons.collect())
}

fn rings(shape: &MultiPolygon, degrees: impl Fn(f64, f64) -> LonLat) -> Vec<Vec<LonLat>> {
    let of = |ring: &LineString| ring.0.iter().map(|c| degrees(c.x, c.y)).collect();
    shape
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(of)
        .collect()
}

fn finished(kept: Vec<(RawArea, Made)>) -> Vec<Area> {
    let named: Vec<(String, Option<String>)> = kept
        .iter()
        .map(|(area, _)| (bare_name(area), area.code.clone()))
        .collect();
    let unique = names::unique(&named);
    kept.into_iter()
        .zip(named.into_iter().zip(unique))
        .map(|((area, made), ((bare_name, code), name))| Area {
            name,
            bare_name,
            code: code.filter(|code| !code.trim().is_empty()),
            population: area.population.filter(|&p| is_population(p)),
            area_km2: made.shape.unsigned_area() / SQUARE_METRES_PER_KM2,
            shape: made.shape,
            bounds: made.bounds,
            label_at: made.label_at,
            rings_lon_lat: made.rings_lon_lat,
        })
        .collect()
}

fn bare_name(area: &RawArea) -> String {
    let name = area.name.trim();
    if name.is_empty() {
        format!("area {}", area.line)
    } else {
        name.to_owned()
    }
}

fn indexed(areas: Vec<Area>) -> Inner {
    let polygons: Vec<(AreaId, &Polygon)> = (0..)
        .map(AreaId)
        .zip(&areas)
        .flat_map(|(id, area)| area.shape.iter().map(move |polygon| (id, polygon)))
        .collect();
    let parts: Vec<Part> = polygons
        .par_iter()
        .map(|&(area, polygon)| Part {
            area,
            edges: EdgeIndex::new(polygon),
        })
        .collect();
    let boxes = (0..).zip(&polygons).filter_map(|(i, (_, polygon))| {
        let bounds = Bounds::around(polygon.exterior().0.iter().map(|c| Planar::new(c.x, c.y)))?;
        let corners = ([bounds.min.x, bounds.min.y], [bounds.max.x, bounds.max.y]);
        Some(GeomWithData::new(
            Rectangle::from_corners(corners.0, corners.1),
            i,
        ))
    });
    let tree = RTree::bulk_load(boxes.collect());
    let union = unary_union(areas.iter().map(|area| &area.shape));
    let union_km2 = union.unsigned_area() / SQUARE_METRES_PER_KM2;
    let mut by_bare_name: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    let mut by_code: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    let mut by_name = BTreeMap::new();
    for (id, area) in (0..).zip(&areas) {
        by_name.insert(names::key(&area.name), id);
        by_bare_name
            .entry(names::key(&area.bare_name))
            .or_default()
            .push(id);
        if let Some(code) = &area.code {
            by_code.entry(names::key(code)).or_default().push(id);
        }
    }
    drop(polygons);
    Inner {
        areas,
        parts,
        tree,
        by_name,
        by_bare_name,
        by_code,
        union_km2,
    }
}
