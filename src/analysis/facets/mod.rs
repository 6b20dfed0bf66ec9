//! The small pictures beside the map, each of them a filter too.
//!
//! A facet counts what every *other* part of the filter lets pass, so that it shows what one
//! could choose as well as what is chosen. Everything is counted in one pass over the
//! incidents, chunk by chunk in their order, so that sums do not depend on the threads.

use crate::analysis::night::{TimeWeight, TimeWeights, policing_day};
use crate::analysis::selection::{FilterError, ResolvedFilter, by_chunks};
use crate::base::clock::{ClockTime, Weekdays};
use crate::base::progress::{Cancelled, Progress};
use crate::base::when::{date_of_day, day_number};
use crate::base::{Date, When};
use crate::data::dataset::Dataset;
use crate::data::filter::{Filter, TimeFilter};
use crate::data::names::NameId;
use crate::data::whens::{first_date, last_date};

#[cfg(test)]
mod tests;

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
    /// Weight by category, under every filter but the categories; greatest first, then in
    /// the order of the file. Every category of the data set is there, also with weight 0.
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

/// Counts every facet in one pass.
///
/// # Errors
/// As [`crate::analysis::selection::select`].
pub fn facets(data: &Dataset, filter: &Filter, progress: &Progress) -> Result<Facets, FilterError> {
    let resolved = ResolvedFilter::new(data, filter)?;
    Ok(facets_resolved(&resolved, &filter.time, progress)?)
}

/// As [`facets`], of a filter that was made ready before; `time` is the filter's own.
///
/// # Errors
/// When nobody wants it any more.
pub fn facets_resolved(
    filter: &ResolvedFilter<'_>,
    time: &TimeFilter,
    progress: &Progress,
) -> Result<Facets, Cancelled> {
    let months = Months::all();
    let question = Question::new(filter, time, &months);
    let mut total = question.nothing();
    let rows = filter.data.incidents.len();
    for chunk in by_chunks(rows, progress, |rows| question.count(rows))? {
        total.add(&chunk);
    }
    Ok(question.answer(&total, time.days))
}

/// A filter with its time taken apart in the ways the facets need.
struct Question<'a> {
    filter: &'a ResolvedFilter<'a>,
    /// The time filter without clock window and weekdays.
    dates_only: TimeWeights,
    /// The time filter without dates.
    without_dates: TimeWeights,
    day_start: ClockTime,
    months: &'a Months,
}

/// Counts over some of the rows.
struct Counts {
    hour_of_week: HourOfWeek,
    months: Vec<f64>,
    categories: Vec<f64>,
    /// First and last policing day; first and last month in which an incident begins.
    span: Option<(i64, i64)>,
    month_span: Option<(usize, usize)>,
    before_time_filter: usize,
}

impl<'a> Question<'a> {
    fn new(filter: &'a ResolvedFilter<'a>, time: &TimeFilter, months: &'a Months) -> Self {
        let dates_only = TimeFilter {
            window: None,
            days: Weekdays::ALL,
            ..*time
        };
        let without_dates = TimeFilter {
            since: None,
            until: None,
            ..*time
        };
        Self {
            filter,
            dates_only: TimeWeights::new(&dates_only),
            without_dates: TimeWeights::new(&without_dates),
            day_start: time.day_start,
            months,
        }
    }

    fn nothing(&self) -> Counts {
        Counts {
            hour_of_week: [[0.0; 24]; 7],
            months: vec![0.0; self.months.first_days.len()],
            categories: vec![0.0; self.filter.data.categories.len()],
            span: None,
            month_span: None,
            before_time_filter: 0,
        }
    }

    fn count(&self, rows: std::ops::Range<usize>) -> Counts {
        let mut counts = self.nothing();
        let incidents = &self.filter.data.incidents;
        let (mut site, mut passes) = (usize::MAX, false);
        for row in rows {
            let when = incidents.when(row);
            let month = self.begin(when, &mut counts);
            if incidents.site(row) != site {
                site = incidents.site(row);
                passes = self.filter.passes_site(site);
            }
            if passes {
                self.count_row(row, when, month, &mut counts);
            }
        }
        counts
    }

    /// Counts the dates of an incident; its month, if it says.
    fn begin(&self, when: When, counts: &mut Counts) -> Option<usize> {
        let first = policing_day(when, self.day_start)?;
        let last = match when {
            When::Days { last, .. } | When::Months { last, .. } => last,
            _ => first,
        };
        let month = self.months.index(first);
        counts.span = hull(counts.span, Some((first, last)));
        counts.month_span = hull(counts.month_span, Some((month, month)));
        Some(month)
    }

    fn count_row(&self, row: usize, when: When, month: Option<usize>, counts: &mut Counts) {
        let is_of_category = self.filter.passes_category(row);
        let weight = share(self.filter.time.weigh(when));
        counts.categories[self.filter.data.incidents.category(row).0 as usize] += weight;
        if !is_of_category {
            return;
        }
        counts.before_time_filter += 1;
        self.dates_only.spread(when, 1.0, &mut counts.hour_of_week);
        if let Some(month) = month {
            counts.months[month] += share(self.without_dates.weigh(when));
        }
    }

    fn answer(&self, counts: &Counts, days: Weekdays) -> Facets {
        let month_at = |i: usize| MonthWeight {
            month: date_of_day(self.months.first_days[i]),
            weight: counts.months[i],
        };
        let months = counts
            .month_span
            .map_or(0..0, |(first, last)| first..last + 1);
        let weights = counts.categories.iter().zip(0..);
        let mut categories: Vec<_> = weights.map(|(&weight, id)| (NameId(id), weight)).collect();
        categories.sort_by(|a, b| b.1.total_cmp(&a.1));
        let hours =
            std::array::from_fn(|hour| days.iter().map(|day| counts.hour_of_week[day][hour]).sum());
        Facets {
            hour_of_week: counts.hour_of_week,
            hours,
            months: months.map(month_at).collect(),
            categories,
            date_span: counts.span.map(|(a, b)| (date_of_day(a), date_of_day(b))),
            before_time_filter: counts.before_time_filter,
        }
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        let hours = self.hour_of_week.iter_mut().flatten();
        add_each(hours, other.hour_of_week.iter().flatten());
        add_each(self.months.iter_mut(), other.months.iter());
        add_each(self.categories.iter_mut(), other.categories.iter());
        self.span = hull(self.span, other.span);
        self.month_span = hull(self.month_span, other.month_span);
        self.before_time_filter += other.before_time_filter;
    }
}

fn add_each<'a>(sums: impl Iterator<Item = &'a mut f64>, values: impl Iterator<Item = &'a f64>) {
    for (sum, value) in sums.zip(values) {
        *sum += value;
    }
}

fn hull<T: Ord + Copy>(a: Option<(T, T)>, b: Option<(T, T)>) -> Option<(T, T)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    }
}

fn share(weight: TimeWeight) -> f64 {
    if let TimeWeight::Part(share) = weight {
        share
    } else {
        0.0
    }
}

/// The months the incident table can hold, by the day numbers of their first days.
struct Months {
    first_days: Vec<i64>,
}

impl Months {
    fn all() -> Self {
        let first = (first_date() - jiff::Span::new().days(1)).first_of_month();
        let months = first.series(jiff::Span::new().months(1));
        let first_days = months
            .take_while(|&month| month <= last_date())
            .map(day_number)
            .collect();
        Self { first_days }
    }

    /// Which month policing day `day` is in.
    fn index(&self, day: i64) -> usize {
        self.first_days
            .partition_point(|&first| first <= day)
            .saturating_sub(1)
    }
}
