//! Well-known binary: geometries as databases keep them.
//!
//! Read here rather than by a crate, because a file may claim a thousand million points, or nest
//! collections until the stack is full: counts are held against the bytes there are, and
//! collections against a depth, before anything is made of them. ISO's numbers of types with
//! heights and measures are known, PostGIS's too, and GeoPackage's own head.

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

use crate::io::read::layers::Shape;

/// Collections in collections; nobody has more than two.
const DEEPEST: usize = 8;
/// Bytes of the smallest geometry in a collection: an order of bytes, a type and a count.
const SMALLEST: usize = 9;

/// The shape in plain or PostGIS's well-known binary.
pub(super) fn shape(bytes: &[u8]) -> Shape {
    let mut at = Bytes {
        rest: bytes,
        is_little: true,
    };
    match geometry(&mut at, 0) {
        Ok(geometry) if is_empty(&geometry) => Shape::Unusable("empty geometry".to_owned()),
        Ok(geometry) => Shape::Known(geometry),
        Err(why) => Shape::Unusable(why),
    }
}

/// The shape in a GeoPackage's geometry, which has a head of its own.
pub(super) fn geopackage_shape(bytes: &[u8]) -> Shape {
    let damaged = || Shape::Unusable("damaged geometry".to_owned());
    let (Some(b"GP"), Some(&flags)) = (bytes.get(..2), bytes.get(3)) else {
        return damaged();
    };
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return damaged(),
    };
    if flags & 0b0010_0000 != 0 {
        return Shape::Unusable("geometry of an extended type".to_owned());
    }
    if flags & 0b0001_0000 != 0 {
        return Shape::Unusable("empty geometry".to_owned());
    }
    bytes.get(8 + envelope..).map_or_else(damaged, shape)
}

struct Bytes<'a> {
    rest: &'a [u8],
    is_little: bool,
}

/// How a geometry's coordinates are written.
#[derive(Clone, Copy)]
struct Head {
    kind: u32,
    /// Numbers of one position.
    dimensions: usize,
}

fn damaged() -> String {
    "damaged geometry".to_owned()
}

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or_else(damaged)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn number(&mut self) -> Result<u32, String> {
        let bytes = self.take()?;
        Ok(if self.is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn float(&mut self) -> Result<f64, String> {
        let bytes = self.take()?;
        Ok(if self.is_little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// A count of things that take at least `each` bytes.
    fn count(&mut self, each: usize) -> Result<usize, String> {
        let count = self.number()? as usize;
        let fits = count
            .checked_mul(each)
            .is_some_and(|all| all <= self.rest.len());
        fits.then_some(count).ok_or_else(damaged)
    }

    fn head(&mut self) -> Result<Head, String> {
        self.is_little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(damaged()),
        };
        let code = self.number()?;
        if code & 0x2000_0000 != 0 {
            // PostGIS's number of the coordinate system.
            self.number()?;
        }
        let plain = code & 0x0fff_ffff;
        let (has_z, has_m) = (code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
        let (has_z, has_m) = match plain / 1000 {
            0 => (has_z, has_m),
            1 => (true, false),
            2 => (false, true),
            3 => (true, true),
            _ => return Err(damaged()),
        };
        Ok(Head {
            kind: plain % 1000,
            dimensions: 2 + usize::from(has_z) + usize::from(has_m),
        })
    }

    fn position(&mut self, head: Head) -> Result<Coord, String> {
        let (x, y) = (self.float()?, self.float()?);
        for _ in 2..head.dimensions {
            self.float()?;
        }
        Ok(Coord { x, y })
    }

    fn line(&mut self, head: Head) -> Result<LineString, String> {
        let count = self.count(head.dimensions * 8)?;
        let all: Result<Vec<Coord>, String> = (0..count).map(|_| self.position(head)).collect();
        Ok(LineString::new(all?))
    }

    fn polygon(&mut self, head: Head) -> Result<Polygon, String> {
        let count = self.count(4)?;
        let rings: Result<Vec<LineString>, String> = (0..count).map(|_| self.line(head)).collect();
        let mut rings = rings?.into_iter();
        let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Ok(Polygon::new(outer, rings.collect()))
    }
}

fn geometry(at: &mut Bytes<'_>, depth: usize) -> Result<Geometry, String> {
    if depth > DEEPEST {
        return Err(damaged());
    }
    let head = at.head()?;
    Ok(match head.kind {
        1 => Geometry::Point(Point(at.position(head)?)),
        2 => Geometry::LineString(at.line(head)?),
        3 | 17 => Geometry::Polygon(at.polygon(head)?),
        4 => Geometry::MultiPoint(MultiPoint::new(parts(at, depth, |part| match part {
            Geometry::Point(point) => Some(point),
            _ => None,
        })?)),
        5 => {
            Geometry::MultiLineString(MultiLineString::new(parts(at, depth, |part| match part {
                Geometry::LineString(line) => Some(line),
                _ => None,
            })?))
        }
        6 | 15 | 16 => {
            Geometry::MultiPolygon(MultiPolygon::new(parts(at, depth, |part| match part {
                Geometry::Polygon(polygon) => Some(polygon),
                _ => None,
            })?))
        }
        7 => Geometry::GeometryCollection(GeometryCollection::new_from(parts(at, depth, Some)?)),
        // Surfaces and lines of straight parts are what they seem; see below for the others.
        11 => Geometry::MultiLineString(MultiLineString::new(straight(parts(at, depth, Some)?)?)),
        12 => Geometry::MultiPolygon(MultiPolygon::new(parts(at, depth, |part| match part {
            Geometry::Polygon(polygon) => Some(polygon),
            _ => None,
        })?)),
        10 => {
            let rings = straight(parts(at, depth, Some)?)?;
            let mut rings = rings.into_iter();
            let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
            Geometry::Polygon(Polygon::new(outer, rings.collect()))
        }
        8 | 9 => return Err("curved geometry; convert the curves to straight lines".to_owned()),
        _ => return Err(damaged()),
    })
}

fn parts<T>(
    at: &mut Bytes<'_>,
    depth: usize,
    wanted: impl Fn(Geometry) -> Option<T>,
) -> Result<Vec<T>, String> {
    let count = at.count(SMALLEST)?;
    let is_little = at.is_little;
    let all = (0..count).map(|_| {
        let part = geometry(at, depth + 1)?;
        at.is_little = is_little;
        wanted(part).ok_or_else(damaged)
    });
    all.collect()
}

/// Lines that stand where curves may stand.
fn straight(parts: Vec<Geometry>) -> Result<Vec<LineString>, String> {
    let line = |part| match part {
        Geometry::LineString(line) => Ok(line),
        _ => Err(damaged()),
    };
    parts.into_iter().map(line).collect()
}

/// Points without place are written as not-a-number.
fn is_empty(geometry: &Geometry) -> bool {
    match geometry {
        Geometry::Point(point) => point.x().is_nan() || point.y().is_nan(),
        Geometry::LineString(line) => line.0.is_empty(),
        Geometry::Polygon(polygon) => polygon.exterior().0.is_empty(),
        Geometry::MultiPoint(parts) => parts.0.is_empty(),
        Geometry::MultiLineString(parts) => parts.0.is_empty(),
        Geometry::MultiPolygon(parts) => parts.0.is_empty(),
        Geometry::GeometryCollection(parts) => parts.0.iter().all(is_empty),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{line_string, point, polygon};
    use geozero::{CoordDimensions, ToWkb};

    fn examples() -> Vec<Geometry> {
        let square = polygon![
            exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 0.)],
            interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.), (x: 1., y: 1.)]],
        ];
        let line = line_string![(x: 1., y: 2.), (x: 3., y: 4.)];
        let points = MultiPoint::new(vec![point!(x: 1., y: 2.), point!(x: 3., y: 4.)]);
        let all: Vec<Geometry> = vec![
            point!(x: -1.5, y: 1e300).into(),
            line.clone().into(),
            square.clone().into(),
            points.into(),
            MultiLineString::new(vec![line.clone(), line.clone()]).into(),
            MultiPolygon::new(vec![square.clone(), square.clone()]).into(),
        ];
        let nested = GeometryCollection::new_from(all.clone());
        let twice = GeometryCollection::new_from(vec![
            Geometry::GeometryCollection(nested.clone()),
            line.into(),
        ]);
        all.into_iter()
            .chain([nested, twice].map(Geometry::GeometryCollection))
            .collect()
    }

    #[test]
    fn what_geozero_writes_is_read_as_it_was() {
        for geometry in examples() {
            let all = [
                (geometry.to_wkb(CoordDimensions::xy()), false),
                (geometry.to_ewkb(CoordDimensions::xy(), Some(4326)), false),
                (
                    geometry.to_gpkg_wkb(CoordDimensions::xy(), Some(27_700), vec![0., 1., 2., 3.]),
                    true,
                ),
            ];
            for (bytes, is_geopackage) in all {
                let bytes = bytes.unwrap();
                let read = if is_geopackage {
                    geopackage_shape(&bytes)
                } else {
                    shape(&bytes)
                };
                assert_eq!(read, Shape::Known(geometry.clone()));
            }
        }
    }

    /// A point, most significant byte first, with a height and a measure.
    fn point_zm(code: u32) -> Vec<u8> {
        let mut bytes = vec![0];
        bytes.extend(code.to_be_bytes());
        for value in [1.0_f64, 2.0, 3.0, 4.0] {
            bytes.extend(value.to_be_bytes());
        }
        bytes
    }

    #[test]
    fn heights_and_measures_are_dropped_in_both_ways_of_writing_them() {
        for code in [3001, 0xc000_0001] {
            assert_eq!(
                shape(&point_zm(code)),
                Shape::Known(point!(x: 1., y: 2.).into())
            );
        }
    }

    #[test]
    fn curves_empties_and_claims_are_refused_with_the_reason() {
        let why = |bytes: &[u8]| match shape(bytes) {
            Shape::Unusable(why) => why,
            other => panic!("{other:?}"),
        };
        assert!(why(&point_zm(8)).contains("curved"));
        assert!(why(&[1, 3, 0, 0, 0, 0, 0, 0, 0]).contains("empty"));
        let mut nowhere = vec![1, 1, 0, 0, 0];
        nowhere.extend([f64::NAN; 2].iter().flat_map(|v| v.to_le_bytes()));
        assert!(why(&nowhere).contains("empty"));
        for kind in 1..=17 {
            let mut claim = vec![1, kind, 0, 0, 0];
            claim.extend([0xff; 4]);
            why(&claim);
        }
        // Collections in collections in collections.
        let deep = [1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(1_000_000);
        assert!(why(&deep).contains("damaged"));
        assert_eq!(
            geopackage_shape(b"GP\0\x11\0\0\0\0"),
            Shape::Unusable("empty geometry".to_owned())
        );
    }

    #[test]
    fn no_cut_and_no_flipped_byte_makes_a_panic() {
        use rand::{Rng, SeedableRng};
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        for geometry in examples() {
            let bytes = geometry.to_wkb(CoordDimensions::xy()).unwrap();
            for end in 0..bytes.len() {
                assert!(matches!(shape(&bytes[..end]), Shape::Unusable(_)), "{end}");
            }
            for _ in 0..2000 {
                let mut bytes = bytes.clone();
                let place = random.random_range(0..bytes.len());
                bytes[place] = random.random();
                shape(&bytes);
            }
        }
    }
}
