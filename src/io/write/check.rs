//! The data-quality report: what was understood of each file, what was set aside and why,
//! what could not be placed, and how much is known of the times.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::quality::concerns::{Asked, Concern, concerns};
use crate::analysis::quality::{KnownTimes, Quality};
use crate::base::figures::grouped;
use crate::data::dataset::{KeptOut, Source};
use crate::data::incidents::Origin;
use crate::data::premises::{NightRule, PremisesChoice};
use crate::data::raw::SourceInfo;
use crate::data::{Dataset, Finding, Mending};
use crate::io::write::check_quality::{QualityJson, concern_lines, quality_lines};
use crate::io::write::json_rank::{CrsJson, ProgramJson, TallyJson, pretty, role_name};
use crate::io::write::numbers::readable;

/// Everything the report says, ready to be written in either form.
#[derive(Serialize)]
pub struct Report<'a> {
    schema: &'static str,
    program: ProgramJson,
    inputs: Vec<InputReport<'a>>,
    crs: CrsReport,
    counts: TallyJson,
    kept_out: KeptOutReport,
    times: TimesReport,
    categories: usize,
    areas: AreasReport,
    premises: PremisesReport,
    warnings: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    mending: Option<&'a Mending>,
    quality: QualityJson,
    concerns: Vec<Concern>,
    #[serde(skip)]
    data: &'a Dataset,
    #[serde(skip)]
    measured: &'a Quality,
}

/// At most this many lines are named for each reason.
const MOST_LINES: usize = 20;

#[derive(Serialize)]
struct InputReport<'a> {
    role: &'static str,
    path: &'a str,
    sha256: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    companions: &'a [SourceInfo],
    rows_read: usize,
    rows_set_aside: usize,
    understood: &'a [String],
    set_aside: Vec<Reason<'a>>,
    remarks: Vec<Reason<'a>>,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Reason<'a> {
    #[serde(rename = "reason")]
    why: &'a str,
    rows: usize,
    first_lines: &'a [u32],
}

#[derive(Serialize)]
struct CrsReport {
    #[serde(flatten)]
    crs: CrsJson,
    title: String,
}

#[derive(Serialize)]
struct KeptOutReport {
    no_location: Rows,
    far_outliers: Rows,
    outside_region: Rows,
}

#[derive(Serialize)]
struct Rows {
    rows: usize,
    first: Vec<RowJson>,
}

#[derive(Serialize)]
struct RowJson {
    file: u8,
    line: u32,
}

/// How much is known of when, over the analysed incidents.
#[derive(Serialize)]
struct TimesReport {
    clock_time: usize,
    from_and_to: usize,
    date_only: usize,
    month_only: usize,
    none: usize,
    /// Clock times of exactly 00:00; many of them often mean "time not known".
    at_midnight: usize,
}

#[derive(Serialize)]
struct AreasReport {
    count: usize,
    with_population: usize,
    study_region_km2: f64,
}

#[derive(Serialize)]
struct PremisesReport {
    count: usize,
    night_time: usize,
    rule: String,
}

impl<'a> Report<'a> {
    /// The report on `data`, of which `quality` was measured and whose premises were judged by
    /// `rule`.
    pub fn of(data: &'a Dataset, quality: &'a Quality, rule: &NightRule) -> Self {
        let with_population = data
            .areas
            .iter()
            .filter(|(_, area)| area.population.is_some())
            .count();
        Self {
            schema: "nightbeat.check/1",
            program: ProgramJson::THIS,
            inputs: data.sources.iter().map(InputReport::of).collect(),
            crs: CrsReport {
                crs: CrsJson::of(data),
                title: data.crs.title(),
            },
            counts: TallyJson::of(&data.tally),
            kept_out: KeptOutReport {
                no_location: rows(data, KeptOut::NoLocation),
                far_outliers: rows(data, KeptOut::FarOutlier),
                outside_region: rows(data, KeptOut::OutsideRegion),
            },
            times: TimesReport::of(quality.times),
            categories: data
                .categories
                .iter()
                .filter(|(_, text)| !text.is_empty())
                .count(),
            areas: AreasReport {
                count: data.areas.len(),
                with_population,
                study_region_km2: data.region_km2,
            },
            premises: PremisesReport {
                count: data.premises.len(),
                night_time: data.premises.count(PremisesChoice::Nte),
                rule: rule.explain(),
            },
            warnings: &data.warnings,
            mending: data.mending.asked(),
            quality: QualityJson::of(data, quality),
            concerns: concerns(data, quality, &Asked::default()),
            data,
            measured: quality,
        }
    }
}

impl<'a> InputReport<'a> {
    fn of(source: &'a Source) -> Self {
        Self {
            role: role_name(source.role),
            path: &source.info.path,
            sha256: &source.info.sha256,
            companions: &source.info.companions,
            rows_read: source.rows_read,
            rows_set_aside: source.rows_set_aside,
            understood: &source.report.understood,
            set_aside: reasons(&source.report.set_aside),
            remarks: reasons(&source.report.remarks),
            findings: &source.report.findings,
        }
    }
}

fn reasons(by_reason: &BTreeMap<String, Vec<u32>>) -> Vec<Reason<'_>> {
    by_reason
        .iter()
        .map(|(reason, lines)| Reason {
            why: reason,
            rows: lines.len(),
            first_lines: &lines[..lines.len().min(MOST_LINES)],
        })
        .collect()
}

fn rows(data: &Dataset, reason: KeptOut) -> Rows {
    let origins: &[Origin] = data.kept_out.get(&reason).map_or(&[], Vec::as_slice);
    let row = |origin: &Origin| RowJson {
        file: origin.file,
        line: origin.line,
    };
    Rows {
        rows: origins.len(),
        first: origins.iter().take(MOST_LINES).map(row).collect(),
    }
}

impl TimesReport {
    fn of(times: KnownTimes) -> Self {
        let KnownTimes {
            clock_time,
            from_and_to,
            date_only,
            month_only,
            none,
            at_midnight,
        } = times;
        Self {
            clock_time,
            from_and_to,
            date_only,
            month_only,
            none,
            at_midnight,
        }
    }
}

/// The report as JSON.
pub fn check_json(report: &Report<'_>) -> String {
    pretty(report)
}

/// The report for a terminal.
pub fn check_table(report: &Report<'_>) -> String {
    let mut lines = Vec::new();
    for input in &report.inputs {
        input_lines(input, &mut lines);
    }
    count_lines(report, &mut lines);
    time_lines(report, &mut lines);
    quality_lines(report.data, report.measured, &mut lines);
    place_lines(report, &mut lines);
    lines.push(String::new());
    concern_lines(&report.concerns, &mut lines);
    if !report.warnings.is_empty() {
        lines.push("To know".to_owned());
        lines.extend(report.warnings.iter().map(|warning| format!("  {warning}")));
        lines.push(String::new());
    }
    lines.join("\n")
}

fn input_lines(input: &InputReport<'_>, lines: &mut Vec<String>) {
    lines.push(format!("{}: {}", capitalised(input.role), input.path));
    lines.push(format!(
        "  {} rows read, {} set aside; sha256 {}",
        grouped(input.rows_read),
        grouped(input.rows_set_aside),
        input.sha256.get(..16).unwrap_or(input.sha256),
    ));
    lines.extend(input.understood.iter().map(|what| format!("  {what}")));
    for (word, reasons) in [("set aside", &input.set_aside), ("kept", &input.remarks)] {
        for Reason {
            why: reason,
            rows,
            first_lines,
        } in reasons
        {
            let named: Vec<String> = first_lines.iter().map(u32::to_string).collect();
            lines.push(format!(
                "  {} {word}, {reason}: {}",
                grouped(*rows),
                named_lines(&named, *rows)
            ));
        }
    }
    lines.extend(input.findings.iter().map(finding_line));
    lines.push(String::new());
}

fn finding_line(finding: &Finding) -> String {
    let named: Vec<String> = finding.first_lines.iter().map(u32::to_string).collect();
    let at = if named.is_empty() {
        String::new()
    } else {
        format!(": {}", named_lines(&named, finding.rows))
    };
    format!("  {}{at}", finding.said())
}

fn count_lines(report: &Report<'_>, lines: &mut Vec<String>) {
    let tally = &report.data.tally;
    lines.push("Incidents".to_owned());
    for (count, what) in [
        (tally.rows_read, "rows read"),
        (tally.rows_set_aside, "set aside: no incident"),
    ] {
        lines.push(counted(count, what));
    }
    let several = report
        .inputs
        .iter()
        .filter(|i| i.role == "incidents")
        .count()
        > 1;
    for (rows, what) in [
        (&report.kept_out.no_location, "without a usable position"),
        (
            &report.kept_out.far_outliers,
            "absurdly far from the others",
        ),
        (&report.kept_out.outside_region, "outside the boundaries"),
    ] {
        let name = |row: &RowJson| {
            if several {
                format!("{} of file {}", row.line, row.file + 1)
            } else {
                row.line.to_string()
            }
        };
        let named: Vec<String> = rows.first.iter().map(name).collect();
        let at = if rows.rows == 0 {
            String::new()
        } else {
            format!(": {}", named_lines(&named, rows.rows))
        };
        lines.push(format!("{}{at}", counted(rows.rows, what)));
    }
    lines.push(counted(tally.analysed, "analysed"));
    lines.push(String::new());
}

fn time_lines(report: &Report<'_>, lines: &mut Vec<String>) {
    let times = &report.times;
    lines.push("Times of the analysed".to_owned());
    for (count, what) in [
        (times.clock_time, "with one clock time"),
        (
            times.from_and_to,
            "between two clock times: possible, with a part weight",
        ),
        (
            times.date_only,
            "with a date only: cannot be asked for a clock window",
        ),
        (
            times.month_only,
            "with a month only: cannot be asked for a clock window or weekdays",
        ),
        (times.none, "without a readable time"),
        (
            times.at_midnight,
            "at exactly 00:00; if that means \"not known\", add --unknown-midnight",
        ),
    ] {
        if count > 0 {
            lines.push(counted(count, what));
        }
    }
    lines.push(String::new());
}

fn place_lines(report: &Report<'_>, lines: &mut Vec<String>) {
    let crs = &report.crs;
    lines.push("Places".to_owned());
    lines.push(format!(
        "  measured in {} ({}): {}, good to {} m",
        crs.title,
        report.data.crs.name(),
        report.data.crs.operation(),
        report.data.crs.accuracy_m(),
    ));
    let region = readable(report.areas.study_region_km2, 2);
    lines.push(match report.areas.count {
        0 => {
            format!("  no boundaries; the study region is the hull of the incidents, {region} km²")
        }
        n => format!(
            "  {} boundaries, {} with population; the study region is their union, {region} km²",
            grouped(n),
            grouped(report.areas.with_population),
        ),
    });
    lines.push(format!("  {} categories", grouped(report.categories)));
    if report.premises.count > 0 {
        lines.push(format!(
            "  {} premises, {} of them night-time economy: {}",
            grouped(report.premises.count),
            grouped(report.premises.night_time),
            report.premises.rule,
        ));
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("  {:>12}  {what}", grouped(count))
}

fn named_lines(named: &[String], total: usize) -> String {
    let word = if total == 1 { "line" } else { "lines" };
    let more = if total > named.len() { ", …" } else { "" };
    format!("{word} {}{more}", named.join(", "))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
