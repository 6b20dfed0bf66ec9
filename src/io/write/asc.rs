//! A density surface as an ESRI ASCII grid (rows from the north, `NODATA_value -9999`) or as
//! CSV of cell centres. Values are shortest decimals of the 32-bit densities.

use std::io::{self, Write};

use crate::analysis::surface::Surface;

/// Writes `surface` as an ESRI ASCII grid.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_asc(surface: &Surface, out: &mut dyn Write) -> io::Result<()> {
    let lattice = &surface.lattice;
    writeln!(out, "ncols {}", lattice.columns)?;
    writeln!(out, "nrows {}", lattice.rows)?;
    writeln!(out, "xllcorner {}", lattice.origin.x)?;
    writeln!(out, "yllcorner {}", lattice.origin.y)?;
    writeln!(out, "cellsize {}", lattice.cell_m)?;
    writeln!(out, "NODATA_value -9999")?;
    for row in surface.density_per_km2.chunks(lattice.columns.max(1)).rev() {
        for (column, &density) in row.iter().enumerate() {
            if column > 0 {
                out.write_all(b" ")?;
            }
            if density.is_nan() {
                out.write_all(b"-9999")?;
            } else {
                write!(out, "{density}")?;
            }
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes `surface` as `x,y,density` at cell centres, from the south-west, west to east.
/// A cell outside the mask has no density.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_csv(surface: &Surface, out: &mut dyn Write) -> io::Result<()> {
    let lattice = &surface.lattice;
    writeln!(out, "x,y,density")?;
    for (index, &density) in surface.density_per_km2.iter().enumerate() {
        let (row, column) = (index / lattice.columns, index % lattice.columns);
        let x = lattice.origin.x + (column as f64 + 0.5) * lattice.cell_m;
        let y = lattice.origin.y + (row as f64 + 0.5) * lattice.cell_m;
        if density.is_nan() {
            writeln!(out, "{x},{y},")?;
        } else {
            writeln!(out, "{x},{y},{density}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::surface::Lattice;
    use crate::base::Planar;

    fn small() -> Surface {
        Surface {
            lattice: Lattice {
                origin: Planar::new(100.0, 200.0),
                cell_m: 50.0,
                columns: 2,
                rows: 2,
            },
            density_per_km2: vec![0.0, 0.1, f32::NAN, 12.5],
            peak_per_km2: 12.5,
        }
    }

    #[test]
    fn the_grid_starts_in_the_north_west() {
        let mut bytes = Vec::new();
        write_asc(&small(), &mut bytes).unwrap();
        let expected = "ncols 2\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 50\n\
                        NODATA_value -9999\n-9999 12.5\n0 0.1\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn the_csv_has_cell_centres() {
        let mut bytes = Vec::new();
        write_csv(&small(), &mut bytes).unwrap();
        let expected = "x,y,density\n125,225,0\n175,225,0.1\n125,275,\n175,275,12.5\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
