//! Wards and neighbourhood policing units, drawn from shared borders.
//!
//! Every border is one chain of points that both neighbours walk, so areas meet exactly: no
//! gap, no overlap, and the coast is the edge of the outermost ones. A unit is the union of
//! its wards, found by dropping every edge that two of its wards share.

use crate::base::Planar;
use crate::sample::chance::hash;
use crate::sample::plan::{At, COAST, RIVER, all_at, at};
use crate::sample::shape::{between, inside, smooth, to_decimetre};

/// A ward or a unit.
#[derive(Clone, Debug)]
pub(crate) struct Area {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its code; `X` stands where a real code has the country.
    pub(crate) code: String,
    /// Its outline, anticlockwise, first point not repeated, EPSG:27700.
    pub(crate) ring: Vec<Planar>,
    /// How many people live there.
    pub(crate) population: u32,
}

/// Ward name, population, unit it belongs to.
const WARDS: [(&str, u32, usize); 9] = [
    ("Quayside", 4_870, 0),
    ("Market", 8_240, 1),
    ("Westcliff", 13_150, 2),
    ("Docks", 7_420, 3),
    ("Eastgate", 13_890, 3),
    ("Mill Hill", 9_310, 4),
    ("Northgate", 10_560, 1),
    ("Northfield", 6_730, 4),
    ("Abbey", 14_480, 5),
];

const UNITS: [&str; 6] = [
    "Quayside NPU",
    "Market NPU",
    "Westcliff NPU",
    "Eastgate NPU",
    "Mill Hill NPU",
    "Abbey NPU",
];

// Where ward borders meet the coast, and each other.
const WEST: At = (750, 3900);
const PROMENADE: At = (4250, 2370);
const MOUTH: At = (5255, 3060);
const EAST_BEACH: At = (8100, 2700);
const EAST: At = (9050, 4600);
const NORTH_EAST: At = (7900, 6900);
const NORTH_WEST: At = (1600, 6400);
const WESTGATE: At = (4380, 3330);
const LOWER_RIVER: At = (5275, 3200);
const PRIORY_BRIDGE: At = (5470, 4150);
const RING_BRIDGE: At = (6150, 5080);
const SPRING: At = (6900, 6450);
const STATION_TOP: At = (4420, 4180);
const RING_NORTH: At = (4450, 5150);
const RING_WEST: At = (2750, 3290);

/// Inland borders; each is walked by the two wards it parts.
const BORDERS: [&[At]; 12] = [
    &[
        LOWER_RIVER,
        (5120, 3225),
        (4850, 3215),
        (4600, 3265),
        WESTGATE,
    ],
    &[
        PROMENADE,
        (4270, 2500),
        (4300, 2750),
        (4340, 3050),
        WESTGATE,
    ],
    &[WESTGATE, (4300, 3600), (4260, 3830), STATION_TOP],
    &[STATION_TOP, (4800, 4235), (5150, 4215), PRIORY_BRIDGE],
    &[WESTGATE, (4000, 3300), (3400, 3240), RING_WEST],
    &[RING_WEST, (2000, 3450), (1400, 3600), WEST],
    &[STATION_TOP, (4480, 4650), RING_NORTH],
    &[RING_NORTH, (5000, 5240), (5600, 5210), RING_BRIDGE],
    &[
        RING_NORTH,
        (4380, 5720),
        (3500, 5800),
        (2400, 6150),
        NORTH_WEST,
    ],
    &[
        LOWER_RIVER,
        (5420, 3240),
        (5560, 3280),
        (6000, 3340),
        (7290, 3420),
        (7700, 3300),
        EAST_BEACH,
    ],
    &[
        PRIORY_BRIDGE,
        (6000, 4300),
        (6600, 4420),
        (7250, 4400),
        (8200, 4450),
        EAST,
    ],
    &[SPRING, (7350, 6600), NORTH_EAST],
];

/// The wards of [`WARDS`] as the points their outlines go through, anticlockwise.
const OUTLINES: [&[At]; 9] = [
    &[PROMENADE, MOUTH, LOWER_RIVER, WESTGATE],
    &[WESTGATE, LOWER_RIVER, PRIORY_BRIDGE, STATION_TOP],
    &[WEST, PROMENADE, WESTGATE, RING_WEST],
    &[MOUTH, EAST_BEACH, LOWER_RIVER],
    &[LOWER_RIVER, EAST_BEACH, EAST, PRIORY_BRIDGE],
    &[PRIORY_BRIDGE, EAST, NORTH_EAST, SPRING, RING_BRIDGE],
    &[STATION_TOP, PRIORY_BRIDGE, RING_BRIDGE, RING_NORTH],
    &[RING_NORTH, RING_BRIDGE, SPRING, NORTH_EAST, NORTH_WEST],
    &[
        WESTGATE,
        STATION_TOP,
        RING_NORTH,
        NORTH_WEST,
        WEST,
        RING_WEST,
    ],
];

/// The coast anticlockwise: the hand-drawn points, natural edges made rough between them.
pub(crate) fn coast(seed: u64) -> Vec<Planar> {
    let mut ring = Vec::new();
    for (i, &(from, natural)) in COAST.iter().enumerate() {
        let (a, b) = (at(from), at(COAST[(i + 1) % COAST.len()].0));
        ring.push(a);
        if natural {
            roughen(seed, a, b, 3, &mut ring);
        }
    }
    ring
}

/// Adds the points between `a` and `b`, each the middle of its neighbours moved sideways.
fn roughen(seed: u64, a: Planar, b: Planar, depth: u32, ring: &mut Vec<Planar>) {
    if depth == 0 {
        return;
    }
    let draw = hash(
        seed,
        a.x as i64 * 7 + b.x as i64,
        a.y as i64 * 7 + b.y as i64,
    ) % 201;
    let sideways = (draw as f64 - 100.0) / 700.0;
    let middle = between(a, b, 0.5);
    let middle = to_decimetre(Planar::new(
        middle.x - (b.y - a.y) * sideways,
        middle.y + (b.x - a.x) * sideways,
    ));
    roughen(seed, a, middle, depth - 1, ring);
    ring.push(middle);
    roughen(seed, middle, b, depth - 1, ring);
}

/// The middle of the river from its mouth upwards.
pub(crate) fn river() -> Vec<Planar> {
    smooth(&all_at(&RIVER), 5)
        .into_iter()
        .map(to_decimetre)
        .collect()
}

/// All wards, in the order of [`WARDS`].
pub(crate) fn wards(coast: &[Planar]) -> Vec<Area> {
    let chains: Vec<Vec<Planar>> = BORDERS
        .iter()
        .map(|border| {
            smooth(&all_at(border), 4)
                .into_iter()
                .map(to_decimetre)
                .collect()
        })
        .chain([river()])
        .collect();
    let walk = |&(name, population, _): &(&'static str, u32, usize), i: usize| {
        let points = OUTLINES[i];
        let mut ring = Vec::new();
        for (k, &from) in points.iter().enumerate() {
            let to = points[(k + 1) % points.len()];
            let chain = stretch(&chains, coast, at(from), at(to));
            ring.extend_from_slice(&chain[..chain.len().saturating_sub(1)]);
        }
        Area {
            name,
            code: format!("X05{:06}", i + 1),
            ring,
            population,
        }
    };
    WARDS
        .iter()
        .enumerate()
        .map(|(i, ward)| walk(ward, i))
        .collect()
}

/// The border from `from` to `to`: along an inland chain if one joins them, else the coast.
fn stretch(chains: &[Vec<Planar>], coast: &[Planar], from: Planar, to: Planar) -> Vec<Planar> {
    for chain in chains {
        let place = |p: Planar| chain.iter().position(|&q| q == p);
        if let (Some(start), Some(end)) = (place(from), place(to)) {
            return if start <= end {
                chain[start..=end].to_vec()
            } else {
                chain[end..=start].iter().rev().copied().collect()
            };
        }
    }
    let place = |p: Planar| coast.iter().position(|&q| q == p).unwrap_or(0);
    let (start, end) = (place(from), place(to));
    let steps = (end + coast.len() - start) % coast.len();
    (0..=steps)
        .map(|step| coast[(start + step) % coast.len()])
        .collect()
}

/// All neighbourhood policing units, in the order of [`UNITS`].
pub(crate) fn units(wards: &[Area]) -> Vec<Area> {
    let of_unit = |unit: usize| wards.iter().zip(WARDS).filter(move |(_, w)| w.2 == unit);
    UNITS
        .iter()
        .enumerate()
        .map(|(i, name)| Area {
            name,
            code: format!("SM{:02}", i + 1),
            ring: union(of_unit(i).map(|(ward, _)| ward.ring.as_slice())),
            population: of_unit(i).map(|(ward, _)| ward.population).sum(),
        })
        .collect()
}

/// The outline of rings that meet along shared edges: what is left when those cancel out.
fn union<'a>(rings: impl Iterator<Item = &'a [Planar]>) -> Vec<Planar> {
    let rings: Vec<&[Planar]> = rings.collect();
    let edges: Vec<(Planar, Planar)> = rings
        .iter()
        .flat_map(|ring| crate::sample::shape::edges(ring))
        .collect();
    let left: Vec<(Planar, Planar)> = edges
        .iter()
        .copied()
        .filter(|&(a, b)| !edges.contains(&(b, a)))
        .collect();
    let Some(&(start, mut here)) = left.first() else {
        return Vec::new();
    };
    let mut ring = vec![start];
    while here != start && ring.len() <= left.len() {
        ring.push(here);
        match left.iter().find(|(a, _)| *a == here) {
            Some(&(_, next)) => here = next,
            None => break,
        }
    }
    ring
}

/// The area that holds `p`.
pub(crate) fn area_of(areas: &[Area], p: Planar) -> Option<usize> {
    areas.iter().position(|area| inside(&area.ring, p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::shape::doubled_area;

    #[test]
    fn areas_fill_the_island_once() {
        let coast = coast(1);
        let wards = wards(&coast);
        let units = units(&wards);
        for areas in [&wards, &units] {
            let sum: f64 = areas.iter().map(|area| doubled_area(&area.ring)).sum();
            assert!((sum - doubled_area(&coast)).abs() < 1.0, "{sum}");
            assert!(areas.iter().all(|area| doubled_area(&area.ring) > 0.0));
        }
        let people = |areas: &[Area]| areas.iter().map(|a| a.population).sum::<u32>();
        assert_eq!(people(&wards), people(&units));
    }

    #[test]
    fn every_place_on_land_has_one_ward_and_one_unit_and_the_sea_none() {
        let coast = coast(1);
        let wards = wards(&coast);
        let units = units(&wards);
        for i in 0..4000_i32 {
            let p = Planar::new(
                232_400.03 + f64::from(i % 80) * 111.7,
                269_500.07 + f64::from(i / 80) * 123.1,
            );
            let count = |areas: &[Area]| areas.iter().filter(|a| inside(&a.ring, p)).count();
            let expected = usize::from(inside(&coast, p));
            assert_eq!(
                (count(&wards), count(&units)),
                (expected, expected),
                "{p:?}"
            );
        }
    }

    #[test]
    fn outlines_are_valid_polygons() {
        use geo::Validation;
        let coast = coast(1);
        let wards = wards(&coast);
        for area in wards.iter().chain(&units(&wards)) {
            let ring: Vec<(f64, f64)> = area.ring.iter().map(|p| (p.x, p.y)).collect();
            let polygon = geo::Polygon::new(ring.into(), vec![]);
            assert!(
                polygon.is_valid(),
                "{}: {:?}",
                area.name,
                polygon.validation_errors()
            );
        }
    }
}
