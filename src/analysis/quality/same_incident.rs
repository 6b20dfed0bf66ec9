//! Rows that are likely to be one incident.
//!
//! Under the Home Office Counting Rules a crime is recorded for each victim and each offence, so
//! that one brawl is many rows. Where references repeat, rows of one reference are one incident.
//! Where there are none, or each stands for one row only, they say nothing of incidents, and rows
//! at the very same position with the very same clock times are taken together. A time of exactly
//! 00:00 does not count as one then, since it often stands for "not known", and neither does a
//! date.

use rayon::prelude::*;

use crate::base::When;
use crate::data::{Incidents, Origin};

/// Sites that are looked at in one go.
const CHUNK_SITES: usize = 1 << 14;
/// Of this many rows one must share its reference for references to tell incidents: a few that
/// are there twice by mistake are no system.
const ONE_IN: usize = 100;

/// Groups of at least two rows that are likely to be one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SameIncident {
    /// Rows group by group, inside a group in the order of the files.
    rows: Vec<u32>,
    /// Where each group ends.
    ends: Vec<u32>,
}

impl SameIncident {
    /// Those of `incidents`, by their references if these repeat, else by place and time; and
    /// whether it was by references.
    pub fn of(incidents: &Incidents) -> (Self, bool) {
        let by_reference = Self::by_reference(incidents);
        if !by_reference.is_empty() && by_reference.rows() * ONE_IN >= incidents.len() {
            (by_reference, true)
        } else {
            (Self::by_place_and_time(incidents), false)
        }
    }

    /// Rows of the same reference; none where the files have no references.
    pub fn by_reference(incidents: &Incidents) -> Self {
        let references = incidents.references().unwrap_or_default();
        let row_of = |(row, &reference): (usize, &u64)| {
            let told = reference != 0;
            told.then(|| (reference, incidents.origin(row), row as u32))
        };
        let mut rows: Vec<(u64, Origin, u32)> = references
            .par_iter()
            .enumerate()
            .filter_map(row_of)
            .collect();
        rows.par_sort_unstable();
        let mut all = Self::default();
        for group in rows.chunk_by(|a, b| a.0 == b.0) {
            if group.len() > 1 {
                all.rows.extend(group.iter().map(|&(.., row)| row));
                all.ends.push(all.rows.len() as u32);
            }
        }
        all
    }

    /// Rows of the same position and the same clock times.
    pub fn by_place_and_time(incidents: &Incidents) -> Self {
        let sites = incidents.sites().len();
        let parts: Vec<Self> = (0..sites.div_ceil(CHUNK_SITES))
            .into_par_iter()
            .map(|chunk| {
                let mut part = Self::default();
                let mut here = Vec::new();
                for site in chunk * CHUNK_SITES..((chunk + 1) * CHUNK_SITES).min(sites) {
                    part.note_site(incidents, site, &mut here);
                }
                part
            })
            .collect();
        let mut all = Self::default();
        for part in parts {
            let before = all.rows.len() as u32;
            all.rows.extend(part.rows);
            all.ends.extend(part.ends.iter().map(|end| end + before));
        }
        all
    }

    /// The groups, in an order that depends on nothing but the data.
    pub fn groups(&self) -> impl Iterator<Item = &[u32]> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends);
        ranges.map(|(start, &end)| &self.rows[start as usize..end as usize])
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many rows are in a group.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    fn note_site(&mut self, incidents: &Incidents, site: usize, here: &mut Vec<Timed>) {
        let rows = incidents.sites().rows(site);
        if rows.len() < 2 {
            return;
        }
        here.clear();
        here.extend(rows.filter_map(|row| {
            let time = clock_times(incidents.when(row))?;
            Some((time, incidents.origin(row), row as u32))
        }));
        here.sort_unstable();
        for group in here.chunk_by(|a, b| a.0 == b.0) {
            if group.len() > 1 {
                self.rows.extend(group.iter().map(|&(.., row)| row));
                self.ends.push(self.rows.len() as u32);
            }
        }
    }
}

/// Clock times, where the row was read, the row.
type Timed = ((i64, i64), Origin, u32);

/// The clock times of a row, in seconds, if it has some that tell one incident from another.
fn clock_times(when: When) -> Option<(i64, i64)> {
    let (from, to) = match when {
        When::At(at) => (at, at),
        When::Between { from, to } => (from, to),
        When::Unknown | When::Days { .. } | When::Months { .. } => return None,
    };
    (from.second_of_day() != 0).then_some((from.0, to.0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::base::when::Civil;
    use crate::data::Dataset;

    fn lines(data: &Dataset, group: &[u32]) -> Vec<u32> {
        let line = |&row: &u32| data.incidents.origin(row as usize).line;
        group.iter().map(line).collect()
    }

    #[test]
    fn a_brawl_is_one_incident_and_midnights_are_none() {
        let brawl = When::At(Civil(1_600_000_260));
        let later = When::At(Civil(1_600_000_320));
        let midnight = When::At(Civil(19_000 * 86_400));
        let day = When::Days {
            first: 19_000,
            last: 19_000,
        };
        let points = [
            (10.0, 10.0, brawl, "Assault"),
            (10.0, 10.0, midnight, "Theft"),
            (10.0, 10.0, later, "Assault"),
            (10.0, 10.0, midnight, "Theft"),
            (10.0, 10.0, brawl, "Criminal damage"),
            (10.0, 90.0, brawl, "Assault"),
            (10.0, 10.0, day, "Theft"),
            (10.0, 10.0, day, "Theft"),
        ];
        let data = Dataset::from_points(points);
        let found = SameIncident::by_place_and_time(&data.incidents);
        let groups: Vec<Vec<u32>> = found.groups().map(|group| lines(&data, group)).collect();
        assert_eq!(groups, [[2, 6]]);
        assert_eq!((found.len(), found.rows()), (1, 2));
    }

    proptest! {
        #[test]
        fn groups_are_those_of_comparing_all(
            points in prop::collection::vec((0..4_u8, 0..3_i64, 0..2_i64), 0..60),
        ) {
            let whens = |start: i64, length: i64| match (start, length) {
                (from, 0) => When::At(Civil(1_000_000 + from * 60)),
                (from, n) => When::Between {
                    from: Civil(1_000_000 + from * 60),
                    to: Civil(1_000_000 + (from + n) * 60),
                },
            };
            let data = Dataset::from_points(
                points.iter().map(|&(x, start, length)| (f64::from(x) * 40.0, 0.0, whens(start, length), "")),
            );
            let mut named: BTreeMap<_, Vec<u32>> = BTreeMap::new();
            for (i, point) in points.iter().enumerate() {
                named.entry(*point).or_default().push(i as u32 + 2);
            }
            let mut expected: Vec<Vec<u32>> = named.into_values().filter(|g| g.len() > 1).collect();
            let found = SameIncident::by_place_and_time(&data.incidents);
            let mut groups: Vec<Vec<u32>> = found.groups().map(|group| lines(&data, group)).collect();
            expected.sort();
            groups.sort();
            prop_assert_eq!(groups, expected);
        }
    }
}
