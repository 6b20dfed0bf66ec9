//! The small files of the town: areas and streets as GeoJSON (RFC 7946, WGS 84), premises as
//! CSV, and a note on what all of it is.
//!
//! Degrees are written to seven decimals, about a centimetre. That also hides the last-bit
//! differences of maths libraries in the change from grid to degrees.

use std::io::{self, Write};

use crate::base::{LonLat, Planar};
use crate::crs::AnalysisCrs;
use crate::sample::SampleParams;
use crate::sample::town::Town;
use crate::sample::wards::Area;

/// Positions of the plan in degrees.
pub(crate) fn degrees(points: &[Planar]) -> Vec<LonLat> {
    AnalysisCrs::BritishNationalGrid.to_lon_lat(points)
}

/// `[lon,lat],[lon,lat]`.
fn positions(points: &[Planar]) -> String {
    let texts = degrees(points)
        .into_iter()
        .map(|p| format!("[{:.7},{:.7}]", p.lon, p.lat));
    texts.collect::<Vec<_>>().join(",")
}

/// Wards or units, one polygon each.
pub(crate) fn areas(areas: &[Area], out: &mut dyn Write) -> io::Result<()> {
    let features = areas.iter().map(|area| {
        let mut ring = area.ring.clone();
        ring.extend(area.ring.first());
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{}\",\"code\":\"{}\",\
             \"population\":{}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
            area.name,
            area.code,
            area.population,
            positions(&ring)
        )
    });
    collection(features, out)
}

/// Streets, one line each.
pub(crate) fn streets(town: &Town, out: &mut dyn Write) -> io::Result<()> {
    let features = town.streets.iter().map(|street| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{}\",\"class\":\"{}\"}},\
             \"geometry\":{{\"type\":\"LineString\",\"coordinates\":[{}]}}}}",
            street.name,
            street.class.word(),
            positions(&street.line)
        )
    });
    collection(features, out)
}

fn collection(features: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let features: Vec<String> = features.collect();
    write!(
        out,
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
        features.join(",\n")
    )
}

/// Premises with type, licences, hours and capacity.
pub(crate) fn premises(town: &Town, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "name,type,street,longitude,latitude,opens,closes,licensed_alcohol,\
         licensed_late_refreshment,capacity"
    )?;
    let doors: Vec<Planar> = town.houses.iter().map(|house| house.position).collect();
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let yes = |flag: bool| if flag { "yes" } else { "no" };
    for (house, door) in town.houses.iter().zip(degrees(&doors)) {
        writeln!(
            out,
            "{},{},{},{:.7},{:.7},{},{},{},{},{}",
            house.name,
            house.kind.word,
            town.streets[house.street].name,
            door.lon,
            door.lat,
            clock(house.opens()),
            clock(house.closes),
            yes(house.kind.alcohol),
            yes(house.kind.late_refreshment),
            house.capacity
        )?;
    }
    Ok(())
}

/// What all of it is.
pub(crate) fn readme(params: &SampleParams, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Saltmere, a sample town\n\n\
         Everything here is invented: the island, its streets, wards, premises and people, and\n\
         every incident. `nightbeat sample --seed {} --incidents {}` wrote it; the same\n\
         arguments give the same bytes. The town is drawn in the waters of Cardigan Bay, where\n\
         the British National Grid is exact (OSTN15) and nobody lives, so that no real street\n\
         or house is accused. Names may match real ones by chance.\n\n\
         | file | what |\n|---|---|\n\
         | incidents.csv | {} incidents, policing days 1 April 2023 to 31 March 2026, as a force \
         exports them: local times, EPSG:27700 |\n\
         | wards.geojson | 9 wards with population, WGS 84 |\n\
         | npus.geojson | 6 neighbourhood policing units, each a union of wards |\n\
         | premises.csv | premises with type, licences, hours and capacity |\n\
         | streets.geojson | named streets |\n\
         | saltmere.pmtiles | vector basemap, zoom 10 to 15 |\n\n\
         The shapes follow published findings on the night-time economy (three quarters of\n\
         serious violence between 18:00 and 06:00, about a third of incidents with alcohol,\n\
         peaks at weekends, in summer and at closing time). Faults of real exports are in it on\n\
         purpose: rows without location, mistyped positions, unknown and date-only times,\n\
         ends before beginnings, positions off every ward.\n\n\
         To the extent that anybody could own it, it may be used for anything (CC0 1.0).\n",
        params.seed, params.incidents, params.incidents
    )
}
