//! Damaged files of every format are read or refused; nothing panics or grows, and what hangs
//! does not end.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::base::Progress;
use crate::io::read::{
    BoundaryOptions, ReadOptions, read_boundaries, read_incidents, read_premises, sniff_kind,
};

/// Times bytes are changed in each file.
const FLIPS: u64 = 150;

fn reference(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/layers");
    folder.join(name)
}

/// Reads a file as everything it could be; says whether any of it was read.
fn read_all_ways(path: &Path) -> bool {
    let progress = Progress::new();
    let options = ReadOptions::default();
    let layers = BoundaryOptions {
        layer: Some("wards".to_owned()),
        ..BoundaryOptions::default()
    };
    let pubs = ReadOptions {
        layer: Some("pubs".to_owned()),
        ..ReadOptions::default()
    };
    let read = [
        read_boundaries(path, &BoundaryOptions::default(), &progress).is_ok(),
        read_boundaries(path, &layers, &progress).is_ok(),
        read_incidents(path, &options, &progress).is_ok(),
        read_premises(path, &pubs, &progress).is_ok(),
        sniff_kind(path, &Progress::new()).is_ok(),
    ];
    read.contains(&true)
}

/// Cuts a file at every hundredth of its length and changes bytes at places of fixed seeds.
fn damage(path: &Path) {
    let whole = std::fs::read(path).unwrap();
    assert!(read_all_ways(path), "{} is whole", path.display());
    for percent in 0..100 {
        std::fs::write(path, &whole[..whole.len() * percent / 100]).unwrap();
        read_all_ways(path);
    }
    for seed in 0..FLIPS {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut bytes = whole.clone();
        for _ in 0..=(seed % 4) {
            let place = random.random_range(0..bytes.len());
            // Great numbers and none are the worst that can be read.
            bytes[place] = match seed % 3 {
                0 => 0xff,
                1 => 0,
                _ => random.random(),
            };
        }
        std::fs::write(path, &bytes).unwrap();
        read_all_ways(path);
    }
    std::fs::write(path, whole).unwrap();
}

fn damage_copy_of(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::copy(reference(name), &path).unwrap();
    damage(&path);
}

#[test]
fn geopackages() {
    damage_copy_of("town.gpkg");
}

#[test]
fn flatgeobuf() {
    damage_copy_of("pubs.fgb");
    damage_copy_of("wards.fgb");
}

#[test]
fn parquet() {
    damage_copy_of("pubs.parquet");
    damage_copy_of("wards_degrees.parquet");
    damage_copy_of("plain.parquet");
}

#[test]
fn kml() {
    damage_copy_of("pubs.kml");
}

#[test]
fn geojson() {
    damage_copy_of("wards.geojsonl");
    damage_copy_of("pubs.geojsons");
}

#[test]
fn topojson() {
    damage_copy_of("wards.topojson");
}

#[test]
fn shapefiles() {
    let folder = tempfile::tempdir().unwrap();
    let extensions = ["shp", "shx", "dbf", "prj", "cpg"];
    let path = |extension: &str| folder.path().join("wards.shp").with_extension(extension);
    for extension in extensions {
        std::fs::copy(
            reference("wards.shp").with_extension(extension),
            path(extension),
        )
        .unwrap();
    }
    for extension in extensions {
        let whole = std::fs::read(path(extension)).unwrap();
        damage(&path(extension));
        std::fs::write(path(extension), whole).unwrap();
    }
    // What is in an archive is checked by its sums; the archive itself may be damaged.
    let zipped = folder.path().join("wards.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&zipped).unwrap());
    for extension in extensions {
        let name = format!("folder/WARDS.{}", extension.to_uppercase());
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).unwrap();
        let bytes = std::fs::read(path(extension)).unwrap();
        archive.write_all(&bytes).unwrap();
    }
    archive.finish().unwrap();
    damage(&zipped);
}

#[test]
fn counts_beyond_the_file_are_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wards.shp");
    let mut shp = std::fs::read(reference("wards.shp")).unwrap();
    // The length of the first record, and the points that it claims to have.
    shp[104..108].copy_from_slice(&i32::MAX.to_be_bytes());
    shp[148..152].copy_from_slice(&i32::MAX.to_le_bytes());
    std::fs::write(&path, &shp).unwrap();
    let refused = read_boundaries(&path, &BoundaryOptions::default(), &Progress::new());
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("damaged record"), "{refused}");
    let path = folder.path().join("wards.fgb");
    let mut fgb = std::fs::read(reference("wards.fgb")).unwrap();
    let head = u32::from_le_bytes([fgb[8], fgb[9], fgb[10], fgb[11]]) as usize;
    fgb[12 + head..16 + head].copy_from_slice(&u32::MAX.to_le_bytes());
    std::fs::write(&path, &fgb).unwrap();
    let read = read_boundaries(&path, &BoundaryOptions::default(), &Progress::new());
    assert!(read.unwrap_err().to_string().contains("none of the 0"));
}
