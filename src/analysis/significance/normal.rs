//! The normal curve, and which of its ends count.

use statrs::function::erf::erfc;

/// The 97.5 % quantile: 95 % of a standard normal variable lie no further from 0.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Which ends count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// More than expected only.
    One,
    /// More and less.
    Two,
}

impl Sides {
    /// Its name before "p": "one-sided".
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "one-sided",
            Self::Two => "two-sided",
        }
    }

    /// The p of a standard normal value.
    pub fn p(self, z: f64) -> f64 {
        match self {
            Self::One => above(z),
            Self::Two => (2.0 * above(z.abs())).min(1.0),
        }
    }

    /// The p of the chance of as much or more, and that of as much or less.
    pub fn p_of_tails(self, as_much: f64, as_little: f64) -> f64 {
        match self {
            Self::One => as_much,
            Self::Two => (2.0 * as_much.min(as_little)).min(1.0),
        }
    }
}

/// The chance that a standard normal value is above `z`.
pub fn above(z: f64) -> f64 {
    0.5 * erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_scipy() {
        // scipy.stats.norm.sf, SciPy 1.17.1; statrs keeps to 1e-10 of it.
        let expected = [
            (0.0, 0.5),
            (0.3, 0.382_088_577_811_047_4),
            (1.0, 0.158_655_253_931_457_07),
            (Z_95, 0.025),
            (3.3, 0.000_483_424_142_383_777_44),
            (5.0, 2.866_515_718_791_933e-7),
            (10.0, 7.619_853_024_160_47e-24),
            (20.0, 2.753_624_118_606_155_6e-89),
            (-3.0, 0.998_650_101_968_369_9),
        ];
        for (z, want) in expected {
            assert!((above(z) / want - 1.0).abs() < 1e-9, "{z}: {}", above(z));
        }
        assert!((Sides::Two.p(-Z_95) - 0.05).abs() < 1e-10);
        assert!(Sides::One.p(-1.0) > 0.8, "less than expected is no more");
    }
}
