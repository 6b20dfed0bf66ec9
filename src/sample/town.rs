//! The town as a whole, and the addresses that incidents are recorded at.

use crate::base::Planar;
use crate::sample::chance::hash;
use crate::sample::plan::{CENTRE, Class, HARBOUR, Housing, PARKS, all_at, at};
use crate::sample::premises::{House, houses};
use crate::sample::shape::{both_sides, distance_to_segment, edges, inside, ribbon};
use crate::sample::streets::{Street, streets};
use crate::sample::wards::{Area, area_of, coast, river, units, wards};

/// Saltmere, as one seed makes it.
#[derive(Clone, Debug)]
pub struct Town {
    pub(crate) seed: u64,
    pub(crate) coast: Vec<Planar>,
    pub(crate) river: Vec<Planar>,
    pub(crate) streets: Vec<Street>,
    pub(crate) wards: Vec<Area>,
    pub(crate) units: Vec<Area>,
    pub(crate) houses: Vec<House>,
}

/// A place in a street that an incident can be recorded at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    /// Metres east, EPSG:27700.
    pub(crate) easting: i32,
    /// Metres north, EPSG:27700.
    pub(crate) northing: i32,
    /// Index of its street.
    pub(crate) street: u16,
    /// Index of its ward.
    pub(crate) ward: u8,
    /// How many metres a position may be moved and stay in the ward and on land.
    pub(crate) slack_m: u8,
    /// How likely something happens in a home here.
    pub(crate) home: u32,
    /// How likely something happens out in the street here.
    pub(crate) outdoors: u32,
}

impl Town {
    /// The town of `seed`.
    pub fn new(seed: u64) -> Self {
        let coast = coast(seed);
        let river = river();
        let streets = streets(seed, &coast, &river);
        let wards = wards(&coast);
        let units = units(&wards);
        let houses = houses(seed, &streets);
        Self {
            seed,
            coast,
            river,
            streets,
            wards,
            units,
            houses,
        }
    }

    /// The river as an area: broad at the mouth, a brook at its source.
    pub(crate) fn river_ring(&self) -> Vec<Planar> {
        // It begins out in the harbour, so that no sliver of land is left at its mouth.
        let mut line = vec![at(HARBOUR)];
        line.extend_from_slice(&self.river);
        ribbon(&line, 38.0, 4.0)
    }

    /// Every address, street by street.
    pub(crate) fn addresses(&self) -> Vec<Address> {
        let mut wet_or_green = vec![self.river_ring()];
        let rings = self
            .wards
            .iter()
            .map(|ward| &ward.ring)
            .chain(&wet_or_green);
        let borders: Vec<(Planar, Planar)> = rings.flat_map(|ring| edges(ring)).collect();
        wet_or_green.extend(PARKS.iter().map(|(_, ring)| all_at(ring)));
        let mut addresses = Vec::new();
        for (i, street) in self.streets.iter().enumerate() {
            let (step_m, offset_m) = spacing(street);
            if street.class == Class::Rail {
                continue;
            }
            for p in both_sides(&street.line, step_m, offset_m) {
                let p = Planar::new(p.x.round(), p.y.round());
                let Some(ward) = area_of(&self.wards, p) else {
                    continue;
                };
                if wet_or_green.iter().any(|ring| inside(ring, p)) {
                    continue;
                }
                let room_m = room_m(&borders, p);
                if room_m < 2.0 {
                    continue;
                }
                let (home, outdoors) = self.weights(i, ward, p);
                addresses.push(Address {
                    easting: p.x as i32,
                    northing: p.y as i32,
                    street: i as u16,
                    ward: ward as u8,
                    // A position moves by up to this much on each axis, so √2 times as far.
                    slack_m: ((room_m - 1.0) / 1.5) as u8,
                    home,
                    outdoors,
                });
            }
        }
        addresses
    }

    /// How likely homes and street see an incident here: by building, ward, street and centre.
    fn weights(&self, street: usize, ward: usize, p: Planar) -> (u32, u32) {
        let centre_m = p.distance_to(at(CENTRE));
        let central = match centre_m as u32 {
            0..700 => 40,
            700..1400 => 20,
            1400..2600 => 11,
            _ => 5,
        };
        let of_street = &self.streets[street];
        let home = match (of_street.housing, of_street.class) {
            (Some(Housing::Terrace), _) => 10,
            (Some(Housing::Suburb), _) => 6,
            (Some(Housing::Works), _) | (None, Class::Main) => 1,
            _ => 2,
        };
        let outdoors = match of_street.class {
            Class::Pedestrian => 9,
            Class::Secondary => 7,
            Class::Main | Class::Path => 4,
            Class::Street => 3,
            Class::Rail => 0,
        };
        // One street in eight has three times its share, the others differ by half.
        let luck = hash(self.seed, street as i64, 77) % 800;
        let luck = if luck < 100 {
            300
        } else {
            50 + (luck % 100) as u32
        };
        let local = WARD_PERCENT[ward] * luck / 100;
        (home * local, outdoors * local * central / 10)
    }
}

/// How much more or less happens in each ward, percent.
const WARD_PERCENT: [u32; 9] = [90, 110, 85, 165, 130, 75, 110, 60, 100];

/// Metres between addresses, and from the middle of the street to its edge.
fn spacing(street: &Street) -> (f64, f64) {
    match street.class {
        Class::Main => (18.0, 11.0),
        Class::Secondary => (10.0, 9.0),
        Class::Path => (9.0, 3.0),
        _ => (9.0, 7.0),
    }
}

/// How far the nearest border is from `p`, at most 12 m.
fn room_m(borders: &[(Planar, Planar)], p: Planar) -> f64 {
    borders.iter().fold(12.0_f64, |room, &(a, b)| {
        let near =
            |low: f64, high: f64, at: f64| at > low.min(high) - 12.0 && at < low.max(high) + 12.0;
        if near(a.x, b.x, p.x) && near(a.y, b.y, p.y) {
            room.min(distance_to_segment(p, a, b))
        } else {
            room
        }
    })
}
