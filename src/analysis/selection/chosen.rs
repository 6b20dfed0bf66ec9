//! The incidents a filter counts: one bit a row, weights only where they are not 1, and the
//! sums at each site, which is what surfaces and lists are made of.

use std::ops::Range;

use crate::analysis::night::TimeWeight;
use crate::analysis::selection::Part;
use crate::data::Incidents;
use crate::data::row_set::RowSet;

/// The incidents a filter counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Rows of the incident table with a weight above 0.
    pub rows: RowSet,
    /// Rows of a weight strictly between 0 and 1, ascending.
    pub(crate) partial_rows: Vec<u32>,
    /// Their weights.
    pub(crate) partial_weights: Vec<f64>,
    /// Sites that hold a selected incident, ascending, with the sums over them.
    pub sites: Vec<SiteLoad>,
    /// Incidents of weight 1.
    pub certain: usize,
    /// Incidents of a weight strictly between 0 and 1.
    pub possible: usize,
    /// Incidents that pass every other filter but whose time does not say whether they
    /// are in the window.
    pub time_unknown: usize,
    /// Incidents of which the file does not say whether they are of the offences asked for; in
    /// all of the data, whatever else is asked.
    pub undecided: usize,
    /// Sum of the weights.
    pub weight: f64,
}

/// What is selected at one site.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SiteLoad {
    /// Index into the table's [`Sites`](crate::data::Sites).
    pub site: u32,
    /// Selected incidents.
    pub incidents: u32,
    /// Sum of their weights.
    pub weight: f64,
}

impl Selection {
    /// Number of selected incidents: certain and possible.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The selected rows and their weights, above 0 and at most 1, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.iter_in(0..usize::MAX)
    }

    /// Those of `rows`.
    pub fn iter_in(&self, rows: Range<usize>) -> impl Iterator<Item = (u32, f64)> + '_ {
        let mut next = self
            .partial_rows
            .partition_point(|&row| (row as usize) < rows.start);
        self.rows.iter_in(rows).map(move |row| {
            if self.partial_rows.get(next) == Some(&row) {
                next += 1;
                (row, self.partial_weights[next - 1])
            } else {
                (row, 1.0)
            }
        })
    }

    /// What is selected at those of `sites` that hold anything selected, ascending.
    pub fn loads_in(&self, sites: Range<usize>) -> &[SiteLoad] {
        let place = |site: usize| {
            self.sites
                .partition_point(|load| (load.site as usize) < site)
        };
        &self.sites[place(sites.start)..place(sites.end)]
    }

    /// The weight of `row`; 0 where it is not selected.
    pub fn weight_of(&self, row: usize) -> f64 {
        match self.partial_rows.binary_search(&(row as u32)) {
            Ok(place) => self.partial_weights[place],
            Err(_) if self.rows.contains(row) => 1.0,
            Err(_) => 0.0,
        }
    }

    /// The selection of the rows that `weigh` gives a weight above 0, at most 1.
    pub fn by_weight(incidents: &Incidents, weigh: impl Fn(usize) -> f64) -> Self {
        let all = 0..incidents.len();
        let mut part = Part::new(all.clone());
        for row in all.clone() {
            let weight = weigh(row);
            if weight > 0.0 {
                part.note(row, TimeWeight::Part(weight));
            }
        }
        part.end(incidents, all);
        Self::joined(vec![part])
    }

    /// Puts the parts of all chunks together, in the order of the rows.
    pub(crate) fn joined(parts: Vec<Part>) -> Self {
        let mut all = Self::default();
        let count = |of: fn(&Part) -> usize| parts.iter().map(of).sum();
        let mut words = Vec::with_capacity(count(|part| part.words.len()));
        all.partial_rows
            .reserve_exact(count(|part| part.partial_rows.len()));
        all.partial_weights
            .reserve_exact(count(|part| part.partial_rows.len()));
        all.sites.reserve(count(|part| part.sites.len()));
        for part in parts {
            words.extend_from_slice(&part.words);
            all.partial_rows.extend_from_slice(&part.partial_rows);
            all.partial_weights.extend_from_slice(&part.partial_weights);
            let mut sites = part.sites.as_slice();
            // A site may begin in one chunk and go on in the next.
            if let (Some(last), Some(first)) = (all.sites.last_mut(), sites.first())
                && last.site == first.site
            {
                last.incidents += first.incidents;
                last.weight += first.weight;
                sites = &sites[1..];
            }
            all.sites.extend_from_slice(sites);
            all.certain += part.incidents - part.partial_rows.len();
            all.possible += part.partial_rows.len();
            all.time_unknown += part.time_unknown;
            all.weight += part.weight;
        }
        all.rows = RowSet::from_words(words);
        all
    }
}
