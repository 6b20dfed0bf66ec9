//! How much each incident of a data set weighs, by a table the user gives or the example.

use std::sync::Arc;

use crate::analysis::harm::severity::{SeverityRow, SeverityTable};
use crate::analysis::methods::columns::{Columns, text};
use crate::analysis::methods::{Kind, MethodError, Parameter, TextTable, Values};
use crate::data::attributes::AttributeKind;
use crate::data::definitions::ClassRange;
use crate::data::{Dataset, NameId};

/// A severity table.
pub(super) const SEVERITY: Parameter = Parameter {
    key: "severity",
    label: "Severity table",
    help: "What one offence of each kind weighs, such as days of imprisonment; without a file an \
           example by statutory maximum sentences, which is no measure of harm.",
    kind: Kind::Table {
        columns: "weight, and offence (or category; * for any text) or class (Home Office class)",
        required: false,
    },
};

const EXAMPLE: &str = include_str!("../../../assets/severity/statutory-maxima.csv");
const EXAMPLE_NAME: &str = "the example table of statutory maximum sentences";

/// What the incidents of a data set weigh.
pub(super) struct Severities<'a> {
    data: &'a Dataset,
    /// What the table is called.
    pub(super) table: String,
    /// Whether it is the example.
    pub(super) is_example: bool,
    /// By the texts of columns, the surest first.
    columns: Vec<(usize, Vec<Option<f64>>)>,
    categories: Vec<Option<f64>>,
}

impl<'a> Severities<'a> {
    /// By the table that was set, else by the example.
    ///
    /// # Errors
    /// When the table cannot be used.
    pub(super) fn new(data: &'a Dataset, values: &Values) -> Result<Self, MethodError> {
        match values.table(SEVERITY.key) {
            Some(table) => Ok(Self::by(data, &read(table)?, table.file.clone(), false)),
            None => Ok(Self::by(
                data,
                &read(&example())?,
                EXAMPLE_NAME.to_owned(),
                true,
            )),
        }
    }

    /// By the table that was set; `None` where none was.
    ///
    /// # Errors
    /// When the table cannot be used.
    pub(super) fn said(data: &'a Dataset, values: &Values) -> Result<Option<Self>, MethodError> {
        let is_said = values.table(SEVERITY.key).is_some();
        is_said.then(|| Self::new(data, values)).transpose()
    }

    fn by(data: &'a Dataset, table: &SeverityTable, name: String, is_example: bool) -> Self {
        let columns = [AttributeKind::HoClass, AttributeKind::Offence]
            .into_iter()
            .filter_map(|kind| {
                let is_it =
                    |attribute: &crate::data::attributes::Attribute| attribute.about.kind == kind;
                let place = data.attributes.iter().position(is_it)?;
                let texts = data.attributes[place].texts.iter();
                let weigh = |text: &str| match kind {
                    AttributeKind::HoClass => table.of_class(text),
                    _ => table.of_words(text),
                };
                Some((place, texts.map(|(_, text)| weigh(text)).collect()))
            });
        let categories = data.categories.iter();
        // A category may be a Home Office class too.
        let weigh = |text: &str| table.of_words(text).or_else(|| table.of_class(text));
        Self {
            data,
            table: name,
            is_example,
            columns: columns.collect(),
            categories: categories.map(|(_, text)| weigh(text)).collect(),
        }
    }

    /// What incident `row` weighs: by its class, else by the title of its offence, else by its
    /// category.
    pub(super) fn of(&self, row: usize) -> Option<f64> {
        let by_columns = self
            .columns
            .iter()
            .find_map(|(place, weights)| weights[self.data.incidents.attribute(*place).get(row)]);
        by_columns.or(self.categories[self.data.incidents.category(row).0 as usize])
    }

    /// What a category weighs where nothing finer is told.
    pub(super) fn of_category(&self, category: NameId) -> Option<f64> {
        self.categories[category.0 as usize]
    }

    /// Whether classes or titles weigh before categories.
    pub(super) fn is_finer_than_category(&self) -> bool {
        !self.columns.is_empty()
    }

    /// What the figures rest on, for a note.
    pub(super) fn caution(&self) -> Option<String> {
        self.is_example.then(|| {
            "The weights are an example, statutory maximum sentences in days with life as 25 \
             years. They put robbery beside murder and are no measure of harm: give a table of \
             your own with --severity FILE (columns offence or class, and weight), such as the \
             Cambridge Crime Harm Index."
                .to_owned()
        })
    }
}

/// What a column of offences is called, in the published Cambridge index too.
const OFFENCE: [&str; 6] = [
    "offence",
    "category",
    "crime type",
    "offence title",
    "full_offence_title",
    "name",
];

fn example() -> Arc<TextTable> {
    let mut lines = EXAMPLE.lines();
    // No cell of it has a comma or a quotation mark inside; a test reads it.
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    Arc::new(TextTable {
        file: EXAMPLE_NAME.to_owned(),
        header: lines.next().map(cells).unwrap_or_default(),
        rows: lines.map(cells).collect(),
    })
}

fn read(table: &TextTable) -> Result<SeverityTable, MethodError> {
    let columns = Columns::of(table);
    let weight = columns.needed(&["weight", "severity", "score", "harm", "days", "cchi score"])?;
    let class = table.column(&["class", "ho class", "ho_class", "ho code", "ho_code"]);
    let offence = table.column(&OFFENCE);
    if class.is_none() && offence.is_none() {
        columns.needed(&["offence"])?;
    }
    let mut rows = Vec::new();
    for (line, row) in columns.rows() {
        let Some(number) = columns.number((line, row), weight)? else {
            continue;
        };
        if number < 0.0 {
            return Err(columns.fault(line, weight, "a weight is 0 or more"));
        }
        let words = |column: usize| Some(text(row, column)).filter(|text| !text.is_empty());
        let read_class = |column: usize| {
            let Some(text) = words(column) else {
                return Ok(None);
            };
            let class = ClassRange::read(text);
            let wrong = || format!("\"{text}\" is no Home Office class; write 8N, 8/06 or 28-31");
            class
                .map(Some)
                .ok_or_else(|| columns.fault(line, column, &wrong()))
        };
        let row = SeverityRow {
            class: class.map_or(Ok(None), read_class)?,
            offence: offence.and_then(words).map(str::to_lowercase),
            weight: number,
        };
        if row.class.is_some() || row.offence.is_some() {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        let said = format!("{} has no row with a weight.", table.file);
        return Err(MethodError::Unanswerable(said));
    }
    Ok(SeverityTable::new(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::When;

    fn table(header: &[&str], rows: &[&[&str]]) -> TextTable {
        let texts = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect();
        TextTable {
            file: "weights.csv".to_owned(),
            header: texts(header),
            rows: rows.iter().map(|row| texts(row)).collect(),
        }
    }

    #[test]
    fn the_example_is_whole_and_orders_what_everybody_orders_alike() {
        let example = read(&example()).unwrap();
        assert!(example.len() > 40);
        let weights = ["Robbery", "Burglary", "Public order", "Shoplifting"];
        let weights = weights.map(|words| example.of_words(words).unwrap());
        assert_eq!(weights, [9125.0, 5110.0, 182.0, 2555.0]);
        assert_eq!(example.of_words("Burglary - non-dwelling"), Some(3650.0));
        assert_eq!(example.of_words("Anti-social behaviour"), None);
        assert_eq!(example.of_class("105A"), Some(182.0));
    }

    #[test]
    fn the_published_cambridge_index_is_read_as_it_stands() {
        use calamine::{Data, Reader as _, Xlsx, open_workbook};
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/golden");
        let path = format!("{folder}/cchi2020dataxls.xlsx");
        if !std::path::Path::new(&path).is_file() {
            println!("skipped: {path} is missing");
            return;
        }
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let sheet = book.worksheet_range("CCHI 2020 values sheet").unwrap();
        let mut rows = sheet
            .rows()
            .map(|row| row.iter().map(Data::to_string).collect::<Vec<_>>());
        let table = TextTable {
            file: "cchi.csv".to_owned(),
            header: rows.next().unwrap(),
            rows: rows.collect(),
        };
        let index = read(&table).unwrap();
        assert!(index.len() > 600, "{}", index.len());
        for (title, days) in [
            ("Murder - of persons aged 1 year or over", 5475.0),
            ("Attempted murder", 3285.0),
            ("Robbery (of Personal Property)", 365.0),
            ("assault without injury - common assault and battery", 1.0),
        ] {
            assert_eq!(index.of_words(title), Some(days), "{title}");
        }
    }

    #[test]
    fn the_class_comes_before_the_category() {
        let data = Dataset::from_points([
            (0.0, 0.0, When::Unknown, "Violence"),
            (1.0, 0.0, When::Unknown, "Violence"),
            (2.0, 0.0, When::Unknown, "Fraud"),
        ]);
        let data = data.with_attribute(AttributeKind::HoClass, "HO", |line| {
            if line == 2 {
                "8N".to_owned()
            } else {
                String::new()
            }
        });
        let own = table(
            &["Category", "HO Class", "Days"],
            &[&["violence", "", "1,000"], &["", "8N", "20"], &["", "", ""]],
        );
        let severities = Severities::by(&data, &read(&own).unwrap(), String::new(), false);
        let of_line = |line: u32| {
            let row = (0..3).find(|&row| data.incidents.origin(row).line == line);
            severities.of(row.unwrap())
        };
        assert_eq!([2, 3, 4].map(of_line), [Some(20.0), Some(1000.0), None]);
    }

    #[test]
    fn tables_that_cannot_be_used_are_refused_with_the_line() {
        for (own, part) in [
            (table(&["offence"], &[]), "no column \"weight\""),
            (table(&["weight"], &[&["1"]]), "no column \"offence\""),
            (
                table(&["offence", "weight"], &[&["x", "ten"]]),
                "line 2, column \"weight\"",
            ),
            (table(&["offence", "weight"], &[&["x", "-1"]]), "0 or more"),
            (
                table(&["class", "weight"], &[&["8NN", "1"]]),
                "no Home Office class",
            ),
            (table(&["class", "weight"], &[&["8N", ""]]), "no row"),
        ] {
            let error = read(&own).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
