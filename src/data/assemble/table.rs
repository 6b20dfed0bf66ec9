//! From placed incidents to the table, in which boundaries have had their say and premises not.

use std::collections::BTreeMap;

use rayon::prelude::*;

use serde::{Deserialize, Serialize};

use crate::base::Bounds;
use crate::base::progress::{Cancelled, Progress};
use crate::crs::AnalysisCrs;
use crate::data::areas::{AreaId, Areas};
use crate::data::assemble::STEPS;
use crate::data::assemble::fates::{Fates, Rules};
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::assemble::labels::Labels;
use crate::data::assemble::plane::{AT_A_TIME, stretch_warning};
use crate::data::attributes::Attribute;
use crate::data::column::Column;
use crate::data::dataset::{KeptOut, Role, Source, Tally};
use crate::data::from_points::hull_km2;
use crate::data::incidents::{Columns, Incidents, Origin};
use crate::data::names::Names;
use crate::data::ordering::{self, Bands, Numbers, Piece, Span, TABLE_STEPS, gathered};
use crate::data::shelf::{Halt, ShelfError};

/// All that takes long to make of incident files: what a data set has but for its areas and
/// premises.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentTable {
    /// The analysed incidents; their sites know their areas.
    pub incidents: Incidents,
    /// Category texts.
    pub categories: Names,
    /// Location texts.
    pub locations: Names,
    /// Further columns: what they say, and their texts.
    pub attributes: Vec<Attribute>,
    /// (site, area) of positions in more than one area.
    pub further_areas: Vec<(u32, AreaId)>,
    /// Rows that were kept out.
    pub kept_out: BTreeMap<KeptOut, Vec<Origin>>,
    /// The plane.
    pub crs: AnalysisCrs,
    /// Size of the study region in km².
    pub region_km2: f64,
    /// Rectangle around the incidents.
    pub bounds: Option<Bounds>,
    /// The incident files.
    pub sources: Vec<Source>,
    /// What to say of how positions were come by, of names, and of the plane.
    pub warnings: TableWarnings,
}

/// What the user should know of the incidents; in a data set what is said of areas and premises
/// stands between.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TableWarnings {
    /// Positions that were placed otherwise.
    pub placing: Option<String>,
    /// Too many categories.
    pub labels: Option<String>,
    /// A plane that is not true to scale.
    pub stretch: Option<String>,
}

impl IncidentTable {
    /// The table of what was placed in `crs`.
    pub(crate) fn new(
        mut intake: Intake,
        rules: &Rules<'_>,
        crs: AnalysisCrs,
        progress: &Progress,
    ) -> Result<Self, Halt> {
        let fates = fates(&intake, rules, progress)?;
        let kept_out = kept_out(&intake, &fates);
        let stretches = std::mem::take(&mut intake.stretches);
        let bands = bands(&stretches, &fates);
        let (pieces, mut labels) = pieces(&intake, stretches, fates, &bands, progress)?;
        let check = |done| progress.check(7 * TABLE_STEPS + 2 * done, STEPS * TABLE_STEPS);
        let texts: Vec<usize> = labels.attributes.iter().map(|a| a.texts.len()).collect();
        let names = Numbers {
            categories: &labels.sort_categories(),
            texts: &texts,
        };
        let mut incidents = ordering::table(pieces, &bands, &names, &*intake.shelf, check)?;
        let none = Areas::default();
        let areas = rules.areas.unwrap_or(&none);
        let further_areas = incidents.set_areas(areas);
        let bounds = Bounds::around(incidents.sites().positions());
        let region_km2 = if areas.is_empty() {
            hull_km2(incidents.sites())
        } else {
            areas.union_km2()
        };
        let middle = bounds.map(|bounds| crs.to_lon_lat_one(bounds.centre()));
        Ok(Self {
            incidents,
            further_areas,
            kept_out,
            crs,
            region_km2,
            bounds,
            sources: sources(intake),
            warnings: TableWarnings {
                placing: None,
                labels: labels.warning(),
                stretch: middle.and_then(|middle| stretch_warning(crs, middle)),
            },
            categories: labels.categories,
            locations: labels.locations,
            attributes: labels.attributes,
        })
    }

    /// Rows at each step.
    pub fn tally(&self) -> Tally {
        use KeptOut::{FarOutlier, NoLocation, OutsideRegion};
        let out = |reason| self.kept_out.get(&reason).map_or(0, Vec::len);
        let analysed = self.incidents.len();
        Tally {
            rows_read: self.sources.iter().map(|source| source.rows_read).sum(),
            rows_set_aside: self
                .sources
                .iter()
                .map(|source| source.rows_set_aside)
                .sum(),
            no_location: out(NoLocation),
            located: analysed + out(FarOutlier) + out(OutsideRegion),
            far_outliers: out(FarOutlier),
            outside_region: out(OutsideRegion),
            analysed,
        }
    }
}

fn fates(intake: &Intake, rules: &Rules<'_>, progress: &Progress) -> Result<Vec<Fates>, Cancelled> {
    let total = intake.stretches.len();
    let mut fates: Vec<Fates> = Vec::with_capacity(total);
    for some in intake.stretches.chunks(AT_A_TIME) {
        progress.check(4 * total + fates.len(), STEPS * total)?;
        fates.par_extend(some.par_iter().map(|stretch| Fates::of(stretch, rules)));
    }
    Ok(fates)
}

fn kept_out(intake: &Intake, fates: &[Fates]) -> BTreeMap<KeptOut, Vec<Origin>> {
    let mut all: BTreeMap<KeptOut, Vec<Origin>> = BTreeMap::new();
    for (stretch, fates) in intake.stretches.iter().zip(fates) {
        for (row, reason) in fates.kept_out() {
            all.entry(reason).or_default().push(Origin {
                file: stretch.file as u8,
                line: stretch.line[row],
            });
        }
    }
    all
}

fn bands(stretches: &[Stretch], fates: &[Fates]) -> Bands {
    let span = fates
        .iter()
        .map(|fates| fates.span)
        .fold(None, Span::joined);
    Bands::new(span, stretches.len(), |piece| {
        let northings = &stretches[piece].y;
        fates[piece].analysed().map(|row| northings[row as usize])
    })
}

/// Names what is analysed and deals it out, letting go of each stretch when it is done.
fn pieces(
    intake: &Intake,
    stretches: Vec<Stretch>,
    fates: Vec<Fates>,
    bands: &Bands,
    progress: &Progress,
) -> Result<(Vec<Piece>, Labels), Halt> {
    let total = stretches.len();
    let mut labels = Labels::new(intake);
    let with_references = stretches.iter().any(|s| !s.reference.is_empty());
    let mut pieces = Vec::with_capacity(total);
    let mut left = stretches.into_iter().zip(fates);
    loop {
        progress.check(5 * total + 2 * pieces.len(), STEPS * total)?;
        let some: Vec<(Stretch, Fates)> = left.by_ref().take(AT_A_TIME).collect();
        if some.is_empty() {
            return Ok((pieces, labels));
        }
        for (stretch, fates) in &some {
            labels.learn(intake.file(stretch), stretch, fates);
        }
        let piece = |(stretch, fates): (Stretch, Fates)| {
            let mut piece = piece(&stretch, &fates, &labels, bands, with_references);
            piece.lay(&*intake.shelf)?;
            Ok(piece)
        };
        let some: Result<Vec<Piece>, ShelfError> = some.into_par_iter().map(piece).collect();
        pieces.extend(some?);
    }
}

fn piece(
    stretch: &Stretch,
    fates: &Fates,
    labels: &Labels,
    bands: &Bands,
    with_references: bool,
) -> Piece {
    let analysed: Vec<u32> = fates.analysed().collect();
    let deal = bands.deal(&stretch.y, &analysed);
    let named = |names: &[u32], row: u32| names[row as usize];
    let order = &deal.order;
    let category = |&row: &u32| labels.category_of(stretch.file, named(&stretch.category, row));
    let location = |&row: &u32| labels.location_of(stretch.file, named(&stretch.location, row));
    let columns = Columns {
        when: stretch.when.gathered(order),
        location: order.iter().map(location).collect(),
        line: gathered(&stretch.line, order),
        category: order.iter().map(category).collect(),
        file: vec![stretch.file as u8; order.len()].into(),
        reference: references(stretch, order, with_references),
    };
    let attributes = (0..labels.attributes.len())
        .map(|attribute| labels.attribute_codes(attribute, stretch, order))
        .collect();
    deal.piece(&stretch.x, &stretch.y, columns, attributes)
}

/// The references of the rows `order` names; none at all where no file gives any.
fn references(stretch: &Stretch, order: &[u32], wanted: bool) -> Column<u64> {
    if !wanted {
        return Column::default();
    }
    if stretch.reference.is_empty() {
        return vec![0; order.len()].into();
    }
    gathered(&stretch.reference, order)
}

fn sources(intake: Intake) -> Vec<Source> {
    let source = |file: crate::data::raw::RawIncidents| Source {
        role: Role::Incidents,
        info: file.source,
        rows_read: file.rows_read,
        rows_set_aside: file.report.rows_set_aside(),
        report: file.report,
    };
    intake.files.into_iter().map(source).collect()
}
