//! A back-test of a real file, compared with what an independent script found
//! (`tests/reference/backtest.py`).

use std::path::Path;

use nightbeat::analysis::backtest::choices::Choice;
use nightbeat::analysis::backtest::{BacktestParams, backtest};
use nightbeat::analysis::rank::{RankParams, Unit};
use nightbeat::analysis::selection::select;
use nightbeat::base::Progress;
use nightbeat::data::Filter;
use nightbeat::engine::load::{LoadRequest, load};
use nightbeat::project::Project;
use serde_json::Value;

use crate::cli::harness::shared_data;

#[test]
fn edinburgh_by_square_catches_what_pandas_counts() {
    let Some(root) = shared_data() else { return };
    let reference = include_str!("../reference/backtest.json");
    let reference: Value = serde_json::from_str(reference).unwrap();
    let number = |key: &str| reference[key].as_f64().unwrap();
    let mut project = Project::sample();
    let file = Path::new("incidents/edinburgh_accidents_2010-13_geocoded.csv");
    project.sources.incidents = vec![root.join(file)];
    let progress = Progress::new();
    let request = LoadRequest::for_project(&project, Vec::new());
    let data = load(&request, &progress).unwrap().data;
    let filter = Filter::default();
    let ranking = RankParams {
        unit: Unit::Square { side_m: 250.0 },
        top: 10,
        ..project.ranking
    };
    let params = BacktestParams {
        filter: &filter,
        ranking: &ranking,
        surface: &project.surface,
        hide_months: None,
    };
    let selection = select(&data, &filter, &progress).unwrap();
    let test = backtest(&data, &selection, params, &progress).unwrap();
    assert_eq!(test.split.period.first.to_string(), reference["first"]);
    assert_eq!(test.split.period.last.to_string(), reference["last"]);
    assert_eq!(test.weights, (number("before"), number("hidden")));
    assert!((test.region_km2 - number("region_km2")).abs() < 1e-6);
    let list = &test.trials[0];
    assert_eq!(list.earlier.inside, number("inside_before"));
    assert_eq!(list.caught.inside, number("inside_hidden"));
    assert_eq!(list.best.unwrap().inside, number("inside_best"));
    let pai = (number("inside_hidden") / number("hidden")) / (0.625 / number("region_km2"));
    assert!((list.pai(test.region_km2).unwrap() - pai).abs() < 1e-9 * pai);
    for (place, caught) in reference["by_place"].as_array().unwrap().iter().enumerate() {
        assert_eq!(
            list.by_place[place],
            caught.as_f64().unwrap(),
            "place {place}"
        );
    }
    let is_last_year = |choice: &Choice| matches!(choice, Choice::LastYear(_));
    let last_year = test.trials.iter().find(|trial| is_last_year(&trial.choice));
    assert_eq!(last_year.unwrap().caught.inside, number("inside_last_year"));
}
