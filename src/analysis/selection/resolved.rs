//! A filter whose names have become ids, ready to be asked of single incidents.

use std::ops::Range;

use crate::analysis::night::{TimeWeights, Week};
use crate::analysis::selection::{FilterError, OffenceRows};
use crate::base::When;
use crate::data::artefacts::AtArtefacts;
use crate::data::dataset::Dataset;
use crate::data::filter::{Filter, NearPremises};
use crate::data::premises::Reach;
use crate::data::row_set::WORD_ROWS;
use crate::data::whens::BLOCK_ROWS;

/// A filter made ready for one data set.
#[derive(Clone, Debug)]
pub struct ResolvedFilter<'a> {
    /// The data it was resolved for.
    pub data: &'a Dataset,
    /// When.
    pub time: Week,
    offences: OffenceRows,
    /// By area id; `None` lets all pass.
    areas: Option<Vec<bool>>,
    /// Sites that lie in an area of the filter which is not their first, ascending.
    sites_by_further_area: Vec<u32>,
    near: Option<Reach>,
    /// The positions at artefact sites, where these are left out.
    at_artefacts: Option<AtArtefacts>,
}

impl<'a> ResolvedFilter<'a> {
    /// Resolves the names of `filter` against `data`.
    ///
    /// # Errors
    /// Any [`FilterError`] but being cancelled.
    pub fn new(data: &'a Dataset, filter: &Filter) -> Result<Self, FilterError> {
        Self::after(data, filter, None)
    }

    /// The same, taking over what an earlier filter of the same data asked of offences as well.
    ///
    /// # Errors
    /// Any [`FilterError`] but being cancelled.
    pub fn after(
        data: &'a Dataset,
        filter: &Filter,
        before: Option<(&Filter, &OffenceRows)>,
    ) -> Result<Self, FilterError> {
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
        Ok(Self {
            offences: OffenceRows::new(data, filter, before)?,
            data,
            time: Week::new(TimeWeights::new(&filter.time)),
            at_artefacts: filter
                .away_from_artefacts
                .map(|away| data.artefacts.near(data.incidents.sites(), away.radius_m)),
            areas,
            sites_by_further_area,
            near: filter
                .near_premises
                .map(|near| data.premises.reach(near.radius_m, near.which)),
        })
    }

    /// What it asks of offences.
    pub fn offences(&self) -> &OffenceRows {
        &self.offences
    }

    /// Whether an incident, of this category, is of a listed category or definition.
    #[inline]
    pub fn passes_offence(&self, row: usize, category: u16) -> bool {
        self.offences.is_listed(row, category)
    }

    /// Which rows of a block pass by what is listed, bit by bit, the first the lowest.
    #[inline(always)]
    pub(super) fn passing_offences(&self, first_row: usize, categories: &[u16; BLOCK_ROWS]) -> u64 {
        self.offences.listed_in(first_row, categories)
    }

    /// Which of `rows`, which begin at a whole word, lie at a site that passes, pass the test of
    /// offences and count for themselves, word by word; `None` where all do.
    pub(super) fn passing_rows(&self, rows: Range<usize>) -> Option<Vec<u64>> {
        let at_sites = self.rows_at_passing_sites(rows.clone());
        if self.offences.lets_all_count() {
            return at_sites;
        }
        let all = || vec![u64::MAX; rows.len().div_ceil(WORD_ROWS)];
        let mut words = at_sites.unwrap_or_else(all);
        let first = rows.start / WORD_ROWS;
        for (place, word) in words.iter_mut().enumerate() {
            *word &= self.offences.counting_in(first + place);
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
        self.offences.counts(row)
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
