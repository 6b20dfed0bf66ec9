//! A picture of the window, taken by the window: for reports, for the README, and for checking
//! on a machine without a screen.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::{ColorImage, Context, ScreenshotCallback, ViewportCommand};

use crate::app::session::Panel;
use crate::app::{App, AskWish, Command};
use crate::io::write::files::{commit, stage};

/// What picture to take; the window closes after it.
#[derive(Clone, Debug, Default)]
pub struct ScreenshotRequest {
    /// PNG file to write.
    pub path: PathBuf,
    /// Choose this rank (from 1) first.
    pub select: Option<usize>,
    /// Open this panel first.
    pub panel: Option<Panel>,
    /// Ask this method first, and wait for what it answers.
    pub method: Option<&'static str>,
    /// Show how the files would be read, or are.
    pub shows_import: bool,
}

/// How long the picture must have been still: tiles arrive one a frame, the map flies.
const STILL_FOR: Duration = Duration::from_millis(1_500);

/// Waits until nothing moves, takes the picture, writes it, closes the window.
pub struct Photographer {
    request: ScreenshotRequest,
    selected: bool,
    still_since: Option<Instant>,
    image: Arc<Mutex<Option<Arc<ColorImage>>>>,
    asked: bool,
    failure: Failure,
}

/// Where a picture's failure is left for whoever opened the window.
pub(super) type Failure = Arc<Mutex<Option<String>>>;

impl Photographer {
    /// A photographer with a request.
    pub fn new(request: ScreenshotRequest, failure: Failure) -> Self {
        Self {
            request,
            selected: false,
            still_since: None,
            image: Arc::default(),
            asked: false,
            failure,
        }
    }

    /// Called once a frame.
    pub fn step(&mut self, ctx: &Context, app: &mut App) {
        ctx.request_repaint_after(Duration::from_millis(30));
        let taken = self
            .image
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(image) = taken {
            if let Err(error) = write_png(&self.request.path, &image) {
                let text = format!("{error}: {}", self.request.path.display());
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
            }
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        if self.asked || !self.is_still(app) {
            return;
        }
        let image = Arc::clone(&self.image);
        let keep = move |picture| {
            *image.lock().unwrap_or_else(PoisonError::into_inner) = Some(picture);
        };
        ctx.send_viewport_cmd(ViewportCommand::Screenshot(ScreenshotCallback::new(keep)));
        self.asked = true;
    }

    fn is_still(&mut self, app: &mut App) -> bool {
        let settled = app.is_current() || app.refusal().is_some() || !app.notices().is_empty();
        let asking = app.asking_progress().is_some() || app.is_steadying();
        if app.working().is_some() || asking || !settled {
            self.still_since = None;
            return false;
        }
        if !self.selected {
            self.selected = true;
            if let Some(rank) = self.request.select {
                app.apply(Command::SelectHotspot(rank.checked_sub(1)));
            }
            if let Some(panel) = self.request.panel {
                app.apply(Command::TogglePanel(panel));
            }
            if self.request.shows_import && app.import().is_none() {
                app.apply(Command::ImportSettings);
                return false;
            }
            if let Some(method) = self.request.method {
                app.apply(Command::Ask(AskWish::Choose(Some(method))));
                app.apply(Command::Ask(AskWish::Run));
            }
        }
        self.still_since.get_or_insert_with(Instant::now).elapsed() >= STILL_FOR
    }
}

/// Writes the picture whole or not at all. Whether it may replace a file was asked before.
fn write_png(path: &Path, image: &ColorImage) -> Result<(), Box<dyn std::error::Error>> {
    let [width, height] = image.size;
    let bytes = image.pixels.iter().flat_map(egui::Color32::to_array);
    let picture = image::RgbaImage::from_raw(width as u32, height as u32, bytes.collect())
        .ok_or("the picture has the wrong size")?;
    let mut png = Vec::new();
    picture.write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png)?;
    commit(vec![stage(path, |out| out.write_all(&png))?], true)?;
    Ok(())
}
