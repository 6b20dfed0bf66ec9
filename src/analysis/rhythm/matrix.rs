//! Weekday by hour, spans shared out evenly (aoristic).
//!
//! Ratcliffe (2002), "Aoristic signatures and the spatio-temporal analysis of high volume crime
//! patterns", Journal of Quantitative Criminology 18: an incident that happened some time in
//! [from, to) gives every hour the part of it that the hour holds. Rows are policing weekdays.

use crate::analysis::night::{HourOfWeek, TimeWeights};
use crate::base::When;
use crate::data::filter::TimeFilter;

/// A week of hours.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekMatrix {
    /// Weight by policing weekday and clock hour.
    pub hours: HourOfWeek,
    /// Sum of them.
    pub weight: f64,
    /// Incidents of a single moment.
    pub moments: usize,
    /// Incidents that were shared out.
    pub spans: usize,
    /// Incidents without a clock time, which are in no hour.
    pub without_clock: usize,
}

/// Shares `whens`, of any order, out over the hours that `time` asks for.
pub fn week_matrix(whens: impl IntoIterator<Item = When>, time: &TimeFilter) -> WeekMatrix {
    let weights = TimeWeights::new(time);
    let mut matrix = WeekMatrix {
        hours: HourOfWeek::default(),
        weight: 0.0,
        moments: 0,
        spans: 0,
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
    for (from, to) in spans {
        weights.spread(When::Between { from, to }, 1.0, &mut matrix.hours);
    }
    matrix.weight = matrix.hours.iter().flatten().sum();
    matrix
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
    use crate::base::when::Civil;
    use jiff::civil::DateTime;

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
        const WEEK_S: i64 = 7 * 86_400;
        let Some(burglaries) = burglaries() else {
            return;
        };
        let of = |longest_s: i64| {
            let when = |&(from, to): &(Civil, Civil)| {
                let to = to.min(Civil(from.0 + longest_s));
                if from < to {
                    When::Between { from, to }
                } else {
                    When::At(from)
                }
            };
            week_matrix(burglaries.iter().map(when), &midnight())
        };
        // R gives a 168th to every hour where a span is over a week, as a span of a week does:
        // then all is equal to the last digit that is published.
        let as_in_r = furthest_off(&of(WEEK_S)).unwrap();
        assert!(as_in_r <= 0.000_5 + 1e-9, "{as_in_r}");
        // Where the 28 longer ones go round the week as often as they are long, hardly less so.
        let ours = furthest_off(&of(i64::MAX / 2)).unwrap();
        assert!(ours > as_in_r && ours < 0.025_2, "{ours}");
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
        let forwards = week_matrix(whens.iter().copied(), &TimeFilter::default());
        let backwards = week_matrix(whens.iter().rev().copied(), &TimeFilter::default());
        assert_eq!(forwards, backwards);
        assert!((forwards.weight - 500.0).abs() < 1e-9);
        assert!((forwards.by_hour().iter().sum::<f64>() - 500.0).abs() < 1e-9);
        assert!((forwards.by_day().iter().sum::<f64>() - 500.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_clock_is_counted_and_in_no_hour() {
        let days = When::Days { first: 0, last: 0 };
        let matrix = week_matrix([When::Unknown, days, When::At(Civil(0))], &midnight());
        assert_eq!(
            (matrix.without_clock, matrix.moments, matrix.weight),
            (2, 1, 1.0)
        );
        // 1970-01-01 was a Thursday.
        assert_eq!(matrix.hours[3][0], 1.0);
    }
}
