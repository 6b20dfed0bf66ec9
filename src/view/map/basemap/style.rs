//! A quiet look for vector tiles of any origin, in the window's own colours.
//!
//! What a layer shows is told by its name, and what a feature of it is by its class. Known are
//! OS Open Zoomstack, OpenMapTiles (and OpenFreeMap, MapTiler), Protomaps, and what people make of
//! road files with tippecanoe; names of other sets are read as words. A layer of no known meaning
//! is drawn thin, so that nothing is hidden. Icons, house numbers, contours and points of
//! interest are left out: they would hide what the map is for.

use egui::Color32;
use serde_json::{Value, json};
use walkers::Style;

use crate::io::tiles::VectorLayer;
use crate::view::theme::{Tokens, mix};

/// What a layer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shows {
    /// Ground, where water is drawn as the rest.
    Land,
    /// Built-up ground.
    Built,
    /// Ground of many kinds, of which the green ones are drawn.
    Use,
    /// Parks, woods.
    Green,
    /// Sea, lakes, rivers.
    Water,
    /// Buildings.
    Buildings,
    /// Railways.
    Rail,
    /// Roads of all classes.
    Roads,
    /// Names along roads.
    RoadNames,
    /// Administrative boundaries.
    Boundaries,
    /// Names of towns and the like.
    Places,
    /// Names of stations.
    Stations,
    /// Nothing that is drawn.
    Nothing,
    /// It cannot be told.
    Unknown,
}

/// Layers of the known sets. Where a file says nothing of its layers, these are drawn.
const KNOWN: [(&str, Shows); 54] = [
    ("earth", Shows::Land),
    ("land", Shows::Land),
    ("urban_areas", Shows::Built),
    ("sites", Shows::Built),
    ("landuse", Shows::Use),
    ("landcover", Shows::Use),
    ("natural", Shows::Use),
    ("park", Shows::Green),
    ("greenspaces", Shows::Green),
    ("greenspace", Shows::Green),
    ("woodland", Shows::Green),
    ("national_parks", Shows::Nothing),
    ("water", Shows::Water),
    ("sea", Shows::Water),
    ("ocean", Shows::Water),
    ("surfacewater", Shows::Water),
    ("surface_water", Shows::Water),
    ("waterway", Shows::Water),
    ("waterlines", Shows::Water),
    ("physical_line", Shows::Water),
    ("water_name", Shows::Nothing),
    ("physical_point", Shows::Nothing),
    ("foreshore", Shows::Nothing),
    ("building", Shows::Buildings),
    ("buildings", Shows::Buildings),
    ("local_buildings", Shows::Buildings),
    ("district_buildings", Shows::Buildings),
    ("rail", Shows::Rail),
    ("railway", Shows::Rail),
    ("railways", Shows::Rail),
    ("roads", Shows::Roads),
    ("road", Shows::Roads),
    ("transportation", Shows::Roads),
    ("transit", Shows::Roads),
    ("streets", Shows::Roads),
    ("transportation_name", Shows::RoadNames),
    ("street_labels", Shows::RoadNames),
    ("boundary", Shows::Boundaries),
    ("boundaries", Shows::Boundaries),
    ("place", Shows::Places),
    ("places", Shows::Places),
    ("names", Shows::Places),
    ("place_labels", Shows::Places),
    ("railwaystations", Shows::Stations),
    ("railway_stations", Shows::Stations),
    ("poi", Shows::Nothing),
    ("pois", Shows::Nothing),
    ("contours", Shows::Nothing),
    ("etl", Shows::Nothing),
    ("housenumber", Shows::Nothing),
    ("aeroway", Shows::Nothing),
    ("airports", Shows::Nothing),
    ("aerodrome_label", Shows::Nothing),
    ("mountain_peak", Shows::Nothing),
];

/// Words in names of other layers.
const WORDS: [(&[&str], Shows); 9] = [
    (&["rail", "tram", "metro"], Shows::Rail),
    (&["water", "sea", "river", "lake", "hydro"], Shows::Water),
    (&["wood", "forest", "green", "park"], Shows::Green),
    (&["build", "structure"], Shows::Buildings),
    (
        &["road", "street", "highway", "transport", "path"],
        Shows::Roads,
    ),
    (&["bound", "admin", "ward", "district"], Shows::Boundaries),
    (&["place", "name", "label", "settlement"], Shows::Places),
    (
        &["poi", "contour", "hillshade", "house", "symbol"],
        Shows::Nothing,
    ),
    (&["urban", "built"], Shows::Built),
];

/// Fields that tell a feature's class more finely than [`CLASS`], where a set has them: to
/// Protomaps, trunk roads and tertiary ones are one kind.
const DETAIL: [&str; 2] = ["kind_detail", "pmap:kind_detail"];
/// Fields that tell a feature's class.
const CLASS: [&str; 9] = [
    "class",
    "kind",
    "pmap:kind",
    "type",
    "classification",
    "highway",
    "fclass",
    "road_class",
    "function",
];
/// Fields that tell a name.
const NAME: [&str; 7] = [
    "name",
    "name1",
    "name:latin",
    "name_en",
    "distinctive_name",
    "road_name",
    "street",
];
/// Fields that tell a road's number.
const NUMBER: [&str; 4] = ["ref", "number", "road_number", "roadnumber"];

const MOTORWAYS: [&str; 4] = ["motorway", "motorway_link", "Motorway", "highway"];
const MAIN: [&str; 11] = [
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "major_road",
    "main",
    "A Road",
    "A Road, Collapsed Dual Carriageway",
    "Primary",
    "Primary Road",
    "Primary Road, Collapsed Dual Carriageway",
];
const SECONDARY: [&str; 11] = [
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "medium_road",
    "B Road",
    "B Road, Collapsed Dual Carriageway",
    "Minor",
    "Minor Road",
    "Minor Road, Collapsed Dual Carriageway",
    "Local Street",
];
const PATHS: [&str; 20] = [
    "path",
    "track",
    "footway",
    "cycleway",
    "bridleway",
    "steps",
    "corridor",
    "other",
    "Alley",
    "Local Access Road",
    "Restricted Local Access Road",
    "Private Road Publicly Accessible",
    // What is not driven on yet, or out of sight.
    "motorway_construction",
    "trunk_construction",
    "primary_construction",
    "secondary_construction",
    "tertiary_construction",
    "minor_construction",
    "service_construction",
    "Tunnels",
];
const RAILS: [&str; 9] = [
    "rail",
    "railway",
    "transit",
    "tram",
    "subway",
    "light_rail",
    "narrow_gauge",
    "Single Track",
    "Multi Track",
];
/// Lines among roads that are none.
const NO_ROADS: [&str; 6] = ["ferry", "aerialway", "pier", "runway", "taxiway", "aeroway"];
const GREEN: [&str; 20] = [
    "park",
    "public_park",
    "national_park",
    "nature_reserve",
    "protected_area",
    "forest",
    "wood",
    "grass",
    "grassland",
    "meadow",
    "scrub",
    "garden",
    "cemetery",
    "golf_course",
    "recreation_ground",
    "village_green",
    "allotments",
    "pitch",
    "playground",
    "green",
];
const CITIES: [&str; 4] = ["city", "City", "capital", "Capital"];
const TOWNS: [&str; 2] = ["town", "Town"];
const SUBURBS: [&str; 7] = [
    "suburb",
    "quarter",
    "borough",
    "village",
    "Village",
    "Suburban Area",
    "district",
];
/// Names that are no settlement's.
const NO_PLACES: [&str; 16] = [
    "country",
    "Country",
    "continent",
    "state",
    "region",
    "province",
    "ocean",
    "sea",
    "Landform",
    "Landcover",
    "Woodland",
    "Greenspace",
    "Sites",
    "Water",
    "National Park",
    "Motorway Junctions",
];

/// The style of tiles with these layers.
pub(super) fn style_of(layers: &[VectorLayer], tokens: &Tokens) -> Style {
    let known: Vec<VectorLayer>;
    let layers = if layers.is_empty() {
        let layer = |(id, _): &(&str, Shows)| VectorLayer {
            id: (*id).to_owned(),
            fields: Vec::new(),
        };
        known = KNOWN.iter().map(layer).collect();
        &known
    } else {
        layers
    };
    let pen = Pen {
        ink: Ink::of(tokens),
    };
    let described = pen.layers(layers);
    serde_json::from_value(json!({ "layers": described })).unwrap_or_else(|error| {
        log::error!("the basemap's style cannot be made: {error}");
        Style::default()
    })
}

fn shows(id: &str) -> Shows {
    let id = id.to_lowercase();
    let known = KNOWN.iter().find(|(name, _)| *name == id);
    let word = || {
        let has = |(words, _): &&(&[&str], Shows)| words.iter().any(|word| id.contains(word));
        WORDS.iter().find(has).map(|(_, shows)| *shows)
    };
    known
        .map(|(_, shows)| *shows)
        .or_else(word)
        .unwrap_or(Shows::Unknown)
}

/// Colours of the basemap, made of the theme's: all of them near the ground's.
struct Ink {
    land: String,
    water: String,
    green: String,
    built: String,
    building: String,
    edge: String,
    path: String,
    street: String,
    secondary: String,
    main: String,
    motorway: String,
    rail: String,
    boundary: String,
    name: String,
    town: String,
}

impl Ink {
    fn of(t: &Tokens) -> Self {
        let ground = |towards: Color32, share: f32| hex(mix(t.land, towards, share));
        let shared = |street, main, motorway, edge, green| Self {
            land: hex(t.land),
            water: hex(t.water),
            green,
            built: ground(t.text, 0.025),
            building: ground(t.text, 0.06),
            edge,
            path: ground(t.line, 0.55),
            street,
            secondary: String::new(),
            main,
            motorway,
            rail: ground(t.line, 0.9),
            boundary: ground(t.muted, 0.35),
            name: ground(t.muted, 0.85),
            town: ground(t.text, 0.62),
        };
        let made = if t.dark {
            shared(
                ground(t.line, 0.8),
                ground(t.muted, 0.3),
                ground(t.muted, 0.4),
                ground(Color32::BLACK, 0.3),
                ground(t.good, 0.055),
            )
        } else {
            shared(
                hex(Color32::WHITE),
                ground(t.accent, 0.16),
                ground(t.accent, 0.26),
                hex(t.line),
                ground(t.good, 0.1),
            )
        };
        let secondary = if t.dark {
            ground(t.muted, 0.2)
        } else {
            ground(t.accent, 0.07)
        };
        Self { secondary, ..made }
    }
}

fn hex(colour: Color32) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.r(), colour.g(), colour.b())
}

/// Widths of lines by zoom of the tile, in points.
type Widths = &'static [(f64, f64)];

const MOTORWAY_PT: Widths = &[
    (6.0, 0.7),
    (10.0, 1.6),
    (13.0, 3.6),
    (15.0, 8.0),
    (18.0, 34.0),
];
const MAIN_PT: Widths = &[
    (7.0, 0.5),
    (10.0, 1.2),
    (13.0, 3.0),
    (15.0, 7.5),
    (18.0, 30.0),
];
const SECONDARY_PT: Widths = &[
    (9.0, 0.4),
    (11.0, 1.0),
    (13.0, 2.2),
    (15.0, 6.0),
    (18.0, 26.0),
];
const STREET_PT: Widths = &[
    (11.0, 0.4),
    (13.0, 1.1),
    (14.0, 2.2),
    (15.0, 4.4),
    (18.0, 21.0),
];
const PATH_PT: Widths = &[(12.0, 0.2), (13.0, 0.5), (15.0, 1.4), (18.0, 6.0)];
const RAIL_PT: Widths = &[(8.0, 0.5), (13.0, 1.0), (18.0, 2.4)];
const RIVER_PT: Widths = &[(8.0, 0.5), (13.0, 1.4), (18.0, 6.0)];
const HAIR_PT: Widths = &[(8.0, 0.6), (18.0, 1.2)];
/// How much wider the edge of a road is than the road.
const EDGE_PT: f64 = 1.4;

struct Pen {
    ink: Ink,
}

impl Pen {
    /// Style layers in the order of drawing.
    fn layers(&self, layers: &[VectorLayer]) -> Vec<Value> {
        let ink = &self.ink;
        let with = |wanted: &[Shows]| -> Vec<&VectorLayer> {
            let is_wanted = |layer: &&VectorLayer| wanted.contains(&shows(&layer.id));
            layers.iter().filter(is_wanted).collect()
        };
        let mut out = vec![json!({"type": "background", "paint": {"background-color": ink.land}})];
        for (wanted, colour) in [
            (Shows::Land, &ink.land),
            (Shows::Built, &ink.built),
            (Shows::Green, &ink.green),
        ] {
            out.extend(
                with(&[wanted])
                    .iter()
                    .map(|layer| fill(layer, colour, None)),
            );
        }
        for layer in with(&[Shows::Use]) {
            out.push(fill(layer, &ink.green, Some(is_of(layer, &CLASS, &GREEN))));
        }
        for layer in with(&[Shows::Water]) {
            out.push(line(layer, &ink.water, RIVER_PT, 0.0, None));
            out.push(fill(layer, &ink.water, None));
        }
        for layer in with(&[Shows::Buildings]) {
            out.push(fill(layer, &ink.building, None));
        }
        for layer in with(&[Shows::Unknown]) {
            out.push(line(layer, &ink.boundary, HAIR_PT, 0.0, None));
        }
        for layer in with(&[Shows::Rail]) {
            out.push(self.rail(layer, None));
        }
        self.add_roads(&with(&[Shows::Roads]), &mut out);
        for layer in with(&[Shows::Boundaries]) {
            let mut line = line(layer, &ink.boundary, HAIR_PT, 0.0, None);
            line["paint"]["line-dasharray"] = json!([4, 3]);
            out.push(line);
        }
        for layer in with(&[Shows::Roads, Shows::RoadNames]) {
            out.extend(self.road_names(layer));
        }
        for layer in with(&[Shows::Stations]) {
            out.push(self.names(layer, &ink.name, 10.5, 13.0, None));
        }
        for layer in with(&[Shows::Places]) {
            out.extend(self.places(layer));
        }
        out
    }

    /// Paths, rails, then streets to motorways, edges below all of them.
    fn add_roads(&self, layers: &[&VectorLayer], out: &mut Vec<Value>) {
        let ink = &self.ink;
        let finely = finely();
        for layer in layers {
            let is = |classes: &[&str]| Some(is_of(layer, &CLASS, classes));
            out.push(line(layer, &ink.path, PATH_PT, 0.0, is(&PATHS)));
            out.push(self.rail(layer, is(&RAILS)));
        }
        let roads: [(&String, Widths, Option<&[&str]>); 4] = [
            (&ink.street, STREET_PT, None),
            (&ink.secondary, SECONDARY_PT, Some(&SECONDARY)),
            (&ink.main, MAIN_PT, Some(&MAIN)),
            (&ink.motorway, MOTORWAY_PT, Some(&MOTORWAYS)),
        ];
        for edge in [EDGE_PT, 0.0] {
            for (colour, widths, classes) in roads {
                for layer in layers {
                    let filter = match classes {
                        Some(classes) => is_of(layer, &finely, classes),
                        None => is_street(layer),
                    };
                    let colour = if edge > 0.0 { &ink.edge } else { colour };
                    out.push(line(layer, colour, widths, edge, Some(filter)));
                }
            }
        }
    }

    fn rail(&self, layer: &VectorLayer, filter: Option<Value>) -> Value {
        let mut line = line(layer, &self.ink.rail, RAIL_PT, 0.0, filter);
        line["paint"]["line-dasharray"] = json!([5, 3]);
        line
    }

    fn road_names(&self, layer: &VectorLayer) -> [Value; 2] {
        let large: Vec<&str> = [&MOTORWAYS[..], &MAIN[..], &SECONDARY[..]].concat();
        let is_large = is_of(layer, &finely(), &large);
        let is_none = is_of(layer, &CLASS, &[&RAILS[..], &NO_ROADS[..]].concat());
        let is_small = json!(["!", ["any", is_large.clone(), is_none]]);
        let name = &self.ink.name;
        [
            self.names(layer, name, 10.5, 15.0, Some(&is_small)),
            self.names(layer, name, 10.5, 13.0, Some(&is_large)),
        ]
    }

    /// Names of settlements, the small ones first: what comes last is placed first.
    fn places(&self, layer: &VectorLayer) -> [Value; 4] {
        let finely = finely();
        let is = |classes: &[&str]| is_of(layer, &finely, classes);
        let known: Vec<&str> = [&CITIES[..], &TOWNS, &SUBURBS, &NO_PLACES].concat();
        let others = json!(["!", is(&known)]);
        let (name, town) = (&self.ink.name, &self.ink.town);
        [
            self.names(layer, name, 10.5, 13.0, Some(&others)),
            self.names(layer, name, 11.5, 11.0, Some(&is(&SUBURBS))),
            self.names(layer, town, 13.0, 8.0, Some(&is(&TOWNS))),
            self.names(layer, town, 14.5, 4.0, Some(&is(&CITIES))),
        ]
    }

    fn names(
        &self,
        layer: &VectorLayer,
        colour: &str,
        size: f64,
        from_zoom: f64,
        filter: Option<&Value>,
    ) -> Value {
        let text: Vec<&str> = NAME.iter().chain(&NUMBER).copied().collect();
        json!({
            "type": "symbol",
            "source-layer": layer.id,
            "minzoom": from_zoom,
            "filter": filter,
            "layout": {"text-field": first_of(layer, &text), "text-size": size, "text-padding": 8},
            "paint": {
                "text-color": colour,
                "text-halo-color": self.ink.land,
                "text-halo-width": 1.2,
            },
        })
    }
}

fn line(
    layer: &VectorLayer,
    colour: &str,
    widths: Widths,
    wider: f64,
    filter: Option<Value>,
) -> Value {
    let is_line = json!(["in", ["geometry-type"], "LineString", "Line"]);
    json!({
        "type": "line",
        "source-layer": layer.id,
        "filter": both(is_line, filter),
        "paint": {"line-color": colour, "line-width": width(widths, wider)},
    })
}

fn width(widths: Widths, wider: f64) -> Value {
    let mut stops = vec![json!("interpolate"), json!(["linear"]), json!(["zoom"])];
    for &(zoom, width) in widths {
        stops.push(json!(zoom));
        stops.push(json!(width + wider));
    }
    Value::Array(stops)
}

fn fill(layer: &VectorLayer, colour: &str, filter: Option<Value>) -> Value {
    let is_area = json!(["==", ["geometry-type"], "Polygon"]);
    json!({
        "type": "fill",
        "source-layer": layer.id,
        "filter": both(is_area, filter),
        "paint": {"fill-color": colour},
    })
}

fn both(a: Value, b: Option<Value>) -> Value {
    match b {
        Some(b) => json!(["all", a, b]),
        None => a,
    }
}

/// The first of these fields a feature has; of fields the layer is known to lack none is tried.
fn first_of(layer: &VectorLayer, fields: &[&str]) -> Value {
    let has = |field: &&&str| layer.fields.is_empty() || layer.fields.iter().any(|f| f == **field);
    let mut tried = vec![json!("coalesce")];
    tried.extend(fields.iter().filter(has).map(|field| json!(["get", field])));
    Value::Array(tried)
}

/// Whether a feature's class is one of `classes`.
fn is_of(layer: &VectorLayer, fields: &[&str], classes: &[&str]) -> Value {
    let mut list = vec![json!("in"), first_of(layer, fields)];
    list.extend(classes.iter().map(|class| json!(class)));
    Value::Array(list)
}

/// Whether a line among roads is a street: none of those that are drawn in another way.
fn is_street(layer: &VectorLayer) -> Value {
    let larger = [&MOTORWAYS[..], &MAIN[..], &SECONDARY[..]].concat();
    let others = [&PATHS[..], &RAILS[..], &NO_ROADS[..]].concat();
    json!([
        "!",
        [
            "any",
            is_of(layer, &finely(), &larger),
            is_of(layer, &CLASS, &others),
        ]
    ])
}

/// Fields that tell a class, the finest first.
fn finely() -> Vec<&'static str> {
    DETAIL.into_iter().chain(CLASS).collect()
}

#[cfg(test)]
mod tests;
