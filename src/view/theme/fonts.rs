//! Inter in three weights, with tabular figures.
//!
//! egui cannot switch OpenType features, so the bundled files have their tabular figures in
//! the place of the proportional ones (see `assets/fonts/README.md`). Scripts that Inter lacks
//! fall back to egui's own fonts.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily, FontId};

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Controls and names.
    Medium,
    /// Titles and the numbers that matter.
    SemiBold,
}

impl Weight {
    const ALL: [Self; 3] = [Self::Regular, Self::Medium, Self::SemiBold];

    fn key(self) -> &'static str {
        match self {
            Self::Regular => "Inter",
            Self::Medium => "Inter Medium",
            Self::SemiBold => "Inter SemiBold",
        }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../../assets/fonts/Inter-Regular.otf"),
            Self::Medium => include_bytes!("../../../assets/fonts/Inter-Medium.otf"),
            Self::SemiBold => include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"),
        }
    }

    fn family(self) -> FontFamily {
        match self {
            Self::Regular => FontFamily::Proportional,
            Self::Medium | Self::SemiBold => FontFamily::Name(self.key().into()),
        }
    }
}

/// The font of `size_pt` points in `weight`.
pub fn font(size_pt: f32, weight: Weight) -> FontId {
    FontId::new(size_pt, weight.family())
}

/// Loads the fonts. Once, at start.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for weight in Weight::ALL {
        let data = FontData::from_static(weight.bytes());
        fonts
            .font_data
            .insert(weight.key().to_owned(), Arc::new(data));
        let chain = std::iter::once(weight.key().to_owned()).chain(fallback.iter().cloned());
        fonts.families.insert(weight.family(), chain.collect());
    }
    if let Some(mono) = fonts.families.get_mut(&FontFamily::Monospace) {
        // Figures are tabular anyway; a second face would only be another voice.
        mono.insert(0, Weight::Regular.key().to_owned());
    }
    ctx.set_fonts(fonts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::{BODY_PT, STATUS_PT, TICK_PT, TITLE_PT};

    #[test]
    fn all_digits_are_equally_wide_in_every_weight_and_size() {
        let ctx = Context::default();
        install(&ctx);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            for weight in Weight::ALL {
                for size in [TITLE_PT, BODY_PT, STATUS_PT, TICK_PT] {
                    let wide = |digits: &str| {
                        let ink = egui::Color32::WHITE;
                        let font = font(size, weight);
                        ui.painter()
                            .layout_no_wrap(digits.to_owned(), font, ink)
                            .size()
                            .x
                    };
                    let ones = wide("11111");
                    for digits in ["00000", "44444", "77777", "13579"] {
                        assert!(
                            (wide(digits) - ones).abs() < 0.6,
                            "{digits} at {size} {weight:?}"
                        );
                    }
                }
            }
        });
        output.textures_delta.clear();
    }
}
