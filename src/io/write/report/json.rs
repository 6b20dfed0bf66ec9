//! An answer as JSON: what it rests on, what was set, then every table by its key.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::analysis::methods::{Cell, Series, Table, Value};
use crate::io::write::json_rank::{Head, pretty};
use crate::io::write::report::ReportAnswer;

/// The document, pretty-printed, with a final newline.
pub fn report_json(answer: &ReportAnswer<'_>) -> String {
    let &ReportAnswer {
        method,
        values,
        data,
        filter,
        selection,
        report,
    } = answer;
    let set = method.parameters().into_iter().map(|parameter| {
        let value = values.get(parameter.key);
        (
            parameter.key.to_owned(),
            value.map_or(Json::Null, value_json),
        )
    });
    let tables = report.tables.iter();
    let plots = report.plots.iter().map(|plot| {
        let series: Vec<Json> = plot.series.iter().map(series_json).collect();
        let plot_json = json!({
            "title": plot.title,
            "x": plot.x.label,
            "y": plot.y.label,
            "series": series,
        });
        (plot.key.to_owned(), plot_json)
    });
    pretty(&Document {
        schema: "nightbeat.report/1",
        head: Head::of_selection(data, filter, selection),
        method: method.id(),
        name: method.name(),
        parameters: set.collect(),
        headline: &report.headline,
        statement: &report.statement,
        notes: &report.notes,
        tables: tables
            .map(|table| (table.key.to_owned(), table_json(table)))
            .collect(),
        plots: plots.collect(),
    })
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    head: Head<'a>,
    method: &'static str,
    name: &'static str,
    parameters: Map<String, Json>,
    headline: &'a str,
    statement: &'a str,
    notes: &'a [String],
    tables: Map<String, Json>,
    plots: Map<String, Json>,
}

fn value_json(value: &Value) -> Json {
    match value {
        Value::Number(number) => json!(number),
        Value::Count(count) => json!(count),
        Value::Flag(flag) => json!(flag),
        Value::Text(_) | Value::Date(_) | Value::Table(_) => json!(value.text()),
    }
}

/// A list of rows, each an object by the columns' keys.
fn table_json(table: &Table) -> Json {
    let row = |row: &Vec<Cell>| -> Json {
        let cells = table.columns.iter().zip(row);
        Json::Object(
            cells
                .map(|(column, cell)| (column.key.to_owned(), cell_json(cell)))
                .collect(),
        )
    };
    Json::Array(table.rows.iter().map(row).collect())
}

fn cell_json(cell: &Cell) -> Json {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Count(count) => json!(count),
        Cell::Number(number) => json!(number),
        Cell::Flag(flag) => json!(flag),
        Cell::None => Json::Null,
    }
}

fn series_json(series: &Series) -> Json {
    match series {
        Series::Line {
            name,
            points,
            is_reference,
        } => {
            json!({"name": name, "kind": "line", "reference": is_reference, "points": points})
        }
        Series::Points { name, points } => {
            json!({"name": name, "kind": "points", "points": points})
        }
        Series::Bars { name, bars } => json!({"name": name, "kind": "bars", "points": bars}),
        Series::Band { name, points } => json!({"name": name, "kind": "band", "points": points}),
        Series::Matrix { name, cells } => json!({"name": name, "kind": "matrix", "points": cells}),
    }
}
