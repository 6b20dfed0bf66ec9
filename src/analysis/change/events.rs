//! What an event adds: its days beside like days.
//!
//! Like days are those of the same weekday within some weeks of the event's day that are covered
//! and on which no event is held. An event's expected count is the sum of the means of its days'
//! like days; the ratio of counted to expected has the exact conditional interval, in which the
//! like days weigh as many times the event as they hold more than it was expected to (see
//! [`crate::analysis::change::rate_ratio`]), and all counts are divided by how much more days vary
//! than independent incidents would.

use std::collections::BTreeSet;

use crate::analysis::change::coverage::Coverage;
use crate::analysis::change::rate_ratio::{Count, RateRatio, rate_ratio};

/// Something that happened on these days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// First day.
    pub first: i64,
    /// Last day.
    pub last: i64,
    /// What it is called.
    pub name: String,
    /// What kind of event it is; empty for none.
    pub kind: String,
}

/// Counts of every covered day.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily {
    /// What is covered.
    pub covered: Coverage,
    /// Weights, day by day.
    pub counts: Vec<f64>,
}

/// What happened on the days of an event, or of all events of a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Uplift {
    /// Days of the event.
    pub days: usize,
    /// Counted on them.
    pub counted: f64,
    /// Expected on them by like days.
    pub expected: f64,
    /// Like days, each once.
    pub like_days: usize,
    /// Counted over expected; `None` where nothing was counted on either side.
    pub ratio: Option<RateRatio>,
}

/// What happened on the days of all events of a kind: the kind, how many events of it count, and
/// their uplift together.
pub type OfKind = (String, usize, Uplift);

/// How wide intervals are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// Their confidence.
    pub confidence: f64,
    /// How much more days vary than independent incidents would; counts weigh that much less.
    pub dispersion: f64,
}

/// Days of one event with what is like them.
#[derive(Clone, Debug, Default)]
struct Beside {
    days: usize,
    counted: f64,
    expected: f64,
    like: BTreeSet<i64>,
}

impl Daily {
    /// The counts of (day, weight) where `covered`.
    pub fn new(days: &[(i64, f64)], covered: Coverage) -> Self {
        let mut counts = vec![0.0; covered.days().max(0) as usize];
        for &(day, weight) in days {
            if covered.contains(day) {
                counts[(day - covered.first) as usize] += weight;
            }
        }
        Self { covered, counts }
    }

    fn on(&self, day: i64) -> Option<f64> {
        let place = usize::try_from(day - self.covered.first).ok()?;
        self.counts.get(place).copied()
    }
}

/// The uplift of each of `events`, `None` where a day of it is not covered or has no like day;
/// and of each kind, in the order of their names, with the number of its events that count.
pub fn uplifts(
    daily: &Daily,
    events: &[Event],
    weeks: i64,
    doubt: Doubt,
) -> (Vec<Option<Uplift>>, Vec<OfKind>) {
    let held: BTreeSet<i64> = events
        .iter()
        .flat_map(|event| event.first..=event.last)
        .collect();
    let beside: Vec<Option<Beside>> = events
        .iter()
        .map(|event| Beside::of(daily, event, &held, weeks))
        .collect();
    let single = |one: &Option<Beside>| one.as_ref().map(|one| one.uplift(daily, doubt));
    let mut kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let by_kind = kinds.into_iter().filter_map(|kind| {
        let of_kind = events
            .iter()
            .zip(&beside)
            .filter(|(event, _)| event.kind == kind);
        let members: Vec<&Beside> = of_kind.filter_map(|(_, one)| one.as_ref()).collect();
        let mut all = Beside::default();
        for one in &members {
            all.add(one);
        }
        let n = members.len();
        (n > 0).then(|| (kind.to_owned(), n, all.uplift(daily, doubt)))
    });
    (beside.iter().map(single).collect(), by_kind.collect())
}

/// How much more days without events differ from their like days than independent incidents
/// would: the mean of (count - mean of its k like days)² over mean·(1 + 1/k), the factor of a
/// quasi-Poisson model (McCullagh & Nelder 1989, section 9.2). `None` where no day has like days.
pub fn dispersion(daily: &Daily, events: &[Event], weeks: i64) -> Option<f64> {
    let held: BTreeSet<i64> = events
        .iter()
        .flat_map(|event| event.first..=event.last)
        .collect();
    let (mut sum, mut n) = (0.0, 0.0);
    for day in daily.covered.first..=daily.covered.last {
        if held.contains(&day) {
            continue;
        }
        let like = like_days(daily, day, &held, weeks);
        let of_like: f64 = like.iter().filter_map(|&day| daily.on(day)).sum();
        let k = like.len() as f64;
        if let Some(count) = daily.on(day).filter(|_| of_like > 0.0) {
            let mean = of_like / k;
            sum += (count - mean).powi(2) / (mean * (1.0 + 1.0 / k));
            n += 1.0;
        }
    }
    (n > 0.0).then_some(sum / n)
}

/// The days like `day`, without itself.
fn like_days(daily: &Daily, day: i64, held: &BTreeSet<i64>, weeks: i64) -> Vec<i64> {
    let near = (-weeks..=weeks).filter(|&week| week != 0);
    near.map(|week| day + 7 * week)
        .filter(|day| daily.covered.contains(*day) && !held.contains(day))
        .collect()
}

impl Beside {
    fn of(daily: &Daily, event: &Event, held: &BTreeSet<i64>, weeks: i64) -> Option<Self> {
        let mut all = Self::default();
        for day in event.first..=event.last {
            let like = like_days(daily, day, held, weeks);
            if like.is_empty() {
                return None;
            }
            all.days += 1;
            all.counted += daily.on(day)?;
            let sum: f64 = like.iter().filter_map(|&day| daily.on(day)).sum();
            all.expected += sum / like.len() as f64;
            all.like.extend(like);
        }
        Some(all)
    }

    fn add(&mut self, other: &Self) {
        self.days += other.days;
        self.counted += other.counted;
        self.expected += other.expected;
        self.like.extend(&other.like);
    }

    fn uplift(&self, daily: &Daily, doubt: Doubt) -> Uplift {
        let on_like: f64 = self.like.iter().filter_map(|&day| daily.on(day)).sum();
        // Days of several weekdays have unlike means: what counts is how many events' worth of
        // incidents the like days hold. Where they hold none it is how many days they are.
        let exposure = if self.expected > 0.0 {
            on_like / self.expected
        } else {
            self.like.len() as f64 / self.days as f64
        };
        Uplift {
            days: self.days,
            counted: self.counted,
            expected: self.expected,
            like_days: self.like.len(),
            ratio: rate_ratio(
                Count::new(on_like / doubt.dispersion, exposure),
                Count::new(self.counted / doubt.dispersion, 1.0),
                doubt.confidence,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOUBT: Doubt = Doubt {
        confidence: 0.95,
        dispersion: 1.0,
    };

    fn event(first: i64, last: i64, kind: &str) -> Event {
        Event {
            first,
            last,
            name: String::new(),
            kind: kind.to_owned(),
        }
    }

    /// Two a day, and ten on day 70.
    fn daily() -> Daily {
        let covered = Coverage {
            first: 0,
            last: 139,
        };
        let counts = (0..140)
            .map(|day| if day == 70 { 10.0 } else { 2.0 })
            .collect();
        Daily { covered, counts }
    }

    #[test]
    fn like_days_are_same_weekdays_near_by_without_events() {
        let events = [
            event(70, 70, "match"),
            event(77, 77, "match"),
            event(200, 200, "match"),
        ];
        let (single, kinds) = uplifts(&daily(), &events, 8, DOUBT);
        let first = single[0].as_ref().unwrap();
        // Eight weeks either way, less the week of the other event.
        assert_eq!((first.like_days, first.days), (15, 1));
        assert_eq!((first.counted, first.expected), (10.0, 2.0));
        let want = rate_ratio(Count::new(30.0, 15.0), Count::new(10.0, 1.0), 0.95);
        assert_eq!(first.ratio, want);
        assert_eq!(single[2], None, "not covered");
        let (kind, n, together) = &kinds[0];
        assert_eq!((kind.as_str(), *n), ("match", 2));
        assert_eq!((together.counted, together.expected), (12.0, 4.0));
        // Day 14 is near the first only, day 133 near the second only: each like day counts once.
        assert_eq!(together.like_days, 16);
        let want = rate_ratio(Count::new(32.0, 8.0), Count::new(12.0, 1.0), 0.95);
        assert_eq!(together.ratio, want);
    }

    #[test]
    fn an_event_of_several_days_adds_them_up() {
        let (single, _) = uplifts(&daily(), &[event(69, 71, "")], 2, DOUBT);
        let all = single[0].as_ref().unwrap();
        assert_eq!(
            (all.days, all.counted, all.expected, all.like_days),
            (3, 14.0, 6.0, 12)
        );
        assert!((all.ratio.unwrap().ratio - 14.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn an_event_without_like_days_says_nothing() {
        let every_week: Vec<Event> = (0..20).map(|week| event(7 * week, 7 * week, "")).collect();
        let (single, kinds) = uplifts(&daily(), &every_week, 8, DOUBT);
        assert!(single.iter().all(Option::is_none) && kinds.is_empty());
    }

    #[test]
    fn days_that_vary_more_make_wider_intervals_around_the_same_ratio() {
        let of = |dispersion| {
            let doubt = Doubt {
                dispersion,
                ..DOUBT
            };
            let (single, _) = uplifts(&daily(), &[event(70, 70, "")], 8, doubt);
            single[0].as_ref().unwrap().ratio.unwrap()
        };
        let (narrow, wide) = (of(1.0), of(2.5));
        assert!((narrow.ratio - wide.ratio).abs() < 1e-12);
        assert!(wide.low < narrow.low && wide.high > narrow.high);
        assert!(wide.p_value > narrow.p_value);
    }

    #[test]
    fn equal_days_vary_less_than_poisson_and_bursts_more() {
        assert_eq!(dispersion(&daily(), &[event(70, 70, "")], 8), Some(0.0));
        let mut bursts = daily();
        let every_third = bursts.counts.iter_mut().step_by(3);
        every_third.for_each(|count| *count = 20.0);
        assert!(dispersion(&bursts, &[], 8).unwrap() > 5.0);
    }

    #[test]
    fn independent_incidents_have_a_dispersion_of_about_1() {
        // Counts of 4 fair coins have half the variance of a Poisson count of their mean; sums of
        // many rare ones have all of it: 97 chances of 1 in 32 from a fixed generator.
        let mut state = 12_345_u64;
        let mut count = || {
            let hits = (0..97).filter(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                state >> 59 == 0
            });
            hits.count() as f64
        };
        let daily = Daily {
            covered: Coverage {
                first: 0,
                last: 2799,
            },
            counts: (0..2800).map(|_| count()).collect(),
        };
        let found = dispersion(&daily, &[], 8).unwrap();
        assert!((found - 31.0 / 32.0).abs() < 0.08, "{found}");
    }
}
