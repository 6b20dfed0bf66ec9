//! From a data set and a question to everything the window shows.
//!
//! An [`Answer`] is made of parts that depend on different parts of the question: the
//! selection and the charts on the filter, the surface on selection and bandwidth, the list
//! on selection and unit. What did not change is taken over from the answer before.
//!
//! Of large data [`answer_in_stages`] tells what it can before the whole answer is there: a
//! surface out of the [`Cube`] while only the clock window moves, then everything with a list
//! that is not exact yet.

use std::sync::Arc;

use crate::analysis::bandwidth::{self, Suggestions};
use crate::analysis::cube::{Cube, Grain};
use crate::analysis::facets::{Facets, select_and_count};
use crate::analysis::rank::{RankError, RankParams, Ranking, rank, rank_preview};
use crate::analysis::selection::{FilterError, OffenceRows, ResolvedFilter, Selection, SiteLoad};
use crate::analysis::surface::{Surface, SurfaceError, SurfaceParams, surface, surface_of};
use crate::base::{Cancelled, Planar, Progress};
use crate::data::filter::TimeFilter;
use crate::data::{Dataset, Filter};

/// What is asked. Equal questions of one data set have equal answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Which incidents count.
    pub filter: Filter,
    /// The surface.
    pub surface: SurfaceParams,
    /// The list.
    pub ranking: RankParams,
}

/// Everything the window shows of one question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The data it was asked of.
    pub data: Arc<Dataset>,
    /// What was asked.
    pub question: Question,
    /// The rows that pass what it asks of offences, kept for the next question.
    pub offences: OffenceRows,
    /// The incidents that count.
    pub selection: Arc<Selection>,
    /// The charts.
    pub facets: Arc<Facets>,
    /// Bandwidths that rules of thumb would choose; `None` without spread.
    pub bandwidths: Option<Suggestions>,
    /// The density surface, or why there is none.
    pub surface: Result<Arc<Surface>, SurfaceError>,
    /// The list, or why there is none.
    pub ranking: Result<Arc<Ranking>, RankError>,
}

/// What is told on the way to an answer.
#[derive(Clone, Debug)]
pub enum Stage {
    /// A surface near the exact one.
    Surface(Box<SurfacePreview>),
    /// The answer; with a list that is not exact yet if [`Ranking::is_exact`] says so.
    Answer(Box<Answer>),
    /// The cube of the filter, for questions to come.
    Cube(Arc<Cube>),
}

/// A surface that was not made of the incidents themselves but of a [`Cube`].
#[derive(Clone, Debug)]
pub struct SurfacePreview {
    /// What it answers.
    pub question: Question,
    /// The surface.
    pub surface: Arc<Surface>,
}

/// Data with fewer incidents are answered whole before a preview would be seen.
const STAGES_FROM_ROWS: usize = 1_000_000;

/// Answers `question` about `data`, taking over what `before` already knows.
///
/// # Errors
/// When the filter cannot be asked of this data, or the work was cancelled.
pub fn answer(
    data: &Arc<Dataset>,
    question: &Question,
    before: Option<&Answer>,
    progress: &Progress,
) -> Result<Answer, FilterError> {
    let mut draft = Draft::new(data, question, before, progress)?;
    progress.check(1, 3)?;
    draft.fill(Draft::ranking);
    progress.check(3, 3)?;
    Ok(draft.answer)
}

/// As [`answer`], telling stage by stage what is known; the answer itself is one of them.
/// `cube` may be of an earlier filter of the same data.
///
/// # Errors
/// When the filter cannot be asked of this data, or the work was cancelled.
pub fn answer_in_stages(
    data: &Arc<Dataset>,
    question: &Question,
    before: Option<&Answer>,
    cube: Option<&Cube>,
    progress: &Progress,
    tell: &dyn Fn(Stage),
) -> Result<Stage, FilterError> {
    if data.incidents.len() < STAGES_FROM_ROWS {
        return Ok(Stage::Answer(Box::new(answer(
            data, question, before, progress,
        )?)));
    }
    let bandwidth_m = question.surface.bandwidth_m;
    let cube = cube.filter(|cube| cube.serves(&question.filter, bandwidth_m));
    if let Some(preview) = cube.and_then(|cube| preview(data, question, before, cube, progress)) {
        tell(Stage::Surface(Box::new(preview)));
    }
    let mut draft = Draft::new(data, question, before, progress)?;
    progress.check(1, 3)?;
    draft.fill(Draft::near_ranking);
    if draft.known_ranking().is_none() {
        progress.check(2, 3)?;
        tell(Stage::Answer(Box::new(draft.answer.clone())));
        if draft
            .answer
            .ranking
            .as_ref()
            .map_or(true, |list| !list.is_exact)
        {
            draft.answer.ranking = draft.ranking();
        }
    }
    progress.check(3, 3)?;
    let offences = draft.answer.offences.clone();
    let answer = Stage::Answer(Box::new(draft.answer));
    let sites = data.incidents.sites();
    let Some(grain) = cube
        .is_none()
        .then(|| Grain::of(sites, bandwidth_m))
        .flatten()
    else {
        return Ok(answer);
    };
    tell(answer);
    let known = Some((&question.filter, &offences));
    let resolved = draft
        .resolved
        .map_or_else(|| ResolvedFilter::after(data, &question.filter, known), Ok)?;
    let cube = Cube::new(&resolved, &question.filter, grain, progress)?;
    Ok(Stage::Cube(Arc::new(cube)))
}

/// The surface out of the cube, on the lattice of the surface before it, so that the picture
/// stays where it is. Only a changed filter needs one.
fn preview(
    data: &Arc<Dataset>,
    question: &Question,
    before: Option<&Answer>,
    cube: &Cube,
    progress: &Progress,
) -> Option<SurfacePreview> {
    let before = before.filter(|b| {
        Arc::ptr_eq(&b.data, data)
            && b.question.filter != question.filter
            && b.question.surface == question.surface
    })?;
    let params = SurfaceParams {
        extent: Some(before.surface.as_ref().ok()?.lattice.bounds()),
        ..question.surface
    };
    let points = cube.points(&question.filter);
    let surface = surface_of(points, &data.areas, &params, progress).ok()?;
    Some(SurfacePreview {
        question: question.clone(),
        surface: Arc::new(surface),
    })
}

/// An answer that is being made.
struct Draft<'a> {
    answer: Answer,
    /// The answer before, if it is of the same data and filter.
    same_filter: Option<&'a Answer>,
    /// The filter, where it had to be resolved.
    resolved: Option<ResolvedFilter<'a>>,
    progress: &'a Progress,
}

type RankBy =
    fn(&Dataset, &Selection, &TimeFilter, &RankParams, &Progress) -> Result<Ranking, RankError>;

impl<'a> Draft<'a> {
    /// Selection and charts; all else is still to come.
    fn new(
        data: &'a Arc<Dataset>,
        question: &Question,
        before: Option<&'a Answer>,
        progress: &'a Progress,
    ) -> Result<Self, FilterError> {
        let before = before.filter(|b| Arc::ptr_eq(&b.data, data));
        let same_filter = before.filter(|b| b.question.filter == question.filter);
        let mut resolved = None;
        let (offences, (selection, facets)) = if let Some(b) = same_filter {
            let same = (Arc::clone(&b.selection), Arc::clone(&b.facets));
            (b.offences.clone(), same)
        } else {
            let known = before.map(|b| (&b.question.filter, &b.offences));
            let filter = ResolvedFilter::after(data, &question.filter, known)?;
            let filter = resolved.insert(filter);
            let made = filtered(filter, &question.filter, before, progress)?;
            (filter.offences().clone(), made)
        };
        let answer = Answer {
            data: Arc::clone(data),
            question: question.clone(),
            offences,
            selection,
            facets,
            bandwidths: None,
            surface: Err(SurfaceError::Cancelled(Cancelled)),
            ranking: Err(RankError::Cancelled(Cancelled)),
        };
        Ok(Self {
            answer,
            same_filter,
            resolved,
            progress,
        })
    }

    /// Makes what is made of the selection, side by side; `list` makes the list.
    fn fill(&mut self, list: impl Fn(&Self) -> Result<Arc<Ranking>, RankError> + Sync) {
        let this = &*self;
        let about = || rayon::join(|| this.bandwidths(), || list(this));
        let (surface, (bandwidths, ranking)) = rayon::join(|| this.surface(), about);
        self.answer.surface = surface;
        self.answer.bandwidths = bandwidths;
        self.answer.ranking = ranking;
    }

    fn bandwidths(&self) -> Option<Suggestions> {
        let Answer {
            data, selection, ..
        } = &self.answer;
        self.same_filter
            .map_or_else(|| suggest(data, selection), |b| b.bandwidths)
    }

    fn surface(&self) -> Result<Arc<Surface>, SurfaceError> {
        let question = &self.answer.question;
        let known = self
            .same_filter
            .filter(|b| b.question.surface == question.surface);
        known.map_or_else(
            || {
                let Answer {
                    data, selection, ..
                } = &self.answer;
                surface(data, selection, &question.surface, self.progress).map(Arc::new)
            },
            |b| b.surface.clone(),
        )
    }

    fn known_ranking(&self) -> Option<&'a Result<Arc<Ranking>, RankError>> {
        let ranking = &self.answer.question.ranking;
        self.same_filter
            .filter(|b| b.question.ranking == *ranking)
            .map(|b| &b.ranking)
            .filter(|list| list.as_ref().map_or(true, |list| list.is_exact))
    }

    fn ranking(&self) -> Result<Arc<Ranking>, RankError> {
        self.known_ranking()
            .cloned()
            .unwrap_or_else(|| self.ranking_by(rank))
    }

    fn near_ranking(&self) -> Result<Arc<Ranking>, RankError> {
        self.known_ranking()
            .cloned()
            .unwrap_or_else(|| self.ranking_by(rank_preview))
    }

    fn ranking_by(&self, by: RankBy) -> Result<Arc<Ranking>, RankError> {
        let Answer {
            data,
            question,
            selection,
            ..
        } = &self.answer;
        let time = &question.filter.time;
        by(data, selection, time, &question.ranking, self.progress).map(Arc::new)
    }
}

type Filtered = (Arc<Selection>, Arc<Facets>);

fn filtered(
    resolved: &ResolvedFilter<'_>,
    filter: &Filter,
    before: Option<&Answer>,
    progress: &Progress,
) -> Result<Filtered, Cancelled> {
    let before = before.map(|b| (&b.question.filter, &*b.facets));
    let (selection, charts) = select_and_count(resolved, filter, before, progress)?;
    Ok((Arc::new(selection), Arc::new(charts)))
}

fn suggest(data: &Dataset, selection: &Selection) -> Option<Suggestions> {
    let sites = data.incidents.sites();
    let at = |load: &SiteLoad| sites.position(load.site as usize);
    let points: Vec<Planar> = selection.sites.iter().map(at).collect();
    let weights: Vec<f64> = selection.sites.iter().map(|load| load.weight).collect();
    bandwidth::suggestions(&points, &weights)
}

impl Answer {
    /// Whether a part was cut short by cancellation, so that the answer is not whole.
    pub fn was_cancelled(&self) -> bool {
        matches!(self.surface, Err(SurfaceError::Cancelled(Cancelled)))
            || matches!(self.ranking, Err(RankError::Cancelled(Cancelled)))
    }
}
