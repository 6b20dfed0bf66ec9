//! The small pictures beside the map, each of them a filter too.
//!
//! A facet counts what every *other* part of the filter lets pass, so that it shows what one
//! could choose as well as what is chosen. Selection and facets are made in one pass over the
//! incidents, chunk by chunk in their order, so that sums do not depend on the threads; and
//! what a change of the filter leaves as it was is taken over from the facets before: while
//! the clock window is dragged, the week of hours need not be counted again.

#![expect(
    clippy::inline_always,
    reason = "a loop is compiled for each width of registers together with all it calls"
)]

use crate::analysis::selection::{FilterError, ResolvedFilter, Selection, by_chunks};
use crate::base::Date;
use crate::base::progress::{Cancelled, Progress};
use crate::data::dataset::Dataset;
use crate::data::filter::Filter;
use crate::data::names::NameId;

mod counts;
mod months;
mod pass;
#[cfg(test)]
mod slow_way;
#[cfg(test)]
mod tests;

use pass::{Pass, Wanted};

pub use crate::analysis::night::HourOfWeek;

/// Counts for the charts and the lists of choices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// Weight by policing weekday and clock hour, under every filter but clock window and
    /// weekdays. Incidents with a from/to window are spread over it evenly (aoristic); those
    /// without a clock time are in no hour.
    pub hour_of_week: HourOfWeek,
    /// Weight by clock hour, under every filter but the clock window.
    pub hours: [f64; 24],
    /// Weight by policing month, oldest first without gaps from the first to the last month
    /// in which an incident of the data set begins, under every filter but the dates. All
    /// the weight of an incident goes to the month in which it begins. What the incident
    /// table can hold, 1600 to 2399, bounds the list to 9,601 months.
    pub months: Vec<MonthWeight>,
    /// Weight by category, under every filter but the categories; greatest first, then by
    /// name. Every category of the data set is there, also with weight 0.
    pub categories: Vec<(NameId, f64)>,
    /// First and last policing date with an incident, whatever the filter. An incident is
    /// dated by when it begins; one that knows only dates or months, by all of them.
    pub date_span: Option<(Date, Date)>,
    /// Incidents that pass the filter on categories, areas and premises, whatever their time.
    pub before_time_filter: usize,
}

/// The weight of one policing month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthWeight {
    /// First day of the month.
    pub month: Date,
    /// Sum of weights.
    pub weight: f64,
}

/// Counts every facet, and selects, in one pass.
///
/// # Errors
/// As [`crate::analysis::selection::select`].
pub fn facets(data: &Dataset, filter: &Filter, progress: &Progress) -> Result<Facets, FilterError> {
    let resolved = ResolvedFilter::new(data, filter)?;
    Ok(select_and_count(&resolved, filter, None, progress)?.1)
}

/// The selection and the facets of `filter`, of which `resolved` was made. `before` are the
/// facets of an earlier filter of the same data; those that still hold are not counted again.
///
/// # Errors
/// When nobody wants it any more.
pub fn select_and_count(
    resolved: &ResolvedFilter<'_>,
    filter: &Filter,
    before: Option<(&Filter, &Facets)>,
    progress: &Progress,
) -> Result<(Selection, Facets), Cancelled> {
    let wanted = before.map_or(Wanted::ALL, |(before, _)| Wanted::after(before, filter));
    let known = before.filter(|_| !wanted.dates).map(|(_, facets)| facets);
    let pass = Pass::new(resolved, &filter.time, wanted, known);
    let rows = resolved.data.incidents.len();
    let parts = by_chunks(rows, progress, |rows| pass.look(rows))?;
    let (mut selection, counts) = pass.joined(parts);
    selection.undecided = resolved.offences().undecided();
    let mut facets = counts.facets();
    if let Some((_, before)) = before {
        take_over(&mut facets, before, wanted);
    }
    facets.hours = std::array::from_fn(|hour| {
        let days = filter.time.days.iter();
        days.map(|day| facets.hour_of_week[day][hour]).sum()
    });
    Ok((selection, facets))
}

/// Puts what was not counted again where it belongs.
fn take_over(facets: &mut Facets, before: &Facets, wanted: Wanted) {
    if !wanted.hours {
        facets.hour_of_week = before.hour_of_week;
        facets.before_time_filter = before.before_time_filter;
    }
    if !wanted.months {
        facets.months.clone_from(&before.months);
    }
    if !wanted.categories {
        facets.categories.clone_from(&before.categories);
    }
    if !wanted.dates {
        facets.date_span = before.date_span;
    }
}
