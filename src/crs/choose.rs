//! Which plane suits a data set: by its median point, as the contract of the command line says.
//!
//! The box of EPSG:27700 also holds a corner of France and Belgium's neighbour waters. A
//! median south-east of a line through the Strait of Dover is not Great Britain; it is given
//! its UTM zone like the rest of the continent. (Single positions there are still inside the
//! domain of EPSG:27700 if the median is in Britain.)

use crate::base::LonLat;
use crate::crs::AnalysisCrs;
use crate::crs::domain::{BRITISH_BOX, in_box};

/// EPSG number of Irish Transverse Mercator.
pub const IRISH: u32 = 2157;

/// West of this and between the latitudes below lies Ireland.
const IRELAND_EAST: f64 = -5.3;
/// Nothing of Ireland lies west of this; without it western Canada would be Irish.
const IRELAND_WEST: f64 = -11.0;
const IRELAND_SOUTH: f64 = 51.3;
const IRELAND_NORTH: f64 = 55.5;

impl AnalysisCrs {
    /// The CRS for data whose median point is `median`: Ireland first, then Great Britain,
    /// else the UTM zone of its longitude.
    pub fn for_median(median: LonLat) -> Self {
        if is_ireland(median) {
            Self::Epsg(IRISH)
        } else if in_box(BRITISH_BOX, median) && !is_across_the_channel(median) {
            Self::BritishNationalGrid
        } else {
            Self::Epsg(utm_epsg(median))
        }
    }
}

fn is_ireland(p: LonLat) -> bool {
    (IRELAND_WEST..IRELAND_EAST).contains(&p.lon)
        && (IRELAND_SOUTH..=IRELAND_NORTH).contains(&p.lat)
}

/// South-east of the line from 50.75°N 1°E to 51.16°N 2°E and on: it passes 20 km off
/// Dungeness and Dover on one side, 11 km off Cap Gris-Nez on the other.
fn is_across_the_channel(p: LonLat) -> bool {
    p.lat < 50.75 + 0.41 * (p.lon - 1.0)
}

fn utm_epsg(p: LonLat) -> u32 {
    let zone = (((p.lon + 180.0) / 6.0).floor() as i64 + 1).clamp(1, 60) as u32;
    if p.lat < 0.0 {
        32_700 + zone
    } else {
        32_600 + zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_get_the_plane_of_their_country() {
        let british = AnalysisCrs::BritishNationalGrid;
        for (town, lon, lat, crs) in [
            ("Manchester", -2.24, 53.48, british),
            ("Dover", 1.31, 51.13, british),
            ("Hastings", 0.57, 50.85, british),
            ("Eastbourne", 0.28, 50.77, british),
            ("Lowestoft", 1.75, 52.48, british),
            ("Hugh Town", -6.31, 49.91, british),
            ("Lerwick", -1.14, 60.15, british),
            ("Stornoway", -6.39, 58.21, british),
            ("St Davids", -5.27, 51.88, british),
            ("Belfast", -5.93, 54.6, AnalysisCrs::Epsg(2157)),
            ("Galway", -9.05, 53.27, AnalysisCrs::Epsg(2157)),
            ("Calais", 1.85, 50.95, AnalysisCrs::Epsg(32631)),
            ("Cap Gris-Nez", 1.58, 50.87, AnalysisCrs::Epsg(32631)),
            ("Dieppe", 1.08, 49.92, AnalysisCrs::Epsg(32631)),
            ("Atlanta", -84.39, 33.75, AnalysisCrs::Epsg(32616)),
            ("Edmonton", -113.49, 53.55, AnalysisCrs::Epsg(32612)),
            ("Sydney", 151.2, -33.87, AnalysisCrs::Epsg(32756)),
            ("the date line", 180.0, 10.0, AnalysisCrs::Epsg(32660)),
        ] {
            assert_eq!(
                AnalysisCrs::for_median(LonLat::new(lon, lat)),
                crs,
                "{town}"
            );
        }
    }
}
