//! Artefact sites into the plane.

use crate::crs::{AnalysisCrs, CrsError};
use crate::data::areas::Areas;
use crate::data::artefacts::{ArtefactSite, ArtefactSites, Ground};
use crate::data::assemble::{plane, source};
use crate::data::dataset::{Role, Source};
use crate::data::raw::{RawAreas, RawArtefacts, RawPremises};

/// The artefact sites of a file, and what the user should know about them.
///
/// # Errors
/// When the CRS of the file is unknown.
pub fn place_artefacts(
    raw: RawArtefacts,
    crs: AnalysisCrs,
) -> Result<(Source, ArtefactSites, Vec<String>), CrsError> {
    match raw {
        RawArtefacts::Points(raw) => points(raw, crs),
        RawArtefacts::Outlines(raw) => outlines(raw, crs),
    }
}

fn points(
    raw: RawPremises,
    crs: AnalysisCrs,
) -> Result<(Source, ArtefactSites, Vec<String>), CrsError> {
    let source = source(Role::Artefacts, raw.rows.len(), &raw.source, &raw.report);
    let xy: Vec<(f64, f64)> = raw.rows.iter().map(|&(xy, _)| plane::stated(xy)).collect();
    let positions = crs.project(raw.crs, &xy)?.positions;
    let rows = raw.rows.len();
    let placed = raw.rows.into_iter().zip(positions);
    let sites: Vec<ArtefactSite> = placed
        .filter_map(|((_, premises), at)| {
            Some(ArtefactSite {
                name: premises.name,
                kind: premises.kind,
                ground: Ground::Point(at?),
                line: premises.line,
            })
        })
        .collect();
    let nowhere = rows - sites.len();
    let warning = (nowhere > 0).then(|| {
        format!(
            "{}: {nowhere} of {rows} artefact sites have no usable position and are left out.",
            raw.source.path
        )
    });
    Ok((
        source,
        ArtefactSites::new(sites),
        warning.into_iter().collect(),
    ))
}

fn outlines(
    raw: RawAreas,
    crs: AnalysisCrs,
) -> Result<(Source, ArtefactSites, Vec<String>), CrsError> {
    let source = source(Role::Artefacts, raw.areas.len(), &raw.source, &raw.report);
    // Outlines are mended and told of as boundaries are, but nobody lives in them.
    let mut raw = raw;
    for area in &mut raw.areas {
        area.population = None;
    }
    let (areas, warnings) = Areas::from_raw(raw, crs)?;
    let site = |(number, (_, area)): (u32, (_, &crate::data::areas::Area))| ArtefactSite {
        name: area.name.clone(),
        kind: None,
        ground: Ground::Outline(area.shape.clone()),
        line: number,
    };
    let sites = (1..).zip(areas.iter()).map(site).collect();
    Ok((source, ArtefactSites::new(sites), warnings))
}
