//! What the pass over the incidents counts.
//!
//! Incidents that count wholly are counted in integers, for which the order is all the same; the
//! weights of the others are summed in the order of the rows.

use crate::analysis::facets::months::MONTHS;
use crate::analysis::facets::{Facets, MonthWeight};
use crate::analysis::night::by_day_and_hour;
use crate::base::when::date_of_day;
use crate::data::names::NameId;

/// What the pass finds in some of the rows.
pub(super) struct Counts {
    /// By policing weekday and clock hour, `24 * day + hour`.
    pub(super) hours: Sums,
    /// By month, from `first_month` on.
    pub(super) months: Sums,
    pub(super) first_month: usize,
    /// By category.
    pub(super) categories: Sums,
    pub(super) before_time_filter: usize,
    /// First and last policing day; first and last month in which an incident begins.
    span: Option<(i64, i64)>,
    month_span: Option<(usize, usize)>,
}

/// Sums of weights side by side.
pub(super) struct Sums {
    /// Incidents that count wholly.
    pub(super) whole: Vec<u32>,
    /// Weights of the others.
    pub(super) parts: Vec<f64>,
}

impl Sums {
    fn new(len: usize) -> Self {
        Self {
            whole: vec![0; len],
            parts: vec![0.0; len],
        }
    }

    fn add(&mut self, other: &Self) {
        for (sum, more) in self.whole.iter_mut().zip(&other.whole) {
            *sum += more;
        }
        for (sum, more) in self.parts.iter_mut().zip(&other.parts) {
            *sum += more;
        }
    }

    fn get(&self, place: usize) -> f64 {
        f64::from(self.whole[place]) + self.parts[place]
    }
}

impl Counts {
    /// Nothing yet, of so many categories and of the months in which incidents begin, where
    /// these are known.
    pub(super) fn new(categories: usize, known_months: Option<(usize, usize)>) -> Self {
        let months = known_months.map_or(0..MONTHS.len(), |(first, last)| first..last + 1);
        Self {
            hours: Sums::new(168),
            first_month: months.start,
            months: Sums::new(months.len()),
            categories: Sums::new(categories),
            before_time_filter: 0,
            span: None,
            month_span: known_months,
        }
    }

    /// An incident of these days is among the data.
    #[inline]
    pub(super) fn date(&mut self, first: i64, last: i64) {
        self.span = hull(self.span, Some((first, last)));
    }

    /// An incident that begins in `month` is among the data.
    #[inline]
    pub(super) fn begin(&mut self, month: usize) {
        self.month_span = hull(self.month_span, Some((month, month)));
    }

    /// Adds what was found in later rows.
    pub(super) fn add(&mut self, other: &Self) {
        self.hours.add(&other.hours);
        self.months.add(&other.months);
        self.categories.add(&other.categories);
        self.span = hull(self.span, other.span);
        self.month_span = hull(self.month_span, other.month_span);
        self.before_time_filter += other.before_time_filter;
    }

    /// The facets that were counted; the others are empty.
    pub(super) fn facets(&self) -> Facets {
        let month_at = |month: usize| MonthWeight {
            month: MONTHS.first_day(month),
            weight: self.months.get(month - self.first_month),
        };
        let months = self
            .month_span
            .map_or(0..0, |(first, last)| first..last + 1);
        let hours: [f64; 168] = std::array::from_fn(|hour| self.hours.get(hour));
        let ids = 0..self.categories.whole.len();
        let mut categories: Vec<_> = ids
            .map(|id| (NameId(id as u32), self.categories.get(id)))
            .collect();
        categories.sort_by(|a, b| b.1.total_cmp(&a.1));
        Facets {
            hour_of_week: by_day_and_hour(&hours),
            hours: [0.0; 24],
            months: months.map(month_at).collect(),
            categories,
            date_span: self.span.map(|(a, b)| (date_of_day(a), date_of_day(b))),
            before_time_filter: self.before_time_filter,
        }
    }
}

fn hull<T: Ord + Copy>(a: Option<(T, T)>, b: Option<(T, T)>) -> Option<(T, T)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    }
}
