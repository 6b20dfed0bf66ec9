//! What a table has besides columns, in a form that can be written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Bounds, Planar};
use crate::crs::AnalysisCrs;
use crate::data::assemble::{IncidentTable, TableWarnings};
use crate::data::attributes::{AboutAttribute, Attribute};
use crate::data::dataset::{KeptOut, Source};
use crate::data::{AreaId, Incidents, Names, Origin};

/// All of an [`IncidentTable`] but its incidents. Decimal numbers are kept as their bits, so
/// that they come back as they were.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Meta {
    categories: Vec<String>,
    locations: Vec<String>,
    attributes: Vec<AttributeMeta>,
    further_areas: Vec<(u32, AreaId)>,
    kept_out: BTreeMap<KeptOut, Vec<Origin>>,
    epsg: u32,
    region_km2: u64,
    bounds: Option<[u64; 4]>,
    sources: Vec<Source>,
    warnings: TableWarnings,
}

/// An [`Attribute`] but its codes.
#[derive(Debug, Serialize, Deserialize)]
struct AttributeMeta {
    about: AboutAttribute,
    texts: Vec<String>,
    missing_in: Vec<u8>,
}

impl Meta {
    pub(super) fn of(table: &IncidentTable) -> Self {
        let texts = |names: &Names| names.iter().map(|(_, text)| text.to_owned()).collect();
        let corners = |b: Bounds| [b.min.x, b.min.y, b.max.x, b.max.y].map(f64::to_bits);
        Self {
            categories: texts(&table.categories),
            locations: texts(&table.locations),
            attributes: table
                .attributes
                .iter()
                .map(|attribute| AttributeMeta {
                    about: attribute.about.clone(),
                    texts: texts(&attribute.texts),
                    missing_in: attribute.missing_in.clone(),
                })
                .collect(),
            further_areas: table.further_areas.clone(),
            kept_out: table.kept_out.clone(),
            epsg: table.crs.epsg(),
            region_km2: table.region_km2.to_bits(),
            bounds: table.bounds.map(corners),
            sources: table.sources.clone(),
            warnings: table.warnings.clone(),
        }
    }

    /// The table of these incidents; `None` where its plane is not known here.
    pub(super) fn table(self, incidents: Incidents) -> Option<IncidentTable> {
        let bounds = |bits: [u64; 4]| {
            let [west, south, east, north] = bits.map(f64::from_bits);
            Bounds {
                min: Planar::new(west, south),
                max: Planar::new(east, north),
            }
        };
        if self.attributes.len() != incidents.attributes() {
            return None;
        }
        let attribute = |meta: AttributeMeta| Attribute {
            about: meta.about,
            texts: names(&meta.texts),
            missing_in: meta.missing_in,
        };
        Some(IncidentTable {
            incidents,
            categories: names(&self.categories),
            locations: names(&self.locations),
            attributes: self.attributes.into_iter().map(attribute).collect(),
            further_areas: self.further_areas,
            kept_out: self.kept_out,
            crs: AnalysisCrs::from_epsg(self.epsg).ok()?,
            region_km2: f64::from_bits(self.region_km2),
            bounds: self.bounds.map(bounds),
            sources: self.sources,
            warnings: self.warnings,
        })
    }
}

fn names(texts: &[String]) -> Names {
    let mut names = Names::default();
    for text in texts {
        names.intern(text);
    }
    names
}
