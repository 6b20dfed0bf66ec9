//! Where a year will end, judged by how it began, and whether that meets a target.
//!
//! Like for like: the count of the year to date, divided by the share of a whole year that the same
//! days held in earlier years. What is still to come is to what has come as it was in those years;
//! its logarithm varies by 1/came + 1/to come, once for this year and once for the earlier years
//! together (the usual variance of the logarithm of a ratio of two counts; Rothman, Greenland and
//! Lash 2008, *Modern Epidemiology*, chapter 14). Where the earlier years' shares differ from one
//! another by more than chance, by Pearson's χ² over its degrees of freedom, the variance is that
//! many times greater.

use crate::analysis::comparison::intervals::{Interval, normal_quantile};

/// A year that is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlierYear {
    /// Up to the day that this year has come to.
    pub to_date: f64,
    /// The whole year.
    pub whole: f64,
}

/// Where a year will end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    /// The whole year's count.
    pub total: f64,
    /// Between what ends it will be, with the confidence that was asked.
    pub interval: Interval,
    /// The share of a year's count that earlier years had by now.
    pub share_by_now: f64,
    /// How many times the earlier years' shares vary as chance would have them; at least 1.
    pub dispersion: f64,
}

/// Whether a target is being met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// The year is over and at or below its target.
    Met,
    /// The year is over and above it.
    Missed,
    /// The whole interval is at or below the target.
    OnTrack,
    /// The whole interval is above it.
    OffTrack,
    /// The target lies in the interval.
    Open,
    /// Nothing is known.
    Unknown,
}

impl Track {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::OnTrack => "on track",
            Self::OffTrack => "off track",
            Self::Open => "too close to call",
            Self::Unknown => "not known yet",
        }
    }

    /// Of a year that is over.
    pub fn of_whole(actual: f64, target: f64) -> Self {
        if actual <= target {
            Self::Met
        } else {
            Self::Missed
        }
    }

    /// Of a year that will end as projected.
    pub fn of_projection(projection: &Projection, target: f64) -> Self {
        let Interval { low, high } = projection.interval;
        if high <= target {
            Self::OnTrack
        } else if low > target {
            Self::OffTrack
        } else {
            Self::Open
        }
    }
}

/// Where a year will end that has `to_date` so far. `None` where there is no earlier year to judge
/// by, or in these years nothing had happened by now.
pub fn project(to_date: f64, earlier: &[EarlierYear], confidence: f64) -> Option<Projection> {
    let came: f64 = earlier.iter().map(|year| year.to_date).sum();
    let whole: f64 = earlier.iter().map(|year| year.whole).sum();
    let to_come = whole - came;
    if came <= 0.0 {
        return None;
    }
    let share_by_now = came / whole;
    let dispersion = dispersion(earlier, share_by_now);
    // A count of nothing has a spread too: that of a half.
    let now = to_date.max(0.5);
    let rest = now * to_come / came;
    let total = to_date + to_date * to_come / came;
    if rest <= 0.0 {
        return Some(Projection {
            total,
            interval: Interval {
                low: total,
                high: total,
            },
            share_by_now,
            dispersion,
        });
    }
    let variance = dispersion * (1.0 / now + 1.0 / rest + 1.0 / came + 1.0 / to_come);
    let factor = (normal_quantile(f64::midpoint(1.0, confidence)) * variance.sqrt()).exp();
    Some(Projection {
        total,
        interval: Interval {
            low: to_date + rest / factor,
            high: to_date + rest * factor,
        },
        share_by_now,
        dispersion,
    })
}

/// Pearson's χ² of the earlier years' shares over its degrees of freedom, at least 1.
fn dispersion(earlier: &[EarlierYear], share: f64) -> f64 {
    let years = earlier.iter().filter(|year| year.whole > 0.0);
    let variance = share * (1.0 - share);
    if variance <= 0.0 {
        return 1.0;
    }
    let square = |year: &EarlierYear| (year.to_date - share * year.whole).powi(2) / year.whole;
    let (n, sum) = years.fold((0, 0.0), |(n, sum), year| (n + 1, sum + square(year)));
    if n < 2 {
        return 1.0;
    }
    (sum / variance / f64::from(n - 1)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::comparison::reference::{close, numbers, values};
    use rand::Rng as _;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    #[test]
    fn projections_are_those_of_numpy() {
        for row in values("projection").as_array().unwrap() {
            let years = row[1].as_array().unwrap().iter().map(numbers);
            let years = years.map(|year| EarlierYear {
                to_date: year[0],
                whole: year[1],
            });
            let years: Vec<EarlierYear> = years.collect();
            let made = project(row[0].as_f64().unwrap(), &years, 0.95).unwrap();
            let want = numbers(&serde_json::json!([row[2], row[3], row[4], row[5]]));
            close(made.total, want[0], 1e-12);
            close(made.interval.low, want[1], 1e-10);
            close(made.interval.high, want[2], 1e-10);
            close(made.dispersion, want[3], 1e-10);
        }
    }

    /// A Poisson number by counting exponential gaps.
    fn poisson(mean: f64, random: &mut ChaCha8Rng) -> f64 {
        let (mut time, mut count) = (0.0, -1.0);
        while time < mean {
            time -= (1.0 - random.random::<f64>()).ln();
            count += 1.0;
        }
        count
    }

    #[test]
    fn the_year_ends_inside_the_interval_about_as_often_as_it_says() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let (share, rounds) = (0.4, 2000);
        let mut inside = 0;
        for _ in 0..rounds {
            let mut year = |mean: f64| {
                let to_date = poisson(mean * share, &mut random);
                let whole = to_date + poisson(mean * (1.0 - share), &mut random);
                EarlierYear { to_date, whole }
            };
            let earlier = [year(220.0), year(180.0), year(200.0)];
            let this = year(150.0);
            let made = project(this.to_date, &earlier, 0.95).unwrap();
            inside += i32::from(made.interval.holds(this.whole));
        }
        let held = f64::from(inside) / f64::from(rounds);
        // Dispersion, never below 1, makes it a little too careful.
        assert!((0.94..0.985).contains(&held), "{held}");
    }

    #[test]
    fn a_year_is_on_track_where_all_of_its_interval_is() {
        let year = |to_date, whole| EarlierYear { to_date, whole };
        let made = project(500.0, &[year(500.0, 1000.0)], 0.95).unwrap();
        assert_eq!(
            (made.total, made.share_by_now, made.dispersion),
            (1000.0, 0.5, 1.0)
        );
        let track = [2000.0, 1000.0, 700.0].map(|target| Track::of_projection(&made, target));
        assert_eq!(track, [Track::OnTrack, Track::Open, Track::OffTrack]);
        assert_eq!(Track::of_whole(10.0, 10.0), Track::Met);
        assert_eq!(Track::of_whole(10.5, 10.0), Track::Missed);
        assert_eq!(project(5.0, &[], 0.95), None);
        assert_eq!(project(5.0, &[year(0.0, 9.0)], 0.95), None);
        let over = project(7.0, &[year(9.0, 9.0)], 0.95).unwrap();
        assert_eq!((over.total, over.interval.high), (7.0, 7.0));
    }
}
