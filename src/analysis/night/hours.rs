//! Spreading incidents over the policing week, hour by hour, and its busiest hour.
//!
//! The aoristic spread gives each hour the part of [from, to) that falls into it. Incidents
//! without a clock time have no hour and add nothing.

use crate::analysis::night::TimeWeights;
use crate::base::clock::ClockTime;
use crate::base::when::{Civil, SECONDS_PER_DAY, When, weekday_of_day};

/// Weights by policing weekday (Monday first) and clock hour (00 first).
pub type HourOfWeek = [[f64; 24]; 7];

/// Two weights this close are equal, so that the order of additions decides no peak.
const TIE: f64 = 1e-9;
const SECONDS_PER_HOUR: i64 = 3600;
const SECONDS_PER_WEEK: i64 = 7 * SECONDS_PER_DAY;

impl TimeWeights {
    /// Adds the part of an incident at `when` that is in T, times `scale`, to the hours it
    /// falls into. An interval of any length costs at most two rounds of the week's hours.
    pub fn spread(&self, when: When, scale: f64, into: &mut HourOfWeek) {
        match when {
            When::At(at) if self.contains(at) => {
                let (day, hour) = self.cell(at.0 - self.day_start_s);
                into[day][hour] += scale;
            }
            When::Between { from, to } => {
                self.spread_between(from, to, scale / (to.0 - from.0) as f64, into);
            }
            _ => {}
        }
    }

    fn spread_between(&self, from: Civil, to: Civil, per_second: f64, into: &mut HourOfWeek) {
        let held = |civil: Civil| {
            (civil.0 - self.day_start_s).clamp(
                self.first_day * SECONDS_PER_DAY,
                self.end_day * SECONDS_PER_DAY,
            )
        };
        let (mut at, end) = (held(from), held(to));
        let weeks = (end - at) / SECONDS_PER_WEEK;
        if weeks > 0 {
            // The whole weeks are the same hours over and over: walk one of them.
            let week_end = at + SECONDS_PER_WEEK;
            self.walk(at, week_end, per_second * weeks as f64, into);
            at += weeks * SECONDS_PER_WEEK;
        }
        self.walk(at, end, per_second, into);
    }

    /// Adds the seconds of T in [at, end) of policing time, hour by hour.
    fn walk(&self, mut at: i64, end: i64, per_second: f64, into: &mut HourOfWeek) {
        while at < end {
            let second = at.rem_euclid(SECONDS_PER_DAY);
            let into_hour = (at + self.day_start_s).rem_euclid(SECONDS_PER_HOUR);
            let step = (SECONDS_PER_HOUR - into_hour)
                .min(SECONDS_PER_DAY - second)
                .min(end - at);
            let (day, hour) = self.cell(at);
            if self.days.contains(day) {
                let inside =
                    self.window_seconds_before(second + step) - self.window_seconds_before(second);
                into[day][hour] += inside as f64 * per_second;
            }
            at += step;
        }
    }

    /// Policing weekday and clock hour of a moment in policing time.
    fn cell(&self, policing_s: i64) -> (usize, usize) {
        let day = weekday_of_day(policing_s.div_euclid(SECONDS_PER_DAY));
        let clock_s = (policing_s + self.day_start_s).rem_euclid(SECONDS_PER_DAY);
        (day, (clock_s / SECONDS_PER_HOUR) as usize)
    }
}

/// The policing weekday (Monday is 0) and clock hour of the greatest weight. Of equals the
/// first counts: Monday first, then the first hour from the start of the policing day.
/// `None` where there is no weight.
pub fn peak(weights: &HourOfWeek, day_start: ClockTime) -> Option<(usize, usize)> {
    let greatest = weights.iter().flatten().fold(0.0_f64, |a, &b| a.max(b));
    if greatest <= 0.0 {
        return None;
    }
    let first_hour = usize::from(day_start.hour());
    (0..7)
        .flat_map(|day| (0..24).map(move |i| (day, (first_hour + i) % 24)))
        .find(|&(day, hour)| weights[day][hour] >= greatest - TIE)
}
