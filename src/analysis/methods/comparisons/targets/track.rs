//! What is known of each year of a plan.

use crate::analysis::comparison::comparator::same;
use crate::analysis::comparison::period::Period;
use crate::analysis::comparison::targets::{EarlierYear, Projection, Track, project};
use crate::analysis::methods::comparisons::measures::Measure;
use crate::analysis::methods::comparisons::targets::given::{Target, Year};
use crate::analysis::methods::{Input, MethodError};

/// What is known of a year.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tracked {
    /// The row of the table.
    pub(super) year: Year,
    /// The target as a number.
    pub(super) target: Option<f64>,
    /// What happened; so far, where the year is not over.
    pub(super) actual: Option<f64>,
    /// The part of the year that is over, from 0 to 1.
    pub(super) over: f64,
    /// Where it will end, where it is not over.
    pub(super) projection: Option<Projection>,
    /// What the baseline year held.
    pub(super) baseline: Option<f64>,
    /// Whether it is the baseline year itself.
    pub(super) is_baseline: bool,
    /// Whether the target is being met.
    pub(super) track: Track,
}

impl Tracked {
    /// Where the year ended or will end.
    pub(super) fn end(&self) -> Option<f64> {
        let whole = self.actual.filter(|_| self.over >= 1.0);
        whole.or_else(|| self.projection.map(|projection| projection.total))
    }

    /// Where the year ended or will end, against the baseline.
    pub(super) fn change_on_baseline(&self) -> Option<f64> {
        let baseline = self.baseline.filter(|&baseline| baseline > 0.0)?;
        Some(self.end()? / baseline - 1.0)
    }
}

/// What years are tracked by.
pub(super) struct Tracker<'a> {
    /// What is asked.
    pub(super) input: &'a Input<'a>,
    /// The days the data hold, up to the day to date.
    pub(super) known: Period,
    /// Of the intervals.
    pub(super) confidence: f64,
    /// By how many earlier years a year is projected.
    pub(super) earlier: i32,
    /// The baseline year, where it was said.
    pub(super) baseline: Option<&'a str>,
}

impl Tracker<'_> {
    /// What is known of the years of one measure, which stand in order.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub(super) fn track(
        &self,
        years: Vec<Year>,
        measure: Option<&Measure>,
    ) -> Result<Vec<Tracked>, MethodError> {
        let is_baseline = |place: usize, year: &Year| match self.baseline {
            Some(said) => {
                same(&year.written, said)
                    || Period::read(said).is_some_and(|said| said == year.period)
            }
            None => place == 0,
        };
        let baseline = years
            .iter()
            .enumerate()
            .find(|(place, year)| is_baseline(*place, year));
        let baseline = baseline.map(|(place, _)| place);
        let mut all = Vec::new();
        for year in years {
            let (actual, over) = self.actual(&year, measure)?;
            let projection = match (actual, measure) {
                (Some(actual), Some(measure)) if over < 1.0 => {
                    self.project(&year, actual, measure)?
                }
                _ => None,
            };
            all.push(Tracked {
                year,
                target: None,
                actual,
                over,
                projection,
                baseline: None,
                is_baseline: false,
                track: Track::Unknown,
            });
        }
        let base = baseline.and_then(|place| all[place].actual.filter(|_| all[place].over >= 1.0));
        for (place, tracked) in all.iter_mut().enumerate() {
            tracked.baseline = base;
            tracked.is_baseline = baseline == Some(place);
            tracked.target = match tracked.year.target {
                Some(Target::Number(number)) => Some(number),
                Some(Target::Change(change)) => base.map(|base| base * (1.0 + change)),
                None => None,
            };
            tracked.track = verdict(tracked);
        }
        Ok(all)
    }

    /// What happened in a year as far as is known, and the part of it that is over.
    fn actual(
        &self,
        year: &Year,
        measure: Option<&Measure>,
    ) -> Result<(Option<f64>, f64), MethodError> {
        if year.actual.is_some() {
            return Ok((year.actual, 1.0));
        }
        let Period { first, last } = year.period;
        let Some(measure) = measure else {
            return Ok((None, 0.0));
        };
        if first < self.known.first || first > self.known.last {
            return Ok((None, 0.0));
        }
        let so_far = Period {
            first,
            last: last.min(self.known.last),
        };
        let count = measure.count(so_far, self.input)?;
        Ok((
            Some(count),
            so_far.days() as f64 / year.period.days() as f64,
        ))
    }

    fn project(
        &self,
        year: &Year,
        to_date: f64,
        measure: &Measure,
    ) -> Result<Option<Projection>, MethodError> {
        let so_far = Period {
            first: year.period.first,
            last: self.known.last,
        };
        let mut earlier = Vec::new();
        for back in 1..=self.earlier {
            let whole = year.period.years_earlier(back);
            if whole.first < self.known.first || whole.last > self.known.last {
                continue;
            }
            earlier.push(EarlierYear {
                to_date: measure.count(so_far.years_earlier(back), self.input)?,
                whole: measure.count(whole, self.input)?,
            });
        }
        Ok(project(to_date, &earlier, self.confidence))
    }
}

fn verdict(year: &Tracked) -> Track {
    let Some(target) = year.target else {
        return Track::Unknown;
    };
    match (year.actual, &year.projection) {
        (Some(actual), _) if year.over >= 1.0 => Track::of_whole(actual, target),
        // What has happened already cannot be taken back.
        (Some(actual), _) if actual > target => Track::OffTrack,
        (Some(_), Some(projection)) => Track::of_projection(projection, target),
        _ => Track::Unknown,
    }
}
