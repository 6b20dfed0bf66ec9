//! What lies under a point of the map.
//!
//! One pass over the counted incidents is enough: half a million of them take about a
//! millisecond, which is less than an index would cost to keep up to date with the filter.

use crate::analysis::rank::{Hotspot, Shape};
use crate::base::{Bounds, Planar};
use crate::data::AreaId;
use crate::data::premises::PremisesChoice;
use crate::engine::Answer;

/// What a click hit, nearest first. Counts and indices; never a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Picked {
    /// Where the click was.
    pub at: Planar,
    /// Rows of the incident table within reach that the filter counts, nearest first.
    pub incidents: Vec<u32>,
    /// Those of them that share the nearest position, the latest first: the stack under one
    /// mark.
    pub stack: Vec<u32>,
    /// Premises within reach (index into the data set's list, metres), nearest first.
    pub premises: Vec<(usize, f64)>,
    /// Index of the hotspot it lies in.
    pub hotspot: Option<usize>,
    /// The area it lies in.
    pub area: Option<AreaId>,
    /// Density there, in incidents per km².
    pub density_per_km2: Option<f32>,
}

/// Looks up what lies within `reach_m` metres of `at` (the edge counts).
pub fn pick(answer: &Answer, at: Planar, reach_m: f64) -> Picked {
    let areas = answer.data.areas.containing(at);
    let hotspots = answer
        .ranking
        .as_ref()
        .map_or(&[][..], |ranking| &ranking.hotspots);
    let hotspot = hotspots
        .iter()
        .position(|hotspot| holds(hotspot, at, reach_m, &areas));
    let incidents = incidents_near(answer, at, reach_m);
    Picked {
        at,
        stack: stack(answer, &incidents),
        incidents,
        premises: premises_near(answer, at, reach_m),
        hotspot,
        area: areas.first().copied(),
        density_per_km2: answer
            .surface
            .as_ref()
            .ok()
            .and_then(|surface| surface.at(at)),
    }
}

fn incidents_near(answer: &Answer, at: Planar, reach_m: f64) -> Vec<u32> {
    let sites = answer.data.incidents.sites();
    let reach = Bounds { min: at, max: at }.grown(reach_m);
    let mut near: Vec<(f64, u32)> = Vec::new();
    for site in sites.runs_near(reach).flatten() {
        let distance_sq = sites.position(site).distance_sq_to(at);
        if distance_sq <= reach_m * reach_m {
            let rows = answer.selection.rows.iter_in(sites.rows(site));
            near.extend(rows.map(|row| (distance_sq, row)));
        }
    }
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.into_iter().map(|(_, row)| row).collect()
}

/// The rows at the position of the first of `near`, the latest first.
fn stack(answer: &Answer, near: &[u32]) -> Vec<u32> {
    let table = &answer.data.incidents;
    let site = |row: u32| table.site(row as usize);
    let Some(&first) = near.first() else {
        return Vec::new();
    };
    let mut stack: Vec<u32> = near
        .iter()
        .copied()
        .filter(|&row| site(row) == site(first))
        .collect();
    stack.sort_by_cached_key(|&row| std::cmp::Reverse(table.when(row as usize).earliest()));
    stack
}

fn premises_near(answer: &Answer, at: Planar, reach_m: f64) -> Vec<(usize, f64)> {
    let premises = &answer.data.premises;
    let within = premises
        .within(at, reach_m, PremisesChoice::All)
        .into_iter();
    let mut near: Vec<(usize, f64)> = within
        .map(|index| (index, premises.get(index).position.distance_to(at)))
        .collect();
    near.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    near
}

fn holds(hotspot: &Hotspot, at: Planar, reach_m: f64, areas: &[AreaId]) -> bool {
    match &hotspot.shape {
        Shape::Disc { radius_m } => within(hotspot.centre, at, *radius_m),
        Shape::Polygon(corners) => is_inside(corners, at),
        Shape::Area(id) => areas.contains(id),
        Shape::Point => within(hotspot.centre, at, reach_m),
    }
}

fn within(centre: Planar, at: Planar, radius_m: f64) -> bool {
    centre.distance_sq_to(at) <= radius_m * radius_m
}

/// Whether `at` lies inside the ring: a ray to the east crosses it an odd number of times.
fn is_inside(ring: &[Planar], at: Planar) -> bool {
    let before = ring.iter().cycle().skip(ring.len().saturating_sub(1));
    ring.iter().zip(before).fold(false, |inside, (a, b)| {
        let straddles = (a.y > at.y) != (b.y > at.y);
        let crossing_x = || a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x);
        inside ^ (straddles && at.x < crossing_x())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::analysis::facets::Facets;
    use crate::analysis::rank::Ranking;
    use crate::analysis::selection::{OffenceRows, Selection};
    use crate::analysis::surface::{Lattice, Surface};
    use crate::base::{LonLat, When};
    use crate::data::premises::{NightRule, Premises, PremisesList};
    use crate::data::{Dataset, Filter};
    use crate::engine::Question;
    use crate::project::{default_ranking, default_surface};

    fn premises(x: f64, y: f64) -> Premises {
        Premises {
            name: format!("at {x} {y}"),
            position: Planar::new(x, y),
            lon_lat: LonLat::new(-4.2, 52.3),
            kind: None,
            ..Premises::unknown()
        }
    }

    fn hotspot(rank: usize, x: f64, y: f64, shape: Shape) -> Hotspot {
        Hotspot {
            rank,
            name: String::new(),
            area: None,
            centre: Planar::new(x, y),
            lon_lat: LonLat::new(-4.2, 52.3),
            shape,
            incidents: 1,
            certain: 1,
            possible: 0,
            weight: 1.0,
            share: 1.0,
            area_km2: None,
            density_per_km2: None,
            rate_per_1000: None,
            pai: None,
            peak: None,
            nearest_premises: None,
            rows: Vec::new(),
        }
    }

    fn answer() -> Answer {
        let points = [(10.0, 0.0), (0.0, 5.0), (0.0, 30.0), (0.0, 1.0)];
        let list = vec![premises(25.0, 0.0), premises(0.0, 8.0), premises(90.0, 0.0)];
        let data = Dataset::from_points(points.map(|(x, y)| (x, y, When::Unknown, "Robbery")))
            .with_premises(PremisesList::new(list, &NightRule::default(), true));
        let hotspots = vec![
            hotspot(1, 500.0, 0.0, Shape::Disc { radius_m: 100.0 }),
            hotspot(2, 0.0, 0.0, Shape::Disc { radius_m: 100.0 }),
        ];
        let lattice = Lattice {
            origin: Planar::new(-50.0, -50.0),
            cell_m: 100.0,
            columns: 1,
            rows: 1,
        };
        // Line 5 is nearest, but the filter does not count it.
        let counts = |row| f64::from(u8::from(data.incidents.origin(row).line != 5));
        let selection = Selection::by_weight(&data.incidents, counts);
        Answer {
            data: Arc::new(data),
            question: Question {
                filter: Filter::default(),
                surface: default_surface(),
                ranking: default_ranking(),
            },
            offences: OffenceRows::default(),
            selection: Arc::new(selection),
            facets: Arc::new(Facets::default()),
            bandwidths: None,
            surface: Ok(Arc::new(Surface {
                lattice,
                density_per_km2: vec![7.5],
                peak_per_km2: 7.5,
            })),
            ranking: Ok(Arc::new(Ranking {
                params: default_ranking(),
                hotspots,
                is_exact: true,
            })),
        }
    }

    #[test]
    fn a_click_finds_what_counts_nearest_first() {
        let answer = answer();
        let picked = pick(&answer, Planar::new(0.0, 0.0), 25.0);
        let line = |&row: &u32| answer.data.incidents.origin(row as usize).line;
        let lines: Vec<u32> = picked.incidents.iter().map(line).collect();
        assert_eq!(lines, [3, 2]);
        assert_eq!(picked.premises, [(1, 8.0), (0, 25.0)], "the edge counts");
        assert_eq!(picked.hotspot, Some(1));
        assert_eq!(picked.density_per_km2, Some(7.5));
    }

    #[test]
    fn incidents_that_share_a_position_are_one_stack_the_latest_first() {
        let at = |second| When::At(crate::base::Civil(second));
        let points = [
            (0.0, 0.0, at(50), "A"),
            (0.0, 0.0, at(90), "B"),
            (3.0, 0.0, at(99), "C"),
            (0.0, 0.0, When::Unknown, "D"),
        ];
        let data = Arc::new(Dataset::from_points(points));
        let answer = Answer {
            selection: Arc::new(Selection::by_weight(&data.incidents, |_| 1.0)),
            data: Arc::clone(&data),
            ..answer()
        };
        let picked = pick(&answer, Planar::new(1.0, 0.0), 25.0);
        let line = |&row: &u32| data.incidents.origin(row as usize).line;
        let stack: Vec<u32> = picked.stack.iter().map(line).collect();
        assert_eq!(picked.incidents.len(), 4);
        assert_eq!(stack, [3, 2, 5], "what has no time comes last");
        assert!(
            pick(&answer, Planar::new(900.0, 0.0), 25.0)
                .stack
                .is_empty()
        );
    }

    #[test]
    fn a_click_into_nowhere_finds_nothing() {
        let picked = pick(&answer(), Planar::new(0.0, -4000.0), 25.0);
        assert!(picked.incidents.is_empty() && picked.premises.is_empty());
        assert_eq!(
            (picked.hotspot, picked.area, picked.density_per_km2),
            (None, None, None)
        );
    }

    #[test]
    fn rings_hold_what_is_inside_them() {
        let ring = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0)]
            .map(|(x, y)| Planar::new(x, y));
        let cases = [
            ((1.0, 1.0), true),
            ((2.0, 3.0), false),
            ((3.5, 2.0), true),
            ((5.0, 2.0), false),
            ((-1.0, 2.0), false),
        ];
        for ((x, y), expected) in cases {
            assert_eq!(is_inside(&ring, Planar::new(x, y)), expected, "{x} {y}");
        }
        assert!(!is_inside(&[], Planar::new(0.0, 0.0)));
    }
}
