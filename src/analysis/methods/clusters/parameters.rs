//! What several of these methods can be told.

use crate::analysis::methods::{Kind, Parameter};

/// How many clusters are listed and drawn.
pub(super) const TOP: Parameter = Parameter {
    key: "top",
    label: "Listed at most",
    help: "How many are listed and drawn; all of them are counted.",
    kind: Kind::Count {
        default: 50,
        least: 1,
        most: 2_000,
        unit: "",
    },
};

/// How a cluster is drawn.
pub(super) const OUTLINE: Parameter = Parameter {
    key: "outline",
    label: "Drawn as",
    help: "The convex hull of a cluster's incidents, or an ellipse of 1, 1.5 or 2 standard deviations.",
    kind: Kind::Choice {
        default: "hull",
        options: &[
            ("hull", "convex hull"),
            ("ellipse-1", "ellipse, 1 SD"),
            ("ellipse-1.5", "ellipse, 1.5 SD"),
            ("ellipse-2", "ellipse, 2 SD"),
        ],
    },
};

/// The least weight that makes a cluster.
pub(super) const LEAST: Parameter = Parameter {
    key: "least",
    label: "Fewest incidents",
    help: "A cluster has at least this many incidents, each counted by its weight.",
    kind: Kind::Number {
        default: 10.0,
        least: 2.0,
        most: 1e6,
        unit: "incidents",
    },
};

/// The seed of everything drawn by chance.
pub(super) const SEED: Parameter = Parameter {
    key: "seed",
    label: "Seed",
    help: "The same seed draws the same random numbers.",
    kind: Kind::Count {
        default: 1,
        least: 0,
        most: u64::MAX,
        unit: "",
    },
};

/// How often chance is asked.
pub(super) const REPLICATES: Parameter = Parameter {
    key: "replicates",
    label: "Replicates",
    help: "How often chance is asked; the least p is one in this many and one.",
    kind: Kind::Count {
        default: 999,
        least: 19,
        most: 99_999,
        unit: "replicates",
    },
};

/// Which moment of a span of time counts.
pub(super) const TIMES: Parameter = Parameter {
    key: "moment",
    label: "Time of a span",
    help: "Where only a from and a to are known, the middle of the two counts, or the from.",
    kind: Kind::Choice {
        default: "middle",
        options: &[("middle", "middle"), ("from", "from")],
    },
};
