//! Rates: how many for 1,000 residents, for a square kilometre, for a premises, for 100 places.

mod areas;
mod premises;

use crate::analysis::comparison::period::Period;
use crate::analysis::comparison::rates::{Intervals, Rate, RateParams};
use crate::analysis::methods::comparisons::loads::Load;
use crate::analysis::methods::comparisons::shared::{
    CONFIDENCE, PREMISES, confidence, premises as premises_chosen, premises_in_words,
};
use crate::analysis::methods::comparisons::span::Span;
use crate::analysis::methods::{
    Cell, Input, Kind, Method, MethodError, Parameter, Question, Report,
};
use crate::data::premises::PremisesChoice;

use areas::add_areas;
use premises::add_premises;

/// This method.
pub(super) struct Rates;

const RADIUS: Parameter = Parameter {
    key: "radius",
    label: "Around a premises",
    help: "Incidents within so many metres count for a premises; one near several is shared out.",
    kind: Kind::Number {
        default: 50.0,
        least: 1.0,
        most: 1000.0,
        unit: "m",
    },
};

const INTERVALS: Parameter = Parameter {
    key: "intervals",
    label: "Intervals",
    help: "Exact, or by Byar's approximation as public health bodies in England print them.",
    kind: Kind::Choice {
        default: "exact",
        options: &[("exact", "Exact"), ("byar", "Byar")],
    },
};

impl Method for Rates {
    fn id(&self) -> &'static str {
        "rates"
    }

    fn question(&self) -> Question {
        Question::Compared
    }

    fn title(&self) -> &'static str {
        "For 1,000 residents, for a km², for a premises"
    }

    fn name(&self) -> &'static str {
        "Rates with exact Poisson intervals"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/rates.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![RADIUS, PREMISES, INTERVALS, CONFIDENCE]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let asked = Asked::of(input);
        let (areas, venues) = (&input.data.areas, &input.data.premises);
        if areas.is_empty() && venues.count(asked.premises) == 0 {
            return Err(MethodError::Unanswerable(
                "There is nothing to count against: no boundaries and no premises were given. Add \
                 --boundaries FILE (with residents, if known) or --premises FILE."
                    .to_owned(),
            ));
        }
        if input.selection.is_empty() {
            let said = "No incident passes the filter, so that there is nothing to count.";
            return Err(MethodError::Unanswerable(said.to_owned()));
        }
        let mut report = Report {
            statement: asked.statement(),
            notes: asked.notes(input),
            ..Report::default()
        };
        if !areas.is_empty() {
            add_areas(&mut report, input, &asked);
        }
        if venues.count(asked.premises) > 0 {
            add_premises(&mut report, input, &asked)?;
        }
        Ok(report)
    }
}

/// What was asked, with the period.
struct Asked {
    confidence: f64,
    intervals: Intervals,
    premises: PremisesChoice,
    radius_m: f64,
    span: Option<Span>,
    years: Option<f64>,
    period: String,
}

impl Asked {
    fn of(input: &Input<'_>) -> Self {
        let span = Span::of(input.data, &input.filter.time);
        let period = span.and_then(|span| span.asked(input.filter));
        let in_words = period.map(|period| {
            let years = period.years();
            format!("{} to {} ({years:.2} years)", period.first, period.last)
        });
        Self {
            confidence: confidence(input.values),
            intervals: match input.values.text(INTERVALS.key) {
                Some("byar") => Intervals::Byar,
                _ => Intervals::Exact,
            },
            premises: premises_chosen(input.values),
            radius_m: input.values.number(RADIUS.key),
            span,
            years: period.map(Period::years),
            period: in_words.unwrap_or_else(|| "a period the data do not tell".to_owned()),
        }
    }

    fn rate(&self, load: Load, exposure: f64, per: f64) -> Option<Rate> {
        let params = RateParams {
            per,
            years: self.years,
            confidence: self.confidence,
            intervals: self.intervals,
        };
        Rate::of(load.weight, exposure, &params)
    }

    fn statement(&self) -> String {
        format!(
            "Sums of weights over residents, km² or {}; {} Poisson intervals at {} %; incidents \
             within {} m of k premises count 1/k for each; period {}",
            premises_in_words(self.premises),
            match self.intervals {
                Intervals::Exact => "exact (Garwood)",
                Intervals::Byar => "Byar's",
            },
            self.confidence * 100.0,
            self.radius_m,
            self.period
        )
    }

    fn notes(&self, input: &Input<'_>) -> Vec<String> {
        let mut notes: Vec<String> = self.span.and_then(Span::note).into_iter().collect();
        if input.selection.possible > 0 {
            notes.push(format!(
                "{} of the {} incidents count in part, as they may lie outside the times asked \
                 for; intervals are made as if the sum of weights were a count, which makes them a \
                 little too wide.",
                input.selection.possible,
                input.selection.len()
            ));
        }
        notes
    }
}

/// Value and interval of a rate.
fn cells(rate: Option<Rate>) -> [Cell; 3] {
    let parts = rate.map(|rate| [rate.value, rate.interval.low, rate.interval.high]);
    parts.map_or([Cell::None, Cell::None, Cell::None], |parts| {
        parts.map(Cell::from)
    })
}
