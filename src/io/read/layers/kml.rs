//! KML: the placemarks of Google Earth and My Maps.
//!
//! Read event by event, so that no nesting fills the stack. Entities of the file's own are not
//! known and links into the network are not followed. Coordinates are longitude and latitude,
//! always. (OGC 12-007r2)

use std::borrow::Cow;

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::layers::kind::Ready;
use crate::io::read::layers::{At, Feature, Layer, Layers, Shape};
use crate::io::read::records::OwnRecord;

/// Fields that every placemark may have; those that none has are left out.
const OWN_FIELDS: [&str; 7] = [
    "name",
    "description",
    "folder",
    "address",
    "when",
    "begin",
    "end",
];

/// Whether a text begins as KML does.
pub(super) fn is_kml(head: &[u8]) -> bool {
    let start = &head[..head.len().min(4096)];
    let start = decoded(start).trim_start().to_ascii_lowercase();
    start.starts_with('<') && (start.contains("<kml") || start.contains("opengis.net/kml"))
}

/// Reads all of a document.
pub(super) fn open(bytes: &[u8], at: &At<'_>) -> Result<Box<dyn Layers>, ReadError> {
    let text = decoded(bytes);
    let mut document = Document::default();
    let mut reader = Reader::from_str(&text);
    // A document that ends early still has the placemarks before.
    reader.config_mut().check_end_names = false;
    loop {
        at.progress
            .check(reader.buffer_position() as usize, text.len())?;
        match reader.read_event() {
            Ok(Event::Start(start)) => document.begin(&start),
            Ok(Event::Empty(start)) => {
                document.begin(&start);
                document.end();
            }
            Ok(Event::End(_)) => document.end(),
            Ok(Event::Text(text)) => document.text.push_str(&text),
            Ok(Event::CData(text)) => document.text.push_str(&text),
            Ok(Event::GeneralRef(name)) => document.text.push_str(&resolved(&name)),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) if document.placemarks.is_empty() => {
                return Err(at.trouble(Trouble::Unreadable {
                    why: error.to_string(),
                }));
            }
            Err(error) => {
                let line = text[..reader.buffer_position() as usize]
                    .matches('\n')
                    .count()
                    + 1;
                let note = format!("from line {line} on nothing could be read ({error})");
                document.notes.push(note);
                break;
            }
        }
    }
    Ok(Box::new(Ready::new("KML", document.layer())))
}

/// The text in UTF-8: by its mark, by what its first line says, else as it is or in
/// Windows-1252.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    let first = &bytes[..bytes.len().min(200)];
    let first = String::from_utf8_lossy(first);
    let label = first
        .split_once("encoding=")
        .and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next());
    let said = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let encoding = match said {
        Some(encoding) if encoding != encoding_rs::UTF_8 => encoding,
        // The start of a text may end inside a sign.
        _ => match std::str::from_utf8(bytes) {
            Err(error) if error.error_len().is_some() => encoding_rs::WINDOWS_1252,
            _ => encoding_rs::UTF_8,
        },
    };
    encoding.decode_without_bom_handling(bytes).0
}

/// What an entity stands for; those of the file's own stand for nothing.
fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(sign)) = entity.resolve_char_ref() {
        return sign.to_string();
    }
    let sign = match &**entity {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => "",
    };
    sign.to_owned()
}

/// What is known of the document so far.
#[derive(Default)]
struct Document {
    /// Local names of the open elements.
    open: Vec<String>,
    /// Names of the open folders, empty where they have none.
    folders: Vec<String>,
    /// Text of the innermost element so far.
    text: String,
    /// The placemark that is open.
    current: Option<Placemark>,
    placemarks: Vec<Placemark>,
    /// Names of data in the order in which they were met.
    data: Vec<String>,
    notes: Vec<String>,
}

#[derive(Default)]
struct Placemark {
    values: Vec<(String, String)>,
    parts: Vec<Geometry>,
    /// Rings of the polygon that is open.
    rings: Vec<(bool, LineString)>,
    /// Key of the datum that is open.
    key: String,
    trouble: Option<String>,
}

impl Document {
    fn begin(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name: &str = name.as_ref();
        self.text.clear();
        match name {
            "Folder" => self.folders.push(String::new()),
            "Placemark" => self.current = Some(Placemark::default()),
            "NetworkLink" => {
                let note = "a link to a file elsewhere was not followed";
                if !self.notes.iter().any(|said| said == note) {
                    self.notes.push(note.to_owned());
                }
            }
            "Data" | "SimpleData" => {
                if let Some(placemark) = &mut self.current {
                    placemark.key = attribute(element, "name");
                }
            }
            "Polygon" => {
                if let Some(placemark) = &mut self.current {
                    placemark.rings.clear();
                }
            }
            "Track" | "MultiTrack" | "Model" => {
                if let Some(placemark) = &mut self.current {
                    placemark.trouble = Some(format!("geometry of type {name}"));
                }
            }
            _ => {}
        }
        self.open.push(name.to_owned());
    }

    fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let parent = self.open.last().map(String::as_str).unwrap_or_default();
        let Some(placemark) = &mut self.current else {
            match (name.as_str(), parent) {
                ("name", "Folder") => {
                    if let Some(folder) = self.folders.last_mut() {
                        text.trim().clone_into(folder);
                    }
                }
                ("Folder", _) => {
                    self.folders.pop();
                }
                _ => {}
            }
            return;
        };
        match (name.as_str(), parent) {
            ("Placemark", _) => {
                let folder = self.folders.iter().filter(|name| !name.is_empty());
                let folder = folder.cloned().collect::<Vec<_>>().join("/");
                placemark.values.push(("folder".to_owned(), folder));
                self.placemarks.extend(self.current.take());
            }
            ("name" | "description" | "address", "Placemark")
            | ("when", "TimeStamp")
            | ("begin" | "end", "TimeSpan") => {
                placemark
                    .values
                    .push((name.clone(), text.trim().to_owned()));
            }
            ("value", "Data") | ("SimpleData", _) => {
                let key = placemark.key.clone();
                if !self.data.contains(&key) && !OWN_FIELDS.contains(&key.as_str()) {
                    self.data.push(key.clone());
                }
                placemark.values.push((key, text.trim().to_owned()));
            }
            ("coordinates", _) => placemark.add(parent, &self.open, &text),
            ("Polygon", _) => placemark.close_polygon(),
            _ => {}
        }
    }

    fn layer(self) -> Layer {
        let has = |field: &str| {
            let mut values = self.placemarks.iter().flat_map(|p| &p.values);
            values.any(|(key, value)| key == field && !value.is_empty())
        };
        let own = OWN_FIELDS.iter().filter(|field| has(field));
        let fields: Vec<String> = own.map(|&f| f.to_owned()).chain(self.data).collect();
        let features = (1..).zip(self.placemarks).map(|(number, placemark)| {
            let mut texts = OwnRecord::default();
            for field in &fields {
                // Data named like a field of the placemark's own say the same better.
                let value = placemark.values.iter().rev().find(|(key, _)| key == field);
                texts.push(value.map_or("", |(_, value)| value).as_bytes());
            }
            Feature {
                number,
                texts,
                shape: placemark.shape(),
            }
        });
        Layer {
            features: features.collect(),
            fields,
            has_geometry: true,
            notes: self.notes,
            ..Layer::default()
        }
    }
}

impl Placemark {
    /// Takes in the coordinates of an element of this name; `open` are those around it.
    fn add(&mut self, element: &str, open: &[String], text: &str) {
        let Some(corners) = coordinates(text) else {
            self.trouble = Some("coordinates that cannot be read".to_owned());
            return;
        };
        match element {
            "Point" => self
                .parts
                .extend(corners.first().map(|&at| Geometry::Point(Point(at)))),
            "LineString" if corners.len() >= 2 => {
                self.parts
                    .push(Geometry::LineString(LineString::new(corners)));
            }
            "LinearRing" => {
                let is_outer = !open.iter().any(|name| name == "innerBoundaryIs");
                let is_ring = open.iter().any(|name| name == "Polygon");
                if is_ring {
                    self.rings.push((is_outer, LineString::new(corners)));
                } else {
                    self.parts
                        .push(Geometry::LineString(LineString::new(corners)));
                }
            }
            _ => {}
        }
    }

    fn close_polygon(&mut self) {
        let (outer, inner): (Vec<_>, Vec<_>) = std::mem::take(&mut self.rings)
            .into_iter()
            .partition(|ring| ring.0);
        if let Some((_, outer)) = outer.into_iter().next() {
            let holes = inner.into_iter().map(|(_, ring)| ring).collect();
            self.parts
                .push(Geometry::Polygon(Polygon::new(outer, holes)));
        }
    }

    fn shape(self) -> Shape {
        if let Some(why) = self.trouble {
            return Shape::Unusable(why);
        }
        let mut parts = self.parts;
        match parts.len() {
            0 => Shape::Missing,
            1 => Shape::Known(parts.remove(0)),
            _ => Shape::Known(joined(parts)),
        }
    }
}

/// Several geometries as one of their kind, or else a collection.
fn joined(parts: Vec<Geometry>) -> Geometry {
    let (mut points, mut lines, mut polygons) = (Vec::new(), Vec::new(), Vec::new());
    for part in &parts {
        match part {
            Geometry::Point(point) => points.push(*point),
            Geometry::LineString(line) => lines.push(line.clone()),
            Geometry::Polygon(polygon) => polygons.push(polygon.clone()),
            _ => {}
        }
    }
    let all = parts.len();
    if points.len() == all {
        Geometry::MultiPoint(MultiPoint::new(points))
    } else if lines.len() == all {
        Geometry::MultiLineString(MultiLineString::new(lines))
    } else if polygons.len() == all {
        Geometry::MultiPolygon(MultiPolygon::new(polygons))
    } else {
        Geometry::GeometryCollection(GeometryCollection::new_from(parts))
    }
}

/// `lon,lat[,height]` one after the other. Some programs write blanks after the commas, which
/// the specification forbids.
fn coordinates(text: &str) -> Option<Vec<Coord>> {
    let mut tidy = String::with_capacity(text.len());
    let mut after_comma = false;
    for sign in text.trim().chars() {
        if sign.is_whitespace() {
            if !after_comma && !tidy.ends_with(' ') {
                tidy.push(' ');
            }
        } else {
            if sign == ',' && tidy.ends_with(' ') {
                tidy.pop();
            }
            after_comma = sign == ',';
            tidy.push(sign);
        }
    }
    let corner = |text: &str| {
        let mut numbers = text.split(',');
        let mut next = || {
            numbers
                .next()?
                .parse::<f64>()
                .ok()
                .filter(|n| n.is_finite())
        };
        Some(Coord {
            x: next()?,
            y: next()?,
        })
    };
    let corners: Option<Vec<Coord>> = tidy.split_ascii_whitespace().map(corner).collect();
    corners.filter(|corners| !corners.is_empty())
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element.try_get_attribute(name).ok().flatten();
    found
        .and_then(|attribute| {
            Some(
                attribute
                    .normalized_value(XmlVersion::default())
                    .ok()?
                    .into_owned(),
            )
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Progress;

    fn read(text: &str) -> Layer {
        let progress = Progress::new();
        let at = At {
            shown: "a.kml",
            progress: &progress,
        };
        assert!(is_kml(text.as_bytes()));
        open(text.as_bytes(), &at).unwrap().read(0, &at).unwrap()
    }

    const TOWN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE kml [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Town</name>
<NetworkLink><Link><href>http://example.invalid/a.kml</href></Link></NetworkLink>
<Folder><name>Pubs</name><Folder><name>Quay &amp; Strand</name>
<Placemark><name>The <![CDATA[Bell & Book]]></name><TimeStamp><when>2021-08-31T23:10:00Z</when></TimeStamp>
 <ExtendedData><Data name="kind"><displayName>Kind</displayName><value>pub &#233;&secret;</value></Data></ExtendedData>
 <Point><coordinates> -1.5, 54.5, 12.0
 </coordinates></Point></Placemark></Folder>
<Placemark><name>Broken</name><Point><coordinates>here</coordinates></Point></Placemark></Folder>
<Placemark><name>Ward</name><ExtendedData><SchemaData><SimpleData name="code">E05</SimpleData></SchemaData></ExtendedData>
 <MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 0,9 9,9 0,0</coordinates></LinearRing></outerBoundaryIs>
 <innerBoundaryIs><LinearRing><coordinates>1,2 1,3 2,3 1,2</coordinates></LinearRing></innerBoundaryIs></Polygon>
 <Polygon><outerBoundaryIs><LinearRing><coordinates>20,20 20,21 21,21 20,20</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
<Placemark><name>Nowhere</name></Placemark>
</Document></kml>"#;

    #[test]
    fn placemarks_have_their_folder_their_data_and_their_geometry() {
        let layer = read(TOWN);
        assert_eq!(layer.fields, ["name", "folder", "when", "kind", "code"]);
        let texts = |i: usize| -> Vec<String> {
            let row = layer.features[i].texts.row(1);
            (0..5).map(|column| row.text(column).into_owned()).collect()
        };
        let first = [
            "The Bell & Book",
            "Pubs/Quay & Strand",
            "2021-08-31T23:10:00Z",
            "pub é",
            "",
        ];
        assert_eq!(texts(0), first);
        assert_eq!(
            layer.features[0].shape,
            Shape::Known(Point::new(-1.5, 54.5).into())
        );
        assert_eq!(texts(1)[1], "Pubs");
        assert!(matches!(layer.features[1].shape, Shape::Unusable(_)));
        assert_eq!(texts(2), ["Ward", "", "", "", "E05"]);
        let Shape::Known(Geometry::MultiPolygon(ward)) = &layer.features[2].shape else {
            panic!("no polygons")
        };
        assert_eq!((ward.0.len(), ward.0[0].interiors().len()), (2, 1));
        assert_eq!(layer.features[3].shape, Shape::Missing);
        assert!(layer.notes[0].contains("not followed"));
    }

    #[test]
    fn a_document_that_breaks_off_keeps_what_came_before() {
        let end = TOWN.find("<Placemark><name>Ward").unwrap();
        let layer = read(&TOWN[..end + 40]);
        assert_eq!(layer.features.len(), 2);
        let deep = format!("<kml>{}", "<Folder>".repeat(200_000));
        assert_eq!(read(&deep).features.len(), 0);
    }
}
