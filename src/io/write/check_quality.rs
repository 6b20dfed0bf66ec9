//! What was measured of the data, for the report of `nightbeat check`.

use serde::Serialize;

use crate::analysis::quality::concerns::Concern;
use crate::analysis::quality::duplicates::Repeats;
use crate::analysis::quality::{Coincidence, Duplicates, Quality, Snap, Spacing};
use crate::base::figures::grouped;
use crate::data::Dataset;
use crate::data::artefacts::ArtefactSite;
use crate::data::incidents::Origin;
use crate::data::publisher::Publisher;
use crate::io::write::numbers::readable;

/// The measures under the names of the JSON report.
#[derive(Serialize)]
pub(super) struct QualityJson {
    positions: PositionsJson,
    snapped: Option<SnapJson>,
    /// Share of the incidents within reach that lie outside the boundaries; none without.
    share_outside: Option<f64>,
    duplicates: DuplicatesJson,
    /// How well positions are known, where a file says; the most frequent first.
    geocode: Option<GeocodeJson>,
    artefacts: Option<ArtefactsJson>,
}

#[derive(Serialize)]
struct GeocodeJson {
    column: String,
    counts: Vec<SaidJson>,
}

#[derive(Serialize)]
struct SaidJson {
    text: String,
    incidents: usize,
}

#[derive(Serialize)]
struct ArtefactsJson {
    radius_m: f64,
    incidents: usize,
    share: f64,
    sites: Vec<ArtefactJson>,
}

#[derive(Serialize)]
struct ArtefactJson {
    name: String,
    kind: Option<String>,
    incidents: usize,
    share: f64,
}

#[derive(Serialize)]
struct PositionsJson {
    distinct: usize,
    incidents_per_position: Option<f64>,
    share_at_shared_by_2: f64,
    share_at_shared_by_10: f64,
    share_on_busiest: Vec<BusiestJson>,
    stacks: Vec<StackJson>,
    spacing_m: Option<SpacingJson>,
}

#[derive(Serialize)]
struct BusiestJson {
    positions: usize,
    share: f64,
}

#[derive(Serialize)]
struct StackJson {
    lon: f64,
    lat: f64,
    incidents: usize,
    share: f64,
    location: String,
}

#[derive(Serialize)]
struct SpacingJson {
    least: f64,
    lower_quartile: f64,
    median: f64,
    upper_quartile: f64,
    positions_measured: usize,
}

#[derive(Serialize)]
struct SnapJson {
    publisher: Option<Publisher>,
    spacing_m: f64,
    advised_m: f64,
}

#[derive(Serialize)]
struct DuplicatesJson {
    identical: RepeatsJson,
    same_incident: RepeatsJson,
    /// `reference`, or `place_and_time`: what tells that rows are one incident.
    same_incident_by: &'static str,
    same_reference: Option<RepeatsJson>,
    incidents_of_several_offences: usize,
}

#[derive(Serialize)]
struct RepeatsJson {
    groups: usize,
    rows: usize,
    first: Vec<Vec<RowJson>>,
}

#[derive(Serialize)]
struct RowJson {
    file: u8,
    line: u32,
}

impl QualityJson {
    pub(super) fn of(data: &Dataset, quality: &Quality) -> Self {
        Self {
            positions: PositionsJson::of(data, &quality.coincidence, quality.spacing),
            snapped: quality.snap.map(SnapJson::of),
            share_outside: share_outside(data),
            duplicates: DuplicatesJson::of(&quality.duplicates),
            geocode: quality.geocode.as_ref().map(|said| GeocodeJson {
                column: said.column.clone(),
                counts: said
                    .counts
                    .iter()
                    .map(|(text, incidents)| SaidJson {
                        text: text.clone(),
                        incidents: *incidents,
                    })
                    .collect(),
            }),
            artefacts: quality.artefacts.as_ref().map(|found| {
                let share = |n| quality.coincidence.share(n);
                let site = |(site, &incidents): (&ArtefactSite, &usize)| ArtefactJson {
                    name: site.name.clone(),
                    kind: site.kind.clone(),
                    incidents,
                    share: share(incidents),
                };
                let sites = data.artefacts.all().iter().zip(&found.of_each);
                ArtefactsJson {
                    radius_m: found.radius_m,
                    incidents: found.incidents,
                    share: share(found.incidents),
                    sites: sites.map(site).collect(),
                }
            }),
        }
    }
}

/// `None` without boundaries.
fn share_outside(data: &Dataset) -> Option<f64> {
    let tally = data.tally;
    let within_reach = tally.located - tally.far_outliers;
    let asked = !data.areas.is_empty() && within_reach > 0;
    asked.then(|| tally.outside_region as f64 / within_reach as f64)
}

impl PositionsJson {
    fn of(data: &Dataset, coincidence: &Coincidence, spacing: Option<Spacing>) -> Self {
        let share = |n| coincidence.share(n);
        let sites = data.incidents.sites();
        let stack = |stack: &crate::analysis::quality::coincidence::Stack| {
            let at = data.crs.to_lon_lat_one(sites.position(stack.site as usize));
            let row = sites.rows(stack.site as usize).start;
            StackJson {
                lon: at.lon,
                lat: at.lat,
                incidents: stack.incidents,
                share: share(stack.incidents),
                location: data.locations.text(data.incidents.location(row)).to_owned(),
            }
        };
        Self {
            distinct: coincidence.positions,
            incidents_per_position: coincidence.per_position(),
            share_at_shared_by_2: share(coincidence.at_shared_by_2),
            share_at_shared_by_10: share(coincidence.at_shared_by_10),
            share_on_busiest: coincidence
                .on_busiest
                .iter()
                .map(|on| BusiestJson {
                    positions: on.positions,
                    share: share(on.incidents),
                })
                .collect(),
            stacks: coincidence.stacks.iter().map(stack).collect(),
            spacing_m: spacing.map(|spacing| SpacingJson {
                least: spacing.least_m,
                lower_quartile: spacing.lower_quartile_m,
                median: spacing.median_m,
                upper_quartile: spacing.upper_quartile_m,
                positions_measured: spacing.measured,
            }),
        }
    }
}

impl SnapJson {
    fn of(snap: Snap) -> Self {
        Self {
            publisher: snap.publisher,
            spacing_m: snap.spacing_m,
            advised_m: snap.advised_m(),
        }
    }
}

impl DuplicatesJson {
    fn of(duplicates: &Duplicates) -> Self {
        let repeats = |repeats: &Repeats| {
            let row = |origin: &Origin| RowJson {
                file: origin.file,
                line: origin.line,
            };
            let group = |group: &Vec<Origin>| group.iter().map(row).collect();
            RepeatsJson {
                groups: repeats.groups,
                rows: repeats.rows,
                first: repeats.first.iter().map(group).collect(),
            }
        };
        Self {
            identical: repeats(&duplicates.identical),
            same_incident: repeats(&duplicates.same_incident),
            same_incident_by: if duplicates.by_reference {
                "reference"
            } else {
                "place_and_time"
            },
            same_reference: duplicates.same_reference.as_ref().map(repeats),
            incidents_of_several_offences: duplicates.of_several_offences,
        }
    }
}

/// The measures for a terminal.
pub(super) fn quality_lines(data: &Dataset, quality: &Quality, lines: &mut Vec<String>) {
    let coincidence = &quality.coincidence;
    let percent = |n| format!("{} %", readable(100.0 * coincidence.share(n), 1));
    lines.push("Positions of the analysed".to_owned());
    let per_position = coincidence.per_position().map_or_else(String::new, |n| {
        format!(", {} incidents at each on average", readable(n, 2))
    });
    lines.push(format!(
        "  {:>12}  distinct{per_position}",
        grouped(coincidence.positions)
    ));
    for (n, what) in [
        (coincidence.at_shared_by_2, "share theirs with another"),
        (coincidence.at_shared_by_10, "lie where ten or more do"),
    ] {
        lines.push(format!("  {:>12}  {what}", percent(n)));
    }
    let mut told = 0;
    for on in &coincidence.on_busiest {
        // Where there are fewer positions than asked for, all of them are told once.
        if on.positions > told {
            let what = match on.positions {
                1 => "on the busiest position".to_owned(),
                n => format!("on the {} busiest", grouped(n)),
            };
            lines.push(format!("  {:>12}  {what}", percent(on.incidents)));
            told = on.positions;
        }
    }
    if let Some(spacing) = quality.spacing {
        lines.push(format!(
            "  {:>12}  from a position to the next in the middle (half lie between {} and {} m)",
            format!("{} m", readable(spacing.median_m, 1)),
            readable(spacing.lower_quartile_m, 1),
            readable(spacing.upper_quartile_m, 1),
        ));
    }
    if let Some(share) = share_outside(data) {
        lines.push(format!(
            "  {:>12}  of those within reach lie outside the boundaries",
            format!("{} %", readable(100.0 * share, 1))
        ));
    }
    if let Some(said) = &quality.geocode {
        lines.push(format!(
            "  {:>12}  how well they are known, by \"{}\":",
            "", said.column
        ));
        for (text, incidents) in said.counts.iter().take(10) {
            let text = if text.is_empty() { "not said" } else { text };
            lines.push(format!("  {:>12}    {text}", grouped(*incidents)));
        }
    }
    lines.push(String::new());
    artefact_lines(data, quality, lines);
    duplicate_lines(&quality.duplicates, lines);
}

fn artefact_lines(data: &Dataset, quality: &Quality, lines: &mut Vec<String>) {
    const SITES_TOLD: usize = 20;
    let Some(found) = &quality.artefacts else {
        return;
    };
    let percent = |n| format!("{} %", readable(100.0 * quality.coincidence.share(n), 1));
    lines.push(format!("Artefact sites, within {} m", found.radius_m));
    lines.push(format!(
        "  {:>12}  at any of the {} sites ({} of the incidents)",
        grouped(found.incidents),
        grouped(data.artefacts.len()),
        percent(found.incidents)
    ));
    let busiest = found.busiest();
    for &(index, incidents) in busiest.iter().take(SITES_TOLD) {
        let site = &data.artefacts.all()[index];
        let kind = site.kind.as_ref();
        let kind = kind.map_or_else(String::new, |kind| format!(", {kind}"));
        lines.push(format!("  {:>12}  {}{kind}", grouped(incidents), site.name));
    }
    if let more @ 1.. = busiest.len().saturating_sub(SITES_TOLD) {
        lines.push(format!("  {:>12}  and at {more} more sites", ""));
    }
    lines.push(String::new());
}

fn duplicate_lines(duplicates: &Duplicates, lines: &mut Vec<String>) {
    if duplicates.same_incident.groups == 0 {
        return;
    }
    lines.push("Rows that belong together".to_owned());
    let first = |repeats: &Repeats| {
        let group = |group: &Vec<Origin>| {
            let named: Vec<String> = group.iter().map(|o| o.line.to_string()).collect();
            named.join("+")
        };
        let named: Vec<String> = repeats.first.iter().take(5).map(group).collect();
        let more = if repeats.groups > named.len() {
            ", …"
        } else {
            ""
        };
        format!("lines {}{more}", named.join(", "))
    };
    let identical = &duplicates.identical;
    if identical.groups > 0 {
        lines.push(format!(
            "  {:>12}  repeat another's position, clock time and category: {}",
            grouped(identical.further()),
            first(identical)
        ));
    }
    let same = &duplicates.same_incident;
    lines.push(format!(
        "  {:>12}  incidents of several rows, by {} ({} rows): {}",
        grouped(same.groups),
        if duplicates.by_reference {
            "reference"
        } else {
            "position and clock time"
        },
        grouped(same.rows),
        first(same)
    ));
    lines.push(format!(
        "  {:>12}  of them with different offences",
        grouped(duplicates.of_several_offences)
    ));
    lines.push(String::new());
}

/// What to know and to do, for a terminal: the most serious first.
pub(super) fn concern_lines(concerns: &[Concern], lines: &mut Vec<String>) {
    use crate::analysis::quality::concerns::Weight;
    if concerns.is_empty() {
        return;
    }
    lines.push("What to look at, the most serious first".to_owned());
    for concern in concerns {
        let mark = match concern.weight {
            Weight::Serious => "!!",
            Weight::Notable => "! ",
            Weight::Minor => "- ",
        };
        lines.push(format!("  {mark} {}.", concern.what));
        lines.push(format!("     {}", concern.effect));
        lines.push(format!("     {}", concern.advice));
    }
    lines.push(String::new());
}
