//! Methods that find places, lines and pairs.

mod by_chance;
mod dbscan;
mod found;
mod hdbscan;
mod near_repeats;
mod nnh;
mod parameters;
mod repeat_places;
mod scan_space;
mod scan_space_time;
mod scanned;
mod stac;
mod street_segments;
#[cfg(test)]
pub(super) mod testing;
mod when;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[
    &repeat_places::RepeatPlaces,
    &street_segments::StreetSegments,
    &dbscan::Dbscan,
    &hdbscan::HdbscanMethod,
    &nnh::Nnh,
    &stac::StacMethod,
    &near_repeats::NearRepeats,
    &scan_space::ScanSpace,
    &scan_space_time::ScanSpaceTime,
];
