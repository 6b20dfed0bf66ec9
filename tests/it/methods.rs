//! What holds of every method, whatever it computes: the same question has the same answer on one
//! thread and on two, in whatever order the file's rows stand, and no parameter's default is out
//! of its range.

use std::fs;
use std::path::PathBuf;

use nightbeat::analysis::methods::{self, Input, Kind, Method, MethodError, Report, Value, Values};
use nightbeat::analysis::selection::select;
use nightbeat::base::{ClockWindow, Progress};
use nightbeat::data::assemble::AssembleParams;
use nightbeat::data::{Dataset, Filter};
use nightbeat::engine::load::{LoadRequest, load};
use nightbeat::io::read::ReadOptions;
use nightbeat::project::{BoundarySource, Project, Sources};
use nightbeat::sample::{SampleParams, write_file};
use tempfile::TempDir;

/// Enough incidents for patterns, few enough for every method in a development build.
const INCIDENTS: usize = 2_000;
/// How often a simulation draws here; how often it should is another question.
const DRAWS: u64 = 20;

struct Town {
    folder: TempDir,
}

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let params = SampleParams {
            incidents: INCIDENTS,
            ..SampleParams::default()
        };
        for name in ["incidents.csv", "wards.geojson", "premises.csv"] {
            let mut bytes = Vec::new();
            write_file(name, &params, &mut bytes).unwrap();
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The rows of the incident file from the last to the first, with every third moved up front.
    fn shuffle(&self) {
        let path = self.path("incidents.csv");
        let text = fs::read_to_string(&path).unwrap();
        let (header, rows) = text.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        let first = rows.iter().step_by(3);
        let rest = rows.iter().enumerate().filter(|(i, _)| i % 3 != 0);
        let shuffled: Vec<&str> = first.chain(rest.map(|(_, row)| row)).copied().collect();
        assert_eq!(shuffled.len(), rows.len());
        fs::write(path, format!("{header}\n{}\n", shuffled.join("\n"))).unwrap();
    }

    fn load(&self) -> Dataset {
        let request = LoadRequest {
            sources: Sources {
                incidents: vec![self.path("incidents.csv")],
                boundaries: Some(BoundarySource {
                    path: self.path("wards.geojson"),
                    ..BoundarySource::default()
                }),
                premises: Some(self.path("premises.csv")),
                ..Sources::default()
            },
            added: Vec::new(),
            read: ReadOptions::default(),
            assemble: AssembleParams::default(),
            cache: None,
            memory_bytes: None,
        };
        load(&request, &Progress::new()).unwrap().data
    }
}

fn ask(method: &dyn Method, data: &Dataset) -> Result<Report, MethodError> {
    // The night: incidents with a span are in it by a share, so that sums are of unequal parts.
    let mut filter = Filter::default();
    filter.time.window = Some(ClockWindow::NIGHT);
    let project = Project::sample();
    let progress = Progress::new();
    let selection = select(data, &filter, &progress).unwrap();
    method.report(&Input {
        data,
        selection: &selection,
        filter: &filter,
        ranking: &project.ranking,
        surface: &project.surface,
        values: &short(method),
        progress: &progress,
    })
}

/// The defaults, with simulations cut short.
fn short(method: &dyn Method) -> Values {
    let mut values = Values::of(&method.parameters());
    for parameter in method.parameters() {
        let draws = ["replicates", "permutations", "simulations"].contains(&parameter.key);
        if let (true, Kind::Count { default, least, .. }) = (draws, parameter.kind) {
            let few = Value::Count(default.min(DRAWS).max(least));
            values.set(&parameter, few).unwrap();
        }
    }
    values
}

/// Debug text holds every figure to the last bit.
fn on_threads(threads: usize, method: &dyn Method, data: &Dataset) -> Result<Report, MethodError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| ask(method, data))
}

#[test]
fn every_method_answers_the_same_on_any_threads_and_in_any_order_of_rows() {
    let town = Town::new();
    let data = town.load();
    town.shuffle();
    let shuffled = town.load();
    let mut answered = 0;
    for method in methods::all() {
        let id = method.id();
        let answer = on_threads(1, method, &data);
        let other = on_threads(2, method, &data);
        let (one, two) = (format!("{answer:?}"), format!("{other:?}"));
        assert!(one == two, "{id}: the number of threads changed figures");
        let other = on_threads(2, method, &shuffled);
        let two = format!("{other:?}");
        assert!(one == two, "{id}: the rows' order changed figures");
        match answer {
            Ok(report) => {
                answered += 1;
                well_formed(id, &report);
            }
            Err(MethodError::Unanswerable(why)) => {
                assert!(why.len() > 20, "{id} refuses without a reason: {why}");
            }
            Err(MethodError::Unset(_)) => {}
            Err(error) => panic!("{id}: {error}"),
        }
    }
    let all = methods::all().len();
    assert!(
        2 * answered >= all,
        "{answered} of {all} methods answer about the sample town"
    );
}

fn well_formed(id: &str, report: &Report) {
    assert!(
        report.headline.ends_with(['.', '!', '?']),
        "{id}: {}",
        report.headline
    );
    assert!(!report.statement.is_empty(), "{id} does not say how");
    assert!(!report.tables.is_empty(), "{id} gives no figures");
    for table in &report.tables {
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{id}: {}", table.key);
        }
    }
}

#[test]
fn every_default_is_a_value_the_parameter_takes() {
    for method in methods::all() {
        for parameter in method.parameters() {
            let (id, key, kind) = (method.id(), parameter.key, parameter.kind);
            match kind.default_value() {
                Some(value) => assert!(kind.takes(&value), "{id} --{key}"),
                None => assert!(matches!(kind, Kind::Date | Kind::Text | Kind::Table { .. })),
            }
        }
    }
}

#[test]
fn a_method_nobody_waits_for_stops() {
    let data = Town::new().load();
    for method in methods::all()
        .into_iter()
        .filter(|method| method.waits_to_be_run(&Values::of(&method.parameters())))
    {
        let filter = Filter::default();
        let project = Project::sample();
        let selection = select(&data, &filter, &Progress::new()).unwrap();
        let progress = Progress::new();
        progress.cancel();
        let outcome = method.report(&Input {
            data: &data,
            selection: &selection,
            filter: &filter,
            ranking: &project.ranking,
            surface: &project.surface,
            values: &Values::of(&method.parameters()),
            progress: &progress,
        });
        let id = method.id();
        let stopped = matches!(
            outcome,
            Err(MethodError::Cancelled(_) | MethodError::Unanswerable(_) | MethodError::Unset(_))
        );
        assert!(stopped, "{id} goes on");
    }
}
