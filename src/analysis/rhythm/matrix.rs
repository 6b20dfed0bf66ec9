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

    #[test]
    fn burglaries_of_washington_are_those_of_the_published_table() {
        let (Some(mut burglaries), Some(mut sums)) =
            (shared("dcburglaries.csv"), shared("dcburgsum.csv"))
        else {
            return;
        };
        let whens: Vec<When> = burglaries
            .records()
            .map(|row| {
                let row = row.unwrap();
                let (from, to) = (civil(&row[4]), civil(&row[5]));
                if from < to {
                    When::Between { from, to }
                } else {
                    When::At(from)
                }
            })
            .collect();
        let matrix = week_matrix(whens, &midnight());
        let mut seen = 0;
        for (hour, row) in sums.records().enumerate() {
            for day in 0..7 {
                let want: f64 = row.as_ref().unwrap()[day + 1].parse().unwrap();
                let got = matrix.hours[day][hour];
                assert!(
                    (got - want).abs() <= 0.025,
                    "day {day} hour {hour}: {got} {want}"
                );
                seen += 1;
            }
        }
        assert_eq!(seen, 168);
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
