//! What we know: immutable tables of incidents, areas and premises, and questions to them.
//!
//! Everything here is a value. Bytes become these values in `io`; positions become metres
//! through `crs`; nothing here opens a file, reads a clock or starts a thread of its own.

pub mod areas;
pub mod artefacts;
pub mod assemble;
pub mod attributes;
pub mod column;
pub mod dataset;
pub mod definitions;
pub mod filter;
pub mod findings;
pub mod from_points;
pub mod incidents;
pub mod mending;
pub mod names;
mod ordering;
pub mod premises;
pub mod publisher;
pub mod raw;
pub mod reference;
pub mod roads;
pub mod row_set;
pub mod shelf;
pub mod site_tree;
pub mod sites;
pub mod whens;

pub use areas::{AreaId, Areas};
pub use artefacts::ArtefactSites;
pub use attributes::{Attribute, AttributeKind};
pub use dataset::{Dataset, Tally};
pub use filter::Filter;
pub use findings::{Finding, FindingKind};
pub use incidents::{Incidents, Origin};
pub use mending::{Corrections, Fix, Mending};
pub use names::{NameId, Names};
pub use premises::{Premises, PremisesList};
pub use roads::Roads;
pub use row_set::RowSet;
pub use site_tree::SiteTree;
pub use sites::Sites;
