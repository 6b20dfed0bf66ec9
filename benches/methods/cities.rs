//! The cities, with all that lies beside their incidents.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use nightbeat::project::{BoundarySource, RoadSource, Sources};

/// A city and its files.
pub(crate) struct City {
    pub(crate) name: &'static str,
    shared: PathBuf,
    incidents: &'static str,
    boundaries: Option<&'static str>,
    premises: Option<&'static str>,
    /// West, south, east, north of what made-up streets cover, in degrees.
    streets: [f64; 4],
    /// Columns that stand in for references of victims and subjects, which open data never hold.
    person: &'static str,
}

/// All of them, the largest first.
pub(crate) fn all(shared: &Path) -> Vec<City> {
    let city = |name, incidents, boundaries, premises, streets, person| City {
        name,
        shared: shared.to_owned(),
        incidents,
        boundaries,
        premises,
        streets,
        person,
    };
    vec![
        city(
            "St Louis",
            "incidents/stlouis_2008-2015_combined_latlon.csv.gz",
            Some("boundaries/stlouis_neighborhoods/nbhds.shp"),
            None,
            [-90.32, 38.53, -90.17, 38.78],
            "Complaint",
        ),
        city(
            "Atlanta",
            "incidents/atlanta_COBRA-2019.csv",
            Some("boundaries/atlanta_npu_dissolved_from_nsa.geojson"),
            None,
            [-84.56, 33.63, -84.29, 33.89],
            "Beat",
        ),
        city(
            "Greater Manchester",
            "incidents/gm_stats19_casualties_2019-2024.csv",
            Some("boundaries/greater_manchester_wards_2016_epsg27700.geojson"),
            Some("premises/gm_gambling_premises.csv"),
            [-2.75, 53.32, -1.90, 53.69],
            "AREFNO",
        ),
        city(
            "Memphis",
            "golden/sfhotspot/memphis_robberies.csv",
            None,
            None,
            [-90.14, 34.99, -89.73, 35.27],
            "uid",
        ),
    ]
}

impl City {
    /// Its files.
    pub(crate) fn sources(&self) -> std::io::Result<Sources> {
        let boundaries = self.boundaries.map(|file| BoundarySource {
            path: self.shared.join(file),
            ..BoundarySource::default()
        });
        Ok(Sources {
            incidents: vec![self.shared.join(self.incidents)],
            boundaries,
            premises: self.premises.map(|file| self.shared.join(file)),
            roads: Some(RoadSource {
                path: self.roads()?,
                ..RoadSource::default()
            }),
            ..Sources::default()
        })
    }

    /// How its incidents are read.
    pub(crate) fn reading(&self) -> Vec<(String, String)> {
        ["victim", "subject"]
            .iter()
            .map(|field| ("map".to_owned(), format!("{field}={}", self.person)))
            .collect()
    }

    /// A lattice of streets in blocks of about 100 m, each block a segment.
    fn roads(&self) -> std::io::Result<PathBuf> {
        let [west, south, east, north] = self.streets;
        let middle = f64::midpoint(south, north).to_radians();
        let (dx, dy) = (100.0 / (111_320.0 * middle.cos()), 100.0 / 111_200.0);
        let (columns, rows) = (((east - west) / dx) as u32, ((north - south) / dy) as u32);
        let mut text = String::from(r#"{"type":"FeatureCollection","features":["#);
        let at =
            |column: u32, row: u32| (west + f64::from(column) * dx, south + f64::from(row) * dy);
        for column in 0..columns {
            for row in 0..rows {
                for (name, end) in [("Street", (column + 1, row)), ("Road", (column, row + 1))] {
                    let ((x, y), (to_x, to_y)) = (at(column, row), at(end.0, end.1));
                    let number = if name == "Street" { row } else { column };
                    let _ = write!(
                        text,
                        r#"{{"type":"Feature","properties":{{"name":"{name} {number}"}},"geometry":{{"type":"LineString","coordinates":[[{x},{y}],[{to_x},{to_y}]]}}}},"#
                    );
                }
            }
        }
        text.pop();
        text.push_str("]}");
        let folder = std::env::temp_dir().join("nightbeat-bench-methods");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}.geojson", self.name.replace(' ', "-")));
        std::fs::write(&path, text)?;
        Ok(path)
    }
}
