//! The ranked list as JSON: keys and meanings are the contract of `cli.md`.

use serde::Serialize;

use crate::analysis::rank::{Hotspot, RankParams, Unit};
use crate::analysis::selection::Selection;
use crate::base::clock::DAY_NAMES;
use crate::data::dataset::{Role, Source, Tally};
use crate::data::definitions::in_words;
use crate::data::filter::{Counting, TimeFilter};
use crate::data::premises::PremisesChoice;
use crate::data::raw::SourceInfo;
use crate::data::{Dataset, Filter, Mending};
use crate::io::write::RankAnswer;

/// The document, pretty-printed, with a final newline.
pub fn rank_json(answer: &RankAnswer<'_>) -> String {
    let document = Document {
        schema: "nightbeat.rank/1",
        head: Head::of(answer),
        unit: UnitJson::of(&answer.ranking.params),
        stability: StabilityJson::of(answer),
        hotspots: answer
            .ranking
            .hotspots
            .iter()
            .enumerate()
            .map(|(place, h)| HotspotJson::of(answer, place, h))
            .collect(),
    };
    pretty(&document)
}

/// `value` as indented JSON with a final newline.
pub fn pretty(value: &impl Serialize) -> String {
    // Plain values with string keys always serialise; an empty text is never reached.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    head: Head<'a>,
    unit: UnitJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    stability: Option<StabilityJson>,
    hotspots: Vec<HotspotJson<'a>>,
}

/// What an answer rests on, the same in every form.
#[derive(Serialize)]
pub struct Head<'a> {
    program: ProgramJson,
    inputs: Vec<InputJson<'a>>,
    crs: CrsJson,
    filter: FilterJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mending: Option<&'a Mending>,
    counts: CountsJson,
}

impl<'a> Head<'a> {
    /// The head of `answer`.
    pub fn of(answer: &RankAnswer<'a>) -> Self {
        let mut head = Self::of_selection(answer.data, answer.filter, answer.selection);
        head.counts.at_artefacts = answer
            .artefacts
            .map(|at| at.incidents(answer.data.incidents.sites()));
        head
    }

    /// The head of an answer about what `filter` selects.
    pub fn of_selection(data: &'a Dataset, filter: &'a Filter, selection: &Selection) -> Self {
        Self {
            program: ProgramJson::THIS,
            inputs: data.sources.iter().map(InputJson::of).collect(),
            crs: CrsJson::of(data),
            filter: FilterJson::of(filter),
            mending: data.mending.asked(),
            counts: CountsJson {
                tally: TallyJson::of(&data.tally),
                time_unknown: selection.time_unknown,
                undecided: (selection.undecided > 0).then_some(selection.undecided),
                certain: selection.certain,
                possible: selection.possible,
                weight: selection.weight,
                at_artefacts: None,
            },
        }
    }
}

/// The program that wrote a document.
#[derive(Serialize)]
pub struct ProgramJson {
    name: &'static str,
    version: &'static str,
}

impl ProgramJson {
    /// This program.
    pub const THIS: Self = Self {
        name: "nightbeat",
        version: env!("CARGO_PKG_VERSION"),
    };
}

/// One input file.
#[derive(Serialize)]
pub struct InputJson<'a> {
    role: &'static str,
    path: &'a str,
    sha256: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    companions: &'a [SourceInfo],
    rows_read: usize,
    rows_set_aside: usize,
}

impl<'a> InputJson<'a> {
    /// The input behind `source`.
    pub fn of(source: &'a Source) -> Self {
        Self {
            role: role_name(source.role),
            path: &source.info.path,
            sha256: &source.info.sha256,
            companions: &source.info.companions,
            rows_read: source.rows_read,
            rows_set_aside: source.rows_set_aside,
        }
    }
}

/// `incidents`, `boundaries`, `premises`, `artefacts` or `roads`.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Incidents => "incidents",
        Role::Boundaries => "boundaries",
        Role::Premises => "premises",
        Role::Artefacts => "artefacts",
        Role::Roads => "roads",
    }
}

/// The analysis CRS and how positions came into it.
#[derive(Serialize)]
pub struct CrsJson {
    name: String,
    operation: String,
    accuracy_m: f64,
}

impl CrsJson {
    /// The CRS of `data`.
    pub fn of(data: &Dataset) -> Self {
        Self {
            name: data.crs.name(),
            operation: data.crs.operation(),
            accuracy_m: data.crs.accuracy_m(),
        }
    }
}

#[derive(Serialize)]
struct FilterJson<'a> {
    window: Option<String>,
    days: Vec<&'static str>,
    since: Option<String>,
    until: Option<String>,
    day_start: String,
    unknown_midnight: bool,
    categories: &'a [String],
    groups: &'a [String],
    /// The test of offences in words; left out where none is asked.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    offences: Option<String>,
    areas: &'a [String],
    near_premises: Option<NearJson>,
    count: Counting,
    /// The radius around artefact sites that is left out; none where they count.
    #[serde(skip_serializing_if = "Option::is_none")]
    exclude_artefacts_m: Option<f64>,
}

#[derive(Serialize)]
struct NearJson {
    radius_m: f64,
    which: &'static str,
}

impl<'a> FilterJson<'a> {
    fn of(filter: &'a Filter) -> Self {
        let time: &TimeFilter = &filter.time;
        Self {
            window: time.clock_window().map(|window| window.to_string()),
            days: time.days.names(),
            since: time.since.map(|date| date.to_string()),
            until: time.until.map(|date| date.to_string()),
            day_start: time.day_start.to_string(),
            unknown_midnight: time.unknown_midnight,
            categories: &filter.categories,
            groups: &filter.groups,
            offences: filter.offences.as_ref().map(in_words),
            areas: &filter.areas,
            near_premises: filter.near_premises.map(|near| NearJson {
                radius_m: near.radius_m,
                which: match near.which {
                    PremisesChoice::Nte => "nte",
                    PremisesChoice::All => "all",
                },
            }),
            count: filter.counting,
            exclude_artefacts_m: filter.away_from_artefacts.map(|away| away.radius_m),
        }
    }
}

#[derive(Serialize)]
struct CountsJson {
    #[serde(flatten)]
    tally: TallyJson,
    time_unknown: usize,
    /// Analysed incidents that do not say whether they are of the offences asked for; left out
    /// where all do.
    #[serde(skip_serializing_if = "Option::is_none")]
    undecided: Option<usize>,
    certain: usize,
    possible: usize,
    weight: f64,
    /// Analysed incidents at artefact sites, whether they count or not; none without a layer.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_artefacts: Option<usize>,
}

/// Rows at each step from file to table.
#[derive(Serialize)]
pub struct TallyJson {
    rows_read: usize,
    rows_set_aside: usize,
    no_location: usize,
    located: usize,
    far_outliers: usize,
    outside_region: usize,
    analysed: usize,
}

impl TallyJson {
    /// The counts of `tally`.
    pub fn of(tally: &Tally) -> Self {
        let &Tally {
            rows_read,
            rows_set_aside,
            no_location,
            located,
            far_outliers,
            outside_region,
            analysed,
        } = tally;
        Self {
            rows_read,
            rows_set_aside,
            no_location,
            located,
            far_outliers,
            outside_region,
            analysed,
        }
    }
}

/// What was ranked.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum UnitJson {
    /// Discs laid anywhere.
    Disc {
        /// Radius in metres.
        radius_m: f64,
        /// Least distance of centres, in metres.
        separation_m: f64,
    },
    /// Square cells.
    Square {
        /// Side in metres.
        side_m: f64,
    },
    /// Hexagons.
    Hex {
        /// Side in metres.
        side_m: f64,
    },
    /// Boundaries.
    Area,
    /// Premises.
    Premises {
        /// Radius in metres.
        radius_m: f64,
    },
    /// Repeat locations.
    Place {
        /// Link distance in metres.
        radius_m: f64,
    },
}

impl UnitJson {
    /// The unit of `params`.
    pub fn of(params: &RankParams) -> Self {
        match params.unit {
            Unit::Disc { radius_m } => Self::Disc {
                radius_m,
                separation_m: params.separation_m.unwrap_or(2.0 * radius_m),
            },
            Unit::Square { side_m } => Self::Square { side_m },
            Unit::Hex { side_m } => Self::Hex { side_m },
            Unit::Area => Self::Area,
            Unit::Premises { radius_m } => Self::Premises { radius_m },
            Unit::Place { radius_m } => Self::Place { radius_m },
        }
    }
}

/// How the list was drawn again and again.
#[derive(Serialize)]
pub struct StabilityJson {
    replicates: usize,
    seed: u64,
    /// A rank after these stands for "beyond the list".
    top: usize,
}

impl StabilityJson {
    /// That of `answer`, where it was asked.
    pub fn of(answer: &RankAnswer<'_>) -> Option<Self> {
        answer.stability.map(|stability| Self {
            replicates: stability.params.replicates,
            seed: stability.params.seed,
            top: stability.top,
        })
    }
}

/// One row of the list.
#[derive(Serialize)]
pub struct HotspotJson<'a> {
    rank: usize,
    name: &'a str,
    area_name: Option<&'a str>,
    lon: f64,
    lat: f64,
    x: f64,
    y: f64,
    incidents: usize,
    certain: usize,
    possible: usize,
    weight: f64,
    share: f64,
    area_km2: Option<f64>,
    density_per_km2: Option<f64>,
    rate_per_1000: Option<f64>,
    pai: Option<f64>,
    peak: Option<PeakJson>,
    nearest_premises: Option<NearestJson<'a>>,
    /// Share of the weight that stands at artefact sites, where a layer of them was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    artefact_share: Option<f64>,
    /// The one that holds most of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    artefact_site: Option<&'a str>,
    /// How sure it is, where that was asked.
    #[serde(flatten)]
    sureness: Option<SurenessJson>,
}

#[derive(Serialize)]
struct SurenessJson {
    in_top_n: f64,
    rank_low: usize,
    rank_high: usize,
    badge: &'static str,
}

#[derive(Serialize)]
struct PeakJson {
    day: &'static str,
    hour: usize,
}

#[derive(Serialize)]
struct NearestJson<'a> {
    name: &'a str,
    distance_m: f64,
}

impl<'a> HotspotJson<'a> {
    /// The row of `hotspot`, which has this place in the list of `answer`.
    pub fn of(answer: &RankAnswer<'a>, place: usize, hotspot: &'a Hotspot) -> Self {
        let data = answer.data;
        let at_artefacts = answer.at_artefacts(hotspot);
        Self {
            artefact_share: at_artefacts.map(|(share, _)| share),
            artefact_site: at_artefacts
                .and_then(|(_, site)| Some(&*data.artefacts.all()[site?].name)),
            rank: hotspot.rank,
            name: &hotspot.name,
            area_name: hotspot.area.map(|id| &*data.areas.get(id).name),
            lon: hotspot.lon_lat.lon,
            lat: hotspot.lon_lat.lat,
            x: hotspot.centre.x,
            y: hotspot.centre.y,
            incidents: hotspot.incidents,
            certain: hotspot.certain,
            possible: hotspot.possible,
            weight: hotspot.weight,
            share: hotspot.share,
            area_km2: hotspot.area_km2,
            density_per_km2: hotspot.density_per_km2,
            rate_per_1000: hotspot.rate_per_1000,
            pai: hotspot.pai,
            peak: hotspot.peak.map(|peak| PeakJson {
                day: DAY_NAMES[peak.day],
                hour: peak.hour,
            }),
            nearest_premises: hotspot
                .nearest_premises
                .map(|(index, distance_m)| NearestJson {
                    name: &data.premises.get(index).name,
                    distance_m,
                }),
            sureness: answer.sureness(place).map(|sure| SurenessJson {
                in_top_n: sure.in_top_n,
                rank_low: sure.rank_low,
                rank_high: sure.rank_high,
                badge: sure.badge().name(),
            }),
        }
    }
}
