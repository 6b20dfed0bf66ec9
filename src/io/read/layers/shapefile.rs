//! Shapefiles: `.shp` with the shapes, `.dbf` with their texts, `.prj` with the coordinate
//! system and `.cpg` with the encoding.
//!
//! Records are found here, so that none can claim more than the file has; what is in one is
//! read by the crate `shapefile`. Holes belong to the ring around them, wherever they stand in
//! the record.

use std::io::Cursor;

use geo::{
    BoundingRect, Contains, Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use shapefile::record::traits::HasXY;
use shapefile::{PolygonRing, ReadableShape, Shape as Esri};

use crate::crs::FileCrs;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::layers::code_page::CodePage;
use crate::io::read::layers::dbf::Dbf;
use crate::io::read::layers::{At, Feature, Holds, Layer, LayerCrs, Shape};
use crate::io::read::records::OwnRecord;

/// Bytes before the first record.
const HEAD: usize = 100;
/// Bytes before the shape of each record: its number and its length.
const RECORD_HEAD: usize = 8;
/// More pairs of ring and hole than this in one shape are not compared.
const MOST_PAIRS: usize = 1_000_000;

/// The contents of the files of one shapefile.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// `.shp`
    pub(super) shp: Vec<u8>,
    /// `.shx`
    pub(super) shx: Option<Vec<u8>>,
    /// `.dbf`
    pub(super) dbf: Option<Vec<u8>>,
    /// `.prj`
    pub(super) prj: Option<String>,
    /// `.cpg`
    pub(super) cpg: Option<String>,
}

/// Whether bytes begin as a `.shp` or a `.shx` does.
pub(super) fn is_shp(first: &[u8]) -> bool {
    first.starts_with(&[0, 0, 0x27, 0x0a])
}

/// What kind of shapes it holds, by its head.
pub(super) fn holds(shp: &[u8]) -> Holds {
    match shp.get(32) {
        Some(1 | 8 | 11 | 18 | 21 | 28) => Holds::Points,
        Some(3 | 13 | 23) => Holds::Lines,
        Some(5 | 15 | 25 | 31) => Holds::Polygons,
        _ => Holds::Any,
    }
}

/// The features of a shapefile.
pub(super) fn read(parts: &Parts, at: &At<'_>) -> Result<Layer, ReadError> {
    if !is_shp(&parts.shp) || parts.shp.len() < HEAD {
        return Err(at.damaged(&"the .shp is no shapefile; export it again"));
    }
    let cpg = parts
        .cpg
        .as_deref()
        .map(|text| (text, CodePage::of_cpg(text)));
    let table = parts.dbf.as_deref();
    let table = table.and_then(|bytes| Dbf::new(bytes, cpg.and_then(|(_, page)| page)));
    let (places, mut notes) = places(parts);
    if let Some((text, None)) = cpg {
        notes.push(format!(
            "text: its .cpg names an encoding that is not known: {text}"
        ));
    }
    notes.extend(match (&parts.dbf, &table) {
        (None, _) => Some("fields: none, for there is no .dbf beside the .shp".to_owned()),
        (Some(_), None) => Some("fields: none, for its .dbf is damaged".to_owned()),
        (_, Some(table)) => table.code_page.map(|page| format!("text: {}", page.name())),
    });
    let mut layer = Layer {
        fields: table.as_ref().map(Dbf::names).unwrap_or_default(),
        has_geometry: true,
        crs: crs(parts, at)?,
        ..Layer::default()
    };
    if let Some(table) = table.as_ref().filter(|table| table.len() != places.len()) {
        notes.push(format!(
            "the .shp has {} shapes and the .dbf {} records; the first of each belong together",
            places.len(),
            table.len()
        ));
    }
    let empty = || {
        let mut record = OwnRecord::default();
        layer.fields.iter().for_each(|_| record.push(b""));
        record
    };
    for (index, place) in places.iter().enumerate() {
        at.progress.check(index, places.len())?;
        let number = index as u32 + 1;
        let texts = match &table {
            Some(table) if index < table.len() => table.record(index),
            _ => Some(empty()),
        };
        let Some(texts) = texts else {
            let deleted = "deleted in its table".to_owned();
            layer.set_aside.push((deleted, number));
            continue;
        };
        let shape = match place {
            Some(record) => shape(record),
            None => Shape::Unusable("damaged record".to_owned()),
        };
        layer.features.push(Feature {
            number,
            texts,
            shape,
        });
    }
    layer.notes = notes;
    Ok(layer)
}

/// The table of a `.dbf` that has no shapes beside it.
pub(super) fn read_table(dbf: &[u8], cpg: Option<&str>, at: &At<'_>) -> Result<Layer, ReadError> {
    let Some(table) = Dbf::new(dbf, cpg.and_then(CodePage::of_cpg)) else {
        return Err(at.damaged(&"the .dbf is no table; export it again"));
    };
    let mut layer = Layer {
        fields: table.names(),
        crs: LayerCrs::Unsaid,
        ..Layer::default()
    };
    for index in 0..table.len() {
        at.progress.check(index, table.len())?;
        let number = index as u32 + 1;
        match table.record(index) {
            Some(texts) => layer.features.push(Feature {
                number,
                texts,
                shape: Shape::Missing,
            }),
            None => layer
                .set_aside
                .push(("deleted in its table".to_owned(), number)),
        }
    }
    Ok(layer)
}

fn crs(parts: &Parts, at: &At<'_>) -> Result<LayerCrs, ReadError> {
    let Some(text) = parts.prj.as_deref().filter(|text| !text.trim().is_empty()) else {
        return Ok(LayerCrs::Unsaid);
    };
    match FileCrs::from_definition(text) {
        Ok(crs) => Ok(LayerCrs::Said(crs, "its .prj says so")),
        Err(error) => Err(at.trouble(Trouble::UnknownCrs {
            why: format!("its .prj cannot be used: {error}"),
            remedy: "export it in WGS 84 (EPSG:4326)",
        })),
    }
}

/// The shapes of each record: by the index, if it fits the file, else one after the other.
/// `None` where the file does not hold what it should.
fn places(parts: &Parts) -> (Vec<Option<&[u8]>>, Vec<String>) {
    let shp = parts.shp.as_slice();
    let by_index = parts.shx.as_deref().and_then(|shx| by_index(shp, shx));
    let doubtful = parts.shx.is_some() && by_index.is_none();
    let note = "its .shx does not fit the .shp; records were read one after the other";
    (
        by_index.unwrap_or_else(|| one_after_the_other(shp)),
        doubtful.then(|| note.to_owned()).into_iter().collect(),
    )
}

/// A number of 16-bit words as bytes, most significant byte first.
fn words(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(i32::from_be_bytes(bytes))
        .ok()?
        .checked_mul(2)
}

fn by_index<'a>(shp: &'a [u8], shx: &[u8]) -> Option<Vec<Option<&'a [u8]>>> {
    if !is_shp(shx) {
        return None;
    }
    let entries = shx.get(HEAD..)?.as_chunks::<8>().0;
    let place = |entry: &[u8; 8]| {
        let from = words(entry, 0)?.checked_add(RECORD_HEAD)?;
        let length = words(entry, 4)?;
        shp.get(from..from.checked_add(length)?)
    };
    let all: Vec<Option<&[u8]>> = entries.iter().map(place).collect();
    let fits = all.iter().all(Option::is_some) && (!all.is_empty() || shp.len() == HEAD);
    fits.then_some(all)
}

fn one_after_the_other(shp: &[u8]) -> Vec<Option<&[u8]>> {
    let mut all = Vec::new();
    let mut at = HEAD;
    while at < shp.len() {
        let record = words(shp, at + 4).and_then(|length| {
            let from = at.checked_add(RECORD_HEAD)?;
            shp.get(from..from.checked_add(length)?)
        });
        all.push(record);
        // Where the next would begin is not known after a damaged record.
        let Some(record) = record else { break };
        at += RECORD_HEAD + record.len();
    }
    all
}

/// Whether a record has room for as many parts and points as it says it has. The crate makes
/// room for them before it reads them.
fn holds_what_it_claims(record: &[u8]) -> bool {
    let number = |at: usize| {
        let bytes: Option<[u8; 4]> = record.get(at..at + 4).and_then(|b| b.try_into().ok());
        bytes.map(|bytes| i64::from(i32::from_le_bytes(bytes)))
    };
    let needed = match record.first() {
        Some(8 | 18 | 28) => number(36).map(|points| 40 + 16 * points),
        Some(3 | 5 | 13 | 15 | 23 | 25 | 31) => number(36)
            .zip(number(40))
            .map(|(parts, points)| 44 + 4 * parts + 16 * points),
        _ => Some(0),
    };
    needed.is_some_and(|needed| needed <= record.len() as i64)
}

fn shape(record: &[u8]) -> Shape {
    if !holds_what_it_claims(record) {
        return Shape::Unusable("damaged shape".to_owned());
    }
    let read = Esri::read_from(&mut Cursor::new(record), record.len() as i32);
    let Ok(read) = read else {
        return Shape::Unusable("damaged shape".to_owned());
    };
    let geometry = match read {
        Esri::NullShape => return Shape::Missing,
        Esri::Point(p) => point(&p),
        Esri::PointM(p) => point(&p),
        Esri::PointZ(p) => point(&p),
        Esri::Multipoint(all) => points(all.points()),
        Esri::MultipointM(all) => points(all.points()),
        Esri::MultipointZ(all) => points(all.points()),
        Esri::Polyline(line) => lines(line.parts()),
        Esri::PolylineM(line) => lines(line.parts()),
        Esri::PolylineZ(line) => lines(line.parts()),
        Esri::Polygon(polygon) => polygons(polygon.rings()),
        Esri::PolygonM(polygon) => polygons(polygon.rings()),
        Esri::PolygonZ(polygon) => polygons(polygon.rings()),
        Esri::Multipatch(_) => {
            return Shape::Unusable("a surface in space (multipatch)".to_owned());
        }
    };
    geometry.map_or_else(
        || Shape::Unusable("empty geometry".to_owned()),
        Shape::Known,
    )
}

fn coord(point: &impl HasXY) -> Coord {
    Coord {
        x: point.x(),
        y: point.y(),
    }
}

fn point(at: &impl HasXY) -> Option<Geometry> {
    let at = coord(at);
    (at.x.is_finite() && at.y.is_finite()).then_some(Geometry::Point(Point(at)))
}

fn points<P: HasXY>(all: &[P]) -> Option<Geometry> {
    let points: Vec<Point> = all.iter().map(|p| Point(coord(p))).collect();
    (!points.is_empty()).then(|| Geometry::MultiPoint(MultiPoint::new(points)))
}

fn line<P: HasXY>(points: &[P]) -> LineString {
    LineString::new(points.iter().map(coord).collect())
}

fn lines<P: HasXY>(parts: &[Vec<P>]) -> Option<Geometry> {
    let lines: Vec<LineString> = parts
        .iter()
        .map(|part| line(part))
        .filter(|line| line.0.len() >= 2)
        .collect();
    (!lines.is_empty()).then(|| Geometry::MultiLineString(MultiLineString::new(lines)))
}

/// Rings become polygons: a hole belongs to the smallest ring around it. A hole without one is
/// an area that was drawn the wrong way round.
fn polygons<P: HasXY + PartialEq>(rings: &[PolygonRing<P>]) -> Option<Geometry> {
    let mut outer = Vec::new();
    let mut holes = Vec::new();
    for ring in rings {
        let corners = line(ring.points());
        if corners.0.len() < 3 {
            continue;
        }
        match ring {
            PolygonRing::Outer(_) => outer.push(Polygon::new(corners, Vec::new())),
            PolygonRing::Inner(_) => holes.push(corners),
        }
    }
    if holes.len().saturating_mul(outer.len()) > MOST_PAIRS {
        return None;
    }
    let boxes: Vec<_> = outer.iter().map(BoundingRect::bounding_rect).collect();
    let mut owners = Vec::new();
    for hole in &holes {
        let around = (0..outer.len()).filter(|&i| is_around(&outer[i], boxes[i], hole));
        let size = |&i: &usize| boxes[i].map_or(0.0, |b| b.width() * b.height());
        owners.push(around.min_by(|a, b| size(a).total_cmp(&size(b))));
    }
    for (hole, owner) in holes.into_iter().zip(owners) {
        match owner {
            Some(owner) => outer[owner].interiors_push(hole),
            None => outer.push(Polygon::new(hole, Vec::new())),
        }
    }
    (!outer.is_empty()).then(|| Geometry::MultiPolygon(MultiPolygon::new(outer)))
}

/// Whether the ring lies around the hole, which may touch it.
fn is_around(ring: &Polygon, ring_box: Option<geo::Rect>, hole: &LineString) -> bool {
    let inside_box = ring_box
        .zip(hole.bounding_rect())
        .is_some_and(|(ring, hole)| ring.contains(&hole) || ring == hole);
    // Corners may lie on the ring itself; then another one or the middle of an edge does not.
    inside_box
        && (hole.0.iter().any(|&corner| ring.contains(&Point(corner)))
            || hole
                .lines()
                .any(|edge| ring.contains(&Point((edge.start + edge.end) / 2.0))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Area;

    fn ring(corners: &[(f64, f64)], is_outer: bool) -> PolygonRing<shapefile::Point> {
        let points = corners
            .iter()
            .map(|&(x, y)| shapefile::Point::new(x, y))
            .collect();
        if is_outer {
            PolygonRing::Outer(points)
        } else {
            PolygonRing::Inner(points)
        }
    }

    fn square(x: f64, y: f64, size: f64) -> Vec<(f64, f64)> {
        vec![
            (x, y),
            (x, y + size),
            (x + size, y + size),
            (x + size, y),
            (x, y),
        ]
    }

    #[test]
    fn holes_belong_to_the_ring_around_them_wherever_they_stand() {
        let rings = [
            ring(&square(2.0, 2.0, 1.0), false),
            ring(&square(20.0, 0.0, 10.0), true),
            ring(&square(0.0, 0.0, 10.0), true),
            // An island in a lake, with a pond of its own.
            ring(&square(2.2, 2.2, 0.5), true),
            ring(&square(2.3, 2.3, 0.1), false),
            // Touches the edge of the second ring.
            ring(&square(20.0, 1.0, 1.0), false),
            // Lies in no ring.
            ring(&square(50.0, 50.0, 1.0), false),
        ];
        let Some(Geometry::MultiPolygon(polygons)) = polygons(&rings) else {
            panic!("no polygons")
        };
        let holes: Vec<usize> = polygons.iter().map(|p| p.interiors().len()).collect();
        assert_eq!(holes, [1, 1, 1, 0]);
        let area = 99.0 + 99.0 + 0.24 + 1.0;
        assert!((polygons.unsigned_area() - area).abs() < 1e-9);
    }
}
