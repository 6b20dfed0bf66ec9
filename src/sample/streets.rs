//! The streets: hand-drawn ways, and side streets that fill each district.
//!
//! A district is laid out in rows along its own direction, bent by smooth noise, joined by
//! staggered cross streets, and cut at its outline, at parks and at the river. That gives the
//! patchwork of a town that grew, with T-junctions rather than a lattice.

use std::collections::BTreeSet;

use crate::base::Planar;
use crate::sample::chance::{Chance, hash};
use crate::sample::names::{STEMS, SUFFIXES};
use crate::sample::plan::{Class, DISTRICTS, District, Housing, PARKS, WAYS, all_at, at};
use crate::sample::shape::{clip, length_m, smooth, to_decimetre};

/// A street.
#[derive(Clone, Debug)]
pub(crate) struct Street {
    /// Its name; unique.
    pub(crate) name: String,
    /// What it is for.
    pub(crate) class: Class,
    /// How the houses along it stand; `None` for hand-drawn ways.
    pub(crate) housing: Option<Housing>,
    /// Its middle line, EPSG:27700, to the decimetre.
    pub(crate) line: Vec<Planar>,
}

/// All streets: the hand-drawn ones first, in their order.
pub(crate) fn streets(seed: u64, coast: &[Planar], river: &[Planar]) -> Vec<Street> {
    let mut streets: Vec<Street> = WAYS
        .iter()
        .map(|&(name, class, points)| Street {
            name: name.to_owned(),
            class,
            housing: None,
            line: smooth(&all_at(points), 4)
                .into_iter()
                .map(to_decimetre)
                .collect(),
        })
        .collect();
    let mut chance = Chance::new(seed, STREET_STREAM);
    let mut namer = Namer::new(&mut chance);
    let parks: Vec<Vec<Planar>> = PARKS.iter().map(|(_, ring)| all_at(ring)).collect();
    let banks = crate::sample::shape::ribbon(river, 45.0, 20.0);
    for (i, district) in DISTRICTS.iter().enumerate() {
        for line in Layout::new(seed, i, district, &mut chance).lines() {
            let ring = all_at(district.ring);
            let mut pieces = clip(&line, &ring, true);
            for hole in parks.iter().chain([&banks]) {
                pieces = pieces
                    .iter()
                    .flat_map(|piece| clip(piece, hole, false))
                    .collect();
            }
            pieces = pieces
                .iter()
                .flat_map(|piece| clip(piece, coast, true))
                .collect();
            for piece in pieces.into_iter().flat_map(|piece| shortened(&piece)) {
                streets.push(Street {
                    name: namer.name(district.housing, &mut chance),
                    class: Class::Street,
                    housing: Some(district.housing),
                    line: piece.into_iter().map(to_decimetre).collect(),
                });
            }
        }
    }
    streets
}

const STREET_STREAM: u64 = 1 << 40;

/// Shorter stubs are no street, metres.
const SHORTEST_M: f64 = 90.0;
/// A street longer than this changes its name on the way, metres.
const LONGEST_M: f64 = 900.0;

/// A long street as two, a stub as none.
fn shortened(line: &[Planar]) -> Vec<Vec<Planar>> {
    let length = length_m(line);
    if length < SHORTEST_M {
        return Vec::new();
    }
    if length <= LONGEST_M || line.len() < 4 {
        return vec![line.to_vec()];
    }
    let middle = line.len() / 2;
    vec![line[..=middle].to_vec(), line[middle..].to_vec()]
}

/// One district's own coordinates: `u` along its long streets, `v` across them.
struct Layout<'a> {
    seed: u64,
    district: &'a District,
    chance: &'a mut Chance,
    origin: Planar,
    unit: (f64, f64),
    u_range: (f64, f64),
    rows: Vec<f64>,
    salt: i64,
}

impl<'a> Layout<'a> {
    fn new(seed: u64, index: usize, district: &'a District, chance: &'a mut Chance) -> Self {
        let (dx, dy) = (f64::from(district.along.0), f64::from(district.along.1));
        let length = (dx * dx + dy * dy).sqrt();
        let unit = (dx / length, dy / length);
        let origin = at(district.ring[0]);
        let local = |p: Planar| {
            let (x, y) = (p.x - origin.x, p.y - origin.y);
            (x * unit.0 + y * unit.1, y * unit.0 - x * unit.1)
        };
        let corners: Vec<(f64, f64)> = all_at(district.ring).into_iter().map(local).collect();
        let range = |pick: fn(&(f64, f64)) -> f64| {
            corners
                .iter()
                .map(pick)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), c| {
                    (low.min(c), high.max(c))
                })
        };
        let (v_low, v_high) = range(|c| c.1);
        let mut rows = Vec::new();
        let mut v = v_low - f64::from(district.row_m) / 2.0;
        while v < v_high + f64::from(district.row_m) {
            rows.push(v);
            v += f64::from(district.row_m + chance.between(-14, 14));
        }
        Self {
            seed,
            district,
            chance,
            origin,
            unit,
            u_range: range(|c| c.0),
            rows,
            salt: index as i64 * 1000,
        }
    }

    /// All its lines, not yet cut at the outline: rows first, then cross streets.
    fn lines(mut self) -> Vec<Vec<Planar>> {
        let mut lines = Vec::new();
        for k in 0..self.rows.len() {
            if !self.chance.per_mille(50) {
                lines.extend(self.row(k));
            }
        }
        let mut carried: Vec<f64> = Vec::new();
        let mut open: Vec<(f64, usize)> = Vec::new();
        for gap in 0..self.rows.len().saturating_sub(1) {
            let crossings = self.crossings(&carried);
            // A crossing that carries on stays one street; the others end at this row.
            let (on, ended): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|(u, _)| crossings.contains(u));
            lines.extend(ended.into_iter().map(|(u, from)| self.cross(u, from, gap)));
            open = on;
            for &u in &crossings {
                if !open.iter().any(|(other, _)| *other == u) {
                    open.push((u, gap));
                }
            }
            carried = crossings;
        }
        let last = self.rows.len().saturating_sub(1);
        lines.extend(open.into_iter().map(|(u, from)| self.cross(u, from, last)));
        lines
    }

    /// A long street, now and then with a gap in it.
    fn row(&mut self, k: usize) -> Vec<Vec<Planar>> {
        let (low, high) = self.u_range;
        let steps = ((high - low) / 30.0) as i32 + 2;
        let gap = self.chance.between(-40, steps);
        let points: Vec<Planar> = (-1..=steps)
            .map(|step| self.bent(low + f64::from(step) * 30.0, self.rows[k]))
            .collect();
        let cut = (gap + 2).clamp(0, points.len() as i32) as usize;
        let (first, second) = points.split_at(cut);
        let rest = second.get(2..).unwrap_or_default();
        [first.to_vec(), rest.to_vec()]
            .into_iter()
            .filter(|piece| piece.len() > 1)
            .collect()
    }

    /// Where streets cross one gap: some carried on from the gap before, the rest drawn.
    fn crossings(&mut self, carried: &[f64]) -> Vec<f64> {
        let (low, high) = self.u_range;
        let step = self.district.cross_m;
        let mut crossings: Vec<f64> = Vec::new();
        let mut u = low + f64::from(self.chance.between(0, step));
        while u < high {
            let near = carried
                .iter()
                .copied()
                .find(|c| (c - u).abs() < f64::from(step) / 2.0);
            let chosen = near.filter(|_| self.chance.per_mille(550)).unwrap_or(u);
            if crossings
                .last()
                .is_none_or(|last| chosen - last > f64::from(step) / 3.0)
            {
                crossings.push(chosen);
            }
            u += f64::from(self.chance.between(step * 7 / 10, step * 14 / 10));
        }
        crossings
    }

    fn cross(&self, u: f64, from: usize, to: usize) -> Vec<Planar> {
        let mut line = Vec::new();
        for k in from..to {
            let (a, b) = (self.rows[k], self.rows[k + 1]);
            line.extend((0..3).map(|step| self.bent(u, a + (b - a) * f64::from(step) / 3.0)));
        }
        line.push(self.bent(u, self.rows[to]));
        line
    }

    /// The place at (`u`, `v`), moved by smooth noise, so that streets bend and still meet.
    fn bent(&self, u: f64, v: f64) -> Planar {
        let reach = match self.district.housing {
            Housing::Terrace => 20.0,
            Housing::Suburb => 52.0,
            Housing::Works => 12.0,
        };
        let wave = match self.district.housing {
            Housing::Suburb => 210.0,
            _ => 300.0,
        };
        let bend = |salt: i64| reach * self.noise(u / wave, v / wave, self.salt + salt);
        let (u, v) = (u + bend(1), v + bend(2));
        Planar::new(
            self.origin.x + u * self.unit.0 - v * self.unit.1,
            self.origin.y + u * self.unit.1 + v * self.unit.0,
        )
    }

    /// Value noise from -1 to 1: drawn on whole numbers, smoothly joined between them.
    fn noise(&self, x: f64, y: f64, salt: i64) -> f64 {
        let (x0, y0) = (x.floor(), y.floor());
        let corner = |dx: i64, dy: i64| {
            let drawn = hash(self.seed ^ salt as u64, x0 as i64 + dx, y0 as i64 + dy) % 2001;
            drawn as f64 / 1000.0 - 1.0
        };
        let ease = |t: f64| t * t * (3.0 - 2.0 * t);
        let (tx, ty) = (ease(x - x0), ease(y - y0));
        let low = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * tx;
        let high = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * tx;
        low + (high - low) * ty
    }
}

/// Gives out street names, none twice.
struct Namer {
    stems: Vec<&'static str>,
    next: usize,
    used: BTreeSet<String>,
}

impl Namer {
    fn new(chance: &mut Chance) -> Self {
        let mut stems = STEMS.to_vec();
        chance.shuffle(&mut stems);
        let used = WAYS.iter().map(|(name, _, _)| (*name).to_owned()).collect();
        Self {
            stems,
            next: 0,
            used,
        }
    }

    fn name(&mut self, housing: Housing, chance: &mut Chance) -> String {
        let suffixes = SUFFIXES[housing as usize];
        loop {
            let stem = self.stems[self.next % self.stems.len()];
            let suffix = suffixes[chance.below(suffixes.len() as u32) as usize];
            // After many rounds every pair may be taken; a number then tells streets apart.
            let round = self.next / (self.stems.len() * 6);
            self.next += 1;
            let name = if round == 0 {
                format!("{stem} {suffix}")
            } else {
                format!("{stem} {suffix} {}", round + 1)
            };
            if self.used.insert(name.clone()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::wards;

    #[test]
    fn a_few_hundred_streets_with_names_of_their_own_lie_on_land() {
        let coast = wards::coast(1);
        let streets = streets(1, &coast, &wards::river());
        assert!((250..=420).contains(&streets.len()), "{}", streets.len());
        let names: BTreeSet<&str> = streets.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names.len(), streets.len());
        for street in streets.iter().filter(|street| street.housing.is_some()) {
            assert!(
                length_m(&street.line) >= SHORTEST_M - 1.0,
                "{}",
                street.name
            );
            let middle = street.line[street.line.len() / 2];
            assert!(
                crate::sample::shape::inside(&coast, middle),
                "{}",
                street.name
            );
        }
    }
}
