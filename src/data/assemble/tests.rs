use super::*;
use crate::base::when::Civil;
use crate::base::{ClockTime, LonLat, Planar, When};
use crate::crs::FileCrs;
use crate::data::AreaId;
use crate::data::attributes::{AttributeKind, RawAttribute};
use crate::data::dataset::{KeptOut, Tally};
use crate::data::incidents::Origin;
use crate::data::names::NameId;
use crate::data::premises::{Premises, PremisesChoice};
use crate::data::raw::{RawArea, RawChunk, RawIncident};
use geo::{MultiPolygon, polygon};

fn incidents(path: &str, epsg: u32, rows: &[(f64, f64, &str)]) -> RawIncidents {
    let mut file = RawIncidents {
        source: SourceInfo {
            path: path.to_owned(),
            sha256: "00".to_owned(),
            ..SourceInfo::default()
        },
        crs: FileCrs::Epsg(epsg),
        rows_read: rows.len(),
        ..RawIncidents::default()
    };
    let location = file.locations.intern(" High Street ");
    let mut chunk = RawChunk::default();
    for (line, &(x, y, category)) in (2..).zip(rows) {
        let category = file.categories.intern(category);
        chunk.push(RawIncident {
            xy: (x, y),
            when: When::Unknown,
            category,
            location,
            line,
        });
    }
    file.chunks.push(chunk);
    file
}

/// A block of incidents around a place in Manchester, `step` metres apart.
fn manchester(n: i32, step: f64) -> Vec<(f64, f64, &'static str)> {
    (0..n)
        .map(|i| {
            (
                384_000.0 + f64::from(i % 10) * step,
                398_000.0 + f64::from(i / 10) * step,
                "Robbery",
            )
        })
        .collect()
}

fn squares(shapes: &[(&str, f64, f64, f64)]) -> RawAreas {
    let areas = (1..).zip(shapes).map(|(line, &(name, x, y, side))| RawArea {
        name: name.to_owned(),
        code: None,
        population: None,
        shape: MultiPolygon::new(vec![
            polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)],
        ]),
        line,
    });
    let source = SourceInfo {
        path: "wards.geojson".to_owned(),
        sha256: String::new(),
        ..SourceInfo::default()
    };
    RawAreas {
        source,
        crs: FileCrs::BRITISH,
        areas: areas.collect(),
        ..RawAreas::default()
    }
}

fn premises(rows: &[(f64, f64, Option<&str>)], tells_night_time: bool) -> RawPremises {
    let rows = (2..).zip(rows).map(|(line, &(x, y, kind))| {
        let premises = Premises {
            name: format!("premises {line}"),
            position: Planar::new(f64::NAN, f64::NAN),
            lon_lat: LonLat::new(f64::NAN, f64::NAN),
            kind: kind.map(str::to_owned),
            line,
            ..Premises::unknown()
        };
        ((x, y), premises)
    });
    let source = SourceInfo {
        path: "pubs.csv".to_owned(),
        sha256: String::new(),
        ..SourceInfo::default()
    };
    RawPremises {
        source,
        crs: FileCrs::LON_LAT,
        rows: rows.collect(),
        tells_night_time,
        report: ReadReport::default(),
    }
}

fn assembled(
    files: Vec<RawIncidents>,
    areas: Option<RawAreas>,
    params: &AssembleParams,
) -> Result<Dataset, AssembleError> {
    assemble(files, areas, None, params, &Progress::new())
}

fn plain(files: Vec<RawIncidents>) -> Result<Dataset, AssembleError> {
    assembled(files, None, &AssembleParams::default())
}

#[test]
fn every_row_is_counted_once() {
    let mut rows = manchester(100, 200.0);
    rows.extend([
        (f64::NAN, 53.0, "x"),
        (0.0, 0.0, "x"),
        (9_000_000.0, 398_000.0, "x"), // no location
        (384_000.0, 500_000.0, "x"),
        (450_000.0, 398_000.0, "x"), // far outliers
        (384_000.0, 405_000.0, "x"), // outside the region
    ]);
    let mut file = incidents("a.csv", 27700, &rows);
    file.report.set_aside("too few fields", 900);
    file.rows_read += 1;
    let areas = squares(&[
        ("West", 383_000.0, 397_000.0, 3000.0),
        ("All", 383_000.0, 397_000.0, 6000.0),
    ]);
    let data = assembled(vec![file], Some(areas), &AssembleParams::default()).unwrap();
    let expected = Tally {
        rows_read: 107,
        rows_set_aside: 1,
        no_location: 3,
        located: 103,
        far_outliers: 2,
        outside_region: 1,
        analysed: 100,
    };
    assert_eq!(data.tally, expected);
    assert_eq!(
        data.kept_out[&KeptOut::NoLocation],
        [102, 103, 104].map(|line| Origin { file: 0, line })
    );
    assert_eq!(data.kept_out[&KeptOut::FarOutlier].len(), 2);
    assert_eq!(
        data.kept_out[&KeptOut::OutsideRegion],
        [Origin { file: 0, line: 107 }]
    );
    assert_eq!(
        data.categories.iter().collect::<Vec<_>>(),
        [(NameId(0), "Robbery")],
        "only what is analysed"
    );
    assert_eq!(data.locations.text(NameId(0)), "High Street");
    assert!((data.region_km2 - 36.0).abs() < 1e-6);
    assert_eq!(data.incidents.area(0), Some(AreaId(0)));
    assert!(data.further_areas.contains(&(0, AreaId(1))) && data.further_areas.is_sorted());
    assert_eq!(
        (data.sources[0].rows_read, data.sources[1].rows_read),
        (107, 2)
    );
}

#[test]
fn outliers_and_outsiders_can_be_kept() {
    let mut rows = manchester(100, 200.0);
    rows.extend([
        (384_000.0, 500_000.0, "far"),
        (384_000.0, 402_500.0, "outside"),
    ]);
    let areas = || Some(squares(&[("All", 383_000.0, 397_000.0, 4000.0)]));
    let keep = AssembleParams {
        keep_outliers: true,
        keep_outside: true,
        ..AssembleParams::default()
    };
    let data = assembled(vec![incidents("a.csv", 27700, &rows)], areas(), &keep).unwrap();
    assert_eq!(
        (
            data.tally.analysed,
            data.tally.far_outliers,
            data.tally.outside_region
        ),
        (102, 0, 0)
    );
    assert_eq!(data.incidents.area(101), None);
    let outliers_only = AssembleParams {
        keep_outliers: true,
        ..AssembleParams::default()
    };
    let data = assembled(
        vec![incidents("a.csv", 27700, &rows)],
        areas(),
        &outliers_only,
    )
    .unwrap();
    assert_eq!((data.tally.analysed, data.tally.outside_region), (100, 2));
}

#[test]
fn the_limit_for_far_outliers_is_ten_interquartile_ranges_and_belongs_inside() {
    // Nine incidents of one street: quartiles are equal, so one kilometre counts as their range.
    let mut rows = vec![(384_000.0, 398_000.0, ""); 9];
    rows.extend([(394_000.0, 398_000.0, ""), (394_000.1, 398_000.0, "")]);
    let data = plain(vec![incidents("a.csv", 27700, &rows)]).unwrap();
    assert_eq!((data.tally.far_outliers, data.tally.analysed), (1, 10));
}

#[test]
fn files_of_two_systems_meet_in_one_plane() {
    let grid = incidents(
        "a.csv",
        27700,
        &[
            (384_000.5, 398_000.25, "Theft"),
            (384_100.0, 398_000.0, "Robbery "),
        ],
    );
    let at = AnalysisCrs::BritishNationalGrid.to_lon_lat_one(Planar::new(384_050.0, 398_050.0));
    let degrees = incidents(
        "b.csv",
        4326,
        &[(at.lon, at.lat, "Robbery"), (at.lon, at.lat, "theft")],
    );
    let data = plain(vec![grid, degrees]).unwrap();
    assert_eq!(data.crs, AnalysisCrs::BritishNationalGrid);
    assert_eq!(
        data.incidents.position(0),
        Planar::new(384_000.5, 398_000.25),
        "bit for bit"
    );
    assert!(
        data.incidents
            .position(2)
            .distance_to(Planar::new(384_050.0, 398_050.0))
            < 0.01
    );
    let texts: Vec<&str> = (0..4)
        .map(|row| data.categories.text(data.incidents.category(row)))
        .collect();
    assert_eq!(texts, ["Theft", "Robbery", "Robbery", "theft"]);
    assert_eq!(data.incidents.origin(3), Origin { file: 1, line: 3 });
}

/// A file of which every incident has this text in the further column `column`.
fn with_further(
    mut file: RawIncidents,
    kind: AttributeKind,
    column: &str,
    texts: &[&str],
) -> RawIncidents {
    let mut further = RawAttribute::default();
    further.about.kind = kind;
    column.clone_into(&mut further.about.column);
    for chunk in &mut file.chunks {
        let texts = texts.iter().cycle().take(chunk.len());
        chunk
            .attributes
            .push(texts.map(|text| further.texts.intern(text)).collect());
        chunk.reference = (1..=chunk.len() as u64).collect();
    }
    file.attributes.push(further);
    file
}

#[test]
fn further_columns_of_several_files_come_together() {
    use AttributeKind::{Domestic, Knife};
    let place = |n: usize| vec![(384_000.0, 398_000.0, "Robbery"); n];
    let one = with_further(
        incidents("a.csv", 27700, &place(2)),
        Knife,
        "Knife",
        &["Y", "N"],
    );
    let two = with_further(
        incidents("b.csv", 27700, &place(2)),
        Knife,
        "Blade flag",
        &[" N ", ""],
    );
    let two = with_further(two, Domestic, "DA", &["Y"]);
    let three = incidents("c.csv", 27700, &place(1));
    let data = plain(vec![one, two, three]).unwrap();
    let text = |place: usize, row: usize| {
        data.attributes[place]
            .texts
            .text(data.incidents.attribute(place).id(row))
    };
    let knives: Vec<&str> = (0..5).map(|row| text(0, row)).collect();
    assert_eq!(knives, ["Y", "N", "N", "", ""]);
    let domestic: Vec<&str> = (0..5).map(|row| text(1, row)).collect();
    assert_eq!(domestic, ["", "", "Y", "Y", ""]);
    let missing: Vec<&[u8]> = data
        .attributes
        .iter()
        .map(|a| a.missing_in.as_slice())
        .collect();
    assert_eq!(missing, [&[2_u8][..], &[0, 2]]);
    assert_eq!(data.attributes[0].about.column, "Knife");
    assert_eq!(data.incidents.references(), Some(&[1, 2, 1, 2, 0][..]));
}

#[test]
fn codes_are_as_wide_as_their_texts_are_many() {
    for (n, width) in [(256, 1), (257, 2), (65_536, 2), (65_537, 4)] {
        let texts: Vec<String> = (0..n).map(|i| i.to_string()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let rows = vec![(384_000.0, 398_000.0, ""); n];
        let file = incidents("a.csv", 27700, &rows);
        let data = plain(vec![with_further(file, AttributeKind::Kept, "x", &texts)]).unwrap();
        let codes = data.incidents.attribute(0);
        assert_eq!(codes.bytes().len(), n * width);
        let last = data.attributes[0].texts.text(codes.id(n - 1));
        assert_eq!(last, (n - 1).to_string());
    }
}

#[test]
fn the_median_point_chooses_the_plane() {
    let atlanta = [(-84.39, 33.75, ""), (-84.40, 33.76, ""), (-2.2, 53.4, "")];
    let data = plain(vec![incidents("a.csv", 4326, &atlanta)]).unwrap();
    assert_eq!(data.crs, AnalysisCrs::Epsg(32616));
    assert_eq!(data.tally.no_location, 1, "Manchester is not in Georgia");
    let belfast = [(-5.93, 54.6, ""), (-5.94, 54.6, "")];
    assert_eq!(
        plain(vec![incidents("a.csv", 4326, &belfast)]).unwrap().crs,
        AnalysisCrs::Epsg(2157)
    );
    let asked = AssembleParams {
        analysis_epsg: Some(32630),
        ..AssembleParams::default()
    };
    let data = assembled(vec![incidents("a.csv", 4326, &belfast)], None, &asked).unwrap();
    assert_eq!(data.crs, AnalysisCrs::Epsg(32630));
}

#[test]
fn a_stretched_plane_is_said() {
    let asked = AssembleParams {
        analysis_epsg: Some(3857),
        ..AssembleParams::default()
    };
    let data = assembled(
        vec![incidents("a.csv", 4326, &[(-2.24, 53.48, "")])],
        None,
        &asked,
    )
    .unwrap();
    assert!(
        data.warnings.iter().any(|w| w.contains("too long")),
        "{:?}",
        data.warnings
    );
    let data = plain(vec![incidents("a.csv", 4326, &[(-2.24, 53.48, "")])]).unwrap();
    assert!(data.warnings.is_empty(), "{:?}", data.warnings);
}

#[test]
fn scilly_without_ostn15_is_said() {
    let data = plain(vec![incidents(
        "a.csv",
        4326,
        &[(-6.31, 49.925, ""), (-6.3427, 49.893, "")],
    )])
    .unwrap();
    assert_eq!(data.tally.located, 2);
    assert!(
        data.warnings[0].starts_with("1 incident lies where OSTN15"),
        "{:?}",
        data.warnings
    );
}

#[test]
fn nothing_located_says_what_to_try() {
    let cases = [
        (4326, (f64::NAN, f64::NAN), "--map"),
        (4326, (0.0, 0.0), "unknown"),
        (4326, (384_000.0, 398_000.0), "--crs EPSG:27700"),
        (27700, (-2.24, 53.48), "--crs EPSG:4326"),
        (27700, (9e6, 9e6), "lie outside"),
    ];
    for (epsg, (x, y), advice) in cases {
        let error = plain(vec![incidents("a.csv", epsg, &[(x, y, ""); 3])]).unwrap_err();
        let text = error.to_string();
        assert!(
            matches!(error, AssembleError::NothingLocated { rows: 3, .. }),
            "{text}"
        );
        assert!(text.contains(advice), "{text}");
    }
    let text = plain(vec![incidents("a.csv", 4326, &[])])
        .unwrap_err()
        .to_string();
    assert!(text.contains("no incidents"), "{text}");
}

#[test]
fn boundaries_elsewhere_are_refused_with_both_places() {
    let file = || vec![incidents("a.csv", 27700, &manchester(50, 100.0))];
    let london = squares(&[("London", 520_000.0, 170_000.0, 20_000.0)]);
    let keep = AssembleParams {
        keep_outside: true,
        ..AssembleParams::default()
    };
    let error = assembled(file(), Some(london), &keep).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("53.48°N 2.24°W") && text.contains("51."),
        "{text}"
    );
    assert!(matches!(
        assembled(file(), Some(squares(&[])), &keep),
        Err(AssembleError::NoOverlap { .. })
    ));
}

#[test]
fn unknown_systems_are_refused() {
    let rows = [(1.0, 2.0, "")];
    assert!(matches!(
        plain(vec![incidents("a.csv", 99_999, &rows)]),
        Err(AssembleError::Crs(_))
    ));
    let asked = AssembleParams {
        analysis_epsg: Some(4326),
        ..AssembleParams::default()
    };
    assert!(matches!(
        assembled(vec![incidents("a.csv", 4326, &rows)], None, &asked),
        Err(AssembleError::Crs(_))
    ));
}

#[test]
fn premises_are_placed_and_those_that_cannot_be_are_said() {
    let pubs = premises(
        &[
            (-2.24, 53.48, Some("pub")),
            (-2.241, 53.481, Some("shop")),
            (f64::NAN, 53.0, None),
        ],
        true,
    );
    let file = vec![incidents("a.csv", 27700, &manchester(10, 10.0))];
    let data = assemble(
        file,
        None,
        Some(pubs),
        &AssembleParams::default(),
        &Progress::new(),
    )
    .unwrap();
    assert_eq!(
        (
            data.premises.count(PremisesChoice::All),
            data.premises.count(PremisesChoice::Nte)
        ),
        (2, 1)
    );
    assert_eq!(data.premises.get(0).lon_lat, LonLat::new(-2.24, 53.48));
    assert!((data.premises.get(0).position.x - 384_167.0).abs() < 500.0);
    assert!(
        data.warnings[0].contains("1 premises have no usable position")
            && data.warnings[0].contains("lines 4")
    );
    assert_eq!(data.sources[1].role, Role::Premises);
}

#[test]
fn premises_that_tell_nothing_are_taken_by_default_and_that_is_said() {
    for default_is_night in [true, false] {
        let night_rule = NightRule {
            default_is_night,
            closes_from: ClockTime::MIDNIGHT,
            ..NightRule::default()
        };
        let params = AssembleParams {
            night_rule,
            ..AssembleParams::default()
        };
        let file = vec![incidents("a.csv", 27700, &manchester(10, 10.0))];
        let pubs = premises(&[(-2.24, 53.48, None)], false);
        let data = assemble(file, None, Some(pubs), &params, &Progress::new()).unwrap();
        assert_eq!(
            data.premises.count(PremisesChoice::Nte),
            usize::from(default_is_night)
        );
        assert!(
            data.warnings[0].contains("neither type, licence nor hours"),
            "{:?}",
            data.warnings
        );
    }
}

#[test]
fn too_many_categories_become_other_and_too_many_files_an_error() {
    let mut file = incidents("a.csv", 27700, &manchester(1, 1.0));
    let first = file.chunks[0].row(0);
    for i in 0..70_000 {
        let category = file.categories.intern(&format!("category {i}"));
        file.chunks[0].push(RawIncident { category, ..first });
    }
    let data = plain(vec![file]).unwrap();
    assert_eq!(data.categories.len(), 65_535);
    let rows_of = |text: &str| {
        let id = data.categories.get(text);
        let of = |row: &usize| Some(data.incidents.category(*row)) == id;
        (0..data.incidents.len()).filter(of).count()
    };
    // "Robbery" and the first 65,533 are told apart.
    assert_eq!(rows_of("category 65532"), 1);
    assert_eq!(rows_of("category 65533"), 0);
    assert_eq!(rows_of("(other)"), 70_000 - 65_533);
    assert!(
        data.warnings.iter().any(|w| w.contains("65535 categories")),
        "{:?}",
        data.warnings
    );
    let many = (0..257)
        .map(|_| incidents("a.csv", 27700, &manchester(1, 1.0)))
        .collect();
    assert_eq!(plain(many).unwrap_err(), AssembleError::TooManyFiles(257));
}

#[test]
fn a_cancelled_assembly_stops() {
    let progress = Progress::new();
    progress.cancel();
    let file = vec![incidents("a.csv", 27700, &manchester(10, 10.0))];
    let stopped = assemble(file, None, None, &AssembleParams::default(), &progress);
    assert_eq!(stopped.unwrap_err(), AssembleError::Cancelled(Cancelled));
}

#[test]
fn boundaries_that_lose_the_incidents_by_mending_say_so() {
    // A bow tie around the incidents: its waist is where they are.
    let (x, y) = (384_000.0, 398_000.0);
    let corners = [
        (-900.0, -900.0),
        (900.0, 900.0),
        (900.0, -900.0),
        (-900.0, 900.0),
    ];
    let ring = corners.map(|(dx, dy)| (x + dx, y + dy)).to_vec();
    let bow_tie = geo::MultiPolygon::new(vec![geo::Polygon::new(ring.into(), Vec::new())]);
    let mut file = squares(&[("Tie", 0.0, 0.0, 1.0)]);
    file.areas[0].shape = bow_tie;
    let north = vec![incidents("a.csv", 27700, &[(x, y + 500.0, ""); 3])];
    let error = assembled(north, Some(file), &AssembleParams::default()).unwrap_err();
    assert!(error.to_string().contains("was mended"), "{error}");
}

#[test]
fn more_incidents_than_can_be_numbered_are_refused_with_a_way_out() {
    assert_eq!(super::refuse_too_many(4_294_967_295), Ok(()));
    let why = super::refuse_too_many(4_294_967_296)
        .unwrap_err()
        .to_string();
    assert!(
        why.contains("4294967296 incidents are more than the 4294967295"),
        "{why}"
    );
    assert!(why.contains("open fewer files"), "{why}");
}

#[test]
fn the_order_of_the_rows_decides_nothing_of_the_table() {
    let at = |s| When::At(Civil(s));
    let long = When::Between {
        from: Civil(900),
        to: Civil(9_000),
    };
    let (west, east) = (384_000.0, 384_500.0);
    let rows = [
        (east, at(500), "Theft"),
        (west, at(700), "Theft"),
        (west, at(-800), "Theft"),
        (west, long, "Robbery"),
        (west, at(700), "Robbery"),
        (east, When::Unknown, "Arson"),
        (west, at(900), "Arson"),
    ];
    let table = |order: &[usize]| {
        let mut file = incidents("a.csv", 27700, &[]);
        let mut chunk = RawChunk::default();
        for &row in order {
            let (x, when, category) = rows[row];
            chunk.push(RawIncident {
                xy: (x, 398_000.0),
                when,
                category: file.categories.intern(category),
                location: file.locations.intern("High Street"),
                line: row as u32 + 2,
            });
        }
        file.rows_read = rows.len();
        file.chunks = vec![chunk];
        let data = plain(vec![file]).unwrap();
        let names: Vec<String> = data.categories.iter().map(|(_, t)| t.to_owned()).collect();
        let table = &data.incidents;
        let lines: Vec<u32> = (0..table.len()).map(|row| table.origin(row).line).collect();
        (names, lines)
    };
    let expected = (
        ["Arson", "Robbery", "Theft"].map(str::to_owned).to_vec(),
        vec![4, 6, 3, 8, 5, 2, 7],
    );
    assert_eq!(table(&[0, 1, 2, 3, 4, 5, 6]), expected);
    assert_eq!(table(&[6, 5, 4, 3, 2, 1, 0]), expected);
    assert_eq!(table(&[3, 0, 6, 2, 5, 1, 4]), expected);
}
