//! The Poisson scan: circles with more incidents than their population makes likely.
//!
//! In a replicate as many incidents fall on cells by chance, each cell as often as its population has
//! of all. See [the module](super) for the source.

use std::sync::atomic::{AtomicUsize, Ordering};

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::{
    IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};

use super::alias::Alias;
use super::bar::Bar;
use super::lattice::{Grid, Padded, Ring};
use super::{Best, ScanCluster, ScanParams, apart, log_ratio, may_beat};
use crate::base::{Cancelled, Progress};

/// What is in the cells of a grid.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
    /// The grid.
    pub grid: Grid,
    /// Incidents in each cell.
    pub cases: &'a [u32],
    /// The population of each cell, in any unit; 0 for cells outside the study area.
    pub population: &'a [f64],
}

/// Circles with more than their share, the most unlikely first, none overlapping one before it.
///
/// # Errors
/// When nobody wants it any more.
pub fn scan(
    cells: Cells<'_>,
    params: &ScanParams,
    progress: &Progress,
) -> Result<Vec<ScanCluster>, Cancelled> {
    let scan = Scan::new(cells, params);
    if scan.cases == 0 || scan.centres.is_empty() {
        return Ok(Vec::new());
    }
    let observed = scan.padded_cases(|place| cells.cases[place]);
    let found = scan.centres.par_iter().map(|&cell| {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        Ok(scan.best_around(cell, &observed))
    });
    let found: Vec<Option<Best>> = found.collect::<Result<_, _>>()?;
    let chance = scan.by_chance(cells.population, params, progress)?;
    let found = found.into_iter().flatten().collect();
    let is_inside = |cell: usize| cells.population[cell] > 0.0;
    Ok(apart(
        found,
        &chance,
        cells.grid,
        &scan.rings,
        params,
        is_inside,
    ))
}

struct Scan {
    rings: Vec<Ring>,
    padded: Padded,
    /// Populations in the padded table.
    population: Vec<f64>,
    /// Cells with a population.
    centres: Vec<u32>,
    cases: u64,
    /// Incidents for each of the population.
    rate: f64,
    /// No circle has a greater population.
    most: f64,
}

impl Scan {
    fn new(cells: Cells<'_>, params: &ScanParams) -> Self {
        let rings = cells.grid.rings(params.radius_m);
        let padded = Padded::new(cells.grid, &rings);
        let all: f64 = cells.population.iter().sum();
        let cases: u64 = cells.cases.iter().map(|&cases| u64::from(cases)).sum();
        let mut population = vec![0.0; padded.cells()];
        for (cell, &some) in cells.population.iter().enumerate() {
            population[padded.place(cell)] = some;
        }
        let is_centre = |&cell: &u32| cells.population[cell as usize] > 0.0;
        Self {
            centres: (0..cells.population.len() as u32)
                .filter(is_centre)
                .collect(),
            rings,
            padded,
            population,
            cases,
            rate: cases as f64 / all,
            most: all * params.most_share * (1.0 + 1e-12),
        }
    }

    /// Incidents in the padded table; `cases` tells those of a cell of the grid.
    fn padded_cases(&self, cases: impl Fn(usize) -> u32) -> Vec<u32> {
        let mut padded = vec![0; self.padded.cells()];
        for &cell in &self.centres {
            padded[self.padded.place(cell as usize)] = cases(cell as usize);
        }
        padded
    }

    /// Looks at the circles around a cell, the smallest first: the number of its rings, the
    /// incidents in it and its population.
    fn look_around(&self, cell: u32, cases: &[u32], mut look: impl FnMut(usize, u64, f64)) {
        let place = self.padded.place(cell as usize);
        let (mut inside, mut population) = (0, 0.0);
        for (ring, steps) in self.padded.rings.iter().enumerate() {
            for &step in steps {
                let place = place.wrapping_add_signed(step);
                inside += u64::from(cases[place]);
                population += self.population[place];
            }
            if population > self.most {
                break;
            }
            look(ring + 1, inside, population);
        }
    }

    /// The circle around a cell with the greatest ratio above 0, if any.
    fn best_around(&self, cell: u32, cases: &[u32]) -> Option<Best> {
        let (mut best, mut greatest) = (None, 0.0);
        self.look_around(cell, cases, |rings, inside, population| {
            let expected = population * self.rate;
            if !may_beat(inside, expected, greatest) {
                return;
            }
            let ratio = log_ratio(inside, expected, self.cases);
            if ratio > greatest {
                greatest = ratio;
                best = Some(Best {
                    cell,
                    rings,
                    steps: None,
                    cases: inside,
                    expected,
                    log_ratio: ratio,
                });
            }
        });
        best
    }

    /// The greatest ratio of each replicate.
    fn by_chance(
        &self,
        population: &[f64],
        params: &ScanParams,
        progress: &Progress,
    ) -> Result<Vec<f64>, Cancelled> {
        let weights: Vec<f64> = self
            .centres
            .iter()
            .map(|&cell| population[cell as usize])
            .collect();
        let table = Alias::new(&weights);
        let done = AtomicUsize::new(0);
        (0..params.replicates as u64)
            .into_par_iter()
            .map(|replicate| {
                let mut rng = ChaCha8Rng::seed_from_u64(params.seed);
                rng.set_stream(replicate);
                let mut cases = vec![0; self.padded.cells()];
                for _ in 0..self.cases {
                    let cell = self.centres[table.draw(&mut rng)];
                    cases[self.padded.place(cell as usize)] += 1;
                }
                let greatest = self.greatest(&cases, progress)?;
                progress.check(done.fetch_add(1, Ordering::Relaxed), params.replicates)?;
                Ok(greatest)
            })
            .collect()
    }

    /// The greatest ratio anywhere.
    fn greatest(&self, cases: &[u32], progress: &Progress) -> Result<f64, Cancelled> {
        let mut bar = Bar::new(self.cases);
        for &cell in &self.centres {
            progress.go_on()?;
            self.look_around(cell, cases, |_, inside, population| {
                bar.look(inside, population * self.rate);
            });
        }
        Ok(bar.greatest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Planar;
    use proptest::prelude::*;

    const SMALL: ScanParams = ScanParams {
        radius_m: 300.0,
        most_share: 0.5,
        replicates: 99,
        seed: 1,
        level: 0.05,
        most_clusters: 10,
    };

    fn grid(rows: usize, columns: usize) -> Grid {
        Grid {
            side_m: 100.0,
            south: 0,
            west: 0,
            rows,
            columns,
        }
    }

    /// The greatest ratio over every cell and every distance to another.
    fn greatest(cells: Cells<'_>, params: &ScanParams) -> f64 {
        let middles: Vec<Planar> = (0..cells.grid.cells())
            .map(|cell| cells.grid.middle(cell))
            .collect();
        let all: f64 = cells.population.iter().sum();
        let total: u64 = cells.cases.iter().map(|&c| u64::from(c)).sum();
        let mut best = 0.0_f64;
        for (i, centre) in middles
            .iter()
            .enumerate()
            .filter(|(i, _)| cells.population[*i] > 0.0)
        {
            for reach in middles.iter().map(|other| centre.distance_to(*other)) {
                let inside: Vec<usize> = (0..middles.len())
                    .filter(|&j| centre.distance_to(middles[j]) <= reach + 1e-6)
                    .collect();
                let population: f64 = inside.iter().map(|&j| cells.population[j]).sum();
                let cases: u64 = inside.iter().map(|&j| u64::from(cells.cases[j])).sum();
                if reach <= params.radius_m && population <= params.most_share * all && cases >= 2 {
                    best = best.max(log_ratio(cases, population * total as f64 / all, total));
                }
            }
            assert!(i < middles.len());
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_best_circle_is_that_of_trying_all(
            content in prop::collection::vec((0..6_u32, 0..4_u8), 42),
            share in 0.1..0.9_f64,
        ) {
            let population: Vec<f64> = content.iter().map(|cell| f64::from(cell.1)).collect();
            let cases: Vec<u32> =
                content.iter().map(|cell| if cell.1 > 0 { cell.0 } else { 0 }).collect();
            let cells = Cells { grid: grid(6, 7), cases: &cases, population: &population };
            let params = ScanParams { most_share: share, replicates: 9, ..SMALL };
            let found = scan(cells, &params, &Progress::new()).unwrap();
            let expected = greatest(cells, &params);
            prop_assert!((found.first().map_or(0.0, |best| best.log_ratio) - expected).abs() < 1e-9);
            let known = Scan::new(cells, &params);
            let padded = known.padded_cases(|place| cases[place]);
            let bests = known.centres.iter().filter_map(|&cell| known.best_around(cell, &padded));
            let slowly = bests.map(|best| best.log_ratio).fold(0.0, f64::max);
            prop_assert_eq!(known.greatest(&padded, &Progress::new()).unwrap(), slowly);
            // None shares a cell with another.
            let mut all: Vec<u32> = found.iter().flat_map(|cluster| cluster.cells.clone()).collect();
            all.sort_unstable();
            prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
            for cluster in &found {
                let inside: u64 = cluster.cells.iter().map(|&cell| u64::from(cases[cell as usize])).sum();
                prop_assert_eq!(inside, cluster.cases);
            }
        }
    }

    #[test]
    fn a_planted_cluster_is_found_and_an_even_spread_has_none() {
        let grid = grid(20, 20);
        let population = vec![1.0; 400];
        let even = vec![3; 400];
        let cells = |cases| Cells {
            grid,
            cases,
            population: &population,
        };
        let none = scan(cells(&even), &SMALL, &Progress::new()).unwrap();
        assert!(none.iter().all(|cluster| cluster.p > 0.5), "{none:?}");
        let mut planted = even.clone();
        for offset in [(0, 0), (0, 1), (1, 0), (0, -1), (-1, 0)] {
            planted[grid.beside(210, offset).unwrap()] = 15;
        }
        let found = scan(cells(&planted), &SMALL, &Progress::new()).unwrap();
        assert_eq!(
            (found[0].centre, found[0].radius_m),
            (grid.middle(210), 100.0)
        );
        assert_eq!((found[0].cases, found[0].p), (75, 0.01));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn under_chance_one_in_ten_has_a_p_of_a_tenth() {
        let population = vec![1.0; 64];
        let table = Alias::new(&population);
        let params = ScanParams {
            replicates: 19,
            ..SMALL
        };
        let is_low = |seed: u64| {
            let mut rng = ChaCha8Rng::seed_from_u64(1000 + seed);
            let mut cases = vec![0; 64];
            (0..80).for_each(|_| cases[table.draw(&mut rng)] += 1);
            let cells = Cells {
                grid: grid(8, 8),
                cases: &cases,
                population: &population,
            };
            let found = scan(cells, &ScanParams { seed, ..params }, &Progress::new()).unwrap();
            found[0].p <= 0.1
        };
        let low = (0..300).filter(|&seed| is_low(seed)).count();
        // Binomial (300, 0.1): 30, give or take four standard deviations of 5.2.
        assert!((9..=51).contains(&low), "{low}");
    }
}
