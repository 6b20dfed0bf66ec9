//! The nearest-neighbour index of the counted incidents.

use geo::{Euclidean, Length as _};

use crate::analysis::methods::significance::ask;
use crate::analysis::methods::significance::study::Region;
use crate::analysis::methods::{
    Cell, Column, Input, Kind, Method, MethodError, Parameter, Question, Report, Table, Values,
};
use crate::analysis::significance::nearest_neighbour::{
    NearestNeighbour, Spot, mean_distance_m, mean_distance_of_positions_m, scattered_m, tails,
};
use crate::analysis::significance::normal::Sides;
use crate::base::figures::grouped;
use crate::base::{Cancelled, Planar};

/// See the page.
pub(super) struct NearestNeighbourIndex;

/// Points are scattered only where no more than this many would have to be, all replicates taken
/// together.
const MOST_SCATTERED: usize = 30_000_000;

/// The line that allows best for the rim.
const SIMULATED: &str = "simulated";

const REPLICATES: Parameter = Parameter {
    key: "replicates",
    label: "Replicates",
    help: "How often as many points are scattered over the region, to allow for its rim; 0 leaves that out.",
    kind: Kind::Count {
        default: 99,
        least: 0,
        most: 9999,
        unit: "",
    },
};

impl Method for NearestNeighbourIndex {
    fn id(&self) -> &'static str {
        "nearest-neighbour"
    }

    fn question(&self) -> Question {
        Question::Chance
    }

    fn title(&self) -> &'static str {
        "Whether incidents lie closer together than chance"
    }

    fn name(&self) -> &'static str {
        "Nearest-neighbour index"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/nearest-neighbour.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![REPLICATES, ask::SEED]
    }

    fn waits_to_be_run(&self, values: &Values) -> bool {
        values.count("replicates") > 0
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        ask::something_selected(input)?;
        ask::enough_replicates(input.values.count(REPLICATES.key), 40)?;
        let region = Region::of(input)?;
        let spots = spots(input, &region);
        let positions: Vec<Planar> = spots.iter().map(|spot| spot.at).collect();
        let n: usize = spots.iter().map(|spot| spot.incidents as usize).sum();
        let few = || {
            MethodError::Unanswerable(format!(
                "Only {} incidents at {} positions are counted, too few for a nearest-neighbour index; ask for more dates, hours, kinds or places.",
                grouped(n),
                grouped(positions.len())
            ))
        };
        if positions.len() < 5 {
            return Err(few());
        }
        let incidents_m = mean_distance_m(&spots).ok_or_else(few)?;
        let positions_m = mean_distance_of_positions_m(&positions).ok_or_else(few)?;
        input.progress.check(0, 1)?;
        let area_m2 = region.km2() * 1e6;
        let patterns = [(n, incidents_m), (positions.len(), positions_m)];
        let patterns = patterns.map(|(n, mean_m)| NearestNeighbour::new(n, mean_m, area_m2));
        let replicates = patterns.iter().map(|plain| replicates(input, plain)).sum();
        // One count for both, so that it never falls back.
        let check = ask::counted(input.progress, replicates);
        let [incidents, by_position] = patterns.map(|plain| lines(input, &region, &plain, &check));
        let (incidents, by_position) = (incidents?, by_position?);
        let at_once = n - spots.iter().filter(|spot| spot.incidents == 1).count();
        // The last line allows best for the rim.
        let best = incidents.last().ok_or_else(few)?;
        let of_positions = by_position.last().map_or(f64::NAN, |line| line.of.index());
        Ok(Report {
            headline: headline(best),
            statement: statement(input, &region, n, positions.len()),
            notes: notes(input, best, at_once, of_positions),
            tables: vec![table(&[
                ("incidents", &incidents),
                ("positions", &by_position),
            ])],
            plots: Vec::new(),
            marks: Vec::new(),
        })
    }
}

/// The index, the rim allowed for in one way.
struct Line {
    edge: &'static str,
    of: NearestNeighbour,
    p: f64,
}

fn spots(input: &Input<'_>, region: &Region<'_>) -> Vec<Spot> {
    let sites = input.data.incidents.sites();
    let loads = input.selection.sites.iter();
    let spot = |load: &crate::analysis::selection::SiteLoad| Spot {
        at: sites.position(load.site as usize),
        incidents: load.incidents,
    };
    loads
        .map(spot)
        .filter(|spot| region.holds(spot.at))
        .collect()
}

/// The lines of one pattern: plain, with Donnelly's correction where the rim is smooth, and
/// simulated.
fn lines(
    input: &Input<'_>,
    region: &Region<'_>,
    plain: &NearestNeighbour,
    check: &(impl Fn() -> Result<(), Cancelled> + Sync),
) -> Result<Vec<Line>, MethodError> {
    let normal = |edge: &'static str, of: NearestNeighbour| Line {
        edge,
        of,
        p: Sides::Two.p(of.z),
    };
    let mut lines = vec![normal("no correction", *plain)];
    if let Some(hull) = region.hull() {
        let perimeter_m = Euclidean.length(hull.exterior());
        let rim = plain.with_rim(region.km2() * 1e6, perimeter_m);
        lines.push(normal("Donnelly", rim));
    }
    if replicates(input, plain) > 0 {
        lines.push(simulated(input, region, plain, check)?);
    }
    Ok(lines)
}

/// How often as many points are scattered.
fn replicates(input: &Input<'_>, plain: &NearestNeighbour) -> usize {
    let asked = input.values.count(REPLICATES.key) as usize;
    if plain.n.saturating_mul(asked) <= MOST_SCATTERED {
        asked
    } else {
        0
    }
}

fn simulated(
    input: &Input<'_>,
    region: &Region<'_>,
    plain: &NearestNeighbour,
    check: &(impl Fn() -> Result<(), Cancelled> + Sync),
) -> Result<Line, MethodError> {
    let replicates = replicates(input, plain);
    let seed = input.values.count(ask::SEED.key);
    let scatter = |draws: &mut _| region.point(draws);
    let go_on = || input.progress.go_on();
    let means = scattered_m(plain.n, replicates, seed, scatter, check, go_on)?;
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    let squares: f64 = means.iter().map(|m| (m - mean) * (m - mean)).sum();
    let (small, large) = tails(plain.mean_m, &means);
    Ok(Line {
        edge: SIMULATED,
        of: NearestNeighbour {
            expected_m: mean,
            z: (plain.mean_m - mean) / (squares / (means.len() as f64 - 1.0)).sqrt(),
            ..*plain
        },
        p: Sides::Two.p_of_tails(small, large),
    })
}

fn headline(best: &Line) -> String {
    let index = best.of.index();
    let what = if best.p >= ask::ALPHA {
        "Incidents lie no closer together and no further apart than chance would have it"
    } else if index < 1.0 {
        "Incidents lie closer together than chance would have it"
    } else {
        "Incidents lie further apart than chance would have it"
    };
    format!(
        "{what}: from one to the next it is {index:.2} times as far as between as many points laid by chance (p {}).",
        ask::p_text(best.p)
    )
}

fn statement(input: &Input<'_>, region: &Region<'_>, n: usize, positions: usize) -> String {
    let replicates = match input.values.count(REPLICATES.key) {
        0 => String::new(),
        many => format!(
            "; simulated lines from {} scatters over the region itself, seed {}",
            grouped(many as usize),
            input.values.count(ask::SEED.key)
        ),
    };
    format!(
        "Clark-Evans nearest-neighbour index of {} incidents at {} positions inside {} ({:.2} km²); each incident counts once whatever its weight; two-sided p from the normal curve{replicates}",
        grouped(n),
        grouped(positions),
        region.words(),
        region.km2()
    )
}

fn notes(input: &Input<'_>, best: &Line, at_once: usize, of_positions: f64) -> Vec<String> {
    let mut notes = vec![
        "Incidents near the rim of the region may have their nearest neighbour outside it, unseen; without a correction the index comes out a little too large. Scattering points over the region itself allows for that; Donnelly's correction does for the hull."
            .to_owned(),
    ];
    if best.edge != SIMULATED && input.values.count(REPLICATES.key) > 0 {
        notes.push(format!(
            "There are too many incidents to scatter as many points {} times; with fewer replicates it is done.",
            grouped(input.values.count(REPLICATES.key) as usize)
        ));
    }
    let n = best.of.n;
    if at_once > 0 {
        notes.push(format!(
            "{:.0} % of the incidents share their position with another and are 0 m from it, as where positions are snapped to addresses or map points; the positions without repeats have an index of {of_positions:.2}.",
            100.0 * at_once as f64 / n as f64
        ));
    }
    notes.push(
        "Chance here means anywhere in the region, fields and water too. Streets alone make incidents lie closer together than that."
            .to_owned(),
    );
    notes
}

fn table(patterns: &[(&str, &[Line])]) -> Table {
    let row = |what: &str, line: &Line| -> Vec<Cell> {
        vec![
            what.into(),
            line.edge.into(),
            line.of.n.into(),
            line.of.mean_m.into(),
            line.of.expected_m.into(),
            line.of.index().into(),
            line.of.z.into(),
            line.p.into(),
        ]
    };
    Table {
        key: "index",
        title: "Nearest-neighbour index".to_owned(),
        columns: vec![
            Column::new("of", "Of"),
            Column::new("edge", "Edge"),
            Column::new("n", "Points"),
            Column::new("mean", "Mean distance").unit("m"),
            Column::new("expected", "By chance").unit("m"),
            Column::new("index", "Index"),
            Column::new("z", "z"),
            Column::new("p", "p"),
        ],
        rows: patterns
            .iter()
            .flat_map(|(what, lines)| lines.iter().map(move |line| row(what, line)))
            .collect(),
    }
}
