//! Texts where dates and clock times stand: one a line, each in a record with a position.
#![no_main]

use std::fmt::Write as _;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: nightbeat_fuzz::begin(), |bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut table = "date from,date to,time,latitude,longitude\n".to_owned();
    let mut lines = text.lines();
    while let Some(from) = lines.next() {
        let to = lines.next().unwrap_or_default();
        let time = lines.next().unwrap_or_default();
        let [from, to, time] = [from, to, time].map(|field| field.replace('"', "\"\""));
        writeln!(table, "\"{from}\",\"{to}\",\"{time}\",54.5,-1.2").expect("a text grows");
    }
    nightbeat_fuzz::survive(|| {
        nightbeat_fuzz::read_table(&nightbeat_fuzz::put("a.csv", table.as_bytes()));
    });
});
