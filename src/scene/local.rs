//! Positions near a place as a graphics card takes them: two `f32` from a local origin.
//!
//! An `f32` of the world square is metres off; from an origin some 100 km away it is right to
//! a centimetre. What a view subtracts from it (its own middle) is kept in two parts, so that
//! nothing more is lost near the middle of the view.

use crate::scene::mercator::World;

/// Where local positions are counted from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalOrigin(pub World);

impl LocalOrigin {
    /// `w` from here.
    pub fn local(self, w: World) -> [f32; 2] {
        [(w.x - self.0.x) as f32, (w.y - self.0.y) as f32]
    }

    /// `w` from here as the sum of two.
    pub fn split(self, w: World) -> ([f32; 2], [f32; 2]) {
        let high = self.local(w);
        let rest = |a: f64, b: f64, high: f32| (a - b - f64::from(high)) as f32;
        let low = [rest(w.x, self.0.x, high[0]), rest(w.y, self.0.y, high[1])];
        (high, low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::LonLat;

    #[test]
    fn a_hundred_kilometres_away_it_is_right_to_two_centimetres() {
        let origin = World::of(LonLat::new(-2.0, 53.0));
        let metre = 1.0 / origin.metres_per_unit();
        for away_m in [10.0, 5_000.0, 70_000.0, 100_000.0] {
            for i in 0..500 {
                let turn = f64::from(i) * 0.37;
                let (sin, cos) = turn.sin_cos();
                let w = World::new(
                    origin.x + cos * (away_m + turn) * metre,
                    origin.y + sin * (away_m + turn) * metre,
                );
                let centre = World::new(w.x + 31.7 * metre, w.y - 18.2 * metre);
                let local = LocalOrigin(origin).local(w);
                let (high, low) = LocalOrigin(origin).split(centre);
                let drawn = |i: usize| (local[i] - high[i]) - low[i];
                let off_m =
                    (f64::from(drawn(0)) / metre + 31.7).hypot(f64::from(drawn(1)) / metre - 18.2);
                assert!(off_m < 0.02, "{off_m} m at {away_m} m");
            }
        }
    }
}
