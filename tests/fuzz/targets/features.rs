//! Any bytes as a file of features: GeoJSON, TopoJSON, KML, FlatGeobuf, Parquet, GeoPackage.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: nightbeat_fuzz::begin(), |bytes: &[u8]| {
    nightbeat_fuzz::survive(|| {
        nightbeat_fuzz::read_in_every_way(&nightbeat_fuzz::put("a.geojson", bytes));
    });
});
