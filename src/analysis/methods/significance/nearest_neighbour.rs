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
use crate::base::Planar;
use crate::base::figures::grouped;

/// See the page.
pub(super) struct NearestNeighbourIndex;

/// Points are scattered only where no more than this many would have to be, all replicates taken
/// together.
const MOST_SCATTERED: usize = 30_000_000;

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

    fn is_simulation(&self, values: &Values) -> bool {
        values.count("replicates") > 0
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        ask::something_selected(input)?;
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
        let patterns = [
            ("incidents", NearestNeighbour::new(n, incidents_m, area_m2)),
            (
                "positions",
                NearestNeighbour::new(positions.len(), positions_m, area_m2),
            ),
        ];
        let mut rows = Vec::new();
        for (what, pattern) in patterns {
            rows.extend(lines(input, &region, what, &pattern)?);
        }
        let index = patterns[0].1.index();
        let at_once = n - spots.iter().filter(|spot| spot.incidents == 1).count();
        Ok(Report {
            headline: headline(index, patterns[0].1.z),
            statement: statement(input, &region, n, positions.len()),
            notes: notes(at_once, n, patterns[1].1.index()),
            tables: vec![table(rows)],
            plots: Vec::new(),
            marks: Vec::new(),
        })
    }
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
    what: &str,
    pattern: &NearestNeighbour,
) -> Result<Vec<Vec<Cell>>, MethodError> {
    let area_m2 = region.km2() * 1e6;
    let line = |edge: &str, of: &NearestNeighbour, p: f64| -> Vec<Cell> {
        vec![
            what.into(),
            edge.into(),
            of.n.into(),
            of.mean_m.into(),
            of.expected_m.into(),
            of.index().into(),
            of.z.into(),
            p.into(),
        ]
    };
    let mut lines = vec![line("no correction", pattern, Sides::Two.p(pattern.z))];
    if let Some(hull) = region.hull() {
        let perimeter_m = Euclidean.length(hull.exterior());
        let rim = pattern.with_rim(area_m2, perimeter_m);
        lines.push(line("Donnelly", &rim, Sides::Two.p(rim.z)));
    }
    let replicates = input.values.count(REPLICATES.key) as usize;
    if replicates > 0 && pattern.n.saturating_mul(replicates) <= MOST_SCATTERED {
        let check = ask::counted(input.progress, replicates);
        let seed = input.values.count(ask::SEED.key);
        let scatter = |draws: &mut _| region.point(draws);
        let means = scattered_m(pattern.n, replicates, seed, scatter, check)?;
        let mean = means.iter().sum::<f64>() / means.len() as f64;
        let squares: f64 = means.iter().map(|m| (m - mean) * (m - mean)).sum();
        let simulated = NearestNeighbour {
            expected_m: mean,
            z: (pattern.mean_m - mean) / (squares / (means.len() as f64 - 1.0)).sqrt(),
            ..*pattern
        };
        let (small, large) = tails(pattern.mean_m, &means);
        lines.push(line(
            "simulated",
            &simulated,
            Sides::Two.p_of_tails(small, large),
        ));
    }
    Ok(lines)
}

fn headline(index: f64, z: f64) -> String {
    let p = ask::p_text(Sides::Two.p(z));
    let what = if Sides::Two.p(z) >= ask::ALPHA {
        "Incidents lie no closer together and no further apart than chance would have it"
    } else if index < 1.0 {
        "Incidents lie closer together than chance would have it"
    } else {
        "Incidents lie further apart than chance would have it"
    };
    format!(
        "{what}: from one to the next it is {index:.2} times as far as between as many points laid by chance (p {p})."
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

fn notes(at_once: usize, n: usize, of_positions: f64) -> Vec<String> {
    let mut notes = vec![
        "Incidents near the rim of the region may have their nearest neighbour outside it, unseen; without a correction the index comes out a little too large. Scattering points over the region itself allows for that; Donnelly's correction does for the hull."
            .to_owned(),
    ];
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

fn table(rows: Vec<Vec<Cell>>) -> Table {
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
        rows,
    }
}
