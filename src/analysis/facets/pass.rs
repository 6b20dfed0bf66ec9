//! The pass over the incidents that selects and counts.

use std::ops::Range;

use crate::analysis::facets::counts::Counts;
use crate::analysis::facets::months::MONTHS;
use crate::analysis::facets::{Facets, MonthWeight};
use crate::analysis::night::{Spreading, TimeWeight, TimeWeights, Week, WeekCells, policing_day};
use crate::analysis::selection::{Block, Part, ResolvedFilter, Selection, Tally, each_bit, scan};
use crate::base::When;
use crate::base::clock::{ClockTime, Weekdays};
use crate::base::when::{SECONDS_PER_DAY, day_number};
use crate::data::filter::{Filter, TimeFilter};
use crate::data::whens::{EPOCH_2000_S, Times};

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
    /// The months of the days from 1999-12-31 on.
    near_months: &'static [u16],
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
            near_months: MONTHS.since_1999_12_31(),
        }
    }

    fn nothing(&self) -> Counts {
        Counts::new(self.filter.data.categories.len(), self.known_months)
    }

    /// Selects and counts among `rows`.
    pub(super) fn look(&self, rows: Range<usize>) -> (Part, Counts) {
        let mut counter = Counter {
            pass: self,
            counts: self.nothing(),
            spans: Spreading::new(&self.dates_only, &self.hours).filter(|_| self.wanted.hours),
        };
        let part = scan(self.filter, rows, &mut counter);
        let Counter {
            mut counts, spans, ..
        } = counter;
        let spans = spans.map(Spreading::finish);
        for (sum, more) in counts.hours.parts.iter_mut().zip(spans.iter().flatten()) {
            *sum += more;
        }
        (part, counts)
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

    /// First and last policing day of an incident, if it says.
    fn days(&self, when: When) -> Option<(i64, i64)> {
        let first = policing_day(when, self.day_start)?;
        let last = match when {
            When::Days { last, .. } | When::Months { last, .. } => last,
            _ => first,
        };
        Some((first, last))
    }

    /// Policing day of what begins `start_s` seconds after 2000-01-01 00:00, counted from
    /// 1999-12-31.
    #[inline(always)]
    fn near_day(&self, start_s: u32) -> u64 {
        let since_s = i64::from(start_s) + SECONDS_PER_DAY - self.day_start_s;
        since_s as u64 / SECONDS_PER_DAY as u64
    }

    /// The month in which that is.
    #[inline(always)]
    fn near_month(&self, start_s: u32) -> usize {
        usize::from(self.near_months[self.near_day(start_s) as usize])
    }
}

/// Counts what the pass finds in some of the rows.
struct Counter<'p, 'a> {
    pass: &'p Pass<'a>,
    counts: Counts,
    /// Spans by hour, unless each must be walked along.
    spans: Option<Spreading<'p>>,
}

impl Tally for Counter<'_, '_> {
    #[inline(always)]
    fn wants_all_categories(&self) -> bool {
        self.pass.wanted.categories
    }

    #[inline(always)]
    fn moments(&mut self, block: &Block) {
        let Self { pass, counts, .. } = self;
        if pass.wanted.dates {
            date(pass, block, counts);
        }
        if pass.wanted.categories {
            each_bit(block.in_time & block.here, |place| {
                counts.categories.whole[usize::from(block.categories[place])] += 1;
            });
        }
        let chosen = block.here & block.of_category;
        let moments = chosen & block.times.moments;
        if pass.wanted.hours {
            counts.before_time_filter += chosen.count_ones() as usize;
            each_bit(moments & block.week.in_dates, |place| {
                counts.hours.whole[pass.hours.of_minute(block.week.minutes[place])] += 1;
            });
        }
        if pass.wanted.months {
            let first = counts.first_month;
            each_bit(moments & block.week.in_week, |place| {
                let month = pass.near_month(block.times.start_s[place]);
                counts.months.whole[month - first] += 1;
            });
        }
    }

    #[inline(always)]
    fn other(&mut self, block: &Block, place: usize, weight: f64) {
        let Self {
            pass,
            counts,
            spans,
        } = self;
        counts.categories.parts[usize::from(block.categories[place])] += weight;
        if block.of_category >> place & 1 == 0 {
            return;
        }
        let row = block.first_row + place;
        let start_s = block.times.start_s[place];
        let is_span = block.times.spans >> place & 1 == 1;
        if pass.wanted.hours {
            let second = u32::from(block.week.minutes[place]) * 60 + start_s % 60;
            let spreading = spans.as_mut().filter(|_| is_span);
            if !spreading.is_some_and(|all| all.add(second, pass.times.length_s(row), 1.0)) {
                let add = |hour: usize, part| counts.hours.parts[hour] += part;
                pass.dates_only.spread(pass.times, row, &pass.hours, add);
            }
        }
        if !pass.wanted.months {
            return;
        }
        let month = if is_span {
            Some(pass.near_month(start_s))
        } else {
            let day = policing_day(pass.times.get(row), pass.day_start);
            day.map(|day| MONTHS.index(day))
        };
        let Some(month) = month else {
            return;
        };
        counts.months.parts[month - counts.first_month] += match &pass.without_dates {
            None => weight,
            Some(week) if is_span => {
                let length_s = pass.times.length_s(row);
                week.weigh_span(start_s, block.week.minutes[place], length_s)
            }
            Some(week) => share(week.weigh(pass.times, row)),
        };
    }
}

/// Counts the dates of a block, whatever the filter.
#[inline(always)]
fn date(pass: &Pass<'_>, block: &Block, counts: &mut Counts) {
    let near = block.times.moments | block.times.spans;
    let (mut first_s, mut last_s) = (u32::MAX, 0);
    for (place, &start_s) in block.times.start_s.iter().enumerate() {
        let is_near = near >> place & 1 == 1;
        first_s = first_s.min(if is_near { start_s } else { u32::MAX });
        last_s = last_s.max(if is_near { start_s } else { 0 });
    }
    if near != 0 {
        let day = |start_s| pass.near_day(start_s) as i64 + EPOCH_2000_S / SECONDS_PER_DAY - 1;
        counts.date(day(first_s), day(last_s));
        counts.begin(pass.near_month(first_s));
        counts.begin(pass.near_month(last_s));
    }
    each_bit(block.present & !near, |place| {
        if let Some((first, last)) = pass.days(pass.times.get(block.first_row + place)) {
            counts.date(first, last);
            counts.begin(MONTHS.index(first));
        }
    });
}

fn share(weight: TimeWeight) -> f64 {
    if let TimeWeight::Part(share) = weight {
        share
    } else {
        0.0
    }
}
