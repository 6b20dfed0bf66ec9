//! Near repeats: does one incident bring another nearby soon after?

use super::found::counts_note;
use super::parameters::{REPLICATES, SEED, TIMES};
use super::when::{dated, day_words};
use crate::analysis::clusters::mantel::{MOST_EVENTS, Mantel, mantel};
use crate::analysis::clusters::near_repeats::{
    Event, Knox, KnoxCell, KnoxParams, MAX_BANDS, MAX_PERIODS, Metric, knox,
};
use crate::analysis::methods::significance::ask;
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks, Unset, Values,
};
use crate::base::Cancelled;
use crate::base::figures::grouped;

/// See the page.
pub(super) struct NearRepeats;

/// Outer limits of the bands of distance when nobody says, in metres.
const LIMITS_M: &str = "100 200 300 400";
/// Last days of the bands of days when nobody says.
const LAST_DAYS: &str = "0 6 13 20 27";
/// Fewer incidents say nothing.
const FEWEST: usize = 10;
/// A cell stands out if chance gives as many this rarely...
const LEVEL: f64 = 0.05;
/// ...and there are this many times as many as expected, as in the Near Repeat Calculator.
const STANDS_OUT: f64 = 1.2;

const DISTANCES: Parameter = Parameter {
    key: "distances",
    label: "Distance bands",
    help: "Outer limits of the bands of distance in metres; \"100 200 300 400\" when nothing is said. The \
           same position is a band of its own.",
    kind: Kind::Text,
};

const DAYS: Parameter = Parameter {
    key: "days-apart",
    label: "Bands of days",
    help: "The last day of each band of days apart; \"0 6 13 20 27\" when nothing is said: the same day, less \
           than a week, and so on by weeks.",
    kind: Kind::Text,
};

const METRIC: Parameter = Parameter {
    key: "distance",
    label: "Distance",
    help: "East-west plus north-south, as the Near Repeat Calculator has it, or as the crow flies.",
    kind: Kind::Choice {
        default: "manhattan",
        options: &[
            ("manhattan", "along the grid"),
            ("euclidean", "as the crow flies"),
        ],
    },
};

impl Method for NearRepeats {
    fn id(&self) -> &'static str {
        "near-repeats"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "One brings another nearby"
    }

    fn name(&self) -> &'static str {
        "Near repeats (Knox)"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/near-repeats.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![DISTANCES, DAYS, METRIC, TIMES, REPLICATES, SEED]
    }

    fn waits_to_be_run(&self, _values: &Values) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let limits_m: Vec<f64> = ascending(input, DISTANCES, LIMITS_M, MAX_BANDS, 0.0)?;
        let last_days: Vec<f64> = ascending(input, DAYS, LAST_DAYS, MAX_PERIODS, -1.0)?;
        let last_days: Vec<i32> = last_days.iter().map(|&day| day as i32).collect();
        let (incidents, undated) = dated(input)?;
        if incidents.len() < FEWEST {
            return Err(MethodError::Unanswerable(format!(
                "Only {} incidents have a date, too few to compare pairs of them; widen the filter.",
                incidents.len()
            )));
        }
        let events: Vec<Event> = incidents
            .iter()
            .map(|one| Event {
                at: one.at,
                day: one.day,
            })
            .collect();
        let params = KnoxParams {
            metric: metric(input),
            limits_m: &limits_m,
            last_days: &last_days,
            replicates: input.values.count("replicates") as usize,
            seed: input.values.count("seed"),
        };
        let (table, over_all) = tested(input, &events, params)?;
        let bands = Bands {
            limits_m: &limits_m,
            last_days: &last_days,
        };
        let mut notes: Vec<String> = counts_note(input).into_iter().collect();
        notes.extend(notes_on(&table, undated));
        notes.extend((events.len() > MOST_EVENTS).then(|| {
            format!(
                "Mantel's correlation looks at all pairs in every replicate and is told of at most {} incidents.",
                grouped(MOST_EVENTS)
            )
        }));
        let mut tables = vec![pairs_table(&table, &bands)];
        tables.extend(over_all.map(mantel_table));
        Ok(Report {
            headline: headline(&table, &bands),
            statement: statement(input, &params, tables.len() > 1),
            notes,
            tables,
            plots: vec![plot(&table, &bands)],
            marks: Vec::new(),
        })
    }
}

/// What Knox and Mantel find. One count for the replicates of both, so that it never falls back.
fn tested(
    input: &Input<'_>,
    events: &[Event],
    params: KnoxParams<'_>,
) -> Result<(Knox, Option<Mantel>), Cancelled> {
    let is_told = events.len() <= MOST_EVENTS;
    let check = ask::counted(
        input.progress,
        params.replicates * (1 + usize::from(is_told)),
    );
    let table = knox(events, params, input.progress, &check)?;
    let draws = (params.replicates, params.seed);
    Ok((table, mantel(events, params.metric, draws, &check)?))
}

fn statement(input: &Input<'_>, params: &KnoxParams<'_>, has_mantel: bool) -> String {
    let limits: Vec<String> = params.limits_m.iter().map(f64::to_string).collect();
    let mantel = if has_mantel {
        "; Mantel: Pearson's correlation of distance and days apart over all pairs, one-sided p from as many \
         permutations under the same seed"
    } else {
        ""
    };
    format!(
        "Knox; {} distance in bands up to {} m; {}; {} permutations of the days, seed {}; one-sided p, not \
         adjusted for the number of cells{mantel}",
        metric_words(params.metric),
        limits.join(", "),
        day_words(input),
        params.replicates,
        params.seed
    )
}

/// The numbers of a text, each above the one before and all above `above`.
fn ascending(
    input: &Input<'_>,
    parameter: Parameter,
    default: &str,
    most: usize,
    above: f64,
) -> Result<Vec<f64>, Unset> {
    let given = input.values.text(parameter.key).unwrap_or(default);
    let parts = given.split([' ', ',', ';']).filter(|part| !part.is_empty());
    let numbers: Option<Vec<f64>> = parts.map(|part| part.parse().ok()).collect();
    let is_right = |numbers: &Vec<f64>| {
        let before = std::iter::once(&above).chain(numbers.iter());
        (1..=most).contains(&numbers.len())
            && numbers
                .iter()
                .zip(before)
                .all(|(next, before)| next > before && *next <= 100_000.0)
    };
    numbers.filter(is_right).ok_or_else(|| Unset::OutOfRange {
        key: parameter.key,
        range: format!("up to {most} ascending numbers, as in \"{default}\""),
        given: given.to_owned(),
    })
}

fn metric(input: &Input<'_>) -> Metric {
    match input.values.text("distance") {
        Some("euclidean") => Metric::Euclidean,
        _ => Metric::Manhattan,
    }
}

fn metric_words(metric: Metric) -> &'static str {
    match metric {
        Metric::Manhattan => "Manhattan",
        Metric::Euclidean => "Euclidean",
    }
}

/// What rows and columns are called.
struct Bands<'a> {
    limits_m: &'a [f64],
    last_days: &'a [i32],
}

impl Bands<'_> {
    fn distance(&self, row: usize) -> String {
        match row.checked_sub(1) {
            None => "same place".to_owned(),
            Some(0) => format!("up to {} m", self.limits_m[0]),
            Some(band) => format!("{} to {} m", self.limits_m[band - 1], self.limits_m[band]),
        }
    }

    fn days(&self, column: usize) -> String {
        let last = self.last_days[column];
        match (self.first_day(column), last) {
            (0, 0) => "same day".to_owned(),
            (1, 1) => "1 day".to_owned(),
            (first, last) if first == last => format!("{last} days"),
            (first, last) => format!("{first} to {last} days"),
        }
    }

    fn first_day(&self, column: usize) -> i32 {
        column
            .checked_sub(1)
            .map_or(0, |before| self.last_days[before] + 1)
    }
}

fn ratio(cell: &KnoxCell) -> Option<f64> {
    (cell.expected > 0.0).then(|| cell.observed as f64 / cell.expected)
}

fn stands_out(cell: &KnoxCell) -> bool {
    cell.p <= LEVEL && ratio(cell).is_some_and(|ratio| ratio >= STANDS_OUT)
}

/// Of the nearest band of distance beyond the same place, how long it stands out; and how far.
fn headline(table: &Knox, bands: &Bands<'_>) -> String {
    let nearest = &table.cells[1];
    let long = nearest.iter().take_while(|cell| stands_out(cell)).count();
    let first = &nearest[0];
    let found = format!(
        "{} pairs {} and {} apart, where chance gives {:.1}",
        grouped(first.observed as usize),
        bands.distance(1),
        bands.days(0),
        first.expected
    );
    if long == 0 {
        return format!("No near repeats stand out: {found} (p = {:.3}).", first.p);
    }
    let far = table.cells[1..]
        .iter()
        .take_while(|row| stands_out(&row[0]))
        .count();
    format!(
        "Near repeats: {found}, {:.1} times as many (p = {:.3}); the raised risk reaches {} m and lasts {} days.",
        ratio(first).unwrap_or(f64::NAN),
        first.p,
        bands.limits_m[far - 1],
        bands.last_days[long - 1]
    )
}

fn notes_on(table: &Knox, undated: usize) -> Vec<String> {
    let cells = table.cells.iter().map(Vec::len).sum::<usize>();
    let mut notes = vec![format!(
        "Of {cells} cells, {:.1} would fall below p = 0.05 by chance alone.",
        0.05 * cells as f64
    )];
    if undated > 0 {
        notes.push(format!(
            "{} incidents without a date are left out.",
            grouped(undated)
        ));
    }
    notes
}

fn mantel_table(over_all: Mantel) -> Table {
    Table {
        key: "mantel",
        title: "All pairs: distance with days apart".to_owned(),
        columns: vec![
            Column::new("pairs", "Pairs"),
            Column::new("correlation", "Correlation"),
            Column::new("p_value", "p"),
        ],
        rows: vec![vec![
            over_all.pairs.into(),
            over_all.r.into(),
            over_all.p.into(),
        ]],
    }
}

fn pairs_table(table: &Knox, bands: &Bands<'_>) -> Table {
    let mut rows = Vec::new();
    for (row, cells) in table.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let limit = row.checked_sub(1).map_or(0.0, |band| bands.limits_m[band]);
            rows.push(vec![
                bands.distance(row).into(),
                bands.days(column).into(),
                limit.into(),
                Cell::Count(u64::from(bands.last_days[column].unsigned_abs())),
                cell.observed.into(),
                cell.expected.into(),
                ratio(cell).into(),
                cell.p.into(),
                cell.simulated.into(),
                cell.low.into(),
                cell.high.into(),
                stands_out(cell).into(),
            ]);
        }
    }
    Table {
        key: "pairs",
        title: "Pairs by distance and days apart".to_owned(),
        columns: vec![
            Column::new("distance", "Distance"),
            Column::new("days", "Days apart"),
            Column::new("distance_to_m", "Up to").unit("m"),
            Column::new("days_to", "Up to").unit("days"),
            Column::new("observed", "Pairs"),
            Column::new("expected", "By chance"),
            Column::new("ratio", "Times as many"),
            Column::new("p_value", "p"),
            Column::new("simulated_mean", "Mean of replicates"),
            Column::new("simulated_low", "2.5 % of replicates"),
            Column::new("simulated_high", "97.5 % of replicates"),
            Column::new("stands_out", "Stands out"),
        ],
        rows,
    }
}

fn plot(table: &Knox, bands: &Bands<'_>) -> Plot {
    let cells = table.cells.iter().enumerate().flat_map(|(row, cells)| {
        let place =
            move |column: usize, cell: &KnoxCell| Some([column as f64, row as f64, ratio(cell)?]);
        cells
            .iter()
            .enumerate()
            .filter_map(move |(column, cell)| place(column, cell))
    });
    let names =
        |count: usize, name: &dyn Fn(usize) -> String| Ticks::Names((0..count).map(name).collect());
    Plot {
        key: "ratios",
        title: "Pairs over pairs by chance".to_owned(),
        x: Axis {
            label: "days apart".to_owned(),
            ticks: names(bands.last_days.len(), &|column| bands.days(column)),
            ..Axis::default()
        },
        y: Axis {
            label: "distance".to_owned(),
            ticks: names(table.cells.len(), &|row| bands.distance(row)),
            ..Axis::default()
        },
        series: vec![Series::Matrix {
            name: "times as many as by chance".to_owned(),
            cells: cells.collect(),
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::Value;
    use crate::analysis::methods::clusters::testing::{
        ask_with, count, falls_back, number, piles, text,
    };
    use crate::base::{Civil, When};
    use crate::data::{Dataset, Filter};

    const FEW: (&str, Value) = ("replicates", Value::Number(99.0));

    /// 40 incidents far from each other on days of their own, ten of them followed nearby next day.
    fn followed() -> Dataset {
        let mut points = Vec::new();
        for i in 0..40_i64 {
            let at = |day: i64| When::At(Civil((20_000 + day) * 86_400 + 50_000));
            let x = 5_000.0 * i as f64;
            points.push((x, 0.0, at(i * 17 % 300), ""));
            if i % 4 == 0 {
                points.push((x + 60.0, 0.0, at(i * 17 % 300 + 1), ""));
            }
        }
        Dataset::from_points(points)
    }

    #[test]
    fn what_follows_nearby_the_next_day_stands_out() {
        let bands = [
            ("distances", Value::Text("100, 200".into())),
            ("days-apart", Value::Text("0 7 14".into())),
            FEW,
        ];
        let report = ask_with(&NearRepeats, &followed(), &Filter::default(), &bands).unwrap();
        let table = &report.tables[0];
        assert_eq!(
            text(table, "distance")[..4],
            ["same place", "same place", "same place", "up to 100 m"]
        );
        assert_eq!(
            text(table, "days")[3..6],
            ["same day", "1 to 7 days", "8 to 14 days"]
        );
        assert_eq!(count(table, "observed"), [0, 0, 0, 0, 10, 0, 0, 0, 0]);
        assert_eq!(number(table, "p_value")[4], 0.01);
        assert!(
            report.statement.contains("Mantel: Pearson"),
            "{}",
            report.statement
        );
        // Far apart in space they are anyhow in time: over all pairs little is to be seen.
        let over_all = &report.tables[1];
        assert_eq!(count(over_all, "pairs"), [50 * 49 / 2]);
        assert!(number(over_all, "correlation")[0].abs() < 0.2);
        assert!((0.01..0.2).contains(&number(over_all, "p_value")[0]));
        let seeds: Vec<_> = bands
            .iter()
            .cloned()
            .chain([("seed", Value::Number(2.0))])
            .collect();
        let again = ask_with(&NearRepeats, &followed(), &Filter::default(), &seeds).unwrap();
        assert_eq!(
            count(&again.tables[0], "observed"),
            count(table, "observed")
        );
        assert_ne!(
            number(&again.tables[0], "simulated_mean"),
            number(table, "simulated_mean")
        );
    }

    #[test]
    fn how_far_it_is_never_falls_back() {
        assert!(!falls_back(&NearRepeats, &followed(), &[FEW]));
    }

    #[test]
    fn bands_out_of_order_and_months_are_refused() {
        for wrong in ["200 100", "x", "", "0 100"] {
            let settings = [("distances", Value::Text(wrong.into()))];
            let error =
                ask_with(&NearRepeats, &followed(), &Filter::default(), &settings).unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with("--distances takes up to 20 ascending numbers"),
                "{error}"
            );
        }
        let error = ask_with(
            &NearRepeats,
            &piles(&[(0.0, 0.0, 30)]),
            &Filter::default(),
            &[FEW],
        )
        .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("no selected incident has a date")
        );
    }
}
