//! Text painted at a place, in one line that ends in "…" where it does not fit.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect};

use crate::view::theme::{BODY_PT, STATUS_PT, TICK_PT, TITLE_PT, Weight, font};

/// A size, a weight and a colour.
#[derive(Clone, Debug)]
pub struct Ink {
    /// Face and size.
    pub font: FontId,
    /// Colour.
    pub colour: Color32,
}

impl Ink {
    /// Titles and the numbers of the list.
    pub fn title(colour: Color32) -> Self {
        Self {
            font: font(TITLE_PT, Weight::SemiBold),
            colour,
        }
    }

    /// Running text.
    pub fn body(colour: Color32) -> Self {
        Self {
            font: font(BODY_PT, Weight::Regular),
            colour,
        }
    }

    /// Names and controls.
    pub fn medium(colour: Color32) -> Self {
        Self {
            font: font(BODY_PT, Weight::Medium),
            colour,
        }
    }

    /// What stands out in running text.
    pub fn strong(colour: Color32) -> Self {
        Self {
            font: font(BODY_PT, Weight::SemiBold),
            colour,
        }
    }

    /// Second lines, the status bar.
    pub fn small(colour: Color32) -> Self {
        Self {
            font: font(STATUS_PT, Weight::Regular),
            colour,
        }
    }

    /// Section headings.
    pub fn heading(colour: Color32) -> Self {
        Self {
            font: font(STATUS_PT, Weight::SemiBold),
            colour,
        }
    }

    /// Ticks of charts and sliders.
    pub fn tick(colour: Color32) -> Self {
        Self {
            font: font(TICK_PT, Weight::Regular),
            colour,
        }
    }
}

/// Lays `text` out in one line of at most `width`.
pub fn line(painter: &Painter, text: &str, ink: &Ink, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    job.append(text, 0.0, format(ink));
    job.wrap = TextWrapping {
        max_width: width.max(0.0),
        max_rows: 1,
        ..TextWrapping::default()
    };
    job.wrap.break_anywhere = true;
    painter.layout_job(job)
}

/// Paints `text` in one line with its `anchor` point at `at`; returns where it stands.
pub fn put(painter: &Painter, at: Pos2, anchor: Align2, text: &str, ink: &Ink, width: f32) -> Rect {
    let galley = line(painter, text, ink, width);
    let rect = anchor.anchor_size(at, galley.size());
    painter.galley(rect.min, galley, ink.colour);
    rect
}

/// How wide `text` is in one line.
pub fn width(painter: &Painter, text: &str, ink: &Ink) -> f32 {
    line(painter, text, ink, f32::INFINITY).size().x
}

/// A paragraph of pieces, each in its own ink.
pub fn job<'a>(pieces: impl IntoIterator<Item = (&'a str, &'a Ink)>) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (text, ink) in pieces {
        job.append(text, 0.0, format(ink));
    }
    job
}

fn format(ink: &Ink) -> TextFormat {
    TextFormat {
        font_id: ink.font.clone(),
        color: ink.colour,
        ..TextFormat::default()
    }
}
