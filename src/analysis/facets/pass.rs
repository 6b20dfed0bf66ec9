//! The pass over the incidents that selects and counts.

use std::ops::Range;

use crate::analysis::facets::months::MONTHS;
use crate::analysis::facets::{Facets, MonthWeight};
use crate::analysis::night::{
    TimeWeight, TimeWeights, Week, WeekCells, by_day_and_hour, policing_day,
};
use crate::analysis::selection::{Part, ResolvedFilter, Selection};
use crate::base::When;
use crate::base::clock::{ClockTime, Weekdays};
use crate::base::when::{date_of_day, day_number};
use crate::data::filter::{Filter, TimeFilter};
use crate::data::names::NameId;
use crate::data::whens::Times;

/// Which facets are to be counted.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each facet, all combinations"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The week of hours, and how many incidents there are before the time filter.
    pub(super) hours: bool,
    pub(super) months: bool,
    pub(super) categories: bool,
    /// First and last date of all incidents.
    pub(super) dates: bool,
}

impl Wanted {
    pub(super) const ALL: Self = Self {
        hours: true,
        months: true,
        categories: true,
        dates: true,
    };

    /// What no longer holds when the filter `before` becomes `now`: a facet holds as long as
    /// every part of the filter stays that it depends on.
    pub(super) fn after(before: &Filter, now: &Filter) -> Self {
        let differs = |ignoring: fn(&mut Filter)| {
            let (mut a, mut b) = (before.clone(), now.clone());
            ignoring(&mut a);
            ignoring(&mut b);
            a != b
        };
        let day_start = before.time.day_start != now.time.day_start;
        Self {
            hours: differs(|filter| {
                filter.time.window = None;
                filter.time.days = Weekdays::ALL;
            }),
            months: differs(|filter| {
                filter.time.since = None;
                filter.time.until = None;
            }),
            categories: differs(|filter| {
                filter.categories.clear();
                filter.groups.clear();
            }),
            dates: day_start,
        }
    }
}

/// A filter with its time taken apart in the ways the facets need.
pub(super) struct Pass<'a> {
    filter: &'a ResolvedFilter<'a>,
    times: Times<'a>,
    categories: &'a [u16],
    wanted: Wanted,
    /// The time filter without clock window and weekdays.
    dates_only: Week,
    /// The time filter without dates, where there are dates.
    without_dates: Option<Week>,
    hours: WeekCells,
    day_start: ClockTime,
    day_start_s: i64,
    /// The months in which incidents begin, where that is known from earlier facets.
    known_months: Option<(usize, usize)>,
}

/// What the pass finds in some of the rows.
pub(super) struct Counts {
    hours: [f64; 168],
    months: Vec<f64>,
    categories: Vec<f64>,
    /// First and last policing day; first and last month in which an incident begins.
    span: Option<(i64, i64)>,
    month_span: Option<(usize, usize)>,
    before_time_filter: usize,
}

impl<'a> Pass<'a> {
    /// `known` are earlier facets whose dates still hold, if there are any.
    pub(super) fn new(
        filter: &'a ResolvedFilter<'a>,
        time: &TimeFilter,
        wanted: Wanted,
        known: Option<&Facets>,
    ) -> Self {
        let dates_only = TimeFilter {
            window: None,
            days: Weekdays::ALL,
            ..*time
        };
        let has_dates = time.since.is_some() || time.until.is_some();
        let without_dates = has_dates.then(|| {
            Week::new(TimeWeights::new(&TimeFilter {
                since: None,
                until: None,
                ..*time
            }))
        });
        Self {
            filter,
            times: filter.data.incidents.whens().times(),
            categories: filter.data.incidents.categories(),
            wanted,
            dates_only: Week::new(TimeWeights::new(&dates_only)),
            without_dates,
            hours: WeekCells::of_hours(time.day_start),
            day_start: time.day_start,
            day_start_s: i64::from(time.day_start.minutes()) * 60,
            known_months: known.and_then(|facets| {
                let month = |month: &MonthWeight| MONTHS.index(day_number(month.month));
                facets
                    .months
                    .first()
                    .map(month)
                    .zip(facets.months.last().map(month))
            }),
        }
    }

    fn nothing(&self) -> Counts {
        Counts {
            hours: [0.0; 168],
            months: vec![0.0; MONTHS.len()],
            categories: vec![0.0; self.filter.data.categories.len()],
            span: None,
            month_span: self.known_months,
            before_time_filter: 0,
        }
    }

    /// Selects and counts among `rows`.
    pub(super) fn look(&self, rows: Range<usize>) -> (Part, Counts) {
        let incidents = &self.filter.data.incidents;
        let mut part = Part::new(rows.clone());
        let mut counts = self.nothing();
        for (site, rows) in incidents.by_site(rows) {
            if self.wanted.dates {
                for row in rows.clone() {
                    self.date(row, &mut counts);
                }
            }
            if self.filter.passes_site(site) {
                for row in rows {
                    self.count(row, &mut part, &mut counts);
                }
                part.end_site(site);
            }
        }
        (part, counts)
    }

    /// Counts the dates of a row, whatever the filter.
    #[inline]
    fn date(&self, row: usize, counts: &mut Counts) {
        if let Some((first, last)) = self.days(self.times.get(row)) {
            counts.span = hull(counts.span, Some((first, last)));
            let month = MONTHS.index(first);
            counts.month_span = hull(counts.month_span, Some((month, month)));
        }
    }

    /// First and last policing day of an incident, if it says.
    #[inline]
    fn days(&self, when: When) -> Option<(i64, i64)> {
        let first = policing_day(when, self.day_start)?;
        let last = match when {
            When::Days { last, .. } | When::Months { last, .. } => last,
            _ => first,
        };
        Some((first, last))
    }

    /// Selects and counts a row whose site passes.
    #[inline]
    fn count(&self, row: usize, part: &mut Part, counts: &mut Counts) {
        let category = self.categories[row];
        let is_of_category = self.filter.passes_category(category);
        if !is_of_category && !self.wanted.categories {
            return;
        }
        // Most times are one moment, and whether it counts is as good as random: no branch
        // may depend on it here.
        let weight = if let Some(at) = self.times.moment(row) {
            let counts = self.filter.time.contains(at);
            if is_of_category {
                part.note_moment(row, counts);
            }
            f64::from(u8::from(counts))
        } else {
            let weight = self.filter.time.weigh(self.times, row);
            if is_of_category {
                part.note(row, weight);
            }
            share(weight)
        };
        counts.categories[usize::from(category)] += weight;
        if is_of_category {
            self.count_times(row, weight, counts);
        }
    }

    /// Counts the hours and the month of a row that passes everything but time.
    #[inline]
    fn count_times(&self, row: usize, weight: f64, counts: &mut Counts) {
        if self.wanted.hours {
            counts.before_time_filter += 1;
            let add = |hour: usize, part| counts.hours[hour] += part;
            self.dates_only.spread(self.times, row, &self.hours, add);
        }
        if !self.wanted.months {
            return;
        }
        let month = match self.times.moment(row) {
            Some(at) => Some(MONTHS.at(at.0 - self.day_start_s)),
            None => policing_day(self.times.get(row), self.day_start).map(|day| MONTHS.index(day)),
        };
        if let Some(month) = month {
            let weigh = |week: &Week| share(week.weigh(self.times, row));
            counts.months[month] += self.without_dates.as_ref().map_or(weight, weigh);
        }
    }

    /// Puts the parts of all chunks together, in the order of the rows.
    pub(super) fn joined(&self, parts: Vec<(Part, Counts)>) -> (Selection, Counts) {
        let mut total = self.nothing();
        let (parts, counts): (Vec<Part>, Vec<Counts>) = parts.into_iter().unzip();
        for counts in &counts {
            total.add(counts);
        }
        (Selection::joined(parts), total)
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        add_each(&mut self.hours, &other.hours);
        if let Some((first, last)) = other.month_span {
            add_each(&mut self.months[first..=last], &other.months[first..=last]);
        }
        add_each(&mut self.categories, &other.categories);
        self.span = hull(self.span, other.span);
        self.month_span = hull(self.month_span, other.month_span);
        self.before_time_filter += other.before_time_filter;
    }

    /// The facets that were counted; the others are empty.
    pub(super) fn facets(&self) -> Facets {
        let month_at = |i: usize| MonthWeight {
            month: MONTHS.first_day(i),
            weight: self.months[i],
        };
        let months = self
            .month_span
            .map_or(0..0, |(first, last)| first..last + 1);
        let weights = self.categories.iter().zip(0..);
        let mut categories: Vec<_> = weights.map(|(&weight, id)| (NameId(id), weight)).collect();
        categories.sort_by(|a, b| b.1.total_cmp(&a.1));
        Facets {
            hour_of_week: by_day_and_hour(&self.hours),
            hours: [0.0; 24],
            months: months.map(month_at).collect(),
            categories,
            date_span: self.span.map(|(a, b)| (date_of_day(a), date_of_day(b))),
            before_time_filter: self.before_time_filter,
        }
    }
}

fn add_each(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
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
