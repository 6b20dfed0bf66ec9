//! Methods that ask whether the list holds, and whether it would have worked.

mod backtest;
mod stability;
#[cfg(test)]
mod tests;

use crate::analysis::backtest::period::Period;
use crate::analysis::methods::{Input, Method, MethodError, Outline};
use crate::analysis::rank::{Hotspot, RankError, Ranking, Shape, rank};
use crate::base::figures::grouped;

/// These methods.
pub(super) const METHODS: &[&dyn Method] =
    &[&stability::StabilityMethod, &backtest::BacktestMethod];

/// The list that stands beside, which has places.
fn listed(input: &Input<'_>) -> Result<Ranking, MethodError> {
    let ranking = rank(
        input.data,
        input.selection,
        &input.filter.time,
        input.ranking,
        &input.progress.of_step(),
    )
    .map_err(unanswerable)?;
    if ranking.hotspots.is_empty() {
        return Err(MethodError::Unanswerable(
            "no place has enough incidents to be listed, so there is no list to be sure of; ask for \
             more dates or hours, or for places with fewer incidents"
                .to_owned(),
        ));
    }
    Ok(ranking)
}

fn unanswerable(error: RankError) -> MethodError {
    match error {
        RankError::Cancelled(cancelled) => MethodError::Cancelled(cancelled),
        other => MethodError::Unanswerable(other.to_string()),
    }
}

/// What is left out of a period, where anything is.
fn strays(period: &Period) -> Option<String> {
    let are = match period.strays {
        0 => return None,
        1 => "1 incident is".to_owned(),
        n => format!("{} incidents are", grouped(n)),
    };
    Some(format!(
        "{are} dated before {} or after {}, in months far thinner than the others; the period was \
         taken to be without them.",
        period.first, period.last
    ))
}

fn outline(hotspot: &Hotspot) -> Outline {
    match &hotspot.shape {
        &Shape::Disc { radius_m } => Outline::Disc {
            centre: hotspot.centre,
            radius_m,
        },
        Shape::Polygon(ring) => Outline::Polygon(ring.clone()),
        &Shape::Area(area) => Outline::Area(area),
        Shape::Point => Outline::Point(hotspot.centre),
    }
}

/// A share in per cent: with a decimal below 10 %, with two below 1 %.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    let decimals = match percent {
        p if p <= 0.0 || p >= 99.95 => 0,
        p if p < 1.0 => 2,
        _ => 1,
    };
    let text = format!("{percent:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text} %")
}

/// A difference of shares in points of per cent, with one decimal and a sign where it is less.
fn points(difference: f64) -> String {
    let text = format!("{:.1}", 100.0 * difference);
    if text == "-0.0" {
        "0.0".to_owned()
    } else {
        text.replace('-', "−")
    }
}
