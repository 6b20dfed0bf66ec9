//! A shapefile of any bytes: the first two are the length of the geometry, the next two that of
//! the table, what is left is the name of its encoding. PROJ would take most of the time; it is
//! asked by `words`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: nightbeat_fuzz::begin(), |bytes: &[u8]| {
    let [a, b, c, d, rest @ ..] = bytes else { return };
    let cut = |at: u16, of: &[u8]| usize::from(at).min(of.len());
    let (shapes, rest) = rest.split_at(cut(u16::from_le_bytes([*a, *b]), rest));
    let (table, encoding) = rest.split_at(cut(u16::from_le_bytes([*c, *d]), rest));
    nightbeat_fuzz::survive(|| {
        let path = nightbeat_fuzz::put("a.shp", shapes);
        nightbeat_fuzz::put("a.dbf", table);
        nightbeat_fuzz::put("a.cpg", encoding);
        nightbeat_fuzz::read_in_every_way(&path);
    });
});
