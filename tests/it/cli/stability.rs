//! `rank --stability`: what it adds, and that nothing else changes.

use serde_json::Value;

use crate::cli::harness::Dir;

const KEYS: [&str; 4] = ["in_top_n", "rank_low", "rank_high", "badge"];

fn ranked(flags: &str) -> Value {
    let line = format!("rank --window 18:00-06:00 --format json {flags}");
    serde_json::from_str(&Dir::new().run(&line).done().stdout()).unwrap()
}

#[test]
fn a_list_with_stability_is_the_list_and_four_keys_more() {
    let plain = ranked("--top 5");
    let mut sure = ranked("--top 5 --stability 50");
    let said = sure.as_object_mut().unwrap().remove("stability").unwrap();
    assert_eq!(
        said,
        serde_json::json!({"replicates": 50, "seed": 1, "top": 5})
    );
    for hotspot in sure["hotspots"].as_array_mut().unwrap() {
        let own = hotspot.as_object_mut().unwrap();
        let [in_top_n, low, high, badge] = KEYS.map(|key| own.shift_remove(key).unwrap());
        let (share, low) = (in_top_n.as_f64().unwrap(), low.as_u64().unwrap());
        assert!((0.0..=1.0).contains(&share));
        assert!((1..=high.as_u64().unwrap()).contains(&low) && high.as_u64().unwrap() <= 6);
        assert_eq!(badge, if share >= 0.8 { "core" } else { "borderline" });
    }
    assert_eq!(plain, sure);
}

#[test]
fn every_form_has_the_same_figures() {
    let dir = Dir::new();
    let flags = "--top 4 --unit square:200 --stability 40 --seed 9";
    let json = ranked(flags);
    let run = |format: &str| {
        let line = format!("rank --window 18:00-06:00 --format {format} {flags}");
        dir.run(&line).done().stdout()
    };
    let csv = run("csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(header.iter().skip(20).collect::<Vec<_>>(), KEYS);
    let geojson: Value = serde_json::from_str(&run("geojson")).unwrap();
    assert_eq!(geojson["nightbeat"]["stability"], json["stability"]);
    for (i, record) in reader.records().enumerate() {
        let record = record.unwrap();
        for (column, key) in (20..).zip(KEYS) {
            let wanted = &json["hotspots"][i][key];
            let text = wanted
                .as_str()
                .map_or_else(|| wanted.to_string(), str::to_owned);
            let number = |text: &str| text.parse::<f64>().ok();
            let same = record[column] == *text || number(&record[column]) == number(&text);
            assert!(same, "{key}: {} and {text}", &record[column]);
            assert_eq!(&geojson["features"][i]["properties"][key], wanted);
        }
    }
    let table = run("table");
    assert!(
        table.contains("in top 4") && table.contains("Stability: "),
        "{table}"
    );
}

#[test]
fn seeds_decide_and_threads_do_not() {
    let one = ranked("--stability 40 --threads 1");
    assert_eq!(
        one["hotspots"],
        ranked("--stability 40 --threads 2")["hotspots"]
    );
    assert_ne!(
        one["hotspots"],
        ranked("--stability 40 --seed 2")["hotspots"]
    );
}

#[test]
fn numbers_of_lists_and_seeds_are_checked() {
    let dir = Dir::new();
    dir.run("rank --stability 0").fails(&["from 1 to 100000"]);
    dir.run("rank --seed 3").fails(&["--stability"]);
}
