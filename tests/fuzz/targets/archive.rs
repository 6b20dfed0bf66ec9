//! Any bytes as something packed: gzip, zip, KMZ, workbooks new and old.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: nightbeat_fuzz::begin(), |bytes: &[u8]| {
    nightbeat_fuzz::survive(|| {
        nightbeat_fuzz::read_in_every_way(&nightbeat_fuzz::put("a.zip", bytes));
    });
});
