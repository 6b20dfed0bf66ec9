//! From answers to bytes: ranked lists, surfaces and reports in the forms of `cli.md`, and
//! files that are written whole or not at all.
//!
//! Writers are pure: they turn values into text. Only [`files`] touches the disk.

pub mod asc;
pub mod check;
mod check_quality;
pub mod csv_rank;
pub mod definitions;
pub mod files;
pub mod geojson_rank;
pub mod json_rank;
pub mod numbers;
mod outlines;
pub mod report;
pub mod set_aside;
pub mod table;

use crate::analysis::quality::artefacts::of_hotspot;
use crate::analysis::rank::{Hotspot, Ranking};
use crate::analysis::selection::Selection;
use crate::analysis::stability::{Stability, Sureness};
use crate::data::artefacts::AtArtefacts;
use crate::data::{Dataset, Filter};

/// A ranked list with everything it rests on: what every form of it is written from.
#[derive(Clone, Copy, Debug)]
pub struct RankAnswer<'a> {
    /// The data.
    pub data: &'a Dataset,
    /// Which incidents were asked for.
    pub filter: &'a Filter,
    /// Those that passed.
    pub selection: &'a Selection,
    /// The list.
    pub ranking: &'a Ranking,
    /// The positions at artefact sites, where a layer of them was given.
    pub artefacts: Option<&'a AtArtefacts>,
    /// How sure its places are, where that was asked.
    pub stability: Option<&'a Stability>,
}

impl RankAnswer<'_> {
    /// The share of a hotspot's weight at artefact sites, and which holds most of it.
    pub fn at_artefacts(&self, hotspot: &Hotspot) -> Option<(f64, Option<usize>)> {
        let at = self.artefacts?;
        Some(of_hotspot(self.data, at, self.selection, hotspot))
    }

    /// How sure the hotspot in a place of the list is, where that was asked.
    pub fn sureness(&self, place: usize) -> Option<&Sureness> {
        self.stability?.hotspots.get(place)
    }
}
