//! What is selected in one chunk of rows.

use std::ops::Range;

use crate::analysis::night::TimeWeight;
use crate::analysis::selection::SiteLoad;
use crate::data::Incidents;
use crate::data::row_set::WORD_ROWS;
use crate::data::whens::BLOCK_ROWS;

/// What is selected in one chunk of rows.
pub(crate) struct Part {
    first_row: usize,
    pub(super) words: Vec<u64>,
    pub(super) partial_rows: Vec<u32>,
    pub(super) partial_weights: Vec<f64>,
    pub(super) sites: Vec<SiteLoad>,
    /// Incidents at the sites, also those of a part weight.
    pub(super) incidents: usize,
    pub(super) time_unknown: usize,
    pub(super) weight: f64,
}

impl Part {
    /// Nothing yet of the chunk `rows`, which starts at a whole word of a row set.
    pub(crate) fn new(rows: Range<usize>) -> Self {
        Self {
            first_row: rows.start,
            words: vec![0; rows.len().div_ceil(WORD_ROWS)],
            partial_rows: Vec::new(),
            partial_weights: Vec::new(),
            sites: Vec::new(),
            incidents: 0,
            time_unknown: 0,
            weight: 0.0,
        }
    }

    /// Notes what `row` weighs. Rows come ascending.
    pub(crate) fn note(&mut self, row: usize, weight: TimeWeight) {
        let weight = match weight {
            TimeWeight::Out => return,
            TimeWeight::Unknown => return self.time_unknown += 1,
            TimeWeight::Part(weight) => weight,
        };
        let place = row - self.first_row;
        self.words[place / WORD_ROWS] |= 1 << (place % WORD_ROWS);
        if weight < 1.0 {
            self.partial_rows.push(row as u32);
            self.partial_weights.push(weight);
        }
    }

    /// Notes the rows of a word, the first of which is `first`: the `whole` ones, and the
    /// `partial` ones with their weights.
    #[inline(always)]
    pub(super) fn note_word(
        &mut self,
        first: usize,
        whole: u64,
        partial: u64,
        weights: &[f64; BLOCK_ROWS],
    ) {
        self.words[(first - self.first_row) / WORD_ROWS] = whole | partial;
        let mut left = partial;
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            self.partial_rows.push((first + place) as u32);
            self.partial_weights.push(weights[place]);
        }
    }

    /// Sums what was noted by site, once all was.
    #[inline(always)]
    pub(crate) fn end(&mut self, incidents: &Incidents, rows: Range<usize>) {
        let Some(first_site) = (!rows.is_empty()).then(|| incidents.site(rows.start)) else {
            return;
        };
        let first_rows = &incidents.sites().first_rows()[first_site + 1..];
        let here = first_rows.partition_point(|&row| (row as usize) < rows.end) + 1;
        let ends = first_rows[..here]
            .iter()
            .map(|&row| (row as usize).min(rows.end));
        let ranks = Ranks::new(&self.words);
        let mut sites = vec![SiteLoad::default(); here];
        let (mut found, mut next, mut before) = (0, 0, 0);
        for (site, end) in (first_site as u32..).zip(ends) {
            let up_to = ranks.before(&self.words, end - self.first_row);
            let count = up_to - before;
            before = up_to;
            let (mut partial, mut weight) = (0, 0.0);
            while self
                .partial_rows
                .get(next)
                .is_some_and(|&row| (row as usize) < end)
            {
                weight += self.partial_weights[next];
                partial += 1;
                next += 1;
            }
            weight += f64::from(count - partial);
            // Whether a site holds anything is as good as random: the next takes its place if not.
            sites[found] = SiteLoad {
                site,
                incidents: count,
                weight,
            };
            found += usize::from(count > 0);
            self.weight += weight;
        }
        sites.truncate(found);
        self.sites = sites;
        self.incidents = before as usize;
    }
}

/// How many bits are set before each word.
struct Ranks(Vec<u32>);

impl Ranks {
    #[inline(always)]
    fn new(words: &[u64]) -> Self {
        let mut sum = 0;
        let mut ranks = Vec::with_capacity(words.len() + 1);
        for word in words {
            ranks.push(sum);
            sum += word.count_ones();
        }
        ranks.push(sum);
        Self(ranks)
    }

    /// Bits that are set before place `place`, which may be the end of all.
    #[inline(always)]
    fn before(&self, words: &[u64], place: usize) -> u32 {
        let (word, bit) = (place / WORD_ROWS, place % WORD_ROWS);
        let rest = words.get(word).copied().unwrap_or_default() & !(u64::MAX << bit);
        self.0[word] + rest.count_ones()
    }
}
