//! Weekday by hour, spans shared out evenly (aoristic).
//!
//! Ratcliffe (2002), "Aoristic signatures and the spatio-temporal analysis of high volume crime
//! patterns", Journal of Quantitative Criminology 18: an incident that happened some time in
//! [from, to) gives every hour the part of it that the hour holds. Rows are policing weekdays.

use crate::analysis::night::{HourOfWeek, TimeWeights};
use crate::base::When;
use crate::base::when::{Civil, SECONDS_PER_DAY};
use crate::data::filter::TimeFilter;

/// What is done with spans that are too long to say much of the hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongSpans {
    /// Spans of more seconds than this are long.
    pub over_s: i64,
    /// What they give.
    pub give: Given,
}

/// What a long span gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Every hour its part, as other spans do; one of more than a week goes round it as often as
    /// it is long.
    Parts,
    /// Every hour of the week the same, as R's aoristic has it for spans of more than a week.
    Alike,
    /// Nothing.
    Nothing,
}

/// A week of hours.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekMatrix {
    /// Weight by policing weekday and clock hour.
    pub hours: HourOfWeek,
    /// Sum of them.
    pub weight: f64,
    /// Incidents of a single moment.
    pub moments: usize,
    /// Incidents with a span.
    pub spans: usize,
    /// Those of them whose span is long and gives other than its parts.
    pub long_spans: usize,
    /// Incidents without a clock time, which are in no hour.
    pub without_clock: usize,
}

/// Shares `whens`, of any order, out over the hours that `time` asks for.
pub fn week_matrix(
    whens: impl IntoIterator<Item = When>,
    time: &TimeFilter,
    long: LongSpans,
) -> WeekMatrix {
    let weights = TimeWeights::new(time);
    let mut matrix = WeekMatrix {
        hours: HourOfWeek::default(),
        weight: 0.0,
        moments: 0,
        spans: 0,
        long_spans: 0,
        without_clock: 0,
    };
    let mut spans = Vec::new();
    for when in whens {
        match when {
            When::At(_) => {
                matrix.moments += 1;
                weights.spread(when, 1.0, &mut matrix.hours);
            }
            When::Between { from, to } => spans.push((from, to)),
            _ => matrix.without_clock += 1,
        }
    }
    // Parts are no whole numbers: they are added in an order that the file has no say in.
    spans.sort_unstable();
    matrix.spans = spans.len();
    let mut given_alike = 0.0;
    for (from, to) in spans {
        let when = When::Between { from, to };
        let is_long = long.give != Given::Parts && to.0 - from.0 > long.over_s;
        matrix.long_spans += usize::from(is_long);
        match long.give {
            Given::Alike if is_long => {
                let mut own = HourOfWeek::default();
                weights.spread(when, 1.0, &mut own);
                given_alike += own.iter().flatten().sum::<f64>();
            }
            Given::Nothing if is_long => {}
            _ => weights.spread(when, 1.0, &mut matrix.hours),
        }
    }
    give_alike(&mut matrix.hours, given_alike, &weights);
    matrix.weight = matrix.hours.iter().flatten().sum();
    matrix
}

/// Gives every hour its part of `weight`, by the minutes of it that are asked for.
fn give_alike(hours: &mut HourOfWeek, weight: f64, weights: &TimeWeights) {
    if weight <= 0.0 {
        return;
    }
    let week = When::Between {
        from: Civil(0),
        to: Civil(7 * SECONDS_PER_DAY),
    };
    let mut even = HourOfWeek::default();
    weights.without_dates().spread(week, 1.0, &mut even);
    let all: f64 = even.iter().flatten().sum();
    for (hour, even) in hours.iter_mut().flatten().zip(even.iter().flatten()) {
        *hour += weight * even / all;
    }
}

impl WeekMatrix {
    /// Weight by clock hour, over all days.
    pub fn by_hour(&self) -> [f64; 24] {
        std::array::from_fn(|hour| self.hours.iter().map(|day| day[hour]).sum())
    }

    /// Weight by policing weekday, over all hours.
    pub fn by_day(&self) -> [f64; 7] {
        std::array::from_fn(|day| self.hours[day].iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::base::clock::ClockTime;
    use jiff::civil::DateTime;

    /// No span is long.
    const NONE: LongSpans = LongSpans {
        over_s: i64::MAX,
        give: Given::Parts,
    };

    fn civil(text: &str) -> Civil {
        let at: DateTime = text.parse().unwrap();
        let seconds = i64::from(at.hour()) * 3600 + i64::from(at.minute()) * 60;
        Civil::on(at.date(), seconds + i64::from(at.second()))
    }

    fn midnight() -> TimeFilter {
        TimeFilter {
            day_start: ClockTime::MIDNIGHT,
            ..TimeFilter::default()
        }
    }

    fn shared(name: &str) -> Option<csv::Reader<impl std::io::Read>> {
        let folder =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/golden/aoristic");
        let reader = csv::Reader::from_path(folder.join(name)).ok();
        if reader.is_none() {
            println!("skipped: no ../shared/data/golden/aoristic/{name}");
        }
        reader
    }

    /// The burglaries, as R's aoristic takes them: without an end, at their start.
    fn burglaries() -> Option<Vec<(Civil, Civil)>> {
        let mut reader = shared("dcburglaries.csv")?;
        let rows = reader.records().map(|row| {
            let row = row.unwrap();
            let from = civil(&row[4]);
            let to = if row[5].is_empty() {
                from
            } else {
                civil(&row[5])
            };
            (from, to)
        });
        Some(rows.collect())
    }

    /// By how much the greatest of all differences from the published sums is off.
    fn furthest_off(matrix: &WeekMatrix) -> Option<f64> {
        let mut furthest = 0.0_f64;
        for (hour, row) in shared("dcburgsum.csv")?.records().enumerate() {
            let row = row.unwrap();
            for (day, hours) in matrix.hours.iter().enumerate() {
                let want: f64 = row[day + 1].parse().unwrap();
                furthest = furthest.max((hours[hour] - want).abs());
            }
            assert!(hour < 24);
        }
        Some(furthest)
    }

    #[test]
    fn burglaries_of_washington_are_those_of_the_published_table() {
        let Some(burglaries) = burglaries() else {
            return;
        };
        let of = |long: LongSpans| {
            let when = |&(from, to): &(Civil, Civil)| {
                if from < to {
                    When::Between { from, to }
                } else {
                    When::At(from)
                }
            };
            week_matrix(burglaries.iter().map(when), &midnight(), long)
        };
        // R gives a 168th to every hour where a span is over a week: then all is equal to the
        // last digit that is published.
        let as_in_r = of(OVER_A_WEEK_ALIKE);
        assert_eq!(as_in_r.long_spans, 28);
        let off = furthest_off(&as_in_r).unwrap();
        assert!(off <= 0.000_5 + 1e-9, "{off}");
        // Where the 28 longer ones go round the week as often as they are long, hardly less so.
        let ours = furthest_off(&of(NONE)).unwrap();
        assert!(ours > off && ours < 0.025_2, "{ours}");
    }

    const WEEK_S: i64 = 7 * 86_400;
    const OVER_A_WEEK_ALIKE: LongSpans = LongSpans {
        over_s: WEEK_S,
        give: Given::Alike,
    };

    #[test]
    fn long_spans_give_what_is_said_and_no_others() {
        // Ten days from a Thursday noon, and an hour of it.
        let from = civil("1970-01-01 12:00:00");
        let to = |seconds: i64| When::Between {
            from,
            to: Civil(from.0 + seconds),
        };
        let whens = [to(10 * 86_400), to(3600)];
        let of = |give: Given, time: &TimeFilter| {
            let long = LongSpans {
                over_s: WEEK_S,
                give,
            };
            week_matrix(whens, time, long)
        };
        let parts = of(Given::Parts, &midnight());
        assert_eq!(parts.long_spans, 0, "they are treated as all are");
        assert!((parts.hours[3][12] - (1.0 + 2.0 / 240.0)).abs() < 1e-12);
        let alike = of(Given::Alike, &midnight());
        assert!((alike.hours[3][12] - (1.0 + 1.0 / 168.0)).abs() < 1e-12);
        assert!((alike.hours[1][5] - 1.0 / 168.0).abs() < 1e-12);
        assert!((alike.weight - 2.0).abs() < 1e-12);
        let nothing = of(Given::Nothing, &midnight());
        assert_eq!((nothing.weight, nothing.long_spans), (1.0, 1));
        // Of a filter by night only the hours that are asked for get some, and no more than the
        // span has in them.
        let night = TimeFilter {
            window: Some(crate::base::ClockWindow::NIGHT),
            ..midnight()
        };
        let alike = of(Given::Alike, &night);
        assert_eq!(alike.hours[1][12], 0.0);
        assert!((alike.weight - of(Given::Parts, &night).weight).abs() < 1e-12);
        assert!((alike.hours[1][20] - alike.hours[6][3]).abs() < 1e-15);
    }

    #[test]
    fn the_order_of_incidents_changes_no_bit() {
        let start = civil("2024-03-01 00:00:00");
        let whens: Vec<When> = (0..500)
            .map(|i| {
                let from = Civil(start.0 + i * 7919 % 1_000_003);
                let to = Civil(from.0 + 60 + i * 977 % 90_000);
                When::Between { from, to }
            })
            .collect();
        let forwards = week_matrix(whens.iter().copied(), &TimeFilter::default(), NONE);
        let backwards = week_matrix(whens.iter().rev().copied(), &TimeFilter::default(), NONE);
        assert_eq!(forwards, backwards);
        assert!((forwards.weight - 500.0).abs() < 1e-9);
        assert!((forwards.by_hour().iter().sum::<f64>() - 500.0).abs() < 1e-9);
        assert!((forwards.by_day().iter().sum::<f64>() - 500.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_clock_is_counted_and_in_no_hour() {
        let days = When::Days { first: 0, last: 0 };
        let matrix = week_matrix([When::Unknown, days, When::At(Civil(0))], &midnight(), NONE);
        assert_eq!(
            (matrix.without_clock, matrix.moments, matrix.weight),
            (2, 1, 1.0)
        );
        // 1970-01-01 was a Thursday.
        assert_eq!(matrix.hours[3][0], 1.0);
    }
}
