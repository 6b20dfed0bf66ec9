//! The own figures where the data stand for the own force.

use crate::analysis::comparison::comparator::{Figure, same};
use crate::analysis::comparison::outcomes::Outcomes;
use crate::analysis::comparison::period::Period;
use crate::analysis::methods::comparisons::comparator::{OWN_NAME, POPULATION, SOLVED};
use crate::analysis::methods::comparisons::measures::Measure;
use crate::analysis::methods::comparisons::span::Span;
use crate::analysis::methods::{Input, MethodError};
use crate::analysis::selection::Selection;
use crate::data::AttributeKind;

/// What the data have of each measure and period of the table; how they were counted is put into
/// `notes`.
///
/// # Errors
/// When the residents are not known, or nobody wants it any more.
pub(super) fn own_figures(
    input: &Input<'_>,
    figures: &[Figure],
    notes: &mut Vec<String>,
) -> Result<Vec<Figure>, MethodError> {
    let population = own_population(input)?;
    let span = Span::of(input.data, &input.filter.time);
    let outcomes = input.values.text(SOLVED.key);
    let outcomes = outcomes.map_or_else(Outcomes::default, Outcomes::listed);
    let solved = SolvedTexts::of(input, &outcomes);
    let mut own: Vec<Figure> = Vec::new();
    let mut measures: Vec<(&str, Option<Measure>)> = Vec::new();
    for figure in figures {
        if own.iter().any(|known| {
            same(&known.measure, &figure.measure) && same(&known.period, &figure.period)
        }) {
            continue;
        }
        if !measures.iter().any(|(name, _)| same(name, &figure.measure)) {
            let measure = Measure::of(&figure.measure, input)?;
            notes.push(measure.as_ref().map_or_else(
                || format!("The data have nothing called \"{}\".", figure.measure),
                |measure| format!("In the data {}.", measure.meaning),
            ));
            measures.push((&figure.measure, measure));
        }
        let known = measures
            .iter()
            .find(|(name, _)| same(name, &figure.measure));
        let Some((_, Some(measure))) = known else {
            continue;
        };
        let period = Period::read(&figure.period);
        let covered = period.zip(span).filter(|(period, span)| {
            span.period.first <= period.first && period.last <= span.period.last
        });
        let Some((period, _)) = covered else {
            let said = format!("The data do not cover the period \"{}\".", figure.period);
            if !notes.contains(&said) {
                notes.push(said);
            }
            continue;
        };
        let selection = measure.selected(period, input)?;
        own.push(Figure {
            force: OWN_NAME.to_owned(),
            count: selection.weight,
            population,
            solved: solved.as_ref().map(|solved| solved.among(&selection)),
            ..figure.clone()
        });
    }
    if solved.is_none() {
        notes.push(
            "The data have no column of outcomes (name one with --map outcome=COLUMN), so that no \
             own solved rate is given."
                .to_owned(),
        );
    }
    Ok(own)
}

fn own_population(input: &Input<'_>) -> Result<f64, MethodError> {
    let said = input.values.count(POPULATION.key);
    if said > 0 {
        return Ok(said as f64);
    }
    let areas = input.data.areas.iter();
    let all: Option<f64> = areas.map(|(_, area)| area.population).sum();
    all.filter(|&all| all > 0.0).ok_or_else(|| {
        MethodError::Unanswerable(
            "It is not known how many residents the data stand for: say it with --own-population \
             N, or give boundaries that all tell their residents (--boundary-population FIELD); or \
             name the own force of the table with --own."
                .to_owned(),
        )
    })
}

/// Which texts of the outcome column are solved.
struct SolvedTexts<'a> {
    input: &'a Input<'a>,
    place: usize,
    is_solved: Vec<bool>,
}

impl<'a> SolvedTexts<'a> {
    fn of(input: &'a Input<'a>, outcomes: &Outcomes) -> Option<Self> {
        let attributes = &input.data.attributes;
        let is_outcome = |kind| kind == AttributeKind::Outcome;
        let place = attributes
            .iter()
            .position(|one| is_outcome(one.about.kind))?;
        let texts = attributes[place].texts.iter();
        Some(Self {
            input,
            place,
            is_solved: texts.map(|(_, text)| outcomes.holds(text)).collect(),
        })
    }

    fn among(&self, selection: &Selection) -> f64 {
        let codes = self.input.data.incidents.attribute(self.place);
        let solved = selection
            .iter()
            .filter(|&(row, _)| self.is_solved[codes.get(row as usize)]);
        solved.map(|(_, weight)| weight).sum()
    }
}
