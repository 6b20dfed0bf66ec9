//! The pass over the incidents, 64 at a time.
//!
//! Whether one incident counts is as good as random, so that a processor that guesses is wrong
//! every other time. Here each part of the filter is a word of one bit a row, and what is counted
//! is counted row by set bit; the loops are compiled for the registers of the processor. Most
//! times are one moment; the others, some moment of a span, are weighed one by one.

use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch};

use crate::analysis::night::{TimeWeight, WeekBlock};
use crate::analysis::selection::{Part, ResolvedFilter};
use crate::data::whens::{BLOCK_ROWS, TimeBlock, Times, block_of};

/// Rows that are looked at together, and what is known of each: sets are one bit a row, the
/// lowest that of the first.
pub(crate) struct Block {
    /// The first of the rows.
    pub(crate) first_row: usize,
    /// Rows there are: all but in the last block of a table.
    pub(crate) present: u64,
    /// Rows whose sites pass.
    pub(crate) here: u64,
    /// Rows whose categories pass.
    pub(crate) of_category: u64,
    /// Rows that are one moment, which the filter counts, whatever their sites and categories.
    pub(crate) in_time: u64,
    /// Their categories.
    pub(crate) categories: [u16; BLOCK_ROWS],
    /// Their times.
    pub(crate) times: TimeBlock,
    /// Where in the week these are.
    pub(crate) week: WeekBlock,
}

/// What is counted while rows are selected.
pub(crate) trait Tally {
    /// Whether rows of categories that do not pass are weighed too.
    fn wants_all_categories(&self) -> bool;

    /// Counts the moments of a block.
    fn moments(&mut self, block: &Block);

    /// Counts the row in a `place` of a block, which is no moment and whose site passes.
    fn other(&mut self, block: &Block, place: usize, weight: f64);
}

/// Selecting alone counts nothing.
impl Tally for () {
    #[inline(always)]
    fn wants_all_categories(&self) -> bool {
        false
    }

    #[inline(always)]
    fn moments(&mut self, _: &Block) {}

    #[inline(always)]
    fn other(&mut self, _: &Block, _: usize, _: f64) {}
}

/// Selects among `rows`, which begin at a whole block, and lets `tally` count.
pub(crate) fn scan<T: Tally>(
    filter: &ResolvedFilter<'_>,
    rows: Range<usize>,
    tally: &mut T,
) -> Part {
    dispatch!(Level::new(), simd => scan_in(simd, filter, rows, tally))
}

#[inline(always)]
fn scan_in<T: Tally>(
    _: impl Simd,
    filter: &ResolvedFilter<'_>,
    rows: Range<usize>,
    tally: &mut T,
) -> Part {
    let times = filter.data.incidents.whens().times();
    let passing = filter.passing_rows(rows.clone());
    let mut part = Part::new(rows.clone());
    for (word, first_row) in rows.clone().step_by(BLOCK_ROWS).enumerate() {
        let here = passing.as_ref().map_or(u64::MAX, |words| words[word]);
        let block = block(filter, times, first_row..rows.end, here);
        let mut whole = block.in_time & block.here & block.of_category;
        tally.moments(&block);
        let others = others(filter, times, &block, tally);
        whole |= others.whole;
        part.note_word(first_row, whole, others.partial, &others.weights);
        part.time_unknown += others.unknown;
    }
    part.end(&filter.data.incidents, rows);
    part
}

#[inline(always)]
fn block(filter: &ResolvedFilter<'_>, columns: Times<'_>, rows: Range<usize>, here: u64) -> Block {
    let some = rows.start..rows.end.min(rows.start + BLOCK_ROWS);
    let categories = block_of(&filter.data.incidents.categories()[some.clone()]);
    let times = columns.block(rows.start);
    let week = filter.time.block(&times);
    let present = u64::MAX >> (BLOCK_ROWS - some.len());
    Block {
        first_row: rows.start,
        present,
        here: here & present,
        of_category: filter.passing_offences(rows.start, &categories),
        in_time: times.moments & week.in_week & week.in_dates,
        categories,
        times,
        week,
    }
}

/// What rows weigh that are no moments.
struct Others {
    whole: u64,
    partial: u64,
    unknown: usize,
    weights: [f64; BLOCK_ROWS],
}

#[inline(always)]
fn others<T: Tally>(
    filter: &ResolvedFilter<'_>,
    columns: Times<'_>,
    block: &Block,
    tally: &mut T,
) -> Others {
    let mut others = Others {
        whole: 0,
        partial: 0,
        unknown: 0,
        weights: [0.0; BLOCK_ROWS],
    };
    let asked = if tally.wants_all_categories() {
        block.here
    } else {
        block.here & block.of_category
    };
    let Block { times, week, .. } = block;
    each_bit(asked & times.spans, |place| {
        let length_s = columns.length_s(block.first_row + place);
        let minute = week.minutes[place];
        let weight = filter
            .time
            .weigh_span(times.start_s[place], minute, length_s);
        others.note(place, weight);
        tally.other(block, place, weight);
    });
    each_bit(asked & !times.spans & !times.moments, |place| {
        let weight = match filter.time.weigh(columns, block.first_row + place) {
            TimeWeight::Part(weight) => weight,
            TimeWeight::Out => 0.0,
            TimeWeight::Unknown => {
                others.unknown += (block.of_category >> place & 1) as usize;
                0.0
            }
        };
        others.note(place, weight);
        tally.other(block, place, weight);
    });
    others.whole &= block.of_category;
    others.partial &= block.of_category;
    others
}

impl Others {
    #[inline(always)]
    fn note(&mut self, place: usize, weight: f64) {
        self.weights[place] = weight;
        self.whole |= u64::from(weight >= 1.0) << place;
        self.partial |= u64::from(weight > 0.0 && weight < 1.0) << place;
    }
}

/// Calls `with` for the place of each set bit, the lowest first.
#[inline(always)]
pub(crate) fn each_bit(mut word: u64, mut with: impl FnMut(usize)) {
    while word != 0 {
        with(word.trailing_zeros() as usize);
        word &= word - 1;
    }
}
