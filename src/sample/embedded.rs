//! The files of `sample_data` as the program carries them, so that the first start needs none.

/// Incidents, as a force exports them.
pub static INCIDENTS_CSV: &[u8] = include_bytes!("../../sample_data/incidents.csv");
/// Wards with population, WGS 84.
pub static WARDS_GEOJSON: &[u8] = include_bytes!("../../sample_data/wards.geojson");
/// Neighbourhood policing units with population, WGS 84.
pub static NPUS_GEOJSON: &[u8] = include_bytes!("../../sample_data/npus.geojson");
/// Premises with type, licence, hours and capacity.
pub static PREMISES_CSV: &[u8] = include_bytes!("../../sample_data/premises.csv");
/// Named streets, WGS 84.
pub static STREETS_GEOJSON: &[u8] = include_bytes!("../../sample_data/streets.geojson");
/// The basemap's vector tiles.
pub static SALTMERE_PMTILES: &[u8] = include_bytes!("../../sample_data/saltmere.pmtiles");
