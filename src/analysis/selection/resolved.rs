//! A filter whose names have become ids, ready to be asked of single incidents.

use std::ops::Range;

use crate::analysis::night::{TimeWeights, Week};
use crate::analysis::offences::{Prepared, Unanswerable, rows_where};
use crate::analysis::quality::SameIncident;
use crate::analysis::selection::FilterError;
use crate::base::When;
use crate::data::artefacts::AtArtefacts;
use crate::data::dataset::Dataset;
use crate::data::definitions::{Library, Test, Truth, in_words};
use crate::data::filter::{Counting, Filter, NearPremises};
use crate::data::premises::Reach;
use crate::data::row_set::{RowSet, WORD_ROWS};
use crate::data::whens::BLOCK_ROWS;

/// How many names an error message lists.
const NAMES_SHOWN: usize = 12;

/// A filter made ready for one data set.
#[derive(Clone, Debug)]
pub struct ResolvedFilter<'a> {
    /// The data it was resolved for.
    pub data: &'a Dataset,
    /// When.
    pub time: Week,
    /// Listed categories and definitions; `None` lets all pass.
    listed: Option<Listed>,
    /// Rows of which the test of offences holds; `None` lets all pass.
    besides: Option<RowSet>,
    /// By area id; `None` lets all pass.
    areas: Option<Vec<bool>>,
    /// Sites that lie in an area of the filter which is not their first, ascending.
    sites_by_further_area: Vec<u32>,
    near: Option<Reach>,
    /// The positions at artefact sites, where these are left out.
    at_artefacts: Option<AtArtefacts>,
    /// Rows that another row of their incident stands for.
    stood_for: RowSet,
}

impl<'a> ResolvedFilter<'a> {
    /// Resolves the names of `filter` against `data`.
    ///
    /// # Errors
    /// Any [`FilterError`] but being cancelled.
    pub fn new(data: &'a Dataset, filter: &Filter) -> Result<Self, FilterError> {
        if filter.time.asks_for_clock() {
            refuse_without_clock(data)?;
        }
        if let Some(near) = filter.near_premises {
            refuse_without_premises(data, near)?;
        }
        if filter.away_from_artefacts.is_some() && data.artefacts.is_empty() {
            return Err(FilterError::NoArtefacts);
        }
        let areas = areas(data, filter)?;
        let is_in =
            |id: crate::data::AreaId| areas.as_ref().is_some_and(|areas| areas[usize::from(id.0)]);
        let further = data.further_areas.iter().filter(|&&(_, area)| is_in(area));
        let sites_by_further_area = further.map(|&(site, _)| site).collect();
        let listed = listed_offences(data, filter)?;
        let besides = besides(data, filter)?;
        Ok(Self {
            data,
            time: Week::new(TimeWeights::new(&filter.time)),
            at_artefacts: filter
                .away_from_artefacts
                .map(|away| data.artefacts.near(data.incidents.sites(), away.radius_m)),
            stood_for: stood_for(data, filter.counting, listed.as_ref(), besides.as_ref()),
            listed,
            besides,
            areas,
            sites_by_further_area,
            near: filter
                .near_premises
                .map(|near| data.premises.reach(near.radius_m, near.which)),
        })
    }

    /// Whether an incident, of this category, is of a listed category or definition.
    #[inline]
    pub fn passes_offence(&self, row: usize, category: u16) -> bool {
        let listed = self.listed.as_ref();
        listed.is_none_or(|listed| listed.holds(row, category))
    }

    /// Which rows of a block pass by what is listed, bit by bit, the first the lowest.
    #[inline(always)]
    pub(super) fn passing_offences(&self, first_row: usize, categories: &[u16; BLOCK_ROWS]) -> u64 {
        match &self.listed {
            None => u64::MAX,
            Some(Listed::Categories(passes)) => {
                let mut which = 0;
                for (place, &category) in categories.iter().enumerate() {
                    which |= u64::from(passes[usize::from(category)]) << place;
                }
                which
            }
            Some(Listed::Rows(rows)) => {
                let word = rows.words().get(first_row / WORD_ROWS);
                word.copied().unwrap_or_default()
            }
        }
    }

    /// Which of `rows`, which begin at a whole word, lie at a site that passes, pass the test of
    /// offences and count for themselves, word by word; `None` where all do.
    pub(super) fn passing_rows(&self, rows: Range<usize>) -> Option<Vec<u64>> {
        let at_sites = self.rows_at_passing_sites(rows.clone());
        if self.stood_for.is_empty() && self.besides.is_none() {
            return at_sites;
        }
        let all = || vec![u64::MAX; rows.len().div_ceil(WORD_ROWS)];
        let mut words = at_sites.unwrap_or_else(all);
        let first = rows.start / WORD_ROWS;
        for (place, word) in words.iter_mut().enumerate() {
            let of = |set: &RowSet| set.words().get(first + place).copied().unwrap_or_default();
            *word &= !of(&self.stood_for);
            *word &= self.besides.as_ref().map_or(u64::MAX, of);
        }
        Some(words)
    }

    fn rows_at_passing_sites(&self, rows: Range<usize>) -> Option<Vec<u64>> {
        if self.areas.is_none() && self.near.is_none() && self.at_artefacts.is_none() {
            return None;
        }
        let mut words = vec![0; rows.len().div_ceil(WORD_ROWS)];
        for (site, at_site) in self.data.incidents.by_site(rows.clone()) {
            if self.passes_site(site) {
                set(
                    &mut words,
                    at_site.start - rows.start..at_site.end - rows.start,
                );
            }
        }
        Some(words)
    }

    /// Whether a site passes every part of the filter that asks where: areas and premises.
    pub fn passes_site(&self, site: usize) -> bool {
        let sites = self.data.incidents.sites();
        // Premises come last: a distance costs more than an area.
        self.passes_areas(site)
            && self.at_artefacts.as_ref().is_none_or(|at| !at.holds(site))
            && self
                .near
                .as_ref()
                .is_none_or(|reach| reach.holds(sites.position(site)))
    }

    /// Whether a row passes the test of offences, if there is one, and counts for itself: no
    /// other row of its incident stands for it.
    #[inline]
    pub fn counts(&self, row: usize) -> bool {
        let passes = self.besides.as_ref().is_none_or(|rows| rows.contains(row));
        passes && (self.stood_for.is_empty() || !self.stood_for.contains(row))
    }

    fn passes_areas(&self, site: usize) -> bool {
        let Some(passes) = &self.areas else {
            return true;
        };
        let first = self.data.incidents.sites().area(site);
        let by_further = || {
            self.sites_by_further_area
                .binary_search(&(site as u32))
                .is_ok()
        };
        first.is_some_and(|area| passes[usize::from(area.0)]) || by_further()
    }
}

/// Sets the bits in `places`, which are some.
fn set(words: &mut [u64], places: Range<usize>) {
    let (first, last) = (places.start / WORD_ROWS, (places.end - 1) / WORD_ROWS);
    for (word, bits) in (first..).zip(&mut words[first..=last]) {
        let (mut from, mut to) = (0, WORD_ROWS - 1);
        if word == first {
            from = places.start % WORD_ROWS;
        }
        if word == last {
            to = (places.end - 1) % WORD_ROWS;
        }
        *bits |= (u64::MAX << from) & (u64::MAX >> (WORD_ROWS - 1 - to));
    }
}

/// Where incidents are counted, the rows that pass what the filter asks of offences, but not as
/// the first of their incident: an incident counts at the place and time of the first row that
/// passes, whatever else is asked.
fn stood_for(
    data: &Dataset,
    counting: Counting,
    listed: Option<&Listed>,
    besides: Option<&RowSet>,
) -> RowSet {
    if counting == Counting::Offences {
        return RowSet::default();
    }
    let categories = data.incidents.categories();
    let passes = |row: &u32| {
        let row = *row as usize;
        listed.is_none_or(|listed| listed.holds(row, categories[row]))
            && besides.is_none_or(|rows| rows.contains(row))
    };
    let (same, _) = SameIncident::of(&data.incidents);
    let further = |group: &[u32]| -> Vec<u32> {
        let passing = group.iter().copied().filter(passes);
        passing.skip(1).collect()
    };
    same.groups().flat_map(further).collect()
}

/// Which incidents are listed.
#[derive(Clone, Debug)]
enum Listed {
    /// By category id.
    Categories(Vec<bool>),
    /// Where the category alone does not tell.
    Rows(RowSet),
}

impl Listed {
    fn holds(&self, row: usize, category: u16) -> bool {
        match self {
            Self::Categories(passes) => passes[usize::from(category)],
            Self::Rows(rows) => rows.contains(row),
        }
    }
}

fn listed_offences(data: &Dataset, filter: &Filter) -> Result<Option<Listed>, FilterError> {
    if filter.categories.is_empty() && filter.groups.is_empty() {
        return Ok(None);
    }
    let mut passes = vec![false; data.categories.len()];
    for name in &filter.categories {
        let wanted = name.trim().to_lowercase();
        if !mark(data, &mut passes, |text| {
            text.trim().to_lowercase() == wanted
        }) {
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
            Some(held) => passes
                .iter_mut()
                .zip(held)
                .for_each(|(passes, held)| *passes |= held),
            None => by_row.push(group),
        }
    }
    if by_row.is_empty() {
        return Ok(Some(Listed::Categories(passes)));
    }
    let categories = data.incidents.categories();
    let holds = |row: usize| {
        passes[usize::from(categories[row])]
            || by_row
                .iter()
                .any(|group| group.truth(data, row) == Truth::Yes)
    };
    Ok(Some(Listed::Rows(rows_where(data.incidents.len(), holds))))
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

/// The rows of which the test of offences holds.
fn besides(data: &Dataset, filter: &Filter) -> Result<Option<RowSet>, FilterError> {
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
    Ok(Some(prepared.rows(data)))
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

fn areas(data: &Dataset, filter: &Filter) -> Result<Option<Vec<bool>>, FilterError> {
    let Some(name) = filter.areas.first() else {
        return Ok(None);
    };
    if data.areas.is_empty() {
        return Err(FilterError::NoBoundaries { name: name.clone() });
    }
    let mut passes = vec![false; data.areas.len()];
    for name in &filter.areas {
        passes[usize::from(data.areas.by_name(name)?.0)] = true;
    }
    Ok(Some(passes))
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

fn refuse_without_clock(data: &Dataset) -> Result<(), FilterError> {
    let whens = || (0..data.incidents.len()).map(|row| data.incidents.when(row));
    if whens().any(When::has_clock) {
        return Ok(());
    }
    let days = whens().any(|when| matches!(when, When::Days { .. }));
    let months = whens().any(|when| matches!(when, When::Months { .. }));
    let why = match (days, months) {
        (false, true) => "the file gives only the month",
        (true, false) => "the file gives only the date",
        (true, true) => "the files give only dates and months",
        (false, false) => "no date or time could be read",
    };
    Err(FilterError::NoClock {
        why: why.to_owned(),
    })
}

fn refuse_without_premises(data: &Dataset, near: NearPremises) -> Result<(), FilterError> {
    let why = if data.premises.is_empty() {
        "no premises were given; add --premises FILE"
    } else if data.premises.count(near.which) == 0 {
        "none of the premises counts as night-time economy"
    } else {
        return Ok(());
    };
    Err(FilterError::NoPremises {
        why: why.to_owned(),
    })
}
