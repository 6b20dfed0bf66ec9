//! Texts that people write themselves: definitions of offence groups, profiles of columns,
//! options.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nightbeat::data::definitions::{HoClass, Library, in_words, parse};
use nightbeat::io::profiles::NamedProfile;
use nightbeat::io::read::ReadOptions;

const OPTIONS: [&str; 9] = [
    "map",
    "keep",
    "crs",
    "date-order",
    "tz",
    "unknown-time",
    "times",
    "layer",
    "unpack-limit-mb",
];

fuzz_target!(init: nightbeat_fuzz::begin(), |bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    nightbeat_fuzz::survive(|| {
        drop(NamedProfile::parse(text));
        for option in OPTIONS {
            drop(ReadOptions::default().set(option, text));
        }
        if let Ok(test) = parse(text) {
            drop(in_words(&test));
        }
        drop(Library::read(text));
        let _ = HoClass::read(text);
    });
});
