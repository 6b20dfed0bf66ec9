use super::*;
use proptest::prelude::*;

const BRITISH: AnalysisCrs = AnalysisCrs::BritishNationalGrid;

fn placed(crs: AnalysisCrs, from: FileCrs, x: f64, y: f64) -> Option<Planar> {
    crs.project(from, &[(x, y)]).unwrap().positions[0]
}

fn assert_near(p: Planar, x: f64, y: f64, within_m: f64) {
    let off = p.distance_to(Planar::new(x, y));
    assert!(off <= within_m, "{p:?} is {off} m from {x} {y}");
}

/// Ordnance Survey's test points of OSTN15 (OSTN15_OSGM15_DataFile): ETRS89 latitude and
/// longitude, easting and northing.
const OS_TEST_POINTS: [(f64, f64, f64, f64); 6] = [
    (49.922_263_937_30, -6.299_777_520_14, 91_492.146, 11_318.804),
    (
        49.960_061_378_20,
        -5.203_046_099_98,
        170_370.718,
        11_572.405,
    ),
    (
        50.438_858_256_10,
        -4.108_645_635_61,
        250_359.811,
        62_016.569,
    ),
    (
        50.575_636_650_00,
        -1.297_822_772_40,
        449_816.371,
        75_335.861,
    ),
    (
        51.400_782_201_40,
        -3.551_283_492_40,
        292_184.870,
        168_003.465,
    ),
    // Caister water tower, the worked example of the user guide.
    (52.658_007_833, 1.716_073_973, 651_409.804, 313_177.450),
];

#[test]
fn ostn15_gives_ordnance_surveys_own_figures_both_ways() {
    for (lat, lon, x, y) in OS_TEST_POINTS {
        assert_near(
            placed(BRITISH, FileCrs::LON_LAT, lon, lat).unwrap(),
            x,
            y,
            0.002,
        );
        let back = BRITISH.to_lon_lat_one(Planar::new(x, y));
        let again = BRITISH.from_lon_lat_one(back).unwrap();
        assert_near(again, x, y, 0.01);
        assert!(
            (back.lat - lat).abs() < 1e-7 && (back.lon - lon).abs() < 1e-7,
            "{back:?}"
        );
    }
}

#[test]
fn ostn15_is_in_use_and_within_five_metres_of_the_helmert() {
    let projected_by_helmert = proj::Proj::new_known_crs("EPSG:4326", "EPSG:27700", None).unwrap();
    for (lat, lon, ..) in OS_TEST_POINTS {
        let (x, y) = projected_by_helmert.convert((lon, lat)).unwrap();
        let off = placed(BRITISH, FileCrs::LON_LAT, lon, lat)
            .unwrap()
            .distance_to(Planar::new(x, y));
        assert!((0.05..5.0).contains(&off), "{off} m at {lat} {lon}");
    }
}

#[test]
fn south_of_ostn15_in_scilly_the_helmert_stands_in_and_is_counted() {
    let st_agnes = (-6.3427, 49.8930);
    let there = BRITISH
        .project(FileCrs::LON_LAT, &[st_agnes, (-2.0, 53.0)])
        .unwrap();
    assert_eq!(there.helmert_fallbacks, 1);
    let by_proj = proj::Proj::new_known_crs("EPSG:4326", "EPSG:27700", None).unwrap();
    let (x, y) = by_proj.convert(st_agnes).unwrap();
    assert_near(there.positions[0].unwrap(), x, y, 0.001);
    let back = BRITISH.to_lon_lat_one(there.positions[0].unwrap());
    assert!((back.lat - st_agnes.1).abs() < 1e-8 && (back.lon - st_agnes.0).abs() < 1e-8);
}

#[test]
fn west_of_the_grid_no_shift_of_another_place_is_used() {
    let by_helmert = BRITISH.project(FileCrs::LON_LAT, &[(-8.5, 49.95)]).unwrap();
    assert_eq!(by_helmert.helmert_fallbacks, 1);
    assert!(by_helmert.positions[0].unwrap().x < -60_000.0);
}

#[test]
fn axes_are_east_and_north_whatever_the_authority_says() {
    // EPSG:2157's and EPSG:4326's official orders are north-first or latitude-first.
    let dublin = placed(AnalysisCrs::Epsg(2157), FileCrs::LON_LAT, -6.26, 53.35).unwrap();
    // PROJ 9.6.2's own output, kept against a change of axes or of operation; no outside source.
    assert_near(dublin, 715_845.936, 734_720.331, 0.01);
    let atlanta = placed(AnalysisCrs::Epsg(32616), FileCrs::LON_LAT, -84.39, 33.75).unwrap();
    assert_near(atlanta, 741_763.890, 3_737_497.583, 0.01);
    let web = placed(BRITISH, FileCrs::Epsg(3857), -250_000.0, 7_070_000.0).unwrap();
    assert!(
        (380_000.0..390_000.0).contains(&web.x) && (390_000.0..410_000.0).contains(&web.y),
        "{web:?}"
    );
    // The origin of UTM 31N: the central meridian at the equator is 500 km east.
    assert_near(
        placed(AnalysisCrs::Epsg(32631), FileCrs::LON_LAT, 3.0, 0.0).unwrap(),
        500_000.0,
        0.0,
        1e-6,
    );
}

#[test]
fn feet_of_a_state_plane_become_metres() {
    // St Louis arch in EPSG:2815's sister in US feet (102696 is Esri's): Missouri East, EPSG:6512.
    let arch = AnalysisCrs::Epsg(32615);
    let direct = placed(arch, FileCrs::LON_LAT, -90.1848, 38.6247).unwrap();
    let feet = proj::Proj::new_known_crs("EPSG:4326", "EPSG:6512", None).unwrap();
    let (x, y) = feet.convert((-90.1848, 38.6247)).unwrap();
    assert_near(
        placed(arch, FileCrs::Epsg(6512), x, y).unwrap(),
        direct.x,
        direct.y,
        0.01,
    );
}

#[test]
fn a_file_in_the_plane_keeps_its_coordinates_bit_for_bit() {
    let xy = [
        (384_123.123_456_789, 398_000.1),
        (91_329.125_3, 8_845.071_5),
        (655_300.0, 293_000.7),
    ];
    let kept = BRITISH.project(FileCrs::BRITISH, &xy).unwrap();
    assert_eq!(kept.helmert_fallbacks, 0);
    for (p, (x, y)) in kept.positions.into_iter().zip(xy) {
        assert_eq!(p, Some(Planar::new(x, y)));
    }
    assert_eq!(
        placed(
            AnalysisCrs::Epsg(32616),
            FileCrs::Epsg(32616),
            741_763.1,
            3_737_497.2
        ),
        Some(Planar::new(741_763.1, 3_737_497.2))
    );
}

#[test]
fn positions_outside_the_domain_are_not_located() {
    let nowhere = [
        (f64::NAN, 53.0),
        (-2.0, f64::INFINITY),
        (-9.02, 55.0),
        (2.02, 52.0),
        (0.0, 49.74),
        (0.0, 61.02),
        (385_000.0, 398_000.0),
    ];
    assert!(
        BRITISH
            .project(FileCrs::LON_LAT, &nowhere)
            .unwrap()
            .positions
            .iter()
            .all(Option::is_none)
    );
    assert!(
        placed(BRITISH, FileCrs::LON_LAT, 2.0, 49.76).is_some(),
        "the box's own corner"
    );
    assert_eq!(
        placed(BRITISH, FileCrs::BRITISH, 3_000_000.0, 400_000.0),
        None
    );
    assert_eq!(placed(BRITISH, FileCrs::BRITISH, 1e300, 1e300), None);
    assert_eq!(
        placed(AnalysisCrs::Epsg(2157), FileCrs::LON_LAT, -5.33, 54.5),
        None
    );
    assert_eq!(
        placed(AnalysisCrs::Epsg(32616), FileCrs::LON_LAT, -77.9, 33.0),
        None
    );
    assert!(placed(AnalysisCrs::Epsg(32616), FileCrs::LON_LAT, -78.0, 33.0).is_some());
}

#[test]
fn what_is_no_plane_in_metres_is_refused_with_the_reason() {
    for (epsg, reason) in [
        (4326, "not projected"),
        (4258, "not projected"),
        (2277, "not in metres"),
        (99_999, "does not know"),
        (2048, "axes"),
    ] {
        let error = AnalysisCrs::from_epsg(epsg).unwrap_err().to_string();
        assert!(
            error.contains(reason) && error.contains(&epsg.to_string()),
            "{error}"
        );
    }
    assert_eq!(AnalysisCrs::from_epsg(27700), Ok(BRITISH));
    assert_eq!(AnalysisCrs::from_epsg(25832), Ok(AnalysisCrs::Epsg(25832)));
    assert!(
        BRITISH
            .project(FileCrs::Epsg(99_999), &[(0.0, 0.0)])
            .is_err()
    );
}

#[test]
fn epsg_numbers_are_read_as_people_write_them() {
    for text in ["EPSG:27700", "epsg:27700", " 27700 ", "EPSG: 27700"] {
        assert_eq!(parse_epsg(text), Ok(27700), "{text}");
    }
    for text in [
        "",
        "EPSG:",
        "EPSG:x",
        "wgs84",
        "-4326",
        "0",
        "EPSG:99999999999",
        "é:é:é",
    ] {
        assert!(parse_epsg(text).is_err(), "{text}");
    }
}

#[test]
fn each_plane_says_what_it_is_and_how_it_is_joined() {
    assert_eq!(
        (BRITISH.name(), BRITISH.title()),
        ("EPSG:27700".to_owned(), "British National Grid".to_owned())
    );
    assert!(BRITISH.operation().starts_with("OSTN15") && BRITISH.accuracy_m() == 0.1);
    let utm = AnalysisCrs::Epsg(32616);
    assert_eq!(
        (utm.title().as_str(), utm.operation().as_str()),
        ("UTM zone 16N", "PROJ: UTM zone 16N")
    );
    let irish = AnalysisCrs::Epsg(2157);
    assert_eq!(irish.title(), "Irish Transverse Mercator");
    assert!(
        irish.operation().contains("IRENET95 to WGS 84"),
        "{}",
        irish.operation()
    );
    assert_eq!((irish.accuracy_m(), utm.accuracy_m()), (1.0, 0.0));
}

#[test]
fn scale_tells_true_planes_from_stretched_ones() {
    let manchester = LonLat::new(-2.24, 53.48);
    assert!((BRITISH.scale_at(manchester).unwrap() - 0.9996).abs() < 1e-4);
    let web = AnalysisCrs::Epsg(3857).scale_at(manchester).unwrap();
    assert!(
        (web - 1.0 / manchester.lat.to_radians().cos()).abs() < 0.01,
        "{web}"
    );
}

proptest! {
    #[test]
    fn there_and_back_is_less_than_a_centimetre_in_britain(lon in -7.0..1.7, lat in 49.93..60.8) {
        let there = BRITISH.from_lon_lat_one(LonLat::new(lon, lat)).unwrap();
        let again = BRITISH.from_lon_lat_one(BRITISH.to_lon_lat_one(there)).unwrap();
        prop_assert!(there.distance_to(again) < 0.01, "{} m", there.distance_to(again));
    }

    #[test]
    fn there_and_back_is_less_than_a_centimetre_elsewhere(east in -4.0..4.0, lat in -75.0..75.0, zone in 1..=60_u32) {
        let crs = AnalysisCrs::Epsg(32_600 + zone);
        let lon: f64 = f64::from(zone) * 6.0 - 183.0 + east;
        prop_assume!(lon.abs() <= 180.0);
        let there = crs.from_lon_lat_one(LonLat::new(lon, lat)).unwrap();
        let again = crs.from_lon_lat_one(crs.to_lon_lat_one(there)).unwrap();
        prop_assert!(there.distance_to(again) < 0.01);
    }
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads() {
    let xy: Vec<(f64, f64)> = (0..30_000)
        .map(|i| {
            (
                -3.0 + f64::from(i % 173) / 100.0,
                51.0 + f64::from(i % 211) / 100.0,
            )
        })
        .collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| BRITISH.project(FileCrs::LON_LAT, &xy).unwrap().positions)
    };
    assert_eq!(on(1), on(3));
}

/// Prints how long many positions take; run by hand with `--ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn measure_projection() {
    let xy: Vec<(f64, f64)> = (0..445_326)
        .map(|i| {
            (
                -3.0 + f64::from(i % 1733) / 1000.0,
                51.0 + f64::from(i % 2111) / 1000.0,
            )
        })
        .collect();
    for crs in [BRITISH, AnalysisCrs::Epsg(32630)] {
        let start = std::time::Instant::now();
        let found = crs.project(FileCrs::LON_LAT, &xy).unwrap();
        let there = start.elapsed();
        let positions: Vec<Planar> = found.positions.into_iter().flatten().collect();
        let start = std::time::Instant::now();
        let back = crs.to_lon_lat(&positions);
        println!(
            "{}: {} there {there:?}, back {:?}",
            crs.name(),
            back.len(),
            start.elapsed()
        );
    }
}
