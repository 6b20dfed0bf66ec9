//! Where a table begins in its file: which of the first rows is the header, if any is.
//!
//! Exports put titles above the header ("Report run on 3 May 2021"), and some have no header at
//! all. Both are told by the content: a header holds words where the records below it hold
//! dates, clock times, coordinates or other long numbers, and it is about as wide as they are.

use std::borrow::Cow;

use crate::io::read::clock_text::clock;
use crate::io::read::date_text::date_prefix;
use crate::io::read::header::Header;
use crate::io::read::number::{grid_reference, metres};
use crate::io::read::options::DateOrder;

/// The header is looked for in so many rows.
const MOST_ABOVE: usize = 50;
/// So many rows are enough to find it.
pub(super) const ENOUGH: usize = 200;

/// What begins a table, by the places of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Top {
    /// This row is the header; those before it are titles.
    Header(usize),
    /// No row is; this is the first record.
    NoHeader(usize),
}

/// Finds it among the first rows of a file, wholly blank ones left out.
pub(super) fn top_of<T: AsRef<str>>(rows: &[Vec<T>]) -> Top {
    let rows: Vec<Shape> = rows.iter().map(|row| Shape::of(row)).collect();
    let needed = usual_fields(&rows) * 6 / 10;
    let needed = needed.max(2);
    let telling = telling_columns(&rows);
    let record = rows.iter().position(|row| row.is_record(&telling));
    let above = record.unwrap_or(rows.len()).min(MOST_ABOVE);
    let may_be_header = |row: &&(usize, &Shape)| row.1.filled >= needed && row.1.telling.is_empty();
    let candidates: Vec<(usize, &Shape)> = rows[..above]
        .iter()
        .enumerate()
        .filter(|row| may_be_header(&row))
        .collect();
    // Where titles are as wide as the table, names that columns often have tell them apart.
    let familiar = candidates.iter().find(|(_, row)| row.familiar > 1);
    match (
        familiar.filter(|_| record.is_some()).or(candidates.first()),
        record,
    ) {
        (Some(&(at, _)), _) => Top::Header(at),
        (None, Some(record)) => Top::NoHeader(record),
        (None, None) => Top::Header(0),
    }
}

/// What matters of a row.
#[derive(Debug)]
struct Shape {
    /// Fields that are not blank.
    filled: usize,
    /// Columns whose field is something that no header holds.
    telling: Vec<usize>,
    /// Fields that have a word of names that columns often have.
    familiar: usize,
}

impl Shape {
    fn of<T: AsRef<str>>(row: &[T]) -> Self {
        let fields = || row.iter().map(|field| field.as_ref().trim()).enumerate();
        let telling = fields().filter(|(_, text)| is_value(text));
        Self {
            filled: fields().filter(|(_, text)| !text.is_empty()).count(),
            telling: telling.map(|(column, _)| column).collect(),
            familiar: fields()
                .filter(|(_, text)| Header::new(text).has_word(&FAMILIAR))
                .count(),
        }
    }

    /// Whether it holds values in most of the columns that hold values at all.
    fn is_record(&self, telling: &[usize]) -> bool {
        let own = telling.iter().filter(|c| self.telling.contains(c)).count();
        !telling.is_empty() && own * 2 >= telling.len()
    }
}

/// How many fields the fuller rows have: titles are few and short, and records have gaps.
fn usual_fields(rows: &[Shape]) -> usize {
    let mut filled: Vec<usize> = rows.iter().map(|row| row.filled).collect();
    filled.sort_unstable();
    filled.get(filled.len() * 3 / 4).copied().unwrap_or(0)
}

/// Columns that hold values in at least half of the rows that have values in any column.
fn telling_columns(rows: &[Shape]) -> Vec<usize> {
    let with_values = rows.iter().filter(|row| !row.telling.is_empty()).count();
    let columns = rows.iter().filter_map(|row| row.telling.last()).max();
    let count = |column: usize| {
        let rows = rows.iter().filter(|row| row.telling.contains(&column));
        rows.count()
    };
    (0..columns.map_or(0, |last| last + 1))
        .filter(|&column| count(column) * 2 >= with_values)
        .collect()
}

/// Whether a text is a date, a clock time, a coordinate or a long number. Short whole numbers
/// are not counted: they may be names of columns.
fn is_value(text: &str) -> bool {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 40 {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = digits == text.len();
    let number = metres(text);
    if !number.is_nan() {
        return !is_plain || digits >= 5;
    }
    let is_date = || {
        date_prefix(text, DateOrder::DayMonthYear).is_some()
            || date_prefix(text, DateOrder::MonthDayYear).is_some()
    };
    clock(text).is_some() || is_date() || grid_reference(text).is_some()
}

/// Words that names of columns are made of.
const FAMILIAR: [&str; 36] = [
    "date",
    "time",
    "datetime",
    "day",
    "month",
    "hour",
    "from",
    "to",
    "start",
    "end",
    "lon",
    "lng",
    "long",
    "longitude",
    "lat",
    "latitude",
    "easting",
    "northing",
    "x",
    "y",
    "grid",
    "ngr",
    "id",
    "ref",
    "reference",
    "crime",
    "offence",
    "offense",
    "category",
    "type",
    "location",
    "address",
    "street",
    "postcode",
    "ward",
    "name",
];

/// What to say of a table that begins on `line`, below the rows `above`: where there is no
/// header, and where there are titles.
pub(super) fn said_of_top<T: AsRef<str>>(top: Top, line: u32, above: &[Vec<T>]) -> Vec<String> {
    let mut said = Vec::new();
    if matches!(top, Top::NoHeader(_)) {
        said.push(
            "header: none, for the first record holds values; the columns are called \"column 1\", \
             \"column 2\" and so on (--map takes these names, or A, B, C)"
                .to_owned(),
        );
    }
    let titles = above.iter().flatten().map(|field| field.as_ref().trim());
    if let Some(first) = titles.filter(|text| !text.is_empty()).map(clipped).next() {
        let lines = match above.len() {
            1 => "the line above it is".to_owned(),
            n => format!("the {n} lines above it are"),
        };
        said.push(format!(
            "table: begins on line {line}; {lines} left out as titles (the first: \"{first}\")"
        ));
    }
    said
}

fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// The names of `count` columns that have none.
pub(super) fn numbered(count: usize) -> Vec<Header> {
    (1..=count)
        .map(|number| Header::new(&format!("column {number}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn top(text: &str) -> Top {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        top_of(&rows)
    }

    #[test]
    fn the_first_row_of_names_is_the_header() {
        let data = "451234,523456,03/05/2021 22:30,Assault\n451235,523456,04/05/2021,Theft\n";
        for (above, expected) in [
            ("", 0),
            ("Crime extract\n", 1),
            ("Crime extract,,,\nRun on 03/05/2021,,,\n", 2),
            ("Report run on,03/05/2021 10:22,,\nForce,Cleveland,,\n", 2),
            ("From,01/05/2021,To,31/05/2021\n", 1),
        ] {
            let text = format!("{above}Easting,Northing,When,Offence\n{data}");
            assert_eq!(top(&text), Top::Header(expected), "{above}");
        }
        assert_eq!(top("A,B\nRun by,Smith\nEasting,Postcode\n1234567,TS1\n"), {
            // Of names and titles of one width, familiar names decide.
            Top::Header(2)
        });
    }

    #[test]
    fn rows_of_values_have_no_header() {
        assert_eq!(top("451234,523456,3 May 2021,Assault\n"), Top::NoHeader(0));
        assert_eq!(
            top("-1.2,54.5,Assault,Quay\n,,Theft,Quay\n-1.2,54.6,Theft,Quay\n"),
            Top::NoHeader(0)
        );
        assert_eq!(
            top("Extract\n-1.2,54.5,Assault,Quay\n-1.2,54.6,Theft,Quay\n"),
            Top::NoHeader(1)
        );
    }

    #[test]
    fn tables_of_words_and_gaps_begin_at_the_top() {
        assert_eq!(top("name,type\nBull,pub\nBear,pub\n"), Top::Header(0));
        assert_eq!(top("a,b,c\nx,,\n,,\n1.5,2.5,\n"), Top::Header(0));
        assert_eq!(top("lon,lat\n,\n-1.5,53.5\n"), Top::Header(0));
        assert_eq!(top("ward,2019,2020\nQuay,15,20\n"), Top::Header(0));
        assert_eq!(
            top("a,b\nHigh Street,day and time\nQuay,name\n"),
            Top::Header(0)
        );
        assert_eq!(top("one column\nof words\n"), Top::Header(0));
        assert_eq!(top(""), Top::Header(0));
    }

    #[test]
    fn values_are_told_from_names() {
        for value in [
            "03/05/2021",
            "2021-05-03T22:30",
            "3 May 2021",
            "22:30",
            "451234",
            "-1.5",
            "53,5",
            "SS 123 456",
            "20210503",
        ] {
            assert!(is_value(value), "{value}");
        }
        for name in [
            "",
            "Date",
            "UCR #2",
            "2019",
            "POP2010",
            "2011 population",
            "1",
            "Beat 12",
            "May",
        ] {
            assert!(!is_value(name), "{name}");
        }
    }

    #[test]
    fn titles_are_counted_and_shown() {
        let above = [vec!["", "Crime extract"], vec!["x", ""]];
        let said = said_of_top(Top::Header(2), 5, &above).join("\n");
        assert!(
            said.contains("line 5") && said.contains("2 lines"),
            "{said}"
        );
        assert!(said.contains("\"Crime extract\""), "{said}");
        assert_eq!(said_of_top::<&str>(Top::Header(0), 1, &[]), [""; 0]);
        let said = said_of_top::<&str>(Top::NoHeader(0), 1, &[]).join("\n");
        assert!(said.contains("header: none"), "{said}");
    }
}
