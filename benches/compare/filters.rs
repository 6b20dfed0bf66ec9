//! Filter changes with everything in memory, beside a plain scan of the columns.

use std::path::Path;
use std::sync::Arc;

use nightbeat::analysis::facets::facets;
use nightbeat::analysis::selection::select;
use nightbeat::analysis::surface::surface;
use nightbeat::base::{ClockTime, ClockWindow, Progress, Weekdays, When};
use nightbeat::data::{Dataset, Filter};
use nightbeat::engine::{Question, answer};
use nightbeat::project::Project;
use rayon::prelude::*;

use crate::open::open;
use crate::process::peak_memory_bytes;
use crate::{Outcome, say, timed};

/// Rows of one piece of the plain scan.
const ROWS_AT_ONCE: usize = 1 << 16;

/// Times a row of filter changes, each stage by itself and the whole answer.
pub(crate) fn time(csv: &Path) -> Outcome {
    let data = Arc::new(open(csv)?.data);
    let project = Project::sample();
    let mut question = Question {
        filter: project.filter.clone(),
        surface: project.surface,
        ranking: project.ranking,
    };
    let mut last = answer(&data, &question, None, &Progress::new())?;
    for filter in changes(&data, &project.filter) {
        let (_, ms) = timed(|| plain_scan(&data));
        say("filter.plain_scan_ms", ms);
        exact(&data, &filter, &question)?;
        question.filter = filter;
        let (next, ms) = timed(|| answer(&data, &question, Some(&last), &Progress::new()));
        last = next?;
        say("filter.whole_answer_ms", ms);
    }
    if let Some(bytes) = peak_memory_bytes() {
        say("filter.peak_bytes", bytes);
    }
    say("filter.incidents", data.tally.analysed as f64);
    Ok(())
}

/// New charts and surface, exact.
fn exact(data: &Dataset, filter: &Filter, question: &Question) -> Outcome {
    let progress = Progress::new();
    let (selection, select_ms) = timed(|| select(data, filter, &progress));
    let selection = selection?;
    let (charts, facets_ms) = timed(|| facets(data, filter, &progress));
    charts?;
    let (made, surface_ms) = timed(|| surface(data, &selection, &question.surface, &progress));
    made?;
    say("filter.select_ms", select_ms);
    say("filter.charts_ms", facets_ms);
    say("filter.surface_ms", surface_ms);
    say("filter.exact_ms", select_ms + facets_ms + surface_ms);
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
    filter.time = nightbeat::data::filter::TimeFilter::default();
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
