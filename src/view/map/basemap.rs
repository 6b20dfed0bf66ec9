//! What lies under everything: plain land, the sample town's streets, or OpenStreetMap.
//!
//! Tiles are made when a basemap is first shown and kept while it is. OpenStreetMap's are the
//! only thing in nightbeat that asks a network, and only after the user chose them.

use std::path::PathBuf;

use egui::Context;
use walkers::{HeaderValue, HttpOptions, HttpTiles, PmTiles, Style, Tiles, sources::OpenStreetMap};

use crate::project::Basemap;
use crate::sample::basemap::{STYLE_DARK, STYLE_LIGHT};

/// The tiles that are shown.
#[derive(Default)]
pub(crate) struct BasemapLayer {
    /// The sample town's tiles as a file.
    pub(crate) sample_tiles: Option<PathBuf>,
    open: Option<Open>,
}

struct Open {
    which: Basemap,
    dark: bool,
    tiles: Box<dyn Tiles>,
}

impl BasemapLayer {
    /// The tiles of `which`, and how opaque they are drawn: heat must stand out from
    /// OpenStreetMap's own colours.
    pub(crate) fn tiles(
        &mut self,
        ctx: &Context,
        which: Basemap,
        dark: bool,
    ) -> Option<(&mut (dyn Tiles + 'static), f32)> {
        // OpenStreetMap looks the same in both themes; asking for it again would be rude.
        let fits = |open: &Open| {
            open.which == which && (open.dark == dark || which == Basemap::OpenStreetMap)
        };
        if !self.open.as_ref().is_some_and(fits) {
            self.open = self
                .make(ctx, which, dark)
                .map(|tiles| Open { which, dark, tiles });
        }
        let opacity = match which {
            Basemap::OpenStreetMap if dark => 0.38,
            Basemap::OpenStreetMap => 0.7,
            Basemap::None | Basemap::SampleTown => 1.0,
        };
        self.open.as_mut().map(|open| (&mut *open.tiles, opacity))
    }

    /// Forgets every tile: walkers keeps one that failed as empty for ever.
    pub(crate) fn reload(&mut self) {
        self.open = None;
    }

    fn make(&self, ctx: &Context, which: Basemap, dark: bool) -> Option<Box<dyn Tiles>> {
        match which {
            Basemap::None => None,
            Basemap::SampleTown => {
                let path = self.sample_tiles.as_ref()?;
                Some(Box::new(PmTiles::with_style(
                    path,
                    style(dark),
                    ctx.clone(),
                )))
            }
            Basemap::OpenStreetMap => {
                let user_agent = concat!("nightbeat/", env!("CARGO_PKG_VERSION"));
                let options = HttpOptions {
                    user_agent: Some(HeaderValue::from_static(user_agent)),
                    ..HttpOptions::default()
                };
                Some(Box::new(HttpTiles::with_options(
                    OpenStreetMap,
                    options,
                    ctx.clone(),
                )))
            }
        }
    }
}

/// Names the map writes itself, above the heat and clear of plates.
const NAMED_BY_AREAS: [&str; 2] = ["districts", "town"];

fn style(dark: bool) -> Style {
    let text = if dark { STYLE_DARK } else { STYLE_LIGHT };
    without_area_names(text).unwrap_or_else(|error| {
        log::error!("the basemap's style cannot be read: {error}");
        Style::default()
    })
}

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

/// Whom the basemap is owed to, and where that is explained.
pub(crate) fn attribution(which: Basemap) -> Option<(&'static str, Option<&'static str>)> {
    match which {
        Basemap::None => None,
        Basemap::SampleTown => Some(("Saltmere is a town that does not exist", None)),
        Basemap::OpenStreetMap => Some((
            "\u{a9} OpenStreetMap contributors",
            Some("https://www.openstreetmap.org/copyright"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_styles_are_read_and_draw_something() {
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
    fn no_tiles_are_made_for_plain_land_or_without_a_file() {
        let mut layer = BasemapLayer::default();
        let ctx = Context::default();
        assert!(layer.tiles(&ctx, Basemap::None, true).is_none());
        assert!(layer.tiles(&ctx, Basemap::SampleTown, true).is_none());
    }
}
