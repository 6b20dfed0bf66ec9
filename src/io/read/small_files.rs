//! The readers on small files written by the test: exact results, clear refusals, no panic.

use std::path::PathBuf;

use jiff::civil::date;

use crate::base::Progress;
use crate::base::when::{Civil, When, day_number};
use crate::crs::FileCrs;
use crate::data::raw::{RawIncidents, RawPremises};
use crate::data::{Corrections, Finding, FindingKind, Mending};
use crate::io::read::{
    BoundaryOptions, DateOrder, Field, FileKind, Input, ReadError, ReadOptions, parse_time_zone,
    read_boundaries, read_incidents, read_premises, sniff_kind,
};

/// Puts `bytes` into a file of its own and hands it to `read`.
pub(super) fn with_file<T>(bytes: &[u8], read: impl FnOnce(&PathBuf) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("given.csv");
    std::fs::write(&path, bytes).unwrap();
    read(&path)
}

pub(super) fn incidents_with(
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<RawIncidents, ReadError> {
    with_file(bytes, |path| {
        read_incidents(path, options, &Progress::new())
    })
}

fn incidents(text: &str) -> RawIncidents {
    incidents_with(text.as_bytes(), &ReadOptions::default()).unwrap()
}

fn refusal(bytes: &[u8], options: &ReadOptions) -> String {
    incidents_with(bytes, options).unwrap_err().to_string()
}

pub(super) fn mapped(maps: &[(Field, Option<&str>)]) -> ReadOptions {
    let map = maps
        .iter()
        .map(|&(field, column)| (field, column.map(str::to_owned)));
    ReadOptions {
        map: map.collect(),
        ..ReadOptions::default()
    }
}

fn at(y: i16, m: i8, d: i8, hour: i64, minute: i64) -> When {
    When::At(Civil::on(date(y, m, d), hour * 3600 + minute * 60))
}

fn whens(read: &RawIncidents) -> Vec<When> {
    read.rows().map(|row| row.when).collect()
}

#[test]
fn marks_line_ends_quotes_and_blank_records_are_understood() {
    let text = "\u{feff}lon,lat,Date,Offence,Location\r\n\
                -1.5,53.5,2021-05-03 22:30,Assault,\"High St,\r\nnear \"\"Bar\"\"\"\r\n\
                \r\n,,,,\r\n\
                -1.6,53.6,2021-05-04 01:00,Robbery,Quay\r\n\
                -1.6,53.6\r\n-1.7,53.7,2021-05-05 02:00,Assault,Quay,extra\r\n\
                ,,2021-05-05 03:00,Assault,Quay";
    let read = incidents(text);
    assert_eq!(
        (read.rows_read, read.len(), read.report.rows_set_aside()),
        (5, 3, 2)
    );
    let lines: Vec<u32> = read.rows().map(|row| row.line).collect();
    assert_eq!(lines, [2, 6, 9]);
    assert_eq!(read.report.set_aside["fewer fields than the header"], [7]);
    assert_eq!(read.report.set_aside["more fields than the header"], [8]);
    assert_eq!(
        read.locations.text(read.chunks[0].row(0).location),
        "High St,\nnear \"Bar\""
    );
    assert_eq!(read.chunks[0].row(1).xy, (-1.6, 53.6));
    assert!(read.chunks[0].row(2).xy.0.is_nan() && read.chunks[0].row(2).xy.1.is_nan());
    assert_eq!(read.chunks[0].row(0).when, at(2021, 5, 3, 22, 30));
    assert_eq!(read.categories.len(), 2);
}

#[test]
fn separators_decimal_commas_and_old_encodings_are_told_by_content() {
    for separator in [";", "\t", "|"] {
        let text =
            "lon;lat;date;location\n-1,5;53,5;2021-05-03;Quay, north\n".replace(';', separator);
        let read = incidents(&text);
        assert_eq!(read.chunks[0].row(0).xy, (-1.5, 53.5), "{separator}");
        assert_eq!(
            read.locations.text(read.chunks[0].row(0).location),
            "Quay, north"
        );
    }
    let bytes = b"lon,lat,date,location\n-1.5,53.5,2021-05-03,Caf\xe9 \x96 Bar\n";
    let read = incidents_with(bytes, &ReadOptions::default()).unwrap();
    assert_eq!(
        read.locations.text(read.chunks[0].row(0).location),
        "Café – Bar"
    );
    assert!(
        read.report
            .understood
            .iter()
            .any(|said| said.contains("Windows-1252"))
    );
}

#[test]
fn a_gzip_file_and_built_in_bytes_read_like_the_plain_file() {
    use std::io::Write as _;
    let text: &'static [u8] = b"lon,lat,date\n-1.5,53.5,2021-05-03 10:00\n";
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text).unwrap();
    let packed = packer.finish().unwrap();
    let plain = incidents_with(text, &ReadOptions::default()).unwrap();
    let unpacked = incidents_with(&packed, &ReadOptions::default()).unwrap();
    let rows = |read: &RawIncidents| read.rows().collect::<Vec<_>>();
    assert_eq!(rows(&plain), rows(&unpacked));
    assert_ne!(plain.source.sha256, unpacked.source.sha256);
    let input = Input::Embedded {
        name: "town",
        bytes: text,
    };
    let built_in = read_incidents(input, &ReadOptions::default(), &Progress::new()).unwrap();
    assert_eq!(
        (rows(&built_in), built_in.source.path.as_str()),
        (rows(&plain), "town")
    );
    assert_eq!(built_in.source.sha256, plain.source.sha256);
    let cut = refusal(&packed[..packed.len() / 2], &ReadOptions::default());
    assert!(cut.contains("cannot be read"), "{cut}");
}

#[test]
fn the_hash_is_that_of_the_bytes_on_disk() {
    let read = incidents("lon,lat\n1,2\n");
    // printf 'lon,lat\n1,2\n' | sha256sum
    assert_eq!(read.source.sha256, SHA256_OF_TWO_LINES);
}

const SHA256_OF_TWO_LINES: &str =
    "9604777b32d26f9d6ec273093551a894510d148279830857ca78c826dd3f12a8";

#[test]
fn a_later_date_decides_the_order_of_the_whole_column() {
    let mut text = "lon,lat,Date\n".to_owned();
    for _ in 0..6000 {
        text += "-1.5,53.5,03/04/2021 10:00\n";
    }
    let ambiguous = incidents(&text);
    assert_eq!(ambiguous.chunks[0].row(0).when, at(2021, 4, 3, 10, 0));
    assert!(
        ambiguous
            .report
            .understood
            .iter()
            .any(|said| said.contains("no date decides"))
    );
    let american = ReadOptions {
        tz: Some(parse_time_zone("America/Chicago").unwrap()),
        ..ReadOptions::default()
    };
    let read = incidents_with(text.as_bytes(), &american).unwrap();
    assert_eq!(read.chunks[0].row(0).when, at(2021, 3, 4, 10, 0));
    text += "-1.5,53.5,04/13/2021 10:00\n";
    assert_eq!(
        incidents(&text).chunks[0].row(0).when,
        at(2021, 3, 4, 10, 0)
    );
    let told = ReadOptions {
        date_order: Some(DateOrder::DayMonthYear),
        ..ReadOptions::default()
    };
    let read = incidents_with(text.as_bytes(), &told).unwrap();
    assert_eq!(read.chunks[0].row(0).when, at(2021, 4, 3, 10, 0));
    assert_eq!(read.chunks[0].row(6000).when, When::Unknown);
    let (why, lines) = read.report.remarks.first_key_value().unwrap();
    assert!(why.starts_with("no such day in the calendar"), "{why}");
    assert_eq!(lines, &[6002]);
}

#[test]
fn committed_from_and_to_become_windows() {
    let text = "easting,northing,Committed From,Committed To,Recorded Date\n\
                400000,300000,03/05/2021 22:30,04/05/2021 01:30,13/05/2021 09:00\n\
                400000,300000,03/05/2021 22:30,,13/05/2021 09:00\n\
                400000,300000,03/05/2021 22:30,03/05/2021 20:00,13/05/2021 09:00\n\
                400000,300000,,04/05/2021 01:30,14/05/2021 09:00\n\
                400000,300000,14/05/2021,15/05/2021,15/05/2021 09:00\n";
    let read = incidents(text);
    assert_eq!(read.crs, FileCrs::BRITISH);
    let (from, to) = (date(2021, 5, 3), date(2021, 5, 4));
    let day = |d| day_number(date(2021, 5, d));
    let expected = [
        When::Between {
            from: Civil::on(from, 81_000),
            to: Civil::on(to, 5400),
        },
        at(2021, 5, 3, 22, 30),
        When::Unknown,
        When::Unknown,
        When::Days {
            first: day(14),
            last: day(15),
        },
    ];
    assert_eq!(whens(&read), expected);
    assert_eq!(read.report.remarks["no readable date"], [5]);
}

#[test]
fn dates_and_times_in_columns_of_their_own_are_joined() {
    let text = "x,y,First Committed Date,First Committed Time,Last Committed Date,Last Committed Time\n\
                400000,300000,13/05/2021,0020,13/05/2021,25\n\
                400000,300000,13/05/2021,T,13/05/2021,0030\n\
                400000,300000,13/05/2021,2350,14/05/2021,\n\
                400000,300000,13/05/2021,24:00,,\n";
    let read = incidents(text);
    let day = day_number(date(2021, 5, 13));
    let start = Civil::on(date(2021, 5, 13), 1200);
    let expected = [
        When::Between {
            from: start,
            to: Civil(start.0 + 300),
        },
        When::Days {
            first: day,
            last: day,
        },
        When::Unknown,
        at(2021, 5, 14, 0, 0),
    ];
    assert_eq!(whens(&read), expected);
    assert_eq!(read.report.remarks["no readable clock time"], [3]);
    let hours = incidents("lon,lat,date,hour,minute\n1,2,2021-05-03,23,5\n1,2,2021-05-03,,\n");
    assert_eq!(hours.chunks[0].row(0).when, at(2021, 5, 3, 23, 5));
    let day = day_number(date(2021, 5, 3));
    assert_eq!(
        hours.chunks[0].row(1).when,
        When::Days {
            first: day,
            last: day
        }
    );
}

#[test]
fn midnight_is_a_time_unless_the_user_says_it_is_none() {
    let text = "lon,lat,date\n1,2,2021-05-03 00:00\n1,2,2021-05-03 00:01\n";
    assert_eq!(incidents(text).chunks[0].row(0).when, at(2021, 5, 3, 0, 0));
    let options = ReadOptions {
        unknown_midnight: true,
        ..ReadOptions::default()
    };
    let read = incidents_with(text.as_bytes(), &options).unwrap();
    let day = day_number(date(2021, 5, 3));
    assert_eq!(
        whens(&read),
        [
            When::Days {
                first: day,
                last: day
            },
            at(2021, 5, 3, 0, 1)
        ]
    );
}

#[test]
fn columns_named_by_the_user_win() {
    let text = "a,b,lon,lat,seen,kind\n400000,300000,-1.5,53.5,2021-05-03,Theft\n";
    let options = mapped(&[
        (Field::Easting, Some("A")),
        (Field::Northing, Some("b")),
        (Field::From, Some("seen")),
        (Field::Category, Some("kind")),
    ]);
    let read = incidents_with(text.as_bytes(), &options).unwrap();
    assert_eq!(
        (read.crs, read.chunks[0].row(0).xy),
        (FileCrs::BRITISH, (400_000.0, 300_000.0))
    );
    assert_eq!(
        read.categories.text(read.chunks[0].row(0).category),
        "Theft"
    );
    assert!(matches!(read.chunks[0].row(0).when, When::Days { .. }));
    let none = mapped(&[(Field::From, None)]);
    assert_eq!(
        incidents_with(text.as_bytes(), &none).unwrap().chunks[0]
            .row(0)
            .when,
        When::Unknown
    );
    let wrong = refusal(text.as_bytes(), &mapped(&[(Field::Lon, Some("long"))]));
    assert!(
        wrong.contains("--map lon=long") && wrong.contains("\"lat\""),
        "{wrong}"
    );
}

#[test]
fn eastings_beat_degrees_only_where_their_system_is_known() {
    let british = "easting,northing,lon,lat\n400000,300000,-1.5,53.5\n";
    assert_eq!(incidents(british).crs, FileCrs::BRITISH);
    let elsewhere = "easting,northing,lon,lat\n440000,4600000,-88,41\n";
    assert_eq!(incidents(elsewhere).crs, FileCrs::LON_LAT);
    let told = ReadOptions {
        crs: Some(FileCrs::Epsg(26_916)),
        ..ReadOptions::default()
    };
    assert_eq!(
        incidents_with(elsewhere.as_bytes(), &told).unwrap().crs,
        FileCrs::Epsg(26_916)
    );
    let alone = refusal(
        b"easting,northing\n440000,4600000\n",
        &ReadOptions::default(),
    );
    assert!(
        alone.contains("4600000") && alone.contains("--crs EPSG:n"),
        "{alone}"
    );
    let squares = incidents("Grid Ref,date\nSS 123 456,2021-05-03\nnone,2021-05-03\n");
    assert_eq!(
        (squares.crs, squares.chunks[0].row(0).xy),
        (FileCrs::BRITISH, (212_350.0, 145_650.0))
    );
    assert!(squares.chunks[0].row(1).xy.0.is_nan());
}

#[test]
fn files_that_cannot_be_used_are_refused_with_the_reason() {
    let cases: [(&[u8], &str); 10] = [
        (b"", "empty"),
        (b" \r\n\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"lon,lat,date\n", "no record"),
        (b"PK\x03\x04 Index/Document.iwa", "Numbers"),
        (b"a,b\0\0\0", "binary"),
        (b"name,colour\nx,red\n", "--map lon=COLUMN"),
        (
            b"{\"type\": \"FeatureCollection\",\n \"features\": [}",
            "line 2, column 15",
        ),
        (
            b"{\"type\":\"FeatureCollection\",\"features\":[]}",
            "none of the 0 features",
        ),
        (b"{\"a\": 1}", "no GeoJSON"),
    ];
    for (bytes, word) in cases {
        let said = refusal(bytes, &ReadOptions::default());
        assert!(said.contains(word), "{said}");
        assert!(said.ends_with("given.csv"), "the path comes last: {said}");
    }
}

#[test]
fn nobody_waits_for_an_answer_that_is_not_wanted() {
    let progress = Progress::new();
    progress.cancel();
    let text = "lon,lat\n".to_owned() + &"1,2\n".repeat(10_000);
    let read = with_file(text.as_bytes(), |path| {
        read_incidents(path, &ReadOptions::default(), &progress).map(|read| read.rows_read)
    });
    assert!(matches!(read, Err(ReadError::Cancelled(_))), "{read:?}");
}

const SQUARE: &str =
    "[[[0,50],[1,50],[1,51],[0,51],[0,50]],[[0.2,50.2],[0.4,50.2],[0.4,50.4],[0.2,50.2]]]";

#[test]
fn polygons_keep_their_holes_and_other_shapes_are_set_aside() {
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[
        {{"type":"Feature","properties":{{"name":"A","population":"1,200"}},
          "geometry":{{"type":"Polygon","coordinates":{SQUARE}}}}},
        {{"type":"Feature","properties":{{"name":"P","population":3}},
          "geometry":{{"type":"Point","coordinates":[0,50]}}}},
        {{"type":"Feature","properties":{{"name":"N"}},"geometry":null}},
        {{"type":"Feature","properties":{{"name":"C","population":0}},
          "geometry":{{"type":"GeometryCollection","geometries":[
            {{"type":"Point","coordinates":[0,50]}},
            {{"type":"MultiPolygon","coordinates":[{SQUARE},{SQUARE}]}}]}}}},
        {{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[[0]]]}}}}
        ]}}"#
    );
    let read = with_file(text.as_bytes(), |p| {
        read_boundaries(p, &BoundaryOptions::default(), &Progress::new())
    });
    let read = read.unwrap();
    assert_eq!(
        (read.crs, read.areas.len(), read.report.rows_set_aside()),
        (FileCrs::LON_LAT, 2, 3)
    );
    assert_eq!(
        (read.areas[0].name.as_str(), read.areas[0].population),
        ("A", Some(1200.0))
    );
    assert_eq!(read.areas[0].shape.0[0].interiors().len(), 1);
    assert_eq!((read.areas[1].shape.0.len(), read.areas[1].line), (2, 4));
    assert_eq!(read.areas[1].population, Some(0.0));
    let unknown = with_file(text.as_bytes(), |p| {
        {
            let options = BoundaryOptions {
                name_field: Some("ward".to_owned()),
                ..BoundaryOptions::default()
            };
            read_boundaries(p, &options, &Progress::new())
        }
        .unwrap_err()
        .to_string()
    });
    assert!(unknown.contains("\"population\""), "{unknown}");
}

#[test]
fn boundaries_say_their_system_or_are_in_degrees() {
    let read = |crs: &str, coordinates: &str| {
        let text = format!(
            r#"{{"type":"Feature",{crs}"properties":{{"name":"A"}},
            "geometry":{{"type":"Polygon","coordinates":{coordinates}}}}}"#
        );
        with_file(text.as_bytes(), |p| {
            read_boundaries(p, &BoundaryOptions::default(), &Progress::new())
        })
        .map(|read| read.crs)
        .map_err(|error| error.to_string())
    };
    let metres = "[[[400000,300000],[400100,300000],[400100,300100],[400000,300000]]]";
    let named =
        |name: &str| format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#);
    assert_eq!(
        read(&named("urn:ogc:def:crs:EPSG::27700"), metres),
        Ok(FileCrs::BRITISH)
    );
    assert_eq!(read(&named("EPSG:27700"), metres), Ok(FileCrs::BRITISH));
    assert_eq!(
        read(
            &named("http://www.opengis.net/def/crs/EPSG/0/27700"),
            metres
        ),
        Ok(FileCrs::BRITISH)
    );
    assert_eq!(
        read(&named("urn:ogc:def:crs:OGC:1.3:CRS84"), SQUARE),
        Ok(FileCrs::LON_LAT)
    );
    assert_eq!(read("\"crs\":null,", SQUARE), Ok(FileCrs::LON_LAT));
    assert!(read("", metres).unwrap_err().contains("no degrees"));
    assert!(
        read(&named("my own"), metres)
            .unwrap_err()
            .contains("my own")
    );
}

fn premises(text: &str) -> RawPremises {
    with_file(text.as_bytes(), |path| {
        read_premises(path, &ReadOptions::default(), &Progress::new()).unwrap()
    })
}

#[test]
fn premises_tell_type_hours_licence_and_capacity() {
    let text = "name,type,lon,lat,opens,closes,alcohol,late_refreshment,capacity\n\
                The Anchor,pub,-4.5,52.5,11:00,02:00,yes,no,\"1,200\"\n\
                ,cafe,\\N,NA,,,0,2019-03-01,\n\
                Grill,takeaway,-4.5,52.5,17:00,24:00,n,y,lots\n";
    let read = premises(text);
    assert!(read.tells_night_time);
    let anchor = &read.rows[0].1;
    assert_eq!(
        (anchor.name.as_str(), anchor.kind.as_deref()),
        ("The Anchor", Some("pub"))
    );
    assert_eq!(
        anchor.opens.map(|c| c.to_string()).as_deref(),
        Some("11:00")
    );
    assert_eq!(
        anchor.closes.map(|c| c.to_string()).as_deref(),
        Some("02:00")
    );
    assert_eq!(
        (anchor.licensed_alcohol, anchor.licensed_late_refreshment),
        (Some(true), Some(false))
    );
    assert_eq!((anchor.capacity, anchor.line), (Some(1200), 2));
    let cafe = &read.rows[1];
    assert!(cafe.0.0.is_nan() && cafe.1.position.x.is_nan());
    assert_eq!((cafe.1.name.as_str(), cafe.1.closes), ("premises 2", None));
    assert_eq!(
        (cafe.1.licensed_alcohol, cafe.1.licensed_late_refreshment),
        (Some(false), Some(true))
    );
    assert_eq!(
        read.rows[2].1.closes.map(|c| c.to_string()).as_deref(),
        Some("00:00")
    );
    assert_eq!(read.report.remarks["no readable capacity"], [4]);
    let week = premises(
        "Premises Name,Easting,Northing,Opening hours\nX,400000,300000,Mon-Thu 10:00-23:00 Fri-Sat 10:00-03:00\n",
    );
    assert_eq!(week.crs, FileCrs::BRITISH);
    assert_eq!(
        week.rows[0].1.closes.map(|c| c.to_string()).as_deref(),
        Some("03:00")
    );
}

#[test]
fn what_is_no_table_of_premises_is_refused() {
    let error = |text: &str| {
        with_file(text.as_bytes(), |path| {
            read_premises(path, &ReadOptions::default(), &Progress::new())
                .unwrap_err()
                .to_string()
        })
    };
    assert!(error("lon,lat,date\n1,2,2021-05-03\n").contains("no columns with a name"));
    assert!(error("name,type\nX,pub\n").contains("no columns with positions"));
    let polygon = format!(r#"{{"type":"Polygon","coordinates":{SQUARE}}}"#);
    assert!(error(&polygon).contains("--boundaries"));
}

/// Cuts and garbles `sample` at many places and reads it in every way.
fn survives(sample: &[u8]) {
    let options = ReadOptions::default();
    let read_all = |bytes: &[u8]| {
        with_file(bytes, |path| {
            let progress = Progress::new();
            // Whatever comes of it, it comes as a value.
            let kind: Result<FileKind, ReadError> = sniff_kind(path, &Progress::new());
            let rows = read_incidents(path, &options, &progress).map(|read| {
                assert_eq!(read.rows_read, read.len() + read.report.rows_set_aside());
            });
            let areas = read_boundaries(path, &BoundaryOptions::default(), &progress).map(|_| ());
            let premises = read_premises(path, &options, &progress).map(|_| ());
            for error in [kind.map(|_| ()), rows, areas, premises]
                .into_iter()
                .filter_map(Result::err)
            {
                assert!(error.to_string().ends_with("given.csv"), "{error}");
            }
        });
    };
    let step = (sample.len() / 60).max(1);
    for place in (0..sample.len()).step_by(step) {
        read_all(&sample[..place]);
        for byte in [0, b'"', b'\r', b',', b'9', b'-', 0xff, b'{'] {
            let mut garbled = sample.to_vec();
            garbled[place] = byte;
            read_all(&garbled);
        }
    }
}

#[test]
fn cut_and_garbled_files_never_panic() {
    survives(
        b"lon,lat,Date From,Time From,Date To,Time To,Grid Ref,Offence\r\n\
        -1.5,53.5,03/05/2021,22:30,04/05/2021,0130,SK 123 456,\"Assault, \xe9\"\r\n\
        -1.5,53.5,3 May 2021,10:30 PM,2021-05-04T01:30:00Z,,SK 12 45,Robbery\r\n",
    );
    survives(
        b"name,type,easting,northing,opening hours,closes,alcohol,capacity\n\
        The Anchor,pub,400000,300000,Mon-Thu 10am-11pm Fri 10:00-03:00,0300,yes,200\n",
    );
    let square = SQUARE;
    survives(
        format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:4326"}}}},"features":[
            {{"type":"Feature","properties":{{"name":"é","POP20":1}},"geometry":{{"type":"Polygon","coordinates":{square}}}}},
            {{"type":"Feature","properties":{{"date":"2021-05-03"}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}]}}"#
        )
        .as_bytes(),
    );
}

#[test]
fn a_few_numbers_that_stand_for_unknown_do_not_hide_what_a_column_is() {
    let mut text = "date,hour,lon,lat,easting,northing\n".to_owned();
    for i in 0..20 {
        let easting = (384_000 + i).to_string();
        text += &[
            "2024-05-03,",
            &i.to_string(),
            ",-2.2,53.4,",
            &easting,
            ",398000\n",
        ]
        .concat();
    }
    text += "2024-05-03,99,-2.2,53.4,-1,-1\n2024-05-03,,-2.2,53.4,1e308,99999999\n";
    let read = incidents(&text);
    assert_eq!(read.crs, FileCrs::BRITISH);
    assert_eq!(read.chunks[0].row(3).when, at(2024, 5, 3, 3, 0));
    let degrees = incidents(
        &text
            .replace("easting,northing", "a,b")
            .replace("53.4,384004", "999,1"),
    );
    assert_eq!(degrees.crs, FileCrs::LON_LAT);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_remarked() {
    let text = "date,lon,lat,note\n2024-05-03,-2.2,53.4,\"open\n2024-05-04,-2.2,53.4,x\n";
    let read = incidents(text);
    assert_eq!(read.rows_read, 1);
    let lines: Vec<_> = read.report.remarks.values().flatten().collect();
    assert_eq!(lines, [&2]);
    let fine = "date,lon,lat,note\n2024-05-03,-2.2,53.4,\"two\nlines, one comma\"\n";
    assert!(incidents(fine).report.remarks.is_empty());
}

fn finding(read: &RawIncidents, kind: FindingKind) -> Option<&Finding> {
    let mut findings = read.report.findings.iter();
    findings.find(|finding| finding.kind == kind)
}

fn unknown_at(times: &[&str]) -> ReadOptions {
    let mending = Mending {
        unknown_times: times.iter().map(|time| time.parse().unwrap()).collect(),
        ..Mending::default()
    };
    ReadOptions {
        mending,
        ..ReadOptions::default()
    }
}

#[test]
fn clock_times_that_stand_for_unknown_become_dates_when_the_user_says_so() {
    let text = "lon,lat,from,to\n\
                -1.5,53.5,2021-05-03 12:00,\n\
                -1.5,53.5,2021-05-03 00:00,\n\
                -1.5,53.5,2021-05-03 24:00,\n\
                -1.5,53.5,2021-05-03 00:01,2021-05-03 23:59:59\n\
                -1.5,53.5,2021-05-03 12:01,\n";
    let options = unknown_at(&["12:00", "00:01", "23:59"]);
    let read = incidents_with(text.as_bytes(), &options).unwrap();
    let day = day_number(date(2021, 5, 3));
    let may_third = When::Days {
        first: day,
        last: day,
    };
    let expected = [
        may_third,
        at(2021, 5, 3, 0, 0),
        at(2021, 5, 4, 0, 0),
        may_third,
        at(2021, 5, 3, 12, 1),
    ];
    assert_eq!(whens(&read), expected);
    let told = finding(&read, FindingKind::UnknownTime).unwrap();
    assert_eq!((told.rows, told.settled), (3, true));
    let midnight = incidents_with(text.as_bytes(), &unknown_at(&["00:00"])).unwrap();
    assert_eq!(midnight.chunks[0].row(1).when, may_third);
    assert_eq!(
        midnight.chunks[0].row(2).when,
        at(2021, 5, 4, 0, 0),
        "24:00 is the end of a day"
    );
}

#[test]
fn two_shapes_of_times_in_one_column_are_both_read_and_counted() {
    let text = "lon,lat,Occur Date,Occur Time\n\
                -1.5,53.5,2021-05-13,0020\n\
                -1.5,53.5,14/05/2021,00:20\n\
                -1.5,53.5,2021-05-13,24:00\n\
                -1.5,53.5,2021-05-13,0930\n";
    let read = incidents(text);
    let expected = [
        at(2021, 5, 13, 0, 20),
        at(2021, 5, 14, 0, 20),
        at(2021, 5, 14, 0, 0),
        at(2021, 5, 13, 9, 30),
    ];
    assert_eq!(whens(&read), expected);
    let shapes = read.report.findings.iter();
    let shapes = shapes.filter(|finding| finding.kind == FindingKind::SeveralShapes);
    let said: Vec<String> = shapes.map(Finding::said).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(
        said[0]
            .contains("3 like 2021-05-31 (first on line 2), 1 like 31/05/2021 (first on line 3)")
    );
    assert!(said[1].contains("2 like 00:20 (first on line 3), 2 like 0020 (first on line 2)"));
    assert!(said[2].contains("24:00, which is 00:00 of the next day"));
}

#[test]
fn a_column_of_one_shape_gives_no_finding() {
    let text = "lon,lat,Occur Date,Occur Time\n\
                -1.5,53.5,2021-05-13,00:20\n-1.5,53.5,2021-05-14,\n-1.5,53.5,,10:20\n";
    assert_eq!(incidents(text).report.findings, []);
}

#[test]
fn days_the_calendar_lacks_are_told_apart_from_texts_that_are_no_dates() {
    let mut text = "lon,lat,date\n\
                -1.5,53.5,13/05/2021\n-1.5,53.5,31/02/2021\n-1.5,53.5,soon\n-1.5,53.5,2021-13-01\n\
                -1.5,53.5,31/12/9999\n-1.5,53.5,14/05/2021\n"
        .to_owned();
    text += &"-1.5,53.5,15/05/2021\n".repeat(9);
    let read = incidents(&text);
    let lines: Vec<&[u32]> = read.report.remarks.values().map(Vec::as_slice).collect();
    assert_eq!(lines, [&[4][..], &[3, 5, 6]]);
    assert!(
        read.report
            .remarks
            .keys()
            .any(|why| why.contains("31/02/2021"))
    );
}

#[test]
fn a_column_that_says_utc_is_taken_as_local_and_that_is_told() {
    let text = "lon,lat,Occurred UTC\n-1.5,53.5,2021-05-03 23:30\n-1.5,53.5,2021-01-03 23:30\n";
    let read = incidents(text);
    assert_eq!(read.chunks[0].row(0).when, at(2021, 5, 3, 23, 30));
    let told = finding(&read, FindingKind::NamedUtc).unwrap();
    assert_eq!(told.remedies, ["--times utc"]);
    let options = ReadOptions {
        mending: Mending {
            utc: true,
            ..Mending::default()
        },
        ..ReadOptions::default()
    };
    let read = incidents_with(text.as_bytes(), &options).unwrap();
    let expected = [at(2021, 5, 4, 0, 30), at(2021, 1, 3, 23, 30)];
    assert_eq!(whens(&read), expected);
    assert_eq!(finding(&read, FindingKind::NamedUtc), None);
}

#[test]
fn times_with_and_without_an_offset_in_one_column_are_told() {
    let text = "lon,lat,date\n-1.5,53.5,2021-05-03T22:30:00Z\n-1.5,53.5,2021-05-03T22:30:00\n";
    let read = incidents(text);
    let expected = [at(2021, 5, 3, 23, 30), at(2021, 5, 3, 22, 30)];
    assert_eq!(whens(&read), expected);
    let told = finding(&read, FindingKind::MixedOffsets).unwrap();
    assert_eq!((told.rows, told.settled), (1, false));
    assert_eq!(told.first_lines, [3]);
}

#[test]
fn dates_a_spreadsheet_turned_round_are_told() {
    let mut text = "lon,lat,date\n".to_owned();
    for i in 0..30 {
        let (day, other) = (13 + i % 15, 1 + i % 12);
        for date in [format!("{day}/05/2021"), format!("2021-{other:02}-05")] {
            text.extend(["-1.5,53.5,", &date, "\n"]);
        }
    }
    let read = incidents(&text);
    let told = finding(&read, FindingKind::TurnedDates).unwrap();
    assert_eq!((told.rows, told.settled), (30, false));
    let honest = text + "-1.5,53.5,2021-05-20\n";
    assert_eq!(finding(&incidents(&honest), FindingKind::TurnedDates), None);
}

#[test]
fn corrections_are_remarked_and_taken_off_with_what_they_correct_when_the_user_says_so() {
    let text = "Complaint,lon,lat,date,Crime type,Count\n\
                A1,-1.5,53.5,2021-05-03,Theft,1\n\
                A1,-1.5,53.5,2021-05-03,Robbery,1\n\
                ,-1.6,53.5,2021-05-04,Theft,1\n\
                A1,-1.5,53.5,2021-05-03,Robbery,-1\n\
                ,-1.6,53.5,2021-05-04,Theft,-1\n\
                ,-1.6,53.5,2021-05-04,Theft,-1\n\
                A2,-1.6,53.5,2021-05-05,Theft,1\n";
    let kept = incidents(text);
    assert_eq!(kept.len(), 7);
    let (remark, lines) = kept.report.remarks.first_key_value().unwrap();
    assert!(
        remark.contains("\"Count\"") && remark.contains("--corrections net"),
        "{remark}"
    );
    assert_eq!(lines, &[5, 6, 7]);
    let options = ReadOptions {
        mending: Mending {
            corrections: Corrections::Net,
            ..Mending::default()
        },
        ..ReadOptions::default()
    };
    let net = incidents_with(text.as_bytes(), &options).unwrap();
    let left: Vec<u32> = net.rows().map(|row| row.line).collect();
    assert_eq!(left, [2, 8]);
    assert_eq!((net.rows_read, net.report.rows_set_aside()), (7, 5));
    let set_aside = &net.report.set_aside;
    assert_eq!(
        set_aside["taken off by a correction (negative count)"],
        [3, 4]
    );
    assert_eq!(
        set_aside["a correction (negative count), taken off with what it corrects"],
        [5, 6]
    );
    assert_eq!(
        set_aside["a correction (negative count) of a row that is not in the file"],
        [7]
    );
}

#[test]
fn a_count_that_never_is_negative_gives_no_remark() {
    let text = "lon,lat,date,Count\n-1.5,53.5,2021-05-03,1\n-1.5,53.5,2021-05-04,2\n";
    assert!(incidents(text).report.remarks.is_empty());
}
