//! Any bytes as a table of texts: separators, quotation marks, encodings, headers, dates,
//! coordinates.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: nightbeat_fuzz::begin(), |bytes: &[u8]| {
    nightbeat_fuzz::survive(|| nightbeat_fuzz::read_table(&nightbeat_fuzz::put("a.csv", bytes)));
});
