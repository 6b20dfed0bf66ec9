//! What a filter asks of offences, as sets of rows.
//!
//! Such a set takes a look at every row, and most changes of a filter (another hour, another
//! area) leave it as it was: what did not change is taken over from the filter before.

use std::sync::Arc;

use crate::analysis::offences::{Prepared, Unanswerable};
use crate::analysis::quality::SameIncident;
use crate::analysis::selection::{FilterError, by_rows};
use crate::data::Dataset;
use crate::data::definitions::{Library, Test, Truth, in_words};
use crate::data::filter::{Counting, Filter};
use crate::data::row_set::{RowSet, WORD_ROWS};
use crate::data::whens::BLOCK_ROWS;

/// How many names an error message lists.
const NAMES_SHOWN: usize = 12;

/// The rows that pass what a filter asks of offences.
#[derive(Clone, Debug, Default)]
pub struct OffenceRows {
    /// Listed categories and definitions; `None` lets all pass.
    listed: Option<Arc<Listed>>,
    /// The test of offences; `None` lets all pass.
    besides: Option<Arc<Answers>>,
    /// Rows of one incident, once they were asked for.
    same: Option<Arc<SameIncident>>,
    /// Rows that another row of their incident stands for.
    stood_for: Arc<RowSet>,
    undecided: usize,
}

/// What rows answer to a test; all others answer *no*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Answers {
    yes: RowSet,
    unknown: RowSet,
}

/// Which incidents are listed.
#[derive(Clone, Debug)]
enum Listed {
    /// By category id.
    Categories {
        /// Whether it is listed.
        yes: Vec<bool>,
        /// Whether it is too coarse to tell.
        unknown: Vec<bool>,
    },
    /// Where the category alone does not tell.
    Rows(Answers),
}

impl OffenceRows {
    /// The rows of `data` that pass what `filter` asks of offences. What an earlier filter of the
    /// same data asked as well is taken over.
    ///
    /// # Errors
    /// When a name leads nowhere, or the data cannot answer.
    pub fn new(
        data: &Dataset,
        filter: &Filter,
        before: Option<(&Filter, &Self)>,
    ) -> Result<Self, FilterError> {
        let before = before.map(|(asked, rows)| (Alike::of(asked, filter), rows));
        let listed = match before.filter(|(alike, _)| alike.listed) {
            Some((_, known)) => known.listed.clone(),
            None => listed_offences(data, filter)?.map(Arc::new),
        };
        let besides = match before.filter(|(alike, _)| alike.besides) {
            Some((_, known)) => known.besides.clone(),
            None => besides(data, filter)?.map(Arc::new),
        };
        let mut made = Self {
            listed,
            besides,
            same: before.and_then(|(_, known)| known.same.clone()),
            ..Self::default()
        };
        let both = before.filter(|(alike, _)| alike.listed && alike.besides);
        made.undecided = both.map_or_else(|| made.count_undecided(data), |(_, b)| b.undecided);
        if filter.counting == Counting::Incidents {
            made.same
                .get_or_insert_with(|| Arc::new(SameIncident::of(&data.incidents).0));
            made.stood_for = match both.filter(|(alike, _)| alike.counting) {
                Some((_, known)) => Arc::clone(&known.stood_for),
                None => Arc::new(made.stood_for(data)),
            };
        }
        Ok(made)
    }

    /// Incidents that may be meant, but do not say: they do not count.
    pub fn undecided(&self) -> usize {
        self.undecided
    }

    /// Whether an incident, of this category, is of a listed category or definition.
    #[inline]
    pub(super) fn is_listed(&self, row: usize, category: u16) -> bool {
        let listed = self.listed.as_ref();
        listed.is_none_or(|listed| listed.holds(row, category))
    }

    /// Which rows of a block are, bit by bit, the first the lowest.
    #[inline(always)]
    pub(super) fn listed_in(&self, first_row: usize, categories: &[u16; BLOCK_ROWS]) -> u64 {
        match self.listed.as_deref() {
            None => u64::MAX,
            Some(Listed::Categories { yes, .. }) => {
                let mut which = 0;
                for (place, &category) in categories.iter().enumerate() {
                    which |= u64::from(yes[usize::from(category)]) << place;
                }
                which
            }
            Some(Listed::Rows(rows)) => word_of(&rows.yes, first_row / WORD_ROWS),
        }
    }

    /// Whether every row passes the test of offences and counts for itself.
    pub(super) fn lets_all_count(&self) -> bool {
        self.stood_for.is_empty() && self.besides.is_none()
    }

    /// Which rows of the word at `place` pass the test of offences and count for themselves.
    pub(super) fn counting_in(&self, place: usize) -> u64 {
        let besides = self.besides.as_deref();
        let passing = besides.map_or(u64::MAX, |rows| word_of(&rows.yes, place));
        passing & !word_of(&self.stood_for, place)
    }

    /// Whether a row does.
    #[inline]
    pub(super) fn counts(&self, row: usize) -> bool {
        let besides = self.besides.as_deref();
        besides.is_none_or(|rows| rows.yes.contains(row))
            && (self.stood_for.is_empty() || !self.stood_for.contains(row))
    }

    /// Rows that pass, but not as the first of their incident: an incident counts at the place
    /// and time of the first of its rows that passes, whatever else is asked.
    fn stood_for(&self, data: &Dataset) -> RowSet {
        let categories = data.incidents.categories();
        let besides = self.besides.as_deref();
        let passes = |row: &u32| {
            let row = *row as usize;
            self.is_listed(row, categories[row])
                && besides.is_none_or(|rows| rows.yes.contains(row))
        };
        let further = |group: &[u32]| -> Vec<u32> {
            let passing = group.iter().copied().filter(passes);
            passing.skip(1).collect()
        };
        let groups = self.same.iter().flat_map(|same| same.groups());
        groups.flat_map(further).collect()
    }

    fn count_undecided(&self, data: &Dataset) -> usize {
        let listed = self.listed.as_deref();
        let besides = self.besides.as_deref();
        let may = listed.is_some_and(Listed::may_be_unknown)
            || besides.is_some_and(|rows| !rows.unknown.is_empty());
        if !may {
            return 0;
        }
        let categories = data.incidents.categories();
        let is_undecided = |row: &usize| {
            let listed = listed.map_or(Truth::Yes, |l| l.truth(*row, categories[*row]));
            let besides = besides.map_or(Truth::Yes, |rows| rows.truth(*row));
            listed != Truth::No
                && besides != Truth::No
                && (listed, besides) != (Truth::Yes, Truth::Yes)
        };
        by_rows(categories.len(), |rows| rows.filter(is_undecided).count())
            .into_iter()
            .sum()
    }
}

/// Which parts of two filters ask the same of offences.
#[derive(Clone, Copy, Debug)]
struct Alike {
    listed: bool,
    besides: bool,
    counting: bool,
}

impl Alike {
    fn of(one: &Filter, other: &Filter) -> Self {
        let words = one.definitions == other.definitions;
        Self {
            listed: words && one.categories == other.categories && one.groups == other.groups,
            besides: words && one.offences == other.offences,
            counting: one.counting == other.counting,
        }
    }
}

impl Answers {
    /// What each of `n` rows answers.
    fn of(n: usize, answer: impl Fn(usize) -> Truth + Sync + Send) -> Self {
        let words = by_rows(n, |rows| {
            let empty = || vec![0_u64; rows.len().div_ceil(WORD_ROWS)];
            let (mut yes, mut unknown) = (empty(), empty());
            for (place, row) in rows.clone().enumerate() {
                let bit = 1 << (place % WORD_ROWS);
                match answer(row) {
                    Truth::Yes => yes[place / WORD_ROWS] |= bit,
                    Truth::Unknown => unknown[place / WORD_ROWS] |= bit,
                    Truth::No => {}
                }
            }
            (yes, unknown)
        });
        let (yes, unknown): (Vec<_>, Vec<_>) = words.into_iter().unzip();
        Self {
            yes: RowSet::from_words(yes.concat()),
            unknown: RowSet::from_words(unknown.concat()),
        }
    }

    fn truth(&self, row: usize) -> Truth {
        if self.yes.contains(row) {
            Truth::Yes
        } else if self.unknown.contains(row) {
            Truth::Unknown
        } else {
            Truth::No
        }
    }
}

impl Listed {
    fn holds(&self, row: usize, category: u16) -> bool {
        match self {
            Self::Categories { yes, .. } => yes[usize::from(category)],
            Self::Rows(rows) => rows.yes.contains(row),
        }
    }

    fn truth(&self, row: usize, category: u16) -> Truth {
        match self {
            Self::Categories { yes, unknown } => {
                let category = usize::from(category);
                if yes[category] {
                    Truth::Yes
                } else if unknown[category] {
                    Truth::Unknown
                } else {
                    Truth::No
                }
            }
            Self::Rows(rows) => rows.truth(row),
        }
    }

    fn may_be_unknown(&self) -> bool {
        match self {
            Self::Categories { unknown, .. } => unknown.contains(&true),
            Self::Rows(rows) => !rows.unknown.is_empty(),
        }
    }
}

fn word_of(rows: &RowSet, place: usize) -> u64 {
    rows.words().get(place).copied().unwrap_or_default()
}

fn listed_offences(data: &Dataset, filter: &Filter) -> Result<Option<Listed>, FilterError> {
    if filter.categories.is_empty() && filter.groups.is_empty() {
        return Ok(None);
    }
    let mut yes = vec![false; data.categories.len()];
    let mut unknown = yes.clone();
    for name in &filter.categories {
        let wanted = name.trim().to_lowercase();
        if !mark(data, &mut yes, |text| text.trim().to_lowercase() == wanted) {
            let known = known_categories(data);
            return Err(FilterError::UnknownCategory {
                name: name.clone(),
                known,
            });
        }
    }
    let library = filter.library();
    let mut by_row = Vec::new();
    for name in &filter.groups {
        let group = group(data, name, &library)?;
        match group.by_category() {
            Some(truths) => {
                for (category, truth) in truths.into_iter().enumerate() {
                    yes[category] |= truth == Truth::Yes;
                    unknown[category] |= truth == Truth::Unknown;
                }
            }
            None => by_row.push(group),
        }
    }
    let by_category = Listed::Categories { yes, unknown };
    if by_row.is_empty() {
        return Ok(Some(by_category));
    }
    let categories = data.incidents.categories();
    // Any of them is enough; where none is surely, one that does not say leaves it open.
    let answer = |row: usize| {
        let mut answer = by_category.truth(row, categories[row]);
        for group in &by_row {
            match (answer, group.truth(data, row)) {
                (Truth::Yes, _) => break,
                (_, Truth::Yes) => answer = Truth::Yes,
                (_, Truth::Unknown) => answer = Truth::Unknown,
                (_, Truth::No) => {}
            }
        }
        answer
    };
    Ok(Some(Listed::Rows(Answers::of(
        data.incidents.len(),
        answer,
    ))))
}

/// The definition called `name`, made ready.
fn group(data: &Dataset, name: &str, library: &Library) -> Result<Prepared, FilterError> {
    let own_name = library
        .find(name)
        .map_or(name, |definition| &definition.name);
    let test = Test::Definition(name.to_owned());
    Prepared::new(data, &test, library).map_err(|why| match why {
        Unanswerable::UnknownName(_) if library.find(name).is_none() => unknown(name, library),
        Unanswerable::Empty => FilterError::EmptyGroup {
            name: own_name.to_owned(),
            known: known_categories(data),
        },
        why => FilterError::Offences {
            name: own_name.to_owned(),
            why,
        },
    })
}

fn unknown(name: &str, library: &Library) -> FilterError {
    let names = library.to_choose();
    FilterError::UnknownGroup {
        name: name.to_owned(),
        known: listed(names.iter().map(|definition| definition.name.as_str())),
    }
}

/// What rows answer to the test of offences.
fn besides(data: &Dataset, filter: &Filter) -> Result<Option<Answers>, FilterError> {
    let Some(test) = &filter.offences else {
        return Ok(None);
    };
    let library = filter.library();
    let prepared = Prepared::new(data, test, &library).map_err(|why| match why {
        Unanswerable::UnknownName(name) => unknown(&name, &library),
        why => FilterError::Offences {
            name: in_words(test),
            why,
        },
    })?;
    let answer = |row| prepared.truth(data, row);
    Ok(Some(Answers::of(data.incidents.len(), answer)))
}

/// Lets the categories pass that `is_meant`; says whether there are any. A category whose
/// incidents were all kept out of the analysis is one: asking for it is no mistake.
fn mark(data: &Dataset, passes: &mut [bool], is_meant: impl Fn(&str) -> bool) -> bool {
    let mut any = false;
    for (id, _) in data.categories.iter().filter(|(_, text)| is_meant(text)) {
        passes[id.0 as usize] = true;
        any = true;
    }
    any
}

/// The categories of the analysed incidents, the most frequent first, shortened.
fn known_categories(data: &Dataset) -> String {
    let mut counts: Vec<(usize, &str)> =
        data.categories.iter().map(|(_, text)| (0, text)).collect();
    for row in 0..data.incidents.len() {
        counts[data.incidents.category(row).0 as usize].0 += 1;
    }
    counts.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    listed(
        counts
            .into_iter()
            .map(|(_, text)| text)
            .filter(|text| !text.is_empty()),
    )
}

/// `"a", "b" and 7 more`.
fn listed<'t>(names: impl Iterator<Item = &'t str>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    match names.len().saturating_sub(NAMES_SHOWN) {
        _ if names.is_empty() => "none".to_owned(),
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..NAMES_SHOWN].join(", ")),
    }
}
