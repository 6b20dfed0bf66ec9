//! Colours, sizes and type: the only place that names a colour.
//!
//! Street-lamp amber means "chosen" and nothing else. Text keeps WCAG AA against its
//! background; `faint` is for ticks and disabled text only.

pub mod fonts;
pub mod heat;
pub mod style;

use egui::Color32;

use crate::app::session::ThemeChoice;

pub use fonts::{Weight, font};

/// Colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tokens {
    /// Whether the theme is dark.
    pub dark: bool,
    /// Behind everything.
    pub window: Color32,
    /// Panels.
    pub panel: Color32,
    /// Raised things on panels: buttons, the chosen row.
    pub raised: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Second-rank text.
    pub muted: Color32,
    /// Ticks and disabled text.
    pub faint: Color32,
    /// "Chosen".
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Sure, fine.
    pub good: Color32,
    /// Doubtful, failed.
    pub warn: Color32,
    /// Map: land.
    pub land: Color32,
    /// Map: water.
    pub water: Color32,
}

/// Size of titles, in points.
pub const TITLE_PT: f32 = 15.0;
/// Size of body text, in points.
pub const BODY_PT: f32 = 12.5;
/// Size of the status bar, in points.
pub const STATUS_PT: f32 = 11.5;
/// Size of ticks, in points.
pub const TICK_PT: f32 = 10.5;
/// Space at panel edges, in points.
pub const EDGE: f32 = 16.0;
/// Space between sections, in points.
pub const GAP: f32 = 12.0;
/// Corner radius, in points.
pub const RADIUS: u8 = 6;

impl Tokens {
    /// The dark theme.
    pub const DARK: Self = Self {
        dark: true,
        window: Color32::from_rgb(0x0F, 0x15, 0x22),
        panel: Color32::from_rgb(0x16, 0x1E, 0x2E),
        raised: Color32::from_rgb(0x1C, 0x26, 0x38),
        line: Color32::from_rgb(0x2A, 0x35, 0x50),
        text: Color32::from_rgb(0xE8, 0xEC, 0xF4),
        muted: Color32::from_rgb(0x94, 0xA0, 0xB8),
        faint: Color32::from_rgb(0x5E, 0x6B, 0x86),
        accent: Color32::from_rgb(0xF4, 0xB8, 0x60),
        on_accent: Color32::from_rgb(0x1B, 0x14, 0x06),
        good: Color32::from_rgb(0x7F, 0xD1, 0xB9),
        warn: Color32::from_rgb(0xF2, 0x8B, 0x6C),
        land: Color32::from_rgb(0x11, 0x1A, 0x29),
        water: Color32::from_rgb(0x0B, 0x12, 0x20),
    };

    /// The light theme.
    pub const LIGHT: Self = Self {
        dark: false,
        window: Color32::from_rgb(0xEF, 0xED, 0xE7),
        panel: Color32::from_rgb(0xFB, 0xFA, 0xF7),
        raised: Color32::from_rgb(0xF1, 0xEF, 0xE9),
        line: Color32::from_rgb(0xDA, 0xD6, 0xCB),
        text: Color32::from_rgb(0x1C, 0x24, 0x33),
        muted: Color32::from_rgb(0x5B, 0x65, 0x77),
        faint: Color32::from_rgb(0x91, 0x98, 0xA5),
        accent: Color32::from_rgb(0xA9, 0x51, 0x0F),
        on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
        good: Color32::from_rgb(0x18, 0x73, 0x5C),
        warn: Color32::from_rgb(0xB3, 0x40, 0x1E),
        land: Color32::from_rgb(0xF4, 0xF2, 0xEC),
        water: Color32::from_rgb(0xD5, 0xE1, 0xE6),
    };

    /// A raised thing under the pointer.
    pub fn hover(&self) -> Color32 {
        mix(self.raised, self.text, 0.07)
    }

    /// Outline of a control under the pointer.
    pub fn edge(&self) -> Color32 {
        mix(self.line, self.text, 0.25)
    }

    /// What a bar has not filled.
    pub fn track(&self) -> Color32 {
        mix(self.panel, self.line, 0.55)
    }

    /// The accent of what could be chosen and is not.
    pub fn accent_dim(&self) -> Color32 {
        mix(self.panel, self.accent, 0.42)
    }

    /// Behind what lies over the map.
    pub fn shadow(&self) -> Color32 {
        Color32::from_black_alpha(if self.dark { 110 } else { 40 })
    }

    /// The tokens of a theme.
    pub fn of(theme: ThemeChoice) -> &'static Self {
        match theme {
            ThemeChoice::Dark => &Self::DARK,
            ThemeChoice::Light => &Self::LIGHT,
        }
    }
}

/// The colour `t` of the way from `a` to `b`; both opaque.
pub fn mix(a: Color32, b: Color32, t: f32) -> Color32 {
    let channel = |x: u8, y: u8| (f32::from(x) + (f32::from(y) - f32::from(x)) * t).round() as u8;
    Color32::from_rgb(
        channel(a.r(), b.r()),
        channel(a.g(), b.g()),
        channel(a.b(), b.b()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(c: Color32) -> f64 {
        let channel = |v: u8| {
            let s = f64::from(v) / 255.0;
            if s <= 0.04045 {
                s / 12.92
            } else {
                ((s + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(c.r()) + 0.7152 * channel(c.g()) + 0.0722 * channel(c.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    #[test]
    fn text_keeps_wcag_aa_against_its_background() {
        for t in [Tokens::DARK, Tokens::LIGHT] {
            for ground in [t.panel, t.raised, t.window] {
                for ink in [t.text, t.muted, t.good, t.warn] {
                    assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}");
                }
            }
            assert!(contrast(t.on_accent, t.accent) >= 4.5);
        }
    }
}
