//! Whether last year's list would have worked, asked as a method.

use crate::analysis::backtest::choices::{Choice, unit_label};
use crate::analysis::backtest::indices::{Lead, ratio};
use crate::analysis::backtest::{Backtest, BacktestError, BacktestParams, Trial, backtest};
use crate::analysis::methods::sureness::{outline, percent, points, strays, unanswerable};
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Parameter, Plot, Question,
    Report, Series, Table, Ticks, Values,
};
use crate::analysis::rank::{Hotspot, RankParams};
use crate::base::figures::grouped;

/// Back-test of the ranked list and of what stands beside it.
pub(super) struct BacktestMethod;

impl Method for BacktestMethod {
    fn id(&self) -> &'static str {
        "backtest"
    }

    fn question(&self) -> Question {
        Question::Worked
    }

    fn title(&self) -> &'static str {
        "What the list would have caught"
    }

    fn name(&self) -> &'static str {
        "Back-test: hit rate, PAI, PEI, RRI"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/backtest.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![Parameter {
            key: "hide-months",
            label: "Months hidden",
            help: "The last months are hidden and the list is scored on them; 0 chooses three, or a \
                   quarter of less than a year.",
            kind: Kind::Count {
                default: 0,
                least: 0,
                most: 120,
                unit: "months",
            },
        }]
    }

    fn uses_ranking(&self) -> bool {
        true
    }

    fn waits_to_be_run(&self, _values: &Values) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let asked = input.values.count("hide-months") as i64;
        let params = BacktestParams {
            filter: input.filter,
            ranking: input.ranking,
            surface: input.surface,
            hide_months: (asked > 0).then_some(asked),
        };
        let test = backtest(input.data, input.selection, params, input.progress).map_err(error)?;
        Ok(Report {
            headline: headline(&test),
            statement: statement(&test, input.ranking),
            notes: notes(&test, asked > 0, input.selection.time_unknown),
            tables: vec![of_trials(&test), of_places(&test)],
            plots: vec![curves(&test), by_setting(&test)],
            marks: marks(&test),
        })
    }
}

fn error(error: BacktestError) -> MethodError {
    match error {
        BacktestError::Rank(error) => unanswerable(error),
        BacktestError::Filter(error) => error.into(),
        other => MethodError::Unanswerable(other.to_string()),
    }
}

fn list(test: &Backtest) -> Option<&Trial> {
    test.trials.first()
}

fn baseline(test: &Backtest) -> Option<&Trial> {
    let is_last_year = |trial: &&Trial| matches!(trial.choice, Choice::LastYear(_));
    test.trials.iter().find(is_last_year)
}

fn hit_rate(trial: &Trial) -> f64 {
    trial.caught.hit_rate().unwrap_or(0.0)
}

fn headline(test: &Backtest) -> String {
    let Some(list) = list(test) else {
        return String::new();
    };
    let (low, high) = list.caught.wilson().unwrap_or((0.0, 1.0));
    let mut parts = vec![format!(
        "The list made before {} would have caught {} of what came after (95 %: {} to {})",
        test.split.cut,
        percent(hit_rate(list)),
        percent(low),
        percent(high)
    )];
    let share = list.area_km2.and_then(|km2| ratio(km2, test.region_km2));
    parts.extend(share.map(|share| format!(" on {} of the ground", percent(share))));
    let last = baseline(test).map(hit_rate);
    parts.extend(last.map(|rate| format!(", last year's counts {}", percent(rate))));
    let better = test.suggested.map(|i| &test.trials[i]);
    parts.extend(better.map(|better| match test.over_list {
        None => "; nothing else tried caught more on as much ground".to_owned(),
        Some(lead) if lead.is_clear() => format!(
            "; on as much ground {} would have caught {}",
            better.label,
            percent(better.at_equal_area.unwrap_or(0.0))
        ),
        Some(_) => "; no other choice tried was clearly better on as much ground".to_owned(),
    }));
    parts.concat() + "."
}

fn statement(test: &Backtest, ranking: &RankParams) -> String {
    let (days_before, days_hidden) = test.split.days();
    format!(
        "Back-test; {} {}; chosen by {} to the day before {} ({} days, weight {}), scored on {} to \
         {} ({} days, weight {}); hit rates with Wilson 95 % intervals; leads with paired standard \
         errors; PAI against {} km²",
        ranking.top,
        unit_label(ranking.unit),
        test.split.period.first,
        test.split.cut,
        days_before,
        rounded(test.weights.0),
        test.split.cut,
        test.split.period.last,
        days_hidden,
        rounded(test.weights.1),
        (test.region_km2 * 100.0).round() / 100.0,
    )
}

/// A weight with one decimal.
fn rounded(weight: f64) -> String {
    format!("{weight:.1}")
}

fn notes(test: &Backtest, is_asked: bool, time_unknown: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if !is_asked {
        notes.push(format!(
            "{} were hidden, {}; choose another number with --hide-months.",
            months(test.split.hidden_months),
            if test.split.hidden_months == 3 {
                "the usual number"
            } else {
                "a quarter of the period"
            }
        ));
    }
    if test.split.hidden_months < 3 || test.weights.1 < 100.0 {
        notes.push(format!(
            "Little was hidden (weight {}): the intervals are wide, and a longer period would say more.",
            rounded(test.weights.1)
        ));
    }
    notes.extend(suggestion(test));
    notes.push(
        "The best of many choices is partly lucky: expect somewhat less of it in months to come, and \
         test again with other months hidden before settings are changed for good."
            .to_owned(),
    );
    notes.push(
        "Small places and fine cells catch more on equal ground, because they fit the incidents more \
         closely; whether a patrol can cover so many is for you to say."
            .to_owned(),
    );
    if time_unknown > 0 {
        notes.push(format!(
            "{} incidents of unknown date are on neither side.",
            grouped(time_unknown)
        ));
    }
    notes.extend(strays(&test.split.period));
    notes.extend(test.untried.iter().cloned());
    notes
}

fn months(count: i64) -> String {
    if count == 1 {
        "1 month".to_owned()
    } else {
        format!("{count} months")
    }
}

fn suggestion(test: &Backtest) -> Vec<String> {
    let Some(better) = test.suggested.map(|i| &test.trials[i]) else {
        return vec![
            "The list's places have no area, so choices of unlike size cannot be compared."
                .to_owned(),
        ];
    };
    let caught = percent(better.at_equal_area.unwrap_or(0.0));
    let mut lines = vec![match test.over_list {
        None => format!(
            "Of all that was tried on as much ground, the list's own setting caught most: {caught}."
        ),
        Some(lead) if lead.is_clear() => format!(
            "Suggested: {}, which on as much ground as the list caught {caught}, {} more than it.",
            better.label,
            in_points(lead)
        ),
        Some(lead) => format!(
            "{} caught most on as much ground, {caught}, but its lead over the list may be chance: {}.",
            capitalised(&better.label),
            in_points(lead)
        ),
    }];
    let last = baseline(test).and_then(|trial| trial.at_equal_area);
    if let (Some(lead), Some(last)) = (test.over_last_year, last) {
        lines.push(format!(
            "Last year's counts caught {} there; the lead over them is {}{}.",
            percent(last),
            in_points(lead),
            if lead.is_clear() {
                ""
            } else {
                " and may be chance"
            }
        ));
    }
    lines
}

fn in_points(lead: Lead) -> String {
    let (low, high) = lead.interval();
    format!(
        "{} points (95 %: {} to {})",
        points(lead.difference),
        points(low),
        points(high)
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

const TRIALS: [Column; 16] = [
    Column::new("setting", "Choice"),
    Column::new("is_baseline", "Baseline"),
    Column::new("places", "Places"),
    Column::new("area_km2", "Area").unit("km²"),
    Column::new("area_share", "Share of area"),
    Column::new("caught", "Caught"),
    Column::new("hit_rate", "Hit rate"),
    Column::new("hit_rate_low", "Hit rate from"),
    Column::new("hit_rate_high", "Hit rate to"),
    Column::new("pai", "PAI"),
    Column::new("pei", "PEI"),
    Column::new("rri_levine", "RRI (Levine)"),
    Column::new("rri_wheeler_steenbeek", "RRI (Wheeler & Steenbeek)"),
    Column::new("hit_rate_equal_area", "Hit rate on equal ground"),
    Column::new("is_list", "The list"),
    Column::new("is_suggested", "Suggested"),
];

fn of_trials(test: &Backtest) -> Table {
    let row = |(i, trial): (usize, &Trial)| -> Vec<Cell> {
        let interval = trial.caught.wilson();
        let share = trial.area_km2.and_then(|km2| ratio(km2, test.region_km2));
        vec![
            trial.label.clone().into(),
            trial.choice.is_baseline().into(),
            trial.places.into(),
            trial.area_km2.into(),
            share.into(),
            trial.caught.inside.into(),
            trial.caught.hit_rate().into(),
            interval.map(|(low, _)| low).into(),
            interval.map(|(_, high)| high).into(),
            trial.pai(test.region_km2).into(),
            trial.best.and_then(|best| trial.caught.pei(best)).into(),
            trial.caught.rri_levine(trial.earlier).into(),
            trial.caught.rri_wheeler_steenbeek(trial.predicted).into(),
            trial.at_equal_area.into(),
            (i == 0).into(),
            (test.suggested == Some(i)).into(),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = test.trials.iter().enumerate().map(row).collect();
    rows.extend(
        list(test)
            .zip(test.random)
            .map(|(list, random)| at_random(test, list, random)),
    );
    Table {
        key: "choices",
        title: "What each choice of places would have caught".to_owned(),
        columns: TRIALS.to_vec(),
        rows,
    }
}

/// The row of places laid at random: what is expected of them, not drawn.
fn at_random(test: &Backtest, list: &Trial, random: f64) -> Vec<Cell> {
    let share = list.area_km2.and_then(|km2| ratio(km2, test.region_km2));
    let mut row = vec![Cell::None; TRIALS.len()];
    row[0] = "places at random (expected)".into();
    row[1] = true.into();
    row[2] = list.places.into();
    row[3] = list.area_km2.into();
    row[4] = share.into();
    row[5] = (random * test.weights.1).into();
    row[6] = random.into();
    row[9] = share.and_then(|share| ratio(random, share)).into();
    row[13] = random.into();
    row[14] = false.into();
    row[15] = false.into();
    row
}

fn of_places(test: &Backtest) -> Table {
    let rows = list(test).map_or_else(Vec::new, |list| {
        let (days_before, days_hidden) = test.split.days();
        let pace = days_hidden as f64 / days_before.max(1) as f64;
        let places = list.hotspots.iter().zip(&list.by_place).take(list.places);
        places
            .map(|(hotspot, &caught)| {
                vec![
                    hotspot.rank.into(),
                    hotspot.name.clone().into(),
                    hotspot.weight.into(),
                    (hotspot.weight * pace).into(),
                    caught.into(),
                ]
            })
            .collect()
    });
    Table {
        key: "places",
        title: "The list made before, and what came after".to_owned(),
        columns: vec![
            Column::new("rank", "Rank"),
            Column::new("name", "Place"),
            Column::new("weight_before", "Weight before"),
            Column::new("weight_predicted", "At the same pace"),
            Column::new("weight_hidden", "Weight after"),
        ],
        rows,
    }
}

fn curves(test: &Backtest) -> Plot {
    let has_area = list(test).is_some_and(|list| list.area_km2.is_some());
    let across = |trial: &Trial| -> Vec<[f64; 2]> {
        let points = trial.curve.iter();
        points
            .filter_map(|point| {
                let x = if has_area {
                    ratio(point.area_km2?, test.region_km2)?
                } else {
                    point.places as f64
                };
                Some([x, point.hit_rate])
            })
            .collect()
    };
    let line = |trial: &Trial| Series::Line {
        name: trial.label.clone(),
        points: across(trial),
        is_reference: trial.choice.is_baseline(),
    };
    let is_shown = |i: usize, trial: &Trial| {
        let is_ours = i == 0 || test.suggested == Some(i) || trial.choice.is_baseline();
        is_ours && (has_area || matches!(trial.choice, Choice::List(_) | Choice::LastYear(_)))
    };
    let trials = test.trials.iter().enumerate();
    let mut series: Vec<Series> = trials
        .filter(|&(i, trial)| is_shown(i, trial))
        .map(|(_, trial)| line(trial))
        .collect();
    let farthest = list(test).and_then(|list| across(list).last().copied());
    if let Some([x, _]) = farthest.filter(|_| has_area) {
        series.push(Series::Line {
            name: "at random".to_owned(),
            points: vec![[0.0, 0.0], [x, x]],
            is_reference: true,
        });
    }
    Plot {
        key: "curve",
        title: "Caught with more and more places".to_owned(),
        x: if has_area {
            Axis {
                label: "Share of the study region".to_owned(),
                ticks: Ticks::Percent,
                ..Axis::default()
            }
        } else {
            Axis {
                label: "Places".to_owned(),
                ..Axis::default()
            }
        },
        y: Axis {
            label: "Hit rate".to_owned(),
            ticks: Ticks::Percent,
            ..Axis::default()
        },
        series,
    }
}

fn by_setting(test: &Backtest) -> Plot {
    let compared: Vec<(&Trial, f64)> = test
        .trials
        .iter()
        .filter_map(|trial| Some((trial, trial.at_equal_area?)))
        .collect();
    let bars = (0..)
        .zip(&compared)
        .map(|(x, (_, rate))| [f64::from(x), *rate]);
    Plot {
        key: "equal_ground",
        title: "Caught on as much ground as the list".to_owned(),
        x: Axis {
            label: "Choice".to_owned(),
            ticks: Ticks::Names(
                compared
                    .iter()
                    .map(|(trial, _)| trial.label.clone())
                    .collect(),
            ),
            ..Axis::default()
        },
        y: Axis {
            label: "Hit rate".to_owned(),
            ticks: Ticks::Percent,
            ..Axis::default()
        },
        series: vec![Series::Bars {
            name: "hit rate".to_owned(),
            bars: bars.collect(),
        }],
    }
}

fn marks(test: &Backtest) -> Vec<Mark> {
    let Some(list) = list(test) else {
        return Vec::new();
    };
    let most = list.by_place.iter().copied().fold(0.0, f64::max);
    let mark = |(hotspot, &caught): (&Hotspot, &f64)| Mark {
        outline: outline(hotspot),
        class: Class::Amount(ratio(caught, most).unwrap_or(0.0)),
        label: format!(
            "#{} {}: weight {} before, {} after",
            hotspot.rank,
            hotspot.name,
            rounded(hotspot.weight),
            rounded(caught)
        ),
    };
    let places = list.hotspots.iter().zip(&list.by_place);
    places.take(list.places).map(mark).collect()
}
