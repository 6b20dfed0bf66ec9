//! Rows that correct other rows: a negative count takes off what an earlier row has counted.
//!
//! As it is, every row is an incident, and corrections are only told. Where the user says so,
//! they are taken off with what they correct: a row of the same reference and category, or else
//! one of the same place, time and category, both as they stand in the file. A row is taken off
//! once; a correction of two takes off two. What a correction does not find is not in the file
//! (mostly it is in an earlier one): the correction alone is set aside, and listed.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use crate::base::Progress;
use crate::data::mending::Corrections;
use crate::io::read::error::ReadError;
use crate::io::read::header::Header;
use crate::io::read::layout::Layout;
use crate::io::read::options::{Field, ReadOptions};
use crate::io::read::profile::Profile;
use crate::io::read::records::Row;
use crate::io::read::source::Source;
use crate::io::read::table::Table;

/// The columns that tell corrections and what they correct.
#[derive(Clone, Debug)]
pub(super) struct CorrectionColumns {
    count: usize,
    reference: Option<usize>,
    /// Columns of place, time and category, which rows that count the same incident share.
    same: Vec<usize>,
    category: Option<usize>,
    remark: String,
    /// Whether corrections are rows like all others.
    keeps: bool,
}

/// Rows that are no incidents, by line, with the reason.
pub(super) type TakenOff = BTreeMap<u32, &'static str>;

const CORRECTION: &str = "a correction (negative count), taken off with what it corrects";
const CORRECTED: &str = "taken off by a correction (negative count)";
const UNMATCHED: &str = "a correction (negative count) of a row that is not in the file";

impl CorrectionColumns {
    /// The columns, if one holds counts. `same` are the columns of place and time.
    pub(super) fn find(
        layout: &Layout<'_>,
        mut same: Vec<usize>,
        category: Option<usize>,
        options: &ReadOptions,
    ) -> Option<Self> {
        let count = layout.choose(Field::Count, count_score)?;
        let reference = layout.choose(Field::Id, reference_score);
        same.extend(category);
        let remark = format!(
            "a negative count in column {}: it corrects another row, but is counted as an incident \
             (--corrections net takes both off)",
            layout.quoted(count)
        );
        Some(Self {
            count,
            reference,
            same,
            category,
            remark,
            keeps: options.mending.corrections == Corrections::Keep,
        })
    }

    /// What is to be remarked of `row` where corrections are kept.
    pub(super) fn remark(&self, row: &Row<'_>) -> Option<&str> {
        (self.keeps && self.corrects(row) > 0).then_some(&*self.remark)
    }

    /// How many rows a row takes off.
    fn corrects(&self, row: &Row<'_>) -> usize {
        match row.bytes(self.count) {
            [b'-', digit, ..] if digit.is_ascii_digit() => {
                let text = row.text(self.count);
                let count: f64 = text[1..].parse().unwrap_or(0.0);
                if count.fract() == 0.0 && count < 1e6 {
                    count as usize
                } else {
                    0
                }
            }
            _ => 0,
        }
    }

    /// Keys by which a row is found, the best first.
    fn keys(&self, row: &Row<'_>) -> impl Iterator<Item = u64> {
        let key = |kind: u8, columns: &[usize]| {
            let mut hasher = DefaultHasher::new();
            kind.hash(&mut hasher);
            for &column in columns {
                row.text(column).hash(&mut hasher);
            }
            hasher.finish()
        };
        let reference = self
            .reference
            .filter(|&column| !row.text(column).is_empty());
        let by_reference = reference.map(|reference| {
            let columns: Vec<usize> = [reference].into_iter().chain(self.category).collect();
            key(0, &columns)
        });
        by_reference.into_iter().chain([key(1, &self.same)])
    }

    /// The rows that corrections take off, and the corrections themselves; none where they are
    /// to be kept.
    pub(super) fn taken_off(
        &self,
        table: &Table,
        source: &Source,
        progress: &Progress,
    ) -> Result<TakenOff, ReadError> {
        if self.keeps {
            return Ok(TakenOff::new());
        }
        let each = |visit: &mut dyn FnMut(&Row<'_>)| {
            table.each(source, Some(progress), |row| {
                if table.wrong_shape(row.fields()).is_none() {
                    visit(&row);
                }
                ControlFlow::Continue(())
            })
        };
        let mut corrections: Vec<(u32, usize, Vec<u64>)> = Vec::new();
        let mut wanted: HashSet<u64> = HashSet::new();
        each(&mut |row| {
            let corrects = self.corrects(row);
            if corrects > 0 {
                let keys: Vec<u64> = self.keys(row).collect();
                wanted.extend(&keys);
                corrections.push((row.line, corrects, keys));
            }
        })?;
        let mut rows: HashMap<u64, VecDeque<u32>> = HashMap::new();
        if !corrections.is_empty() {
            each(&mut |row| {
                if self.corrects(row) == 0 {
                    for key in self.keys(row).filter(|key| wanted.contains(key)) {
                        rows.entry(key).or_default().push_back(row.line);
                    }
                }
            })?;
        }
        Ok(matched(corrections, rows))
    }
}

/// First all that is found by the better key, then the rest by the other, each in file order.
fn matched(
    corrections: Vec<(u32, usize, Vec<u64>)>,
    mut rows: HashMap<u64, VecDeque<u32>>,
) -> TakenOff {
    let mut taken = TakenOff::new();
    let mut open = corrections;
    for from_last in [2, 1] {
        for (line, corrects, keys) in &mut open {
            let Some(&key) = keys
                .len()
                .checked_sub(from_last)
                .and_then(|at| keys.get(at))
            else {
                continue;
            };
            let found = rows.entry(key).or_default();
            while *corrects > 0
                && let Some(row) = found.pop_front()
            {
                if let Entry::Vacant(free) = taken.entry(row) {
                    free.insert(CORRECTED);
                    *corrects -= 1;
                }
            }
            if *corrects == 0 {
                taken.insert(*line, CORRECTION);
            }
        }
    }
    for (line, corrects, _) in open {
        if corrects > 0 {
            taken.insert(line, UNMATCHED);
        }
    }
    taken
}

fn count_score(header: &Header, profile: &Profile) -> i32 {
    let named = header.is(&[
        "count",
        "counts",
        "crimecount",
        "offencecount",
        "offensecount",
        "incidentcount",
        "recordcount",
    ]);
    i32::from(named && profile.mostly(profile.numbers))
}

fn reference_score(header: &Header, profile: &Profile) -> i32 {
    let exact = header.is(&[
        "crimeref",
        "crimereference",
        "crimeid",
        "crimenumber",
        "crimeno",
        "complaint",
        "complaintnumber",
        "reportnumber",
        "reportno",
        "casenumber",
        "caseno",
        "incidentref",
        "incidentnumber",
        "urn",
        "reference",
    ]);
    let is_code = profile.filled == 0 || profile.distinct.len() * 2 > profile.filled;
    i32::from(exact && is_code)
}
