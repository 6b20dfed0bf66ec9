//! What holds of every method, whatever it computes: the same question has the same answer on one
//! thread and on two, in whatever order the file's rows stand, and no parameter's default is out
//! of its range.

use nightbeat::analysis::methods::{self, Kind, Method, MethodError, Report, Values};
use nightbeat::base::{ClockWindow, Progress};
use nightbeat::data::{Dataset, Filter};

use crate::asking::{Town, ask, ask_until, short};

/// How often a simulation draws here; how often it should is another question.
const DRAWS: u64 = 20;

/// The rows of the incident file from the last to the first, with every third moved up front.
fn shuffle(town: &Town) {
    let text = town.read("incidents.csv");
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().rev().collect();
    let first = rows.iter().step_by(3);
    let rest = rows.iter().enumerate().filter(|(i, _)| i % 3 != 0);
    let shuffled: Vec<&str> = first.chain(rest.map(|(_, row)| row)).copied().collect();
    assert_eq!(shuffled.len(), rows.len());
    town.write(
        "incidents.csv",
        &format!("{header}\n{}\n", shuffled.join("\n")),
    );
}

/// Debug text holds every figure to the last bit.
fn on_threads(threads: usize, method: &dyn Method, data: &Dataset) -> Result<Report, MethodError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    let values = short(method, DRAWS);
    // The night: incidents with a span are in it by a share, so that sums are of unequal parts.
    let mut night = Filter::default();
    night.time.window = Some(ClockWindow::NIGHT);
    pool.install(|| ask(method, data, &night, &values))
}

#[test]
fn every_method_answers_the_same_on_any_threads_and_in_any_order_of_rows() {
    let town = Town::new();
    let data = town.load();
    shuffle(&town);
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
    let simulates = |method: &&dyn Method| {
        let parameters = method.parameters();
        method.waits_to_be_run(&Values::of(&parameters))
            || parameters
                .iter()
                .any(|parameter| parameter.key == "replicates")
    };
    for method in methods::all().into_iter().filter(simulates) {
        let progress = Progress::new();
        progress.cancel();
        let values = Values::of(&method.parameters());
        let outcome = ask_until(method, &data, &Filter::default(), &values, &progress);
        let id = method.id();
        let stopped = matches!(
            outcome,
            Err(MethodError::Cancelled(_) | MethodError::Unanswerable(_) | MethodError::Unset(_))
        );
        assert!(stopped, "{id} goes on");
    }
}
