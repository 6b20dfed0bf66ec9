//! Tiles as the map widget asks for them: the one it wants, or the nearest there is.

use std::time::Instant;

use egui::{Pos2, Rect, Vec2};
use walkers::sources::Attribution;
use walkers::{Tile, TileId, TilePiece, Tiles};

use crate::engine::tiles::{TileKey, TileLoader};
use crate::io::tiles::TileAt;

/// Tiles of one set.
pub(super) struct SetTiles {
    /// What fetches them.
    pub(super) loader: TileLoader<Tile>,
    /// Zooms there are tiles of.
    pub(super) zooms: (u8, u8),
    /// Side they are drawn with at their own zoom.
    pub(super) side_px: u32,
    /// Whether they are made anew for each zoom nearer than their nearest: widths of lines and
    /// names are those of the zoom a tile is made for.
    pub(super) follows_zoom: bool,
}

impl SetTiles {
    /// The tile that holds `at` at the nearest zoom there is, and how much nearer `at` is.
    fn nearest(&self, at: TileAt) -> Option<(TileAt, u8)> {
        let levels = at.zoom.saturating_sub(self.zooms.1);
        Some((at.parent(levels)?, levels))
    }

    fn key(&self, at: TileAt, nearer: u8) -> TileKey {
        let nearer = if self.follows_zoom { nearer } else { 0 };
        TileKey { at, nearer }
    }

    fn find(&mut self, at: TileAt, now: Instant) -> Option<(TileAt, Tile)> {
        if at.zoom < self.zooms.0 {
            return None;
        }
        let (own, levels) = self.nearest(at)?;
        let key = self.key(own, levels);
        if let Some(tile) = self.loader.get(key, now) {
            return Some((own, tile));
        }
        // Until it comes: the same, made for another zoom.
        for nearer in (0..levels + 2).rev() {
            if let Some(tile) = self.loader.peek(self.key(own, nearer)) {
                return Some((own, tile));
            }
        }
        // Or one further out; where there is none of its own it is fetched.
        let mut is_missing = self.loader.is_missing(key);
        for out in 1..=own.zoom.saturating_sub(self.zooms.0) {
            let parent = own.parent(out)?;
            let key = TileKey {
                at: parent,
                nearer: 0,
            };
            let tile = if is_missing {
                self.loader.get(key, now)
            } else {
                self.loader.peek(key)
            };
            if let Some(tile) = tile {
                return Some((parent, tile));
            }
            is_missing = is_missing && self.loader.is_missing(key);
        }
        None
    }
}

impl Tiles for SetTiles {
    fn at(&mut self, id: TileId) -> Option<TilePiece> {
        let at = TileAt {
            zoom: id.zoom,
            x: id.x,
            y: id.y,
        };
        if !at.is_on_map() {
            return None;
        }
        let (found, tile) = self.find(at, Instant::now())?;
        Some(TilePiece::new(tile, part_of(found, at)))
    }

    fn attribution(&self) -> Attribution {
        // The map says itself whom it is owed to.
        Attribution {
            text: "",
            url: "",
            logo_light: None,
            logo_dark: None,
        }
    }

    fn tile_size(&self) -> u32 {
        self.side_px
    }
}

/// Which part of tile `whole` the tile `part` is, from 0 to 1.
fn part_of(whole: TileAt, part: TileAt) -> Rect {
    let levels = part.zoom - whole.zoom;
    let side = 1.0 / f64::from(levels).exp2();
    let within = |a: u32| (f64::from(a) * side).fract() as f32;
    let corner = Pos2::new(within(part.x), within(part.y));
    Rect::from_min_size(corner, Vec2::splat(side as f32))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::engine::tiles::{TileFault, TileSource};

    fn at(zoom: u8, x: u32, y: u32) -> TileAt {
        TileAt { zoom, x, y }
    }

    #[test]
    fn a_tile_is_a_part_of_those_further_out() {
        let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        assert_eq!(part_of(at(5, 7, 9), at(5, 7, 9)), whole);
        let part = part_of(at(5, 7, 9), at(7, 30, 37));
        assert_eq!(part.min, Pos2::new(0.5, 0.25));
        assert_eq!(part.size(), Vec2::splat(0.25));
    }

    /// Has zooms 3 to 5; of zoom 5 only the column 0.
    struct Sparse;

    impl TileSource for Sparse {
        fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileFault> {
            let there = (3..5).contains(&at.zoom) || (at.zoom == 5 && at.x == 0);
            Ok(there.then(|| vec![at.zoom]))
        }
    }

    fn sparse() -> SetTiles {
        let make: Arc<crate::engine::tiles::Make<Tile>> = Arc::new(|_, _| {
            Ok(Tile::Vector {
                drawables: Arc::default(),
                texts: Vec::new(),
            })
        });
        let wake: crate::engine::lane::Wake = Arc::new(|| ());
        SetTiles {
            loader: TileLoader::new(Arc::new(Sparse), &make, 1, &wake),
            zooms: (3, 5),
            side_px: 512,
            follows_zoom: true,
        }
    }

    /// Zoom of the tile that is drawn at last.
    fn drawn(tiles: &mut SetTiles, wanted: TileAt) -> Option<TileAt> {
        let mut found = None;
        for _ in 0..200 {
            found = tiles.find(wanted, Instant::now()).map(|(at, _)| at);
            let own = tiles.nearest(wanted).map(|(own, _)| own);
            if found.is_some() && found == own {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
            if found.is_some() && !tiles.loader.is_busy() {
                break;
            }
        }
        found
    }

    #[test]
    fn beyond_the_zooms_of_a_map_its_nearest_tiles_are_drawn() {
        let mut tiles = sparse();
        assert_eq!(drawn(&mut tiles, at(5, 0, 4)), Some(at(5, 0, 4)));
        assert_eq!(drawn(&mut tiles, at(8, 3, 39)), Some(at(5, 0, 4)), "nearer");
        assert_eq!(drawn(&mut tiles, at(5, 6, 6)), Some(at(4, 3, 3)), "a hole");
        assert_eq!(drawn(&mut tiles, at(2, 0, 0)), None, "further out");
    }
}
