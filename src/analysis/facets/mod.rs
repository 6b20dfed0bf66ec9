//! The small pictures beside the map, each of them a filter too.
//!
//! A facet counts what every *other* part of the filter lets pass, so that it shows what one
//! could choose as well as what is chosen.

pub use crate::analysis::night::HourOfWeek;
use crate::analysis::selection::FilterError;
use crate::base::Date;
use crate::base::progress::Progress;
use crate::data::dataset::Dataset;
use crate::data::filter::Filter;
use crate::data::names::NameId;

/// Counts for the charts and the lists of choices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// Weight by policing weekday and clock hour, under every filter but clock window and
    /// weekdays. Incidents with a from/to window are spread over it evenly (aoristic).
    pub hour_of_week: HourOfWeek,
    /// Weight by policing month, oldest first without gaps, under every filter but the dates.
    pub months: Vec<MonthWeight>,
    /// Weight by category, under every filter but the categories; greatest first.
    pub categories: Vec<(NameId, f64)>,
    /// First and last policing date with an incident, whatever the filter.
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

/// Counts every facet in one pass.
///
/// # Errors
/// As [`crate::analysis::selection::select`].
pub fn facets(
    _data: &Dataset,
    _filter: &Filter,
    _progress: &Progress,
) -> Result<Facets, FilterError> {
    todo!("selection helper")
}
