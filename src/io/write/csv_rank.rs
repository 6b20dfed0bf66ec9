//! The ranked list as CSV: a header and one line a place, the same numbers as in JSON.
//! No comment lines, so that every program reads it; what the list rests on is in the JSON.

use crate::analysis::rank::Hotspot;
use crate::analysis::stability::Sureness;
use crate::base::clock::DAY_NAMES;
use crate::data::Dataset;
use crate::io::write::RankAnswer;
use crate::io::write::numbers::{decimal, text_cell};

const HEADER: [&str; 20] = [
    "rank",
    "name",
    "area_name",
    "lon",
    "lat",
    "x",
    "y",
    "incidents",
    "certain",
    "possible",
    "weight",
    "share",
    "area_km2",
    "density_per_km2",
    "rate_per_1000",
    "pai",
    "peak_day",
    "peak_hour",
    "nearest_premises",
    "nearest_premises_m",
];

/// Further columns where stability was asked.
const SURENESS: [&str; 4] = ["in_top_n", "rank_low", "rank_high", "badge"];

/// The list as CSV text.
pub fn rank_csv(answer: &RankAnswer<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let sureness: &[&str] = if answer.stability.is_some() {
        &SURENESS
    } else {
        &[]
    };
    // Writing records of one length into memory cannot fail.
    let _ = writer.write_record(HEADER.iter().chain(sureness));
    for (place, hotspot) in answer.ranking.hotspots.iter().enumerate() {
        let mut cells = record(answer.data, hotspot).to_vec();
        cells.extend(answer.sureness(place).into_iter().flat_map(sureness_cells));
        let _ = writer.write_record(cells);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn record(data: &Dataset, hotspot: &Hotspot) -> [String; 20] {
    let h = hotspot;
    let area = h.area.map_or("", |id| &data.areas.get(id).name);
    let (premises, distance_m) = match h.nearest_premises {
        Some((index, distance_m)) => (&*data.premises.get(index).name, Some(distance_m)),
        None => ("", None),
    };
    [
        h.rank.to_string(),
        text_cell(&h.name),
        text_cell(area),
        decimal(Some(h.lon_lat.lon)),
        decimal(Some(h.lon_lat.lat)),
        decimal(Some(h.centre.x)),
        decimal(Some(h.centre.y)),
        h.incidents.to_string(),
        h.certain.to_string(),
        h.possible.to_string(),
        decimal(Some(h.weight)),
        decimal(Some(h.share)),
        decimal(h.area_km2),
        decimal(h.density_per_km2),
        decimal(h.rate_per_1000),
        decimal(h.pai),
        h.peak
            .map_or_else(String::new, |peak| DAY_NAMES[peak.day].to_owned()),
        h.peak
            .map_or_else(String::new, |peak| peak.hour.to_string()),
        text_cell(premises),
        decimal(distance_m),
    ]
}

fn sureness_cells(sure: &Sureness) -> [String; 4] {
    [
        decimal(Some(sure.in_top_n)),
        sure.rank_low.to_string(),
        sure.rank_high.to_string(),
        sure.badge().name().to_owned(),
    ]
}
