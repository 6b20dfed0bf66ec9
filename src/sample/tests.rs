//! Whole-town checks: the committed files, and the shapes the incidents are meant to have.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Planar;
use crate::sample::shape::inside;
use crate::sample::{FILES, SampleParams, Town, embedded, wards::area_of, write_file};

fn file(name: &str, params: &SampleParams) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_file(name, params, &mut bytes).unwrap();
    bytes
}

/// Rows of a CSV file as column to text.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(Result::unwrap).collect()
}

fn incidents() -> Vec<BTreeMap<String, String>> {
    rows(embedded::INCIDENTS_CSV)
}

/// Hour and calendar day of `committed_from`, where it has a clock time.
fn clock(row: &BTreeMap<String, String>) -> Option<(u32, &str)> {
    let (date, time) = row["committed_from"].split_once(' ')?;
    Some((time[..2].parse().ok()?, date))
}

fn is_night(hour: u32) -> bool {
    !(6..18).contains(&hour)
}

fn position(row: &BTreeMap<String, String>) -> Option<Planar> {
    let p = Planar::new(row["easting"].parse().ok()?, row["northing"].parse().ok()?);
    (p.x > 0.0).then_some(p)
}

/// Share of `part` in `whole`.
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn committed_files_are_what_the_generator_makes() {
    let committed: [(&str, &[u8]); 6] = [
        ("incidents.csv", embedded::INCIDENTS_CSV),
        ("wards.geojson", embedded::WARDS_GEOJSON),
        ("npus.geojson", embedded::NPUS_GEOJSON),
        ("premises.csv", embedded::PREMISES_CSV),
        ("streets.geojson", embedded::STREETS_GEOJSON),
        ("saltmere.pmtiles", embedded::SALTMERE_PMTILES),
    ];
    for (name, bytes) in committed {
        assert!(
            file(name, &SampleParams::default()) == bytes,
            "{name}: run write_sample_data"
        );
    }
}

#[test]
fn an_unknown_file_is_refused_with_the_names_there_are() {
    let error = write_file("crimes.csv", &SampleParams::default(), &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("incidents.csv"), "{error}");
}

#[test]
fn any_number_of_rows_can_be_asked_for_and_seeds_differ() {
    for incidents in [0, 1, 999] {
        let bytes = file(
            "incidents.csv",
            &SampleParams {
                incidents,
                ..SampleParams::default()
            },
        );
        assert_eq!(rows(&bytes).len(), incidents);
    }
    let other = SampleParams {
        seed: 2,
        incidents: 50,
    };
    let usual = SampleParams {
        incidents: 50,
        ..SampleParams::default()
    };
    assert_ne!(file("incidents.csv", &other), file("incidents.csv", &usual));
    for name in FILES {
        assert!(!file(name, &other).is_empty(), "{name}");
    }
}

#[test]
fn three_quarters_of_serious_violence_are_at_night() {
    let rows = incidents();
    let hours: Vec<u32> = rows
        .iter()
        .filter(|row| row["offence"] == "Serious violence")
        .filter_map(|row| clock(row).map(|(hour, _)| hour))
        .collect();
    let night = share(
        hours.iter().filter(|hour| is_night(**hour)).count(),
        hours.len(),
    );
    assert!(
        hours.len() > 300 && (0.70..0.80).contains(&night),
        "{night} of {}",
        hours.len()
    );
}

#[test]
fn a_third_involves_alcohol_and_a_few_have_no_location_or_no_time() {
    let rows = incidents();
    let count = |test: &dyn Fn(&BTreeMap<String, String>) -> bool| {
        share(rows.iter().filter(|row| test(row)).count(), rows.len())
    };
    let alcohol = count(&|row| row["alcohol"] == "Y");
    let violence =
        |row: &BTreeMap<String, String>| row["offence"].to_lowercase().contains("violence");
    let of_violence = count(&|row| violence(row) && row["alcohol"] == "Y") / count(&violence);
    assert!((0.30..0.37).contains(&alcohol), "{alcohol}");
    assert!((0.30..0.40).contains(&of_violence), "{of_violence}");
    let nowhere = count(&|row| position(row).is_none());
    assert!((0.01..0.03).contains(&nowhere), "{nowhere}");
    let timeless = count(&|row| clock(row).is_none());
    assert!((0.01..0.04).contains(&timeless), "{timeless}");
}

#[test]
fn the_rush_at_closing_time_is_an_hour_later_on_saturday_night() {
    let rows = incidents();
    let days = crate::sample::rhythm::calendar();
    let weekday: BTreeMap<&str, usize> = days
        .iter()
        .map(|day| (day.text.as_str(), day.weekday))
        .collect();
    let busiest = |calendar_day: usize| {
        let mut hours = [0; 6];
        for row in &rows {
            let outside = matches!(row["location_type"].as_str(), "Street" | "Taxi rank");
            if let Some((hour @ 0..6, date)) = clock(row)
                && outside
                && weekday[date] == calendar_day
            {
                hours[hour as usize] += 1;
            }
        }
        (0..6).max_by_key(|hour| hours[*hour]).unwrap()
    };
    assert_eq!(
        (busiest(5), busiest(6)),
        (0, 1),
        "Friday's night and Saturday's"
    );
}

#[test]
fn weekends_and_summers_are_busier_and_both_clock_changes_are_in() {
    let rows = incidents();
    let days = crate::sample::rhythm::calendar();
    let of_date: BTreeMap<&str, &crate::sample::rhythm::Day> =
        days.iter().map(|day| (day.text.as_str(), day)).collect();
    let dates: Vec<&str> = rows
        .iter()
        .filter_map(|row| clock(row).map(|(_, date)| date))
        .collect();
    let count = |test: &dyn Fn(&crate::sample::rhythm::Day) -> bool| {
        dates.iter().filter(|date| test(of_date[**date])).count()
    };
    assert!(count(&|day| day.weekday >= 5) as f64 > 1.3 * 2.0 / 7.0 * dates.len() as f64);
    let (summer, winter) = (
        count(&|day| (5..8).contains(&day.month)),
        count(&|d| d.month < 3),
    );
    assert!(summer as f64 > 1.2 * winter as f64, "{summer} {winter}");
    for change in [
        "29/10/2023",
        "31/03/2024",
        "27/10/2024",
        "30/03/2025",
        "26/10/2025",
    ] {
        let hours: BTreeSet<u32> = rows
            .iter()
            .filter_map(clock)
            .filter(|(_, date)| *date == change)
            .map(|(hour, _)| hour)
            .collect();
        assert!(hours.iter().any(|hour| *hour < 4), "{change}: {hours:?}");
        let spring = change.contains("/03/");
        assert!(
            !spring || !hours.contains(&1),
            "{change} has no 01:00 to 01:59"
        );
    }
}

#[test]
fn incidents_lie_on_land_in_the_ward_they_name_save_the_deliberate_few() {
    let town = Town::new(SampleParams::default().seed);
    let river = town.river_ring();
    let mut astray = 0;
    for row in incidents() {
        let Some(p) = position(&row) else { continue };
        let Some(ward) = area_of(&town.wards, p) else {
            astray += 1;
            continue;
        };
        assert_eq!(town.wards[ward].name, row["ward"], "{}", row["crime_ref"]);
        assert!(area_of(&town.units, p).is_some(), "{}", row["crime_ref"]);
        assert!(!inside(&river, p), "{} is in the river", row["crime_ref"]);
    }
    assert!((5..=16).contains(&astray), "{astray}");
}

#[test]
fn premises_stand_on_land_and_sixty_four_are_night_time_economy() {
    let town = Town::new(SampleParams::default().seed);
    let river = town.river_ring();
    for house in &town.houses {
        assert!(inside(&town.coast, house.position), "{}", house.name);
        assert!(!inside(&river, house.position), "{}", house.name);
    }
    let premises = rows(embedded::PREMISES_CSV);
    let night = premises.iter().filter(|row| {
        let by_type = ["pub", "bar", "nightclub", "late takeaway"].contains(&row["type"].as_str());
        let licensed =
            row["licensed_alcohol"] == "yes" || row["licensed_late_refreshment"] == "yes";
        let hour: u32 = row["closes"][..2].parse().unwrap();
        by_type || (licensed && !(6..23).contains(&hour))
    });
    assert_eq!((night.count(), premises.len()), (64, 82));
    let clubs = premises.iter().filter(|row| row["type"] == "nightclub");
    assert_eq!(clubs.count(), 4);
}

#[test]
fn areas_are_valid_geojson_with_name_code_and_population() {
    for (bytes, count) in [(embedded::WARDS_GEOJSON, 9), (embedded::NPUS_GEOJSON, 6)] {
        let text = std::str::from_utf8(bytes).unwrap();
        let geojson::GeoJson::FeatureCollection(collection) = text.parse().unwrap() else {
            unreachable!("a collection was written")
        };
        assert_eq!(collection.features.len(), count);
        for feature in &collection.features {
            assert!(feature.property("name").unwrap().is_string());
            assert!(feature.property("code").unwrap().is_string());
            assert!(feature.property("population").unwrap().as_u64().unwrap() > 4000);
        }
    }
}

#[test]
#[ignore = "writes sample_data; run it after the generator has changed"]
fn write_sample_data() {
    for name in FILES {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/").to_owned() + name;
        std::fs::write(path, file(name, &SampleParams::default())).unwrap();
    }
}

#[test]
#[ignore = "prints how fast a million rows are made; a figure, not a check"]
fn time_a_million_rows() {
    let start = std::time::Instant::now();
    let params = SampleParams {
        incidents: 1_000_000,
        ..SampleParams::default()
    };
    write_file("incidents.csv", &params, &mut std::io::sink()).unwrap();
    println!("{:?}", start.elapsed());
}
