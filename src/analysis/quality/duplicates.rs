//! Rows that seem to be there twice, and incidents with several offences.

use crate::analysis::quality::same_incident::SameIncident;
use crate::data::{Incidents, Origin};

/// How many groups are told with their lines.
const GROUPS_TOLD: usize = 20;

/// Rows that seem to be there twice, and incidents with several offences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// Same position, same clock time, same category.
    pub identical: Repeats,
    /// Rows that are likely to be one incident, whatever the category: counted as incidents
    /// these would be one each.
    pub same_incident: Repeats,
    /// Whether references tell which rows are one incident, and not place and time.
    pub by_reference: bool,
    /// Same reference; `None` where no file has references.
    pub same_reference: Option<Repeats>,
    /// How many of these incidents have offences of different categories.
    pub of_several_offences: usize,
}

/// Rows that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Groups of at least two rows.
    pub groups: usize,
    /// Rows in all groups.
    pub rows: usize,
    /// Where the rows of the first twenty groups were read, in the order of the files.
    pub first: Vec<Vec<Origin>>,
}

impl Duplicates {
    /// Those of `incidents`.
    pub fn of(incidents: &Incidents) -> Self {
        let (same, by_reference) = SameIncident::of(incidents);
        let mut found = Self {
            by_reference,
            same_reference: incidents
                .references()
                .map(|_| Repeats::of(incidents, &SameIncident::by_reference(incidents))),
            same_incident: Repeats::of(incidents, &same),
            ..Self::default()
        };
        let category = |row: &u32| incidents.category(*row as usize);
        for group in same.groups() {
            let first = group.first().map(category);
            let differs = |row: &u32| Some(category(row)) != first;
            found.of_several_offences += usize::from(group.iter().any(differs));
        }
        let at_once = SameIncident::by_place_and_time(incidents);
        let mut alike: Vec<u32> = Vec::new();
        for group in at_once.groups() {
            alike.clear();
            alike.extend(group);
            alike.sort_by_key(category);
            for rows in alike.chunk_by(|a, b| category(a) == category(b)) {
                if rows.len() > 1 {
                    found.identical.note(incidents, rows);
                }
            }
        }
        found.identical.sort();
        found
    }
}

impl Repeats {
    fn of(incidents: &Incidents, groups: &SameIncident) -> Self {
        let mut repeats = Self::default();
        for group in groups.groups() {
            repeats.note(incidents, group);
        }
        repeats.sort();
        repeats
    }

    /// Rows beyond the first of each group.
    pub fn further(&self) -> usize {
        self.rows - self.groups
    }

    fn note(&mut self, incidents: &Incidents, group: &[u32]) {
        self.groups += 1;
        self.rows += group.len();
        let origins = group.iter().map(|&row| incidents.origin(row as usize));
        let origins: Vec<Origin> = origins.collect();
        // Kept are those that come first in the files; a few more than are told are kept at a
        // time, so that they need not be sorted for each.
        self.first.push(origins);
        if self.first.len() >= 4 * GROUPS_TOLD {
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.first.sort_unstable();
        self.first.truncate(GROUPS_TOLD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::When;
    use crate::base::when::Civil;
    use crate::data::Dataset;

    fn found(points: &[(f64, i64, &str)]) -> Duplicates {
        let data = Dataset::from_points(
            points
                .iter()
                .map(|&(x, minute, what)| (x, 0.0, When::At(Civil(60 * minute)), what)),
        );
        Duplicates::of(&data.incidents)
    }

    #[test]
    fn identical_rows_are_told_from_several_offences() {
        let found = found(&[
            (0.0, 7, "Assault"),
            (0.0, 7, "Assault"),
            (0.0, 7, "Theft"),
            (0.0, 8, "Theft"),
            (500.0, 7, "Theft"),
            (500.0, 7, "Robbery"),
        ]);
        let lines = |repeats: &Repeats| -> Vec<Vec<u32>> {
            let group = |group: &Vec<Origin>| group.iter().map(|origin| origin.line).collect();
            repeats.first.iter().map(group).collect()
        };
        assert_eq!((found.identical.groups, found.identical.further()), (1, 1));
        assert_eq!(lines(&found.identical), [[2, 3]]);
        assert_eq!(
            (found.same_incident.groups, found.same_incident.rows),
            (2, 5)
        );
        assert_eq!(lines(&found.same_incident), [vec![2, 3, 4], vec![6, 7]]);
        assert_eq!(found.of_several_offences, 2);
    }

    #[test]
    fn of_many_groups_those_first_in_the_file_are_told() {
        // The order of space is the reverse of the order of the file.
        let points: Vec<(f64, i64, &str)> = (0..400)
            .map(|i| (f64::from(1000 - i / 2) * 30.0, 7, "Theft"))
            .collect();
        let found = found(&points);
        assert_eq!(found.identical.groups, 200);
        let first: Vec<u32> = found.identical.first.iter().map(|g| g[0].line).collect();
        let expected: Vec<u32> = (0..20).map(|i| 2 + 2 * i).collect();
        assert_eq!(first, expected);
    }
}
