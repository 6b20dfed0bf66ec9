//! One vector tile: which shapes reach into it, cut to it, in whole tile units.
//!
//! A position is kept as a whole number of units of the deepest zoom (4096 a tile side), so
//! that rounding happens once; shallower zooms divide.

use geo::SimplifyIdx;
use mvt::{GeomEncoder, GeomType, Layer, Tile};

use crate::base::LonLat;

/// Deepest zoom written; walkers asks for no deeper one.
pub(crate) const MAX_ZOOM: u8 = 15;
/// Units along a tile's side; walkers draws no other extent.
pub(crate) const EXTENT: i64 = 4096;
/// Units drawn beyond the side, so that broad lines meet.
const MARGIN: i64 = 80;

/// A position in units of the deepest zoom, east and south of the map's corner.
pub(crate) type Unit = (i64, i64);

/// Web Mercator, in units of the deepest zoom.
pub(crate) fn unit(p: LonLat) -> Unit {
    let world = (EXTENT << MAX_ZOOM) as f64;
    let sine = p.lat.to_radians().sin();
    let y = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI);
    (
        ((p.lon / 360.0 + 0.5) * world).round() as i64,
        (y * world).round() as i64,
    )
}

/// A shape of the basemap.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// Layer it is in.
    pub(crate) layer: &'static str,
    /// `class`, if it has one.
    pub(crate) class: Option<&'static str>,
    /// `name`, if it has one.
    pub(crate) name: Option<String>,
    /// First and last zoom it is in.
    pub(crate) zooms: (u8, u8),
    /// What it is.
    pub(crate) kind: Kind,
    /// Its points.
    pub(crate) points: Vec<Unit>,
}

/// What a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A ring, first point not repeated.
    Area,
    /// An open line.
    Line,
    /// A line that carries a name: whole in the one tile that holds its middle.
    Label,
    /// A point.
    Point,
}

/// The window of one tile: moves positions into it and cuts shapes at its margin.
pub(crate) struct Window {
    zoom: u8,
    corner: Unit,
}

impl Window {
    /// The window of the tile at column `x` and row `y` of `zoom`.
    pub(crate) fn new(zoom: u8, x: i64, y: i64) -> Self {
        Self {
            zoom,
            corner: (x * EXTENT, y * EXTENT),
        }
    }

    /// The tile's bytes; empty where nothing reaches into it.
    pub(crate) fn encode(&self, shapes: &[Shape]) -> Result<Vec<u8>, mvt::Error> {
        let mut tile = Tile::new(EXTENT as u32);
        let mut names: Vec<&'static str> = Vec::new();
        for shape in shapes {
            if !names.contains(&shape.layer) {
                names.push(shape.layer);
            }
        }
        for name in names {
            let mut layer = tile.create_layer(name);
            for shape in shapes
                .iter()
                .filter(|s| s.layer == name && (s.zooms.0..=s.zooms.1).contains(&self.zoom))
            {
                layer = self.add(layer, shape)?;
            }
            if layer.num_features() > 0 {
                tile.add_layer(layer)?;
            }
        }
        tile.to_bytes()
    }

    fn add(&self, layer: Layer, shape: &Shape) -> Result<Layer, mvt::Error> {
        let points = self.simplified(shape);
        let (geometry, pieces) = match shape.kind {
            Kind::Area => (GeomType::Polygon, vec![cut_ring(points)]),
            Kind::Line => (GeomType::Linestring, cut_line(&points)),
            Kind::Label | Kind::Point => (
                if shape.kind == Kind::Point {
                    GeomType::Point
                } else {
                    GeomType::Linestring
                },
                if holds_middle(&points) {
                    vec![points]
                } else {
                    Vec::new()
                },
            ),
        };
        let least = match shape.kind {
            Kind::Area => 3,
            Kind::Line | Kind::Label => 2,
            Kind::Point => 1,
        };
        let mut encoder = GeomEncoder::<f64>::new(geometry);
        let mut empty = true;
        for piece in pieces.iter().filter(|piece| piece.len() >= least) {
            for &(x, y) in piece {
                encoder.add_point(x as f64, y as f64)?;
            }
            encoder.complete_geom()?;
            empty = false;
        }
        if empty {
            return Ok(layer);
        }
        let mut feature = layer.into_feature(encoder.encode()?);
        if let Some(class) = shape.class {
            feature.add_tag_string("class", class);
        }
        if let Some(name) = &shape.name {
            feature.add_tag_string("name", name);
        }
        Ok(feature.into_layer())
    }

    /// The shape's points in this tile's units, without those too fine to see.
    fn simplified(&self, shape: &Shape) -> Vec<Unit> {
        let shift = MAX_ZOOM - self.zoom;
        let line: geo::LineString = shape
            .points
            .iter()
            .map(|&(x, y)| ((x >> shift) as f64, (y >> shift) as f64))
            .collect();
        let kept = if matches!(shape.kind, Kind::Area | Kind::Line) {
            line.simplify_idx(4.0)
        } else {
            (0..line.0.len()).collect()
        };
        let mut points: Vec<Unit> = kept
            .into_iter()
            .map(|i| {
                (
                    line.0[i].x as i64 - self.corner.0,
                    line.0[i].y as i64 - self.corner.1,
                )
            })
            .collect();
        points.dedup();
        points
    }
}

/// Whether the middle between the first and last point is in the tile.
fn holds_middle(points: &[Unit]) -> bool {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return false;
    };
    let middle = (first.0.midpoint(last.0), first.1.midpoint(last.1));
    (0..EXTENT).contains(&middle.0) && (0..EXTENT).contains(&middle.1)
}

/// A side of the tile's margin: which coordinate it limits, where, and on which side is in.
#[derive(Clone, Copy)]
struct Side {
    vertical: bool,
    at: i64,
    above: bool,
}

const SIDES: [Side; 4] = [
    Side {
        vertical: true,
        at: -MARGIN,
        above: true,
    },
    Side {
        vertical: true,
        at: EXTENT + MARGIN,
        above: false,
    },
    Side {
        vertical: false,
        at: -MARGIN,
        above: true,
    },
    Side {
        vertical: false,
        at: EXTENT + MARGIN,
        above: false,
    },
];

impl Side {
    fn holds(self, p: Unit) -> bool {
        let value = if self.vertical { p.0 } else { p.1 };
        if self.above {
            value >= self.at
        } else {
            value <= self.at
        }
    }

    /// Where the segment, which has an end on each side, crosses the side.
    fn crossing(self, a: Unit, b: Unit) -> Unit {
        let other = |(a0, a1): Unit, (b0, b1): Unit| {
            // Ends on both sides differ, so the divisor is not 0.
            let run = if b0 == a0 { 1 } else { b0 - a0 };
            a1 + (b1 - a1) * (self.at - a0) / run
        };
        if self.vertical {
            (self.at, other(a, b))
        } else {
            (other((a.1, a.0), (b.1, b.0)), self.at)
        }
    }
}

/// The part of a ring inside the margin (Sutherland and Hodgman).
fn cut_ring(ring: Vec<Unit>) -> Vec<Unit> {
    SIDES.iter().fold(ring, |ring, side| {
        let mut kept = Vec::with_capacity(ring.len());
        for (i, &b) in ring.iter().enumerate() {
            let a = ring[(i + ring.len() - 1) % ring.len()];
            if side.holds(a) != side.holds(b) {
                kept.push(side.crossing(a, b));
            }
            if side.holds(b) {
                kept.push(b);
            }
        }
        kept.dedup();
        kept
    })
}

/// The parts of a line inside the margin.
fn cut_line(line: &[Unit]) -> Vec<Vec<Unit>> {
    SIDES.iter().fold(vec![line.to_vec()], |pieces, side| {
        pieces
            .iter()
            .flat_map(|piece| cut_line_at(piece, *side))
            .collect()
    })
}

fn cut_line_at(line: &[Unit], side: Side) -> Vec<Vec<Unit>> {
    let mut pieces: Vec<Vec<Unit>> = Vec::new();
    let mut piece: Vec<Unit> = line
        .first()
        .filter(|p| side.holds(**p))
        .copied()
        .into_iter()
        .collect();
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if side.holds(a) != side.holds(b) {
            piece.push(side.crossing(a, b));
        }
        if side.holds(b) {
            piece.push(b);
        } else {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_and_lines_are_cut_at_the_margin() {
        let big = vec![(-9000, -9000), (9000, -9000), (9000, 9000), (-9000, 9000)];
        let mut cut = cut_ring(big);
        cut.sort_unstable();
        let (low, high) = (-MARGIN, EXTENT + MARGIN);
        assert_eq!(cut, [(low, low), (low, high), (high, low), (high, high)]);
        let line = [(-1000, 100), (5000, 100), (5000, 200), (-1000, 200)];
        assert_eq!(
            cut_line(&line),
            [vec![(low, 100), (high, 100)], vec![(high, 200), (low, 200)]]
        );
        assert!(cut_line(&[(-500, 0), (0, -500)]).is_empty());
    }

    #[test]
    fn greenwich_on_the_equator_is_the_middle_of_the_world() {
        let half = (EXTENT << MAX_ZOOM) / 2;
        assert_eq!(unit(LonLat::new(0.0, 0.0)), (half, half));
        // By the usual formula with asinh(tan(lat)).
        let (x, y) = unit(LonLat::new(-4.46, 52.33));
        assert_eq!((x / EXTENT, y / EXTENT), (15_978, 10_774));
    }
}
