//! The files that all programs are given.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use nightbeat::base::Planar;
use nightbeat::sample::{SampleParams, write_file};

use crate::{Outcome, points};

/// Side of the square the points lie in, in metres.
const SIDE_M: f64 = 20_000.0;

/// Writes points as pairs of 8-byte little-endian numbers: metres east, metres north.
pub(crate) fn write_points(n: &str, path: &Path) -> Outcome {
    let mut out = BufWriter::new(File::create(path)?);
    for point in points::clustered(n.parse()?, SIDE_M) {
        out.write_all(&point.x.to_le_bytes())?;
        out.write_all(&point.y.to_le_bytes())?;
    }
    Ok(out.flush()?)
}

/// Reads what [`write_points`] wrote.
pub(crate) fn read_points(path: &Path) -> std::io::Result<Vec<Planar>> {
    let bytes = std::fs::read(path)?;
    let (numbers, _) = bytes.as_chunks::<8>();
    let numbers: Vec<f64> = numbers.iter().map(|&b| f64::from_le_bytes(b)).collect();
    let (pairs, _) = numbers.as_chunks::<2>();
    Ok(pairs.iter().map(|&[x, y]| Planar::new(x, y)).collect())
}

/// Writes `n` incidents of the sample town, as `nightbeat sample --incidents N` does.
pub(crate) fn write_incidents(n: &str, path: &Path) -> Outcome {
    let params = SampleParams {
        incidents: n.parse()?,
        ..SampleParams::default()
    };
    let mut out = BufWriter::new(File::create(path)?);
    write_file("incidents.csv", &params, &mut out)?;
    Ok(out.flush()?)
}
