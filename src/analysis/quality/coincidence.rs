//! How many incidents share their position with others.
//!
//! Published crime is moved to map points and geocoders answer with the middle of a street, so
//! that incidents stand in stacks. Shares of all incidents on the busiest positions and at
//! positions that hold several are what CrimeStat calls the *mode* (N. Levine, *CrimeStat IV*,
//! chapter 7); how far snapping may be trusted is the matter of L. Tompson, S. Johnson, M. Ashby,
//! C. Perkins and P. Edwards (2015), "UK open source crime data: accuracy and possibilities for
//! research", Cartography and Geographic Information Science 42(2).

use std::cmp::Reverse;

use crate::data::Sites;

/// For how many of the busiest positions their incidents are counted.
const BUSIEST: [usize; 3] = [1, 10, 100];
/// How many of the stacks are told one by one.
const STACKS_TOLD: usize = 10;

/// How many incidents share their position with others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coincidence {
    /// All incidents.
    pub incidents: usize,
    /// Distinct positions.
    pub positions: usize,
    /// Incidents at positions that hold at least two.
    pub at_shared_by_2: usize,
    /// Incidents at positions that hold at least ten.
    pub at_shared_by_10: usize,
    /// Incidents on the busiest 1, 10 and 100 positions.
    pub on_busiest: Vec<OnBusiest>,
    /// The ten positions with the most incidents, the busiest first, of equals the first in the
    /// order of space.
    pub stacks: Vec<Stack>,
}

/// Incidents on the busiest positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnBusiest {
    /// How many positions: the busiest, or all there are if these are fewer.
    pub positions: usize,
    /// Incidents on them.
    pub incidents: usize,
}

/// Incidents at one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stack {
    /// Index into the table's [`Sites`].
    pub site: u32,
    /// How many incidents lie there.
    pub incidents: usize,
}

impl Coincidence {
    /// How incidents share `sites`.
    pub fn of(sites: &Sites) -> Self {
        let mut stacks: Vec<Stack> = (0..sites.len())
            .map(|site| Stack {
                site: site as u32,
                incidents: sites.rows(site).len(),
            })
            .collect();
        let shared_by = |least: usize| {
            let shared = stacks.iter().filter(|stack| stack.incidents >= least);
            shared.map(|stack| stack.incidents).sum()
        };
        let (at_shared_by_2, at_shared_by_10) = (shared_by(2), shared_by(10));
        let positions = stacks.len();
        let by_size = |stack: &Stack| (Reverse(stack.incidents), stack.site);
        let most = BUSIEST[BUSIEST.len() - 1];
        if positions > most {
            stacks.select_nth_unstable_by_key(most, by_size);
            stacks.truncate(most);
        }
        stacks.sort_unstable_by_key(by_size);
        let on_busiest = BUSIEST.map(|k| OnBusiest {
            positions: k.min(positions),
            incidents: stacks.iter().take(k).map(|stack| stack.incidents).sum(),
        });
        stacks.truncate(STACKS_TOLD);
        Self {
            incidents: sites.rows_at_all(),
            positions,
            at_shared_by_2,
            at_shared_by_10,
            on_busiest: on_busiest.into(),
            stacks,
        }
    }

    /// Incidents for each distinct position: 1 where none share theirs. `None` without incidents.
    pub fn per_position(&self) -> Option<f64> {
        (self.positions > 0).then(|| self.incidents as f64 / self.positions as f64)
    }

    /// `part` as a share of all incidents, 0 where there are none.
    pub fn share(&self, part: usize) -> f64 {
        if self.incidents == 0 {
            0.0
        } else {
            part as f64 / self.incidents as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::base::When;
    use crate::data::Dataset;

    fn of(points: &[(f64, f64)]) -> (Dataset, Coincidence) {
        let data = Dataset::from_points(points.iter().map(|&(x, y)| (x, y, When::Unknown, "")));
        let found = Coincidence::of(data.incidents.sites());
        (data, found)
    }

    #[test]
    fn stacks_are_counted_by_hand() {
        let mut points = vec![(0.0, 0.0); 12];
        points.extend([(50.0, 0.0); 3]);
        points.extend([(100.0, 0.0), (150.0, 0.0)]);
        let (_, found) = of(&points);
        assert_eq!((found.incidents, found.positions), (17, 4));
        assert_eq!((found.at_shared_by_2, found.at_shared_by_10), (15, 12));
        let on_busiest: Vec<_> = found
            .on_busiest
            .iter()
            .map(|on| (on.positions, on.incidents))
            .collect();
        assert_eq!(on_busiest, [(1, 12), (4, 17), (4, 17)]);
        assert_eq!(found.per_position(), Some(4.25));
        let sizes: Vec<usize> = found.stacks.iter().map(|stack| stack.incidents).collect();
        assert_eq!(sizes, [12, 3, 1, 1]);
    }

    #[test]
    fn nothing_shares_nothing() {
        let (_, found) = of(&[]);
        assert_eq!(found.per_position(), None);
        assert_eq!(found.share(found.at_shared_by_2), 0.0);
    }

    proptest! {
        #[test]
        fn the_figures_are_those_of_counting_by_name(
            points in prop::collection::vec((0..30_u8, 0..20_u8), 0..900),
        ) {
            let points: Vec<(f64, f64)> =
                points.iter().map(|&(x, y)| (f64::from(x) * 7.0, f64::from(y) * 7.0)).collect();
            let (data, found) = of(&points);
            let mut named: BTreeMap<String, usize> = BTreeMap::new();
            for at in &points {
                *named.entry(format!("{at:?}")).or_default() += 1;
            }
            let mut sizes: Vec<usize> = named.into_values().collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            let sum = |sizes: &[usize]| sizes.iter().sum::<usize>();
            prop_assert_eq!(found.positions, sizes.len());
            prop_assert_eq!(found.incidents, points.len());
            for (k, on) in BUSIEST.iter().zip(&found.on_busiest) {
                prop_assert_eq!(on.incidents, sum(&sizes[..sizes.len().min(*k)]));
            }
            let at_least = |n| sizes.iter().filter(|&&size| size >= n).sum::<usize>();
            prop_assert_eq!(found.at_shared_by_2, at_least(2));
            prop_assert_eq!(found.at_shared_by_10, at_least(10));
            for stack in &found.stacks {
                let rows = data.incidents.sites().rows(stack.site as usize);
                prop_assert_eq!(rows.len(), stack.incidents);
            }
        }
    }
}
