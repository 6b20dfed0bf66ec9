//! Files of features as GDAL writes them, and the boundary files beside the project, against
//! what GDAL reads in them (`tests/reference/layers.py` makes the files and prints the figures).

use std::path::{Path, PathBuf};

use geo::{Area, CoordsIter, MapCoords};
use jiff::civil::date;

use crate::base::Progress;
use crate::base::when::{Civil, When};
use crate::crs::{AnalysisCrs, FileCrs};
use crate::data::raw::{RawAreas, RawIncidents};
use crate::io::read::{
    BoundaryOptions, FileKind, ReadOptions, ShapeOptions, read_boundaries, read_incidents,
    read_premises, read_roads, sniff_kind,
};

fn reference(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/layers");
    folder.join(name)
}

fn areas(path: &Path, layer: Option<&str>) -> RawAreas {
    let options = BoundaryOptions {
        layer: layer.map(ToOwned::to_owned),
        ..BoundaryOptions::default()
    };
    let read = read_boundaries(path, &options, &Progress::new());
    read.unwrap_or_else(|error| panic!("{error}"))
}

fn incidents(name: &str) -> RawIncidents {
    let read = read_incidents(&reference(name), &ReadOptions::default(), &Progress::new());
    read.unwrap_or_else(|error| panic!("{error}"))
}

/// Corners, and km² in the plane.
fn measured(read: &RawAreas, plane: AnalysisCrs) -> (usize, f64) {
    let corners = read.areas.iter().map(|a| a.shape.coords_count()).sum();
    let mut km2 = 0.0;
    for area in &read.areas {
        let crs = read.crs;
        let shape = area.shape.map_coords(|c| {
            let at = plane.place_one(crs, c.x, c.y).unwrap();
            geo::Coord { x: at.x, y: at.y }
        });
        km2 += shape.unsigned_area() / 1e6;
    }
    (corners, km2)
}

#[test]
fn the_same_wards_come_out_of_every_format() {
    for (file, layer, crs) in [
        ("wards.shp", None, FileCrs::BRITISH),
        ("wards.dbf", None, FileCrs::BRITISH),
        ("wards.prj", None, FileCrs::BRITISH),
        ("town.gpkg", None, FileCrs::BRITISH),
        ("town.gpkg", Some("WARDS"), FileCrs::BRITISH),
        ("wards.fgb", None, FileCrs::BRITISH),
        ("wards_degrees.parquet", None, FileCrs::LON_LAT),
        ("wards.geojsonl", None, FileCrs::LON_LAT),
        ("wards.topojson", None, FileCrs::LON_LAT),
    ] {
        let read = areas(&reference(file), layer);
        assert_eq!(read.crs, crs, "{file}");
        let told: Vec<_> = read
            .areas
            .iter()
            .map(|a| (a.name.as_str(), a.code.as_deref(), a.population))
            .collect();
        let expected = [
            ("North", Some("E05000001"), Some(1200.0)),
            ("South", Some("E05000002"), Some(900.0)),
            ("Île", Some("E05000003"), Some(0.0)),
        ];
        assert_eq!(told, expected, "{file}");
        let (corners, km2) = measured(&read, AnalysisCrs::BritishNationalGrid);
        // 5.3025 km² in the plane; degrees were written to seven decimals and by a Helmert shift.
        assert_eq!(corners, 25, "{file}");
        assert!((km2 - 5.3025).abs() < 5e-4, "{file}: {km2}");
        assert_eq!(read.areas[1].shape.0.len(), 2, "{file}");
    }
}

#[test]
fn the_same_pubs_come_out_of_every_format() {
    for (file, rows) in [
        ("town.gpkg", 4),
        ("pubs.fgb", 3),
        ("pubs.parquet", 4),
        ("pubs.kml", 4),
        ("pubs.geojsons", 4),
        ("pubs_latin1.shp", 4),
    ] {
        let read = read_premises(&reference(file), &ReadOptions::default(), &Progress::new());
        let read = read.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.rows.len(), rows, "{file}");
        let mut pubs: Vec<(&str, Option<&str>)> = read
            .rows
            .iter()
            .map(|(_, premises)| (premises.name.as_str(), premises.kind.as_deref()))
            .collect();
        pubs.sort_unstable();
        let all = [
            ("Café Zoë", Some("café")),
            ("Nowhere", None),
            ("The Anchor", Some("pub")),
            ("The Ship & Star", Some("club")),
        ];
        let expected: Vec<_> = all
            .into_iter()
            .filter(|(name, _)| rows == 4 || *name != "Nowhere")
            .collect();
        assert_eq!(pubs, expected, "{file}");
        let anchor = read.rows.iter().find(|row| row.1.name == "The Anchor");
        let ((x, y), _) = *anchor.unwrap();
        let plane = AnalysisCrs::BritishNationalGrid;
        let at = plane.place_one(read.crs, x, y).unwrap();
        let off = at.distance_to(crate::base::Planar::new(450_000.25, 515_000.5));
        // KML and GeoJSON are in degrees that PROJ made by a Helmert shift.
        assert!(off < 2.5, "{file}: {off} m");
    }
}

#[test]
fn typed_times_are_times() {
    let at = |read: &RawIncidents, i: usize| read.rows().nth(i).unwrap().when;
    let evening = When::At(Civil::on(date(2021, 8, 31), 23 * 3600 + 10 * 60));
    for file in ["town.gpkg", "pubs.parquet", "pubs.geojsons"] {
        let options = ReadOptions {
            map: [(crate::io::read::Field::From, Some("seen".to_owned()))].into(),
            ..ReadOptions::default()
        };
        let read = read_incidents(&reference(file), &options, &Progress::new()).unwrap();
        assert_eq!(read.len(), 4, "{file}");
        assert_eq!(at(&read, 0), evening, "{file}");
        assert_eq!(at(&read, 1), When::Unknown, "{file}");
        assert!(read.rows().nth(3).unwrap().xy.0.is_nan(), "{file}");
    }
    let plain = incidents("plain.parquet");
    assert_eq!((plain.len(), plain.crs), (2, FileCrs::BRITISH));
    assert_eq!(at(&plain, 0), evening);
    let first = plain.rows().next().unwrap();
    assert_eq!(first.xy, (450_000.0, 515_000.0));
    assert_eq!(plain.categories.text(first.category), "Assault");
}

/// Figures counted with Python's sqlite3.
#[test]
fn the_roads_of_cleveland_are_lines_most_of_which_have_a_name() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/boundaries/cleveland_os_roads_epsg27700.gpkg");
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return;
    }
    assert_eq!(sniff_kind(&path, &Progress::new()), Ok(FileKind::Roads));
    let read = read_roads(&path, &ShapeOptions::default(), &Progress::new()).unwrap();
    assert_eq!((read.roads.len(), read.crs), (33_481, FileCrs::BRITISH));
    let named = read.roads.iter().filter(|road| !road.name.is_empty());
    assert_eq!(named.count(), 25_935, "by name, else by number");
    let only_names = ShapeOptions {
        name_field: Some("Distinctive_Name".to_owned()),
        ..ShapeOptions::default()
    };
    let read = read_roads(&path, &only_names, &Progress::new()).unwrap();
    let named = read.roads.iter().filter(|road| !road.name.is_empty());
    assert_eq!(named.count(), 24_918);
}

#[test]
fn kinds_are_told_and_lines_are_no_boundaries() {
    for (file, kind) in [
        ("wards.shp", FileKind::Boundaries),
        ("wards.dbf", FileKind::Boundaries),
        ("wards.fgb", FileKind::Boundaries),
        ("wards.topojson", FileKind::Boundaries),
        ("wards_degrees.parquet", FileKind::Boundaries),
        ("plain.parquet", FileKind::Incidents),
        ("pubs_latin1.shp", FileKind::Premises),
    ] {
        assert_eq!(
            sniff_kind(&reference(file), &Progress::new()),
            Ok(kind),
            "{file}"
        );
    }
    let points = read_boundaries(
        &reference("pubs.fgb"),
        &BoundaryOptions::default(),
        &Progress::new(),
    );
    let points = points.unwrap_err().to_string();
    assert!(points.contains("FlatGeobuf of points"), "{points}");
    let polygons = read_incidents(
        &reference("wards.fgb"),
        &ReadOptions::default(),
        &Progress::new(),
    );
    let polygons = polygons.unwrap_err().to_string();
    assert!(polygons.contains("--boundaries"), "{polygons}");
}

#[test]
fn a_shapefile_is_hashed_with_what_lies_beside_it() {
    let read = areas(&reference("wards.shp"), None);
    let names: Vec<_> = read
        .source
        .companions
        .iter()
        .map(|file| Path::new(&file.path).extension().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, ["shx", "dbf", "prj", "cpg"]);
    assert_eq!(read.source.companions[0].sha256.len(), 64);
    assert_ne!(read.source.sha256, read.source.companions[1].sha256);
}

#[test]
fn nothing_is_written_beside_a_geopackage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b%.gpkg");
    std::fs::copy(reference("town.gpkg"), &path).unwrap();
    let before = std::fs::read(&path).unwrap();
    areas(&path, None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

const BRITISH: AnalysisCrs = AnalysisCrs::BritishNationalGrid;
const MISSOURI: AnalysisCrs = AnalysisCrs::Epsg(26_915);

type Case = (
    &'static str,
    usize,
    Option<u32>,
    usize,
    f64,
    AnalysisCrs,
    &'static str,
);

/// File, features, EPSG number, corners, km² (GDAL's degrees are a Helmert shift away).
const CASES: [Case; 6] = [
    (
        "cleveland_lsoa_epsg27700.gpkg",
        352,
        Some(27_700),
        16_729,
        596.598_871,
        BRITISH,
        "Hartlepool 009A",
    ),
    (
        "cleveland_wards.geojson",
        82,
        Some(4326),
        5073,
        596.597_546,
        BRITISH,
        "Burn Valley",
    ),
    (
        "devon_and_cornwall_wards.geojson",
        363,
        Some(4326),
        62_819,
        10_276.117_385,
        BRITISH,
        "Budshead",
    ),
    (
        "greater_manchester_wards_2016_epsg27700.geojson",
        215,
        Some(27_700),
        14_148,
        1_275.861_653,
        BRITISH,
        "Ince",
    ),
    (
        "police_force_areas_ew_2016_epsg27700.gpkg",
        43,
        Some(27_700),
        24_814,
        151_265.794_049,
        BRITISH,
        "Metropolitan Police",
    ),
    (
        "stlouis_neighborhoods/nbhds.shp",
        88,
        None,
        3690,
        160.965_59,
        MISSOURI,
        "Franz Park",
    ),
];

#[test]
fn every_boundary_file_beside_the_project_opens_as_gdal_reads_it() {
    let folder = Path::new("../shared/data/boundaries");
    if !folder.exists() {
        println!("skipped: no ../shared/data");
        return;
    }
    for (file, features, epsg, corners, km2, plane, first) in CASES {
        let read = areas(&folder.join(file), None);
        assert_eq!(
            (read.areas.len(), read.crs.epsg()),
            (features, epsg),
            "{file}"
        );
        assert!(read.areas[0].name.contains(first), "{}", read.areas[0].name);
        let found = measured(&read, plane);
        assert_eq!(found.0, corners, "{file}");
        // GDAL's wheel has no OSTN15; the scale of its Helmert is up to 20 parts in a million off.
        let by_helmert = plane == BRITISH && epsg == Some(4326);
        let tolerance = if by_helmert { 5e-5 } else { 1e-5 };
        assert!(
            (found.1 / km2 - 1.0).abs() < tolerance,
            "{file}: {} km²",
            found.1
        );
    }
    for (file, features) in [
        ("atlanta_npu_dissolved_from_nsa.geojson", 25),
        ("chicago-community-areas.geojson", 77),
    ] {
        assert_eq!(areas(&folder.join(file), None).areas.len(), features);
    }
}
