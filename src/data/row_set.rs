//! A set of rows of the incident table, one bit each.

use std::ops::Range;

/// Rows of one word.
pub(crate) const WORD_ROWS: usize = u64::BITS as usize;

/// A set of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSet {
    words: Vec<u64>,
    len: usize,
}

impl RowSet {
    /// The rows whose bits are set: row 0 is the lowest bit of the first word.
    pub fn from_words(words: Vec<u64>) -> Self {
        let len = words.iter().map(|word| word.count_ones() as usize).sum();
        Self { words, len }
    }

    /// Number of rows in the set.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether it holds `row`.
    pub fn contains(&self, row: usize) -> bool {
        let word = self.words.get(row / WORD_ROWS);
        word.is_some_and(|word| word >> (row % WORD_ROWS) & 1 == 1)
    }

    /// Its words: row 0 is the lowest bit of the first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Its rows, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.iter_in(0..self.words.len() * WORD_ROWS)
    }

    /// Its rows within `rows`, ascending.
    pub fn iter_in(&self, rows: Range<usize>) -> impl Iterator<Item = u32> + '_ {
        let end = rows.end.min(self.words.len() * WORD_ROWS);
        let start = rows.start.min(end);
        let words = start / WORD_ROWS..end.div_ceil(WORD_ROWS);
        words.flat_map(move |index| {
            let first = index * WORD_ROWS;
            let mut word = self.words[index];
            if first < start {
                word &= u64::MAX << (start - first);
            }
            if end - first < WORD_ROWS {
                word &= !(u64::MAX << (end - first));
            }
            bits(word).map(move |bit| (first as u32) + bit)
        })
    }
}

impl FromIterator<u32> for RowSet {
    fn from_iter<T: IntoIterator<Item = u32>>(rows: T) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for row in rows {
            let word = row as usize / WORD_ROWS;
            if word >= words.len() {
                words.resize(word + 1, 0);
            }
            words[word] |= 1 << (row as usize % WORD_ROWS);
        }
        Self::from_words(words)
    }
}

/// The set bits of a word, lowest first.
fn bits(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_is_a_set_of_rows_in_order(
            rows in prop::collection::btree_set(0..400_u32, 0..80),
            a in 0..450_usize,
            b in 0..450_usize,
        ) {
            let set: RowSet = rows.iter().copied().collect();
            prop_assert_eq!(set.len(), rows.len());
            prop_assert_eq!(set.iter().collect::<BTreeSet<_>>(), rows.clone());
            prop_assert!(set.iter().is_sorted());
            let within: Vec<u32> = set.iter_in(a..b).collect();
            let wanted = rows.iter().copied().filter(|&row| (a..b).contains(&(row as usize)));
            prop_assert_eq!(within, wanted.collect::<Vec<_>>());
            prop_assert!((0..400).all(|row| set.contains(row) == rows.contains(&(row as u32))));
        }
    }
}
