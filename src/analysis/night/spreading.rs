//! Spans spread over the hours of the week, many of them, without walking along each.
//!
//! A span weighs the same in every second of it. So the sum over an hour is the rate at which
//! the spans weigh that run through it, times its seconds of T, and something for those that
//! begin or end in it: a span costs two additions at its beginning and two at its end, however
//! long it is (the difference array of image processing's summed tables, in time). Rates are
//! integers of 2.46·10⁻¹⁴ a second, chosen so that most lengths in whole minutes have an exact
//! one; integers cancel exactly, and their sum does not depend on the order.

use crate::analysis::night::{Week, WeekCells};

const SECONDS_PER_HOUR: u32 = 3600;
const SECONDS_PER_WEEK: u32 = 7 * 24 * SECONDS_PER_HOUR;
const HOURS_PER_WEEK: usize = 7 * 24;
/// Spans begin in one week and end in the next at the latest.
const HOURS: usize = 2 * HOURS_PER_WEEK;
/// A weight of 1 in integers; a multiple of the week's seconds.
const ONE: i64 = (SECONDS_PER_WEEK as i64) << 26;
/// So many weights of 1 fit into a sum.
const AT_ONCE: u32 = 1 << 17;

/// Spans under one filter without dates, spread over the hours of the week.
pub(crate) struct Spreading<'a> {
    week: &'a Week,
    cells: &'a WeekCells,
    /// What spans that begin or end in each hour weigh in it more than their rates say.
    edges: [i64; HOURS],
    /// By how much the rate differs from that of the hour before.
    steps: [i64; HOURS + 1],
    held: u32,
    sums: [f64; HOURS_PER_WEEK],
}

impl<'a> Spreading<'a> {
    /// Nothing yet. `None` where `week` has dates, or an hour of the clock lies in two `cells`:
    /// then spans have to be walked along.
    pub(crate) fn new(week: &'a Week, cells: &'a WeekCells) -> Option<Self> {
        let can = !week.weights().has_dates() && cells.are_hours();
        can.then_some(Self {
            week,
            cells,
            edges: [0; HOURS],
            steps: [0; HOURS + 1],
            held: 0,
            sums: [0.0; HOURS_PER_WEEK],
        })
    }

    /// Adds a span of `span_s` seconds, above 0, that begins at `second` of the civil week, of
    /// a `weight` of at most 1. Whether it can: longer ones than a week must be walked along.
    #[inline(always)]
    #[must_use]
    pub(crate) fn add(&mut self, second: u32, span_s: u32, weight: f64) -> bool {
        if span_s >= SECONDS_PER_WEEK {
            return false;
        }
        let end = second + span_s;
        let end_in_week = if end < SECONDS_PER_WEEK {
            end
        } else {
            end - SECONDS_PER_WEEK
        };
        // Sums may overflow on the way, for spans of seconds; what they come to does not.
        let rate = (weight * ONE as f64 / f64::from(span_s) + 0.5) as i64;
        let (first, last) = (hour_of(second), hour_of(end));
        let begun = rate.wrapping_mul(self.left_s(second));
        let ended = rate.wrapping_mul(self.left_s(end_in_week));
        self.edges[first] = self.edges[first].wrapping_add(begun);
        self.edges[last] = self.edges[last].wrapping_sub(ended);
        self.steps[first + 1] = self.steps[first + 1].wrapping_add(rate);
        self.steps[last + 1] = self.steps[last + 1].wrapping_sub(rate);
        self.held += 1;
        if self.held == AT_ONCE {
            self.pour();
        }
        true
    }

    /// The sums by the cell of each hour.
    pub(crate) fn finish(mut self) -> [f64; HOURS_PER_WEEK] {
        self.pour();
        let mut by_cell = [0.0; HOURS_PER_WEEK];
        for (hour, sum) in self.sums.into_iter().enumerate() {
            by_cell[self.cells.of_minute(hour as u16 * 60)] += sum;
        }
        by_cell
    }

    /// Adds up what is held.
    fn pour(&mut self) {
        let mut rate = 0_i64;
        for hour in 0..HOURS {
            rate = rate.wrapping_add(self.steps[hour]);
            let first_s = (hour % HOURS_PER_WEEK) as u32 * SECONDS_PER_HOUR;
            let run_through = rate.wrapping_mul(self.left_s(first_s));
            let all = self.edges[hour].wrapping_add(run_through);
            self.sums[hour % HOURS_PER_WEEK] += all as f64 / ONE as f64;
        }
        self.edges = [0; HOURS];
        self.steps = [0; HOURS + 1];
        self.held = 0;
    }

    /// Seconds of T from `second` of the week to the end of its hour.
    #[inline(always)]
    fn left_s(&self, second: u32) -> i64 {
        let end = (second / SECONDS_PER_HOUR + 1) * SECONDS_PER_HOUR;
        i64::from(self.week.before(end)) - i64::from(self.week.before(second))
    }
}

#[inline(always)]
fn hour_of(second: u32) -> usize {
    ((second / SECONDS_PER_HOUR) as usize).min(HOURS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::night::{HourOfWeek, TimeWeights, by_day_and_hour};
    use crate::base::clock::{ClockTime, ClockWindow, Weekdays};
    use crate::base::when::{Civil, When};
    use crate::data::filter::TimeFilter;
    use proptest::prelude::*;

    /// Monday 2024-01-01 00:00.
    const MONDAY_S: i64 = 19_723 * 86_400;

    fn filter(window: Option<(u16, u16)>, days: u8, day_start: u16) -> TimeFilter {
        let at = ClockTime::from_minutes;
        TimeFilter {
            window: window.map(|(start, end)| ClockWindow {
                start: at(start),
                end: at(end),
            }),
            days: (0..7)
                .filter(|day| days >> day & 1 == 1)
                .fold(Weekdays::NONE, Weekdays::with),
            day_start: at(day_start),
            ..TimeFilter::default()
        }
    }

    fn of_walks(weights: &TimeWeights, spans: &[(u32, u32, f64)]) -> HourOfWeek {
        let mut hours = HourOfWeek::default();
        for &(second, span_s, weight) in spans {
            let from = MONDAY_S + i64::from(second);
            let when = When::Between {
                from: Civil(from),
                to: Civil(from + i64::from(span_s)),
            };
            weights.spread(when, weight, &mut hours);
        }
        hours
    }

    fn spread(filter: &TimeFilter, spans: &[(u32, u32, f64)]) -> HourOfWeek {
        let week = Week::new(TimeWeights::new(filter));
        let cells = WeekCells::of_hours(filter.day_start);
        let mut spreading = Spreading::new(&week, &cells).unwrap();
        for &(second, span_s, weight) in spans {
            assert!(spreading.add(second, span_s, weight));
        }
        by_day_and_hour(&spreading.finish())
    }

    proptest! {
        #[test]
        fn it_is_what_walking_along_each_span_gives(
            window in prop::option::of((0..1440_u16, 0..1440_u16)),
            days in 0..128_u8,
            start_hour in 0..24_u16,
            spans in prop::collection::vec(
                (0..SECONDS_PER_WEEK, 1..SECONDS_PER_WEEK, prop_oneof![Just(1.0), 0.0..1.0_f64]),
                0..40,
            ),
        ) {
            let filter = filter(window, days, start_hour * 60);
            let wanted = of_walks(&TimeWeights::new(&filter), &spans);
            let got = spread(&filter, &spans);
            for (a, b) in got.iter().flatten().zip(wanted.iter().flatten()) {
                prop_assert!((a - b).abs() < 2e-9, "{} {}", a, b);
                prop_assert!(*b != 0.0 || *a == 0.0, "{a} where nothing is");
            }
        }
    }

    #[test]
    fn spans_of_a_second_overflow_nothing_and_hours_come_out_exactly() {
        let filter = filter(None, 127, 360);
        let spans = vec![(3599, 1, 1.0); 300_000];
        let hours = spread(&filter, &spans);
        // Monday 00:59:59 is on the policing Sunday.
        assert_eq!(hours[6][0], 300_000.0);
        assert_eq!(hours.iter().flatten().sum::<f64>(), 300_000.0);
        let evening = spread(&filter, &[(16 * 3600, 4 * 3600, 1.0)]);
        assert_eq!(evening[0][16..20], [0.25; 4]);
    }

    #[test]
    fn what_must_be_walked_along_is_refused() {
        let whole = filter(None, 127, 360);
        let cells = WeekCells::of_hours(whole.day_start);
        let dated = TimeFilter {
            since: Some(jiff::civil::date(2024, 1, 1)),
            ..whole
        };
        let week = Week::new(TimeWeights::new(&dated));
        assert!(Spreading::new(&week, &cells).is_none());
        let week = Week::new(TimeWeights::new(&whole));
        let halves = WeekCells::of_hours(ClockTime::from_minutes(390));
        assert!(Spreading::new(&week, &halves).is_none());
        let mut spreading = Spreading::new(&week, &cells).unwrap();
        assert!(!spreading.add(0, SECONDS_PER_WEEK, 1.0));
    }
}
