//! Trend and time of year in monthly counts.

use crate::analysis::change::coverage::whole_months;
use crate::analysis::change::mann_kendall::{Trend, mann_kendall, sen_slope};
use crate::analysis::change::seasonal::{Decomposition, Model, decompose};
use crate::analysis::methods::dated::Dated;
use crate::analysis::methods::doubt::p_in_words;
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks,
};
use crate::base::when::date_of_day;

const MODEL: Parameter = Parameter {
    key: "model",
    label: "Season",
    help: "Whether the season is so many percent (multiplicative) or so many incidents (additive) more or less.",
    kind: Kind::Choice {
        default: "multiplicative",
        options: &[
            ("multiplicative", "Percent of the trend"),
            ("additive", "Incidents beside the trend"),
        ],
    },
};
const PER_DAY: Parameter = Parameter {
    key: "per-day",
    label: "Months of equal length",
    help: "Counts as they would be if all months had the same number of days.",
    kind: Kind::Flag,
};

/// Fewest months, two of each name.
const LEAST_MONTHS: usize = 24;
const PERIOD: usize = 12;
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// See the page.
pub(super) struct Seasonal;

/// Months and what they are made of.
struct Months {
    /// Their first days.
    starts: Vec<i64>,
    counts: Vec<f64>,
    model: Model,
    parts: Decomposition,
}

impl Method for Seasonal {
    fn id(&self) -> &'static str {
        "seasonal"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "Trend and time of year"
    }

    fn name(&self) -> &'static str {
        "Classical seasonal decomposition"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/seasonal.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![MODEL, PER_DAY]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let dated = Dated::of(input)?;
        let months = Months::of(input, &dated)?;
        let trend = mann_kendall(&months.parts.adjusted);
        let slope = sen_slope(&months.parts.adjusted).unwrap_or_default() * PERIOD as f64;
        let mut notes = dated.notes();
        notes.push(
            "The trend lacks half a year at both ends, as every centred average of twelve months \
             does. The test of the trend takes months without their season as independent; where one \
             month is like the one before, its p is too small."
                .to_owned(),
        );
        Ok(Report {
            headline: months.headline(trend, slope),
            statement: format!(
                "Classical decomposition of {} whole months by centred 2x12 averages, {}{}; trend of \
                 the months without season by Mann-Kendall, two-sided p, and Sen's slope",
                months.counts.len(),
                match months.model {
                    Model::Additive => "additive",
                    Model::Multiplicative => "multiplicative",
                },
                if input.values.flag(PER_DAY.key) {
                    ", months of equal length"
                } else {
                    ""
                }
            ),
            notes,
            tables: vec![
                months.season_table(),
                months.month_table(),
                trend_table(trend, slope),
            ],
            plots: vec![months.plot(), months.season_plot()],
            marks: Vec::new(),
        })
    }
}

impl Months {
    fn of(input: &Input<'_>, dated: &Dated) -> Result<Self, MethodError> {
        let bounds = whole_months(dated.covered);
        let n = bounds.len().saturating_sub(1);
        if n < LEAST_MONTHS {
            return Err(MethodError::Unanswerable(format!(
                "There are {n} whole months from {} to {}, and telling season from trend needs at \
                 least {LEAST_MONTHS}: two of each month of the year. Add earlier data.",
                date_of_day(dated.covered.first),
                date_of_day(dated.covered.last)
            )));
        }
        let mut counts = vec![0.0; n];
        for &(day, weight) in &dated.days {
            let month = bounds.partition_point(|&start| start <= day);
            if let Some(count) = month.checked_sub(1).and_then(|month| counts.get_mut(month)) {
                *count += weight;
            }
        }
        if input.values.flag(PER_DAY.key) {
            for (count, ends) in counts.iter_mut().zip(bounds.windows(2)) {
                *count *= DAYS_PER_MONTH / (ends[1] - ends[0]) as f64;
            }
        }
        let model = match input.values.text(MODEL.key) {
            Some("additive") => Model::Additive,
            _ => Model::Multiplicative,
        };
        let parts = decompose(&counts, PERIOD, model).ok_or_else(|| {
            MethodError::Unanswerable(
                "A month without any incident has no percentage; take --model additive, or widen \
                 the filter."
                    .to_owned(),
            )
        })?;
        Ok(Self {
            starts: bounds[..n].to_vec(),
            counts,
            model,
            parts,
        })
    }

    /// Month of the year (January is 0) and its season.
    fn seasons(&self) -> Vec<(usize, f64)> {
        let first = date_of_day(self.starts[0]).month() as usize - 1;
        let season = self.parts.season.iter().enumerate();
        let mut seasons: Vec<_> = season.map(|(i, &s)| ((first + i) % PERIOD, s)).collect();
        seasons.sort_by_key(|&(month, _)| month);
        seasons
    }

    fn beside_trend(&self, season: f64) -> String {
        match self.model {
            Model::Additive => format!("{season:+.0} incidents"),
            Model::Multiplicative => format!("{:+.0} %", (season - 1.0) * 100.0),
        }
    }

    fn headline(&self, trend: Option<Trend>, slope: f64) -> String {
        let seasons = self.seasons();
        let most = seasons.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let least = seasons.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        let named = |season: Option<&(usize, f64)>| {
            season.map_or_else(String::new, |&(month, season)| {
                format!("{} ({})", MONTHS[month], self.beside_trend(season))
            })
        };
        let p = trend.map_or(1.0, |trend| trend.p_value);
        let moves = if p < 0.05 {
            format!(
                "Without the season months {} by {:.1} a year",
                rises(slope),
                slope.abs()
            )
        } else {
            "Without the season months show no sure trend".to_owned()
        };
        format!(
            "Beside the trend {} is highest and {} lowest; season makes up {:.0} % of what moves \
             besides the trend. {moves} ({}).",
            named(most),
            named(least),
            self.parts.strength * 100.0,
            p_in_words(p)
        )
    }

    fn season_table(&self) -> Table {
        let row = |&(month, season): &(usize, f64)| -> Vec<Cell> {
            vec![MONTHS[month].into(), season.into()]
        };
        Table {
            key: "season",
            title: "Season by month of the year".to_owned(),
            columns: vec![
                Column::new("month", "Month"),
                Column::new(
                    "season",
                    match self.model {
                        Model::Additive => "Incidents beside the trend",
                        Model::Multiplicative => "Times the trend",
                    },
                ),
            ],
            rows: self.seasons().iter().map(row).collect(),
        }
    }

    fn month_table(&self) -> Table {
        let row = |i: usize| -> Vec<Cell> {
            vec![
                date_of_day(self.starts[i]).to_string().into(),
                self.counts[i].into(),
                self.parts.trend[i].into(),
                self.parts.season[i % PERIOD].into(),
                self.parts.remainder[i].into(),
                self.parts.adjusted[i].into(),
            ]
        };
        Table {
            key: "months",
            title: "Months taken apart".to_owned(),
            columns: vec![
                Column::new("month", "Month from"),
                Column::new("count", "Count"),
                Column::new("trend", "Trend"),
                Column::new("season", "Season"),
                Column::new("remainder", "Remainder"),
                Column::new("adjusted", "Without season"),
            ],
            rows: (0..self.counts.len()).map(row).collect(),
        }
    }

    fn plot(&self) -> Plot {
        let at = |i: usize| self.starts[i] as f64;
        let points = |value: &dyn Fn(usize) -> Option<f64>| -> Vec<[f64; 2]> {
            (0..self.counts.len())
                .filter_map(|i| Some([at(i), value(i)?]))
                .collect()
        };
        let line = |name: &str, points, is_reference| Series::Line {
            name: name.to_owned(),
            points,
            is_reference,
        };
        Plot {
            key: "months",
            title: "Months, with and without their season, and the trend".to_owned(),
            x: Axis {
                ticks: Ticks::Dates,
                ..Axis::default()
            },
            y: Axis {
                label: "Weight a month".to_owned(),
                ..Axis::default()
            },
            series: vec![
                line("counted", points(&|i| Some(self.counts[i])), true),
                line(
                    "without season",
                    points(&|i| Some(self.parts.adjusted[i])),
                    false,
                ),
                line("trend", points(&|i| self.parts.trend[i]), false),
            ],
        }
    }

    fn season_plot(&self) -> Plot {
        let bar = |&(month, season): &(usize, f64)| {
            let height = match self.model {
                Model::Additive => season,
                Model::Multiplicative => season - 1.0,
            };
            [month as f64, height]
        };
        Plot {
            key: "season",
            title: "Season".to_owned(),
            x: Axis {
                ticks: Ticks::Names(MONTHS.map(str::to_owned).to_vec()),
                ..Axis::default()
            },
            y: match self.model {
                Model::Additive => Axis {
                    label: "Incidents beside the trend".to_owned(),
                    ..Axis::default()
                },
                Model::Multiplicative => Axis {
                    label: "Beside the trend".to_owned(),
                    ticks: Ticks::Percent,
                    ..Axis::default()
                },
            },
            series: vec![Series::Bars {
                name: "season".to_owned(),
                bars: self.seasons().iter().map(bar).collect(),
            }],
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn rises(slope: f64) -> &'static str {
    if slope >= 0.0 { "rise" } else { "fall" }
}

fn trend_table(trend: Option<Trend>, slope: f64) -> Table {
    Table {
        key: "trend",
        title: "Trend of the months without season".to_owned(),
        columns: vec![
            Column::new("slope", "Sen's slope").unit("a month, per year"),
            Column::new("tau", "Kendall's tau"),
            Column::new("z", "z"),
            Column::new("p_value", "p"),
        ],
        rows: vec![vec![
            slope.into(),
            trend.map(|trend| trend.tau).into(),
            trend.map(|trend| trend.z).into(),
            trend.map(|trend| trend.p_value).into(),
        ]],
    }
}
