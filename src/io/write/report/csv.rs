//! Tables and plots as CSV.

use crate::analysis::methods::{Plot, Series, Table};
use crate::io::write::report::exact;

/// The table: its columns' keys, then a line a row.
pub fn table_csv(table: &Table) -> String {
    let header = table.columns.iter().map(|column| column.key.to_owned());
    let rows = table.rows.iter().map(|row| row.iter().map(exact).collect());
    written(std::iter::once(header.collect()).chain(rows))
}

/// What a plot is drawn from: series, x, and one value, or two where it is a band.
pub fn plot_csv(plot: &Plot) -> String {
    let header = ["series", "x", "y", "y_high"].map(str::to_owned).to_vec();
    let rows = plot.series.iter().flat_map(series_rows);
    written(std::iter::once(header).chain(rows))
}

fn series_rows(series: &Series) -> Vec<Vec<String>> {
    let row = |name: &str, numbers: &[f64]| -> Vec<String> {
        let mut row = vec![name.to_owned()];
        row.extend(
            numbers
                .iter()
                .map(|&n| crate::io::write::numbers::decimal(Some(n))),
        );
        row.resize(4, String::new());
        row
    };
    match series {
        Series::Line { name, points, .. }
        | Series::Points { name, points }
        | Series::Bars { name, bars: points } => points.iter().map(|p| row(name, p)).collect(),
        Series::Band { name, points }
        | Series::Matrix {
            name,
            cells: points,
        } => points.iter().map(|p| row(name, p)).collect(),
    }
}

fn written(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail, and all rows are equally long.
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::{Cell, Column};

    #[test]
    fn figures_read_back_and_texts_are_no_formulas() {
        let table = Table {
            columns: vec![Column::new("name", "Name"), Column::new("z", "z")],
            rows: vec![
                vec!["=1+1".into(), 0.1.into()],
                vec!["A, B".into(), Cell::None],
            ],
            ..Table::default()
        };
        assert_eq!(table_csv(&table), "name,z\n'=1+1,0.1\n\"A, B\",\n");
    }
}
