//! How much is known of when incidents happened.

use rayon::prelude::*;

use crate::base::When;
use crate::data::Incidents;

/// Incidents by how much is known of their time. All but `at_midnight` add up to all incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownTimes {
    /// One clock time.
    pub clock_time: usize,
    /// Some time between two.
    pub from_and_to: usize,
    /// Only the date, or a span of dates.
    pub date_only: usize,
    /// Only the month.
    pub month_only: usize,
    /// Nothing that can be read.
    pub none: usize,
    /// One clock time of exactly 00:00, which often means "not known".
    pub at_midnight: usize,
}

/// Rows that are counted in one go.
const CHUNK_ROWS: usize = 1 << 16;

impl KnownTimes {
    /// How much is known of `incidents`.
    pub fn of(incidents: &Incidents) -> Self {
        let rows = incidents.len();
        let chunk = |chunk: usize| {
            let mut times = Self::default();
            for row in chunk * CHUNK_ROWS..((chunk + 1) * CHUNK_ROWS).min(rows) {
                times.note(incidents.when(row));
            }
            times
        };
        (0..rows.div_ceil(CHUNK_ROWS))
            .into_par_iter()
            .map(chunk)
            .reduce(Self::default, Self::plus)
    }

    /// Whether any has a clock time, so that hours and weekdays can be asked.
    pub fn has_clock(&self) -> bool {
        self.clock_time + self.from_and_to > 0
    }

    /// All incidents.
    pub fn all(&self) -> usize {
        self.clock_time + self.from_and_to + self.without_clock()
    }

    /// Incidents without a clock time.
    pub fn without_clock(&self) -> usize {
        self.date_only + self.month_only + self.none
    }

    fn note(&mut self, when: When) {
        match when {
            When::Unknown => self.none += 1,
            When::At(at) => {
                self.clock_time += 1;
                self.at_midnight += usize::from(at.second_of_day() == 0);
            }
            When::Between { .. } => self.from_and_to += 1,
            When::Days { .. } => self.date_only += 1,
            When::Months { .. } => self.month_only += 1,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            clock_time: self.clock_time + other.clock_time,
            from_and_to: self.from_and_to + other.from_and_to,
            date_only: self.date_only + other.date_only,
            month_only: self.month_only + other.month_only,
            none: self.none + other.none,
            at_midnight: self.at_midnight + other.at_midnight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::when::Civil;
    use crate::data::Dataset;

    #[test]
    fn each_kind_is_counted_once() {
        let day = 86_400;
        let whens = [
            When::Unknown,
            When::At(Civil(19_000 * day)),
            When::At(Civil(19_000 * day + 60)),
            When::Between {
                from: Civil(19_000 * day),
                to: Civil(19_000 * day + 60),
            },
            When::Days {
                first: 19_000,
                last: 19_000,
            },
            When::Months {
                first: 19_000,
                last: 19_030,
            },
        ];
        let many = 70_000;
        let points = (0..many).map(|i| (f64::from(i as u32), 0.0, whens[i % whens.len()], ""));
        let times = KnownTimes::of(&Dataset::from_points(points).incidents);
        let of = |kind: usize| (many - kind).div_ceil(whens.len());
        assert_eq!(times.none, of(0));
        assert_eq!(
            (times.clock_time, times.at_midnight),
            (of(1) + of(2), of(1))
        );
        assert_eq!(times.from_and_to, of(3));
        assert_eq!((times.date_only, times.month_only), (of(4), of(5)));
        assert_eq!(times.all(), many);
        assert!(times.has_clock());
        assert!(!KnownTimes::default().has_clock());
    }
}
