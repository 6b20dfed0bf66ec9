//! Minutes of the clock that hold far more times than their like: 00:00, 00:01, 12:00 and 23:59
//! often stand for "time not known".
//!
//! People round: full hours hold many times, half hours fewer, 22:37 hardly any. So a minute is
//! compared with the nearest minutes that people round to as readily. Of these the median `m` is
//! what is expected, and a minute with `n` times is a pile-up where both hold:
//!
//! - the chance of `n` or more under a Poisson law of mean `m` (at least 0.5) is below 1e-6;
//! - `n` is more than 1.5 times the most that any of the compared minutes has, for the rhythm of
//!   day and night moves them too.
//!
//! Where a force writes midnight as 00:01, and 00:00 is nearly empty, the two together are
//! compared as a full hour, and mostly are no pile-up at all.

use rayon::prelude::*;

use crate::base::ClockTime;
use crate::base::clock::MINUTES_PER_DAY;
use crate::base::figures::grouped;
use crate::base::progress::{Cancelled, Progress};
use crate::base::when::{Civil, When};
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::findings::{Finding, FindingKind, MOST_LINES};

/// The minutes that are tested.
const SUSPECTS: [u16; 4] = [0, 1, 12 * 60, 23 * 60 + 59];
const MIDNIGHT: u16 = 0;
const ONE_PAST: u16 = 1;
/// Chance below which a pile-up is none of Poisson's.
const LEAST_CHANCE: f64 = 1e-6;
/// How often the fullest of the compared minutes a pile-up must hold.
const TIMES_THE_FULLEST: f64 = 1.5;
/// Least mean of the Poisson law.
const LEAST_MEAN: f64 = 0.5;

const MINUTES: usize = MINUTES_PER_DAY as usize;

/// Times by the minute of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Minutes(Box<[usize]>);

/// One end of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    From,
    To,
}

/// A minute that holds too many times.
#[derive(Clone, Copy, Debug, PartialEq)]
struct PileUp {
    minute: u16,
    count: usize,
    /// What its like hold in the middle, and at most.
    median: f64,
    most: usize,
}

/// Notes the pile-ups of every file in its report.
pub(super) fn find(intake: &mut Intake, progress: &Progress) -> Result<(), Cancelled> {
    for number in 0..intake.files.len() {
        for end in [End::From, End::To] {
            let minutes = Minutes::of(&intake.stretches, number, end, progress);
            progress.go_on()?;
            let found = minutes.pile_ups();
            let findings: Vec<Finding> = found
                .iter()
                .map(|pile| pile.finding(&minutes, intake, number, end))
                .collect();
            intake.files[number].report.findings.extend(findings);
        }
    }
    Ok(())
}

impl Minutes {
    fn none() -> Self {
        Self(vec![0; MINUTES].into())
    }

    /// Those of one end of the times of a file; not of all once nobody wants them.
    fn of(stretches: &[Stretch], file: usize, end: End, progress: &Progress) -> Self {
        let own = stretches.par_iter().filter(|stretch| stretch.file == file);
        let counted = own.map(|stretch| {
            let mut minutes = Self::none();
            if progress.is_cancelled() {
                return minutes;
            }
            for i in 0..stretch.len() {
                if let Some(at) = clock(stretch.when.get(i), end) {
                    minutes.0[minute_of(at)] += 1;
                }
            }
            minutes
        });
        counted.reduce(Self::none, |mut all, part| {
            for (all, part) in all.0.iter_mut().zip(&*part.0) {
                *all += part;
            }
            all
        })
    }

    fn at(&self, minute: u16) -> usize {
        self.0[usize::from(minute)]
    }

    fn total(&self) -> usize {
        self.0.iter().sum()
    }

    fn pile_ups(&self) -> Vec<PileUp> {
        if self.total() == 0 {
            return Vec::new();
        }
        let written_as_one_past = self.midnight_is_written_as_one_past();
        let suspects = SUSPECTS.into_iter();
        suspects
            .filter(|&minute| !(minute == ONE_PAST && written_as_one_past))
            .filter_map(|minute| self.pile_up(minute, self.at(minute)))
            .collect()
    }

    /// Whether 00:00 is nearly empty, and with 00:01 no more than a full hour of the night.
    fn midnight_is_written_as_one_past(&self) -> bool {
        let (at, past) = (self.at(MIDNIGHT), self.at(ONE_PAST));
        past > at && self.pile_up(MIDNIGHT, at + past).is_none()
    }

    fn pile_up(&self, minute: u16, count: usize) -> Option<PileUp> {
        let mut like: Vec<usize> = like(minute).map(|minute| self.at(minute)).collect();
        like.sort_unstable();
        let middle = like.len() / 2;
        let median = (like[(like.len() - 1) / 2] + like[middle]) as f64 / 2.0;
        let most = like.last().copied().unwrap_or(0);
        let is_full = count as f64 > TIMES_THE_FULLEST * most as f64;
        let chance = || poisson_tail(count, median.max(LEAST_MEAN));
        (is_full && chance() < LEAST_CHANCE).then_some(PileUp {
            minute,
            count,
            median,
            most,
        })
    }
}

impl PileUp {
    fn finding(&self, minutes: &Minutes, intake: &Intake, file: usize, end: End) -> Finding {
        let own = intake.stretches.iter().filter(|s| s.file == file);
        let lines = own.flat_map(|stretch| {
            let is_here = |&i: &usize| {
                let at = clock(stretch.when.get(i), end);
                at.is_some_and(|at| minute_of(at) == usize::from(self.minute))
            };
            (0..stretch.len()).filter(is_here).map(|i| stretch.line[i])
        });
        let columns = &intake.files[file].columns;
        let columns = match end {
            End::From => &columns.from,
            End::To => &columns.to,
        };
        let time = ClockTime::from_minutes(self.minute);
        let like = kind(self.minute).words();
        let message = format!(
            "{} of {} clock times are {time}; the {} {like} around it hold {} in the middle and {} at most, \
             so {time} seems to stand for \"time not known\"",
            grouped(self.count),
            grouped(minutes.total()),
            kind(self.minute).compared(),
            self.median,
            self.most,
        );
        Finding {
            kind: FindingKind::TimePileUp,
            columns: columns.clone(),
            rows: self.count,
            first_lines: lines.take(MOST_LINES).collect(),
            message,
            remedies: vec![format!("--unknown-time {time}")],
            settled: false,
        }
    }
}

/// The clock time of one end, if it is known.
fn clock(when: When, end: End) -> Option<Civil> {
    match (when, end) {
        (When::At(at), End::From) => Some(at),
        (When::Between { from, .. }, End::From) => Some(from),
        (When::Between { to, .. }, End::To) => Some(to),
        _ => None,
    }
}

fn minute_of(at: Civil) -> usize {
    (at.second_of_day() / 60) as usize
}

/// How readily people round to a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Hour,
    Half,
    Quarter,
    Ten,
    Five,
    Other,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Hour => "full hours",
            Self::Half => "half hours",
            Self::Quarter => "quarter hours",
            Self::Ten | Self::Five => "minutes rounded alike",
            Self::Other => "minutes that are not rounded",
        }
    }

    /// How many of its like a minute is compared with.
    fn compared(self) -> usize {
        match self {
            Self::Hour | Self::Half | Self::Quarter => 6,
            Self::Ten | Self::Five | Self::Other => 20,
        }
    }
}

fn kind(minute: u16) -> Kind {
    match minute % 60 {
        0 => Kind::Hour,
        30 => Kind::Half,
        15 | 45 => Kind::Quarter,
        m if m.is_multiple_of(10) => Kind::Ten,
        m if m.is_multiple_of(5) => Kind::Five,
        _ => Kind::Other,
    }
}

/// The nearest minutes of the same kind, suspects left out; as many before as after, but where
/// a suspect is among them.
fn like(minute: u16) -> impl Iterator<Item = u16> {
    let own = kind(minute);
    let around = (1..=MINUTES_PER_DAY / 2).flat_map(move |away| {
        let before = (minute + MINUTES_PER_DAY - away) % MINUTES_PER_DAY;
        [before, (minute + away) % MINUTES_PER_DAY]
    });
    around
        .filter(move |&other| kind(other) == own && !SUSPECTS.contains(&other))
        .take(own.compared())
}

/// The chance that a Poisson variable of mean `mean` is `n` or more: the sum of its terms from
/// `n` on, the first by logarithms.
fn poisson_tail(n: usize, mean: f64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    if (n as f64) <= mean {
        // Only small chances matter; this one is not.
        return 1.0;
    }
    let ln_factorial: f64 = (2..=n).map(|k| (k as f64).ln()).sum();
    let first = (n as f64 * mean.ln() - mean - ln_factorial).exp();
    let (mut term, mut sum) = (first, first);
    for k in n + 1..n + 1000 {
        term *= mean / k as f64;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times as people give them: hours, halves, quarters, fives, and few others, more by night.
    fn usual() -> Minutes {
        let mut minutes = Minutes::none();
        for minute in 0..MINUTES_PER_DAY {
            let rhythm = if (300..960).contains(&minute) { 1 } else { 2 };
            let count = match kind(minute) {
                Kind::Hour => 120,
                Kind::Half => 80,
                Kind::Quarter => 30,
                Kind::Ten => 25,
                Kind::Five => 12,
                Kind::Other => 2,
            };
            minutes.0[usize::from(minute)] = count * rhythm;
        }
        minutes
    }

    fn found(minutes: &Minutes) -> Vec<u16> {
        minutes.pile_ups().iter().map(|pile| pile.minute).collect()
    }

    #[test]
    fn rounding_and_rhythm_are_no_pile_up() {
        assert!(usual().pile_ups().is_empty());
        assert!(Minutes::none().pile_ups().is_empty());
    }

    #[test]
    fn each_suspect_is_found_when_it_holds_too_many() {
        for minute in SUSPECTS {
            let mut minutes = usual();
            minutes.0[usize::from(minute)] *= 5;
            minutes.0[usize::from(minute)] += 9;
            if minute == ONE_PAST {
                // Beside a midnight that is there, too.
                minutes.0[1] += 400;
            }
            assert_eq!(found(&minutes), [minute]);
        }
    }

    #[test]
    fn midnight_written_as_one_past_is_no_pile_up() {
        let mut minutes = usual();
        minutes.0.swap(0, 1);
        assert!(found(&minutes).is_empty());
        minutes.0[1] += 1000;
        assert_eq!(found(&minutes), [ONE_PAST]);
    }

    #[test]
    fn a_column_of_dates_with_midnights_is_one_pile_up() {
        let mut minutes = Minutes::none();
        minutes.0[0] = 12;
        assert_eq!(found(&minutes), [MIDNIGHT]);
        minutes.0[0] = 3;
        assert!(found(&minutes).is_empty(), "three rows prove nothing");
    }

    #[test]
    fn compared_minutes_are_alike_and_near() {
        let hours: Vec<u16> = like(0).map(|minute| minute / 60).collect();
        assert_eq!(hours, [23, 1, 22, 2, 21, 3]);
        let noon: Vec<u16> = like(720).map(|minute| minute / 60).collect();
        assert_eq!(noon, [11, 13, 10, 14, 9, 15]);
        assert!(like(1).all(|minute| kind(minute) == Kind::Other));
        assert!(like(1).all(|minute| !(16..=1423).contains(&minute)));
    }

    /// The terms `exp(k ln m - m - lgamma(k + 1))` summed from n on with Python's math module.
    #[test]
    fn chances_are_those_of_the_terms_summed() {
        for (n, mean, chance) in [
            (0, 2.0, 1.0),
            (7, 0.5, 1.002_379_602_9e-6),
            (30, 3.5, 2.692_546_995_6e-18),
            (150, 100.0, 1.884_210_466e-6),
        ] {
            let own = poisson_tail(n, mean);
            assert!((own / chance - 1.0).abs() < 1e-9, "{n} {mean}: {own}");
        }
    }
}
