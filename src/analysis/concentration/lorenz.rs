//! The Lorenz curve: how much of the weight the fullest units hold.
//!
//! M. O. Lorenz, *Methods of measuring the concentration of wealth*, Publications of the American
//! Statistical Association 9 (1905). Drawn from the fullest unit, as the "law of crime
//! concentration" is told: 50 % of crime in so many per cent of places (D. Weisburd, *The law of
//! crime concentration and the criminology of place*, Criminology 53 (2015)).

/// Weights equal within this part of the whole are equal.
const TIE: f64 = 1e-9;

/// Units from the fullest to the emptiest.
#[derive(Clone, Debug, PartialEq)]
pub struct Lorenz {
    /// Weights, greatest first.
    descending: Vec<f64>,
    total: f64,
}

impl Lorenz {
    /// Of the weights of all units, those with nothing among them; not negative.
    pub fn new(mut weights: Vec<f64>) -> Self {
        weights.sort_by(|a, b| b.total_cmp(a));
        Self {
            total: weights.iter().sum(),
            descending: weights,
        }
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.descending.len()
    }

    /// Units that hold anything.
    pub fn held(&self) -> usize {
        self.descending.partition_point(|&weight| weight > 0.0)
    }

    /// Weight of all units.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Weights, greatest first.
    pub fn descending(&self) -> &[f64] {
        &self.descending
    }

    /// How many of the fullest units it takes to hold `share` of the weight.
    pub fn units_that_hold(&self, share: f64) -> usize {
        let wanted = self.total * (share - TIE);
        let mut held = 0.0;
        let enough = |&weight: &f64| {
            held += weight;
            held >= wanted
        };
        let last = self.descending.iter().position(enough);
        last.map_or(0, |last| last + 1)
    }

    /// The share of the weight that the `units` fullest hold.
    pub fn share_of_fullest(&self, units: usize) -> f64 {
        let fullest = &self.descending[..units.min(self.units())];
        fullest.iter().sum::<f64>() / self.total
    }

    /// (share of units, share of weight) from (0, 0) to (1, 1), thinned to about `most` points.
    pub fn points(&self, most: usize) -> Vec<[f64; 2]> {
        let n = self.units();
        let step = (self.held() / most.max(1)).max(1);
        let mut points = vec![[0.0, 0.0]];
        let mut held = 0.0;
        for (i, weight) in self.descending[..self.held()].iter().enumerate() {
            held += weight;
            if (i + 1) % step == 0 || i + 1 == self.held() {
                points.push([(i + 1) as f64 / n as f64, held / self.total]);
            }
        }
        points.push([1.0, 1.0]);
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_it_lies_in_so_few() {
        let lorenz = Lorenz::new(vec![0.0, 1.0, 5.0, 0.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(
            (lorenz.units(), lorenz.held(), lorenz.total()),
            (10, 4, 10.0)
        );
        assert_eq!(
            [0.25, 0.5, 0.500_001, 0.8, 1.0].map(|share| lorenz.units_that_hold(share)),
            [1, 1, 2, 3, 4]
        );
        assert!((lorenz.share_of_fullest(2) - 0.7).abs() < 1e-15);
        let points = lorenz.points(100);
        assert_eq!(points.first(), Some(&[0.0, 0.0]));
        assert_eq!(points[1], [0.1, 0.5]);
        assert_eq!(points.last(), Some(&[1.0, 1.0]));
        assert_eq!(points.len(), 6);
        assert!(lorenz.points(2).len() <= 4);
    }
}
