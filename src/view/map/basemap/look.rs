//! How the tiles of a map are made into what is drawn.

use std::sync::Arc;

use egui::Context;
use walkers::{Style, Tile};

use crate::engine::tiles::Make;
use crate::io::tiles::{TileFormat, TileSet, readable};
use crate::sample::basemap::{STYLE_DARK, STYLE_LIGHT};
use crate::view::map::basemap::picture::Fitting;
use crate::view::map::basemap::style::style_of;
use crate::view::theme::Tokens;

/// Side vector tiles are drawn with, in points: they are made for that.
const VECTOR_SIDE_PX: u32 = 512;
/// Side of pictures where nothing else is known.
const PICTURE_SIDE_PX: u32 = 256;

/// How tiles look.
pub(super) struct Look {
    /// Side they are drawn with at their own zoom.
    pub(super) side_px: u32,
    /// Whether they are made anew for each zoom nearer than their own.
    pub(super) follows_zoom: bool,
    made: Made,
}

/// How bytes become a tile.
enum Made {
    /// Vectors are drawn in a style.
    Drawn(Style),
    /// Pictures are fitted to the theme.
    Fitted(Fitting),
}

impl Look {
    /// The look of the sample town.
    pub(super) fn sample(tokens: &Tokens) -> Self {
        let text = if tokens.dark { STYLE_DARK } else { STYLE_LIGHT };
        let style = without_area_names(text).unwrap_or_else(|error| {
            log::error!("the basemap's style cannot be read: {error}");
            Style::default()
        });
        Self {
            side_px: VECTOR_SIDE_PX,
            follows_zoom: false,
            made: Made::Drawn(style),
        }
    }

    /// The look of a map that holds `about`.
    pub(super) fn of(about: &TileSet, tokens: &Tokens) -> Self {
        match about.format {
            TileFormat::Vector => Self {
                side_px: VECTOR_SIDE_PX,
                follows_zoom: true,
                made: Made::Drawn(style_of(&about.layers, tokens)),
            },
            TileFormat::Picture => Self {
                side_px: picture_side_px(about.side_px),
                follows_zoom: false,
                made: Made::Fitted(Fitting::to(tokens)),
            },
        }
    }

    /// Makes tiles of bytes, on any thread.
    pub(super) fn maker(self, ctx: &Context) -> Arc<Make<Tile>> {
        let ctx = ctx.clone();
        let (made, side_px) = (self.made, self.side_px);
        Arc::new(move |bytes, key| match &made {
            Made::Fitted(fitting) => fitting.tile(bytes, &ctx),
            Made::Drawn(style) => {
                let zoom = key.at.zoom + key.nearer;
                let tile = Tile::new(&readable(bytes), style, zoom, side_px, &ctx);
                tile.map_err(|error| error.to_string())
            }
        })
    }
}

/// The map widget wants a power of two; anything else is drawn as if it were the next one.
fn picture_side_px(said: Option<u32>) -> u32 {
    match said {
        Some(px @ 128..=1024) => px.next_power_of_two(),
        _ => PICTURE_SIDE_PX,
    }
}

/// Names the map writes itself, above the heat and clear of plates.
const NAMED_BY_AREAS: [&str; 2] = ["districts", "town"];

fn without_area_names(style: &str) -> Result<Style, serde_json::Error> {
    let mut style: serde_json::Value = serde_json::from_str(style)?;
    if let Some(layers) = style
        .get_mut("layers")
        .and_then(serde_json::Value::as_array_mut)
    {
        let named = |layer: &serde_json::Value| {
            layer
                .get("id")
                .and_then(serde_json::Value::as_str)
                .is_some_and(|id| NAMED_BY_AREAS.contains(&id))
        };
        layers.retain(|layer| !named(layer));
    }
    serde_json::from_value(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_styles_of_the_sample_are_read_and_draw_something() {
        for text in [STYLE_DARK, STYLE_LIGHT] {
            let whole: Style = serde_json::from_str(text).unwrap();
            let shown = without_area_names(text).unwrap();
            assert!(shown.layers.len() > 3);
            assert_eq!(
                shown.layers.len() + NAMED_BY_AREAS.len(),
                whole.layers.len()
            );
        }
    }

    #[test]
    fn pictures_of_every_kind_become_tiles_and_broken_ones_a_reason() {
        use image::ImageFormat::{Jpeg, Png, WebP};
        let about = TileSet {
            name: String::new(),
            owed: None,
            format: TileFormat::Picture,
            zooms: (0, 1),
            corners: None,
            layers: Vec::new(),
            side_px: Some(256),
        };
        let make = Look::of(&about, &Tokens::LIGHT).maker(&Context::default());
        let at = crate::io::tiles::TileAt {
            zoom: 0,
            x: 0,
            y: 0,
        };
        let key = crate::engine::tiles::TileKey { at, nearer: 0 };
        for format in [Png, Jpeg, WebP] {
            let mut bytes = std::io::Cursor::new(Vec::new());
            let picture = image::RgbImage::from_pixel(256, 256, image::Rgb([200, 60, 20]));
            picture.write_to(&mut bytes, format).unwrap();
            let made = make(bytes.get_ref(), key);
            let Ok(Tile::Raster(texture)) = made else {
                panic!("{format:?} is no picture");
            };
            assert_eq!(texture.size(), [256, 256], "{format:?}");
            assert!(make(&bytes.get_ref()[..40], key).is_err(), "{format:?}");
        }
    }

    #[test]
    fn sides_of_pictures_are_powers_of_two() {
        let sides = [None, Some(256), Some(512), Some(500), Some(4), Some(70_000)];
        assert_eq!(sides.map(picture_side_px), [256, 256, 512, 512, 256, 256]);
    }
}
