//! Two periods side by side.

use crate::analysis::change::rate_ratio::{RateRatio, rate_ratio};
use crate::analysis::methods::changes::two_selections::{
    BEFORE, RATES_PER_DAY, SPLIT, Side, TwoSelections,
};
use crate::analysis::methods::changes::words::{
    CONFIDENCE, RATIO_COLUMNS, ratio_cells, with_interval,
};
use crate::analysis::methods::panels::{Panel, panels};
use crate::analysis::methods::{
    Cell, Column, Input, Method, MethodError, Parameter, Question, Report, Table,
};
use crate::base::figures::grouped;
use crate::base::when::date_of_day;

/// Densities are shown for so many days.
const DAYS_SHOWN: f64 = 30.0;

/// See the page.
pub(super) struct TwoPeriods;

impl Method for TwoPeriods {
    fn id(&self) -> &'static str {
        "two-periods"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "Two periods side by side"
    }

    fn name(&self) -> &'static str {
        "Ratio of two Poisson rates"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/two-periods.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![SPLIT, BEFORE]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let both = TwoSelections::of(input)?;
        let weights = (both.before.selection.weight, both.after.selection.weight);
        let (before, after) = both.counts(weights.0, weights.1);
        let ratio = rate_ratio(before, after, CONFIDENCE);
        let change = ratio.as_ref().map_or_else(String::new, with_interval);
        let pictures =
            [("before", &both.before), ("after", &both.after)].map(|(name, side)| Panel {
                name: name.to_owned(),
                selection: &side.selection,
                divisor: side.days as f64 / DAYS_SHOWN,
            });
        let title = ("side_by_side", "Density before and after");
        let picture = panels(input, title, "per km² and 30 days", &pictures)?;
        let (plots, said): (Vec<_>, Vec<_>) = picture.into_iter().unzip();
        let mut notes = both.notes(RATES_PER_DAY);
        notes.extend(said);
        Ok(Report {
            headline: format!(
                "{} incidents from {}, {} from {}: per day {change}.",
                grouped(both.after.selection.len()),
                both.after.period.text(),
                grouped(both.before.selection.len()),
                both.before.period.text(),
            ),
            statement: format!(
                "Ratio of two Poisson rates, {}; per day of the chosen weekdays; exact conditional \
                 95 % interval, two-sided p",
                both.text()
            ),
            notes,
            tables: vec![periods_table(&both), change_table(ratio.as_ref())],
            plots,
            marks: Vec::new(),
        })
    }
}

fn periods_table(both: &TwoSelections) -> Table {
    let row = |name: &str, side: &Side| -> Vec<Cell> {
        vec![
            name.into(),
            date_of_day(side.period.first).to_string().into(),
            date_of_day(side.period.last).to_string().into(),
            Cell::Count(side.days as u64),
            side.selection.certain.into(),
            side.selection.possible.into(),
            side.selection.weight.into(),
            (side.selection.weight / side.days as f64).into(),
        ]
    };
    Table {
        key: "periods",
        title: "The two periods".to_owned(),
        columns: vec![
            Column::new("period", "Period"),
            Column::new("since", "From"),
            Column::new("until", "To"),
            Column::new("days", "Days"),
            Column::new("certain", "Certain"),
            Column::new("possible", "Possible"),
            Column::new("weight", "Weight"),
            Column::new("per_day", "Weight").unit("per day"),
        ],
        rows: vec![row("before", &both.before), row("after", &both.after)],
    }
}

fn change_table(ratio: Option<&RateRatio>) -> Table {
    Table {
        key: "change",
        title: "Rate after over rate before".to_owned(),
        columns: RATIO_COLUMNS.to_vec(),
        rows: vec![ratio_cells(ratio).to_vec()],
    }
}
