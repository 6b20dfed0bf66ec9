//! Puts the tokens and the fonts into egui's style.

use egui::{Context, FontFamily, FontId, TextStyle};

use crate::view::theme::{BODY_PT, STATUS_PT, TICK_PT, TITLE_PT, Tokens};

/// Loads the fonts. Once, at start.
pub fn install_fonts(_ctx: &Context) {}

/// Makes every egui control look as the tokens say.
pub fn apply(ctx: &Context, tokens: &Tokens) {
    ctx.set_theme(if tokens.dark {
        egui::Theme::Dark
    } else {
        egui::Theme::Light
    });
    ctx.all_styles_mut(|style| {
        style.text_styles = [
            (
                TextStyle::Heading,
                FontId::new(TITLE_PT, FontFamily::Proportional),
            ),
            (
                TextStyle::Body,
                FontId::new(BODY_PT, FontFamily::Proportional),
            ),
            (
                TextStyle::Button,
                FontId::new(BODY_PT, FontFamily::Proportional),
            ),
            (
                TextStyle::Small,
                FontId::new(TICK_PT, FontFamily::Proportional),
            ),
            (
                TextStyle::Monospace,
                FontId::new(STATUS_PT, FontFamily::Monospace),
            ),
        ]
        .into();
        style.visuals.panel_fill = tokens.panel;
    });
}
