//! What lies under everything: plain land, the sample town's streets, a map of tiles on the
//! user's disk, or a server's tiles.
//!
//! Tiles are made when a basemap is first shown and kept while it is. A server is asked only
//! after the user chose it. Vector tiles are drawn in the window's own colours, so that heat and
//! hotspots stand out on any of them.

mod look;
mod picture;
mod remembered;
mod style;
mod tiles;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use egui::Context;
use walkers::Tiles;

use crate::app::App;
use crate::engine::lane::Wake;
use crate::engine::tiles::{TileLoader, TileSource};
use crate::io::tiles::{Owed, ServedTiles, TileArchive, TileFormat, TileSet};
use crate::project::{Basemap, TileServer};
use crate::view::map::basemap::look::Look;
use crate::view::map::basemap::remembered::Remembered;
use crate::view::map::basemap::tiles::SetTiles;
use crate::view::theme::Tokens;

/// Threads that fetch tiles of a file, and make them ready.
const FILE_THREADS: usize = 2;
/// Requests to a server at the same time; browsers allow themselves six.
const SERVER_THREADS: usize = 4;
/// Zooms servers are asked for.
const SERVER_ZOOMS: (u8, u8) = (0, 19);

/// The tiles that are shown.
#[derive(Default)]
pub(crate) struct BasemapLayer {
    /// The sample town's tiles as a file.
    pub(crate) sample_tiles: Option<PathBuf>,
    /// A server's address while it is typed.
    pub(crate) draft: Draft,
    open: Option<Open>,
}

/// What is typed of a server, until it is used.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Draft {
    /// Whether it is shown.
    pub(crate) is_open: bool,
    /// What is typed so far.
    pub(crate) server: TileServer,
    /// Something of it is new and should be seen.
    pub(crate) is_new: bool,
    /// Why it could not be used.
    pub(crate) fault: Option<String>,
}

struct Open {
    which: Basemap,
    dark: bool,
    about: TileSet,
    source: Arc<dyn TileSource>,
    threads: usize,
    tiles: SetTiles,
}

impl BasemapLayer {
    /// The tiles that `app` wants shown.
    pub(crate) fn tiles(
        &mut self,
        ctx: &Context,
        app: &App,
        tokens: &Tokens,
    ) -> Option<&mut (dyn Tiles + 'static)> {
        let which = &app.project().basemap;
        let dark = tokens.dark;
        let is_shown = |open: &Open| open.which == *which && open.dark == dark;
        if !self.open.as_ref().is_some_and(is_shown) {
            let before = self.open.take();
            self.open = self.make(ctx, app, tokens, before);
        }
        let open = self.open.as_mut()?;
        if let Some(rest) = open.tiles.loader.next_try(Instant::now()) {
            ctx.request_repaint_after(rest);
        }
        Some(&mut open.tiles)
    }

    /// Forgets every tile.
    pub(crate) fn reload(&mut self) {
        self.open = None;
    }

    /// Whom the tiles are owed to.
    pub(crate) fn owed(&self) -> Option<&Owed> {
        self.open.as_ref()?.about.owed.as_ref()
    }

    /// What they say of themselves.
    pub(crate) fn about(&self) -> Option<&TileSet> {
        self.open.as_ref().map(|open| &open.about)
    }

    /// Why tiles are missing, if they are.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.open.as_ref()?.tiles.loader.fault()
    }

    fn make(
        &self,
        ctx: &Context,
        app: &App,
        tokens: &Tokens,
        before: Option<Open>,
    ) -> Option<Open> {
        let which = app.project().basemap.clone();
        let (source, about, threads) = match &which {
            // In another theme what the source has told already is not asked for again.
            same if before.as_ref().is_some_and(|open| open.which == *same) => {
                let open = before?;
                (open.source, open.about, open.threads)
            }
            Basemap::None => return None,
            Basemap::SampleTown => of_sample(self.sample_tiles.as_deref()?)?,
            Basemap::File(_) => {
                let archive = app.tile_archive()?;
                let about = archive.about().clone();
                (
                    Arc::clone(archive) as Arc<dyn TileSource>,
                    about,
                    FILE_THREADS,
                )
            }
            Basemap::OpenStreetMap => served(openstreetmap())?,
            Basemap::Server(server) => served(server.clone())?,
        };
        let look = if which == Basemap::SampleTown {
            Look::sample(tokens)
        } else {
            Look::of(&about, tokens)
        };
        let woken = ctx.clone();
        let wake: Wake = Arc::new(move || woken.request_repaint());
        let zooms = about.zooms;
        let (side_px, follows_zoom) = (look.side_px, look.follows_zoom);
        let loader = TileLoader::new(Arc::clone(&source), &look.maker(ctx), threads, &wake);
        Some(Open {
            which,
            dark: tokens.dark,
            about,
            source,
            threads,
            tiles: SetTiles {
                loader,
                zooms,
                side_px,
                follows_zoom,
            },
        })
    }
}

type Source = (Arc<dyn TileSource>, TileSet, usize);

fn of_sample(path: &Path) -> Option<Source> {
    let archive = TileArchive::open(path);
    let archive =
        archive.inspect_err(|error| log::warn!("the sample town has no streets: {error}"));
    let archive = archive.ok()?;
    let about = TileSet {
        owed: Owed::of_html("Saltmere is a town that does not exist"),
        ..archive.about().clone()
    };
    Some((Arc::new(archive), about, FILE_THREADS))
}

fn served(server: TileServer) -> Option<Source> {
    let about = about_server(&server);
    let tiles = ServedTiles::new(server);
    let tiles = tiles.inspect_err(|error| log::error!("no server can be asked: {error}"));
    let remembered = Remembered::new(tiles.ok()?);
    Some((Arc::new(remembered), about, SERVER_THREADS))
}

/// What is known of a server before it is asked.
fn about_server(server: &TileServer) -> TileSet {
    let path = server.url.split('?').next().unwrap_or_default();
    let is_vector = [".pbf", ".mvt"].iter().any(|end| path.ends_with(end));
    let (low, high) = SERVER_ZOOMS;
    TileSet {
        name: host(&server.url).to_owned(),
        owed: Owed::of_html(&server.attribution),
        format: if is_vector {
            TileFormat::Vector
        } else {
            TileFormat::Picture
        },
        // Vector tiles rarely go further, and are as sharp from nearer.
        zooms: (low, if is_vector { 14 } else { high }),
        corners: None,
        layers: Vec::new(),
        side_px: None,
    }
}

/// `tiles.example.org` of its address.
pub(crate) fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let host = after.split(['/', '?']).next().unwrap_or(after);
    host.rsplit('@').next().unwrap_or(host)
}

fn openstreetmap() -> TileServer {
    TileServer {
        url: "https://tile.openstreetmap.org/{z}/{x}/{y}.png".to_owned(),
        attribution: "<a href=\"https://www.openstreetmap.org/copyright\">&copy; OpenStreetMap \
                      contributors</a>"
            .to_owned(),
        key: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_described_by_its_address() {
        let server = TileServer {
            attribution: "&copy; Us".to_owned(),
            ..TileServer::parse("https://{s}.tiles.example.org/{z}/{x}/{y}.pbf?k={key}").unwrap()
        };
        let about = about_server(&server);
        assert_eq!(about.format, TileFormat::Vector);
        assert_eq!(about.name, "{s}.tiles.example.org");
        assert_eq!(about.owed.unwrap().text, "\u{a9} Us");
        let osm = about_server(&openstreetmap());
        assert_eq!((osm.format, osm.zooms), (TileFormat::Picture, (0, 19)));
        let link = osm.owed.unwrap().link.unwrap();
        assert_eq!(link, "https://www.openstreetmap.org/copyright");
        assert_eq!(host("https://user:pass@a.org/x"), "a.org");
    }
}
