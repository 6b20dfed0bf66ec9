//! From a data set and a question to everything the window shows.
//!
//! An [`Answer`] is made of parts that depend on different parts of the question: the
//! selection and the charts on the filter, the surface on selection and bandwidth, the list
//! on selection and unit. What did not change is taken over from the answer before.

use std::sync::Arc;

use crate::analysis::bandwidth::{self, Suggestions};
use crate::analysis::facets::{Facets, facets_resolved};
use crate::analysis::rank::{RankError, RankParams, Ranking, rank};
use crate::analysis::selection::{
    FilterError, ResolvedFilter, Selection, SiteLoad, select_resolved,
};
use crate::analysis::surface::{Surface, SurfaceError, SurfaceParams, surface};
use crate::base::{Cancelled, Planar, Progress};
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
    let before = before.filter(|b| Arc::ptr_eq(&b.data, data));
    let same_filter = before.filter(|b| b.question.filter == question.filter);
    let (selection, charts, bandwidths) = match same_filter {
        Some(b) => (
            Arc::clone(&b.selection),
            Arc::clone(&b.facets),
            b.bandwidths,
        ),
        None => filtered(data, &question.filter, progress)?,
    };
    progress.check(1, 3)?;
    let known_surface = same_filter
        .filter(|b| b.question.surface == question.surface)
        .map(|b| b.surface.clone());
    let known_ranking = same_filter
        .filter(|b| b.question.ranking == question.ranking)
        .map(|b| b.ranking.clone());
    let (surface, ranking) = rayon::join(
        || known_surface.unwrap_or_else(|| new_surface(data, &selection, question, progress)),
        || known_ranking.unwrap_or_else(|| new_ranking(data, &selection, question, progress)),
    );
    progress.check(3, 3)?;
    Ok(Answer {
        data: Arc::clone(data),
        question: question.clone(),
        selection,
        facets: charts,
        bandwidths,
        surface,
        ranking,
    })
}

type Filtered = (Arc<Selection>, Arc<Facets>, Option<Suggestions>);

fn filtered(data: &Dataset, filter: &Filter, progress: &Progress) -> Result<Filtered, FilterError> {
    let resolved = ResolvedFilter::new(data, filter)?;
    let selection = select_resolved(&resolved, progress)?;
    let charts = facets_resolved(&resolved, &filter.time, progress)?;
    let bandwidths = suggest(data, &selection);
    Ok((Arc::new(selection), Arc::new(charts), bandwidths))
}

fn suggest(data: &Dataset, selection: &Selection) -> Option<Suggestions> {
    let sites = data.incidents.sites();
    let at = |load: &SiteLoad| sites.position(load.site as usize);
    let points: Vec<Planar> = selection.sites.iter().map(at).collect();
    let weights: Vec<f64> = selection.sites.iter().map(|load| load.weight).collect();
    bandwidth::suggestions(&points, &weights)
}

fn new_surface(
    data: &Dataset,
    selection: &Selection,
    question: &Question,
    progress: &Progress,
) -> Result<Arc<Surface>, SurfaceError> {
    surface(data, selection, &question.surface, progress).map(Arc::new)
}

fn new_ranking(
    data: &Dataset,
    selection: &Selection,
    question: &Question,
    progress: &Progress,
) -> Result<Arc<Ranking>, RankError> {
    rank(
        data,
        selection,
        &question.filter.time,
        &question.ranking,
        progress,
    )
    .map(Arc::new)
}

impl Answer {
    /// Whether a part was cut short by cancellation, so that the answer is not whole.
    pub fn was_cancelled(&self) -> bool {
        matches!(self.surface, Err(SurfaceError::Cancelled(Cancelled)))
            || matches!(self.ranking, Err(RankError::Cancelled(Cancelled)))
    }
}
