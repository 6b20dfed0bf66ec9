//! Vector tiles as the map widget reads them.
//!
//! A layer of a vector tile counts positions in units of its own: so many along a side, its
//! extent. Nearly all have 4096 and the widget draws no others, but 512, 2048 or 8192 are as good.
//! Here their geometry is rewritten to 4096. A feature that the widget's reader stumbles over
//! would take its whole layer along; such features are left out. Lines of very many parts become
//! several features, because that reader takes memory for all of them with each.
//!
//! Source: Mapbox Vector Tile Specification 2.1, sections 4.1 (layers), 4.3 (geometry: commands,
//! each with so many pairs of steps from the position before, in zigzag) and 4.4 (attributes).

use std::borrow::Cow;

use prost::Message;

/// Units along a side that the map widget draws.
const EXTENT: u32 = 4096;
/// Lines of one feature; more become another feature.
const MOST_LINES: usize = 1_000;
/// Rings of one feature: ten times what the densest town has in a tile. The reader takes memory
/// for all corners with each ring, and cannot have it for more.
const MOST_RINGS: usize = 30_000;
/// Positions further out than this, in units, are no tile's.
const FURTHEST: i64 = (1 << 30) - 1;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

const POINT: i32 = 1;
const LINE: i32 = 2;
const POLYGON: i32 = 3;

/// The tile with all its layers in 4096 units a side and without features that cannot be read.
/// The bytes themselves where nothing is to be done, or where they are no vector tile.
pub fn readable(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Ok(mut tile) = Tile::decode(bytes) else {
        return Cow::Borrowed(bytes);
    };
    let mut is_other = false;
    for layer in &mut tile.layers {
        is_other |= layer.make_readable();
    }
    if is_other {
        Cow::Owned(tile.encode_to_vec())
    } else {
        Cow::Borrowed(bytes)
    }
}

// What of a tile is looked at; keys and values of attributes are only carried over.

#[derive(Clone, PartialEq, Message)]
struct Tile {
    #[prost(message, repeated, tag = "3")]
    layers: Vec<Layer>,
}

#[derive(Clone, PartialEq, Message)]
struct Layer {
    #[prost(bytes = "vec", required, tag = "1")]
    name: Vec<u8>,
    #[prost(message, repeated, tag = "2")]
    features: Vec<Feature>,
    #[prost(bytes = "vec", repeated, tag = "3")]
    keys: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "4")]
    values: Vec<Vec<u8>>,
    #[prost(uint32, optional, tag = "5")]
    extent: Option<u32>,
    #[prost(uint32, required, tag = "15", default = "1")]
    version: u32,
}

#[derive(Clone, PartialEq, Message)]
struct Feature {
    #[prost(uint64, optional, tag = "1")]
    id: Option<u64>,
    #[prost(uint32, repeated, tag = "2")]
    tags: Vec<u32>,
    #[prost(int32, optional, tag = "3")]
    kind: Option<i32>,
    #[prost(uint32, repeated, tag = "4")]
    geometry: Vec<u32>,
}

impl Layer {
    /// Whether anything had to be done.
    fn make_readable(&mut self) -> bool {
        let before = self.features.len();
        let (keys, values) = (self.keys.len(), self.values.len());
        self.features
            .retain(|feature| feature.has_attributes_of(keys, values) && feature.has_a_shape());
        let left_out = before - self.features.len();
        if left_out > 0 {
            log::info!("{left_out} features of a tile cannot be read and are left out");
        }
        let extent = self.extent.unwrap_or(EXTENT);
        let is_other = extent != EXTENT && extent > 0;
        if is_other {
            for feature in &mut self.features {
                feature.geometry = rescaled(&feature.geometry, extent, EXTENT);
            }
            self.extent = Some(EXTENT);
        }
        let has_long = self.split_lines();
        is_other || left_out > 0 || has_long
    }

    /// Makes several features of lines of very many parts; whether there were any.
    fn split_lines(&mut self) -> bool {
        let is_long = |feature: &Feature| {
            feature.kind == Some(LINE) && count(&feature.geometry, MOVE_TO) > MOST_LINES
        };
        if !self.features.iter().any(is_long) {
            return false;
        }
        let features = std::mem::take(&mut self.features);
        for feature in features {
            if !is_long(&feature) {
                self.features.push(feature);
                continue;
            }
            for geometry in parted(&feature.geometry, MOST_LINES) {
                self.features.push(Feature {
                    geometry,
                    ..feature.clone_without_geometry()
                });
            }
        }
        true
    }
}

impl Feature {
    /// Whether its attributes are among so many keys and values.
    fn has_attributes_of(&self, keys: usize, values: usize) -> bool {
        let is_known = |tag: &[u32]| match *tag {
            [key, value] => (key as usize) < keys && (value as usize) < values,
            _ => false,
        };
        self.tags.chunks(2).all(is_known)
    }

    /// Whether it is a point, a line or a polygon; of a polygon that each ring has corners.
    fn has_a_shape(&self) -> bool {
        match self.kind {
            Some(POINT | LINE) => true,
            Some(POLYGON) => has_rings(&self.geometry),
            _ => false,
        }
    }

    fn clone_without_geometry(&self) -> Self {
        Self {
            id: self.id,
            tags: self.tags.clone(),
            kind: self.kind,
            geometry: Vec::new(),
        }
    }
}

/// A number of the list that geometry is.
#[derive(Clone, Copy)]
enum Number {
    Command(u32),
    /// A step along the first or the second axis.
    Step(usize, i64),
}

/// Tells commands from the steps that belong to them.
fn numbers(geometry: &[u32]) -> impl Iterator<Item = (u32, Number)> {
    let mut steps = 0_u32;
    geometry.iter().map(move |&number| {
        if steps > 0 {
            let axis = (steps % 2) as usize;
            steps -= 1;
            return (number, Number::Step(axis, of_zigzag(number)));
        }
        let command = number & 7;
        if matches!(command, MOVE_TO | LINE_TO) {
            // At most 2^29 pairs.
            steps = (number >> 3) * 2;
        }
        (number, Number::Command(command))
    })
}

/// How often a command stands there.
fn count(geometry: &[u32], wanted: u32) -> usize {
    let is_wanted = |number: Number| matches!(number, Number::Command(c) if c == wanted);
    numbers(geometry)
        .filter(|(_, number)| is_wanted(*number))
        .count()
}

/// Whether there is a ring, not too many of them, and none without a corner.
fn has_rings(geometry: &[u32]) -> bool {
    let (mut rings, mut has_corner) = (0, false);
    for (_, number) in numbers(geometry) {
        match number {
            Number::Step(..) => has_corner = true,
            Number::Command(CLOSE_PATH) if !has_corner => return false,
            Number::Command(CLOSE_PATH) => {
                rings += 1;
                has_corner = false;
            }
            Number::Command(_) => {}
        }
    }
    (1..=MOST_RINGS).contains(&rings)
}

/// The same geometry in `to` units a side where it has `from`.
///
/// Each position is rounded by itself, so that nothing adds up along a line.
fn rescaled(geometry: &[u32], from: u32, to: u32) -> Vec<u32> {
    let (from, to) = (i64::from(from), i64::from(to));
    let mut at = [0_i64; 2];
    let mut written = [0_i64; 2];
    let rescale = |(number, what): (u32, Number)| {
        let Number::Step(axis, step) = what else {
            return number;
        };
        at[axis] = (at[axis] + step).clamp(-FURTHEST, FURTHEST);
        let scaled = (at[axis] * to * 2 + from).div_euclid(from * 2);
        let now = scaled.clamp(-FURTHEST, FURTHEST);
        let step = now - written[axis];
        written[axis] = now;
        zigzag(step)
    };
    numbers(geometry).map(rescale).collect()
}

/// The same lines in lists of at most `most`, each of which starts anew from the tile's corner.
fn parted(geometry: &[u32], most: usize) -> Vec<Vec<u32>> {
    let mut parts: Vec<Vec<u32>> = Vec::new();
    let mut at = [0_i64; 2];
    // Where the part has been told to be, and how many lines it has.
    let (mut told, mut lines) = ([0_i64; 2], most);
    for (number, what) in numbers(geometry) {
        if matches!(what, Number::Command(MOVE_TO)) {
            if lines == most {
                parts.push(Vec::new());
                (told, lines) = ([0; 2], 0);
            }
            lines += 1;
        }
        let number = match what {
            Number::Command(_) => number,
            Number::Step(axis, step) => {
                at[axis] = (at[axis] + step).clamp(-FURTHEST, FURTHEST);
                let step = at[axis] - told[axis];
                told[axis] = at[axis];
                zigzag(step)
            }
        };
        // What stands before the first line belongs to none.
        if let Some(part) = parts.last_mut() {
            part.push(number);
        }
    }
    parts
}

fn of_zigzag(number: u32) -> i64 {
    i64::from((number >> 1) as i32 ^ -((number & 1) as i32))
}

/// Of steps from one position to another, none of which is further out than [`FURTHEST`].
fn zigzag(step: i64) -> u32 {
    ((step << 1) ^ (step >> 63)) as u32
}

#[cfg(test)]
mod tests;
