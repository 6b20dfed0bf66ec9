//! The sample town, laid on the National Grid and moved.

use std::fmt::Write as _;

use nightbeat::base::{ClockWindow, Planar};
use nightbeat::crs::{AnalysisCrs, FileCrs};
use nightbeat::data::filter::TimeFilter;
use nightbeat::data::{Dataset, Filter};
use serde_json::{Value as Json, json};

use super::cases::Stands::{
    self, BesideAPicture, OnCells, OnDistances, OnItsRectangle, OnNoGround, OnTheList,
};
use crate::asking::Town;

/// A way of moving the town.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) name: &'static str,
    /// By 90° anticlockwise about [`PIVOT`], before the shift.
    pub(super) turns: bool,
    pub(super) east_m: f64,
    pub(super) north_m: f64,
}

pub(super) const PIVOT: Planar = Planar::new(236_700.0, 271_300.0);
pub(super) const STAYS: Move = Move {
    name: "as it lies",
    turns: false,
    east_m: 0.0,
    north_m: 0.0,
};
pub(super) const SHIFTED: Move = Move {
    name: "shifted",
    east_m: 1234.5,
    north_m: -987.25,
    ..STAYS
};
pub(super) const TURNED: Move = Move {
    name: "shifted and turned",
    turns: true,
    ..SHIFTED
};
/// Multiples of every side of a cell here: of 1000 m and of the back-test's 177 m.
pub(super) const BY_CELLS: Move = Move {
    name: "shifted by whole cells",
    east_m: 177_000.0,
    north_m: -177_000.0,
    ..STAYS
};

impl Move {
    pub(super) fn to(self, p: Planar) -> Planar {
        let p = if self.turns {
            Planar::new(PIVOT.x - (p.y - PIVOT.y), PIVOT.y + (p.x - PIVOT.x))
        } else {
            p
        };
        Planar::new(p.x + self.east_m, p.y + self.north_m)
    }

    pub(super) fn back(self, p: Planar) -> Planar {
        let p = Planar::new(p.x - self.east_m, p.y - self.north_m);
        if self.turns {
            Planar::new(PIVOT.x + (p.y - PIVOT.y), PIVOT.y - (p.x - PIVOT.x))
        } else {
            p
        }
    }

    /// The bearing, in degrees, that became `bearing`.
    pub(super) fn bearing_back(self, bearing: f64) -> f64 {
        bearing + if self.turns { 90.0 } else { 0.0 }
    }

    /// Whether it must change no figure of a method that `stands` on this, incidents having these
    /// `times`.
    pub(super) fn changes_nothing(self, stands: Stands, times: Times) -> bool {
        match stands {
            OnNoGround | OnDistances | BesideAPicture => true,
            OnTheList => !self.turns || times == Times::AcrossSix,
            OnItsRectangle => !self.turns,
            OnCells => self.name == BY_CELLS.name,
        }
    }
}

/// Which times the incidents have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    /// Those of the sample: most incidents count whole, and many places hold as much as others.
    OfTheSample,
    /// Each incident lies across 18:00, no two in the same way: in a night from 18:00 each counts
    /// with a share of its own, and no two places are equal.
    AcrossSix,
}

impl Times {
    pub(super) fn filter(self) -> Filter {
        let window = (self == Self::AcrossSix).then_some(ClockWindow::NIGHT);
        Filter {
            time: TimeFilter {
                window,
                ..TimeFilter::default()
            },
            ..Filter::default()
        }
    }

    /// From and to of row `i`.
    fn of_row(self, i: usize, from: &str, to: &str) -> (String, String) {
        match (self, from.get(..10)) {
            (Self::AcrossSix, Some(date)) => {
                let before = 60 + i * 7919 % 39_989;
                let after = 60 + i * 10_007 % 20_983;
                let clock = |s: usize| format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
                let six = 18 * 3600;
                (
                    format!("{date} {}", clock(six - before)),
                    format!("{date} {}", clock(six + after)),
                )
            }
            _ => (from.to_owned(), to.to_owned()),
        }
    }
}

/// The sample town on the National Grid, moved.
pub(super) fn town(times: Times, moved: Move) -> Dataset {
    let town = Town::new();
    let incidents = incidents(&town.read("incidents.csv"), times, moved);
    town.write("incidents.csv", &incidents);
    let premises = premises(&town.read("premises.csv"), moved);
    town.write("premises.csv", &premises);
    for name in ["wards.geojson", "streets.geojson"] {
        let mut layer: Json = serde_json::from_str(&town.read(name)).unwrap();
        layer["crs"] =
            json!({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}});
        for feature in layer["features"].as_array_mut().unwrap() {
            place(&mut feature["geometry"]["coordinates"], moved);
        }
        town.write(name, &layer.to_string());
    }
    let data = town.load();
    assert_eq!(data.crs, AnalysisCrs::BritishNationalGrid);
    data
}

fn incidents(text: &str, times: Times, moved: Move) -> String {
    let (header, rows) = text.split_once('\n').unwrap();
    let mut out = format!("{header}\n");
    for (i, row) in rows.lines().enumerate() {
        let mut fields: Vec<String> = row.split(',').map(str::to_owned).collect();
        let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
        let at = Planar::new(number(&fields[4]), number(&fields[5]));
        // The ferry at sea and positions that lost a digit would leave the country when turned.
        let is_far = at.x > 0.0 && at.distance_to(PIVOT) > 5_000.0;
        if is_far || fields[7] == "Transport" {
            continue;
        }
        if at.x > 0.0 {
            let to = moved.to(at);
            (fields[4], fields[5]) = (to.x.to_string(), to.y.to_string());
        }
        (fields[2], fields[3]) = times.of_row(i, &fields[2], &fields[3]);
        writeln!(out, "{}", fields.join(",")).unwrap();
    }
    out
}

fn premises(text: &str, moved: Move) -> String {
    let text = text.replace("longitude,latitude", "easting,northing");
    let (header, rows) = text.split_once('\n').unwrap();
    let mut out = format!("{header}\n");
    for row in rows.lines() {
        let mut fields: Vec<String> = row.split(',').map(str::to_owned).collect();
        let degrees = |text: &str| text.parse::<f64>().unwrap();
        let at = moved.to(on_the_grid(degrees(&fields[3]), degrees(&fields[4])));
        (fields[3], fields[4]) = (at.x.to_string(), at.y.to_string());
        writeln!(out, "{}", fields.join(",")).unwrap();
    }
    out
}

/// Moves positions in degrees, however deep they lie in arrays, onto the grid.
fn place(coordinates: &mut Json, moved: Move) {
    let all = coordinates.as_array_mut().unwrap();
    if let [lon, lat] = &all[..]
        && let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64())
    {
        let at = moved.to(on_the_grid(lon, lat));
        *coordinates = json!([at.x, at.y]);
        return;
    }
    for inner in all {
        place(inner, moved);
    }
}

fn on_the_grid(lon: f64, lat: f64) -> Planar {
    let at = AnalysisCrs::BritishNationalGrid.place_one(FileCrs::LON_LAT, lon, lat);
    let at = at.unwrap();
    let eighth = |metres: f64| (metres * 8.0).round() / 8.0;
    Planar::new(eighth(at.x), eighth(at.y))
}
