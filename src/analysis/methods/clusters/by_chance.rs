//! Clusters beside those that chance would make, for methods that have no test of their own.

use super::found::Clusters;
use super::parameters::SEED;
use crate::analysis::clusters::Stack;
use crate::analysis::clusters::by_chance::{Tally, scattered};
use crate::analysis::draws::{Draws, chance};
use crate::analysis::methods::significance::ask::{self, p_text};
use crate::analysis::methods::significance::study::Region;
use crate::analysis::methods::{
    Cell, Column, Input, Kind, MethodError, Parameter, Report, Table, Values,
};
use crate::base::figures::grouped;
use crate::base::stats::quantile_sorted;
use crate::base::{Cancelled, Planar, Progress};

/// How often chance is asked.
pub(super) const SCATTERINGS: Parameter = Parameter {
    key: "replicates",
    label: "Replicates",
    help: "How often as many incidents are scattered over the study area and clustered in the same way; 0 leaves that out, 999 is usual.",
    kind: Kind::Count {
        default: 0,
        least: 0,
        most: 9999,
        unit: "replicates",
    },
};

/// Incidents are scattered only where no more than this many would have to be, all replicates taken
/// together.
const MOST_SCATTERED: usize = 100_000_000;

/// Fewer replicates cannot give a p of 0.05.
const FEWEST: u64 = 19;

/// Whether chance is asked, which takes a while.
pub(super) fn waits(values: &Values) -> bool {
    values.count(SCATTERINGS.key) > 0
}

/// What the clusters themselves tell how far they are: nothing where chance is asked after them,
/// whose replicates are what takes long.
pub(super) fn before_chance(input: &Input<'_>) -> Progress {
    if waits(input.values) {
        input.progress.of_step()
    } else {
        input.progress.clone()
    }
}

/// Adds to `report` what chance would give, where that is asked; `square_m` is the side of the
/// square that incidents are scattered over, instead of the study region.
///
/// # Errors
/// When too much would have to be scattered, or nobody wants it any more.
pub(super) fn add(
    report: &mut Report,
    input: &Input<'_>,
    clusters: &Clusters<'_>,
    square_m: Option<f64>,
    clusters_of: impl Fn(&[Stack], &Progress) -> Result<Vec<Vec<u32>>, Cancelled> + Sync,
) -> Result<(), MethodError> {
    let replicates = input.values.count(SCATTERINGS.key) as usize;
    if replicates == 0 {
        return Ok(());
    }
    ask::enough_replicates(replicates as u64, FEWEST)?;
    let weights = weights(input);
    if weights.len().saturating_mul(replicates) > MOST_SCATTERED {
        return Err(MethodError::Unanswerable(format!(
            "{} incidents scattered {} times would take too long; take fewer replicates, or fewer dates, kinds or places.",
            grouped(weights.len()),
            grouped(replicates)
        )));
    }
    let ground = match square_m {
        Some(side_m) => Ground::Square { side_m },
        None => Ground::Region(Region::of(input)?),
    };
    let quiet = input.progress.of_step();
    let all = scattered(
        &weights,
        (replicates, input.values.count(SEED.key)),
        |draws| ground.point(draws),
        |stacks| clusters_of(stacks, &quiet),
        ask::counted(input.progress, replicates),
        || quiet.go_on(),
    )?;
    let lines = lines(clusters.tally(), &all);
    let [count, ..] = &lines;
    let head = report.headline.trim_end_matches('.');
    report.headline = format!(
        "{head}; scattered by chance, as many incidents would make {:.1} clusters (p of as many {}).",
        count.mean,
        p_text(count.p)
    );
    report.statement = format!(
        "{}; {} incidents scattered over {} {} times, seed {}",
        report.statement,
        grouped(weights.len()),
        ground.words(),
        grouped(replicates),
        input.values.count(SEED.key)
    );
    report.notes.push(
        "Chance here is anywhere on the ground, where streets and houses are not: real incidents beat it nearly always. It says whether clusters are more than crowding, not why."
            .to_owned(),
    );
    report.tables.push(table(&lines));
    Ok(())
}

/// What incidents are scattered over.
enum Ground<'a> {
    Region(Region<'a>),
    Square { side_m: f64 },
}

impl Ground<'_> {
    fn point(&self, draws: &mut Draws) -> Planar {
        match self {
            Self::Region(region) => region.point(draws),
            Self::Square { side_m } => Planar::new(draws.unit() * side_m, draws.unit() * side_m),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Region(region) => region.words(),
            Self::Square { side_m } => format!("a square of {:.2} km²", side_m * side_m / 1e6),
        }
    }
}

/// The weights of the selected incidents, greatest first: where they lie must not order the draws.
fn weights(input: &Input<'_>) -> Vec<f64> {
    let mut weights: Vec<f64> = input.selection.iter().map(|(_, weight)| weight).collect();
    weights.sort_unstable_by(|a, b| b.total_cmp(a));
    weights
}

/// One figure beside those of the replicates.
struct Line {
    what: &'static str,
    here: f64,
    mean: f64,
    low: Option<f64>,
    high: Option<f64>,
    p: f64,
}

fn lines(here: Tally, all: &[Tally]) -> [Line; 3] {
    let line = |what: &'static str, of: fn(&Tally) -> f64| {
        let mut drawn: Vec<f64> = all.iter().map(of).collect();
        drawn.sort_by(f64::total_cmp);
        let as_much = drawn.len() - drawn.partition_point(|&drawn| drawn < of(&here) - 1e-9);
        Line {
            what,
            here: of(&here),
            mean: drawn.iter().sum::<f64>() / drawn.len() as f64,
            low: quantile_sorted(&drawn, 0.025),
            high: quantile_sorted(&drawn, 0.975),
            p: chance(as_much, drawn.len()),
        }
    };
    [
        line("clusters", |tally| tally.clusters as f64),
        line("weight in all clusters", |tally| tally.weight),
        line("weight of the fullest cluster", |tally| tally.fullest),
    ]
}

fn table(lines: &[Line]) -> Table {
    let row = |line: &Line| -> Vec<Cell> {
        vec![
            line.what.into(),
            line.here.into(),
            line.mean.into(),
            line.low.into(),
            line.high.into(),
            line.p.into(),
        ]
    };
    Table {
        key: "by_chance",
        title: "Clusters beside those by chance".to_owned(),
        columns: vec![
            Column::new("what", "What"),
            Column::new("value", "Here"),
            Column::new("by_chance", "By chance"),
            Column::new("by_chance_low", "95 % from"),
            Column::new("by_chance_high", "95 % to"),
            Column::new("p_value", "p"),
        ],
        rows: lines.iter().map(row).collect(),
    }
}
