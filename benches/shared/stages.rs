//! The stages from a file to a coloured picture, each of them alone, on the sample town.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use nightbeat::analysis::facets::{Facets, facets};
use nightbeat::analysis::rank::{RankError, Ranking, rank};
use nightbeat::analysis::selection::{FilterError, Selection, select};
use nightbeat::analysis::surface::{Surface, SurfaceError, surface, surface_preview};
use nightbeat::base::Progress;
use nightbeat::data::Dataset;
use nightbeat::data::assemble::{AssembleError, AssembleParams, assemble};
use nightbeat::data::raw::RawIncidents;
use nightbeat::engine::{Answer, Question, answer};
use nightbeat::io::read::{ReadError, ReadOptions, read_incidents};
use nightbeat::project::Project;
use nightbeat::scene::heat::tiles;
use nightbeat::scene::legend::DensityScale;
use nightbeat::scene::ramp::Ramp;

/// What each stage starts from: what the stages before it give.
pub(crate) struct Stages {
    data: Arc<Dataset>,
    question: Question,
    selection: Selection,
    surface: Surface,
}

/// Reads a file of incidents.
pub(crate) fn read(csv: &Path) -> Result<RawIncidents, ReadError> {
    read_incidents(csv, &ReadOptions::default(), &Progress::new())
}

/// Places incidents in the plane and makes their table.
pub(crate) fn place(raw: RawIncidents) -> Result<Dataset, AssembleError> {
    let params = AssembleParams::default();
    assemble(vec![raw], None, None, &params, &Progress::new())
}

impl Stages {
    pub(crate) fn new(data: Dataset) -> Result<Self, Box<dyn Error>> {
        let project = Project::sample();
        let question = Question {
            filter: project.filter,
            surface: project.surface,
            ranking: project.ranking,
        };
        let progress = Progress::new();
        let selection = select(&data, &question.filter, &progress)?;
        Ok(Self {
            surface: surface(&data, &selection, &question.surface, &progress)?,
            selection,
            question,
            data: Arc::new(data),
        })
    }

    /// Which incidents count.
    pub(crate) fn select(&self) -> Result<Selection, FilterError> {
        select(&self.data, &self.question.filter, &Progress::new())
    }

    /// The charts.
    pub(crate) fn charts(&self) -> Result<Facets, FilterError> {
        facets(&self.data, &self.question.filter, &Progress::new())
    }

    /// The exact surface.
    pub(crate) fn surface(&self) -> Result<Surface, SurfaceError> {
        let params = &self.question.surface;
        surface(&self.data, &self.selection, params, &Progress::new())
    }

    /// A surface near the exact one.
    pub(crate) fn preview(&self) -> Result<Surface, SurfaceError> {
        let params = &self.question.surface;
        surface_preview(&self.data, &self.selection, params, &Progress::new())
    }

    /// The ten best discs.
    pub(crate) fn discs(&self) -> Result<Ranking, RankError> {
        let time = &self.question.filter.time;
        let params = &self.question.ranking;
        rank(&self.data, &self.selection, time, params, &Progress::new())
    }

    /// The surface's picture.
    pub(crate) fn colour(&self) -> usize {
        let scale = DensityScale::up_to(self.surface.peak_per_km2);
        let ramp = Ramp::new(true);
        let tiles = tiles(&self.surface.lattice);
        let pictures = tiles
            .iter()
            .map(|tile| tile.picture(&self.surface, &scale, &ramp));
        pictures.map(|picture| picture.len()).sum()
    }

    /// Everything from a filter to what the window shows, but the picture.
    pub(crate) fn answer(&self) -> Result<Answer, FilterError> {
        answer(&self.data, &self.question, None, &Progress::new())
    }
}
