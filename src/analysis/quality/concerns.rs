//! What an analyst should know about the data, by weight: what, how many, what it does to the
//! answer, and what to do about it.
//!
//! That a map is misleading where fewer than 85 % of the incidents have a position is from
//! J. H. Ratcliffe (2004), "Geocoding crime and a first estimate of a minimum acceptable hit
//! rate", International Journal of Geographical Information Science 18(1). The other limits say
//! only what is worth a line of its own; they are no tests.

use serde::Serialize;

use crate::analysis::quality::Quality;
use crate::analysis::rank::RankParams;
use crate::base::ClockTime;
use crate::base::figures::grouped;
use crate::data::Dataset;
use crate::data::Filter;
use crate::data::dataset::Tally;
use crate::data::filter::Counting;
use crate::data::findings::{Finding, FindingKind};

/// Something an analyst should know about the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Concern {
    /// What it is about.
    pub kind: ConcernKind,
    /// How much it matters.
    pub weight: Weight,
    /// How many rows or incidents it is about; 0 where it is about all.
    pub rows: usize,
    /// What is so, with how many.
    pub what: String,
    /// What it does to the answer.
    pub effect: String,
    /// What to do about it.
    pub advice: String,
    /// What can be done about it at once.
    #[serde(skip)]
    pub remedy: Option<Remedy>,
}

/// What a concern is about; the names are those of the JSON report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConcernKind {
    /// Records that are no incident.
    SetAside,
    /// Incidents without a usable position.
    NoLocation,
    /// Incidents absurdly far from the others.
    FarOutliers,
    /// Incidents outside the boundaries.
    OutsideRegion,
    /// Positions that are map points, finer than what is asked or not.
    Snapped,
    /// Many incidents on few positions.
    Stacks,
    /// Incidents without a clock time.
    NoClock,
    /// A minute that holds far more clock times than its like.
    TimePileUp,
    /// Dates or times of a whole column that may be read otherwise.
    DoubtfulColumn,
    /// Rows that seem to be there twice.
    Identical,
    /// Incidents with several rows.
    SameIncident,
    /// Incidents at artefact sites.
    Artefacts,
    /// Flags that are neither yes nor no.
    Undecided,
    /// Fields that could not be used.
    Doubtful,
}

/// How much something matters, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It may change which places are listed.
    Serious,
    /// It shifts figures.
    Notable,
    /// Good to know.
    Minor,
}

/// What can be done about a concern at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Remedy {
    /// Take this clock time as "not known".
    UnknownTime(ClockTime),
    /// Write the rows that are not in the answer to a file.
    SaveSetAside,
    /// Make bandwidth and radius at least this many metres.
    Coarser(f64),
    /// Count what is likely to be one incident once.
    CountIncidents,
    /// Count every row.
    CountOffences,
    /// Leave out what stands at artefact sites, within this many metres.
    LeaveOutArtefacts(f64),
    /// Count it again.
    CountArtefacts,
    /// Open a layer of artefact sites.
    OpenArtefacts,
}

/// What is asked of the data, as far as it can be too fine for them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// Bandwidth of the surface, in metres.
    pub bandwidth_m: Option<f64>,
    /// The list.
    pub ranking: Option<RankParams>,
    /// What counts as one.
    pub counting: Counting,
    /// What stands at artefact sites is left out.
    pub away_from_artefacts: bool,
}

impl Asked {
    /// What `filter` asks, of a surface and a list made so.
    pub fn of(filter: &Filter, bandwidth_m: f64, ranking: RankParams) -> Self {
        Self {
            bandwidth_m: Some(bandwidth_m),
            ranking: Some(ranking),
            counting: filter.counting,
            away_from_artefacts: filter.away_from_artefacts.is_some(),
        }
    }
}

/// Located incidents below this share mislead (Ratcliffe 2004).
const LEAST_LOCATED: f64 = 0.85;
/// From these shares on something is notable, and serious.
const NOTABLE: f64 = 0.01;
const SERIOUS: f64 = 0.1;
/// Share of incidents on the ten busiest positions from which on these are worth a look.
const MUCH_ON_TEN: f64 = 0.1;

/// What to know of `data`, of which `quality` was measured, when `asked` is asked of them: the
/// most serious first.
pub fn concerns(data: &Dataset, quality: &Quality, asked: &Asked) -> Vec<Concern> {
    let tally = &data.tally;
    let all = [
        set_aside(tally),
        no_location(tally),
        far_outliers(tally),
        outside(tally, data.areas.is_empty()),
        snapped(quality, asked),
        stacks(data, quality),
        artefacts(data, quality, asked),
        no_clock(quality),
        identical(quality),
        same_incident(quality, asked),
        undecided(quality),
        doubtful(data),
    ];
    let sources = data.sources.iter();
    let findings = sources.flat_map(|source| &source.report.findings);
    let open = findings.filter(|finding| !finding.settled);
    let columns = open.map(|finding| doubtful_column(finding, tally.rows_read));
    let mut concerns: Vec<Concern> = all.into_iter().flatten().chain(columns).collect();
    concerns.sort_by_key(|concern| concern.weight);
    concerns
}

fn set_aside(tally: &Tally) -> Option<Concern> {
    let rows = tally.rows_set_aside;
    (rows > 0).then(|| Concern {
        kind: ConcernKind::SetAside,
        weight: by_share(rows, tally.rows_read),
        rows,
        what: format!(
            "{} of {} rows {} no incident and set aside",
            grouped(rows),
            grouped(tally.rows_read),
            verb(rows, "is", "are")
        ),
        effect: "They are on no map and in no list.".to_owned(),
        advice: "Look at their lines; most often a line break or a comma in a text split a row. \
                 --set-aside FILE.csv writes them all."
            .to_owned(),
        remedy: Some(Remedy::SaveSetAside),
    })
}

fn no_location(tally: &Tally) -> Option<Concern> {
    let rows = tally.no_location;
    let all = rows + tally.located;
    let located = share(tally.located, all);
    (rows > 0).then(|| Concern {
        kind: ConcernKind::NoLocation,
        weight: if located < LEAST_LOCATED {
            Weight::Serious
        } else {
            by_share(rows, all).max(Weight::Notable)
        },
        rows,
        what: format!(
            "{} of {} incidents {} no usable position",
            grouped(rows),
            grouped(all),
            verb(rows, "has", "have")
        ),
        effect: if located < LEAST_LOCATED {
            format!(
                "Only {} are located; below 85 % a map may show other hot spots than there are \
                 (Ratcliffe 2004).",
                percent(located)
            )
        } else {
            "They count nowhere; places whose addresses are hard to geocode look quieter than \
             they are."
                .to_owned()
        },
        advice: "See whether they are of one kind or one area before comparing areas. --set-aside \
                 FILE.csv writes their lines."
            .to_owned(),
        remedy: Some(Remedy::SaveSetAside),
    })
}

fn far_outliers(tally: &Tally) -> Option<Concern> {
    let rows = tally.far_outliers;
    (rows > 0).then(|| Concern {
        kind: ConcernKind::FarOutliers,
        weight: by_share(rows, tally.located),
        rows,
        what: format!(
            "{} {} absurdly far from the rest",
            counted(rows),
            verb(rows, "lies", "lie")
        ),
        effect: "They are left out, so that one slip does not stretch the map over half a country."
            .to_owned(),
        advice: "Look at their coordinates: swapped, zeroed or of another system. --outliers keep \
                 keeps them."
            .to_owned(),
        remedy: Some(Remedy::SaveSetAside),
    })
}

fn outside(tally: &Tally, without_boundaries: bool) -> Option<Concern> {
    let rows = tally.outside_region;
    let inside_reach = tally.located - tally.far_outliers;
    (rows > 0 && !without_boundaries).then(|| Concern {
        kind: ConcernKind::OutsideRegion,
        weight: by_share(rows, inside_reach),
        rows,
        what: format!(
            "{} ({}) {} outside the boundaries",
            counted(rows),
            percent(share(rows, inside_reach)),
            verb(rows, "lies", "lie")
        ),
        effect: "They are left out, also where a hot spot lies on the edge.".to_owned(),
        advice: "A large share means the boundaries are not those of the data. --outside keep \
                 keeps them."
            .to_owned(),
        remedy: Some(Remedy::SaveSetAside),
    })
}

fn snapped(quality: &Quality, asked: &Asked) -> Option<Concern> {
    let snap = quality.snap?;
    let too_fine = [
        asked.bandwidth_m.and_then(|m| snap.about_bandwidth(m)),
        asked
            .ranking
            .as_ref()
            .and_then(|params| snap.about_ranking(params)),
    ];
    let too_fine: Vec<String> = too_fine.into_iter().flatten().collect();
    // Stacks alone are told on their own; they matter here only where something is too fine.
    if too_fine.is_empty() && snap.publisher.is_none() {
        return None;
    }
    let coincidence = &quality.coincidence;
    let least_m = snap.advised_m();
    Some(Concern {
        kind: ConcernKind::Snapped,
        weight: if too_fine.is_empty() {
            Weight::Notable
        } else {
            Weight::Serious
        },
        rows: 0,
        what: format!(
            "{} share {} positions: {}",
            counted(coincidence.incidents),
            grouped(coincidence.positions),
            snap.said()
        ),
        effect: if too_fine.is_empty() {
            "What is finer than the points would show the points; street by street nothing can be \
             said."
                .to_owned()
        } else {
            capitalised(&too_fine.join("; "))
        },
        advice: format!("Use bandwidths and radii of {least_m:.0} m or more."),
        remedy: (!too_fine.is_empty()).then_some(Remedy::Coarser(least_m)),
    })
}

fn artefacts(data: &Dataset, quality: &Quality, asked: &Asked) -> Option<Concern> {
    let found = quality.artefacts.as_ref()?;
    let rows = found.incidents;
    let of_all = quality.coincidence.share(rows);
    let (effect, advice, remedy) = if asked.away_from_artefacts {
        (
            "They are left out of every figure, as you said; the filter says so.",
            "Say so beside the figures.",
            Remedy::CountArtefacts,
        )
    } else {
        (
            "What is found or reported at a desk counts as if it had happened there, and leads \
             lists that no patrol can change.",
            "Leave them out (--exclude-artefacts), or look at them one by one.",
            Remedy::LeaveOutArtefacts(found.radius_m),
        )
    };
    (rows > 0).then(|| Concern {
        kind: ConcernKind::Artefacts,
        weight: if asked.away_from_artefacts {
            Weight::Minor
        } else {
            by_share(rows, quality.coincidence.incidents).min(Weight::Notable)
        },
        rows,
        what: format!(
            "{} ({}) {} within {} m of artefact sites: {}",
            counted(rows),
            percent(of_all),
            verb(rows, "lies", "lie"),
            found.radius_m,
            found.said(data)
        ),
        effect: effect.to_owned(),
        advice: advice.to_owned(),
        remedy: Some(remedy),
    })
}

fn stacks(data: &Dataset, quality: &Quality) -> Option<Concern> {
    let coincidence = &quality.coincidence;
    let ten = coincidence.on_busiest.get(1)?;
    // Where there are few positions, ten of them hold much by themselves.
    let telling = coincidence.positions >= 100;
    let of_ten = coincidence.share(ten.incidents);
    (telling && of_ten >= MUCH_ON_TEN).then(|| Concern {
        kind: ConcernKind::Stacks,
        weight: Weight::Notable,
        rows: ten.incidents,
        what: format!(
            "{} of the incidents lie on 10 of {} positions",
            percent(of_ten),
            grouped(coincidence.positions)
        ),
        effect: "Such stacks lead every list, whether it happened there or was only recorded \
                 there: at a police station, a hospital, the middle of a town."
            .to_owned(),
        advice:
            "Look at the busiest positions; --artefacts FILE names police stations, hospitals, \
                 prisons and courts, which can then be left out."
                .to_owned(),
        remedy: data.artefacts.is_empty().then_some(Remedy::OpenArtefacts),
    })
}

fn no_clock(quality: &Quality) -> Option<Concern> {
    let times = quality.times;
    let (rows, all) = (times.without_clock(), times.all());
    if rows == 0 {
        return None;
    }
    let kinds = [
        (times.month_only, "only the month"),
        (times.date_only, "only the date"),
        (times.none, "no readable date"),
    ];
    let kinds: Vec<String> = kinds
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{} {what}", grouped(*n)))
        .collect();
    let kinds = kinds.join(", ");
    let (weight, what, effect, advice) = if times.has_clock() {
        (
            by_share(rows, all),
            format!(
                "{} {} no clock time ({kinds})",
                counted(rows),
                verb(rows, "has", "have")
            ),
            "Under a clock window or weekdays they count as time unknown, never as midnight.",
            "Compare nights only with the share of unknown times beside them.",
        )
    } else {
        (
            Weight::Serious,
            format!("No incident has a clock time ({kinds})"),
            "The night window and weekdays cannot be asked; the clock is locked.",
            "Ask for the from and to times, or compare months and places only.",
        )
    };
    Some(Concern {
        kind: ConcernKind::NoClock,
        weight,
        rows,
        what,
        effect: effect.to_owned(),
        advice: advice.to_owned(),
        remedy: None,
    })
}

/// What was found doubtful of a whole column while it was read.
fn doubtful_column(finding: &Finding, rows_read: usize) -> Concern {
    use FindingKind::{AmbiguousDates, DatesInTwoOrders, TimePileUp, TurnedDates};
    let (weight, effect) = match finding.kind {
        TimePileUp => (
            by_share(finding.rows, rows_read).min(Weight::Notable),
            "If that stands for \"not known\", all of them count at that minute, and so in the \
             night or out of it.",
        ),
        AmbiguousDates | DatesInTwoOrders | TurnedDates => (
            Weight::Serious,
            "Read in the wrong order, they fall on other days, weekdays and months.",
        ),
        FindingKind::UnknownTime
        | FindingKind::SeveralShapes
        | FindingKind::MixedOffsets
        | FindingKind::NamedUtc => (
            Weight::Notable,
            "Read otherwise, they fall on other hours or days.",
        ),
        FindingKind::DefaultDates | FindingKind::FutureDates => (
            Weight::Notable,
            "They count on days on which they cannot have happened.",
        ),
        FindingKind::ZeroPositions | FindingKind::StandInPositions => (
            by_share(finding.rows, rows_read),
            "They have no place on the map and count nowhere.",
        ),
        FindingKind::SwappedPositions
        | FindingKind::WrongSign
        | FindingKind::FeetForMetres
        | FindingKind::MetresForFeet => (
            Weight::Serious,
            "Taken as they stand, they lie somewhere else or count nowhere.",
        ),
        FindingKind::AssumedGrid => (
            Weight::Serious,
            "If they are of another system, every incident lies in the wrong place.",
        ),
    };
    let remedy = finding.remedies.iter().find_map(|remedy| {
        let time = remedy.strip_prefix("--unknown-time ")?;
        Some(Remedy::UnknownTime(time.parse().ok()?))
    });
    let otherwise = match finding.remedies.as_slice() {
        [] => String::new(),
        remedies => format!(" ({})", remedies.join(" or ")),
    };
    let plain = Finding {
        remedies: Vec::new(),
        ..finding.clone()
    };
    Concern {
        kind: if finding.kind == TimePileUp {
            ConcernKind::TimePileUp
        } else {
            ConcernKind::DoubtfulColumn
        },
        weight,
        rows: finding.rows,
        what: capital(&plain.said()),
        effect: effect.to_owned(),
        advice: format!("Ask whoever exported it, and say how it is to be read{otherwise}."),
        remedy,
    }
}

fn undecided(quality: &Quality) -> Option<Concern> {
    let flags = &quality.undecided;
    let rows = flags.iter().map(|flag| flag.incidents).max()?;
    let said: Vec<String> = flags
        .iter()
        .map(|flag| format!("{} of {}", flag.flag, counted(flag.incidents)))
        .collect();
    Some(Concern {
        kind: ConcernKind::Undecided,
        weight: by_share(rows, quality.coincidence.incidents),
        rows,
        what: format!("Flags that are neither yes nor no: {}", said.join(", ")),
        effect: "A definition that asks for such a flag does not count them.".to_owned(),
        advice: "Ask what such entries mean; every answer says how many it leaves undecided."
            .to_owned(),
        remedy: None,
    })
}

fn identical(quality: &Quality) -> Option<Concern> {
    let found = &quality.duplicates.identical;
    let rows = found.further();
    (rows > 0).then(|| Concern {
        kind: ConcernKind::Identical,
        weight: by_share(rows, quality.coincidence.incidents),
        rows,
        what: format!(
            "{} {} another's position, clock time and category",
            counted(rows),
            verb(rows, "repeats", "repeat")
        ),
        effect: "Each counts: once for each victim, or twice by mistake.".to_owned(),
        advice: "See whether they are victims of one incident or rows exported twice.".to_owned(),
        remedy: None,
    })
}

fn same_incident(quality: &Quality, asked: &Asked) -> Option<Concern> {
    let duplicates = &quality.duplicates;
    let found = &duplicates.same_incident;
    let rows = found.further();
    let fewer = grouped(rows);
    let (effect, advice, remedy) = match asked.counting {
        Counting::Offences => (
            format!(
                "Offences are counted: a brawl with three counts as three. As incidents there \
                 would be {fewer} fewer."
            ),
            "Say with every figure that it counts offences, or count incidents (--count incidents).",
            Remedy::CountIncidents,
        ),
        Counting::Incidents => (
            format!("Incidents are counted, as you said: {fewer} rows do not count of themselves."),
            "Say with every figure that it counts incidents.",
            Remedy::CountOffences,
        ),
    };
    (rows > 0).then(|| Concern {
        kind: ConcernKind::SameIncident,
        weight: by_share(rows, quality.coincidence.incidents),
        rows,
        what: format!(
            "{} {} to have several rows: {} ({} of them with different offences)",
            counted(found.groups),
            verb(found.groups, "seems", "seem"),
            if duplicates.by_reference {
                "the same reference"
            } else {
                "the same position and clock time"
            },
            grouped(duplicates.of_several_offences)
        ),
        effect,
        advice: advice.to_owned(),
        remedy: Some(remedy),
    })
}

/// Records that were kept although a field of theirs could not be used.
fn doubtful(data: &Dataset) -> Option<Concern> {
    let sources = data.sources.iter();
    let reasons = sources.flat_map(|source| &source.report.remarks);
    let mut reasons: Vec<(&str, usize)> = reasons
        .map(|(reason, lines)| (reason.as_str(), lines.len()))
        .collect();
    reasons.sort_by_key(|&(reason, rows)| (std::cmp::Reverse(rows), reason));
    let rows = reasons.iter().map(|(_, rows)| rows).sum();
    let named: Vec<String> = reasons
        .iter()
        .take(3)
        .map(|(reason, rows)| format!("{} {reason}", grouped(*rows)))
        .collect();
    let more = match reasons.len().saturating_sub(3) {
        0 => String::new(),
        n => format!(" and {n} more reasons"),
    };
    (rows > 0).then(|| Concern {
        kind: ConcernKind::Doubtful,
        weight: Weight::Minor,
        rows,
        what: format!(
            "{} {} could not be used: {}{more}",
            grouped(rows),
            verb(rows, "field", "fields"),
            named.join(", ")
        ),
        effect: "The rows count, but without what the field says.".to_owned(),
        advice: "Look at their lines. --set-aside FILE.csv writes them all.".to_owned(),
        remedy: Some(Remedy::SaveSetAside),
    })
}

fn by_share(rows: usize, of: usize) -> Weight {
    match share(rows, of) {
        much if much >= SERIOUS => Weight::Serious,
        some if some >= NOTABLE => Weight::Notable,
        _ => Weight::Minor,
    }
}

fn share(part: usize, of: usize) -> f64 {
    if of == 0 {
        0.0
    } else {
        part as f64 / of as f64
    }
}

/// `12 %`, `0.4 %`.
fn percent(share: f64) -> String {
    let hundred = 100.0 * share;
    let places = usize::from(hundred < 10.0);
    format!("{hundred:.places$} %")
}

/// The form of a word that `n` asks for.
fn verb(n: usize, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

fn counted(incidents: usize) -> String {
    match incidents {
        1 => "1 incident".to_owned(),
        n => format!("{} incidents", grouped(n)),
    }
}

/// `text` with a capital first and a stop last.
fn capitalised(text: &str) -> String {
    format!("{}.", capital(text))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::when::Civil;
    use crate::base::{Progress, When};
    use crate::data::Dataset;
    use crate::data::dataset::{Role, Source};
    use crate::data::raw::{ReadReport, SourceInfo};

    fn kinds(data: &Dataset, asked: &Asked) -> Vec<(ConcernKind, Weight)> {
        let quality = Quality::of(data, 50.0, &Progress::new()).unwrap();
        let concerns = concerns(data, &quality, asked);
        concerns.iter().map(|c| (c.kind, c.weight)).collect()
    }

    fn clean(n: u32) -> Dataset {
        Dataset::from_points((0..n).map(|i| {
            let at = When::At(Civil(i64::from(i) * 7_919 + 61));
            (
                f64::from(i % 40) * 35.0,
                f64::from(i / 40) * 35.0,
                at,
                "Theft",
            )
        }))
    }

    #[test]
    fn clean_data_are_no_concern() {
        assert_eq!(kinds(&clean(500), &Asked::default()), []);
    }

    #[test]
    fn what_was_kept_out_weighs_by_its_share() {
        let mut data = clean(500);
        data.tally.rows_set_aside = 1;
        data.tally.rows_read += 1;
        data.tally.no_location = 100;
        let told = kinds(&data, &Asked::default());
        assert_eq!(
            told,
            [
                (ConcernKind::NoLocation, Weight::Serious),
                (ConcernKind::SetAside, Weight::Minor)
            ],
            "the most serious first; 500 of 600 are fewer than 85 %"
        );
    }

    #[test]
    fn what_is_doubtful_of_a_column_can_be_settled_with_a_button() {
        let finding = |settled| Finding {
            kind: FindingKind::TimePileUp,
            columns: vec!["Occur Time".to_owned()],
            rows: 70,
            first_lines: vec![2],
            message: "70 of 500 clock times are 00:01".to_owned(),
            remedies: vec!["--unknown-time 00:01".to_owned()],
            settled,
        };
        let of = |settled| {
            let mut data = clean(500);
            let report = ReadReport {
                findings: vec![finding(settled)],
                ..ReadReport::default()
            };
            data.sources = vec![Source {
                role: Role::Incidents,
                info: SourceInfo::default(),
                rows_read: 500,
                rows_set_aside: 0,
                report,
            }];
            let quality = Quality::of(&data, 50.0, &Progress::new()).unwrap();
            concerns(&data, &quality, &Asked::default())
        };
        let told = of(false);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].kind, told[0].weight),
            (ConcernKind::TimePileUp, Weight::Serious)
        );
        assert_eq!(
            told[0].what,
            "Column \"Occur Time\": 70 of 500 clock times are 00:01"
        );
        assert_eq!(
            told[0].remedy,
            ClockTime::new(0, 1).map(Remedy::UnknownTime)
        );
        assert_eq!(of(true), []);
    }

    #[test]
    fn months_lock_the_clock() {
        let month = When::Months {
            first: 18_840,
            last: 18_870,
        };
        let data =
            Dataset::from_points((0..300_u32).map(|i| (f64::from(i) * 35.0, 0.0, month, "")));
        let told = kinds(&data, &Asked::default());
        assert_eq!(told, [(ConcernKind::NoClock, Weight::Serious)]);
    }

    #[test]
    fn several_offences_and_repeats_are_told_apart() {
        let at = When::At(Civil(5_000_040));
        let data = Dataset::from_points((0..30).map(|i| {
            (
                f64::from(i / 3) * 900.0,
                0.0,
                at,
                ["A", "A", "B"][i as usize % 3],
            )
        }));
        let quality = Quality::of(&data, 50.0, &Progress::new()).unwrap();
        let told = concerns(&data, &quality, &Asked::default());
        let of = |kind| told.iter().find(|c| c.kind == kind).map(|c| c.rows);
        assert_eq!(of(ConcernKind::Identical), Some(10));
        assert_eq!(of(ConcernKind::SameIncident), Some(20));
    }

    #[test]
    fn a_fine_bandwidth_on_stacks_is_serious() {
        let data = Dataset::from_points((0..900_u32).map(|i| {
            let point = i / 3;
            let at = When::At(Civil(i64::from(i) * 7_919 + 61));
            (
                f64::from(point % 20) * 90.0,
                f64::from(point / 20) * 90.0,
                at,
                "Theft",
            )
        }));
        let asked = |bandwidth_m| Asked {
            bandwidth_m: Some(bandwidth_m),
            ..Asked::default()
        };
        assert_eq!(
            kinds(&data, &asked(50.0)),
            [(ConcernKind::Snapped, Weight::Serious)]
        );
        assert_eq!(kinds(&data, &asked(200.0)), []);
    }
}
