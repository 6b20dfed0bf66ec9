//! Tiles that are pictures, fitted to the theme.
//!
//! Most maps are made for white paper. At the night desk such a map would be a lamp in the face,
//! and its white would drown the density: its lightness is turned round (hues stay), and its white
//! becomes the ground of the window. Aerial photographs and maps that are dark already are only
//! dimmed. Which of the two a map is, its first tile tells.

use std::sync::OnceLock;

use egui::{Color32, ColorImage, Context};
use image::RgbaImage;
use walkers::Tile;

use crate::view::theme::Tokens;

/// A map is made for paper if its tiles are this light, from 0 to 1, in the mean.
const PAPER: f64 = 0.6;
/// Tiles of which less than this share is opaque say nothing of the map.
const TELLING: f64 = 0.05;
/// Share of a picture's own colour that is kept; the rest is ground.
const KEPT_DARK: f32 = 0.55;
const KEPT_LIGHT: f32 = 0.7;

/// How pictures are fitted to a theme.
pub(super) struct Fitting {
    dark: bool,
    ground: Color32,
    /// Whether the map is made for paper, once a tile has told.
    is_paper: OnceLock<bool>,
}

impl Fitting {
    /// To the theme of `tokens`.
    pub(super) fn to(tokens: &Tokens) -> Self {
        Self {
            dark: tokens.dark,
            ground: tokens.land,
            is_paper: OnceLock::new(),
        }
    }

    /// The tile of a picture's bytes.
    pub(super) fn tile(&self, bytes: &[u8], ctx: &Context) -> Result<Tile, String> {
        let picture = image::load_from_memory(bytes).map_err(|error| error.to_string())?;
        let mut picture = picture.into_rgba8();
        self.fit(&mut picture);
        let size = [picture.width() as usize, picture.height() as usize];
        let image = ColorImage::from_rgba_unmultiplied(size, picture.as_raw());
        let texture = ctx.load_texture("tile", image, egui::TextureOptions::LINEAR);
        Ok(Tile::Raster(texture))
    }

    fn fit(&self, picture: &mut RgbaImage) {
        if self.is_paper.get().is_none()
            && let Some(lightness) = lightness(picture)
        {
            // Another thread may have told first; both are right enough.
            let _ = self.is_paper.set(lightness > PAPER);
        }
        let turns = self.dark && *self.is_paper.get().unwrap_or(&true);
        let kept = if self.dark { KEPT_DARK } else { KEPT_LIGHT };
        let ground = [self.ground.r(), self.ground.g(), self.ground.b()];
        for pixel in picture.pixels_mut() {
            let [r, g, b, alpha] = pixel.0;
            let own = if turns { turned([r, g, b]) } else { [r, g, b] };
            let mixed = std::array::from_fn(|i| {
                let ground = f32::from(ground[i]);
                let own = f32::from(own[i]);
                // What was white has no light left of its own: it is the ground.
                let other = if turns {
                    ground + own * (1.0 - ground / 255.0)
                } else {
                    own
                };
                (ground + (other - ground) * kept).round() as u8
            });
            let [r, g, b]: [u8; 3] = mixed;
            pixel.0 = [r, g, b, alpha];
        }
    }
}

/// The colour of the same hue as dark as this one is light.
fn turned(rgb: [u8; 3]) -> [u8; 3] {
    let low = i32::from(*rgb.iter().min().unwrap_or(&0));
    let high = i32::from(*rgb.iter().max().unwrap_or(&0));
    // Lightness is the middle of the greatest and the least of the three.
    rgb.map(|one| (i32::from(one) + 255 - low - high).clamp(0, 255) as u8)
}

/// How light a picture is in the mean, from 0 to 1; `None` where it is nearly all glass.
fn lightness(picture: &RgbaImage) -> Option<f64> {
    let opaque = picture.pixels().filter(|pixel| pixel.0[3] > 127);
    let (mut sum, mut n) = (0.0, 0_u32);
    for pixel in opaque {
        let [r, g, b, _] = pixel.0.map(f64::from);
        sum += (r + g + b) / (3.0 * 255.0);
        n += 1;
    }
    let share = f64::from(n) / f64::from((picture.width() * picture.height()).max(1));
    (share >= TELLING).then(|| sum / f64::from(n))
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    fn fitted(tokens: &Tokens, first: [u8; 4], then: [u8; 4]) -> [u8; 4] {
        let fitting = Fitting::to(tokens);
        let mut picture = RgbaImage::from_pixel(8, 8, Rgba(first));
        fitting.fit(&mut picture);
        let mut picture = RgbaImage::from_pixel(8, 8, Rgba(then));
        fitting.fit(&mut picture);
        picture.get_pixel(0, 0).0
    }

    const PAPER_WHITE: [u8; 4] = [255, 255, 255, 255];

    #[test]
    fn the_white_of_a_paper_map_is_the_ground_of_the_dark_window_and_its_ink_is_light() {
        let land = Tokens::DARK.land;
        let white = fitted(&Tokens::DARK, PAPER_WHITE, PAPER_WHITE);
        assert_eq!(white, [land.r(), land.g(), land.b(), 255]);
        let ink = fitted(&Tokens::DARK, PAPER_WHITE, [0, 0, 0, 255]);
        assert!(ink[..3].iter().all(|&c| (120..200).contains(&c)), "{ink:?}");
        // Blue water stays blue.
        let [r, _, b, _] = fitted(&Tokens::DARK, PAPER_WHITE, [170, 200, 240, 255]);
        assert!(b > r, "{r} {b}");
        let glass = fitted(&Tokens::DARK, PAPER_WHITE, [0, 0, 0, 0]);
        assert_eq!(glass[3], 0);
    }

    #[test]
    fn a_photograph_is_dimmed_and_never_turned() {
        let wood = [40, 60, 35, 255];
        let roof = fitted(&Tokens::DARK, wood, [230, 230, 230, 255]);
        let shade = fitted(&Tokens::DARK, wood, [20, 20, 20, 255]);
        assert!(roof[0] > shade[0]);
        let light = fitted(&Tokens::LIGHT, PAPER_WHITE, [0, 0, 0, 255]);
        assert!(
            light[0] < 100,
            "in the light window ink stays dark: {light:?}"
        );
    }

    #[test]
    fn turning_twice_gives_the_colour_back() {
        for colour in [[10, 200, 30], [255, 255, 255], [128, 127, 3]] {
            assert_eq!(turned(turned(colour)), colour);
        }
    }
}
