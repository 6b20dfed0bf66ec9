//! Own figures beside those of similar forces, period by period.
//!
//! As violent-crime delivery plans print them: own rate, the group's average, the difference, the
//! percentage, the change on the period before, the solved rate. The average is the mean of the
//! other forces' rates, each of the same weight, or their pooled rate; one's own force is never in
//! the average it is compared with.

use crate::analysis::comparison::intervals::{
    Exposed, Interval, difference, ratio_exact, share_wilson,
};
use crate::analysis::comparison::period::Period;

/// One figure of one force.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is counted: "Violence with injury".
    pub measure: String,
    /// By whom.
    pub force: String,
    /// When, as the table writes it.
    pub period: String,
    /// How many.
    pub count: f64,
    /// Residents, above 0.
    pub population: f64,
    /// How many of them were solved, where that is known.
    pub solved: Option<f64>,
}

/// What is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Average {
    /// The mean of the other forces' rates.
    MeanOfRates,
    /// All their counts over all their residents.
    Pooled,
}

/// Own figure beside the group's.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is counted.
    pub measure: String,
    /// When.
    pub period: String,
    /// Own count and residents.
    pub own: Exposed,
    /// The group, where there is anyone in it.
    pub group: Option<Group>,
    /// Own change on the period before.
    pub change: Option<Change>,
    /// The group's change on the period before.
    pub group_change: Option<Change>,
    /// Own solved share with its interval.
    pub solved: Option<(f64, Interval)>,
    /// The group's: the mean of the shares, or the pooled share.
    pub group_solved: Option<f64>,
}

/// The forces compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// How many.
    pub forces: usize,
    /// Their average as an effective count over effective residents.
    pub average: Exposed,
    /// Own rate less theirs, for each resident, and its interval.
    pub difference: (f64, Interval),
    /// Own rate over theirs less 1, and its interval; `None` where theirs is 0.
    pub excess: Option<Change>,
    /// Place of the own rate among all rates, the highest being 1.
    pub rank: usize,
}

/// A relative change: -0.1 is 10 % less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The change.
    pub change: f64,
    /// Its interval; the upper end may be infinite.
    pub interval: Interval,
}

impl Change {
    /// From the rate of `before` to that of `now`; `None` where there was nothing before.
    pub fn between(before: Exposed, now: Exposed, confidence: f64) -> Option<Self> {
        let interval = ratio_exact(now, before, confidence)?;
        (before.count > 0.0).then(|| Self {
            change: now.rate() / before.rate() - 1.0,
            interval: Interval {
                low: interval.low - 1.0,
                high: interval.high - 1.0,
            },
        })
    }
}

/// Sets the figures of `own` beside those of the others: measures in the order of the table, in
/// each the periods by date (in the order of the table where one of them is no [`Period`]).
pub fn compare(
    figures: &[Figure],
    own: &str,
    average: Average,
    confidence: f64,
) -> Vec<Comparison> {
    let is_own = |figure: &&Figure| same(&figure.force, own);
    let mut all: Vec<Comparison> = Vec::new();
    for measure in distinct(figures.iter().map(|figure| figure.measure.as_str())) {
        let of_measure = figures
            .iter()
            .filter(|figure| same(&figure.measure, measure));
        let of_measure: Vec<&Figure> = of_measure.collect();
        let mut before: Option<(Exposed, Option<Exposed>)> = None;
        for period in in_time(&of_measure) {
            let here = of_measure.iter().copied();
            let here: Vec<&Figure> = here.filter(|figure| same(&figure.period, period)).collect();
            let Some(&mine) = here.iter().find(|figure| is_own(figure)) else {
                before = None;
                continue;
            };
            let others: Vec<&Figure> = here.into_iter().filter(|figure| !is_own(figure)).collect();
            let group = group(mine, &others, average, confidence);
            let theirs = group.map(|group| group.average);
            let changes = before.map(|(own, group)| {
                let own = Change::between(own, exposed(mine), confidence);
                let pair = group.zip(theirs);
                let group = pair.and_then(|(then, now)| Change::between(then, now, confidence));
                (own, group)
            });
            let (change, group_change) = changes.unwrap_or_default();
            before = Some((exposed(mine), theirs));
            all.push(Comparison {
                measure: measure.to_owned(),
                period: period.to_owned(),
                own: exposed(mine),
                group,
                change,
                group_change,
                solved: solved(mine, confidence),
                group_solved: group_solved(&others, average),
            });
        }
    }
    all
}

fn exposed(figure: &Figure) -> Exposed {
    Exposed {
        count: figure.count,
        exposure: figure.population,
    }
}

fn group(mine: &Figure, others: &[&Figure], average: Average, confidence: f64) -> Option<Group> {
    let theirs: Vec<Exposed> = others.iter().map(|figure| exposed(figure)).collect();
    let average = match average {
        Average::MeanOfRates => Exposed::mean_of_rates(&theirs),
        Average::Pooled => Exposed::pooled(&theirs),
    }?;
    let own = exposed(mine);
    let higher = theirs.iter().filter(|other| other.rate() > own.rate());
    Some(Group {
        forces: theirs.len(),
        average,
        difference: (
            own.rate() - average.rate(),
            difference(own, average, confidence),
        ),
        excess: Change::between(average, own, confidence),
        rank: higher.count() + 1,
    })
}

fn solved(mine: &Figure, confidence: f64) -> Option<(f64, Interval)> {
    let solved = mine.solved?;
    let interval = share_wilson(solved, mine.count, confidence)?;
    Some((solved / mine.count, interval))
}

fn group_solved(others: &[&Figure], average: Average) -> Option<f64> {
    let known = others.iter().filter(|figure| figure.count > 0.0);
    let known: Vec<(f64, f64)> = known
        .filter_map(|figure| Some((figure.solved?, figure.count)))
        .collect();
    if known.is_empty() {
        return None;
    }
    Some(match average {
        Average::MeanOfRates => {
            known.iter().map(|(solved, of)| solved / of).sum::<f64>() / known.len() as f64
        }
        Average::Pooled => {
            let sum = |of: fn(&(f64, f64)) -> f64| known.iter().map(of).sum::<f64>();
            sum(|known| known.0) / sum(|known| known.1)
        }
    })
}

/// The periods of `figures` by date, or in their order.
fn in_time<'a>(figures: &[&'a Figure]) -> Vec<&'a str> {
    let mut periods = distinct(figures.iter().map(|figure| figure.period.as_str()));
    if periods.iter().all(|period| Period::read(period).is_some()) {
        periods.sort_by_key(|period| Period::read(period));
    }
    periods
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for text in texts {
        if !all.iter().any(|known| same(known, text)) {
            all.push(text);
        }
    }
    all
}

/// Whether two names of a table are one.
pub fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(force: &str, period: &str, count: f64, population: f64, solved: f64) -> Figure {
        Figure {
            measure: "Violence with injury".to_owned(),
            force: force.to_owned(),
            period: period.to_owned(),
            count,
            population,
            solved: (solved > 0.0).then_some(solved),
        }
    }

    fn table() -> Vec<Figure> {
        vec![
            figure("North", "2024/25", 9000.0, 1e6, 900.0),
            figure("East", "2024/25", 4400.0, 4e5, 880.0),
            figure("West", "2024/25", 5600.0, 8e5, 560.0),
            figure("north ", "2023/24", 10_000.0, 1e6, 1100.0),
            figure("East", "2023/24", 4000.0, 4e5, 0.0),
            figure("West", "2023/24", 6400.0, 8e5, 0.0),
        ]
    }

    #[test]
    fn own_rate_stands_beside_the_mean_of_the_others() {
        let all = compare(&table(), "North", Average::MeanOfRates, 0.95);
        let periods: Vec<&str> = all.iter().map(|row| row.period.as_str()).collect();
        assert_eq!(periods, ["2023/24", "2024/25"], "by date");
        let [_, row] = &all[..] else { unreachable!() };
        let group = row.group.unwrap();
        // East 11, West 7 for 1,000: 9 on average, as North has.
        assert!((group.average.rate() - 0.009).abs() < 1e-15);
        assert!((group.difference.0).abs() < 1e-15 && group.difference.1.holds(0.0));
        assert_eq!((group.forces, group.rank), (2, 2));
        assert!(group.excess.unwrap().change.abs() < 1e-12);
        let change = row.change.unwrap();
        assert!((change.change + 0.1).abs() < 1e-12);
        assert!(change.interval.high < 0.0 && change.interval.low > -0.15);
        // Before, East had 10 and West 8: the group stayed at 9.
        assert!(row.group_change.unwrap().change.abs() < 1e-12);
        assert!((row.solved.unwrap().0 - 0.1).abs() < 1e-15);
        assert!((row.group_solved.unwrap() - 0.15).abs() < 1e-15);
    }

    #[test]
    fn pooled_averages_weigh_by_residents_and_counts() {
        let all = compare(&table(), "North", Average::Pooled, 0.95);
        let row = all.last().unwrap();
        assert!((row.group.unwrap().average.rate() - 10_000.0 / 1.2e6).abs() < 1e-15);
        assert!((row.group_solved.unwrap() - 0.144).abs() < 1e-15);
        // The pooled count is one count, so that the ratio's interval is the exact one.
        let others = Exposed {
            count: 10_000.0,
            exposure: 1.2e6,
        };
        let exact = ratio_exact(row.own, others, 0.95).unwrap();
        let excess = row.group.unwrap().excess.unwrap();
        assert!((excess.interval.low + 1.0 - exact.low).abs() < 1e-12);
    }

    #[test]
    fn a_force_alone_or_without_a_past_is_compared_with_nothing() {
        let alone = [figure("North", "last year", 10.0, 100.0, 0.0)];
        let all = compare(&alone, "north", Average::MeanOfRates, 0.95);
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].group, all[0].change, all[0].solved),
            (None, None, None)
        );
        assert!(compare(&alone, "South", Average::MeanOfRates, 0.95).is_empty());
    }
}
