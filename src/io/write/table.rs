//! The ranked list for a terminal: what was asked, an aligned list, and the answer in whole
//! sentences with what it is compared with.

use crate::analysis::rank::{Hotspot, RankParams, Unit};
use crate::analysis::stability::{Badge, CORE, Stability, Sureness};
use crate::base::clock::DAY_NAMES;
use crate::base::figures::grouped;
use crate::data::definitions::in_words;
use crate::data::filter::{Counting, TimeFilter};
use crate::data::premises::PremisesChoice;
use crate::data::{Dataset, Filter};
use crate::io::write::RankAnswer;
use crate::io::write::numbers::{decimal, readable};

/// The list as text.
pub fn rank_table(answer: &RankAnswer<'_>) -> String {
    let mut text = format!("{}\n\n", asked(answer));
    if answer.ranking.hotspots.is_empty() {
        text.push_str("No place has enough incidents to be listed.\n");
    } else {
        text.push_str(&aligned(&rows(answer)));
    }
    text.push('\n');
    for line in summary(answer) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Lines of cells with their columns aligned: the first row is the header; numbers, which
/// every column but the second and third holds, stand to the right.
pub fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column] - cell.chars().count());
            let left = column == 1 || column == 2;
            let (before, after) = if left {
                ("", &*padding)
            } else {
                (&*padding, "")
            };
            line.push_str(before);
            line.push_str(cell);
            line.push_str(after);
            line.push_str("  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

const MOST_NAME_CHARS: usize = 44;

fn rows(answer: &RankAnswer<'_>) -> Vec<Vec<String>> {
    let header = [
        "#",
        "place",
        "area",
        "incidents",
        "certain+possible",
        "weight",
        "share",
        "PAI",
        "peak",
    ];
    let mut header = header.map(str::to_owned).to_vec();
    if let Some(stability) = answer.stability {
        header.push(format!("in top {}", stability.top));
        header.extend(["ranks", "badge"].map(str::to_owned));
    }
    let listed = answer.ranking.hotspots.iter().enumerate();
    let listed = listed.map(|(place, h)| {
        let mut cells = row(answer.data, h);
        if let (Some(stability), Some(sure)) = (answer.stability, answer.sureness(place)) {
            cells.extend(sureness_cells(sure, stability.top));
        }
        cells
    });
    std::iter::once(header).chain(listed).collect()
}

fn sureness_cells(sure: &Sureness, top: usize) -> [String; 3] {
    [
        format!("{} %", readable(100.0 * sure.in_top_n, 0)),
        sure.ranks_in_words(top),
        sure.badge().name().to_owned(),
    ]
}

fn row(data: &Dataset, hotspot: &Hotspot) -> Vec<String> {
    let h = hotspot;
    let area = h.area.map_or("-", |id| &data.areas.get(id).name);
    vec![
        h.rank.to_string(),
        clipped(&h.name),
        clipped(area),
        grouped(h.incidents),
        format!("{} + {}", grouped(h.certain), grouped(h.possible)),
        readable(h.weight, 1),
        format!("{} %", readable(100.0 * h.share, 1)),
        h.pai.map_or_else(|| "-".to_owned(), |pai| readable(pai, 1)),
        h.peak.map_or_else(
            || "-".to_owned(),
            |p| format!("{} {:02}:00", DAY_NAMES[p.day], p.hour),
        ),
    ]
}

fn clipped(name: &str) -> String {
    if name.chars().count() <= MOST_NAME_CHARS {
        return name.to_owned();
    }
    name.chars()
        .take(MOST_NAME_CHARS - 1)
        .chain(['…'])
        .collect()
}

fn asked(answer: &RankAnswer<'_>) -> String {
    let params = &answer.ranking.params;
    let within = if params.within_area {
        " inside each area"
    } else {
        ""
    };
    format!(
        "Top {} {}{within}: {}",
        params.top,
        unit_words(params),
        filter_words(answer.filter)
    )
}

/// The unit in words: `discs of 100 m, centres at least 200 m apart`.
pub fn unit_words(params: &RankParams) -> String {
    let metres = |m: f64| format!("{} m", decimal(Some(m)).trim_end_matches(".0"));
    match params.unit {
        Unit::Disc { radius_m } => format!(
            "discs of {}, centres at least {} apart",
            metres(radius_m),
            metres(params.separation_m.unwrap_or(2.0 * radius_m))
        ),
        Unit::Square { side_m } => format!("squares of {}", metres(side_m)),
        Unit::Hex { side_m } => format!("hexagons with sides of {}", metres(side_m)),
        Unit::Area => "areas".to_owned(),
        Unit::Premises { radius_m } => {
            let which = match params.premises {
                PremisesChoice::Nte => "night-time premises",
                PremisesChoice::All => "premises",
            };
            format!("{which} with what lies within {}", metres(radius_m))
        }
        Unit::Place { radius_m } => format!("repeat locations, linked within {}", metres(radius_m)),
    }
}

/// The filter in words: `18:00-06:00, policing days fri sat, from 2024-01-01`.
pub fn filter_words(filter: &Filter) -> String {
    let mut parts = time_words(&filter.time);
    let list = |names: &[String]| names.join(" or ");
    if !filter.categories.is_empty() {
        parts.push(format!("category {}", list(&filter.categories)));
    }
    if !filter.groups.is_empty() {
        parts.push(format!("group {}", list(&filter.groups)));
    }
    if let Some(test) = &filter.offences {
        parts.push(in_words(test));
    }
    if !filter.areas.is_empty() {
        parts.push(format!("inside {}", list(&filter.areas)));
    }
    if let Some(near) = filter.near_premises {
        let which = match near.which {
            PremisesChoice::Nte => "night-time premises",
            PremisesChoice::All => "premises",
        };
        parts.push(format!(
            "within {} m of {which}",
            decimal(Some(near.radius_m)).trim_end_matches(".0")
        ));
    }
    if let Some(away) = filter.away_from_artefacts {
        parts.push(format!(
            "not within {} m of artefact sites",
            decimal(Some(away.radius_m)).trim_end_matches(".0")
        ));
    }
    if filter.counting == Counting::Incidents {
        parts.push("incidents counted, not offences".to_owned());
    }
    parts.join(", ")
}

fn time_words(time: &TimeFilter) -> Vec<String> {
    let mut parts = Vec::new();
    parts.push(
        time.clock_window()
            .map_or_else(|| "all hours".to_owned(), |w| w.to_string()),
    );
    if !time.days.is_all() {
        parts.push(format!("policing days {}", time.days.names().join(" ")));
    }
    if let Some(since) = time.since {
        parts.push(format!("from {since}"));
    }
    if let Some(until) = time.until {
        parts.push(format!("to {until}"));
    }
    parts
}

fn summary(answer: &RankAnswer<'_>) -> Vec<String> {
    let RankAnswer {
        data,
        selection,
        ranking,
        ..
    } = *answer;
    let tally = &data.tally;
    let mut lines = vec![format!(
        "{} rows read, {} analysed; {} count here ({} certain, {} possible, weight {}), {} of unknown time.",
        grouped(tally.rows_read),
        grouped(tally.analysed),
        grouped(selection.certain + selection.possible),
        grouped(selection.certain),
        grouped(selection.possible),
        readable(selection.weight, 1),
        grouped(selection.time_unknown),
    )];
    // Lists within areas and split premises overlap or restart; their sum would mislead.
    let sums = !ranking.params.within_area && !ranking.hotspots.is_empty();
    if sums {
        let share: f64 = ranking.hotspots.iter().map(|h| h.share).sum();
        let places = match ranking.hotspots.len() {
            1 => "The one place listed holds".to_owned(),
            n => format!("The {n} places listed hold"),
        };
        let size: Option<f64> = ranking.hotspots.iter().map(|h| h.area_km2).sum();
        let compared = size
            .filter(|_| data.region_km2 > 0.0)
            .map_or_else(String::new, |size| {
                format!(
                    " on {} km², {} % of the study region's {} km²",
                    readable(size, 2),
                    percentage(size / data.region_km2),
                    readable(data.region_km2, 1)
                )
            });
        lines.push(format!(
            "{places} {} % of the weight{compared}.",
            readable(100.0 * share, 1)
        ));
    }
    lines.extend(artefact_line(answer));
    lines.extend(answer.stability.map(stability_line));
    lines.push("PAI: share of weight over share of area; 1 is no concentration.".to_owned());
    lines.push(format!(
        "Measured in {} ({}).",
        data.crs.title(),
        data.crs.name()
    ));
    lines
}

/// What the columns of sureness mean.
fn stability_line(stability: &Stability) -> String {
    let Stability {
        params,
        top,
        hotspots,
    } = stability;
    let core = hotspots.iter().filter(|sure| sure.badge() == Badge::Core);
    format!(
        "Stability: {} of {} places are core, listed in at least {} % of {} lists drawn anew (each \
         incident a Poisson(1) number of times, seed {}); ranks: 95 % of the lists, >{top} is \
         beyond the list.",
        core.count(),
        hotspots.len(),
        readable(100.0 * CORE, 0),
        grouped(params.replicates),
        params.seed,
    )
}

/// From this share on a place is told to stand at an artefact site.
const MUCH_AT_ARTEFACTS: f64 = 0.25;

/// The places listed that stand at artefact sites.
fn artefact_line(answer: &RankAnswer<'_>) -> Option<String> {
    let told = answer.ranking.hotspots.iter().filter_map(|hotspot| {
        let (share, site) = answer.at_artefacts(hotspot)?;
        let name = &answer.data.artefacts.all()[site?].name;
        (share >= MUCH_AT_ARTEFACTS).then(|| {
            let percent = readable(100.0 * share, 0);
            format!("#{} {percent} % ({})", hotspot.rank, clipped(name))
        })
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("Weight at artefact sites: {}.", told.join(", ")))
}

/// A share in per cent with one decimal, or with as many as a small one needs to be seen.
fn percentage(share: f64) -> String {
    let percent = 100.0 * share;
    let decimals = if percent >= 0.1 || percent <= 0.0 {
        1
    } else {
        -percent.log10().floor() as usize
    };
    readable(percent, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Weekdays;

    #[test]
    fn columns_line_up_whatever_the_alphabet() {
        let rows = [
            ["#", "place", "area", "n"],
            ["1", "Stryd Fôr", "A", "12"],
            ["10", "B", "Cc", "3"],
        ];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let text = aligned(&rows);
        assert_eq!(
            text,
            " #  place      area   n\n 1  Stryd Fôr  A     12\n10  B          Cc     3\n"
        );
    }

    #[test]
    fn a_small_share_is_not_rounded_away() {
        let shown = [0.123, 0.001, 0.000_276, 0.0].map(percentage);
        assert_eq!(shown, ["12.3", "0.1", "0.03", "0.0"]);
    }

    #[test]
    fn filters_read_as_sentences() {
        let mut filter = Filter::default();
        assert_eq!(filter_words(&filter), "all hours");
        filter.time.window = "18:00-06:00".parse().ok();
        filter.time.days = Weekdays::NONE.with(4).with(5);
        filter.categories = vec!["Robbery".to_owned()];
        assert_eq!(
            filter_words(&filter),
            "18:00-06:00, policing days fri sat, category Robbery"
        );
    }
}
