//! Every row that is not in the answer, and every row of which a field could not be used: file,
//! row, what became of it and why. Line numbers and reasons only, nothing of what the rows say.

use std::io::{self, Write};

use crate::data::Dataset;
use crate::data::dataset::{KeptOut, Role, Source};
use crate::io::write::json_rank::role_name;
use crate::io::write::numbers::text_cell;

/// `column` is empty where the reason is about the row as a whole or names no column.
const HEADER: [&str; 6] = ["file", "role", "row", "column", "what", "reason"];

/// One line of the file.
struct Line<'a> {
    row: u32,
    what: &'static str,
    reason: &'a str,
}

/// Writes them to `out` as CSV with a header: file by file as they were given, in the order of
/// their rows. Rows are lines of the file, the header being line 1, or numbers of features.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_set_aside(data: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    let mut incident_files = 0;
    for source in &data.sources {
        let mut lines = of_source(source);
        if source.role == Role::Incidents {
            lines.extend(kept_out(data, incident_files));
            incident_files += 1;
        }
        lines.sort_by_key(|line| line.row);
        let (file, role) = (text_cell(&source.info.path), role_name(source.role));
        for line in &lines {
            let row = line.row.to_string();
            let column = column_of(line.reason).unwrap_or_default();
            let reason = text_cell(line.reason);
            writer.write_record([
                file.as_str(),
                role,
                &row,
                &text_cell(column),
                line.what,
                &reason,
            ])?;
        }
    }
    writer.flush()
}

/// How many lines [`write_set_aside`] writes below the header.
pub fn count_set_aside(data: &Dataset) -> usize {
    let of_sources: usize = data.sources.iter().map(|s| of_source(s).len()).sum();
    let kept_out: usize = data.kept_out.values().map(Vec::len).sum();
    of_sources + kept_out
}

fn of_source(source: &Source) -> Vec<Line<'_>> {
    let report = &source.report;
    let all = [("set aside", &report.set_aside), ("kept", &report.remarks)];
    let mut lines = Vec::new();
    for (what, reasons) in all {
        for (reason, rows) in reasons {
            let line = |&row: &u32| Line { row, what, reason };
            lines.extend(rows.iter().map(line));
        }
    }
    lines
}

/// Those of the incident file `file` that are left out of the analysis.
fn kept_out(data: &Dataset, file: usize) -> impl Iterator<Item = Line<'_>> {
    data.kept_out.iter().flat_map(move |(reason, origins)| {
        let own = origins
            .iter()
            .filter(move |origin| usize::from(origin.file) == file);
        own.map(move |origin| Line {
            row: origin.line,
            what: "left out",
            reason: match reason {
                KeptOut::NoLocation => "no usable position",
                KeptOut::FarOutlier => "absurdly far from the others",
                KeptOut::OutsideRegion => "outside the boundaries",
            },
        })
    })
}

/// The column a reason names in quotes.
fn column_of(reason: &str) -> Option<&str> {
    let (_, quoted) = reason.split_once("column \"")?;
    quoted.split_once('"').map(|(column, _)| column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::When;
    use crate::data::Origin;
    use crate::data::raw::{ReadReport, SourceInfo};

    #[test]
    fn every_row_is_told_with_file_and_reason_and_nothing_else() {
        let mut report = ReadReport::default();
        report.set_aside("4 fields where the header has 5", 9);
        report.remark("no readable date in column \"When\"", 3);
        let source = |role, path: &str, report| Source {
            role,
            info: SourceInfo {
                path: path.to_owned(),
                ..SourceInfo::default()
            },
            rows_read: 9,
            rows_set_aside: 1,
            report,
        };
        let mut data = Dataset::from_points([(0.0, 0.0, When::Unknown, "Secret")]);
        data.sources = vec![
            source(Role::Incidents, "a.csv", report),
            source(Role::Boundaries, "wards.geojson", ReadReport::default()),
            source(Role::Incidents, "=b.csv", ReadReport::default()),
        ];
        let origin = |file, line| Origin { file, line };
        let left_out = vec![origin(0, 4), origin(1, 2)];
        data.kept_out.insert(KeptOut::NoLocation, left_out);
        let mut written = Vec::new();
        write_set_aside(&data, &mut written).unwrap();
        assert_eq!(
            String::from_utf8(written).unwrap(),
            "file,role,row,column,what,reason\n\
             a.csv,incidents,3,When,kept,\"no readable date in column \"\"When\"\"\"\n\
             a.csv,incidents,4,,left out,no usable position\n\
             a.csv,incidents,9,,set aside,4 fields where the header has 5\n\
             '=b.csv,incidents,2,,left out,no usable position\n"
        );
        assert_eq!(count_set_aside(&data), 4);
    }
}
