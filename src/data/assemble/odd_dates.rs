//! Dates that cannot be when something happened: stand-ins for "not known", and the future.
//!
//! Which dates a file may have is told by the file itself. A stand-in such as 1900-01-01 is only
//! one where the middle of the file is more than twenty years away. The future begins after the
//! newest date of report, where the file has one, and else far after nearly all other dates: more
//! than a year, and more than twice as far as from the middle to the 99th of 100.

use jiff::civil::{Date, date};
use rayon::prelude::*;

use crate::base::figures::grouped;
use crate::base::progress::{Cancelled, Progress};
use crate::base::when::{SECONDS_PER_DAY, date_of_day, day_number};
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::findings::{Finding, FindingKind, MOST_LINES};
use crate::data::whens::{first_date, last_date};

const STAND_INS: [Date; 6] = [
    date(1900, 1, 1),
    date(1901, 1, 1),
    date(1970, 1, 1),
    date(2050, 12, 31),
    date(2099, 1, 1),
    date(2099, 12, 31),
];
/// Days between a stand-in and the middle of the file, at least.
const FAR_DAYS: i64 = 20 * 365;
/// Days after nearly all others that may still be, where no report tells.
const AHEAD_DAYS: i64 = 366;
/// Least dated rows to tell what nearly all are.
const ENOUGH: usize = 50;
/// Days counted together to find the middle.
const BIN_DAYS: i64 = 16;

/// Notes odd dates in the reports of the files.
pub(super) fn find(intake: &mut Intake, progress: &Progress) -> Result<(), Cancelled> {
    for number in 0..intake.files.len() {
        progress.go_on()?;
        let newest_report = intake.files[number].newest_report;
        let Some(limits) = Limits::of(&intake.stretches, number, newest_report, progress) else {
            continue;
        };
        progress.go_on()?;
        let odd = limits.odd(&intake.stretches, number, progress);
        progress.go_on()?;
        let columns = &intake.files[number].columns.from;
        let finding = |kind, lines: &[(u32, i64)], message: String| Finding {
            kind,
            columns: columns.clone(),
            rows: lines.len(),
            first_lines: lines
                .iter()
                .take(MOST_LINES)
                .map(|&(line, _)| line)
                .collect(),
            message,
            remedies: Vec::new(),
            settled: false,
        };
        let (stand_ins, future): (Vec<_>, Vec<_>) =
            odd.into_iter().partition(|&(_, day)| is_stand_in(day));
        let mut found = Vec::new();
        if let Some(&(_, first)) = stand_ins.first() {
            let message = format!(
                "{} dates such as {} are far from all others and seem to stand for \"not known\"; --since and --until leave them out",
                grouped(stand_ins.len()),
                date_of_day(first)
            );
            found.push(finding(FindingKind::DefaultDates, &stand_ins, message));
        }
        if let Some(&(_, first)) = future.first() {
            let why = match newest_report {
                Some(day) => format!("the newest report, of {}", date_of_day(day)),
                None => "nearly all others".to_owned(),
            };
            let message = format!(
                "{} dates such as {} are in the future, after {why}; --until leaves them out",
                grouped(future.len()),
                date_of_day(first)
            );
            found.push(finding(FindingKind::FutureDates, &future, message));
        }
        intake.files[number].report.findings.extend(found);
    }
    Ok(())
}

fn is_stand_in(day: i64) -> bool {
    STAND_INS.iter().any(|&date| day_number(date) == day)
}

/// Which days of a file are odd.
#[derive(Clone, Copy, Debug)]
struct Limits {
    middle: i64,
    newest: i64,
    /// Days of [`STAND_INS`], told once: millions of rows are compared with them.
    stand_ins: [i64; 6],
}

impl Limits {
    fn of(
        stretches: &[Stretch],
        number: usize,
        newest_report: Option<i64>,
        progress: &Progress,
    ) -> Option<Self> {
        let bins = Bins::of(stretches, number, progress);
        let (middle, nearly_all) = (bins.quantile(0.5)?, bins.quantile(0.99)?);
        let ahead = (2 * (nearly_all - middle)).max(AHEAD_DAYS);
        let far = if bins.total() >= ENOUGH {
            nearly_all + ahead
        } else {
            i64::MAX
        };
        Some(Self {
            middle,
            newest: newest_report.unwrap_or(far),
            stand_ins: STAND_INS.map(day_number),
        })
    }

    fn is_odd(self, day: i64) -> bool {
        let is_stand_in = self.stand_ins.contains(&day);
        day > self.newest || (is_stand_in && (day - self.middle).abs() > FAR_DAYS)
    }

    /// Line and day of every odd date of the file, in file order; not of all once nobody wants
    /// them.
    fn odd(self, stretches: &[Stretch], number: usize, progress: &Progress) -> Vec<(u32, i64)> {
        let own = stretches
            .par_iter()
            .filter(|stretch| stretch.file == number && !progress.is_cancelled());
        let odd = own.map(|stretch| {
            let days = (0..stretch.len()).filter_map(|i| Some((stretch.line[i], day(stretch, i)?)));
            days.filter(|&(_, day)| self.is_odd(day))
                .collect::<Vec<_>>()
        });
        odd.flatten().collect()
    }
}

/// The day an incident began, in days since 1970-01-01.
fn day(stretch: &Stretch, i: usize) -> Option<i64> {
    let earliest = stretch.when.get(i).earliest()?;
    Some(earliest.0.div_euclid(SECONDS_PER_DAY))
}

/// Days counted in bins from 1600 on, in which all that a table can hold begins.
struct Bins(Vec<usize>);

impl Bins {
    /// Those of a file; not of all of it once nobody wants them.
    fn of(stretches: &[Stretch], number: usize, progress: &Progress) -> Self {
        let first = first_day();
        let bins = (day_number(last_date()) - first) / BIN_DAYS + 1;
        let none = || vec![0_usize; bins as usize];
        let own = stretches
            .par_iter()
            .filter(|stretch| stretch.file == number && !progress.is_cancelled());
        let counted = own.fold(none, |mut counts, stretch| {
            for day in (0..stretch.len()).filter_map(|i| day(stretch, i)) {
                counts[((day - first) / BIN_DAYS) as usize] += 1;
            }
            counts
        });
        let joined = counted.reduce(none, |mut all, part| {
            all.iter_mut()
                .zip(part)
                .for_each(|(all, part)| *all += part);
            all
        });
        Self(joined)
    }

    fn total(&self) -> usize {
        self.0.iter().sum()
    }

    /// The last day of the bin that holds this share of all days; `None` without any.
    fn quantile(&self, share: f64) -> Option<i64> {
        let total = self.total();
        let wanted = ((total as f64) * share).ceil() as usize;
        let mut passed = 0;
        let bin = self.0.iter().position(|count| {
            passed += count;
            passed >= wanted
        })?;
        (total > 0).then(|| first_day() + (bin as i64 + 1) * BIN_DAYS - 1)
    }
}

fn first_day() -> i64 {
    day_number(first_date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::When;
    use crate::data::raw::{RawChunk, RawIncident, RawIncidents};

    /// What is found of a file with a hundred days of 2021 and these, from line 102 on.
    fn found(days: &[Date], newest_report: Option<Date>) -> Vec<(FindingKind, Vec<u32>)> {
        let usual = (0..100).map(|i| day_number(date(2021, 1, 1)) + i);
        let mut file = RawIncidents {
            newest_report: newest_report.map(day_number),
            ..RawIncidents::default()
        };
        let (category, location) = (file.categories.intern(""), file.locations.intern(""));
        let mut chunk = RawChunk::default();
        for (line, day) in (2..).zip(usual.chain(days.iter().map(|&day| day_number(day)))) {
            chunk.push(RawIncident {
                xy: (-1.5, 53.5),
                when: When::Days {
                    first: day,
                    last: day,
                },
                category,
                location,
                line,
            });
        }
        file.chunks.push(chunk);
        let mut intake = Intake::of(vec![file]).unwrap();
        find(&mut intake, &Progress::new()).unwrap();
        let findings = intake.files[0].report.findings.iter();
        findings
            .map(|finding| (finding.kind, finding.first_lines.clone()))
            .collect()
    }

    #[test]
    fn stand_ins_and_the_future_are_told_with_their_lines() {
        let days = [date(1900, 1, 1), date(2099, 6, 1), date(1970, 1, 1)];
        assert_eq!(
            found(&days, None),
            [
                (FindingKind::DefaultDates, vec![102, 104]),
                (FindingKind::FutureDates, vec![103]),
            ]
        );
    }

    #[test]
    fn what_comes_after_the_newest_report_is_in_the_future() {
        let days = [date(2021, 6, 1), date(2021, 5, 20)];
        let future = [(FindingKind::FutureDates, vec![102])];
        assert_eq!(found(&days, Some(date(2021, 5, 20))), future);
        assert_eq!(found(&days, None), []);
    }

    #[test]
    fn old_offences_are_no_stand_ins() {
        assert_eq!(found(&[date(1987, 3, 2), date(1999, 1, 1)], None), []);
    }
}
