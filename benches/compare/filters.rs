//! Filter changes with everything in memory, beside a plain scan of the columns.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use nightbeat::analysis::cube::Cube;
use nightbeat::analysis::facets::select_and_count;
use nightbeat::analysis::selection::{FilterError, ResolvedFilter};
use nightbeat::analysis::surface::{Surface, SurfaceParams, surface};
use nightbeat::base::{ClockTime, ClockWindow, Progress, Weekdays, When};
use nightbeat::data::filter::TimeFilter;
use nightbeat::data::{Dataset, Filter};
use nightbeat::engine::{Answer, Question, Stage, SurfacePreview, answer_in_stages};
use nightbeat::project::Project;
use rayon::prelude::*;

use crate::open::open;
use crate::process::peak_memory_bytes;
use crate::{Outcome, say, timed};

/// Rows of one piece of the plain scan.
const ROWS_AT_ONCE: usize = 1 << 16;

/// Times a row of filter changes, from the change to each thing the window is told.
pub(crate) fn time(csv: &Path) -> Outcome {
    let data = Arc::new(open(csv)?.data);
    let project = Project::sample();
    let mut question = Question {
        filter: project.filter.clone(),
        surface: project.surface,
        ranking: project.ranking,
    };
    let mut known = Known::default();
    known.ask(&data, &question)?;
    for filter in changes(&data, &project.filter) {
        let (_, ms) = timed(|| plain_scan(&data));
        say("filter.plain_scan_ms", ms);
        parts(&data, &filter, &question.surface)?;
        question.filter = filter;
        known.ask(&data, &question)?.report();
    }
    if let Some(bytes) = peak_memory_bytes() {
        say("filter.peak_bytes", bytes);
    }
    say("filter.incidents", data.tally.analysed as f64);
    Ok(())
}

/// What is kept from one question to the next.
#[derive(Default)]
struct Known {
    answer: Option<Answer>,
    cube: Option<Arc<Cube>>,
}

/// When what was told, in milliseconds after the question.
#[derive(Default)]
struct Told {
    surface: Option<(f64, SurfacePreview)>,
    answer: Option<(f64, Answer)>,
    exact_list_ms: f64,
}

impl Known {
    fn ask(
        &mut self,
        data: &Arc<Dataset>,
        question: &Question,
    ) -> Result<Told, Box<dyn std::error::Error>> {
        let told = RefCell::new(Vec::new());
        let started = Instant::now();
        let tell = |stage| {
            let ms = started.elapsed().as_secs_f64() * 1000.0;
            told.borrow_mut().push((ms, stage));
        };
        let (before, cube) = (self.answer.as_ref(), self.cube.as_deref());
        let last = answer_in_stages(data, question, before, cube, &Progress::new(), &tell)?;
        tell(last);
        let mut all = Told::default();
        for (ms, stage) in told.into_inner() {
            match stage {
                Stage::Surface(surface) => all.surface = Some((ms, *surface)),
                Stage::Answer(answer) => {
                    self.answer = Some((*answer).clone());
                    all.exact_list_ms = ms;
                    all.answer.get_or_insert((ms, *answer));
                }
                Stage::Cube(cube) => self.cube = Some(cube),
            }
        }
        Ok(all)
    }
}

impl Told {
    fn report(self) {
        let Some((answer_ms, answer)) = self.answer else {
            return;
        };
        say("filter.exact_ms", answer_ms);
        say("filter.exact_list_ms", self.exact_list_ms);
        let first_ms = self.surface.as_ref().map_or(answer_ms, |&(ms, _)| ms);
        say("filter.first_ms", first_ms);
        if let (Some((ms, preview)), Ok(exact)) = (self.surface, answer.surface) {
            say("filter.preview_ms", ms);
            let error = difference_of_peak(&preview.surface, &exact);
            say("filter.preview_difference_of_peak", error);
        }
    }
}

/// The greatest difference at a cell of `exact` that both have, as a share of its peak.
fn difference_of_peak(preview: &Surface, exact: &Surface) -> f64 {
    let lattice = &exact.lattice;
    let mut greatest = 0.0_f32;
    for row in 0..lattice.rows {
        for column in 0..lattice.columns {
            let wanted = exact.density_per_km2[row * lattice.columns + column];
            if let Some(got) = preview.at(lattice.centre(column, row)) {
                greatest = greatest.max((wanted - got).abs());
            }
        }
    }
    f64::from(greatest / exact.peak_per_km2)
}

/// Times the parts by themselves, with nothing known from before.
fn parts(data: &Dataset, filter: &Filter, params: &SurfaceParams) -> Outcome {
    let progress = Progress::new();
    let (counted, ms) = timed(|| {
        let resolved = ResolvedFilter::new(data, filter)?;
        Ok::<_, FilterError>(select_and_count(&resolved, filter, None, &progress)?)
    });
    say("filter.select_and_count_ms", ms);
    let (selection, _) = counted?;
    let (made, ms) = timed(|| surface(data, &selection, params, &progress));
    made?;
    say("filter.surface_ms", ms);
    Ok(())
}

/// Turns of the dial, then days, then a category, then nothing but that category.
fn changes(data: &Dataset, start: &Filter) -> Vec<Filter> {
    let mut filter = start.clone();
    let mut all = Vec::new();
    for step in 0..6 {
        filter.time.window = Some(ClockWindow {
            start: ClockTime::from_minutes(step * 240 + 30),
            end: ClockTime::from_minutes(step * 240 + 30 + 360),
        });
        all.push(filter.clone());
    }
    filter.time.days = Weekdays::NONE.with(4).with(5);
    all.push(filter.clone());
    let name = data
        .categories
        .iter()
        .map(|(_, text)| text.to_owned())
        .next();
    filter.categories = name.into_iter().collect();
    all.push(filter.clone());
    filter.time = TimeFilter::default();
    all.push(filter.clone());
    filter.categories.clear();
    all.push(filter);
    all
}

/// What no filter can do without: every time is decoded, every category looked up, both counted.
fn plain_scan(data: &Dataset) -> Vec<[u64; 25]> {
    let rows = data.incidents.len();
    let nothing = || vec![[0_u64; 25]; data.categories.len()];
    let piece = |first: usize| {
        let mut counts = nothing();
        for row in first..(first + ROWS_AT_ONCE).min(rows) {
            let hour = match data.incidents.when(row) {
                When::At(at) | When::Between { from: at, .. } => at.second_of_day() as usize / 3600,
                _ => 24,
            };
            counts[data.incidents.category(row).0 as usize][hour] += 1;
        }
        counts
    };
    let pieces = (0..rows.div_ceil(ROWS_AT_ONCE)).into_par_iter();
    pieces
        .map(|number| piece(number * ROWS_AT_ONCE))
        .reduce(nothing, |mut sum, more| {
            for (sum, more) in sum.iter_mut().zip(more) {
                for (sum, more) in sum.iter_mut().zip(more) {
                    *sum += more;
                }
            }
            sum
        })
}
