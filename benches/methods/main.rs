//! How long every method takes on four cities at its defaults, and how soon it stops.
//!
//! Prints a line a case and at the end a table, as `docs/measurements.md` has it. Opening the files
//! and choosing the incidents are not in it. Processor time is that of all threads. A case that takes
//! more than a second is run again and stopped on its way: the longest it then went on is told, and
//! the longest its progress stood still. It looks for `../shared/data`; where that folder is missing
//! it says so and measures nothing. Streets are made up, for no city here comes with any.
//!
//! `cargo bench --bench methods --no-default-features -- [--method ID]... [--city NAME]... [--limit SECONDS]`

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's result is what it prints"
)]

mod cities;
mod clock;
#[path = "../shared/shared_data.rs"]
mod shared_data;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use nightbeat::analysis::methods::{Input, Kind, Method, MethodError, Value, Values, all};
use nightbeat::analysis::selection::{Selection, select};
use nightbeat::base::Progress;
use nightbeat::data::{Dataset, Filter};
use nightbeat::engine::load::{LoadRequest, load};
use nightbeat::project::Project;

use cities::City;
use clock::{Watched, watched};

type Failure = Box<dyn std::error::Error>;

/// From here on a case is run again to see how soon it stops.
const SLOW: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    shared_data::with("", |shared| measure(shared, &Asked::from_arguments()))
}

/// What is measured.
struct Asked {
    methods: Vec<String>,
    cities: Vec<String>,
    limit: Duration,
}

impl Asked {
    fn from_arguments() -> Self {
        let mut asked = Self {
            methods: Vec::new(),
            cities: Vec::new(),
            limit: Duration::from_mins(2),
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut next = || arguments.next().unwrap_or_default();
            match argument.as_str() {
                "--method" => asked.methods.push(next()),
                "--city" => asked.cities.push(next()),
                "--limit" => asked.limit = Duration::from_secs(next().parse().unwrap_or(120)),
                _ => {}
            }
        }
        asked
    }

    fn wants(list: &[String], name: &str) -> bool {
        list.is_empty() || list.iter().any(|wanted| wanted == name)
    }
}

/// A city's data and what of it counts.
struct Opened {
    name: &'static str,
    data: Dataset,
    selection: Selection,
    project: Project,
}

fn measure(shared: &Path, asked: &Asked) -> Result<(), Failure> {
    println!("threads {}", rayon::current_num_threads());
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut header = vec!["method".to_owned()];
    for city in cities::all(shared) {
        if !Asked::wants(&asked.cities, city.name) {
            continue;
        }
        let opened = open(&city)?;
        header.push(format!("{}, {}", opened.name, opened.selection.len()));
        for (place, method) in all().into_iter().enumerate() {
            if Asked::wants(&asked.methods, method.id()) {
                let told = case(method, &opened, asked.limit)?;
                println!("{:18} {:20} {told}", opened.name, method.id());
                rows.entry(place).or_default().push(told);
            }
        }
    }
    println!("\n| {} |", header.join(" | "));
    println!("|{}", "---|".repeat(header.len()));
    for (place, cells) in rows {
        println!("| {} | {} |", all()[place].id(), cells.join(" | "));
    }
    Ok(())
}

fn open(city: &City) -> Result<Opened, Failure> {
    let mut project = Project::sample();
    project.filter = Filter::default();
    project.sources = city.sources()?;
    project.reading.said = city.reading();
    let progress = Progress::new();
    let data = load(&LoadRequest::for_project(&project, Vec::new()), &progress)?.data;
    let selection = select(&data, &project.filter, &progress)?;
    Ok(Opened {
        name: city.name,
        data,
        selection,
        project,
    })
}

/// One method on one city, in words.
fn case(method: &dyn Method, city: &Opened, limit: Duration) -> Result<String, Failure> {
    let values = values(method)?;
    let run = |progress: &Progress| {
        method.report(&Input {
            data: &city.data,
            selection: &city.selection,
            filter: &city.project.filter,
            ranking: &city.project.ranking,
            surface: &city.project.surface,
            values: &values,
            progress,
        })
    };
    let first = watched(limit, run);
    if let Err(error) = &first.result
        && !matches!(error, MethodError::Cancelled(_))
    {
        let words: String = error.to_string().chars().take(60).collect();
        return Ok(format!("{:.2} ({words})", first.clock.as_secs_f64()));
    }
    let waits = if method.waits_to_be_run(&values) {
        ", waits"
    } else {
        ""
    };
    let mut told = if first.result.is_ok() {
        format!(
            "{:.2} ({:.2}){waits}",
            first.clock.as_secs_f64(),
            first.processor.as_secs_f64()
        )
    } else {
        format!(
            "> {} at {:.1} %{waits}",
            limit.as_secs(),
            100.0 * first.fraction
        )
    };
    if first.clock > SLOW {
        told += &stopping(&first, run);
    }
    Ok(told)
}

/// How soon a run like `first` stops, asked at several points of its way.
fn stopping<T>(
    first: &Watched<T>,
    run: impl Fn(&Progress) -> Result<nightbeat::analysis::methods::Report, MethodError>,
) -> String {
    let mut latest = first.stopped_after.unwrap_or_default();
    for part in [0.02, 0.2, 0.5, 0.8, 0.97] {
        let again = watched(first.clock.mul_f64(part), &run);
        latest = latest.max(again.stopped_after.unwrap_or_default());
    }
    format!(
        ", stops in {:.0} ms, stands still for {:.1} s",
        1000.0 * latest.as_secs_f64(),
        first.stood_still.as_secs_f64()
    )
}

/// Defaults, and what a method cannot do without here.
fn values(method: &dyn Method) -> Result<Values, Failure> {
    let parameters = method.parameters();
    let mut values = Values::of(&parameters);
    for parameter in &parameters {
        if let Kind::Table { columns, .. } = parameter.kind
            && let Some(table) = tables::of(columns)
        {
            values.set(parameter, Value::Table(table))?;
        }
        if let Some(text) = tables::said(method.id(), parameter.key) {
            values.set(parameter, Value::Text(text.to_owned()))?;
        }
    }
    Ok(values)
}
