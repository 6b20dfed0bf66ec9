//! Where things happen: draws an address, a premises or a hotspot.

use crate::base::Planar;
use crate::sample::chance::{Chance, Picker};
use crate::sample::hotspots::{HOTSPOTS, Hotspot, Rhythm};
use crate::sample::offences::Setting;
use crate::sample::plan::{Class, at};
use crate::sample::town::{Address, Town};
use crate::sample::wards::area_of;

/// Where one incident is recorded.
pub(crate) struct Spot<'a> {
    /// Metres east, EPSG:27700.
    pub(crate) easting: i32,
    /// Metres north, EPSG:27700.
    pub(crate) northing: i32,
    /// The words of the location column, quoted where CSV wants it.
    pub(crate) location: &'a str,
    /// The words of the location type column.
    pub(crate) location_type: &'static str,
    /// Name of the ward.
    pub(crate) ward: &'static str,
    /// When it is busy, if a hotspot.
    pub(crate) rhythm: Rhythm,
    /// When it closes, minutes into the policing day, if a premises.
    pub(crate) closes: i32,
}

/// Everything that places are drawn from.
pub(crate) struct Places<'a> {
    town: &'a Town,
    addresses: Vec<Address>,
    homes: Picker,
    streets: Picker,
    houses: Picker,
    house_words: Vec<String>,
    house_wards: Vec<&'static str>,
    near: Vec<Near>,
    /// Hotspots by rhythm (closing, evening), family, year and weekday.
    hotspots: [Vec<Picker>; 2],
}

/// The addresses around one hotspot.
struct Near {
    addresses: Vec<u32>,
    weights: Picker,
}

impl<'a> Places<'a> {
    pub(crate) fn new(town: &'a Town) -> Self {
        let addresses = town.addresses();
        let ward_name =
            |p: Planar| area_of(&town.wards, p).map_or("", |ward| town.wards[ward].name);
        let words = |house: &crate::sample::premises::House| {
            format!("\"{}, {}\"", house.name, town.streets[house.street].name)
        };
        Self {
            homes: Picker::new(addresses.iter().map(|address| address.home)),
            streets: Picker::new(addresses.iter().map(|address| address.outdoors)),
            houses: Picker::new(town.houses.iter().map(|h| h.trouble * (60 + h.capacity))),
            house_words: town.houses.iter().map(words).collect(),
            house_wards: town
                .houses
                .iter()
                .map(|house| ward_name(house.position))
                .collect(),
            near: HOTSPOTS
                .iter()
                .map(|hotspot| near(hotspot, &addresses))
                .collect(),
            hotspots: [hotspots(true), hotspots(false)],
            town,
            addresses,
        }
    }

    /// A place for an offence of `family`, in the policing year and on the weekday `when`.
    pub(crate) fn spot(
        &self,
        setting: Setting,
        family: usize,
        when: (usize, usize),
        chance: &mut Chance,
    ) -> Spot<'_> {
        match setting {
            Setting::Closing => self.at_hotspot(0, family, when, chance),
            Setting::Evening => self.at_hotspot(1, family, when, chance),
            Setting::Premises => self.at_house(chance),
            Setting::Street => {
                let address = &self.addresses[self.streets.pick(chance)];
                self.at_address(
                    address,
                    address.slack_m.min(6),
                    self.kind_of(address),
                    chance,
                )
            }
            Setting::Home => {
                let address = &self.addresses[self.homes.pick(chance)];
                self.at_address(address, 0, "Dwelling", chance)
            }
        }
    }

    fn at_hotspot(
        &self,
        group: usize,
        family: usize,
        (year, weekday): (usize, usize),
        chance: &mut Chance,
    ) -> Spot<'_> {
        let picker = &self.hotspots[group][(family * 3 + year) * 7 + weekday];
        let index = picker.pick(chance);
        let (hotspot, near) = (&HOTSPOTS[index], &self.near[index]);
        let address = &self.addresses[near.addresses[near.weights.pick(chance)] as usize];
        let mut spot = self.at_address(address, address.slack_m, hotspot.location_type, chance);
        let middle = at(hotspot.middle);
        let here = Planar::new(f64::from(spot.easting), f64::from(spot.northing));
        if here.distance_sq_to(middle) < 40.0 * 40.0 {
            spot.location = hotspot.name;
        }
        spot.rhythm = hotspot.rhythm;
        spot
    }

    fn at_house(&self, chance: &mut Chance) -> Spot<'_> {
        let index = self.houses.pick(chance);
        let house = &self.town.houses[index];
        Spot {
            easting: house.position.x as i32,
            northing: house.position.y as i32,
            location: &self.house_words[index],
            location_type: house.kind.location_type,
            ward: self.house_wards[index],
            rhythm: Rhythm::Closing,
            closes: house.closes_in_policing_day(),
        }
    }

    fn at_address(
        &self,
        address: &Address,
        slack_m: u8,
        location_type: &'static str,
        chance: &mut Chance,
    ) -> Spot<'_> {
        let slack = i32::from(slack_m);
        Spot {
            easting: address.easting + chance.between(-slack, slack),
            northing: address.northing + chance.between(-slack, slack),
            location: &self.town.streets[usize::from(address.street)].name,
            location_type,
            ward: self.town.wards[usize::from(address.ward)].name,
            rhythm: Rhythm::Closing,
            closes: 0,
        }
    }

    fn kind_of(&self, address: &Address) -> &'static str {
        match self.town.streets[usize::from(address.street)].class {
            Class::Path => "Footpath",
            _ => "Street",
        }
    }
}

/// The addresses a hotspot reaches, the nearer the likelier: (1 - d²/reach²)². Where another
/// seed's streets leave it none, the nearest address.
fn near(hotspot: &Hotspot, addresses: &[Address]) -> Near {
    let middle = at(hotspot.middle);
    let reach_sq = i64::from(hotspot.reach_m) * i64::from(hotspot.reach_m);
    let distance_sq = |address: &Address| {
        let dx = i64::from(address.easting) - middle.x as i64;
        let dy = i64::from(address.northing) - middle.y as i64;
        dx * dx + dy * dy
    };
    let weight = |address: &Address| {
        let share = (reach_sq - distance_sq(address)).max(0) * 1000 / reach_sq;
        (share * share / 1000) as u32
    };
    let numbered = || (0_u32..).zip(addresses);
    let mut found: Vec<(u32, u32)> = numbered()
        .map(|(i, a)| (i, weight(a)))
        .filter(|(_, w)| *w > 0)
        .collect();
    if found.is_empty() {
        let nearest = numbered().min_by_key(|(_, address)| distance_sq(address));
        found.extend(nearest.map(|(i, _)| (i, 1)));
    }
    Near {
        addresses: found.iter().map(|(index, _)| *index).collect(),
        weights: Picker::new(found.iter().map(|(_, weight)| *weight)),
    }
}

/// Pickers over all hotspots; those of the other rhythm weigh nothing.
fn hotspots(closing: bool) -> Vec<Picker> {
    let weight = |hotspot: &Hotspot, family: usize, year: usize, weekday: usize| {
        let day = match hotspot.rhythm {
            Rhythm::Closing if closing => 100,
            Rhythm::Evening { day, .. } if !closing && day == weekday => 240,
            Rhythm::Evening { .. } if !closing => 90,
            _ => 0,
        };
        hotspot.weights[family] * hotspot.years[year] * day
    };
    let mut pickers = Vec::new();
    for family in 0..4 {
        for year in 0..3 {
            for weekday in 0..7 {
                pickers.push(Picker::new(
                    HOTSPOTS
                        .iter()
                        .map(|hotspot| weight(hotspot, family, year, weekday)),
                ));
            }
        }
    }
    pickers
}
