//! What two selections hold at the same places.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::methods::Outline;
use crate::analysis::methods::comparisons::loads::by_area;
use crate::analysis::rank::{Hotspot, Shape};
use crate::analysis::selection::Selection;
use crate::base::Planar;
use crate::data::{AreaId, Dataset};

/// A place with what two selections hold there.
pub(super) struct Place {
    /// Its name.
    pub(super) name: String,
    /// Its middle.
    pub(super) centre: Planar,
    /// Where it is.
    pub(super) outline: Outline,
    /// Weight of the earlier selection.
    pub(super) before: f64,
    /// Weight of the later.
    pub(super) after: f64,
}

/// Weight of `selection` inside a hotspot, whichever selection it was found in: inside the disc,
/// the cell or the area, or at the positions of a repeat location. Incidents near several premises
/// count for each.
pub(super) fn weight_inside(data: &Dataset, selection: &Selection, hotspot: &Hotspot) -> f64 {
    let sites = data.incidents.sites();
    let own: BTreeSet<u32> = match hotspot.shape {
        Shape::Point => {
            let rows = hotspot.rows.iter();
            rows.map(|&row| data.incidents.site(row as usize) as u32)
                .collect()
        }
        _ => BTreeSet::new(),
    };
    let is_inside = |site: u32| {
        let at = sites.position(site as usize);
        match &hotspot.shape {
            Shape::Disc { radius_m } => {
                at.distance_sq_to(hotspot.centre) <= radius_m * radius_m * (1.0 + 1e-12)
            }
            Shape::Polygon(ring) => is_in_ring(at, ring),
            Shape::Area(area) => is_in_area(data, site, *area),
            Shape::Point => own.contains(&site),
        }
    };
    let inside = selection.sites.iter().filter(|load| is_inside(load.site));
    // An empty sum is -0, and a rate over that is on the wrong side of everything.
    inside.fold(0.0, |sum, load| sum + load.weight)
}

/// The outline of a hotspot, for the map.
pub(super) fn outline(hotspot: &Hotspot) -> Outline {
    match &hotspot.shape {
        Shape::Disc { radius_m } => Outline::Disc {
            centre: hotspot.centre,
            radius_m: *radius_m,
        },
        Shape::Polygon(ring) => Outline::Polygon(ring.clone()),
        Shape::Area(area) => Outline::Area(*area),
        Shape::Point => Outline::Point(hotspot.centre),
    }
}

/// Hotspots of a list.
pub(super) fn of_list(
    data: &Dataset,
    hotspots: &[Hotspot],
    before: &Selection,
    after: &Selection,
) -> Vec<Place> {
    let place = |hotspot: &Hotspot| Place {
        name: hotspot.name.clone(),
        centre: hotspot.centre,
        outline: outline(hotspot),
        before: weight_inside(data, before, hotspot),
        after: weight_inside(data, after, hotspot),
    };
    hotspots.iter().map(place).collect()
}

/// All areas.
pub(super) fn of_areas(data: &Dataset, before: &Selection, after: &Selection) -> Vec<Place> {
    let (before, after) = (by_area(data, before), by_area(data, after));
    data.areas
        .iter()
        .map(|(id, area)| Place {
            name: area.name.clone(),
            centre: area.label_at,
            outline: Outline::Area(id),
            before: before[usize::from(id.0)].weight,
            after: after[usize::from(id.0)].weight,
        })
        .collect()
}

/// Square cells of `side_m` that hold anything.
pub(super) fn of_cells(
    data: &Dataset,
    before: &Selection,
    after: &Selection,
    side_m: f64,
) -> Vec<Place> {
    let mut cells: BTreeMap<(i64, i64), (f64, f64)> = BTreeMap::new();
    let sites = data.incidents.sites();
    let cell = |site: u32| square(sites.position(site as usize), side_m);
    for load in &before.sites {
        cells.entry(cell(load.site)).or_default().0 += load.weight;
    }
    for load in &after.sites {
        cells.entry(cell(load.site)).or_default().1 += load.weight;
    }
    cells
        .into_iter()
        .map(|(cell, (before, after))| {
            let ring = square_ring(cell, side_m);
            let centre = Planar::new(ring[0].x + side_m / 2.0, ring[0].y + side_m / 2.0);
            Place {
                name: format!("{:.0} {:.0}", ring[0].x, ring[0].y),
                centre,
                outline: Outline::Polygon(ring),
                before,
                after,
            }
        })
        .collect()
}

/// Row and column of the square of `side_m` that holds `at`; edges are multiples of the side.
pub(super) fn square(at: Planar, side_m: f64) -> (i64, i64) {
    (
        (at.y / side_m).floor() as i64,
        (at.x / side_m).floor() as i64,
    )
}

/// The corners of a square, the south-western first.
pub(super) fn square_ring((row, column): (i64, i64), side_m: f64) -> Vec<Planar> {
    let (west, south) = (column as f64 * side_m, row as f64 * side_m);
    let corner = |x: f64, y: f64| Planar::new(west + x, south + y);
    vec![
        corner(0.0, 0.0),
        corner(side_m, 0.0),
        corner(side_m, side_m),
        corner(0.0, side_m),
    ]
}

/// Weights of `selection` in groups of areas, and the incidents that lie in several groups: these
/// count in the first. What lies in several areas of a group counts once.
pub(super) fn weight_in_groups<const N: usize>(
    data: &Dataset,
    selection: &Selection,
    groups: [&BTreeSet<AreaId>; N],
) -> ([f64; N], usize) {
    let (mut weights, mut shared) = ([0.0; N], 0);
    for load in &selection.sites {
        let holds = |group: &BTreeSet<AreaId>| {
            let mut areas = areas_of(data, load.site);
            areas.any(|area| group.contains(&area))
        };
        let mut holders = (0..N).filter(|&group| holds(groups[group]));
        if let Some(first) = holders.next() {
            weights[first] += load.weight;
            shared += holders.next().map_or(0, |_| load.incidents as usize);
        }
    }
    (weights, shared)
}

fn is_in_area(data: &Dataset, site: u32, area: AreaId) -> bool {
    areas_of(data, site).any(|id| id == area)
}

/// All areas that hold a site.
fn areas_of(data: &Dataset, site: u32) -> impl Iterator<Item = AreaId> + '_ {
    let first = data.incidents.sites().area(site as usize);
    let from = data
        .further_areas
        .partition_point(|&(other, _)| other < site);
    let further = data.further_areas[from..].iter();
    let further = further.take_while(move |(other, _)| *other == site);
    first.into_iter().chain(further.map(|&(_, area)| area))
}

/// Whether `at` is inside a ring; its western and southern edges count, so that cells side by
/// side share nothing.
fn is_in_ring(at: Planar, ring: &[Planar]) -> bool {
    let mut inside = false;
    for (i, a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        if (a.y > at.y) != (b.y > at.y) {
            let x = a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x);
            inside ^= at.x < x;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rank::{RankParams, Unit, rank};
    use crate::analysis::selection::select;
    use crate::base::{Progress, When};
    use crate::data::Filter;
    use crate::data::premises::PremisesChoice;

    fn scattered() -> Dataset {
        let point = |i: u32| {
            let x = f64::from(i * 7919 % 1009);
            let y = f64::from(i * 104_729 % 997);
            (x, y, When::Unknown, "Robbery")
        };
        Dataset::from_points((0..700).map(point))
    }

    #[test]
    fn a_hotspot_holds_of_its_own_selection_what_the_list_says() {
        let data = scattered();
        let progress = Progress::new();
        let filter = Filter::default();
        let selection = select(&data, &filter, &progress).unwrap();
        for unit in [
            Unit::Disc { radius_m: 60.0 },
            Unit::Square { side_m: 100.0 },
            Unit::Hex { side_m: 80.0 },
            Unit::Place { radius_m: 9.0 },
        ] {
            let params = RankParams {
                unit,
                separation_m: None,
                top: 8,
                min_incidents: 1,
                within_area: false,
                premises: PremisesChoice::All,
            };
            let list = rank(&data, &selection, &filter.time, &params, &progress).unwrap();
            assert_eq!(list.hotspots.len(), 8);
            for hotspot in &list.hotspots {
                let got = weight_inside(&data, &selection, hotspot);
                // Earlier discs have taken what they hold of later ones.
                let is_disc = matches!(unit, Unit::Disc { .. });
                assert!(
                    got == hotspot.weight || (is_disc && got > hotspot.weight),
                    "{unit:?}"
                );
            }
        }
    }

    #[test]
    fn cells_hold_everything_once() {
        let data = scattered();
        let selection = select(&data, &Filter::default(), &Progress::new()).unwrap();
        let cells = of_cells(&data, &selection, &Selection::default(), 150.0);
        let sum: f64 = cells.iter().map(|cell| cell.before).sum();
        assert_eq!(
            (sum, cells.iter().map(|cell| cell.after).sum::<f64>()),
            (700.0, 0.0)
        );
        assert!(cells.len() > 40);
    }
}
