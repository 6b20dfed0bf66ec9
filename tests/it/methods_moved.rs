//! Where a town lies, and which way it faces, decides no figure: what stands on distances alone
//! says the same of a town that is shifted by any amount and turned by a right angle, and what
//! stands on a fixed lattice the same of a town that is shifted by whole cells. [`CASES`] says of
//! every method which of these it is; a method that is not listed there fails the test.
//!
//! The town is laid on the National Grid, in multiples of an eighth of a metre, so that distances
//! before and after are equal to the last bit and ties stay ties.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use nightbeat::analysis::kernel::Kernel;
use nightbeat::analysis::methods::{
    self, Cell, Class, Kind, Mark, Method, MethodError, Outline, Plot, Report, Series, Table, Value,
};
use nightbeat::analysis::rank::{RankParams, Unit, rank};
use nightbeat::analysis::selection::select;
use nightbeat::analysis::surface::{SurfaceParams, surface};
use nightbeat::base::{ClockWindow, Planar, Progress};
use nightbeat::crs::{AnalysisCrs, FileCrs};
use nightbeat::data::filter::TimeFilter;
use nightbeat::data::{Dataset, Filter};
use nightbeat::project::Project;
use serde_json::{Value as Json, json};

use crate::asking::{Town, ask, short};

/// How often a simulation draws here.
const DRAWS: u64 = 20;

/// What a method's figures depend on, beside distances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// Nothing: times, counts, and which boundary, street or premises an incident belongs to.
    /// Any shift and turn.
    OnNoGround,
    /// Nothing: distances alone. Any shift and turn.
    OnDistances,
    /// A list of discs, in which of equals the southernmost comes first, as the contract of the
    /// command line says. Any shift; any turn where no two places are equal.
    OnTheList,
    /// Distances or nothing, but its picture is of cells fitted to it, and told of in words. Any
    /// shift and turn, picture and words aside.
    BesideAPicture,
    /// A lattice over the incidents' own rectangle. Any shift.
    OnItsRectangle,
    /// A lattice whose cells are multiples of their side from the origin of the grid. A shift by
    /// whole cells.
    OnCells,
}
use Stands::{BesideAPicture, OnCells, OnDistances, OnItsRectangle, OnNoGround, OnTheList};

/// A way of asking a method.
struct Case {
    id: &'static str,
    /// Parameters that are set, as on the command line.
    said: &'static [(&'static str, &'static str)],
    stands: Stands,
    /// Columns drawn by chance in the table's order of space, which moving changes: they are the
    /// same but for luck. Sentences, plots and marks that tell them are not compared then.
    drawn: &'static [&'static str],
    /// Rows that begin with this stand on something else and are not compared, nor are the
    /// pictures that tell them.
    but: Option<&'static str>,
}

const fn case(id: &'static str, stands: Stands) -> Case {
    Case {
        id,
        said: &[],
        stands,
        drawn: &[],
        but: None,
    }
}

/// What clusters of scattered incidents are told by.
const SCATTERED: &[&str] = &["by_chance", "by_chance_low", "by_chance_high", "p_value"];

/// Every method, with what it stands on.
const CASES: &[Case] = &[
    // The list and its draws: sites are drawn in the order of the table.
    Case {
        drawn: &["in_top_n", "rank_low", "rank_high", "badge"],
        ..case("stability", OnTheList)
    },
    // Tries squares of 177 m, hexagons and surfaces beside the list; hexagons lie on no multiples
    // of a whole number.
    Case {
        but: Some("hexagons"),
        ..case("backtest", OnCells)
    },
    // Square cells.
    case("gi-star", OnCells),
    Case {
        said: &[("neighbours", "distance"), ("weights", "inverse")],
        ..case("gi-star", OnCells)
    },
    case("local-moran", OnCells),
    case("global-moran", OnCells),
    case("global-g", OnCells),
    // Distances; the rim is simulated with points drawn in the region's rectangle.
    Case {
        drawn: &["expected", "index", "z", "p"],
        ..case("nearest-neighbour", OnDistances)
    },
    // The list; what chance would give is drawn in the rectangles of the boundaries.
    Case {
        drawn: &["p_list"],
        ..case("poisson-hotspots", OnTheList)
    },
    // Distances between incidents; chance, where it is asked, scatters from west to east.
    case("nnh", OnDistances),
    Case {
        said: &[("replicates", "39")],
        drawn: SCATTERED,
        ..case("nnh", OnDistances)
    },
    case("dbscan", OnDistances),
    case("hdbscan", OnDistances),
    case("repeat-places", OnDistances),
    // A rectangle of nodes around the incidents.
    case("stac", OnItsRectangle),
    Case {
        said: &[("replicates", "39")],
        drawn: SCATTERED,
        ..case("stac", OnItsRectangle)
    },
    // Distances; days are dealt out over the incidents in the order of the table.
    Case {
        drawn: &[
            "p_value",
            "simulated_mean",
            "simulated_low",
            "simulated_high",
            "stands_out",
        ],
        ..case("near-repeats", OnDistances)
    },
    // The nearest street.
    case("street-segments", OnDistances),
    // Circles on the middles of cells.
    case("scan-space", OnCells),
    case("scan-space-time", OnCells),
    // By default the hotspots of the list; or boundaries, or squares.
    case("rate-ratios", OnTheList),
    Case {
        said: &[("of", "areas")],
        ..case("rate-ratios", OnNoGround)
    },
    Case {
        said: &[("of", "cells")],
        ..case("rate-ratios", OnCells)
    },
    case("emerging", OnCells),
    case("turnover", OnTheList),
    case("dual-density", OnCells),
    Case {
        said: &[("treated", "Market NPU")],
        ..case("displacement", OnNoGround)
    },
    case("two-periods", BesideAPicture),
    case("year-on-year", OnNoGround),
    case("seasonal", OnNoGround),
    case("events", OnNoGround),
    case("calendar", OnNoGround),
    case("day-clock", OnNoGround),
    case("week-matrix", OnNoGround),
    case("peak-window", OnNoGround),
    // Mean centres, and a picture of cells.
    case("storyboard", BesideAPicture),
    // By default squares; or boundaries.
    case("concentration", OnCells),
    Case {
        said: &[("cells", "area")],
        ..case("concentration", OnNoGround)
    },
    // Premises with what lies within reach; or boundaries.
    case("j-curve", OnDistances),
    Case {
        said: &[("of", "areas")],
        ..case("j-curve", OnNoGround)
    },
    case("location-quotients", OnNoGround),
    case("rates", OnDistances),
    case("funnel", OnNoGround),
    case("comparator", OnNoGround),
    case("targets", OnNoGround),
    // The list by count and by harm.
    case("harm", OnTheList),
    case("repeat-victims", OnNoGround),
    case("repeat-subjects", OnNoGround),
];

/// A way of moving the town.
#[derive(Clone, Copy, Debug)]
struct Move {
    name: &'static str,
    /// By 90° anticlockwise about [`PIVOT`], before the shift.
    turns: bool,
    east_m: f64,
    north_m: f64,
}

const PIVOT: Planar = Planar::new(236_700.0, 271_300.0);
const STAYS: Move = Move {
    name: "as it lies",
    turns: false,
    east_m: 0.0,
    north_m: 0.0,
};
const SHIFTED: Move = Move {
    name: "shifted",
    east_m: 1234.5,
    north_m: -987.25,
    ..STAYS
};
const TURNED: Move = Move {
    name: "shifted and turned",
    turns: true,
    ..SHIFTED
};
/// Multiples of every side of a cell here: of 1000 m and of the back-test's 177 m.
const BY_CELLS: Move = Move {
    name: "shifted by whole cells",
    east_m: 177_000.0,
    north_m: -177_000.0,
    ..STAYS
};

impl Move {
    fn to(self, p: Planar) -> Planar {
        let p = if self.turns {
            Planar::new(PIVOT.x - (p.y - PIVOT.y), PIVOT.y + (p.x - PIVOT.x))
        } else {
            p
        };
        Planar::new(p.x + self.east_m, p.y + self.north_m)
    }

    fn back(self, p: Planar) -> Planar {
        let p = Planar::new(p.x - self.east_m, p.y - self.north_m);
        if self.turns {
            Planar::new(PIVOT.x + (p.y - PIVOT.y), PIVOT.y - (p.x - PIVOT.x))
        } else {
            p
        }
    }

    /// The bearing, in degrees, that became `bearing`.
    fn bearing_back(self, bearing: f64) -> f64 {
        bearing + if self.turns { 90.0 } else { 0.0 }
    }

    /// Whether it must change no figure of a method that `stands` on this, incidents having these
    /// `times`.
    fn changes_nothing(self, stands: Stands, times: Times) -> bool {
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
enum Times {
    /// Those of the sample: most incidents count whole, and many places hold as much as others.
    OfTheSample,
    /// Each incident lies across 18:00, no two in the same way: in a night from 18:00 each counts
    /// with a share of its own, and no two places are equal.
    AcrossSix,
}

impl Times {
    fn filter(self) -> Filter {
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
fn town(times: Times, moved: Move) -> Dataset {
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

impl Case {
    fn method(&self) -> &'static dyn Method {
        methods::by_id(self.id).unwrap_or_else(|| panic!("there is no method {}", self.id))
    }

    fn ask(&self, data: &Dataset, filter: &Filter) -> Result<Report, MethodError> {
        let method = self.method();
        let mut values = short(method, DRAWS);
        for &(key, text) in self.said {
            let parameters = method.parameters();
            let known = parameters.iter().find(|known| known.key == key);
            let parameter = known.unwrap_or_else(|| panic!("{} has no {key}", self.id));
            let value = match parameter.kind {
                Kind::Number { .. } => Value::Number(text.parse().unwrap()),
                Kind::Count { .. } => Value::Count(text.parse().unwrap()),
                Kind::Flag => Value::Flag(true),
                _ => Value::Text(text.to_owned()),
            };
            values.set(parameter, value).unwrap();
        }
        ask(method, data, filter, &values)
    }
}

#[test]
fn every_method_says_what_ground_it_stands_on() {
    let listed: BTreeSet<&str> = CASES.iter().map(|case| case.id).collect();
    let all: BTreeSet<&str> = methods::all().iter().map(|method| method.id()).collect();
    assert_eq!(listed, all, "decide what a new method stands on, in CASES");
}

#[test]
fn shifting_a_town_changes_no_figure() {
    moving_changes_nothing(SHIFTED);
}

#[test]
fn turning_a_town_changes_no_figure() {
    moving_changes_nothing(TURNED);
}

#[test]
fn shifting_a_town_by_whole_cells_changes_no_figure() {
    moving_changes_nothing(BY_CELLS);
}

fn moving_changes_nothing(moved: Move) {
    let mut failures = String::new();
    let (mut held, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for times in [Times::OfTheSample, Times::AcrossSix] {
        let filter = times.filter();
        let (here, there) = (town(times, STAYS), town(times, moved));
        assert_eq!(here.tally.analysed, there.tally.analysed);
        let holds = |case: &&Case| moved.changes_nothing(case.stands, times);
        for case in CASES.iter().filter(holds) {
            held.insert(case.id);
            let (before, after) = (case.ask(&here, &filter), case.ask(&there, &filter));
            let found = match (&before, &after) {
                (Ok(before), Ok(after)) => {
                    answered.insert(case.id);
                    Comparison { case, moved }.of_reports(before, after)
                }
                (before, after) if format!("{before:?}") == format!("{after:?}") => Vec::new(),
                (before, after) => vec![format!("{before:?}\n  {after:?}")],
            };
            for line in found {
                writeln!(failures, "{} {:?}, {times:?}: {line}", case.id, case.said).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{failures}", moved.name);
    // Some need columns or tables that the sample town has not.
    assert!(answered.len() + 8 > held.len(), "only {answered:?}");
}

#[test]
fn lists_move_with_the_town() {
    let units = [
        Unit::Disc { radius_m: 100.0 },
        Unit::Place { radius_m: 20.0 },
        Unit::Premises { radius_m: 50.0 },
        Unit::Area,
    ];
    let progress = Progress::new();
    for times in [Times::OfTheSample, Times::AcrossSix] {
        let filter = times.filter();
        let here = town(times, STAYS);
        let turns = Some(TURNED).filter(|_| times == Times::AcrossSix);
        for moved in [Some(SHIFTED), turns].into_iter().flatten() {
            let there = town(times, moved);
            for unit in units {
                let params = RankParams {
                    unit,
                    ..Project::sample().ranking
                };
                let list = |data: &Dataset| {
                    let selection = select(data, &filter, &progress).unwrap();
                    rank(data, &selection, &filter.time, &params, &progress).unwrap()
                };
                let (before, after) = (list(&here).hotspots, list(&there).hotspots);
                assert_eq!(before.len(), after.len(), "{unit:?}");
                assert!(before.len() >= 9, "{unit:?}");
                for (a, b) in before.iter().zip(&after) {
                    let (at, back) = (a.centre, moved.back(b.centre));
                    let is_there = near(at, back) || unit == Unit::Area;
                    let says = format!("{unit:?}, {}: {a:?}\n{b:?}", moved.name);
                    assert!(is_there && a.incidents == b.incidents, "{says}");
                    assert!(same_number(a.weight, b.weight), "{says}");
                    assert_eq!(a.name, b.name, "{says}");
                }
            }
        }
    }
}

#[test]
fn densities_move_with_the_town() {
    // Lattice points go to lattice points: the town turns about a corner of cells.
    let moved = Move {
        name: "turned, and shifted by whole cells",
        turns: true,
        ..BY_CELLS
    };
    let times = Times::OfTheSample;
    let (here, there) = (town(times, STAYS), town(times, moved));
    let progress = Progress::new();
    for kernel in [
        Kernel::Quartic,
        Kernel::Epanechnikov,
        Kernel::Triangular,
        Kernel::Uniform,
        Kernel::Gaussian,
    ] {
        let params = SurfaceParams {
            kernel,
            ..Project::sample().surface
        };
        let surface_of = |data: &Dataset| {
            let selection = select(data, &times.filter(), &progress).unwrap();
            surface(data, &selection, &params, &progress).unwrap()
        };
        let (before, after) = (surface_of(&here), surface_of(&there));
        let lattice = before.lattice;
        let mut above_nothing = 0;
        for (place, density) in before.density_per_km2.iter().enumerate() {
            let centre = lattice.centre(place % lattice.columns, place / lattice.columns);
            let there = after.at(moved.to(centre)).unwrap_or(0.0);
            let slack = 1e-5 * before.peak_per_km2;
            assert!(
                (density - there).abs() <= slack,
                "{kernel:?} {centre:?}: {density} {there}"
            );
            above_nothing += usize::from(*density > 0.0);
        }
        assert!(above_nothing > 5_000, "{above_nothing}");
    }
}

/// How a report of a moved town is compared with that of the town.
struct Comparison<'a> {
    case: &'a Case,
    moved: Move,
}

impl Comparison<'_> {
    /// What differs, in words.
    fn of_reports(&self, before: &Report, after: &Report) -> Vec<String> {
        let mut found = Vec::new();
        if self.tells_the_same() {
            let texts = |report: &Report| {
                let head = [report.headline.clone(), report.statement.clone()];
                [head.to_vec(), report.notes.clone()].concat()
            };
            for (a, b) in texts(before).iter().zip(texts(after)) {
                if *a != b {
                    found.push(format!("{a}\n  {b}"));
                }
            }
        }
        if before.tables.len() != after.tables.len() || before.plots.len() != after.plots.len() {
            found.push("other tables or plots".to_owned());
            return found;
        }
        for (a, b) in before.tables.iter().zip(&after.tables) {
            found.extend(self.of_tables(a, b));
        }
        if self.tells_the_same() {
            for (a, b) in before.plots.iter().zip(&after.plots) {
                found.extend(of_plots(a, b));
            }
        }
        found.extend(self.of_marks(&before.marks, &after.marks));
        found
    }

    /// Whether sentences and pictures are compared.
    fn tells_the_same(&self) -> bool {
        let fits_its_picture = self.case.stands == BesideAPicture;
        self.case.drawn.is_empty() && self.case.but.is_none() && !fits_its_picture
    }

    fn of_tables(&self, before: &Table, after: &Table) -> Vec<String> {
        let rows = (before.rows.len(), after.rows.len());
        if before.columns != after.columns || rows.0 != rows.1 {
            return vec![format!("{}: {} and {} rows", before.key, rows.0, rows.1)];
        }
        let keys: Vec<&str> = before.columns.iter().map(|column| column.key).collect();
        let is_compared = |row: &&Vec<Cell>| match (self.case.but, &row[0]) {
            (Some(but), Cell::Text(text)) => !text.starts_with(but),
            _ => true,
        };
        let mut left: Vec<&Vec<Cell>> = after.rows.iter().filter(is_compared).collect();
        let mut found = Vec::new();
        for (place, row) in before.rows.iter().filter(is_compared).enumerate() {
            // Of equals, another may be told first; what is told of it is the same.
            let same = left
                .iter()
                .position(|other| self.same_row(&keys, row, other));
            match same {
                Some(at) => drop(left.remove(at)),
                None => found.push(format!(
                    "{}, row {place}: {row:?}\n  nearest {:?}",
                    before.key,
                    left.first()
                )),
            }
        }
        for key in ["weight", "incidents"] {
            if let Some(column) = keys.iter().position(|other| *other == key) {
                let pairs = before.rows.iter().zip(&after.rows);
                let differ = pairs
                    .filter(|(a, b)| !same_cell(&a[column], &b[column]))
                    .count();
                if differ > 0 {
                    found.push(format!("{}: {key} in another order, {differ}", before.key));
                }
            }
        }
        found.truncate(3);
        found
    }

    fn same_row(&self, keys: &[&str], before: &[Cell], after: &[Cell]) -> bool {
        let number = |row: &[Cell], key: &str| {
            let place = keys.iter().position(|other| *other == key)?;
            match row[place] {
                Cell::Number(number) => Some(number),
                _ => None,
            }
        };
        let at = |row: &[Cell]| Some(Planar::new(number(row, "x")?, number(row, "y")?));
        let is_there = match (at(before), at(after)) {
            // The point at which a boundary is named is found from west to east.
            _ if self.moved.turns && self.case.stands == OnNoGround => true,
            (Some(a), Some(b)) => near(a, self.moved.back(b)),
            (a, b) => a.is_none() && b.is_none(),
        };
        let is_same = |(place, key): (usize, &&str)| match *key {
            "x" | "y" | "lon" | "lat" => true,
            "rank" | "direction" if self.moved.turns => true,
            "bearing" | "ellipse_bearing_deg" => {
                let circle = if *key == "bearing" { 360.0 } else { 180.0 };
                match (number(before, key), number(after, key)) {
                    (Some(a), Some(b)) => {
                        let off = (self.moved.bearing_back(b) - a).rem_euclid(circle);
                        off.min(circle - off) < 1e-6
                    }
                    (a, b) => a.is_none() && b.is_none(),
                }
            }
            "name" => match (&before[place], &after[place]) {
                (Cell::Text(a), Cell::Text(b)) => self.same_name(a, b),
                (a, b) => a == b,
            },
            key if self.case.drawn.contains(&key) => {
                same_but_for_luck(&before[place], &after[place])
            }
            _ => same_cell(&before[place], &after[place]),
        };
        is_there && keys.iter().enumerate().all(is_same)
    }

    /// Whether two names are those of one place. A cell is called by its corner. Of places that
    /// would have one name the first is called so, and which of equals that is may change where
    /// the town is turned: what tells the others apart is left out.
    fn same_name(&self, before: &str, after: &str) -> bool {
        let corner = |name: &str| {
            let (x, y) = name.split_once(' ')?;
            Some(Planar::new(x.parse().ok()?, y.parse().ok()?))
        };
        if let (Some(a), Some(b)) = (corner(before), corner(after)) {
            return near(a, self.moved.back(b));
        }
        let plain = |name: &str| {
            let end = name.find(", ").or_else(|| name.find(" ("));
            name[..end.unwrap_or(name.len())].to_owned()
        };
        before == after || (self.moved.turns && plain(before) == plain(after))
    }

    fn of_marks(&self, before: &[Mark], after: &[Mark]) -> Vec<String> {
        let mut left: Vec<&Mark> = after.iter().collect();
        let mut found = Vec::new();
        if before.len() != after.len() {
            found.push(format!("{} and {} marks", before.len(), after.len()));
        }
        for mark in before {
            match left.iter().position(|other| self.same_mark(mark, other)) {
                Some(at) => drop(left.remove(at)),
                None => found.push(format!("no such mark: {mark:?}\n  but {:?}", left.first())),
            }
        }
        found.truncate(3);
        found
    }

    fn same_mark(&self, before: &Mark, after: &Mark) -> bool {
        // Ranks come first, in labels that tell one.
        let words = |mark: &Mark| {
            let rank = |c: char| c.is_ascii_digit() || ".# ".contains(c);
            mark.label.trim_start_matches(rank).to_owned()
        };
        let (a, b) = (words(before), words(after));
        let same_words = match (a.split_once(": "), b.split_once(": ")) {
            (Some((a, told)), Some((b, told_after))) => self.same_name(a, b) && told == told_after,
            _ => a == b,
        };
        let says_the_same =
            !self.tells_the_same() || (same_class(before.class, after.class) && same_words);
        says_the_same && self.same_outline(&before.outline, &after.outline)
    }

    fn same_outline(&self, before: &Outline, after: &Outline) -> bool {
        // The corners of a ring may begin anywhere.
        let same_corners = |a: &[Planar], b: &[Planar]| {
            let back: Vec<Planar> = b.iter().map(|&p| self.moved.back(p)).collect();
            a.len() == b.len() && a.iter().all(|&p| back.iter().any(|&q| near(p, q)))
        };
        match (before, after) {
            (Outline::Polygon(a), Outline::Polygon(b)) | (Outline::Line(a), Outline::Line(b)) => {
                same_corners(a, b)
            }
            (
                Outline::Disc { centre, radius_m },
                Outline::Disc {
                    centre: other,
                    radius_m: other_m,
                },
            ) => near(*centre, self.moved.back(*other)) && same_number(*radius_m, *other_m),
            (Outline::Point(a), Outline::Point(b)) => near(*a, self.moved.back(*b)),
            (Outline::Area(a), Outline::Area(b)) => a == b,
            _ => false,
        }
    }
}

fn of_plots(before: &Plot, after: &Plot) -> Vec<String> {
    let numbers = |series: &Series| -> Vec<f64> {
        match series {
            Series::Line { points, .. } | Series::Points { points, .. } => points.concat(),
            Series::Bars { bars, .. } => bars.concat(),
            Series::Band { points, .. } => points.concat(),
            Series::Matrix { cells, .. } => cells.concat(),
        }
    };
    let all = |plot: &Plot| plot.series.iter().flat_map(numbers).collect::<Vec<f64>>();
    let (a, b) = (all(before), all(after));
    let same = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_number(*a, *b));
    let other = |what: &str| format!("plot {}: other {what}", before.key);
    let axes = format!("{:?}{:?}", before.x, before.y) == format!("{:?}{:?}", after.x, after.y);
    let failures = [(same, "points"), (axes, "axes")];
    failures
        .iter()
        .filter(|(same, _)| !same)
        .map(|(_, what)| other(what))
        .collect()
}

fn near(a: Planar, b: Planar) -> bool {
    a.distance_to(b) < 1e-5
}

fn same_class(a: Class, b: Class) -> bool {
    match (a, b) {
        (Class::Amount(a), Class::Amount(b)) => same_number(a, b),
        _ => a == b,
    }
}

fn same_cell(a: &Cell, b: &Cell) -> bool {
    match (a, b) {
        (Cell::Number(a), Cell::Number(b)) => same_number(*a, *b),
        _ => a == b,
    }
}

fn same_number(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-7 * a.abs().max(b.abs()) + 1e-12
}

/// Whether figures of as few draws as here may be one and the same: shares and p values within
/// half of the whole range, other numbers within half of their size. Texts and ranks follow.
fn same_but_for_luck(a: &Cell, b: &Cell) -> bool {
    match (a, b) {
        (Cell::Number(a), Cell::Number(b)) => (a - b).abs() <= 0.5_f64.max(0.5 * a.abs()),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}
