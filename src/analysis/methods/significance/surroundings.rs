//! What listed places lie in, and how much of it they are.

use std::f64::consts::{PI, TAU};

use geo::{Area as _, BooleanOps as _, Coord, LineString, MultiPolygon, Polygon};

use crate::analysis::draws::Draws;
use crate::analysis::methods::significance::study::Region;
use crate::analysis::methods::{Input, MethodError};
use crate::analysis::rank::{Hotspot, Shape, Unit};
use crate::base::Planar;
use crate::data::{AreaId, Dataset};

/// Corners of a disc where it is cut by a boundary; its size is kept.
const CORNERS: u32 = 256;

/// What a place is expected to hold its share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// The ground.
    Ground,
    /// The residents.
    Residents,
}

/// The parts of the study region that places are compared within: its boundaries, or the whole
/// of it where places are boundaries or there are none.
pub(super) struct Surroundings<'a> {
    data: &'a Dataset,
    base: Base,
    region: &'a Region<'a>,
    parts: Vec<Part>,
    /// Which part a boundary is, by its number.
    of_area: Vec<Option<usize>>,
}

struct Part {
    /// The boundary; the whole region where `None`.
    area: Option<AreaId>,
    /// Size in km², or residents.
    size: f64,
    /// Weights of the incidents in it, greatest first.
    weights: Vec<f64>,
    total: f64,
}

impl<'a> Surroundings<'a> {
    /// Those of `region`.
    pub(super) fn of(
        input: &Input<'a>,
        region: &'a Region<'a>,
        base: Base,
    ) -> Result<Self, MethodError> {
        let data = input.data;
        let is_whole = region.hull().is_some() || input.ranking.unit == Unit::Area;
        let areas = if is_whole { Vec::new() } else { region.areas() };
        let mut of_area = vec![None; data.areas.len()];
        for (part, area) in areas.iter().enumerate() {
            of_area[usize::from(area.0)] = Some(part);
        }
        let part = |area: Option<AreaId>, size: f64| Part {
            area,
            size,
            weights: Vec::new(),
            total: 0.0,
        };
        let parts = if is_whole {
            let residents = |id: &AreaId| data.areas.get(*id).population.unwrap_or_default();
            let size = match base {
                Base::Ground => region.km2(),
                Base::Residents => region.areas().iter().map(residents).sum(),
            };
            vec![part(None, size)]
        } else {
            let sized = |&id: &AreaId| part(Some(id), data.areas.get(id).area_km2);
            areas.iter().map(sized).collect()
        };
        let mut surroundings = Self {
            data,
            base,
            region,
            parts,
            of_area,
        };
        surroundings.fill(input);
        input.progress.check(0, 1)?;
        Ok(surroundings)
    }

    fn fill(&mut self, input: &Input<'_>) {
        for (row, weight) in input.selection.iter() {
            for part in self.parts_of(row) {
                self.parts[part].weights.push(weight);
            }
        }
        for part in &mut self.parts {
            part.weights.sort_by(|a, b| b.total_cmp(a));
            part.total = part.weights.iter().sum();
        }
    }

    /// The parts that hold a row.
    fn parts_of(&self, row: u32) -> Vec<usize> {
        let incidents = &self.data.incidents;
        let site = incidents.site(row as usize);
        if let [Part { area: None, .. }] = self.parts.as_slice() {
            // Of residents only those boundaries count that know them.
            let counts = match self.base {
                Base::Ground => self.region.holds(incidents.sites().position(site)),
                Base::Residents => incidents.sites().area(site).is_some_and(|id| {
                    self.data.areas.get(id).population.is_some()
                        && self.region.areas().contains(&id)
                }),
            };
            return if counts { vec![0] } else { Vec::new() };
        }
        let further = &self.data.further_areas;
        let first = further.partition_point(|&(other, _)| (other as usize) < site);
        let more = further[first..]
            .iter()
            .take_while(|&&(other, _)| other as usize == site);
        let areas = incidents
            .sites()
            .area(site)
            .into_iter()
            .chain(more.map(|&(_, area)| area));
        areas
            .filter_map(|area| self.of_area[usize::from(area.0)])
            .collect()
    }

    /// Number of parts.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Weight of a part.
    pub(super) fn total(&self, part: usize) -> f64 {
        self.parts[part].total
    }

    /// Weights of the incidents in a part, greatest first.
    pub(super) fn weights(&self, part: usize) -> &[f64] {
        &self.parts[part].weights
    }

    /// "Northside", "the 25 boundaries".
    pub(super) fn name(&self, part: usize) -> String {
        match self.parts[part].area {
            Some(id) => self.data.areas.get(id).name.clone(),
            None => self.region.words(),
        }
    }

    /// The part that holds most of a place, and the weight of the place in it.
    pub(super) fn around(&self, input: &Input<'_>, hotspot: &Hotspot) -> Option<(usize, f64)> {
        let mut inside: Vec<Vec<f64>> = vec![Vec::new(); self.parts.len()];
        for &row in &hotspot.rows {
            for part in self.parts_of(row) {
                inside[part].push(input.selection.weight_of(row as usize));
            }
        }
        let sum = |mut weights: Vec<f64>| -> f64 {
            weights.sort_by(|a, b| b.total_cmp(a));
            weights.iter().sum()
        };
        let sums = inside.into_iter().map(sum).enumerate();
        // The first of equals.
        sums.filter(|&(_, sum)| sum > 0.0)
            .fold(None, |best: Option<(usize, f64)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            })
    }

    /// The share of a part that a place inside it is.
    pub(super) fn share_of(&self, part: usize, shape: &Shape) -> Option<f64> {
        let size = match shape {
            &Shape::Area(id) => self.size_of_area(id)?,
            Shape::Disc { .. } | Shape::Polygon(_) => return self.cut_share(part, shape),
            Shape::Point => return None,
        };
        Some(size / self.parts[part].size)
    }

    /// The share of a part that a place would be if the whole of it lay inside.
    pub(super) fn whole_share_of(&self, part: usize, shape: &Shape) -> Option<f64> {
        let km2 = match shape {
            &Shape::Area(id) => self.size_of_area(id)?,
            Shape::Disc { radius_m } => PI * radius_m * radius_m / 1e6,
            Shape::Polygon(ring) => polygon(ring).unsigned_area() / 1e6,
            Shape::Point => return None,
        };
        Some(km2 / self.parts[part].size)
    }

    /// Size of a boundary by the base.
    fn size_of_area(&self, id: AreaId) -> Option<f64> {
        let area = self.data.areas.get(id);
        match self.base {
            Base::Ground => Some(area.area_km2),
            Base::Residents => area.population,
        }
    }

    /// Size of a boundary where it belongs to a part that is the whole region; 0 elsewhere.
    pub(super) fn size_in(&self, part: usize, id: AreaId) -> f64 {
        let belongs = self.parts[part].area.is_none() && self.region.areas().contains(&id);
        self.size_of_area(id)
            .filter(|_| belongs)
            .unwrap_or_default()
    }

    fn cut_share(&self, part: usize, shape: &Shape) -> Option<f64> {
        // A disc's centre is not in its shape: it was made a ring before.
        let Shape::Polygon(ring) = shape else {
            return None;
        };
        let place = MultiPolygon::new(vec![polygon(ring)]);
        let cut = match (self.parts[part].area, self.region.hull()) {
            (Some(id), _) => place.intersection(&self.data.areas.get(id).shape),
            (None, Some(hull)) => place.intersection(hull),
            (None, None) => place,
        };
        Some(cut.unsigned_area() / 1e6 / self.parts[part].size)
    }

    /// A drawn point of a part.
    pub(super) fn point(&self, part: usize, draws: &mut Draws) -> Planar {
        let Some(id) = self.parts[part].area else {
            return self.region.point(draws);
        };
        let bounds = self.data.areas.get(id).bounds;
        loop {
            let p = Planar::new(
                bounds.min.x + draws.unit() * bounds.width_m(),
                bounds.min.y + draws.unit() * bounds.height_m(),
            );
            if self.data.areas.containing(p).contains(&id) {
                return p;
            }
        }
    }
}

/// The outline of a place as a ring; a disc as one of its size.
pub(super) fn ring_of(hotspot: &Hotspot) -> Shape {
    let &Shape::Disc { radius_m } = &hotspot.shape else {
        return hotspot.shape.clone();
    };
    let step = TAU / f64::from(CORNERS);
    let corner_m = radius_m * (step / step.sin()).sqrt();
    let corner = |i: u32| {
        let angle = step * f64::from(i);
        Planar::new(
            hotspot.centre.x + corner_m * angle.cos(),
            hotspot.centre.y + corner_m * angle.sin(),
        )
    };
    Shape::Polygon((0..CORNERS).map(corner).collect())
}

fn polygon(ring: &[Planar]) -> Polygon {
    let corners: Vec<Coord> = ring.iter().map(|p| Coord { x: p.x, y: p.y }).collect();
    Polygon::new(LineString::new(corners), Vec::new())
}
