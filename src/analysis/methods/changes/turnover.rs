//! What is new on the list, what stays and what has left it.

use crate::analysis::change::rate_ratio::{RateRatio, rate_ratio};
use crate::analysis::change::turnover::{Standing, turnover};
use crate::analysis::methods::changes::places::{outline, weight_inside};
use crate::analysis::methods::changes::rate_ratios::list_of;
use crate::analysis::methods::changes::two_selections::{
    BEFORE, RATES_PER_DAY, SPLIT, TwoSelections,
};
use crate::analysis::methods::changes::words::{CONFIDENCE, RATIO_COLUMNS, ratio_cells};
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Parameter, Question, Report, Table,
};
use crate::analysis::rank::{Hotspot, Ranking, Unit};
use crate::base::Planar;

const WITHIN: Parameter = Parameter {
    key: "same-place",
    label: "Same place within",
    help: "Places of the two lists are the same if their centres are no farther apart; 0 takes the radius of a disc, and the cell, area or premises itself.",
    kind: Kind::Number {
        default: 0.0,
        least: 0.0,
        most: 10_000.0,
        unit: "m",
    },
};

/// See the page.
pub(super) struct Turnover;

/// One place of either list.
struct Row<'a> {
    status: &'static str,
    class: Class,
    hotspot: &'a Hotspot,
    rank_before: Option<usize>,
    rank_after: Option<usize>,
    distance_m: Option<f64>,
    before: f64,
    after: f64,
    ratio: Option<RateRatio>,
}

impl Method for Turnover {
    fn id(&self) -> &'static str {
        "turnover"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "New, persistent and fading places of the list"
    }

    fn name(&self) -> &'static str {
        "Turnover of the top N"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/turnover.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![SPLIT, BEFORE, WITHIN]
    }

    fn uses_ranking(&self) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let both = TwoSelections::of(input)?;
        let before = list_of(input, &both.before.selection)?;
        let after = list_of(input, &both.after.selection)?;
        let reach_m = reach_m(input);
        let centres = |list: &Ranking| -> Vec<Planar> {
            list.hotspots.iter().map(|hotspot| hotspot.centre).collect()
        };
        let standings = turnover(&centres(&before), &centres(&after), reach_m);
        let lists = (&before, &after);
        let rows: Vec<Row<'_>> = standings
            .into_iter()
            .map(|standing| row(input, &both, lists, standing))
            .collect();
        let count = |status: &str| rows.iter().filter(|row| row.status == status).count();
        let mut notes = both.notes(RATES_PER_DAY);
        notes.push(
            "Lists change by chance alone: a place at the foot of a list is hardly different from \
             the next below it. The ratio beside each place, with its interval, says whether the \
             place itself changed; places are expected to fall after they were chosen for being \
             high (regression to the mean)."
                .to_owned(),
        );
        let is_sure = |row: &&Row<'_>| row.ratio.is_some_and(|r| r.low > 1.0 || r.high < 1.0);
        let sure = rows
            .iter()
            .filter(|row| row.status != "persistent")
            .filter(is_sure)
            .count();
        let moved = count("new") + count("fading");
        Ok(Report {
            headline: format!(
                "Of the {} places on the list now, {} were on it before and {} are new; {} have left \
                 it. Of the {moved} that came or went, the place itself changed by more than chance \
                 would give at {sure}.",
                after.hotspots.len(),
                count("persistent"),
                count("new"),
                count("fading"),
            ),
            statement: format!(
                "Top {} of each period, {}; paired one to one, nearest first, within {reach_m} m; \
                 ratios of Poisson rates with exact conditional 95 % intervals, p two-sided and not \
                 adjusted",
                input.ranking.top,
                both.text()
            ),
            notes,
            tables: vec![table(&rows)],
            plots: Vec::new(),
            marks: rows.iter().map(mark).collect(),
        })
    }
}

/// How far apart the centres of one place may be.
fn reach_m(input: &Input<'_>) -> f64 {
    let asked = input.values.number(WITHIN.key);
    match input.ranking.unit {
        _ if asked > 0.0 => asked,
        Unit::Disc { radius_m } => radius_m,
        // The centre of a repeat location is the mean of what lies there, and moves a little.
        Unit::Place { radius_m } => radius_m.max(1.0),
        // Cells, areas and premises have one centre in both lists.
        Unit::Square { .. } | Unit::Hex { .. } | Unit::Area | Unit::Premises { .. } => 0.0,
    }
}

fn row<'a>(
    input: &Input<'_>,
    both: &TwoSelections,
    (before, after): (&'a Ranking, &'a Ranking),
    standing: Standing,
) -> Row<'a> {
    let (status, class, hotspot, ranks, distance_m) = match standing {
        Standing::Both {
            before: b,
            after: a,
            distance_m,
        } => {
            let hotspot = &after.hotspots[a];
            let ranks = (Some(before.hotspots[b].rank), Some(hotspot.rank));
            ("persistent", Class::Plain, hotspot, ranks, Some(distance_m))
        }
        Standing::New { after: a } => {
            let hotspot = &after.hotspots[a];
            (
                "new",
                Class::More(2),
                hotspot,
                (None, Some(hotspot.rank)),
                None,
            )
        }
        Standing::Gone { before: b } => {
            let hotspot = &before.hotspots[b];
            (
                "fading",
                Class::Less(2),
                hotspot,
                (Some(hotspot.rank), None),
                None,
            )
        }
    };
    let inside = |selection| weight_inside(input.data, selection, hotspot);
    let weights = (
        inside(&both.before.selection),
        inside(&both.after.selection),
    );
    let counts = both.counts(weights.0, weights.1);
    Row {
        status,
        class,
        hotspot,
        rank_before: ranks.0,
        rank_after: ranks.1,
        distance_m,
        before: weights.0,
        after: weights.1,
        ratio: rate_ratio(counts.0, counts.1, CONFIDENCE),
    }
}

fn table(rows: &[Row<'_>]) -> Table {
    let mut columns = vec![
        Column::new("status", "Status"),
        Column::new("name", "Place"),
        Column::new("rank_before", "Rank before"),
        Column::new("rank_after", "Rank after"),
        Column::new("distance_m", "Apart").unit("m"),
        Column::new("before", "Before"),
        Column::new("after", "After"),
    ];
    columns.extend(RATIO_COLUMNS);
    let cells = |row: &Row<'_>| -> Vec<Cell> {
        let mut cells: Vec<Cell> = vec![
            row.status.into(),
            row.hotspot.name.as_str().into(),
            row.rank_before.into(),
            row.rank_after.into(),
            row.distance_m.into(),
            row.before.into(),
            row.after.into(),
        ];
        cells.extend(ratio_cells(row.ratio.as_ref()));
        cells
    };
    Table {
        key: "places",
        title: "Places of the two lists".to_owned(),
        columns,
        rows: rows.iter().map(cells).collect(),
    }
}

fn mark(row: &Row<'_>) -> Mark {
    Mark {
        outline: outline(row.hotspot),
        class: row.class,
        label: format!(
            "{}: {}, {:.1} before, {:.1} after",
            row.hotspot.name, row.status, row.before, row.after
        ),
    }
}
