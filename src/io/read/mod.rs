//! Reads incidents, boundaries and premises from files as people have them: exports with odd
//! headers, mixed dates and blank positions.
//!
//! What a column means is guessed from its header and its content, said in the report, and can be
//! overridden by [`ReadOptions`]. A record that cannot be used is counted with its line; a file
//! that cannot be used is refused with a [`ReadError`] that says what to try. Nothing is repaired
//! in silence: swapped axes are not recognised.

#[cfg(test)]
mod any_cut;
mod archive;
mod area_fields;
mod artefacts;
mod assumed_grid;
mod attributes;
mod blocks;
mod boundaries;
mod bounded;
mod clock_text;
#[cfg(test)]
mod containers;
mod corrections;
mod crs_text;
mod date_order;
mod date_text;
mod encoding;
mod error;
mod first_rows;
mod folder;
mod format;
mod header;
mod hours;
mod incidents;
mod input;
mod inside;
mod joining;
mod kind;
mod labels;
mod layers;
mod layout;
mod magic;
mod number;
mod options;
mod persons;
mod plain_text;
mod plain_time;
mod position;
mod premises;
mod premises_columns;
mod preview;
mod preview_shapes;
#[cfg(test)]
mod preview_tests;
mod profile;
mod raw_names;
#[cfg(test)]
mod real_data;
#[cfg(test)]
mod real_layers;
mod records;
mod roads;
mod row_reader;
mod serial;
mod settled;
mod shapes;
mod sheets;
mod side_by_side;
mod signs;
#[cfg(test)]
mod small_files;
mod source;
mod stamp;
mod table;
mod text;
mod text_table;
mod time_columns;
mod time_tally;
mod times;

pub use artefacts::read_artefacts;
pub use boundaries::{BoundaryOptions, read_boundaries};
pub use error::{ReadError, Trouble};
pub use folder::{Columns, columns_in, files_in, fingerprint};
pub(in crate::io) use header::flat;
pub use incidents::{read_incidents, read_incidents_into};

pub use input::Input;
pub(in crate::io) use inside::split as into_archive;
pub use inside::tables_inside;
pub use kind::{FileKind, Sniffed, sniff, sniff_kind};
pub use layers::ShapeOptions;
pub use layers::companions::{companions_of, without_companions};
pub(in crate::io) use layers::geopackage::{MAGIC as SQLITE_MAGIC, connect as open_database};
pub use options::{
    DateOrder, Field, OptionError, ProfileChoice, ReadOptions, Refusable, UNPACKED_BYTES,
    columns_said, each_column, parse_crs, parse_epsg, parse_mapping, parse_premises_mapping,
    parse_reference_mapping, parse_time_zone,
};
pub use premises::read_premises;
pub use preview::{Candidate, Coordinates, Dates, Preview, PreviewColumn, preview};
pub use roads::read_roads;
pub use shapes::read_shapes;
pub use text_table::read_text_table;
