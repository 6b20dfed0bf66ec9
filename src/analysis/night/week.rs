//! The night window as tables over the minutes of a week, for millions of incidents.
//!
//! Between its first and last date the set T repeats every week and begins and ends on whole
//! minutes. So one bit for each of the week's 10,080 minutes says whether a moment is in T,
//! and a running count of T's seconds before each minute gives F(t) of
//! [`TimeWeights`](crate::analysis::night::TimeWeights) without a division but those that find
//! the minute. Both give the same weights, to the bit: all sums are whole seconds.

use crate::analysis::night::{HourOfWeek, TimeWeight, TimeWeights, part};
use crate::base::clock::ClockTime;
use crate::base::when::{Civil, SECONDS_PER_DAY, weekday_of_day};
use crate::data::whens::{BLOCK_ROWS, EPOCH_2000_S, TimeBlock, Times};

const SECONDS_PER_WEEK: i64 = 7 * SECONDS_PER_DAY;
const MINUTES_PER_WEEK: usize = 7 * 24 * 60;
/// The minute of the week of 2000-01-01 00:00, a Saturday.
const MINUTE_OF_2000: u32 = 5 * 24 * 60;
/// Midnight of a Monday, 1969-12-29.
const A_MONDAY_S: i64 = -3 * SECONDS_PER_DAY;
/// Midnight of a Monday before any date that can be written, so that no remainder is negative.
const FAR_MONDAY_S: i64 = A_MONDAY_S - 1_500_000 * SECONDS_PER_WEEK;

/// A time filter as tables.
#[derive(Clone, Debug)]
pub struct Week {
    weights: TimeWeights,
    /// Whether each minute of the civil week is in T, dates aside; and one more, which is not,
    /// for its end.
    inside: Vec<bool>,
    /// Seconds of T before each minute of the civil week; the last is all of a week's.
    before_s: Vec<u32>,
    /// First moment of the dates, and the first after them.
    since: Civil,
    until: Civil,
}

/// Where in the week the times of a [`TimeBlock`] begin. The sets are right for its moments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WeekBlock {
    /// The minute of the civil week.
    pub(crate) minutes: [u16; BLOCK_ROWS],
    /// Which are in T, dates aside.
    pub(crate) in_week: u64,
    /// Which are between the first and the last date.
    pub(crate) in_dates: u64,
}

impl Week {
    /// The tables of `weights`.
    pub fn new(weights: TimeWeights) -> Self {
        let dateless = weights.without_dates();
        let is_inside = |minute: usize| {
            let at = Civil(A_MONDAY_S + minute as i64 * 60);
            dateless.contains(at)
        };
        let mut inside: Vec<bool> = (0..MINUTES_PER_WEEK).map(is_inside).collect();
        let mut before_s = Vec::with_capacity(MINUTES_PER_WEEK + 1);
        let mut seconds = 0;
        for &is_inside in &inside {
            before_s.push(seconds);
            seconds += u32::from(is_inside) * 60;
        }
        before_s.push(seconds);
        inside.push(false);
        let (since, until) = weights.dates();
        Self {
            weights,
            inside,
            before_s,
            since,
            until,
        }
    }

    /// The filter these are the tables of.
    pub fn weights(&self) -> &TimeWeights {
        &self.weights
    }

    /// As [`TimeWeights::weigh`] of the time in place `i`.
    #[inline]
    pub fn weigh(&self, times: Times<'_>, i: usize) -> TimeWeight {
        if !self.weights.is_active() {
            return TimeWeight::Part(1.0);
        }
        if let Some(at) = times.moment(i) {
            return if self.contains(at) {
                TimeWeight::Part(1.0)
            } else {
                TimeWeight::Out
            };
        }
        if let Some((from, span_s)) = times.span(i) {
            return part(self.seconds_in(from, span_s), span_s);
        }
        self.weights.weigh(times.get(i))
    }

    /// The second of the civil week in which `at` lies, from Monday 00:00 on.
    #[inline]
    pub(crate) fn second_of_week(at: Civil) -> u32 {
        week_and_second(at).1 as u32
    }

    /// As [`TimeWeights::contains`].
    #[inline]
    pub fn contains(&self, at: Civil) -> bool {
        let (_, second) = week_and_second(at);
        self.inside[second / 60] && self.since <= at && at < self.until
    }

    /// As [`Week::contains`] for the moments of a block, dates and the rest for themselves.
    #[inline(always)]
    pub(crate) fn block(&self, times: &TimeBlock) -> WeekBlock {
        let mut minutes = [0; BLOCK_ROWS];
        for (minute, &start_s) in minutes.iter_mut().zip(&times.start_s) {
            *minute = ((start_s / 60 + MINUTE_OF_2000) % MINUTES_PER_WEEK as u32) as u16;
        }
        let inside = &self.inside[..MINUTES_PER_WEEK];
        let mut in_week = 0;
        for (place, &minute) in minutes.iter().enumerate() {
            in_week |= u64::from(inside[usize::from(minute)]) << place;
        }
        let mut in_dates = u64::MAX;
        if self.weights.has_dates() {
            in_dates = 0;
            for (place, &start_s) in times.start_s.iter().enumerate() {
                let at = Civil(i64::from(start_s) + EPOCH_2000_S);
                in_dates |= u64::from((self.since..self.until).contains(&at)) << place;
            }
        }
        WeekBlock {
            minutes,
            in_week,
            in_dates,
        }
    }

    /// As [`Week::weigh`] for a span of `span_s` seconds, above 0, that begins `start_s` seconds
    /// after 2000-01-01 00:00, in `minute` of the civil week; 0 where nothing of it is in T.
    #[inline(always)]
    pub(crate) fn weigh_span(&self, start_s: u32, minute: u16, span_s: u32) -> f64 {
        if self.weights.has_dates() || span_s >= SECONDS_PER_WEEK as u32 {
            let from = Civil(i64::from(start_s) + EPOCH_2000_S);
            return self.seconds_in(from, i64::from(span_s)) as f64 / f64::from(span_s);
        }
        let second = u32::from(minute) * 60 + start_s % 60;
        let end = second + span_s;
        let next_week = u32::from(end >= SECONDS_PER_WEEK as u32);
        let end_second = end - next_week * SECONDS_PER_WEEK as u32;
        let inside_s = next_week * self.before_s[MINUTES_PER_WEEK] + self.before(end_second)
            - self.before(second);
        f64::from(inside_s) / f64::from(span_s)
    }

    /// Spreads the time in place `i` over `cells` as [`TimeWeights::spread`] does over hours:
    /// `add` is told a cell and what to add to it.
    #[inline]
    pub(crate) fn spread(
        &self,
        times: Times<'_>,
        i: usize,
        cells: &WeekCells,
        mut add: impl FnMut(usize, f64),
    ) {
        if let Some(at) = times.moment(i) {
            if self.contains(at) {
                let (_, second) = week_and_second(at);
                add(usize::from(cells.of_minute[second / 60]), 1.0);
            }
        } else if let Some((from, span_s)) = times.span(i) {
            self.spread_span(from, Civil(from.0 + span_s), cells, add);
        }
    }

    fn spread_span(
        &self,
        from: Civil,
        to: Civil,
        cells: &WeekCells,
        mut add: impl FnMut(usize, f64),
    ) {
        let per_second = 1.0 / (to.0 - from.0) as f64;
        let (mut at, end) = (from.max(self.since), to.min(self.until));
        let weeks = (end.0 - at.0) / SECONDS_PER_WEEK;
        if weeks > 0 {
            // The whole weeks are the same hours over and over: walk one of them.
            let week_end = Civil(at.0 + SECONDS_PER_WEEK);
            self.walk(at, week_end, per_second * weeks as f64, cells, &mut add);
            at.0 += weeks * SECONDS_PER_WEEK;
        }
        self.walk(at, end, per_second, cells, &mut add);
    }

    /// Adds the seconds of T in [at, end), at most a week, step by step of one cell.
    fn walk(
        &self,
        at: Civil,
        end: Civil,
        per_second: f64,
        cells: &WeekCells,
        add: &mut impl FnMut(usize, f64),
    ) {
        let mut left = end.0 - at.0;
        let (_, mut second) = week_and_second(at);
        while left > 0 {
            let minute = second / 60;
            let next = usize::from(cells.next_edge[minute]) * 60;
            let step = ((next - second) as i64).min(left);
            let inside = self.seconds_before(second + step as usize) - self.seconds_before(second);
            if inside > 0 {
                add(
                    usize::from(cells.of_minute[minute]),
                    inside as f64 * per_second,
                );
            }
            left -= step;
            second = if next == MINUTES_PER_WEEK * 60 {
                0
            } else {
                next
            };
        }
    }

    /// How much of each slot of `slot_min` minutes of the civil week is in T, dates aside.
    pub(crate) fn shares_of_slots(&self, slot_min: usize) -> Vec<f32> {
        let slots = self.inside[..MINUTES_PER_WEEK].chunks_exact(slot_min);
        let share = |slot: &[bool]| {
            let inside = slot.iter().filter(|&&inside| inside).count();
            inside as f32 / slot_min as f32
        };
        slots.map(share).collect()
    }

    /// Seconds of T in the `span_s` seconds from `from` on.
    #[inline]
    fn seconds_in(&self, from: Civil, span_s: i64) -> i64 {
        let to = Civil(from.0 + span_s);
        let (from, to) = (
            from.clamp(self.since, self.until),
            to.clamp(self.since, self.until),
        );
        let (_, second) = week_and_second(from);
        let end = second as i64 + (to.0 - from.0);
        // Most spans end in the week they begin in, or in the next.
        let weeks = if end < SECONDS_PER_WEEK {
            0
        } else if end < 2 * SECONDS_PER_WEEK {
            1
        } else {
            end / SECONDS_PER_WEEK
        };
        let end_second = (end - weeks * SECONDS_PER_WEEK) as usize;
        weeks * i64::from(self.before_s[MINUTES_PER_WEEK]) + self.seconds_before(end_second)
            - self.seconds_before(second)
    }

    /// Seconds of T in the first `second` seconds of a week.
    fn seconds_before(&self, second: usize) -> i64 {
        i64::from(self.before(second as u32))
    }

    #[inline(always)]
    pub(super) fn before(&self, second: u32) -> u32 {
        let minute = (second / 60) as usize;
        self.before_s[minute] + u32::from(self.inside[minute]) * (second % 60)
    }
}

/// Parts of the week that a time is spread over.
#[derive(Clone, Debug)]
pub(crate) struct WeekCells {
    /// The cell of each minute of the civil week.
    of_minute: Vec<u16>,
    /// The minute at which that cell, or its first piece, ends.
    next_edge: Vec<u16>,
    len: usize,
    /// Whether each is an hour of the clock.
    are_hours: bool,
}

impl WeekCells {
    /// The cell of a minute of the civil week.
    #[inline(always)]
    pub(crate) fn of_minute(&self, minute: u16) -> usize {
        usize::from(self.of_minute[usize::from(minute)])
    }

    /// Policing weekdays, starting at `day_start`, and clock hours: cell `24 * day + hour`.
    pub(crate) fn of_hours(day_start: ClockTime) -> Self {
        let shift_s = i64::from(day_start.minutes()) * 60;
        Self::new(168, |minute| {
            let civil_s = A_MONDAY_S + minute as i64 * 60;
            let day = weekday_of_day((civil_s - shift_s).div_euclid(SECONDS_PER_DAY));
            day * 24 + minute / 60 % 24
        })
    }

    /// Slots of `slot_min` minutes, which divide a week, from Monday 00:00.
    pub(crate) fn of_slots(slot_min: usize) -> Self {
        Self::new(MINUTES_PER_WEEK / slot_min, |minute| minute / slot_min)
    }

    fn new(len: usize, cell: impl Fn(usize) -> usize) -> Self {
        let of_minute: Vec<u16> = (0..MINUTES_PER_WEEK).map(|m| cell(m) as u16).collect();
        let mut next_edge = vec![MINUTES_PER_WEEK as u16; MINUTES_PER_WEEK];
        for minute in (0..MINUTES_PER_WEEK - 1).rev() {
            next_edge[minute] = if of_minute[minute] == of_minute[minute + 1] {
                next_edge[minute + 1]
            } else {
                minute as u16 + 1
            };
        }
        let mut hours = of_minute.chunks_exact(60);
        let are_hours = len == 168 && hours.all(|hour| hour.iter().all(|cell| *cell == hour[0]));
        Self {
            of_minute,
            next_edge,
            len,
            are_hours,
        }
    }

    /// Whether each cell is one hour of the clock.
    pub(crate) fn are_hours(&self) -> bool {
        self.are_hours
    }

    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

/// Sums over the cells of [`WeekCells::of_hours`] as a matrix.
pub(crate) fn by_day_and_hour(sums: &[f64]) -> HourOfWeek {
    std::array::from_fn(|day| std::array::from_fn(|hour| sums[24 * day + hour]))
}

/// Weeks since a fixed Monday, and the second of the civil week, Monday 00:00 being 0.
#[inline]
fn week_and_second(at: Civil) -> (i64, usize) {
    let since = (at.0 - FAR_MONDAY_S) as u64;
    let week = since / SECONDS_PER_WEEK as u64;
    (
        week as i64,
        (since - week * SECONDS_PER_WEEK as u64) as usize,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ClockWindow, Weekdays, When};
    use crate::data::filter::TimeFilter;
    use crate::data::whens::Whens;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn filters() -> impl Strategy<Value = TimeFilter> {
        let minutes = || (0..1440_u16).prop_map(ClockTime::from_minutes);
        let window = (minutes(), minutes()).prop_map(|(start, end)| ClockWindow { start, end });
        let days = prop::collection::vec(0..7_usize, 0..7)
            .prop_map(|days| days.into_iter().fold(Weekdays::NONE, Weekdays::with));
        let day = || (0..60_i64).prop_map(|d| crate::base::when::date_of_day(19_700 + d));
        (
            prop::option::of(window),
            prop_oneof![Just(Weekdays::ALL), days],
            prop::option::of(day()),
            prop::option::of(day()),
            prop_oneof![Just(ClockTime::from_minutes(360)), minutes()],
        )
            .prop_map(|(window, days, since, until, day_start)| TimeFilter {
                window,
                days,
                since,
                until,
                day_start,
                unknown_midnight: false,
            })
    }

    fn whens() -> impl Strategy<Value = When> {
        let start = 19_690 * SECONDS_PER_DAY;
        let at = (0..80 * SECONDS_PER_DAY).prop_map(move |s| Civil(start + s));
        prop_oneof![
            Just(When::Unknown),
            at.clone().prop_map(When::At),
            (at.clone(), 1..40 * SECONDS_PER_DAY).prop_map(|(from, length)| When::Between {
                from,
                to: Civil(from.0 + length)
            }),
            (at, 0..40_i64).prop_map(|(at, days)| When::Days {
                first: at.day(),
                last: at.day() + days
            }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn tables_and_formulas_give_the_same(
            filter in filters(),
            given in prop::collection::vec(whens(), 1..20),
        ) {
            let weights = TimeWeights::new(&filter);
            let week = Week::new(weights);
            let cells = WeekCells::of_hours(filter.day_start);
            let mut columns = Whens::default();
            for &when in &given {
                columns.push(when);
            }
            let columns = columns.times();
            let (mut fast, mut slow) = ([0.0; 168], [[0.0; 24]; 7]);
            for (i, &when) in given.iter().enumerate() {
                prop_assert_eq!(week.weigh(columns, i), weights.weigh(when));
                week.spread(columns, i, &cells, |cell, part| fast[cell] += part);
                weights.spread(when, 1.0, &mut slow);
            }
            for (a, b) in fast.iter().zip(slow.iter().flatten()) {
                prop_assert!((a - b).abs() < 1e-9, "{} {}", a, b);
            }
        }
    }

    #[test]
    fn the_first_and_last_dates_of_the_tables_are_found() {
        let week = Week::new(TimeWeights::new(&TimeFilter {
            window: Some(ClockWindow::NIGHT),
            ..TimeFilter::default()
        }));
        for day in [date(1600, 1, 1), date(2399, 12, 31)] {
            assert!(week.contains(Civil::on(day, 3 * 3600)));
            assert!(!week.contains(Civil::on(day, 12 * 3600)));
        }
    }
}
