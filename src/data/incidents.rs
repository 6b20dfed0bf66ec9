//! The incident table: columns, not rows of structs, in an order of space.
//!
//! One incident costs [`BYTES_PER_INCIDENT`] bytes and each distinct position
//! [`BYTES_PER_SITE`]: two `f64` metres (a millimetre anywhere on Earth needs more than an
//! `f32` has), a civil time in nine bytes, and small numbers that lead to interned texts, to
//! the position and to the row of the file the incident came from.
//!
//! Rows lie in the order of [`Sites`], at one site in the order of the files. So a rectangle
//! is a few runs of rows, and everything that is summed by place is summed from front to back.

use std::ops::Range;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::base::Planar;
use crate::base::when::When;
use crate::data::areas::{AreaId, Areas};
use crate::data::attributes::Codes;
use crate::data::column::Column;
use crate::data::names::NameId;
use crate::data::ordering::{Bands, Numbers, Span, gathered, table};
use crate::data::shelf::{InMemory, Shelf, ShelfError};
use crate::data::site_tree::SiteTree;
use crate::data::sites::Sites;
use crate::data::whens::{BYTES_PER_WHEN, Whens};

/// Memory of one incident in the table, in bytes, without its position.
pub const BYTES_PER_INCIDENT: usize = 4 + BYTES_PER_WHEN + 4 + 4 + 2 + 1;
/// Memory of one distinct position, in bytes.
pub const BYTES_PER_SITE: usize = 2 * 8 + 2 + 4;

/// Columns of the table, those of its sites among them and attributes not.
pub const COLUMNS: usize = 13;

/// The row of the file an incident came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

impl Incident {
    /// An incident at `position` of which nothing else is known.
    #[cfg(test)]
    pub(crate) fn at(position: Planar) -> Self {
        Self {
            position,
            when: When::Unknown,
            category: NameId(0),
            location: NameId(0),
            origin: Origin { file: 0, line: 0 },
        }
    }
}

/// Columns of located, analysed incidents.
#[derive(Clone, Debug, Default)]
pub struct Incidents {
    sites: Sites,
    site: Column<u32>,
    columns: Columns,
    attributes: Vec<Codes>,
    /// Made when it is first asked for: not every question needs it.
    site_tree: OnceLock<SiteTree>,
}

/// A table while it is filled, in the order of the files: for few incidents, of which each is
/// looked at for itself. Files go through [`assemble`](crate::data::assemble).
#[derive(Clone, Debug, Default)]
pub struct Draft {
    x: Vec<f64>,
    y: Vec<f64>,
    columns: Columns,
}

/// What an incident has besides its position.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Columns {
    pub(crate) when: Whens,
    pub(crate) location: Column<u32>,
    pub(crate) line: Column<u32>,
    pub(crate) category: Column<u16>,
    pub(crate) file: Column<u8>,
    /// Of all rows, or empty.
    pub(crate) reference: Column<u64>,
}

impl Incidents {
    /// The table of `columns`, whose rows lie at `sites` one after the other.
    pub(crate) fn of(
        sites: Sites,
        columns: Columns,
        attributes: Vec<Codes>,
        shelf: &dyn Shelf,
    ) -> Result<Self, ShelfError> {
        Ok(Self {
            site: sites.site_of_rows(shelf)?,
            sites,
            columns,
            attributes,
            site_tree: OnceLock::new(),
        })
    }

    /// The columns as they lie in memory; [`Incidents::from_bytes`] takes them back.
    /// Those of attributes come last.
    pub fn bytes(&self) -> Vec<&[u8]> {
        let [x, y, area, first_row] = self.sites.bytes();
        let Columns {
            when,
            location,
            line,
            category,
            file,
            reference,
        } = &self.columns;
        let mut all: Vec<&[u8]> = vec![
            x,
            y,
            area,
            first_row,
            bytemuck::cast_slice(&self.site),
            bytemuck::cast_slice(&when.start),
            bytemuck::cast_slice(&when.span),
            &when.tag,
            bytemuck::cast_slice(location),
            bytemuck::cast_slice(line),
            bytemuck::cast_slice(category),
            file,
            bytemuck::cast_slice(reference),
        ];
        all.extend(self.attributes.iter().map(Codes::bytes));
        all
    }

    /// The table of [`Incidents::bytes`], which is not copied; `None` where the columns do not
    /// fit each other.
    pub fn from_bytes(mut columns: Vec<Bytes>) -> Option<Self> {
        let attributes = columns.split_off(columns.len().min(COLUMNS));
        let [
            x,
            y,
            area,
            first_row,
            site,
            start,
            span,
            tag,
            location,
            line,
            category,
            file,
            reference,
        ] = columns.try_into().ok()?;
        let mut table = Self {
            sites: Sites::from_bytes([x, y, area, first_row])?,
            site: Column::shared(site)?,
            columns: Columns {
                when: Whens {
                    start: Column::shared(start)?,
                    span: Column::shared(span)?,
                    tag: Column::shared(tag)?,
                },
                location: Column::shared(location)?,
                line: Column::shared(line)?,
                category: Column::shared(category)?,
                file: Column::shared(file)?,
                reference: Column::shared(reference)?,
            },
            attributes: Vec::new(),
            site_tree: OnceLock::new(),
        };
        let codes = |bytes| Codes::from_bytes(bytes, table.site.len());
        table.attributes = attributes.into_iter().map(codes).collect::<Option<_>>()?;
        let columns = &table.columns;
        let lengths = [
            table.sites.rows_at_all(),
            columns.when.start.len(),
            columns.when.span.len(),
            columns.when.tag.len(),
            columns.location.len(),
            columns.line.len(),
            columns.category.len(),
            columns.file.len(),
        ];
        let references = columns.reference.len();
        let fit = lengths.iter().all(|&n| n == table.len())
            && (references == 0 || references == table.len());
        let sites = table.sites.len() as u32;
        (fit && table.site.iter().all(|&site| site < sites)).then_some(table)
    }

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

    /// The sites of a run of rows, each with those of its rows that are in the run.
    pub fn by_site(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        let (site_of, first_row) = (&self.site[..], self.sites.first_rows());
        let mut next = rows.start;
        std::iter::from_fn(move || {
            let first = (next < rows.end).then_some(next)?;
            let site = site_of[first] as usize;
            next = (first_row[site + 1] as usize).min(rows.end);
            Some((site, first..next))
        })
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

    /// Categories of all incidents, each the number of a [`NameId`].
    pub fn categories(&self) -> &[u16] {
        &self.columns.category
    }

    /// Location text of incident `row`.
    pub fn location(&self, row: usize) -> NameId {
        NameId(self.columns.location[row])
    }

    /// The attribute in this place of [`Dataset::attributes`](crate::data::Dataset::attributes).
    pub fn attribute(&self, place: usize) -> &Codes {
        &self.attributes[place]
    }

    /// Puts an attribute beside those that are there; one code for each row.
    pub(crate) fn add_attribute(&mut self, codes: Codes) {
        self.attributes.push(codes);
    }

    /// How many attributes there are.
    pub fn attributes(&self) -> usize {
        self.attributes.len()
    }

    /// A hash of every incident's reference, 0 where it has none; `None` where no file has a
    /// column of references.
    pub fn references(&self) -> Option<&[u64]> {
        (!self.columns.reference.is_empty()).then_some(&*self.columns.reference)
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

impl PartialEq for Incidents {
    fn eq(&self, other: &Self) -> bool {
        (&self.sites, &self.site, &self.columns) == (&other.sites, &other.site, &other.columns)
            && self.attributes == other.attributes
    }
}

impl Draft {
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
        columns.location.to_mut().push(incident.location.0);
        columns.line.to_mut().push(incident.origin.line);
        columns.category.to_mut().push(incident.category.0 as u16);
        columns.file.to_mut().push(incident.origin.file);
    }

    /// The table, its sites in no area.
    pub fn finish(self) -> Incidents {
        let northings = |_| self.y.iter().copied();
        let bands = Bands::new(Span::of(northings(0)), 1, northings);
        let all: Vec<u32> = (0..self.len() as u32).collect();
        let deal = bands.deal(&self.y, &all);
        let columns = self.columns.gathered(&deal.order);
        let piece = deal.piece(&self.x, &self.y, columns, Vec::new());
        // Nobody can cancel it, and memory is never full.
        table(vec![piece], &bands, &Numbers::default(), &InMemory, |_| {
            Ok(())
        })
        .unwrap_or_default()
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
            reference: Column::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sites::cell_of;

    #[test]
    fn an_incident_with_a_position_of_its_own_costs_at_most_48_bytes() {
        const { assert!(BYTES_PER_INCIDENT + BYTES_PER_SITE <= 48) };
    }

    #[test]
    fn a_finished_table_is_that_of_one_sort_of_all_incidents() {
        let mut draft = Draft::default();
        let incident = |i: u32| Incident {
            position: Planar::new(
                f64::from(i * 37 % 100) - 50.0,
                f64::from(i * 53 % 90) - 45.0,
            ),
            when: When::Unknown,
            category: NameId(i % 3),
            location: NameId(i),
            origin: Origin { file: 1, line: i },
        };
        (0..2000).for_each(|i| draft.push(incident(i)));
        let table = draft.finish();
        let mut order: Vec<u32> = (0..2000).collect();
        order.sort_by(|&i, &j| {
            let (p, q) = (incident(i).position, incident(j).position);
            let cells = cell_of(p).cmp(&cell_of(q));
            cells.then(p.y.total_cmp(&q.y)).then(p.x.total_cmp(&q.x))
        });
        assert_eq!(table.len(), order.len());
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
