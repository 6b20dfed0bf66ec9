//! The hot loops on small fixed inputs, for counting their instructions.
//!
//! `scripts/check-instructions` runs this under callgrind, which counts what each function of
//! [`kernels`] and all it calls take. Everything runs on the first thread, so that nothing else
//! is in the count. Run by itself it says nothing.

use std::error::Error;
use std::hint::black_box;

use nightbeat::base::Progress;
use nightbeat::data::assemble::{AssembleParams, assemble};
use nightbeat::project::Project;

/// One function a loop. They are never inlined, so that each keeps its name.
mod kernels {
    use nightbeat::analysis::facets::{Facets, facets};
    use nightbeat::analysis::night::{TimeWeight, TimeWeights};
    use nightbeat::analysis::rank::{RankError, RankParams, Ranking, rank};
    use nightbeat::analysis::selection::{FilterError, Selection, select};
    use nightbeat::analysis::surface::{
        Surface, SurfaceError, SurfaceParams, surface, surface_preview,
    };
    use nightbeat::base::Progress;
    use nightbeat::data::filter::TimeFilter;
    use nightbeat::data::raw::RawIncidents;
    use nightbeat::data::{Dataset, Filter};
    use nightbeat::io::read::{Input, ReadError, ReadOptions, read_incidents};
    use nightbeat::sample::embedded;

    #[inline(never)]
    pub(crate) fn read_csv() -> Result<RawIncidents, ReadError> {
        let input = Input::Embedded {
            name: "incidents.csv",
            bytes: embedded::INCIDENTS_CSV,
        };
        read_incidents(input, &ReadOptions::default(), &Progress::new())
    }

    #[inline(never)]
    pub(crate) fn night_weights(data: &Dataset, filter: &TimeFilter) -> f64 {
        let weights = TimeWeights::new(filter);
        let weigh = |row| match weights.weigh(data.incidents.when(row)) {
            TimeWeight::Part(weight) => weight,
            _ => 0.0,
        };
        (0..data.incidents.len()).map(weigh).sum()
    }

    #[inline(never)]
    pub(crate) fn selection(data: &Dataset, filter: &Filter) -> Result<Selection, FilterError> {
        select(data, filter, &Progress::new())
    }

    #[inline(never)]
    pub(crate) fn charts(data: &Dataset, filter: &Filter) -> Result<Facets, FilterError> {
        facets(data, filter, &Progress::new())
    }

    #[inline(never)]
    pub(crate) fn exact_surface(
        data: &Dataset,
        selection: &Selection,
        params: &SurfaceParams,
    ) -> Result<Surface, SurfaceError> {
        surface(data, selection, params, &Progress::new())
    }

    #[inline(never)]
    pub(crate) fn near_surface(
        data: &Dataset,
        selection: &Selection,
        params: &SurfaceParams,
    ) -> Result<Surface, SurfaceError> {
        surface_preview(data, selection, params, &Progress::new())
    }

    #[inline(never)]
    pub(crate) fn disc_search(
        data: &Dataset,
        selection: &Selection,
        filter: &TimeFilter,
        params: &RankParams,
    ) -> Result<Ranking, RankError> {
        rank(data, selection, filter, params, &Progress::new())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    let project = Project::sample();
    let filter = &project.filter;
    let raw = kernels::read_csv()?;
    let params = AssembleParams::default();
    let data = assemble(vec![raw], None, None, &params, &Progress::new())?;
    black_box(kernels::night_weights(&data, &filter.time));
    let selection = kernels::selection(&data, filter)?;
    black_box(kernels::charts(&data, filter)?);
    black_box(kernels::exact_surface(&data, &selection, &project.surface)?);
    black_box(kernels::near_surface(&data, &selection, &project.surface)?);
    let ranking = &project.ranking;
    black_box(kernels::disc_search(
        &data,
        &selection,
        &filter.time,
        ranking,
    )?);
    Ok(())
}
