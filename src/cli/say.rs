//! What is said on standard error: short, counted, the first few lines named.

use std::io::Write as _;

use crate::analysis::quality::ArtefactShare;
use crate::analysis::selection::Selection;
use crate::base::figures::grouped;
use crate::cli::exit::Done;
use crate::data::dataset::{KeptOut, Role, Source};
use crate::data::filter::TimeFilter;
use crate::data::{Dataset, Filter, Finding, Origin};

/// Writes one line to standard error. Line breaks in names out of files become blanks: a
/// message is one line, whatever a file holds.
pub fn line(text: &str) {
    // Where standard error is closed, nobody listens.
    let _ = writeln!(std::io::stderr(), "{}", on_one_line(text));
}

fn on_one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Says every message and tells how the run ends.
pub fn all(messages: &[String]) -> Done {
    for message in messages {
        line(&format!("note: {message}"));
    }
    if messages.is_empty() {
        Done::Clean
    } else {
        Done::Reported
    }
}

/// What is to be reported of `data`: rows set aside, kept out, doubtful fields, warnings.
pub fn about_data(data: &Dataset) -> Vec<String> {
    let mut messages: Vec<String> = data.sources.iter().flat_map(about_source).collect();
    for (&reason, origins) in &data.kept_out {
        if !origins.is_empty() {
            messages.push(about_kept_out(data, reason, origins));
        }
    }
    messages.extend(data.warnings.iter().cloned());
    messages
}

/// What is to be reported of a selection made with `time`.
pub fn about_selection(selection: &Selection, time: &TimeFilter) -> Vec<String> {
    let unknown = selection.time_unknown;
    let worth_saying = unknown > 0 && time.is_active();
    let unknown = worth_saying.then(|| {
        let have = if unknown == 1 {
            "1 incident has"
        } else {
            &format!("{} incidents have", grouped(unknown))
        };
        format!("{have} no time that says whether it is in the time filter; not counted")
    });
    let undecided = (selection.undecided > 0).then(|| {
        format!(
            "{} may be of the offences asked for, but the file does not say; not counted",
            counted(selection.undecided, "incident")
        )
    });
    unknown.into_iter().chain(undecided).collect()
}

/// What is to be reported of incidents at artefact sites, whether `filter` leaves them out or
/// not: a place of their own making is never silent.
pub fn about_artefacts(data: &Dataset, filter: &Filter, radius_m: f64) -> Option<String> {
    let found = ArtefactShare::of(data, radius_m).filter(|found| found.incidents > 0)?;
    let of_all = 100.0 * found.incidents as f64 / data.incidents.len() as f64;
    let what = if filter.away_from_artefacts.is_some() {
        "left out"
    } else {
        "counted; --exclude-artefacts leaves them out"
    };
    Some(format!(
        "{} ({of_all:.1} %) within {radius_m} m of artefact sites, {what} ({})",
        counted(found.incidents, "incident"),
        found.said(data)
    ))
}

fn about_source(source: &Source) -> Vec<String> {
    let what = match source.role {
        Role::Incidents => "row",
        Role::Boundaries => "boundary",
        Role::Premises => "premises row",
        Role::Artefacts => "artefact site",
        Role::Roads => "road",
    };
    let path = &source.info.path;
    let set_aside = source.report.set_aside.iter().map(|(reason, lines)| {
        format!(
            "{} set aside, {reason} ({}): {path}",
            counted(lines.len(), what),
            first_lines(lines)
        )
    });
    let remarks = source.report.remarks.iter().map(|(reason, lines)| {
        format!(
            "{} kept, {reason} ({}): {path}",
            counted(lines.len(), what),
            first_lines(lines)
        )
    });
    let doubts = source.report.findings.iter().filter(|f| !f.settled);
    let findings = doubts.map(|finding| {
        let lines = match finding.first_lines.as_slice() {
            [] => String::new(),
            _ => format!(" ({})", list_of(finding)),
        };
        format!("{}{lines}: {path}", finding.said())
    });
    set_aside.chain(remarks).chain(findings).collect()
}

fn about_kept_out(data: &Dataset, reason: KeptOut, origins: &[Origin]) -> String {
    let count = counted(origins.len(), "incident");
    let what = match reason {
        KeptOut::NoLocation => "without a usable position, left out",
        KeptOut::FarOutlier => "absurdly far from the others, left out; --outliers keep keeps them",
        KeptOut::OutsideRegion => "outside the boundaries, left out; --outside keep keeps them",
    };
    format!("{count} {what} ({})", first_origins(data, origins))
}

/// `3 rows`, `1 boundary`.
fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        return format!("1 {what}");
    }
    let plural = match what.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{what}s"),
    };
    format!("{} {plural}", grouped(count))
}

const NAMED: usize = 5;

fn first_lines(lines: &[u32]) -> String {
    let named: Vec<String> = lines.iter().take(NAMED).map(u32::to_string).collect();
    list(&named, lines.len())
}

fn list_of(finding: &Finding) -> String {
    let first = finding.first_lines.iter().take(NAMED);
    let named: Vec<String> = first.map(u32::to_string).collect();
    list(&named, finding.rows)
}

fn first_origins(data: &Dataset, origins: &[Origin]) -> String {
    let several = data
        .sources
        .iter()
        .filter(|s| s.role == Role::Incidents)
        .count()
        > 1;
    let name = |origin: &Origin| {
        if several {
            format!("{} of file {}", origin.line, origin.file + 1)
        } else {
            origin.line.to_string()
        }
    };
    let named: Vec<String> = origins.iter().take(NAMED).map(name).collect();
    list(&named, origins.len())
}

fn list(named: &[String], total: usize) -> String {
    let word = if total == 1 { "line" } else { "lines" };
    let more = if total > named.len() { ", …" } else { "" };
    format!("{word} {}{more}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lines_read_as_a_person_writes_them() {
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(1234, "row"), "1,234 rows");
        assert_eq!(counted(2, "boundary"), "2 boundaries");
        assert_eq!(first_lines(&[7]), "line 7");
        assert_eq!(first_lines(&[2, 3, 4, 5, 6, 9]), "lines 2, 3, 4, 5, 6, …");
    }

    #[test]
    fn a_message_stays_on_one_line() {
        assert_eq!(on_one_line("no \"a\r\nb\" here"), "no \"a  b\" here");
    }

    #[test]
    fn unknown_times_are_said_only_where_time_is_asked() {
        let selection = Selection {
            time_unknown: 3,
            ..Selection::default()
        };
        let mut time = TimeFilter::default();
        assert_eq!(about_selection(&selection, &time), Vec::<String>::new());
        time.window = "18:00-06:00".parse().ok();
        assert!(about_selection(&selection, &time)[0].starts_with("3 incidents have"));
        let selection = Selection {
            undecided: 1,
            ..Selection::default()
        };
        let said = about_selection(&selection, &time);
        assert!(said[0].starts_with("1 incident may be"), "{said:?}");
    }
}
