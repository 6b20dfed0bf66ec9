//! The colours of "how much" on panels: those of the map's heat, fading into the panel.

use std::sync::LazyLock;

use egui::Color32;

use crate::scene::ramp::Ramp;
use crate::view::theme::{Tokens, mix};

static DARK: LazyLock<Ramp> = LazyLock::new(|| Ramp::new(true));
static LIGHT: LazyLock<Ramp> = LazyLock::new(|| Ramp::new(false));

/// Below this part of the ramp it fades in.
const FADE_END: f32 = 0.3;

impl Tokens {
    /// The colour of `share` (0 to 1) of the greatest amount.
    pub fn heat(&self, share: f32) -> Color32 {
        let ramp = if self.dark { &*DARK } else { &*LIGHT };
        let [r, g, b] = ramp.solid(share);
        let ground = mix(self.panel, self.line, 0.12);
        let faded = (share / FADE_END).clamp(0.0, 1.0);
        mix(ground, Color32::from_rgb(r, g, b), faded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lightness(c: Color32) -> f32 {
        0.2126 * f32::from(c.r()) + 0.7152 * f32::from(c.g()) + 0.0722 * f32::from(c.b())
    }

    #[test]
    fn more_is_brighter_on_dark_and_darker_on_light() {
        for (tokens, sign) in [(Tokens::DARK, 1.0), (Tokens::LIGHT, -1.0)] {
            for i in 1..=50_u8 {
                let (a, b) = (f32::from(i - 1) / 50.0, f32::from(i) / 50.0);
                let step = sign * (lightness(tokens.heat(b)) - lightness(tokens.heat(a)));
                assert!(step > 0.0, "{b} is no step up (dark: {})", tokens.dark);
            }
        }
    }
}
