//! Everything that was opened, in one immutable value.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::Bounds;
use crate::base::files::file_name;
use crate::crs::AnalysisCrs;
use crate::data::areas::Areas;
use crate::data::artefacts::ArtefactSites;
use crate::data::attributes::Attribute;
use crate::data::incidents::{Incidents, Origin};
use crate::data::mending::Mending;
use crate::data::names::Names;
use crate::data::premises::PremisesList;
use crate::data::raw::{ReadReport, SourceInfo};
use crate::data::roads::Roads;

/// An opened data set: what questions are asked of. Shared as `Arc<Dataset>`.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// The *analysed* incidents, in an order of space.
    pub incidents: Incidents,
    /// Category texts; the empty text stands for "no category".
    pub categories: Names,
    /// Location texts, such as street names; the empty text stands for none.
    pub locations: Names,
    /// Further columns: what they say and their texts. Which incident has which is in
    /// [`Incidents::attribute`], under the same place.
    pub attributes: Vec<Attribute>,
    /// Reporting areas; empty where no boundaries were given.
    pub areas: Areas,
    /// (site, area) of positions that lie in more than one area: the areas after the first,
    /// sorted. The first is [`Sites::area`](crate::data::Sites::area).
    pub further_areas: Vec<(u32, crate::data::AreaId)>,
    /// Premises; empty where none were given.
    pub premises: PremisesList,
    /// Sites where incidents are recorded rather than happen; empty where none were given.
    pub artefacts: ArtefactSites,
    /// Roads; empty where none were given.
    pub roads: Roads,
    /// The plane positions are measured in.
    pub crs: AnalysisCrs,
    /// Rows at each step from file to table.
    pub tally: Tally,
    /// Size of the study region in km²: the union of the areas, or without them the convex
    /// hull of the analysed incidents.
    pub region_km2: f64,
    /// Rectangle around the analysed incidents.
    pub bounds: Option<Bounds>,
    /// The files it was made of, in the order they were given.
    pub sources: Vec<Source>,
    /// Rows that were kept out of the analysis, by reason.
    pub kept_out: BTreeMap<KeptOut, Vec<Origin>>,
    /// Things the user should know that are not about single rows, in whole sentences.
    pub warnings: Vec<String>,
    /// What was done about doubtful fields because the user said so.
    pub mending: Mending,
}

impl Dataset {
    /// `text` with the files' names in the place of their whole paths.
    pub fn by_file_name(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for source in &self.sources {
            let name = file_name(Path::new(&source.info.path));
            text = text.replace(&source.info.path, &name);
        }
        text
    }
}

/// One input file and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// What it was opened as.
    pub role: Role,
    /// Path and fingerprint.
    pub info: SourceInfo,
    /// Records read.
    pub rows_read: usize,
    /// Records set aside.
    pub rows_set_aside: usize,
    /// What was understood and what was not.
    pub report: ReadReport,
}

/// What a file was opened as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Incidents.
    Incidents,
    /// Boundaries.
    Boundaries,
    /// Premises.
    Premises,
    /// Artefact sites.
    Artefacts,
    /// Roads.
    Roads,
}

/// Why an incident is not in the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum KeptOut {
    /// Position blank, unreadable, 0/0 or outside the CRS's domain.
    NoLocation,
    /// Further out than ten interquartile ranges.
    FarOutlier,
    /// Outside the union of the boundaries.
    OutsideRegion,
}

/// Incidents at each step.
///
/// `rows_read = rows_set_aside + no_location + located` and
/// `located = far_outliers + outside_region + analysed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records after the headers, without wholly empty ones.
    pub rows_read: usize,
    /// Records that are no incident.
    pub rows_set_aside: usize,
    /// Incidents without a usable position.
    pub no_location: usize,
    /// Incidents with one.
    pub located: usize,
    /// Left out as far outliers (0 with `--outliers keep`).
    pub far_outliers: usize,
    /// Left out as outside the boundaries (0 with `--outside keep`).
    pub outside_region: usize,
    /// In the table.
    pub analysed: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_files_without_their_folders() {
        let source = |path: &str| Source {
            role: Role::Premises,
            info: SourceInfo {
                path: path.to_owned(),
                ..SourceInfo::default()
            },
            rows_read: 0,
            rows_set_aside: 0,
            report: ReadReport::default(),
        };
        let data = Dataset {
            sources: vec![source("/home/a b/pubs.csv"), source("wards.kml")],
            ..Dataset::from_points([(0.0, 0.0, crate::base::When::Unknown, "")])
        };
        let text = "/home/a b/pubs.csv: 3 premises lie outside wards.kml.";
        assert_eq!(
            data.by_file_name(text),
            "pubs.csv: 3 premises lie outside wards.kml."
        );
    }
}
