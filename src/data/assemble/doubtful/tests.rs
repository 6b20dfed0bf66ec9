use super::*;
use crate::base::When;
use crate::base::progress::Progress;
use crate::crs::FileCrs;
use crate::data::assemble::{AssembleParams, assemble};
use crate::data::dataset::Dataset;
use crate::data::raw::{RawArea, RawChunk, RawIncident, RawIncidents};
use geo::{MultiPolygon, polygon};

/// A file of these positions, of which the first stands on line 2.
fn file(crs: FileCrs, positions: &[(f64, f64)]) -> RawIncidents {
    let mut file = RawIncidents {
        crs,
        rows_read: positions.len(),
        ..RawIncidents::default()
    };
    let (category, location) = (file.categories.intern("x"), file.locations.intern(""));
    let mut chunk = RawChunk::default();
    for (line, &xy) in (2..).zip(positions) {
        chunk.push(RawIncident {
            xy,
            when: When::Unknown,
            category,
            location,
            line,
        });
    }
    file.chunks.push(chunk);
    file
}

/// A block of 100 positions around one, `step` apart.
fn block((x, y): (f64, f64), step: f64) -> Vec<(f64, f64)> {
    let at = |i: i32| (x + f64::from(i % 10) * step, y + f64::from(i / 10) * step);
    (0..100).map(at).collect()
}

const MANCHESTER: (f64, f64) = (-2.25, 53.45);
const WGS84: FileCrs = FileCrs::LON_LAT;

fn areas(crs: FileCrs, (x, y): (f64, f64), side: f64) -> RawAreas {
    let shape = polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)];
    RawAreas {
        crs,
        areas: vec![RawArea {
            name: "all".to_owned(),
            code: None,
            population: None,
            shape: MultiPolygon::new(vec![shape]),
            line: 1,
        }],
        ..RawAreas::default()
    }
}

fn data(
    file: RawIncidents,
    areas: Option<RawAreas>,
    fixes: &[Fix],
) -> Result<Dataset, AssembleError> {
    let params = AssembleParams {
        fixes: fixes.to_vec(),
        ..AssembleParams::default()
    };
    assemble(vec![file], areas, None, &params, &Progress::new())
}

fn found(data: &Dataset) -> Vec<(FindingKind, usize, &[u32])> {
    let findings = data.sources[0].report.findings.iter();
    findings
        .map(|f| (f.kind, f.rows, f.first_lines.as_slice()))
        .collect()
}

/// A block with the positions of lines 12, 22, 32 changed.
fn with_three(
    mut block: Vec<(f64, f64)>,
    change: impl Fn((f64, f64)) -> (f64, f64),
) -> Vec<(f64, f64)> {
    for row in [10, 20, 30] {
        block[row] = change(block[row]);
    }
    block
}

const THREE: &[u32] = &[12, 22, 32];

/// What `fix` mends is found, told, and left as it is until the user says so.
fn is_found_and_mended(crs: FileCrs, positions: &[(f64, f64)], fix: Fix, kind: FindingKind) {
    let told = data(file(crs, positions), None, &[]).unwrap();
    assert_eq!(found(&told), [(kind, 3, THREE)], "{fix:?}");
    assert_eq!(told.tally.analysed, 97, "{fix:?}");
    let remedies = &told.sources[0].report.findings[0].remedies;
    assert_eq!(remedies, &[format!("--fix {}", fix.name())]);
    let mended = data(file(crs, positions), None, &[fix]).unwrap();
    assert_eq!(mended.tally.analysed, 100, "{fix:?}");
    assert_eq!(found(&mended), [(kind, 3, THREE)]);
    assert!(
        mended.sources[0].report.findings[0]
            .message
            .contains("as you say")
    );
}

#[test]
fn swapped_positions_are_found_and_mended_when_the_user_says_so() {
    let positions = with_three(block(MANCHESTER, 0.005), |(x, y)| (y, x));
    is_found_and_mended(WGS84, &positions, Fix::Swap, FindingKind::SwappedPositions);
    let london = with_three(block((530_000.0, 180_000.0), 500.0), |(x, y)| (y, x));
    is_found_and_mended(
        FileCrs::BRITISH,
        &london,
        Fix::Swap,
        FindingKind::SwappedPositions,
    );
}

#[test]
fn a_lost_minus_is_found_and_put_back_when_the_user_says_so() {
    let positions = with_three(block(MANCHESTER, 0.005), |(x, y)| (-x, y));
    let told = data(file(WGS84, &positions), None, &[]).unwrap();
    assert_eq!(found(&told), [(FindingKind::WrongSign, 3, THREE)]);
    let mended = data(file(WGS84, &positions), None, &[Fix::Sign]).unwrap();
    assert_eq!(mended.tally.analysed, 100);
}

#[test]
fn feet_and_metres_taken_for_each_other_are_found_and_mended() {
    let foot = 1200.0 / 3937.0;
    let london = || block((530_000.0, 180_000.0), 500.0);
    let feet = with_three(london(), |(x, y)| (x / foot, y / foot));
    is_found_and_mended(
        FileCrs::BRITISH,
        &feet,
        Fix::Feet,
        FindingKind::FeetForMetres,
    );
    // Illinois East in US survey feet.
    let chicago = with_three(block((1_170_000.0, 1_890_000.0), 500.0), |(x, y)| {
        (x * foot, y * foot)
    });
    let told = data(file(FileCrs::Epsg(3435), &chicago), None, &[]).unwrap();
    assert_eq!(found(&told), [(FindingKind::MetresForFeet, 3, THREE)]);
    let mended = data(file(FileCrs::Epsg(3435), &chicago), None, &[Fix::Metres]).unwrap();
    assert_eq!(mended.tally.analysed, 100);
}

#[test]
fn a_file_that_is_all_swapped_is_told_and_mended() {
    let positions: Vec<_> = block(MANCHESTER, 0.005)
        .into_iter()
        .map(|(x, y)| (y, x))
        .collect();
    let told = data(file(WGS84, &positions), None, &[]).unwrap();
    assert_eq!(
        (found(&told)[0].0, found(&told)[0].1),
        (FindingKind::SwappedPositions, 100)
    );
    assert!(
        told.sources[0].report.findings[0]
            .message
            .contains("nearly the whole file")
    );
    let mended = data(file(WGS84, &positions), None, &[Fix::Swap]).unwrap();
    assert_eq!((mended.tally.analysed, mended.crs.epsg()), (100, 27_700));
    // Where nothing overlaps, the refusal says what may help.
    let wards = areas(WGS84, (-2.3, 53.4), 0.2);
    let refused = data(file(WGS84, &positions), Some(wards.clone()), &[]).unwrap_err();
    assert!(refused.to_string().contains("--fix swap"), "{refused}");
    let mended = data(file(WGS84, &positions), Some(wards), &[Fix::Swap]).unwrap();
    assert_eq!(mended.tally.outside_region, 0);
}

#[test]
fn a_file_whose_minus_is_lost_throughout_is_told_by_boundaries() {
    let positions: Vec<_> = block(MANCHESTER, 0.005)
        .into_iter()
        .map(|(x, y)| (-x, y))
        .collect();
    let wards = || Some(areas(FileCrs::BRITISH, (380_000.0, 390_000.0), 20_000.0));
    let refused = data(file(WGS84, &positions), wards(), &[]).unwrap_err();
    assert!(refused.to_string().contains("--fix sign"), "{refused}");
    let mended = data(file(WGS84, &positions), wards(), &[Fix::Sign]).unwrap();
    assert_eq!(mended.tally.located, 100);
}

/// St Louis: 888,708.3 ft E, 1,028,833 ft N of Missouri East, where the file has 90.26011°W 38.658851°N.
#[test]
fn state_plane_feet_called_metres_are_told_by_the_area_of_use() {
    let positions = block((888_708.3, 1_028_833.0), 100.0);
    let metres = FileCrs::Epsg(26_996);
    let told = data(file(metres, &positions), None, &[]).unwrap();
    assert_eq!(
        (found(&told)[0].0, found(&told)[0].1),
        (FindingKind::FeetForMetres, 100)
    );
    let mended = data(file(metres, &positions), None, &[Fix::Feet]).unwrap();
    let corner = mended.bounds.unwrap().min;
    let at = mended.crs.to_lon_lat_one(corner);
    assert!(
        (at.lon + 90.260_11).abs() < 3e-4 && (at.lat - 38.658_851).abs() < 3e-4,
        "{at:?}"
    );
}

#[test]
fn stand_ins_for_unknown_are_told_and_taken_as_blank_when_the_user_says_so() {
    let mut positions = block((384_000.0, 398_000.0), 100.0);
    for (row, xy) in [
        (0, (-1.0, -1.0)),
        (1, (9_999_999.0, 9_999_999.0)),
        (2, (400_000.0, -100_000.0)),
    ] {
        positions[row] = xy;
    }
    positions[3] = (0.0, 0.0);
    let told = data(file(FileCrs::BRITISH, &positions), None, &[]).unwrap();
    let zero: &[u32] = &[5];
    let stand_ins: &[u32] = &[2, 3, 4];
    assert_eq!(
        found(&told),
        [
            (FindingKind::ZeroPositions, 1, zero),
            (FindingKind::StandInPositions, 3, stand_ins)
        ]
    );
    let blank = data(file(FileCrs::BRITISH, &positions), None, &[Fix::Blank]).unwrap();
    assert_eq!((blank.tally.no_location, blank.tally.far_outliers), (4, 0));
}

#[test]
fn data_that_are_fine_give_no_finding() {
    // One far away and one over the meridian, where nothing says that it is wrong.
    let mut positions = block(MANCHESTER, 0.005);
    positions.extend([(0.12, 51.5), (-5.93, 54.6)]);
    assert_eq!(
        found(&data(file(WGS84, &positions), None, &[]).unwrap()),
        []
    );
    // A town on the meridian has no sign to lose.
    let mut greenwich = block((-0.05, 51.45), 0.01);
    greenwich.extend([(0.4, 51.5), (-0.6, 51.5)]);
    assert_eq!(
        found(&data(file(WGS84, &greenwich), None, &[]).unwrap()),
        []
    );
    let atlanta = block((-84.4, 33.7), 0.01);
    assert_eq!(found(&data(file(WGS84, &atlanta), None, &[]).unwrap()), []);
    // What is fine is not touched, whatever is asked for.
    let asked = data(file(WGS84, &positions), None, &Fix::ALL).unwrap();
    assert_eq!(found(&asked), []);
}

#[test]
fn projected_numbers_called_degrees_are_refused_though_some_are_degrees() {
    let mut positions = block((384_000.0, 398_000.0), 100.0);
    positions.extend([MANCHESTER; 5]);
    let refused = data(file(WGS84, &positions), None, &[]).unwrap_err();
    assert!(
        matches!(refused, AssembleError::FalseCrs { .. }),
        "{refused}"
    );
    assert!(refused.to_string().contains("95 %"), "{refused}");
    let mut positions = block(MANCHESTER, 0.005);
    positions.extend([(384_000.0, 398_000.0); 5]);
    let refused = data(file(FileCrs::BRITISH, &positions), None, &[]).unwrap_err();
    assert!(
        refused.to_string().contains("look like degrees"),
        "{refused}"
    );
}

/// Pain points 15 and 18 of the survey: one stray or 0, 0 point made a giant grid; points and
/// boundaries that do not overlap gave a cryptic error.
#[test]
fn pain_15_strays_are_counted_and_pain_18_no_overlap_is_said_plainly() {
    let mut positions = block(MANCHESTER, 0.005);
    positions.extend([(0.0, 0.0), (-5.0, 58.0)]);
    let told = data(file(WGS84, &positions), None, &[]).unwrap();
    assert_eq!((told.tally.no_location, told.tally.far_outliers), (1, 1));
    assert!(told.region_km2 < 50.0, "{}", told.region_km2);
    let elsewhere = areas(WGS84, (-1.7, 54.9), 0.2);
    let refused = data(file(WGS84, &block(MANCHESTER, 0.005)), Some(elsewhere), &[]).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.contains("do not overlap") && said.contains("53.47°N 2.23°W"),
        "{said}"
    );
}

/// Pain point 16: longitude and latitude are always measured in metres of a plane.
#[test]
fn pain_16_degrees_are_analysed_in_metres() {
    let told = data(file(WGS84, &block(MANCHESTER, 0.005)), None, &[]).unwrap();
    assert_eq!(told.crs.epsg(), 27_700);
    // 0.045 degrees by 0.045: 2.98 km by 5.01 km.
    assert!((told.region_km2 - 14.9).abs() < 0.2, "{}", told.region_km2);
}
