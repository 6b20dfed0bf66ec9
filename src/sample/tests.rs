//! Whole-town checks: the committed files, and the shapes the incidents are meant to have.

use crate::sample::{FILES, SampleParams, write_file};

fn file(name: &str, params: &SampleParams) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_file(name, params, &mut bytes).unwrap();
    bytes
}

#[test]
#[ignore = "writes sample_data; run it after the generator has changed"]
fn write_sample_data() {
    for name in FILES {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/").to_owned() + name;
        std::fs::write(path, file(name, &SampleParams::default())).unwrap();
    }
}
