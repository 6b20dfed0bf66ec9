//! When the window first showed something, for `open --timings`.

use std::time::Instant;

use egui::Context;

use crate::app::App;

/// Says how long it took until the first frame and the first whole answer were on the screen.
pub struct Stopwatch {
    started: Instant,
    say: fn(&str),
    frames: u32,
    /// What the frame before this one showed was a whole answer.
    answered: bool,
    done: bool,
}

impl Stopwatch {
    /// Counts from `started`, the start of the program, and tells `say`.
    pub fn new(started: Instant, say: fn(&str)) -> Self {
        Self {
            started,
            say,
            frames: 0,
            answered: false,
            done: false,
        }
    }

    /// Called when a frame begins: then the one before it is on the screen.
    pub(super) fn step(&mut self, ctx: &Context, app: &App) {
        if self.done {
            return;
        }
        let ms = self.started.elapsed().as_secs_f64() * 1000.0;
        if self.frames == 1 {
            (self.say)(&format!("first frame after {ms:.0} ms"));
        }
        if self.answered && self.frames > 1 {
            (self.say)(&format!("first answer shown after {ms:.0} ms"));
            self.done = true;
        }
        self.frames += 1;
        self.answered = app.is_current();
        ctx.request_repaint();
    }
}
