//! What can never lie under the map is refused before a window opens.

use crate::cli::harness::Dir;

#[test]
fn a_file_that_is_no_map_of_tiles_is_refused_with_the_reason() {
    let dir = Dir::new();
    dir.file("town.pmtiles", "This is an invalid tile archive");
    let words = ["no map of tiles", "PMTiles or MBTiles", "town.pmtiles"];
    dir.run("open --basemap town.pmtiles").fails(&words);
    dir.run("open --basemap gone.mbtiles")
        .fails(&["gone.mbtiles"]);
    dir.file("cut.pmtiles", b"PMTiles\x03and then nothing");
    dir.run("open --basemap cut.pmtiles")
        .fails(&["damaged", "cut off"]);
}

#[test]
fn an_address_that_is_none_of_tiles_is_refused_when_typed() {
    let dir = Dir::new();
    let example = "{z}/{x}/{y}";
    dir.run("open --basemap https://tiles.example.org/")
        .fails(&["--basemap", "{z}", example]);
    let keyed = format!("open --basemap https://tiles.example.org/{example}?key={{key}}");
    dir.run(&keyed)
        .fails(&["--basemap-key", "NIGHTBEAT_BASEMAP_KEY"]);
    dir.run("open --basemap-key secret").fails(&["--basemap"]);
}
