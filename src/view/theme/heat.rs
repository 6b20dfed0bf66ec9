//! The colours of "how much": brighter is more on dark, darker is more on light.
//!
//! Both ramps rise evenly in lightness, so that they survive greyscale printing and
//! colour-blind eyes; the low end fades into the panel.

use egui::Color32;

use crate::view::theme::{Tokens, mix};

const DARK: [Color32; 6] = [
    Color32::from_rgb(0x1F, 0x28, 0x3E),
    Color32::from_rgb(0x4A, 0x2A, 0x72),
    Color32::from_rgb(0x96, 0x2E, 0x7C),
    Color32::from_rgb(0xE2, 0x55, 0x4A),
    Color32::from_rgb(0xF8, 0xA1, 0x3C),
    Color32::from_rgb(0xFC, 0xF0, 0xB0),
];
const LIGHT: [Color32; 6] = [
    Color32::from_rgb(0xEE, 0xEA, 0xE0),
    Color32::from_rgb(0xFB, 0xDD, 0xA0),
    Color32::from_rgb(0xF2, 0x9F, 0x57),
    Color32::from_rgb(0xD3, 0x4F, 0x4B),
    Color32::from_rgb(0x8A, 0x22, 0x68),
    Color32::from_rgb(0x2E, 0x0F, 0x4A),
];

impl Tokens {
    /// The colour of `share` (0 to 1) of the greatest amount.
    pub fn heat(&self, share: f32) -> Color32 {
        let stops = if self.dark { DARK } else { LIGHT };
        let at = share.clamp(0.0, 1.0) * (stops.len() - 1) as f32;
        let low = (at.floor() as usize).min(stops.len() - 2);
        mix(stops[low], stops[low + 1], at - low as f32)
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
