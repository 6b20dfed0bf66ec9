//! Whether the list would still hold, asked as a method.

use crate::analysis::backtest::choices::unit_label;
use crate::analysis::methods::sureness::{listed, outline, percent, unanswerable};
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Parameter, Plot, Question,
    Report, Series, Table, Ticks, Values,
};
use crate::analysis::rank::{Hotspot, Ranking};
use crate::analysis::stability::{
    Badge, CORE, Setting, Stability, StabilityParams, Sureness, Sweep, SweepError, Varied,
    stability, sweep,
};
use crate::data::dataset::Dataset;

/// How many places the picture follows.
const FOLLOWED: usize = 10;

/// Bootstrap and sweep of the ranked list.
pub(super) struct StabilityMethod;

impl Method for StabilityMethod {
    fn id(&self) -> &'static str {
        "stability"
    }

    fn question(&self) -> Question {
        Question::Holds
    }

    fn title(&self) -> &'static str {
        "How sure the ranks are"
    }

    fn name(&self) -> &'static str {
        "Bootstrap of ranks"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/stability.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![
            Parameter {
                key: "replicates",
                label: "Lists drawn",
                help: "How many lists are drawn anew; 500 give shares to about 2 points.",
                kind: Kind::Count {
                    default: 500,
                    least: 20,
                    most: 100_000,
                    unit: "lists",
                },
            },
            Parameter {
                key: "seed",
                label: "Seed",
                help: "One seed gives the same draws everywhere; another shows what chance does.",
                kind: Kind::Count {
                    default: 1,
                    least: 0,
                    most: u64::MAX,
                    unit: "",
                },
            },
        ]
    }

    fn uses_ranking(&self) -> bool {
        true
    }

    fn waits_to_be_run(&self, _values: &Values) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let params = StabilityParams {
            replicates: input.values.count("replicates") as usize,
            seed: input.values.count("seed"),
        };
        let ranking = listed(input)?;
        let sure = stability(
            input.data,
            input.selection,
            &ranking,
            params,
            input.progress,
        )
        .map_err(unanswerable)?;
        let sweep = sweep(
            input.data,
            input.selection,
            input.filter,
            &ranking,
            &input.progress.of_step(),
        )
        .map_err(|error| match error {
            SweepError::Rank(error) => unanswerable(error),
            SweepError::Filter(error) => error.into(),
        })?;
        Ok(report(input.data, &ranking, &sure, &sweep))
    }
}

fn report(data: &Dataset, ranking: &Ranking, sure: &Stability, sweep: &Sweep) -> Report {
    let both = || ranking.hotspots.iter().zip(&sure.hotspots);
    Report {
        headline: headline(both(), sure.top),
        statement: format!(
            "Bootstrap of ranks; {} of the {} heaviest {}; each incident drawn a Poisson(1) number \
             of times, {} lists, seed {}; ranks between the 2.5 % and 97.5 % quantiles of all lists",
            if ranking.params.within_area {
                "inside each area a list"
            } else {
                "a list"
            },
            sure.top,
            unit_label(ranking.params.unit),
            sure.params.replicates,
            sure.params.seed,
        ),
        notes: notes(sure, sweep),
        tables: vec![
            of_hotspots(data, ranking, sure, sweep),
            of_settings(ranking, sweep),
            of_ranks(ranking, sweep),
        ],
        plots: vec![of_shares(ranking, sure), of_sweep(ranking, sweep)],
        marks: both()
            .map(|(hotspot, sure_of)| mark(hotspot, sure_of, sure.top))
            .collect(),
    }
}

fn headline<'a>(both: impl Iterator<Item = (&'a Hotspot, &'a Sureness)>, top: usize) -> String {
    let (mut core, mut unsure) = (0, Vec::new());
    for (hotspot, sure) in both {
        match sure.badge() {
            Badge::Core => core += 1,
            Badge::Borderline => unsure.push((sure.in_top_n, hotspot)),
        }
    }
    let of = core + unsure.len();
    let core_words = match (core, of) {
        (1, 1) => "The one place listed is core".to_owned(),
        (core, of) if core == of => format!("All {of} places are core"),
        (0, of) => format!("None of the {of} places is core"),
        (1, of) => format!("1 of {of} places is core"),
        (core, of) => format!("{core} of {of} places are core"),
    };
    let least = unsure.iter().min_by(|a, b| a.0.total_cmp(&b.0));
    let least_words = least.map_or_else(String::new, |(share, hotspot)| {
        format!(
            "; the least sure, #{} {}, is in {} of them",
            hotspot.rank,
            hotspot.name,
            percent(*share)
        )
    });
    format!(
        "{core_words}: in the top {top} of at least {} of lists drawn anew{least_words}.",
        percent(CORE)
    )
}

fn notes(sure: &Stability, sweep: &Sweep) -> Vec<String> {
    let mut notes = vec![
        format!(
            "A place that a list does not have counts as rank {} in it: beyond the list.",
            sure.top + 1
        ),
        "Incidents are drawn one by one. Where one event made several of them, such as an affray \
         with six victims or a run of near repeats, the ranks are less sure than this says."
            .to_owned(),
        "The draws say what chance alone does to ranks. They know nothing of what changes: see the \
         back-test."
            .to_owned(),
    ];
    let is_dated = |setting: &Setting| matches!(setting.varied, Varied::Since { .. });
    if !sweep.settings.iter().any(is_dated) {
        notes.push(
            "No later start dates were tried, because the incidents have no dates to choose by."
                .to_owned(),
        );
    }
    notes
}

const HOTSPOTS: [Column; 9] = [
    Column::new("rank", "Rank"),
    Column::new("name", "Place"),
    Column::new("area_name", "Area"),
    Column::new("weight", "Weight"),
    Column::new("in_top_n", "Share of lists"),
    Column::new("rank_low", "Rank from"),
    Column::new("rank_high", "Rank to"),
    Column::new("badge", "Badge"),
    Column::new("stays", "Share of other settings"),
];

fn of_hotspots(data: &Dataset, ranking: &Ranking, sure: &Stability, sweep: &Sweep) -> Table {
    let row = |(i, (hotspot, sure)): (usize, (&Hotspot, &Sureness))| {
        let area = hotspot.area.map(|area| data.areas.get(area).name.clone());
        vec![
            hotspot.rank.into(),
            hotspot.name.clone().into(),
            area.into(),
            hotspot.weight.into(),
            sure.in_top_n.into(),
            sure.rank_low.into(),
            sure.rank_high.into(),
            sure.badge().name().into(),
            sweep.stays(i).into(),
        ]
    };
    let both = ranking.hotspots.iter().zip(&sure.hotspots);
    Table {
        key: "hotspots",
        title: "How sure each place is".to_owned(),
        columns: HOTSPOTS.to_vec(),
        rows: both.enumerate().map(row).collect(),
    }
}

fn of_settings(ranking: &Ranking, sweep: &Sweep) -> Table {
    let row = |setting: &Setting| {
        let (metres, since): (Option<f64>, Option<String>) = match setting.varied {
            Varied::Nothing => (ranking.params.unit.size_m(), None),
            Varied::Size { metres, .. } => (Some(metres), None),
            Varied::Since { date, .. } => (None, Some(date.to_string())),
        };
        let kept = setting.ranks.iter().flatten().count();
        vec![
            label(setting, ranking).into(),
            metres.into(),
            since.into(),
            kept.into(),
            (kept as f64 / setting.ranks.len().max(1) as f64).into(),
        ]
    };
    Table {
        key: "sweep",
        title: "What stays with other settings".to_owned(),
        columns: vec![
            Column::new("setting", "Setting"),
            Column::new("size_m", "Radius or side").unit("m"),
            Column::new("since", "Since"),
            Column::new("kept", "Places kept"),
            Column::new("kept_share", "Share kept"),
        ],
        rows: sweep.settings.iter().map(row).collect(),
    }
}

fn of_ranks(ranking: &Ranking, sweep: &Sweep) -> Table {
    let of_setting = |setting: &Setting| -> Vec<Vec<Cell>> {
        let ranks = ranking.hotspots.iter().zip(&setting.ranks);
        ranks
            .map(|(hotspot, &rank)| {
                vec![
                    label(setting, ranking).into(),
                    hotspot.rank.into(),
                    hotspot.name.clone().into(),
                    rank.into(),
                ]
            })
            .collect()
    };
    Table {
        key: "sweep_ranks",
        title: "Ranks with other settings".to_owned(),
        columns: vec![
            Column::new("setting", "Setting"),
            Column::new("rank", "Rank"),
            Column::new("name", "Place"),
            Column::new("rank_there", "Rank there"),
        ],
        rows: sweep.settings.iter().flat_map(of_setting).collect(),
    }
}

fn label(setting: &Setting, ranking: &Ranking) -> String {
    match setting.varied {
        Varied::Nothing => "as listed".to_owned(),
        Varied::Size { metres, .. } => unit_label(ranking.params.unit.with_size_m(metres)),
        Varied::Since { date, twelfths } => format!("since {date}, {twelfths}/12 left out"),
    }
}

fn of_shares(ranking: &Ranking, sure: &Stability) -> Plot {
    let both = ranking.hotspots.iter().zip(&sure.hotspots).enumerate();
    let bars = both.clone().map(|(i, (_, sure))| [i as f64, sure.in_top_n]);
    Plot {
        key: "shares",
        title: format!("Share of lists with the place in the top {}", sure.top),
        x: Axis {
            label: "Rank".to_owned(),
            ticks: Ticks::Names(both.clone().map(|(_, (h, _))| h.rank.to_string()).collect()),
            ..Axis::default()
        },
        y: Axis {
            label: "Share of lists".to_owned(),
            ticks: Ticks::Percent,
            ..Axis::default()
        },
        series: vec![
            Series::Bars {
                name: "in the top".to_owned(),
                bars: bars.collect(),
            },
            Series::Line {
                name: "core".to_owned(),
                points: vec![[-0.5, CORE], [ranking.hotspots.len() as f64 - 0.5, CORE]],
                is_reference: true,
            },
        ],
    }
}

fn of_sweep(ranking: &Ranking, sweep: &Sweep) -> Plot {
    let beyond = ranking.params.top + 1;
    let line = |(i, hotspot): (usize, &Hotspot)| Series::Line {
        name: format!("#{} {}", hotspot.rank, hotspot.name),
        points: (0..)
            .zip(&sweep.settings)
            .map(|(x, setting)| [f64::from(x), setting.ranks[i].unwrap_or(beyond) as f64])
            .collect(),
        is_reference: false,
    };
    let settings = sweep.settings.iter();
    Plot {
        key: "sweep",
        title: format!("Rank with other settings ({beyond}: beyond the list)"),
        x: Axis {
            label: "Setting".to_owned(),
            ticks: Ticks::Names(settings.map(|setting| label(setting, ranking)).collect()),
            ..Axis::default()
        },
        y: Axis {
            label: "Rank".to_owned(),
            ..Axis::default()
        },
        series: ranking
            .hotspots
            .iter()
            .enumerate()
            .take(FOLLOWED)
            .map(line)
            .collect(),
    }
}

fn mark(hotspot: &Hotspot, sure: &Sureness, top: usize) -> Mark {
    Mark {
        outline: outline(hotspot),
        class: match sure.badge() {
            Badge::Core => Class::More(3),
            Badge::Borderline => Class::More(1),
        },
        label: format!(
            "#{} {}: {}, in {} of lists, rank {}",
            hotspot.rank,
            hotspot.name,
            sure.badge().name(),
            percent(sure.in_top_n),
            sure.ranks_in_words(top)
        ),
    }
}
