//! The study region of a question, and its cells with what they hold.
//!
//! The region is the union of the boundaries, of those the filter names where it names any, and
//! without boundaries the convex hull of the analysed incidents. Where nothing can happen, nothing
//! must count as an empty cell.

use geo::{Area as _, ConvexHull as _, Intersects as _, MultiPoint, Point, Polygon, unary_union};

use crate::analysis::draws::Draws;
use crate::analysis::methods::significance::ask::{self, CELL, CELLS};
use crate::analysis::methods::{Input, MethodError};
use crate::analysis::rank::Lattice;
use crate::analysis::significance::lattice_counts::StudyCells;
use crate::base::figures::grouped;
use crate::base::{Bounds, Planar};
use crate::data::{AreaId, Dataset};

/// Fewer cells than this are too few to compare.
const FEWEST_CELLS: usize = 30;

/// Where something can happen.
pub(in crate::analysis::methods) struct Region<'a> {
    data: &'a Dataset,
    /// Which boundaries, ascending; all of them where `None`.
    areas: Option<Vec<AreaId>>,
    /// Without boundaries.
    hull: Option<Polygon>,
    bounds: Bounds,
    km2: f64,
}

impl<'a> Region<'a> {
    /// The region of what `input` asks about.
    pub(in crate::analysis::methods) fn of(input: &Input<'a>) -> Result<Self, MethodError> {
        let data = input.data;
        let nothing = || {
            MethodError::Unanswerable(
                "The incidents span no area, so there is no study region; give boundaries or more incidents."
                    .to_owned(),
            )
        };
        let region = if data.areas.is_empty() {
            let positions = data.incidents.sites().positions();
            let points: Vec<Point> = positions.map(|p| Point::new(p.x, p.y)).collect();
            let hull = MultiPoint(points).convex_hull();
            Self {
                data,
                areas: None,
                km2: hull.unsigned_area() / 1e6,
                hull: Some(hull),
                bounds: data.bounds.ok_or_else(nothing)?,
            }
        } else if input.filter.areas.is_empty() {
            Self {
                data,
                areas: None,
                hull: None,
                bounds: data.areas.bounds().ok_or_else(nothing)?,
                km2: data.areas.union_km2(),
            }
        } else {
            Self::of_named(data, &input.filter.areas).ok_or_else(nothing)?
        };
        if region.km2 > 0.0 {
            Ok(region)
        } else {
            Err(nothing())
        }
    }

    fn of_named(data: &'a Dataset, names: &[String]) -> Option<Self> {
        // The filter was resolved before: every name leads to one area.
        let mut ids: Vec<AreaId> = names
            .iter()
            .filter_map(|name| data.areas.by_name(name).ok())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let shapes: Vec<_> = ids.iter().map(|&id| data.areas.get(id)).collect();
        let bounds = Bounds::around(shapes.iter().flat_map(|a| [a.bounds.min, a.bounds.max]))?;
        let km2 = match shapes.as_slice() {
            [only] => only.area_km2,
            several => unary_union(several.iter().map(|area| &area.shape)).unsigned_area() / 1e6,
        };
        Some(Self {
            data,
            areas: Some(ids),
            hull: None,
            bounds,
            km2,
        })
    }

    /// Whether `p` lies in it, edges included.
    pub(in crate::analysis::methods) fn holds(&self, p: Planar) -> bool {
        match (&self.hull, &self.areas) {
            (Some(hull), _) => hull.intersects(&Point::new(p.x, p.y)),
            (None, None) => self.data.areas.contains(p),
            (None, Some(ids)) => {
                let holders = self.data.areas.containing(p);
                holders.iter().any(|id| ids.binary_search(id).is_ok())
            }
        }
    }

    /// Its size in km².
    pub(in crate::analysis::methods) fn km2(&self) -> f64 {
        self.km2
    }

    /// The boundaries it is made of; none where it is a hull.
    pub(in crate::analysis::methods) fn areas(&self) -> Vec<AreaId> {
        match &self.areas {
            Some(ids) => ids.clone(),
            None => self.data.areas.iter().map(|(id, _)| id).collect(),
        }
    }

    /// The hull, without boundaries.
    pub(in crate::analysis::methods) fn hull(&self) -> Option<&Polygon> {
        self.hull.as_ref()
    }

    /// A drawn point of it, everywhere equally likely.
    pub(in crate::analysis::methods) fn point(&self, draws: &mut Draws) -> Planar {
        let Bounds { min, max } = self.bounds;
        loop {
            let p = Planar::new(
                min.x + draws.unit() * (max.x - min.x),
                min.y + draws.unit() * (max.y - min.y),
            );
            if self.holds(p) {
                return p;
            }
        }
    }

    /// "the 25 boundaries".
    pub(in crate::analysis::methods) fn words(&self) -> String {
        match (&self.hull, &self.areas) {
            (Some(_), _) => "the convex hull of the analysed incidents".to_owned(),
            (None, Some(ids)) if ids.len() == 1 => {
                format!("the boundary {}", self.data.areas.get(ids[0]).name)
            }
            (None, Some(ids)) => format!("the {} boundaries of the filter", ids.len()),
            (None, None) => format!("the {} boundaries", grouped(self.data.areas.len())),
        }
    }
}

/// The cells of a study region and the weight in each.
pub(in crate::analysis::methods) struct Study {
    /// The cells.
    pub(in crate::analysis::methods) cells: StudyCells,
    /// Weight of the counted incidents in each.
    pub(in crate::analysis::methods) counts: Vec<f64>,
    /// "8,612 squares of 200 m inside the 25 boundaries".
    pub(in crate::analysis::methods) words: String,
    /// What to beware of about them.
    pub(in crate::analysis::methods) notes: Vec<String>,
}

impl Study {
    /// Of the cells that [`CELLS`] and [`CELL`] ask for.
    pub(in crate::analysis::methods) fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let region = Region::of(input)?;
        let side_m = input.values.number(CELL.key);
        let (lattice, shape) = match input.values.text(CELLS.key) {
            Some("hex") => (Lattice::Hex { side_m }, "hexagons of side"),
            _ => (Lattice::Square { side_m }, "squares of"),
        };
        ask::something_selected(input)?;
        let sites = input.data.incidents.sites();
        let loads = input.selection.sites.iter();
        let points: Vec<(Planar, f64)> = loads
            .map(|load| (sites.position(load.site as usize), load.weight))
            .filter(|&(p, _)| region.holds(p))
            .collect();
        let positions: Vec<Planar> = points.iter().map(|&(p, _)| p).collect();
        let holds = |p| region.holds(p);
        let cells = StudyCells::new(lattice, region.bounds, holds, &positions)
            .map_err(|error| MethodError::Unanswerable(error.to_string()))?;
        if cells.len() < FEWEST_CELLS {
            return Err(MethodError::Unanswerable(format!(
                "The study region has only {} cells of {side_m} m, too few to compare; make them smaller (--cell).",
                cells.len()
            )));
        }
        input.progress.check(0, 1)?;
        let counts = cells.counts(points.iter().copied());
        let words = format!(
            "{} {shape} {side_m} m inside {} (centre inside or an incident in them; empty ones count as 0)",
            grouped(cells.len()),
            region.words()
        );
        let inside: f64 = points.iter().map(|&(_, weight)| weight).sum();
        Ok(Self {
            notes: notes(input, inside),
            cells,
            counts,
            words,
        })
    }

    /// Number of cells that hold anything.
    pub(in crate::analysis::methods) fn held(&self) -> usize {
        self.counts.iter().filter(|&&count| count > 0.0).count()
    }
}

fn notes(input: &Input<'_>, inside: f64) -> Vec<String> {
    let mut notes = Vec::new();
    let outside = input.selection.weight - inside;
    if outside > 1e-9 {
        notes.push(format!(
            "Incidents outside the study region are not in the figures: a weight of {outside:.1}."
        ));
    }
    if input.filter.near_premises.is_some() || input.filter.away_from_artefacts.is_some() {
        notes.push(
            "The filter lets incidents count only near, or away from, certain places; cells elsewhere are empty because of that, not by chance, which makes the rest look hotter."
                .to_owned(),
        );
    }
    notes
}
