//! Roads into the plane.

use crate::crs::{AnalysisCrs, CrsError};
use crate::data::assemble::source;
use crate::data::dataset::{Role, Source};
use crate::data::raw::RawRoads;
use crate::data::roads::Roads;

/// The roads of a file, and what the user should know about them.
///
/// # Errors
/// When the CRS of the file is unknown.
pub fn place_roads(
    raw: &RawRoads,
    crs: AnalysisCrs,
) -> Result<(Source, Roads, Option<String>), CrsError> {
    let source = source(Role::Roads, raw.roads.len(), &raw.source, &raw.report);
    let roads = Roads::from_raw(raw, crs)?;
    let path = &raw.source.path;
    let warning = if roads.is_empty() {
        Some(format!("{path}: no road has a place in {}.", crs.name()))
    } else if roads.lines().iter().all(|line| line.name.is_none()) {
        Some(format!(
            "{path}: no road has a name, so that roads name no places; --roads-name names the field."
        ))
    } else {
        None
    };
    Ok((source, roads, warning))
}
