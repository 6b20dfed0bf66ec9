//! How crowded it is around a position, and what that makes of the position's mark.
//!
//! A dot says something where dots can be told apart. Where they would run together they shrink
//! and then fade, place by place, and the density surface under them speaks instead. How much
//! room a mark has on the screen follows from the density of marks on the ground, known once
//! for each answer, and the scale of the map, known once for each frame.

use rayon::prelude::*;

use crate::analysis::selection::SiteLoad;
use crate::base::Planar;
use crate::data::Sites;
use crate::scene::blocks::Blocks;

/// Radius of the mark of one incident that has room, in points.
const RADIUS_PT: f32 = 2.6;
/// How much it grows each time the number of incidents doubles, and how often it does.
const GROWTH_PT: f32 = 1.3;
const MOST_DOUBLINGS: f32 = 6.0;
/// No mark is smaller than this.
const LEAST_RADIUS_PT: f32 = 1.25;
/// Radius over the square root of the room, where room is short.
const RADIUS_OF_ROOM: f32 = 0.24;

/// The room marks have on a map of a certain scale, and how much they need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// log2 of the square points on one square metre.
    pub scale_log2: f32,
    /// log2 of the square points at which a mark is gone.
    pub gone_log2: f32,
    /// log2 of the square points from which on it is whole.
    pub whole_log2: f32,
}

/// What the graphics card knows of one position: its number of incidents and the density of
/// marks around it, each a logarithm in 16 bits. No incidents, no mark.
pub type Mark = [u16; 2];

/// log2 of the most incidents a [`Mark`] can tell.
const MARK_COUNT_LOG2: f32 = 16.0;
/// log2 of the least and the greatest density a [`Mark`] can tell, to the square metre.
const MARK_DENSITY_LOG2: (f32, f32) = (-40.0, 8.0);

/// The numbers above, by the names the shader has for them.
pub const SHADER_CONSTANTS: [(&str, f32); 8] = [
    ("MARK_COUNT_LOG2", MARK_COUNT_LOG2),
    ("LEAST_DENSITY_LOG2", MARK_DENSITY_LOG2.0),
    ("GREATEST_DENSITY_LOG2", MARK_DENSITY_LOG2.1),
    ("RADIUS_PT", RADIUS_PT),
    ("GROWTH_PT", GROWTH_PT),
    ("MOST_DOUBLINGS", MOST_DOUBLINGS),
    ("LEAST_RADIUS_PT", LEAST_RADIUS_PT),
    ("RADIUS_OF_ROOM", RADIUS_OF_ROOM),
];

/// The marks of one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Marks {
    /// One for each slot of the blocks.
    pub of_slot: Vec<Mark>,
    crowd: Crowd,
    /// The least density at a mark of each block; infinite where it has none.
    calmest_log2: Vec<f32>,
}

impl Marks {
    /// The marks of `loads`, whose sites were sorted into `blocks`.
    pub fn new(blocks: &Blocks, sites: &Sites, loads: &[SiteLoad]) -> Self {
        let at = |load: &SiteLoad| sites.position(load.site as usize);
        let crowd = Crowd::new(blocks, loads.iter().map(at));
        let densities: Vec<f32> = loads
            .par_iter()
            .map(|load| crowd.log2_at(blocks, at(load)))
            .collect();
        let mut marks = Self {
            of_slot: vec![Mark::default(); sites.len()],
            crowd,
            calmest_log2: vec![f32::INFINITY; blocks.len()],
        };
        for (load, &density_log2) in loads.iter().zip(&densities) {
            let slot = blocks.slots()[load.site as usize];
            marks.of_slot[slot as usize] = mark(load.incidents, density_log2);
            let calmest = &mut marks.calmest_log2[blocks.block_of(at(load))];
            *calmest = calmest.min(density_log2);
        }
        marks
    }

    /// Whether `block` has no mark that is left with such `room`.
    pub fn is_gone(&self, block: usize, room: Room) -> bool {
        room.log2_of(self.calmest_log2[block]) <= room.gone_log2
    }

    /// log2 of the marks to the square metre around `at`.
    pub fn density_log2(&self, blocks: &Blocks, at: Planar) -> f32 {
        self.crowd.log2_at(blocks, at)
    }
}

/// Marks to the square metre of the ground, block by block.
#[derive(Clone, Debug, PartialEq)]
struct Crowd {
    columns: usize,
    rows: usize,
    density: Vec<f32>,
    /// The density a mark has by itself where it is alone.
    alone: f32,
}

impl Crowd {
    fn new(blocks: &Blocks, marked: impl Iterator<Item = Planar>) -> Self {
        let (columns, rows) = blocks.shape();
        let mut density = vec![0.0_f32; blocks.len()];
        let one = (1.0 / (blocks.side_m() * blocks.side_m())) as f32;
        for at in marked {
            density[blocks.block_of(at)] += one;
        }
        Self {
            columns,
            rows,
            density,
            alone: 0.25 * one,
        }
    }

    /// Bilinear between the middles of blocks.
    fn log2_at(&self, blocks: &Blocks, at: Planar) -> f32 {
        let (x, y) = blocks.place_of(at);
        let (west, south) = ((x - 0.5).floor(), (y - 0.5).floor());
        let (u, v) = ((x - 0.5 - west) as f32, (y - 0.5 - south) as f32);
        let mix = |a: f32, b: f32, t: f32| a + (b - a) * t;
        let row = |row: f64| mix(self.of(west, row), self.of(west + 1.0, row), u);
        mix(row(south), row(south + 1.0), v).max(self.alone).log2()
    }

    /// The density of a block; none beyond the last.
    fn of(&self, column: f64, row: f64) -> f32 {
        let inside =
            (0.0..self.columns as f64).contains(&column) && (0.0..self.rows as f64).contains(&row);
        if !inside {
            return 0.0;
        }
        self.density[row as usize * self.columns + column as usize]
    }
}

impl Room {
    /// log2 of the square points a mark has where there are 2^`density_log2` to the square metre.
    pub fn log2_of(self, density_log2: f32) -> f32 {
        self.scale_log2 - density_log2
    }

    /// How much of a mark is left there, from 0 to 1.
    pub fn share_left(self, density_log2: f32) -> f32 {
        let t = (self.log2_of(density_log2) - self.gone_log2) / (self.whole_log2 - self.gone_log2);
        let t = t.clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    }

    /// Radius of the mark of `incidents` there, in points.
    pub fn radius_pt(self, incidents: f32, density_log2: f32) -> f32 {
        let doublings = incidents.max(1.0).log2().min(MOST_DOUBLINGS);
        let room = (0.5 * self.log2_of(density_log2)).exp2();
        (RADIUS_PT + GROWTH_PT * doublings)
            .min(RADIUS_OF_ROOM * room)
            .max(LEAST_RADIUS_PT)
    }
}

/// The mark of `incidents` (at least one) where there are 2^`density_log2` marks to the
/// square metre.
fn mark(incidents: u32, density_log2: f32) -> Mark {
    let share = (incidents as f32).log2() / MARK_COUNT_LOG2;
    let count = 1.0 + share.clamp(0.0, 1.0) * f32::from(u16::MAX - 1);
    let (least, greatest) = MARK_DENSITY_LOG2;
    let density = ((density_log2 - least) / (greatest - least)).clamp(0.0, 1.0);
    [
        count.round() as u16,
        (density * f32::from(u16::MAX)).round() as u16,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::selection::select;
    use crate::base::{Progress, When};
    use crate::data::{Dataset, Filter};

    const ROOM: Room = Room {
        scale_log2: 0.0,
        gone_log2: 6.0,
        whole_log2: 8.0,
    };

    /// `n` incidents in a line, and the marks of all.
    fn line(n: u32, apart_m: f64) -> (Dataset, Blocks, Marks) {
        let at = |i: u32| (f64::from(i) * apart_m, 0.0, When::Unknown, "");
        let data = Dataset::from_points((0..n).map(at));
        let selection = select(&data, &Filter::default(), &Progress::new()).unwrap();
        let sites = data.incidents.sites();
        let blocks = Blocks::new(sites.x(), sites.y());
        let marks = Marks::new(&blocks, sites, &selection.sites);
        (data, blocks, marks)
    }

    #[test]
    fn marks_shrink_then_fade_as_room_runs_out() {
        let by_room = |log2: f32| (ROOM.radius_pt(1.0, -log2), ROOM.share_left(-log2));
        assert_eq!(by_room(20.0), (RADIUS_PT, 1.0));
        let (shrunk, share) = by_room(6.5);
        assert!(shrunk < RADIUS_PT && share > 0.0 && share < 0.5);
        assert_eq!(by_room(4.0), (LEAST_RADIUS_PT, 0.0));
        assert!(ROOM.radius_pt(64.0, -20.0) > ROOM.radius_pt(8.0, -20.0));
        assert_eq!(ROOM.radius_pt(64.0, -20.0), ROOM.radius_pt(9e9, -20.0));
    }

    #[test]
    fn a_block_is_gone_exactly_when_every_mark_of_it_is() {
        let (data, blocks, marks) = line(4_000, 2.0);
        for gone_log2 in [4.0, 8.0, 12.0, 12.6, 13.1, 15.0, 20.0] {
            let room = Room {
                gone_log2,
                whole_log2: gone_log2 + 2.0,
                ..ROOM
            };
            let mut left = vec![false; blocks.len()];
            for at in data.incidents.sites().positions() {
                let share = room.share_left(marks.density_log2(&blocks, at));
                left[blocks.block_of(at)] |= share > 0.0;
            }
            let gone: Vec<bool> = (0..blocks.len()).map(|b| !marks.is_gone(b, room)).collect();
            assert_eq!(left, gone, "{gone_log2}");
        }
    }

    #[test]
    fn where_nothing_else_is_a_mark_is_alone() {
        let at = Planar::new(0.0, 0.0);
        let density = |n, apart_m| {
            let (_, blocks, marks) = line(n, apart_m);
            marks.density_log2(&blocks, at)
        };
        assert!(density(300, 1.0) > density(2, 9_000.0) + 6.0);
    }

    #[test]
    fn a_mark_tells_counts_and_densities_closely_enough() {
        for (incidents, density_log2) in [(1_u32, -17.3_f32), (2, 0.0), (700, -39.0), (40_000, 3.0)]
        {
            let [count, density] = mark(incidents, density_log2);
            assert!(count > 0);
            let share = f32::from(count - 1) / f32::from(u16::MAX - 1);
            let told = (share * MARK_COUNT_LOG2).exp2();
            assert!((told / incidents as f32 - 1.0).abs() < 1e-3, "{told}");
            let (least, greatest) = MARK_DENSITY_LOG2;
            let told = least + f32::from(density) / f32::from(u16::MAX) * (greatest - least);
            assert!((told - density_log2).abs() < 1e-3);
        }
    }
}
