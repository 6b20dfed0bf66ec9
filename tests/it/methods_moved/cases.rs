//! What every method stands on.

use nightbeat::analysis::methods::{self, Kind, Method, MethodError, Report, Value};
use nightbeat::data::{Dataset, Filter};

use Stands::{BesideAPicture, OnCells, OnDistances, OnItsRectangle, OnNoGround, OnTheList};

use crate::asking::{ask, short};

/// How often a simulation draws here.
const DRAWS: u64 = 20;

/// What a method's figures depend on, beside distances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
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

/// A way of asking a method.
pub(super) struct Case {
    pub(super) id: &'static str,
    /// Parameters that are set, as on the command line.
    pub(super) said: &'static [(&'static str, &'static str)],
    pub(super) stands: Stands,
    /// What is drawn by chance in the table's order of space, which moving changes, is the same
    /// but for luck. Sentences, plots and marks that tell it are not compared then.
    pub(super) drawn: Option<Drawn>,
    /// Rows that begin with this stand on something else and are not compared, nor are the
    /// pictures that tell them.
    pub(super) but: Option<&'static str>,
    /// The sample town lacks the columns or tables it needs.
    pub(super) unanswered: bool,
}

/// Figures that are drawn by chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    /// A cell of their rows says this; all rows hold some where it is empty.
    pub(super) rows: &'static str,
    /// Their columns, and how much luck may change them: a part of what they are, and of 1 for
    /// numbers and 4 for counts below that. Texts and flags may become others.
    pub(super) columns: &'static [(&'static str, f64)],
}

const fn drawn(columns: &'static [(&'static str, f64)]) -> Drawn {
    Drawn { rows: "", columns }
}

const fn case(id: &'static str, stands: Stands) -> Case {
    Case {
        id,
        said: &[],
        stands,
        drawn: None,
        but: None,
        unanswered: false,
    }
}

/// A method of which the sample town lacks what it needs; it would stand on no ground.
const fn without_data(id: &'static str) -> Case {
    Case {
        unanswered: true,
        ..case(id, OnNoGround)
    }
}

/// What clusters of scattered incidents are told by.
const SCATTERED: Option<Drawn> = Some(drawn(&[
    ("by_chance", 0.2),
    ("by_chance_low", 0.5),
    ("by_chance_high", 0.5),
    ("p_value", 0.3),
]));

/// Every method, with what it stands on.
pub(super) const CASES: &[Case] = &[
    // The list and its draws: sites are drawn in the order of the table.
    Case {
        drawn: Some(drawn(&[
            ("in_top_n", 0.4),
            ("rank_low", 0.5),
            ("rank_high", 0.5),
            ("badge", 0.0),
        ])),
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
        // Fewer say nothing.
        said: &[("replicates", "49")],
        drawn: Some(Drawn {
            rows: "simulated",
            columns: &[("expected", 0.05), ("index", 0.05), ("z", 0.5), ("p", 0.1)],
        }),
        ..case("nearest-neighbour", OnDistances)
    },
    // The list; what chance would give is drawn in the rectangles of the boundaries.
    Case {
        drawn: Some(drawn(&[("p_list", 0.4)])),
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
        drawn: Some(drawn(&[
            ("p_value", 0.4),
            ("simulated_mean", 0.2),
            ("simulated_low", 0.75),
            ("simulated_high", 0.75),
            ("stands_out", 0.0),
        ])),
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
        said: &[("treated", "Market")],
        ..case("displacement", OnNoGround)
    },
    case("two-periods", BesideAPicture),
    case("year-on-year", OnNoGround),
    case("seasonal", OnNoGround),
    Case {
        said: &[("bank-holidays", "")],
        ..case("events", OnNoGround)
    },
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
    without_data("comparator"),
    without_data("targets"),
    // The list by count and by harm.
    case("harm", OnTheList),
    without_data("repeat-victims"),
    without_data("repeat-subjects"),
];

impl Case {
    pub(super) fn method(&self) -> &'static dyn Method {
        methods::by_id(self.id).unwrap_or_else(|| panic!("there is no method {}", self.id))
    }

    pub(super) fn ask(&self, data: &Dataset, filter: &Filter) -> Result<Report, MethodError> {
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
