//! The incident table: columns, not rows of structs, in an order of space.
//!
//! One incident costs [`BYTES_PER_INCIDENT`] bytes and each distinct position
//! [`BYTES_PER_SITE`]: two `f64` metres (a millimetre anywhere on Earth needs more than an
//! `f32` has), a civil time in nine bytes, and small numbers that lead to interned texts, to
//! the position and to the row of the file the incident came from.
//!
//! Rows lie in the order of [`Sites`], at one site in the order of the files. So a rectangle
//! is a few runs of rows, and everything that is summed by place is summed from front to back.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::base::Planar;
use crate::base::when::When;
use crate::data::areas::{AreaId, Areas};
use crate::data::names::NameId;
use crate::data::site_tree::SiteTree;
use crate::data::sites::{Sites, spatial_order};
use crate::data::whens::{BYTES_PER_WHEN, Whens};

/// Memory of one incident in the table, in bytes, without its position.
pub const BYTES_PER_INCIDENT: usize = 4 + BYTES_PER_WHEN + 4 + 4 + 2 + 1;
/// Memory of one distinct position, in bytes.
pub const BYTES_PER_SITE: usize = 2 * 8 + 2 + 4;

/// The row of the file an incident came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Index of the incident file, in the order the files were given.
    pub file: u8,
    /// Line number in that file on which the record starts; the header is line 1.
    /// (For GeoJSON: the number of the feature, from 1.)
    pub line: u32,
}

/// One incident as it is put into the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Incident {
    /// Where, in the analysis CRS.
    pub position: Planar,
    /// When, on the local civil clock.
    pub when: When,
    /// Category, an id of the data set's category names. At most 65,535 categories.
    pub category: NameId,
    /// Location text, an id of the data set's location names.
    pub location: NameId,
    /// Where it was read.
    pub origin: Origin,
}

/// Columns of located, analysed incidents.
#[derive(Clone, Debug, Default)]
pub struct Incidents {
    sites: Sites,
    site: Vec<u32>,
    columns: Columns,
    /// Made when it is first asked for: not every question needs it.
    site_tree: OnceLock<SiteTree>,
}

/// A table while it is filled, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    x: Vec<f64>,
    y: Vec<f64>,
    columns: Columns,
}

/// What an incident has besides its position.
#[derive(Clone, Debug, Default)]
struct Columns {
    when: Whens,
    location: Vec<u32>,
    line: Vec<u32>,
    category: Vec<u16>,
    file: Vec<u8>,
}

impl Incidents {
    /// Number of incidents.
    pub fn len(&self) -> usize {
        self.site.len()
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.site.is_empty()
    }

    /// The distinct positions.
    pub fn sites(&self) -> &Sites {
        &self.sites
    }

    /// The distinct positions in a quadtree.
    pub fn site_tree(&self) -> &SiteTree {
        self.site_tree
            .get_or_init(|| SiteTree::new(self.sites.x(), self.sites.y()))
    }

    /// The site of incident `row`.
    pub fn site(&self, row: usize) -> usize {
        self.site[row] as usize
    }

    /// Where incident `row` happened.
    pub fn position(&self, row: usize) -> Planar {
        self.sites.position(self.site(row))
    }

    /// The first area that holds incident `row`.
    pub fn area(&self, row: usize) -> Option<AreaId> {
        self.sites.area(self.site(row))
    }

    /// When incident `row` happened.
    pub fn when(&self, row: usize) -> When {
        self.columns.when.get(row)
    }

    /// When all incidents happened.
    pub fn whens(&self) -> &Whens {
        &self.columns.when
    }

    /// Category of incident `row`.
    pub fn category(&self, row: usize) -> NameId {
        NameId(u32::from(self.columns.category[row]))
    }

    /// Location text of incident `row`.
    pub fn location(&self, row: usize) -> NameId {
        NameId(self.columns.location[row])
    }

    /// Gives each site the first of the areas it lies in; (site, area) for the further ones.
    pub(crate) fn set_areas(&mut self, areas: &Areas) -> Vec<(u32, AreaId)> {
        self.sites.set_areas(areas)
    }

    /// Where incident `row` was read.
    pub fn origin(&self, row: usize) -> Origin {
        Origin {
            file: self.columns.file[row],
            line: self.columns.line[row],
        }
    }
}

impl Draft {
    /// An empty draft with room for `n` incidents.
    pub fn with_capacity(n: usize) -> Self {
        Self {
            x: Vec::with_capacity(n),
            y: Vec::with_capacity(n),
            columns: Columns {
                when: Whens::with_capacity(n),
                location: Vec::with_capacity(n),
                line: Vec::with_capacity(n),
                category: Vec::with_capacity(n),
                file: Vec::with_capacity(n),
            },
        }
    }

    /// Number of incidents so far.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Whether there are none yet.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }

    /// Appends an incident. A time that [`Whens`] cannot hold becomes unknown.
    pub fn push(&mut self, incident: Incident) {
        // Adding 0 makes one position of 0 and -0.
        self.x.push(incident.position.x + 0.0);
        self.y.push(incident.position.y + 0.0);
        let columns = &mut self.columns;
        columns.when.push(incident.when);
        columns.location.push(incident.location.0);
        columns.line.push(incident.origin.line);
        columns.category.push(incident.category.0 as u16);
        columns.file.push(incident.origin.file);
    }

    /// The table, its sites in no area, and the place in this draft of each of its rows.
    pub fn finish(self) -> (Incidents, Vec<u32>) {
        let order = spatial_order(&self.x, &self.y);
        let at = |&i: &u32| {
            let i = i as usize;
            Planar::new(self.x[i], self.y[i])
        };
        let (sites, site) = Sites::of_sorted(order.iter().map(at));
        let incidents = Incidents {
            sites,
            site,
            columns: self.columns.gathered(&order),
            site_tree: OnceLock::new(),
        };
        (incidents, order)
    }
}

impl Columns {
    /// The incidents in the places `order` names, in that order.
    fn gathered(&self, order: &[u32]) -> Self {
        Self {
            when: self.when.gathered(order),
            location: gathered(&self.location, order),
            line: gathered(&self.line, order),
            category: gathered(&self.category, order),
            file: gathered(&self.file, order),
        }
    }
}

/// The values in the places `order` names, in that order.
pub(crate) fn gathered<T: Copy + Send + Sync>(values: &[T], order: &[u32]) -> Vec<T> {
    order.par_iter().map(|&i| values[i as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_with_a_position_of_its_own_costs_at_most_48_bytes() {
        const { assert!(BYTES_PER_INCIDENT + BYTES_PER_SITE <= 48) };
    }

    #[test]
    fn a_finished_table_holds_every_incident_of_the_draft_unchanged() {
        let mut draft = Draft::default();
        let incident = |i: u32| Incident {
            position: Planar::new(f64::from(i * 37 % 100), f64::from(i * 53 % 90)),
            when: When::Unknown,
            category: NameId(i % 3),
            location: NameId(i),
            origin: Origin { file: 1, line: i },
        };
        (0..200).for_each(|i| draft.push(incident(i)));
        let (table, order) = draft.finish();
        let mut seen: Vec<u32> = order.clone();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..200));
        for (row, &i) in order.iter().enumerate() {
            let wanted = incident(i);
            assert_eq!(table.position(row), wanted.position);
            assert_eq!(table.category(row), wanted.category);
            assert_eq!(table.location(row), wanted.location);
            assert_eq!(table.origin(row), wanted.origin);
            assert!(table.sites().rows(table.site(row)).contains(&row));
        }
    }
}
