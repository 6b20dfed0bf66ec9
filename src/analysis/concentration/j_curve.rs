//! The J-curve of facilities, and the one that chance would draw.
//!
//! J. E. Eck, R. V. Clarke & R. T. Guerette, *Risky facilities: crime concentration in homogeneous
//! sets of establishments and facilities*, Crime Prevention Studies 21 (2007): sorted by what happens
//! there, a few of any kind of facility have most of it. But dealing incidents by lot also gives
//! some more than others, and the fewer the incidents the more so; so the same number is dealt out
//! again and again, to each in proportion to its size, and sorted each time.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::concentration::lorenz::Lorenz;
use crate::analysis::draws::Draws;
use crate::base::stats::quantile_sorted;

/// What chance deals, place by place of the sorted list.
#[derive(Clone, Debug, PartialEq)]
pub struct Dealt {
    /// The mean weight at each place of the list, greatest first.
    pub mean: Vec<f64>,
    /// What 2.5 % and 97.5 % of the replicates stay below there.
    pub band: Vec<(f64, f64)>,
    /// All units of each replicate that hold anything, ascending.
    pub held: Vec<usize>,
    /// The share of the weight that the fullest of each replicate hold, for each number of units
    /// asked for; ascending.
    pub shares: Vec<Vec<f64>>,
    /// How many of the fullest it takes to hold each share asked for; ascending.
    pub needed: Vec<Vec<usize>>,
}

/// How often and with what.
#[derive(Clone, Debug)]
pub struct Dealing<'a> {
    /// Incidents that are dealt.
    pub incidents: usize,
    /// How likely each unit is to get one, in any unit of measure; above 0 in sum.
    pub sizes: &'a [f64],
    /// Replicates, 1 or more.
    pub replicates: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// Numbers of fullest units whose share is wanted.
    pub fullest: &'a [usize],
    /// Shares of which the number of units is wanted.
    pub holding: &'a [f64],
    /// Places at the top of the list of which mean and band are wanted.
    pub listed: usize,
}

impl Dealing<'_> {
    /// Deals.
    ///
    /// # Errors
    /// What `check` gives, called before each replicate.
    pub fn deal<E: Send>(&self, check: impl Fn() -> Result<(), E> + Sync) -> Result<Dealt, E> {
        let lots = Lots::new(self.sizes);
        let replicate = |replicate: usize| {
            check()?;
            let mut draws = Draws::new(self.seed, replicate as u64);
            let mut weights = vec![0.0; self.sizes.len()];
            for _ in 0..self.incidents {
                weights[lots.draw(&mut draws)] += 1.0;
            }
            let lorenz = Lorenz::new(weights);
            Ok(Hand {
                top: lorenz.descending()[..self.listed.min(lorenz.units())].to_vec(),
                held: lorenz.held(),
                shares: self
                    .fullest
                    .iter()
                    .map(|&n| lorenz.share_of_fullest(n))
                    .collect(),
                needed: self
                    .holding
                    .iter()
                    .map(|&share| lorenz.units_that_hold(share))
                    .collect(),
            })
        };
        let hands: Result<Vec<Hand>, E> = (0..self.replicates)
            .into_par_iter()
            .map(replicate)
            .collect();
        Ok(self.gathered(&hands?))
    }

    fn gathered(&self, hands: &[Hand]) -> Dealt {
        let listed = hands.first().map_or(0, |hand| hand.top.len());
        let at = |place: usize| sorted(hands.iter().map(|hand| hand.top[place]));
        let columns: Vec<Vec<f64>> = (0..listed).map(at).collect();
        let mean = |column: &Vec<f64>| column.iter().sum::<f64>() / column.len() as f64;
        let quantile = |column: &Vec<f64>, q| quantile_sorted(column, q).unwrap_or_default();
        let mut held: Vec<usize> = hands.iter().map(|hand| hand.held).collect();
        held.sort_unstable();
        let needed = |i: usize| {
            let mut needed: Vec<usize> = hands.iter().map(|hand| hand.needed[i]).collect();
            needed.sort_unstable();
            needed
        };
        Dealt {
            mean: columns.iter().map(mean).collect(),
            band: columns
                .iter()
                .map(|column| (quantile(column, 0.025), quantile(column, 0.975)))
                .collect(),
            held,
            shares: (0..self.fullest.len())
                .map(|i| sorted(hands.iter().map(|hand| hand.shares[i])))
                .collect(),
            needed: (0..self.holding.len()).map(needed).collect(),
        }
    }
}

/// What one replicate deals.
struct Hand {
    top: Vec<f64>,
    held: usize,
    shares: Vec<f64>,
    needed: Vec<usize>,
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Draws units in proportion to their sizes.
enum Lots {
    /// All sizes are one.
    Even(usize),
    /// Sums of sizes up to and with each.
    Sized(Vec<f64>),
}

impl Lots {
    fn new(sizes: &[f64]) -> Self {
        if sizes.windows(2).all(|pair| pair[0] == pair[1]) {
            return Self::Even(sizes.len());
        }
        let add = |sum: &mut f64, size: &f64| {
            *sum += size;
            Some(*sum)
        };
        Self::Sized(sizes.iter().scan(0.0, add).collect())
    }

    fn draw(&self, draws: &mut Draws) -> usize {
        match self {
            Self::Even(n) => draws.below(*n),
            Self::Sized(sums) => {
                let total = sums.last().copied().unwrap_or_default();
                let drawn = draws.unit() * total;
                sums.partition_point(|&sum| sum <= drawn)
                    .min(sums.len() - 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn deal(incidents: usize, sizes: &[f64], replicates: usize) -> Dealt {
        let dealing = Dealing {
            incidents,
            sizes,
            replicates,
            seed: 1,
            fullest: &[1],
            holding: &[0.5],
            listed: 3,
        };
        dealing.deal(|| Ok::<(), Infallible>(())).unwrap()
    }

    #[test]
    fn chance_leaves_as_many_empty_as_it_must() {
        let dealt = deal(40, &[1.0; 50], 4000);
        let mean = dealt.held.iter().sum::<usize>() as f64 / 4000.0;
        let expected = 50.0 * (1.0 - (49.0_f64 / 50.0).powi(40));
        assert!((mean - expected).abs() < 0.1, "{mean} {expected}");
        assert!(
            dealt.mean[0] > 2.5 && dealt.mean[0] < 4.5,
            "the fullest of fifty"
        );
        assert!(dealt.band[0].0 <= dealt.mean[0] && dealt.mean[0] <= dealt.band[0].1);
        let at_top = dealt.shares[0].iter().sum::<f64>() / 4000.0;
        assert!((at_top - dealt.mean[0] / 40.0).abs() < 1e-12);
    }

    #[test]
    fn larger_units_are_dealt_more() {
        // One of 1 and one of 3: the greater of the two has mean 3/4 of many.
        let dealt = deal(1000, &[1.0, 3.0], 200);
        assert!((dealt.mean[0] - 750.0).abs() < 3.0, "{}", dealt.mean[0]);
        assert_eq!(dealt.needed[0], vec![1; 200]);
        // A unit without size gets nothing.
        let none = deal(100, &[0.0, 1.0, 0.0], 5);
        assert_eq!(none.held, vec![1; 5]);
    }
}
