//! The density surface over the map: textures on projected meshes.
//!
//! A new surface is coloured on a thread and given to the graphics card a tile or two a frame;
//! the last one stays until the new one is all there. Moving the map costs one multiplication
//! a vertex.

mod cloth;

use std::sync::Arc;

use egui::{ColorImage, Context, Mesh, Painter, Shape, TextureHandle, TextureOptions};

use crate::analysis::surface::Surface;
use crate::crs::AnalysisCrs;
use crate::engine::lane::{Lane, Mode, Outcome};
use crate::scene::heat::tiles;
use crate::scene::legend::DensityScale;
use crate::scene::ramp::Ramp;
use crate::view::map::frame::MapFrame;
use crate::view::map::heat::cloth::Cloth;

/// Texels handed to the graphics card in one frame, and those of one tile more.
const TEXELS_A_FRAME: usize = 2_000_000;

/// The surface as the graphics card holds it.
#[derive(Default)]
pub(crate) struct HeatLayer {
    mode: Option<Mode>,
    making: Option<Lane<Vec<Picture>>>,
    /// What shall be shown, from when on its pictures are being made.
    wanted: Option<Source>,
    /// Pictures of what is wanted that are not on the card yet, and the pieces of those that are.
    coming: Option<(Vec<Picture>, Vec<Piece>)>,
    shown: Option<(Source, Vec<Piece>)>,
    /// The shapes of the last frame.
    drawn: Option<(MapFrame, f32, Vec<Arc<Mesh>>)>,
}

/// What pictures are made of.
#[derive(Clone)]
struct Source {
    surface: Arc<Surface>,
    crs: AnalysisCrs,
    dark: bool,
}

/// A coloured tile.
struct Picture {
    cloth: Arc<Cloth>,
    triangles: Vec<u32>,
    image: ColorImage,
}

/// A coloured tile on the graphics card.
struct Piece {
    cloth: Arc<Cloth>,
    triangles: Vec<u32>,
    texture: TextureHandle,
}

impl HeatLayer {
    /// Works in the caller instead of on a thread.
    #[cfg(all(test, feature = "ui-tests"))]
    pub(crate) fn work_inline(&mut self) {
        self.mode = Some(Mode::Inline);
    }

    /// Takes in the newest surface; `None` where nothing is to be shown.
    pub(crate) fn update(
        &mut self,
        ctx: &Context,
        surface: Option<&Arc<Surface>>,
        crs: AnalysisCrs,
        dark: bool,
    ) {
        let Some(surface) = surface.filter(|s| !s.density_per_km2.is_empty()) else {
            *self = Self {
                mode: self.mode,
                ..Self::default()
            };
            return;
        };
        let source = Source {
            surface: Arc::clone(surface),
            crs,
            dark,
        };
        if !self
            .wanted
            .as_ref()
            .is_some_and(|wanted| wanted.is(&source))
        {
            self.start(ctx, source);
        }
        match self.making.as_mut().and_then(Lane::poll) {
            Some(Outcome::Early(mut pictures) | Outcome::Done(mut pictures)) => {
                pictures.reverse();
                self.coming = Some((pictures, Vec::new()));
            }
            Some(Outcome::Bug(text)) => log::error!("the surface is not drawn: {text}"),
            None => {}
        }
        self.upload(ctx);
    }

    fn start(&mut self, ctx: &Context, source: Source) {
        self.coming = None;
        self.wanted = Some(source.clone());
        let mode = self.mode.unwrap_or(Mode::Threaded);
        let lane = self.making.get_or_insert_with(|| {
            let ctx = ctx.clone();
            Lane::new(
                "nightbeat heat",
                mode,
                Arc::new(move || ctx.request_repaint()),
            )
        });
        let known = self
            .shown
            .as_ref()
            .filter(|(shown, _)| shown.is_placed_as(&source));
        let known = known.map(|(_, pieces)| {
            let cloths = pieces.iter().map(|piece| Arc::clone(&piece.cloth));
            cloths.collect::<Vec<_>>()
        });
        lane.start(move |_, _| source.pictures(known));
    }

    /// Gives the card what it takes in a frame; shows all when it has all.
    fn upload(&mut self, ctx: &Context) {
        let Some((pictures, pieces)) = &mut self.coming else {
            return;
        };
        let mut texels = 0;
        while let Some(picture) = pictures.pop_if(|_| texels < TEXELS_A_FRAME) {
            texels += picture.image.pixels.len();
            pieces.push(Piece {
                cloth: picture.cloth,
                triangles: picture.triangles,
                texture: ctx.load_texture("heat", picture.image, TextureOptions::LINEAR),
            });
        }
        if !pictures.is_empty() {
            ctx.request_repaint();
            return;
        }
        let pieces = std::mem::take(pieces);
        self.coming = None;
        self.drawn = None;
        self.shown = self.wanted.clone().map(|source| (source, pieces));
    }

    /// The scale of what is shown.
    pub(crate) fn scale(&self) -> Option<DensityScale> {
        self.shown
            .as_ref()
            .map(|(source, _)| scale_of(&source.surface))
    }

    /// Whether what is shown is what was taken in last.
    pub(crate) fn is_newest(&self) -> bool {
        match (&self.shown, &self.wanted) {
            (Some((shown, _)), Some(wanted)) => shown.is(wanted),
            _ => true,
        }
    }

    /// Draws it, at `opacity` of its own.
    pub(crate) fn draw(&mut self, painter: &Painter, frame: MapFrame, opacity: f32) {
        let Some((_, pieces)) = &self.shown else {
            return;
        };
        let opacity = opacity * thinned(frame.zoom);
        if !matches!(self.drawn, Some((f, o, _)) if f == frame && o == opacity) {
            let mesh = |piece: &Piece| {
                let texture = piece.texture.id();
                piece.cloth.mesh(&piece.triangles, frame, texture, opacity)
            };
            let meshes = pieces.iter().map(|piece| Arc::new(mesh(piece))).collect();
            self.drawn = Some((frame, opacity, meshes));
        }
        for mesh in self.drawn.iter().flat_map(|(.., meshes)| meshes) {
            painter.add(Shape::Mesh(Arc::clone(mesh)));
        }
    }
}

impl Source {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.surface, &other.surface)
            && self.dark == other.dark
            && self.crs == other.crs
    }

    fn is_placed_as(&self, other: &Self) -> bool {
        self.surface.lattice == other.surface.lattice && self.crs == other.crs
    }

    /// Colours every tile, over `cloths` where they are known.
    fn pictures(&self, cloths: Option<Vec<Arc<Cloth>>>) -> Vec<Picture> {
        let cloths = cloths.unwrap_or_else(|| {
            let lattice = &self.surface.lattice;
            let new = |tile| Arc::new(Cloth::new(tile, lattice, self.crs));
            tiles(lattice).into_iter().map(new).collect()
        });
        let (scale, ramp) = (scale_of(&self.surface), Ramp::new(self.dark));
        let picture = |cloth: Arc<Cloth>| {
            let (columns, rows) = cloth.tile.picture_size;
            let rgba = cloth.tile.picture(&self.surface, &scale, &ramp);
            let image = ColorImage::from_rgba_premultiplied([columns, rows], &rgba);
            Picture {
                triangles: cloth.lit(&image),
                cloth,
                image,
            }
        };
        cloths.into_iter().map(picture).collect()
    }
}

/// Over a town the surface is the message; in a street one wants to see the street too.
fn thinned(zoom: f64) -> f32 {
    let near = ((zoom - 14.5) / 2.0).clamp(0.0, 1.0);
    1.0 - 0.3 * near as f32
}

fn scale_of(surface: &Surface) -> DensityScale {
    DensityScale::up_to(surface.peak_per_km2)
}
